"""Values that many tests need, with nothing in them but what the test is about."""

from pathlib import Path

from evaluation.data.dictionary import load_table_schema
from evaluation.data.validated import ValidatedTable
from evaluation.stats.estimate import Estimate, Status


def validated(name, frame, *, table=None, **more):
    """A source as the readers deliver it; the table has the name of the source where none is given."""
    return ValidatedTable(
        name=name,
        table=table or name,
        schema=load_table_schema(table or name),
        path=Path(f"{name}.csv"),
        sha256="0" * 64,
        frame=frame,
        n_rows_read=len(frame),
        **more,
    )


def estimate(result_id, value=1.0, **more):
    """A number of the ledger, counted."""
    analysis, quantity, _ = result_id.split("/")
    given = {"unit": "count", "method": "counted", "status": Status.PRIMARY, "prespecified": True, **more}
    return Estimate(result_id=result_id, analysis=analysis, quantity=quantity, estimate=value, **given)
