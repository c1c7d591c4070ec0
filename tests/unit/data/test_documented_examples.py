"""The examples that people copy do what the page beside them says."""

import json
import re
from pathlib import Path

import numpy as np
import pytest
import yaml

from evaluation.analyses import interrupted_series
from evaluation.data.dictionary import QUALITATIVE_TABLES
from evaluation.data.parameters import load_parameters
from evaluation.data.parameters.source import SegmentLayout, Source
from evaluation.data.read import read_tables
from evaluation.data.segment_sheets.layout import SegmentField
from evaluation.data.segment_sheets.read import read_segments

ROOT = Path(__file__).resolve().parents[3]


def examples(page):
    """Return the YAML blocks of a page of the documentation."""
    return re.findall(r"^```yaml\n(.*?)^```", (ROOT / "docs" / page).read_text(encoding="utf-8"), re.M | re.S)


@pytest.fixture
def evaluation(tmp_path):
    """Write a params file, and the data that it names beside it, and return the evaluation."""

    def write(params, name, lines):
        for folder in ("params", "data"):
            (tmp_path / folder).mkdir()
        (tmp_path / "data" / name).write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
        path = tmp_path / "params" / "mine.yml"
        path.write_text(params, encoding="utf-8")
        return load_parameters(path)

    return write


def test_the_simplest_series_is_a_month_and_a_count(evaluation):
    page = (ROOT / "docs" / "methods" / "interrupted_series.md").read_text(encoding="utf-8")
    header, *_ = re.search(r"^```csv\n(.*?)^```", page, re.M | re.S).group(1).splitlines()
    counts = np.random.default_rng(3).poisson(20, 60)
    rows = [f"{2019 + at // 12}-{at % 12 + 1:02}-01,{count}" for at, count in enumerate(counts)]
    read = evaluation(examples("methods/interrupted_series.md")[0], "calls.csv", [header, *rows])
    section = read.analyses["interrupted_series"]
    tables = read_tables(read, section.source_names())
    result = interrupted_series.analyse(tables, section, np.random.default_rng(read.seed))
    (level,) = [row for row in result.estimates if row.result_id == "interrupted_series/level_change/all"]
    assert level.conf_low < level.estimate < level.conf_high
    assert level.unit == "ratio"


def test_codes_of_a_file_become_those_of_the_dictionary(evaluation):
    (sources,) = [text for text in examples("how-to/bring-your-own-data.md") if "table: death_records" in text]
    content = {
        "evaluation": "mine",
        "title": "Mine",
        "synthetic": False,
        "seed": 1,
        "communities": {"alder": {"name": "Alder"}},
        "interrupted_series": {"data": "monthly"},
    }
    content["sources"] = yaml.safe_load(sources)["sources"] | {"monthly": {"path": "m.csv", "table": "series"}}
    lines = ["DOD,Gender,ResidenceTown", "01/31/2020,F,ALDER", "02/01/2020,M,ALDER TWP", "02/02/2020,,ALDER"]
    read = evaluation(yaml.safe_dump(content), "me_records.csv", lines)
    frame = read_tables(read, ["deaths"])["deaths"].frame
    assert frame["sex"].tolist() == ["female", "male", "unknown"]
    assert frame["community"].tolist() == ["alder"] * 3


def test_the_page_of_qualitative_sources_names_what_there_is(tmp_path):
    text = (ROOT / "docs" / "how-to" / "qualitative-sources.md").read_text(encoding="utf-8")
    fields = text.partition("## Spreadsheets")[2].partition("Presets are data")[0]
    named = set(re.findall(r"`(\w+)`", fields))
    assert {field.value for field in SegmentField} | set(SegmentLayout.model_fields) <= named
    assert set(re.findall(r"^\| `(\w+)` \| (?:`|the folder)", text, re.M)) == set(QUALITATIVE_TABLES)
    (example,) = [text for text in examples("how-to/qualitative-sources.md") if "layout:" in text]
    header = "Media Title,Code: Care Applied,Role,Resource Date"
    (tmp_path / "excerpts.csv").write_text(f"{header}\nOne,True,clinician,2024\n", encoding="utf-8")
    source = Source.model_validate_json(json.dumps(yaml.safe_load(example)["sources"]["interviews"]))
    project = read_segments(tmp_path / "excerpts.csv", source.column_map())
    assert [code.name for code in project.codes] == ["Care"]
    assert project.sources[0].values == (("Role", "clinician"),)


def test_the_params_files_of_the_page_of_qualitative_sources_are_whole(tmp_path):
    whole = [text for text in examples("how-to/qualitative-sources.md") if text.startswith("evaluation:")]
    read = []
    for number, text in enumerate(whole):
        path = tmp_path / f"{number}.yml"
        path.write_text(text, encoding="utf-8")
        evaluation = load_parameters(path)
        read.append((evaluation.evaluation, sorted(evaluation.sources), evaluation.themes.interviews))
    assert read == [("mine", ["interviews"], "interviews"), ("coders", ["ana", "ben"], "ana")]
