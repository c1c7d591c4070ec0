"""What a release says about itself: ``about.json``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from evaluation.data.dictionary import QUALITATIVE_TABLES, load_table_schema
from evaluation.data.output_table import Sensitivity
from evaluation.data.parameters import Source
from evaluation.disclosure.count_table import PooledTable
from evaluation.disclosure.ledger_rows import THEME, whole_window
from evaluation.disclosure.participants import JOINED_BY
from evaluation.disclosure.run_folder import FinishedRun, RestrictedTable, source_sensitivity

_PROJECT_DESCRIPTION = "Coded interviews: a REFI-QDA project with its texts, codebook, cases and coders."


def about_release(
    run: FinishedRun,
    tables: Iterable[PooledTable],
    codebook: RestrictedTable | None,
    hidden: Mapping[str, range],
    *,
    released_at: str,
) -> dict[str, Any]:
    """Return what readers may know of the evaluation, the run and the code; nothing that a person wrote elsewhere.

    Parameters
    ----------
    run : FinishedRun
    tables : iterable of PooledTable
        The released tables of counts, whose pooled levels need labels.
    codebook : RestrictedTable or None
        As it is released: no other themes have labels.
    hidden : mapping
        Measure to the numbers that must not be shown or inferred: later releases about the same people keep to them.
    released_at : str
        UTC, ``YYYY-MM-DDTHH:MM:SSZ``: the only thing in a release that differs when it is repeated.
    """
    evaluation, code = run.evaluation, run.manifest.get("code", {})
    return {
        "evaluation": evaluation.evaluation,
        "title": evaluation.title,
        "subtitle": evaluation.report.subtitle,
        "synthetic": evaluation.synthetic,
        "run_id": run.manifest["run_id"],
        "data_made": str(run.manifest.get("started", ""))[:10],
        "released_at": released_at,
        "code": {"commit": code.get("commit", "unknown"), "dirty": code.get("dirty")},
        "languages": list(evaluation.report.languages),
        "contact": evaluation.report.contact,
        "version": evaluation.report.version,
        "sources": [_source(run, name, source) for name, source in sorted(evaluation.sources.items())],
        "arms": {key: arm.model_dump(mode="json") for key, arm in evaluation.arms.items()},
        "communities": {key: place.model_dump(mode="json") for key, place in evaluation.communities.items()},
        "plan": evaluation.plan(),
        "windows": _windows(run),
        "hidden": {measure: [numbers.start, numbers.stop - 1] for measure, numbers in hidden.items() if numbers},
        "columns": {name: own.title for name, own in evaluation.own_columns.items()},
        "labels": _labels(run, tables, codebook),
    }


def _windows(run: FinishedRun) -> dict[str, list[str]]:
    """Return what a blank period stands for, by analysis: its first day, and the day after its last."""
    windows = {stem: whole_window(run, stem) for stem in run.evaluation.analyses}
    return {stem: [date.fromordinal(day).isoformat() for day in days] for stem, days in windows.items() if days}


def _source(run: FinishedRun, name: str, source: Source) -> dict[str, Any]:
    sensitivity = source_sensitivity(source.table)
    is_project = source.table in QUALITATIVE_TABLES
    description = _PROJECT_DESCRIPTION if is_project else load_table_schema(source.table).description
    entry: dict[str, Any] = {
        "name": name,
        "table": source.table,
        "sensitivity": sensitivity.value,
        "description": " ".join(description.split()),
        "read_by": [stem for stem, section in run.evaluation.analyses.items() if name in section.source_names()],
    }
    rows = run.manifest.get("inputs", {}).get(name, {}).get("rows")
    if sensitivity is Sensitivity.PUBLIC and rows is not None:
        entry["rows"] = rows
    return entry


def _labels(
    run: FinishedRun, tables: Iterable[PooledTable], codebook: RestrictedTable | None
) -> dict[str, dict[str, str]]:
    """Return the labels of codes by dimension: of dictionary and sources, of groups that were joined, of themes.

    It has labels of what a coded project alone knows, too, such as roles: no source need have the column.
    """
    labels: dict[str, dict[str, str]] = {}
    schemas = [each.schema() for each in run.evaluation.sources.values() if each.table not in QUALITATIVE_TABLES]
    for schema in schemas:
        for field in schema.fields:
            codes = schema.code_list(field.name)
            if codes is not None:
                labels.setdefault(field.name, {}).update(codes.labels)
    for name in {name for table in run.tables for name in table.about.get("dimensions", ())} - labels.keys():
        codes = run.evaluation.code_list(name)
        if codes is not None:
            labels[name] = dict(codes.labels)
    for table in tables:
        for name, levels in table.covers.items():
            for level in levels:
                if JOINED_BY in level and level not in labels.get(name, {}):
                    known = labels.setdefault(name, {})
                    known[level] = f"{', '.join(known.get(code, code) for code in level.split(JOINED_BY))} together"
    if codebook is not None and {THEME, "label"} <= set(codebook.columns):
        places = codebook.columns.index(THEME), codebook.columns.index("label")
        labels[THEME] = {row[places[0]]: row[places[1]] for row in codebook.rows}
    return {name: labels[name] for name in sorted(labels)}
