"""Differences and ratios of two groups against the formula in R (tests/reference/survival/curves.R)."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from evaluation.stats.survival.contrasts import difference_of_groups, ratio_of_groups
from evaluation.stats.survival.kaplan_meier import kaplan_meier, survival_at
from evaluation.stats.survival.right_censored import RightCensored

REFERENCE = Path(__file__).parents[3] / "reference" / "survival"


@pytest.mark.parametrize(
    "row",
    pd.read_csv(REFERENCE / "contrasts.csv").to_dict("records"),
    ids=lambda row: f"{row['data']}-{row['scale']}",
)
def test_of_retention_equals_r(row):
    frame = pd.read_csv(REFERENCE / f"{row['data'].removesuffix('_entry')}.csv")
    found = []
    for group in ("a", "b"):
        people = frame[frame["group"] == group]
        event = people["status"] if "status" in people else people["cause"] > 0
        entry = people["entry"] if row["data"].endswith("_entry") else None
        found += survival_at(kaplan_meier(RightCensored.from_arrays(people["time"], event, entry)), [row["time"]])
    compare = difference_of_groups if row["scale"] == "difference" else ratio_of_groups
    contrast = compare(tuple(each.survival for each in found), tuple(each.std_error for each in found))
    for name in ("estimate", "std_error", "conf_low", "conf_high", "p_value"):
        assert getattr(contrast, name) == pytest.approx(row[name], rel=1e-9), name


@pytest.mark.parametrize("unknown", [0.0, math.nan])
def test_a_group_without_a_standard_error_leaves_no_interval(unknown):
    difference = difference_of_groups((1.0, 0.8), (unknown, 0.05))
    ratio = ratio_of_groups((1.0, 0.8), (unknown, 0.05))
    assert (difference.estimate, ratio.estimate) == pytest.approx((0.2, 1.25))
    for contrast in (difference, ratio):
        assert np.isnan([contrast.std_error, contrast.conf_low, contrast.conf_high, contrast.p_value]).all()


@pytest.mark.parametrize("estimates", [(0.0, 0.5), (0.5, 0.0), (math.nan, 0.5)])
def test_a_ratio_with_zero_is_none(estimates):
    assert math.isnan(ratio_of_groups(estimates, (0.1, 0.1)).estimate)


def test_of_two_equal_groups():
    difference = difference_of_groups((0.5, 0.5), (0.1, 0.1), conf_level=0.9)
    ratio = ratio_of_groups((0.5, 0.5), (0.1, 0.1), conf_level=0.9)
    assert (difference.estimate, difference.p_value, ratio.estimate, ratio.p_value) == (0, 1, 1, 1)
    assert difference.conf_high == pytest.approx(1.6448536269514722 * math.hypot(0.1, 0.1))
    assert ratio.conf_low * ratio.conf_high == pytest.approx(1)


@pytest.mark.parametrize("compare", [difference_of_groups, ratio_of_groups])
def test_of_many_times_is_that_of_each(compare):
    estimates, std_errors = ([0.9, 1.0, 0.4], [0.8, 0.7, 0.0]), ([0.03, 0.0, 0.05], [0.04, 0.05, 0.01])
    together = compare(estimates, std_errors)
    for place in range(3):
        alone = compare(tuple(each[place] for each in estimates), tuple(each[place] for each in std_errors))
        for name in ("estimate", "std_error", "conf_low", "conf_high", "p_value"):
            assert getattr(together, name)[place] == pytest.approx(getattr(alone, name), nan_ok=True)
