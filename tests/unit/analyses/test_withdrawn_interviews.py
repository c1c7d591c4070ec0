"""Interviews whose speaker has withdrawn consent are in no result: all is as if they had never been held."""

from dataclasses import replace

import pandas as pd
import pytest

from evaluation.analyses.themes import check
from evaluation.data.parameters import ThemesParameters
from evaluation.data.qualitative_parts import Variable
from evaluation.data.validated import Tables
from evaluation.errors import DataError

from ..builders import validated
from .test_themes import CODED, COMMUNITIES, Quotes, build, by_id, run

GIVEN = {
    "role_variable": "role",
    "community_variable": "community",
    "roll_up": True,
    "continuum": True,
    "codebook_version": "1",
}


@pytest.fixture
def project(tiny_project):
    return build(tiny_project)


def deciding(project, **decisions):
    """Return the project with a decision for the case of each interview named."""
    cases = tuple(
        replace(case, values=(*case.values, ("Consent", decisions.get(case.source_ids[0], "yes"))))
        for case in project.cases
    )
    return replace(
        project, cases=cases, variables=(*project.variables, Variable(id="v", name="Consent", kind="Text"))
    )


def numbers(result):
    return {name: (row.estimate, row.conf_low, row.n_obs, row.n_events) for name, row in by_id(result).items()}


def test_nothing_differs_from_a_project_without_the_interview(project, tiny_project, tmp_path_factory):
    """Of the interviews that two coders read one is left out, of the roles one half: every number moves."""
    others = {source: coded for source, coded in CODED.items() if source != "s2"}
    without = run(build(type(tiny_project)(tmp_path_factory.mktemp("without")), others), **GIVEN)
    withdrawn, everybody = run(deciding(project, s2="Withdrawn"), **GIVEN), run(project, **GIVEN)
    assert repr(numbers(withdrawn)) == repr(numbers(without)) != repr(numbers(everybody))
    kept = {table.name for table in without.tables} - {"framework_matrix", "framework_segments", "names"}
    kept -= {"framework_by_group", "disagreements", "interview_consent"}
    for name in sorted(kept):
        pd.testing.assert_frame_equal(withdrawn.table(name), without.table(name))
    for name in ("framework_segments", "disagreements"):
        assert "Interview s2" not in set(withdrawn.table(name)["source"])
    sizes = ["dimension", "group", "theme", "state", "n_sources", "n_sources_with_theme", "n_segments"]
    pd.testing.assert_frame_equal(
        withdrawn.table("framework_by_group")[sizes], without.table("framework_by_group")[sizes]
    )


def test_the_matrix_says_why_the_row_is_empty_and_passages_keep_their_names(project):
    result = run(deciding(project, s2="consent withdrawn"), **GIVEN)
    states = result.table("framework_matrix").set_index("source")["state"]
    assert set(states.loc["Interview s2"]) == {"suppressed"}
    before = run(project, **GIVEN).table("framework_segments")
    pd.testing.assert_frame_equal(
        result.table("framework_segments"), before[before["source"] != "Interview s2"].reset_index(drop=True)
    )


def test_how_many_are_left_out_is_said(project):
    project = deciding(project, s2="withdrawn", s5="WITHDRAWN")
    said = "2 more are left out of everything: consent was withdrawn"
    rows = by_id(run(project, **GIVEN))
    assert rows["sources/all"].note == f"interviews in which text is coded; {said}"
    assert said not in rows["sources/role.clinician"].note
    tables = Tables({"interviews": project}, communities=COMMUNITIES)
    assert check(tables, ThemesParameters()) == (f"interviews: {said}",)
    assert check(tables, ThemesParameters(consent_variable="")) == ()


def test_who_is_not_to_be_quoted_is_counted(project):
    assert numbers(run(deciding(project, s1="no"), **GIVEN)) == numbers(run(project, **GIVEN))


def test_one_of_several_who_withdraws_takes_the_interview_out(project):
    project = deciding(project, s4="withdrawn")
    (gone,) = (case for case in project.cases if "s4" in case.source_ids)
    cases = tuple(replace(case, source_ids=("s1", "s4")) if case == gone else case for case in project.cases)
    assert by_id(run(replace(project, cases=cases)))["sources/all"].estimate == 2


def test_a_decision_that_nobody_understands_stops_the_analysis(project):
    with pytest.raises(DataError, match="unknown consent 'revoked'; found in 1 source") as raised:
        run(deciding(project, s2="revoked"))
    assert "one of yes, no, withdrawn" in str(raised.value)


def test_a_quote_of_a_withdrawn_interview_is_withdrawn(project):
    quotes = Quotes(consent="no", consent_date=pd.Timestamp("2024-01-02"))
    (row,) = run(deciding(project, s1="withdrawn"), quotes=quotes).table("quotes").to_dict("records")
    assert (row["consent"], row["consent_date"]) == ("withdrawn", "2024-01-02")
    with pytest.raises(DataError, match="its speaker does not consent in the project"):
        run(deciding(project, s1="withdrawn"), quotes=Quotes())


def test_contrary_passages_of_a_withdrawn_interview_do_not_count(project):
    columns = ["theme", "searched_by", "searched_on", "source", "passage"]
    rows = [("delay", "Ana", "2024-01-01", source, "Answer zero.") for source in ("Interview s1", "Interview s2")]
    frame = pd.DataFrame(rows, columns=columns).assign(searched_on=pd.Timestamp("2024-01-01"))
    more = {"negative_cases": validated("negative_cases", frame)}
    result = run(deciding(project, s2="withdrawn"), more=more, negative_cases="negative_cases")
    register = result.table("negative_case_register").set_index("theme")
    assert register.loc["delay", "n_contrary"] == 1


def test_the_run_says_which_interviews_it_read_and_which_are_withdrawn(project):
    """Identifiers that may be made from numbers or names tell nothing, and are left out."""
    guid = "2f8e1b7c-5c0d-4a53-9a10-7a8f0e6b1c22"
    sources = (*project.sources, replace(project.sources[2], id=guid, name="Interview s6"))
    read = deciding(replace(project, sources=sources), s2="withdrawn")
    table = run(read).table("interview_consent").set_index("source")
    assert list(table.index) == [source.name for source in sources]
    assert list(table.index[table["consent"] == "withdrawn"]) == ["Interview s2"]
    assert dict(table.loc[table["guid"] != "", "guid"]) == {"Interview s6": guid}
