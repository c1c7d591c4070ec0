"""What the policy of a release has against some of its rates: one sentence each."""

from __future__ import annotations

from collections.abc import Iterable

from evaluation.reporting.deaths.rows import STEM
from evaluation.reporting.page import Page
from evaluation.stats.rate_reliability import Reliability


def say_reliability(page: Page, marks: Iterable[str]) -> None:
    """Say how many rates are unreliable, and how many are left out; nothing where there is neither."""
    found = list(marks)
    for mark, key in ((Reliability.UNRELIABLE, "unreliable_rates"), (Reliability.NOT_SHOWN, "rates_not_shown")):
        if count := found.count(mark):
            page.sentence(f"{STEM}.{key}", count=count)


def mark_in(note: str) -> Reliability:
    """Return what the note of a released rate of the ledger says of it."""
    parts = note.split("; ")
    return next((mark for mark in Reliability if mark.note in parts), Reliability.RELIABLE)
