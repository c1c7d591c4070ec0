"""The summary page: what was evaluated, what was found, what was not, and what is hidden."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd

from evaluation.reporting import numbers
from evaluation.reporting.answers import answers
from evaluation.reporting.deaths.averted import far_horizon, is_sum_of_series
from evaluation.reporting.deaths.judgement import effects_are_known, judged_effects
from evaluation.reporting.deaths.rows import STEM, fewer_or_more, is_short, scope_of
from evaluation.reporting.findings import wording
from evaluation.reporting.hazard_ratios import compared, left_sooner, said_of_sooner, words_of_comparisons
from evaluation.reporting.key_findings import cards, caveats, subject
from evaluation.reporting.markdown import Markdown, box
from evaluation.reporting.page import Page, show
from evaluation.reporting.treatment.places import places_compared
from evaluation.reporting.withheld import main_reason

_OTHER_SERIES = "interrupted_series"
_WINDOWS = {STEM: ("start", "end"), "retention": ("observation_start", "observation_end")}


def heading(page: Page) -> None:
    """Show the question of the evaluation, its subtitle, as the title of the site's first page, and the answer."""
    about = page.released.about
    key = "summary.title_with_question" if about["subtitle"] else "summary.title"
    lead = page.text("summary.lead", title=about["title"])
    show(f"# {page.text(key, question=about['subtitle'])}\n\n{box('opening', lead)}")
    page.section("summary.in_short")
    page.bullets(answers(page))
    page.sentence("summary.more_below")


def evaluated(page: Page) -> None:
    """Show what was evaluated: the initiative and when it started, the arms, the window of the data."""
    about = page.released.about
    page.section("summary.evaluated")
    analyses = [page.plain(f"summary.analysis.{stem}") for stem in page.plan.sections]
    if analyses:
        page.sentence("summary.looks_at", analyses=page.catalogue.listed(analyses))
    if _OTHER_SERIES in page.plan:
        page.sentence("summary.other_series")
    for intervention in page.plan.interventions:
        page.sentence(
            "summary.intervention",
            description=page.plan.name_of(intervention),
            start=numbers.month(intervention["date"], page.language),
        )
    if STEM in page.plan and not page.plan.interventions:
        page.sentence("summary.no_intervention")
    for stem, (first, last) in _WINDOWS.items():
        plan = page.plan.of(stem)
        if plan.get(first) and plan.get(last):
            days = date.fromisoformat(plan[first]), date.fromisoformat(plan[last]) - timedelta(days=1)
            words = [(numbers.month if stem == STEM else numbers.day)(day, page.language) for day in days]
            page.sentence(f"summary.window.{stem}", first=words[0], last=words[1])
    reached = [key for key, place in about["communities"].items() if not {key, place["arm"]} & page.plan.controls]
    if reached:
        page.sentence("summary.communities", count=len(reached))
        if n_controls := len(about["communities"]) - len(reached):
            page.sentence("summary.control_communities", count=n_controls)
    if about["arms"]:
        counts = pd.Series([place["arm"] for place in about["communities"].values()]).value_counts()
        page.bullets(
            [
                page.text(
                    "summary.arm",
                    arm=page.plain("summary.control", name=arm["name"])
                    if code in page.plan.controls
                    else arm["name"],
                    description=arm["description"],
                    count=int(counts.get(code, 0)),
                )
                for code, arm in about["arms"].items()
            ]
        )


def _named(page: Page, code: str, name: str) -> str:
    return page.plain("summary.control", name=name) if code in page.plan.controls else name


def key_findings(page: Page) -> None:
    """Show the headline of each analysis, and below them what limits their conclusions."""
    page.section("summary.findings")
    found = cards(page)
    if found:
        page.sentence("summary.how_to_read")
        page.cards(found)
    else:
        is_elsewhere = _OTHER_SERIES in page.released.analyses
        page.sentence("summary.findings_elsewhere" if is_elsewhere else "summary.no_findings")
    limits = caveats(page)
    if found and limits:
        page.note("summary.limits", limits=Markdown(" ").join(limits))


