"""One file of data, and how it maps to a table of the dictionary."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from evaluation.data import dictionary
from evaluation.data.dictionary import Code, CodeList, TableSchema, load_table_schema
from evaluation.data.model_check import Misfit
from evaluation.data.parameters.section import Distinct, Label, Name, Section, prespecified
from evaluation.data.segment_sheets.layout import ColumnMap, Positions, Preset, SegmentField, load_preset

NAMES_OF_THE_WORKBENCH = frozenset(
    {
        *("person_id", "time", "status", "entry", "date", "days_supply"),
        *("episode_no", "start", "new_initiation", "end", "outcome"),
        *("arm", "community", "period", "theme", "reason", "follow_up", "analysis", "row"),
        *("persons", "count", "exposure", "all"),
    }
)
"""What a column of one's own cannot be called: columns, dimensions and counts that the code knows by name."""
SEGMENTS = "coded_segments"
_OF_TABLES = ("thousands", "select", "unpivot", "codes", "suppressed", "formats", "constants", "drop_if_missing")
_OF_TEXT_FILES = ("columns", "encoding", "delimiter")
CODE_PATTERN = r"^[A-Za-z0-9][A-Za-z0-9_.-]*$"

WIDEST_RANGE = 200
"""The most by which the ends of a hidden count may differ."""


class Level(Section):
    """A value that a column of the study's own may hold."""

    code: str = Field(pattern=CODE_PATTERN, description="what stands in the data, after `codes`")
    label: Label = Field(description="what figures and tables call it")


class OwnColumn(Section):
    """A column that the dictionary does not have."""

    title: Label = Field(description="what figures and tables call it")
    type: Literal["string", "integer", "number"] = Field(description="kind of its values")
    unit: str = Field("", description="of a number, for labels")
    levels: tuple[Level, ...] = Field(
        (), description="of a string: all that it may hold, the reference first; blank: groups are never released"
    )

    @model_validator(mode="after")
    def _levels_are_codes(self) -> OwnColumn:
        wrong = []
        if self.levels and self.type != "string":
            expected = 'type: string, with codes in quotes: "0"'
            wrong.append(Misfit(("levels",), "are of a string", f"type {self.type}", expected))
        codes = [level.code for level in self.levels]
        for number, code in enumerate(codes):
            place = ("levels", number, "code")
            if code in codes[:number]:
                wrong.append(Misfit(place, "stands twice", repr(code), "each code once"))
            if code == "all":
                wrong.append(Misfit(place, "is everybody in result ids", repr(code), "another code"))
        if wrong:
            raise ValueError(*wrong)
        return self

    def field(self, name: str) -> dictionary.Field:
        """Return the column as the dictionary would describe it; it must be in the file, and may have blanks."""
        return dictionary.Field(
            name=name,
            title=self.title,
            description=self.title,
            type=self.type,
            unit=self.unit,
            code_list=name if self.levels else "",
        )

    def code_list(self, name: str, declared_in: str = "") -> CodeList | None:
        """Return its levels as a code list, or None if it has none."""
        codes = tuple(Code(level.code, level.label) for level in self.levels)
        return CodeList(name, codes, declared_in) if codes else None


class Unpivot(Section):
    """Turns columns of a wide file into rows."""

    columns: dict[str, str] = Field(description="the user's column -> the value it stands for")
    name: str = Field(description="dictionary column that receives those values")
    value: str = Field(description="dictionary column that receives the cells")


class SegmentLayout(Section):
    """How a spreadsheet of coded segments is laid out; what is left out is as the preset says."""

    preset: Preset = Field(Preset.NONE, description="program that wrote it")
    code_columns: str = Field("", description='headers of columns that are one code each: "Code: {code} Applied"')
    separator: str = Field("", description="what stands between codes in a cell of `codes`")
    hierarchy: str = Field("", description="what stands between the parts of a code's name")
    positions: Positions | None = Field(None, description="what `start`, `end` and `range` count")

    @model_validator(mode="after")
    def _has_a_code(self) -> SegmentLayout:
        if self.code_columns and self.code_columns.count("{code}") != 1:
            raise ValueError(Misfit(("code_columns",), "does not have {code} once", repr(self.code_columns)))
        return self


