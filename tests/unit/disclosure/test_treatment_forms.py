"""Rows about time in treatment: what goes together, what is left out, and why."""

import pytest

from evaluation.data.output_table import Sensitivity, TableKind
from evaluation.disclosure import follow_up
from evaluation.disclosure.ledger_counts import LedgerReader
from evaluation.disclosure.policy import load_policy
from evaluation.disclosure.releasing import release
from evaluation.disclosure.run_folder import read_finished_run
from evaluation.disclosure.treatment_forms import TreatmentForms

from .run_builder import read

DAYS = (30, 90)
SHARE = {"unit": "proportion", "estimate": 0.4321987, "std_error": 0.0219, "p_value": 0.000012345}
BY_ARM = {"cep": {"arm": "cep"}, "rfs": {"arm": "rfs"}}


@pytest.fixture
def released(run):
    def give():
        release(run.write())
        found = {row["result_id"]: row for row in read(run.folder / "released" / "results.csv")}
        return {name.removeprefix("retention/"): row for name, row in found.items()}

    return give


def reasons(run):
    found = read(run.folder / "released" / "withheld.csv")
    return {row["item"].removeprefix("retention/"): row["reason"] for row in found}


def of_causes(run, *, censored=(20, 20), **causes):
    """Rows of each cause, of 500: events by day 30, when 400 are at risk, and since then by day 90, when 200 are."""
    for cause, numbers in causes.items():
        for day, n_obs, n_events in zip(DAYS, (400, 200), numbers, strict=True):
            name, period = f"retention/cumulative_incidence/all/{cause}/d{day}", f"day {day}"
            run.row(name, period=period, n_obs=n_obs, n_events=n_events, **SHARE)
    columns = ("scope", "group", "level", "time", "n_events", "n_censored")
    given = {"analysis": "retention", "sensitivity": "patient"}
    others = [sum(numbers[step] for cause, numbers in causes.items() if cause != "left") for step in (0, 1)]
    left = causes.get("left", (0, 0))
    rows = [("all", "", "", day - 5, n, c + o) for day, n, c, o in zip(DAYS, left, censored, others, strict=True)]
    rows += [(arm, "arm", arm, 45, 100, 150) for arm in BY_ARM]
    run.other("survival_curve", TableKind.RESTRICTED, columns, rows, **given)


@pytest.mark.parametrize(
    ("died", "days"),
    [((11, 12), (30, 90)), ((0, 0), (30, 90)), ((6, 7), (90,)), ((3, 4), ()), ((20, 5), (90,))],
)
def test_all_causes_have_steps_of_enough_people_or_none_is_shown(run, released, died, days):
    of_causes(run, left=(60, 120), died=died)
    run.row("retention/persons/all", estimate=500.0, n_obs=500, n_events=300)
    found = released()
    shown = {name for name in found if name.startswith("cumulative_incidence")}
    assert shown == {f"cumulative_incidence/all/{cause}/d{day}" for cause in ("left", "died") for day in days}
    if days == (90,):
        row = found["cumulative_incidence/all/died/d90"]
        assert (row["estimate"], row["p_value"]) == ("0.4322", "1.234e-05")
        assert (row["n_events"], row["note"]) == (str(sum(died)), "events are those since the start")
        assert "coarser" in reasons(run)["cumulative_incidence/all/left/d30"]


@pytest.mark.parametrize(
    ("censored", "days"), [((20, 0), {30, 90}), ((3, 4), set()), ((6, 7), {90}), ((20, 5), {90})]
)
def test_steps_are_of_enough_who_are_censored_too(run, released, censored, days):
    of_causes(run, left=(60, 120), died=(11, 12), censored=censored)
    assert {int(name.rpartition("/d")[2]) for name in released()} == days


@pytest.mark.parametrize(("n_first", "words"), [(500, ""), (450, "followed from a later day on only")])
def test_landmarks_with_late_entry_are_withheld_for_it(run, released, n_first, words):
    for day, n_obs, n_events in ((30, 400, 60), (90, 200, 120)):
        run.row(f"retention/retained/all/d{day}", period=f"day {day}", n_obs=n_obs, n_events=n_events, **SHARE)
    columns = ("scope", "time", "n_risk", "n_events", "n_censored")
    rows = [("all", 20, n_first, 60, 40), ("all", 80, 400, 120, 80), ("all", 99, 200, 100, 100)]
    run.other("survival_curve", TableKind.RESTRICTED, columns, rows, analysis="retention", sensitivity="patient")
    assert bool(released()) is not bool(words)
    of_landmarks = {item: reason for item, reason in reasons(run).items() if item.startswith("retained/")}
    assert len(of_landmarks) == (2 if words else 0)
    assert all(words in reason for reason in of_landmarks.values())


