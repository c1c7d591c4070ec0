"""Read a QualCoder project: the folder ``<name>.qda``, or the ``data.qda`` in it.

Columns are read by name, so that a database of any version is read as far as it goes; what a version newer than
:data:`NEWEST` added is not known here, and said.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from evaluation.data.coder_names import check_coder_names
from evaluation.data.qualcoder.marks import read_codes, read_marks
from evaluation.data.qualcoder.sources import read_cases, read_sources, read_values
from evaluation.data.qualitative import NotCarried, QualitativeProject
from evaluation.data.qualitative_parts import Medium, Segment, Source, User, identifier_of
from evaluation.data.refi_qda.findings import Findings
from evaluation.data.refi_qda.positions import canonical
from evaluation.data.refi_qda.project import placed_in_texts
from evaluation.data.safe_archive import DEFINED_IN
from evaluation.data.sqlite_left import left_behind
from evaluation.data.sqlite_rows import Database, number_of, open_database, text_of

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
_NOT_READ = {
    "annotation": "notes on passages are not read",
    "journal": "journals are not read",
    "graph": "graphs are not read",
    "stored_sql": "queries are not read",
    "ris": "bibliographic references are not read",
}
_MARKED = "cid owner memo date important"
_READ = {
    **dict.fromkeys(_NOT_READ, "*"),
    "project": "databaseversion memo about",
    "source": "id name fulltext mediapath memo",
    "code_cat": "catid name memo supercatid",
    "code_name": "cid name memo catid supercid color",
    "code_text": f"ctid {_MARKED} fid pos0 pos1 seltext",
    "code_av": f"avid {_MARKED} id pos0 pos1",
    "code_image": f"imid {_MARKED} id x1 y1 width height pdf_page",
    "cases": "caseid name memo",
    "case_text": "id caseid fid pos0 pos1",
    "attribute_type": "name caseOrFile valuetype",
    "attribute": "attrid name attr_type value id",
    "coder_names": "name visibility",
}
"""Columns that are looked at, or only number rows."""


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
        If there is no such database, a code stands below itself, two coders have one name, something
        refers to what is not there, or positions cannot be placed.
    """
    path = Path(path)
    path = path / "data.qda" if path.is_dir() else path
    findings = Findings(path, "QualCoder project")
    with open_database(path, kind="a QualCoder project", needs=_NEEDS, defined_in=DEFINED_IN) as database:
        about = (database.rows("project", "databaseversion", "memo", "about") or [{}])[0]
        version = re.fullmatch(r"v?([0-9]{1,6})", str(about.get("databaseversion") or "").strip())
        if version is None or int(version[1]) > NEWEST:
            found = f"{about.get('databaseversion')}; known up to v{NEWEST}"
            findings.departure(
                "a version of the database that is not known here; what is new in it is not read", found
            )
        codes = read_codes(database, findings)
        marked = read_marks(database, codes, findings)
        variables, values = read_values(database)
        sources = read_sources(database, values)
        texts = {
            identifier_of("qualcoder", "source", row["id"]): str(row["fulltext"])
            for row in database.rows("source", "id", "fulltext")
            if row["fulltext"]
        }
        cases = read_cases(database, values, {source.id for source in sources}, findings)
        owners = [row["name"] for row in database.rows("coder_names", "name")]
        not_carried = _not_carried(database, texts, sources)
        sha256 = database.sha256
    missing = {segment.source_id for segment in marked.segments.values()} - {source.id for source in sources}
    if missing:
        findings.error("codings are in a file that the project does not have", f"{len(missing)} file(s)")
    names = dict.fromkeys(name for name in (*owners, *marked.owners) if name)
    users = tuple(User(id=identifier_of("qualcoder", "owner", name), name=name) for name in names)
    check_coder_names(users, (coding.coder_id for coding in marked.codings), findings)
    findings.stop_on_errors()
    marks = tuple(marked.segments.values())
    positions, segments = placed_in_texts(marks, texts, findings, is_plain=_count_code_points(marks, texts))
    findings.stop_on_errors()
    return QualitativeProject(
        name=path.parent.stem if path.name == "data.qda" else path.stem,
        origin=str(about.get("about") or "QualCoder"),
        path=path,
        sha256=sha256,
        users=users,
        codes=codes,
        variables=variables,
        cases=cases,
        sources=tuple(
            replace(source, text=canonical(texts[source.id])) if source.id in texts else source for source in sources
        ),
        segments=segments,
        codings=tuple(marked.codings),
        description=text_of(about.get("memo")),
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


def _not_carried(database: Database, texts: Mapping[str, str], sources: Iterable[Source]) -> tuple[NotCarried, ...]:
    left: Counter[tuple[str, str]] = Counter()
    for table, why in _NOT_READ.items():
        column = next(iter(database.tables.get(table, ())), "")
        left[f"{table} rows", why] += len(database.rows(table, column)) if column else 0
    for row in database.rows("case_text", "fid", "pos0", "pos1"):
        text = texts.get(identifier_of("qualcoder", "source", row["fid"]))
        if text is not None and (number_of(row["pos0"]) > 0 or number_of(row["pos1"]) < len(text) - 1):
            left["parts of files linked to a case", "the whole file is linked"] += 1
    left["importance marks", "not read"] += sum(
        bool(row["important"])
        for table in ("code_text", "code_av", "code_image")
        for row in database.rows(table, "important")
    )
    left["pictures and recordings", "not read; codings on them are counted, their place is kept as written"] += sum(
        not source.is_textual for source in sources
    )
    declared = {row["name"] for row in database.rows("attribute_type", "name")}
    owners = {("case", row["caseid"]) for row in database.rows("cases", "caseid")}
    owners |= {("file", row["id"]) for row in database.rows("source", "id")}
    left["values of attributes", "of an attribute, a case or a file that the project does not have"] += sum(
        row["name"] not in declared or (row["attr_type"], row["id"]) not in owners
        for row in database.rows("attribute", "name", "attr_type", "id")
    )
    counted = (NotCarried(what=what, count=count, why=why) for (what, why), count in left.items() if count)
    return (*counted, *left_behind(database, _READ))
