import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evaluation.disclosure.identifiers import Identifier, IdentifierClass, Strength, find_identifiers, redacted
from tests.unit.disclosure.identifiers.test_recall import QUOTES

PIECES = st.sampled_from([quote.text for quote in QUOTES])
CHANGED = st.tuples(PIECES, st.integers(0, 200), st.integers(0, 200), st.text(max_size=8), st.booleans())


def _quote(changed):
    """A quote with something of any kind put into it in place of something else."""
    text, start, length, put, lower = changed
    text = text[:start] + put + text[start + length % 9 :]
    return text.lower() if lower else text


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(CHANGED)
def test_only_what_was_found_changes_and_nothing_is_left_to_find(changed):
    text = _quote(changed)
    found = find_identifiers(text)
    here, kept = 0, []
    for each in found:
        assert here <= each.start < each.end <= len(text)
        kept.append(text[here : each.start])
        here = each.end
    kept.append(text[here:])
    public = redacted(text, found)
    labels = "".join(rf"{re.escape(piece)}\[{each.label}\]" for piece, each in zip(kept, found, strict=False))
    assert re.fullmatch(labels + re.escape(kept[-1]), public)
    assert find_identifiers(public) == ()


def test_a_span_outside_the_text_or_over_another_is_refused():
    span = Identifier(0, 5, IdentifierClass.PERSON, "why", Strength.CERTAIN, "name")
    with pytest.raises(ValueError, match="span 0-5 overlaps another, or is not in a text of 4"):
        redacted("Ines", [span])
    with pytest.raises(ValueError, match="span 2-5 overlaps another"):
        redacted("Ines is", [span, Identifier(2, 5, IdentifierClass.PERSON, "why", Strength.CERTAIN, "name")])


def test_labels_are_kept_and_other_brackets_are_read():
    assert find_identifiers("[name] took me to [clinic] in [town].") == ()
    text = "She [Ludmila] took me there."
    assert redacted(text, find_identifiers(text)) == "She [[name]] took me there."
