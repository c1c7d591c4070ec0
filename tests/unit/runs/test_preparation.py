"""What is found before a kernel starts: of the parameters, the data, and both together, all at once."""

from importlib import import_module

import pytest
import yaml

from evaluation.data.parameters import SECTIONS
from evaluation.errors import DataError, ParameterError
from evaluation.runs.preparation import prepare

PLACES = ("alder", "elm")
MONTHS = [f"{year}-{month:02}-01" for year in (2018, 2019) for month in range(1, 13)]
FILES = {
    "deaths.csv": ["month,community,deaths", *(f"{month},{place},2" for place in PLACES for month in MONTHS)],
    "population.csv": [
        "date,community,population",
        *(f"{year}-07-01,{p},9000" for p in PLACES for year in (2018, 2019)),
    ],
    "persons.csv": ["time,status,clinic", *(f"{days},{days % 2},{1 + days % 3}" for days in range(1, 40))],
    "naloxone.csv": ["month,community,kits,channel", "2018-01-01,alder,3,pharmacy"],
}
TABLES = {"deaths": "overdose_deaths", "population": "population", "persons": "persons", "naloxone": "naloxone"}


@pytest.fixture
def ready(tmp_path):
    def ready(sections=None, tables=TABLES, more=None, **files):
        for name, lines in {**FILES, **{f"{name}.csv": lines for name, lines in files.items()}}.items():
            (tmp_path / name).write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
        content = {
            "evaluation": "example",
            "title": "Example",
            "synthetic": True,
            "seed": 1,
            "sources": {
                name: {"path": f"{name}.csv", "table": table} for name, table in {**TABLES, **tables}.items()
            },
            "communities": {place: {"name": place} for place in PLACES},
            "activities": {"naloxone": "naloxone"},
            "overdose_deaths": {"series": "community", "seasonality": "none"},
            "retention": {"dispensing": "", "persons": "persons", "groups": ["clinic"]},
        }
        for stem, changes in (sections or {}).items():
            content[stem] |= changes
        content |= more or {}
        path = tmp_path / "params.yml"
        path.write_text(yaml.safe_dump(content, sort_keys=False), encoding="utf-8")
        return prepare(path)

    return ready


def test_files_that_quotes_are_compared_with_are_looked_for_beforehand(ready):
    error = refused(ready, ParameterError, more={"disclosure": {"site_lists": {"people": "staff.txt"}}})
    assert error.exit_code == 10
    assert "disclosure.site_lists.people: cannot be read; found staff.txt: no such file or directory" in str(error)


def refused(ready, kind, *arguments, **options):
    with pytest.raises(kind) as caught:
        ready(*arguments, **options)
    assert type(caught.value) is kind
    return caught.value


def test_every_analysis_says_what_it_would_refuse():
    for stem in SECTIONS:
        assert callable(import_module(f"evaluation.analyses.{stem}").check)


def test_a_summary_counts_rows_and_blank_rows(ready):
    text = str(ready(naloxone=[*FILES["naloxone.csv"], ",,,", ",,,"]))
    assert "naloxone: 1 rows from naloxone.csv\n    left out 2 blank rows\n" in text
    assert text.count("blank") == 1


def test_a_summary_names_columns_that_are_left_out(ready):
    text = str(ready(naloxone=["month,community,kits,channel,a,b", "2018-01-01,alder,3,pharmacy,1,2"]))
    assert "naloxone: 1 rows from naloxone.csv\n    left out 2 columns: a, b\n" in text
    more = ",".join("abcdef")
    text = str(ready(naloxone=[f"month,community,kits,channel,{more}", "2018-01-01,alder,3,pharmacy,1,2,3,4,5,6"]))
    assert "left out 6 columns: a, b, c, d, e, ...\n" in text


def test_a_summary_says_what_an_analysis_remarks(ready):
    records = ["date,community,age", *(f"{month},{place},40" for place in PLACES for month in MONTHS)]
    text = str(
        ready(tables={"deaths": "death_records"}, deaths=[*records, "2018-01-01,alder,40", "2018-01-02,elm,3"])
    )
    lines = text.splitlines()
    place = next(number for number, line in enumerate(lines) if line.startswith("  overdose_deaths: "))
    assert lines[place + 1].startswith("    deaths: 1 row repeats another in every column: ")
    assert lines[place + 2].startswith("    deaths: 1 row has an age that is in no age group: ")


