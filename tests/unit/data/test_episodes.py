"""Treatment episodes: the conventions one by one, worked examples, and an oracle that lives day by day.

All results are whole numbers of days: equality is exact.
"""

import importlib.util
import sys
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluation.data.episode_rule import EpisodeRule, EventDate, Outcome
from evaluation.data.episodes import build_episodes

_ORACLE = Path(__file__).parents[2] / "reference" / "episodes" / "day_by_day.py"
_SPEC = importlib.util.spec_from_file_location("day_by_day", _ORACLE)
day_by_day = importlib.util.module_from_spec(_SPEC)
sys.modules["day_by_day"] = day_by_day
_SPEC.loader.exec_module(day_by_day)

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


def test_death_on_the_first_day_gives_no_time():
    assert build(supply((10, B, 7)), events(("death", 10, None))) == [(10, 0, DIED)]


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
            events(("death", 30, None), ("jail", 5, 5)),
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
    "options", [{"gap_days": 0}, {"carry_over_cap_days": -1}, {"washout_days": -1}, {"n_days": 0}]
)
def test_an_impossible_rule_is_refused(options):
    with pytest.raises(ValueError, match=r"gap_days|observation"):
        rule(**options)


def frames(histories):
    fills = [(f"p{n:03d}", *fill) for n, history in enumerate(histories) for fill in history.fills]
    happened = [
        (f"p{n:03d}", *event)
        for n, history in enumerate(histories)
        for event in (
            *[(("jail", "inpatient")[k % 2], *stay) for k, stay in enumerate(history.stays)],
            *[("death", day, np.nan) for day in history.deaths],
            *[("transfer", day, np.nan) for day in history.transfers],
        )
    ]
    dispensing = pd.DataFrame(fills, columns=["person_id", "date", "medication", "days_supply"])
    treatment_events = pd.DataFrame(happened, columns=EVENT_COLUMNS)
    for frame, names in ((dispensing, ["date"]), (treatment_events, ["start", "end"])):
        frame[names] = frame[names].apply(lambda days: pd.Timestamp(START) + pd.to_timedelta(days, unit="D"))
    return dispensing, treatment_events


@pytest.mark.parametrize("seed", range(30))
def test_equals_a_count_day_by_day_on_a_hundred_histories(seed):
    rng = np.random.default_rng(seed)
    n_days = int(rng.choice([40, 60, 120, 200]))
    gap, cap, washout = (int(rng.choice(values)) for values in ((1, 3, 7, 14, 30), (0, 2, 7, 30), (0, 5, 20, 60)))
    complete = bool(seed % 2)
    histories = [day_by_day.random_history(rng, n_days) for _ in range(100)]
    dispensing, happened = frames(histories)
    built = build_episodes(
        dispensing.sample(frac=1, random_state=seed),
        happened.sample(frac=1, random_state=seed),
        rule(
            n_days=n_days,
            gap_days=gap,
            carry_over_cap_days=cap,
            washout_days=washout,
            event_date=EventDate.GAP_COMPLETE if complete else EventDate.FIRST_UNCOVERED_DAY,
        ),
    ).frame
    origin = pd.Timestamp(START)
    found = pd.DataFrame(
        {
            "person_id": built["person_id"],
            "start": (built["start"] - origin).dt.days,
            "medication": built["medication"],
            "new_initiation": built["new_initiation"],
            "end": (built["end"] - origin).dt.days,
            "outcome": built["outcome"],
        }
    )
    oracle = day_by_day.Rule(n_days=n_days, gap_days=gap, cap=cap, washout_days=washout, gap_complete=complete)
    expected = [
        (f"p{number:03d}", *episode)
        for number, history in enumerate(histories)
        for episode in day_by_day.episodes_of(history, oracle)
    ]
    assert list(found.itertuples(index=False, name=None)) == expected
    assert (built["time"] == found["end"] - found["start"]).all()


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
