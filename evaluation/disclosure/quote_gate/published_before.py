"""Quotes that were published before and are not any more: what is public cannot be taken back, and is said so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from evaluation.data.whole_files import read_csv
from evaluation.disclosure.publications.ledger import PublicationLedger
from evaluation.disclosure.publications.publication import Publication
from evaluation.disclosure.quote_gate.judged import JudgedQuotes
from evaluation.disclosure.quote_gate.quote import Consent
from evaluation.disclosure.quote_gate.shown_beside import PublishedQuote

_FILE = "quotes.csv"


def quotes_of(ledger: PublicationLedger, publications: Iterable[Publication]) -> tuple[PublishedQuote, ...]:
    """Return all quotes that some publications show, each as it was shown."""
    found = (quote for publication in publications for quote in _quotes(ledger, publication))
    return tuple(dict.fromkeys(found))


def no_longer_shown(
    judged: JudgedQuotes, ledger: PublicationLedger, evaluation: str, population: str
) -> tuple[str, ...]:
    """Return a sentence for each quote that this release does not show and an earlier one did.

    Earlier are those of the same evaluation, whatever its data were, and those about the same people.
    """
    shown = {quote.text_sha256 for quote in judged.released}
    known = {each.quote.text_sha256: each for each in judged.quotes}
    gone: dict[str, list[int]] = {}
    for publication in ledger.publications:
        if evaluation != publication.evaluation and population != publication.population:
            continue
        for text_hash in (quote.text_sha256 for quote in _quotes(ledger, publication)):
            if text_hash not in shown:
                gone.setdefault(text_hash, []).append(publication.number)
    sentences = []
    for text_hash, numbers in gone.items():
        quote = known.get(text_hash)
        if quote is None:
            what = f"a quote (text sha256 {text_hash[:12]}) is not in the table any more"
        elif quote.quote.consent is Consent.WITHDRAWN:
            what = f"quote {quote.quote.quote_id}: its speaker has withdrawn consent"
        else:
            what = f"quote {quote.quote.quote_id}: {quote.stopped[0][1]}"
        listed = ", ".join(map(str, numbers))
        sentences.append(
            f"Published before (publication {listed}) and no longer shown: {what}. Take the old pages "
            "from where they are, and ask whoever has a copy to delete the quote."
        )
    return tuple(sorted(sentences))


def _quotes(ledger: PublicationLedger, publication: Publication) -> Iterator[PublishedQuote]:
    path = ledger.released_files(publication) / _FILE
    if _FILE in publication.files:
        columns, rows = read_csv(path, where=f"{publication.number:04d}/{_FILE}")
        text, role = (columns.index(name) for name in ("text", "role"))
        yield from (PublishedQuote(row[text], row[role]) for row in rows)
