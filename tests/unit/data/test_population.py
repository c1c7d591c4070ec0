"""Person-years: interpolation by hand, monthly values as they are, and what is refused."""

import numpy as np
import pandas as pd
import pytest

from evaluation.data.months import MonthWindow, days_since_epoch
from evaluation.data.population import person_years
from evaluation.errors import DataError

from ..builders import validated


def population(frame):
    return validated("population", frame.assign(date=pd.to_datetime(frame["date"])))


def yearly(*people, first=2018, **columns):
    dates = [f"{first + number}-07-01" for number in range(len(people))]
    return pd.DataFrame({"date": dates, "population": [float(value) for value in people], **columns})


def window(first, stop):
    months = [12 * int(text[:4]) + int(text[5:]) - 1 for text in (first, stop)]
    return MonthWindow(*months)


def people(found, months):
    return found.frame["person_years"].to_numpy() * 365.25 / months.days


def test_linear_between_anchors_at_the_middle_of_the_month():
    months = window("2018-07", "2019-07")
    found = person_years(population(yearly(1000, 1365)), months)
    days = months.middles - days_since_epoch(pd.Series(pd.to_datetime(["2018-07-01"])))[0]
    np.testing.assert_allclose(people(found, months), 1000 + days)
    assert found.extrapolated == ()


def test_a_year_of_constant_population_is_about_a_person_year_each():
    found = person_years(population(yearly(500, 500)), window("2018-07", "2019-07"))
    assert found.frame["person_years"].sum() == pytest.approx(500 * 365 / 365.25)


def test_outside_the_anchors_the_nearest_line_runs_on():
    months = window("2018-01", "2020-12")
    found = person_years(population(yearly(1000, 1100, 1400)), months)
    values = people(found, months)
    assert values[0] == pytest.approx(1000 - 100 * (181 - 15.5) / 365)
    anchor = days_since_epoch(pd.Series(pd.to_datetime(["2020-07-01"])))[0]
    assert values[-1] == pytest.approx(1400 + 300 * (months.middles[-1] - anchor) / 366)
    assert len(found.extrapolated) == 6 + 5


def test_one_anchor_is_held_constant():
    months = window("2018-01", "2019-01")
    found = person_years(population(yearly(800)), months)
    np.testing.assert_allclose(people(found, months), 800)


def test_monthly_values_are_taken_as_they_are():
    months = window("2019-01", "2019-04")
    dates = ["2018-12-01", "2019-01-01", "2019-02-01", "2019-03-01"]
    frame = pd.DataFrame({"date": dates, "population": [1.0, 10.0, 20.0, 40.0]})
    np.testing.assert_allclose(people(person_years(population(frame), months), months), [10, 20, 40])


def test_groups_add_up_to_the_total():
    frame = pd.concat(
        [
            yearly(100, 130, community="a", sex="female"),
            yearly(200, 190, community="a", sex="male"),
            yearly(50, 50, community="b", sex="female"),
            yearly(60, 66, community="b", sex="male"),
        ]
    )
    months = window("2018-07", "2019-07")
    by_sex = person_years(population(frame), months, by=["sex"])
    total = person_years(population(frame), months)
    assert list(by_sex.frame.columns) == ["month", "sex", "person_years"]
    np.testing.assert_allclose(by_sex.frame.groupby("month")["person_years"].sum(), total.frame["person_years"])
    only_a = person_years(population(frame), months, by=["sex"], communities=["a"])
    assert len(only_a.frame) == 24
    assert only_a.frame["person_years"].sum() < by_sex.frame["person_years"].sum()


def test_order_of_rows_changes_nothing():
    frame = pd.concat([yearly(100, 130, 150, sex="female"), yearly(200, 190, 100, sex="male")], ignore_index=True)
    months = window("2018-03", "2020-09")
    straight = person_years(population(frame), months, by=["sex"]).frame
    shuffled = person_years(population(frame.iloc[[5, 0, 3, 2, 4, 1]]), months, by=["sex"]).frame
    pd.testing.assert_frame_equal(straight, shuffled)


def test_a_group_without_a_date_that_others_have():
    frame = pd.concat([yearly(100, 110, sex="female"), yearly(100, sex="male")])
    with pytest.raises(DataError) as raised:
        person_years(population(frame), window("2018-07", "2019-07"))
    assert "sex male has no population" in str(raised.value)
    assert "2019-07-01 missing" in str(raised.value)


def test_estimates_that_stop_too_early_or_start_too_late():
    with pytest.raises(DataError, match="1 problem") as raised:
        person_years(population(yearly(100, 110)), window("2018-07", "2021-08"))
    assert "stop 25 months" in str(raised.value)
    person_years(population(yearly(100, 110)), window("2018-07", "2021-07"))
    with pytest.raises(DataError) as raised:
        person_years(population(yearly(100, 110)), window("2016-06", "2018-08"))
    assert "start 25 months" in str(raised.value)


def test_population_that_runs_below_zero():
    months = window("2018-07", "2020-07")
    by_sex = pd.concat([yearly(100, 10, sex="female"), yearly(100, 100, sex="male")])
    found = person_years(population(by_sex), months, by=["sex"]).frame
    assert found.loc[found["sex"] == "female", "person_years"].min() == 0
    by_community = by_sex.rename(columns={"sex": "community"})
    with pytest.raises(DataError, match="1 problem") as raised:
        person_years(population(by_community), months, by=["community"])
    assert "community female is not above 0" in str(raised.value)


def test_no_row_for_the_communities():
    frame = yearly(100, 110, community="a")
    with pytest.raises(DataError, match="no population"):
        person_years(population(frame), window("2018-07", "2019-07"), communities=["b"])
