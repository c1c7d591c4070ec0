from datetime import date

import pytest

from evaluation.disclosure.scope import Scope, window_of


@pytest.mark.parametrize(
    ("period", "start", "end"),
    [
        ("2020", date(2020, 1, 1), date(2021, 1, 1)),
        ("2020-Q1", date(2020, 1, 1), date(2020, 4, 1)),
        ("2020-Q4", date(2020, 10, 1), date(2021, 1, 1)),
        ("2020-12", date(2020, 12, 1), date(2021, 1, 1)),
        ("2020-07-01/2024-01-01", date(2020, 7, 1), date(2024, 1, 1)),
        ("2020-07-15/2020-07-16", date(2020, 7, 15), date(2020, 7, 16)),
    ],
)
def test_a_period_is_a_half_open_window(period, start, end):
    assert window_of(period) == (start.toordinal(), end.toordinal())


def test_a_blank_period_is_all_time():
    assert window_of("") is None


@pytest.mark.parametrize(
    "period", ["2020-13", "2020-Q5", "20", "2020-07-01/2020-07-01", "2021-01-01/2020-01-01", "June"]
)
def test_anything_else_is_refused(period):
    with pytest.raises(ValueError):
        window_of(period)


def test_scopes_do_not_depend_on_the_order_of_dimensions():
    one = Scope.of("m", levels={"a": ["1", "2"], "b": ["3"]})
    assert one == Scope.of("m", levels={"b": {"3"}, "a": {"2", "1"}})
    assert one.level_set("a") == {"1", "2"}
    assert one.level_set("c") is None


@pytest.mark.parametrize(
    ("level", "quarters"),
    [
        ("2023", {"2023-Q1", "2023-Q2", "2023-Q3", "2023-Q4"}),
        ("2023-H2", {"2023-Q3", "2023-Q4"}),
        ("2023-Q3", {"2023-Q3"}),
        ("before", {"before"}),
    ],
)
def test_times_of_interviews_are_compared_by_quarters(level, quarters):
    assert Scope.of("participant", levels={"time": {level}}).level_set("time") == quarters
    assert Scope.of("participant", levels={"age_group": {level}}).level_set("age_group") == {level}
