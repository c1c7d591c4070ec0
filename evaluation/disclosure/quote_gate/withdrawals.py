"""Quotes whose speakers withdrew consent once: only a consent that was given later lets their words out again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from evaluation.disclosure.publications.withdrawn import add_marks, read_marks
from evaluation.disclosure.quote_gate.plain_text import readings, words_of
from evaluation.disclosure.quote_gate.quote import Consent, Quote
from evaluation.disclosure.quote_gate.shown_beside import words_in_a_row
from evaluation.disclosure.run_folder import FinishedRun
from evaluation.disclosure.source_marks import SourceKey, open_key
from evaluation.disclosure.withdrawn_interviews import days_of_returned

_ALL, _SOME = "all words of a withdrawn quote", "some words of a withdrawn quote"


@dataclass(frozen=True)
class Withdrawals:
    """What a project knows to have been withdrawn.

    Parameters
    ----------
    key : SourceKey or None
        None where nothing was.
    days : mapping
        Mark to the day of the withdrawal.
    interviews : mapping
        Name of each interview that is counted again to the day by which it was withdrawn.
    """

    key: SourceKey | None = None
    days: Mapping[str, str] = field(default_factory=dict)
    interviews: Mapping[str, str] = field(default_factory=dict)

    def day_of(self, quote: Quote) -> str:
        """Return on which day words of a quote were last withdrawn, blank where they never were."""
        if self.key is None:
            return ""
        return max((self.days.get(mark, "") for mark in _marks(self.key, quote)), default="")


def known_withdrawals(run: FinishedRun) -> Withdrawals:
    """Return what earlier releases saw to be withdrawn.

    Raises
    ------
    DisclosureError
        If the file of marks, or the key of the project, is damaged, or the run does not say which interviews it has.
    """
    outputs = run.folder.resolve().parent.parent
    days = read_marks(outputs)
    if not days:
        return Withdrawals()
    returned = {each.name: day for each, day in days_of_returned(run).items()}
    return Withdrawals(open_key(outputs), days, returned)


def remember_withdrawn(outputs: Path, key: SourceKey, quotes: Iterable[Quote], moment: datetime) -> None:
    """Keep marks of the quotes whose consent is withdrawn, with the day of the table, or that of the release."""
    today = f"{moment:%Y-%m-%d}"
    gone = [quote for quote in quotes if quote.consent is Consent.WITHDRAWN]
    add_marks(outputs, {mark: min(each.consent_date or today, today) for each in gone for mark in _marks(key, each)})


def _marks(key: SourceKey, quote: Quote) -> Iterator[str]:
    """Yield a mark of all words, whatever the interview is called, and of every few words in a row of it."""
    yield key.mark_of(_ALL, *(word for word, *_ in words_of(readings(quote.text)[0])))
    for row in words_in_a_row(quote.text):
        yield key.mark_of(_SOME, quote.source, *row)
