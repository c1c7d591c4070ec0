"""A natural cubic spline against R's lm and splines::ns (tests/reference/natural_spline.R), to ten digits."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from evaluation.stats.natural_spline import natural_spline
from evaluation.stats.not_estimable import NotEstimable

REFERENCE = Path(__file__).parents[2] / "reference" / "natural_spline.csv"
NUMBERS = np.arange(1, 31)
X = (NUMBERS / 30) ** 2
Y = np.sin(5 * X) + np.cos(37 * NUMBERS) / 4


@pytest.mark.parametrize("conf_level", [0.95, 0.8])
def test_equals_r(conf_level):
    reference = pd.read_csv(REFERENCE)
    reference = reference[reference["conf_level"] == conf_level]
    smooth = natural_spline(X, Y, reference["at"], conf_level=conf_level)
    for name in ("estimate", "conf_low", "conf_high"):
        np.testing.assert_allclose(getattr(smooth, name), reference[name], rtol=1e-10, err_msg=name)


def test_a_straight_line_stays_one_and_order_does_not_matter():
    turned = natural_spline(X[::-1], 2 - 3 * X[::-1], [-1.0, 0.3, 2.0])
    np.testing.assert_allclose(turned.estimate, [5.0, 1.1, -4.0], atol=1e-12)
    np.testing.assert_allclose(turned.conf_high - turned.conf_low, 0.0, atol=1e-12)


@pytest.mark.parametrize(
    ("x", "words"),
    [([1, 2, 3, 4, 5], "5 points do not determine a curve of 5"), ([1, 1, 1, 1, 1, 1, 2], "two knots")],
)
def test_too_few_points_or_places_determine_no_curve(x, words):
    with pytest.raises(NotEstimable, match=words):
        natural_spline(x, x, x)


@pytest.mark.parametrize(("x", "y", "words"), [([1, 2], [1], "equal length"), ([1, np.nan], [1, 2], "finite")])
def test_wrong_points_are_refused(x, y, words):
    with pytest.raises(ValueError, match=words):
        natural_spline(x, y, [1])
