"""Interviews in which one coder marked nothing: read or not, and what that does to agreement."""

import math
import re

import pandas as pd
import pytest
from scipy.stats import t

from evaluation.data.refi_qda import read_project
from evaluation.errors import DataError

from ..builders import validated
from .test_themes import build, by_id, run

LINES = tuple(f"Answer {number}." for number in range(10))
MARKED = (1, 4, 7)
ALONE = "interviews in which only one coder marked anything are left out, as if the others had not read them"


@pytest.fixture
def half_read(tiny_project):
    """Ana marks three of ten paragraphs in twenty interviews, Ben the same in ten of them and none in the others."""
    tiny_project.user("ana", "Ana").user("ben", "Ben").code("hope", name="Hope")
    for number in range(20):
        marks = [
            tiny_project.mark(f"{user}{number}-{place}", 10 * place, 10 * place + 6, "hope", user=user, name="Answer")
            for user in ("ana", "ben")[: 2 if number < 10 else 1]
            for place in MARKED
        ]
        tiny_project.text(f"s{number}", "\n".join(LINES), *marks, name=f"Interview {number}")
    return read_project(tiny_project.write())


def run_with(project, *rows, **parameters):
    table = validated("finished_interviews", pd.DataFrame(rows, columns=["coder", "source"]))
    more = {"finished_interviews": table}
    return run(project, finished_interviews="finished_interviews", more=more, **parameters)


def test_interviews_in_which_one_coder_marked_nothing_are_left_out_and_said(half_read):
    rows = by_id(run(half_read, continuum=True))
    assert (rows["alpha/overall"].estimate, rows["alpha/overall"].n_obs) == (1, 100)
    said = f"{ALONE}; 10 interview(s) left out"
    names = [name for name in rows if name.split("/")[0] in ("alpha", "kappa", "gwet_ac1", "u_alpha", "ku_alpha")]
    assert len(names) == 7
    for name in names:
        assert said in rows[name].note, name


def test_where_it_is_declared_who_finished_what_nothing_found_is_a_finding(half_read):
    everything = [(coder, f"Interview {number}") for coder in ("ana", "BEN") for number in range(20)]
    rows = by_id(run_with(half_read, *everything, continuum=True))
    # 200 paragraphs: on 30 both have the code, on 30 Ana alone, so 60 values of 400 disagree; 90 are "applied".
    expected = 1 - 399 * 60 / (400**2 - 90**2 - 310**2)
    assert expected == pytest.approx(0.571, abs=0.001)
    assert rows["alpha/overall"].estimate == pytest.approx(expected)
    assert rows["alpha/overall"].n_obs == 200
    assert "left out" not in rows["alpha/overall"].note
    assert "20 documents" in rows["u_alpha/overall"].note


def test_the_note_of_alpha_says_how_many_interviews_would_make_its_interval_narrow(half_read):
    everything = [(coder, f"Interview {number}") for coder in ("Ana", "Ben") for number in range(20)]
    rows = by_id(run_with(half_read, *everything))
    row = rows["alpha/overall"]
    needed = int(re.search(r"about (\d+) such documents would give an interval of 0\.10 to both sides", row.note)[1])
    # Where the standard error of log(1 - alpha) shrinks with the root of the number, and Student's t with it.
    error = math.log((1 - row.estimate) / (1 - row.conf_high)) / t.ppf(0.975, 19)
    reach = [t.ppf(0.975, n - 1) * error * math.sqrt(20 / n) for n in (needed - 1, needed)]
    widths = [(1 - row.estimate) * math.sinh(each) for each in reach]
    assert widths[1] <= 0.1 < widths[0]
    assert "such documents" not in rows["kappa/overall"].note


def test_what_a_coder_did_not_finish_is_left_out_though_it_holds_marks(half_read):
    of_ana, of_ben = (
        [(coder, f"Interview {n}") for n in which] for coder, which in (("Ana", range(12)), ("Ben", (0, 11)))
    )
    row = by_id(run_with(half_read, *of_ana, *of_ben))["alpha/overall"]
    assert row.n_obs == 20
    assert "interviews that only one coder finished are left out; 10 interview(s) left out" in row.note
    assert row.note.endswith(
        "marks are left out of interviews that their coder did not finish; 17 interview(s) with such marks"
    )


def test_a_third_coder_who_marked_nothing(tiny_project):
    coded = {"s1": {each: {"delay": [0], "hope": [2]} for each in ("ana", "ben", "lead")}}
    coded["s2"] = {each: {"delay": [0]} for each in ("ana", "lead")}
    note = by_id(run(build(tiny_project, coded)))["alpha/overall"].note
    assert note.endswith(
        "coders are left out of interviews in which they marked nothing; 1 interview(s) compared without a coder"
    )
    assert ALONE not in note


def test_rows_that_name_nobody_or_no_interview_are_refused(half_read):
    with pytest.raises(DataError) as caught:
        run_with(half_read, ("Ann", "Interview 1"), ("Ana", "Interview 99"))
    said = str(caught.value)
    assert "2 problem(s) with coders and interviews" in said
    assert "row 1: is nobody who coded text; found 'Ann'; expected one of Ana, Ben" in said
    assert "row 2: its interview is not in the project; found 'Interview 99'" in said
