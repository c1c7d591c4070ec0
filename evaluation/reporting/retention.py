"""The page on retention: who is counted, how long people stay, which groups leave sooner, and what that can bear."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from evaluation.reporting import numbers
from evaluation.reporting.figures import retention as figures
from evaluation.reporting.findings import Certainty, certainty, wording
from evaluation.reporting.labels import Labels
from evaluation.reporting.markdown import escape
from evaluation.reporting.page import Page

_REFERENCE = "reference level"
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
            page.table(table, "retention.persons_by", download=f"persons_by_{name}", dimension=_column(page, name))


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
                conf_level=_level(page),
            )
    _median(page)
    page.note("retention.if_nobody_died")


def by_group(page: Page) -> None:
    """Show the share still in treatment by each group of the plan, with its log-rank test."""
    groups = list(dict.fromkeys(_plan(page).get("groups", [])))
    if not groups:
        return
    page.section("retention.by_group")
    page.note("retention.by_group_lead")
    for name in groups:
        page.section("retention.group", level=3, dimension=_column(page, name))
        rows = _rows_of_group(page, name)
        known = rows[rows["estimate"].notna()]
        if known.empty:
            page.table(None, "retention.retained_by_group.caption", download=f"retention/retained by {name}")
        else:
            _group_figure(page, name, known)
        _log_rank(page, name)


def hazards(page: Page) -> None:
    """Show the hazard ratios of leaving, in words that their intervals allow."""
    covariates = list(dict.fromkeys(_plan(page).get("covariates", [])))
    if not covariates:
        return
    rows = hazard_rows(page.released.results, covariates, page.labels)
    page.section("retention.hazards")
    if rows.empty:
        page.table(None, "retention.hazard_ratios.caption", download="retention/hazard_ratio")
        return
    names = [_column(page, name) for name in dict.fromkeys(rows["covariate"])]
    page.sentence("retention.hazards_lead", covariates=", ".join(names))
    references = {row["covariate"]: page.labels.scope(row) for _, row in rows[rows["is_reference"]].iterrows()}
    compared = rows[~rows["is_reference"]]
    page.bullets([_hazard(page, row, references) for _, row in compared.iterrows()])
    if rows["conf_low"].notna().any():
        page.figure(
            figures.hazard_ratios(rows, labels=page.labels, catalogue=page.catalogue),
            key="retention.hazard_ratios",
            frame=_ratios(page, rows),
            download="results",
            summary=" ".join(_in_short(page, row) for _, row in compared.iterrows()),
            conf_level=_level(page),
        )
    page.note("retention.not_caused")


def limits(page: Page) -> None:
    """Show what the page cannot say, and what was left out."""
    page.section("retention.how_sure")
    page.sentence("retention.limits")
    page.section("retention.left_out")
    shown = [(name, page.released.estimate(f"retention/{name}/all")) for name in ("rows_dropped", "persons_excluded")]
    lines = [
        page.text(f"retention.{name}", count=int(row["estimate"])) + page.marks(row["result_id"])
        for name, row in shown
        if row is not None
    ]
    if lines:
        page.bullets(lines)
    if len(lines) < len(shown):
        page.sentence("retention.not_shown_counts")


def hazard_rows(results: pd.DataFrame, covariates: Sequence[str], labels: Labels) -> pd.DataFrame:
    """Return the hazard ratios of the ledger with ``covariate`` and ``is_reference``, in the order of the model.

    Parameters
    ----------
    results : DataFrame
        The ledger.
    covariates : sequence of str
        In the order of the plan.
    labels : Labels
    """
    rows = results[results["quantity"] == "hazard_ratio"]
    names = [str(result_id).split("/")[2].split(".")[0] for result_id in rows["result_id"]]
    is_reference = [_REFERENCE in str(note) for note in rows["note"]]
    rows = rows.assign(covariate=names, is_reference=is_reference)
    order = {name: number for number, name in enumerate(covariates)}
    rows = rows.sort_values("covariate", key=lambda column: column.map(order), kind="stable")
    return figures.in_order(rows, labels)


def _definition(page: Page) -> list[str]:
    plan = _plan(page)
    if not any(source["table"] == "dispensing" for source in page.released.about["sources"]):
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
        frame=_shares(page, known),
        download="results",
        dimension=_column(page, name),
        count=len(at_day),
        summary=summary,
        conf_level=_level(page),
    )


def _log_rank(page: Page, name: str) -> None:
    result_id = f"retention/log_rank/{name}"
    row = page.released.estimate(result_id)
    if row is None or math.isnan(row["estimate"]):
        page.finding("retention.log_rank.unclear", result_id)
        return
    differ = row["p_value"] < 1.0 - _plan(page)["conf_level"]
    small = "_small" if row["p_value"] < 0.001 else ""
    page.finding(f"retention.log_rank.differ{small}" if differ else "retention.log_rank.unclear", result_id)


def _hazard(page: Page, row: pd.Series, references: Mapping[str, str]) -> str:
    sure = certainty(row)
    covariate = str(row["covariate"])
    is_number = covariate not in references and not (row["subgroup"] or row["arm"] or row["community"])
    key = "retention.hazard_ratio_of_number" if is_number else "retention.hazard_ratio"
    side = "unclear" if sure is Certainty.NOT_COMPARED else sure.value
    words = {
        "scope": escape(page.labels.scope(row)),
        "covariate": _column(page, covariate),
        "reference": escape(references.get(covariate, numbers.NOT_SHOWN)),
        **wording(row, page.catalogue),
    }
    return page.text(f"{key}.{side}", **words) + page.marks(row["result_id"])


def _in_short(page: Page, row: pd.Series) -> str:
    side = certainty(row)
    key = f"retention.hazard_ratios.summary.{'unclear' if side is Certainty.NOT_COMPARED else side.value}"
    is_group = bool(row["subgroup"] or row["arm"] or row["community"])
    scope = page.labels.scope(row) if is_group else _column(page, str(row["covariate"]))
    return page.text(key, scope=scope, estimate=numbers.by_unit(row["estimate"], row["unit"], page.language))


def _shares(page: Page, rows: pd.DataFrame) -> pd.DataFrame:
    words = [wording(row, page.catalogue) for _, row in rows.iterrows()]
    return pd.DataFrame(
        {
            "scope": [page.labels.scope(row) for _, row in rows.iterrows()],
            "day": rows["period"].str.removeprefix("day ").astype(int).to_numpy(),
            "estimate": [word["estimate"] for word in words],
            "interval": [word["interval"] for word in words],
            "n_risk": rows["n_obs"].to_numpy(),
            "result_id": rows["result_id"].to_numpy(),
        }
    )


def _ratios(page: Page, rows: pd.DataFrame) -> pd.DataFrame:
    words = [wording(row, page.catalogue) for _, row in rows.iterrows()]
    return pd.DataFrame(
        {
            "scope": [
                page.labels.scope(row) if row["subgroup"] or row["arm"] or row["community"] else row["covariate"]
                for _, row in rows.iterrows()
            ],
            "estimate": [word["estimate"] for word in words],
            "interval": [word["interval"] for word in words],
            "n_obs": [word["n_obs"] for word in words],
            "n_events": [word["n_events"] for word in words],
            "result_id": rows["result_id"].to_numpy(),
        }
    )


def _rows_of_group(page: Page, name: str) -> pd.DataFrame:
    rows = page.released.results
    rows = rows[(rows["analysis"] == "retention") & (rows["quantity"] == "retained")]
    in_group = rows[name] != "" if name in ("arm", "community") else rows["subgroup"].str.startswith(f"{name}=")
    return figures.in_order(rows[in_group], page.labels)


def _dimensions(page: Page) -> list[str]:
    return list(dict.fromkeys([*_plan(page).get("groups", []), "arm", "community"]))


def _column(page: Page, name: str) -> str:
    key = f"site.column.{name}"
    return page.text(key) if key in page.catalogue else escape(name)


def _plan(page: Page) -> dict[str, Any]:
    return page.released.about["plan"].get("retention", {})


def _level(page: Page) -> str:
    return numbers.percent(_plan(page).get("conf_level"), 0, page.language)