def test_a_summary_says_which_words_of_the_authors_are_heard_as_stigma(ready, tmp_path):
    assert "stigma" not in str(ready())
    (tmp_path / "answers.yml").write_text("gramms:\n  1: {note: We asked former addicts}\n", encoding="utf-8")
    text = str(ready(more={"title": "Overdose and drug abuse", "report": {"checklists": "answers.yml"}}))
    title, note = [line for line in text.splitlines() if "stigma" in line]
    assert "params.yml, line 2, title: 'drug abuse' is heard as stigma; instead: use (of drugs)" in title
    assert "answers.yml, line 2, gramms.1.note: 'former addicts' is heard as stigma; instead: person in rec" in note


def test_what_each_analysis_refuses_is_listed_at_once_beside_sources_that_cannot_be_read(ready):
    error = refused(
        ready,
        ParameterError,
        {"retention": {"groups": ["ward"], "covariates": ["wing"]}},
        deaths=[line for line in FILES["deaths.csv"] if "elm" not in line],
        naloxone=["month,community,kits,channel", "2018-01-01,oak,3,pharmacy"],
    )
    assert error.headline.endswith("params.yml cannot be run: 4 problems.")
    first, second, third, fourth = map(str, error.problems)
    assert "naloxone.csv, column community: 1 row with an unknown code" in first
    assert "deaths.csv: community elm has no row" in second
    assert "params.yml, retention.groups: ward is not a column that people have" in third
    assert "params.yml, retention.covariates: wing is not a column that people have" in fourth


@pytest.mark.parametrize("rows_each", [1, 2])
def test_a_column_that_is_there_but_compares_nobody_is_called_so(ready, rows_each):
    rows = [
        f"{person},{10 * part},{10 * part + 10},{int(part == rows_each - 1)},{1 + person % 3}"
        for person in range(1, 40)
        for part in range(rows_each)
    ]
    error = refused(
        ready,
        ParameterError,
        {"retention": {"groups": ["status"], "covariates": ["time"], "cluster": "person_id", "strata": ["dose"]}},
        persons=["person_id,entry,time,status,clinic", *rows],
    )
    assert error.exit_code == 10
    assert [str(problem).partition("params.yml, ")[2].partition("; expected")[0] for problem in error.problems] == [
        "retention.groups: status cannot be used here; found how follow-up ends",
        "retention.covariates: time cannot be used here; found when follow-up ends",
        "retention.strata: dose is not a column that people have",
        "retention.cluster: person_id cannot be used here; found whose row it is, which is heeded without it",
    ]


def test_data_alone_are_a_data_error(ready):
    error = refused(ready, DataError, population=FILES["population.csv"][:3])
    assert [str(problem).split("/")[-1].split(";")[0] for problem in error.problems] == [
        "population.csv: community elm has no population"
    ]


def test_a_series_too_short_for_its_model_is_found_before_it_is_executed(ready):
    change = {
        "interventions": [{"name": "start", "date": "2018-07-01"}],
        "end": "2019-01-01",
        "seasonality": "months",
    }
    error = refused(ready, ParameterError, {"overdose_deaths": change})
    assert "overdose_deaths: the model has no fewer parameters than there are months" in str(error)


def test_items_that_no_checklist_has_are_found_beside_everything_else(ready, tmp_path):
    (tmp_path / "answers.yml").write_text("gramms:\n  7: {note: yes}\n", encoding="utf-8")
    path = tmp_path / "params.yml"
    ready()
    content = yaml.safe_load(path.read_text(encoding="utf-8")) | {"report": {"checklists": "answers.yml"}}
    path.write_text(yaml.safe_dump(content, sort_keys=False), encoding="utf-8")
    (tmp_path / "naloxone.csv").write_text("month,community,kits,channel\n2018-01-01,alder,x,pharmacy\n")
    with pytest.raises(ParameterError) as caught:
        prepare(path)
    assert caught.value.exit_code == 10
    kits, item = caught.value.problems
    assert "naloxone.csv" in str(kits)
    assert str(item).endswith(
        "answers.yml:2: unknown item of gramms; found '7'; expected 1 to 6. Defined in data_dictionary/checklists/."
    )
