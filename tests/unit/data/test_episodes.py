"""Treatment episodes: the conventions one by one, worked examples, and an oracle that lives day by day.

All results are whole numbers of days: equality is exact.
"""

import importlib.util
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluation.data import covered_time
from evaluation.data.episode_rule import (
    EpisodeRule,
    EventDate,
    ExemptDays,
    FirstDay,
    Outcome,
    Stacking,
    Transfer,
    UnfinishedGap,
)
from evaluation.data.episodes import build_episodes

_AGREEMENT = Path(__file__).parents[2] / "reference" / "episodes" / "agreement.py"
_SPEC = importlib.util.spec_from_file_location("agreement", _AGREEMENT)
agreement = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(agreement)

START = date(2020, 1, 1)
EVENT_COLUMNS = ["person_id", "event", "start", "end"]


def rule(n_days=366, **options):
    defaults = {"gap_days": 30, "carry_over_cap_days": 30, "washout_days": 0}
    end = START + timedelta(n_days)
    return EpisodeRule(observation_start=START, observation_end=end, **defaults | options)


def supply(*rows, person="p"):
    """Rows of (day, medication, days_supply); day 0 is the first of observation."""
    frame = pd.DataFrame(rows, columns=["date", "medication", "days_supply"])
    dates = pd.to_datetime([None if day is None else START + timedelta(day) for day in frame["date"]])
    return frame.assign(person_id=person, date=dates)[["person_id", "date", "medication", "days_supply"]]


def events(*rows, person="p"):
    """Rows of (event, start day, end day or None)."""
    dated = [
        (person, name, START + timedelta(start), None if end is None else START + timedelta(end))
        for name, start, end in rows
    ]
    frame = pd.DataFrame(dated, columns=EVENT_COLUMNS)
    return frame.assign(start=pd.to_datetime(frame["start"]), end=pd.to_datetime(frame["end"]))


def build(dispensing, treatment_events=None, **options):
    """Return (start day, time, outcome) of each episode."""
    frame = build_episodes(dispensing, treatment_events, rule(**options)).frame
    days = (frame["start"] - pd.Timestamp(START)).dt.days
    return list(zip(days, frame["time"], map(Outcome, frame["outcome"]), strict=True))


M, B, X = "methadone", "buprenorphine", "xr_buprenorphine"
STOPPED, DIED, MOVED, CENSORED = Outcome.DISCONTINUED, Outcome.DEATH, Outcome.TRANSFER, Outcome.CENSORED


def test_two_fills_of_one_day_cover_their_sum():
    # POD MY2025: 7 and 14 days on one day cover 21 days.
    assert build(supply((0, B, 7), (0, B, 14))) == [(0, 21, STOPPED)]


def test_an_early_fill_of_the_same_drug_stacks():
    # POD MY2025: 7 days on January 1 and 7 on January 5 cover January 1 to 14.
    assert build(supply((0, B, 7), (4, B, 7))) == [(0, 14, STOPPED)]


def test_an_injection_covers_its_own_days():
    # POD MY2025: an injection on January 5 covers 31 days, January 5 to February 4.
    (episode,) = build_episodes(supply((4, X, 31)), None, rule()).frame.to_dict("records")
    assert episode["end"] - timedelta(1) == pd.Timestamp("2020-02-04")
    assert episode["time"] == 31


def test_different_drugs_do_not_stack():
    assert build(supply((0, B, 7), (4, M, 7))) == [(0, 11, STOPPED)]


def test_injections_never_stack():
    assert build(supply((0, X, 28), (20, X, 28))) == [(0, 48, STOPPED)]
    assert build(supply((0, X, 28), (0, X, 28))) == [(0, 28, STOPPED)]


