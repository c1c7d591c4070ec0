"""What looks like consent, wherever it stands: a header or variable that is called so, a value that withdraws it."""

from __future__ import annotations

from functools import cache

from evaluation.data.dictionary import load_code_list
from evaluation.data.source_groups import plain_value

WITHDRAWN = "withdrawn"
_CALLED = ("consent", "einwillig")
"""Consent, consentimiento, consentement, Einwilligung: parts of names, whatever stands before or after."""


def looks_like_consent(name: str) -> bool:
    """Tell whether a header or the name of a variable is probably that of a speaker's consent."""
    return any(word in name.casefold() for word in _CALLED)


def says_withdrawn(value: str) -> bool:
    """Tell whether a value is the code or the label of consent that was withdrawn, in the list of decisions."""
    return plain_value(value) in _withdrawn()


@cache
def _withdrawn() -> frozenset[str]:
    codes = [code for code in load_code_list("consent").codes if code.code == WITHDRAWN]
    return frozenset(plain_value(text) for code in codes for text in (code.code, code.label))
