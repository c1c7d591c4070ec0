"""The page on retention: who is counted, how long people stay, which groups leave sooner, and what that can bear."""

from __future__ import annotations

import math

import pandas as pd

from evaluation.reporting import numbers
from evaluation.reporting.figures import retention as figures
from evaluation.reporting.findings import wording
from evaluation.reporting.hazard_ratios import hazards
from evaluation.reporting.page import Page
from evaluation.reporting.retention_plan import column_name, conf_level_of, plan_of

__all__ = ["by_group", "hazards", "how_long", "limits", "who"]

_EVERYBODY = "retention/retained/all/"


def who(page: Page) -> None:
    """Show how many people were followed, and what starting and leaving treatment mean."""
    page.section("retention.who")
    page.finding("retention.persons", "retention/persons/all")
    page.sentence("retention.definition_lead")
    page.bullets(_definition(page))
    for name in _dimensions(page):
        table = page.released.table(f"persons_by_{name}")
        if table is not None:
            table = _sorted(table, name, list(page.labels.of(name)))
            page.table(
                table, "retention.persons_by", download=f"persons_by_{name}", dimension=column_name(page, name)
            )


def how_long(page: Page) -> None:
    """Show the share of all people still in treatment at each landmark, and the median."""
    page.section("retention.how_long")
    rows = figures.in_order(page.released.estimates(_EVERYBODY), page.labels)
    if rows.empty:
        page.table(None, "retention.retained_all.caption", download=_EVERYBODY.rstrip("/"))
    else:
        known = rows[rows["estimate"].notna()]
        lines = [_landmark(page, row) for _, row in rows.iterrows()]
        page.bullets(
            [line + page.marks(row["result_id"]) for line, (_, row) in zip(lines, rows.iterrows(), strict=True)]
        )
        if not known.empty:
            page.figure(
                figures.retained_at_landmarks(rows, labels=page.labels, catalogue=page.catalogue),
                key="retention.retained_all",
                frame=_shares(page, known),
                download="results",
                summary=" ".join(_landmark(page, row) for _, row in known.iterrows()),
                conf_level=conf_level_of(page),
            )
    _median(page)
    page.note("retention.if_nobody_died")


def by_group(page: Page) -> None:
    """Show the share still in treatment by each group of the plan, with its log-rank test."""
    groups = list(dict.fromkeys(plan_of(page).get("groups", [])))
    if not groups:
        return
    page.section("retention.by_group")
    page.note("retention.by_group_lead")
    for name in groups:
        page.section("retention.group", level=3, dimension=column_name(page, name))
        rows = _rows_of_group(page, name)
        known = rows[rows["estimate"].notna()]
        if known.empty:
            page.table(None, "retention.retained_by_group.caption", download=f"retention/retained by {name}")
        else:
            _group_figure(page, name, known)
        _log_rank(page, name)


def limits(page: Page) -> None:
    """Show what the page cannot say, and what was left out."""
    page.section("retention.how_sure")
    page.sentence("retention.limits")
    page.section("retention.left_out")
    for name in ("rows_dropped", "persons_excluded") if _is_from_supply(page) else ("rows_dropped",):
        result_id = f"retention/{name}/all"
        row = page.released.estimate(result_id)
        if row is None:
            page.sentence(f"retention.{name}_not_shown")
        else:
            page.sentence(f"retention.{name}", sources=[result_id], count=int(row["estimate"]))


def _definition(page: Page) -> list[str]:
    plan = plan_of(page)
    if not _is_from_supply(page):
        return [page.text("retention.definition.by_source"), page.text("retention.definition.died_or_moved")]
    words = {
        "gap": numbers.number(plan["gap_days"], 0, page.language),
        "washout": numbers.number(plan["washout_days"], 0, page.language),
        "cap": numbers.number(plan["carry_over_cap_days"], 0, page.language),
    }
    keys = ["washout", "gap", plan["event_date"], "switch", "carry_over", "died_or_moved"]
    lines = [page.text(f"retention.definition.{key}", **words) for key in keys]
    row = page.released.estimate("retention/persons/all")
    if row is not None and "/" in row["period"]:
        first, last = (numbers.day(day, page.language) for day in row["period"].split("/"))
        key = "window" if plan["event_date"] == "first_uncovered_day" else "window_complete"
        lines.append(page.text(f"retention.definition.{key}", first=first, last=last, **words))
    return lines


