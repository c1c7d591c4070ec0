"""The door of competing events: what it refuses, and what it hands to functions of one event."""

from __future__ import annotations

import numpy as np
import pytest

from evaluation.stats.survival.competing_events import CompetingEvents


def test_one_cause_censors_the_others():
    people = CompetingEvents.from_arrays([1, 2, 3, 4], [0, 1, 2, 1], [0, 1, 0, 3])
    assert (people.n_obs, people.n_causes) == (4, 2)
    assert people.of_cause(1).event.tolist() == [False, True, False, True]
    assert people.of_cause(2).event.tolist() == [False, False, True, False]
    assert people.of_any().event.tolist() == [False, True, True, True]
    assert people.of_cause(1).entry.tolist() == [-np.inf, 1, -np.inf, 3]
    assert people.at_risk([1, 2, 3, 4]).tolist() == people.of_any().at_risk([1, 2, 3, 4]).tolist() == [2, 2, 1, 1]


def test_causes_stay_in_a_subset_that_lacks_them():
    people = CompetingEvents.from_arrays([1, 2, 3], [0, 1, 3])
    assert people.subset([0, 1]).n_causes == 3
    assert people.subset(people.cause == 0).of_cause(3).n_events == 0
    assert CompetingEvents.from_arrays([1.0], [0]).n_causes == 1
    assert CompetingEvents.from_arrays([1.0], [0], n_causes=2).n_causes == 2


@pytest.mark.parametrize(
    ("time", "cause", "entry", "n_causes", "message"),
    [
        ([], [], None, None, "at least one person"),
        ([1, 2], [1], None, None, "values"),
        ([1], [1.5], None, None, "0 \\(censored\\), 1, 2"),
        ([1], [-1], None, None, "0 \\(censored\\), 1, 2"),
        ([1], [np.nan], None, None, "0 \\(censored\\), 1, 2"),
        ([1], [3], None, 2, "at most n_causes"),
        ([1], [0], None, 0, "at least 1"),
        ([-1], [1], None, None, "0 or more"),
        ([1], [1], [1], None, "before time"),
    ],
)
def test_bad_arrays_are_refused(time, cause, entry, n_causes, message):
    with pytest.raises(ValueError, match=message):
        CompetingEvents.from_arrays(time, cause, entry, n_causes=n_causes)


def test_a_cause_there_is_not_is_refused():
    with pytest.raises(ValueError, match="from 1 to 2; 3 was given"):
        CompetingEvents.from_arrays([1, 2], [1, 2]).of_cause(3)
