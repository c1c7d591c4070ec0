"""Interviews whose speaker has withdrawn consent are in no result: all is as if they had never been held."""

from dataclasses import replace

import pandas as pd
import pytest

from evaluation.analyses.themes import check
from evaluation.data.parameters import ThemesParameters
from evaluation.data.qualitative_parts import Case, Variable
from evaluation.data.validated import Tables
from evaluation.errors import DataError, ParameterError

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
    with pytest.raises(DataError, match=r"case variable Consent: holds 'withdrawn', and is not themes\.consent_var"):
        check(tables, ThemesParameters(consent_variable=""))


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


def test_of_an_interview_that_was_deleted_a_withdrawn_quote_keeps_the_name(project):
    """Nothing is left that its words, role or theme could be held against."""
    gone = Quotes(consent="withdrawn", source="Interview s99", theme="Of it alone")
    result = run(deciding(project), quotes=gone)
    (row,) = result.table("quotes").to_dict("records")
    assert (row["consent"], row["source"], row["theme"], row["coded"]) == ("withdrawn", "Interview s99", "", "")
    consent = result.table("interview_consent").set_index("source")
    assert dict(consent.loc["Interview s99"]) == {"guid": "", "consent": "withdrawn", "groups": "", "text_sha256": ""}
    assert ("source", "Interview s99") in set(result.table("names").itertuples(index=False, name=None))
    said = "interview 'Interview s99' is not in the project: it counts as withdrawn and deleted"
    tables = Tables({"interviews": deciding(project), "quotes": gone}, communities=COMMUNITIES)
    assert check(tables, ThemesParameters(quotes="quotes")) == (said,)


@pytest.mark.parametrize(
    ("source", "text", "found"),
    [
        ("interview S1", "gone", "found 'interview S1'; expected the name of one interview"),
        (
            "Interview s11",
            "What I said at length.",
            "found no 'Interview s11', and its words stand in 'Interview s1'",
        ),
    ],
)
def test_a_slip_in_the_name_of_an_interview_is_not_taken_for_one_that_was_deleted(project, source, text, found):
    sources = tuple(
        replace(each, text=f"{each.text}\nWhat I said at length.") if each.id == "s1" else each
        for each in project.sources
    )
    with pytest.raises(DataError) as raised:
        run(deciding(replace(project, sources=sources)), quotes=Quotes(consent="withdrawn", source=source, text=text))
    assert f"its interview is not in the project; {found}" in str(raised.value)


@pytest.mark.parametrize("consent", ["yes", "no"])
def test_of_an_interview_that_is_not_there_no_other_quote_is_understood(project, consent):
    with pytest.raises(DataError, match="its interview is not in the project; found 'Interview s99'"):
        run(deciding(project), quotes=Quotes(consent=consent, source="Interview s99"))


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


def checked(project, **given):
    return check(Tables({"interviews": project}, communities=COMMUNITIES), ThemesParameters(**given))


def with_case(project, name, *sources, consent="withdrawn"):
    """Return the project with one more case of that name."""
    case = Case(id=f"case {name}", name=name, source_ids=sources, values=(("Consent", consent),))
    return replace(project, cases=(*project.cases, case))


def test_a_withdrawn_case_without_an_interview_is_refused_with_advice(project):
    read = with_case(with_case(deciding(project), "P17"), "P18", consent="yes")
    with pytest.raises(DataError) as caught:
        run(read)
    (problem,) = caught.value.problems
    assert str(problem).startswith(
        f"{project.path}, case P17: has withdrawn consent, and is linked to no interview; exp"
    )
    assert "without the case, if the project has no interview of theirs" in str(problem)


def test_a_decision_of_a_case_without_an_interview_must_be_understood_too(project):
    with pytest.raises(DataError, match="case P17: unknown consent 'revoked'; expected one of yes, no, withdrawn"):
        run(with_case(deciding(project), "P17", consent="revoked"))
    run(with_case(deciding(project), "P17", consent=""))


def test_cases_of_one_name_are_one_person_who_withdraws_all(project):
    """The person of s2 has a second case, linked to nothing, and one of s5 that says yes."""
    person = next(case.name for case in project.cases if "s2" in case.source_ids)
    read = with_case(with_case(deciding(project), person), person, "s5", consent="yes")
    said = "interviews: 2 more are left out of everything: consent was withdrawn"
    assert checked(read) == (said,)
    others = {source: coded for source, coded in CODED.items() if source not in ("s2", "s5")}
    assert by_id(run(read))["sources/all"].estimate == len(others)


def test_an_interview_without_a_case_is_one_person_of_its_own_name(project):
    read = deciding(replace(project, cases=tuple(case for case in project.cases if "s2" not in case.source_ids)))
    assert checked(with_case(read, "Interview s2")) == checked(deciding(project, s2="withdrawn"))


def called(project, name, **decisions):
    """Return the project whose variable of consent is called otherwise."""
    read = deciding(project, **decisions)
    cases = tuple(
        replace(case, values=tuple((name if each == "Consent" else each, value) for each, value in case.values))
        for case in read.cases
    )
    variables = tuple(replace(each, name=name) if each.name == "Consent" else each for each in read.variables)
    return replace(read, cases=cases, variables=variables)


@pytest.mark.parametrize("name", ["Consent given", "Status"])
def test_a_withdrawal_in_another_variable_is_refused(project, name):
    read = called(project, name, s2="Consent withdrawn", s5="withdrawn")
    with pytest.raises(DataError) as caught:
        checked(read)
    (problem,) = caught.value.problems
    assert str(problem) == (
        f"{project.path}, case variable {name}: holds 'withdrawn', and is not themes.consent_variable; found 2 "
        f"time(s), and consent_variable: 'consent'; expected themes.consent_variable: {name}; or, if it says nothing "
        f"of consent, themes.not_consent: [{name}]. Defined in docs/methods/themes.md, consent."
    )
    assert checked(read, consent_variable=name) == (
        "interviews: 2 more are left out of everything: consent was withdrawn",
    )
    assert checked(read, not_consent=(name.upper(),)) == ()


def test_one_that_stands_on_an_interview_is_seen_too(project):
    sources = (replace(project.sources[0], values=(("mood", "withdrawn"),)), *project.sources[1:])
    with pytest.raises(DataError, match="case variable mood: holds 'withdrawn'"):
        checked(replace(project, sources=sources))


def test_a_variable_that_is_called_like_consent_is_said_by_check_and_by_the_run(project):
    read = called(project, "Consentimiento")
    said = (
        "variable 'Consentimiento' is called like consent, and is not themes.consent_variable: it leaves nobody out"
    )
    assert checked(read) == (said,)
    table = run(read).table("not_carried")
    assert list(table.loc[table["what"] == "remark", "why"]) == [said]
    assert checked(read, not_consent=("Consentimiento",)) == checked(read, consent_variable="Consentimiento") == ()


def test_a_variable_that_is_no_consent_must_be_there(project):
    with pytest.raises(ParameterError, match=r"themes\.not_consent: is not a variable of the project; found 'Mood'"):
        checked(project, not_consent=("Mood",))


def test_the_plan_says_which_variable_is_consent():
    plans = [ThemesParameters(interviews="i", **given).plan() for given in ({}, {"consent_variable": ""})]
    assert [plan["consent_variable"] for plan in plans] == ["consent", ""]
    with pytest.raises(ValueError, match=r"is themes\.consent_variable"):
        ThemesParameters(interviews="i", not_consent=("Consent",))
