"""Recall and over-redaction on quotes written by hand.

They are what the recognisers were made with, or were changed after: a floor against losing what was
found, no measure of what they find in quotes that nobody has seen.
"""

from pathlib import Path

import pytest

from evaluation.disclosure.identifiers import find_identifiers
from tests.unit.disclosure.identifiers.marked_quotes import measured, read_quotes
from tests.unit.disclosure.identifiers.probe_quotes import HALVES, LANGUAGES, probes

FILES = sorted(Path(__file__).parent.glob("*quotes.txt"))
QUOTES = [quote for file in FILES for quote in read_quotes(file)]
FLOORS = {"seventh_quotes": 0.94, "eighth_quotes": 0.9, "numbers_quotes": 0.94}
"""The last sets are harder, and the recognisers were changed for them least."""


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_identifiers_are_found_and_clean_quotes_left_alone(file):
    found = measured(read_quotes(file), find_identifiers)
    assert found.recall >= FLOORS.get(file.stem, 0.97), found.missed
    assert found.clean_quotes_touched <= 0.15, found.wrong
    assert found.clean_words_redacted <= 0.02, found.wrong


@pytest.mark.parametrize("half", HALVES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_one_thing_said_in_many_ways_is_found(language, half):
    found = measured(probes(language, half, planted=True), find_identifiers)
    clean = measured(probes(language, half, planted=False), find_identifiers)

    assert found.recall >= 0.94, found.missed
    assert clean.clean_quotes_touched <= 0.03, clean.wrong
