"""What would be shown had nothing been published before: a group that only the past keeps back is not small."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from evaluation.data.output_table import Sensitivity
from evaluation.disclosure.admission import Admission, Admitter
from evaluation.disclosure.ledger_outputs import LedgerOutput
from evaluation.disclosure.run_folder import FinishedRun
from evaluation.disclosure.universe import Universe


def shown_without_the_past(
    ledger: Sequence[LedgerOutput],
    result: Admission,
    run: FinishedRun,
    hidden: Mapping[str, range],
    closed: Mapping[str, Universe],
) -> frozenset[str]:
    """Return the results about participants that a first release of the run would show.

    Groups of participants are left out one by one, so that an output of which some are shown does not say why others
    are not. Where nothing of the kind is left out, nothing is asked.

    Parameters
    ----------
    ledger : sequence of LedgerOutput
        In the order of admission.
    result : Admission
        What is shown beside earlier publications.
    run : FinishedRun
    hidden : mapping
        Measure to the numbers that must not be shown or inferred.
    closed : mapping
        Measure to the dimensions that have known levels and no others.
    """
    asked = [item for item in ledger if run.sensitivities[item.analysis] is Sensitivity.PARTICIPANT]
    if not any(_is_in_part(item, result) for item in asked):
        return frozenset()
    alone = Admitter(hidden, closed)
    alone.admit([item.output for item in asked])
    return frozenset(row["result_id"] for form in alone.result().admitted.values() for row in form.payload)


def _is_in_part(item: LedgerOutput, result: Admission) -> bool:
    form = result.admitted.get(item.output.name)
    return form is not None and len(form.payload) < len(item.rows)
