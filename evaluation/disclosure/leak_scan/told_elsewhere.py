"""Numbers in what authors wrote for a release: each must be one that the release shows anyway."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from evaluation.disclosure.leak_scan.numerals import numerals, straight
from evaluation.disclosure.leak_scan.provenance import Provenance
from evaluation.disclosure.leak_scan.text import short
from evaluation.errors import DisclosureError, Problem

_DEFINED_IN = "docs/methods/joint_display.md, release"
_NO_COUNT = frozenset({"one", "uno", "una"})
"""Numerals that are pronouns as well."""


def require_told_elsewhere(folder: Path, texts: Iterable[tuple[str, str]]) -> None:
    """Require that texts have no number of their own.

    Parameters
    ----------
    folder : Path
        A release that does not have the texts yet.
    texts : iterable of (str, str)
        What messages call each, and its words.

    Raises
    ------
    DisclosureError
        With every number that no file of the release has.
    """
    provenance = Provenance.of(folder, ())
    problems = [
        Problem(
            where,
            "has a number without a source",
            f"{numeral.written} in {short(words)}",
            "numbers of the release",
            _DEFINED_IN,
        )
        for where, words in texts
        for numeral in numerals(straight(words))
        if numeral.written not in _NO_COUNT and not provenance.has(numeral)
    ]
    if problems:
        raise DisclosureError("Nothing is released: authors' texts have numbers of their own.", problems)
