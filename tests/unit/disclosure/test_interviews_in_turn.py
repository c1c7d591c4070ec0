"""What a few interviews that came, went or moved have said follows from no two releases."""

import json

import pytest

from evaluation.data.output_table import TableKind
from evaluation.disclosure.interview_marks import Interview, InterviewMarks
from evaluation.disclosure.publications.counted import COUNTED_FILE, CountedInterview, read_counted
from evaluation.disclosure.releasing import release
from evaluation.disclosure.source_marks import KEY_FILE, SourceKey
from evaluation.disclosure.turnover import Change, Turnover, known_again
from evaluation.disclosure.withheld_items import OF_GROUPS, OF_INTERVIEWS
from evaluation.errors import DisclosureError

from .run_builder import RunBuilder, read

CLINICIAN, PEER = "role=clinician", "role=peer_worker"


def interview(guid="", name="", text="", **groups):
    return CountedInterview(guid, name, text, groups)


def study(clinicians, peers, *, gone=(), other_roles=()):
    """Return interviews by name and group: so many of each, numbered, but for those that are gone."""
    named = [(f"C{number}", CLINICIAN) for number in range(1, clinicians + 1)]
    named += [(f"P{number}", PEER) for number in range(1, peers + 1)]
    swapped = {CLINICIAN: PEER, PEER: CLINICIAN}
    named = [(name, swapped[role] if name in other_roles else role) for name, role in named]
    return {name: role for name, role in named if name not in gone}


class Project:
    """Releases of one project, one after the other."""

    def __init__(self, folder):
        self.folder, self.number = folder, 0

    def release(self, interviews, themes=None, *, known=None, codebook=None, **more):
        """Return what is shown: results, tables, and the reasons for all else by its name.

        ``known`` are rows of the interviews of the project other than a name, no GUID, and no text; ``codebook`` are
        its codes.
        """
        self.number += 1
        run = RunBuilder(self.folder)
        run.folder = run.folder.with_name(f"run{self.number}")
        run.manifest["run_id"] = f"20240601T120000Z-{self.number:08x}"
        run.params["disclosure"] = {"population": "county"}
        roles = list(interviews.values())
        sizes = {role.partition("=")[2]: roles.count(role) for role in sorted(set(roles))}
        run.frame((name, role.partition("=")[2], "") for name, role in interviews.items())
        run.consent(known or [(name, "", "", f"all; {role}") for name, role in interviews.items()])
        if codebook:
            rows = [(code, code.title()) for code in codebook]
            given = {"analysis": "themes", "sensitivity": "public"}
            run.other("codebook", TableKind.DESCRIPTION, ("theme", "label"), rows, **given)
        run.interviews(sizes, themes)
        for result_id, values in more.items():
            run.row(f"themes/{result_id}/all", **values)
        folder = run.write()
        release(folder)
        released = folder / "released"
        self.released = released
        return (
            {row["result_id"] for row in read(released / "results.csv")},
            {path.stem for path in (released / "tables").glob("*.csv")},
            {row["item"]: row["reason"] for row in read(released / "withheld.csv")},
        )


@pytest.fixture
def project(tmp_path):
    return Project(tmp_path)


def held(**themes):
    """Return interviews of each role with each theme."""
    return {theme: {"clinician": clinicians, "peer_worker": peers} for theme, (clinicians, peers) in themes.items()}


SMALL_ROLES = {"clinician": 10, "person_in_recovery": 10, "peer_worker": 4, "family_member": 4}
BEFORE = held(trust=(6, 7), delay=(1, 0))


def test_one_who_went_and_one_who_came_are_not_told_apart_by_their_number(project):
    """20 before and 20 after; that the theme ``delay`` is gone tells what the one who went said."""
    shown, _, _ = project.release(study(10, 10), BEFORE)
    assert "themes/prevalence/delay/all" in shown
    shown, tables, withheld = project.release(study(11, 10, gone=["C1"]), held(trust=(7, 7)))
    assert not shown and not tables
    assert withheld["themes/prevalence by theme"] == withheld["themes_by_role"] == OF_INTERVIEWS
    assert not [item for item in withheld if "delay" in item or "trust" in item]


