"""What other ways to analyse the same deaths give: one table beside the primary analysis, and whether they agree."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from evaluation.analyses.interruption.sensitivity import TOO_NARROW
from evaluation.reporting import numbers
from evaluation.reporting.deaths.rows import STEM, rows_of_quantity
from evaluation.reporting.figures import choices
from evaluation.reporting.figures import other_analyses as figures
from evaluation.reporting.figures.panels import EVERYBODY, series_label
from evaluation.reporting.findings import Certainty, certainty, wording
from evaluation.reporting.page import Page

_QUANTITIES = ("level_change", "slope_change", "rate_ratio_12_months")
_PRIMARY, _CONTROL = "primary", "control"
_NO_OTHER_WAY = (_PRIMARY, _CONTROL, "lowest_without_a_year", "highest_without_a_year")
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
    if table is None or table.empty:
        return
    page.section(f"{STEM}.specification_curve.heading", level=3)
    page.sentence(f"{STEM}.specification_curve.lead")
    shown = figures.quantity_shown(table)
    for (key, intervention), rows in table.groupby(["series", "intervention"], sort=False):
        scope = series_label(page.labels, key) + _name_of_intervention(page, intervention)
        of_quantity = rows[rows["quantity"] == shown]
        known = of_quantity[of_quantity["estimate"].notna()]
        missing = _missing_of_curve(page, of_quantity)
        if len(known) < _FEWEST_OF_A_CURVE:
            page.sentence(f"{STEM}.specification_curve.too_few", scope=scope, missing=missing)
            continue
        declared = choices.declared_choices(page.plan.of(STEM), intervention)
        page.figure(
            figures.specification_curve(rows, key=key, declared=declared, catalogue=page.catalogue),
            key=f"{STEM}.specification_curve",
            of=f"{key} {intervention}",
            frame=_choices_in_words(page, known, declared),
            download="specification_curve",
            digits={"estimate": 2, "conf_low": 2, "conf_high": 2},
            scope=scope,
            quantity=page.plain(f"{STEM}.figure.{shown}"),
            n=numbers.number(len(known), 0, page.language),
            ranges=" ".join(_ranges_of_curve(page, rows)),
            missing=missing,
        )


def _missing_of_curve(page: Page, rows: pd.DataFrame) -> str:
    count = int(rows["estimate"].isna().sum())
    key = f"{STEM}.specification_curve"
    words = {"declared": numbers.number(len(rows), 0, page.language)}
    return (
        page.plain(f"{key}.missing", count=count, **words) if count else page.plain(f"{key}.all_estimated", **words)
    )


def _ranges_of_curve(page: Page, rows: pd.DataFrame) -> Iterator[str]:
    """Yield for each quantity, that of the headline first, from where to where the estimates of a curve run."""
    for quantity in figures.QUANTITIES:
        known = rows[(rows["quantity"] == quantity) & rows["estimate"].notna()]
        if not known.empty:
            yield page.plain(
                f"{STEM}.specification_curve.range",
                quantity=page.plain(f"{STEM}.figure.{quantity}"),
                n=numbers.number(len(known), 0, page.language),
                lowest=numbers.number(known["estimate"].min(), 2, page.language),
                highest=numbers.number(known["estimate"].max(), 2, page.language),
                out=numbers.number(_leave_out_none(known), 0, page.language),
                conf_level=page.conf_level(STEM),
            )


def _leave_out_none(rows: pd.DataFrame) -> int:
    """Return how many intervals leave out "no difference"."""
    return int(((rows["conf_high"] < 1.0) | (rows["conf_low"] > 1.0)).sum())


def _choices_in_words(page: Page, rows: pd.DataFrame, declared: Mapping[str, Any]) -> pd.DataFrame:
    """Return the rows of a curve from the lowest estimate, each with what it does otherwise than others."""
    rows = rows.sort_values("estimate", kind="stable").reset_index(drop=True)
    marked = choices.choices_that_differ(rows, declared, page.catalogue)
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
    shown = figures.quantity_shown(table)
    ranks = page.released.results
    ranks = ranks[(ranks["analysis"] == STEM) & (ranks["quantity"] == "placebo_rank")]
    rows = table[table["quantity"] == shown]
    ranks = ranks.assign(asked=[str(result_id).rpartition("/")[2] for result_id in ranks["result_id"]])
    ranks = ranks.sort_values("asked", key=lambda asked: asked.ne(shown), kind="stable")
    summary = [_placebo_summary(page, row, table) for _, row in ranks.iterrows()]
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
        quantity=page.plain(f"{STEM}.figure.{shown}"),
        summary=" ".join(summary),
        conf_level=page.conf_level(STEM),
    )


def _placebo_summary(page: Page, rank: pd.Series, table: pd.DataFrame) -> str:
    ours = table[table["series"] == (rank["arm"] + rank["community"] or EVERYBODY)]
    ours = ours[ours["quantity"] == rank["asked"]]
    others = ours[ours["is_placebo"].astype(bool)]
    words = {"place": rank["estimate"], "of": len(ours), "others": len(others), "out": _leave_out_none(others)}
    return page.plain(
        f"{STEM}.placebo_dates.summary",
        scope=page.labels.scope(rank),
        quantity=page.plain(f"{STEM}.figure.{rank['asked']}"),
        **{name: numbers.number(value, 0, page.language) for name, value in words.items()},
    )


def _agreement(page: Page, rows: pd.DataFrame) -> list[str]:
    """Say for each primary effect, those of the headline first, on which side of "no difference" other ways lie."""
    primary = pd.concat([rows_of_quantity(page, quantity) for quantity in figures.QUANTITIES])
    return [said for _, ours in primary.iterrows() if (said := _agreement_with(page, ours, rows))]


def _agreement_with(page: Page, ours: pd.Series, rows: pd.DataFrame) -> str:
    whom = "/".join(str(ours["result_id"]).split("/")[2:])
    others = rows[(rows["quantity"] == ours["quantity"]) & (rows["whom"] == whom) & ~rows["way"].isin(_NO_OTHER_WAY)]
    known = others[others["estimate"].notna()]
    if known.empty or pd.isna(ours["estimate"]):
        return ""
    same = int(((known["estimate"] < 1.0) == (ours["estimate"] < 1.0)).sum())
    settled = sum(certainty(row) in _SETTLED for _, row in known.iterrows())
    missing = len(others) - len(known)
    return page.text(
        f"{STEM}.other_ways_agree",
        scope=page.labels.scope(ours) + _name_of_intervention(page, whom.partition("/")[2]),
        quantity=page.plain(f"{STEM}.figure.{ours['quantity']}").lower(),
        count=len(known),
        same=numbers.number(same, 0, page.language),
        settled=numbers.number(settled, 0, page.language),
        ours=page.plain(f"{STEM}.other_ways_ours.{'settled' if certainty(ours) in _SETTLED else 'unclear'}"),
        missing=page.plain(f"{STEM}.other_ways_missing", count=missing)
        if missing
        else page.plain(f"{STEM}.other_ways_all"),
    ) + page.marks(ours["result_id"])
