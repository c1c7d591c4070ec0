import pytest

from evaluation.disclosure.identifiers.combination import Attribute, Combination, score_combination

NURSE = {Attribute.ROLE: "Nurse", Attribute.PLACE: "North"}


@pytest.mark.parametrize(("persons", "is_blocked"), [(10, True), (11, False)])
def test_a_combination_that_fewer_than_eleven_persons_fit_is_blocked(persons, is_blocked):
    frame = [NURSE] * persons + [{Attribute.ROLE: "Peer", Attribute.PLACE: "North"}] * 40
    expected = Combination((Attribute.ROLE, Attribute.PLACE), persons, is_blocked)
    assert score_combination({Attribute.PLACE: "north ", Attribute.ROLE: "NURSE"}, frame) == expected


@pytest.mark.parametrize("persons", [10, 11])
def test_one_attribute_that_the_frame_knows_is_counted_too(persons):
    assert score_combination({Attribute.ROLE: "nurse"}, [NURSE] * persons).is_blocked == (persons == 10)


def test_a_smaller_minimum_holds_for_one_attribute_alone():
    assert not score_combination({Attribute.ROLE: "nurse"}, [NURSE] * 5, fewest=5).is_blocked
    assert score_combination({Attribute.ROLE: "nurse"}, [NURSE] * 4, fewest=5).is_blocked
    assert score_combination(NURSE, [NURSE] * 10, fewest=5).is_blocked
    assert score_combination(NURSE, [NURSE] * 12, fewest=13).is_blocked


@pytest.mark.parametrize("frame", [None, [NURSE] * 50], ids=["no frame", "a frame that lacks the attribute"])
def test_an_unknown_number_blocks_two_attributes_and_not_one(frame):
    one = {Attribute.EVENT: "flood"}
    assert score_combination(one, frame) == Combination((Attribute.EVENT,), None, is_blocked=False)
    assert score_combination({**one, Attribute.ROLE: "nurse"}, frame).is_blocked


def test_a_person_of_whom_an_attribute_is_not_known_does_not_fit():
    frame = [NURSE] * 10 + [{Attribute.ROLE: "nurse", Attribute.PLACE: ""}] * 30
    assert score_combination(NURSE, frame) == Combination((Attribute.ROLE, Attribute.PLACE), 10, is_blocked=True)


def test_a_quote_that_names_nothing_is_not_blocked():
    assert not score_combination({Attribute.ROLE: " "}, None).is_blocked


def test_a_minimum_below_one_is_refused():
    with pytest.raises(ValueError, match="fewest is 0, but must be 1 or more"):
        score_combination({}, None, fewest=0)
