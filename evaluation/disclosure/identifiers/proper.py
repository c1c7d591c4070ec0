"""Why a word is taken for a name."""

from __future__ import annotations

from dataclasses import dataclass

from evaluation.disclosure.identifiers.identifier import Strength


@dataclass(frozen=True)
class Proper:
    """Why a word is taken for a name, and how much speaks for it.

    Parameters
    ----------
    evidence : str
    strength : Strength
    is_person, is_place : bool
        What its surroundings or a list say that it names.
    """

    evidence: str
    strength: Strength
    is_person: bool = False
    is_place: bool = False
