"""Publications that contradict one another speak of data that were corrected: of which days, and by how many people.

A proof names the numbers that contradict one another. The newest publication among them then has data of its own in
the days of its shortest number there, and so have those after it that had the same; everything else stays one system.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import lcm

import numpy as np
from numpy.typing import NDArray

from evaluation.disclosure.attack.known import KnownShare, Window
from evaluation.disclosure.attack.proof import Proof
from evaluation.disclosure.attack.system import AttackedSystem
from evaluation.disclosure.attack.versions import is_within


def parted(
    system: AttackedSystem, proof: Proof | None, versions: NDArray[np.int64], spans: Sequence[Window]
) -> NDArray[np.int64] | None:
    """Return versions of the data with which a contradiction is gone, or None where corrections cannot explain it.

    Parameters
    ----------
    system : AttackedSystem
    proof : Proof or None
        Why no table agrees with the numbers of the system, if it is known.
    versions : ndarray of int, shape (publications, spans)
        Those of the system.
    spans : sequence of (int, int) or None
    """
    told = list(_told(system, proof)) if proof else []
    newest = max((at for at, _ in told), default=0)
    windows = {window for at, window in told if at == newest}
    shortest = {one for one in windows if not any(one != each and is_within(each, one) for each in windows)}
    older = sorted({at for at, _ in told} - {newest})
    is_shared = (versions[older] == versions[newest]).any(axis=0)
    for days in (shortest, windows):
        inside = is_shared & [any(is_within(span, window) for window in days) for span in spans]
        if inside.any():
            is_later = np.arange(len(versions))[:, None] >= newest
            moves = is_later & inside & (versions == versions[newest])
            return np.where(moves, versions.max() + 1, versions)
    return None


def size_of(proof: Proof) -> int:
    """Return by how many people numbers contradict one another: what is left when each is taken whole times."""
    return abs(int(proof.bound * lcm(*(step.times.denominator for step in proof.steps))))


def _told(system: AttackedSystem, proof: Proof) -> Iterator[tuple[int, Window]]:
    for row in system.rows_of(proof):
        reason = system.reasons[row]
        if isinstance(reason, KnownShare):
            yield from ((system.told_in[row], each.window) for each in (reason.part, reason.whole))
        elif reason is not None:
            yield system.told_in[row], reason.window
