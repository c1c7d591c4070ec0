"""Hidden counts that a text tells: by their number, or by a percentage beside what it is a share of."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from evaluation.data.whole_files import read_csv, read_json
from evaluation.disclosure.fact import Fact
from evaluation.disclosure.implied_file import IMPLIED
from evaluation.disclosure.leak_scan.counting_words import counting_words, parts_in_words
from evaluation.disclosure.leak_scan.hidden_counts import HiddenCount, counts_of, is_shown, themes_shown
from evaluation.disclosure.leak_scan.named import LANGUAGES, PERIODS, Name, Names
from evaluation.disclosure.leak_scan.numerals import Numeral, numerals, straight
from evaluation.disclosure.leak_scan.text import Text, short
from evaluation.disclosure.policy import Policy
from evaluation.disclosure.published.facts import read_facts
from evaluation.disclosure.run_folder import FinishedRun
from evaluation.disclosure.spoken_labels import spoken_labels

_ROLE = "role"


@dataclass(frozen=True)
class Told:
    """A hidden count and what tells it."""

    count: HiddenCount
    how: str


class HiddenCounts:
    """The counts of a run that its release does not show, found by their number and their names.

    Parameters
    ----------
    counts : iterable of HiddenCount
        All counts of the run; they are asked for where a text has a name and a number.
    facts : iterable of Fact
        What is released.
    names : Names
    members : mapping
        Arm to its communities.
    hiding : iterable of ((str, str), frozenset of str)
        Groups, with how many numbers they have and how many of them are hidden: these count no people.
    """

    def __init__(
        self,
        counts: Iterable[HiddenCount],
        facts: Iterable[Fact],
        names: Names,
        members: Mapping[str, frozenset[str]],
        hiding: Iterable[tuple[Name, frozenset[str]]] = (),
    ) -> None:
        self._hiding = tuple(hiding)
        self._names, self._members = names, members
        self._counts, self._released = counts, facts
        self._shown: dict[HiddenCount, bool] = {}

    @classmethod
    def of(cls, run: FinishedRun, released: Path, policy: Policy) -> HiddenCounts:
        """Return the counts of a run that its released folder does not show.

        Nothing is counted before a text has a name and a number: most releases have no text that does.
        """
        about = read_json(released / "about.json", where="about.json")
        small = {str(table.about.get("measure", "")): policy.hidden(table.sensitivity) for table in run.tables}
        names = Names.of(_levels(run, about), {*LANGUAGES, *about["languages"]})
        return cls(counts_of(run, small), _facts_of(released, run.members), names, run.members, _hiding(released))

    def problems_in(self, text: Text) -> Iterator[tuple[str, str, str]]:
        """Yield what is wrong with a text, what was found, and what would be right, for each count that it tells."""
        for told in self.told_by(text):
            wrong = f"tells a count that the release does not show ({told.count})"
            yield wrong, f"{told.how} in {short(text.words)}", "numbers of released/ only"

    def told_by(self, text: Text) -> Iterator[Told]:
        """Yield the hidden counts whose names a text has, in its words or beside them, and whose number it gives."""
        words, context = straight(text.words), straight(text.context)
        if not (text.context or text.around or self._names.named(words)):
            return
        own = self._names.without_names(words, is_name=text.is_name)
        found = [numeral for numeral in numerals(own) if numeral.values or numeral.counts]
        parts = list(parts_in_words(own)) if text.by_author else []
        found += counting_words(own) if text.by_author else ()
        if not (found or parts):
            return
        beside = [each for each in (*found, *numerals(self._names.without_names(context))) if not each.is_percent]
        if self._counts_cells(text):
            return
        for named in self._named(text):
            for numeral in found:
                if numeral.is_percent:
                    for how, value in _shares(numeral, beside):
                        yield from self._about(value, named, how)
                else:
                    for value in numeral.counts:
                        yield from self._about(value, named, numeral.written)
            for part in parts:
                for whole in self._wholes(named):
                    of_whole = part.share * whole
                    if of_whole.denominator == 1:
                        yield from self._about(int(of_whole), named, part.written)
                        yield from self._about(whole - int(of_whole), named, f"{part.written}, and the rest")

    def _counts_cells(self, text: Text) -> bool:
        """Tell whether a text is a number in a released row that says how many numbers of a group are hidden."""
        named = self._names.named(straight(text.words)).union(*map(self._names.named, _parts(text)))
        row = {straight(text.words), *_parts(text)}
        return any(group in named and row.issuperset(numbers) for group, numbers in self._hiding)

    def _named(self, text: Text) -> Iterator[frozenset[Name]]:
        """Yield what a text names, with what stands beside it; in a drawing, also with a text that names several."""
        beside = (_of_one_level(self._names.named(part)) for part in straight(text.context).split(" | "))
        named = self._names.named(straight(text.words), is_name=text.is_name).union(*beside)
        if not text.around:
            yield named
            return
        dimensions = {dimension for dimension, _ in named}
        around = straight(text.around)
        for part in dict.fromkeys((around, *around.split(" | "))):
            once = _of_one_level(self._names.named(part), also_periods=part == around)
            if part == around or len(once) > 1:
                yield named | {name for name in once if name[0] not in dimensions}

    def _about(self, value: int, named: frozenset[Name], how: str) -> Iterator[Told]:
        for name in named:
            for count in self._by_name.get((value, name), ()):
                if named.issuperset(count.levels) and named.issuperset(count.periods) and not self._is_shown(count):
                    yield Told(count, how)

    def _wholes(self, named: frozenset[Name]) -> set[int]:
        """Return the counts of all that is named, shown or not: a part of one is told by a word."""
        return {
            value
            for (value, name), counts in self._by_name.items()
            if name in named
            and any(named.issuperset(each.levels) and named.issuperset(each.periods) for each in counts)
        }

    @cached_property
    def _by_name(self) -> dict[tuple[int, Name], list[HiddenCount]]:
        found: dict[tuple[int, Name], list[HiddenCount]] = {}
        for count in self._counts:
            first = (count.levels or count.periods)[0]
            found.setdefault((count.value, first), []).append(count)
        return found

    @cached_property
    def _facts(self) -> dict[str, list[Fact]]:
        found: dict[str, list[Fact]] = {}
        for fact in self._released:
            found.setdefault(fact.measure, []).append(fact)
        return found

    def _is_shown(self, count: HiddenCount) -> bool:
        if count not in self._shown:
            self._shown[count] = is_shown(count, self._facts.get(count.measure, ()), self._members)
        return self._shown[count]


@lru_cache(maxsize=65536)
def _of_one_level(named: frozenset[Name], *, also_periods: bool = False) -> frozenset[Name]:
    """Return the names without dimensions of which there are several levels: they do not tell which is meant."""
    dimensions = [dimension for dimension, _ in named]
    several = {each for each in dimensions if dimensions.count(each) > 1}
    return frozenset(name for name in named if name[0] not in several - (set() if also_periods else PERIODS))


def _shares(percentage: Numeral, beside: Iterable[Numeral]) -> Iterator[tuple[str, int]]:
    """Yield the whole numbers that a percentage gives back of a number beside it, and what is left of it."""
    for value, decimals in percentage.values:
        half = 0.5 * 10.0**-decimals
        for numeral in beside:
            for of, its_decimals in numeral.values:
                if its_decimals or of < 1 or of * half / 50 > 1:
                    continue
                least, most = math.ceil(of * (value - half) / 100), math.floor(of * (value + half) / 100)
                if least == most and 0 < least < of:
                    how = f"{percentage.written} % of {numeral.written}"
                    yield how, least
                    yield f"{how}, and the rest", int(of) - least


def _parts(text: Text) -> list[str]:
    return straight(text.context).split(" | ")


def _hiding(released: Path) -> Iterator[tuple[Name, frozenset[str]]]:
    file = released / "hiding_by_group.csv"
    columns, rows = read_csv(file, where=file.name) if file.is_file() else ([], [])
    for row in (dict(zip(columns, each, strict=True)) for each in rows):
        yield (row["dimension"], row["level"]), frozenset({row["cells"], row["hidden_cells"]})


def _facts_of(released: Path, members: Mapping[str, frozenset[str]]) -> Iterator[Fact]:
    yield from (fact for fact in read_facts(released) if not fact.words.startswith(IMPLIED))
    yield from themes_shown(released, members)


def _levels(run: FinishedRun, about: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Yield dimension, code and name of every level that the tables of a run know."""
    for dimension, group in (("arm", about["arms"]), ("community", about["communities"])):
        for code, each in group.items():
            yield dimension, code, each["name"]
    for dimension, labels in about["labels"].items():
        for code, label in labels.items():
            yield from (
                (dimension, code, each) for each in (spoken_labels(label) if dimension == _ROLE else (label,))
            )
    for table in run.tables:
        for dimension in table.about.get("dimensions", ()):
            place = table.columns.index(dimension)
            if dimension != "period":
                yield from ((dimension, code, code) for code in {row[place] for row in table.rows} if code)
