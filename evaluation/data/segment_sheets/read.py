"""Read a spreadsheet of coded segments as a project: documents, excerpts, codes, coders; no texts of documents."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

from evaluation.data.code_tree import with_headings
from evaluation.data.coder_names import check_coder_names
from evaluation.data.qualitative import NotCarried, QualitativeProject
from evaluation.data.qualitative_parts import Code, Coding, Medium, Segment, Source, User, Variable, identifier_of
from evaluation.data.refi_qda.findings import Findings
from evaluation.data.segment_sheets.consent import look_for_consent
from evaluation.data.segment_sheets.layout import ColumnMap, Positions, SegmentField
from evaluation.data.segment_sheets.outcome import marks_in, named, remarks, spaces_in, summary
from evaluation.data.segment_sheets.sheet import Sheet, Understood, read_sheet, understand
from evaluation.data.validated import shown

_YES = frozenset(("true", "yes", "1", "x"))
_NO = frozenset(("", "false", "no", "0"))
_RANGE = re.compile(r"\(?\s*([0-9]{1,12})\s*[-–]\s*([0-9]{1,12})\s*\)?")
_SERIAL = re.compile(r"[0-9]{5}(\.[0-9]+)?")
_DAY_ZERO = datetime(1899, 12, 30)
_GROUP = "document group"


def read_segments(
    path: Path, layout: ColumnMap, *, encoding: str = "utf-8", delimiter: str = ",", declared_in: str = ""
) -> QualitativeProject:
    """Read a spreadsheet in which a row is a coded segment, or one code of it.

    Parameters
    ----------
    path : Path
        ``.xlsx``, ``.csv``, ``.tsv``, ``.txt`` or ``.parquet``.
    layout : ColumnMap
    encoding, delimiter : str
        Of a text file.
    declared_in : str
        Where the columns are declared, for messages.

    Returns
    -------
    QualitativeProject
        Its sources have no text. ``understood`` says what each column was taken for, and what came of all of them.

    Raises
    ------
    DataError
        If the file cannot be read, its columns or rows are not understood, two coders have one name, or a column that
        nobody declared holds a withdrawal. All problems are listed.
    """
    where = shown(path)
    sheet = read_sheet(path, encoding=encoding, delimiter=delimiter)
    columns = understand(sheet, layout, where=where, declared_in=declared_in)
    findings = Findings(path, "spreadsheet of coded segments")
    made = _Made(layout, findings)
    for place, row in enumerate(sheet.rows):
        cells = {column: sheet.columns[column.header][place] for column in columns}
        for said in spaces_in(cells):
            findings.departure(said, f"row {row}")
        made.add_row(row, {column: text.strip() for column, text in cells.items()})
    look_for_consent(sheet, columns, layout, findings)
    users = tuple(User(id=key, name=name) for name, key in made.users.items())
    check_coder_names(users, (coding.coder_id for coding in made.codings.values()), findings)
    findings.stop_on_errors()
    for said, of in remarks(sheet, columns, layout):
        findings.departure(said, of)
    made.note_rows_without(columns)
    codes = with_headings(made.codes.values(), lambda above: identifier_of("sheet", "code", *above))
    codings = tuple(made.codings.values())
    said = summary(codes, codings, made.segments.values(), n_documents=len(made.sources), n_coders=len(made.users))
    return QualitativeProject(
        name=path.stem,
        origin=layout.title,
        path=path,
        sha256=sheet.sha256,
        users=users,
        codes=codes,
        variables=tuple(
            Variable(id=identifier_of("sheet", "variable", n), name=n, kind="Text") for n in made.variables
        ),
        sources=tuple(
            replace(source, values=tuple((name, value) for name, values in said.items() for value in values))
            for source, said in made.sources.values()
        ),
        segments=tuple(made.segments.values()),
        codings=codings,
        not_carried=_not_carried(sheet, columns, layout, n_sources=len(made.sources)),
        violations=findings.violations(),
        understood=(*map(str, columns), *said),
    )


@dataclass
class _Made:
    """What the rows so far are about."""

    layout: ColumnMap
    findings: Findings
    users: dict[str, str] = field(default_factory=dict)
    codes: dict[tuple[str, ...], Code] = field(default_factory=dict)
    variables: dict[str, None] = field(default_factory=dict)
    sources: dict[tuple[str, str], tuple[Source, dict[str, dict[str, None]]]] = field(default_factory=dict)
    segments: dict[tuple[object, ...], Segment] = field(default_factory=dict)
    codings: dict[tuple[str, str], Coding] = field(default_factory=dict)
    n_rows: int = 0
    without: dict[str, list[int]] = field(default_factory=lambda: {"code": [], "coder": []})

    def add_row(self, row: int, cells: dict[Understood, str]) -> None:
        said = {c.field: text for c, text in cells.items() if c.field and c.is_used and not c.code}
        document = said.get(SegmentField.DOCUMENT, "")
        if not document:
            self.findings.error("a row names no document", f"row {row}")
            return
        source = self._source(said.get(SegmentField.DOCUMENT_GROUP, ""), document, cells)
        start, end = self._span(row, said)
        coder = said.get(SegmentField.CODER, "")
        coder_id = self.users.setdefault(coder, identifier_of("sheet", "coder", coder)) if coder else ""
        number, text = said.get(SegmentField.SEGMENT_ID, ""), said.get(SegmentField.SEGMENT, "")
        self.n_rows += 1
        if not coder:
            self.without["coder"].append(row)
        place = tuple(
            (column.header, cell) for column, cell in cells.items() if cell and self.layout.says_place(column.field)
        )
        # Rows about one excerpt are one segment; a number tells best which.
        key = (source.id, number or (start, end, place, text), coder)
        made = Segment(
            id=identifier_of("sheet", "segment", *key),
            source_id=source.id,
            medium=Medium.TEXT,
            start=start,
            end=end,
            name=text,
            description=said.get(SegmentField.COMMENT, ""),
            user_id=coder_id,
            place=place,
        )
        if self.segments.setdefault(key, made).excerpt != made.excerpt:
            self.findings.error(
                "a number of an excerpt stands for several",
                f"row {row}, number {number}",
                expected="the same words, range and place in all rows of a document and coder that have it; else the "
                "column is left_out",
            )
        paths = self._paths(row, said, cells)
        if not paths:
            self.without["code"].append(row)
        for path in paths:
            code = self._code(path)
            made = Coding(
                id=identifier_of("sheet", "coding", self.segments[key].id, code.id),
                source_id=source.id,
                segment_id=self.segments[key].id,
                code_id=code.id,
                coder_id=coder_id,
                at=_time(said.get(SegmentField.AT, "")),
            )
            if (made.segment_id, code.id) in self.codings:
                self.findings.departure("a code stands twice on one excerpt, and is counted once", f"row {row}")
            self.codings.setdefault((made.segment_id, code.id), made)

    def note_rows_without(self, columns: Sequence[Understood]) -> None:
        """Note rows without a code, and without a coder where a column says who it is."""
        asked = {"code"} | ({"coder"} if any(column.field is SegmentField.CODER for column in columns) else set())
        for what, rows in self.without.items():
            if what in asked and rows:
                said = f"{len(rows):,} of {self.n_rows:,} rows have no {what}, and none is taken from the row above"
                for row in rows:
                    self.findings.departure(said, f"row {row}")

    def _source(self, group: str, document: str, cells: dict[Understood, str]) -> Source:
        key = (group, document)
        if key not in self.sources:
            made = Source(
                id=identifier_of("sheet", "document", *key), name=document, medium=Medium.TEXT, is_textual=True
            )
            self.sources[key] = (made, {})
        source, said = self.sources[key]
        values = {c.header: text for c, text in cells.items() if c.field is SegmentField.VARIABLE}
        for name, value in (values | ({_GROUP: group} if group else {})).items():
            self.variables[name] = None
            if value:
                said.setdefault(name, {})[value] = None
                if len(said[name]) > 1:
                    self.findings.departure(f"a document has several values of {name}", document)
        return source

    def _span(self, row: int, said: dict[SegmentField, str]) -> tuple[int | None, int | None]:
        if self.layout.positions is Positions.NONE:
            return None, None
        text = said.get(SegmentField.RANGE) or "-".join(
            said[key] for key in (SegmentField.START, SegmentField.END) if said.get(key)
        )
        found = _RANGE.fullmatch(text)
        if found is None or int(found[1]) > int(found[2]):
            if text:
                self.findings.error("a range is none", f"row {row}", expected="two numbers, such as 0-18")
            return None, None
        return int(found[1]), int(found[2])

    def _paths(self, row: int, said: dict[SegmentField, str], cells: dict[Understood, str]) -> list[tuple[str, ...]]:
        names, in_headers = [], []
        for column, text in cells.items():
            if column.code and text.casefold() in _YES:
                in_headers.append(column.code)
            elif column.code and text.casefold() not in _NO:
                found = f"row {row}, column {column.header}"
                self.findings.error("a cell for a code is neither true nor false", found, expected="True or False")
        joined = said.get(SegmentField.CODES, "")
        names += joined.split(self.layout.separator) if self.layout.separator else [joined]
        names.append(said.get(SegmentField.CODE, ""))
        paths: dict[tuple[str, ...], None] = {}
        for name in (*in_headers, *names):
            if path := self.layout.path_of(name):
                paths[path] = None
                for said in marks_in(path, is_header=name in in_headers):
                    self.findings.departure(said, f"'{named(path)}'")
        return list(paths)

    def _code(self, path: tuple[str, ...]) -> Code:
        made = Code(id=identifier_of("sheet", "code", *path), name=path[-1], path=path)
        return self.codes.setdefault(path, made)


def _not_carried(
    sheet: Sheet, columns: tuple[Understood, ...], layout: ColumnMap, *, n_sources: int
) -> tuple[NotCarried, ...]:
    why = "a spreadsheet does not hold them: no agreement by paragraph (unit: excerpt can be), no check of quotes"
    left: Counter[tuple[str, str]] = Counter({("texts of documents", why): n_sources})
    for title, n_rows in sheet.further:
        left[f"rows of sheet {title}", "only the first sheet of a workbook is read"] += n_rows
    left["cells in columns without a header", "nobody can say what they hold"] += sheet.nameless
    for column in columns:
        n_filled = sum(bool(cell.strip()) for cell in sheet.columns[column.header])
        if column.field is None:
            left[f"column {column.header}", "nobody said what it holds"] += n_filled
        elif not column.is_used:
            left[f"column {column.header}", "codes have columns of their own"] += n_filled
        elif column.field is SegmentField.LEFT_OUT:
            left[f"column {layout.pattern_of(column.header)}", "left out"] += n_filled
        elif layout.says_place(column.field):
            why = "paragraphs, pages or times of a document that is not there: they only tell excerpts apart"
            left[f"column {column.header}", why] += n_filled
    return tuple(NotCarried(what=what, count=count, why=why) for (what, why), count in left.items() if count)


def _time(text: str) -> str:
    """Return a time as it stands, or, where a workbook counts days, as a date and time."""
    if not _SERIAL.fullmatch(text):
        return text
    return (_DAY_ZERO + timedelta(seconds=round(float(text) * 86_400))).isoformat()
