"""The grid of definitions, by hand. All results are whole numbers of days or people: equality is exact."""

from datetime import date, timedelta

import pandas as pd
import pytest

from evaluation.data.covered_time import covered_time
from evaluation.data.definition_grid import Deaths, definition_grid
from evaluation.data.episode_rule import EpisodeRule, FirstDay
from evaluation.data.treatment_rows import select_rows

START = date(2020, 1, 1)
B, M, X = "buprenorphine", "methadone", "xr_buprenorphine"


def grid(fills, happened=(), *, n_days=400, **options):
    """Rows of (person, day, medication, supply) and (person, event, start, end) to a mapping of names."""
    supply = pd.DataFrame(fills, columns=["person_id", "date", "medication", "days_supply"])
    events = pd.DataFrame(happened, columns=["person_id", "event", "start", "end"])
    for frame, names in ((supply, ["date"]), (events, ["start", "end"])):
        frame[names] = frame[names].apply(lambda days: pd.Timestamp(START) + pd.to_timedelta(days, unit="D"))
    of_rule = {name: value for name, value in options.items() if name in ("washout_days", "first_day")}
    of_grid = {name: value for name, value in options.items() if name not in of_rule}
    rule = EpisodeRule(
        observation_start=START, observation_end=START + timedelta(n_days), **{"washout_days": 0, **of_rule}
    )
    rows = select_rows(supply, events, rule)
    found = definition_grid(rows, covered_time(rows, rule), rule, **of_grid)
    return {definition.name: definition for definition in (*found.gaps, *found.shares)}


def test_every_gap_with_deaths_as_censoring_and_as_leaving_then_the_shares():
    assert [*grid([("p", 40, B, 7)])] == [
        *(f"gap_{gap}/deaths_{deaths}" for gap in (7, 14, 30, 45, 60) for deaths in ("censored", "leaving")),
        "days_covered_180/deaths_censored",
        "days_covered_180/deaths_leaving",
        "pod_style_180/deaths_censored",
        "pod_style_180/deaths_leaving",
    ]


def test_a_longer_gap_keeps_people_longer():
    # Twenty days without supply end treatment where 7 or 14 do.
    found = grid([("p", 0, B, 10), ("p", 30, B, 10)])
    assert [found[f"gap_{gap}/deaths_censored"].time.tolist() for gap in (7, 14, 30, 45)] == [[10], [10], [40], [40]]


def test_a_death_in_treatment_is_censored_or_leaves():
    found = grid([("p", 0, B, 60)], [("p", "death", 20, None)])
    assert [found[f"gap_30/deaths_{deaths}"].left.tolist() for deaths in Deaths] == [[False], [True]]
    assert found["gap_30/deaths_leaving"].time.tolist() == [20]


def test_who_dies_on_the_first_day_is_left_out_and_counted_or_kept_for_half_a_day():
    died = ([("p", 0, B, 60)], [("p", "death", 0, None)])
    left_out = grid(*died)["gap_30/deaths_leaving"]
    assert (left_out.time.size, left_out.n_left_out["died_or_moved_on_first_day"]) == (0, 1)
    assert grid(*died, first_day=FirstDay.HALF_A_DAY)["gap_30/deaths_leaving"].time.tolist() == [0.5]


def test_who_starts_after_follow_up_of_the_gap_is_counted():
    found = grid([("p", 360, B, 7)])
    assert found["gap_45/deaths_censored"].n_left_out["starts_after_follow_up"] == 1
    assert found["gap_30/deaths_censored"].person_id.tolist() == ["p"]


@pytest.mark.parametrize(("supply", "retained"), [(144, True), (143, False)])
def test_exactly_the_share_of_days_is_enough(supply, retained):
    assert grid([("p", 0, B, supply)])["days_covered_180/deaths_censored"].retained.tolist() == [retained]


def test_days_covered_twice_and_after_the_window_count_once_and_not():
    found = grid([("p", 0, B, 100), ("p", 0, M, 100), ("p", 170, B, 60)])
    assert found["days_covered_180/deaths_censored"].retained.tolist() == [False]


