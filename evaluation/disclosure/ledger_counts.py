"""What rows of the results ledger count: every number of people that a reader learns from them."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace

from evaluation.disclosure.closed_list import QUANTITIES, Entry, Kind, Measure
from evaluation.disclosure.run_folder import FinishedRun
from evaluation.disclosure.scope import FOLLOW_UP, PLACE, Count, Scope, window_of

Row = Mapping[str, str]
THEME = "theme"
_COUNT_COLUMNS = ("estimate", "n_obs", "n_events")


class LedgerReader:
    """Understands rows of the ledger of one run.

    Parameters
    ----------
    run : FinishedRun
    """

    def __init__(self, run: FinishedRun) -> None:
        self._evaluation = run.evaluation
        self._members = run.members
        self._windows: dict[str, list[tuple[int, int]]] = {}
        self._landmarks: set[int] = set()
        self._everybody: dict[Scope, int] = {}
        for row in run.ledger:
            entry = QUANTITIES.get((row["analysis"], row["quantity"]))
            if entry and entry.estimate is Measure.PERSON:
                with suppress(ValueError):
                    self._everybody |= {count.scope: count.value for count in self._of_row(row, entry, "")}
            if entry and entry.kind is Kind.SURVIVAL:
                self._landmarks |= {_day(row["period"])} if _is_day(row["period"]) else set()
            elif row["period"] and not _is_day(row["period"]):
                with suppress(ValueError):
                    self._windows.setdefault(row["analysis"], []).append(window_of(row["period"]))

    def counts(self, rows: Sequence[Row], block: str) -> list[Count]:
        """Return all that a reader learns from rows of one quantity that are released together.

        Parameters
        ----------
        rows : sequence of mapping
        block : str
            Name of the breakdown.

        Raises
        ------
        ValueError
            If a row cannot be understood.
        """
        found: dict[tuple[Scope, int, str], Count] = {}
        for row in rows:
            entry = QUANTITIES[row["analysis"], row["quantity"]]
            for count in self._of_row(row, entry, block):
                found.setdefault((count.scope, count.value, count.block), count)
        counts = list(found.values())
        return [*counts, *self._censored(counts), *_sums_over_time(counts)]

    def _of_row(self, row: Row, entry: Entry, block: str) -> Iterator[Count]:
        levels, words = self._levels(row, entry)
        day = _day(row["period"]) if entry.kind is Kind.SURVIVAL else 0
        window = None if entry.kind is Kind.SURVIVAL else self._window(row)
        for name in _COUNT_COLUMNS:
            measure: Measure = getattr(entry, name)
            if not measure or not row[name]:
                continue
            value = whole_number(row[name])
            if value is None:
                raise ValueError(f"{name} {row[name]!r} is not a whole number, 0 or more")
            more: dict[str, frozenset[str]] = {}
            if entry.kind is Kind.SURVIVAL:
                more[FOLLOW_UP] = self._at_risk(day) if name == "n_obs" else frozenset({f"event by day {day}"})
            elif entry.kind is Kind.PROPORTION and measure is not Measure.PARTICIPANT:
                more[row["quantity"]] = frozenset({"yes"} if name == "n_events" else {"yes", "no"})
            yield Count(
                scope=Scope.of(measure, window=window, levels=levels | more),
                value=value,
                label=", ".join([f"{measure}s", *words]),
                where=f"{name} of {row['result_id']}",
                block=f"{block}, {name}",
            )

    def _levels(self, row: Row, entry: Entry) -> tuple[dict[str, frozenset[str]], list[str]]:
        levels = {name: frozenset({level}) for name, level in entry.levels}
        terms = [] if entry.whole else [term for term in row["subgroup"].split(";") if term]
        terms += [f"{name}={row[name]}" for name in ("arm", "community") if row[name]]
        for term in terms:
            name, sign, level = term.partition("=")
            if not (name and sign and level):
                raise ValueError(f"subgroup {term!r} is not dimension=value")
            if name == THEME and Measure.PARTICIPANT in (entry.estimate, entry.n_obs):
                continue
            if name in ("arm", "community"):
                known = self._evaluation.arms if name == "arm" else self._evaluation.communities
                if level not in known:
                    raise ValueError(f"unknown {name} {level!r}")
                places = self._members[level] if name == "arm" else frozenset({level})
                levels[PLACE] = levels.get(PLACE, places) & places
            else:
                levels[name] = frozenset({level})
        words = [term.replace("=", " ") for term in terms]
        return levels, words + ([row["period"]] if row["period"] else [])

    def _window(self, row: Row) -> tuple[int, int] | None:
        """Return the window of a row; a blank period stands for all that the analysis' other rows cover."""
        if row["period"]:
            return window_of(row["period"])
        windows = self._windows.get(row["analysis"], [])
        return (min(start for start, _ in windows), max(end for _, end in windows)) if windows else None

    def _at_risk(self, day: int) -> frozenset[str]:
        """Return how follow-up may go on for those who are at risk after a landmark."""
        later = [landmark for landmark in self._landmarks if landmark > day]
        states = {f"{what} by day {landmark}" for landmark in later for what in ("event", "censored")}
        return frozenset(states | {"later"})

    def _censored(self, counts: Sequence[Count]) -> Iterator[Count]:
        """Yield the people censored between two landmarks, whom every reader can work out."""
        values = {count.scope: count.value for count in counts} | self._everybody
        for before, day in itertools.pairwise([0, *sorted(self._landmarks)]):
            for count in counts:
                if count.scope.level_set(FOLLOW_UP) != frozenset({f"event by day {day}"}):
                    continue
                then = _in_state(count.scope, self._at_risk(before) if before else None)
                now = _in_state(count.scope, self._at_risk(day))
                if then in values and now in values:
                    yield replace(
                        count,
                        scope=_in_state(count.scope, frozenset({f"censored by day {day}"})),
                        value=values[then] - values[now] - count.value,
                        label=f"{count.label}, censored since day {before}",
                        block=f"{count.block}, censored",
                        derived=True,
                    )


