import json

import pytest

from evaluation.disclosure.dominance import is_dominated
from evaluation.disclosure.policy import DominanceRule, load_policy

ABOUT = {"source": "A test of the rule", "url": "docs/methods/disclosure.md", "date": "2026-11-29"}


def rule(**fields):
    return DominanceRule.model_validate_json(
        json.dumps({"largest": 2, "share_percent": 90, "p_percent": 10, **ABOUT, **fields})
    )


def test_the_rule_of_acro_is_that_of_the_tests():
    policy = load_policy("acro").dominance
    assert (policy.largest, policy.share_percent, policy.p_percent) == (2, 90, 10)


@pytest.mark.parametrize(
    ("amounts", "dominated"),
    [
        ([50, 40, 10], False),  # 90 of 100 is not more than 90 %
        ([50, 41, 9], True),  # 91 of 100 is
        ([25, 25, 25, 25], False),
        ([9, 1, 90], True),  # 99 of 100, and 1 is less than 9, the p % of the largest
    ],
)
def test_n_k_rule(amounts, dominated):
    assert is_dominated(amounts, rule(p_percent=1)) is dominated


@pytest.mark.parametrize(
    ("amounts", "dominated"),
    [
        ([100, 50, 10], False),  # the rest is 10 % of the largest, not less
        ([100, 50, 9], True),
        ([100, 50, 5, 5], False),
        ([100, 50, 5, 4.99], True),
    ],
)
def test_p_percent_rule(amounts, dominated):
    assert is_dominated(amounts, rule(share_percent=100)) is dominated


@pytest.mark.parametrize("amounts", [[7], [7, 7], [7, 7, 0, 0]])
def test_a_sum_of_one_or_two_is_dominated(amounts):
    assert is_dominated(amounts, rule(share_percent=100))


@pytest.mark.parametrize("amounts", [[], [0], [0, 0, 0]])
def test_a_sum_of_nothing_is_not(amounts):
    assert not is_dominated(amounts, rule())


def test_order_does_not_matter():
    assert is_dominated([9, 50, 41], rule()) == is_dominated([41, 9, 50], rule())


@pytest.mark.parametrize("wrong", [-1.0, float("nan"), float("inf")])
def test_amounts_are_numbers_of_0_or_more(wrong):
    with pytest.raises(ValueError, match="amounts must be numbers, 0 or more"):
        is_dominated([5.0, wrong], rule())
