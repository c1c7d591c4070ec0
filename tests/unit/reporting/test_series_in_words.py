"""Sentences of the notebook on other series: what the gate allows, also where nothing was found."""

import numpy as np
import pandas as pd
import pytest

from evaluation.reporting.catalogue import Catalogue
from evaluation.reporting.series_in_words import in_words
from evaluation.stats.estimate import Estimate, Status

from .test_interrupted_series_figures import drawn

ABOUT = {"analysis": "interrupted_series", "method": "m", "prespecified": True}


def estimate(quantity, value, low, high, unit="rate ratio", status=Status.PRIMARY, note=""):
    return Estimate(
        result_id=f"interrupted_series/{quantity}/calls",
        quantity=quantity,
        unit=unit,
        estimate=value,
        conf_low=low,
        conf_high=high,
        conf_level=0.95,
        status=status,
        note=note,
        **ABOUT,
    )


class Found:
    def __init__(self, *rows):
        self.rows = rows

    def ledger(self):
        return pd.DataFrame([{name: getattr(row, name) for name in row.__dataclass_fields__} for row in self.rows])


OPEN = estimate("gate", 0.0, np.nan, np.nan, "failed checks", Status.DIAGNOSTIC, "open")
CLOSED = estimate("gate", 1.0, np.nan, np.nan, "failed checks", Status.DIAGNOSTIC, "closed: few periods came before")


@pytest.mark.parametrize(
    ("ends", "words"),
    [
        ((0.7, 0.9), "Lower than the earlier trend led us to expect, and chance alone does not explain it."),
        ((1.1, 1.3), "Higher than the earlier trend"),
        ((0.7, 1.1), "Not settled: the data fit a lower level than expected, the same, or a higher one."),
    ],
)
def test_an_open_gate_lets_say_what_the_interval_bears(ends, words):
    said = in_words(Found(OPEN, estimate("level_change", 0.9, *ends)), Catalogue("en"))
    (found,) = said["found"]
    assert found.startswith("At the start: 0.90 rate ratio (95% interval")
    assert words in found


def test_a_closed_gate_leaves_estimate_interval_and_reason():
    averted = estimate("events_averted", 40.0, 10.0, 70.0, "visits", note="x; extrapolation: 42 months beyond")
    frame = in_words(Found(CLOSED, estimate("level_change", 0.8, 0.7, 0.9), averted), Catalogue("en"))
    assert set(frame["gate"]) == {"Closed: few periods came before."}
    level, total = frame["found"]
    assert level == (
        "At the start: 0.80 rate ratio (95% interval 0.70 to 0.90). "
        "No conclusion is drawn, because few periods came before."
    )
    assert total.startswith("Averted over all periods since the start: 40 visits (95% interval 10 to 70).")
    assert total.endswith("because few periods came before. Take care: 42 months beyond.")
    assert "chance" not in " ".join(frame["found"])


def test_a_change_that_comes_later_is_not_said_of_the_start():
    later = estimate("level_change", 0.8, 0.7, 0.9, note="the full change, of which 50 percent is there at the end")
    (found,) = in_words(Found(OPEN, later), Catalogue("en"))["found"]
    assert found.startswith("Once it acts in full: 0.80 rate ratio")


def test_deaths_averted_are_a_whole_number():
    averted = estimate("deaths_averted", 41.6, 10.2, 70.4, "deaths")
    (found,) = in_words(Found(OPEN, averted), Catalogue("en"))["found"]
    assert found.startswith("Averted over all months since the start: 42 deaths (95% interval 10 to 70). Above zero")


def test_no_estimate_says_why():
    lost = estimate("level_change", np.nan, np.nan, np.nan, note="not estimable: all zero")
    (found,) = in_words(Found(OPEN, lost), Catalogue("en"))["found"]
    assert found == "At the start: no estimate. not estimable: all zero."


def test_a_suppressed_period_is_a_bar_with_a_name_in_the_legend():
    figure = drawn(["2020-01", "2020-02", "2020-03"], [4.0, None, 5.0], ranges={1: (1.0, 9.0)})
    (bars,) = [
        each for each in figure.axes[0].collections if len(each.get_paths()) == 1 and "Line" in type(each).__name__
    ]
    assert bars.get_segments()[0][:, 1].tolist() == [1.0, 9.0]
    assert "Known only to lie in a range" in [text.get_text() for text in figure.legends[0].get_texts()]
