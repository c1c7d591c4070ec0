"""What other ways to analyse the same deaths give: one table beside the primary analysis, and whether they agree."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import pandas as pd

from evaluation.analyses.interruption.sensitivity import TOO_NARROW
from evaluation.reporting import numbers
from evaluation.reporting.deaths.rows import STEM, rows_of_quantity
from evaluation.reporting.figures import other_analyses as figures
from evaluation.reporting.figures.panels import EVERYBODY, series_label
from evaluation.reporting.findings import Certainty, certainty, wording
from evaluation.reporting.page import Page

_QUANTITIES = ("level_change", "slope_change", "rate_ratio_12_months")
_PRIMARY, _CONTROL = "primary", "control"
_SETTLED = (Certainty.HIGHER, Certainty.LOWER)
_MOST_UNFOLDED = 12
_FEWEST_OF_A_CURVE = 3


def other_ways(page: Page) -> None:
    """Show the effects by every method; nothing where no other than the primary one was released."""
    rows = _rows(page)
    if (rows["way"] == _PRIMARY).all():
        return
    page.section(f"{STEM}.other_ways")
    page.sentence(f"{STEM}.other_ways_lead")
    is_narrow = rows["note"].str.contains(TOO_NARROW, regex=False)
    if is_narrow.any():
        names = [_name(page, way) for way in rows.loc[is_narrow, "way"].unique()]
        page.sentence(f"{STEM}.other_ways_narrow", methods="; ".join(names))
    page.bullets(_agreement(page, rows))
    frame = _frame(page, rows)
    page.table(frame, f"{STEM}.other_ways_table", download="results", folded=len(frame) > _MOST_UNFOLDED)
    _specification_curves(page)
    _placebo_dates(page)


def _rows(page: Page) -> pd.DataFrame:
    """Return the primary rows and those of other ways, with ``way`` and ``whom``: series and intervention."""
    results = page.released.results
    chosen = results[(results["analysis"] == STEM) & results["quantity"].isin(_QUANTITIES)]
    chosen = chosen[chosen["status"].isin(["primary", "sensitivity"])]
    parts = [str(result_id).split("/") for result_id in chosen["result_id"]]
    several = len(page.plan.interventions) > 1
    depth = 4 if several else 3
    ways = [
        part[depth] if len(part) > depth else _PRIMARY if status == "primary" else _CONTROL
        for part, status in zip(parts, chosen["status"], strict=True)
    ]
    return chosen.assign(way=ways, whom=["/".join(part[2:depth]) for part in parts])


def _frame(page: Page, rows: pd.DataFrame) -> pd.DataFrame:
    """Return one row for each series, intervention and way; the source mark is that of the change of level."""
    found = []
    narrow = rows.loc[rows["note"].str.contains(TOO_NARROW, regex=False), "way"]
    order = {way: place for place, way in enumerate(dict.fromkeys([_PRIMARY, _CONTROL, *narrow, *rows["way"]]))}
    for _, ours in rows.groupby(["whom", rows["way"].map(order)], sort=True):
        first = ours.iloc[0]
        cells = {row["quantity"]: _cell(page, row) for _, row in ours.iterrows()}
        found.append(
            {
                "method": _name(page, first["way"]),
                "scope": page.labels.scope(first) + _name_of_intervention(page, first["whom"].partition("/")[2]),
                **{quantity: cells.get(quantity, numbers.NOT_SHOWN) for quantity in _QUANTITIES},
                "result_id": first["result_id"],
            }
        )
    return pd.DataFrame(found)


def _cell(page: Page, row: pd.Series) -> str:
    if pd.isna(row["estimate"]):
        return numbers.NOT_SHOWN
    words = wording(row, page.catalogue)
    per = str(row["unit"]).partition(" per ")[2]
    unit = page.plain(f"{STEM}.per_month") if per == "month" else ""
    return f"{words['estimate']} ({words['interval']}){unit}"


def _name(page: Page, way: str) -> str:
    if f"{STEM}.method.{way}" in page.catalogue:
        return page.plain(f"{STEM}.method.{way}")
    if numbered := re.fullmatch(r"(before|lag)_(\d+)", way):
        return page.plain(f"{STEM}.method.{numbered[1]}", count=int(numbered[2]))
    declared = {each["name"]: each for each in page.plan.of(STEM).get("specifications") or ()}
    return page.plan.name_of(declared[way]) if way in declared else way.replace("_", " ")


def _specification_curves(page: Page) -> None:
    """Show the effect under every declared specification, one figure for each series and intervention."""
    table = page.released.table("specification_curve")
    if table is None:
        return
    quantity = figures.quantity_shown(table)
    for (key, intervention), rows in table.groupby(["series", "intervention"], sort=False):
        known = rows[(rows["quantity"] == quantity) & rows["estimate"].notna()]
        if len(known) < _FEWEST_OF_A_CURVE:
            continue
        declared = figures.declared_choices(page.plan.of(STEM), intervention)
        scope = series_label(page.labels, key) + _name_of_intervention(page, intervention)
        out = int(((known["conf_high"] < 1.0) | (known["conf_low"] > 1.0)).sum())
        page.figure(
            figures.specification_curve(rows, key=key, declared=declared, catalogue=page.catalogue),
            key=f"{STEM}.specification_curve",
            of=f"{key} {intervention}",
            frame=_choices_in_words(page, known, declared),
            download="specification_curve",
            digits={"estimate": 2, "conf_low": 2, "conf_high": 2},
            scope=scope,
            quantity=page.plain(f"{STEM}.figure.{quantity}"),
            n=numbers.number(len(known), 0, page.language),
            lowest=numbers.number(known["estimate"].min(), 2, page.language),
            highest=numbers.number(known["estimate"].max(), 2, page.language),
            out=numbers.number(out, 0, page.language),
            conf_level=page.conf_level(STEM),
        )


def _choices_in_words(page: Page, rows: pd.DataFrame, declared: Mapping[str, Any]) -> pd.DataFrame:
    """Return the rows of a curve from the lowest estimate, each with what it does otherwise than others."""
    rows = rows.sort_values("estimate", kind="stable").reset_index(drop=True)
    marked = figures.choices_that_differ(rows, declared, page.catalogue)
    said = ["; ".join(name for name, chosen in marked if chosen[place]) for place in rows.index]
    return pd.DataFrame({"method": said, **{name: rows[name] for name in ("estimate", "conf_low", "conf_high")}})


def _name_of_intervention(page: Page, name: str) -> str:
    named = {each["name"]: page.plan.name_of(each) for each in page.plan.interventions}
    return f" ({named.get(name, name)})" if len(named) > 1 else ""


def _placebo_dates(page: Page) -> None:
    """Show the effect at the real date beside those at dates at which nothing began."""
    table = page.released.table("placebo_dates")
    if table is None or table.empty:
        return
    quantity = figures.quantity_shown(table)
    ranks = page.released.results
    ranks = ranks[(ranks["quantity"] == "placebo_rank") & ranks["result_id"].str.endswith(f"/{quantity}")]
    rows = table[table["quantity"] == quantity]
    dates = rows.groupby("series")["date"].nunique()
    summary = [
        page.plain(
            f"{STEM}.placebo_dates.summary",
            scope=page.labels.scope(row),
            place=numbers.number(row["estimate"], 0, page.language),
            of=numbers.number(dates.get(row["arm"] + row["community"] or EVERYBODY, 0), 0, page.language),
        )
        for _, row in ranks.iterrows()
    ]
    is_real = ~rows["is_placebo"].astype(bool)
    page.figure(
        figures.placebo_dates(table, labels=page.labels, catalogue=page.catalogue),
        key=f"{STEM}.placebo_dates",
        frame=pd.DataFrame(
            {
                "series": [series_label(page.labels, key) for key in rows["series"]],
                "period": rows["date"].str[:7].to_numpy(),
                "began": [page.plain(f"{STEM}.began.{'yes' if real else 'no'}") for real in is_real],
                **{name: rows[name].to_numpy() for name in ("estimate", "conf_low", "conf_high")},
            }
        ),
        download="placebo_dates",
        digits={"estimate": 2, "conf_low": 2, "conf_high": 2},
        sources=list(ranks["result_id"]),
        quantity=page.plain(f"{STEM}.figure.{quantity}"),
        summary=" ".join(summary),
        conf_level=page.conf_level(STEM),
    )


def _agreement(page: Page, rows: pd.DataFrame) -> list[str]:
    """Say for each primary change of level on which side of "no difference" the other ways lie."""
    said = []
    for _, ours in rows_of_quantity(page, "level_change").iterrows():
        whom = "/".join(str(ours["result_id"]).split("/")[2:])
        others = rows[(rows["quantity"] == "level_change") & (rows["whom"] == whom) & rows["estimate"].notna()]
        others = others[~others["way"].isin([_PRIMARY, _CONTROL])]
        if others.empty or pd.isna(ours["estimate"]):
            continue
        same = int(((others["estimate"] < 1.0) == (ours["estimate"] < 1.0)).sum())
        settled = sum(certainty(row) in _SETTLED for _, row in others.iterrows())
        is_settled = certainty(ours) in _SETTLED
        said.append(
            page.text(
                f"{STEM}.other_ways_agree",
                scope=page.labels.scope(ours) + _name_of_intervention(page, whom.partition("/")[2]),
                count=len(others),
                same=numbers.number(same, 0, page.language),
                settled=numbers.number(settled, 0, page.language),
                ours=page.plain(f"{STEM}.other_ways_ours.{'settled' if is_settled else 'unclear'}"),
            )
            + page.marks(ours["result_id"])
        )
    return said
