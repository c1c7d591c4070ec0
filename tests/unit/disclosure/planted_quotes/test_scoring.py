import subprocess
import sys
from pathlib import Path

import pytest

from .quotes import PlantedIdentifier, Quote
from .scoring import score

BENCHMARK = Path(__file__).parents[4] / "benchmarks" / "quote_identifiers.py"
TEXT = "So Dr. Amara de la Garza saw me in May, in May of all months."
START = TEXT.index("Amara")
END = START + len("Amara de la Garza")
QUOTE = Quote(
    text=TEXT,
    language="en",
    planted=(
        PlantedIdentifier(
            kind="person",
            form="person.titled",
            language="en",
            start=START,
            end=END,
            outer_start=TEXT.index("Dr."),
            outer_end=END,
        ),
    ),
    styles=frozenset(),
)


def hiding(*words):
    return lambda text: [(text.index(word), text.index(word) + len(word)) for word in words]


@pytest.mark.parametrize(
    ("words", "found", "touched"),
    [
        (["Amara de la Garza"], True, True),
        (["Amara", "Garza"], True, True),
        (["Dr. Amara de la Garza"], True, True),
        (["Amara"], False, True),
        (["Amara", "Garz"], False, True),
        (["de la"], False, False),
        ([], False, False),
    ],
)
def test_an_identifier_is_found_when_every_word_of_it_is_hidden_stop_words_apart(words, found, touched):
    (scored,) = score(QUOTE, hiding(*words)).identifiers

    assert (scored.found, scored.touched) == (found, touched)


def test_a_title_is_no_word_outside_and_any_other_is():
    scored = score(QUOTE, hiding("Dr. Amara de la Garza saw", "all mon"))

    assert scored.hidden_outside == ("saw", "all", "months")
    assert scored.n_words_outside == 10


def test_a_span_outside_of_the_text_is_refused():
    with pytest.raises(ValueError, match="span 3 to 999 is not in a text of 61 characters"):
        score(QUOTE, lambda _: [(3, 999)])


@pytest.mark.parametrize("examples", ["--misses", "--false", "--quotes"])
def test_examples_of_the_sealed_set_are_not_listed(examples):
    done = subprocess.run(
        [sys.executable, BENCHMARK, "fifth", examples, "1"], capture_output=True, text=True, check=False
    )

    assert done.returncode == 2
    assert "examples of the fifth set are not listed" in done.stderr
    assert not done.stdout


@pytest.mark.parametrize("name", ["development", "held_out", "unread", "fourth"])
def test_quotes_of_the_open_sets_are_listed(name):
    done = subprocess.run(
        [sys.executable, BENCHMARK, name, "--quotes", "1"], capture_output=True, text=True, check=False
    )

    assert done.returncode == 0
    assert len(done.stdout.splitlines()) == 1