def test_deaths_between_two_sources_are_subtracted(run, released):
    """39 die in all, 33 of them by day 90: the six later ones follow from the number behind a test."""
    of_causes(run, left=(60, 120), died=(20, 13))
    run.row("retention/persons/all", estimate=500.0, n_obs=500, n_events=300)
    for cause, number in (("died", 39), ("left", 300)):
        run.row(f"retention/gray_test/arm/{cause}", estimate=3.2, unit="chi2", n_obs=500, n_events=number)
    found = released()
    assert "cumulative_incidence/all/died/d90" in found
    assert "gray_test/arm/left" in found
    assert "gray_test/arm/died" not in found
    assert "subtraction" in reasons(run)["gray_test/arm/died"]


@pytest.mark.parametrize(("died", "shown"), [(11, True), (10, False), (1, False), (0, True)])
def test_days_lost_to_all_causes_or_to_none(run, released, died, shown):
    for cause, number in (("left", 180), ("died", died)):
        name = f"retention/days_lost/all/{cause}"
        run.row(name, period="day 90", estimate=31.4159, unit="days", n_obs=500, n_events=number)
    assert {"days_lost/all/left", "days_lost/all/died"} <= set(released()) or not shown
    assert ("days_lost/all/left" in reasons(run)) is not shown


def test_leavers_by_another_day_are_subtracted(run, released):
    """60 leave by day 30 and 180 by day 90; 65 by day 45, which leaves five between them."""
    for day, n_obs, n_events in ((30, 400, 60), (90, 200, 120)):
        run.row(f"retention/retained/all/d{day}", period=f"day {day}", n_obs=n_obs, n_events=n_events, **SHARE)
    run.row("retention/restricted_mean_days/all", period="day 45", estimate=40.0, unit="days", n_obs=500, n_events=65)
    found = released()
    assert "retained/all/d30" in found
    assert "restricted_mean_days/all" not in found


def by_arm(run, numbers, quantity="restricted_mean_days", **more):
    for arm, (n_obs, n_events) in numbers.items():
        values = {"period": "day 90", "estimate": 61.234, "unit": "days", "n_obs": n_obs, "n_events": n_events}
        run.row(f"retention/{quantity}/{arm}", arm=arm, **values, **more)


def compared(run, name, n_obs, n_events, note="reference: cep"):
    values = {"period": "day 90", "estimate": -3.21, "unit": "days", "note": note}
    run.row(f"retention/{name}/arm.rfs", arm="rfs", n_obs=n_obs, n_events=n_events, **values)


@pytest.mark.parametrize(
    ("rfs", "both", "note", "levels", "difference"),
    [
        ((200, 80), (500, 200), "reference: cep", True, True),
        ((200, 10), (500, 130), "reference: cep", False, False),
        ((200, 80), (495, 200), "reference: cep", True, False),
        ((200, 80), (500, 200), "reference: elsewhere", True, False),
        ((200, 80), (500, 200), "", True, False),
    ],
)
def test_a_difference_goes_with_both_levels_and_their_numbers(run, released, rfs, both, note, levels, difference):
    by_arm(run, {"cep": (300, 120), "rfs": rfs})
    compared(run, "restricted_mean_difference", *both, note=note)
    found = released()
    assert ("restricted_mean_days/cep" in found) is levels
    assert ("restricted_mean_difference/arm.rfs" in found) is difference
    if levels and not difference:
        assert "one of the two levels" in reasons(run)["restricted_mean_difference/arm.rfs"]


def test_comparisons_at_landmarks_have_the_coarser_steps_of_their_levels(run, released):
    for arm, numbers in (("cep", ((250, 20), (120, 40))), ("rfs", ((190, 4), (100, 30)))):
        for day, (n_obs, n_events) in zip(DAYS, numbers, strict=True):
            name = f"retention/retained/{arm}/d{day}"
            run.row(name, arm=arm, period=f"day {day}", n_obs=n_obs, n_events=n_events, **SHARE)
    for day, n_obs, n_events in ((30, 440, 24), (90, 220, 70)):
        values = {
            "arm": "rfs",
            "period": f"day {day}",
            "n_obs": n_obs,
            "n_events": n_events,
            "note": "reference: cep",
        }
        run.row(f"retention/retained_ratio/arm.rfs/d{day}", **values, **SHARE)
    found = released()
    assert set(found) == {"retained/cep/d90", "retained/rfs/d90", "retained_ratio/arm.rfs/d90"}
    assert [found[name]["n_events"] for name in sorted(found)] == ["60", "34", "94"]
    assert "coarser" in reasons(run)["retained_ratio/arm.rfs/d30"]
    assert found["retained_ratio/arm.rfs/d90"]["note"] == "reference: cep; events are those since the start"