@pytest.mark.parametrize(
    ("themes", "shown"),
    [
        (held(trust=(10, 9), delay=(3, 2)), True),
        (held(trust=(10, 9)), False),
        (held(trust=(10, 9), delay=(0, 2)), False),
        (held(trust=(16, 9), delay=(3, 2)), False),
    ],
    ids=["more of all", "a theme is gone", "fewer in a group", "fewer without it"],
)
def test_where_enough_came_and_one_went_nothing_may_go_against_that(project, themes, shown):
    """10 clinicians and 10 peers were interviewed, and now 19 and 15: one clinician went."""
    project.release(study(10, 10), BEFORE)
    results, tables, withheld = project.release(study(20, 15, gone=["C1"]), themes)
    assert ("themes/prevalence/trust/all" in results) == bool(results) == shown
    assert withheld["themes/prevalence by role and theme"] == withheld["themes_by_role"] == OF_INTERVIEWS
    assert not tables


@pytest.mark.parametrize(("codes", "shown"), [(9.0, True), (8.0, False)])
def test_other_numbers_go_the_way_of_the_interviews_too(project, codes, shown):
    """15 came, one went, and fewer themes are searched: the one who went held one that nobody else does.

    Were it the only number that is not shown, it would tell that.
    """
    project.release(study(10, 10), codes={"estimate": 9.0}, pairs_tested={"estimate": 36.0})
    now = study(20, 15, gone=["C1"])
    results, _, withheld = project.release(now, codes={"estimate": codes}, pairs_tested={"estimate": 45.0})
    assert ({"themes/codes/all", "themes/pairs_tested/all"} <= results) == bool(results) == shown
    assert ("themes/codes" in withheld) == (not shown)


def test_who_came_alone_is_not_told_by_what_is_withheld(project):
    project.release(study(10, 10), held(trust=(6, 7)))
    first = project.release(study(11, 10), held(trust=(6, 7)))[2]
    second = project.release(study(11, 10), BEFORE)[2]
    assert first == second
    assert set(first.values()) == {OF_INTERVIEWS}


def test_enough_who_came_are_shown_whatever_they_say(project):
    project.release(study(10, 10), BEFORE)
    results, tables, _ = project.release(study(15, 15), held(trust=(6, 7), delay=(6, 5), hope=(1, 0)))
    assert {"themes/prevalence/hope/all", "themes/prevalence/hope/role.clinician"} <= results
    assert tables == {"sources_by_role", "themes_by_role"}


def test_two_whose_roles_were_exchanged_are_told_by_no_breakdown(project):
    """As many of each as before; which of the two held ``delay`` would follow."""
    project.release(study(10, 10), BEFORE)
    now = held(trust=(6, 7), delay=(0, 1))
    results, tables, withheld = project.release(study(10, 10, other_roles=["C1", "P1"]), now)
    assert {"themes/sources/all", "themes/prevalence/delay/all"} <= results
    assert not [name for name in results if "/role." in name]
    assert not tables
    assert withheld["themes/sources by role"] == withheld["sources_by_role"] == OF_INTERVIEWS


def as_known(interviews, names=None, *, guid="{}", text="words of {}"):
    """Return rows of interviews as a project has them."""
    called = names or {}
    return [
        (called.get(name, name), guid.format(name), "", f"all; {role}", text.format(name))
        for name, role in interviews.items()
    ]


def test_a_namesake_of_the_one_who_went_is_somebody_else(project):
    """The interview that was withdrawn is still in the project; another source of its name came in."""
    before = study(10, 10)
    project.release(before, BEFORE, known=as_known(before))
    known = [(*row[:2], "withdrawn", "", "") if row[0] == "C1" else row for row in as_known(before)]
    results, tables, _ = project.release(
        before, held(trust=(6, 7)), known=[*known, ("C1", "new", "", f"all; {CLINICIAN}", "other words")]
    )
    assert not results and not tables


