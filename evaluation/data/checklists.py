"""Checklists of good reporting, and a site's answers: which item is told where in the report."""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, field_validator

from evaluation.data.dictionary import DICTIONARY_FOLDER
from evaluation.data.model_check import Misfit, validate
from evaluation.data.strict_yaml import YamlFile, counted, read_yaml
from evaluation.errors import DictionaryError, ParameterError, Problem

CHECKLISTS = DICTIONARY_FOLDER / "checklists"
_DEFINED_IN = "data_dictionary/checklists/"
_PLACE = re.compile(r"[a-z][a-z0-9_]*(#[A-Za-z][A-Za-z0-9_.-]*)?")


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Item(_Frozen):
    """One item of a checklist: its number, what it is called, and what it asks, in our own words."""

    item: str
    topic: str
    asks: str


class Checklist(_Frozen):
    """A checklist with its source."""

    name: str
    title: str
    source: str
    url: str
    items: tuple[Item, ...]


class _Answer(_Frozen):
    link: str = ""
    note: str = ""

    @field_validator("link")
    @classmethod
    def _is_a_place(cls, link: str) -> str:
        if link and not _PLACE.fullmatch(link):
            raise ValueError(Misfit((), "is no place of a report", repr(link), "page#anchor: voices#quotes"))
        return link


class _File(_Frozen):
    checklists: dict[str, dict[str, _Answer]]


@dataclass(frozen=True)
class Answer:
    """Where the report tells what an item asks, and what else there is to say.

    Parameters
    ----------
    checklist, item : str
    link : str
        ``page#anchor``; blank where the report does not tell it.
    note : str
    """

    checklist: str
    item: str
    link: str
    note: str


def checklist_names() -> tuple[str, ...]:
    """Return the names of the checklists that there are, sorted."""
    return tuple(sorted(path.stem for path in CHECKLISTS.glob("*.yml")))


@cache
def load_checklist(name: str) -> Checklist:
    """Read a checklist of ``data_dictionary/checklists/``.

    Raises
    ------
    DictionaryError
        If it is not valid.
    """
    file = read_yaml(CHECKLISTS / f"{name}.yml", kind="a checklist", error=DictionaryError)
    return validate(Checklist, file, error=DictionaryError, defined_in=lambda _: "evaluation/data/checklists.py")


def read_answers(path: Path) -> tuple[Answer, ...]:
    """Read a site's answers, in the order of the checklists and their items.

    The file maps the name of a checklist to the numbers of its items, and each of these to ``link`` (``page#anchor``)
    and ``note``; what is left out is not answered.

    Raises
    ------
    ParameterError
        If the file cannot be read, or names a checklist or an item that does not exist. All problems are listed.
    """
    file = read_yaml(path, kind="answers to checklists", error=ParameterError)
    wrapped = YamlFile(
        file.path, {"checklists": file.content}, {("checklists", *where): line for where, line in file.lines.items()}
    )
    given = validate(_File, wrapped, error=ParameterError, defined_in=lambda _: _DEFINED_IN).checklists
    problems = list(_unknown(file, given))
    if problems:
        raise ParameterError(f"{path}: {counted(len(problems))}.", problems)
    return tuple(
        Answer(name, item.item, given[name][item.item].link, given[name][item.item].note.strip())
        for name in checklist_names()
        for item in load_checklist(name).items
        if item.item in given.get(name, {})
    )


def _unknown(file: YamlFile, given: dict[str, dict[str, _Answer]]) -> Iterator[Problem]:
    for name, answers in given.items():
        if name not in checklist_names():
            yield _problem(file, (name,), "unknown checklist", name, checklist_names())
            continue
        known = [item.item for item in load_checklist(name).items]
        for item in answers:
            if item not in known:
                yield _problem(file, (name, item), f"unknown item of {name}", item, known)


def _problem(file: YamlFile, place: tuple[str, ...], wrong: str, found: str, known: Collection[str]) -> Problem:
    near = difflib.get_close_matches(found, known, n=1)
    listed = list(known)
    span = f"{listed[0]} to {listed[-1]}" if len(place) > 1 else f"one of {', '.join(listed)}"
    expected = f"{near[0]}?" if near and len(place) == 1 else span
    return Problem(f"{file.path}:{file.lines.get(place, 1)}", wrong, repr(found), expected, _DEFINED_IN)
