"""Randomness that belongs to its use."""

import numpy as np

from evaluation.analyses.interruption.averted import estimate_averted
from evaluation.analyses.interruption.modelled import model_all
from evaluation.analyses.interruption.streams import keyed

from .monthly import poisson, study_of


def test_a_stream_depends_on_seed_and_words_and_on_nothing_that_was_drawn():
    rng = np.random.default_rng(5)
    first = keyed(rng, "averted", "a").random(3)
    rng.random(10)
    rng.spawn(2)
    np.testing.assert_array_equal(keyed(rng, "averted", "a").random(3), first)
    assert not np.array_equal(keyed(rng, "averted", "b").random(3), first)
    assert not np.array_equal(keyed(np.random.default_rng(6), "averted", "a").random(3), first)


def test_what_a_series_averted_does_not_depend_on_the_series_beside_it():
    counts = poisson(ratio=0.7, size=2)
    together = study_of(counts, start=36)
    rng = np.random.default_rng(2)
    both = {row.result_id: row for row in estimate_averted(together, model_all(together), rng)}
    alone = study_of(counts[0], start=36)
    for row in estimate_averted(alone, model_all(alone), rng):
        assert abs(row.conf_low - both[row.result_id].conf_low) < 1e-6 * (row.conf_high - row.conf_low)
