"""What an attacker reads in a released folder: every number of people, and whom it is about.

This is the audit's own reading of the released files. It shares with the admission only the closed list of what the
quantities count, not the code that made the release.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from evaluation.data.series_parts import SeriesParts
from evaluation.disclosure.across import ALONE, Across
from evaluation.disclosure.closed_list import Measure
from evaluation.disclosure.fact import Fact
from evaluation.disclosure.implied_file import read_implied
from evaluation.disclosure.judged import Judged, all_judged
from evaluation.disclosure.published.follow_up import PublishedFollowUp
from evaluation.disclosure.published.plan import PublishedPlan
from evaluation.disclosure.published.results import PublishedResults
from evaluation.disclosure.published.tables import PublishedTables


def read_facts(
    folder: Path, closed: Mapping[str, Mapping[str, frozenset[str]]] | None = None, across: Across = ALONE
) -> list[Fact]:
    """Return every number of people in ``results.csv``, ``tables/``, and of what models imply.

    Parameters
    ----------
    folder : Path
    closed : mapping
        Measure to the dimensions that have known levels and no others: whoever has a value has one of these.
    across : Across
        What other releases about the same people say; definitions of retention are compared with theirs.

    Raises
    ------
    KeyError, ValueError
        If a file is not what a release writes.
    """
    about = json.loads((folder / "about.json").read_text(encoding="utf-8"))
    results, tables, over_time = _read(folder)
    follow_up = PublishedFollowUp(results, over_time, across.ends)
    parts = across.parts | SeriesParts.of_plan(about["plan"])
    withheld = pd.read_csv(folder / "withheld.csv", dtype="str", keep_default_na=False)
    items = [item for item in withheld["item"] if "/" in item]
    plan = PublishedPlan(about, parts)
    numbers = PublishedResults(plan, results, closed or {}, follow_up, items)
    facts = [fact for row in [*results.to_dict("records"), *over_time] for fact in numbers.of_row(row)]
    facts += numbers.of_levels_without_rows(facts)
    facts += numbers.of_other_estimates(results.to_dict("records"))
    facts += _of_definitions(_judged(about, results, over_time), across.judged)
    facts += read_implied(folder, parts, follow_up)
    of_tables = PublishedTables(plan, closed or {})
    for meta, frame in tables:
        facts += of_tables.of_counts(meta, frame) if meta["kind"] == "counts" else of_tables.of_curve(meta, frame)
    return facts


def read_across(folder: Path) -> Across:
    """Return what a release says by which others about the same people are read.

    Raises
    ------
    KeyError, ValueError
        If a file is not what a release writes.
    """
    about = json.loads((folder / "about.json").read_text(encoding="utf-8"))
    results, _, over_time = _read(folder)
    ends = PublishedFollowUp(results, over_time).named
    return Across(ends, SeriesParts.of_plan(about["plan"]), _judged(about, results, over_time))


def _read(folder: Path) -> tuple[pd.DataFrame, list[tuple[dict[str, Any], pd.DataFrame]], list[dict[str, str]]]:
    results = pd.read_csv(folder / "results.csv", dtype="str", keep_default_na=False)
    tables = []
    for description in sorted((folder / "tables").glob("*.json")):
        meta = json.loads(description.read_text(encoding="utf-8"))
        tables.append((meta, pd.read_csv(description.with_suffix(".csv"), dtype="str", keep_default_na=False)))
    return results, tables, [row for meta, frame in tables for row in _as_results(meta, frame)]


def _as_results(meta: Mapping[str, Any], frame: pd.DataFrame) -> Iterator[dict[str, str]]:
    """Yield the rows of a curve of time in treatment, with the columns of results that are read."""
    if meta["kind"] != "curve" or not {"quantity", "period", "n_obs", "n_events"} <= set(frame.columns):
        return
    for row in frame.to_dict("records"):
        place = row["arm"] or row["community"] or row["subgroup"] or "all"
        result_id = "/".join((meta["analysis"], row["quantity"], place, row["cause"], meta["name"], row["period"]))
        yield row | {"analysis": meta["analysis"], "result_id": result_id, "table": meta["name"], "note": ""}


def _judged(
    about: Mapping[str, Any], results: pd.DataFrame, over_time: Sequence[Mapping[str, str]]
) -> tuple[Judged, ...]:
    return all_judged([*results.to_dict("records"), *over_time], about["plan"].get("retention"))


def _of_definitions(own: Sequence[Judged], before: Sequence[Judged]) -> Iterator[Fact]:
    """Yield what two definitions of retention differ by, of one release or of two; judged alone.

    What an earlier headline told is not told again by that of today.
    """
    known = {number for each in before if each.is_headline for number in each.numbers}
    now = [(one, other, frozenset()) for one, other in itertools.combinations(own, 2)]
    since = [(one, other, known if one.is_headline else frozenset()) for one in own for other in before]
    for one, other, told in (*now, *since):
        for words, rest in one.apart(other, told):
            text = f"{words} of {one.name} against {other.name}: {rest}, which"
            yield Fact(Measure.JUDGED_PERSON, rest, None, {}, text, "definitions", is_exact=False)
