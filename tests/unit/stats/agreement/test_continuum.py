"""Alphas of the continuum against pairs of characters counted one by one, 1e-12, and the book's worked example."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.stats.agreement.continuum import (
    continuum_sums,
    coverage,
    cu_alpha,
    ku_alpha,
    stack_texts,
    u_alpha,
    u_alpha_binary,
)
from evaluation.stats.agreement.krippendorff import alpha_nominal, coincidences

NONE = math.nan
# Krippendorff (2018), figure 12.11, as the tests of quallmer 0.4.0 quote it with the book's values: Alex, Paul and
# Suzan, a continuum of length 60, values 1 to 7.
BOOK = (
    [(0, 7, 0), (7, 13, 1), (30, 32, 4), (32, 37, 5), (37, 44, 5), (44, 60, 6)],
    [(0, 7, 0), (7, 13, 2), (13, 21, 4), (32, 44, 5)],
    [(0, 7, 0), (7, 13, 3), (13, 21, 4), (32, 37, 5), (37, 41, 5), (41, 44, 5)],
)


def characters(coders, length):
    """Return every coder's characters: coder, position, section (each gap character its own) and category."""
    found = []
    for coder, sections in enumerate(coders):
        for position in range(length):
            place = next((i for i, (start, end, _) in enumerate(sections) if start <= position < end), None)
            category = "gap" if place is None else sections[place][2]
            section = ("gap", position) if place is None else ("section", place)
            found.append((coder, position, (coder, section), category))
    return found


def by_pairs(coders, length, differ, *, valued_only=False, of=None):
    """Return 1 - the mean disagreement at one position over that of any two characters not of one section.

    ``valued_only`` takes pairs without a gap; ``of`` takes those whose first is of that category.
    """
    m, every = len(coders), characters(coders, length)
    at = {(coder, position): category for coder, position, _, category in every}

    def weight(coder, position):
        if not valued_only:
            return 1.0
        others = sum(at[other, position] != "gap" for other in range(m) if other != coder)
        return others / (m - 1) if at[coder, position] != "gap" else 0.0

    observed = observed_pairs = expected = expected_pairs = 0.0
    for coder, position, section, category in every:
        if of not in (None, category):
            continue
        one = weight(coder, position)
        for other in range(m):
            pair = (category, at[other, position])
            if other != coder and not (valued_only and "gap" in pair):
                observed += differ(*pair)
                observed_pairs += 1
        for coder_2, position_2, section_2, category_2 in every:
            if section != section_2:
                both = one * weight(coder_2, position_2)
                expected += both * differ(category, category_2)
                expected_pairs += both
    if not expected:
        return NONE
    return 1 - (observed / observed_pairs) / (expected / expected_pairs)


def sums_of(coders, length, n_categories=7):
    return continuum_sums(coders, length=length, n_categories=n_categories)


def test_the_worked_example_of_the_book():
    # Printed: u-alpha .510, |u-alpha .413 (.4136 here: cut, not rounded) and cu-alpha .724.
    sums = sums_of(BOOK, 60)
    assert u_alpha(sums) == pytest.approx(0.510, abs=5e-4)
    assert u_alpha_binary(sums) == pytest.approx(0.4136, abs=5e-5)
    assert cu_alpha(sums) == pytest.approx(0.724, abs=5e-4)
    np.testing.assert_allclose(ku_alpha(sums), [1, 0, 0, 0, 1, 1, NONE], atol=1e-12)
    np.testing.assert_allclose(coverage(sums)[[4, 6]], [8 / 18, 0], atol=1e-12)


def test_two_coders_by_hand():
    # aaab.. against aabb..: of 6 characters one differs. Of the pairs of 12 values those within a section are never
    # compared: 144 - 3^2 - 1 - 2^2 - 2^2 - 4 are left, of which 144 - 5^2 - 3^2 - 4^2 differ.
    sums = sums_of(([(0, 3, 0), (3, 4, 1)], [(0, 2, 0), (2, 4, 1)]), 6, n_categories=2)
    assert u_alpha(sums) == pytest.approx(1 - (2 / 12) / (94 / 122), abs=1e-12)
    assert u_alpha_binary(sums) == 1


