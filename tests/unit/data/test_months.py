import numpy as np
import pandas as pd

from evaluation.data.months import MonthWindow, days_since_epoch, month_number, month_numbers, month_start


def test_window_across_a_leap_year():
    window = MonthWindow(12 * 2019 + 11, 12 * 2020 + 3)
    assert window.periods == ("2019-12", "2020-01", "2020-02", "2020-03")
    assert str(window) == "2019-12-01/2020-04-01"
    assert window.first_calendar_month == 12
    np.testing.assert_array_equal(window.days, [31, 31, 29, 31])
    np.testing.assert_array_equal(window.years, [2019, 2020, 2020, 2020])
    # The middle of February 2020 is 14.5 days after its first.
    assert window.middles[2] == days_since_epoch(pd.Series(pd.to_datetime(["2020-02-01"])))[0] + 14.5


def test_numbers_and_starts_are_inverse():
    dates = pd.Series(pd.to_datetime(["1999-12-31", "2000-01-01"]))
    assert list(month_numbers(dates)) == [month_number(day.date()) for day in dates]
    assert [month_start(month) for month in month_numbers(dates)] == ["1999-12-01", "2000-01-01"]