def test_leftover_carries_over_up_to_the_cap_and_the_surplus_is_lost():
    fills = supply((0, B, 50), (10, B, 7))
    assert build(fills, carry_over_cap_days=40) == [(0, 57, STOPPED)]
    assert build(fills, carry_over_cap_days=39) == [(0, 56, STOPPED)]
    assert build(fills, carry_over_cap_days=0) == [(0, 17, STOPPED)]


def test_carried_supply_carries_over_again():
    # Leftovers of 2, then of 4 days, both kept.
    assert build(supply((0, B, 7), (5, B, 7), (10, B, 7)), carry_over_cap_days=4) == [(0, 21, STOPPED)]
    assert build(supply((0, B, 7), (5, B, 7), (10, B, 7)), carry_over_cap_days=3) == [(0, 20, STOPPED)]


@pytest.mark.parametrize(("next_fill", "n_episodes"), [(7 + 29, 1), (7 + 30, 2)])
def test_a_gap_of_exactly_gap_days_ends_the_episode(next_fill, n_episodes):
    assert len(build(supply((0, B, 7), (next_fill, B, 7)))) == n_episodes


def test_the_event_is_dated_on_the_first_uncovered_day_or_when_the_gap_is_complete():
    fills = supply((10, B, 7))
    assert build(fills) == [(10, 7, STOPPED)]
    assert build(fills, event_date=EventDate.GAP_COMPLETE) == [(10, 7 + 29, STOPPED)]


def test_a_switch_continues_the_episode_under_its_first_medication():
    frame = build_episodes(supply((0, M, 7), (20, B, 7)), None, rule()).frame
    assert frame[["medication", "time"]].to_numpy().tolist() == [[M, 27]]


def test_several_medications_on_the_first_day_give_the_first_name():
    assert build_episodes(supply((0, M, 7), (0, B, 7)), None, rule()).frame["medication"].tolist() == [B]


@pytest.mark.parametrize(
    ("stay", "n_episodes"), [((7, 17), 1), ((7, 16), 2), ((12, 22), 1), ((36, 60), 1), ((37, 60), 2)]
)
def test_days_in_jail_do_not_count_towards_the_gap(stay, n_episodes):
    # Days 7 to 45 are without supply, 39 days: one episode when at least 10 of them are spent in jail.
    fills = supply((0, B, 7), (46, B, 7))
    assert len(build(fills, events(("jail", *stay)))) == n_episodes


def test_an_exempt_first_uncovered_day_is_still_the_event_date():
    assert build(supply((0, B, 7)), events(("inpatient", 7, 12))) == [(0, 7, STOPPED)]
    assert build(supply((0, B, 7)), events(("inpatient", 7, 12)), event_date=EventDate.GAP_COMPLETE) == [
        (0, 7 + 5 + 29, STOPPED)
    ]


def test_overlapping_stays_count_once_and_a_stay_without_end_lasts():
    fills = supply((0, B, 7))
    twice = events(("jail", 8, 12), ("inpatient", 10, 14))
    assert build(fills, twice, event_date=EventDate.GAP_COMPLETE) == [(0, 7 + 6 + 29, STOPPED)]
    assert build(fills, events(("jail", 8, None))) == [(0, 336, CENSORED)]


@pytest.mark.parametrize(
    ("day", "expected"),
    [(3, (0, 3, DIED)), (20, (0, 20, DIED)), (7 + 29, (0, 36, DIED)), (7 + 30, (0, 7, STOPPED))],
)
def test_death_up_to_the_day_that_fills_the_gap_wins(day, expected):
    assert build(supply((0, B, 7)), events(("death", day, None))) == [expected]


def test_transfer_ends_follow_up_for_good_and_the_earlier_of_two_events_counts():
    fills = supply((0, B, 7), (100, B, 7))
    assert build(fills, events(("transfer", 5, None))) == [(0, 5, MOVED)]
    assert build(fills, events(("transfer", 5, None), ("death", 4, None))) == [(0, 4, DIED)]
    assert build(fills, events(("transfer", 5, None), ("death", 5, None))) == [(0, 5, DIED)]


