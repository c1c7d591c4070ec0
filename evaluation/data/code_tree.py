"""Codes that name the one above them, as a codebook from top to bottom."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace

from evaluation.data.qualitative_parts import Code


def in_order(codes: Iterable[Code]) -> tuple[tuple[Code, ...], tuple[Code, ...]]:
    """Return the codes, each before those below it and with its path, and those that stand below themselves.

    Parameters
    ----------
    codes : iterable of Code
        With ``parent_id``; a code above that is not among them counts as none. Paths are made anew.
    """
    given = {code.id: code for code in codes}
    below: dict[str, list[Code]] = {}
    for code in given.values():
        below.setdefault(code.parent_id if code.parent_id in given else "", []).append(code)
    placed: dict[str, Code] = {}
    waiting = [(code, (), "") for code in below.get("", [])][::-1]
    while waiting:
        code, above, parent_id = waiting.pop()
        placed[code.id] = replace(code, path=(*above, code.name), parent_id=parent_id)
        waiting += [(child, (*above, code.name), code.id) for child in below.get(code.id, [])][::-1]
    return tuple(placed.values()), tuple(code for code in given.values() if code.id not in placed)


def with_headings(codes: Iterable[Code], identify: Callable[[tuple[str, ...]], str]) -> tuple[Code, ...]:
    """Return codes that are known by their paths, with a heading for every part of a path that no code is.

    Parameters
    ----------
    codes : iterable of Code
        Each path once.
    identify : callable
        Gives the identifier of a heading for its path.
    """
    known = {code.path: code for code in codes}
    for path in [*known]:
        for length in range(1, len(path)):
            above = path[:length]
            if above not in known:
                known[above] = Code(id=identify(above), name=above[-1], path=above, is_codable=False)
    placed, _ = in_order(
        replace(code, parent_id=known[path[:-1]].id if len(path) > 1 else "") for path, code in known.items()
    )
    return placed


def codes_above(codes: Iterable[Code]) -> Mapping[str, tuple[str, ...]]:
    """Return the codes above each, the nearest first, by their identifiers."""
    parents = {code.id: code.parent_id for code in codes}
    return {code_id: tuple(_above(code_id, parents)) for code_id in parents}


def _above(code_id: str, parents: Mapping[str, str]) -> Iterator[str]:
    while code_id := parents[code_id]:
        yield code_id
