"""The proportion of days covered in the first days of treatment."""

from __future__ import annotations

from evaluation.data.covered_time import CoveredTime
from evaluation.data.episodes import episodes_by_gap
from evaluation.data.window_outcome import Window, WindowOutcome


def enough_days_covered(window: Window, covered: CoveredTime, *, share: float) -> WindowOutcome:
    """Say whose days in the window are covered in at least this proportion, from each person's first new initiation.

    Days in jail or hospital are days of the window like any other. Who moves before the window is over is left out,
    unless dead before.

    Parameters
    ----------
    window : Window
    covered : CoveredTime
        Of its rows, by its rule.
    share : float
        Between 0 and 1.

    Raises
    ------
    ValueError
        If the share is not between 0 and 1.
    """
    if not 0 < share <= 1:
        raise ValueError(f"a share of days lies between 0 and 1, not {share}")
    episodes = episodes_by_gap(covered, window.rule)
    first = episodes[episodes["new_initiation"]].drop_duplicates("person")
    person, start = first["person"].to_numpy(), first["start"].to_numpy()
    line = person * (covered.n_days + 1)
    end = (start + window.days).clip(max=covered.n_days)
    n_covered = covered.n_covered(line + start, line + end)
    death, transfer = window.rows.death[person], window.rows.transfer[person]
    moved = (transfer < start + window.days) & (transfer < death)
    return window.outcome(person, start, n_covered / window.days >= share, {"moved": moved})
