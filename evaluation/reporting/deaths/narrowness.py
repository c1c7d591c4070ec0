"""Whether the intervals of a series are too narrow, because its months resemble their neighbours, or may be."""

from __future__ import annotations

from enum import StrEnum

import pandas as pd

from evaluation.reporting.figures.panels import EVERYBODY, series_label
from evaluation.reporting.labels import PLACES
from evaluation.reporting.page import Page
from evaluation.stats.series.residual_checks import NOTEWORTHY_P_VALUE

_STEM = "overdose_deaths"
_ALONE = ""


class Narrow(StrEnum):
    """What is known of the intervals of a series."""

    NOT_FOUND = "not_found"
    FOUND = "found"
    UNKNOWN = "unknown"


def series_of(page: Page) -> list[str]:
    """Return the keys of the series that the plan asks for; one blank key where all communities are one series."""
    place = page.plan.of(_STEM).get("series")
    return list(page.labels.of(place)) if place in PLACES else [_ALONE]


def missing_series(page: Page, rows: pd.DataFrame) -> list[str]:
    """Return the names of the series of the plan that some rows of the ledger do not speak of."""
    return [
        series_label(page.labels, key or EVERYBODY)
        for key in series_of(page)
        if key not in set(rows["arm"] + rows["community"])
    ]


def narrowness_by_series(page: Page) -> dict[str, Narrow]:
    """Return what is known of each series, by its key; a check that was not released leaves it unknown."""
    rows = page.released.results
    rows = rows[(rows["analysis"] == _STEM) & (rows["quantity"] == "residual_autocorrelation")]
    found = {str(row["arm"] + row["community"]): _narrowness(row["p_value"]) for _, row in rows.iterrows()}
    return dict.fromkeys(series_of(page), Narrow.UNKNOWN) | found


def narrowness(page: Page, row: pd.Series) -> Narrow:
    """Return what is known of the interval of a row; a sum over series is as narrow as the worst of them."""
    by_series = narrowness_by_series(page)
    key = row["arm"] + row["community"]
    if key in by_series:
        return by_series[key]
    known = set(by_series.values()) if key == _ALONE else set()
    if Narrow.FOUND in known:
        return Narrow.FOUND
    return Narrow.NOT_FOUND if known == {Narrow.NOT_FOUND} else Narrow.UNKNOWN


def is_doubtful(page: Page, row: pd.Series) -> bool:
    """Tell whether an interval is or may be too narrow: then it settles nothing by leaving out "no difference"."""
    return narrowness(page, row) is not Narrow.NOT_FOUND


def narrow_words(page: Page, row: pd.Series) -> str:
    """Return what is said of an interval in a sentence: ``is too narrow``."""
    return page.plain(f"{_STEM}.narrow.{narrowness(page, row)}")


def narrow_series(page: Page, kind: Narrow) -> list[str]:
    """Return the names of the series of which this is known and that have an estimate with an interval."""
    rows = page.released.results
    rows = rows[(rows["analysis"] == _STEM) & rows["conf_low"].notna() & (rows["quantity"] != "death_rate")]
    shown = set(rows["arm"] + rows["community"])
    return [
        series_label(page.labels, key or EVERYBODY)
        for key, each in narrowness_by_series(page).items()
        if each is kind and key in shown
    ]


def _narrowness(p_value: float) -> Narrow:
    if pd.isna(p_value):
        return Narrow.UNKNOWN
    return Narrow.FOUND if p_value < NOTEWORTHY_P_VALUE else Narrow.NOT_FOUND
