"""Read a project that Taguette exported as SQLite.

Positions are bytes of UTF-8 over the text nodes of a document's HTML. An export has one user, ``admin``, whoever
worked on it; a database of a server, with one project, keeps its users.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from evaluation.data.code_tree import with_headings
from evaluation.data.coder_names import check_coder_names
from evaluation.data.html_text import HtmlText
from evaluation.data.qualitative import NotCarried, PositionReading, QualitativeProject
from evaluation.data.qualitative_parts import Code, Coding, Medium, Segment, Source, User, identifier_of
from evaluation.data.refi_qda.findings import Findings
from evaluation.data.safe_archive import DEFINED_IN
from evaluation.data.sqlite_left import left_behind
from evaluation.data.sqlite_rows import Database, number_of, open_database, text_of

_NEEDS = {
    "projects": ("id", "name"),
    "documents": ("id", "name", "contents"),
    "highlights": ("id", "document_id", "start_offset", "end_offset"),
    "tags": ("id", "path"),
    "highlight_tags": ("highlight_id", "tag_id"),
}
_EVERYBODY = "admin"
_READ = {
    "projects": "id name description",
    "documents": "id name description contents project_id",
    "highlights": "id document_id start_offset end_offset snippet",
    "tags": "id path description project_id",
    "highlight_tags": "highlight_id tag_id",
    "commands": "*",
    "alembic_version": "*",
}
"""Columns that are looked at, or only number rows; the commands are told with what they are used for."""


def read_taguette(path: str | Path) -> QualitativeProject:
    """Read a Taguette export.

    Parameters
    ----------
    path : str or Path
        A ``.sqlite3`` file that holds one project.

    Returns
    -------
    QualitativeProject
        A name with dots (``care.stigma``) is a code below another one. ``n_supported`` of the positions counts the
        highlights whose own snippet is the marked text.

    Raises
    ------
    DataError
        If the file is no such database, holds no or several projects, two coders have one name, or a highlight has no
        usable positions.
    """
    path = Path(path)
    findings = Findings(path, "Taguette project")
    with open_database(path, kind="a Taguette export", needs=_NEEDS, defined_in=DEFINED_IN) as database:
        projects = database.rows("projects", "id", "name", "description")
        if len(projects) != 1:
            findings.error("does not hold one project", f"{len(projects)}", expected="the export of one project")
        texts = {
            row["id"]: HtmlText(str(row["contents"] or "")) for row in database.rows("documents", "id", "contents")
        }
        sources = _sources(database, texts)
        codes = _codes(database, findings)
        by = _who_and_when(database)
        segments, n_supported = _segments(database, texts, by, findings)
        codings = _codings(database, codes, by, findings)
        sha256, n_commands = database.sha256, len(database.rows("commands", "id"))
        left = left_behind(database, _READ)
    logins = dict.fromkeys(login for login, _ in by.values())
    if set(logins) == {_EVERYBODY}:
        found = "for agreement, one export for each coder (evaluation convert --with)"
        findings.departure("an export names everybody 'admin': who coded what is not known", found)
    users = tuple(User(id=_user_id(login), name=login) for login in logins)
    check_coder_names(users, (coding.coder_id for coding in codings), findings)
    findings.stop_on_errors()
    if n_supported < len(segments):
        share = f"{len(segments) - n_supported} of {len(segments)}"
        findings.departure("highlights whose snippet is not the text that their positions mark", share)
    return QualitativeProject(
        name=text_of(projects[0]["name"]),
        origin="Taguette",
        path=path,
        sha256=sha256,
        users=users,
        codes=with_headings(codes.values(), lambda above: identifier_of("taguette", "heading", *above)),
        sources=sources,
        segments=segments,
        codings=codings,
        description=text_of(projects[0]["description"]),
        positions=PositionReading(unit="UTF-8 bytes", n_segments=len(segments), n_supported=n_supported),
        not_carried=(*_not_carried(n_commands, len(sources)), *left),
        violations=findings.violations(),
    )


def _user_id(login: str) -> str:
    return identifier_of("taguette", "user", login)


def _sources(database: Database, texts: Mapping[Any, HtmlText]) -> tuple[Source, ...]:
    return tuple(
        Source(
            id=identifier_of("taguette", "document", row["id"]),
            name=text_of(row["name"]),
            medium=Medium.TEXT,
            is_textual=True,
            text=texts[row["id"]].text,
            description=text_of(row["description"]),
        )
        for row in database.rows("documents", "id", "name", "description")
    )


def _codes(database: Database, findings: Findings) -> dict[Any, Code]:
    codes: dict[Any, Code] = {}
    for row in database.rows("tags", "id", "path", "description"):
        whole = text_of(row["path"])
        parts = tuple(part.strip() for part in whole.split("."))
        path = parts if all(parts) else (whole,)
        if not whole or path in {code.path for code in codes.values()}:
            findings.error("a tag has no name of its own", repr(whole))
        codes[row["id"]] = Code(
            id=identifier_of("taguette", "tag", row["id"]),
            name=path[-1],
            path=path,
            description=text_of(row["description"]),
        )
    return codes


def _who_and_when(database: Database) -> dict[int, tuple[str, str]]:
    """Return for each highlight who made it and when, from the log of commands."""
    by = {}
    for row in database.rows("commands", "date", "user_login", "payload"):
        try:
            payload = json.loads(str(row["payload"] or ""))
        except (ValueError, RecursionError):
            continue
        if isinstance(payload, dict) and payload.get("type") == "highlight_add":
            number = payload.get("highlight_id")
            # A change of a highlight is logged as another one; who marked it first is its coder.
            if isinstance(number, int) and row["user_login"]:
                by.setdefault(number, (str(row["user_login"]), _time(row["date"])))
    return by


def _segments(
    database: Database, texts: Mapping[Any, HtmlText], by: Mapping[int, tuple[str, str]], findings: Findings
) -> tuple[tuple[Segment, ...], int]:
    segments, n_supported = [], 0
    for row in database.rows("highlights", "id", "document_id", "start_offset", "end_offset", "snippet"):
        text, start, end = texts.get(row["document_id"]), row["start_offset"], row["end_offset"]
        if text is None:
            findings.error("a highlight is in a document that the project does not have", f"highlight {row['id']}")
            continue
        if not (isinstance(start, int) and isinstance(end, int) and 0 <= start < end <= text.n_bytes):
            found = f"{start} to {end} in a text of {text.n_bytes} bytes (highlight {row['id']})"
            findings.error("positions lie outside their text", found, expected="0 <= start < end, inside the text")
            continue
        first, last = text.span(start, end)
        said = text.text[first:last]
        n_supported += _letters(HtmlText(str(row["snippet"] or "")).text) == _letters(said)
        segments.append(
            Segment(
                id=identifier_of("taguette", "highlight", row["id"]),
                source_id=identifier_of("taguette", "document", row["document_id"]),
                medium=Medium.TEXT,
                start=first,
                end=last,
                name=said,
                user_id=_user_id(by[row["id"]][0]) if row["id"] in by else "",
            )
        )
    return tuple(segments), n_supported


def _codings(
    database: Database, codes: Mapping[Any, Code], by: Mapping[int, tuple[str, str]], findings: Findings
) -> tuple[Coding, ...]:
    documents = {row["id"]: row["document_id"] for row in database.rows("highlights", "id", "document_id")}
    codings = []
    rows = database.rows("highlight_tags", "highlight_id", "tag_id")
    for row in sorted(rows, key=lambda row: number_of(row["highlight_id"])):
        highlight, tag = row["highlight_id"], row["tag_id"]
        if highlight not in documents or tag not in codes:
            findings.error(
                "a coding refers to a highlight or tag that is not there", f"highlight {highlight}, tag {tag}"
            )
            continue
        login, at = by.get(highlight, ("", ""))
        codings.append(
            Coding(
                id=identifier_of("taguette", "coding", highlight, tag),
                source_id=identifier_of("taguette", "document", documents[highlight]),
                segment_id=identifier_of("taguette", "highlight", highlight),
                code_id=codes[tag].id,
                coder_id=_user_id(login) if login else "",
                at=at,
            )
        )
    return tuple(codings)


def _not_carried(n_commands: int, n_documents: int) -> tuple[NotCarried, ...]:
    why = "the log of what was done is used for who and when only"
    log = [NotCarried(what="commands", count=n_commands, why=why)] if n_commands else []
    why = "headings, lists and emphasis of the HTML are read as text"
    return (*log, *([NotCarried(what="formatted texts", count=n_documents, why=why)] if n_documents else []))


def _time(utc: Any) -> str:
    return f"{str(utc).replace(' ', 'T')}Z" if utc else ""


def _letters(text: str) -> str:
    return "".join(text.split())
