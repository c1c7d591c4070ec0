"""Cumulative hazard against R's survfit (tests/reference/survival/curves.R) and by hand.

Tolerance: 1e-10 relative to R, whose values are stored with 16 digits; sums are taken in another order.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from evaluation.stats.not_estimable import NotEstimable
from evaluation.stats.survival.nelson_aalen import TiedEvents, nelson_aalen
from evaluation.stats.survival.right_censored import RightCensored

REFERENCE = Path(__file__).parents[3] / "reference" / "survival"
EXPECTED = pd.read_csv(REFERENCE / "nelson_aalen.csv")


def follow_up(data: str, group: str) -> RightCensored:
    people = pd.read_csv(REFERENCE / f"{data.removesuffix('_entry')}.csv").query("group == @group")
    entry = people["entry"] if data.endswith("_entry") or data == "emptied" else None
    return RightCensored.from_arrays(
        people["time"], people["status"] if "status" in people else people["cause"] > 0, entry
    )


@pytest.mark.parametrize(("ctype", "ties"), [(1, TiedEvents.TOGETHER), (2, TiedEvents.ONE_BY_ONE)])
@pytest.mark.parametrize(("data", "group"), sorted({*zip(EXPECTED["data"], EXPECTED["group"], strict=True)}))
def test_equals_r(data, group, ctype, ties):
    expected = EXPECTED.query("data == @data and group == @group and ctype == @ctype")
    found = nelson_aalen(follow_up(data, group), ties=ties)
    for name in ("time", "n_risk", "n_events", "cumulative_hazard", "std_error"):
        np.testing.assert_allclose(getattr(found, name), expected[name], rtol=1e-10, atol=0)


def test_worked_by_hand():
    people = RightCensored.from_arrays([1, 2, 2, 3], [0, 1, 1, 1])
    together, one_by_one = (nelson_aalen(people, ties=ties) for ties in TiedEvents)
    assert together.cumulative_hazard == pytest.approx([0, 2 / 3, 5 / 3])
    assert one_by_one.cumulative_hazard == pytest.approx([0, 1 / 3 + 1 / 2, 1 / 3 + 1 / 2 + 1])
    assert together.std_error[1] == pytest.approx(np.sqrt(2) / 3)
    assert one_by_one.std_error[1] == pytest.approx(np.sqrt(1 / 9 + 1 / 4))
    assert np.isnan([together.conf_low[0], together.conf_high[0]]).all()
    reach = np.exp(1.959963984540054 * np.sqrt(2) / 3 / (2 / 3))
    assert (together.conf_low[1], together.conf_high[1]) == pytest.approx((2 / 3 / reach, 2 / 3 * reach))


def test_nobody_has_no_hazard():
    with pytest.raises(NotEstimable, match="nobody is followed"):
        nelson_aalen(RightCensored.from_arrays([1], [1]).subset([False]))
