"""People by stratum or group, each a number from 0."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray


def numbers_of_people(number: ArrayLike, n_obs: int, *, what: str) -> NDArray[np.int64]:
    """Check the numbers of the groups or strata of people and return them.

    Parameters
    ----------
    number : array_like of int, shape (n_obs,)
        Groups numbered from 0.
    n_obs : int
    what : str
        What is numbered, for the message.

    Raises
    ------
    ValueError
        If there is not one for each person, or one is no whole number of 0 or more.
    """
    given = np.asarray(number)
    whole = np.issubdtype(given.dtype, np.integer) or given.dtype == bool or not given.size
    if given.shape != (n_obs,) or not whole or (given < 0).any():
        raise ValueError(f"{what} must be whole numbers of 0 or more, one for each of {n_obs} people")
    return given.astype(np.int64)


def positions_by_stratum(stratum: ArrayLike) -> tuple[NDArray[np.int64], ...]:
    """Return the positions of the people of each stratum, for ``subset`` of follow-up.

    Parameters
    ----------
    stratum : array_like of int, shape (n,)
        Strata numbered from 0.

    Returns
    -------
    tuple of ndarray of int
        One array for each number from 0 to the highest, each in rising order; empty where nobody has the number.

    Raises
    ------
    ValueError
        If a stratum is no whole number of 0 or more.
    """
    number = numbers_of_people(stratum, np.size(stratum), what="strata")
    if not number.size:
        return ()
    counts = np.bincount(number)
    # numpy sorts numbers of 16 bits in linear time.
    order = np.argsort(number.astype(np.uint16) if counts.size <= 2**16 else number, kind="stable")
    return tuple(np.split(order, np.cumsum(counts)[:-1]))
