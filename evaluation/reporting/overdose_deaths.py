"""The page on overdose deaths: what is said depends on what was declared, what was released and how sure it is."""

from __future__ import annotations

import pandas as pd

from evaluation.reporting import numbers
from evaluation.reporting.deaths.change import change
from evaluation.reporting.deaths.checks import how_sure
from evaluation.reporting.deaths.groups import groups, places
from evaluation.reporting.deaths.other_ways import other_ways
from evaluation.reporting.deaths.reliability import mark_in, say_reliability
from evaluation.reporting.deaths.rows import (
    STEM,
    bullets_of,
    rows_of_quantity,
)
from evaluation.reporting.figures import overdose_deaths as figures
from evaluation.reporting.findings import wording
from evaluation.reporting.page import Page

_EXTRAPOLATED = r"population extrapolated for (\d+) months"

__all__ = ["about_the_rows", "change", "groups", "how_many", "how_sure", "other_ways", "places", "title", "trend"]


def title(page: Page) -> None:
    """Show the title, and a lead that promises what the page can keep."""
    page.title(STEM if page.plan.interventions else f"{STEM}.described")


def how_many(page: Page) -> None:
    """Show deaths and rates of the first and the last whole year, and of all years as a figure with its table."""
    page.section(f"{STEM}.how_many")
    rates = rows_of_quantity(page, "death_rate")
    marks = [mark_in(note) for note in rates["note"]]
    rates = rates[rates["estimate"].notna()]
    everybody = rates[(rates["arm"] == "") & (rates["community"] == "") & (rates["period"].str.len() == 4)]
    shown = rates[(rates["arm"] != "") | (rates["community"] != "")]
    shown = everybody if shown.empty else shown
    if everybody.empty:
        page.missing(f"{STEM}/death_rate/all")
    else:
        _first_and_last(page, everybody)
    if months := _extrapolated(page):
        page.note(f"{STEM}.extrapolated", count=months)
    say_reliability(page, marks)
    if shown.empty:
        return
    page.sentence(f"{STEM}.rate_words")
    summary = []
    for _, rows in shown.groupby(["arm", "community"], sort=False):
        first, last = rows.iloc[0], rows.iloc[-1]
        summary.append(
            page.plain(
                f"{STEM}.rates.summary",
                scope=page.labels.scope(first),
                first_year=first["period"][:4],
                last_year=last["period"][:4],
                first_rate=numbers.by_unit(first["estimate"], first["unit"], page.language),
                last_rate=numbers.by_unit(last["estimate"], last["unit"], page.language),
            )
        )
    frame = pd.DataFrame(
        {
            "scope": [page.labels.scope(row) for _, row in shown.iterrows()],
            "year": shown["period"].str[:4].to_numpy(),
            "deaths": shown["n_events"].astype("Int64").to_numpy(),
            "rate": shown["estimate"].to_numpy(),
            "conf_low": shown["conf_low"].to_numpy(),
            "conf_high": shown["conf_high"].to_numpy(),
            "result_id": shown["result_id"].to_numpy(),
        }
    )
    page.figure(
        figures.yearly_rates(shown, controls=page.plan.controls, labels=page.labels, catalogue=page.catalogue),
        key=f"{STEM}.rates",
        frame=frame,
        download="results",
        summary=" ".join(summary),
        conf_level=page.conf_level(STEM),
    )


def _extrapolated(page: Page) -> int:
    """Return for how many months at most the population of a released row was extrapolated, as its note says."""
    rows = page.released.results
    notes = rows.loc[rows["analysis"] == STEM, "note"].str.extract(_EXTRAPOLATED, expand=False).dropna()
    return int(notes.astype(int).max()) if len(notes) else 0


def _first_and_last(page: Page, rates: pd.DataFrame) -> None:
    words = {"conf_level": page.conf_level(STEM)}
    ends = {"first": rates.iloc[0], "last": rates.iloc[-1]}
    for name, row in ends.items():
        said = wording(row, page.catalogue)
        words[f"{name}_year"] = row["period"]
        words[f"{name}_deaths"] = said["n_events"]
        words[f"{name}_rate"] = said["estimate"]
        words[f"{name}_interval"] = said["interval"]
    key = "first_and_last" if all(row["n_events"] >= 0 for row in ends.values()) else "first_and_last_rates"
    page.sentence(f"{STEM}.{key}", sources=[row["result_id"] for row in ends.values()], **words)


def trend(page: Page) -> None:
    """Show the yearly change of the death rate of each series, before the first intervention if there is one."""
    page.section(f"{STEM}.trend")
    page.sentence(f"{STEM}.trend_lead")
    starts = sorted(str(each["date"]) for each in page.plan.interventions)
    if starts:
        page.sentence(f"{STEM}.trend_before", month=numbers.month(starts[0], page.language))
    else:
        page.sentence(f"{STEM}.trend_over_all")
    bullets_of(page, "annual_change")


def about_the_rows(page: Page) -> None:
    """Show that something may be left out, and how many dates are uncertain where some are."""
    lines = [page.text(f"{STEM}.rows_left_out")]
    row = page.released.estimate(f"{STEM}/rows_dated_by_report/all")
    if row is not None and row["estimate"] > 0:
        lines.append(page.said(f"{STEM}.rows_dated_by_report", row["result_id"], count=int(row["estimate"])))
    page.section(f"{STEM}.data")
    page.bullets(lines)
