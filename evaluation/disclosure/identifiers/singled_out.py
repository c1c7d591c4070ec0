"""What singles somebody out though it names nobody: being the only one, an office or kin in it, a known event.

``the first woman deputy here``, ``the mayor's daughter``, ``the night the church burned``: whoever lives there knows
who or when that is. Only what tells it is marked, so that the rest of the sentence can stay.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from evaluation.disclosure.identifiers.identifier import Identifier, IdentifierClass, Strength, identifier
from evaluation.disclosure.identifiers.known_events import event_patterns
from evaluation.disclosure.identifiers.only_ones import only_patterns
from evaluation.disclosure.identifiers.public_offices import office_patterns


def singled_out(text: str) -> Iterator[Identifier]:
    """Yield them in a text in lower case and without accents."""
    for pattern, evidence in _patterns():
        for found in pattern.finditer(text):
            yield identifier(*found.span("said"), IdentifierClass.SINGULAR, evidence, Strength.LIKELY)


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    made = (
        (only_patterns(), "says that there is one only"),
        (office_patterns(), "tells a public office, or who is kin to one"),
        (event_patterns(), "tells when by an event that people there know"),
    )
    return tuple((re.compile(rf"(?<![\w'’-])(?:{each})"), why) for patterns, why in made for each in patterns)
