"""What an attacker reads in a released folder: every number of people, and whom it is about.

This is the audit's own reading of the released files. It shares with the admission only the closed list of what the
quantities count, not the code that made the release.
"""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd

from evaluation.data.series_parts import SeriesParts
from evaluation.disclosure.across import ALONE, Across
from evaluation.disclosure.closed_list import KNOWN, MISSING, OF_CONTROLS, QUANTITIES, Entry, Measure, Model
from evaluation.disclosure.fact import OF_TABLE, Fact, Window
from evaluation.disclosure.implied_file import read_implied
from evaluation.disclosure.judged import Judged, all_judged
from evaluation.disclosure.published_follow_up import PublishedFollowUp
from evaluation.disclosure.rested_on import differences
from evaluation.disclosure.rounding_rules import between
from evaluation.disclosure.scope import finest
from evaluation.disclosure.unlisted_levels import levels_without_rows, unlisted_groups

_MONTHS_ON_A_LINE = 2
_DATE = len("2020-01-06")
_HALF = Decimal("0.5")
_NAMING_ALL = "all levels of "
"""How the family of numbers of the results begins whose rows name every level that somebody has."""
_TELLS_APART = {"overdose_deaths": "community", "interrupted_series": "series"}
"""What tells the series of an analysis apart."""

_STEPS = {
    "week": pd.DateOffset(weeks=1),
    "month": pd.DateOffset(months=1),
    "quarter": pd.DateOffset(months=3),
    "year": pd.DateOffset(years=1),
}


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
    reader = _Reader(about, results, closed or {}, follow_up, parts, items)
    facts = [fact for row in [*results.to_dict("records"), *over_time] for fact in reader.of_result(row)]
    facts += reader.of_unlisted(facts)
    facts += reader.of_other_estimates(results.to_dict("records"))
    facts += _of_definitions(_judged(about, results, over_time), across.judged)
    facts += read_implied(folder, parts, follow_up)
    for meta, frame in tables:
        facts += reader.of_counts(meta, frame) if meta["kind"] == "counts" else reader.of_curve(meta, frame)
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