def test_death_on_the_first_day_gives_no_time_or_half_a_day():
    died = (supply((10, B, 7)), events(("death", 10, None)))
    assert build(*died) == [(10, 0, DIED)]
    assert build(*died, first_day=FirstDay.HALF_A_DAY) == [(10, 0.5, DIED)]
    assert build(supply((10, B, 7)), first_day=FirstDay.HALF_A_DAY) == [(10, 7, STOPPED)]


def test_with_no_stacking_a_day_is_covered_when_some_row_covers_it():
    option = {"stacking": Stacking.NONE}
    assert build(supply((0, B, 7), (0, B, 14)), **option) == [(0, 14, STOPPED)]
    assert build(supply((0, B, 20), (4, B, 7)), **option) == [(0, 20, STOPPED)]


def test_a_declared_duration_takes_the_place_of_the_days_of_supply():
    implant = supply((0, "implant", 1), (40, "implant", None))
    option = {"injections": ("implant",), "durations": {"implant": 180}}
    assert build(implant, **option) == [(0, 220, STOPPED)]
    assert build(supply((0, M, 30)), durations={M: 1}) == [(0, 1, STOPPED)]


def test_paused_supply_is_kept_through_a_stay_and_its_days_are_covered():
    # Days 0-2 use three days of supply, days 3-12 are spent in jail, days 13-16 use four.
    stay = events(("jail", 3, 13))
    assert build(supply((0, B, 7)), stay, exempt_days=ExemptDays.PAUSED_SUPPLY) == [(0, 17, STOPPED)]
    assert build(supply((0, B, 7)), stay) == [(0, 7, STOPPED)]
    assert build(supply((0, X, 7)), stay, exempt_days=ExemptDays.PAUSED_SUPPLY) == [(0, 7, STOPPED)]


def test_supply_used_up_before_a_stay_is_not_there_after_it():
    stay = events(("jail", 7, 13))
    assert build(supply((0, B, 7)), stay, exempt_days=ExemptDays.PAUSED_SUPPLY) == [(0, 7, STOPPED)]


def test_kept_supply_is_leftover_for_the_next_fill_up_to_the_cap():
    fills, stay = supply((0, B, 7), (13, B, 7)), events(("jail", 3, 13))
    option = {"exempt_days": ExemptDays.PAUSED_SUPPLY}
    assert build(fills, stay, **option) == [(0, 24, STOPPED)]
    assert build(fills, stay, carry_over_cap_days=2, **option) == [(0, 22, STOPPED)]


@pytest.mark.parametrize(
    ("day", "terminal", "otherwise"),
    [
        (6, (0, 6, DIED), (0, 6, DIED)),
        (7, (0, 7, DIED), (0, 7, STOPPED)),
        (35, (0, 35, DIED), (0, 7, STOPPED)),
        (36, (0, 36, DIED), (0, 36, DIED)),
        (37, (0, 7, STOPPED), (0, 7, STOPPED)),
    ],
)
def test_death_inside_an_unfinished_gap_is_death_or_a_discontinuation(day, terminal, otherwise):
    happened = events(("death", day, None))
    assert build(supply((0, B, 7)), happened) == [terminal]
    assert build(supply((0, B, 7)), happened, unfinished_gap=UnfinishedGap.DISCONTINUATION) == [otherwise]


def test_a_gap_cut_short_is_dated_that_day_where_it_would_have_to_be_complete():
    option = {"unfinished_gap": UnfinishedGap.DISCONTINUATION, "event_date": EventDate.GAP_COMPLETE}
    assert build(supply((0, B, 7)), events(("transfer", 20, None)), **option) == [(0, 20, STOPPED)]


def test_transfer_is_an_outcome_or_censoring():
    moved = (supply((0, B, 7), (100, B, 7)), events(("transfer", 5, None)))
    assert build(*moved, transfer=Transfer.CENSORING) == [(0, 5, CENSORED)]


