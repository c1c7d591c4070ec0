"""What an earlier publication shows of interviews, of which, and whether a number went against who came and went."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from evaluation.disclosure.closed_list import QUANTITIES, Kind, Measure
from evaluation.disclosure.earlier_publications import EarlierPublication
from evaluation.disclosure.interview_groups import EVERYBODY, NUMBERS, Grouped, groups_of_results, groups_of_table
from evaluation.disclosure.interviewees import CODEBOOK, STEM
from evaluation.disclosure.ledger_rows import THEME, Row, breakdown_of, group_of, whole_number
from evaluation.disclosure.participants import GROUP_SIZE
from evaluation.disclosure.run_folder import FinishedRun, RestrictedTable
from evaluation.disclosure.sensitive_themes import SensitiveThemes


class ShownInterviews:
    """What an earlier publication shows of interviews.

    Parameters
    ----------
    publication : EarlierPublication
    """

    def __init__(self, publication: EarlierPublication) -> None:
        self.since = publication.turnover
        self.rows = [row for row in publication.results_of(STEM) if any(row[name] for name in NUMBERS)]
        self.tables = publication.counts_of(STEM)
        self.codes = publication.codes()

    @property
    def has_numbers(self) -> bool:
        """Whether it shows any number."""
        return bool(self.rows or self.tables)

    def sets(self) -> list[frozenset[int]]:
        """Return the interviews that each number counts; with any number, how many there are is told."""
        groups = {EVERYBODY, *groups_of_results(self.rows)}
        groups = groups.union(*(groups_of_table(about["covers"], rows) for about, rows in self.tables))
        counted = Grouped(self.since.before, self.since.mark_of)
        return [counted.of(group) for group in groups]

    def has_against(self, run: FinishedRun, net: int, hidden: range) -> bool:
        """Tell whether a number of a run goes against the net of who came and went, or a code left the codebook.

        Parameters
        ----------
        run : FinishedRun
        net : int
            How many more are interviewed than were.
        hidden : range
            Numbers of interviews that must not be inferred.
        """
        return _Against(self, run, net, hidden).found()


class _Against:
    """The numbers of a publication beside those of a run."""

    def __init__(self, shown: ShownInterviews, run: FinishedRun, net: int, hidden: range) -> None:
        self._shown, self._run, self._net, self._hidden = shown, run, net, hidden
        self._sensitive = SensitiveThemes.of(run)

    def found(self) -> bool:
        shown = self._shown
        if any(shown.codes - codes_of(table) for table in self._run.tables if table.name == CODEBOOK):
            return True
        before, now = _by_breakdown(shown.rows), _by_breakdown(filter(self._is_compared, self._run.ledger))
        if any(any(self._of_rows(old, now.get(name, ()))) for name, old in before.items()):
            return True
        own = {table.name: table for table in self._run.tables if table.analysis == STEM}
        return any(
            any(self._of_table(about, counts, self._sensitive.left_of(own[about["name"]])[0]))
            for about, counts in shown.tables
            if THEME in about["dimensions"] and about["name"] in own
        )

    def _is_compared(self, row: Row) -> bool:
        return row["analysis"] == STEM and not self._sensitive.keeps(row)

    def _of_rows(self, before: Sequence[Row], now: Sequence[Row]) -> Iterator[bool]:
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
            for name in NUMBERS
            if getattr(entry, name) is not Measure.PARTICIPANT and (name != "estimate" or entry.kind is Kind.COUNT)
        ]
        for result_id in {*old, *new}:
            for name in counted:
                change = _number(new.get(result_id), name) - _number(old.get(result_id), name)
                yield change != 0 and change * self._net <= 0

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


def codes_of(codebook: RestrictedTable) -> frozenset[str]:
    """Return the codes of a codebook."""
    return frozenset(dict(zip(codebook.columns, row, strict=True)).get(THEME, "") for row in codebook.rows)


def _by_breakdown(rows: Iterable[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(_breakdown(row), []).append(row)
    return found


def _breakdown(row: Row) -> str:
    return breakdown_of(row, QUANTITIES[row["analysis"], row["quantity"]])


def _sizes(rows: Iterable[Row]) -> dict[str, int]:
    return {group_of(row): whole_number(row["n_obs"]) or 0 for row in rows}


def _events(row: Row | None) -> int:
    if row is None:
        return 0
    number = whole_number(row["n_events"])
    return round(_number(row, "estimate") * _number(row, "n_obs")) if number is None else number


def _number(row: Row | None, name: str) -> float:
    return float(row[name]) if row and row[name] else 0.0
