"""Analyses of an intervention that estimated no effect of it at all: what a run says of them on the terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from evaluation.stats.estimate import Status

_EFFECTS = ("level_change", "slope_change")
_REASON = "not estimable: "


def without_effect(rows: Iterable[Mapping[str, str]]) -> Iterator[str]:
    """Yield a sentence for each analysis whose primary effects are all missing, with the first reason given.

    Parameters
    ----------
    rows : iterable of mapping
        Of the ledger. An analysis without an effect among its quantities is not spoken of.
    """
    found: dict[str, list[Mapping[str, str]]] = {}
    for row in rows:
        if row["quantity"] in _EFFECTS and row["status"] == Status.PRIMARY:
            found.setdefault(row["analysis"], []).append(row)
    for stem, effects in found.items():
        if any(row["estimate"] for row in effects):
            continue
        reasons = [note for row in effects for note in row["note"].split("; ") if note.startswith(_REASON)]
        reason = reasons[0].removeprefix(_REASON) if reasons else "see the notes of results.csv"
        yield f"{stem}: no effect could be estimated: {reason}"
