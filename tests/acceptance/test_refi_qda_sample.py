"""The ATLAS.ti sample of the REFI-QDA exchange format, from the file to the ledger, and two more of its projects.

The counts were taken from the XML by hand: 14 codes, 3 users, 16 codings (7 of text, 2 of the text of a page, 4 of
pages, 2 of a picture, 1 of a video), 8 text selections. The file comes without its texts.
"""

import json
import math
import os
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from evaluation.analyses.themes import analyse
from evaluation.data.parameters import load_parameters
from evaluation.data.read import read_tables
from evaluation.data.refi_qda import read_codebook, read_project
from evaluation.data.refi_qda.write import write_project

ROOT = Path(__file__).resolve().parents[2]
REFERENCE = os.environ.get("EVALUATION_DATA", "")

pytestmark = [
    pytest.mark.reference_data,
    pytest.mark.skipif(not REFERENCE, reason="EVALUATION_DATA is not set"),
]


@pytest.fixture(scope="module")
def project():
    return read_project(Path(REFERENCE) / "qda_refi_samples" / "skyloom_TestProject.qdpx")


@pytest.fixture(scope="module")
def rows():
    evaluation = load_parameters(ROOT / "params" / "examples" / "refi_qda_sample.yml")
    tables = read_tables(evaluation, evaluation.themes.source_names())
    result = analyse(tables, evaluation.themes, np.random.default_rng(evaluation.seed))
    return {estimate.result_id.removeprefix("themes/"): estimate for estimate in result.estimates}


def test_what_the_file_holds(rows):
    expected = {"codes": 14, "users": 3, "coders_of_text": 1, "codings": 16, "text_selections": 8}
    assert {name: rows[f"{name}/all"].estimate for name in expected} == expected


def test_counts_are_those_of_the_reference(rows):
    expected = json.loads((Path(REFERENCE) / "expected.json").read_text())["qda_refi_samples"]["skyloom"]
    found = (rows["codes/all"], rows["text_selections/all"], rows["codings/all"], rows["users/all"])
    names = ("Code", "PlainTextSelection", "Coding", "User")
    assert [row.estimate for row in found] == [expected[name] for name in names]


def test_agreement_is_not_estimable(rows):
    for name in ("alpha/overall", "alpha_median_code/overall", "kappa/overall"):
        assert math.isnan(rows[name].estimate)
        assert rows[name].note == "not estimable: only one coder"


def test_an_interview_counts_once(rows):
    # "cornflakes" is on a picture, on two pages, on the text of one of them, and in one interview.
    assert (rows["prevalence/cornflakes/all"].n_events, rows["sources/all"].estimate) == (2, 4)
    assert rows["sources/all"].note == "interviews in which text is coded; 4 more have text and no coding"


def test_nothing_is_left_behind_in_silence(project):
    left = {item.what: item.count for item in project.not_carried}
    assert left["pdf selections"] == 4
    assert left["picture selections"] == 1
    assert left["video selections"] == 2
    assert left["texts"] == 8
    assert (left["Note elements"], left["Set elements"]) == (2, 16)
    assert left["Link elements"] == left["Graph elements"] == 1
    assert left["SyncPoint elements"] == 13


@pytest.mark.parametrize(("name", "n_codes"), [("ponte_blank-atlas-project", 0), ("ponte_target-atlas-project", 3)])
def test_projects_without_sources(name, n_codes):
    found = read_project(Path(REFERENCE) / "qda_refi_samples" / f"{name}.qdpx")
    assert (found.n_codes, found.n_users, len(found.sources), found.n_codings) == (n_codes, 2, 0, 0)
    if n_codes:
        assert found.codes[2].path == ("Commits", "2022-02-11T10:39:25Z cdbfd92")


def test_a_codebook_alone():
    book = read_codebook(Path(REFERENCE) / "qda_refi_samples" / "requal_codebook_valid.qdc")
    assert [code.color for code in book.codes] == ["#46AA00"]
    assert [(item.what, item.count) for item in book.not_carried] == [("Set elements", 1)]


def test_the_sample_is_given_back_with_all_its_codings(project, tmp_path):
    assert write_project(tmp_path / "back.qdpx", project) == ()
    back = read_project(tmp_path / "back.qdpx")
    for part in ("users", "codes", "variables", "cases", "sources"):
        assert getattr(back, part) == getattr(project, part)
    media = [Counter(segment.medium for segment in found.segments) for found in (project, back)]
    assert media[0] == media[1]
    assert (back.n_codings, len(back.text_codings)) == (project.n_codings, len(project.text_codings)) == (16, 9)