@pytest.mark.parametrize("name", ["event_date", "stacking", "exempt_days", "transfer", "unfinished_gap", "first_day"])
def test_a_choice_may_be_given_as_text_and_an_unknown_one_is_an_error(name):
    chosen = getattr(rule(), name)
    assert getattr(rule(**{name: str(chosen)}), name) is chosen
    with pytest.raises(ValueError, match="'other' is not a valid"):
        rule(**{name: "other"})


def test_an_unknown_event_is_an_error():
    with pytest.raises(ValueError, match="death, inpatient, jail, transfer, and not hospice"):
        build(supply((0, B, 7)), events(("hospice", 5, None)))


def test_persons_are_built_in_ranges_where_there_are_many_rows(monkeypatch):
    rows = pd.concat([supply((n, B, 7), (n + 60, M, 3), (n + 61, X, 28), person=f"p{n % 5}") for n in range(20)])
    stays = pd.concat([events(("jail", n + 3, n + 9), person=f"p{n}") for n in range(5)])
    option = rule(exempt_days=ExemptDays.PAUSED_SUPPLY)
    at_once = build_episodes(rows, stays, option).frame
    for n_rows in (1, 7, 13, 59):
        monkeypatch.setattr(covered_time, "_ROWS_AT_ONCE", n_rows)
        pd.testing.assert_frame_equal(build_episodes(rows, stays, option).frame, at_once)


@pytest.mark.parametrize(
    ("n_days", "expected"), [(37, [(0, 7, STOPPED)]), (36, [(0, 6, CENSORED)]), (30, []), (31, [(0, 1, CENSORED)])]
)
def test_follow_up_ends_a_whole_gap_before_observation_does(n_days, expected):
    # Supply ends with day 6. The event on day 7 is seen where days 7 to 36 are observed.
    assert build(supply((0, B, 7)), n_days=n_days) == expected


def test_with_the_gap_complete_option_follow_up_ends_with_observation():
    fills, option = supply((0, B, 7)), {"event_date": EventDate.GAP_COMPLETE}
    assert build(fills, n_days=37, **option) == [(0, 36, STOPPED)]
    assert build(fills, n_days=36, **option) == [(0, 36, CENSORED)]


def test_an_event_or_death_after_follow_up_is_censored_there():
    assert build(supply((0, B, 330)), events(("death", 340, None))) == [(0, 336, CENSORED)]
    assert build(supply((0, B, 360)), events(("death", 336, None))) == [(0, 336, DIED)]
    assert build(supply((0, B, 360)), events(("death", 337, None))) == [(0, 336, CENSORED)]


@pytest.mark.parametrize(("washout", "first", "second"), [(0, True, True), (10, True, True), (11, False, True)])
def test_a_new_initiation_needs_the_whole_washout_in_the_data(washout, first, second):
    frame = build_episodes(supply((10, B, 7), (100, B, 7)), None, rule(washout_days=washout)).frame
    assert frame["new_initiation"].tolist() == [first, second]


@pytest.mark.parametrize(("washout", "is_new"), [(40, True), (41, False)])
def test_an_episode_soon_after_another_is_no_new_initiation(washout, is_new):
    frame = build_episodes(supply((50, B, 10), (100, B, 7)), None, rule(washout_days=washout)).frame
    assert frame["new_initiation"].tolist() == [True, is_new]


def test_a_washout_does_not_start_an_episode_that_jail_has_kept_open():
    frame = build_episodes(supply((70, B, 7), (150, B, 7)), events(("jail", 78, 149)), rule(washout_days=60)).frame
    assert frame[["episode_no", "time"]].to_numpy().tolist() == [[1, 87]]


