"""What every row of the themes ledger has in common."""

from __future__ import annotations

from collections.abc import Iterable

from evaluation.stats.estimate import Estimate, Status

STEM = "themes"


def ledger_row(*parts: str, notes: Iterable[str] = (), **fields: object) -> Estimate:
    """Return a row ``themes/<part>/<part>...``; the first part is its quantity, ``fields`` are the Estimate's."""
    given = {"status": Status.PRIMARY, "prespecified": True, "quantity": parts[0], **fields}
    note = "; ".join(note for note in notes if note)
    return Estimate(result_id="/".join((STEM, *parts)), analysis=STEM, note=note, **given)


def count_row(*parts: str, count: int, method: str, notes: Iterable[str] = (), **fields: object) -> Estimate:
    """Return a row that counts something."""
    given = {"unit": "count", "status": Status.DIAGNOSTIC, **fields}
    return ledger_row(*parts, estimate=float(count), method=method, notes=notes, **given)