@pytest.mark.parametrize(("changes", "shown"), [(200, True), (191, True), (190, False), (181, False), (180, True)])
def test_days_in_treatment_have_no_number_of_changes_and_need_enough_beside_leavings(run, released, changes, shown):
    run.row("retention/restricted_mean_days/all", period="day 90", estimate=60.0, n_obs=500, n_events=180)
    for quantity in ("days_in_treatment", "days_out_of_treatment"):
        name = f"retention/{quantity}/all"
        run.row(name, period="day 90", estimate=70.0, unit="days", n_obs=500, n_events=changes)
    found = released()
    assert ("days_in_treatment/all" in found) is shown
    assert "days_out_of_treatment/all" not in found
    assert "after a death or a move" in reasons(run)["days_out_of_treatment/all"]
    if shown:
        assert (found["days_in_treatment/all"]["n_obs"], found["days_in_treatment/all"]["n_events"]) == ("500", "")


def test_times_left_are_for_the_evaluator_only(run, released):
    values = {"period": "day 90", "estimate": 0.51, "n_obs": 500, "n_events": 260}
    run.row("retention/times_left/all/d90", **values)
    assert released() == {}
    assert "how many died" in reasons(run)["times_left/all/d90"]


def definitions(run, **numbers):
    for name, (n_obs, n_events) in numbers.items():
        label = name.replace("__", ".")
        values = {"period": "day 180", "n_obs": n_obs, "n_events": n_events, **SHARE}
        run.row(f"retention/retained_by_definition/all/{label}", **values)


def test_definitions_that_differ_by_few_people_are_not_shown_together(run, released):
    run.params["retention"]["landmarks"] = [30, 180]
    run.row("retention/persons/all", estimate=500.0, n_obs=500, n_events=300)
    definitions(
        run,
        gap_7__deaths_censored=(520, 350),
        gap_14__deaths_censored=(521, 310),
        gap_30__deaths_censored=(500, 240),
        gap_30__deaths_leaving=(500, 252),
        gap_45__deaths_censored=(480, 235),
        gap_60__deaths_censored=(500, 240),
    )
    found = {name.rpartition("/")[2] for name in released()}
    assert found == {"all", "gap_30.deaths_censored", "gap_60.deaths_censored", "gap_7.deaths_censored"}
    assert "number of deaths" in reasons(run)["retained_by_definition/all/gap_30.deaths_leaving"]
    assert "differs by" in reasons(run)["retained_by_definition/all/gap_45.deaths_censored"]
    assert "differs by" in reasons(run)["retained_by_definition/all/gap_14.deaths_censored"]


def hazards(run, quantity, levels):
    for level, (n_obs, n_events) in levels.items():
        values = {"estimate": 0.8, "std_error": 0.1, "n_obs": n_obs, "n_events": n_events, "unit": "hazard ratio"}
        run.row(f"retention/{quantity}/arm.{level}", arm=level, **values)


@pytest.mark.parametrize(
    ("again", "shown"), [((40, 20), True), ((10, 0), False), ((40, 10), False), ((0, 0), True), ((30, 25), False)]
)
def test_later_episodes_are_what_all_leave_beside_the_first(run, released, again, shown):
    hazards(run, "hazard_ratio", {"cep": (300, 200), "rfs": (200, 120)})
    hazards(run, "recurrent_hazard_ratio", {"cep": (360, 240), "rfs": (200 + again[0], 120 + again[1])})
    found = released()
    assert "hazard_ratio/arm.rfs" in found
    assert ("recurrent_hazard_ratio/arm.cep" in found) is shown


def test_all_episodes_need_the_first_ones_beside_them(run, released):
    hazards(run, "recurrent_hazard_ratio", {"cep": (360, 240), "rfs": (240, 140)})
    assert released() == {}


@pytest.mark.parametrize(
    ("died", "shown"), [({"cep": 20, "rfs": 12}, True), ({"cep": 20, "rfs": 10}, False), ({}, False)]
)
def test_a_model_of_subdistributions_needs_enough_who_die_or_move_in_every_level(run, released, died, shown):
    hazards(run, "subdistribution_hazard_ratio", {"cep": (300, 200), "rfs": (200, 120)})
    columns = ("scope", "group", "level", "cause", "time", "n_events")
    rows = [(arm, "arm", arm, cause, 20.0, n) for arm, n in died.items() for cause in ("left", "died")]
    rows += [("all", "", "", "died", 20.0, sum(died.values()))] if died else []
    given = {"analysis": "retention", "sensitivity": "patient"}
    run.other("incidence_curve", TableKind.RESTRICTED, columns, rows, **given)
    assert ("subdistribution_hazard_ratio/arm.cep" in released()) is shown


