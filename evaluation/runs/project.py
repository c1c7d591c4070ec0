"""Where the project's parts are."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from evaluation.errors import NotebookError, Problem

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Project:
    """The folders that a run touches.

    Parameters
    ----------
    notebooks : Path
        The folder of the analysis notebooks, ``NN_<stem>.ipynb``.
    outputs : Path
        The folder of all run folders: ``<outputs>/<evaluation>/<run_id>/``.
    """

    notebooks: Path = ROOT / "notebooks"
    outputs: Path = ROOT / "outputs"

    def notebook_of(self, stem: str) -> Path:
        """Return the notebook of an analysis.

        Raises
        ------
        NotebookError
            If there is none, or more than one.
        """
        found = sorted(path for path in self.notebooks.glob("*.ipynb") if re.fullmatch(rf"\d\d_{stem}", path.stem))
        if len(found) == 1:
            return found[0]
        names = ", ".join(path.name for path in found) or "none"
        problem = Problem(shown(self.notebooks), f"notebook of {stem}", names, f"one NN_{stem}.ipynb")
        raise NotebookError("An analysis has no notebook of its own.", [problem])


HERE = Project()


def shown(path: Path) -> str:
    """Return a path as people should read it: relative to the project where it is inside."""
    path = path.absolute()
    return path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else str(path)
