"""What a statistical function raises when the data do not determine the quantity."""

from __future__ import annotations


class NotEstimable(ValueError):
    """The data do not determine the quantity; the message says why, in words that can stand in a note."""
