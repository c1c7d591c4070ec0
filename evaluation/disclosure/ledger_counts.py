"""What rows of the results ledger count: every number of people that a reader learns from them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from evaluation.data.parameters import RetentionParameters
from evaluation.data.series_parts import SeriesParts
from evaluation.disclosure.across import ALONE, Across
from evaluation.disclosure.breakdown_sums import parts_of_sums
from evaluation.disclosure.closed_list import KNOWN, MISSING, QUANTITIES, Entry, Kind, Measure
from evaluation.disclosure.definitions import differences_of_definitions
from evaluation.disclosure.follow_up import CENSORED, EVENT, START, FollowUp, day_of, is_day
from evaluation.disclosure.judged import headline
from evaluation.disclosure.ledger_rows import (
    LANDMARK_KINDS,
    PLACES,
    THEME,
    Row,
    breakdown_of,
    is_public,
    landmarks_before,
    whole_number,
    whole_window,
)
from evaluation.disclosure.run_folder import FinishedRun
from evaluation.disclosure.scope import DEFINITION, FOLLOW_UP, PLACE, SERIES, Count, Scope, window_of
from evaluation.disclosure.universe import Universe
from evaluation.disclosure.unlisted_levels import levels_without_rows, unlisted_groups

CENSORED_BESIDE = ", censored"
"""How the blocks of people end who are counted by what a row implies, and by no number of it."""
_COUNT_COLUMNS = ("estimate", "n_obs", "n_events")
_FIRST_EPISODES = {"recurrent_hazard_ratio": "hazard_ratio", "days_in_treatment": "restricted_mean_days"}
"""Quantities about all episodes, each with the one whose rows count the first episodes of the same people."""


class LedgerReader:
    """Understands rows of the ledger of one run.

    Parameters
    ----------
    run : FinishedRun
    across : Across
        What earlier publications about the same people, and the plan of the run, have in common.
    """

    def __init__(self, run: FinishedRun, across: Across = ALONE) -> None:
        self._evaluation = run.evaluation
        self._members = run.members
        self._windows = {stem: whole_window(run, stem) for stem in run.evaluation.analyses}
        self._closed: Mapping[str, Universe] = {}
        self.follow_up = FollowUp(run, across.ends)
        section = run.evaluation.plan().get("retention")
        self.headline = headline(run.ledger, section)
        self.headline_by_day = headline(run.ledger, section, self.follow_up.n_left())
        self.judged_before = across.judged
        self._rows = {row["result_id"]: row for row in run.ledger}
        self._known = _known_levels(run)
        self._parts = across.parts | SeriesParts.of_plan(run.evaluation.plan())

    def counts(self, rows: Sequence[Row], *, since: int = START) -> list[Count]:
        """Return all that a reader learns from rows that are released together.

        Parameters
        ----------
        rows : sequence of mapping
            Events at a landmark are those since the one before, of the same breakdown, among these rows.
        since : int
            The landmark before the first of these.

        Raises
        ------
        ValueError
            If a row cannot be understood.
        """
        found: dict[tuple[Scope, int, str], Count] = {}
        before = landmarks_before(rows, since)
        for row in (*rows, *self._rested_on(rows)):
            entry = QUANTITIES[row["analysis"], row["quantity"]]
            for count in () if entry.compares else self._of_row(row, entry, before):
                found.setdefault((count.scope, count.value, count.block), count)
        apart = differences_of_definitions(rows, self.headline, self.judged_before)
        for count in (*self._censored_beside_causes(rows, before), *apart):
            found.setdefault((count.scope, count.value, count.block), count)
        counts = [*found.values(), *self._unlisted(rows)]
        return [*counts, *_sums(counts)]

    def learn(self, closed: Mapping[str, Universe]) -> None:
        """Take note of the levels that dimensions are known to have: those that no row of a breakdown names count 0.

        Parameters
        ----------
        closed : mapping
            Measure to the dimensions that have known levels and no others.
        """
        self._closed = closed

    def classified(self) -> dict[str, frozenset[str]]:
        """Return the columns by which people in treatment are compared, each with all that a person can be in it.

        Communities are among them, as earlier plans may have had fewer.
        """
        section = self._evaluation.retention
        used = (*section.groups, *_modelled(section)) if section else ()
        names = [name for name in used if name not in PLACES]
        levels = {name: self._known.get(name, frozenset({KNOWN})) for name in names}
        levels |= {PLACE: places} if (places := frozenset(self._evaluation.communities)) else {}
        return {name: known | {MISSING} for name, known in levels.items()}

    def has_public_names(self, row: Row) -> bool:
        """Tell whether every group that the row names has its name from a code list, the plan or the codebook."""
        terms = (term.partition("=") for term in row["subgroup"].split(";") if term)
        return all(name == THEME or is_public(level, name, self._evaluation) for name, _, level in terms)

    def says_on_whom(self, row: Row) -> bool:
        """Tell whether the run says how many people a row rests on that has no such number of its own."""
        return all(name in self._rows for name in _bases_of(row))

    def first_episodes(self, row: Row) -> Row | None:
        """Return the row that counts the first episodes of a row about all of them; None where there is none."""
        first = row["result_id"].replace(row["quantity"], _FIRST_EPISODES[row["quantity"]], 1)
        return self._rows.get(first)

    def everybody(self) -> Scope:
        """Return all people of retention as a scope."""
        return Scope.of(Measure.PERSON, window=self._windows.get("retention"))

    def left_by(self, day: int) -> Scope:
        """Return those of all who leave up to a day."""
        states = {FOLLOW_UP: self.follow_up.ended(EVENT, START, day)}
        return Scope.of(Measure.PERSON, window=self._windows.get("retention"), levels=states)

    def modelled_levels(self, factor: str) -> list[tuple[int, int]]:
        """Return of each level of a factor in the model of hazards how many people and events it has.

        Parameters
        ----------
        factor : str
            A column, or ``all`` for those of every factor.
        """
        rows = (row for row in self._rows.values() if row["quantity"] == "hazard_ratio" and row["n_events"])
        return [
            (int(row["n_obs"]), int(row["n_events"]))
            for row in rows
            if factor in ("all", row["result_id"].split("/")[2].partition(".")[0])
        ]

    def changes(self, name: str) -> bool:
        """Tell whether people have several values of a covariate while they are followed."""
        return f"retention/persons_changing/{name}" in self._rows

    def _rested_on(self, rows: Sequence[Row]) -> Iterator[Row]:
        """Yield the rows that count whom others rest on which have no such number."""
        names = dict.fromkeys(name for row in rows for name in _bases_of(row))
        yield from (self._rows[name] for name in names if name in self._rows)

    def _of_row(self, row: Row, entry: Entry, before: Mapping[tuple[str, int], int]) -> Iterator[Count]:
        levels, words = self._levels(row, entry)
        block = breakdown_of(row, entry)
        window = self._windows[row["analysis"]]
        if entry.kind in LANDMARK_KINDS or is_day(row["period"]):
            day_of(row["period"])
        elif row["period"]:
            window = window_of(row["period"])
        for name in _COUNT_COLUMNS:
            measure: Measure = getattr(entry, name)
            if not measure or not row[name]:
                continue
            value = whole_number(row[name])
            if value is None:
                raise ValueError(f"{name} {row[name]!r} is not a whole number, 0 or more")
            count = Count(
                scope=Scope.of(
                    measure, window=window, levels=levels | self._states(row, entry, name, measure, block, before)
                ),
                value=value,
                label=", ".join([measure.plural, *words]),
                where=f"{name} of {row['result_id']}",
                block=f"{block}, {name}",
            )
            yield from self._by_episode(row, name, count) if measure is Measure.LATER_EPISODE else (count,)
        if entry.kind is Kind.SURVIVAL and row["n_obs"]:
            since, day = before[block, day_of(row["period"])], day_of(row["period"])
            states = levels | {FOLLOW_UP: self.follow_up.not_left(since, day)}
            yield Count(
                scope=Scope.of(Measure.PERSON, window=window, levels=states),
                value=self.follow_up.n_not_left(row, since),
                label=", ".join([f"{Measure.PERSON.plural} and censored", *words]),
                where=f"what n_obs of {row['result_id']} implies",
                block=f"{block}{CENSORED_BESIDE}",
                derived=True,
            )

    def _states(
        self,
        row: Row,
        entry: Entry,
        name: str,
        measure: Measure,
        block: str,
        before: Mapping[tuple[str, int], int],
    ) -> dict[str, frozenset[str]]:
        """Return what a number of a row is restricted to by how and when follow-up ends."""
        follow_up = self.follow_up
        if entry.kind in LANDMARK_KINDS and name == "n_obs":
            return {FOLLOW_UP: follow_up.at_risk(day_of(row["period"]))}
        if entry.kind is Kind.DEFINITION:
            judged = {DEFINITION: frozenset({row["result_id"].split("/")[3]})}
            return judged | ({FOLLOW_UP: frozenset({EVENT})} if name == "n_events" else {})
        if measure in (Measure.PERSON, Measure.LATER_EPISODE) and name == "n_events":
            way = follow_up.way_of(row)
            if not is_day(row["period"]):
                return {FOLLOW_UP: follow_up.ended_ever(way)}
            day = day_of(row["period"])
            return {FOLLOW_UP: follow_up.ended(way, before.get((block, day), START), day)}
        if entry.kind is Kind.PROPORTION and measure is not Measure.PARTICIPANT:
            return {row["quantity"]: frozenset({"yes"} if name == "n_events" else {"yes", "no"})}
        return {}

    def _by_episode(self, row: Row, name: str, count: Count) -> Iterator[Count]:
        """Yield the first and the later episodes of a count of all; a reader can subtract, as both are numbers."""
        first = self.first_episodes(row)
        number = whole_number(first[name]) if first else None
        if number is not None:
            scope = replace(count.scope, measure=Measure.PERSON)
            yield replace(count, scope=scope, value=number, block=f"{count.block}, first", derived=True)
            yield replace(count, value=count.value - number, block=f"{count.block}, later")

    def _censored_beside_causes(self, rows: Sequence[Row], before: Mapping[tuple[str, int], int]) -> Iterator[Count]:
        """Yield those without any event between landmarks: all who did not leave, but for other ways of ending."""
        steps: dict[tuple[str, str], list[Row]] = {}
        for row in rows:
            if QUANTITIES[row["analysis"], row["quantity"]].kind is Kind.INCIDENCE:
                steps.setdefault((row["result_id"].split("/")[2], row["period"]), []).append(row)
        for members in steps.values():
            left = next((row for row in members if self.follow_up.way_of(row) == EVENT), None)
            if left is None or not left["n_obs"]:
                continue
            entry = QUANTITIES[left["analysis"], left["quantity"]]
            levels, words = self._levels(left, entry)
            block, day = breakdown_of(left, entry), day_of(left["period"])
            since = before[block, day]
            others = sum(whole_number(row["n_events"]) or 0 for row in members if row is not left)
            states = levels | {FOLLOW_UP: self.follow_up.ended(CENSORED, since, day)}
            yield Count(
                scope=Scope.of(Measure.PERSON, window=self._windows[left["analysis"]], levels=states),
                value=self.follow_up.n_not_left(left, since) - others,
                label=", ".join([f"{Measure.PERSON.plural} and censored", *words]),
                where=f"what n_obs of {left['result_id']} implies",
                block=f"{block}{CENSORED_BESIDE}",
                derived=True,
            )

    def _unlisted(self, rows: Sequence[Row]) -> Iterator[Count]:
        """Yield the zeros of levels that are known, and that no row of a breakdown names."""
        blocks: dict[str, list[Count]] = {}
        for row in rows:
            entry = QUANTITIES[row["analysis"], row["quantity"]]
            for count in self._of_row(row, entry, {}) if entry.names_all else ():
                blocks.setdefault(count.block, []).append(count)
        for members in blocks.values():
            known = levels_without_rows(self._closed.get(members[0].scope.measure, {}), self._rows)
            listed = [dict(count.scope.levels) for count in members]
            for window in dict.fromkeys(count.scope.window for count in members):
                for groups, missing in unlisted_groups(listed, known):
                    scope = Scope.of(members[0].scope.measure, window=window, levels=groups)
                    label = f"{members[0].scope.measure}, {missing}, in no row"
                    yield replace(members[0], scope=scope, value=0, label=label, derived=True)

    def _complete_in(self, row: Row, entry: Entry) -> Sequence[str]:
        """Return the columns of which everybody behind a row has a value."""
        section = self._evaluation.retention
        if (entry.model.of_hazards or entry.all_known) and section:
            return _modelled(section)
        return (row["result_id"].split("/")[2], *(section.strata if section else ())) if entry.id_compares else ()

    def _levels(self, row: Row, entry: Entry) -> tuple[dict[str, frozenset[str]], list[str]]:
        levels = {name: frozenset({level}) for name, level in entry.levels}
        key = row["result_id"].split("/")[2]
        terms = [term for term in row["subgroup"].split(";") if term]
        terms += [f"{name}={row[name]}" for name in PLACES if row[name]]
        terms += [f"{entry.id_names}={key}"] if entry.id_names and key != "all" else []
        terms += [f"{key}={MISSING}"] if entry.id_lacks else []
        for term in terms:
            name, sign, level = term.partition("=")
            if not (name and sign and level):
                raise ValueError(f"subgroup {term!r} is not dimension=value")
            if name == THEME and Measure.PARTICIPANT in (entry.estimate, entry.n_obs):
                continue
            if name in PLACES and level != MISSING:
                known = self._evaluation.arms if name == "arm" else self._evaluation.communities
                if level not in known:
                    raise ValueError(f"unknown {name} {level!r}")
                places = self._members[level] if name == "arm" else frozenset({level})
                levels[PLACE] = levels.get(PLACE, places) & places
            elif name == SERIES:
                levels[name] = self._parts.covered(level)
            else:
                levels[PLACE if name == "arm" else name] = frozenset({level})
        for name in self._complete_in(row, entry):
            place = PLACE if name in PLACES else name
            levels.setdefault(place, self._known.get(name, frozenset({KNOWN})))
        words = [term.replace("=", " ") for term in terms]
        return levels, words + ([row["period"]] if row["period"] else [])


def _bases_of(row: Row) -> list[str]:
    """Return the results that count whom a row rests on, none where its own numbers do.

    That something could not be estimated follows from people, too: of a theme that neither coder marked there is no
    agreement.
    """
    entry = QUANTITIES[row["analysis"], row["quantity"]]
    return [f"{row['analysis']}/{quantity}/all" for quantity in entry.rests_on]


def _known_levels(run: FinishedRun) -> dict[str, frozenset[str]]:
    """Return the levels of every column that rows of the ledger name; arms and communities as places."""
    found: dict[str, set[str]] = {
        "arm": {place for arm, places in run.members.items() if arm for place in places},
        "community": set(run.evaluation.communities),
    }
    for row in run.ledger:
        for term in filter(None, row["subgroup"].split(";")):
            name, _, level = term.partition("=")
            if name not in PLACES:
                found.setdefault(name, set()).add(level)
    return {name: frozenset(levels) for name, levels in found.items() if levels}


def _modelled(section: RetentionParameters) -> tuple[str, ...]:
    """Return the columns of which everybody in a model of hazards has a value."""
    return (*section.covariates, *section.strata, *([section.cluster] if section.cluster else []))


def _sums(counts: Sequence[Count]) -> Iterator[Count]:
    """Yield the sums of breakdowns, over groups and over time, which every reader can add up."""
    blocks: dict[tuple[str, frozenset[str]], list[Count]] = {}
    for count in counts:
        blocks.setdefault((count.block, count.scope.names), []).append(count)
    for (block, _), members in blocks.items():
        for parts in parts_of_sums(members):
            groups = {name: frozenset().union(*(part.groups[name] for part in parts)) for name in parts[0].groups}
            days = [part.days for part in parts if part.days]
            window = (min(start for start, _ in days), max(end for _, end in days)) if days else None
            yield replace(
                parts[0],
                scope=Scope.of(parts[0].scope.measure, window=window, levels=groups),
                value=sum(part.value for part in parts),
                label=f"{parts[0].label} to {parts[-1].label}",
                block=f"{block}, summed",
                derived=True,
            )
