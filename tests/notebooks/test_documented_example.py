"""The smallest evaluation of interviews that the documentation shows runs through the notebook as it stands."""

import csv
import io
import re
import zipfile
from pathlib import Path

from rich.console import Console

from evaluation.runs.preparation import prepare
from evaluation.runs.project import Project
from evaluation.runs.runner import run_evaluation

PAGE = Path(__file__).resolve().parents[2] / "docs" / "how-to" / "qualitative-sources.md"
PROJECT = """\
<Project xmlns="urn:QDA-XML:project:1.0" name="Study" origin="test">
<Users><User guid="ana" name="Ana"/></Users>
<CodeBook><Codes><Code guid="hope" name="Hope" isCodable="true"/></Codes></CodeBook>
<Sources>{sources}</Sources></Project>"""
SOURCE = """\
<TextSource guid="{name}" name="{name}"><PlainTextContent>It got better.</PlainTextContent>
<PlainTextSelection guid="{name}-mark" name="It got better." startPosition="0" endPosition="14" creatingUser="ana">
<Coding guid="{name}-coding" creatingUser="ana"><CodeRef targetGUID="hope"/></Coding></PlainTextSelection>
</TextSource>"""


def test_the_first_params_file_of_the_page_of_qualitative_sources_runs(tmp_path):
    """Its project has no variables: no parameter that nobody gave asks for one."""
    example = re.search(r"^```yaml\n(.*?)^```", PAGE.read_text(encoding="utf-8"), re.M | re.S)[1]
    for folder in ("params", "data"):
        (tmp_path / folder).mkdir()
    params = tmp_path / "params" / "mine.yml"
    params.write_text(example, encoding="utf-8")
    with zipfile.ZipFile(tmp_path / "data" / "study.qdpx", "w") as archive:
        sources = "".join(SOURCE.format(name=f"Interview {number}") for number in range(1, 4))
        archive.writestr("project.qde", PROJECT.format(sources=sources))
    prepare(params)
    project = Project(outputs=tmp_path / "outputs")
    run = run_evaluation(params, console=Console(file=io.StringIO()), project=project)
    with (run.folder / "results.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["result_id"]: row for row in csv.DictReader(file)}
    assert (rows["themes/prevalence/hope/all"]["n_events"], rows["themes/prevalence/hope/all"]["n_obs"]) == ("3", "3")
