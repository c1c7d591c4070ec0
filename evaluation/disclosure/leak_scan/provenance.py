"""Where the numbers of a page may come from: released files, fixed words, the scale of an axis."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from evaluation.disclosure.leak_scan.numerals import Numeral, numerals, straight
from evaluation.disclosure.leak_scan.sums import sums_of
from evaluation.disclosure.leak_scan.text import leaves

_MOST_DECIMALS = 8
_CONF_LEVEL = 0.95
_SLACK = 1e-9
_LARGE = 1000
"""A count of so many, less 1, is no percentage."""
_SHORTEST_HASH = 7
_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_HASH = re.compile(r"[0-9a-f]{12,}")


@dataclass(frozen=True, eq=False)
class Provenance:
    """What may be said in numbers.

    Parameters
    ----------
    written : frozenset of str
        Numbers and names with digits, as they stand in released files and fixed words.
    hashes : tuple of str
        Released hashes, of which a page may show the beginning.
    values : ndarray
        The released numbers, without their sign, sorted; and what a page may make of one: its percentage, what it is
        above or below 1 (of 1000 or more, only if it is the ratio of a result).
    """

    written: frozenset[str]
    hashes: tuple[str, ...]
    values: np.ndarray

    @classmethod
    def of(cls, released: Path, words: Iterable[str]) -> Provenance:
        """Read a released folder; ``words`` are the texts that a page may have besides."""
        values: set[float] = set()
        texts = [straight(each) for each in words]
        for file in sorted(released.rglob("*")):
            if file.is_file():
                for cell in _cells(file):
                    texts.append(straight(cell))
                    values |= _value(cell)
        values |= {*_sums(released), *_counted(released)}
        written = {found.written for text in dict.fromkeys(texts) for found in numerals(text)}
        written |= {part.lstrip("0") for text in texts for day in _DAY.findall(text) for part in day}
        amounts = np.abs(np.array(sorted(values), dtype=float))
        beside_1 = np.array([*amounts[amounts < _LARGE], *_large_ratios(released)])
        shares = [amounts[amounts <= 1] * 100, np.abs(beside_1 - 1) * 100]
        return cls(
            frozenset(written),
            tuple(sorted(each for each in written if _HASH.fullmatch(each))),
            np.unique(np.concatenate([amounts, *shares])),
        )

    def has(self, numeral: Numeral) -> bool:
        """Tell whether a number is one of the released ones, or one of them rounded."""
        if numeral.written in self.written:
            return True
        if len(numeral.written) >= _SHORTEST_HASH and any(each.startswith(numeral.written) for each in self.hashes):
            return True
        return any(self._rounds_to(value, decimals) for value, decimals in numeral.values)

    def _rounds_to(self, value: float, decimals: int) -> bool:
        half = 0.5 * 10.0 ** -min(decimals, _MOST_DECIMALS) + _SLACK * max(1.0, value)
        place = int(np.searchsorted(self.values, value - half))
        return place < len(self.values) and self.values[place] <= value + half


def _sums(released: Path) -> Iterator[float]:
    plan = json.loads((released / "about.json").read_text(encoding="utf-8"))["plan"]
    for file in sorted((released / "tables").glob("*.json")):
        about = json.loads(file.read_text(encoding="utf-8"))
        if about["kind"] in ("counts", "description"):
            frame = pd.read_csv(file.with_suffix(".csv"), dtype="str", keep_default_na=False)
            declared = plan.get(about["analysis"], {})
            dates = [each["date"] for each in declared.get("interventions", ())]
            yield from sums_of(frame, about, dates=dates, conf_level=declared.get("conf_level", _CONF_LEVEL))


def _large_ratios(released: Path) -> Iterator[float]:
    """Yield the ratios of results, and the ends of their intervals, that are as large as counts."""
    with (released / "results.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            unit = row["unit"].split()
            if "ratio" in unit and "log" not in unit:
                for name in ("estimate", "conf_low", "conf_high"):
                    yield from (ratio for ratio in _value(row[name]) if ratio >= _LARGE)


def _counted(released: Path) -> Iterator[float]:
    """Yield how many lines a file has, in all and with each text in a column, and how many texts."""
    for file in sorted(released.glob("*.csv")):
        frame = pd.read_csv(file, dtype="str", keep_default_na=False)
        yield float(len(frame))
        for name in frame:
            lines = frame[name].value_counts()
            yield from map(float, {len(lines), *lines})


def _cells(file: Path) -> Iterator[str]:
    text = file.read_text(encoding="utf-8")
    if file.suffix == ".csv":
        for row in csv.reader(io.StringIO(text, newline="")):
            yield from row
    elif file.suffix == ".json":
        yield from leaves(json.loads(text))
    else:
        yield text


def _value(cell: str) -> set[float]:
    try:
        value = float(cell)
    except ValueError:
        return set()
    return {value} if np.isfinite(value) else set()