def test_every_row_that_is_not_used_is_counted_under_its_first_reason():
    rows = pd.concat(
        [
            supply((10, B, 7), (-1, B, 7), (366, B, 7), (10, B, 0), (10, B, -3), (10, B, None), (10, B, 2.5)),
            supply((None, B, 7)),
            supply((31, B, 7), (40, B, 7), (30, B, 7)),
            supply((5, B, 7), person=None),
            supply((5, None, 7)),
            supply((20, B, 7), (21, B, 7), person="q"),
        ]
    )
    other = pd.concat(
        [
            events(("death", 30, None), ("jail", 5, 5), ("death", 31, None), ("jail", 33, 40)),
            events(("transfer", 20, None), person="q"),
            events(("death", 3, None), person="nobody"),
        ]
    )
    other = pd.concat([other, pd.DataFrame([["p", "transfer", pd.NaT, pd.NaT]], columns=EVENT_COLUMNS)])
    built = build_episodes(rows, other, rule())
    assert {drop.reason: drop.n_rows for drop in built.dropped} == {
        "after_death": 2,
        "after_observation": 1,
        "after_transfer": 1,
        "before_observation": 1,
        "date_missing": 1,
        "event_after_death": 2,
        "event_of_person_without_supply": 1,
        "event_without_date": 1,
        "medication_missing": 1,
        "person_missing": 1,
        "stay_without_days": 1,
        "supply_missing": 1,
        "supply_not_positive": 2,
        "supply_not_whole_days": 1,
    }
    assert built.n_persons == 2


def test_repeated_rows_are_added_up_and_counted():
    built = build_episodes(supply((0, B, 7), (0, B, 7), (0, B, 14)), None, rule())
    assert built.n_rows_repeated == 1
    assert built.frame["time"].tolist() == [28]


def test_supply_of_ten_thousand_days_is_covered_to_the_end():
    assert build(supply((0, B, 10_000), (5, B, 10_000_000_000))) == [(0, 336, CENSORED)]


def test_initiations_after_follow_up_are_counted_and_not_returned():
    built = build_episodes(supply((340, B, 7)), None, rule())
    assert built.frame.empty
    assert (built.n_persons, built.n_persons_starting_late) == (1, 1)


def test_nobody_gives_no_episode():
    built = build_episodes(supply((0, B, 0)), None, rule())
    assert built.frame.empty
    assert built.n_persons == 0
    assert [*built.frame.columns] == [*build_episodes(supply((0, B, 7)), None, rule()).frame.columns]
    assert build_episodes(supply(), events(), rule()).frame.empty


@pytest.mark.parametrize(
    "options",
    [
        {"gap_days": 0},
        {"carry_over_cap_days": -1},
        {"washout_days": -1},
        {"n_days": 0},
        {"durations": {M: 0}},
        {"exempt_days": ExemptDays.PAUSED_SUPPLY, "stacking": Stacking.NONE},
    ],
)
def test_an_impossible_rule_is_refused(options):
    with pytest.raises(ValueError, match=r"gap_days|observation|durations|paused_supply"):
        rule(**options)


@pytest.mark.parametrize("seed", range(10))
def test_episodes_and_grid_equal_a_count_day_by_day_on_two_hundred_histories(seed):
    assert agreement.compare(np.random.default_rng(seed), 200) == []


fills = st.lists(
    st.tuples(st.integers(0, 80), st.sampled_from([M, B, X]), st.integers(1, 30)), min_size=1, max_size=8
)


@settings(max_examples=25, deadline=None)
@given(fills, st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(rows, random):
    first, second = supply(*rows), supply(*random.sample(rows, len(rows)))
    left, right = (build_episodes(frame, None, rule()).frame for frame in (first, second))
    pd.testing.assert_frame_equal(left, right)


@settings(max_examples=25, deadline=None)
@given(fills, st.integers(1, 40))
def test_a_longer_gap_never_makes_more_episodes(rows, gap):
    shorter, longer = (len(build(supply(*rows), n_days=2000, gap_days=days)) for days in (gap, gap + 1))
    assert longer <= shorter
