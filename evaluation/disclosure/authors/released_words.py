"""What authors wrote that a release shows: joint display, checklists, codebook, and every text of the params file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path
from typing import Any

from evaluation.data.dictionary import code_list_names, load_code_list
from evaluation.data.whole_files import read_csv
from evaluation.disclosure.joint_display import JOINT_DISPLAY

CHECKLISTS, CODEBOOK = "checklists.csv", "tables/codebook.csv"
_OF_CODES = ("label", "parent", "description", "include", "exclude")
_WRITTEN = ("question", "inference")
_BY_THE_PROGRAM = frozenset(
    {"synthetic", "run_id", "data_made", "released_at", "code", "languages", "sources", "windows", "hidden", "labels"}
)
"""Parts of ``about.json`` that no author wrote, or that are looked at one by one."""

_GROUPS = ("arms", "communities")
_KEYED_BY_AUTHORS = frozenset({"columns", "own_columns", "parts", "durations"})
_OF_PUBLICATIONS = "specifications"


class MayName(Enum):
    """Whom and what a text may name because that is what it is for."""

    NOTHING = auto()
    """Nobody and nothing of the site's lists, and no way to reach somebody."""

    PLACES = auto()
    """Places and facilities: a title, what the communities of an arm did."""

    WORKS = auto()
    """Authors of publications, which another specification follows."""

    ITSELF = auto()
    """What it is the name of: a community or an arm, which a list of the site may have, too."""

    SIGNED = auto()
    """Who signs a text, but no way to reach them."""

    CONTACT = auto()
    """Whom readers can ask, and how."""


@dataclass(frozen=True)
class AuthorsText:
    """A text that somebody wrote for the public.

    Parameters
    ----------
    where, words : str
    may_name : MayName
    construct : str
        Whose question or inference it is, blank of others.
    """

    where: str
    words: str
    may_name: MayName = MayName.NOTHING
    construct: str = ""


def authors_texts(folder: Path, about: Mapping[str, Any]) -> Iterator[AuthorsText]:
    """Yield what authors wrote and a release shows.

    Parameters
    ----------
    folder : Path
        The files that are about to be released.
    about : mapping
        Its ``about.json``: every text in it that the program did not make is one of the params file.
    """
    yield from _of_constructs(folder)
    for row in records(folder / CHECKLISTS):
        yield AuthorsText(f"checklists, {row['checklist']} {row['item']}", row["note"])
    for row in records(folder / CODEBOOK):
        for name in _OF_CODES:
            if row.get(name):
                yield AuthorsText(f"codebook, {name} of {row['theme']}", row[name])
    yield from _of_params(about)


def _of_constructs(folder: Path) -> Iterator[AuthorsText]:
    for row in records(folder / JOINT_DISPLAY):
        name = row["construct"]
        if row["part"] == "question":
            yield AuthorsText(f"joint display, name of {name}", _spelled(name))
        if row["part"] in _WRITTEN:
            yield AuthorsText(f"joint display, {row['part']} of {name}", row["text"], construct=name)
        if row["author"]:
            yield AuthorsText(f"joint display, author of {name}", row["author"], MayName.SIGNED)


def _of_params(about: Mapping[str, Any]) -> Iterator[AuthorsText]:
    ways = {"title": MayName.PLACES, "subtitle": MayName.PLACES, "contact": MayName.CONTACT}
    for part, content in about.items():
        if part in _GROUPS:
            for code, group in content.items():
                yield AuthorsText(f"{part}, {code}", _spelled(code), MayName.ITSELF)
                yield AuthorsText(f"{part}.{code}.name", group["name"], MayName.ITSELF)
                if group.get("description"):
                    yield AuthorsText(f"{part}.{code}.description", group["description"], MayName.PLACES)
        elif part not in _BY_THE_PROGRAM:
            for where, words in _leaves(content, part):
                way = MayName.WORKS if _OF_PUBLICATIONS in where.split(".") else MayName.NOTHING
                yield AuthorsText(where, words, ways.get(part, way))
    yield from (AuthorsText(f"sources, {each['name']}", _spelled(each["name"])) for each in about["sources"])
    dictionary = {label for name in code_list_names() for label in load_code_list(name).labels.values()}
    for dimension, labels in about["labels"].items():
        for code, label in labels.items():
            if label not in dictionary:
                yield AuthorsText(f"labels.{dimension}.{code}", label)


def _leaves(content: Any, where: str) -> Iterator[tuple[str, str]]:
    """Yield the texts and the authors' names of things in a part of ``about.json``, with their place."""
    if isinstance(content, Mapping):
        for key, value in content.items():
            if where.rpartition(".")[2] in _KEYED_BY_AUTHORS:
                yield f"{where}, {key}", _spelled(key)
            yield from _leaves(value, f"{where}.{key}")
    elif isinstance(content, list):
        for number, value in enumerate(content):
            yield from _leaves(value, f"{where}.{number}")
    elif isinstance(content, str) and content:
        yield where, content
        if _spelled(content) != content:
            yield where, _spelled(content)


def _spelled(code: str) -> str:
    return code.replace("_", " ")


def records(file: Path) -> list[dict[str, str]]:
    """Return the rows of a released file by the names of its columns; none where there is no such file."""
    if not file.is_file():
        return []
    columns, rows = read_csv(file, where=file.name)
    return [dict(zip(columns, row, strict=True)) for row in rows]
