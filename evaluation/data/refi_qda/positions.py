r"""What the positions of a file count, decided by evidence from the texts.

The format does not say what a position counts. Programs count code points or UTF-16 code units, take ``\r\n`` as
one or two characters, count two for an ``\n`` that was ``\r\n`` before XML normalised it, and may count a byte
order mark. Each combination is a reading. One that puts a segment outside its text or into the middle of a
character is impossible. Readings that give the same segments are no ambiguity. Among others the one is taken whose
segments begin as their names do, or begin and end at word boundaries, clearly more often; else the file is refused.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np

from evaluation.data.qualitative import PositionReading
from evaluation.data.qualitative_parts import Segment

CODE_POINTS, UTF_16 = "code points", "UTF-16 code units"
AS_STORED, CRLF_AS_ONE, LF_AS_TWO = "as stored", "CRLF as one", "LF as two"
_CLEARLY, _CLEARLY_SHARE = 0.5, 0.05
"""Support that a reading must have beyond the next one: half a segment, and a share of the segments that differ."""
_LINE_FEED, _CARRIAGE_RETURN, _BYTE_ORDER_MARK, _LAST_IN_ONE_UNIT = 0x0A, 0x0D, 0xFEFF, 0xFFFF


class UndecidedPositions(Exception):
    """No reading of the positions is possible, or several are and none is clearly better."""

    def __init__(self, wrong: str, found: str) -> None:
        self.wrong, self.found = wrong, found
        super().__init__(f"{wrong}: {found}")


@dataclass(frozen=True)
class Placed:
    """Segments in code points of the canonical texts, and the reading that put them there."""

    reading: PositionReading
    spans: tuple[tuple[int, int], ...]


def canonical(stored: str) -> str:
    r"""Return a text without byte order mark and with ``\n`` as its only line end."""
    return stored.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def place(segments: Sequence[Segment], texts: Mapping[str, str], *, only_as_stored: bool = False) -> Placed:
    """Decide what positions count, and convert them.

    Parameters
    ----------
    segments : sequence of Segment
        Text segments with the positions of the file; every source is in ``texts``.
    texts : mapping of str to str
        Texts as stored, by source.
    only_as_stored : bool
        Whether it is known that positions count the code points of the texts as stored, but for a byte order mark.

    Returns
    -------
    Placed
        One span per segment.

    Raises
    ------
    UndecidedPositions
        If no reading keeps every segment inside its text, or two readings give different segments and neither
        is clearly better supported.
    """
    characters = {source_id: _Characters.of(text) for source_id, text in texts.items()}
    by_source: dict[str, list[int]] = {}
    for index, segment in enumerate(segments):
        by_source.setdefault(segment.source_id, []).append(index)
    edges = np.array([(segment.start, segment.end) for segment in segments], dtype=np.int64).reshape(-1, 2)
    readings = [PositionReading()]
    if not only_as_stored:
        readings = _readings([characters[source_id] for source_id in by_source])
    possible: dict[bytes, tuple[PositionReading, np.ndarray]] = {}
    for reading in readings:
        spans = np.empty_like(edges)
        fits = True
        for source_id, indices in by_source.items():
            spans[indices], inside = characters[source_id].spans(edges[indices], reading)
            fits = fits and bool(inside.all())
        if fits:
            possible.setdefault(spans.tobytes(), (reading, spans))
    if not possible:
        raise UndecidedPositions("positions lie outside their text", _outside(segments, characters, edges, by_source))
    clean = {source_id: canonical(text) for source_id, text in texts.items()}
    return _choose(list(possible.values()), segments, clean)


def _choose(
    possible: list[tuple[PositionReading, np.ndarray]], segments: Sequence[Segment], texts: Mapping[str, str]
) -> Placed:
    candidates = np.stack([spans for _, spans in possible])
    differing = [
        int(i)
        for i in np.flatnonzero((candidates != candidates[0]).any(axis=(0, 2)))
        if any(texts[segments[i].source_id][start:end].strip() for start, end in candidates[:, i])
    ]
    support = np.array(
        [_support(segments[i], texts[segments[i].source_id], candidates[:, i]) for i in differing]
    ).reshape(len(differing), len(possible))
    scores = support.sum(axis=0)
    order = np.argsort(-scores, kind="stable")
    best = int(order[0])
    rivals = [i for i in order[1:] if (candidates[i, differing] != candidates[best, differing]).any()]
    if rivals and scores[best] - scores[rivals[0]] < max(_CLEARLY, _CLEARLY_SHARE * len(differing)):
        both = f"{_words(possible[best][0])} and {_words(possible[rivals[0]][0])}"
        raise UndecidedPositions(
            f"positions can be read in two ways, which mark different text in {len(differing)} selection(s)", both
        )
    reading, spans = possible[best]
    supported = [
        _support(segment, texts[segment.source_id], span[None])[0] == 1.0
        for segment, span in zip(segments, spans, strict=True)
    ]
    chosen = PositionReading(
        unit=reading.unit,
        line_end=reading.line_end,
        byte_order_mark=reading.byte_order_mark,
        n_segments=len(segments),
        n_supported=sum(supported),
    )
    return Placed(chosen, tuple((int(start), int(end)) for start, end in spans))


@dataclass(frozen=True)
class _Characters:
    """A stored text as arrays over its code points: what each counts under any reading."""

    is_wide: np.ndarray
    is_mark: np.ndarray
    is_return_of_pair: np.ndarray
    is_lone_line_feed: np.ndarray
    canonical_index: np.ndarray

    @classmethod
    def of(cls, text: str) -> _Characters:
        points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
        feed = points == _LINE_FEED
        pair = np.zeros(len(points), dtype=bool)
        pair[:-1] = (points[:-1] == _CARRIAGE_RETURN) & feed[1:]
        after_return = np.zeros(len(points), dtype=bool)
        after_return[1:] = pair[:-1]
        mark = np.zeros(len(points), dtype=bool)
        mark[:1] = points[:1] == _BYTE_ORDER_MARK
        kept = ~(mark | pair)
        return cls(
            is_wide=points > _LAST_IN_ONE_UNIT,
            is_mark=mark,
            is_return_of_pair=pair,
            is_lone_line_feed=feed & ~after_return,
            canonical_index=np.concatenate([[0], np.cumsum(kept)]),
        )

    def boundaries(self, reading: PositionReading) -> np.ndarray:
        """Return the position of every boundary between code points, text start and end included."""
        widths = np.ones(len(self.is_wide), dtype=np.int64)
        if reading.unit == UTF_16:
            widths += self.is_wide
        if reading.line_end == CRLF_AS_ONE:
            widths -= self.is_return_of_pair
        elif reading.line_end == LF_AS_TWO:
            widths += self.is_lone_line_feed
        if not reading.byte_order_mark:
            widths -= self.is_mark
        return np.concatenate([[0], np.cumsum(widths)])

    def spans(self, edges: np.ndarray, reading: PositionReading) -> tuple[np.ndarray, np.ndarray]:
        """Return canonical spans of shape (n, 2), and whether each is inside the text at whole characters."""
        boundaries = self.boundaries(reading)
        index = np.searchsorted(boundaries, edges, side="right") - 1
        inside = (edges <= boundaries[-1]).all(axis=1)
        in_the_middle = boundaries[index] != edges
        split = in_the_middle & np.append(self.is_wide, False)[index]
        return self.canonical_index[index], inside & ~split.any(axis=1)


def _readings(characters: Sequence[_Characters]) -> list[PositionReading]:
    """Return the readings that can differ in these texts, the plainest first."""
    units = [CODE_POINTS] + [UTF_16] * any(text.is_wide.any() for text in characters)
    line_ends = [AS_STORED]
    line_ends += [CRLF_AS_ONE] * any(text.is_return_of_pair.any() for text in characters)
    line_ends += [LF_AS_TWO] * any(text.is_lone_line_feed.any() for text in characters)
    marks = [False] + [True] * any(text.is_mark.any() for text in characters)
    return [
        PositionReading(unit=unit, line_end=line_end, byte_order_mark=mark)
        for unit, line_end, mark in product(units, line_ends, marks)
    ]


def _support(segment: Segment, text: str, spans: np.ndarray) -> list[float]:
    """Return for each candidate span 1 where it bears the segment's name; else the share of edges at words' edges."""
    name = _squeezed(segment.name).removesuffix("...").removesuffix("…").rstrip()
    named = [bool(name) and _squeezed(text[start:end]).startswith(name) for start, end in spans]
    if any(named):
        return [float(match) for match in named]
    return [_edges_at_words(text, int(start), int(end)) for start, end in spans]


def _squeezed(text: str) -> str:
    return " ".join(text.split())


def _edges_at_words(text: str, start: int, end: int) -> float:
    if start >= end:
        return 0.0
    if text[start - 1 : start] in ("", "\n") and not text[start].isspace() and text[end - 1] == "\n":
        # Whole lines, as programs mark them that code by line.
        return 1.0
    edges = ((text[start - 1 : start], text[start]), (text[end : end + 1], text[end - 1]))
    score = 0.0
    for outside, inside in edges:
        if inside.isspace():
            score += 0.25
        elif not (inside.isalnum() and outside.isalnum()):
            score += 0.5
    return score


def _words(reading: PositionReading) -> str:
    mark = ", byte order mark counted" if reading.byte_order_mark else ""
    return f"{reading.unit} with line ends {reading.line_end}{mark}"


def _outside(
    segments: Sequence[Segment],
    characters: Mapping[str, _Characters],
    edges: np.ndarray,
    by_source: Mapping[str, list[int]],
) -> str:
    plain = PositionReading()
    found = []
    for source_id, indices in by_source.items():
        length = int(characters[source_id].boundaries(plain)[-1])
        _, inside = characters[source_id].spans(edges[indices], plain)
        for index in np.array(indices)[~inside]:
            start, end = edges[index]
            found.append(f"{start} to {end} in a text of {length} (selection {segments[index].id})")
    return ", ".join(found[:5]) + (f" and {len(found) - 5} more" if len(found) > 5 else "")
