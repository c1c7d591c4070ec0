"""Which quotes may be published, and how their speakers are named."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from evaluation.disclosure.ledger_rows import whole_number
from evaluation.disclosure.run_folder import FinishedRun, RestrictedTable
from evaluation.errors import DisclosureError, Problem

QUOTES = "quotes"
QUOTE_COLUMNS = ("quote_id", "theme", "text", "role", "text_sha256")
_NEEDED = ("theme", "text", "role", "consent")


class Consent(StrEnum):
    """A speaker's decision about one quote; any other word means that nobody may read it."""

    YES = "yes"
    NO = "no"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class ReleasedQuotes:
    """The quotes that may be published.

    Parameters
    ----------
    rows : tuple of tuple of str
        ``QUOTE_COLUMNS``; the role is blank where it, or its absence, would point to too few people. Numbers of
        quotes are made anew, so that they do not link the quotes of one speaker.
    reasons : tuple of str
        Why some were withheld, without saying how many.
    """

    rows: tuple[tuple[str, ...], ...] = ()
    reasons: tuple[str, ...] = ()


def release_quotes(run: FinishedRun, group_minimum: int) -> ReleasedQuotes:
    """Return the quotes whose speakers consent, attributed by role only where nobody is singled out by it.

    Raises
    ------
    DisclosureError
        If the table of quotes lacks a column, or a quote's consent is no word of the list.
    """
    table = next((each for each in run.tables if each.name == QUOTES and each.analysis == "themes"), None)
    if table is None:
        return ReleasedQuotes()
    rows = _rows(table)
    sizes = _role_sizes(run)
    without_role = max(_size_of(run, "themes/sources/all") - sum(sizes.values()), 0)
    named = _named_roles(sizes, group_minimum, unnamed=without_role)
    kept, reasons = [], set()
    for row in rows:
        if Consent(row["consent"]) is not Consent.YES:
            reasons.add("the speaker has not consented, or has withdrawn consent")
            continue
        role = row["role"]
        if role not in named:
            reasons.update(
                {"the role of the speaker is left out: it would point to too few interviewees"} if role else ()
            )
            role = ""
        kept.append((row["theme"], row["text"], role, hashlib.sha256(row["text"].encode()).hexdigest()))
    kept.sort(key=lambda quote: (quote[0], quote[3], quote[2]))
    numbered = (
        (f"q{number}", theme, text, role, text_hash) for number, (theme, text, role, text_hash) in enumerate(kept, 1)
    )
    return ReleasedQuotes(tuple(numbered), tuple(sorted(reasons)))


def _rows(table: RestrictedTable) -> list[Mapping[str, str]]:
    missing = [name for name in _NEEDED if name not in table.columns]
    if missing:
        problem = Problem(
            f"table {QUOTES}", f"has no column {', '.join(missing)}", defined_in="data_dictionary/quotes.yml"
        )
        raise DisclosureError("The quotes cannot be released.", [problem])
    rows = [dict(zip(table.columns, row, strict=True)) for row in table.rows]
    known = [consent.value for consent in Consent]
    problems = [
        Problem(
            f"table {QUOTES}, row {number}", "unknown consent", repr(row["consent"]), f"one of {', '.join(known)}"
        )
        for number, row in enumerate(rows, start=1)
        if row["consent"] not in known
    ]
    if problems:
        raise DisclosureError("The quotes cannot be released.", problems)
    return rows


def _named_roles(sizes: Mapping[str, int], group_minimum: int, *, unnamed: int) -> frozenset[str]:
    """Return the roles that a quote may name, such that those left unnamed are enough people together, or nobody.

    ``unnamed`` interviewees have no role.

    Roles of too few interviewees are not named. Where all of these are too few together, a quote without a role
    would still point to them, so the next smallest roles, by size and name, are left unnamed with them.
    """
    waiting = sorted(sizes, key=lambda role: (sizes[role], role))
    while waiting and (sizes[waiting[0]] < group_minimum or 0 < unnamed < group_minimum):
        unnamed += sizes[waiting.pop(0)]
    return frozenset(waiting)


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
        if (row["analysis"], row["quantity"], name) == ("themes", "sources", "role"):
            found[role] = whole_number(row["estimate"]) or 0
    return found
