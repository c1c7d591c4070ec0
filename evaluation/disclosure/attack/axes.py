"""The classes of every dimension that no published number separates; time has one for each version of the data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from evaluation.disclosure.attack.known import People, Publication
from evaluation.disclosure.attack.versions import is_within, spans_of, versions_of

TIME = "time"
Told = tuple[int, People]


@dataclass(frozen=True, eq=False)
class Axes:
    """For each dimension, which of its classes each group of people covers.

    Parameters
    ----------
    names : tuple of str
        Time first.
    masks : tuple of ndarray of bool, each of shape (groups, classes)
        A class that nobody names, such as other levels or other time, is one as well.
    place_of : mapping
        The row of each group of people, by the publication and :attr:`People.key`.
    """

    names: tuple[str, ...]
    masks: tuple[NDArray[np.bool_], ...]
    place_of: Mapping[tuple[int, object], int]

    @property
    def sizes(self) -> tuple[int, ...]:
        """The number of classes of each dimension."""
        return tuple(mask.shape[1] for mask in self.masks)


def axes_of(
    publications: Sequence[Publication],
    told: Sequence[Told],
    closed: Mapping[str, frozenset[str]],
    versions: NDArray[np.int64] | None = None,
) -> Axes:
    """Return the classes that groups of people cover.

    Parameters
    ----------
    publications : sequence of Publication
        Oldest first, of one measure.
    told : sequence of (int, People)
        All groups of people that they speak of, with the number of the publication.
    closed : mapping
        Dimensions that have these levels and no others.
    versions : ndarray of int, shape (publications, spans), optional
        Which version of the data each has in each stretch of time; by default as their numbers that changed say.
    """
    spans = spans_of(publications)
    versions = versions_of(publications, spans, closed) if versions is None else versions
    classes = [(place, version) for place in range(len(spans)) for version in np.unique(versions[:, place])]
    within: dict[tuple[int, object], NDArray[np.bool_]] = {}
    distinct: dict[tuple[bytes, object], int] = {}
    place_of: dict[tuple[int, object], int] = {}
    rows: list[tuple[NDArray[np.bool_], People]] = []
    for number, people in told:
        when = (number, people.window)
        if when not in within:
            inside = [is_within(span, people.window) for span in spans]
            within[when] = np.array([inside[at] and versions[number, at] == version for at, version in classes])
        same = (within[when].tobytes(), frozenset(people.groups.items()))
        if same not in distinct:
            distinct[same] = len(rows)
            rows.append((within[when], people))
        place_of[number, people.key] = distinct[same]
    names = sorted({name for _, people in rows for name in people.groups})
    masks = [np.array([mask for mask, _ in rows]), *(_levels(name, rows, closed) for name in names)]
    return Axes((TIME, *names), tuple(np.unique(mask, axis=1) for mask in masks), place_of)


def _levels(
    name: str, rows: Sequence[tuple[NDArray[np.bool_], People]], closed: Mapping[str, frozenset[str]]
) -> NDArray[np.bool_]:
    named = frozenset().union(*(people.groups.get(name, frozenset()) for _, people in rows))
    levels = sorted(closed.get(name, named))
    place = {level: at for at, level in enumerate(levels)}
    mask = np.zeros((len(rows), len(levels) + (name not in closed)), dtype=bool)
    for row, (_, people) in zip(mask, rows, strict=True):
        if name in people.groups:
            row[[place[level] for level in people.groups[name] if level in place]] = True
        else:
            row[:] = True
    return mask
