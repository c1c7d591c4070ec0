"""The rows of the results ledger as outputs that may be published: what each row gives away, and its rule."""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import dataclass
from functools import partial

from evaluation.data.output_table import Sensitivity
from evaluation.disclosure.admission import Candidate, Output
from evaluation.disclosure.closed_list import QUANTITIES, Entry, Kind, Model
from evaluation.disclosure.implied_counts import SegmentedModels
from evaluation.disclosure.ledger_counts import LedgerReader
from evaluation.disclosure.ledger_rows import (
    Row,
    breakdown_of,
    dimensions_of,
    group_of,
    kind_of,
    scope_of,
    whole_number,
)
from evaluation.disclosure.policy import Policy
from evaluation.disclosure.row_rules import satisfies_rule
from evaluation.disclosure.run_folder import FinishedRun
from evaluation.disclosure.scope import Count
from evaluation.disclosure.segmented_forms import SegmentedForms
from evaluation.disclosure.sensitive_themes import NOT_BY_GROUP, SensitiveThemes
from evaluation.disclosure.treatment_forms import OWN_FORMS, SHARED, TreatmentForms
from evaluation.errors import DisclosureError, Problem
from evaluation.stats.estimate import Status

_DEFINED_IN = "evaluation/disclosure/closed_list.py"
_OF_SENSITIVE = ", of sensitive themes"
FEW = "it, or another level of it, rests on too few people or events, or does not say on how many"
BESIDE_A_DAY = "few people leave between two of its days, or between one of them and a day that another result names"
SMALL_LEVEL = (
    "a level of what is tested has too few people, or too few who leave or who do not, or it is not said how many"
)
HIDDEN_MONTH = "a month of the series must stay hidden, and might follow from what is read from its model"
LATE = "some people are followed from a later day on only, and who was at risk before that is not worked out"
_ORDER = {
    Kind.SURVIVAL: 1,
    Kind.INCIDENCE: 2,
    Kind.MEAN_TIME: 3,
    Kind.MODEL: 3,
    Kind.TEST: 3,
    Kind.DEFINITION: 3,
}
"""Kinds that are estimated, in the order of admission after all others."""


@dataclass(frozen=True, eq=False)
class LedgerOutput:
    """Rows that are released together or not at all.

    Parameters
    ----------
    output : Output
        Its candidates' payloads are tuples of rows.
    kind : Kind
    analysis : str
    is_diagnostic : bool
        True where no row is a result: all describe the data or check a model.
    n_dimensions : int
        By how many columns it is broken down.
    rows : tuple of mapping
        The rows as they stand in the run's ledger.
    counts : tuple of Count
        All that the rows count.
    has_public_names : bool
        False where a group has its name from the data alone, which may say who it is, and nobody answers for it.
    needs_exception : bool
        Whether a group has its name from the data alone.
    refusal : str
        Why nothing of it may be released, whatever its numbers; blank where something may.
    no_form : str
        Why none of its forms may be released, if that is so.
    """

    output: Output
    kind: Kind
    analysis: str
    is_diagnostic: bool
    n_dimensions: int
    rows: tuple[Row, ...]
    counts: tuple[Count, ...]
    has_public_names: bool
    needs_exception: bool
    refusal: str
    no_form: str


def ledger_outputs(
    run: FinishedRun,
    policy: Policy,
    models: SegmentedModels,
    reader: LedgerReader,
    excepted: Container[str] = frozenset(),
) -> list[LedgerOutput]:
    """Return the ledger as outputs, in the order of admission: the whole before its parts, diagnostics last.

    Counts, rates, proportions, probabilities at landmarks and mean times of one quantity and one way of breaking it
    down are one output, with what compares its levels: never single cells. So is all that is read from the segmented
    model of one series, and all levels of one factor of a model of hazards, whose standard errors give the events of
    every level away. Other estimates, tests and coefficients of agreement are one output each.

    Parameters
    ----------
    run : FinishedRun
    policy : Policy
    models : SegmentedModels
    reader : LedgerReader
    excepted : container of str
        Names of outputs whose groups may have names from the data alone.

    Raises
    ------
    DisclosureError
        If a quantity is not in the closed list, or a row cannot be understood. All such rows are listed.
    """
    problems, sensitive = [], SensitiveThemes.of(run)
    groups: dict[str, list[Row]] = {}
    for row in run.ledger:
        where = f"results.csv, {row['result_id']}"
        entry = QUANTITIES.get((row["analysis"], row["quantity"]))
        if entry is None:
            name = f"{row['analysis']}/{row['quantity']}"
            problems.append(Problem(where, "unknown quantity", name, "one of the closed list", _DEFINED_IN))
            continue
        try:
            reader.counts([row])
        except ValueError as error:
            problems.append(Problem(where, "cannot be understood", str(error), "", "evaluation/stats/estimate.py"))
            continue
        of_sensitive = _OF_SENSITIVE if sensitive.keeps(row) else ""
        groups.setdefault(f"{_name(row, entry)}{of_sensitive}", []).append(row)
    if problems:
        raise DisclosureError("Nothing is released: the results hold what the closed list does not.", problems)
    found = [
        _Together(
            name,
            tuple(rows),
            run,
            policy,
            reader,
            models,
            may_be_named=name in excepted,
            is_sensitive=sensitive.keeps(rows[0]),
        ).output()
        for name, rows in groups.items()
    ]
    return sorted(found, key=_order)


def _order(item: LedgerOutput) -> tuple[object, ...]:
    """Put counts before what is estimated from them, and the whole before its parts."""
    is_estimated = _ORDER.get(item.kind, 0)
    return item.is_diagnostic, is_estimated, item.n_dimensions, item.output.name


