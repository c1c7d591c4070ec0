"""The standards at their edges; exact intervals are those of Garwood's table (10 events: 4.795 to 18.39)."""

import pytest

from evaluation.stats.rate_reliability import RateStandard, Reliability, rate_reliability

WONDER = RateStandard(events_minimum=10, events_reliable=20)
FINE, UNRELIABLE, HIDDEN = Reliability.RELIABLE, Reliability.UNRELIABLE, Reliability.NOT_SHOWN


def test_wonder_shows_rates_of_10_and_relies_on_those_of_20():
    assert rate_reliability([0, 9, 10, 19, 20], WONDER) == (HIDDEN, HIDDEN, UNRELIABLE, UNRELIABLE, FINE)


def test_an_interval_is_at_most_160_percent_of_the_rate():
    """8 events: 3.454 to 15.76, 154 %; 7 events: 2.814 to 14.42, 166 %; no event has no rate to compare with."""
    width = RateStandard(events_minimum=1, relative_width_maximum=1.6)
    assert rate_reliability([0, 7, 8], width) == (HIDDEN, HIDDEN, FINE)


def test_ten_events_are_never_too_wide():
    nchs = RateStandard(events_minimum=10, relative_width_maximum=1.6, degrees_of_freedom_minimum=8)
    assert rate_reliability(range(10, 200), nchs) == (FINE,) * 190


def test_degrees_of_freedom_are_asked_for_where_there_are_some():
    nchs = RateStandard(events_minimum=10, degrees_of_freedom_minimum=8)
    assert rate_reliability([50], nchs, degrees_of_freedom=7) == (HIDDEN,)
    assert rate_reliability([50], nchs, degrees_of_freedom=8) == (FINE,)
    assert rate_reliability([50], nchs) == (FINE,)


def test_without_a_standard_every_rate_is_shown():
    assert rate_reliability([0, 1], None) == (FINE, FINE)


@pytest.mark.parametrize("wrong", [-1, 2.5])
def test_events_are_whole_numbers(wrong):
    with pytest.raises(ValueError, match="n_events must be whole numbers"):
        rate_reliability([wrong], WONDER)
