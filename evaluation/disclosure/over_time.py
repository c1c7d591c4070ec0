"""Curves of time in treatment at more days than the landmarks that are shown: finer steps, by the same rule.

A curve passes through every landmark that is shown of its breakdown, and has as many days between two of them as is
safe: nobody, or enough people, left, died, moved or were censored from each of its days to the next, in every level.
People at risk and events at its days count as published with it, beside those of the landmarks.
"""

from __future__ import annotations

import itertools
import math
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache, partial

from evaluation.data.output_table import Sensitivity, TableKind
from evaluation.disclosure.admission import Admission, Candidate, Output
from evaluation.disclosure.closed_list import QUANTITIES
from evaluation.disclosure.follow_up import START, curve_days, day_of, is_day, steps_of
from evaluation.disclosure.landmarks import longest_chains, merged
from evaluation.disclosure.ledger_counts import LedgerReader
from evaluation.disclosure.ledger_rows import Row, breakdown_of, dimensions_of
from evaluation.disclosure.policy import Policy
from evaluation.disclosure.row_rules import released_row, satisfies_rule
from evaluation.disclosure.run_folder import FinishedRun, RestrictedTable
from evaluation.disclosure.scope import Count
from evaluation.disclosure.table_outputs import TableOutput
from evaluation.disclosure.treatment_forms import TreatmentForms

NO_LANDMARK = "none of its landmarks is shown, and it would be finer than these"
NO_STEP = "between the landmarks that are shown, a step would stand for too few people"
ANOTHER = "the run does not have the steps that its landmarks rest on"
_ANALYSIS = "retention"
_CURVES = {
    "retained": ("retained_over_time", "survival_curve", "survival"),
    "cumulative_incidence": ("incidence_over_time", "incidence_curve", "incidence"),
}
"""Of each quantity at landmarks: the released table, the run's restricted one, and its column of estimates."""
_COLUMNS = ("quantity", "arm", "community", "subgroup", "cause", "period")
_NUMBERS = ("estimate", "conf_low", "conf_high", "n_obs", "n_events")
_THINNED = (1, 2, 3, 4, 6)
_CLOSE = 1e-9


def curves_over_time(run: FinishedRun, policy: Policy, shown: Admission, reader: LedgerReader) -> list[TableOutput]:
    """Return the curves that may be released beside what is shown of the ledger.

    Parameters
    ----------
    run : FinishedRun
    policy : Policy
    shown : Admission
        Of the ledger.
    reader : LedgerReader

    Returns
    -------
    list of TableOutput
        One for each quantity and way of breaking it down; those that may not be have a refusal.
    """
    section = run.evaluation.retention
    breakdowns: dict[str, list[Row]] = {}
    for row in run.ledger if section else ():
        entry = QUANTITIES[row["analysis"], row["quantity"]]
        if row["analysis"] == _ANALYSIS and row["quantity"] in _CURVES:
            breakdowns.setdefault(breakdown_of(row, entry), []).append(row)
    named = _days_named(shown)
    found = []
    for name, rows in breakdowns.items():
        admitted = shown.admitted.get(name)
        landmarks = sorted({day_of(row["period"]) for row in admitted.payload}) if admitted else []
        curve = _Curve(rows, run, policy, reader)
        refusal = curve.refusal(landmarks)
        forms = [] if refusal else list(curve.forms(landmarks, named))
        found.append(
            TableOutput(
                output=Output(f"table {curve.name}", lambda forms=forms: forms),
                table=curve.table(()),
                refusal=refusal or ("" if forms else NO_STEP),
                size=(1, len(rows)),
            )
        )
    return found


def _days_named(shown: Admission) -> frozenset[int]:
    """Return the days that results which are shown tell apart."""
    payloads = [each.payload for each in shown.admitted.values()]
    rows = itertools.chain.from_iterable(each for each in payloads if isinstance(each, tuple))
    days = (row["period"] for row in rows if row["analysis"] == _ANALYSIS and is_day(row["period"]))
    return frozenset(map(day_of, days))


