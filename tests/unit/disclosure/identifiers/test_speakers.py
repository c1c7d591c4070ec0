from fractions import Fraction

import pytest

from evaluation.disclosure.identifiers.speakers import dominant_speakers, small_cells


def test_one_speaker_may_have_a_fifth_of_the_quotes_and_no_more():
    assert dominant_speakers("aabcdefghi") == ()
    assert dominant_speakers("aabcdefgh") == ("a",)


def test_every_speaker_of_too_few_quotes_dominates():
    assert dominant_speakers("dcba") == ("a", "b", "c", "d")
    assert dominant_speakers("") == ()


@pytest.mark.parametrize("share", [Fraction(0), Fraction(6, 5)])
def test_a_share_outside_its_range_is_refused(share):
    with pytest.raises(ValueError, match="must be above 0 and at most 1"):
        dominant_speakers("a", largest_share=share)


def test_an_attribution_needs_five_participants():
    participants = {("peer", "north"): 5, ("nurse", "north"): 4}
    named = [("nurse", "north"), ("peer", "north"), ("nurse", "south"), ("nurse", "north")]
    assert small_cells(named, participants) == (("nurse", "north"), ("nurse", "south"))
