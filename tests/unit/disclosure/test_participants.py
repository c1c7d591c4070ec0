import itertools
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.data.output_table import Measure, Sensitivity, TableKind
from evaluation.disclosure.audit import audit_release
from evaluation.disclosure.interviewees import interviews_of
from evaluation.disclosure.releasing import release
from evaluation.disclosure.withheld_items import OF_INTERVIEWS
from evaluation.errors import DisclosureError
from evaluation.stats.rarefaction import expected_kinds

from .run_builder import RunBuilder, read, seal


def roles(folder, name="sources_by_role"):
    path = folder / "released" / "tables" / f"{name}.csv"
    return {row["role"]: int(row["n_sources"]) for row in read(path)} if path.exists() else None


def ledger(folder):
    return {row["result_id"].split("/")[-1] for row in read(folder / "released" / "results.csv")}


def test_groups_of_five_are_shown_and_of_four_are_not(run):
    folder = run.interviews({"clinician": 5, "peer_worker": 6, "family_member": 7}).write()
    release(folder)
    assert roles(folder) == {"clinician": 5, "peer_worker": 6, "family_member": 7}
    assert ledger(folder) == {"all", "role.clinician", "role.peer_worker", "role.family_member"}


def given_by(run, persons):
    """Say who gave each interview: persons by number, in the order of the interviews."""
    columns = ("source", "person", "role", "group", "place", "event", "date")
    rows = [(f"Interview {at}", f"P{who}", *[""] * 5) for at, who in enumerate(persons, start=1)]
    return run.other(
        "source_frame", TableKind.RESTRICTED, columns, rows, analysis="themes", sensitivity="participant"
    )


def test_eleven_interviews_of_one_person_are_one_person(run):
    """With eleven of one and one each of the others, 14 interviews may be of four people, and 15 are of five."""
    folder = given_by(run.interviews({"clinician": 14, "peer_worker": 15}), [0] * 11 + list(range(1, 19))).write()
    release(folder)
    assert roles(folder) is None
    assert ledger(folder) == {"all"}
    rules = {row["rule"] for row in read(folder / "released" / "withheld.csv")}
    assert rules == {"participant: groups of at least 15 interviews, which 5 people gave or more"}


