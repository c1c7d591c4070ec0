"""Read a QualCoder project: the folder ``<name>.qda``, or the ``data.qda`` in it.

Columns are read by name, so that a database of any version is read as far as it goes; what a version newer than
:data:`NEWEST` added is not known here, and said.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from evaluation.data.code_tree import in_order
from evaluation.data.qualitative import NotCarried, QualitativeProject
from evaluation.data.qualitative_parts import (
    Case,
    Code,
    Coding,
    Medium,
    Segment,
    Source,
    User,
    Variable,
    identifier_of,
)
from evaluation.data.refi_qda.findings import Findings
from evaluation.data.refi_qda.positions import canonical
from evaluation.data.refi_qda.project import placed_in_texts
from evaluation.data.safe_archive import DEFINED_IN
from evaluation.data.sqlite_rows import Database, open_database

NEWEST = 17
_NEEDS = {
    "project": ("databaseversion",),
    "source": ("id", "name", "fulltext"),
    "code_cat": ("catid", "name", "supercatid"),
    "code_name": ("cid", "name", "catid"),
    "code_text": ("cid", "fid", "pos0", "pos1", "owner"),
    "cases": ("caseid", "name"),
    "case_text": ("caseid", "fid"),
}
_MEDIA = {"images": Medium.PICTURE, "audio": Medium.AUDIO, "video": Medium.VIDEO}
_NOT_READ = {
    "annotation": "notes on passages are not read",
    "journal": "journals are not read",
    "graph": "graphs are not read",
    "stored_sql": "queries are not read",
    "ris": "bibliographic references are not read",
}
_KINDS = {"numeric": "Float"}


def read_qualcoder(path: str | Path) -> QualitativeProject:
    """Read a QualCoder project.

    Parameters
    ----------
    path : str or Path
        The project's folder, or its ``data.qda``.

    Returns
    -------
    QualitativeProject
        Categories are codes that are not applied. Positions count code points where the marked texts that the file
        keeps bear it out, and are resolved by evidence elsewhere.

    Raises
    ------
    DataError
        If there is no such database, a code stands below itself, something refers to what is not there, or
        positions cannot be placed.
    """
    path = Path(path)
    path = path / "data.qda" if path.is_dir() else path
    findings = Findings(path, "QualCoder project")
    with open_database(path, kind="a QualCoder project", needs=_NEEDS, defined_in=DEFINED_IN) as database:
        about = (database.rows("project", "databaseversion", "memo", "about") or [{}])[0]
        version = re.fullmatch(r"v?([0-9]+)", str(about.get("databaseversion") or "").strip())
        if version is None or int(version[1]) > NEWEST:
            found = f"{about.get('databaseversion')}; known up to v{NEWEST}"
            findings.departure(
                "a version of the database that is not known here; what is new in it is not read", found
            )
        codes = _codes(database, findings)
        marked = _marked(database, codes, findings)
        variables, values = _values(database)
        sources = _sources(database, values)
        texts = {
            identifier_of("qualcoder", "source", row["id"]): row["fulltext"]
            for row in database.rows("source", "id", "fulltext")
            if row["fulltext"]
        }
        cases = _cases(database, values, {source.id for source in sources}, findings)
        owners = [row["name"] for row in database.rows("coder_names", "name")]
        not_carried = _not_carried(database, texts, sources)
        sha256 = database.sha256
    missing = {segment.source_id for segment in marked.segments.values()} - {source.id for source in sources}
    if missing:
        findings.error("codings are in a file that the project does not have", f"{len(missing)} file(s)")
    findings.stop_on_errors()
    marks = tuple(marked.segments.values())
    positions, segments = placed_in_texts(marks, texts, findings, is_plain=_count_code_points(marks, texts))
    findings.stop_on_errors()
    names = dict.fromkeys(name for name in (*owners, *marked.owners) if name)
    return QualitativeProject(
        name=path.parent.stem if path.name == "data.qda" else path.stem,
        origin=str(about.get("about") or "QualCoder"),
        path=path,
        sha256=sha256,
        users=tuple(User(id=identifier_of("qualcoder", "owner", name), name=name) for name in names),
        codes=codes,
        variables=variables,
        cases=cases,
        sources=tuple(
            replace(source, text=canonical(texts[source.id])) if source.id in texts else source for source in sources
        ),
        segments=segments,
        codings=tuple(marked.codings),
        description=_text(about.get("memo")),
        positions=positions,
        not_carried=not_carried,
        violations=findings.violations(),
    )


def _count_code_points(segments: Iterable[Segment], texts: Mapping[str, str]) -> bool:
    """Tell whether every marked text that the file keeps stands where its positions say, in code points."""
    return all(
        texts[segment.source_id][segment.start : segment.end].strip() == segment.name
        for segment in segments
        if segment.source_id in texts and segment.medium is Medium.TEXT
    )


def _text(value: Any) -> str:
    return "" if value is None else str(value).strip()


def _codes(database: Database, findings: Findings) -> tuple[Code, ...]:
    def category(number: Any) -> str:
        return "" if number is None else identifier_of("qualcoder", "category", number)

    def code(number: Any) -> str:
        return "" if number is None else identifier_of("qualcoder", "code", number)

    found = [
        Code(
            id=category(row["catid"]),
            name=_text(row["name"]),
            path=(),
            parent_id=category(row["supercatid"]),
            description=_text(row["memo"]),
            is_codable=False,
        )
        for row in database.rows("code_cat", "catid", "name", "memo", "supercatid")
    ]
    found += [
        Code(
            id=code(row["cid"]),
            name=_text(row["name"]),
            path=(),
            parent_id=code(row["supercid"]) or category(row["catid"]),
            description=_text(row["memo"]),
            color=str(row["color"]).upper() if re.fullmatch("#[0-9a-fA-F]{6}", str(row["color"])) else "",
        )
        for row in database.rows("code_name", "cid", "name", "memo", "catid", "supercid", "color")
    ]
    placed, in_circles = in_order(found)
    for entry in in_circles:
        findings.error("a code has no identifier of its own, or stands below itself", entry.name)
    return placed


@dataclass
class _Marked:
    """Segments by what makes them one, and their codings."""

    segments: dict[tuple[Any, ...], Segment] = field(default_factory=dict)
    codings: list[Coding] = field(default_factory=list)
    owners: dict[str, None] = field(default_factory=dict)


def _marked(database: Database, codes: Iterable[Code], findings: Findings) -> _Marked:
    marked, code_ids = _Marked(), {code.id for code in codes}

    def add(row: Mapping[str, Any], source: Any, **about: Any) -> None:
        owner, memo = _text(row["owner"]), _text(row["memo"])
        where = about["place"] if "place" in about else (about["start"], about["end"])
        key = (about["medium"], source, where, owner, memo)
        user_id = identifier_of("qualcoder", "owner", owner) if owner else ""
        marked.owners[owner] = None
        if key not in marked.segments:
            marked.segments[key] = Segment(
                id=identifier_of("qualcoder", "segment", *key),
                source_id=identifier_of("qualcoder", "source", source),
                description=memo,
                user_id=user_id,
                **about,
            )
        code_id = identifier_of("qualcoder", "code", row["cid"])
        if code_id not in code_ids:
            findings.error("a coding refers to a code that the codebook does not have", f"code {row['cid']}")
        marked.codings.append(
            Coding(
                id=identifier_of("qualcoder", "coding", row["cid"], *key, len(marked.codings)),
                source_id=marked.segments[key].source_id,
                segment_id=marked.segments[key].id,
                code_id=code_id,
                coder_id=user_id,
                at=_text(row["date"]).replace(" ", "T"),
            )
        )

    common = ("cid", "owner", "memo", "date")
    for row in database.rows("code_text", *common, "fid", "pos0", "pos1", "seltext"):
        start, end = row["pos0"], row["pos1"]
        if not (isinstance(start, int) and isinstance(end, int) and 0 <= start <= end < 2**40):
            findings.error("a selection has no usable positions", f"{start} to {end}", expected="0 <= start <= end")
            continue
        add(row, row["fid"], medium=Medium.TEXT, start=start, end=end, name=_text(row["seltext"]))
    media = {row["id"]: _medium(row["mediapath"]) for row in database.rows("source", "id", "mediapath")}
    for row in database.rows("code_av", *common, "id", "pos0", "pos1"):
        medium = Medium.AUDIO if media.get(row["id"]) is Medium.AUDIO else Medium.VIDEO
        add(row, row["id"], medium=medium, place=(("begin", _text(row["pos0"])), ("end", _text(row["pos1"]))))
    for row in database.rows("code_image", *common, "id", "x1", "y1", "width", "height", "pdf_page"):
        left, top, width, height = (int(row[key] or 0) for key in ("x1", "y1", "width", "height"))
        is_page = media.get(row["id"]) is Medium.PDF
        corners = {"firstX": left, "firstY": top, "secondX": left + width, "secondY": top + height}
        numbers = ({"page": int(row["pdf_page"] or 0)} if is_page else {}) | corners
        place = tuple((key, str(number)) for key, number in numbers.items())
        add(row, row["id"], medium=Medium.PDF if is_page else Medium.PICTURE, place=place)
    return marked


def _medium(mediapath: Any) -> Medium:
    path = _text(mediapath)
    folder = re.match(r"/?(images|audio|video)[:/]", path)
    if folder:
        return _MEDIA[folder[1]]
    return Medium.PDF if path.casefold().endswith(".pdf") else Medium.TEXT


def _sources(database: Database, values: Mapping[Any, tuple[tuple[str, str], ...]]) -> tuple[Source, ...]:
    sources = []
    for row in database.rows("source", "id", "name", "fulltext", "mediapath", "memo"):
        medium = _medium(row["mediapath"])
        sources.append(
            Source(
                id=identifier_of("qualcoder", "source", row["id"]),
                name=_text(row["name"]),
                medium=medium,
                is_textual=medium in (Medium.TEXT, Medium.PDF),
                values=values.get(("file", row["id"]), ()),
                description=_text(row["memo"]),
            )
        )
    return tuple(sources)


def _values(database: Database) -> tuple[tuple[Variable, ...], dict[Any, tuple[tuple[str, str], ...]]]:
    """Return the variables, and the values of cases and files by (kind, number)."""
    variables = tuple(
        Variable(
            id=identifier_of("qualcoder", "attribute", row["name"]),
            name=_text(row["name"]),
            kind=_KINDS.get(_text(row["valuetype"]), "Text"),
        )
        for row in database.rows("attribute_type", "name", "valuetype")
    )
    known = {variable.name for variable in variables}
    values: dict[Any, tuple[tuple[str, str], ...]] = {}
    for row in database.rows("attribute", "name", "attr_type", "value", "id"):
        if _text(row["name"]) in known:
            key = (_text(row["attr_type"]), row["id"])
            values[key] = (*values.get(key, ()), (_text(row["name"]), _text(row["value"])))
    return variables, values


def _cases(
    database: Database, values: Mapping[Any, tuple[tuple[str, str], ...]], source_ids: set[str], findings: Findings
) -> tuple[Case, ...]:
    linked: dict[Any, dict[str, None]] = {}
    for row in database.rows("case_text", "caseid", "fid"):
        source_id = identifier_of("qualcoder", "source", row["fid"])
        if source_id not in source_ids:
            found = f"case {row['caseid']}: file {row['fid']}"
            findings.error("a case is linked to a source that the project does not have", found)
        linked.setdefault(row["caseid"], {})[source_id] = None
    return tuple(
        Case(
            id=identifier_of("qualcoder", "case", row["caseid"]),
            name=_text(row["name"]),
            values=values.get(("case", row["caseid"]), ()),
            source_ids=tuple(linked.get(row["caseid"], ())),
            description=_text(row["memo"]),
        )
        for row in database.rows("cases", "caseid", "name", "memo")
    )


def _not_carried(database: Database, texts: Mapping[str, str], sources: Iterable[Source]) -> tuple[NotCarried, ...]:
    left: Counter[tuple[str, str]] = Counter()
    for table, why in _NOT_READ.items():
        column = next(iter(database.tables.get(table, ())), "")
        left[f"{table} rows", why] += len(database.rows(table, column)) if column else 0
    for row in database.rows("case_text", "fid", "pos0", "pos1"):
        text = texts.get(identifier_of("qualcoder", "source", row["fid"]))
        if text is not None and ((row["pos0"] or 0) > 0 or (row["pos1"] or 0) < len(text) - 1):
            left["parts of files linked to a case", "the whole file is linked"] += 1
    left["importance marks", "not read"] += sum(
        bool(row["important"])
        for table in ("code_text", "code_av", "code_image")
        for row in database.rows(table, "important")
    )
    left["pictures and recordings", "not read; codings on them are counted, their place is kept as written"] += sum(
        not source.is_textual for source in sources
    )
    return tuple(NotCarried(what=what, count=count, why=why) for (what, why), count in left.items() if count)
