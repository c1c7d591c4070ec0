"""Did deaths change when an intervention began: months, effects, deaths averted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from evaluation.reporting import numbers
from evaluation.reporting.deaths.averted import averted
from evaluation.reporting.deaths.gate import closed_series, gate_of
from evaluation.reporting.deaths.past import months_before
from evaluation.reporting.deaths.reliability import say_reliability
from evaluation.reporting.deaths.rows import (
    STEM,
    beside_controls,
    bullets_of,
    fewer_or_more,
    is_short,
    of_intervention,
    rows_of_quantity,
    scope_of,
    sentence_for,
)
from evaluation.reporting.figures import overdose_deaths as figures
from evaluation.reporting.figures.deaths_by_month import monthly_deaths, months_left_out
from evaluation.reporting.figures.panels import EVERYBODY, place_column, series_label
from evaluation.reporting.findings import Certainty, certainty, size_of_change, wording
from evaluation.reporting.markdown import Markdown
from evaluation.reporting.page import Page
from evaluation.stats.series.segmented import MONTHS_PER_YEAR

RATIOS = ("level_change", "rate_ratio_12_months", "slope_change")


def change(page: Page) -> None:
    """Show every month beside what was expected, and the effects; without an intervention, say what is not said."""
    interventions = page.plan.interventions
    if not interventions:
        _monthly(page, "monthly_description", "annual_change")
        page.section(f"{STEM}.no_effect")
        page.note(f"{STEM}.no_intervention")
        return
    if len(interventions) == 1:
        page.section(f"{STEM}.change", month=numbers.month(interventions[0]["date"], page.language))
    else:
        page.section(f"{STEM}.change_several")
    page.bullets(
        [
            page.text(
                f"{STEM}.declared",
                month=numbers.month(each["date"], page.language),
                description=page.plan.name_of(each),
            )
            for each in interventions
        ]
    )
    page.sentence(f"{STEM}.change_lead")
    if len(interventions) > 1:
        page.sentence(f"{STEM}.change_each")
    if later := [page.plan.name_of(each) for each in interventions if not _acts_at_once(each)]:
        page.note(f"{STEM}.acts_later", names=page.catalogue.listed(later))
    _monthly(page, "monthly", "deaths_averted")
    if is_short(page):
        before = months_before(page.released)
        if before is None:
            page.note(f"{STEM}.unknown_before")
        else:
            page.note(f"{STEM}.short_before", count=before)
    for reason, names in closed_series(page).items() if not is_short(page) else ():
        page.note(f"{STEM}.gate.closed", scopes=page.catalogue.listed(names), reason=reason)
    if _are_several(rows_of_quantity(page, "level_change")):
        page.note(f"{STEM}.not_compared")
    for quantity in (each for each in RATIOS if each not in _in_no_model(interventions)):
        heading = "heading_later" if later and quantity == "level_change" else "heading"
        page.section(f"{STEM}.{quantity}.{heading}", level=3)
        bullets_of(page, quantity, _trends if quantity == "slope_change" else lambda page, row: {})
        if quantity == "rate_ratio_12_months" and _months_after(page) <= MONTHS_PER_YEAR:
            page.sentence(f"{STEM}.{quantity}.beyond_data")
    _effects(page)
    averted(page)
    page.note(f"{STEM}.design", controls=beside_controls(page))


def _acts_at_once(intervention: Mapping[str, Any]) -> bool:
    """Tell whether the plan takes an intervention to act in full from its first month on."""
    waits = any(intervention.get(key) for key in ("lag", "transition", "phase_in"))
    return not waits and intervention.get("shape") not in ("exponential", "slope")


def _in_no_model(interventions: Sequence[Mapping[str, Any]]) -> set[str]:
    """Return the quantities that no declared intervention has by its shape."""
    shapes = {intervention.get("shape", "level_and_slope") for intervention in interventions}
    return {
        quantity
        for quantity, having in (
            ("level_change", shapes - {"slope"}),
            ("slope_change", shapes & {"slope", "level_and_slope"}),
        )
        if not having
    }


def _are_several(rows: pd.DataFrame) -> bool:
    return len(set(rows["arm"] + rows["community"]) - {""}) > 1


def _trends(page: Page, row: pd.Series) -> dict[str, str]:
    """Return the yearly change before and since an intervention, in words with their intervals."""
    _, _, scope, *more = str(row["result_id"]).split("/")
    since = "/".join((STEM, "annual_change_after", scope, *more))
    before = f"{STEM}/annual_change/{scope}"
    if more:
        dates = {each["name"]: str(each["date"]) for each in page.plan.interventions}
        earlier = [name for name in dates if dates[name] < dates[more[0]]]
        if earlier:
            before = f"{STEM}/annual_change_after/{scope}/{max(earlier, key=dates.get)}"
    return {"before": _yearly(page, before), "since": _yearly(page, since)}


def _yearly(page: Page, result_id: str) -> Markdown:
    row = page.released.estimate(result_id)
    if row is None or pd.isna(row["estimate"]):
        return page.text(f"{STEM}.yearly.unknown")
    side, percent = size_of_change(row, page.language)
    words = {"percent": percent, **wording(row, page.catalogue)}
    return page.text(f"{STEM}.yearly.{side}", **words) + page.marks(result_id)


def _monthly(page: Page, key: str, quantity: str) -> None:
    """Show every month; the line of the model, and what it says, where it was released."""
    by_month, fitted = page.released.table("deaths_by_month"), page.released.table("deaths_fitted")
    if by_month is None:
        page.missing("deaths_by_month")
        return
    if fitted is None:
        page.missing("deaths_fitted")
        key, summary = "monthly_points", page.plain(f"{STEM}.monthly_points.summary")
    else:
        summary = _summary_of_lines(page, key, quantity)
    left_out = months_left_out(page.plan.of(STEM), by_month["period"])
    page.figure(
        monthly_deaths(
            by_month,
            fitted,
            interventions=page.plan.interventions,
            left_out=left_out,
            controls=page.plan.controls,
            labels=page.labels,
            catalogue=page.catalogue,
        ),
        key=f"{STEM}.{key}",
        frame=by_month if fitted is None else _lines(page, by_month, fitted),
        download=("deaths_by_month",) if fitted is None else ("deaths_fitted", "deaths_by_month"),
        digits={"person_years": 0},
        summary=summary,
        conf_level=page.conf_level(STEM),
    )
    if left_out:
        page.sentence(f"{STEM}.hollow", count=len(left_out))
    if fitted is None and "reliability" in by_month:
        say_reliability(page, by_month["reliability"])


def _summary_of_lines(page: Page, key: str, quantity: str) -> str:
    rows = rows_of_quantity(page, quantity)
    several = ((rows["arm"] != "") | (rows["community"] != "")).any()
    said = []
    for _, row in rows[(rows["arm"] + rows["community"] != "") | (not several)].iterrows():
        known = certainty(row) is not Certainty.NOT_ESTIMABLE
        side = sentence_for(page, row) if known else "not_estimable"
        words = fewer_or_more(page, row) if quantity == "deaths_averted" else {}
        said.append(page.plain(f"{STEM}.{key}.summary.{side}", scope=scope_of(page, row), **words))
    return " ".join(said)


def _lines(page: Page, by_month: pd.DataFrame, fitted: pd.DataFrame) -> pd.DataFrame:
    """Return what the figure of months shows: the deaths of a period beside the lines of the model."""
    place = place_column(by_month)
    counted = by_month.assign(series=by_month[place] if place else EVERYBODY)[["period", "series", "deaths"]]
    frame = fitted.merge(counted, on=["period", "series"], how="left")
    expected = [name for name in frame if name.startswith("counterfactual") and frame[name].notna().any()]
    frame = frame.assign(
        series=[series_label(page.labels, key) for key in frame["series"]], deaths=frame["deaths"].astype("Int64")
    )
    return frame[["period", "series", "deaths", "fitted", *expected]]


def _effects(page: Page) -> None:
    rows = pd.concat([rows_of_quantity(page, quantity) for quantity in RATIOS])
    rows = rows[rows["estimate"].notna()]
    if rows.empty:
        return
    words = [wording(row, page.catalogue) for _, row in rows.iterrows()]
    frame = pd.DataFrame(
        {
            "scope": [page.labels.scope(row) for _, row in rows.iterrows()],
            "measure": [page.plain(f"{STEM}.figure.{name}") for name in rows["quantity"]],
            "estimate": [word["estimate"] for word in words],
            "interval": [word["interval"] for word in words],
            "result_id": rows["result_id"].to_numpy(),
        }
    )
    frame["measure"] += [of_intervention(page, row) for _, row in rows.iterrows()]
    summary = [
        page.plain(
            f"{STEM}.effects.summary",
            scope=row.scope,
            quantity=row.measure,
            estimate=row.estimate,
            interval=row.interval,
        )
        for row in frame.itertuples()
    ]
    is_any_closed = any(not gate_of(page, row).is_open for _, row in rows.iterrows())
    page.figure(
        figures.effects(rows, labels=page.labels, catalogue=page.catalogue),
        key=f"{STEM}.effects",
        frame=frame,
        download="results",
        summary=" ".join(summary),
        closed=page.plain(f"{STEM}.effects.closed") if is_any_closed else "",
        conf_level=page.conf_level(STEM),
    )


def _months_after(page: Page) -> int:
    months = rows_of_quantity(page, "deaths_averted")["n_obs"].dropna()
    return int(months.min()) if len(months) else MONTHS_PER_YEAR + 1
