"""Numbers of interviews beside earlier ones: a difference must not be what a few who came or withdrew have said.

Where a few interviews were taken out or came in since an earlier publication, and not enough others with them,
nothing of interviews is shown; where a level of a dimension lost any or got a few, nothing by it. Where a few were
taken out and enough came in, numbers are shown only if none went against that: had more come and fewer hold a theme,
those who are gone would have held it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from typing import Any

from evaluation.data.output_table import Sensitivity
from evaluation.disclosure.closed_list import QUANTITIES, Kind, Measure
from evaluation.disclosure.combined_releases import isolates_few
from evaluation.disclosure.earlier_publications import EarlierPublication
from evaluation.disclosure.interviewees import CODEBOOK, STEM
from evaluation.disclosure.ledger_rows import THEME, Row, breakdown_of, dimensions_of, group_of, whole_number
from evaluation.disclosure.participants import GROUP_SIZE
from evaluation.disclosure.run_folder import FinishedRun, RestrictedTable
from evaluation.disclosure.sensitive_themes import SensitiveThemes
from evaluation.disclosure.turnover import Change, Groups, Turnover

_NUMBERS = ("estimate", "n_obs", "n_events")


class _Shown:
    """What an earlier publication shows of interviews."""

    def __init__(self, publication: EarlierPublication) -> None:
        self.since = publication.turnover
        self.rows = [row for row in publication.results_of(STEM) if any(row[name] for name in _NUMBERS)]
        self.tables = publication.counts_of(STEM)
        self.codes = publication.codes()


class InterviewsInTurn:
    """What of interviews is not shown beside earlier publications, whatever else would let it.

    Parameters
    ----------
    run : FinishedRun
    before : sequence of EarlierPublication
    hidden : range
        Numbers of interviews that must not be inferred.
    """

    def __init__(self, run: FinishedRun, before: Sequence[EarlierPublication], hidden: range) -> None:
        self._run, self._hidden, self._sensitive = run, hidden, SensitiveThemes.of(run)
        self._all, self._dimensions = False, set[str]()
        self._codes = next(filter(None, (each.codes() for each in reversed(before))), frozenset())
        shown = [_Shown(each) for each in before] if STEM in run.evaluation.analyses else []
        self._keeps_codebook = any(map(self._changes_codebook, shown))
        shown = [each for each in shown if each.rows or each.tables]
        known = [each.since for each in shown if each.since]
        if known:
            self._combine(known)
        for each in shown:
            self._compare(each, [other.since.before for other in shown if other is not each and other.since])

    def refuses_rows(self, rows: Sequence[Row]) -> bool:
        """Tell whether rows of one breakdown of the ledger are not shown."""
        return self._refuses(self._run.sensitivities[rows[0]["analysis"]], _dimensions(rows[0]))

    def refuses_table(self, table: RestrictedTable) -> bool:
        """Tell whether a table is not shown; so is a codebook, made from interviews as well, where it changed."""
        if table.name == CODEBOOK:
            return self._keeps_codebook or (self._all and self._codes not in (frozenset(), _codes(table)))
        return self._refuses(table.sensitivity, table.about.get("dimensions", ()))

    def _refuses(self, sensitivity: Sensitivity, dimensions: Iterable[str]) -> bool:
        is_kept = self._all or not self._dimensions.isdisjoint(dimensions)
        return is_kept and sensitivity is Sensitivity.PARTICIPANT

    def _combine(self, known: Sequence[Turnover]) -> None:
        """Judge by whom all earlier publications count, whatever their numbers."""
        now = known[0].now
        together = Turnover({number: groups for each in known for number, groups in each.before.items()}, now)
        dimensions = set().union(*now.values())
        self._dimensions = {
            name for name in dimensions if not all(self._grew_by_enough(each, name) for each in (*known, together))
        }
        self._all = any(self._isolates(known, name) for name in ("", *sorted(dimensions)))

    def _compare(self, shown: _Shown, others: Sequence[Mapping[int, Groups]]) -> None:
        since = shown.since
        if since is None or (not since.is_of_others and self._may_tell_of_few(since, others)):
            self._all |= bool(self._hidden)
            return
        if since.is_of_others:
            return
        # Which numbers went against what came and went would tell what those said who went: all are kept.
        if len(since.went) in self._hidden:
            self._all |= self._has_against(shown, len(since.came) - len(since.went))

    def _may_tell_of_few(self, since: Turnover, others: Sequence[Mapping[int, Groups]]) -> bool:
        """Tell whether bounds on a few follow from two publications, alone or with others of those who came or went.

        Two waves, and then both without one who withdrew and with more: these may hold nothing of what that one did.
        Where one of the others has all whom both this publication and others count now, that one is compared.
        """
        came, went = since.came, since.went
        if len(came) in self._hidden or (len(went) in self._hidden and not came):
            return True
        seen = set().union(*others) & (came | went)
        rests = (len(came - seen), len(went - seen))
        if not seen or not any(rest in self._hidden for rest in rests):
            return False
        still = (since.before.keys() & since.now.keys()) | (seen & came)
        return not any(still <= other.keys() for other in others)

    def _has_against(self, shown: _Shown, net: int) -> bool:
        """Tell whether a number of an earlier publication went against the net, or a code left the codebook."""
        if any(shown.codes - _codes(table) for table in self._run.tables if table.name == CODEBOOK):
            return True
        before, now = _by_breakdown(shown.rows), _by_breakdown(filter(self._is_compared, self._run.ledger))
        if any(any(self._of_rows(old, now.get(name, ()), net)) for name, old in before.items()):
            return True
        own = {table.name: table for table in self._run.tables if table.analysis == STEM}
        return any(
            any(self._of_table(about, counts, self._sensitive.left_of(own[about["name"]])[0]))
            for about, counts in shown.tables
            if THEME in about["dimensions"] and about["name"] in own
        )

    def _grew_by_enough(self, since: Turnover, dimension: str) -> bool:
        """Tell whether no level lost anybody since a publication, or all of them, and each got enough or nobody.

        Levels are pooled one way in one release and another way in the next: so it is not asked which combinations of
        them are about a few.
        """
        if not (since.came or since.went) and dimension not in since.by_level():
            return True
        changes = since.by_level().get(dimension, [Change(1, 0)])
        return all(not each.taken_out and each.added not in self._hidden for each in changes)

    def _isolates(self, known: Sequence[Turnover], dimension: str) -> bool:
        """Tell whether the number of everybody, beside all earlier ones by a dimension, isolates a few."""
        few = self._hidden.stop
        earlier = [row for each in known for row in _rows_of(each.before, dimension, few)]
        return isolates_few(earlier, [known[0].now.keys()], self._hidden)

    def _changes_codebook(self, shown: _Shown) -> bool:
        """Tell whether a codebook has other codes than one that was shown, and a few came or went since."""
        own = next((_codes(table) for table in self._run.tables if table.name == CODEBOOK), shown.codes)
        if not shown.codes or own == shown.codes:
            return False
        return shown.since is None or any(len(each) in self._hidden for each in (shown.since.came, shown.since.went))

    def _is_compared(self, row: Row) -> bool:
        return row["analysis"] == STEM and not self._sensitive.keeps(row)

    def _of_rows(self, before: Sequence[Row], now: Sequence[Row], net: int) -> Iterator[bool]:
        """Yield of each number of a breakdown whether it went against what came and went."""
        old, new = ({row["result_id"]: row for row in rows} for rows in (before, now))
        entry = QUANTITIES[before[0]["analysis"], before[0]["quantity"]]
        if entry.kind is Kind.PROPORTION:
            was, are = (_sizes(rows) for rows in (before, now))
            for result_id in {*old, *new}:
                row = old.get(result_id) or new[result_id]
                if (group := group_of(row)) in was and not self._sensitive.keeps(row):
                    held, holding = (_events(each.get(result_id)) for each in (old, new))
                    yield self._goes_against(was[group], held, are.get(group, 0), holding)
            return
        counted = [
            name
            for name in _NUMBERS
            if getattr(entry, name) is not Measure.PARTICIPANT and (name != "estimate" or entry.kind is Kind.COUNT)
        ]
        for result_id in {*old, *new}:
            for name in counted:
                change = _number(new.get(result_id), name) - _number(old.get(result_id), name)
                yield change != 0 and change * net <= 0

    def _of_table(self, about: Mapping[str, Any], before: Sequence[Row], table: RestrictedTable) -> Iterator[bool]:
        """Yield of each number of an earlier table whether it went against what came and went, pooled as it was."""
        count = str(about["count"])
        group = next((name for name in about["dimensions"] if name != THEME), "")
        rows = [dict(zip(table.columns, row, strict=True)) for row in table.rows]
        kept = self._sensitive.themes if group else frozenset()
        for level in dict.fromkeys(row.get(group, "") for row in before):
            atoms = about["covers"][group][level] if group else [""]
            old = {row[THEME]: row for row in before if row.get(group, "") == level}
            here = [row for row in rows if row.get(group, "") in atoms]
            was = int(next(iter(old.values()))[GROUP_SIZE])
            are = sum({row.get(group, ""): int(row[GROUP_SIZE]) for row in here}.values())
            for theme in {*old, *(row[THEME] for row in here)} - kept:
                held = int(old[theme][count]) if theme in old else 0
                holding = sum(int(row[count]) for row in here if row[THEME] == theme)
                yield self._goes_against(was, held, are, holding)

    def _goes_against(self, was: int, held: int, are: int, holding: int) -> bool:
        """Tell whether a few more or fewer hold a theme, or do not, though a group went the other way."""
        net, more = are - was, holding - held
        return any(abs(change) in self._hidden and change * net <= 0 for change in (more, net - more))


def _rows_of(interviews: Mapping[int, Groups], dimension: str, few: int) -> list[Set[int]]:
    """Return what numbers of a publication count: everybody, and the levels of a dimension that enough have.

    Levels are left out, from the smallest on, until those who are in none are enough, or nobody.
    """
    levels: dict[str, set[int]] = {}
    for known, groups in interviews.items():
        if dimension in groups:
            levels.setdefault(groups[dimension], set()).add(known)
    large = sorted((level for level in levels.values() if len(level) >= few), key=len)
    while large and 0 < len(interviews) - sum(map(len, large)) < few:
        large.pop(0)
    return [interviews.keys(), *large]


def _codes(codebook: RestrictedTable) -> frozenset[str]:
    return frozenset(dict(zip(codebook.columns, row, strict=True)).get(THEME, "") for row in codebook.rows)


def _by_breakdown(rows: Iterable[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(_breakdown(row), []).append(row)
    return found


def _breakdown(row: Row) -> str:
    return breakdown_of(row, QUANTITIES[row["analysis"], row["quantity"]])


def _dimensions(row: Row) -> list[str]:
    return dimensions_of(row, QUANTITIES[row["analysis"], row["quantity"]])


def _sizes(rows: Iterable[Row]) -> dict[str, int]:
    return {group_of(row): whole_number(row["n_obs"]) or 0 for row in rows}


def _events(row: Row | None) -> int:
    if row is None:
        return 0
    number = whole_number(row["n_events"])
    return round(_number(row, "estimate") * _number(row, "n_obs")) if number is None else number


def _number(row: Row | None, name: str) -> float:
    return float(row[name]) if row and row[name] else 0.0