def _landmark(page: Page, row: pd.Series) -> str:
    words = {"day": str(row["period"]).removeprefix("day "), **wording(row, page.catalogue)}
    if math.isnan(row["estimate"]):
        return page.text("retention.landmark_unknown", **words)
    key = "retention.landmark_without_interval" if math.isnan(row["conf_low"]) else "retention.landmark"
    return page.text(key, **words)


def _median(page: Page) -> None:
    result_id = "retention/median_days/all"
    row = page.released.estimate(result_id)
    if row is None or math.isnan(row["estimate"]):
        key = "retention.median" if row is None else "retention.median_not_reached"
    else:
        key = "retention.median_without_upper" if math.isnan(row["conf_high"]) else "retention.median"
    if row is not None and math.isnan(row["estimate"]):
        page.sentence(key, sources=[result_id])
    else:
        page.finding(key, result_id)


def _group_figure(page: Page, name: str, known: pd.DataFrame) -> None:
    days = known["period"].str.removeprefix("day ").astype(int)
    shared = known.groupby(days)["result_id"].count()
    day = int(shared.index[shared == shared.max()].max())
    at_day = known[days == day]
    summary = " ".join(
        page.text(
            "retention.retained_by_group.summary",
            scope=page.labels.scope(row),
            day=numbers.number(day, 0, page.language),
            **{word: text for word, text in wording(row, page.catalogue).items() if word == "estimate"},
        )
        for _, row in at_day.iterrows()
    )
    page.figure(
        figures.retained_at_landmarks(known, labels=page.labels, catalogue=page.catalogue),
        key="retention.retained_by_group",
        of=name,
        frame=_shares(page, known),
        download="results",
        dimension=column_name(page, name),
        count=len(at_day),
        summary=summary,
        conf_level=conf_level_of(page),
    )


def _log_rank(page: Page, name: str) -> None:
    result_id = f"retention/log_rank/{name}"
    row = page.released.estimate(result_id)
    if row is None or math.isnan(row["estimate"]):
        page.finding("retention.log_rank.unclear", result_id)
        return
    differ = row["p_value"] < 1.0 - plan_of(page)["conf_level"]
    small = "_small" if row["p_value"] < 0.001 else ""
    page.finding(f"retention.log_rank.differ{small}" if differ else "retention.log_rank.unclear", result_id)


def _shares(page: Page, rows: pd.DataFrame) -> pd.DataFrame:
    words = [wording(row, page.catalogue) for _, row in rows.iterrows()]
    return pd.DataFrame(
        {
            "scope": [page.labels.scope(row) for _, row in rows.iterrows()],
            "day": rows["period"].str.removeprefix("day ").astype(int).to_numpy(),
            "estimate": [word["estimate"] for word in words],
            "interval": [word["interval"] for word in words],
            "n_risk": rows["n_obs"].astype("Int64").to_numpy(),
            "result_id": rows["result_id"].to_numpy(),
        }
    )


def _rows_of_group(page: Page, name: str) -> pd.DataFrame:
    rows = page.released.results
    rows = rows[(rows["analysis"] == "retention") & (rows["quantity"] == "retained")]
    in_group = rows[name] != "" if name in ("arm", "community") else rows["subgroup"].str.startswith(f"{name}=")
    return figures.in_order(rows[in_group], page.labels)


def _dimensions(page: Page) -> list[str]:
    return list(dict.fromkeys([*plan_of(page).get("groups", []), "arm", "community"]))


def _sorted(table: pd.DataFrame, name: str, order: list[str]) -> pd.DataFrame:
    place = {level: number for number, level in enumerate(order)}
    return table.sort_values(name, key=lambda levels: levels.map(place), kind="stable")


def _is_from_supply(page: Page) -> bool:
    return any(source["table"] == "dispensing" for source in page.released.about["sources"])