def not_settled(page: Page) -> None:
    """Show which effects on deaths went the wrong way, and which are not settled."""
    page.section("summary.not_settled")
    if not page.plan.interventions:
        is_elsewhere = bool(page.plan.of(_OTHER_SERIES).get("interventions"))
        page.sentence("summary.not_judged_here" if is_elsewhere else "summary.nothing_to_judge")
        return
    if is_short(page) or not effects_are_known(page):
        page.sentence("summary.no_comparison")
        return
    rows = judged_effects(page)
    found = set(rows["judgement"])
    unless = {"worse": {"closed_worse"}, "unclear": {"closed_worse", "closed_better"}}
    for kind in ("worse", "closed_worse", "closed_better", "unclear", "unknown"):
        chosen = rows[rows["judgement"] == kind]
        if not chosen.empty:
            page.sentence(f"summary.{kind}", count=len(chosen))
            page.bullets([_listed(page, row) for _, row in chosen.iterrows()])
        elif kind in unless and not unless[kind] & found:
            page.sentence(f"summary.none_{kind}")
    page.sentence("summary.chance", count=int(rows["judgement"].ne("unknown").sum()))


def for_whom(page: Page) -> None:
    """Show which groups left treatment sooner than others; nothing where no groups were compared."""
    if compared(page).empty:
        return
    page.section("summary.for_whom")
    page.sentence("summary.left_sooner.lead", **words_of_comparisons(page))
    sooner = left_sooner(page)
    if not sooner.empty:
        page.bullets(said_of_sooner(page, sooner))
    said = [places_compared(page), page.text("summary.left_sooner.places")]
    show(Markdown(" ").join(each for each in said if each is not None))


def _listed(page: Page, row: pd.Series) -> Markdown:
    scope = scope_of(page, row)
    if row["judgement"] != "unknown":
        is_sum = row["quantity"] == "deaths_averted"
        words = fewer_or_more(page, row) if is_sum else {}
        said = page.said(f"summary.listed.{row['quantity']}", row["result_id"], scope=scope, **words)
        more = []
        if is_sum and is_sum_of_series(page, row):
            more.append(page.text("summary.listed.sum_of_series"))
        if is_sum and (months := far_horizon(page, pd.DataFrame([row]))):
            more.append(page.text("summary.answer.averted.far", count=months))
        return Markdown(" ").join([said, *more])
    what = page.text(f"summary.quantity.{row['quantity']}")
    return page.text("summary.listed.unknown", what=what, scope=scope) + page.marks(row["result_id"])


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
            totals,
            f"summary.{name}",
            download=name,
            digits=dict.fromkeys(totals, 0),
            heads={"": page.plain("summary.no_arm"), **page.labels.of("arm")},
            years=_years(page.released.table(name)),
        )


def _years(table: pd.DataFrame) -> str:
    """Return the first and the last year of a table: ``2021–2023``."""
    column = next(name for name in ("year", "fiscal_year") if name in table)
    years = sorted(set(table[column].astype(str)))
    return years[0] if len(years) == 1 else f"{years[0]}–{years[-1]}"


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
        page.sentence("summary.hidden", count=len(hidden), reason=main_reason(hidden))


def planted_truths(page: Page) -> None:
    """Show, for synthetic data, how many of the planted truths the intervals hold."""
    if page.released.truth is None:
        return
    joined = page.released.truth.merge(page.released.results, on="result_id", how="inner")
    joined = joined[joined["conf_low"].notna() & joined["conf_high"].notna()]
    n_hidden = len(page.released.truth) - len(joined)
    if page.released.truth.empty:
        return
    if joined.empty:
        page.section("summary.truths")
        page.sentence("summary.truths_hidden", count=n_hidden)
        return
    inside = (joined["conf_low"] <= joined["truth"]) & (joined["truth"] <= joined["conf_high"])
    page.section("summary.truths")
    page.sentence(
        "summary.truths_found",
        inside=numbers.number(int(inside.sum()), 0, page.language),
        count=len(joined),
    )
    if n_hidden:
        page.sentence("summary.truths_hidden", count=n_hidden)
    words = [wording(row, page.catalogue) for _, row in joined.iterrows()]
    planted = joined.assign(estimate=joined["truth"])
    frame = pd.DataFrame(
        {
            "quantity": list(joined["description"]),
            "scope": [subject(page, row) for _, row in joined.iterrows()],
            "truth": [wording(row, page.catalogue)["estimate"] for _, row in planted.iterrows()],
            "estimate": [word["estimate"] for word in words],
            "interval": [word["interval"] for word in words],
            "inside": [page.plain("summary.inside.yes" if held else "summary.inside.no") for held in inside],
            "result_id": list(joined["result_id"]),
        }
    )
    if not inside.all():
        page.table(frame[~inside.to_numpy()], "summary.truths_missed")
    page.table(frame, "summary.truths_table", download="truth", folded=True)
