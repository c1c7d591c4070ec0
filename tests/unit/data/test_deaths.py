"""Deaths by month from both kinds of source."""

import numpy as np
import pandas as pd

from evaluation.data.deaths import age_groups, count_deaths, dated_by_report
from evaluation.data.months import MonthWindow

from ..builders import validated


def table(name, frame):
    return validated("deaths", frame, table=name)


def test_records_are_counted_by_month():
    frame = pd.DataFrame(
        {
            "date": pd.to_datetime(["2019-01-31", "2019-02-01", "2019-02-28", "2019-02-03"]),
            "date_type": ["death", "report", "report", "death"],
            "sex": ["male", "male", None, "female"],
        }
    )
    found = count_deaths(table("death_records", frame))
    assert found.dimensions == ("sex",)
    january, february = 12 * 2019, 12 * 2019 + 1
    assert list(found.frame.itertuples(index=False, name=None)) == [
        (january, "male", 1),
        (february, "female", 1),
        (february, "male", 1),
        (february, "unknown", 1),
    ]


def test_deaths_dated_by_report_are_those_of_the_window():
    dates = pd.to_datetime(["2019-01-31", "2019-02-01", "2019-02-28", "2019-03-03"])
    types = ["report", "report", "death", "report"]
    two_months = MonthWindow(12 * 2019, 12 * 2019 + 2)
    records = pd.DataFrame({"date": dates, "date_type": types})
    assert dated_by_report(table("death_records", records), two_months) == 2
    assert dated_by_report(table("death_records", records[["date"]]), two_months) is None


def test_counts_are_added_and_blank_columns_are_no_dimension():
    frame = pd.DataFrame(
        {
            "month": pd.to_datetime(["2019-01-01"] * 3),
            "community": ["a", "b", "a"],
            "age_group": [None, None, None],
            "deaths": [1, 2, 4],
        }
    )
    found = count_deaths(table("overdose_deaths", frame))
    assert found.dimensions == ("community",)
    assert list(found.frame["deaths"]) == [5, 2]


def test_age_groups_are_half_open_at_both_edges():
    ages = pd.Series([14.9, 15, 24.9, 25, 64, 65, 110, np.nan])
    found = age_groups(ages)
    assert list(found.fillna("")) == ["", "15-24", "15-24", "25-34", "55-64", "65+", "65+", ""]
