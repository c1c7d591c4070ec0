"""The results of a release: whom each number of people is about, and what follows from several of one series."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

import pandas as pd

from evaluation.disclosure.closed_list import KNOWN, MISSING, OF_CONTROLS, QUANTITIES, Entry, Measure, Model
from evaluation.disclosure.fact import Fact
from evaluation.disclosure.published.follow_up import PublishedFollowUp
from evaluation.disclosure.published.plan import TELLS_APART, PublishedPlan, window_of
from evaluation.disclosure.published.unlisted import zeros
from evaluation.disclosure.rested_on import differences
from evaluation.disclosure.scope import finest
from evaluation.disclosure.unlisted_levels import levels_without_rows

_NAMING_ALL = "all levels of "
"""How the family of numbers of the results begins whose rows name every level that somebody has."""
_GROUP = re.compile(r"([^=;]+)=([^;]*)")


class PublishedResults:
    """The rows of ``results.csv``, and those of curves that are read as such.

    Parameters
    ----------
    plan : PublishedPlan
    results : DataFrame
        ``results.csv`` as text.
    closed : mapping
        Measure to the dimensions that have known levels and no others.
    follow_up : PublishedFollowUp
    withheld : sequence of str
        Ids of results that are withheld.
    """

    def __init__(
        self,
        plan: PublishedPlan,
        results: pd.DataFrame,
        closed: Mapping[str, Mapping[str, frozenset[str]]],
        follow_up: PublishedFollowUp,
        withheld: Sequence[str],
    ) -> None:
        self._plan, self._closed, self._follow_up, self._withheld = plan, closed, follow_up, withheld
        self._levels: dict[str, set[str]] = {}
        for text in results["subgroup"].unique():
            for name, level in _GROUP.findall(text):
                self._levels.setdefault(name, set()).add(level)
        for name, levels in closed.get(Measure.PERSON, {}).items():
            self._levels.setdefault(name, set()).update(levels - {MISSING})
        self._rows = {row["result_id"]: row for row in results.to_dict("records")}

    def of_row(self, row: Mapping[str, str]) -> Iterator[Fact]:
        """Yield the numbers of people in a row."""
        entry = QUANTITIES[row["analysis"], row["quantity"]]
        groups = self._groups_of(row, entry)
        window = self._plan.windows.get(row["analysis"])
        if row["period"] and not row["period"].startswith("day "):
            window = window_of(row["period"])
        if entry.model is Model.SEGMENTED and row["quantity"] in OF_CONTROLS:
            name = TELLS_APART[row["analysis"]]
            others = (self._plan.members(row["analysis"], key) for key in self._plan.of(row["analysis"])["controls"])
            groups[name] = groups[name].union(*others)
        elif entry.model is Model.SEGMENTED and row["status"] != "primary":
            return
        if entry.model is Model.SEGMENTED and window:
            window = self._plan.months_of_model(row["analysis"], window)
            if window is None:
                return
        about = "/".join((row.get("table", row["analysis"]), row["quantity"], *sorted(groups)))
        about += " by arm" if row["arm"] else ""
        about = f"{_NAMING_ALL}{about}" if entry.names_all else about
        for column in ("estimate", "n_obs", "n_events"):
            measure: Measure = getattr(entry, column)
            if measure and row[column]:
                value = int(float(row[column]))
                more = self._follow_up.states(row, entry, column, measure)
                words = f"{row['result_id']} ({column}): {row[column]}"
                if measure is Measure.LATER_EPISODE:
                    first = self._rows.get(row["result_id"].replace("recurrent_hazard_ratio", "hazard_ratio"))
                    if first is None or not first[column]:
                        continue
                    value -= int(float(first[column]))
                    words += f" minus first episodes: {first[column]}, which leaves {value}"
                yield Fact(measure, value, window, groups | more, words, f"{about} {column}")

    def of_levels_without_rows(self, facts: Sequence[Fact]) -> Iterator[Fact]:
        """Yield the zeros of levels that no row of a breakdown of counts in the results names."""
        families: dict[str, list[Fact]] = {}
        for fact in facts:
            if fact.family.startswith(_NAMING_ALL):
                families.setdefault(fact.family, []).append(fact)
        for family, members in families.items():
            known = levels_without_rows(self._closed.get(members[0].measure, {}), [*self._rows, *self._withheld])
            yield from zeros(members, known, family)

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
            for words, value, months in differences(members, self._plan.of(analysis)):
                window = (min(months).start_time, (max(months) + 1).start_time)
                words = f"results.csv, {words} leaves {value}, which"
                yield Fact(entry.n_events, value, window, groups, words, "differences", is_exact=False)

    def _groups_of(self, row: Mapping[str, str], entry: Entry) -> dict[str, frozenset[str]]:
        groups = {name: frozenset({level}) for name, level in entry.levels}
        third = row["result_id"].split("/")[2]
        if entry.id_names and third != "all":
            groups[entry.id_names] = frozenset({third})
        if entry.id_lacks:
            groups["community" if third == "arm" else third] = frozenset({MISSING})
        if row["arm"]:
            groups["community"] = self._plan.arms[row["arm"]]
        if row["community"]:
            groups["community"] = frozenset({row["community"]})
        for name, level in _GROUP.findall(row["subgroup"]):
            if name != "theme":
                groups["community" if name == "arm" else name] = (
                    self._plan.arms[level] if name == "arm" else finest(name, {level})
                )
        if "series" in groups:
            groups["series"] = self._plan.members(row["analysis"], *groups["series"])
        if entry.compares and (other := re.search(r"reference: ([^;]+)", row["note"])):
            name = next(name for name in groups if name not in dict(entry.levels))
            level = other[1].strip()
            groups[name] = frozenset(groups[name]) | (self._plan.arms[level] if row["arm"] else {level})
        plan = self._plan.of(row["analysis"])
        compared = [third, *plan.get("strata", [])] if entry.id_compares else []
        if entry.model.of_hazards or entry.all_known:
            compared = [*plan.get("covariates", []), *plan.get("strata", []), *filter(None, [plan.get("cluster")])]
        for name in compared:
            if name in ("arm", "community"):
                whole = frozenset().union(
                    *(places for arm, places in self._plan.arms.items() if arm or name == "community")
                )
                groups.setdefault("community", whole)
            else:
                groups.setdefault(name, self._levels.get(name, {KNOWN}))
        return {name: frozenset(levels) for name, levels in groups.items()}
