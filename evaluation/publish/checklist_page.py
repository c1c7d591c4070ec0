"""The page of reporting checklists: each item with its link into the report; empty items and dead links show."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from evaluation.data.checklists import Checklist, Item, load_checklist
from evaluation.publish.document import PageDocument
from evaluation.reporting.catalogue import Catalogue
from evaluation.reporting.markdown import Markdown, box, escape
from evaluation.reporting.numbers import number
from evaluation.reporting.released import Released

STEM = "checklists"
_HEADING = re.compile(r"^#+ (.+?) \{#([^\s}]+)\}$", re.MULTILINE)


@dataclass(frozen=True)
class FilledChecklist:
    """A checklist with where the report tells each of its items.

    Parameters
    ----------
    checklist : Checklist
    links, notes : mapping
        Number of an item to ``page#anchor`` and to what else people say of it.
    places : mapping
        ``page#anchor`` to what that place of the report is called, as Markdown; a link that is not here is dead.
    """

    checklist: Checklist
    links: Mapping[str, str]
    notes: Mapping[str, str]
    places: Mapping[str, Markdown]

    @property
    def dead(self) -> tuple[str, ...]:
        """The items whose link leads to no place of the report, in their order."""
        return tuple(item for item, link in self.links.items() if link not in self.places)

    @property
    def empty(self) -> tuple[str, ...]:
        """The items without a link, in their order."""
        return tuple(item.item for item in self.checklist.items if not self.links.get(item.item))

    @property
    def n_told(self) -> int:
        """How many items lead into the report."""
        return len(self.checklist.items) - len(self.empty) - len(self.dead)

    def __str__(self) -> str:
        name, total = self.checklist.name.upper(), len(self.checklist.items)
        parts = [f"{name}: {self.n_told} of {total} items lead into the report"]
        parts += [f"empty: {', '.join(self.empty)}"] if self.empty else []
        dead = ", ".join(f"{item} ({self.links[item]})" for item in self.dead)
        parts += [f"dead links: {dead}"] if dead else []
        return "; ".join(parts)


def filled_checklists(
    released: Released, documents: Sequence[PageDocument], catalogue: Catalogue
) -> tuple[FilledChecklist, ...]:
    """Return the checklists that the release has answers to, each link looked for on the pages."""
    places = dict(place for document in documents for place in _places(document, catalogue))
    found = []
    for name, rows in released.checklists.groupby("checklist", sort=True):
        links = {row.item: row.link for row in rows.itertuples() if row.link}
        notes = {row.item: row.note for row in rows.itertuples() if row.note}
        found.append(FilledChecklist(load_checklist(str(name)), links, notes, places))
    return tuple(found)


def checklists_document(checklists: Iterable[FilledChecklist], catalogue: Catalogue) -> PageDocument:
    """Return the page; a dead link is shown as text, because no link of a site leads nowhere."""
    parts = [box("opening", catalogue.text(f"{STEM}.lead"))]
    for filled in checklists:
        checklist = filled.checklist
        parts += [
            f"## {escape(checklist.title)} {{#{checklist.name}}}",
            f"{escape(checklist.source)} [{escape(checklist.url)}]({checklist.url})",
            _counted(filled, catalogue),
            _items(filled, catalogue),
        ]
    return PageDocument(STEM, catalogue.text(f"{STEM}.title"), "\n\n".join(parts) + "\n", (), ())


def fixed_words_of(checklists: Iterable[FilledChecklist], catalogue: Catalogue) -> PageDocument:
    """Return what the page says whatever people have answered, and how many items they did: it counts no people."""
    words = [
        part
        for filled in checklists
        for part in (
            filled.checklist.title,
            filled.checklist.source,
            filled.checklist.url,
            _counted(filled, catalogue),
            *(text for item in filled.checklist.items for text in (item.item, item.topic, item.asks)),
        )
    ]
    return PageDocument(STEM, "", "\n\n".join(words), (), ())


def _places(document: PageDocument, catalogue: Catalogue) -> Iterator[tuple[str, Markdown]]:
    """Yield each place of a page that a link can lead to, and what it is called: its page and its heading."""
    page = Markdown(catalogue.text(f"{document.stem}.nav"))
    yield document.name, page
    for heading, anchor in _HEADING.findall(document.body):
        yield f"{document.name}#{anchor}", Markdown(f"{page}: {heading}")


def _counted(filled: FilledChecklist, catalogue: Catalogue) -> str:
    numbers = {"told": filled.n_told, "total": len(filled.checklist.items)}
    words = {name: number(value, 0, catalogue.language) for name, value in numbers.items()}
    said = [catalogue.text(f"{STEM}.told", **words)]
    for name, count in (("empty", len(filled.empty)), ("dead", len(filled.dead))):
        said += [catalogue.text(f"{STEM}.{name}", count=count)] if count else []
    return " ".join(said)


def _items(filled: FilledChecklist, catalogue: Catalogue) -> Markdown:
    items = [
        Markdown("\n\n").join(
            [
                box("asks", f"{item.item} **{escape(item.topic)}.** {escape(item.asks)}"),
                box("place", _place(filled, item, catalogue)),
                *([box("comment", escape(filled.notes[item.item]))] if item.item in filled.notes else []),
            ]
        )
        for item in filled.checklist.items
    ]
    return box("checklist", "\n\n".join(box("item", item) for item in items))


def _place(filled: FilledChecklist, item: Item, catalogue: Catalogue) -> Markdown:
    link = filled.links.get(item.item, "")
    if not link:
        return Markdown(catalogue.text(f"{STEM}.place.empty"))
    if link not in filled.places:
        return Markdown(catalogue.text(f"{STEM}.place.dead", link=escape(link)))
    page, hash_mark, anchor = link.partition("#")
    return Markdown(f"[{filled.places[link]}]({page}.html{hash_mark}{anchor})")


def said_of(checklists: Iterable[FilledChecklist]) -> Iterator[str]:
    """Yield for the evaluator which items lead into the report, which are empty, and which links are dead."""
    return map(str, checklists)