class _Reader:
    def __init__(
        self,
        about: Mapping[str, Any],
        results: pd.DataFrame,
        closed: Mapping[str, Mapping[str, frozenset[str]]],
        follow_up: PublishedFollowUp,
        parts: SeriesParts,
        withheld: Sequence[str],
    ) -> None:
        self.closed, self.parts = closed, parts
        self.places = frozenset(about["communities"])
        self.arms: dict[str, frozenset[str]] = {}
        for arm in {*about["arms"], *(place["arm"] for place in about["communities"].values())}:
            self.arms[arm] = frozenset(key for key, place in about["communities"].items() if place["arm"] == arm)
        self.plan = about["plan"]
        self.levels: dict[str, set[str]] = {}
        for text in results["subgroup"].unique():
            for name, level in re.findall(r"([^=;]+)=([^;]*)", text):
                self.levels.setdefault(name, set()).add(level)
        for name, levels in closed.get(Measure.PERSON, {}).items():
            self.levels.setdefault(name, set()).update(levels - {MISSING})
        self.results = {row["result_id"]: row for row in results.to_dict("records")}
        self.withheld = withheld
        self.follow_up = follow_up
        self.everything = {
            analysis: (pd.Timestamp(start), pd.Timestamp(end)) for analysis, (start, end) in about["windows"].items()
        }

    def of_result(self, row: Mapping[str, str]) -> Iterator[Fact]:
        entry = QUANTITIES[row["analysis"], row["quantity"]]
        groups = self._groups_of(row, entry)
        window = self.everything.get(row["analysis"])
        if row["period"] and not row["period"].startswith("day "):
            window = _window(row["period"])
        if entry.model is Model.SEGMENTED and row["quantity"] in OF_CONTROLS:
            name = _TELLS_APART[row["analysis"]]
            others = (self._members(row["analysis"], key) for key in self.plan[row["analysis"]]["controls"])
            groups[name] = groups[name].union(*others)
        elif entry.model is Model.SEGMENTED and row["status"] != "primary":
            return
        if entry.model is Model.SEGMENTED and window:
            window = self._months_of_model(row["analysis"], window)
            if window is None:
                return
        about = "/".join((row.get("table", row["analysis"]), row["quantity"], *sorted(groups)))
        about += " by arm" if row["arm"] else ""
        about = f"{_NAMING_ALL}{about}" if entry.names_all else about
        for column in ("estimate", "n_obs", "n_events"):
            measure: Measure = getattr(entry, column)
            if measure and row[column]:
                value = int(float(row[column]))
                more = self.follow_up.states(row, entry, column, measure)
                words = f"{row['result_id']} ({column}): {row[column]}"
                if measure is Measure.LATER_EPISODE:
                    first = self.results.get(row["result_id"].replace("recurrent_hazard_ratio", "hazard_ratio"))
                    if first is None or not first[column]:
                        continue
                    value -= int(float(first[column]))
                    words += f" minus first episodes: {first[column]}, which leaves {value}"
                yield Fact(measure, value, window, groups | more, words, f"{about} {column}")

    def of_unlisted(self, facts: Sequence[Fact]) -> Iterator[Fact]:
        """Yield the zeros of levels that no row of a breakdown of counts in the results names."""
        families: dict[str, list[Fact]] = {}
        for fact in facts:
            if fact.family.startswith(_NAMING_ALL):
                families.setdefault(fact.family, []).append(fact)
        for family, members in families.items():
            known = levels_without_rows(self.closed.get(members[0].measure, {}), [*self.results, *self.withheld])
            yield from _zeros(members, known, family)

    def of_other_estimates(self, rows: Sequence[Mapping[str, str]]) -> Iterator[Fact]:
        """Yield what estimates of one series in different months differ by; judged alone, as all are one family."""
        series: dict[tuple[str, str], list[Mapping[str, str]]] = {}
        for row in rows:
            is_model = QUANTITIES[row["analysis"], row["quantity"]].model is Model.SEGMENTED
            if is_model and row["n_events"] and row["quantity"] not in OF_CONTROLS:
                series.setdefault((row["analysis"], row["result_id"].split("/")[2]), []).append(row)
        for (analysis, _), members in series.items():
            entry = QUANTITIES[analysis, members[0]["quantity"]]
            groups = self._groups_of(members[0], entry)
            for words, value, months in differences(members, self.plan.get(analysis, {})):
                window = (min(months).start_time, (max(months) + 1).start_time)
                words = f"results.csv, {words} leaves {value}, which"
                yield Fact(entry.n_events, value, window, groups, words, "differences", is_exact=False)

    def _months_of_model(self, analysis: str, window: Window) -> Window | None:
        """Return what of a window a model rests on, by the plan; None where months inside it are left out."""
        plan = self.plan.get(analysis, {})
        start, end = window
        if plan.get("provisional_from"):
            end = min(end, pd.Timestamp(plan["provisional_from"]))
        out = [pd.Timestamp(day) for day in plan.get("left_out", ())]
        step = _STEPS[plan.get("frequency", "month")]
        for each in plan.get("interventions", ()):
            first = pd.Timestamp(each["date"]) + each.get("lag", 0) * step
            out += [first + n * step for n in range(each.get("transition", 0))]
        return None if start >= end or any(start <= day < end for day in out) else (start, end)

    def of_counts(self, meta: Mapping[str, Any], frame: pd.DataFrame) -> list[Fact]:
        """Return the cells of a table, and the zeros of levels that no row names."""
        cells = list(self._cells(meta, frame))
        known = dict(self.closed.get(meta["measure"], {}))
        if "community" in known:
            named = (places for arm, places in self.arms.items() if arm)
            is_by_arm = "community" not in meta["handed_over"]
            known["community"] &= frozenset().union(*named) if is_by_arm else self.places
        return [*cells, *_zeros(cells, known, f"tables/{meta['name']}.csv")]

    def _cells(self, meta: Mapping[str, Any], frame: pd.DataFrame) -> Iterator[Fact]:
        size = meta["group_size"]
        column = size or meta["count"]
        names = [name for name in meta["dimensions"] if not (size and name == "theme")]
        rows = frame.drop_duplicates([*names, column]) if size else frame
        window = self.everything.get(meta["analysis"])
        if meta["window"]:
            window = (pd.Timestamp(meta["window"][0]), pd.Timestamp(meta["window"][1]))
        for row in rows.to_dict("records"):
            groups: dict[str, frozenset[str]] = {}
            when = window
            for name in names:
                if name == "period":
                    start, end = _window(row[name])
                    when = (max(start, window[0]), min(end, window[1]))
                    continue
                levels = finest(name, meta["covers"][name][row[name]])
                if name == "arm":
                    levels = frozenset().union(*(self.arms.get(level, {level}) for level in levels))
                place = "community" if name == "arm" else name
                groups[place] = groups.get(place, levels) & levels
            cell = ", ".join(f"{name} {row[name]}" for name in names)
            is_hidden = meta["suppressed"] and row[meta["suppressed"]] == "true"
            known = (1, None) if is_hidden else between(int(row[column]), meta["rounded_to"])
            value = known[0] if known[0] == known[1] else None
            words = f"tables/{meta['name']}.csv, {cell or 'all'}: {'hidden' if is_hidden else row[column]}"
            yield Fact(meta["measure"], value, when, groups, words, f"{OF_TABLE}{meta['name']}", between=known)

    def of_curve(self, meta: Mapping[str, Any], frame: pd.DataFrame) -> Iterator[Fact]:
        """Yield the sums of fitted events, which are near to counts: in all and between the plan's interventions.

        Of the curve of interviews, how many they are.

        A sum is taken where the digits that were left out cannot change the whole number that it is rounded to. A
        line of its own goes nearly through every month where there are two or fewer between interventions.
        """
        plan = self.plan.get(meta["analysis"], {})
        if list(frame.columns) == ["n_sources", "expected_themes"]:
            words = f"tables/{meta['name']}.csv: {len(frame)} interviews"
            yield Fact(
                Measure.PARTICIPANT, len(frame), self.everything.get(meta["analysis"]), {}, words, meta["name"]
            )
        if meta["kind"] != "curve" or not {"period", "series", "fitted"} <= set(frame.columns):
            return
        starts = sorted(pd.Timestamp(each["date"]) for each in plan.get("interventions", []))
        when = [_window(period) for period in frame["period"]]
        frame = frame.assign(start=[start for start, _ in when], end=[end for _, end in when])
        digits = max((_n_digits(text) for text in frame["fitted"]), default=1)
        for series, rows in frame.groupby("series"):
            name = _TELLS_APART[meta["analysis"]]
            groups = {} if series == "all" else {name: self._members(meta["analysis"], series)}
            edges = [rows["start"].min(), *starts, rows["end"].max()]
            months = list(zip(rows["start"], rows["end"], strict=True))
            spans = {(edges[0], edges[-1]), *itertools.pairwise(edges)}
            for start, end in itertools.pairwise(edges):
                inside = [month for month in months if start <= month[0] < end]
                spans |= set(inside if len(inside) <= _MONTHS_ON_A_LINE else ())
            for start, end in sorted(spans):
                inside = rows[(rows["start"] >= start) & (rows["end"] <= end)]
                value = _whole_sum(inside["fitted"], digits)
                if value is None:
                    continue
                words = f"tables/{meta['name']}.csv, sum of series {series}, {start:%Y-%m} to {end:%Y-%m}: {value}"
                family = f"sums of {meta['name']}" + (", in all" if (start, end) == (edges[0], edges[-1]) else "")
                measure = QUANTITIES[meta["analysis"], "level_change"].n_events
                yield Fact(measure, value, (start, end), groups, words, family, is_exact=False)

    def _members(self, analysis: str, key: str) -> frozenset[str]:
        """Return the communities of an arm; or a series, all that the plan calls parts of it, and their parts."""
        if _TELLS_APART[analysis] == "community":
            return self.arms.get(key, frozenset({key}))
        return self.parts.covered(key)

    def _groups_of(self, row: Mapping[str, str], entry: Entry) -> dict[str, frozenset[str]]:
        groups = {name: frozenset({level}) for name, level in entry.levels}
        third = row["result_id"].split("/")[2]
        if entry.id_names and third != "all":
            groups[entry.id_names] = frozenset({third})
        if entry.id_lacks:
            groups["community" if third == "arm" else third] = frozenset({MISSING})
        if row["arm"]:
            groups["community"] = self.arms[row["arm"]]
        if row["community"]:
            groups["community"] = frozenset({row["community"]})
        for name, level in re.findall(r"([^=;]+)=([^;]*)", row["subgroup"]):
            if name != "theme":
                groups["community" if name == "arm" else name] = (
                    self.arms[level] if name == "arm" else finest(name, {level})
                )
        if "series" in groups:
            groups["series"] = self._members(row["analysis"], *groups["series"])
        if entry.compares and (other := re.search(r"reference: ([^;]+)", row["note"])):
            name = next(name for name in groups if name not in dict(entry.levels))
            level = other[1].strip()
            groups[name] = frozenset(groups[name]) | (self.arms[level] if row["arm"] else {level})
        plan = self.plan.get(row["analysis"], {})
        compared = [third, *plan.get("strata", [])] if entry.id_compares else []
        if entry.model.of_hazards or entry.all_known:
            compared = [*plan.get("covariates", []), *plan.get("strata", []), *filter(None, [plan.get("cluster")])]
        for name in compared:
            if name in ("arm", "community"):
                whole = frozenset().union(
                    *(places for arm, places in self.arms.items() if arm or name == "community")
                )
                groups.setdefault("community", whole)
            else:
                groups.setdefault(name, self.levels.get(name, {KNOWN}))
        return {name: frozenset(levels) for name, levels in groups.items()}