@pytest.mark.parametrize("renamed", [8, 20])
def test_documents_that_were_renamed_are_known_by_their_text(project, renamed):
    """The project was imported anew, and has other GUIDs, too."""
    before = study(10, 10)
    project.release(before, BEFORE, known=as_known(before))
    now = study(11, 10, gone=["C1"])
    names = {name: f"document {name}" for name in list(now)[:renamed]}
    results, tables, _ = project.release(now, held(trust=(7, 7)), known=as_known(now, names, guid="again {}"))
    assert not results and not tables
    again = as_known(before, names, guid="once more {}")
    assert "themes/prevalence/delay/all" in project.release(before, BEFORE, known=again)[0]


def second(interviews):
    return {f"W2 {name}": role for name, role in interviews.items()}


def test_two_waves_and_then_both_without_one_are_compared_together(project):
    """What the waves add up to is more than what both have by what the one who went said, theme by theme."""
    first, wave = study(10, 10), second(study(10, 10))
    project.release(first, held(trust=(6, 7), delay=(1, 0)))
    results, _, _ = project.release(wave, held(trust=(5, 5), delay=(4, 2)))
    assert "themes/prevalence/delay/all" in results
    both = {name: role for name, role in (first | wave).items() if name != "C1"}
    results, tables, _ = project.release(both, held(trust=(11, 12), delay=(4, 2)))
    assert not results and not tables
    results, tables, _ = project.release(first | wave, held(trust=(11, 12), delay=(5, 2)))
    assert "themes/prevalence/delay/role.clinician" in results
    assert "themes_by_role" in tables


def test_two_waves_and_one_more_are_compared_together(project):
    first, wave = study(10, 10), second(study(10, 10))
    project.release(first, BEFORE)
    project.release(wave, held(trust=(5, 5)))
    results, tables, _ = project.release(first | wave | {"new": PEER}, held(trust=(11, 12), delay=(1, 1)))
    assert not results and not tables


def test_the_wave_alone_after_all_without_one_is_compared_with_both(project):
    """Beside the first release it is another study; the first and it, less the second, are the one who went."""
    first, wave = study(10, 10), second(study(10, 10))
    project.release(first, BEFORE)
    both = {name: role for name, role in (first | wave).items() if name != "C1"}
    assert "themes/prevalence/delay/all" in project.release(both, held(trust=(11, 12), delay=(4, 2)))[0]
    results, tables, _ = project.release(wave, held(trust=(5, 5), delay=(4, 2)))
    assert not results and not tables


def test_a_wider_release_between_does_not_cover_for_one_who_went(project):
    first, wave, more = study(10, 10), second(study(10, 10)), {f"Z {name}": PEER for name in range(10)}
    project.release(first, BEFORE)
    project.release(first | more, held(trust=(6, 12), delay=(1, 5)))
    project.release(wave, held(trust=(5, 5), delay=(4, 2)))
    now = {name: role for name, role in (first | more | wave).items() if name != "C1"}
    results, tables, _ = project.release(now, held(trust=(11, 17), delay=(4, 7)))
    assert not results and not tables


def test_a_wave_with_the_same_numbers_is_another_one(project):
    """Its release is the same as the one before, without a line in the ledger; both without one are asked."""
    wave, third = second(study(10, 10)), {f"W3 {name}": role for name, role in study(10, 10).items()}
    for interviews in (study(10, 10), wave, third, wave):
        assert "themes/prevalence/delay/all" in project.release(interviews, BEFORE)[0]
    assert len(read_counted(project.folder)) == 3
    both = {name: role for name, role in (wave | third).items() if name != "W2 C1"}
    results, tables, _ = project.release(both, held(trust=(12, 14), delay=(1, 0)))
    assert not results and not tables


def test_a_run_that_is_repeated_shows_no_more_than_the_first_time(project):
    """The role of one was corrected when two waves were put together: nothing by role, however often."""
    first, wave = study(10, 10), second(study(10, 10))
    project.release(first, BEFORE)
    project.release(wave, held(trust=(5, 5), delay=(4, 2)))
    both = {name: PEER if name == "C1" else role for name, role in (first | wave).items()}
    for _ in range(3):
        results, tables, _ = project.release(both, held(trust=(10, 13), delay=(4, 3)))
        assert "themes/prevalence/delay/all" in results
        assert not [name for name in results if "/role." in name]
        assert not tables


