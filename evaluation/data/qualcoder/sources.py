"""Files, cases and variables of a QualCoder database."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from evaluation.data.qualitative_parts import Case, Medium, Source, Variable, identifier_of
from evaluation.data.refi_qda.findings import Findings
from evaluation.data.sqlite_rows import Database, text_of

Values = Mapping[tuple[str, Any], tuple[tuple[str, str], ...]]
"""Values of variables, by ``case`` or ``file`` and its number."""

_MEDIA = {"images": Medium.PICTURE, "audio": Medium.AUDIO, "video": Medium.VIDEO}
_KINDS = {"numeric": "Float"}


def medium_of(mediapath: Any) -> Medium:
    """Return what a file is, by the folder it lies in or is linked from."""
    path = text_of(mediapath)
    folder = re.match(r"/?(images|audio|video)[:/]", path)
    if folder:
        return _MEDIA[folder[1]]
    return Medium.PDF if path.casefold().endswith(".pdf") else Medium.TEXT


def read_sources(database: Database, values: Values) -> tuple[Source, ...]:
    """Return the files in the order of the database, texts not yet in them."""
    sources = []
    for row in database.rows("source", "id", "name", "fulltext", "mediapath", "memo"):
        medium = medium_of(row["mediapath"])
        sources.append(
            Source(
                id=identifier_of("qualcoder", "source", row["id"]),
                name=text_of(row["name"]),
                medium=medium,
                is_textual=medium in (Medium.TEXT, Medium.PDF),
                values=values.get(("file", row["id"]), ()),
                description=text_of(row["memo"]),
            )
        )
    return tuple(sources)


def read_values(
    database: Database,
) -> tuple[tuple[Variable, ...], dict[tuple[str, Any], tuple[tuple[str, str], ...]]]:
    """Return the variables, and the values of cases and files by (kind, number)."""
    variables = tuple(
        Variable(
            id=identifier_of("qualcoder", "attribute", row["name"]),
            name=text_of(row["name"]),
            kind=_KINDS.get(text_of(row["valuetype"]), "Text"),
        )
        for row in database.rows("attribute_type", "name", "valuetype")
    )
    known = {variable.name for variable in variables}
    values: dict[tuple[str, Any], tuple[tuple[str, str], ...]] = {}
    for row in database.rows("attribute", "name", "attr_type", "value", "id"):
        if text_of(row["name"]) in known:
            key = (text_of(row["attr_type"]), row["id"])
            values[key] = (*values.get(key, ()), (text_of(row["name"]), text_of(row["value"])))
    return variables, values


def read_cases(database: Database, values: Values, source_ids: set[str], findings: Findings) -> tuple[Case, ...]:
    """Return the cases, with the files that are linked to them as a whole or in part."""
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
            name=text_of(row["name"]),
            values=values.get(("case", row["caseid"]), ()),
            source_ids=tuple(linked.get(row["caseid"], ())),
            description=text_of(row["memo"]),
        )
        for row in database.rows("cases", "caseid", "name", "memo")
    )
