"""Overdose deaths in Connecticut, 2012-2018, from the medical examiner's rows to the ledger.

Yearly counts of the file, and the 2,281 rows dated by report, were counted independently in R. The Office of the
Chief Medical Examiner's own totals (357 in 2012, 729 in 2015, 917 in 2016, 1038 in 2017, 1017 in 2018) differ by up
to 2 a year: the file was downloaded earlier or later, and two of its rows have no date.
"""

import math
import os
from calendar import monthrange
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from evaluation.analyses.overdose_deaths import analyse
from evaluation.data.parameters import load_parameters
from evaluation.data.read import read_tables

ROOT = Path(__file__).resolve().parents[2]
BY_YEAR = {2012: 355, 2013: 490, 2014: 558, 2015: 727, 2016: 917, 2017: 1038, 2018: 1018}

pytestmark = [
    pytest.mark.reference_data,
    pytest.mark.skipif(not os.environ.get("EVALUATION_DATA"), reason="EVALUATION_DATA is not set"),
]


@pytest.fixture(scope="module")
def result():
    evaluation = load_parameters(ROOT / "params" / "examples" / "connecticut.yml")
    tables = read_tables(evaluation, evaluation.overdose_deaths.source_names())
    return analyse(tables, evaluation.overdose_deaths, np.random.default_rng(evaluation.seed))


@pytest.fixture(scope="module")
def rows(result):
    return {estimate.result_id.removeprefix("overdose_deaths/"): estimate for estimate in result.estimates}


def test_yearly_deaths(rows):
    assert {year: rows[f"deaths/all/{year}"].estimate for year in BY_YEAR} == BY_YEAR
    assert not [key for key in rows if key.startswith("deaths/") and key.endswith(("2011", "2019"))]


def test_what_was_left_out_and_what_is_uncertain(rows):
    assert rows["rows_dropped/all"].estimate == 2
    assert rows["rows_dated_by_report/all"].estimate == 2281
    assert rows["deaths_outside_window/all"].estimate == 0
    assert rows["rows_repeated/all"].estimate == 45
    assert rows["ages_outside_groups/all"].estimate == 1


def test_rate_uses_the_census_population(rows):
    # July 1 of 2016, 2017 and 2018: a straight line between them, read in the middle of each month, times its days.
    lines = {
        range(1, 7): (date(2016, 7, 1), 3_578_141, 3_573_297),
        range(7, 13): (date(2017, 7, 1), 3_573_297, 3_571_520),
    }
    person_days = 0.0
    for months, (since, people, next_july) in lines.items():
        for month in months:
            days = monthrange(2017, month)[1]
            passed = (date(2017, month, 1) - since).days + days / 2
            person_days += days * (people + (next_july - people) * passed / 365)
    assert rows["death_rate/all/2017"].estimate == pytest.approx(1038 * 100_000 * 365.25 / person_days, rel=1e-9)


def test_no_intervention_no_effect(result, rows):
    effects = {"level_change", "slope_change", "rate_ratio_12_months", "deaths_averted", "percent_averted"}
    assert not effects & {estimate.quantity for estimate in result.estimates}
    assert result.table("deaths_fitted")["counterfactual"].isna().all()
    trend = rows["annual_change/all"]
    # The data raise the odds of a random walk, which the trend then has to be told from.
    assert 1.0 < trend.conf_low < 1.04 < 1.15 < trend.estimate < 1.21 < 1.33 < trend.conf_high < 1.37


def test_months_resemble_their_neighbours_and_the_interval_knows(rows):
    """Quasi-Poisson regression has 1.168 to 1.213: deaths rise and fall for years around the trend."""
    assert rows["autocorrelation/all"].estimate > 0.9
    assert rows["trend_separability/all"].note.startswith("warn; trend not separable from autocorrelation")
    assert rows["residual_autocorrelation/all"].p_value > 0.05


def test_every_row_has_a_number(rows):
    assert not [key for key, row in rows.items() if math.isnan(row.estimate)]


def test_groups_add_up_to_all_deaths(result):
    for name in ("deaths_by_month", "deaths_by_sex", "deaths_by_race_ethnicity"):
        assert result.table(name)["deaths"].sum() == sum(BY_YEAR.values())