def test_numbers_of_all_beside_earlier_ones_by_role_isolate_few(project):
    """Two waves by role, with six more of whom four are clinicians, and then all without these six: not by role."""
    first, wave = study(10, 10), second(study(10, 10))
    more = {f"Z {name}": CLINICIAN if name < 4 else PEER for name in range(6)}
    project.release(first, BEFORE)
    project.release(wave | {f"Y {name}": PEER for name in range(8)}, held(trust=(5, 9), delay=(4, 2)))
    shown = project.release(first | wave | more, held(trust=(12, 14), delay=(5, 2)))[0]
    results, _, _ = project.release(first | wave, held(trust=(11, 12), delay=(5, 2)))
    by_role = [name for name in shown if "/role." in name]
    assert not (by_role and results)


def test_one_of_a_role_does_not_follow_from_two_waves_and_both_with_enough_more(project):
    """Of six who came one is a clinician; of all six everybody may know."""
    first, wave = study(10, 10), second(study(10, 10))
    more = {f"Z {name}": PEER for name in range(5)} | {"Z": CLINICIAN}
    project.release(first, BEFORE)
    project.release(wave, held(trust=(5, 5), delay=(4, 2)))
    results, tables, withheld = project.release(first | wave | more, held(trust=(12, 14), delay=(5, 2)))
    assert "themes/prevalence/trust/all" in results
    assert not [name for name in results if "/role." in name]
    assert not tables
    assert withheld["themes/prevalence by role and theme"] == OF_INTERVIEWS


def test_a_release_without_roles_between_does_not_cover_for_one_who_came(project):
    """10 clinicians, 14 and then 15: the second shows nothing by role, but that nobody who came holds ``delay``."""
    project.release(study(10, 10), held(trust=(6, 7), delay=(1, 0)))
    results, _, _ = project.release(study(14, 14), held(trust=(8, 9), delay=(1, 0)))
    assert "themes/prevalence/delay/all" in results
    assert "themes/prevalence/delay/role.clinician" not in results
    results, tables, _ = project.release(study(15, 23), held(trust=(8, 15), delay=(2, 0)))
    assert not [name for name in results if "/role." in name]
    assert not tables


def test_a_codebook_that_grew_with_one_interview_is_kept_where_no_numbers_were_shown(project):
    assert project.release(study(4, 0), codebook=["trust"])[1] == {"codebook"}
    _, tables, _ = project.release(study(5, 0), codebook=["delay", "trust"])
    assert "codebook" not in tables


def test_a_withdrawal_that_was_passed_over_once_is_not_held_against_later_waves(project):
    """One went while a wave came; of the third wave nothing follows that did not before."""
    first, wave, third = study(10, 10), second(study(10, 10)), {f"W3 {name}": PEER for name in range(10)}
    project.release(first, BEFORE)
    now = {name: role for name, role in (first | wave).items() if name != "C1"}
    results, _, _ = project.release(now, held(trust=(11, 12), delay=(4, 2)))
    assert "themes/prevalence/delay/all" in results
    results, _, _ = project.release(now | third, held(trust=(11, 18), delay=(4, 5)))
    assert "themes/prevalence/delay/all" in results


@pytest.mark.parametrize(
    ("first", "then"), [(["trust"], ["delay", "trust"]), (["delay", "trust"], ["trust"])], ids=["new", "gone"]
)
def test_a_code_that_came_or_went_with_one_interview_is_not_told_by_the_codebook(project, first, then):
    project.release(study(10, 10), held(trust=(6, 7)), codebook=first)
    assert project.release(study(11, 10), held(trust=(6, 7)), codebook=first)[1] == {"codebook"}
    _, tables, withheld = project.release(study(11, 10), held(trust=(6, 7)), codebook=then)
    assert tables == set()
    assert withheld["codebook"] == OF_INTERVIEWS
    about = json.loads((project.released / "about.json").read_text(encoding="utf-8"))
    assert "theme" not in about["labels"]
    _, tables, _ = project.release(study(20, 20), held(trust=(8, 9)), codebook=then)
    assert "codebook" in tables


def test_a_code_that_went_with_one_interview_while_many_came_is_not_told_either(project):
    project.release(study(10, 10), held(trust=(6, 7)), codebook=["delay", "trust"])
    now = study(20, 20, gone=["C1"])
    results, tables, _ = project.release(now, held(trust=(8, 9)), codebook=["trust"])
    assert not results and not tables


