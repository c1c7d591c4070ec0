"""Leaks of ten kinds, planted in a copy of a rendered report, and the gate that stops each."""

from __future__ import annotations

import base64
import csv
import json
import re
import shutil
import struct
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from random import Random

from evaluation.disclosure.attack.attack import attack
from evaluation.disclosure.attack.known import HiddenCell, KnownNumber, Publication
from evaluation.disclosure.leak_scan import scan, scan_site
from evaluation.disclosure.policy import load_policy
from evaluation.disclosure.row_rules import released_row
from evaluation.disclosure.scope import window_of
from evaluation.errors import DisclosureError

from ..run_builder import ARMS, COMMUNITIES, MONTHS
from .sites import AGES, NOT_LET_OUT, SEXES, Rendered

MEASURE = "overdose death"
HIDDEN = range(1, 10)
LABELS = {"15-24": "15–24", "25-34": "25–34", "35-44": "35–44", "65+": "65 and older"} | {
    "female": "women (female)",
    "male": "men (male)",
}
IN_WORDS = ("", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


@dataclass(frozen=True)
class Cell:
    """A small number that no release shows, and what it counts."""

    n: int
    community: str
    arm: str
    month: str
    level: str

    @property
    def place(self) -> str:
        return COMMUNITIES[self.community]["name"] if self.community else ARMS[self.arm]["name"]

    @property
    def when(self) -> str:
        return f"{date.fromisoformat(f'{self.month}-01'):%B %Y}"

    @property
    def whom(self) -> str:
        return f" {LABELS[self.level]}" if self.level else ""

    def written(self, random: Random) -> str:
        return random.choice([str(self.n), IN_WORDS[self.n]])


@dataclass(frozen=True)
class Copy:
    """A copy of a report in which something may be planted."""

    base: Rendered
    site: Path
    notebooks: Path
    released: Path

    @classmethod
    def of(cls, base: Rendered, folder: Path) -> Copy:
        shutil.copytree(base.site, folder / "site")
        shutil.copytree(base.notebooks, folder / "notebooks")
        shutil.copytree(base.released, folder / "released")
        return cls(base, folder / "site", folder / "notebooks", folder / "released")

    def change(self, page: str, old: str, new: str) -> None:
        """Replace the first text that matches a pattern."""
        file = self.site / page
        text, n = re.subn(old, lambda _: new, file.read_text(encoding="utf-8"), count=1, flags=re.DOTALL)
        if not n:
            raise ValueError(f"{page} has no {old}")
        file.write_text(text, encoding="utf-8")

    def change_notebook(self, change: Callable[[dict], None]) -> None:
        file = self.notebooks / "en" / "overdose_deaths.ipynb"
        notebook = json.loads(file.read_text(encoding="utf-8"))
        change(notebook)
        file.write_text(json.dumps(notebook), encoding="utf-8")


def plant(kind: str, seed: int, base: Rendered, folder: Path) -> str:
    """Plant a leak and return the gate that stops it: release, audit, scan; or nothing where none does."""
    random = Random(seed)
    return KINDS[kind](Copy.of(base, folder), a_cell(random, base), random)


def a_cell(random: Random, base: Rendered) -> Cell:
    """Choose a month of a place, or of an age or a sex in an arm, with a small number of deaths."""
    while True:
        community, level = random.choice([(random.choice(tuple(COMMUNITIES)), ""), ("", random.choice(AGES + SEXES))])
        arm = COMMUNITIES[community]["arm"] if community else random.choice(tuple(ARMS))
        month = random.choice(MONTHS)
        n = number(base, month, community, arm, level)
        if n in HIDDEN:
            return Cell(n, community, arm, month, level)


def number(base: Rendered, month: str, community: str, arm: str, level: str) -> int:
    places = [community] if community else [key for key, each in COMMUNITIES.items() if each["arm"] == arm]
    age, sex = (level, "") if level in AGES else ("", level)
    return sum(base.count(month, place, age, sex) for place in places)


def scanned(copy: Copy) -> str:
    """Return ``scan`` if the leak scan of the report refuses it."""
    try:
        scan_site(copy.site, copy.base.run, copy.base.released, words=copy.base.words, notebooks=copy.notebooks)
    except DisclosureError:
        return "scan"
    return ""


def sentence(copy, cell, random):
    said = random.choice(
        [
            f"In {cell.when}, {cell.written(random)} people{cell.whom} died of an overdose in {cell.place}.",
            f"{cell.place} had {cell.written(random)} overdose deaths{cell.whom} in {cell.when}.",
            f"Among{cell.whom or ' residents'}, {cell.place} counts {cell.n} in {cell.month}.",
        ]
    )
    way = random.randrange(4)
    if way == 0:
        row = dict.fromkeys(copy.base.run.ledger[0], "") | {"note": said, "analysis": "overdose_deaths"}
        row |= {"quantity": "deaths", "estimate": "45", "unit": "deaths"}
        released, _ = released_row(row, load_policy("strict"))
        return "release" if str(cell.n) not in released["note"] and IN_WORDS[cell.n] not in released["note"] else ""
    if way == 1:
        (copy.site / "search.json").write_text(json.dumps([{"title": "Deaths", "text": f"Deaths fell. {said}"}]))
    else:
        copy.change(
            "overdose_deaths.html", "</main>", f"<p>{said}</p></main>" if way == 2 else f"<li>{said}</li></main>"
        )
    return scanned(copy)


def percentage(copy, cell, random):
    month, arm = cell.month, cell.arm
    level = cell.level or random.choice(
        [each for each in AGES + SEXES if number(copy.base, month, "", arm, each) in HIDDEN]
    )
    n, total = number(copy.base, month, "", arm, level), number(copy.base, month, "", arm, "")
    share = f"{100 * n / total:.1f}"
    place = ARMS[arm]["name"]
    said = random.choice(
        [
            f"Of {total} deaths in {place} in {cell.when}, {share}% were among {LABELS[level]}.",
            f"{share} percent of the {total} deaths of {cell.when} in {place} were of people {LABELS[level]}.",
        ]
    )
    if random.random() < 0.5:
        copy.change("overdose_deaths.html", "</main>", f"<p>{said}</p></main>")
    else:
        rows = (
            f"<tr><td>{place}</td><td>{cell.when}</td><td>{LABELS[level]}</td><td>{total}</td><td>{share}%</td></tr>"
        )
        heads = "".join(f"<th>{each}</th>" for each in ("Arm", "Month", "Group", "Deaths", "Share"))
        copy.change("overdose_deaths.html", "</main>", f"<table><tr>{heads}</tr>{rows}</table></main>")
    return scanned(copy)


def title(copy, cell, random):
    said = f"Overdose deaths{cell.whom} in {cell.place}, {cell.when}: {cell.written(random)} in all"
    way = random.randrange(4)
    if way == 0:
        copy.change("index.html", "<title>[^<]*", f"<title>{said}")
    elif way == 1:
        copy.change("overdose_deaths.html", "<h2", f"<h2>{said}</h2><h2")
    elif way == 2:
        copy.change("overdose_deaths.html", "<caption>[^<]*", f"<caption>{said}")
    else:
        drawing(copy, random, f"<title>{said}</title>")
    return scanned(copy)


def drawing(copy, random, inside):
    name = random.choice(sorted(path.name for path in (copy.site / "figures").glob("*.svg")))
    copy.change(f"figures/{name}", "</svg>", f"{inside}</svg>")


def figure(copy, cell, random):
    about = f"Deaths{cell.whom}, {cell.place}, {cell.when}"
    way = random.randrange(5)
    if way == 0:
        drawing(copy, random, f'<desc>{about}</desc><text x="9" y="9">{cell.n}</text>')
    elif way == 1:
        drawing(copy, random, f"<metadata>{about}: {cell.n}</metadata>")
    elif way == 2:
        drawing(copy, random, f'<g data-point="{cell.place} {cell.month}{cell.whom} {cell.n}"></g>')
    elif way == 3:
        drawing(copy, random, f"<!-- {about} = {cell.n} -->")
    else:
        rows = f"<tr><th>Period</th><th>Place</th><th>Group</th><th>Deaths</th></tr><tr><td>{cell.when}</td>"
        rows += f"<td>{cell.place}</td><td>{cell.whom}</td><td>{cell.n}</td></tr>"
        copy.change("overdose_deaths.html", "</main>", f"<table><caption>Data</caption>{rows}</table></main>")
    return scanned(copy)


def alt_text(copy, cell, random):
    said = f"Bars. {cell.place}{cell.whom}, {cell.when}: {cell.written(random)} deaths."
    if random.random() < 0.5:
        name = random.choice(("alt", "aria-label", "title"))
        more = "" if name == "alt" else ' alt="Bars"'
        copy.change("overdose_deaths.html", "</main>", f'<img src="figures/x.svg"{more} {name}="{said}"></main>')
    else:
        shown = {"output_type": "display_data", "data": {}, "metadata": {"image/svg+xml": {"alt": said}}}
        copy.change_notebook(lambda notebook: notebook["cells"][-1]["outputs"].append(shown))
    return scanned(copy)


def csv_column(copy, cell, random):
    if random.random() < 0.5:
        file = random.choice(sorted((copy.released / "tables").glob("*.csv")))
        add_column(file, random.choice(("person_id", "coder", "source_id")), "p17")
        try:
            scan(copy.released, copy.base.run, load_policy(copy.base.run.evaluation.disclosure.policy))
        except DisclosureError:
            return "release"
        return ""
    file = random.choice(sorted((copy.site / "downloads").glob("*.csv")))
    add_column(file, "deaths", str(cell.n))
    return scanned(copy)


def add_column(file, name, value):
    with file.open(encoding="utf-8", newline="") as opened:
        rows = list(csv.reader(opened))
    with file.open("w", encoding="utf-8", newline="") as opened:
        csv.writer(opened, lineterminator="\n").writerows([[*rows[0], name], *([*row, value] for row in rows[1:])])


def notebook_output(copy, cell, random):
    record = {"place": cell.place, "when": cell.month, "of": cell.level, "n": cell.n}
    said = f"period place deaths\n{cell.month} {cell.place}{cell.whom} {cell.n}\n"
    outputs = [
        {"output_type": "stream", "name": "stdout", "text": [said]},
        {"output_type": "execute_result", "data": {"text/plain": said}, "metadata": {}},
        {"output_type": "display_data", "data": {"text/html": f"<p>{said}</p>"}, "metadata": {}},
        {
            "output_type": "display_data",
            "data": {"application/json": record},
            "metadata": {},
        },
        {"output_type": "error", "ename": "KeyError", "evalue": "", "traceback": ['File "/srv/data/deaths.csv"']},
        {"output_type": "stream", "name": "stderr", "text": "read C:\\Users\\somebody\\deaths.csv"},
        {"output_type": "stream", "name": "stdout", "text": "Maria Keller\n"},
    ]
    copy.change_notebook(lambda notebook: notebook["cells"][-1]["outputs"].append(random.choice(outputs)))
    return scanned(copy)


def image_metadata(copy, cell, random):
    said = random.choice(
        [
            f"{cell.place}{cell.whom}, {cell.when}: {cell.n} deaths",
            "made from /home/somebody/coalition/deaths.csv",
            "Interview 7b",
            NOT_LET_OUT,
        ]
    )
    plain = said.replace("–", "-").encode("latin-1")
    picture = random.choice(
        [
            png((b"tEXt", b"Comment\0" + plain)),
            png((b"zTXt", b"Comment\0\0" + zlib.compress(plain))),
            png((b"iTXt", b"Comment\0\1\0\0\0" + zlib.compress(said.encode()))),
            png((b"eXIf", b"MM\0*" + said.encode())),
            jpeg(0xFE, said.encode()),
            jpeg(0xE1, b"Exif\0\0MM\0*" + said.encode()),
        ]
    )
    way = random.randrange(3)
    if way == 0:
        (copy.site / "figures" / "map.png").write_bytes(picture)
        return scanned(copy)
    address = f"data:image/png;base64,{base64.b64encode(picture).decode()}"
    if way == 1:
        drawing(copy, random, f'<image href="{address}"/>')
    else:
        shown = {"output_type": "display_data", "data": {"image/png": address.partition(",")[2]}, "metadata": {}}
        copy.change_notebook(lambda notebook: notebook["cells"][-1]["outputs"].append(shown))
    return scanned(copy)


def png(chunk: tuple[bytes, bytes]) -> bytes:
    """One grey pixel, with a chunk."""
    header = (b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    chunks = [header, chunk, (b"IDAT", zlib.compress(b"\0\0")), (b"IEND", b"")]
    packed = (
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        for name, body in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(packed)


def jpeg(kind: int, body: bytes) -> bytes:
    """The segments of a picture without its pixels."""
    segment = struct.pack(">BBH", 0xFF, kind, len(body) + 2) + body
    return b"\xff\xd8" + segment + struct.pack(">BBH", 0xFF, 0xDA, 2) + b"\0\xff\xd9"


def earlier_release(copy, cell, random):
    if random.random() < 0.5:
        said = random.choice(
            [
                f"The first edition of this report gave {cell.n} deaths{cell.whom} for {cell.place} in {cell.when}.",
                f"Corrected: {cell.place}{cell.whom}, {cell.when}, was {cell.written(random)} in an earlier release.",
            ]
        )
        copy.change("methods_and_data.html", "</main>", f"<p>{said}</p></main>")
        return scanned(copy)
    known = random.randint(20, 90)
    whole, rest = {"arm": frozenset({"a", "b"})}, {"arm": frozenset({"b"})}
    hole = HiddenCell(MEASURE, None, {"arm": frozenset({"a"})}, "arm a")
    first = Publication("first release", (KnownNumber(MEASURE, None, whole, known, known, "both arms"),), (hole,))
    second = Publication(
        "second release", (KnownNumber(MEASURE, None, rest, known - cell.n, known - cell.n, "arm b"),), (hole,)
    )
    return attacked(first, second)


def rolling_total(copy, cell, random):
    at = MONTHS.index(cell.month)
    first = random.randint(max(0, at - 2), at)
    last = random.randint(max(at, first + 1), min(len(MONTHS) - 1, max(at, first + 1) + 2))
    months = MONTHS[first : last + 1]
    total = sum(number(copy.base, month, cell.community, cell.arm, cell.level) for month in months)
    start, end = (f"{date.fromisoformat(f'{month}-01'):%B %Y}" for month in (months[0], months[-1]))
    if random.random() < 0.6:
        said = random.choice(
            [
                f"From {start} to {end}, {total} people{cell.whom} died in {cell.place}.",
                f"{cell.place}{cell.whom}, {months[0]} to {months[-1]}: {total} deaths.",
            ]
        )
        copy.change("overdose_deaths.html", "</main>", f"<p>{said}</p></main>")
        return scanned(copy)
    window = (window_of(months[0])[0], window_of(months[-1])[1])
    others = tuple(
        KnownNumber(MEASURE, window_of(month), {}, n, n, month)
        for month in months
        if month != cell.month
        for n in [number(copy.base, month, cell.community, cell.arm, cell.level)]
    )
    hole = HiddenCell(MEASURE, window_of(cell.month), {}, cell.month)
    return attacked(
        Publication("release", (*others, KnownNumber(MEASURE, window, {}, total, total, "rolling")), (hole,))
    )


def attacked(*publications: Publication) -> str:
    """Return ``audit`` if the attacker finds the hidden number."""
    return "audit" if attack(publications, {MEASURE: HIDDEN}).findings else ""


KINDS: dict[str, Callable[[Copy, Cell, Random], str]] = {
    "a number in a sentence": sentence,
    "a percentage with its denominator": percentage,
    "a total in a title": title,
    "a figure's data": figure,
    "alt text": alt_text,
    "a CSV column": csv_column,
    "notebook output": notebook_output,
    "image metadata": image_metadata,
    "an earlier release": earlier_release,
    "a rolling total": rolling_total,
}
