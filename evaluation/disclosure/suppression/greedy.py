"""A pattern that protects every small number, found one number at a time, and made smaller.

For each table that a small number needs, the cheapest one is taken (a linear program in which hidden numbers move
for nothing), and what it moves is hidden. Then every number is shown again, the dearest first, without which all
small numbers stay protected.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from evaluation.disclosure.suppression.protection import Attacker, Witness, met_by


class Unprotected(Exception):
    """Some small numbers cannot be protected whatever else is hidden.

    Parameters
    ----------
    numbers : list of int
    """

    def __init__(self, numbers: list[int]) -> None:
        super().__init__(numbers)
        self.numbers = numbers


@dataclass(frozen=True, eq=False)
class Protection:
    """Numbers that are hidden, and a table for each requirement that proves them enough.

    Parameters
    ----------
    hidden : ndarray of bool, shape (m,)
    witnesses : list of Witness
        One for each requirement of the attacker, in that order.
    """

    hidden: NDArray[np.bool_]
    witnesses: list[Witness]


def protect(attacker: Attacker, costs: NDArray[np.float64]) -> Protection:
    """Return a pattern that protects every small number; it is not claimed to be the cheapest.

    Parameters
    ----------
    attacker : Attacker
    costs : ndarray of float, shape (m,)
        Of hiding each number; 0 for numbers that are hidden anyway.

    Raises
    ------
    Unprotected
        If there is none. All numbers that cannot be protected are listed.
    """
    hidden = attacker.given.copy()
    witnesses: list[Witness] = []
    chosen: list[Witness] = []
    impossible: set[int] = set()
    for requirement in attacker.requirements:
        witness = met_by(witnesses, requirement, hidden)
        if witness is None:
            witness = attacker.cheapest(requirement, attacker.prices(requirement, np.where(hidden, 0.0, costs)))
            if witness is None:
                impossible.add(requirement.number)
                continue
            hidden |= witness.moved
            witnesses.append(witness)
        chosen.append(witness)
    if impossible:
        raise Unprotected(sorted(impossible))
    return without_needless(attacker, costs, Protection(hidden, chosen))


def without_needless(attacker: Attacker, costs: NDArray[np.float64], found: Protection) -> Protection:
    """Show every number again without which all small numbers stay protected, the dearest first.

    Parameters
    ----------
    attacker : Attacker
    costs : ndarray of float, shape (m,)
    found : Protection
    """
    witnesses = list(found.witnesses)
    hidden = attacker.given | np.any([witness.moved for witness in witnesses], axis=0) if witnesses else found.hidden
    needless = np.flatnonzero(hidden & ~attacker.given)
    for number in needless[np.argsort(-costs[needless], kind="stable")]:
        without = hidden.copy()
        without[number] = False
        renewed: dict[int, Witness] = {}
        for at, witness in enumerate(witnesses):
            if witness.moved[number]:
                requirement = attacker.requirements[at]
                other = met_by([*renewed.values(), *witnesses], requirement, without)
                other = other or attacker.attack(requirement, without.astype(float))
                if not isinstance(other, Witness):
                    break
                renewed[at] = other
        else:
            hidden = without
            witnesses = [renewed.get(at, witness) for at, witness in enumerate(witnesses)]
    return Protection(hidden, witnesses)
