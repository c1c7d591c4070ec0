"""Whose name is whose: coders and readers are told apart by their names, which are written in many ways."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from typing import TYPE_CHECKING

from evaluation.data.qualitative_parts import User

if TYPE_CHECKING:
    from evaluation.data.refi_qda.findings import Findings


def person_of(name: str) -> str:
    """Return what makes a name one person's: its letters and digits, whatever the case, accents, spaces and points.

    ``Bee, Ann`` is ``Ann Bee``. A name without any letter or digit is itself.
    """
    family, comma, given = name.partition(",")
    name = f"{given} {family}" if comma and "," not in given else name
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", name).casefold())
    return "".join(letter for letter in plain if letter.isalnum()) or name.strip()


def names_of_one(names: Iterable[str]) -> tuple[tuple[str, ...], ...]:
    """Return the names that are one person's by :func:`person_of`, several together; none where all differ."""
    found: dict[str, list[str]] = {}
    for name in names:
        found.setdefault(person_of(name), []).append(name)
    return tuple(tuple(several) for several in found.values() if len(several) > 1)


def check_coder_names(users: Iterable[User], coder_ids: Iterable[str], findings: Findings) -> None:
    """Note an error for users who coded and whose names are one: nobody could tell whose coding is whose.

    Parameters
    ----------
    users : iterable of User
    coder_ids : iterable of str
        Of those who coded; others may have any name.
    findings : Findings
    """
    coders = set(coder_ids)
    for names in names_of_one(user.name for user in users if user.id in coders):
        found = " and ".join(map(repr, names))
        findings.error("several coders have one name", found, expected="a name of their own for each coder")
