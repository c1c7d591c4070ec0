"""Everything that is checked before a kernel starts: parameters, notebooks, data."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from evaluation.errors import DataError, ParameterError, Problem, UsageError
from evaluation.runs.manifest import digest
from evaluation.runs.notebook_file import ENVIRONMENT, read_notebook, require_parameters
from evaluation.runs.project import HERE, Project, shown

if TYPE_CHECKING:
    from evaluation.data.parameters import Evaluation
    from evaluation.data.validated import Tables

COLUMNS_SHOWN = 5


@dataclass(frozen=True, eq=False)
class Prepared:
    """An evaluation whose parameters, notebooks and data have passed every check.

    Parameters
    ----------
    evaluation : Evaluation
    notebooks : tuple of (str, Path, int)
        Stem, notebook and number of its code cells, in the order of the notebooks.
    tables : Tables
        Every source of the params file.
    remarks : mapping
        Stem to what its analysis says should be known of the data.
    language : tuple of str
        Where the params file and the answers to checklists have words that are heard as stigma.
    """

    evaluation: Evaluation
    notebooks: tuple[tuple[str, Path, int], ...]
    tables: Tables
    remarks: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    language: tuple[str, ...] = ()

    def __str__(self) -> str:
        from evaluation.data.strict_yaml import counted

        evaluation = self.evaluation
        lines = [f"{shown(evaluation.path)} is valid: {evaluation.title}"]
        for stem, path, _ in self.notebooks:
            lines.append(f"  {stem}: {shown(path)}")
            lines += [f"    {remark}" for remark in self.remarks.get(stem, ())]
        for name, table in self.tables.items():
            frame = getattr(table, "frame", None)
            size = f"{len(table.sources):,} sources" if frame is None else f"{len(frame):,} rows"
            lines.append(f"  {name}: {size} from {evaluation.sources[name].path}")
            lines += [f"    {said}" for said in (table.reading() if frame is None else ())]
            if ignored := getattr(table, "ignored_columns", ()):
                more = ", ..." if len(ignored) > COLUMNS_SHOWN else ""
                names = ", ".join(ignored[:COLUMNS_SHOWN])
                lines.append(f"    left out {counted(len(ignored), 'column')}: {names}{more}")
            if blank := getattr(table, "n_blank_rows", 0):
                lines.append(f"    left out {blank:,} blank rows")
            lines += [f"    dropped {drop.n_rows:,} rows: {drop.reason}" for drop in getattr(table, "dropped", ())]
        lines += [f"  {remark}" for remark in self.language]
        lines.append(f"  analysis plan: sha256 {digest(evaluation.plan())[:12]}")
        return "\n".join(lines)


def prepare(params_path: str | Path, project: Project = HERE) -> Prepared:
    """Check the params file, the notebooks of its sections, all its data, and whether they fit; write nothing.

    ``str()`` of the outcome is a summary.

    Raises
    ------
    ParameterError, NotebookError, DataError, DictionaryError
        At the first that is wrong of the params file by itself, the notebooks, and the data with what the
        analyses would refuse, with every problem of it; a ParameterError where one of them is of the parameters.
    """
    from evaluation.data.parameters import load_parameters

    evaluation = load_parameters(params_path)
    notebooks = []
    for stem, section in evaluation.analyses.items():
        path = project.notebook_of(stem)
        notebook = read_notebook(path)
        require_parameters(shown(path), notebook, [*type(section).model_fields, *ENVIRONMENT])
        code_cells = sum(cell.cell_type == "code" for cell in notebook.cells)
        notebooks.append((stem, path, code_cells))
    notebooks.sort(key=lambda entry: entry[1].name)
    return Prepared(evaluation, tuple(notebooks), *_checked(evaluation), _heard_as_stigma(evaluation))


def _checked(evaluation: Evaluation) -> tuple[Tables, dict[str, tuple[str, ...]]]:
    """Read every source and the checklists, and ask each analysis whose sources are right what it would refuse."""
    from evaluation.data.checklists import read_answers
    from evaluation.data.read import read_what_can_be
    from evaluation.data.site_files import read_site_files
    from evaluation.data.strict_yaml import counted

    tables, problems = read_what_can_be(evaluation, evaluation.sources)
    params, kind = shown(evaluation.path), DataError
    try:
        read_site_files(evaluation)
    except ParameterError as error:
        kind = ParameterError
        problems += [replace(problem, where=f"{params}, {problem.where}") for problem in error.problems]
    remarks: dict[str, tuple[str, ...]] = {}
    for stem, section in evaluation.analyses.items():
        if not set(section.source_names()) <= set(tables):
            continue
        try:
            remarks[stem] = import_module(f"evaluation.analyses.{stem}").check(tables, section)
        except (DataError, ParameterError) as error:
            kind = ParameterError if isinstance(error, ParameterError) else kind
            problems += [
                replace(problem, where=f"{params}, {problem.where}") if problem.where.startswith(stem) else problem
                for problem in error.problems
            ]
    if evaluation.report.checklists:
        try:
            read_answers(evaluation.path.parent / evaluation.report.checklists)
        except ParameterError as error:
            kind = ParameterError
            problems += error.problems
    if problems:
        raise kind(f"{params} cannot be run: {counted(len(problems))}.", problems)
    return tables, remarks


def _heard_as_stigma(evaluation: Evaluation) -> tuple[str, ...]:
    from evaluation.data.stigma_words import stigma_in_prose
    from evaluation.data.strict_yaml import read_yaml

    files = {evaluation.path: "a params file"}
    if evaluation.report.checklists:
        files[evaluation.path.parent / evaluation.report.checklists] = "answers to checklists"
    read = [read_yaml(path, kind=kind, error=ParameterError) for path, kind in files.items()]
    return tuple(f"{shown(file.path)}, {remark}" for file in read for remark in stigma_in_prose(file))


def chosen_stems(prepared: Prepared, only: Iterable[str] | None) -> list[str]:
    """Return the stems to execute: those named, or all.

    Raises
    ------
    UsageError
        If a name is no analysis of this evaluation.
    """
    stems = [stem for stem, _, _ in prepared.notebooks]
    wanted = list(only or stems)
    problems = []
    for name in wanted:
        if name not in stems:
            near = difflib.get_close_matches(name, stems, n=1)
            expected = f"{near[0]}?" if near else f"one of {', '.join(stems)}"
            problems.append(Problem("--only", "no analysis of this evaluation", repr(name), expected))
    if problems:
        raise UsageError("There is no such analysis.", problems)
    return [stem for stem in stems if stem in wanted]
