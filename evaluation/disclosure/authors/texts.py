"""What authors wrote and a release shows, looked through for people: names, the site's lists, words of interviews."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from evaluation.data.params_place import params_file_of
from evaluation.data.site_files import read_site_files
from evaluation.data.whole_files import read_json
from evaluation.disclosure.authors.released_words import AuthorsText, MayName, authors_texts, records
from evaluation.disclosure.authors.rows_of_words import Row, found_rows, rows_held_back, rows_of
from evaluation.disclosure.identifiers import Identifier, IdentifierClass, SiteLists, Strength
from evaluation.disclosure.identifiers.authors_words import contacts_in, listed_in, named_by_authors
from evaluation.disclosure.joint_display import JOINT_DISPLAY
from evaluation.disclosure.joint_display.apart import quotes_apart
from evaluation.disclosure.quote_gate.plain_text import readings, unreadable
from evaluation.disclosure.quote_gate.quote import QUOTES
from evaluation.disclosure.run_folder import FinishedRun
from evaluation.errors import Problem

_DEFINED_IN = "docs/methods/disclosure.md, what authors write"


def authors_problems(folder: Path, run: FinishedRun) -> Iterator[Problem]:
    """Yield everything in authors' texts that points to somebody or was said and not let out; its words never.

    Parameters
    ----------
    folder : Path
        The files that are about to be released.
    run : FinishedRun

    Raises
    ------
    ParameterError
        If a list of the site cannot be read.
    """
    about = read_json(folder / "about.json", where="about.json")
    texts = list(authors_texts(folder, about))
    lists, unplaced = _site_lists(run)
    public = [each["name"] for group in ("arms", "communities") for each in about[group].values()]
    public += [*about["arms"], *about["communities"], *(row["author"] for row in records(folder / JOINT_DISPLAY))]
    held = rows_held_back(run, [row["text"] for row in records(folder / "quotes.csv")])
    if unplaced and texts:
        expected = "the params file where it was when the run was made"
        yield Problem(
            "disclosure.site_lists", "cannot be looked for in authors' texts", unplaced, expected, _DEFINED_IN
        )
    apart = _rows_apart(folder, run)
    for each in texts:
        for wrong, place, expected in _found_in(each, lists, public, held | apart.get(each.construct, frozenset())):
            yield Problem(each.where, wrong, place, expected, _DEFINED_IN)


def _found_in(
    text: AuthorsText, lists: SiteLists, public: Sequence[str], held: frozenset[Row]
) -> Iterator[tuple[str, str, str]]:
    """Yield what is wrong with a text, where in it, and what would be right."""
    for what in unreadable(text.words):
        yield f"holds {what}", "", "letters that everybody sees"
    found = {
        (each.kind.value, each.start, each.end): each.evidence
        for way in readings(text.words)
        for each in _named_in(way, text.may_name, lists, public)
    }
    for (kind, start, end), evidence in found.items():
        yield f"points to somebody ({evidence})", f"{kind}@{start}-{end}", "words that point to nobody"
    for start, end in found_rows(text.words, held):
        expected = "words of the author's own, or of a quote that is released"
        yield "repeats words of an interview that are not released", f"words@{start}-{end}", expected


def _named_in(words: str, may_name: MayName, lists: SiteLists, public: Sequence[str]) -> Iterator[Identifier]:
    """Yield what a text names and should not, by what it is for."""
    if may_name is MayName.NOTHING:
        yield from named_by_authors(words, lists, public)
    elif may_name is not MayName.CONTACT:
        yield from contacts_in(words)
    if may_name is MayName.WORKS:
        yield from listed_in(words, lists, public)
    elif may_name is MayName.PLACES:
        yield from listed_in(words, SiteLists(people=lists.people), public)
    elif may_name is MayName.ITSELF:
        for each in listed_in(words, replace(lists, places=())):
            is_whole = not (words[: each.start].strip() or words[each.end :].strip())
            is_person = each.kind is IdentifierClass.PERSON
            if each.strength is Strength.CERTAIN and (is_person or not is_whole):
                yield each


def _rows_apart(folder: Path, run: FinishedRun) -> dict[str, frozenset[Row]]:
    """Return words of quotes that may not stand beside what a construct names, released or not, by construct."""
    section = run.evaluation.joint_display
    table = next((each for each in run.tables if each.name == QUOTES), None)
    if section is None or table is None:
        return {}
    rows = [dict(zip(table.columns, row, strict=True)) for row in table.rows]
    texts = {row["quote_id"]: row["text"] for row in rows}
    apart = quotes_apart(folder, run, section.constructs, every=True)
    return {
        construct.name: frozenset(rows_of(texts[quote] for name, quote in apart if name == construct.name))
        for construct in section.constructs
    }


def _site_lists(run: FinishedRun) -> tuple[SiteLists, str]:
    """Return the lists of the site, and why they are not known: blank where they are, or there are none."""
    if not any(run.evaluation.disclosure.site_lists.model_dump().values()):
        return SiteLists(), ""
    params_file = params_file_of(run.folder)
    if params_file is None:
        return SiteLists(), "the params file of the run is not where it was"
    files = read_site_files(run.evaluation.beside(params_file))
    return SiteLists(**{name: tuple(names) for name, names in files.lists.items()}), ""
