"""The summary page: what was evaluated, what was found, what was not, and what is hidden."""

from __future__ import annotations

import pandas as pd

from evaluation.reporting import numbers
from evaluation.reporting.deaths.rows import interventions_of, is_short, plan_of, rows_of_quantity, said_of
from evaluation.reporting.findings import Certainty, certainty, wording
from evaluation.reporting.key_findings import cards, caveats, subject
from evaluation.reporting.markdown import box, escape
from evaluation.reporting.page import Page, show
from evaluation.reporting.withheld import main_reason

EFFECTS = {
    "level_change": Certainty.LOWER,
    "rate_ratio_12_months": Certainty.LOWER,
    "slope_change": Certainty.LOWER,
    "deaths_averted": Certainty.HIGHER,
}
"""The quantities that an intervention was expected to change, and the side that would be good news."""

_SETTLED_OR_NOT = (Certainty.HIGHER, Certainty.LOWER, Certainty.UNCLEAR)


def heading(page: Page) -> None:
    """Show the question of the evaluation, its subtitle, as the title of the site's first page."""
    about = page.released.about
    key = "summary.title_with_question" if about["subtitle"] else "summary.title"
    lead = page.text("summary.lead", title=escape(about["title"]))
    show(f"# {page.text(key, question=escape(about['subtitle']))}\n\n{box('opening', lead)}")


def evaluated(page: Page) -> None:
    """Show what was evaluated: the initiative and when it started, the arms, the window of the data."""
    about = page.released.about
    plan = plan_of(page)
    page.section("summary.evaluated")
    for intervention in interventions_of(page):
        page.sentence(
            "summary.intervention",
            description=escape(intervention["description"] or intervention["name"]),
            start=numbers.month(intervention["date"], page.language),
        )
    if plan and not interventions_of(page):
        page.sentence("summary.no_intervention")
    if about["communities"]:
        page.sentence("summary.communities", count=len(about["communities"]))
    if about["arms"]:
        counts = pd.Series([place["arm"] for place in about["communities"].values()]).value_counts()
        page.bullets(
            [
                page.text(
                    "summary.arm",
                    arm=escape(arm["name"]),
                    description=escape(arm["description"]),
                    count=int(counts.get(code, 0)),
                )
                for code, arm in about["arms"].items()
            ]
        )


def key_findings(page: Page) -> None:
    """Show the headline of each analysis, and below them what limits their conclusions."""
    page.section("summary.findings")
    page.sentence("summary.how_to_read")
    page.cards(cards(page))
    limits = caveats(page)
    if limits:
        page.note("summary.limits", limits=" ".join(limits))


def not_settled(page: Page) -> None:
    """Show which effects on deaths went the wrong way, which are not settled, and which cannot be told.

    Only what an intervention was expected to change can have failed: trends before it and differences between
    groups of patients are left to their own pages.
    """
    page.section("summary.not_settled")
    if not interventions_of(page):
        page.sentence("summary.nothing_to_judge")
        return
    rows = pd.concat([rows_of_quantity(page, quantity) for quantity in EFFECTS])
    sides = pd.Series([certainty(row) for _, row in rows.iterrows()], index=rows.index, dtype=object)
    better = rows["quantity"].map(EFFECTS)
    if is_short(page) or not sides.isin(_SETTLED_OR_NOT).any():
        page.sentence("summary.no_comparison")
        return
    wrong = {Certainty.LOWER: Certainty.HIGHER, Certainty.HIGHER: Certainty.LOWER}
    worse = [side is wrong[good] for side, good in zip(sides, better, strict=True)]
    for kind, chosen in (
        ("worse", rows[worse]),
        ("unclear", rows[sides.eq(Certainty.UNCLEAR)]),
        ("unknown", rows[~sides.isin(_SETTLED_OR_NOT)]),
    ):
        if not chosen.empty:
            page.sentence(f"summary.{kind}", count=len(chosen))
            page.bullets([_listed(page, row) for _, row in chosen.iterrows()])
        elif kind != "unknown":
            page.sentence(f"summary.none_{kind}")
    page.sentence("summary.chance", count=int(sides.isin(_SETTLED_OR_NOT).sum()))


def _listed(page: Page, row: pd.Series) -> str:
    of = said_of(page, row)
    if certainty(row) in _SETTLED_OR_NOT:
        return page.said(f"summary.listed.{row['quantity']}", row["result_id"], of=of)
    what = page.text(f"summary.quantity.{row['quantity']}")
    scope = escape(page.labels.scope(row))
    return page.text("summary.listed.unknown", what=what, scope=scope, of=of) + page.marks(row["result_id"])


def activities(page: Page) -> None:
    """Show what was done and what it cost, if such tables were released."""
    shown = {"naloxone_by_year": ("year", "kits"), "spending_by_category": ("category", "amount_usd")}
    present = [name for name in shown if name in page.released.tables]
    if present:
        page.section("summary.activities")
        page.sentence("summary.activities_lead")
    for name in present:
        by, amount = shown[name]
        totals = _by_arm(page.released.table(name), by=by, amount=amount)
        page.table(
            totals, f"summary.{name}", download=name, digits=dict.fromkeys(totals, 0), heads=page.labels.of("arm")
        )


def _by_arm(table: pd.DataFrame, *, by: str, amount: str) -> pd.DataFrame:
    arms = table["arm"].fillna("")
    totals = table.assign(arm=arms).pivot_table(index=by, columns="arm", values=amount, aggfunc="sum")
    totals["total"] = totals.sum(axis=1)
    totals.columns.name = None
    named = totals if set(arms) != {""} else totals[["total"]]
    return named.reset_index()


def withheld(page: Page) -> None:
    """Show how much is hidden to protect people."""
    page.section("summary.withheld")
    hidden = page.released.withheld
    if hidden.empty:
        page.sentence("summary.nothing_hidden")
    else:
        page.sentence("summary.hidden", count=len(hidden), reason=escape(main_reason(hidden)))


def planted_truths(page: Page) -> None:
    """Show, for synthetic data, how many of the planted truths the intervals hold."""
    if page.released.truth is None:
        return
    joined = page.released.truth.merge(page.released.results, on="result_id", how="inner")
    joined = joined[joined["conf_low"].notna() & joined["conf_high"].notna()]
    if joined.empty:
        return
    inside = (joined["conf_low"] <= joined["truth"]) & (joined["truth"] <= joined["conf_high"])
    page.section("summary.truths")
    page.sentence(
        "summary.truths_found",
        inside=numbers.number(int(inside.sum()), 0, page.language),
        count=len(joined),
    )
    words = [wording(row, page.catalogue) for _, row in joined.iterrows()]
    planted = joined.assign(estimate=joined["truth"])
    frame = pd.DataFrame(
        {
            "quantity": list(joined["description"]),
            "scope": [subject(page, row) for _, row in joined.iterrows()],
            "truth": [wording(row, page.catalogue)["estimate"] for _, row in planted.iterrows()],
            "estimate": [word["estimate"] for word in words],
            "interval": [word["interval"] for word in words],
            "inside": [page.text("summary.inside.yes" if held else "summary.inside.no") for held in inside],
            "result_id": list(joined["result_id"]),
        }
    )
    if not inside.all():
        page.table(frame[~inside.to_numpy()], "summary.truths_missed")
    page.table(frame, "summary.truths_table", download="truth", folded=True)
