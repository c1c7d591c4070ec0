"""What the columns of a spreadsheet of coded segments mean: a preset of a program, and what a params file changes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from enum import StrEnum
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, model_validator

from evaluation.data.model_check import validate
from evaluation.data.strict_yaml import read_yaml
from evaluation.errors import DictionaryError

PRESETS = Path(__file__).with_name("presets")
_CODE = "{code}"
_FEWEST = 3
_DEFINED_IN = "evaluation/data/segment_sheets/layout.py"


class SegmentField(StrEnum):
    """What a column of a spreadsheet of coded segments can hold."""

    DOCUMENT = "document"
    DOCUMENT_GROUP = "document_group"
    SEGMENT = "segment"
    SEGMENT_ID = "segment_id"
    CODE = "code"
    CODES = "codes"
    CODER = "coder"
    AT = "at"
    COMMENT = "comment"
    RANGE = "range"
    START = "start"
    END = "end"
    PLACE = "place"
    VARIABLE = "variable"
    LEFT_OUT = "left_out"


class Preset(StrEnum):
    """Programs whose spreadsheets have a preset."""

    NONE = ""
    DEDOOSE = "dedoose"
    NVIVO = "nvivo"
    MAXQDA = "maxqda"
    ATLAS_TI = "atlas_ti"
    TAGUETTE = "taguette"


class Positions(StrEnum):
    """What start, end and range count."""

    CHARACTERS = "characters"
    NONE = "none"


class ColumnMap(BaseModel):
    """What each column means, and how codes are written.

    Parameters
    ----------
    title : str
        What the spreadsheet is.
    columns : mapping
        Header to what it holds.
    code_columns : str
        Headers of columns that are one code each, with ``{code}`` for its name; blank for none.
    ignored_columns : tuple of str
        Headers, with ``{code}`` for any text, that are left out.
    separator : str
        What stands between codes in one cell of ``codes``.
    hierarchy : str
        What stands between the parts of a code's name; blank where names have no parts.
    positions : Positions
    notes : mapping
        Header to what to know where its column is used.
    declared : tuple of str
        Headers that a params file declares: the file has them.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    title: str = Field(min_length=1)
    columns: dict[str, SegmentField]
    code_columns: str = ""
    ignored_columns: tuple[str, ...] = ()
    separator: str = ""
    hierarchy: str = ""
    positions: Positions = Positions.NONE
    notes: dict[str, str] = {}
    declared: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _patterns_have_a_code(self) -> ColumnMap:
        wrong = [text for text in (self.code_columns, *self.ignored_columns) if text and text.count(_CODE) != 1]
        if wrong:
            raise ValueError(f"{wrong[0]!r} does not have {_CODE} once")
        return self

    def code_of(self, header: str) -> str:
        """Return the code that a column is about, or blank if it is none of those."""
        found = _pattern(self.code_columns).fullmatch(header) if self.code_columns else None
        return found[1].strip() if found else ""

    def field_of(self, header: str) -> SegmentField | None:
        """Return what a column holds, or None if nothing is known of it; spaces and letter case do not matter."""
        plain = {_plain(name): field for name, field in self.columns.items()}
        if _plain(header) in plain:
            return plain[_plain(header)]
        return SegmentField.LEFT_OUT if self.pattern_of(header) != header else None

    def says_place(self, field: SegmentField | None) -> bool:
        """Tell whether a column says where an excerpt is in a document that is not there."""
        unread = (SegmentField.RANGE, SegmentField.START, SegmentField.END)
        return field is SegmentField.PLACE or (self.positions is Positions.NONE and field in unread)

    def is_declared(self, header: str) -> bool:
        """Tell whether a params file says what a column holds."""
        return _plain(header) in {_plain(name) for name in self.declared}

    def not_among(self, headers: Iterable[str]) -> list[str]:
        """Return the headers that a params file declares and that are not among some."""
        there = {_plain(header) for header in headers}
        return [name for name in self.declared if _plain(name) not in there]

    def note_of(self, header: str) -> str:
        """Return what to know where a column is used, or blank."""
        return {_plain(name): note for name, note in self.notes.items()}.get(_plain(header), "")

    def pattern_of(self, header: str) -> str:
        """Return the pattern of columns that are left out to which one belongs, or the header itself."""
        return next((text for text in self.ignored_columns if _pattern(text).fullmatch(header)), header)

    def path_of(self, code: str) -> tuple[str, ...]:
        """Return the parts of a code's name."""
        parts = code.split(self.hierarchy) if self.hierarchy else [code]
        return tuple(part.strip() for part in parts if part.strip())


def fitting_preset(headers: Sequence[str]) -> tuple[Preset, int]:
    """Return the program whose preset understands most of some headers, and how many; none where too few fit.

    It must find the document, codes and one thing more: other tables have a column `Document` or `Code`, too.
    """
    fitting = {preset: _used_by(load_preset(preset), headers) for preset in Preset if preset}
    best = max(fitting, key=lambda preset: fitting[preset])
    return (best, fitting[best]) if fitting[best] >= _FEWEST else (Preset.NONE, 0)


def _used_by(columns: ColumnMap, headers: Iterable[str]) -> int:
    fields = [SegmentField.CODE if columns.code_of(header) else columns.field_of(header) for header in headers]
    has_codes = SegmentField.CODE in fields or SegmentField.CODES in fields
    if SegmentField.DOCUMENT not in fields or not has_codes:
        return 0
    return sum(field not in (None, SegmentField.LEFT_OUT) for field in fields)


@cache
def load_preset(preset: Preset) -> ColumnMap:
    """Return the column map of a program.

    Raises
    ------
    DictionaryError
        If its file is not valid.
    """
    if preset is Preset.NONE:
        return ColumnMap(title="a spreadsheet of coded segments", columns={})
    path = PRESETS / f"{preset}.yml"
    file = read_yaml(path, kind="a column map", error=DictionaryError)
    return validate(
        ColumnMap, file, error=DictionaryError, defined_in=lambda _: "evaluation/data/segment_sheets/layout.py"
    )


def _pattern(text: str) -> re.Pattern[str]:
    before, _, after = text.partition(_CODE)
    return re.compile(f"{re.escape(before)}(.+){re.escape(after)}", re.IGNORECASE)


def _plain(header: str) -> str:
    return " ".join(header.split()).casefold()
