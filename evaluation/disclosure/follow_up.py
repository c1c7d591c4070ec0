"""How follow-up of a person can end, as far as days that results name tell it apart: results as sets of people.

At risk at a landmark are those followed up to that day or longer, whatever happens on it; the events of a landmark
are those after the one before, up to and including its day. An event on the day of a landmark is thus in both.
Follow-up ends with leaving, in another way that competes with it (death, a move), or is censored.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Iterator, Mapping

from evaluation.data.parameters import RetentionParameters
from evaluation.disclosure.closed_list import QUANTITIES, Kind
from evaluation.disclosure.published.follow_up import NO_ENDS, Ends
from evaluation.disclosure.run_folder import FinishedRun

EVENT, CENSORED = "event", "censored"
"""Leaving, and the end of follow-up without any event."""
_LEFT = "left"
_EVERYBODY = "all"
_CURVES, _INCIDENCE = "survival_curve", "incidence_curve"
_OF_CAUSES = ("cumulative_incidence", "days_lost", "gray_test")
CURVE_STEPS = 12
START = -1
"""Before the first day of follow-up."""


class FollowUp:
    """The states in which follow-up can end, and how many were censored between landmarks.

    Parameters
    ----------
    run : FinishedRun
        Its days are those that periods of its results name, and those of curves; people censored are counted in
        its restricted curves.
    known : Ends
        Days and ways that earlier publications about the same people name.
    """

    def __init__(self, run: FinishedRun, known: Ends = NO_ENDS) -> None:
        survival = {pair for pair, entry in QUANTITIES.items() if entry.kind is Kind.SURVIVAL and not entry.compares}
        self._rows = {row["result_id"]: row for row in run.ledger if (row["analysis"], row["quantity"]) in survival}
        named = {day_of(row["period"]) for row in run.ledger if is_day(row["period"])}
        days = named.union(curve_days(run.evaluation.retention) if run.evaluation.retention else ())
        found = {_cause_of(row) for row in run.ledger if row["quantity"] in _OF_CAUSES}
        self.named = Ends(frozenset(days), frozenset(found - {_LEFT, ""}))
        self._days = sorted(self.named.days | known.days)
        self.other_ways = tuple(sorted(self.named.ways | known.ways))
        self._curves: dict[str, list[tuple[float, float]]] = {}
        self._left: dict[str, list[tuple[float, float]]] = {}
        self._group_of: dict[str, str] = {}
        self._not_at_risk_first: dict[str, float] = {}
        for step in steps_of(run, _CURVES):
            scope, n_censored = step["scope"], float(step["n_censored"])
            if "n_risk" in step:
                before = self._not_at_risk_first.get(scope, -float(step["n_risk"]))
                self._not_at_risk_first[scope] = before + n_censored + float(step["n_events"])
            self._curves.setdefault(scope, []).append((float(step["time"]), n_censored))
            if "n_events" in step:
                self._left.setdefault(scope, []).append((float(step["time"]), float(step["n_events"])))
                self._group_of[scope] = step.get("group", "")
        self._ended: dict[tuple[str, str, str], int] = {}
        for step in steps_of(run, _INCIDENCE):
            ended = step["group"], step["level"], step["cause"]
            self._ended[ended] = self._ended.get(ended, 0) + int(float(step["n_events"]))

    @property
    def days(self) -> tuple[int, ...]:
        """The days that are told apart."""
        return tuple(self._days)

    def leaving_between(self, scope: str, days: Iterable[float]) -> list[int]:
        """Return how many leave between days by which a share have left and the days before and behind each.

        Parameters
        ----------
        scope : str
            As results name it: ``all``, ``cep``, ``medication.methadone``.
        days : iterable of float
            Other than days that results name, by which events are counted up to and including them.

        Returns
        -------
        list of int
            For each step that begins or ends with one of the days: those who leave in it.
        """
        edges = sorted([*((named + 0.5, False) for named in self._days), *((day - 0.5, True) for day in days)])
        steps = itertools.pairwise([(-math.inf, False), *edges, (math.inf, False)])
        left = self._left.get(scope, ())
        return [
            int(sum(n for when, n in left if start < when < stop))
            for (start, is_own), (stop, is_next) in steps
            if is_own or is_next
        ]

    def levels_of(self, group: str) -> list[tuple[int, int]]:
        """Return of each level of a column that curves are by how many people it has, and how many of them leave."""
        numbers = []
        for scope in (scope for scope, name in self._group_of.items() if name == group):
            n_left, n_censored = (int(sum(n for _, n in steps[scope])) for steps in (self._left, self._curves))
            numbers.append((n_left + n_censored, n_left))
        return numbers

    def ending_by_level(self, group: str, cause: str) -> list[int]:
        """Return of each level of a column how many treatments end in a way that competes with leaving."""
        return [n for (name, _, way), n in self._ended.items() if name == group and way == cause]

    def at_risk(self, day: int) -> frozenset[str]:
        """Return the states of those at risk at a landmark."""
        ways = (EVENT, *self.other_ways, CENSORED)
        now = {f"{way} {when}" for way in ways for when in (f"on day {day}", "later")}
        return frozenset(now).union(*(self.ended(way, day, self._days[-1]) for way in ways))

    def ended(self, way: str, since: int, day: int) -> frozenset[str]:
        """Return the states of those whose follow-up ended in a way after one day, up to and including another."""
        inside = [each for each in self._days if since < each <= day]
        first = {f"{EVENT} on day 0"} if way == EVENT and inside and inside[0] == self._days[0] else set()
        return frozenset({f"{way} {when} day {each}" for each in inside for when in ("before", "on")} | first)

    def ended_ever(self, way: str) -> frozenset[str]:
        """Return the states of all whose follow-up ended in a way."""
        return self.ended(way, START, self._days[-1] if self._days else START) | {f"{way} later"}

    def not_left(self, since: int, day: int) -> frozenset[str]:
        """Return the states of those whose follow-up ended between two days otherwise than by leaving."""
        return frozenset().union(*(self.ended(way, since, day) for way in (*self.other_ways, CENSORED)))

    def n_not_left(self, row: Mapping[str, str], since: int) -> int:
        """Return how many ended follow-up after one landmark, up to that of a row, otherwise than by leaving.

        From the restricted curve where the run has it; else at risk before, minus at risk now, minus events, which
        differs by the events on the days of the landmarks only.
        """
        key, day = row["result_id"].split("/")[2], day_of(row["period"])
        if key in self._curves:
            return int(sum(n for time, n in self._curves[key] if since < time <= day))
        series = [each for each in self._rows.values() if _series(each) == _series(row)]
        inside = [each for each in series if since <= day_of(each["period"]) <= day]
        first = min(inside, key=lambda each: day_of(each["period"]), default=None)
        if first is None or not all(each["n_obs"] and each["n_events"] for each in inside):
            return 0
        n_events = sum(float(each["n_events"]) for each in inside if each is not first)
        return int(float(first["n_obs"]) - float(row["n_obs"] or 0) - n_events)

    def n_left(self) -> dict[int, int]:
        """Return how many of all left by each day that is told apart; nothing where the run has no such curve."""
        left = self._left.get(_EVERYBODY, ())
        return {day: int(sum(n for time, n in left if time <= day)) for day in self._days if left}

    def starts_late(self, row: Mapping[str, str]) -> bool:
        """Tell whether some of a row's people are followed from a later day on, so that they were not at risk before.

        The restricted curve counts more people in all than at risk on its first day.
        """
        return self._not_at_risk_first.get(row["result_id"].split("/")[2], 0) > 0

    def n_competing(self, group: str, level: str) -> int | None:
        """Return how many ended follow-up in a way that competes with leaving; None where the run does not say it.

        Parameters
        ----------
        group, level : str
            As the run's restricted curves of incidence name them; blank for everybody.
        """
        ended = {way: n for (name, place, way), n in self._ended.items() if (name, place) == (group, level)}
        return sum(n for way, n in ended.items() if way != _LEFT) if ended else None

    def way_of(self, row: Mapping[str, str]) -> str:
        """Return the way of ending follow-up that a row is about: leaving, unless its id names another.

        Raises
        ------
        ValueError
            If the id must name one and does not.
        """
        cause = _cause_of(row) if row["quantity"] in _OF_CAUSES else _LEFT
        if not cause:
            raise ValueError(f"{row['result_id']} names no way of leaving")
        return EVENT if cause == _LEFT else cause


def curve_days(section: RetentionParameters) -> tuple[int, ...]:
    """Return the days that a curve may have: the landmarks, and days evenly between them, about twelve in all.

    They are of the plan, not of the data: when somebody left does not show in which days there are.
    """
    if not section.landmarks:
        return ()
    pitch = section.landmarks[-1] / CURVE_STEPS
    found: list[int] = []
    for since, day in itertools.pairwise([0, *section.landmarks]):
        n_parts = max(1, round((day - since) / pitch))
        found += [since + (day - since) * part // n_parts for part in range(1, n_parts + 1)]
    return tuple(sorted({day for day in found if day > 0}))


def is_day(period: str) -> bool:
    """Tell whether a period is a day of follow-up, ``day N``."""
    return period.startswith("day ") and period.removeprefix("day ").isdecimal()


def day_of(period: str) -> int:
    """Return N of ``day N``.

    Raises
    ------
    ValueError
        If the period is written in another way.
    """
    if not is_day(period):
        raise ValueError(f"period {period!r} is not 'day N'")
    return int(period.removeprefix("day "))


def steps_of(run: FinishedRun, name: str) -> Iterator[dict[str, str]]:
    """Yield the rows of a restricted curve by their time; none where the run has no such table."""
    for table in run.tables:
        if table.name == name:
            steps = (dict(zip(table.columns, cells, strict=True)) for cells in table.rows)
            yield from sorted(steps, key=lambda step: float(step["time"]))


def _series(row: Mapping[str, str]) -> str:
    return row["result_id"].rpartition("/")[0]


def _cause_of(row: Mapping[str, str]) -> str:
    return (row["result_id"].split("/")[3:] or [""])[0]
