"""A text with what stands for its identifiers in brackets."""

from __future__ import annotations

from collections.abc import Iterable

from evaluation.disclosure.identifiers.identifier import Identifier


def redacted(text: str, identifiers: Iterable[Identifier]) -> str:
    """Return a text in which ``[name]``, ``[town]`` and the like stand for identifiers; nothing else changes.

    Parameters
    ----------
    text : str
    identifiers : iterable of Identifier
        Spans of this text.

    Raises
    ------
    ValueError
        If two identifiers overlap, or one ends past the end of the text.
    """
    parts, here = [], 0
    for each in sorted(identifiers):
        if not here <= each.start < each.end <= len(text):
            raise ValueError(f"span {each.start}-{each.end} overlaps another, or is not in a text of {len(text)}")
        parts += [text[here : each.start], f"[{each.label}]"]
        here = each.end
    return "".join([*parts, text[here:]])
