"""The short answer: did it work, for whom, how sure are we; first the answer, then what it rests on."""

from __future__ import annotations

import pandas as pd

from evaluation.reporting.deaths.averted import far_horizon
from evaluation.reporting.deaths.gate import closed_series, gate_of, missing_series, reason_words
from evaluation.reporting.deaths.judgement import effects_are_known, judged_effects
from evaluation.reporting.deaths.rows import (
    STEM,
    beside_controls,
    fewer_or_more,
    is_short,
    rows_of_quantity,
    scope_of,
    sentence_for,
)
from evaluation.reporting.findings import Certainty, wording
from evaluation.reporting.hazard_ratios import compared, words_of_comparisons
from evaluation.reporting.key_findings import MOST_SERIES, headline_deaths
from evaluation.reporting.markdown import Markdown
from evaluation.reporting.page import Page

_SETTLED = (Certainty.HIGHER, Certainty.LOWER)


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
        key = "headline_not_shown" if effects_are_known(page) else "not_shown"
        return [page.text(f"summary.answer.{key}")]
    said = [_answer(page, row) for row in rows[:MOST_SERIES]]
    if len(rows) > MOST_SERIES:
        said.append(page.text("summary.answer.more", count=len(rows) - MOST_SERIES))
    if missing := missing_series(page, pd.DataFrame(rows)):
        said.append(page.text("summary.answer.series_not_shown", scopes=page.catalogue.listed(missing)))
    return [*said, _what_failed(page), _for_whom(page), *_how_sure(page)]


def _for_whom(page: Page) -> Markdown:
    said = [page.text("summary.answer.for_whom")]
    if not compared(page).empty:
        said.append(page.text("summary.answer.sooner", **words_of_comparisons(page)))
    return Markdown(" ").join(said)


def _what_failed(page: Page) -> Markdown:
    if not effects_are_known(page):
        return page.text("summary.answer.no_direction")
    judgements = judged_effects(page)["judgement"]
    unsettled = judgements.isin(["unclear", "closed_better", "closed_worse"])
    words = {"unsettled": page.text("summary.answer.unsettled", count=int(unsettled.sum()))}
    for kind in ("worse", "closed_worse"):
        if count := int((judgements == kind).sum()):
            return page.text(f"summary.answer.{kind}", count=count, **words)
    return page.text("summary.answer.nothing_worse", **words)


def _answer(page: Page, row: pd.Series) -> Markdown:
    """Return what the rate says of one series, and beside it what the deaths of the whole time since say."""
    averted = _averted(page, row)
    words = {**wording(row, page.catalogue), "scope": scope_of(page, row)}
    words["reason"] = reason_words(page, gate_of(page, row))
    words["when"] = page.plain(f"summary.answer.when.{row['quantity']}")
    said = [page.text(f"summary.answer.{_verdict(page, row, averted)}", **words) + page.marks(row["result_id"])]
    if averted is not None:
        sentence = page.text(f"summary.answer.averted.{sentence_for(page, averted)}", **fewer_or_more(page, averted))
        said.append(sentence + page.marks(averted["result_id"]))
        if months := far_horizon(page, pd.DataFrame([averted])):
            said.append(page.text("summary.answer.averted.far", count=months))
    return Markdown(" ").join(said)


def _verdict(page: Page, row: pd.Series, averted: pd.Series | None) -> str:
    """Return how sure a series is; where the deaths of the whole time say something else, it is not settled."""
    side = sentence_for(page, row)
    if side == "closed" or averted is None or sentence_for(page, averted) not in _SETTLED:
        return side
    return side if {side, sentence_for(page, averted)} == set(_SETTLED) else "mixed"


def _averted(page: Page, row: pd.Series) -> pd.Series | None:
    rows = rows_of_quantity(page, "deaths_averted")
    rows = rows[(rows["arm"] == row["arm"]) & (rows["community"] == row["community"]) & rows["conf_low"].notna()]
    return None if rows.empty else rows.iloc[0]


def _how_sure(page: Page) -> list[Markdown]:
    controls = beside_controls(page)
    said = [
        page.text(
            "summary.answer.how_sure_closed", scopes=page.catalogue.listed(names), reason=reason, controls=controls
        )
        for reason, names in closed_series(page).items()
    ]
    return said or [page.text("summary.answer.how_sure", controls=controls)]
