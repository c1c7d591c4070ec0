"""How much the share retained depends on the definition of leaving."""

from __future__ import annotations

import pandas as pd

from evaluation.reporting import numbers
from evaluation.reporting.figures.definitions import (
    definition_name,
    definitions_of,
    is_headline,
    retained_by_definition,
)
from evaluation.reporting.findings import wording
from evaluation.reporting.markdown import Markdown
from evaluation.reporting.page import Page, show
from evaluation.reporting.treatment.route import PERSONS, STEM, day_of, is_expected, route

_ITEM = f"{STEM}/retained_by_definition"
_AREA = "retention.figure.definition"
_SHARE_COVERED = 0.8


def has_definitions(page: Page) -> bool:
    """Tell whether the release has the share retained by another definition than that of the report."""
    rows = definitions_of(page.released.estimates(f"{_ITEM}/all/"))
    return not rows.empty and not bool(is_headline(rows, _gap(page)).all())


def by_definition(page: Page) -> None:
    """Show the share retained by each definition, that of the report marked; nothing without rows of medication."""
    if not has_definitions(page):
        if route(page) != PERSONS or is_expected(page, _ITEM):
            page.section("retention.by_definition.heading")
            page.missing(_ITEM)
        return
    rows = definitions_of(page.released.estimates(f"{_ITEM}/all/"))
    page.section("retention.by_definition.heading", anchor="definitions")
    page.sentence("retention.by_definition.lead")
    lowest, highest = _ends(rows)
    words = _words_of_range(page, rows)
    show(definitions_range(page))
    headline = rows[is_headline(rows, _gap(page))]
    for _, row in headline.iterrows():
        page.sentence("retention.by_definition.ours", sources=[row["result_id"]], share=_percent(page, row), **words)
    summary = [
        page.plain("retention.by_definition.summary.lowest", name=_name(page, lowest), share=words["lowest"]),
        page.plain("retention.by_definition.summary.highest", name=_name(page, highest), share=words["highest"]),
        *(
            page.plain("retention.by_definition.summary.ours", share=_percent(page, row))
            for _, row in headline.iterrows()
        ),
    ]
    page.figure(
        retained_by_definition(rows, gap_days=_gap(page), share_covered=_share(page), catalogue=page.catalogue),
        key="retention.by_definition.figure",
        frame=_table(page, rows),
        download="results",
        summary=" ".join(summary),
        days=words["days"],
        conf_level=page.conf_level(STEM),
    )
    if "leaving" not in set(rows["deaths"]):
        page.sentence("retention.by_definition.deaths_not_leaving")
    page.note("retention.by_definition.no_choice")


def definitions_range(page: Page) -> Markdown:
    """Return between which shares the definitions lie, with their source marks; shows nothing."""
    rows = definitions_of(page.released.estimates(f"{_ITEM}/all/"))
    said = page.text("retention.by_definition.range", **_words_of_range(page, rows))
    return said + page.marks(*(row["result_id"] for row in _ends(rows)))


def _ends(rows: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    return rows.loc[rows["estimate"].idxmin()], rows.loc[rows["estimate"].idxmax()]


def _words_of_range(page: Page, rows: pd.DataFrame) -> dict[str, str]:
    lowest, highest = (_percent(page, row) for row in _ends(rows))
    return {"days": day_of(rows["period"].iloc[0]), "lowest": lowest, "highest": highest}


def _gap(page: Page) -> int:
    return int(page.plan.of(STEM).get("gap_days", 0))


def _share(page: Page) -> float:
    return float(page.plan.of(STEM).get("definition_share_covered", _SHARE_COVERED))


def _percent(page: Page, row: pd.Series) -> str:
    return numbers.percent(row["estimate"], 1, page.language)


def _name(page: Page, row: pd.Series) -> str:
    """Return what a definition is called, with its kind."""
    kind = page.plain(f"{_AREA}.{row['measure']}.title")
    return page.plain(
        "retention.by_definition.named",
        kind=kind,
        name=definition_name(row, _gap(page), _share(page), page.catalogue),
    )


def _table(page: Page, rows: pd.DataFrame) -> pd.DataFrame:
    words = [wording(row, page.catalogue) for _, row in rows.iterrows()]
    return pd.DataFrame(
        {
            "definition": [_name(page, row) for _, row in rows.iterrows()],
            "deaths_are": [page.plain(f"{_AREA}.deaths.{deaths}") for deaths in rows["deaths"]],
            "estimate": [word["estimate"] for word in words],
            "interval": [word["interval"] for word in words],
            "n_counted": rows["n_obs"].astype("Int64").to_numpy(),
            "result_id": rows["result_id"].to_numpy(),
        }
    )
