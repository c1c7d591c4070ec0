"""No speaker of several quotes has more than a fifth of those that are left, nor of all that were ever shown."""

from collections import Counter
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from evaluation.disclosure.quote_gate.share import over_their_share

FIFTH = Fraction(1, 5)
TEN = {f"q{number}": f"speaker {number}" for number in range(10)}
EIGHT = {name: TEN[name] for name in list(TEN)[:8]}
SPEAKERS = st.lists(st.sampled_from("abcdef"), max_size=30)


def test_a_fifth_is_within_the_limit_and_more_is_not():
    assert over_their_share(EIGHT | {"q8": "speaker 0", "q9": "speaker 9"}) == frozenset()
    assert over_their_share(EIGHT | {"q8": "speaker 0", "q9": "speaker 0"}) == {"q8", "q9"}


def test_one_quote_each_is_always_within_it():
    assert over_their_share({"a": "x", "b": "y"}) == frozenset()
    assert over_their_share({"a": "x"}) == frozenset()
    assert over_their_share({}) == frozenset()


def test_one_quote_of_a_speaker_in_each_release_is_too_many_in_the_end():
    """Three of ten are more than a fifth, whether they come out together or one after the other."""
    shown = [(f"old{number}", who) for number, who in enumerate(["x", "x", *"abcde"])]
    assert over_their_share({"new": "x", "other": "y"}, shown) == {"new"}
    assert over_their_share({"new": "z", "other": "y"}, shown) == frozenset()


def test_what_was_shown_before_is_shown_again():
    shown = [("q0", "speaker 0"), *((f"old{number}", f"old {number}") for number in range(4))]
    assert over_their_share(TEN | {"q91": "speaker 0", "q92": "speaker 0"}, [*shown, ("q91", "speaker 0")]) == {"q92"}


def test_a_quote_whose_speaker_nobody_knows_any_more_may_be_of_anybody():
    assert over_their_share(TEN, n_unknown=1) == frozenset()
    assert over_their_share(TEN, n_unknown=2) == set(TEN)


@given(
    st.lists(st.sampled_from("abcde"), max_size=30), st.lists(st.sampled_from("abcdef"), max_size=12), st.randoms()
)
def test_nobody_is_over_whatever_the_order(speakers, before, random):
    quotes = {f"q{number:02d}": speaker for number, speaker in enumerate(speakers)}
    shown = [(f"s{number:02d}", speaker) for number, speaker in enumerate(before)]
    held = over_their_share(quotes, shown)
    left = {name: who for name, who in quotes.items() if name not in held}
    here, ever = Counter(left.values()), Counter([*left.values(), *before])
    assert all(n == 1 or n <= FIFTH * here.total() for n in here.values())
    assert all(ever[who] == 1 or ever[who] <= FIFTH * ever.total() for who in here)
    if not before:
        assert set(here) == set(speakers)
    pairs = list(quotes.items())
    random.shuffle(pairs)
    assert over_their_share(dict(pairs), shown) == held
