"""What rows of the results ledger count: every number of people that a reader learns from them."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace

from evaluation.data.parameters import Evaluation
from evaluation.disclosure.closed_list import KNOWN, MISSING, QUANTITIES, Entry, Kind, Measure, Model
from evaluation.disclosure.follow_up import FollowUp, day_of, is_day
from evaluation.disclosure.run_folder import FinishedRun
from evaluation.disclosure.scope import FOLLOW_UP, PLACE, Count, Scope, window_of

Row = Mapping[str, str]
THEME = "theme"
_PLACES = ("arm", "community")
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
        self._windows = {stem: whole_window(run, stem) for stem in run.evaluation.analyses}
        self._follow_up = FollowUp(run)
        self._known = _known_levels(run)

    def counts(self, rows: Sequence[Row]) -> list[Count]:
        """Return all that a reader learns from rows that are released together.

        Parameters
        ----------
        rows : sequence of mapping

        Raises
        ------
        ValueError
            If a row cannot be understood.
        """
        found: dict[tuple[Scope, int, str], Count] = {}
        for row in rows:
            entry = QUANTITIES[row["analysis"], row["quantity"]]
            for count in self._of_row(row, entry):
                found.setdefault((count.scope, count.value, count.block), count)
        counts = list(found.values())
        return [*counts, *_sums_over_time(counts)]

    def classified(self) -> dict[str, frozenset[str]]:
        """Return the columns by which people in treatment are compared, each with all that a person can be in it."""
        section = self._evaluation.retention
        names = [name for name in (*section.groups, *section.covariates) if name not in _PLACES] if section else []
        return {name: self._known.get(name, frozenset({KNOWN})) | {MISSING} for name in names}

    def has_public_names(self, row: Row) -> bool:
        """Tell whether every group that the row names has its name from a code list, the plan or the codebook."""
        terms = (term.partition("=") for term in row["subgroup"].split(";") if term)
        return all(name == THEME or is_public(level, name, self._evaluation) for name, _, level in terms)

    def _of_row(self, row: Row, entry: Entry) -> Iterator[Count]:
        levels, words = self._levels(row, entry)
        block = breakdown_of(row, entry)
        window = self._windows[row["analysis"]]
        if row["period"] and entry.kind is not Kind.SURVIVAL:
            window = window_of(row["period"])
        for name in _COUNT_COLUMNS:
            measure: Measure = getattr(entry, name)
            if not measure or not row[name]:
                continue
            value = whole_number(row[name])
            if value is None:
                raise ValueError(f"{name} {row[name]!r} is not a whole number, 0 or more")
            more: dict[str, frozenset[str]] = {}
            if entry.kind is Kind.SURVIVAL:
                day = day_of(row["period"])
                more[FOLLOW_UP] = self._follow_up.at_risk(day) if name == "n_obs" else self._follow_up.events(day)
            elif measure is Measure.PERSON and name == "n_events":
                more[FOLLOW_UP] = self._follow_up.all_events
            elif entry.kind is Kind.PROPORTION and measure is not Measure.PARTICIPANT:
                more[row["quantity"]] = frozenset({"yes"} if name == "n_events" else {"yes", "no"})
            yield Count(
                scope=Scope.of(measure, window=window, levels=levels | more),
                value=value,
                label=", ".join([measure.plural, *words]),
                where=f"{name} of {row['result_id']}",
                block=f"{block}, {name}",
            )
        if entry.kind is Kind.SURVIVAL and row["n_obs"]:
            yield self._censored(row, entry, block, Scope.of(Measure.PERSON, window=window, levels=levels), words)

    def _censored(self, row: Row, entry: Entry, block: str, scope: Scope, words: Sequence[str]) -> Count:
        """Return the people censored since the landmark before, whom a reader can work out, or nearly so."""
        day = day_of(row["period"])
        states = {FOLLOW_UP: self._follow_up.censored(day)}
        return Count(
            scope=Scope.of(scope.measure, window=scope.window, levels={**dict(scope.levels), **states}),
            value=self._follow_up.n_censored(row),
            label=", ".join([f"{Measure.PERSON.plural} and censored", *words]),
            where=f"what n_obs of {row['result_id']} implies",
            block=f"{block}, censored",
            derived=True,
        )

    def _complete_in(self, row: Row, entry: Entry) -> Sequence[str]:
        """Return the columns of which everybody behind a row has a value."""
        if entry.model is Model.COX and self._evaluation.retention:
            return self._evaluation.retention.covariates
        return (row["result_id"].split("/")[2],) if entry.id_compares else ()

    def _levels(self, row: Row, entry: Entry) -> tuple[dict[str, frozenset[str]], list[str]]:
        levels = {name: frozenset({level}) for name, level in entry.levels}
        key = row["result_id"].split("/")[2]
        terms = [term for term in row["subgroup"].split(";") if term]
        terms += [f"{name}={row[name]}" for name in _PLACES if row[name]]
        terms += [f"{entry.id_names}={key}"] if entry.id_names and key != "all" else []
        terms += [f"{key}={MISSING}"] if entry.id_lacks else []
        for term in terms:
            name, sign, level = term.partition("=")
            if not (name and sign and level):
                raise ValueError(f"subgroup {term!r} is not dimension=value")
            if name == THEME and Measure.PARTICIPANT in (entry.estimate, entry.n_obs):
                continue
            if name in _PLACES and level != MISSING:
                known = self._evaluation.arms if name == "arm" else self._evaluation.communities
                if level not in known:
                    raise ValueError(f"unknown {name} {level!r}")
                places = self._members[level] if name == "arm" else frozenset({level})
                levels[PLACE] = levels.get(PLACE, places) & places
            else:
                levels[PLACE if name == "arm" else name] = frozenset({level})
        for name in self._complete_in(row, entry):
            place = PLACE if name in _PLACES else name
            levels.setdefault(place, self._known.get(name, frozenset({KNOWN})))
        words = [term.replace("=", " ") for term in terms]
        return levels, words + ([row["period"]] if row["period"] else [])


def _known_levels(run: FinishedRun) -> dict[str, frozenset[str]]:
    """Return the levels of every column that rows of the ledger name; arms and communities as places."""
    found: dict[str, set[str]] = {
        "arm": {place for arm, places in run.members.items() if arm for place in places},
        "community": set(run.evaluation.communities),
    }
    for row in run.ledger:
        for term in filter(None, row["subgroup"].split(";")):
            name, _, level = term.partition("=")
            if name not in _PLACES:
                found.setdefault(name, set()).add(level)
    return {name: frozenset(levels) for name, levels in found.items() if levels}


def breakdown_of(row: Row, entry: Entry) -> str:
    """Return the quantity of a row with what it is broken down by: ``overdose_deaths/deaths by arm and time``."""
    by = dimensions_of(row, entry)
    return f"{row['analysis']}/{row['quantity']}" + (f" by {' and '.join(by)}" if by else "")


def dimensions_of(row: Row, entry: Entry) -> list[str]:
    """Return what a row is broken down by: places, groups of people, reasons, time."""
    by = [name for name in _PLACES if row[name]]
    by += sorted(term.partition("=")[0] for term in row["subgroup"].split(";") if term)
    by += [entry.id_names] if entry.id_names and row["result_id"].split("/")[2] != "all" else []
    return by + (["time"] if row["period"] and entry.kind is not Kind.SURVIVAL else [])


def whole_window(run: FinishedRun, analysis: str) -> tuple[int, int] | None:
    """Return the window that a blank period stands for: all that the analysis' rows with a period cover."""
    windows = []
    for row in run.ledger:
        if row["analysis"] == analysis and row["period"] and not is_day(row["period"]):
            with suppress(ValueError):
                windows.append(window_of(row["period"]))
    return (min(start for start, _ in windows), max(end for _, end in windows)) if windows else None


def whole_number(text: str) -> int | None:
    """Return a whole number of 0 or more, or None where the text is none."""
    try:
        number = float(text)
    except ValueError:
        return None
    return int(number) if number >= 0 and number.is_integer() else None


def is_public(level: str, dimension: str, evaluation: Evaluation) -> bool:
    """Tell whether a level has its name from a code list: of the dictionary, or of a source in the params file."""
    codes = evaluation.code_list(dimension)
    return codes is not None and level in codes.labels


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
