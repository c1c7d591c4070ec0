"""Streams of random numbers that depend on what they are for, and on nothing else that is drawn."""

from __future__ import annotations

import hashlib

import numpy as np


def keyed(rng: np.random.Generator, *words: str) -> np.random.Generator:
    """Return the generator of one use of randomness: of a series, whichever series stand beside it.

    Nothing is drawn from ``rng``, and it makes no difference how often it was asked before.

    Parameters
    ----------
    rng : numpy.random.Generator
    *words : str
        What the numbers are for.
    """
    seed = rng.bit_generator.seed_seq
    digest = np.frombuffer(hashlib.sha256("/".join(words).encode()).digest(), dtype=">u4")
    key = (*seed.spawn_key, *(int(word) for word in digest))
    return np.random.default_rng(np.random.SeedSequence(seed.entropy, spawn_key=key))
