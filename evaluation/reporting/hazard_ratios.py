"""The part of the retention page on hazard ratios: several differences at once, in words that intervals allow."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import pandas as pd

from evaluation.reporting import numbers
from evaluation.reporting.figures import retention as figures
from evaluation.reporting.findings import Certainty, certainty, wording
from evaluation.reporting.labels import Labels
from evaluation.reporting.markdown import Markdown, one_line
from evaluation.reporting.page import Page

_STEM = "retention"
_REFERENCE = "reference level"
_HARDLY = 1.5e-4
"""Nearer to 1, a ratio with the four digits of a release differs from 1 by one in the last, or not at all."""
_SOONER = (Certainty.HIGHER, Certainty.LOWER)


def hazards(page: Page) -> None:
    """Show the hazard ratios of leaving, in words that their intervals allow."""
    covariates = page.plan.names(_STEM, "covariates")
    if not covariates:
        return
    rows = hazard_rows(page.released.results, covariates, page.labels)
    page.section("retention.hazards")
    for covariate in covariates:
        if covariate not in set(rows["covariate"]):
            page.missing("retention/hazard_ratio", dimension=covariate)
    if rows.empty:
        return
    names = [page.catalogue.dimension(name) for name in dict.fromkeys(rows["covariate"])]
    page.sentence("retention.hazards_lead", covariates=", ".join(names))
    references = _references(page, rows)
    compared = rows[~rows["is_reference"]]
    page.bullets([_hazard(page, row, references) for _, row in compared.iterrows()])
    if rows["conf_low"].notna().any():
        page.figure(
            figures.hazard_ratios(rows, labels=page.labels, catalogue=page.catalogue),
            key="retention.hazard_ratios",
            frame=_ratios(page, rows),
            download="results",
            summary=" ".join(_in_short(page, row, references) for _, row in compared.iterrows()),
            conf_level=page.conf_level(_STEM),
        )
    page.note("retention.not_caused")
    _over_time(page)


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


def compared(page: Page) -> pd.DataFrame:
    """Return the hazard ratios that have an interval: each compares a group with another."""
    rows = hazard_rows(page.released.results, page.plan.names(_STEM, "covariates"), page.labels)
    return rows[[certainty(row) in (*_SOONER, Certainty.UNCLEAR) for _, row in rows.iterrows()]]


def left_sooner(page: Page) -> pd.DataFrame:
    """Return those of :func:`compared` in which a group left sooner than another, by the whole interval."""
    rows = compared(page)
    return rows[[certainty(row) in _SOONER for _, row in rows.iterrows()]]


def words_of_comparisons(page: Page) -> dict[str, str | int]:
    """Return how many comparisons there are, in how many a group left sooner, and how many would show it by chance.

    Where no groups differ, each interval leaves out "no difference" with the same small probability, so that the
    expected number is known, however the comparisons depend on one another.
    """
    count, sooner = len(compared(page)), len(left_sooner(page))
    return {
        "count": count,
        "sooner": numbers.number(sooner, 0, page.language) if sooner else page.plain("summary.left_sooner.none"),
        "chance": numbers.number(count * (1.0 - page.plan.conf_level(_STEM)), 1, page.language),
    }


def said_of_sooner(page: Page, rows: pd.DataFrame) -> list[Markdown]:
    """Return for each row of :func:`left_sooner` who left sooner than whom, with its source mark; shows nothing."""
    results = page.released.results
    references = _references(page, hazard_rows(results, page.plan.names(_STEM, "covariates"), page.labels))
    said = []
    for _, row in rows.iterrows():
        what = "number" if _is_number(row, references) else "group"
        key = f"summary.left_sooner.{what}_{certainty(row)}"
        said.append(page.said(key, row["result_id"], **_whom(page, row, references)))
    return said


def _over_time(page: Page) -> None:
    """Show whether the ratios change with time, by the test of all of them, and for which characteristics."""
    item = f"{_STEM}/proportional_hazards/"
    row = page.released.estimate(f"{item}all")
    if row is None or math.isnan(row["p_value"]):
        page.sentence("retention.over_time.not_shown")
        return
    alpha = 1.0 - page.plan.conf_level(_STEM)
    if row["p_value"] >= alpha:
        page.finding("retention.over_time.no_sign", row["result_id"])
        return
    tests = page.released.estimates(item)
    tests = tests[(tests["result_id"] != row["result_id"]) & (tests["p_value"] < alpha)]
    names = [page.catalogue.dimension(str(result_id).split("/")[2]) for result_id in tests["result_id"]]
    small = "_small" if row["p_value"] < 0.001 else ""
    page.finding(f"retention.over_time.change{small}", row["result_id"])
    if names:
        page.sentence("retention.over_time.of", sources=tests["result_id"], covariates=page.catalogue.listed(names))


def _whom(page: Page, row: pd.Series, references: Mapping[str, str]) -> dict[str, str]:
    covariate = str(row["covariate"])
    return {
        "scope": page.labels.scope(row),
        "covariate": _capital(page.catalogue.dimension(covariate)),
        "reference": references.get(covariate, page.plain("retention.reference_not_shown")),
        "unit": Markdown(" ") + page.text("retention.unit", unit=unit) if (unit := _unit(page, covariate)) else "",
    }


def _unit(page: Page, covariate: str) -> str:
    """Return the unit that the study declared for a column of its own; blank where it has none."""
    return one_line(page.plan.of(_STEM).get("own_columns", {}).get(covariate, {}).get("unit", ""))


def _references(page: Page, rows: pd.DataFrame) -> dict[str, str]:
    return {row["covariate"]: page.labels.scope(row) for _, row in rows[rows["is_reference"]].iterrows()}


def _is_number(row: pd.Series, references: Mapping[str, str]) -> bool:
    return row["covariate"] not in references and not (row["subgroup"] or row["arm"] or row["community"])


def _side(row: pd.Series, references: Mapping[str, str]) -> str:
    """Return which sentence a ratio deserves; ``too_close`` where one unit of a number changes hardly a digit."""
    sure = certainty(row)
    ends = (row["conf_low"], row["conf_high"])
    is_same = round(row["estimate"] - 1.0, numbers.MOST_DIGITS) == 0.0
    if _is_number(row, references) and is_same and all(abs(end - 1.0) < _HARDLY for end in ends):
        return "too_close"
    return "unclear" if sure is Certainty.NOT_COMPARED else sure.value


def _hazard(page: Page, row: pd.Series, references: Mapping[str, str]) -> Markdown:
    key = "retention.hazard_ratio_of_number" if _is_number(row, references) else "retention.hazard_ratio"
    words = {**_whom(page, row, references), **wording(row, page.catalogue)}
    return page.text(f"{key}.{_side(row, references)}", **words) + page.marks(row["result_id"])


def _in_short(page: Page, row: pd.Series, references: Mapping[str, str]) -> str:
    key = f"retention.hazard_ratios.summary.{_side(row, references)}"
    is_group = bool(row["subgroup"] or row["arm"] or row["community"])
    scope = page.labels.scope(row) if is_group else _capital(page.catalogue.dimension(str(row["covariate"])))
    reference = references.get(str(row["covariate"]))
    if is_group and reference:
        scope = page.plain("retention.hazard_ratios.compared", scope=scope, reference=reference)
    return page.plain(key, scope=scope, estimate=numbers.by_unit(row["estimate"], row["unit"], page.language))


def _ratios(page: Page, rows: pd.DataFrame) -> pd.DataFrame:
    words = [wording(row, page.catalogue) for _, row in rows.iterrows()]
    return pd.DataFrame(
        {
            "scope": [
                page.labels.scope(row)
                if row["subgroup"] or row["arm"] or row["community"]
                else _capital(page.catalogue.dimension(str(row["covariate"])))
                for _, row in rows.iterrows()
            ],
            "estimate": [word["estimate"] for word in words],
            "interval": [word["interval"] for word in words],
            "n_obs": [word["n_obs"] for word in words],
            "n_events": [word["n_events"] for word in words],
            "result_id": rows["result_id"].to_numpy(),
        }
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
