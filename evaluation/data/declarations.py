"""What a params file declares about a source, against what the file and the dictionary have."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable, Sequence

from evaluation.data.cast import format_problem
from evaluation.data.dictionary import TableSchema
from evaluation.data.files import RawTable
from evaluation.data.hints import CLOSE
from evaluation.data.parameters import Source
from evaluation.errors import Problem


def unknown_names(source: Source, schema: TableSchema, params: str) -> list[Problem]:
    """Return a problem for every name and code in a declaration that the dictionary does not have.

    Parameters
    ----------
    source : Source
    schema : TableSchema
    params : str
        What the declaration is called in problems: ``"params/demo.yml, sources.deaths"``.
    """
    # A column that unpivot makes may be renamed by columns.
    unpivoted = [source.unpivot.name, source.unpivot.value] if source.unpivot else []
    named = {
        "columns": source.columns.values(),
        "unpivot": [name for name in unpivoted if name not in source.columns],
        "codes": source.codes,
        "formats": source.formats,
        "constants": source.constants,
        "drop_if_missing": source.drop_if_missing,
    }
    declare = f", or its declaration in {params}.own_columns" if schema.own_columns else ""
    problems = [
        Problem(
            f"{params}.{part}",
            f"{schema.name} has no column {name!r}",
            "",
            f"{near(name, schema.names)}{declare}",
            schema.file,
        )
        for part, names in named.items()
        for name in dict.fromkeys(names)
        if name and name not in schema.names
    ]
    for name, text in source.formats.items():
        kind = schema.field(name).type if name in schema.names else "date"
        if kind != "date":
            file = schema.file_of(name)
            problems.append(Problem(f"{params}.formats", f"{name} is not a date", kind, "date", file))
        elif wrong := format_problem(text):
            problems.append(Problem(f"{params}.formats.{name}", wrong, repr(text), "such as '%m/%d/%Y'"))
    for name, codes in source.codes.items():
        known = schema.code_list(name)
        problems += [
            Problem(
                f"{params}.codes.{name}",
                f"{theirs!r} becomes an unknown code",
                repr(ours),
                near(ours, known.pools),
                known.file,
            )
            for theirs, ours in codes.items()
            if known and ours and ours not in known
        ]
    return problems


def missing_columns(
    present: Sequence[str], header: Sequence[str], schema: TableSchema, *, where: str, params: str
) -> list[Problem]:
    """Return problems for columns that are absent, and for names that only look like one of the dictionary.

    Parameters
    ----------
    present : sequence of str
        Columns after the declaration was applied.
    header : sequence of str
        Columns of the file.
    schema : TableSchema
    where, params : str
        What the file and the declaration are called in problems.
    """
    absent = [field for field in schema.fields if field.name not in present]
    unused = [name for name in header if name in present and name not in schema.names]
    alike = {field.name: name for field in absent for name in reversed(unused) if _looks_like(name, field.name)}
    problems = [
        Problem(
            where,
            f"column {ours} is missing",
            f"{theirs!r}" if theirs.isascii() else f"{theirs!r}, in ASCII {theirs!a}",
            f"{ours}: rename it, or add {theirs!r}: {ours} to {params}.columns",
            schema.file_of(ours),
        )
        for ours, theirs in alike.items()
    ]
    missing: dict[str, list[str]] = {}
    for field in absent:
        if not field.optional and field.name not in alike:
            missing.setdefault(schema.file_of(field.name), []).append(field.name)
    for file, names in missing.items():
        wrong = f"column {names[0]} is missing" if len(names) == 1 else f"columns {', '.join(names)} are missing"
        expected = f"{schema.name}'s own names, or a map of yours in {params}.columns"
        problems.append(Problem(where, wrong, f"columns {_listed(header, 20)}", expected, file))
    return problems


def unusable_columns(raw: RawTable, source: Source, schema: TableSchema, where: str) -> list[Problem]:
    """Return a problem for every column that is wanted and stands twice in the file, or cannot be read."""
    unpivoted = source.unpivot.columns if source.unpivot else {}
    wanted = {*schema.names, *source.columns, *source.select, *unpivoted}
    twice = [
        Problem(where, f"column {name!r} stands twice in the header", "", "once")
        for name in sorted(raw.repeated & wanted)
    ]
    unreadable = [
        Problem(f"{where}, column {name}", "cannot be read", kind, "text, numbers or dates")
        for name, kind in raw.unreadable.items()
        if name in wanted
    ]
    return twice + unreadable


def near(name: str, known: Iterable[str], *, limit: int = 20) -> str:
    """Return the known name that is meant, as far as one can guess, or else those that there are.

    Names that differ in a number, such as two years, are never taken for one another.
    """
    names = [str(other) for other in known]
    alike = [other for other in names if re.findall("[0-9]+", other) == re.findall("[0-9]+", name)]
    close = difflib.get_close_matches(name, alike, n=1, cutoff=CLOSE)
    return f"{close[0]!r}?" if close else f"one of {_listed(names, limit)}"


def _listed(names: Sequence[str], limit: int) -> str:
    return ", ".join(names[:limit]) + (", ..." if len(names) > limit else "")


def _looks_like(theirs: str, ours: str) -> bool:
    if _plain(theirs) == _plain(ours):
        return True
    return not theirs.isascii() and difflib.SequenceMatcher(None, _plain(theirs), _plain(ours)).ratio() >= 0.6


def _plain(name: str) -> str:
    """Return a name without what the eye does not tell apart: case, spaces, marks, width."""
    folded = unicodedata.normalize("NFKC", name).casefold()
    return "".join(letter for letter in folded if letter.isalnum())
