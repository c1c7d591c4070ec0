"""Give a coded project back to the programs that researchers use, whatever it was read from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from evaluation.data.coder_file import DEFINED_IN
from evaluation.data.coders_together import coders_together
from evaluation.data.dictionary import QUALITATIVE_TABLES
from evaluation.data.parameters import load_parameters
from evaluation.data.qualitative import NotCarried, QualitativeProject
from evaluation.data.read import read_coded
from evaluation.data.refi_qda.write import n_codings_written, write_codebook, write_project
from evaluation.data.validated import shown
from evaluation.errors import DataError, Problem, UsageError

_PROJECT, _CODEBOOK = ".qdpx", ".qdc"
_WRITERS = {_PROJECT: write_project, _CODEBOOK: write_codebook}


@dataclass(frozen=True)
class Converted:
    """What was written, from what, and what it could not hold."""

    target: Path
    project: QualitativeProject
    left_out: tuple[NotCarried, ...]

    def __str__(self) -> str:
        project, name = self.project, shown(self.target)
        if self.target.suffix.lower() == _CODEBOOK:
            lines = [f"The codebook, {project.n_codes:,} codes: {name}"]
        else:
            held = (
                f"{len(project.sources):,} sources, {project.n_codes:,} codes, {n_codings_written(project):,} codings"
            )
            lines = [f"The project, {held}: {name}", "It holds what people said: it is restricted, as its source is."]
        lines += [f"  left out of the file: {item.count:,} {item.what}: {item.why}" for item in self.left_out]
        lines += [f"  {said}" for said in project.reading()]
        return "\n".join(lines)


def convert_source(params: Path, name: str, target: Path, others: Sequence[str] = ()) -> Converted:
    """Write a source of an evaluation as a REFI-QDA project or codebook, readable by its owner only.

    With ``others``, each of the sources holds the codings of one coder, who is called as the source is.

    Parameters
    ----------
    params : Path
        The params file.
    name : str
        A source that is a coded project.
    target : Path
        A new file; ``.qdpx`` for the project, ``.qdc`` for its codebook.
    others : sequence of str
        More sources that are coded projects, of other coders of the same interviews.

    Raises
    ------
    UsageError
        If a source is no coded project or named twice, or the target exists, has another ending or no folder.
    ParameterError, DataError
        If the params file is not valid, a source cannot be read or put beside the others, or the project would hold
        none of its codings. Nothing is written then.
    """
    evaluation = load_parameters(params)
    problems = []
    coded = [key for key, source in evaluation.sources.items() if source.table in QUALITATIVE_TABLES]
    names = [name, *others]
    for each in dict.fromkeys(names):
        if each not in coded:
            expected = f"one of {', '.join(coded)}" if coded else "a source that is one"
            where = shown(evaluation.path)
            problems.append(Problem(where, "is no source that is a coded project", repr(each), expected))
        elif names.count(each) > 1:
            problems.append(Problem("--with", "is named twice", repr(each), "another coder's source"))
    if target.suffix.lower() not in _WRITERS:
        found = repr(target.suffix)
        problems.append(Problem(str(target), "has an unknown ending", found, ".qdpx (project) or .qdc (codebook)"))
    if target.exists():
        problems.append(Problem(str(target), "is there already", "", "a new file"))
    elif not target.parent.is_dir():
        problems.append(Problem(str(target), "has no folder", str(target.parent), "a folder that is there"))
    if problems:
        raise UsageError("Nothing was written.", problems)
    projects = {each: read_coded(evaluation, each) for each in names}
    project = coders_together(projects) if others else projects[name]
    if target.suffix.lower() == _PROJECT:
        _require_codings(projects)
    return Converted(target, project, _WRITERS[target.suffix.lower()](target, project))


def _require_codings(projects: Mapping[str, QualitativeProject]) -> None:
    """Refuse sources of which the file would hold no coding: a coder of several would be one who put no code on."""
    expected = f"positions in the texts, or {_CODEBOOK} for the codebook alone"
    if len(projects) > 1:
        expected = "positions in the texts; or the rows of all coders in one sheet, with a column that says who coded"
    problems = [
        Problem(
            f"{name} ({project.path.name})",
            "says of no coding where in its text it is, and the file cannot hold one without that",
            f"{project.n_codings:,} codings",
            expected,
            DEFINED_IN,
        )
        for name, project in projects.items()
        if project.n_codings and not n_codings_written(project)
    ]
    if problems:
        raise DataError("Nothing was written: codings would be lost.", problems)