def _as_results(meta: Mapping[str, Any], frame: pd.DataFrame) -> Iterator[dict[str, str]]:
    """Yield the rows of a curve of time in treatment, with the columns of results that are read."""
    if meta["kind"] != "curve" or not {"quantity", "period", "n_obs", "n_events"} <= set(frame.columns):
        return
    for row in frame.to_dict("records"):
        place = row["arm"] or row["community"] or row["subgroup"] or "all"
        result_id = "/".join((meta["analysis"], row["quantity"], place, row["cause"], meta["name"], row["period"]))
        yield row | {"analysis": meta["analysis"], "result_id": result_id, "table": meta["name"], "note": ""}


def _zeros(cells: Sequence[Fact], known: Mapping[str, frozenset[str]], where: str) -> Iterator[Fact]:
    """Yield the zeros of levels that are known and that no cell of a family is about."""
    for groups, missing in unlisted_groups([cell.groups for cell in cells], known):
        words = f"{where}, {missing}, not in any row: 0"
        for window in dict.fromkeys(cell.window for cell in cells):
            yield replace(
                cells[0], value=0, between=(0, 0), is_listed=False, window=window, groups=groups, words=words
            )


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


def _n_digits(text: str) -> int:
    """Return the significant digits of a number as it is written, without zeros at its end."""
    return len(Decimal(text).normalize().as_tuple().digits)


def _whole_sum(texts: Iterable[str], digits: int) -> int | None:
    """Return the whole number that rounded numbers add up to, or None where rounding leaves it open."""
    numbers = [Decimal(text) for text in texts]
    off = sum((Decimal(5).scaleb(number.adjusted() - digits) for number in numbers if number), Decimal(0))
    return round(sum(numbers)) if off < _HALF else None


def _window(period: str) -> Window:
    if "/" in period:
        start, end = period.split("/")
        return pd.Timestamp(start), pd.Timestamp(end)
    if len(period) == _DATE:
        return pd.Timestamp(period), pd.Timestamp(period) + pd.Timedelta(weeks=1)
    span = pd.Period(period.replace("-Q", "Q"))
    return span.start_time.normalize(), (span + 1).start_time.normalize()
