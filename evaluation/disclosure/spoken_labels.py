"""How a text calls what a label of a code list names: one of it, or several."""

from __future__ import annotations

import re

_PEOPLE = {"person": ("people", "persons")}
_PREPOSITION = re.compile(r"\s(?:in|with|of|from|at|on|under)\s", re.IGNORECASE)
_SIBILANT = re.compile(r"(?:s|x|z|ch|sh)$", re.IGNORECASE)


def spoken_labels(label: str) -> tuple[str, ...]:
    """Return a label and what several of it are called: ``Person in recovery`` are ``people in recovery``."""
    found = _PREPOSITION.search(label)
    head, rest = (label[: found.start()], label[found.start() :]) if found else (label, "")
    before, space, noun = head.rpartition(" ")
    several = _PEOPLE.get(noun.casefold()) or (_plural(noun),)
    return (label, *(f"{before}{space}{each}{rest}" for each in several))


def _plural(noun: str) -> str:
    if re.search(r"[^aeiou]y$", noun, re.IGNORECASE):
        return f"{noun[:-1]}ies"
    return f"{noun}es" if _SIBILANT.search(noun) else f"{noun}s"
