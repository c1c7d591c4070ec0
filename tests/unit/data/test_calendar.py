"""Periods against what a wall calendar says, and against themselves."""

import datetime as dt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.data.calendar import Calendar, Frequency
from evaluation.data.months import MonthWindow, month_number


@st.composite
def calendars(draw):
    frequency = draw(st.sampled_from(list(Frequency)))
    day = draw(st.dates(dt.date(1970, 1, 1), dt.date(2090, 12, 31)))
    months = frequency.months
    if months:
        day = dt.date(day.year, (day.month - 1) // months * months + 1, 1)
    # Eight years of any period stay within the years that dates may have.
    return Calendar(frequency, day, draw(st.integers(1, 8)))


@pytest.mark.parametrize(
    ("frequency", "first", "labels", "days", "phases"),
    [
        ("month", "2019-12-01", ("2019-12", "2020-01", "2020-02"), [31, 31, 29], [11 / 12, 0, 1 / 12]),
        ("quarter", "2019-10-01", ("2019-Q4", "2020-Q1", "2020-Q2"), [92, 91, 91], [3 / 4, 0, 1 / 4]),
        ("year", "2019-01-01", ("2019", "2020", "2021"), [365, 366, 365], [0, 0, 0]),
        (
            "week",
            "2020-12-24",
            ("2020-12-24", "2020-12-31", "2021-01-07"),
            [7, 7, 7],
            [358 / 366, 365 / 366, 6 / 365],
        ),
    ],
)
def test_periods_over_the_turn_of_a_year(frequency, first, labels, days, phases):
    calendar = Calendar(Frequency(frequency), dt.date.fromisoformat(first), 3)
    assert calendar.labels == labels
    assert str(calendar) == f"{labels[0]} to {labels[2]}"
    np.testing.assert_array_equal(calendar.days, days)
    np.testing.assert_allclose(calendar.year_phase, phases, rtol=1e-15)
    assert calendar.periods_per_year == {"month": 12, "quarter": 4, "year": 1, "week": 365.25 / 7}[frequency]


def test_years_are_those_in_which_periods_begin():
    assert Calendar(Frequency.WEEK, dt.date(2020, 12, 31), 2).years.tolist() == [2020, 2021]
    assert Calendar(Frequency.MONTH, dt.date(1969, 12, 1), 2).years.tolist() == [1969, 1970]


@given(calendars())
def test_labels_and_first_days_name_the_same_period(calendar):
    assert len(set(calendar.labels)) == calendar.n_periods
    for position, day in enumerate(calendar.first_days.tolist()):
        assert calendar.position(day) == position
        assert calendar.day(position) == day
        assert calendar.label(position) == calendar.labels[position]
        last = day + dt.timedelta(days=int(calendar.days[position]) - 1)
        assert calendar.position_of_day(last) == position
        assert calendar.position_of_day(last + dt.timedelta(days=1)) == position + 1


@given(calendars(), st.integers(-30, -1))
def test_periods_before_the_first_have_negative_positions(calendar, position):
    assert calendar.position(calendar.day(position)) == position


def test_months_are_those_of_a_month_window():
    calendar = Calendar(Frequency.MONTH, dt.date(2011, 5, 1), 40)
    first = month_number(calendar.first)
    window = MonthWindow(first, first + 40)
    assert calendar.labels == window.periods
    np.testing.assert_array_equal(calendar.days, window.days)
    np.testing.assert_array_equal(calendar.years, window.years)
    np.testing.assert_array_equal(calendar.year_phase * 12, window.numbers % 12)


@pytest.mark.parametrize(
    ("frequency", "first", "day", "said"),
    [
        ("month", "2020-01-01", "2020-03-15", "2020-03-15 is not the first day of a month; 2020-03-01 is"),
        ("quarter", "2020-01-01", "2020-03-01", "2020-03-01 is not the first day of a quarter; 2020-01-01 is"),
        ("year", "2020-01-01", "2021-07-01", "2021-07-01 is not the first day of a year; 2021-01-01 is"),
        ("week", "2020-01-06", "2020-01-01", "2020-01-01 is not the first day of a week; 2019-12-30 is"),
    ],
)
def test_a_day_within_a_period_is_not_its_first(frequency, first, day, said):
    calendar = Calendar(Frequency(frequency), dt.date.fromisoformat(first), 3)
    with pytest.raises(ValueError, match=said):
        calendar.position(dt.date.fromisoformat(day))


@pytest.mark.parametrize(
    ("frequency", "first"), [("month", "2020-01-02"), ("quarter", "2020-02-01"), ("year", "2020-04-01")]
)
def test_the_first_period_begins_with_a_first_day(frequency, first):
    with pytest.raises(ValueError, match=f"{first} is not the first day of a {frequency}"):
        Calendar(Frequency(frequency), dt.date.fromisoformat(first), 1)


def test_there_is_a_period():
    with pytest.raises(ValueError, match="0 periods"):
        Calendar(Frequency.YEAR, dt.date(2020, 1, 1), 0)
