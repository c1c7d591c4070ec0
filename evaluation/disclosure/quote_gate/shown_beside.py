"""What readers know of the speaker of a quote besides: its words were or are shown elsewhere."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from evaluation.disclosure.quote_gate.plain_text import readings, words_of
from evaluation.disclosure.quote_gate.quote import Quote

_WORDS_IN_A_ROW = 4


@dataclass(frozen=True)
class PublishedQuote:
    """A quote as an earlier publication shows it.

    Parameters
    ----------
    text, role : str
        The role is blank where none was shown.
    """

    text: str
    role: str

    @property
    def text_sha256(self) -> str:
        """Hash of its words."""
        return hashlib.sha256(self.text.encode()).hexdigest()


class ShownBeside:
    """Finds what is shown of the speaker of a quote in other places, whoever reads both.

    Parameters
    ----------
    quotes : sequence of Quote
        All that are proposed.
    published : iterable of PublishedQuote
        Of earlier publications about the same people.
    """

    def __init__(self, quotes: Sequence[Quote], published: Iterable[PublishedQuote]) -> None:
        self._quotes = quotes
        self._roles: dict[str, set[str]] = {}
        for each in published:
            self._roles.setdefault(each.text, set()).add(each.role)
        texts = {quote.text for quote in quotes}
        self._gone = [words_in_a_row(text) for text in self._roles if text not in texts]

    def of(self, quote: Quote) -> Iterator[Quote]:
        """Yield the quote as it was published under other roles, and others of its speaker that have words of it.

        Each is as it was or would be shown. A quote that says no more of its speaker than was published with these
        very words adds nothing to them.
        """
        roles = self._roles.get(quote.text, set())
        if not roles or (quote.role and quote.role not in roles):
            yield from (replace(quote, role=role) for role in sorted(roles))
        for other in self._quotes:
            if other.quote_id != quote.quote_id and is_same_speaker(quote, other) and share_words(quote, other):
                shown = {other.role, *self._roles.get(other.text, ())}
                yield from (replace(other, role=role) for role in sorted(shown))

    def has_words_of_one_that_is_gone(self, quote: Quote) -> bool:
        """Tell whether words of a quote were published in one that is not in the table any more.

        What that said of its speaker, who may be the same, nobody knows.
        """
        rows = words_in_a_row(quote.text)
        return quote.text not in self._roles and any(rows & gone for gone in self._gone)


def is_same_speaker(one: Quote, other: Quote) -> bool:
    """Tell whether two quotes are of one interview, or of one person."""
    return one.source == other.source or one.speaker == other.speaker


def share_words(one: Quote, other: Quote) -> bool:
    """Tell whether two quotes have words in a row in common by which a reader knows one from the other."""
    return not words_in_a_row(one.text).isdisjoint(words_in_a_row(other.text))


def words_in_a_row(text: str) -> set[tuple[str, ...]]:
    """Return every few words in a row of a text; of a shorter one all words."""
    words = [word for word, *_ in words_of(readings(text)[0])]
    rows = range(max(len(words) - _WORDS_IN_A_ROW, 0) + 1)
    return {tuple(words[place : place + _WORDS_IN_A_ROW]) for place in rows}