def _in_state(scope: Scope, states: frozenset[str] | None) -> Scope:
    """Return a scope with other states of follow-up, None for all."""
    others = {name: levels for name, levels in scope.levels if name != FOLLOW_UP}
    return Scope.of(
        scope.measure, window=scope.window, levels=others if states is None else {**others, FOLLOW_UP: states}
    )


def whole_number(text: str) -> int | None:
    """Return a whole number of 0 or more, or None where the text is none."""
    try:
        number = float(text)
    except ValueError:
        return None
    return int(number) if number >= 0 and number.is_integer() else None


def _sums_over_time(counts: Sequence[Count]) -> Iterator[Count]:
    """Yield the sums of adjacent periods, which every reader can add up."""
    series: dict[tuple[str, object], list[Count]] = {}
    for count in counts:
        if count.scope.window is not None:
            series.setdefault((count.block, count.scope.levels), []).append(count)
    for (block, _), members in series.items():
        ordered = sorted(members, key=lambda count: count.scope.window)
        windows = [count.scope.window for count in ordered]
        if len(ordered) > 1 and all(a[1] == b[0] for a, b in itertools.pairwise(windows)):
            yield replace(
                ordered[0],
                scope=replace(ordered[0].scope, window=(windows[0][0], windows[-1][1])),
                value=sum(count.value for count in ordered),
                label=f"{ordered[0].label} to {ordered[-1].label}",
                block=f"{block}, summed over time",
                derived=True,
            )


def _is_day(period: str) -> bool:
    return period.startswith("day ") and period.removeprefix("day ").isdecimal()


def _day(period: str) -> int:
    if not _is_day(period):
        raise ValueError(f"period {period!r} is not 'day N'")
    return int(period.removeprefix("day "))
