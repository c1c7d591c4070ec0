"""What became of people at each landmark: left, died, moved, still in treatment."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from evaluation.reporting import numbers
from evaluation.reporting.figures.incidence import OUTCOMES, STILL, STILL_OR_HIDDEN, outcomes_at_landmarks
from evaluation.reporting.findings import wording
from evaluation.reporting.markdown import escape
from evaluation.reporting.page import Page
from evaluation.reporting.treatment.route import STEM, SUPPLY, day_of, is_expected, route

_ITEM = f"{STEM}/cumulative_incidence"
_EVERYBODY = f"{_ITEM}/all/"
_OF_CENSORED_MOVES = ("left", "died")


def what_became(page: Page) -> None:
    """Show the shares that had left, died or moved at each landmark; nothing where leaving is the only outcome.

    What is left of 100% is still in treatment, unless an outcome was kept back: then it is both together, as nobody
    can tell them apart from what is released.
    """
    rows = _rows(page)
    if rows.empty:
        if route(page) == SUPPLY or is_expected(page, _ITEM):
            page.section("retention.became")
            page.missing(_ITEM)
        return
    page.section("retention.became")
    page.sentence("retention.became_lead")
    hidden = [name for name in _expected(page) if name not in set(rows["outcome"])]
    days = [day for day in dict.fromkeys(rows["day"]) if "left" in set(rows.loc[rows["day"] == day, "outcome"])]
    whole = all(set(_expected(page)) <= set(rows.loc[rows["day"] == day, "outcome"]) for day in days)
    shares = pd.concat(
        [_shares_of_day(rows[rows["day"] == day], STILL if whole else STILL_OR_HIDDEN) for day in days] or [rows]
    )
    told = {day: _told(page, shares[shares["day"] == day]) for day in days}
    lines = {day: escape(told[day]) + page.marks(*rows.loc[rows["day"] == day, "result_id"]) for day in days}
    for day in page.plan.of(STEM).get("landmarks", ()):
        key = "unknown" if page.released.estimate(f"{_EVERYBODY}left/d{day}") is not None else "not_shown"
        lines.setdefault(day, page.text(f"retention.landmark_{key}", day=str(day)))
    page.bullets([lines[day] for day in sorted(lines)])
    if hidden:
        page.sentence("retention.became_hidden", outcomes=_listed(page, hidden))
    if days:
        page.figure(
            outcomes_at_landmarks(shares, catalogue=page.catalogue),
            key="retention.became_figure",
            frame=_table(page, rows),
            download="results",
            summary=" ".join(told.values()),
        )


def _rows(page: Page) -> pd.DataFrame:
    rows = page.released.estimates(_EVERYBODY)
    rows = rows[rows["estimate"].notna()]
    rows = rows.assign(
        outcome=[str(result_id).split("/")[3] for result_id in rows["result_id"]],
        day=[int(day_of(period)) for period in rows["period"]],
    )
    rows = rows[rows["outcome"].isin(OUTCOMES)]
    place = rows["outcome"].map(OUTCOMES.index)
    return rows.assign(place=place).sort_values(["day", "place"], kind="stable")


def _expected(page: Page) -> list[str]:
    """Return the outcomes that the evaluation has, released or not."""
    items = [*page.released.results["result_id"], *page.released.withheld["item"]]
    seen = {item.split("/")[3] for item in items if item.startswith(f"{_EVERYBODY}")}
    if route(page) == SUPPLY:
        moves_are_censored = page.plan.of(STEM).get("transfer") == "censoring"
        seen |= set(_OF_CENSORED_MOVES if moves_are_censored else OUTCOMES)
    return [name for name in OUTCOMES if name in seen]


def _shares_of_day(rows: pd.DataFrame, rest: str) -> pd.DataFrame:
    known = rows[["day", "outcome", "estimate"]]
    last = pd.DataFrame(
        {"day": [rows["day"].iloc[0]], "outcome": [rest], "estimate": [1.0 - known["estimate"].sum()]}
    )
    return pd.concat([known, last], ignore_index=True)


def _told(page: Page, shares: pd.DataFrame) -> str:
    day = numbers.number(shares["day"].iloc[0], 0, page.language)
    parts = [
        page.plain(
            f"retention.became_share.{row['outcome']}", share=numbers.percent(row["estimate"], 1, page.language)
        )
        for _, row in shares.iterrows()
    ]
    return page.plain("retention.became_by_day", day=day, shares=page.catalogue.listed(parts))


def _listed(page: Page, names: Sequence[str]) -> str:
    return page.catalogue.listed([page.plain(f"retention.became_name.{name}") for name in names])


def _table(page: Page, rows: pd.DataFrame) -> pd.DataFrame:
    words = [wording(row, page.catalogue) for _, row in rows.iterrows()]
    return pd.DataFrame(
        {
            "outcome": [_capital(page.plain(f"retention.became_name.{name}")) for name in rows["outcome"]],
            "day": rows["day"].to_numpy(),
            "estimate": [word["estimate"] for word in words],
            "interval": [word["interval"] for word in words],
            "n_risk": rows["n_obs"].astype("Int64").to_numpy(),
            "result_id": rows["result_id"].to_numpy(),
        }
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
