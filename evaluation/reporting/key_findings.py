"""The headline of each analysis as a card, and what a reader must know before quoting one."""

from __future__ import annotations

import pandas as pd

from evaluation.reporting import numbers
from evaluation.reporting.deaths.gate import closed_series, gate_of, reason_words
from evaluation.reporting.deaths.judgement import effects_are_known
from evaluation.reporting.deaths.rows import STEM, beside_controls, is_short, rows_of_quantity, scope_of
from evaluation.reporting.findings import Certainty, certainty, wording
from evaluation.reporting.markdown import Markdown
from evaluation.reporting.page import Card, Page
from evaluation.reporting.treatment.route import condition
from evaluation.stats.coder_agreement import TENTATIVE

MOST_SERIES = 4
HEADLINES = ("rate_ratio_12_months", "level_change")


def cards(page: Page) -> list[Card]:
    """Return the headline of each analysis that was released: deaths by series, then retention, then themes.

    Deaths show at most four cards, in the order of the ledger; :func:`caveats` says how many more there are.
    """
    return [_card(page, row) for row in [*headline_deaths(page)[:MOST_SERIES], *_retention(page), *_themes(page)]]


def caveats(page: Page) -> list[Markdown]:
    """Return, as sentences, what limits the conclusions that the cards invite."""
    said = []
    deaths = headline_deaths(page)
    if len(deaths) > MOST_SERIES:
        said.append(page.text("summary.caveat.more", count=len(deaths) - MOST_SERIES))
    if page.plan.interventions:
        key = "short" if is_short(page) else "design"
        said.append(page.text(f"summary.caveat.{key}", controls=beside_controls(page)))
        if not deaths:
            key = "headline_not_shown" if effects_are_known(page) else "no_effect_shown"
            said.append(page.text(f"summary.caveat.{key}"))
    if deaths and page.plan.interventions:
        said += [
            page.text("summary.caveat.closed", scopes=page.catalogue.listed(names), reason=reason)
            for reason, names in closed_series(page).items()
        ]
        if len(deaths) > 1:
            said.append(page.text("summary.caveat.not_compared"))
    return said


def subject(page: Page, row: pd.Series) -> str:
    """Return what a row is about, in words: its theme, or its group of people."""
    what = str(row["result_id"]).split("/")[2]
    is_theme = row["quantity"] == "prevalence" or what in page.labels.of("theme")
    return page.labels.label("theme", what) if is_theme else page.labels.scope(row)


def headline_deaths(page: Page) -> list[pd.Series]:
    """Return the effects where they may be spoken of, or the trends where no intervention was declared."""
    if page.plan.interventions and is_short(page):
        return []
    for quantity in HEADLINES if page.plan.interventions else ("annual_change",):
        rows = rows_of_quantity(page, quantity)
        rows = rows[rows["estimate"].notna()]
        if not rows.empty:
            return [row for _, row in rows.iterrows()]
    return []


def _retention(page: Page) -> list[pd.Series]:
    rows = page.released.results
    found = rows[rows["result_id"].str.startswith("retention/retained/all/") & rows["estimate"].notna()]
    return [row for _, row in found[found["period"] == "day 180"].iterrows()]


def _themes(page: Page) -> list[pd.Series]:
    found = _prevalences(page)
    return [row for _, row in found.nlargest(1, "estimate").iterrows()]


def _prevalences(page: Page) -> pd.DataFrame:
    rows = page.released.results
    return rows[
        (rows["quantity"] == "prevalence") & rows["result_id"].str.endswith("/all") & rows["estimate"].notna()
    ]


def _card(page: Page, row: pd.Series) -> Card:
    key = f"summary.card.{row['quantity']}"
    words = {"scope": scope_of(page, row), **wording(row, page.catalogue)}
    words |= _more_words(page, row)
    sure, side = certainty(row), "sentence"
    is_effect = row["analysis"] == STEM and row["quantity"] in HEADLINES
    if is_effect and not (gate := gate_of(page, row)).is_open:
        sure, side = Certainty.UNCLEAR, "closed"
        words["reason"] = reason_words(page, gate)
    elif sure is Certainty.UNCLEAR:
        side = "unclear"
    interval = words.get("change_interval", words["interval"])
    return Card(
        heading=page.text(f"{key}.heading", **words),
        value=words.get("change", words["estimate"]),
        interval=page.text("summary.card.no_interval")
        if interval == numbers.NOT_SHOWN
        else page.text("summary.card.interval", conf_level=words["conf_level"], interval=interval),
        sentence=page.text(f"{key}.{side}", **words),
        result_id=row["result_id"],
        certainty=sure,
    )


def _more_words(page: Page, row: pd.Series) -> dict[str, str]:
    if row["quantity"] == "prevalence":
        themes = _prevalences(page)
        equal = themes[themes["estimate"] == row["estimate"]]
        names = [subject(page, each) for _, each in equal.iterrows()]
        return {
            "theme": page.catalogue.listed(names),
            "n_themes": numbers.number(len(themes), 0, page.language),
            "agreement": _agreement(page, [each.split("/")[2] for each in equal["result_id"]]),
        }
    if row["quantity"] == "retained":
        persons = page.released.estimate("retention/persons/all")
        return {
            "persons": page.plain("summary.card.retained.people")
            if persons is None
            else page.plain(
                "summary.card.retained.persons", number=numbers.number(persons["estimate"], 0, page.language)
            ),
            "condition": condition(page),
        }
    return {}


def _agreement(page: Page, themes: list[str]) -> str:
    """Return a warning that names the themes on which two coders were not shown to agree reliably, or nothing."""
    rows = {theme: page.released.estimate(f"themes/alpha/{theme}") for theme in themes}
    doubtful = [theme for theme, row in rows.items() if row is None or not row["conf_low"] >= TENTATIVE]
    if not doubtful:
        return ""
    names = [page.labels.label("theme", theme) for theme in doubtful]
    return page.text("summary.card.prevalence.unreliable", themes=page.catalogue.listed(names))
