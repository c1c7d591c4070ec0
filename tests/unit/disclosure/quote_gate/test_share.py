"""No speaker of several quotes has more than a fifth of those that are left."""

from collections import Counter
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from evaluation.disclosure.quote_gate.share import over_their_share


def test_a_fifth_is_within_the_limit_and_more_is_not():
    ten = [(f"q{number}", f"speaker {number}") for number in range(8)]
    assert over_their_share([*ten, ("q8", "speaker 0"), ("q9", "speaker 9")]) == frozenset()
    assert over_their_share([*ten, ("q8", "speaker 0"), ("q9", "speaker 0")]) == {"q8", "q9"}


def test_one_quote_each_is_always_within_it():
    assert over_their_share([("a", "x"), ("b", "y")]) == frozenset()
    assert over_their_share([("a", "x")]) == frozenset()
    assert over_their_share([]) == frozenset()


@given(st.lists(st.sampled_from("abcde"), max_size=30), st.randoms())
def test_nobody_is_over_whatever_the_order(speakers, random):
    quotes = [(f"q{number:02d}", speaker) for number, speaker in enumerate(speakers)]
    held = over_their_share(quotes)
    counts = Counter(speaker for name, speaker in quotes if name not in held)
    assert all(n == 1 or n <= Fraction(1, 5) * counts.total() for n in counts.values())
    assert set(counts) == set(speakers)
    random.shuffle(quotes)
    assert over_their_share(quotes) == held