class _Curve:
    """One quantity in all levels of one breakdown."""

    def __init__(self, rows: Sequence[Row], run: FinishedRun, policy: Policy, reader: LedgerReader) -> None:
        table, source, self._column = _CURVES[rows[0]["quantity"]]
        by = dimensions_of(rows[0], QUANTITIES[_ANALYSIS, rows[0]["quantity"]])
        self.name = "_by_".join((table, *by))
        self._run_rows, self._policy, self._reader = rows, policy, reader
        self._sensitivity = run.sensitivities[_ANALYSIS]
        self._days = curve_days(run.evaluation.retention)
        self._rows = tuple(self._at_days(steps_of(run, source)))
        forms = TreatmentForms(rows, policy, self._sensitivity, reader, partial(satisfies_rule, policy=policy))
        self._is_safe_step = forms.is_safe_step

    def refusal(self, landmarks: Sequence[int]) -> str:
        """Return why no form of it may be released; blank where one may."""
        if not landmarks:
            return NO_LANDMARK
        ours = {(_line(row), row["period"]): row for row in self._rows}
        theirs = [row for row in self._run_rows if day_of(row["period"]) in landmarks]
        pairs = [(row, ours.get((_line(row), row["period"]))) for row in theirs]
        return "" if all(own and _agree(row, own) for row, own in pairs) else ANOTHER

    def forms(self, landmarks: Sequence[int], named: frozenset[int]) -> Iterator[Candidate]:
        """Yield the curve with as many days as is safe, then with fewer."""

        @cache
        def step_is_safe(since: int, day: int) -> bool:
            is_public = self._sensitivity is Sensitivity.PUBLIC
            return is_public or self._is_safe_step(merged(self._rows, since, day), since)

        chains = (self._chain(landmarks, named, step_is_safe, every) for every in _THINNED)
        for chain in dict.fromkeys(chains):
            if len(chain) > len(landmarks):
                steps = itertools.pairwise([START, *chain])
                rows = [row for since, day in steps for row in merged(self._rows, since, day)]
                yield Candidate(tuple(self._counts(rows)), self.table(rows))

    def table(self, rows: Sequence[Row]) -> RestrictedTable:
        """Return rows as a table that may be released, rounded as results at landmarks are."""
        kept = [released_row(row, self._policy)[0] | {"cause": row["cause"]} for row in rows]
        columns = (*_COLUMNS, *_NUMBERS)
        cells = tuple(tuple(row[name] for name in columns) for row in kept)
        return RestrictedTable(self.name, _ANALYSIS, TableKind.CURVE, self._sensitivity, {}, columns, cells)

    def _chain(
        self, landmarks: Sequence[int], named: frozenset[int], is_safe: Callable[[int, int], bool], every: int
    ) -> tuple[int, ...]:
        """Return days through all landmarks; none are added beside a day that another result tells apart."""
        chain: tuple[int, ...] = ()
        for since, day in itertools.pairwise([START, *landmarks]):
            between = [each for each in self._days if since < each < day][every - 1 :: every]
            between = [] if any(since < each < day for each in named) else between
            chain += longest_chains([*between, day], is_safe, since).get(day, (day,))
        return chain

    def _counts(self, rows: Sequence[Row]) -> Iterator[Count]:
        if self._sensitivity is Sensitivity.PUBLIC:
            return
        for count in self._reader.counts(rows):
            yield replace(count, where=f"table {self.name}", block=f"table {self.name}, {count.block}")

    def _at_days(self, run_steps: Iterable[dict[str, str]]) -> Iterator[Row]:
        """Yield rows like those at landmarks, at every day, with the events since the day before."""
        lines: dict[tuple[str, str], list[dict[str, str]]] = {}
        for step in run_steps:
            lines.setdefault((step["scope"], step.get("cause", "")), []).append(step)
        for line, row in {_line(row): row for row in self._run_rows}.items():
            steps = lines.get(line, [])
            for since, day in itertools.pairwise([START, *self._days]):
                yield _at_day(row, steps, since, day, self._column)


def _at_day(row: Row, steps: Sequence[Mapping[str, str]], since: int, day: int, column: str) -> Row:
    """Return a row of the ledger at another day, from the steps of the curve."""
    times = [float(step["time"]) for step in steps]
    after = bisect_right(times, day)
    last = steps[after - 1] if after else {}
    ahead = bisect_left(times, day)
    n_events = sum(float(step["n_events"]) for step in steps[bisect_right(times, since) : after])
    return {
        **row,
        "result_id": f"{row['result_id'].rpartition('/')[0]}/d{day}",
        "period": f"day {day}",
        "cause": _line(row)[1],
        "estimate": last.get(column, "1.0" if row["quantity"] == "retained" else "0.0"),
        "conf_low": last.get("conf_low", ""),
        "conf_high": last.get("conf_high", ""),
        "n_obs": str(int(float(steps[ahead]["n_risk"]))) if ahead < len(steps) else "0",
        "n_events": str(int(n_events)),
        "note": "",
    }


def _line(row: Row) -> tuple[str, str]:
    """Return the scope and the way of leaving of a row at a landmark, as the run's curves name them."""
    parts = row["result_id"].split("/")
    return parts[2], parts[3] if row["quantity"] == "cumulative_incidence" else ""


def _agree(row: Row, own: Row) -> bool:
    """Tell whether a landmark of the ledger is what the curve says of its day."""
    if not (row["estimate"] and row["n_obs"]):
        return row["estimate"] == own["estimate"]
    same = math.isclose(float(row["estimate"]), float(own["estimate"] or "nan"), abs_tol=_CLOSE)
    return same and float(row["n_obs"]) == float(own["n_obs"])
