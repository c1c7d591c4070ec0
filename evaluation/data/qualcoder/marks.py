"""Codes of a QualCoder database, and what they were applied to."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from evaluation.data.code_tree import in_order
from evaluation.data.qualcoder.sources import medium_of
from evaluation.data.qualitative_parts import Code, Coding, Medium, Segment, identifier_of
from evaluation.data.refi_qda.findings import Findings
from evaluation.data.sqlite_rows import Database, number_of, text_of


def read_codes(database: Database, findings: Findings) -> tuple[Code, ...]:
    """Return categories as headings, with codes and codes below codes; one that stands below itself is an error."""

    def category(number: Any) -> str:
        return "" if number is None else identifier_of("qualcoder", "category", number)

    def code(number: Any) -> str:
        return "" if number is None else identifier_of("qualcoder", "code", number)

    found = [
        Code(
            id=category(row["catid"]),
            name=text_of(row["name"]),
            path=(),
            parent_id=category(row["supercatid"]),
            description=text_of(row["memo"]),
            is_codable=False,
        )
        for row in database.rows("code_cat", "catid", "name", "memo", "supercatid")
    ]
    found += [
        Code(
            id=code(row["cid"]),
            name=text_of(row["name"]),
            path=(),
            parent_id=code(row["supercid"]) or category(row["catid"]),
            description=text_of(row["memo"]),
            color=str(row["color"]).upper() if re.fullmatch("#[0-9a-fA-F]{6}", str(row["color"])) else "",
        )
        for row in database.rows("code_name", "cid", "name", "memo", "catid", "supercid", "color")
    ]
    placed, in_circles = in_order(found)
    for entry in in_circles:
        findings.error("a code has no identifier of its own, or stands below itself", entry.name)
    return placed


@dataclass
class Marks:
    """Segments by what makes them one, and their codings."""

    segments: dict[tuple[Any, ...], Segment] = field(default_factory=dict)
    codings: list[Coding] = field(default_factory=list)
    owners: dict[str, None] = field(default_factory=dict)


def read_marks(database: Database, codes: Iterable[Code], findings: Findings) -> Marks:
    """Return every marked part of text, picture and recording; rows of one coder on one place are one segment."""
    marked, code_ids = Marks(), {code.id for code in codes}

    def add(row: Mapping[str, Any], source: Any, **about: Any) -> None:
        owner, memo = text_of(row["owner"]), text_of(row["memo"])
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
                at=text_of(row["date"]).replace(" ", "T"),
            )
        )

    common = ("cid", "owner", "memo", "date")
    for row in database.rows("code_text", *common, "fid", "pos0", "pos1", "seltext"):
        start, end = row["pos0"], row["pos1"]
        if not (isinstance(start, int) and isinstance(end, int) and 0 <= start <= end < 2**40):
            findings.error("a selection has no usable positions", f"{start} to {end}", expected="0 <= start <= end")
            continue
        add(row, row["fid"], medium=Medium.TEXT, start=start, end=end, name=text_of(row["seltext"]))
    media = {row["id"]: medium_of(row["mediapath"]) for row in database.rows("source", "id", "mediapath")}
    for row in database.rows("code_av", *common, "id", "pos0", "pos1"):
        medium = Medium.AUDIO if media.get(row["id"]) is Medium.AUDIO else Medium.VIDEO
        add(row, row["id"], medium=medium, place=(("begin", text_of(row["pos0"])), ("end", text_of(row["pos1"]))))
    for row in database.rows("code_image", *common, "id", "x1", "y1", "width", "height", "pdf_page"):
        left, top, width, height = (number_of(row[key]) for key in ("x1", "y1", "width", "height"))
        is_page = media.get(row["id"]) is Medium.PDF
        corners = {"firstX": left, "firstY": top, "secondX": left + width, "secondY": top + height}
        numbers = ({"page": number_of(row["pdf_page"])} if is_page else {}) | corners
        place = tuple((key, str(number)) for key, number in numbers.items())
        add(row, row["id"], medium=Medium.PDF if is_page else Medium.PICTURE, place=place)
    return marked
