"""Curves of segmented models: shown beside the model of each of their series, with as many digits as hide a month."""

from __future__ import annotations

from collections.abc import Iterable

from evaluation.data.output_table import Sensitivity, TableKind
from evaluation.disclosure.admission import Admission
from evaluation.disclosure.closed_list import QUANTITIES, Model
from evaluation.disclosure.implied_counts import SEGMENTED, SegmentedModels
from evaluation.disclosure.ledger_outputs import LedgerOutput
from evaluation.disclosure.policy import Policy
from evaluation.disclosure.run_folder import RestrictedTable

_LINE = "fitted"


def missing_model(
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
    is_missing = _series(table) - _with_models(table, ledger, result, whole=not is_line)
    return "the model of one of its series is withheld" if is_missing else ""


def digits_of_curve(
    table: RestrictedTable,
    ledger: Iterable[LedgerOutput],
    result: Admission,
    models: SegmentedModels,
    policy: Policy,
) -> int:
    """Return the significant digits that a curve of a segmented model may have."""
    hides = any(map(models.of(table.analysis).hides_a_month, _series(table)))
    if hides or _series(table) - _with_models(table, ledger, result, whole=True):
        return policy.model.digits_over_hidden
    return policy.model.significant_digits


def _series(table: RestrictedTable) -> set[str]:
    """Return the series that a curve has; none where it has no such column."""
    return {row[table.columns.index("series")] for row in table.rows} if "series" in table.columns else set()


def _with_models(
    table: RestrictedTable, ledger: Iterable[LedgerOutput], result: Admission, *, whole: bool
) -> set[str]:
    """Return the series of an analysis of which the model is shown, be it whole or not."""
    return {
        row["result_id"].split("/")[2]
        for item in ledger
        if item.analysis == table.analysis and item.output.name in result.admitted
        for row in result.admitted[item.output.name].payload
        if row["estimate"]
        and QUANTITIES[row["analysis"], row["quantity"]].model is Model.SEGMENTED
        and (not whole or len(result.admitted[item.output.name].payload) == len(item.rows))
    }
