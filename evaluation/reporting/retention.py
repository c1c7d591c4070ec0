"""The page on retention: who is counted, how long people stay, which groups leave sooner, and what that can bear."""

from __future__ import annotations

import math

import pandas as pd

from evaluation.reporting import numbers
from evaluation.reporting.figures import retention as figures
from evaluation.reporting.figures.panels import place_column
from evaluation.reporting.findings import wording
from evaluation.reporting.hazard_ratios import compared, hazards, words_of_comparisons
from evaluation.reporting.markdown import Markdown, escape
from evaluation.reporting.page import Page
from evaluation.reporting.treatment.definitions import by_definition, definitions_range, has_definitions
from evaluation.reporting.treatment.differences import differences
from evaluation.reporting.treatment.mean_days import mean_days
from evaluation.reporting.treatment.outcomes import what_became
from evaluation.reporting.treatment.places import alike, places_compared
from evaluation.reporting.treatment.route import (
    PERSONS,
    STEM,
    SUPPLY,
    SUPPLY_ALONE,
    condition,
    route,
    supposed,
    tells_deaths_or_moves,
)

__all__ = [
    "by_definition",
    "by_group",
    "hazards",
    "how_long",
    "in_short",
    "limits",
    "mean_days",
    "what_became",
    "who",
]

_LIMITS = {
    SUPPLY: ("not_taken", "not_relapse", "not_seen", "other_rule", "chance_only"),
    SUPPLY_ALONE: ("not_taken", "not_relapse", "leaving_not_seen", "other_rule", "chance_only"),
    PERSONS: ("not_relapse", "decided_elsewhere", "chance_only"),
}
_EVERYBODY = "retention/retained/all/"


def in_short(page: Page) -> None:
    """Show what a hurried reader should take away: how many stay, whether groups differ, what hangs on the rule."""
    lines = []
    rows = page.released.estimates(_EVERYBODY)
    known = figures.in_order(rows[rows["estimate"].notna()], page.labels)
    if not known.empty:
        horizon = known[known["period"] == f"day {page.plan.of(STEM).get('restricted_mean_days')}"]
        row = (known if horizon.empty else horizon).iloc[-1]
        lines.append(escape(_landmark(page, row)) + page.marks(row["result_id"]))
    if not compared(page).empty:
        lines.append(page.text("summary.answer.sooner", **words_of_comparisons(page)))
    if has_definitions(page):
        lines.append(Markdown(" ").join([definitions_range(page), page.text("retention.short.definitions")]))
    if lines:
        page.section("retention.short.heading")
        page.bullets(lines)


def who(page: Page) -> None:
    """Show how many people were followed, and what starting and leaving treatment mean."""
    page.section("retention.who")
    page.finding("retention.persons", "retention/persons/all")
    page.sentence("retention.definition_lead")
    page.bullets(_definition(page))
    for name in _dimensions(page):
        table = page.released.table(f"persons_by_{name}")
        if table is None:
            continue
        shown = name if name in table else place_column(table)
        if shown == name or f"persons_by_{shown}" not in page.released.tables:
            page.table(
                _sorted(table, shown, list(page.labels.of(shown))),
                "retention.persons_by",
                download=f"persons_by_{name}",
                folded=True,
                dimension=page.catalogue.dimension(shown),
            )


def how_long(page: Page) -> None:
    """Show the share of all people still in treatment at each landmark, and the median."""
    page.section("retention.how_long")
    rows = figures.in_order(page.released.estimates(_EVERYBODY), page.labels)
    if rows.empty:
        page.missing(_EVERYBODY.rstrip("/"))
    else:
        known = rows[rows["estimate"].notna()]
        page.bullets(
            [
                *(escape(_landmark(page, row)) + page.marks(row["result_id"]) for _, row in rows.iterrows()),
                *_landmarks_not_shown(page, rows),
            ]
        )
        if not known.empty:
            summary = " ".join(_landmark(page, row) for _, row in known.iterrows())
            _figure(page, "retention.retained_all", known, summary=summary)
    _median(page)
    page.note(f"retention.if_followed.{supposed(page)}")


def by_group(page: Page) -> None:
    """Show the share still in treatment by each group of the plan, with its log-rank test."""
    groups = page.plan.names(STEM, "groups")
    if not groups:
        return
    page.section("retention.by_group")
    page.note("retention.by_group_lead")
    if places := places_compared(page):
        page.bullets([alike(page), places])
    for name in groups:
        page.section("retention.group", level=3, dimension=page.catalogue.dimension(name))
        rows = _rows_of_group(page, name)
        known = rows[rows["estimate"].notna()]
        if known.empty:
            page.missing("retention/retained", dimension=name)
        else:
            _group_figure(page, name, known)
        _log_rank(page, name)
        if compared := differences(page, name):
            page.bullets(compared)


def limits(page: Page) -> None:
    """Show what the page cannot say, and what was left out."""
    page.section("retention.how_sure", anchor="limits")
    keys = [
        "other_rules_shown" if key == "other_rule" and has_definitions(page) else key for key in _LIMITS[route(page)]
    ]
    page.bullets([*(page.text(f"retention.limits.{key}") for key in keys), alike(page)])
    page.section("retention.left_out")
    page.sentence("retention.rows_left_out" if route(page) == PERSONS else "retention.rows_and_people_left_out")


