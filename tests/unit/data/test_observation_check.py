"""An observation that the rows of supply do not reach the ends of."""

import datetime as dt

import pandas as pd
import pytest

from evaluation.data.observation_check import check_observation
from evaluation.data.parameters import RetentionParameters

from ..builders import validated


def problems_of(first, last, **parameters):
    days = pd.to_datetime([first, "2020-06-15", last])
    supply = pd.DataFrame({"person_id": "p", "date": days, "medication": "methadone", "days_supply": 1})
    section = RetentionParameters(gap_days=30, **parameters)
    return [str(problem) for problem in check_observation(validated("dispensing", supply), section)]


@pytest.mark.parametrize(("first", "refused"), [("2020-01-01", False), ("2020-01-30", False), ("2020-01-31", True)])
def test_no_supply_in_the_first_days(first, refused):
    found = problems_of(first, "2020-12-31", observation_start=dt.date(2020, 1, 1))
    assert bool(found) is refused
    if refused:
        assert found == [
            "dispensing.csv: no supply in the first 30 days of the observation; found first supply on 2020-01-31, "
            "observation_start 2020-01-01; expected an observation_start from which the data are complete. "
            "Defined in docs/methods/retention.md."
        ]


@pytest.mark.parametrize(("last", "refused"), [("2020-12-31", False), ("2020-12-02", False), ("2020-12-01", True)])
def test_no_supply_in_the_last_days(last, refused):
    found = problems_of("2020-01-01", last, observation_end=dt.date(2021, 1, 1))
    assert bool(found) is refused
    if refused:
        assert "no supply in the last 30 days of the observation; found last supply on 2020-12-01" in found[0]


def test_an_observation_that_follows_the_data_has_its_ends():
    assert problems_of("2020-01-01", "2020-12-01") == []
