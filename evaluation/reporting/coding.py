"""How interviews were coded: the codebook, headings, pairs of themes, saturation, searches for contrary passages."""

from __future__ import annotations

import math

import pandas as pd

from evaluation.reporting import numbers
from evaluation.reporting.figures.code_saturation import expected_themes
from evaluation.reporting.page import Page
from evaluation.reporting.voices import prevalence_rows, shares

_STEM = "themes"
_SATURATED = "themes/saturation_random/median"
_LATE = "themes/saturation_random/percentile_95"
_ROLLED_UP = "prevalence_rolled_up"
_SEARCHED = "themes/themes_searched/all"
_FIRST_INTERVIEWS = 6
_STOPS = (".", "!", "?", "…", ":", ";")
_CLOSING = "\"'”’»)]"


def codebook(page: Page) -> None:
    """Show what the themes mean and what each is part of, and how many interviews hold any theme of a group.

    Themes are those whose numbers are shown, or all of the codebook where none is.
    """
    codes = page.released.table("codebook")
    if codes is None:
        return
    used = set(prevalence_rows(page.released.results)["theme"]) or set(codes["theme"])
    codes = codes[codes["theme"].isin(used)].astype(object).fillna("")
    meaning = [_meaning(page, row) for _, row in codes.iterrows()]
    frame = pd.DataFrame({"theme": codes["theme"], "meaning": meaning})
    page.table(frame, "voices.codebook", download="codebook")
    _rolled_up(page)


def _meaning(page: Page, row: pd.Series) -> str:
    parts = [str(row["description"])]
    more = ("include", "exclude", "parent")
    parts += [page.plain(f"voices.{name}", text=str(row[name])) for name in more if row.get(name)]
    said = [part.strip() for part in parts if part.strip()]
    return " ".join([*map(_ended, said[:-1]), *said[-1:]])


def _ended(text: str) -> str:
    """Return words that others follow, with a stop where they have none."""
    return text if text.rstrip(_CLOSING).endswith(_STOPS) else f"{text}."


def _rolled_up(page: Page) -> None:
    """Show how many interviews hold a heading or any theme below it, where the plan counts that."""
    if not page.plan.of(_STEM).get("roll_up"):
        return
    rows = prevalence_rows(page.released.results, _ROLLED_UP)
    if rows.empty:
        page.missing(f"{_STEM}/{_ROLLED_UP}")
        return
    page.table(shares(page, rows), "voices.rolled_up", download="results")


def saturation(page: Page) -> None:
    """Show whether more interviews brought new themes: over random orders, so that no step is about one of them."""
    curve = page.released.table("themes_saturation")
    median, late = (page.released.estimate(f"themes/saturation_random/{key}") for key in ("median", "percentile_95"))
    if curve is None and median is None:
        return
    page.section("voices.saturation")
    if median is None or math.isnan(median["estimate"]):
        page.sentence("voices.saturation_not_known", sources=[] if median is None else [_SATURATED])
    else:
        page.finding(
            "voices.saturation_median",
            _SATURATED,
            base=_said(page, "saturation_base"),
            run=_said(page, "saturation_run"),
            percent=_said(page, "saturation_percent"),
        )
        is_late = late is None or math.isnan(late["estimate"])
        if is_late:
            page.sentence("voices.saturation_not_always")
        else:
            page.finding("voices.saturation_late", _LATE)
    page.note("voices.not_meaning_saturation")
    if curve is not None:
        first, last = curve.iloc[min(_FIRST_INTERVIEWS, len(curve)) - 1], curve.iloc[-1]
        page.figure(
            expected_themes(curve, catalogue=page.catalogue),
            key="voices.expected_themes",
            table="themes_saturation",
            first=numbers.number(first["n_sources"], 0, page.language),
            first_themes=numbers.number(first["expected_themes"], 1, page.language),
            last=numbers.number(last["n_sources"], 0, page.language),
            last_themes=numbers.number(last["expected_themes"], 1, page.language),
        )


def pairs(page: Page) -> None:
    """Show how many pairs of themes are spoken of together more, or less, often than chance explains."""
    tested = page.released.estimate("themes/pairs_tested/all")
    if tested is None or not tested["estimate"]:
        return
    page.section("voices.pairs")
    page.finding("voices.pairs_tested", "themes/pairs_tested/all")
    page.finding("voices.pairs_together", "themes/pairs_together/all")
    page.finding("voices.pairs_apart", "themes/pairs_apart/all")
    page.note("voices.pairs_exploratory")


def contrary(page: Page) -> None:
    """Show for how many themes somebody searched for passages that speak against what is concluded."""
    row = page.released.estimate(_SEARCHED)
    if row is None:
        return
    page.section("voices.contrary")
    if math.isnan(row["estimate"]):
        page.sentence("voices.contrary_not_recorded", sources=[_SEARCHED])
        return
    page.finding("voices.contrary_searched", _SEARCHED)
    page.finding("voices.contrary_found", "themes/themes_with_contrary/all")
    page.note("voices.contrary_why")


def _said(page: Page, key: str) -> str:
    return numbers.number(page.plan.of(_STEM)[key], 0, page.language)
