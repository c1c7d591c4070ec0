"""The short answer: did it work, for whom, how sure are we; first the answer, then what it rests on."""

from __future__ import annotations

import pandas as pd

from evaluation.reporting.deaths.rows import STEM, is_short, noteworthy_autocorrelation, rows_of_quantity, scope_of
from evaluation.reporting.findings import Certainty, certainty, wording
from evaluation.reporting.key_findings import MOST_SERIES, headline_deaths
from evaluation.reporting.markdown import Markdown
from evaluation.reporting.page import Page

_SETTLED = (Certainty.HIGHER, Certainty.LOWER)
EFFECTS = {
    "level_change": Certainty.LOWER,
    "rate_ratio_12_months": Certainty.LOWER,
    "slope_change": Certainty.LOWER,
    "deaths_averted": Certainty.HIGHER,
}
"""The quantities that an intervention was expected to change, and the side that would be good news."""


def answers(page: Page) -> list[Markdown]:
    """Return the short answers: each series of deaths, what did not work, for whom, how sure."""
    if STEM not in page.plan:
        return [page.text("summary.answer.not_asked")]
    if not page.plan.interventions:
        return [page.text("summary.answer.describes")]
    if is_short(page):
        return [page.text("summary.answer.short")]
    rows = headline_deaths(page)
    if not rows:
        return [page.text("summary.answer.not_shown")]
    said = [_answer(page, row) for row in rows[:MOST_SERIES]]
    if len(rows) > MOST_SERIES:
        said.append(page.text("summary.answer.more", count=len(rows) - MOST_SERIES))
    return [*said, _what_failed(page), page.text("summary.answer.for_whom"), _how_sure(page)]


def judged_effects(page: Page) -> pd.DataFrame:
    """Return the effects on deaths with a ``judgement``: ``better``, ``worse``, ``unclear`` or ``unknown``.

    Only what an intervention was expected to change can have failed: trends before it and differences between groups
    of patients are not among them.
    """
    rows = pd.concat([rows_of_quantity(page, quantity) for quantity in EFFECTS])
    return rows.assign(judgement=[_judgement(row) for _, row in rows.iterrows()])


def _judgement(row: pd.Series) -> str:
    found = certainty(row)
    if found in _SETTLED:
        return "better" if found is EFFECTS[row["quantity"]] else "worse"
    return "unclear" if found is Certainty.UNCLEAR else "unknown"


def _what_failed(page: Page) -> Markdown:
    judgements = judged_effects(page)["judgement"]
    worse, unclear = int((judgements == "worse").sum()), int((judgements == "unclear").sum())
    unsettled = page.text("summary.answer.unsettled", count=unclear)
    if not worse:
        return page.text("summary.answer.nothing_worse", unsettled=unsettled)
    return page.text("summary.answer.worse", count=worse, unsettled=unsettled)


def _answer(page: Page, row: pd.Series) -> Markdown:
    found = certainty(row)
    side = found.value if found in _SETTLED else Certainty.UNCLEAR.value
    words = {**wording(row, page.catalogue), "scope": scope_of(page, row)}
    when = page.plain(f"summary.answer.when.{row['quantity']}")
    return page.text(f"summary.answer.{side}", when=when, **words) + page.marks(row["result_id"])


def _how_sure(page: Page) -> Markdown:
    doubtful = noteworthy_autocorrelation(page)
    if not doubtful:
        return page.text("summary.answer.how_sure")
    return page.text("summary.answer.too_narrow", scopes=page.catalogue.listed(doubtful))