def test_sections_of_one_character_without_gaps_are_units():
    ratings = np.random.default_rng(2).integers(0, 3, size=(20, 3))
    coders = [[(i, i + 1, value) for i, value in enumerate(column)] for column in ratings.T]
    expected = alpha_nominal(coincidences(ratings, n_categories=3).sum(axis=0))
    sums = sums_of(coders, 20, n_categories=3)
    assert u_alpha(sums) == pytest.approx(expected, abs=1e-12)
    assert cu_alpha(sums) == pytest.approx(expected, abs=1e-12)
    assert math.isnan(u_alpha_binary(sums))


def test_nothing_coded_and_one_category_have_no_alpha():
    nothing = sums_of(([], [], []), 30, n_categories=2)
    assert math.isnan(u_alpha(nothing))
    assert math.isnan(u_alpha_binary(nothing))
    one = sums_of(([(3, 7, 0)], [(4, 8, 0)]), 20, n_categories=2)
    assert math.isnan(cu_alpha(one))
    assert np.isnan(ku_alpha(one)).all()
    assert 0 < u_alpha(one) < 1


def test_a_resample_of_texts_is_the_texts_again():
    texts = stack_texts([sums_of(BOOK, 60), sums_of(([(2, 9, 1)], [(4, 9, 2), (11, 12, 0)]), 15)])
    drawn, again = texts.weighted([2, 1]), stack_texts([sums_of(BOOK, 60)] * 2 + [sums_of(BOOK[:2], 60)])
    assert texts.weighted([2, 0]).coincident == pytest.approx(again.weighted([1, 1, 0]).coincident)
    assert u_alpha(texts.weighted([[1, 0], [2, 1]]))[1] == pytest.approx(u_alpha(drawn), abs=1e-12)


@pytest.mark.parametrize(
    ("coders", "message"),
    [
        (([(0, 3, 0)],), "two coders or more, not 1"),
        (([(0, 3, 0)], [(8, 11, 0)]), "outside the text of length 10"),
        (([(0, 3, 0)], [(-1, 2, 0)]), "outside the text of length 10"),
        (([(0, 3, 0)], [(4, 4, 0)]), "empty or outside"),
        (([(0, 3, 0), (2, 4, 1)], []), "two sections of one coder overlap"),
        (([(0, 3, 2)], []), "not among the 2 of the codebook"),
    ],
)
def test_sections_that_are_no_partition_are_refused(coders, message):
    with pytest.raises(ValueError, match=message):
        continuum_sums(coders, length=10, n_categories=2)


@st.composite
def continua(draw):
    length, n_coders = draw(st.integers(1, 9)), draw(st.integers(2, 4))
    coders = []
    for _ in range(n_coders):
        cuts = sorted(draw(st.sets(st.integers(0, length), max_size=5)) | {0, length})
        kinds = draw(st.lists(st.sampled_from(["gap", 0, 1, 2]), min_size=len(cuts) - 1, max_size=len(cuts) - 1))
        spans = zip(cuts[:-1], cuts[1:], kinds, strict=True)
        coders.append([span for span in spans if span[2] != "gap"])
    return coders, length


@given(continua())
def test_alphas_are_what_pairs_of_characters_say(drawn):
    coders, length = drawn
    sums = sums_of(coders, length, n_categories=3)
    wanted = {
        u_alpha: by_pairs(coders, length, lambda a, b: a != b),
        u_alpha_binary: by_pairs(coders, length, lambda a, b: (a == "gap") != (b == "gap")),
        cu_alpha: by_pairs(coders, length, lambda a, b: a != b, valued_only=True),
    }
    for coefficient, expected in wanted.items():
        np.testing.assert_allclose(coefficient(sums), expected, atol=1e-12, err_msg=coefficient.__name__)
    by_category = [by_pairs(coders, length, lambda a, b: a != b, valued_only=True, of=k) for k in range(3)]
    np.testing.assert_allclose(ku_alpha(sums), by_category, atol=1e-12)


@given(continua(), st.integers(0, 50), st.randoms(use_true_random=False))
def test_the_order_of_coders_does_not_matter(drawn, stretch, random):
    coders, length = drawn
    mixed = [random.sample(sections, len(sections)) for sections in random.sample(coders, len(coders))]
    one, other = (sums_of(each, length + stretch, n_categories=3) for each in (coders, mixed))
    for coefficient in (u_alpha, u_alpha_binary, cu_alpha, ku_alpha, coverage):
        np.testing.assert_allclose(coefficient(one), coefficient(other), atol=1e-12)