def test_a_role_of_which_few_came_and_few_went_is_told_by_no_breakdown(project):
    """6 peers went and 6 others came, and one clinician for another: what the role held now is of one of them."""
    before, now = study(10, 16), study(11, 22, gone=["C1", *(f"P{number}" for number in range(1, 7))])
    project.release(before, BEFORE)
    results, tables, _ = project.release(now, held(trust=(6, 7), delay=(0, 6)))
    assert "themes/prevalence/delay/all" in results
    assert not [name for name in results if "/role." in name]
    assert not tables


def test_a_role_that_grew_by_one_keeps_all_roles(project):
    """2 and then 3 have it: it is shown with others, and with which may differ from release to release."""

    def interviews(clinicians, peers, school):
        return study(clinicians, peers) | {f"S{number}": "role=school_staff" for number in range(school)}

    project.release(interviews(10, 10, 2))
    results, tables, _ = project.release(interviews(20, 20, 3))
    assert results == {"themes/sources/all"}
    assert not tables


def test_another_study_of_the_same_people_is_not_a_difference(project):
    project.release(study(10, 10), BEFORE)
    others = {f"other {name}": role for name, role in study(10, 10).items()}
    results, tables, _ = project.release(others, held(hope=(1, 2)))
    assert "themes/prevalence/hope/all" in results
    assert not tables


def test_another_study_with_nearly_as_many_is_compared_as_of_anybody(project):
    """30 others after 28: no number of all can be shown, and so none by role; it is no leak of the release."""
    first = {f"{role} {number}": f"role={role}" for role, n in SMALL_ROLES.items() for number in range(n)}
    project.release(first, {"trust": dict.fromkeys(SMALL_ROLES, 2)})
    others = {f"other {name}": role for name, role in study(15, 15).items()}
    results, tables, withheld = project.release(others, held(trust=(7, 6)))
    assert not results and not tables
    assert set(withheld.values()) == {OF_INTERVIEWS}


def test_the_same_interviews_are_shown_again_with_codes_that_were_corrected(project):
    project.release(study(10, 10), BEFORE)
    results, tables, _ = project.release(study(10, 10), held(trust=(6, 7), delay=(2, 0)))
    assert {"themes/prevalence/delay/all", "themes/prevalence/delay/role.clinician"} <= results
    assert tables == {"sources_by_role", "themes_by_role"}


def test_what_nobody_remembers_is_not_compared_and_not_shown(project):
    project.release(study(10, 10), BEFORE)
    (project.folder / COUNTED_FILE).unlink()
    results, tables, withheld = project.release(study(10, 10), BEFORE)
    assert not results and not tables
    assert set(withheld.values()) == {OF_INTERVIEWS}


@pytest.mark.parametrize(
    "text",
    [
        "{}",
        "[]",
        '{"run": 3}',
        '{"run": []}',
        '{"run": {}}',
        '{"run": [{"guid": "x"}]}',
        '{"run": [{"guid": "x", "name": 3}]}',
        '{"run": [{"guid": "x", "name": "y", "groups": "z"}]}',
        "what",
    ],
)
def test_a_file_that_no_release_wrote_is_refused(project, text):
    project.release(study(10, 10), BEFORE)
    (project.folder / COUNTED_FILE).write_text(text, encoding="utf-8")
    with pytest.raises(DisclosureError, match="nobody can tell which interviews were counted before") as caught:
        project.release(study(10, 10), BEFORE)
    assert "restore it, or remove it" in str(caught.value)


def test_the_file_names_nobody_and_says_no_order(project):
    project.release(study(2, 30), BEFORE)
    path = project.folder / COUNTED_FILE
    text = path.read_text(encoding="utf-8")
    assert not [word for word in ("C1", "P30", "clinician", "peer") if word in text]
    ((run_id, counted),) = read_counted(project.folder).items()
    assert (run_id, len(counted)) == ("20240601T120000Z-00000001", 32)
    assert [each["name"] for each in json.loads(text)[run_id]] == sorted(each.name for each in counted)


