"""Why results and tables are not shown, in words that give nothing away."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from evaluation.data.output_table import Sensitivity, TableKind
from evaluation.disclosure.admission import Admission
from evaluation.disclosure.closed_list import QUANTITIES, Kind, Model
from evaluation.disclosure.count_table import PARTLY_HIDDEN, ROUNDED
from evaluation.disclosure.definitions import DEATHS_LEAVE
from evaluation.disclosure.ledger_outputs import LedgerOutput
from evaluation.disclosure.ledger_rows import LANDMARK_KINDS, Row, breakdown_of
from evaluation.disclosure.policy import Policy
from evaluation.disclosure.run_folder import FinishedRun
from evaluation.disclosure.sensitive_themes import BY_PLAN, NOT_BY_GROUP, themes_of
from evaluation.disclosure.table_outputs import NAMES_FROM_DATA, TableOutput
from evaluation.disclosure.withheld import Withheld
from evaluation.stats.estimate import Status

NOT_ON_LIST = "closed list of what may be released"
BESIDE_THE_PAST = "beside an earlier release it would tell of a few people, or of days in which numbers changed since"
OF_INTERVIEWS = "beside an earlier release it could tell of an interview that came, went or changed since"
OF_GROUPS = "beside other groups of the same interviews that are shown it would tell of a few of them"
_NO_FORM = "at every level of pooling a small number would be shown or given away by subtraction"
_ONLY_IN_PART = (
    "whole, at every level of pooling a small number would be shown or given away; a finer table is shown in part"
)
TOO_MANY = "with all that was published before there are more numbers than can be checked together"
_NO_CURVE = "beside what is shown a small number would be given away by subtraction"


def beside_the_past(sensitivity: Sensitivity) -> str:
    """Return why nothing is shown beside an earlier release."""
    return OF_INTERVIEWS if sensitivity is Sensitivity.PARTICIPANT else BESIDE_THE_PAST


def withheld_rows(
    ledger: Iterable[LedgerOutput], result: Admission, run: FinishedRun, policy: Policy
) -> Iterable[Withheld]:
    """Yield rows that are not shown, and columns that are blank in those that are.

    Of interviews breakdowns are named and not their rows: which themes and groups there are follows from a few
    people. Sensitive themes by group are named with the tables, whether there are rows of them or not.
    """
    for item in ledger:
        if item.refusal == NOT_BY_GROUP:
            continue
        sensitivity = run.sensitivities[item.analysis]
        rule = policy.rule_words(sensitivity) if item.has_public_names else NOT_ON_LIST
        released = {row["result_id"]: row for row in getattr(result.admitted.get(item.output.name), "payload", ())}
        for row in item.rows:
            entry = QUANTITIES[row["analysis"], row["quantity"]]
            is_named = item.has_public_names and sensitivity is not Sensitivity.PARTICIPANT
            name = row["result_id"] if is_named else breakdown_of(row, entry)
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
        if sensitivity is Sensitivity.PARTICIPANT:
            return "groups of it have too few people, alone or with others that are left out"
        return "the group has too few people, alone or with others that are left out"
    leak = result.refused.get(item.output.name)
    if leak is None:
        return item.no_form
    if leak.is_unknown:
        return TOO_MANY
    if leak.is_of_past:
        return beside_the_past(sensitivity)
    if sensitivity is Sensitivity.PARTICIPANT:
        return "the breakdown would show, or leave over, a group of too few people"
    return "the breakdown would show a small number, or give one away by subtraction"


def withheld_tables(
    items: Iterable[TableOutput], reasons: Mapping[str, str], result: Admission, policy: Policy
) -> Iterable[Withheld]:
    """Yield tables that are not shown whole; ``reasons`` are of tables that cannot be, whatever their numbers."""
    for item in items:
        reason = reasons.get(item.table.name, "")
        rule = NOT_ON_LIST if reason else policy.rule_words(item.table.sensitivity)
        rule = BY_PLAN if reason == NOT_BY_GROUP else rule
        yield Withheld(item.table.name, "table", reason or _why_no_form(item, result), rule)


def withheld_of_groups(run: FinishedRun) -> Iterable[Withheld]:
    """Yield the sensitive themes that tables by group are without; a table that has no other is withheld itself."""
    for name, themes in themes_of(run).items():
        yield from (Withheld(f"{name}, {theme}", "rows", NOT_BY_GROUP, BY_PLAN) for theme in themes)


def _why_no_form(item: TableOutput, result: Admission) -> str:
    leak = result.refused.get(item.output.name)
    if any(f"{item.output.name}{end}" in result.admitted for end in (PARTLY_HIDDEN, ROUNDED)):
        return _ONLY_IN_PART
    if leak is not None and leak.is_unknown:
        return TOO_MANY
    if leak is not None and leak.is_of_past:
        return beside_the_past(item.table.sensitivity)
    return _NO_CURVE if item.table.kind is TableKind.CURVE else _NO_FORM
