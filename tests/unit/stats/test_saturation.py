import numpy as np
import pytest

from evaluation.stats.saturation import accumulation, saturation


def holding(*first_seen, n_codes):
    """Interviews of which each brings so many codes that none before had, and repeats one."""
    holds = np.zeros((len(first_seen), n_codes), dtype=bool)
    known = 0
    for row, new in zip(holds, first_seen, strict=True):
        row[known : known + new] = True
        row[0] = True
        known += new
    return holds


def measured(holds, base=4, run=2, threshold=0.05, seed=1, n_orders=200):
    return saturation(
        holds, base=base, run=run, threshold=threshold, rng=np.random.default_rng(seed), n_orders=n_orders
    )


def test_the_first_run_with_few_new_codes_by_hand():
    """37 codes in the first four interviews; the 5th and 6th add 3 (8 %), the 6th and 7th 1 (3 %): 5^{+2}."""
    found = measured(holding(20, 8, 5, 4, 2, 1, 0, 0, n_codes=40))
    assert (found.n_codes_base, found.reached) == (37, 5)
    assert found.n_codes_reached == 40


def test_no_new_code_at_all_takes_longer():
    assert measured(holding(20, 8, 5, 4, 2, 1, 0, 0, n_codes=40), threshold=0.0).reached == 6
    assert measured(holding(20, 8, 5, 4, 2, 1, 0, 1, n_codes=41), threshold=0.0).reached is None


def test_a_longer_run_counts_more_interviews():
    assert measured(holding(20, 8, 5, 4, 1, 0, 1, 0, 0, n_codes=39), run=3, threshold=0.05).reached == 5
    assert measured(holding(20, 8, 5, 4, 1, 0, 1, 0, 0, n_codes=39), run=2, threshold=0.05).reached == 4


def test_interviews_that_are_alike_are_saturated_in_every_order():
    found = measured(np.ones((10, 7), dtype=bool))
    assert (found.reached, found.median, found.upper, found.share_reached) == (4, 4.0, 4.0, 1.0)


def test_interviews_that_share_nothing_are_never_saturated():
    found = measured(np.eye(12, dtype=bool))
    assert found.reached is None
    assert (found.median, found.upper, found.share_reached) == (np.inf, np.inf, 0.0)


def test_random_orders_are_those_of_brute_force():
    rng = np.random.default_rng(8)
    holds = rng.random((14, 30)) < rng.uniform(0.02, 0.6, size=30)
    found = measured(holds, seed=3, n_orders=300)
    again, counted = np.random.default_rng(3), []
    for _ in range(300):
        order = again.permutation(14)
        base = holds[order[:4]].any(axis=0).sum()
        ends = [
            before
            for before in range(4, 13)
            if (~holds[order[:before]].any(axis=0) & holds[order[before : before + 2]].any(axis=0)).sum()
            <= 0.05 * base
        ]
        counted.append(ends[0] if ends else np.inf)
    assert found.median == np.sort(counted)[149]
    assert found.upper == np.sort(counted)[284]
    assert found.share_reached == pytest.approx(np.isfinite(counted).mean())


@pytest.mark.parametrize("wrong", [{"base": 0}, {"run": 0}, {"threshold": -0.1}, {"base": 9}])
def test_what_cannot_be_measured_is_refused(wrong):
    with pytest.raises(ValueError, match=r"at least 1|fewer than a base"):
        measured(np.ones((10, 3), dtype=bool), **wrong)


def test_codes_so_far_by_hand_and_over_random_orders():
    """Three interviews hold codes a, ab and c: 1, 2, 3 codes in order; after one interview 1 or 2."""
    holds = np.array([[1, 0, 0], [1, 1, 0], [0, 0, 1]], dtype=bool)
    found = accumulation(holds, rng=np.random.default_rng(1), n_orders=400)
    assert found.in_order.tolist() == [1, 2, 3]
    assert (found.median[0], found.low[0], found.high[0]) == (1.0, 1.0, 2.0)
    assert (found.median[-1], found.low[-1], found.high[-1]) == (3.0, 3.0, 3.0)