class _Together:
    """Rows that are released together, and the forms in which they may be."""

    def __init__(
        self,
        name: str,
        rows: tuple[Row, ...],
        run: FinishedRun,
        policy: Policy,
        reader: LedgerReader,
        models: SegmentedModels,
        *,
        may_be_named: bool,
        is_sensitive: bool,
    ) -> None:
        self.may_be_named, self.is_sensitive = may_be_named, is_sensitive
        self.name, self.rows, self.policy, self.reader = name, rows, policy, reader
        self.analysis = rows[0]["analysis"]
        self.entry = QUANTITIES[self.analysis, rows[0]["quantity"]]
        self.sensitivity = run.sensitivities[self.analysis]
        self.rule = partial(satisfies_rule, policy=policy)
        self.treatment = TreatmentForms(rows, policy, self.sensitivity, reader, self.rule)
        self.segmented = None
        if self.entry.model is Model.SEGMENTED:
            of_analysis, controls = models.of(self.analysis), run.evaluation.analyses[self.analysis].controls
            self.segmented = SegmentedForms(rows, policy, reader, of_analysis, controls, self.rule)

    def output(self) -> LedgerOutput:
        return LedgerOutput(
            output=Output(self.name, self.candidates),
            kind=self.entry.kind,
            analysis=self.analysis,
            is_diagnostic=all(row["status"] == Status.DIAGNOSTIC for row in self.rows),
            n_dimensions=len(dimensions_of(self.rows[0], self.entry)),
            rows=self.rows,
            counts=tuple(self.reader.counts(self.rows)),
            has_public_names=self.may_be_named or self.has_public_names,
            needs_exception=not self.has_public_names,
            refusal=self.refusal,
            no_form=self.no_form,
        )

    @property
    def no_form(self) -> str:
        if self.treatment.starts_late():
            return LATE
        if self.treatment.names_a_small_step():
            return BESIDE_A_DAY
        if self.treatment.tests_a_small_level():
            return SMALL_LEVEL
        is_solvable = self.segmented is not None and not self.refusal and self.segmented.is_solvable
        return HIDDEN_MONTH if is_solvable else FEW

    @property
    def refusal(self) -> str:
        if self.is_sensitive:
            return NOT_BY_GROUP
        of_model = self.segmented.refusal if self.segmented else ""
        return self.entry.never or of_model or (SHARED if self.treatment.shares_people() else "")

    @property
    def has_public_names(self) -> bool:
        return all(self.reader.has_public_names(row) for row in self.rows)

    def candidates(self) -> Iterator[Candidate]:
        if self.sensitivity is Sensitivity.PUBLIC:
            yield Candidate((), self.rows)
            return
        if not (self.may_be_named or self.has_public_names):
            return
        is_of_groups = self.sensitivity is Sensitivity.PARTICIPANT
        for form in self.forms():
            if (counts := self.given_away(form)) is not None:
                yield Candidate(counts, form, is_part=is_of_groups and len(form) < len(self.rows))
        # Of interviews it tells what was said in few that something could not be estimated.
        has_estimate = any(row["estimate"] and kind_of(row) is not Kind.ABOUT_MODEL for row in self.rows)
        if not (is_of_groups or has_estimate):
            yield Candidate((), tuple({**row, "n_obs": "", "n_events": ""} for row in self.rows))

    def forms(self) -> Iterator[tuple[Row, ...]]:
        """Yield the rows in every form that satisfies the rule of their kind, the best first."""
        if self.refusal:
            return
        if self.segmented:
            yield from self.segmented.forms()
            return
        if self.entry.kind in OWN_FORMS:
            yield from self.treatment.forms()
        elif all(map(self.rule, self.rows)) and not self.treatment.tells_of_few():
            yield self.rows
            if self.entry.kind is Kind.COUNT and self.entry.n_events:
                yield tuple({**row, "n_events": ""} for row in self.rows)
        if self.sensitivity is Sensitivity.PARTICIPANT:
            yield from (form for form in self.of_large_groups() if all(self.rule(row) for row in form))

    def given_away(self, form: tuple[Row, ...]) -> tuple[Count, ...] | None:
        """Return all that rows give away, or None where the run does not say it."""
        if self.entry.model is Model.ANDERSEN_GILL and not all(map(self.reader.first_episodes, form)):
            return None
        if not all(map(self.reader.says_on_whom, form)):
            return None
        return self.segmented.given_away(form) if self.segmented else tuple(self.reader.counts(form))

    def of_large_groups(self) -> Iterator[tuple[Row, ...]]:
        """Yield the rows about groups of enough people; then without the smallest of these, and so on.

        The groups left out must be of enough people together, or none.
        """
        sizes = {group_of(row): _group_size(row) for row in self.rows}
        order = sorted(sizes, key=lambda group: (sizes[group], group))
        large = [group for group in order if sizes[group] >= self.policy.group_minimum]
        for first in range(len(large)):
            yield tuple(row for row in self.rows if group_of(row) in large[first:])


def _name(row: Row, entry: Entry) -> str:
    """Return the name of what is released together with a row."""
    if entry.model:
        return f"{row['analysis']}, {entry.model} of {scope_of(row)}"
    is_single = entry.kind in (Kind.MODEL, Kind.TEST, Kind.AGREEMENT)
    return row["result_id"] if is_single else breakdown_of(row, entry)


def _group_size(row: Row) -> int:
    return whole_number(row["n_obs"]) or whole_number(row["estimate"]) or 0
