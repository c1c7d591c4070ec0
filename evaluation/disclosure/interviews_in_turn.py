"""Numbers of interviews beside others: no sum or difference must be what a few of them have said.

All numbers, published now or before, are sums over the interviews that they count: no combination of them may be
about a few alone. Where a few were taken out or came in since an earlier publication, and not enough others with
them, nothing of interviews is shown; where a level of a dimension lost any or got a few, nothing by it. Where a few
were taken out and enough came in, numbers are shown only if none went against that: had more come and fewer hold a
theme, those who are gone would have held it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from evaluation.data.output_table import Sensitivity, TableKind
from evaluation.disclosure.closed_list import QUANTITIES
from evaluation.disclosure.combined_releases import isolates_few
from evaluation.disclosure.earlier_publications import EarlierPublication
from evaluation.disclosure.interview_groups import (
    EVERYBODY,
    Group,
    Grouped,
    dimensions_of_group,
    groups_of_form,
    groups_of_results,
)
from evaluation.disclosure.interview_marks import interviews_of
from evaluation.disclosure.interviewees import CODEBOOK, STEM
from evaluation.disclosure.ledger_outputs import LedgerOutput
from evaluation.disclosure.ledger_rows import Row, dimensions_of
from evaluation.disclosure.run_folder import FinishedRun
from evaluation.disclosure.shown_interviews import ShownInterviews, codes_of
from evaluation.disclosure.table_outputs import TableOutput
from evaluation.disclosure.turnover import Groups, Turnover
from evaluation.disclosure.withheld_items import OF_GROUPS, OF_INTERVIEWS

_Offered = TypeVar("_Offered", LedgerOutput, TableOutput)
_GroupsOf = Callable[[Any], Iterable[Group]]


class InterviewsInTurn:
    """What of interviews may be shown beside one another and earlier publications, if all else lets it.

    Parameters
    ----------
    run : FinishedRun
    before : sequence of EarlierPublication
    hidden : range
        Numbers of interviews that must not be inferred.
    """

    def __init__(self, run: FinishedRun, before: Sequence[EarlierPublication], hidden: range) -> None:
        self._run, self._hidden = run, hidden
        self._all, self._dimensions = False, set[str]()
        self._answers: dict[frozenset[Group], bool] = {}
        self._codes = next(filter(None, (each.codes() for each in reversed(before))), frozenset())
        earlier = [ShownInterviews(each) for each in before] if STEM in run.evaluation.analyses else []
        self._keeps_codebook = any(map(self._changes_codebook, earlier))
        shown = [each for each in earlier if each.has_numbers]
        known = [each.since for each in shown if each.since]
        self._told = [told for each in shown if each.since for told in each.sets()]
        self._grouped = Grouped(known[0].now, known[0].mark_of) if known else _of_run(run)
        if known:
            self._combine(known)
        for place, each in enumerate(earlier):
            if each.has_numbers:
                withheld = [other.since for other in earlier[place:] if other.since and not other.has_numbers]
                others = [other.since.before for other in shown if other is not each and other.since]
                self._compare(each, others, withheld)

    def keeps_more(self, groups: Iterable[Group]) -> bool:
        """Tell whether groups that would be shown are more than may be, and from now on keep what is too much.

        Of each dimension all groups are kept, or none, one dimension after the other: with those before, and what was
        published, they are to isolate no few.
        """
        by_dimensions: dict[tuple[str, ...], list[frozenset[int]]] = {}
        for group in groups:
            by_dimensions.setdefault(dimensions_of_group(group), []).append(self._grouped.of(group))
        shown: list[frozenset[int]] = []
        too_much = set[str]()
        for names, sets in sorted(by_dimensions.items()):
            if isolates_few(self._told, [*shown, *sets], self._hidden):
                too_much |= {*names}
            else:
                shown += sets
        self._dimensions |= too_much
        return bool(too_much)

    def of_results(self, item: LedgerOutput) -> LedgerOutput:
        """Return results of one breakdown with the forms that they may have."""
        is_kept = self._keeps(item.rows[0]["analysis"], _dimensions(item.rows[0]))
        is_counted = item.analysis == STEM
        return self._with_forms(item, groups_of_results if is_counted else None, is_kept=is_kept)

    def of_table(self, item: TableOutput) -> TableOutput:
        """Return a table with the forms that it may have; a codebook, made of them too, has none where it changed."""
        table = item.table
        if table.name == CODEBOOK:
            is_kept = self._keeps_codebook or (self._all and self._codes not in (frozenset(), codes_of(table)))
        else:
            is_kept = self._keeps(table.analysis, table.about.get("dimensions", ()))
        is_counted = table.analysis == STEM and table.kind is TableKind.COUNTS
        return self._with_forms(item, groups_of_form if is_counted else None, is_kept=is_kept)

    def _with_forms(self, item: _Offered, groups_of: _GroupsOf | None, *, is_kept: bool) -> _Offered:
        if not is_kept and (groups_of is None or not self._told):
            return item
        forms = list(item.output.candidates())
        left = [] if is_kept else [form for form in forms if self._may_show(frozenset(groups_of(form.payload)))]
        is_refused = is_kept or (forms and not left)
        output = replace(item.output, candidates=lambda: iter(left))
        return replace(item, output=output, refusal=item.refusal or (self._reason if is_refused else ""))

    @property
    def _reason(self) -> str:
        return OF_INTERVIEWS if self._told or self._all else OF_GROUPS

    def _keeps(self, analysis: str, dimensions: Iterable[str]) -> bool:
        is_kept = self._all or not self._dimensions.isdisjoint(dimensions)
        return is_kept and self._run.sensitivities[analysis] is Sensitivity.PARTICIPANT

    def _may_show(self, groups: frozenset[Group]) -> bool:
        """Tell whether groups, beside everybody and what was published, isolate no few."""
        if groups not in self._answers:
            sets = [self._grouped.of(group) for group in {EVERYBODY, *groups}]
            self._answers[groups] = not isolates_few(self._told, sets, self._hidden)
        return self._answers[groups]

    def _combine(self, known: Sequence[Turnover]) -> None:
        """Judge by whom all earlier publications count, whatever their numbers."""
        now = known[0].now
        together = Turnover({number: groups for each in known for number, groups in each.before.items()}, now)
        dimensions = set().union(*now.values())
        self._dimensions = {
            name for name in dimensions if not all(self._grew_by_enough(each, name) for each in (*known, together))
        }
        self._all = isolates_few(self._told, [now.keys()], self._hidden)

    def _compare(
        self, shown: ShownInterviews, others: Sequence[Mapping[int, Groups]], withheld: Sequence[Turnover]
    ) -> None:
        since = shown.since
        if since is None or (not since.is_of_others and self._may_tell_of_few(since, others)):
            self._all |= bool(self._hidden)
            return
        if since.is_of_others:
            return
        # Which numbers went against what came and went would tell what those said who went: all are kept.
        if len(since.went) in self._hidden:
            against = any(self._went_against(since, each) for each in withheld)
            self._all |= against or shown.has_against(self._run, len(since.came) - len(since.went), self._hidden)

    def _went_against(self, since: Turnover, withheld: Turnover) -> bool:
        """Tell whether a later publication may have shown nothing because a number went against what came and went.

        Numbers of today would bound those that were withheld then, and so say which it was.
        """
        came, went = withheld.before.keys() - since.before.keys(), since.before.keys() - withheld.before.keys()
        return len(went) in self._hidden and len(came) >= self._hidden.stop

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

    def _grew_by_enough(self, since: Turnover, dimension: str) -> bool:
        """Tell whether no level lost anybody since a publication, or all of them, and each got enough or nobody."""
        changes = since.by_level().get(dimension)
        if changes is None:
            return not since.went
        return all(not each.taken_out and each.added not in self._hidden for each in changes)

    def _changes_codebook(self, shown: ShownInterviews) -> bool:
        """Tell whether a codebook has other codes than one that was shown, and a few came or went since."""
        own = next((codes_of(table) for table in self._run.tables if table.name == CODEBOOK), shown.codes)
        if not shown.codes or own == shown.codes:
            return False
        return shown.since is None or any(len(each) in self._hidden for each in (shown.since.came, shown.since.went))


def _of_run(run: FinishedRun) -> Grouped:
    """Return the interviews of a run beside which nothing was published of any."""
    counted = (each for each in interviews_of(run) if each.is_counted)
    return Grouped({place: dict(each.groups) for place, each in enumerate(counted)}, lambda dimension, level: level)


def _dimensions(row: Row) -> list[str]:
    return dimensions_of(row, QUANTITIES[row["analysis"], row["quantity"]])
