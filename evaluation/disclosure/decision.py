"""What of a run may be published together, and why the rest may not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from evaluation.data.output_table import Sensitivity, TableKind
from evaluation.disclosure.admission import Admission, Admitter, Candidate
from evaluation.disclosure.closed_list import QUANTITIES, Kind, Measure, Model
from evaluation.disclosure.count_table import PooledTable
from evaluation.disclosure.definitions import DEATHS_LEAVE
from evaluation.disclosure.fixed_tables import require_fixed
from evaluation.disclosure.implied_counts import SEGMENTED, SegmentedModels
from evaluation.disclosure.ledger_counts import LedgerReader
from evaluation.disclosure.ledger_outputs import LedgerOutput, ledger_outputs
from evaluation.disclosure.ledger_rows import LANDMARK_KINDS, Row, breakdown_of
from evaluation.disclosure.over_time import curves_over_time
from evaluation.disclosure.policy import Policy
from evaluation.disclosure.run_folder import FinishedRun, RestrictedTable
from evaluation.disclosure.table_outputs import NAMES_FROM_DATA, TableOutput, table_outputs
from evaluation.disclosure.universe import Universe, closed_dimensions
from evaluation.disclosure.withheld import Withheld
from evaluation.stats.estimate import Status

_LINE = "fitted"
_NOT_ON_LIST = "closed list of what may be released"


@dataclass(frozen=True, eq=False)
class Decision:
    """What may be published.

    Parameters
    ----------
    rows : tuple of mapping
        Rows of the ledger.
    count_sources : tuple of RestrictedTable
        Tables of counts as handed over, in the order of ``count_tables``.
    count_tables : mapping
        Name to the form that was admitted; payloads are :class:`PooledTable`.
    other_tables : tuple of RestrictedTable
        Curves and descriptions.
    digits : mapping
        Name of each curve of a segmented model to the significant digits that it may have.
    withheld : tuple of Withheld
    hidden : mapping
        Measure to the numbers that must stay hidden.
    closed : mapping
        Measure to the dimensions that have known levels and no others.
    """

    rows: tuple[Row, ...]
    count_sources: tuple[RestrictedTable, ...]
    count_tables: Mapping[str, Candidate]
    other_tables: tuple[RestrictedTable, ...]
    digits: Mapping[str, int]
    withheld: tuple[Withheld, ...]
    hidden: Mapping[str, range]
    closed: Mapping[str, Universe]

    @property
    def pooled(self) -> tuple[str, ...]:
        """Tables that are coarser than they were handed over, and how."""
        found = []
        for table, candidate in zip(self.count_sources, self.count_tables.values(), strict=True):
            pooled: PooledTable = candidate.payload
            if len(pooled.frame) < len(table.rows):
                found.append(f"{table.name} (to {', '.join(how for _, how in pooled.levels)})")
        return tuple(found)


def decide(run: FinishedRun, policy: Policy) -> Decision:
    """Decide what may be published: fixed tables first, then results, diagnostics and tables, coarse to fine.

    Raises
    ------
    DisclosureError
        If the run holds what is not on the closed list, or a fixed table is not safe as it stands.
    """
    hidden, models = _hidden(run, policy), SegmentedModels(run, policy)
    ledger, tables = ledger_outputs(run, policy, models), table_outputs(run, policy)
    counted = [count for item in ledger for count in item.counts]
    closed = closed_dimensions([item.counted for item in tables if item.counted], counted)
    people = Measure.PERSON.value
    closed[people] = {**closed.get(people, {}), **LedgerReader(run).classified()}
    admitter = Admitter(hidden, closed)
    fixed = require_fixed(run, tables, admitter, policy)
    admitter.admit([item.output for item in ledger])
    tables += curves_over_time(run, policy, admitter.result())
    free = [item for item in tables if item.table.name not in fixed and not item.refusal]
    reasons = {item.table.name: item.refusal for item in tables if item.refusal}
    for item in free:
        if reason := _missing_model(item.table, ledger, admitter.result(), models):
            reasons[item.table.name] = reason
    admitter.admit([item.output for item in free if item.table.name not in reasons])
    result = admitter.result()
    shown = [item for item in tables if item.output.name in result.admitted]
    counts = [item for item in shown if item.table.kind is TableKind.COUNTS]
    return Decision(
        rows=tuple(
            row
            for item in ledger
            if item.output.name in result.admitted
            for row in result.admitted[item.output.name].payload
        ),
        count_sources=tuple(item.table for item in counts),
        count_tables={item.table.name: result.admitted[item.output.name] for item in counts},
        other_tables=tuple(
            result.admitted[item.output.name].payload for item in shown if item.table.kind is not TableKind.COUNTS
        ),
        digits={
            item.table.name: policy.model.digits_over_hidden
            if any(map(models.of(item.table.analysis).hides_a_month, _series(item.table)))
            else policy.model.significant_digits
            for item in shown
            if item.table.kind is TableKind.CURVE and item.table.analysis in SEGMENTED
        },
        withheld=(
            *_withheld_rows(ledger, result, run, policy),
            *_withheld_tables((item for item in tables if item not in shown), reasons, policy),
        ),
        hidden=hidden,
        closed=closed,
    )


def _hidden(run: FinishedRun, policy: Policy) -> dict[str, range]:
    """Return the numbers that must stay hidden, by measure: the strictest rule of the analyses that count it."""
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
    return dict(sorted(found.items()))


def _series(table: RestrictedTable) -> set[str]:
    """Return the series that a curve has; none where it has no such column."""
    return {row[table.columns.index("series")] for row in table.rows} if "series" in table.columns else set()


def _missing_model(
    table: RestrictedTable, ledger: Iterable[LedgerOutput], result: Admission, models: SegmentedModels
) -> str:
    """Return why a curve cannot be shown although it rests on enough, or nothing.

    The model of one of its series is withheld; or it shows more of a series than its line, which needs all that is
    read from the model.
    """
    is_of_model = table.kind is TableKind.CURVE and table.analysis in SEGMENTED
    if not is_of_model or table.sensitivity is Sensitivity.PUBLIC:
        return ""
    is_line = _LINE in table.columns
    if not is_line and any(map(models.of(table.analysis).hides_a_month, _series(table))):
        return "residuals and other estimates of a series with a month that must stay hidden would give it away"
    released = {
        row["result_id"].split("/")[2]
        for item in ledger
        if item.analysis == table.analysis and item.output.name in result.admitted
        for row in result.admitted[item.output.name].payload
        if row["estimate"]
        and QUANTITIES[row["analysis"], row["quantity"]].model is Model.SEGMENTED
        and (is_line or len(result.admitted[item.output.name].payload) == len(item.rows))
    }
    return "the model of one of its series is withheld" if _series(table) - released else ""


def _withheld_rows(
    ledger: Iterable[LedgerOutput], result: Admission, run: FinishedRun, policy: Policy
) -> Iterable[Withheld]:
    for item in ledger:
        sensitivity = run.sensitivities[item.analysis]
        rule = policy.rule_words(sensitivity) if item.has_public_names else _NOT_ON_LIST
        released = {row["result_id"]: row for row in getattr(result.admitted.get(item.output.name), "payload", ())}
        for row in item.rows:
            entry = QUANTITIES[row["analysis"], row["quantity"]]
            name = row["result_id"] if item.has_public_names else breakdown_of(row, entry)
            if row["result_id"] not in released:
                yield Withheld(name, item.kind.value, _reason(item, row, result, sensitivity), rule)
                continue
            shown = released[row["result_id"]]
            gone = [column for column in ("n_obs", "n_events") if row[column] and not shown[column]]
            if gone:
                reason = "what the number rests on would give a small number away by subtraction"
                if entry.blank:
                    reason = "what follows from the number beside others is not worked out"
                yield Withheld(f"{name} {', '.join(gone)}", item.kind.value, reason, rule)


def _reason(item: LedgerOutput, row: Row, result: Admission, sensitivity: Sensitivity) -> str:
    if not item.has_public_names:
        return NAMES_FROM_DATA
    entry = QUANTITIES[row["analysis"], row["quantity"]]
    if item.refusal:
        return item.refusal
    if entry.kind is Kind.DEFINITION and row["result_id"].endswith(DEATHS_LEAVE):
        return "beside the share with deaths censored it would give the number of deaths away"
    if item.output.name in result.admitted:
        shown = {each["period"] for each in result.admitted[item.output.name].payload}
        if entry.kind in LANDMARK_KINDS and row["period"] not in shown:
            return "steps between days are coarser than in the run, as one would stand for too few people"
        if entry.compares:
            return "one of the two levels that it compares is not shown, or it rests on other people"
        if entry.kind is Kind.DEFINITION:
            return "what it differs by from another definition would be too few people"
        if entry.model is Model.SEGMENTED and row["status"] != Status.PRIMARY:
            return "more estimates of a series would give a month, or a number beside it, away"
        return "the group has too few people, alone or with others that are left out"
    if result.refused.get(item.output.name) is None:
        return "it, or another level of it, rests on too few people or events, or does not say on how many"
    if sensitivity is Sensitivity.PARTICIPANT:
        return "the breakdown would show, or leave over, a group of too few people"
    return "the breakdown would show a small number, or give one away by subtraction"


def _withheld_tables(items: Iterable[TableOutput], reasons: Mapping[str, str], policy: Policy) -> Iterable[Withheld]:
    for item in items:
        reason = reasons.get(item.table.name, "")
        rule = _NOT_ON_LIST if reason else policy.rule_words(item.table.sensitivity)
        default = "at every level of pooling a small number would be shown or given away by subtraction"
        if item.table.kind is TableKind.CURVE:
            default = "beside what is shown a small number would be given away by subtraction"
        yield Withheld(item.table.name, "table", reason or default, rule)
