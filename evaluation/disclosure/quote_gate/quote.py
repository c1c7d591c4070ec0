"""The proposed quotes of a run, whom they are of, and the hash of what a reader agrees to."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from evaluation.disclosure.identifiers.combination import Attribute
from evaluation.disclosure.interviewees import STEM, frame_of, interviews_needed
from evaluation.disclosure.ledger_rows import whole_number
from evaluation.disclosure.run_folder import FinishedRun, RestrictedTable
from evaluation.disclosure.sensitive_themes import SensitiveThemes
from evaluation.errors import DisclosureError, Problem

QUOTES = "quotes"
_NEEDED = ("quote_id", "source", "theme", "text", "role", "consent")
_SAID = ("", "no", "yes")
NOTHING = "none"
"""What stands for attributes where the words tell nothing of the speaker."""
_DEFINED_IN = "data_dictionary/quotes.yml"


class Consent(StrEnum):
    """A speaker's decision about one quote; any other word means that nobody may read it."""

    YES = "yes"
    NO = "no"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class Quote:
    """A quote that somebody proposes, as it would be published.

    Parameters
    ----------
    quote_id, source, theme, text : str
    source_sha256 : str
        Of the whole interview.
    role : str
        As a reader would see it: blank where it, or its absence, would point to too few people, or the theme is
        sensitive or above one that is, or words of it were coded with one.
    has_hidden_role : bool
        The speaker has a role that is left out.
    is_sensitive : bool
        Its theme, or one that its words were coded with, is never shown by group.
    speaker : str
        The person, or the interview where it has several.
    consent : Consent
    consent_date : str
        ``YYYY-MM-DD``, or blank.
    attributes : tuple of (str, str)
        What the words say of the speaker, as the table has it: name and value of each attribute.
    is_described : bool
        Somebody has written what they say, be it nothing.
    proposed_by : str
    others_speak, is_part2 : bool
    """

    quote_id: str
    source: str
    theme: str
    text: str
    source_sha256: str
    role: str
    has_hidden_role: bool
    is_sensitive: bool
    speaker: str
    consent: Consent
    consent_date: str
    attributes: tuple[tuple[str, str], ...]
    is_described: bool
    proposed_by: str
    others_speak: bool
    is_part2: bool

    @property
    def text_sha256(self) -> str:
        """Hash of its words, which a release shows beside them."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    @property
    def sha256(self) -> str:
        """Hash of all that a reader agrees to: which quote of which interview, its words, theme and attribution.

        The hash of the interview is in it, so that words which were taken out of a quote before it was published
        cannot be found by trying: signatures are public, interviews are not.
        """
        return agreed_sha256(
            quote_id=self.quote_id,
            source=self.source,
            source_sha256=self.source_sha256,
            theme=self.theme,
            role=self.role,
            text=self.text,
        )


def agreed_sha256(*, quote_id: str, source: str, source_sha256: str, theme: str, role: str, text: str) -> str:
    """Return the hash of what a reader agrees to, of a quote as it would be shown."""
    agreed = ["quote", 1, quote_id, source, source_sha256, theme, role, text]
    return hashlib.sha256(json.dumps(agreed, ensure_ascii=True, separators=(",", ":")).encode()).hexdigest()


def has_quotes(run: FinishedRun) -> bool:
    """Tell whether a run has a table of quotes."""
    return _quotes(run) is not None


def read_quotes(run: FinishedRun, group_minimum: int) -> tuple[Quote, ...]:
    """Return the proposed quotes of a run in the order of their names, none where it has no table of them.

    Parameters
    ----------
    run : FinishedRun
    group_minimum : int
        Interviewees whom an attribution must leave in question.

    Raises
    ------
    DisclosureError
        If the table lacks a column, a quote's consent or another word is none of its list, or two quotes have one
        name.
    """
    table = _quotes(run)
    if table is None:
        return ()
    rows = _rows(table)
    sizes = _role_sizes(run)
    without_role = max(_size_of(run, "themes/sources/all") - sum(sizes.values()), 0)
    named = named_roles(sizes, interviews_needed(run, group_minimum), unnamed=without_role)
    speakers, sensitive = _speakers(run), SensitiveThemes.of(run)
    quotes = [
        Quote(
            quote_id=row["quote_id"],
            source=row["source"],
            theme=row["theme"],
            text=row["text"],
            source_sha256=row.get("source_sha256", ""),
            role=row["role"] if row["role"] in named and not sensitive.keeps_role(row) else "",
            has_hidden_role=bool(row["role"]) and (row["role"] not in named or sensitive.keeps_role(row)),
            is_sensitive=sensitive.keeps_role(row),
            speaker=speakers.get(row["source"], row["source"]),
            consent=Consent(row["consent"]),
            consent_date=row.get("consent_date", ""),
            attributes=tuple(pair for pair in _attributes(row.get("attributes", "")) if pair[0] != NOTHING),
            is_described=bool(row.get("attributes", "").strip()),
            proposed_by=row.get("proposed_by", ""),
            others_speak=row.get("others_speak") == "yes",
            is_part2=row.get("part2") == "yes",
        )
        for row in rows
    ]
    return tuple(sorted(quotes, key=lambda quote: quote.quote_id))


def read_frame(run: FinishedRun) -> tuple[Mapping[str, str], ...] | None:
    """Return what is known of each person who was interviewed, None where the run does not say.

    A person of several interviews who is not the same in all of them has no value there.
    """
    table = frame_of(run)
    if table is None:
        return None
    persons: dict[str, dict[str, set[str]]] = {}
    for row in _dicts(table):
        person = persons.setdefault(row["person"], {})
        for name, value in row.items():
            person.setdefault(name, set()).add(value)
    return tuple(
        {name: values.copy().pop() if len(values) == 1 else "" for name, values in person.items()}
        for person in persons.values()
    )


def named_roles(sizes: Mapping[str, int], group_minimum: int, *, unnamed: int) -> frozenset[str]:
    """Return the roles that a quote may name, such that those left unnamed are enough people together, or nobody.

    ``unnamed`` interviewees have no role.

    Roles of too few interviewees are not named. Where all of these are too few together, a quote without a role
    would still point to them, so the next smallest roles, by size and name, are left unnamed with them.
    """
    waiting = sorted(sizes, key=lambda role: (sizes[role], role))
    while waiting and (sizes[waiting[0]] < group_minimum or 0 < unnamed < group_minimum):
        unnamed += sizes[waiting.pop(0)]
    return frozenset(waiting)


def _quotes(run: FinishedRun) -> RestrictedTable | None:
    return next((each for each in run.tables if each.name == QUOTES and each.analysis == STEM), None)


def _dicts(table: RestrictedTable) -> list[dict[str, str]]:
    return [dict(zip(table.columns, row, strict=True)) for row in table.rows]


def _rows(table: RestrictedTable) -> list[dict[str, str]]:
    missing = [name for name in _NEEDED if name not in table.columns]
    if missing:
        problem = Problem(f"table {QUOTES}", f"has no column {', '.join(missing)}", defined_in=_DEFINED_IN)
        raise DisclosureError("The quotes cannot be judged.", [problem])
    rows = _dicts(table)
    lists = {"consent": tuple(Consent), "others_speak": _SAID, "part2": _SAID}
    problems = [
        Problem(
            f"table {QUOTES}, row {number}",
            f"unknown {column}",
            repr(row[column]),
            f"one of {', '.join(word for word in known if word)}",
            _DEFINED_IN,
        )
        for number, row in enumerate(rows, start=1)
        for column, known in lists.items()
        if column in row and row[column] not in known
    ]
    problems += [
        Problem(f"table {QUOTES}, row {number}", "unknown attribute", repr(name), f"one of {', '.join(Attribute)}")
        for number, row in enumerate(rows, start=1)
        for name, value in _attributes(row.get("attributes", ""))
        if not (name in list(Attribute) and value) and row["attributes"].strip() != NOTHING
    ]
    ids = [row["quote_id"] for row in rows]
    twice = sorted({name for name in ids if ids.count(name) > 1})
    problems += [Problem(f"table {QUOTES}", "two quotes have one name", repr(name), "a name each") for name in twice]
    if problems:
        raise DisclosureError("The quotes cannot be judged.", problems)
    return rows


def _attributes(text: str) -> tuple[tuple[str, str], ...]:
    pairs = (part.partition(":") for part in text.split(";") if part.strip())
    return tuple((name.strip(), value.strip()) for name, _, value in pairs)


def _speakers(run: FinishedRun) -> dict[str, str]:
    """Return the person of each interview that has one only."""
    table = frame_of(run)
    persons: dict[str, set[str]] = {}
    for row in _dicts(table) if table else ():
        persons.setdefault(row["source"], set()).add(row["person"])
    return {source: found.copy().pop() for source, found in persons.items() if len(found) == 1}


def _size_of(run: FinishedRun, result_id: str) -> int:
    """Return the number of interviews that a row of the ledger counts, 0 where there is no such row."""
    row = next((row for row in run.ledger if row["result_id"] == result_id), None)
    return (whole_number(row["estimate"]) or 0) if row else 0


def _role_sizes(run: FinishedRun) -> dict[str, int]:
    """Return the number of interviews with each role, from the ledger."""
    found: dict[str, int] = {}
    rows: Sequence[Mapping[str, str]] = run.ledger
    for row in rows:
        name, _, role = row["subgroup"].partition("=")
        if (row["analysis"], row["quantity"], name) == (STEM, "sources", "role"):
            found[role] = whole_number(row["estimate"]) or 0
    return found