@pytest.mark.parametrize(("n_days", "n_left_out"), [(180, 0), (179, 1)])
def test_the_window_is_wholly_observed(n_days, n_left_out):
    found = grid([("p", 0, B, 170)], n_days=n_days)["days_covered_180/deaths_censored"]
    assert found.n_left_out["window_not_observed"] == n_left_out
    assert found.retained.tolist() == [True] * (1 - n_left_out)


@pytest.mark.parametrize(("day", "censored", "leaving"), [(179, [], [False]), (180, [True], [True])])
def test_death_within_the_window_is_left_out_or_not_retained(day, censored, leaving):
    found = grid([("p", 31, B, 300)], [("p", "death", 31 + day, None)])
    for measure in ("days_covered", "pod_style"):
        assert found[f"{measure}_180/deaths_censored"].retained.tolist() == censored
        assert found[f"{measure}_180/deaths_leaving"].retained.tolist() == leaving


def test_a_transfer_within_the_window_is_left_out():
    found = grid([("p", 31, B, 300)], [("p", "transfer", 100, None)])
    for measure in ("days_covered", "pod_style"):
        definition = found[f"{measure}_180/deaths_leaving"]
        assert (definition.retained.size, definition.n_left_out["moved"]) == (0, 1)


@pytest.mark.parametrize(("gap", "retained"), [(7, True), (8, False)])
def test_eight_days_without_cover_break_continuity(gap, retained):
    found = grid([("p", 31, B, 20), ("p", 51 + gap, B, 200)])
    assert found["pod_style_180/deaths_censored"].retained.tolist() == [retained]


@pytest.mark.parametrize(("supply", "retained"), [(172, False), (173, True)])
def test_only_a_gap_wholly_within_the_window_breaks_continuity(supply, retained):
    assert grid([("p", 31, B, supply)])["pod_style_180/deaths_censored"].retained.tolist() == [retained]


@pytest.mark.parametrize(("first", "n_events"), [(31, 1), (30, 0)])
def test_an_event_needs_31_days_without_cover_in_the_data(first, n_events):
    assert grid([("p", first, B, 200)])["pod_style_180/deaths_censored"].retained.size == n_events


def test_a_person_has_several_events():
    found = grid([("p", 31, B, 5), ("p", 67, B, 200)])["pod_style_180/deaths_censored"]
    assert (found.person_id.tolist(), found.retained.tolist()) == (["p", "p"], [False, True])


def test_continuity_stacks_without_a_cap():
    assert grid([("p", 31, B, 100), ("p", 32, B, 80)])["pod_style_180/deaths_censored"].retained.tolist() == [True]


@pytest.mark.parametrize(
    ("stays", "n_left_out"),
    [
        ([("inpatient", 50, 58)], 1),
        ([("inpatient", 50, 57)], 0),
        ([("inpatient", 50, 55), ("inpatient", 55, 58)], 1),
        ([("inpatient", 50, 54), ("inpatient", 55, 59)], 0),
        ([("inpatient", 50, 56), ("inpatient", 51, 57)], 0),
        ([("jail", 50, 58)], 0),
        ([("inpatient", 20, 39)], 1),
        ([("inpatient", 20, 38)], 0),
        ([("inpatient", 203, 240)], 1),
        ([("inpatient", 204, 240)], 0),
    ],
)
def test_eight_days_in_hospital_within_the_window_leave_an_event_out(stays, n_left_out):
    found = grid([("p", 31, B, 300)], [("p", *stay) for stay in stays])["pod_style_180/deaths_censored"]
    assert found.n_left_out["long_hospital_stay"] == n_left_out


def test_nobody_gives_empty_definitions():
    for definition in grid([("p", 10, B, 0)]).values():
        assert definition.person_id.size == 0


@pytest.mark.parametrize(
    "options", [{"window_days": 0}, {"share_covered": 0}, {"share_covered": 1.1}, {"gaps": (0,)}]
)
def test_an_impossible_definition_is_refused(options):
    with pytest.raises(ValueError, match=r"window|share|gap_days"):
        grid([("p", 0, B, 7)], **options)
