"""What a statistical function raises when the data do not determine the quantity."""

from __future__ import annotations

from collections.abc import Iterable


class NotEstimable(ValueError):
    """The data do not determine the quantity; the message says why, in words that can stand in a note.

    Attributes
    ----------
    series : tuple of int
        Of several series fitted at once, those of which the message is true: without them the others can be fitted,
        unless another one is at fault for another reason. Empty where it is true of all that was asked for.
    """

    def __init__(self, message: str, *, series: Iterable[int] = ()) -> None:
        super().__init__(message)
        self.series = tuple(int(each) for each in series)