@pytest.mark.parametrize(
    ("before", "now", "went", "came"),
    [
        ([interview("g1", "a"), interview("g2", "b")], [interview("g2", "x"), interview("g1", "y")], 0, 0),
        ([interview("g1", "a")], [interview("g9", "a")], 0, 0),
        ([interview("g1", "a", "t")], [interview("g9", "b", "t")], 0, 0),
        (
            [interview("", "a", "t"), interview("", "b", "u")],
            [interview("", "b", "t"), interview("", "a", "u")],
            0,
            0,
        ),
        ([interview("", "a"), interview("", "a")], [interview("", "a")], 1, 0),
        ([interview("g1"), interview()], [interview("g1"), interview()], 1, 1),
        ([interview("g1", "a"), interview("g2", "b")], [interview("g1", "b"), interview("g3", "c")], 1, 1),
        ([interview("g1", "a")], [interview("g1", "a"), interview("g2", "b")], 0, 1),
    ],
    ids=["renamed", "new GUID", "both", "names exchanged", "two of one name", "nothing", "name of another", "new"],
)
def test_an_interview_is_known_again_by_its_identifier_else_its_text_else_its_name(before, now, went, came):
    found = Turnover(*known_again([before, now]))
    assert (len(found.went), len(found.came), found.is_of_others) == (went, came, False)


def test_none_that_is_counted_is_one_that_the_project_has_as_withdrawn():
    before, now = [interview("g1", "a"), interview("g2", "b")], [interview("g3", "a"), interview("g2", "b")]
    assert len(Turnover(*known_again([before, now])).went) == 0
    for gone in ({"g1"}, {"a"}):
        assert len(Turnover(*known_again([before, now], gone)).went) == 1
    assert len(Turnover(*known_again([before, now], {"b"})).went) == 0


def test_interviews_are_numbered_alike_in_all_publications():
    first, second, third = ([interview("", name) for name in names] for names in ("ab", "bc", "cad"))
    assert [sorted(each) for each in known_again([first, second, third])] == [[0, 1], [1, 2], [0, 2, 3]]


def test_who_stayed_may_have_another_level_in_dimensions_that_both_know():
    before = [
        interview("g1", "a", role="r", community="c"),
        interview("g2", "b", role="r"),
        interview("g4", role="r"),
    ]
    now = [interview("g1", "a", role="s", time="t"), interview("g2", "b", role="r"), interview("g3", role="s")]
    found = Turnover(*known_again([before, now]))
    assert found.by_level() == {"role": [Change(2, 0), Change(0, 2)]}


def test_marks_of_one_interview_that_say_two_things_have_nothing_in_common():
    key = SourceKey(b"secret")
    one, other = (InterviewMarks(key, what, "people") for what in ("a withdrawn interview", "a counted interview"))
    known = Interview("Int-01", "guid", is_withdrawn=False)
    assert {*one.by_guid(known), *one.by_name(known)}.isdisjoint((*other.by_guid(known), *other.by_name(known)))
    assert [*one.by_name(known)] == [*one.by_name(Interview("INT 01", "", is_withdrawn=True))]


def by_levels(text):
    """Return interviews by name and role: ``clinician 1-10, peer_worker 1-5``."""
    terms = [term.rpartition(" ") for term in text.split(", ")]
    spans = [(role, *map(int, span.split("-"))) for role, _, span in terms]
    return {f"{role} {each}": f"role={role}" for role, first, last in spans for each in range(first, last + 1)}