class Source(Section):
    """One file of data and how it maps to a table of the dictionary."""

    path: str = Field(description="relative to the params file; ${NAME} reads an environment variable")
    table: Name = Field(
        description="table of data_dictionary/, or of a coded project: refi_qda, taguette, qualcoder, coded_segments"
    )
    encoding: str = Field("utf-8", description="how a text file is encoded; from Windows often cp1252")
    delimiter: str = Field(",", min_length=1, max_length=1, description="what separates the fields of a text file")
    thousands: str = Field("", max_length=1, description="thousands separator in numbers")
    select: dict[str, str] = Field({}, description="keep rows where the user's column has this text")
    unpivot: Unpivot | None = Field(None, description="turns columns of a wide file into rows")
    columns: dict[str, str] = Field({}, description="the user's column -> dictionary column; blank: left out")
    layout: SegmentLayout | None = Field(None, description="of coded_segments: how the spreadsheet is laid out")
    codes: dict[str, dict[str, str]] = Field({}, description="dictionary column -> {the user's code: its code}")
    suppressed: dict[str, dict[str, Annotated[tuple[int, ...], Field(min_length=2, max_length=2)]]] = Field(
        {}, description="dictionary column -> {text of a hidden count: [least, most] that it can be}"
    )
    formats: dict[str, str] = Field({}, description="dictionary column -> strptime format of its dates")
    constants: dict[str, str] = Field({}, description="dictionary column -> one value for every row")
    own_columns: dict[Name, OwnColumn] = prespecified(
        {}, description="of persons and patients: columns of the study's own, by name"
    )
    drop_if_missing: Distinct[str] = Field((), description="drop, and count, rows that lack these")
    without_rows: Distinct[Annotated[str, Field(pattern=r"^([a-z][a-z0-9_]*|\d{4}-\d{2})$")]] = Field(
        (), description="of deaths: communities, and months (YYYY-MM), that have no row because nobody died"
    )

    @model_validator(mode="after")
    def _ranges_are_ranges(self) -> Source:
        wrong = []
        for column, ranges in self.suppressed.items():
            for text, (least, most) in ranges.items():
                place = ("suppressed", column, text)
                if not 0 <= least <= most:
                    wrong.append(Misfit(place, "is not a range of counts", f"[{least}, {most}]", "[1, 9], say"))
                if most - least > WIDEST_RANGE:
                    expected = f"a range of at most {WIDEST_RANGE}: a wider one tells next to nothing of a count"
                    wrong.append(Misfit(place, "is too wide a range", f"[{least}, {most}]", expected))
                if not text.strip():
                    wrong.append(Misfit(place, "is a blank cell: that is missing", "", "the text of a hidden count"))
                if text in self.codes.get(column, {}):
                    wrong.append(Misfit(place, f"also stands in codes.{column}", repr(text), "one of the two"))
        if wrong:
            raise ValueError(*wrong)
        return self

    @model_validator(mode="after")
    def _fits_a_coded_project(self) -> Source:
        wrong = []
        if self.table != SEGMENTS and self.layout is not None:
            wrong.append(Misfit(("layout",), "is of coded segments", f"table {self.table}", f"table {SEGMENTS}"))
        if self.table in dictionary.QUALITATIVE_TABLES:
            in_vain = (*_OF_TABLES, *(() if self.table == SEGMENTS else _OF_TEXT_FILES))
            wrong += [
                Misfit((name,), "is not of a coded project", f"table {self.table}", "nothing")
                for name in in_vain
                if getattr(self, name) != type(self).model_fields[name].default
            ]
        if self.table == SEGMENTS:
            known = [field.value for field in SegmentField]
            wrong += [
                Misfit(
                    ("columns", header),
                    "is nothing that a column of coded segments holds",
                    repr(field),
                    ", ".join(known),
                )
                for header, field in self.columns.items()
                if field and field not in known
            ]
            several = [header for header, field in self.columns.items() if field == SegmentField.CODES]
            if several and not wrong and not self.column_map().separator:
                expected = "layout: {separator: ...}; code, if a cell holds one code"
                wrong += [
                    Misfit(
                        ("columns", header), "holds several codes, and nobody says what is between them", "", expected
                    )
                    for header in several
                ]
        if wrong:
            raise ValueError(*wrong)
        return self

    def column_map(self) -> ColumnMap:
        """Return what the columns of a spreadsheet of coded segments mean: the preset, and what is declared here."""
        layout = self.layout or SegmentLayout()
        preset = load_preset(layout.preset)
        mine = {header: SegmentField(field or "left_out") for header, field in self.columns.items()}
        replaced = {header.casefold() for header in mine}
        kept = {header: field for header, field in preset.columns.items() if header.casefold() not in replaced}
        declared = {name: getattr(layout, name) for name in ("code_columns", "separator", "hierarchy", "positions")}
        changes = {name: value for name, value in declared.items() if value}
        return preset.model_copy(update={"columns": kept | mine, "declared": tuple(self.columns), **changes})

    def schema(self, declared_in: str = "sources") -> TableSchema:
        """Return its table of the dictionary, with its own columns.

        Parameters
        ----------
        declared_in : str
            What the source is called in problems: ``"params/demo.yml, sources.deaths"``.

        Raises
        ------
        DictionaryError
            If the dictionary is not valid, or has no such table.
        """
        table = load_table_schema(self.table)
        places = {name: f"{declared_in}.own_columns.{name}" for name in self.own_columns}
        return table.with_own_columns(
            [own.field(name) for name, own in self.own_columns.items()],
            [codes for name, own in self.own_columns.items() if (codes := own.code_list(name, places[name]))],
            places,
        )
