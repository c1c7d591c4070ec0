"""How the executed notebooks of two runs differ, without the noise."""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from evaluation.errors import Problem, UsageError
from evaluation.runs.folders import resolve_run
from evaluation.runs.notebook_file import INJECTED, has_tag, load_nbformat, read_notebook
from evaluation.runs.project import HERE, Project, shown

if TYPE_CHECKING:
    from nbformat import NotebookNode


@dataclass(frozen=True)
class NotebookDifferences:
    """Names of notebooks that are the same, and what differs in the others."""

    same: tuple[str, ...]
    different: tuple[tuple[str, str], ...]

    @property
    def is_same(self) -> bool:
        """True when no notebook differs."""
        return not self.different

    def __str__(self) -> str:
        parts = [f"{name}\n{text}" for name, text in self.different]
        parts.append(f"{len(self.same)} notebooks are the same, {len(self.different)} differ.")
        return "\n".join(parts)


def diff_notebooks(old: str | Path, new: str | Path, *, project: Project = HERE) -> NotebookDifferences:
    """Compare the executed notebooks of two runs with nbdime.

    Cell ids, execution counts and all metadata are left out, and so is the cell that the runner injects where
    it differs in the run folder only; images are compared by their hash.

    Parameters
    ----------
    old, new : str or Path
        Runs, as :func:`evaluation.runs.folders.resolve_run` takes them.
    project : Project
        Where run folders are.

    Returns
    -------
    NotebookDifferences
        A notebook that only one run has differs.

    Raises
    ------
    UsageError
        If there is no such run, or neither has a notebook.
    """
    folders = [resolve_run(text, project) / "restricted" / "notebooks" for text in (old, new)]
    names = sorted({path.name for folder in folders for path in folder.glob("*.ipynb")})
    if not names:
        raise UsageError("There is nothing to compare.", [Problem(shown(folders[0]), "holds no executed notebook")])
    same, different = [], []
    for name in names:
        present = [folder / name for folder in folders if (folder / name).exists()]
        if len(present) == 2:
            text = difference_text(*(read_notebook(path) for path in present))
        else:
            text = f"only in {shown(present[0].parents[2])}"
        if text:
            different.append((name, text))
        else:
            same.append(name)
    return NotebookDifferences(tuple(same), tuple(different))


def difference_text(old: NotebookNode, new: NotebookNode) -> str:
    """Return nbdime's words for how two notebooks differ, blank if they do not."""
    import nbdime
    from nbdime.prettyprint import PrettyPrintConfig, pretty_print_diff

    before, after = without_noise(old), without_noise(new)
    found = nbdime.diff_notebooks(before, after)
    if not found:
        return ""
    out = io.StringIO()
    config = PrettyPrintConfig(out=out, use_color=False, use_git=False, use_diff=False)
    pretty_print_diff(before, found, "", config)
    return out.getvalue().rstrip()


def without_noise(notebook: NotebookNode) -> NotebookNode:
    """Return what a person would compare of a notebook: sources and outputs."""
    cells: list[dict[str, Any]] = []
    for cell in notebook.cells:
        plain: dict[str, Any] = {"cell_type": cell.cell_type, "metadata": {}, "source": cell.source}
        if cell.cell_type == "code":
            plain |= {"execution_count": None, "outputs": [_plain_output(output) for output in cell.outputs]}
        if has_tag(cell, INJECTED):
            plain["source"] = "\n".join(
                line for line in cell.source.splitlines() if not line.startswith(("params_file", "run_folder"))
            )
        cells.append(plain)
    return load_nbformat().from_dict({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 4})


def _plain_output(output: Any) -> dict[str, Any]:
    plain = dict(output)
    if "metadata" in plain:
        plain["metadata"] = {}
    if "execution_count" in plain:
        plain["execution_count"] = None
    if "data" in plain:
        plain["data"] = {kind: _comparable(kind, content) for kind, content in plain["data"].items()}
    return plain


def _comparable(kind: str, content: Any) -> Any:
    if not kind.startswith("image/"):
        return content
    return f"sha256 {hashlib.sha256(str(content).encode()).hexdigest()[:12]}"
