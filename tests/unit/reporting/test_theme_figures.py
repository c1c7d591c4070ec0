"""Figures of themes where there is nothing, or little, to draw."""

import pandas as pd
import pytest
from matplotlib import pyplot as plt

from evaluation.reporting.figures import code_saturation, code_timeline, theme_pairs
from evaluation.reporting.labels import Labels

from .released_fixture import ABOUT

PAIRS = ["theme", "other_theme", "n_units_both", "jaccard", "expected", "p_adjusted"]


@pytest.fixture
def words(catalogue):
    yield {"labels": Labels(ABOUT, catalogue), "catalogue": catalogue}
    plt.close("all")


def texts(figure):
    return [text.get_text() for axis in figure.axes for text in axis.texts]


def test_pairs_that_no_shuffle_can_change_are_drawn_as_chance(words):
    table = pd.DataFrame(
        [("delay", "hope", 1, 0.25, 1.0, None), ("delay", "trust", 0, None, 0.0, None)], columns=PAIRS
    )
    figure = theme_pairs.pairs_of_themes(table, **words)
    (dot,) = figure.axes[0].collections
    assert dot.get_facecolor().size == 0


def test_nothing_to_draw_is_said(words):
    empty = pd.DataFrame(columns=PAIRS)
    assert texts(theme_pairs.pairs_of_themes(empty, **words)) == ["There is nothing to draw here."]
    without = pd.DataFrame([("delay", "hope", 0, None, 0.0, None)], columns=PAIRS)
    assert texts(theme_pairs.pairs_of_themes(without, **words)) == ["There is nothing to draw here."]
    assert texts(code_saturation.saturation_orders(pd.DataFrame(), catalogue=words["catalogue"])) == [
        "There is nothing to draw here."
    ]
    assert texts(code_timeline.code_timeline(pd.DataFrame(), **words)) == ["There is nothing to draw here."]


def test_the_order_held_is_left_out_where_nobody_knows_it(words):
    table = pd.DataFrame({"n_sources": [1, 2], "codes_in_order_held": [None, None]})
    table = table.assign(codes_median=[1, 2], codes_low=[1, 1], codes_high=[2, 2])
    figure = code_saturation.saturation_orders(table, catalogue=words["catalogue"])
    assert [text.get_text() for text in figure.legends[0].get_texts()] == [
        "median over random orders",
        "95% of random orders",
    ]
