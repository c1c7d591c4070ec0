"""The codebook page: the data dictionary as a person reads it, made from the dictionary itself."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from evaluation.data.dictionary import (
    DICTIONARY_FOLDER,
    CodeList,
    Field,
    TableSchema,
    load_code_list,
    load_table_schema,
    table_names,
)

CODEBOOK = DICTIONARY_FOLDER.parent / "docs" / "codebook.md"

_INTRODUCTION = """\
# Codebook

<!-- Made from data_dictionary/ by `make fix`. Edit the dictionary, not this page. -->

The tables that an evaluation can read, and what each column may hold.
[Bring your own data](how-to/bring-your-own-data.md) shows how a params file maps other names and codes to these.
Interviews are read from a REFI-QDA project (`.qdpx`), which has a codebook of its own.

A column marked *optional* may be left out of a file; a value marked *required* may not be missing from a row.
"""

_SENSITIVITY = {
    "patient": "about patients, or counts of people of any kind (`patient`)",
    "vital": "about deaths (`vital`)",
    "participant": "about people who were interviewed (`participant`)",
    "public": "public (`public`)",
}


def codebook(folder: Path = DICTIONARY_FOLDER) -> str:
    """Return the codebook as Markdown.

    Parameters
    ----------
    folder : Path
        The data dictionary.

    Raises
    ------
    DictionaryError
        If the dictionary is not valid.
    """
    schemas = [load_table_schema(name, folder) for name in table_names(folder)]
    used = {field.code_list for schema in schemas for field in schema.fields if field.code_list}
    contents = [f"- [{schema.title}](#{_anchor(schema.name)})" for schema in schemas]
    parts = [_INTRODUCTION, "\n".join([*contents, "- [Code lists](#code-lists)"])]
    parts += [_table_section(schema) for schema in schemas]
    parts += ["## Code lists", *(_code_list_section(load_code_list(name, folder)) for name in sorted(used))]
    return "\n\n".join(part.strip() for part in parts) + "\n"


def write_page(path: Path, text: str) -> None:
    """Write a generated page, through a temporary file in the same folder."""
    temporary = path.with_name(f".{path.name}.part")
    temporary.write_text(text, encoding="utf-8")
    temporary.replace(path)


def _table_section(schema: TableSchema) -> str:
    facts = [f"- Table `{schema.name}`, defined in [`{schema.file}`](../{schema.file})"]
    facts.append(f"- Rows are {_SENSITIVITY[schema.sensitivity.value]}")
    sources = [f"[{source.title}]({source.path})" if source.path else source.title for source in schema.sources]
    facts.append(f"- Usual source: {'; '.join(sources)}")
    if schema.primary_key:
        facts.append(f"- One row for each {', '.join(f'`{name}`' for name in schema.primary_key)}")
    if schema.own_columns:
        facts.append("- A source may declare columns of its own (`own_columns` of the params file)")
    rows = [
        (f"`{field.name}`", field.title, _kind(field), _rules(field, schema), field.description)
        for field in schema.fields
    ]
    heading = f'<a id="{_anchor(schema.name)}"></a>\n\n## {schema.title}'
    return "\n\n".join(
        [
            heading,
            schema.description,
            "\n".join(facts),
            markdown_table(("column", "label", "type", "values", "meaning"), rows),
        ]
    )


def _code_list_section(codes: CodeList) -> str:
    rows = [
        (f"`{entry.code}`", entry.label, f"{entry.pool_label} (`{entry.pool}`)" if entry.pool else "")
        for entry in codes.codes
    ]
    heading = f'<a id="{_anchor("codes", codes.name)}"></a>\n\n### {codes.name}'
    return f"{heading}\n\n{markdown_table(('code', 'label', 'pooled into, where groups are small'), rows)}"


def _kind(field: Field) -> str:
    return f"{field.type}, {field.unit}" if field.unit else field.type


def _rules(field: Field, schema: TableSchema) -> str:
    rules = []
    limits = field.constraints
    if field.optional:
        rules.append("optional")
    if schema.is_required(field):
        rules.append("required")
    if limits.unique:
        rules.append("unique")
    if field.code_list:
        rules.append(f"[{field.code_list}](#{_anchor('codes', field.code_list)})")
    if field.codes_from:
        rules.append(f"`{field.codes_from}` of the params file")
    if limits.minimum is not None or limits.maximum is not None:
        rules.append(_limits(limits.minimum, limits.maximum))
    if limits.enum is not None:
        rules.append(f"one of {', '.join(str(value) for value in limits.enum)}")
    if limits.max_length is not None:
        rules.append(f"at most {limits.max_length:,} characters")
    if limits.pattern is not None:
        rules.append(f"`{limits.pattern}`")
    if field.type == "date":
        rules.append("`YYYY-MM-DD`" if field.format == "default" else f"`{field.format}`")
    if field.period:
        rules.append(f"first day of a {field.period}")
    if field.after:
        rules.append(f"after `{field.after}`")
    for other, codes in field.required_when.items():
        rules.append(f"required when `{other}` is {' or '.join(f'`{code}`' for code in codes)}")
    return "; ".join(rules)


def _limits(low: float | str | None, high: float | str | None) -> str:
    low, high = (f"{value:,}" if isinstance(value, int | float) else value for value in (low, high))
    if high is None:
        return f"{low} or more"
    return f"{high} or less" if low is None else f"{low} to {high}"


def _anchor(*parts: str) -> str:
    return "-".join(parts).replace("_", "-")


def markdown_table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table of cells that are Markdown already, but for ``|``."""
    lines = [header, ["---"] * len(header), *([cell.replace("|", "\\|") for cell in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |".replace("|  |", "| |") for line in lines)


if __name__ == "__main__":
    write_page(CODEBOOK, codebook())
