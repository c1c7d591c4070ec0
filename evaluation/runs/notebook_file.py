"""A notebook as a file: what its parameters cell says, and the form in which an executed one is stored."""

from __future__ import annotations

import ast
import json
import os
import re
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

from evaluation.data.whole_files import write_text
from evaluation.errors import NotebookError, Problem

if TYPE_CHECKING:
    from nbformat import NotebookNode

INJECTED = "injected-parameters"
ENVIRONMENT = ("params_file", "run_folder")
"""Names in the parameters cell of every analysis besides its own parameters."""
_ERROR_MARKER = "papermill-error-cell-tag"
_ADDRESS = re.compile(r"\bat 0x[0-9a-f]{6,}")


def load_nbformat() -> ModuleType:
    """Import nbformat without a JSON-schema format checker that builds a parser, which takes a CPU second."""
    sys.modules.setdefault("rfc3987_syntax", None)
    import nbformat

    return nbformat


def read_notebook(path: Path) -> NotebookNode:
    """Read a notebook.

    Raises
    ------
    NotebookError
        If the file cannot be read or is no notebook.
    """
    nbformat = load_nbformat()
    try:
        text = path.read_text(encoding="utf-8")
        content = json.loads(text)
        if not isinstance(content, dict) or content.get("nbformat") != 4:
            raise ValueError("no notebook of format 4")
        nbformat.validate(content)
        return nbformat.reads(text, as_version=4)
    except (OSError, ValueError, nbformat.ValidationError) as error:
        problem = Problem(str(path), "cannot be read", str(error).splitlines()[0], "a Jupyter notebook")
        raise NotebookError("A notebook cannot be read.", [problem]) from error


def write_notebook(path: Path, notebook: NotebookNode) -> None:
    """Write a notebook: sorted keys, one space of indent, final newline."""
    write_text(path, load_nbformat().writes(notebook).rstrip("\n") + "\n")


def has_tag(cell: Mapping[str, Any], tag: str) -> bool:
    """Tell whether a cell has a tag."""
    return tag in cell["metadata"].get("tags", [])


def parameters_in(notebook: NotebookNode) -> dict[str, Any]:
    """Return names and values of the cell tagged ``parameters``, in their order; empty without such a cell.

    Raises
    ------
    ValueError
        If the cell holds anything but plain assignments of literals.
    """
    cell = next((cell for cell in notebook.cells if cell.cell_type == "code" and has_tag(cell, "parameters")), None)
    values: dict[str, Any] = {}
    for statement in ast.parse(cell.source).body if cell else ():
        match statement:
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
                values[name] = ast.literal_eval(value)
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                values[name] = ast.literal_eval(value)
            case _:
                raise ValueError(f"line {statement.lineno} of the parameters cell is no assignment of a literal")
    return values


def require_parameters(name: str, notebook: NotebookNode, given: Iterable[str]) -> None:
    """Require that the parameters cell has exactly the given names; papermill would only warn.

    Raises
    ------
    NotebookError
        Otherwise.
    """
    try:
        here = parameters_in(notebook)
    except (SyntaxError, ValueError) as error:
        problem = Problem(name, "the parameters cell is not valid", str(error), "one name: type = literal per line")
        raise NotebookError(f"{name}: the parameters cell is not valid.", [problem]) from error
    given = list(given)
    problems = [Problem(name, f"the parameters cell lacks {one}") for one in given if one not in here]
    problems += [Problem(name, f"no parameter is called {one}, as in its cell") for one in here if one not in given]
    if problems:
        raise NotebookError(f"{name}: its parameters are not those of the params file.", problems)


def canonical_notebook(
    executed: NotebookNode, source: NotebookNode, parameters: Mapping[str, Any], *, folder: Path, root: Path
) -> NotebookNode:
    """Return an executed notebook without what differs between two equal executions.

    Times, papermill's records and error markers are dropped, metadata and cell ids are the source's, output
    that came in pieces is joined, object addresses and the project's path are removed from text, and paths in
    the injected parameters are written relative to ``folder``, where the notebook will be stored and from
    where they work in JupyterLab too.
    """
    from papermill.translators import translate_parameters

    relative = {name: _relative(value, folder) for name, value in parameters.items()}
    cells = [cell for cell in executed.cells if not has_tag(cell, _ERROR_MARKER)]
    originals = iter(source.cells)
    for cell in cells:
        if has_tag(cell, INJECTED):
            cell.id, cell.metadata = INJECTED, _node({"tags": [INJECTED]})
            cell.source = translate_parameters("python3", "python", relative, "Parameters")
        else:
            original = next(originals)
            cell.id, cell.metadata = original.id, _node(original.metadata)
        if cell.cell_type == "code":
            cell.outputs = _joined(cell.outputs)
            for output in cell.outputs:
                _clean(output, f"{root}{os.sep}")
    return _node(
        {
            "cells": cells,
            "metadata": source.metadata,
            "nbformat": source.nbformat,
            "nbformat_minor": source.nbformat_minor,
        }
    )


def _relative(value: Any, folder: Path) -> Any:
    if isinstance(value, str) and Path(value).is_absolute():
        return Path(os.path.relpath(value, folder)).as_posix()
    return value


def _joined(outputs: list[Any]) -> list[Any]:
    """Join neighbouring pieces of the same stream: where a stream is cut depends on timing."""
    joined: list[Any] = []
    for output in outputs:
        last = joined[-1] if joined else None
        if last and output.output_type == last.output_type == "stream" and output.name == last.name:
            last.text += output.text
        else:
            joined.append(output)
    return joined


def _clean(output: Any, root: str) -> None:
    if output.output_type == "stream":
        output.text = _clean_text(output.text, root)
    elif output.output_type == "error":
        output.evalue = _clean_text(output.evalue, root)
        output.traceback = [_clean_text(line, root) for line in output.traceback]
    elif "text/plain" in output.data:
        output.data["text/plain"] = _clean_text(output.data["text/plain"], root)


def _clean_text(text: str, root: str) -> str:
    return _ADDRESS.sub("at 0x0", text).replace(root, "")


def _node(content: Any) -> NotebookNode:
    return load_nbformat().from_dict(content)