def _definition(page: Page) -> list[Markdown]:
    plan = page.plan.of(STEM)
    if route(page) == PERSONS:
        keys = ["by_source", "observation_ended", *(["died_or_moved"] if tells_deaths_or_moves(page) else [])]
        return [page.text(f"retention.definition.{key}") for key in keys]
    words = {
        "gap": numbers.number(plan["gap_days"], 0, page.language),
        "washout": numbers.number(plan["washout_days"], 0, page.language),
        "cap": numbers.number(plan["carry_over_cap_days"], 0, page.language),
    }
    is_alone = route(page) == SUPPLY_ALONE
    keys = ["washout", "gap_alone" if is_alone else "gap", plan["event_date"], "switch", "carry_over"]
    keys.append("nothing_known" if is_alone else "died_or_moved")
    lines = [page.text(f"retention.definition.{key}", **words) for key in keys]
    row = page.released.estimate("retention/persons/all")
    if row is not None and "/" in row["period"]:
        first, last = (numbers.day(day, page.language) for day in row["period"].split("/"))
        key = "window" if plan["event_date"] == "first_uncovered_day" else "window_complete"
        lines.append(page.text(f"retention.definition.{key}", first=first, last=last, **words))
    return lines


def _landmark(page: Page, row: pd.Series) -> str:
    words = {
        "day": str(row["period"]).removeprefix("day "),
        "condition": condition(page),
        **wording(row, page.catalogue),
    }
    if math.isnan(row["estimate"]):
        return page.plain("retention.landmark_unknown", **words)
    key = "retention.landmark_without_interval" if math.isnan(row["conf_low"]) else "retention.landmark"
    return page.plain(key, **words)


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
        page.finding(key, result_id, condition=condition(page))


def _group_figure(page: Page, name: str, known: pd.DataFrame) -> None:
    days = known["period"].str.removeprefix("day ").astype(int)
    shared = known.groupby(days)["result_id"].count()
    day = int(shared.index[shared == shared.max()].max())
    at_day = known[days == day]
    summary = " ".join(
        page.plain(
            "retention.retained_by_group.summary",
            scope=page.labels.scope(row),
            day=numbers.number(day, 0, page.language),
            **{word: text for word, text in wording(row, page.catalogue).items() if word == "estimate"},
        )
        for _, row in at_day.iterrows()
    )
    _figure(
        page, "retention.retained_by_group", known, by=name, summary=summary, dimension=page.catalogue.dimension(name)
    )


def _figure(page: Page, key: str, landmarks: pd.DataFrame, *, by: str = "", **words: str) -> None:
    """Show the share still in treatment: the curve where it is released, else the landmarks that are shown."""
    name = f"retained_over_time_by_{by}" if by else "retained_over_time"
    curve = page.released.table(name)
    shown = landmarks if curve is None else figures.in_order(_like(landmarks, curve), page.labels)
    days = tuple(sorted(set(landmarks["period"].str.removeprefix("day ").astype(int))))
    page.figure(
        figures.retained_at_landmarks(shown, labels=page.labels, catalogue=page.catalogue, named=days),
        key=key,
        of=by,
        frame=_shares(page, shown),
        download="results" if curve is None else name,
        sources=() if curve is None else landmarks["result_id"],
        conf_level=page.conf_level(STEM),
        **words,
    )


def _like(landmarks: pd.DataFrame, curve: pd.DataFrame) -> pd.DataFrame:
    """Return a curve with all columns of landmarks but their ids."""
    texts = {name: curve[name].astype("object").fillna("").astype("str") for name in ("arm", "community", "subgroup")}
    first = landmarks.iloc[0].drop("result_id")
    return curve.assign(**texts, **{name: value for name, value in first.items() if name not in curve})


def _log_rank(page: Page, name: str) -> None:
    result_id = f"retention/log_rank/{name}"
    row = page.released.estimate(result_id)
    if row is None or math.isnan(row["estimate"]):
        page.finding("retention.log_rank.unclear", result_id)
        return
    differ = row["p_value"] < 1.0 - page.plan.conf_level(STEM)
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
            **({"result_id": rows["result_id"].to_numpy()} if "result_id" in rows else {}),
        }
    )


def _rows_of_group(page: Page, name: str) -> pd.DataFrame:
    rows = page.released.results
    rows = rows[(rows["analysis"] == "retention") & (rows["quantity"] == "retained")]
    in_group = rows[name] != "" if name in ("arm", "community") else rows["subgroup"].str.startswith(f"{name}=")
    return figures.in_order(rows[in_group], page.labels)


def _dimensions(page: Page) -> list[str]:
    return list(dict.fromkeys([*page.plan.names(STEM, "groups"), "arm", "community"]))


def _sorted(table: pd.DataFrame, name: str, order: list[str]) -> pd.DataFrame:
    place = {level: number for number, level in enumerate(order)}
    return table.sort_values(name, key=lambda levels: levels.map(place), kind="stable")


def _landmarks_not_shown(page: Page, rows: pd.DataFrame) -> list[Markdown]:
    """Return a sentence for each landmark of the plan that the release lacks."""
    shown = {str(period).removeprefix("day ") for period in rows["period"]}
    missing = [str(day) for day in page.plan.of(STEM).get("landmarks", ()) if str(day) not in shown]
    return [page.text("retention.landmark_not_shown", day=day) for day in missing]
