import math

import pandas as pd
import pytest

from evaluation.reporting.catalogue import Catalogue
from evaluation.reporting.findings import WORDS, Certainty, certainty, changes, size_of_change, wording


def row(quantity="level_change", unit="rate ratio", estimate=0.8, conf_low=0.7, conf_high=0.9, **more):
    given = {"p_value": math.nan, "n_obs": 96, "n_events": 2400, "conf_level": 0.95, "period": ""}
    given |= {"quantity": quantity, "unit": unit, "estimate": estimate, "conf_low": conf_low, "conf_high": conf_high}
    return pd.Series(given | more)


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (0.7, 0.9, Certainty.LOWER),
        (0.7, 1.0, Certainty.UNCLEAR),
        (0.7, 1.2, Certainty.UNCLEAR),
        (1.0, 1.2, Certainty.UNCLEAR),
        (1.01, 1.2, Certainty.HIGHER),
        (math.nan, math.nan, Certainty.NOT_COMPARED),
    ],
)
def test_a_ratio_is_settled_only_if_its_interval_leaves_one_out(low, high, expected):
    assert certainty(row(conf_low=low, conf_high=high)) is expected


def test_a_difference_is_compared_with_zero():
    assert certainty(row("deaths_averted", "deaths", 40, 2, 90)) is Certainty.HIGHER
    assert certainty(row("deaths_averted", "deaths", 40, -2, 90)) is Certainty.UNCLEAR
    assert certainty(row("percent_averted", "percent", -9, -20, -1)) is Certainty.LOWER


def test_a_description_is_not_compared():
    assert certainty(row("deaths", "deaths", 612, 600, 630)) is Certainty.NOT_COMPARED
    assert certainty(row("retained", "proportion", 0.4, 0.3, 0.5)) is Certainty.NOT_COMPARED


def test_what_has_no_estimate_is_not_estimable():
    assert certainty(row(estimate=math.nan)) is Certainty.NOT_ESTIMABLE


@pytest.mark.parametrize(
    ("estimate", "low", "high", "words"),
    [
        (0.79, 0.71, 0.88, ("21% lower", "from 12% to 29% lower")),
        (0.97, 0.86, 1.09, ("3% lower", "from 14% lower to 9% higher")),
        (1.25, 1.1, 1.42, ("25% higher", "from 10% to 42% higher")),
        (0.972, 0.951, 0.993, ("2.8% lower", "from 0.7% to 4.9% lower")),
        (0.94, 0.883, 1.003, ("6.0% lower", "from 11.7% lower to 0.3% higher")),
        (0.94, 0.882, 1.0003, ("6.0% lower", "from 11.8% lower to 0.03% higher")),
        (0.94, 0.884, 0.996, ("6.0% lower", "from 0.4% to 11.6% lower")),
        (0.94, 0.882, 1.0, ("6.0% lower", "from 11.8% lower to no difference")),
        (0.94, 0.88, 0.9998, ("6.0% lower", "from 0.02% to 12.0% lower")),
        (1.06, 1.000004, 1.12, ("6.0% higher", "from 0.0004% to 12.0% higher")),
        (1.001, 0.8, 1.25, ("0.1% higher", "from 20% lower to 25% higher")),
        (1.0002, 0.8, 1.25, ("neither higher nor lower", "from 20% lower to 25% higher")),
        (0.85, math.nan, math.nan, ("15% lower", "–")),
    ],
)
def test_a_ratio_is_said_as_a_change(catalogue, estimate, low, high, words):
    assert changes(row(estimate=estimate, conf_low=low, conf_high=high), catalogue) == words


def test_wording_gives_what_sentences_may_use(catalogue):
    words = wording(row(p_value=0.0004), catalogue)
    assert words.keys() == WORDS
    assert words["interval"] == "0.70 to 0.90"
    assert words["conf_level"] == "95%"
    assert words["p_value"] == "less than 0.001"
    assert words["n_events"] == "2,400"
    assert wording(row("deaths", "deaths"), catalogue).keys() == WORDS - {"change", "change_interval"}


def test_no_end_of_an_interval_is_rounded_to_no_difference(catalogue):
    words = wording(row(conf_low=0.88, conf_high=0.9998), catalogue)
    assert (words["interval"], words["conf_high"]) == ("0.88 to 0.9998", "0.9998")
    words = wording(row("deaths_averted", "deaths", 40.0, 0.3, 90.0), catalogue)
    assert words["interval"] == "0.3 to 90"


def test_shares_of_interviews_have_no_decimals():
    words = wording(row("prevalence", "proportion", 0.75, 0.566, 0.873), Catalogue("en"))
    assert (words["estimate"], words["interval"]) == ("75%", "57% to 87%")
    assert wording(row("retained", "proportion", 0.75), Catalogue("en"))["estimate"] == "75.0%"


@pytest.mark.parametrize(
    ("estimate", "low", "high", "size"),
    [
        (1.046, 0.94, 1.11, ("higher", "5%")),
        (1.048, 0.997, 1.108, ("higher", "4.8%")),
        (0.952, 0.86, 1.05, ("lower", "5%")),
        (1.0002, 0.8, 1.25, ("same", "0.0%")),
    ],
)
def test_one_ratio_is_one_number_wherever_it_is_said(estimate, low, high, size):
    given = row("annual_change", "rate ratio per year", estimate, low, high)
    assert size_of_change(given, "en") == size
    if size[0] != "same":
        assert changes(given, Catalogue("en"))[0] == f"{size[1]} {size[0]}"
