"""The summary page: what was evaluated, what was found, what was not, and what is hidden."""

from __future__ import annotations

import pandas as pd
from babel.lists import format_list

from evaluation.reporting import numbers
from evaluation.reporting.findings import Certainty, certainty, wording
from evaluation.reporting.markdown import box, escape
from evaluation.reporting.page import Card, Page, show
from evaluation.reporting.retention_plan import column_name

_MOST_CARDS_PER_QUANTITY = 2
_EFFECTS_ON_DEATHS = ("rate_ratio_12_months", "level_change", "annual_change")
_FEWER_IS_BETTER = frozenset({"rate_ratio_12_months", "level_change", "slope_change", "annual_change"})
_MORE_IS_BETTER = frozenset({"deaths_averted", "percent_averted"})
_SAID_ELSEWHERE = frozenset({"log_hazard_ratio", "percent_averted"})


def heading(page: Page) -> None:
    """Show the question of the evaluation, its subtitle, as the title of the site's first page."""
    about = page.released.about
    key = "summary.title_with_question" if about["subtitle"] else "summary.title"
    lead = page.text("summary.lead", title=escape(about["title"]))
    show(f"# {page.text(key, question=escape(about['subtitle']))}\n\n{box('opening', lead)}")


def evaluated(page: Page) -> None:
    """Show what was evaluated: the initiative and when it started, the arms, the window of the data."""
    about = page.released.about
    plan = about["plan"].get("overdose_deaths", {})
    page.section("summary.evaluated")
    for intervention in _interventions(page):
        page.sentence(
            "summary.intervention",
            description=escape(intervention["description"] or intervention["name"]),
            start=numbers.month(intervention["date"], page.language),
        )
    if plan and not _interventions(page):
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


def key_findings(page: Page) -> list[Card]:
    """Return the headline of each analysis as a card: at most five."""
    rows = page.released.results
    primary = rows[(rows["status"] == "primary") & rows["estimate"].notna()]
    chosen = [*_deaths(primary), *_retention(primary), *_themes(primary)]
    return [_card(page, row) for row in chosen]


def _deaths(rows: pd.DataFrame) -> list[pd.Series]:
    for quantity in _EFFECTS_ON_DEATHS:
        found = rows[(rows["analysis"] == "overdose_deaths") & (rows["quantity"] == quantity)]
        if not found.empty:
            return [row for _, row in found.head(_MOST_CARDS_PER_QUANTITY).iterrows()]
    return []


def _retention(rows: pd.DataFrame) -> list[pd.Series]:
    found = rows[rows["result_id"].str.startswith("retention/retained/all/")]
    return [row for _, row in found[found["period"] == "day 180"].head(1).iterrows()]


def _themes(rows: pd.DataFrame) -> list[pd.Series]:
    found = rows[(rows["quantity"] == "prevalence") & rows["result_id"].str.endswith("/all")]
    return [row for _, row in found.nlargest(1, "estimate").iterrows()]


def _equally_often(page: Page, row: pd.Series) -> str:
    """Return the theme of a row, and those that were as frequent."""
    found = page.released.results
    found = found[(found["quantity"] == "prevalence") & found["result_id"].str.endswith("/all")]
    equal = found[found["estimate"] == row["estimate"]]
    return format_list([escape(_subject(page, each)) for _, each in equal.iterrows()], locale=page.language)


def _card(page: Page, row: pd.Series) -> Card:
    key = f"summary.card.{row['quantity']}"
    words = {"scope": escape(page.labels.scope(row)), **wording(row, page.catalogue)}
    if row["quantity"] == "prevalence":
        words["theme"] = _equally_often(page, row)
    sure = certainty(row)
    sentence = f"{key}.unclear" if sure is Certainty.UNCLEAR else f"{key}.sentence"
    return Card(
        heading=page.text(f"{key}.heading", **words),
        value=words.get("change", words["estimate"]),
        interval=page.text(
            "summary.card.interval",
            conf_level=words["conf_level"],
            interval=words.get("change_interval", words["interval"]),
        ),
        sentence=page.text(sentence, **words),
        result_id=row["result_id"],
        certainty=sure,
    )


def not_settled(page: Page) -> None:
    """Show the prespecified comparisons that went the wrong way, and those that the data do not settle.

    The trend before an intervention is no comparison, and is left out.
    """
    rows = page.released.results
    left_out = _SAID_ELSEWHERE | ({"annual_change"} if _interventions(page) else set())
    rows = rows[(rows["status"] == "primary") & rows["prespecified"] & ~rows["quantity"].isin(left_out)]
    sure = [certainty(row) for _, row in rows.iterrows()]
    worse = [
        row["result_id"]
        for (_, row), side in zip(rows.iterrows(), sure, strict=True)
        if (side is Certainty.HIGHER and row["quantity"] in _FEWER_IS_BETTER)
        or (side is Certainty.LOWER and row["quantity"] in _MORE_IS_BETTER)
    ]
    unclear = [
        row["result_id"] for (_, row), side in zip(rows.iterrows(), sure, strict=True) if side is Certainty.UNCLEAR
    ]
    page.section("summary.not_settled")
    for kind, result_ids in (("worse", worse), ("unclear", unclear)):
        if result_ids:
            page.sentence(f"summary.{kind}", count=len(result_ids))
            page.bullets([_listed(page, result_id) for result_id in result_ids])
        else:
            page.sentence(f"summary.none_{kind}")


def _listed(page: Page, result_id: str) -> str:
    _, quantity, what = result_id.split("/")[:3]
    covariate = column_name(page, what.split(".")[0])
    return page.said(f"summary.listed.{quantity}", result_id, covariate=covariate)


def _interventions(page: Page) -> list[dict[str, str]]:
    return page.released.about["plan"].get("overdose_deaths", {}).get("interventions", [])


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
    count = len(page.released.withheld)
    page.sentence("summary.hidden" if count else "summary.nothing_hidden", count=count)


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
    frame = pd.DataFrame(
        {
            "quantity": list(joined["description"]),
            "scope": [_subject(page, row) for _, row in joined.iterrows()],
            "truth": [numbers.by_unit(row["truth"], row["unit"], page.language) for _, row in joined.iterrows()],
            "estimate": [word["estimate"] for word in words],
            "interval": [word["interval"] for word in words],
            "inside": [page.text("summary.inside.yes" if held else "summary.inside.no") for held in inside],
            "result_id": list(joined["result_id"]),
        }
    )
    if not inside.all():
        page.table(frame[~inside.to_numpy()], "summary.truths_missed")
    page.table(frame, "summary.truths_table", download="truth", folded=True)


def _subject(page: Page, row: pd.Series) -> str:
    what = str(row["result_id"]).split("/")[2]
    is_theme = row["quantity"] == "prevalence" or what in page.labels.of("theme")
    return page.labels.label("theme", what) if is_theme else page.labels.scope(row)