def half_of(interviews):
    """Return a theme that half of each role holds."""
    roles = [role.partition("=")[2] for role in interviews.values()]
    return {"trust": {role: roles.count(role) // 2 for role in sorted(set(roles))}}


@pytest.mark.parametrize(
    ("studies", "of_all", "by_role"),
    [
        (
            (
                "clinician 1-10, peer_worker 1-10",
                "clinician 1-11, peer_worker 1-16",
                "clinician 1-17, peer_worker 1-16",
            ),
            (True, True, True),
            (True, False, False),
        ),
        (
            ("clinician 1-8, peer_worker 1-5", "clinician 3-8, peer_worker 1-16", "clinician 3-8"),
            (True, True, False),
            (True, False, False),
        ),
        (
            ("clinician 1-4, family_member 1-10, peer_worker 1-10", "peer_worker 2-10"),
            (True, False),
            (True, False),
        ),
        (
            (
                "clinician 1-4, peer_worker 1-4, person_in_recovery 1-4, family_member 1-4",
                "clinician 1-4, peer_worker 1-3",
            ),
            (True, False),
            (True, False),
        ),
    ],
    ids=["all and one role, later", "the rest of a role", "roles of one size, joined", "broader roles"],
)
def test_no_sum_of_numbers_of_all_releases_is_about_a_few(project, studies, of_all, by_role):
    """One or two of a role would follow theme by theme from three releases, or from two."""
    for text, is_of_all, is_by_role in zip(studies, of_all, by_role, strict=True):
        interviews = by_levels(text)
        results, tables, _ = project.release(interviews, half_of(interviews))
        assert ("themes/prevalence/trust/all" in results, bool(tables)) == (is_of_all, is_by_role)


def test_numbers_that_were_held_back_once_are_not_bounded_by_later_ones(project):
    """20 of whom one holds ``delay``; one went, 15 came and none holds it; then 5 more came, and one does.

    That the second release shows nothing says that a number went against who came; the third would say which.
    """
    project.release(study(10, 10), held(trust=(6, 7), delay=(1, 0)))
    assert not project.release(study(20, 15, gone=["C1"]), held(trust=(10, 9)))[0]
    assert not project.release(study(20, 20, gone=["C1"]), held(trust=(10, 11), delay=(0, 1)))[0]


def test_without_the_key_with_which_interviews_were_marked_nothing_is_released(project):
    """A new key would make strangers of all whom earlier releases counted, and of who withdrew."""
    project.release(study(10, 10), BEFORE)
    path = project.folder / KEY_FILE
    key = path.read_bytes()
    path.unlink()
    with pytest.raises(
        DisclosureError, match=r"1. .source_key: is missing; found .interviews, which a release wrote"
    ):
        project.release(study(11, 10, gone=["C1"]), held(trust=(7, 7)))
    assert not path.exists()
    path.write_text("ab" * 32, encoding="ascii")
    assert not project.release(study(11, 10, gone=["C1"]), held(trust=(7, 7)))[0]
    path.write_bytes(key)
    assert project.release(study(15, 10), BEFORE)[0]


def timed(project, number, interviews):
    """Release interviews by role and half-year, each ``(role, time)``; return its tables, and why others are not."""
    run = RunBuilder(project.folder)
    run.folder = run.folder.with_name(f"timed{number}")
    run.manifest["run_id"] = f"20240701T120000Z-{number:08x}"
    run.params["disclosure"] = {"population": "county"}
    named = {f"I{place}": each for place, each in enumerate(interviews)}
    run.frame((name, role, "") for name, (role, _) in named.items())
    run.consent((name, "", "", f"all; role={role}; time={time}") for name, (role, time) in named.items())
    roles, times = zip(*interviews, strict=True)
    run.interviews({role: roles.count(role) for role in sorted({*roles})})
    run.by_time({time: times.count(time) for time in sorted({*times})})
    folder = run.write()
    release(folder)
    withheld = {row["item"]: row["reason"] for row in read(folder / "released" / "withheld.csv")}
    return {path.stem for path in (folder / "released" / "tables").glob("*.csv")}, withheld


def test_two_dimensions_of_one_release_do_not_isolate_one(project):
    """All 10 clinicians but one were heard in the first half of 2023, and nobody else: 10 less 9 is that one."""
    interviews = [("clinician", "2023-H1")] * 9 + [("clinician", "2023-H2")] + [("peer_worker", "2023-H2")] * 10
    tables, withheld = timed(project, 1, interviews)
    assert tables == {"sources_by_role"}
    assert withheld["sources_by_time"] == OF_GROUPS


def test_a_second_wave_shows_its_own_time(project):
    first = [("clinician", "2023-H1"), ("peer_worker", "2023-H2")] * 10
    more = [("clinician", "2024-H1"), ("peer_worker", "2024-H1")] * 5
    assert timed(project, 1, first)[0] == {"sources_by_role", "sources_by_time"}
    assert timed(project, 2, first + more)[0] == {"sources_by_role", "sources_by_time"}
