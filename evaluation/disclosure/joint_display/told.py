"""Numbers in what authors wrote: each must be one that the release shows anyway."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from evaluation.data.parameters.joint_display import Construct
from evaluation.disclosure.leak_scan.numerals import numerals, straight
from evaluation.disclosure.leak_scan.provenance import Provenance
from evaluation.disclosure.leak_scan.text import short
from evaluation.errors import DisclosureError, Problem

_DEFINED_IN = "docs/methods/joint_display.md, release"
_NO_COUNT = frozenset({"one", "uno", "una"})
"""Numerals that are pronouns as well."""


def require_told_elsewhere(folder: Path, constructs: Sequence[Construct]) -> None:
    """Require that questions, inferences and authors have no number of their own.

    Parameters
    ----------
    folder : Path
        A release without its joint display.
    constructs : sequence of Construct

    Raises
    ------
    DisclosureError
        With every number that no file of the release has.
    """
    problems = list(_problems(Provenance.of(folder, ()), constructs))
    if problems:
        raise DisclosureError("Nothing is released: the joint display has numbers of its own.", problems)


def _problems(provenance: Provenance, constructs: Sequence[Construct]) -> Iterator[Problem]:
    for construct in constructs:
        for name in ("question", "inference", "author"):
            words = getattr(construct, name)
            for numeral in numerals(straight(words)):
                if numeral.written not in _NO_COUNT and not provenance.has(numeral):
                    where, found = (
                        f"joint display, {name} of {construct.name}",
                        f"{numeral.written} in {short(words)}",
                    )
                    yield Problem(
                        where, "has a number without a source", found, "numbers of the release", _DEFINED_IN
                    )
