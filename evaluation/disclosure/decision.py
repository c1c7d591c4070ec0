"""What of a run may be published together, and why the rest may not."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from operator import or_

from evaluation.data.output_table import TableKind
from evaluation.data.series_parts import SeriesParts
from evaluation.disclosure.across import Across
from evaluation.disclosure.admission import Admission, Admitter
from evaluation.disclosure.bounded import withdraw_what_bounds
from evaluation.disclosure.closed_list import QUANTITIES, Measure
from evaluation.disclosure.count_table import ARM, PooledTable
from evaluation.disclosure.earlier import Earlier, earlier_counts
from evaluation.disclosure.earlier_publications import EarlierPublication, read_all, require_all_places
from evaluation.disclosure.fixed_tables import require_fixed
from evaluation.disclosure.follow_up import FollowUp
from evaluation.disclosure.guarded import Guarded, following, guarded_numbers
from evaluation.disclosure.implied_counts import OF_MODELS, SEGMENTED, SegmentedModels
from evaluation.disclosure.interview_groups import Group, groups_of_form, groups_of_results
from evaluation.disclosure.interviewees import STEM, in_interviews
from evaluation.disclosure.interviews_in_turn import InterviewsInTurn
from evaluation.disclosure.known_levels import widened
from evaluation.disclosure.lattice import TooFine
from evaluation.disclosure.ledger_counts import CENSORED_BESIDE, LedgerReader
from evaluation.disclosure.ledger_outputs import LedgerOutput, ledger_outputs
from evaluation.disclosure.ledger_rows import Row
from evaluation.disclosure.linked_tables import Hiding
from evaluation.disclosure.model_curves import digits_of_curve, missing_model
from evaluation.disclosure.over_time import curves_over_time
from evaluation.disclosure.partly_hidden import admit_partly_hidden
from evaluation.disclosure.policy import Policy
from evaluation.disclosure.run_folder import FinishedRun, RestrictedTable
from evaluation.disclosure.scope import PLACE, Count
from evaluation.disclosure.table_outputs import (
    TableOutput,
    dimensions_of_interviews,
    table_outputs,
    with_known_levels,
)
from evaluation.disclosure.truth import truths
from evaluation.disclosure.universe import Universe, closed_dimensions, dimensions_of_tables
from evaluation.disclosure.withheld import Withheld
from evaluation.disclosure.withheld_items import (
    withheld_of_groups,
    withheld_rows,
    withheld_tables,
)


@dataclass(frozen=True, eq=False)
class ShownTable:
    """A table of counts as it was handed over, and a form in which it is shown."""

    source: RestrictedTable
    form: PooledTable


@dataclass(frozen=True, eq=False)
class Decision:
    """What may be published.

    Parameters
    ----------
    rows : tuple of mapping
        Rows of the ledger.
    count_tables : tuple of ShownTable
    other_tables : tuple of RestrictedTable
        Curves and descriptions.
    digits : mapping
        Name of each curve of a segmented model to the significant digits that it may have.
    withheld : tuple of Withheld
    implied : tuple of Count
        What follows from rows and curves without being a number of them, as published as they are.
    days : tuple of int
        Days of follow-up that these tell apart.
    hidden : mapping
        Measure to the numbers that must stay hidden.
    closed : mapping
        Measure to the dimensions that have known levels and no others.
    admission : Admission
        What was admitted, and what each refused output would have given away: for the evaluator's eyes.
    results_offered : tuple of LedgerOutput
    tables_offered : tuple of TableOutput
    hidings : mapping
        Measure to how single cells are hidden; empty where none are.
    """

    rows: tuple[Row, ...]
    count_tables: tuple[ShownTable, ...]
    other_tables: tuple[RestrictedTable, ...]
    digits: Mapping[str, int]
    withheld: tuple[Withheld, ...]
    implied: tuple[Count, ...]
    days: tuple[int, ...]
    hidden: Mapping[str, range]
    closed: Mapping[str, Universe]
    admission: Admission
    results_offered: tuple[LedgerOutput, ...]
    tables_offered: tuple[TableOutput, ...]
    hidings: Mapping[str, Hiding] = field(default_factory=dict)

    def interviewed(self) -> set[Group]:
        """Return the groups of interviews of which numbers are shown."""
        tables = (each.form for each in self.count_tables if each.source.analysis == STEM)
        groups = map(groups_of_form, tables)
        rows = (row for row in self.rows if row["analysis"] == STEM)
        return set(groups_of_results(rows)).union(*groups)

    @property
    def pooled(self) -> tuple[str, ...]:
        """Tables that are coarser than they were handed over, and how."""
        return tuple(
            f"{shown.form.name} (by {shown.form.levels_in_words}{_left_out(shown)})"
            for shown in self.count_tables
            if len(shown.form.frame) < len(shown.source.rows)
        )


def _left_out(shown: ShownTable) -> str:
    """Return what a table is no longer shown by; an arm stands for its communities."""
    kept = set(shown.form.dimensions) | ({PLACE} if ARM in shown.form.dimensions else set())
    gone = [name.replace("_", " ") for name in shown.source.about.get("dimensions", ()) if name not in kept]
    return f", no longer by {', '.join(gone)}" if gone else ""


def decide(
    run: FinishedRun,
    policy: Policy,
    before: Sequence[EarlierPublication] = (),
    excepted: Container[str] = frozenset(),
) -> Decision:
    """Decide what may be published: fixed tables first, then results, diagnostics and tables, coarse to fine.

    Parameters
    ----------
    run : FinishedRun
    policy : Policy
    before : sequence of EarlierPublication
        What was published about the same people, oldest first.
    excepted : container of str
        Outputs whose groups may have names that come from the data alone: somebody answers for it.

    Raises
    ------
    DisclosureError
        If the plan leaves out communities of an earlier publication, the run holds what is not on the closed list,
        or a fixed table is not safe as it stands.
    """
    policy = in_interviews(policy, run)
    require_all_places(before, frozenset(run.evaluation.communities))
    hidden = _hidden(run, policy, before)
    in_turn = InterviewsInTurn(run, before, hidden[Measure.PARTICIPANT.value])
    decision = _decided(run, policy, before, excepted, hidden, in_turn)
    while in_turn.keeps_more(decision.interviewed()):
        decision = _decided(run, policy, before, excepted, hidden, in_turn)
    return decision


def _decided(
    run: FinishedRun,
    policy: Policy,
    before: Sequence[EarlierPublication],
    excepted: Container[str],
    hidden: Mapping[str, range],
    in_turn: InterviewsInTurn,
) -> Decision:
    places = frozenset(run.evaluation.communities)
    own = Across(FollowUp(run).named, SeriesParts.of_plan(run.evaluation.plan()))
    across = reduce(or_, (each.across() for each in before), own)
    models = SegmentedModels(run, policy, across, [model for each in before for model in each.models()], hidden)
    reader = LedgerReader(run, across)
    ledger, tables = ledger_outputs(run, policy, models, reader, excepted), table_outputs(run, policy, excepted)
    ledger, tables = list(map(in_turn.of_results, ledger)), list(map(in_turn.of_table, tables))
    counted = [count for item in ledger for count in item.counts]
    counted_tables = [item.counted for item in tables if item.counted]
    closed = closed_dimensions(counted_tables, counted, places)
    people = Measure.PERSON.value
    closed[people] = {**closed.get(people, {}), **reader.classified()}
    read = read_all(before, closed, across, places)
    wider = widened(closed, read, dimensions_of_tables(counted_tables) | dimensions_of_interviews(tables))
    if wider != closed:
        closed, read = wider, read_all(before, wider, across, places)
    reader.learn(closed)
    tables = with_known_levels(tables, closed, policy)
    truth = truths(counted_tables, [*counted, *models.every_count()], closed)
    past = earlier_counts(read, truth, closed)
    admitter = Admitter(hidden, closed, past, {people: _guarded(reader, across, hidden, past)})
    fixed = require_fixed(run, tables, admitter, policy)
    fixed_names = {f"table {name}" for name in fixed}
    admitter.admit([item.output for item in ledger])
    tables += curves_over_time(run, policy, admitter.result(), reader)
    free = [item for item in tables if item.table.name not in fixed and not item.refusal]
    reasons = {item.table.name: item.refusal for item in tables if item.refusal}
    for item in free:
        if reason := missing_model(item.table, ledger, admitter.result(), models):
            reasons[item.table.name] = reason
    free = [item for item in free if item.table.name not in reasons]
    admitter.admit([item.output for item in free])
    withdraw_what_bounds(admitter, past, hidden, fixed_names)
    partly = admit_partly_hidden(free, admitter, policy, past, truth) if policy.shows_in_part else {}
    withdraw_what_bounds(admitter, past, hidden, fixed_names)
    result = admitter.result()
    partly = {measure: linked.among(result.admitted) for measure, linked in partly.items()}
    shown = [item for item in tables if item.output.name in result.admitted]
    counts = [item for item in shown if item.table.kind is TableKind.COUNTS]
    return Decision(
        rows=tuple(
            row
            for item in ledger
            if item.output.name in result.admitted
            for row in result.admitted[item.output.name].payload
        ),
        count_tables=(
            *(ShownTable(item.table, result.admitted[item.output.name].payload) for item in counts),
            *(
                ShownTable(item.table, linked.tables[item.table.name])
                for linked in partly.values()
                for item in free
                if item.table.name in linked.tables
            ),
        ),
        other_tables=tuple(
            result.admitted[item.output.name].payload for item in shown if item.table.kind is not TableKind.COUNTS
        ),
        digits={
            item.table.name: digits_of_curve(item.table, ledger, result, models, policy)
            for item in shown
            if item.table.kind is TableKind.CURVE and item.table.analysis in SEGMENTED
        },
        withheld=(
            *withheld_rows(ledger, result, run, policy),
            *withheld_tables((item for item in tables if item not in shown), reasons, result, policy),
            *withheld_of_groups(run),
        ),
        implied=tuple(
            count
            for candidate in result.admitted.values()
            for count in candidate.counts
            if count.block.startswith(OF_MODELS) or count.block.endswith(CENSORED_BESIDE)
        ),
        days=reader.follow_up.days,
        hidden=hidden,
        closed=closed,
        admission=result,
        results_offered=tuple(ledger),
        tables_offered=tuple(tables),
        hidings={measure: linked.hiding for measure, linked in partly.items() if linked.hiding},
    )


def _hidden(run: FinishedRun, policy: Policy, before: Sequence[EarlierPublication]) -> dict[str, range]:
    """Return the numbers that must stay hidden, by measure: the strictest rule of the analyses that count it.

    What an earlier publication hid by a stricter policy stays hidden.
    """
    found: dict[str, range] = {measure.value: range(0) for measure in Measure}
    counted = [
        (measure, sensitivity)
        for analysis, sensitivity in run.sensitivities.items()
        for (stem, _), entry in QUANTITIES.items()
        if stem == analysis
        for measure in (entry.estimate, entry.n_obs, entry.n_events)
    ]
    counted += [(table.about.get("measure", ""), table.sensitivity) for table in run.tables]
    for measure, sensitivity in counted:
        if measure:
            found[measure] = max(found.get(measure, range(0)), policy.hidden(sensitivity), key=len)
    for publication in before:
        for measure, numbers in publication.hidden().items():
            found[measure] = max(found.get(measure, range(0)), numbers, key=len)
    return dict(sorted(found.items()))


def _guarded(reader: LedgerReader, across: Across, hidden: Mapping[str, range], past: Earlier) -> tuple[Guarded, ...]:
    """Return what must not follow of people in treatment; what earlier publications tell by themselves is told."""
    people = Measure.PERSON.value
    found = tuple(guarded_numbers(reader, across.judged, hidden[Measure.JUDGED_PERSON.value]))
    try:
        told = following(past.standing.get(people, ()), found, past.closed.get(people))
    except TooFine:
        told = ()
    return tuple(each for each in found if each not in told)