def test_tests_within_strata_count_those_who_are_known_in_these(run, released):
    """Eight have no clinic: with 500 in all, a test of 492 would tell of them."""
    run.params["retention"]["strata"] = ["clinic"]
    run.row("retention/persons/all", estimate=500.0, n_obs=500, n_events=300)
    run.row("retention/log_rank/arm/gehan", estimate=3.1, unit="chi2", n_obs=492, n_events=280)
    run.row("retention/proportional_hazards/all", estimate=3.1, unit="chi2", n_obs=480, n_events=280)
    run.leaving("arm", {"cep": (242, 140), "rfs": (250, 140)})
    for arm in BY_ARM:
        run.row(f"retention/hazard_ratio/arm.{arm}", arm=arm, n_obs=240, n_events=140)
    found = released()
    assert "log_rank/arm/gehan" not in found
    assert {"persons/all", "proportional_hazards/all"} <= set(found)


@pytest.mark.parametrize(
    ("median", "limits", "is_shown"),
    [
        (60, ("", ""), True),
        (36, ("", ""), False),
        (60, (50, 84), False),
        (60, (36, ""), False),
        (60, (50, 70), True),
        (66, (50, 67), False),
    ],
)
def test_a_median_names_no_day_beside_a_landmark_between_which_few_left(run, monkeypatch, median, limits, is_shown):
    """Three leave between days 30 and 36, eight on day 66, four from 84 to 90: at most half have before a median."""
    leaving = [(20, 60), (35, 3), (45, 30), (55, 30), (65, 22), (66, 8), (75, 30), (85, 4), (95, 113)]
    columns = ("scope", "time", "n_events", "n_censored")
    given = {"analysis": "retention", "sensitivity": "patient"}
    run.other("survival_curve", TableKind.RESTRICTED, columns, [("all", day, n, 0) for day, n in leaving], **given)
    for day in (30, 90):
        run.row(f"retention/retained/all/d{day}", period=f"day {day}", n_obs=400, n_events=100, **SHARE)
    values = dict(zip(("estimate", "conf_low", "conf_high"), (float(median), *limits), strict=True))
    run.row("retention/median_days/all", unit="days", n_obs=500, n_events=300, **values)
    monkeypatch.setattr(follow_up, "curve_days", lambda _: ())
    finished = read_finished_run(run.write())
    policy = load_policy(finished.evaluation.disclosure.policy)
    rows = [row for row in finished.ledger if row["quantity"] == "median_days"]
    reader = LedgerReader(finished)
    forms = TreatmentForms(rows, policy, Sensitivity.PATIENT, reader, lambda _: True)
    assert forms.tells_of_few() is not is_shown


TESTS = ("log_rank/arm", "log_rank/arm/gehan", "gray_test/arm/died", "proportional_hazards/arm")


@pytest.mark.parametrize(
    ("people", "left", "died", "shown"),
    [
        (60, 30, 12, TESTS),
        (60, 30, 0, TESTS),
        (60, 30, 4, (*TESTS[:2], TESTS[3])),
        (60, 7, 12, ()),
        (60, 55, 12, ()),
        (7, 0, 0, ()),
    ],
)
def test_tests_of_groups_need_enough_people_who_leave_and_stay_in_every_level(
    run, released, people, left, died, shown
):
    run.leaving("arm", {"rfs": (people, left), "cep": (300, 200)})
    causes, given = (
        ("group", "level", "cause", "time", "n_events"),
        {"analysis": "retention", "sensitivity": "patient"},
    )
    ends = [("arm", arm, "died", 45, n) for arm, n in (("rfs", died), ("cep", 40))]
    run.other("incidence_curve", TableKind.RESTRICTED, causes, ends, **given)
    for name in TESTS:
        n_events = died + 40 if name.startswith("gray") else left + 200
        run.row(f"retention/{name}", n_obs=people + 300, n_events=n_events, **SHARE)
    found = released()
    assert tuple(name for name in TESTS if name in found) == shown


def test_a_test_of_a_column_of_which_nothing_is_known_is_withheld(run, released):
    run.row("retention/log_rank/arm", n_obs=500, n_events=300, **SHARE)
    assert "log_rank/arm" not in released()
    assert reasons(run)["log_rank/arm"].startswith("a level of what is tested has too few people")