def test_people_who_were_interviewed_twice_make_groups_of_nine(run):
    folder = given_by(run.interviews({"clinician": 9, "peer_worker": 11}), [at // 2 for at in range(20)]).write()
    release(folder)
    assert roles(folder) == {"clinician": 9, "peer_worker": 11}
    other = RunBuilder(run.folder.parent / "other")
    folder = given_by(other.interviews({"clinician": 8, "peer_worker": 12}), [at // 2 for at in range(20)]).write()
    release(folder)
    assert roles(folder) is None


@given(st.lists(st.integers(0, 6), min_size=1, max_size=9), st.integers(2, 6))
def test_no_fewer_people_gave_so_many_interviews(persons, people):
    """Against every set of interviews."""
    needed = interviews_of(persons, people)
    sets = [
        (len(chosen), len({persons[at] for at in chosen}))
        for size in range(len(persons) + 1)
        for chosen in itertools.combinations(range(len(persons)), size)
    ]
    assert all(behind >= people for size, behind in sets if size >= needed)
    assert needed == people or any(behind < people for size, behind in sets if size == needed - 1)


def test_a_run_that_does_not_say_who_was_interviewed_is_refused(run):
    folder = run.interviews({"clinician": 9, "peer_worker": 9}).write()
    for path in (folder / "restricted" / "tables").glob("source_frame.*"):
        path.unlink()
    seal(folder)
    with pytest.raises(DisclosureError, match="how many people gave the interviews"):
        release(folder)


def test_a_small_group_is_not_left_over_by_subtraction(run):
    """4 of 17 must not be shown, and 17 - 6 - 7 would show them: the next smallest group joins them, by name."""
    folder = run.interviews({"clinician": 4, "school_staff": 6, "family_member": 7}).write()
    release(folder)
    assert roles(folder) == {"clinician+school_staff": 10, "family_member": 7}
    assert ledger(folder) == {"all", "role.family_member"}


def test_small_groups_that_are_five_together_are_left_out_of_the_results(run):
    folder = run.interviews({"clinician": 3, "school_staff": 2, "family_member": 7, "peer_worker": 8}).write()
    release(folder)
    assert ledger(folder) == {"all", "role.family_member", "role.peer_worker"}
    assert roles(folder) == {"clinician+school_staff": 5, "family_member": 7, "peer_worker": 8}
    (line,) = [
        line for line in read(folder / "released" / "withheld.csv") if line["item"] == "themes/sources by role"
    ]
    assert line["reason"] == "groups of it have too few people, alone or with others that are left out"


def test_joined_groups_are_named_by_all_who_are_in_them(run):
    folder = run.interviews({"clinician": 3, "school_staff": 2, "family_member": 7, "peer_worker": 8}).write()
    release(folder)
    text = (folder / "released" / "about.json").read_text(encoding="utf-8")
    assert "other" not in roles(folder)
    label = json.loads(text)["labels"]["role"]["clinician+school_staff"]
    assert label in ("clinician, school_staff together", "Clinician, School staff together")


def test_three_of_ten_may_be_shown(run):
    themes = {"trust": {"clinician": 3, "peer_worker": 0}}
    folder = run.interviews({"clinician": 10, "peer_worker": 6}, themes).write()
    release(folder)
    found = read(folder / "released" / "tables" / "themes_by_role.csv")
    assert [(row["role"], row["n_sources_with_theme"], row["n_sources"]) for row in found] == [
        ("clinician", "3", "10"),
        ("peer_worker", "0", "6"),
    ]


def test_themes_are_joined_with_their_roles(run):
    themes = {"trust": {"clinician": 3, "school_staff": 1, "family_member": 4}}
    folder = run.interviews({"clinician": 4, "school_staff": 2, "family_member": 7}, themes).write()
    release(folder)
    found = read(folder / "released" / "tables" / "themes_by_role.csv")
    assert [(row["role"], row["n_sources_with_theme"], row["n_sources"]) for row in found] == [
        ("clinician+school_staff", "4", "6"),
        ("family_member", "4", "7"),
    ]


def test_nothing_is_broken_down_where_nothing_can_be(run):
    folder = run.interviews({"clinician": 2, "school_staff": 4}).write()
    release(folder)
    assert roles(folder) is None
    assert ledger(folder) == {"all"}
    withheld = {row["item"] for row in read(folder / "released" / "withheld.csv")}
    assert {"sources_by_role", "themes/sources by role"} <= withheld


def test_a_table_of_another_shape_is_refused(run):
    run.interviews({"clinician": 6})
    run.table(
        "odd",
        ["role", "sex"],
        {("clinician", "female"): 6},
        analysis="themes",
        sensitivity=run.tables[0].sensitivity,
        measure="participant",
    )
    with pytest.raises(DisclosureError, match="closed list"):
        release(run.write())


THEMES = {"trust": {"clinician": 3, "peer_worker": 1}, "housing": {"clinician": 1, "peer_worker": 1}}


def saturation(run, holding, n_sources, rows=None):
    """A run with the themes of all interviews, and the curve that follows from them."""
    columns = ("theme", "n_sources_with_theme", "n_sources")
    cells = [(theme, n, n_sources) for theme, n in holding.items()]
    about = {"analysis": "themes", "sensitivity": Sensitivity.PARTICIPANT, "measure": "participant"}
    run.table("themes_overall", ["theme"], cells, columns=columns, count=columns[1], exposure="", **about)
    if rows is None:
        rows = enumerate(expected_kinds(list(holding.values()), n_sources).tolist(), start=1)
    columns = ("n_sources", "expected_themes")
    return run.other(
        "themes_saturation", TableKind.CURVE, columns, rows, analysis="themes", sensitivity="participant"
    )


def curve(folder):
    path = folder / "released" / "tables" / "themes_saturation.csv"
    return [(row["n_sources"], row["expected_themes"]) for row in read(path)] if path.exists() else None


def why(folder):
    withheld = {row["item"]: row["reason"] for row in read(folder / "released" / "withheld.csv")}
    return withheld["themes_saturation"]


def test_saturation_of_enough_interviews_is_shown(run):
    """Two of five hold one theme, one the other: one interview holds 0.6 themes on average, all hold two."""
    folder = saturation(run, {"trust": 2, "housing": 1}, 5).write()
    release(folder)
    assert curve(folder) == [("1", "0.6"), ("2", "1.1"), ("3", "1.5"), ("4", "1.8"), ("5", "2.0")]


def test_saturation_of_four_interviews_is_withheld(run):
    folder = saturation(run, {"trust": 2, "housing": 1}, 4).write()
    release(folder)
    assert curve(folder) is None
    assert why(folder) == "it rests on too few interviews"


def test_interviews_in_the_order_in_which_they_were_held_are_withheld(run):
    """Each step would be about one interview."""
    folder = saturation(
        run, {"trust": 2, "housing": 1}, 5, [(1, 0.0), (2, 1.0), (3, 1.0), (4, 2.0), (5, 2.0)]
    ).write()
    release(folder)
    assert curve(folder) is None
    assert why(folder) == "it is not what follows from the interviews with each theme"


def test_no_other_curve_of_interviews_is_shown(run):
    about = {"analysis": "themes", "sensitivity": "participant", "n_obs": 40, "n_events": 40}
    run.other("themes_saturation", TableKind.CURVE, ("period", "estimate"), [("2020", 3.0)], **about)
    folder = run.interviews({"clinician": 10, "peer_worker": 6}, THEMES).write()
    release(folder)
    assert curve(folder) is None
    assert why(folder) == "a curve of interviews is none that is on the closed list"


def test_the_audit_counts_the_interviews_of_a_curve(run):
    folder = saturation(run, {"trust": 2, "housing": 1}, 5).write()
    release(folder)
    path = folder / "released" / "tables" / "themes_saturation.csv"
    path.write_text("n_sources,expected_themes\n1,0.6\n2,1.1\n", encoding="utf-8")
    with pytest.raises(DisclosureError, match="2 interviews is itself too small"):
        audit_release(folder / "released", {measure.value: range(1, 5) for measure in Measure})


def times(run, **sizes):
    names = [(f"{time} {number}", time) for time, size in sizes.items() for number in range(size)]
    run.frame((name, "", "") for name, _ in names)
    run.consent((name, "", "", f"all; time={time}") for name, time in names)
    folder = run.interviews({"clinician": len(names)}).by_time(sizes).write()
    release(folder)
    path = folder / "released" / "tables" / "sources_by_time.csv"
    return {row["time"]: int(row["n_sources"]) for row in read(path)} if path.exists() else None


def test_a_small_period_is_joined_with_the_smaller_of_its_neighbours(run):
    sizes = {"2022-H1": 6, "2022-H2": 13, "2023-H1": 9, "2023-H2": 2}
    assert times(run, **sizes) == {"2022-H1": 6, "2022-H2": 13, "2023-H1+2023-H2": 11}


def test_periods_with_enough_people_stay_alone(run):
    assert times(run, **{"2022": 5, "2023": 12}) == {"2022": 5, "2023": 12}


def test_two_small_periods_on_either_side_of_a_larger_one(run):
    assert times(run, **{"2022-Q1": 2, "2022-Q2": 7, "2022-Q3": 1, "2022-Q4": 8}) == {
        "2022-Q1+2022-Q2+2022-Q3": 10,
        "2022-Q4": 8,
    }


def test_periods_that_only_make_one_are_not_shown(run):
    assert times(run, **{"2022": 3, "2023": 4}) is None


def test_a_period_that_the_calendar_lacks_is_a_name_from_the_data(run):
    assert times(run, spring=8, autumn=9) is None


def test_a_period_stays_joined_when_it_has_grown_since_it_was_published(tmp_path, run):
    """15 in two half-years were published: 13 in the first of them alone would tell that 2 had been in the second."""
    sizes = {"2022-H2": 13, "2023-H1": 13, "2023-H2": 2}
    assert times(run, **sizes) == {"2022-H2": 13, "2023-H1+2023-H2": 15}
    later = RunBuilder(tmp_path / "run")
    later.folder = later.folder.with_name("later")
    later.manifest["run_id"] = "20240701T120000Z-0a1b2c3e"
    assert times(later, **(sizes | {"2023-H2": 8})) == {"2022-H2": 13, "2023-H1+2023-H2": 21}


def run_in_turn(tmp_path, number):
    """Return an empty run of a project, about the same people as its other runs."""
    run = RunBuilder(tmp_path)
    run.folder = run.folder.with_name(f"run{number}")
    run.params["disclosure"] = {"population": "county"}
    run.manifest["run_id"] = f"20240601T120000Z-{number:08x}"
    return run


def interviews_in_turn(tmp_path, *studies):
    """Release studies of the same people one after the other; return the folders."""
    folders = []
    for number, sizes in enumerate(studies):
        run = run_in_turn(tmp_path, number)
        run.params["disclosure"]["policy"] = "strict"
        folders.append(run.interviews(sizes).write())
        release(folders[-1])
    return folders


def test_a_group_that_grew_by_one_does_not_follow_from_all_and_the_others(tmp_path):
    """All 23 and 16 clinicians leave 7 peers, who were 6: what one new person said would follow, too."""
    folder = interviews_in_turn(tmp_path, {"clinician": 10, "peer_worker": 6}, {"clinician": 16, "peer_worker": 7})[
        -1
    ]
    assert ledger(folder) == {"all"}
    assert roles(folder) is None


def test_groups_that_grew_by_five_or_not_at_all_are_shown(tmp_path):
    folder = interviews_in_turn(tmp_path, {"clinician": 10, "peer_worker": 6}, {"clinician": 15, "peer_worker": 6})[
        -1
    ]
    assert ledger(folder) == {"all", "role.clinician", "role.peer_worker"}
    assert roles(folder) == {"clinician": 15, "peer_worker": 6}


def test_a_table_does_not_add_up_to_a_total_that_grew_by_one(tmp_path):
    """26 and 15 are 41, and 40 were published."""
    studies = {"clinician": 18, "peer_worker": 10}, {"family_member": 40}, {"clinician": 26, "peer_worker": 15}
    folder = interviews_in_turn(tmp_path, *studies)[-1]
    assert roles(folder) is None
    assert not {"all"} <= ledger(folder)


@pytest.mark.parametrize("first", ["2022", "2022-H1"])
def test_half_years_are_parts_of_the_years_that_another_release_shows(tmp_path, first):
    """2022 has 9 of which 6 in its first half: beside both, whoever subtracts has 3."""
    units = {"2022": {"2022": 9, "2023": 9}, "2022-H1": {"2022-H1": 6, "2022-H2": 3, "2023-H1": 4, "2023-H2": 5}}
    shown = []
    for number, unit in enumerate((first, *(each for each in units if each != first)), start=1):
        run = RunBuilder(tmp_path / f"run_{number}")
        run.params |= {"disclosure": {"policy": "strict", "population": "county"}}
        run.manifest |= {"run_id": f"20240601T120000Z-{number:08x}"}
        folder = run.interviews({"clinician": 36}).by_time(units[unit]).write()
        release(folder, publications=tmp_path / "publications")
        shown.append((folder / "released" / "tables" / "sources_by_time.csv").exists())
    assert shown == [True, False]


def test_a_theme_that_only_who_withdrew_held_is_withheld_with_the_others(tmp_path):
    """No theme is named: one that is gone, or new, would tell what the one who went or came said."""
    themes = {"trust": {"clinician": 9}, "delay": {"clinician": 1}}
    for at, held in ((1, themes), (2, {"trust": {"clinician": 8}}), (3, {"trust": {"clinician": 8}})):
        folder = run_in_turn(tmp_path, at).interviews({"clinician": 21 - (at > 1)}, held).write()
        release(folder)
        rows = read(folder / "released" / "withheld.csv")
        withheld = {row["item"]: (row["kind"], row["reason"]) for row in rows if "/" in row["item"]}
        if at > 1:
            assert withheld["themes/prevalence by theme"] == ("proportion", OF_INTERVIEWS)
            assert not read(folder / "released" / "results.csv")


def test_so_it_is_where_all_are_too_few_in_both_releases(tmp_path):
    said = []
    for at, themes in ((1, {"trust": {"clinician": 3}, "delay": {"clinician": 1}}), (2, {"trust": {"clinician": 3}})):
        folder = run_in_turn(tmp_path, at).interviews({"clinician": 5 - at}, themes).write()
        release(folder)
        said.append((folder / "released" / "withheld.csv").read_text(encoding="utf-8"))
    assert "themes/prevalence by theme,proportion," in said[0]
    assert said[0] == said[1]


@pytest.mark.parametrize(("n_compared", "shown"), [(1, []), (12, [("237", "68"), ("", "")])])
def test_that_agreement_was_not_estimable_rests_on_interviews_too(run, n_compared, shown):
    """Of one interview it tells which themes are not in it: neither coder marked them."""
    run.interviews({"clinician": 30}).row("themes/sources_compared/all", estimate=n_compared)
    run.row("themes/kappa/trust", subgroup="theme=trust", n_obs=237, n_events=68, note="not estimable: three coders")
    run.row("themes/kappa/hope", subgroup="theme=hope", note="not estimable: neither coder varied")
    folder = run.write()
    release(folder)
    rows = [each for each in read(folder / "released" / "results.csv") if each["quantity"] == "kappa"]
    assert sorted(((row["n_obs"], row["n_events"]) for row in rows), reverse=True) == shown


def test_agreement_is_withheld_where_one_whom_nobody_compared_withdrew(tmp_path):
    """The themes that are compared are those that somebody of all interviews speaks of."""
    for at, themes in ((1, ("trust", "delay")), (2, ("trust",))):
        run = run_in_turn(tmp_path, at).interviews({"clinician": 31 - at})
        run.row("themes/sources_compared/all", estimate=20)
        run.row("themes/alpha/overall", estimate=0.8, n_obs=100 * len(themes))
        for theme in themes:
            run.row(f"themes/alpha/{theme}", subgroup=f"theme={theme}", estimate=0.8, n_obs=100)
        folder = run.write()
        release(folder)
        shown = {row["result_id"] for row in read(folder / "released" / "results.csv") if row["quantity"] == "alpha"}
        assert shown == ({"themes/alpha/overall", "themes/alpha/trust", "themes/alpha/delay"} if at == 1 else set())
    withheld = {row["item"]: row["reason"] for row in read(folder / "released" / "withheld.csv")}
    assert withheld["themes/alpha by theme"] == withheld["themes/alpha"] == OF_INTERVIEWS


def test_the_groups_that_are_left_do_not_say_whose_interview_was_withdrawn(tmp_path):
    """Were peer workers shown as before, the one who is gone would be a clinician."""

    def shown(at, clinicians, peers):
        folder = run_in_turn(tmp_path, at).interviews({"clinician": clinicians, "peer_worker": peers}).write()
        release(folder)
        reasons.append({row["reason"] for row in read(folder / "released" / "withheld.csv")})
        return ledger(folder), roles(folder)

    reasons, by_role = [], {"clinician": 9, "peer_worker": 12}
    assert shown(1, 9, 12) == ({"all", "role.clinician", "role.peer_worker"}, by_role)
    assert shown(2, 8, 12) == (set(), None)
    assert reasons[-1] == {OF_INTERVIEWS}
    assert shown(3, 9, 12) == ({"all", "role.clinician", "role.peer_worker"}, by_role)
    assert shown(4, 20, 30)[0] == {"all", "role.clinician", "role.peer_worker"}
