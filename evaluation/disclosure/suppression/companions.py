"""Beside every hidden number something is hidden that could be the small one in its place.

Whoever knows why cells are hidden knows that one of those that stand together is small. So for each hidden number
that can be small, whether it is or not, one table that agrees with everything shown has it at the threshold or above,
and beside it, in each table that has it, another below. Where what is shown ties it to some of those that are hidden
beside it, it must be one of these: what stands in another row does not explain why a row has hidden cells. A number
that is known to be at the threshold or above explains nothing.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from evaluation.disclosure.suppression.beside import Beside, beside_each
from evaluation.disclosure.suppression.greedy import Protection, Unprotected
from evaluation.disclosure.suppression.protection import LEAST, Attacker, Requirement, Witness, met_by
from evaluation.disclosure.suppression.system import LinkedSystem
from evaluation.disclosure.suppression.ties import KNOWN, Ties

_TOLERANCE = 1e-6


def with_companions(
    system: LinkedSystem,
    attacker: Attacker,
    costs: NDArray[np.float64],
    found: Protection,
    threshold: int,
    *,
    below: float = np.inf,
) -> Protection:
    """Return a pattern that hides what is needed besides, so that each hidden number could be a large one.

    Parameters
    ----------
    system : LinkedSystem
    attacker : Attacker
        Of the same.
    costs : ndarray of float, shape (m,)
        Of hiding each number.
    found : Protection
        A pattern that protects every small number.
    threshold : int
        The first number that may be shown.
    below : float
        What is hidden for one number must cost less.

    Raises
    ------
    Unprotected
        With the numbers of which every companion is known to be large, or large whenever they are.
    """
    search = _Search(attacker, beside_each(system), Ties(system), costs, found, threshold, below)
    while search.hides_more():
        pass
    return Protection(search.hidden, found.witnesses)


class _Search:
    def __init__(
        self,
        attacker: Attacker,
        beside: Beside,
        ties: Ties,
        costs: NDArray[np.float64],
        found: Protection,
        threshold: int,
        below: float,
    ) -> None:
        self._attacker, self._beside, self._ties, self._costs, self._below = attacker, beside, ties, costs, below
        self._large, self._small = float(threshold), threshold - 1.0
        nothing = np.zeros(costs.size, dtype=bool)
        self._witnesses = [Witness(attacker.values, nothing), *found.witnesses]
        self.hidden, self._labels = found.hidden, ties.among(found.hidden)

    def hides_more(self) -> bool:
        """Hide what every hidden number needs, and say whether that was anything: then these need others in turn."""
        before, alone = self.hidden, []
        hidden = [each for each in sorted(self._beside) if before[each] and self._labels[each] != KNOWN]
        for number in sorted(hidden, key=lambda each: not self._attacker.primary[each]):
            if self._is_explained(number) or not self._can_be_small(number):
                continue
            witness = self._cheapest(number, self._beside[number][0], {number: (self._large, np.inf)}, self._below)
            if witness is None:
                alone.append(number)
                continue
            self._witnesses.append(witness)
            if (witness.moved & ~self.hidden).any():
                self.hidden = self.hidden | witness.moved
                self._labels = self._ties.among(self.hidden)
        if alone:
            raise Unprotected(alone)
        return bool((self.hidden != before).any())

    def _is_explained(self, number: int) -> bool:
        return any(
            witness.numbers[number] >= self._large - _TOLERANCE
            and not (witness.moved & ~self.hidden).any()
            and not self._unexplained(number, witness, self.hidden, self._labels)
            for witness in self._witnesses
        )

    def _unexplained(
        self, number: int, witness: Witness, hidden: NDArray[np.bool_], labels: NDArray[np.int64]
    ) -> list[tuple[int, ...]]:
        """Return the groups beside a number in which nothing that explains it is small."""
        is_small = witness.numbers <= self._small + _TOLERANCE
        return [each for each in self._beside[number] if not is_small[_suspects(number, each, hidden, labels)].any()]

    def _can_be_small(self, number: int) -> bool:
        value = float(self._attacker.values[number])
        if value <= self._small:
            return True
        wanted = Requirement(number, self._small, self._small - value)
        if met_by(self._witnesses, wanted, self.hidden):
            return True
        found = self._attacker.attack(wanted, self.hidden.astype(float))
        if isinstance(found, Witness):
            self._witnesses.append(found)
        return isinstance(found, Witness)

    def _cheapest(
        self,
        number: int,
        group: tuple[int, ...],
        limits: Mapping[int, tuple[float, float]],
        least: float,
    ) -> Witness | None:
        """Return the table within limits that explains a number, for less than a cost, and moves what is cheap.

        One of the group is put below the threshold, then one of each group that this leaves unexplained.
        """
        costs, best = np.where(self.hidden, 0.0, self._costs), None
        for other in self._by_cost(number, group, costs):
            if costs[other] >= least:
                break
            further = {**limits, other: (LEAST, self._small)}
            witness = self._attacker.within(further, costs)
            if witness is None or costs[witness.moved].sum() >= least:
                continue
            hidden = self.hidden | witness.moved
            labels = self._labels if (hidden == self.hidden).all() else self._ties.among(hidden)
            left = self._unexplained(number, witness, hidden, labels)
            if group in left:
                continue
            witness = self._cheapest(number, left[0], further, least) if left else witness
            if witness is not None:
                best, least = witness, float(costs[witness.moved].sum())
        return best

    def _by_cost(self, number: int, group: tuple[int, ...], costs: NDArray[np.float64]) -> list[int]:
        """Return the cheap ones first; of these, those that explain the number now, and need least to be small."""
        suspects = set(_suspects(number, group, self.hidden, self._labels).tolist())
        fall = np.maximum(self._attacker.values - self._small, 0.0)
        return sorted(group, key=lambda each: (costs[each], each not in suspects, fall[each], each))


def _suspects(
    number: int, group: tuple[int, ...], hidden: NDArray[np.bool_], labels: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Return the numbers of which one must be small where this one is not."""
    near = np.array(group)[hidden[list(group)]]
    tied = near[labels[near] == labels[number]]
    return tied if tied.size else near
