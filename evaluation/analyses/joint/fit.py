"""Whether what people wrote about a construct can be so, by what its numbers and themes hold."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from evaluation.analyses.joint.direction import Direction

_CONFIRMATION, _DISCORDANCE, _SILENCE = "confirmation", "discordance", "silence"


class Remark(StrEnum):
    """What a machine has against a declared kind; it decides nothing, people do."""

    SILENT = "one_side_says_nothing"
    NOT_SILENT = "both_sides_say_something"
    CANNOT_CONFIRM = "inconclusive_numbers_cannot_confirm"
    CANNOT_CONTRADICT = "inconclusive_numbers_cannot_contradict"
    BOTH_WAYS = "numbers_point_both_ways"
    NOTHING_COMPARED = "no_number_compares_to_confirm"
    ONLY_WORSE = "numbers_are_worse"


def remarks(kind: str, directions: Sequence[Direction], held: Sequence[int | None]) -> tuple[Remark, ...]:
    """Return what a machine has against the kind that people declared.

    Parameters
    ----------
    kind : str
        As in the params file; blank where nobody has judged.
    directions : sequence of Direction
        Of the numbers of the construct; maybe none.
    held : sequence of int or None
        In how many sources each theme is; None where that is not shown. Maybe none.
    """
    if not kind:
        return ()
    is_silent = is_silence(directions, held)
    if kind == _SILENCE:
        return () if is_silent else (Remark.NOT_SILENT,)
    found = [Remark.SILENT] if is_silent else []
    compared = {each for each in directions if each.says_something and each is not Direction.DESCRIBES}
    if kind == _CONFIRMATION and not compared and not is_silent:
        found.append(Remark.NOTHING_COMPARED)
    if kind == _CONFIRMATION and compared == {Direction.WORSE}:
        found.append(Remark.ONLY_WORSE)
    if {Direction.BETTER, Direction.WORSE} <= compared and kind == _CONFIRMATION:
        found.append(Remark.BOTH_WAYS)
    if Direction.INCONCLUSIVE in compared and kind == _CONFIRMATION:
        found.append(Remark.CANNOT_CONFIRM)
    if compared == {Direction.INCONCLUSIVE} and kind == _DISCORDANCE:
        found.append(Remark.CANNOT_CONTRADICT)
    return tuple(found)


def is_silence(directions: Sequence[Direction], held: Sequence[int | None]) -> bool:
    """Tell whether one side says nothing: no number is there, or no theme is in any source.

    A theme whose number of sources is not shown is in some.
    """
    return not any(each.says_something for each in directions) or not any(each is None or each for each in held)
