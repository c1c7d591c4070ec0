"""How sure we are: may an effect be spoken of, how large must it be to be found, and how did every check come out."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from evaluation.reporting import numbers
from evaluation.reporting.deaths.gate import GATING, Verdict, checks_of, gates_by_series, reason_words
from evaluation.reporting.deaths.rows import STEM
from evaluation.reporting.figures import overdose_deaths as figures
from evaluation.reporting.figures.panels import EVERYBODY, series_label
from evaluation.reporting.markdown import Markdown
from evaluation.reporting.page import Page

_AREA = "methods_and_data"
_SEPARABILITY = "trend_separability"


def how_sure(page: Page) -> None:
    """Show whether the gate of each series is open, whether its trend is one, and what the model leaves over."""
    page.section(f"{STEM}.how_sure")
    page.sentence(f"{STEM}.how_sure_lead")
    lines = []
    for key, gate in gates_by_series(page).items() if page.plan.interventions else ():
        state = "open" if gate.is_open else "shut"
        words = {"scope": series_label(page.labels, key or EVERYBODY), "reason": reason_words(page, gate)}
        said = page.text(f"{STEM}.gate.{state}", **words)
        lines.append(Markdown(" ").join([said, *_beside_the_gate(page, key)]))
    checks = checks_of(page)
    for _, row in checks[checks["quantity"] == _SEPARABILITY].iterrows():
        if row["verdict"] in (Verdict.WARN, Verdict.FAIL):
            said = page.text(f"{STEM}.separability.warn", scope=page.labels.scope(row))
            lines.append(said + page.marks(row["result_id"]))
    page.bullets([*lines, *_what_would_be_found(page)])
    _correlogram(page)


def _beside_the_gate(page: Page, key: str) -> Iterator[Markdown]:
    """Yield what the gate of a series does not say: that nothing else was declared, and which checks warn."""
    checks = checks_of(page)
    ours = checks[checks["key"] == key]
    declared = ours.loc[ours["quantity"] == "co_intervention", "verdict"]
    if (declared == Verdict.INFORMATIONAL).any():
        yield page.text(f"{STEM}.gate.nothing_declared")
    warned = ours[ours["verdict"] == Verdict.WARN]
    for kind, decides in (("gating_warned", True), ("warned", False)):
        chosen = warned[warned["quantity"].isin(GATING) == decides]
        names = [_name(page, row).lower() for _, row in chosen.iterrows()]
        if names:
            yield page.text(f"{STEM}.gate.{kind}", count=len(names), checks="; ".join(f"“{name}”" for name in names))


def _what_would_be_found(page: Page) -> Iterator[Markdown]:
    """Yield the smallest fall of the death rate that would mostly be found, where power was computed."""
    rows = page.released.results
    rows = rows[(rows["analysis"] == STEM) & (rows["quantity"] == "minimum_detectable_ratio")]
    for _, row in rows.iterrows():
        scope = page.labels.scope(row)
        if pd.isna(row["estimate"]):
            yield page.text(f"{STEM}.power.none", scope=scope) + page.marks(row["result_id"])
        else:
            fall = numbers.percent(1.0 - row["estimate"], 0, page.language)
            yield page.text(f"{STEM}.power.least", scope=scope, fall=fall) + page.marks(row["result_id"])


def check_table(page: Page) -> None:
    """Show every check that was released with its number and verdict; nothing where none was."""
    checks = checks_of(page)
    if checks.empty:
        return
    places = {name: place for place, name in enumerate(GATING)}
    order = checks["quantity"].map(lambda name: places.get(name, len(places)))
    checks = checks.assign(order=order).sort_values(["order", "quantity"], kind="stable")
    page.section(f"{_AREA}.checks", level=3)
    page.sentence(f"{_AREA}.checks_lead")
    frame = pd.DataFrame(
        {
            "check": [_name(page, row) for _, row in checks.iterrows()],
            "scope": [page.labels.scope(row) for _, row in checks.iterrows()],
            "estimate": [_number(page, row) for _, row in checks.iterrows()],
            "outcome": [_outcome(page, row) for _, row in checks.iterrows()],
            "result_id": list(checks["result_id"]),
        }
    )
    page.table(frame, f"{_AREA}.checks_table", download="results")


def _name(page: Page, row: pd.Series) -> str:
    key = f"{_AREA}.check.{row['quantity']}"
    return page.plain(key) if key in page.catalogue else str(row["quantity"]).replace("_", " ")


def _number(page: Page, row: pd.Series) -> str:
    if row["unit"] == "posterior mass":
        return numbers.p_value(row["estimate"], page.language)
    return numbers.by_unit(row["estimate"], row["unit"], page.language)


def _outcome(page: Page, row: pd.Series) -> str:
    own = f"{_AREA}.outcome.{row['quantity']}.{row['verdict']}"
    return page.plain(own if own in page.catalogue else f"{_AREA}.verdict.{row['verdict']}")


def _correlogram(page: Page) -> None:
    table = page.released.table("residual_autocorrelation")
    if table is None:
        page.missing("residual_autocorrelation")
        return
    summary = []
    for key, bars in table.groupby("series", sort=False):
        outside = int((bars["autocorrelation"].abs() > bars["limit"]).sum())
        words = {
            "count": outside,
            "of": numbers.number(len(bars), 0, page.language),
            "expected": numbers.number((1.0 - page.plan.conf_level(STEM)) * len(bars), 1, page.language),
        }
        summary.append(page.plain(f"{STEM}.correlogram.summary", scope=series_label(page.labels, key), **words))
    page.figure(
        figures.correlogram(table, labels=page.labels, catalogue=page.catalogue),
        key=f"{STEM}.correlogram",
        frame=table.assign(series=[series_label(page.labels, key) for key in table["series"]]),
        download="residual_autocorrelation",
        digits={"autocorrelation": 2, "limit": 2},
        summary=" ".join(summary),
    )
