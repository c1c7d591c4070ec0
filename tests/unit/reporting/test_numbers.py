"""Expected texts follow the Unicode CLDR patterns of English and Spanish."""

import math
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.reporting import numbers


@pytest.mark.parametrize(
    ("value", "digits", "language", "text"),
    [
        (1234.5, 1, "en", "1,234.5"),
        (1234567, 0, "en", "1,234,567"),
        (12345.678, 2, "es", "12.345,68"),
        (0.005, 2, "en", "0.01"),
        (-0.004, 2, "en", "0.00"),
        (-3.14159, 2, "en", "−3.14"),
        (math.nan, 2, "en", "–"),
        (None, 2, "en", "–"),
        (math.inf, 2, "en", "∞"),
        (-math.inf, 0, "en", "−∞"),
    ],
)
def test_number(value, digits, language, text):
    assert numbers.number(value, digits, language) == text


@given(st.floats(-1e9, 1e9), st.integers(0, 4))
def test_a_formatted_number_reads_back_within_half_a_unit_of_its_last_digit(value, digits):
    text = numbers.number(value, digits, "en").replace(",", "").replace("−", "-")
    assert abs(Decimal(text) - Decimal(repr(value))) <= Decimal(5).scaleb(-digits - 1)


def test_percent_in_two_languages():
    assert numbers.percent(0.253, 1, "en") == "25.3%"
    assert numbers.percent(0.253, 0, "en") == "25%"
    assert numbers.percent(0.253, 1, "es") == "25,3\u00a0%"
    assert numbers.percent(math.nan, 1, "en") == "–"


def test_money():
    assert numbers.money(1234567.4, 0, "en") == "$1,234,567"
    assert numbers.money(-0.2, 0, "en") == "$0"


def test_intervals():
    assert numbers.interval(0.714, 0.941, 2, "en") == "0.71 to 0.94"
    assert numbers.interval(math.nan, math.nan, 2, "en") == "–"
    assert numbers.interval(0.7, math.inf, 1, "en") == "0.7 to ∞"
    assert numbers.percent_interval(0.41, 0.472, 1, "en") == "41.0% to 47.2%"
    assert numbers.interval_by_unit(-3.2, 21.04, "percent", "en") == "−3.2% to 21.0%"


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.0004, "less than 0.001"), (0.001, "0.001"), (0.0421, "0.042"), (0.1, "0.10"), (0.614, "0.61"), (1.0, "1.00")],
)
def test_p_value_at_its_boundaries(value, text):
    assert numbers.p_value(value, "en") == text


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (0.7931, "rate ratio", "0.79"),
        (0.4534, "proportion", "45.3%"),
        (21.04, "percent", "21.0%"),
        (214.2, "deaths", "214"),
        (30.18, "per 100,000 person-years", "30.2"),
        (0.12345, "a unit nobody knows", "0.12"),
        (math.nan, "percent", "–"),
    ],
)
def test_by_unit(value, unit, text):
    assert numbers.by_unit(value, unit, "en") == text


def test_dates():
    assert numbers.day("2024-06-01T12:34:56Z", "en") == "June 1, 2024"
    assert numbers.month("2020-07", "en") == "July 2020"
    assert numbers.month("2020-07-01", "es") == "julio 2020"


@pytest.mark.parametrize(
    ("value", "unit", "said"),
    [
        (0.9998, "rate ratio", "0.9998"),
        (1.004, "hazard ratio", "1.004"),
        (0.994, "rate ratio", "0.99"),
        (1.0, "rate ratio", "1.00"),
        (1.0 + 1e-12, "rate ratio", "1.00"),
        (0.04, "percent", "0.04%"),
        (-0.3, "deaths", "−0.3"),
        (0.04, "per 100,000 person-years", "0.0"),
    ],
)
def test_an_end_beside_no_difference_is_not_rounded_to_it(value, unit, said):
    assert numbers.bound_by_unit(value, unit, "en") == said


def test_an_end_stays_on_its_side_of_what_coefficients_are_judged_by():
    """0.80 and 0.667 are the limits of Krippendorff (2004), as docs/methods/agreement.md has them."""
    ends = {0.797: "0.797", 0.7996: "0.7996", 0.8: "0.80", 0.803: "0.80", 0.794: "0.79"}
    ends |= {
        0.665: "0.665",
        0.6666: "0.6666",
        0.667: "0.67",
        0.668: "0.67",
        0.66: "0.66",
        math.nan: "–",
        -0.1: "−0.10",
    }
    assert {end: numbers.bound_by_unit(end, "coefficient", "en") for end in ends} == ends
    assert numbers.interval_by_unit(0.797, 0.87, "coefficient", "en") == "0.797 to 0.87"


@given(value=st.floats(0.5, 1.5))
def test_an_end_stays_on_its_side_of_no_difference(value):
    shown = float(numbers.bound_by_unit(value, "rate ratio", "en"))
    if abs(value - 1.0) > 1e-7:
        assert (shown < 1.0) == (value < 1.0)
        assert shown != 1.0
