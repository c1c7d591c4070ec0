"""Where a number comes from: the cell, the code, the parameters, the data."""

from __future__ import annotations

import difflib
import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evaluation.data.parameters import SECTIONS
from evaluation.data.parameters.section import is_source
from evaluation.data.whole_files import read_csv, read_json
from evaluation.errors import NotebookError, Problem, UsageError
from evaluation.runs.folders import LATEST, resolve_run
from evaluation.runs.ledger import read_ledger
from evaluation.runs.manifest import MANIFEST, Manifest
from evaluation.runs.manifest_form import MENDED
from evaluation.runs.notebook_file import INJECTED, has_tag, read_notebook
from evaluation.runs.project import HERE, Project, shown

_BY = " by "
"""Before the dimensions of a breakdown that is withheld without its results being named."""
_RESTRICTED = ("the number above", "is restricted, not to be published")


@dataclass(frozen=True)
class Trace:
    """The origin of one result, as (what, value) pairs under headings.

    Parameters
    ----------
    result_id : str
    parts : tuple of (heading, tuple of (name, value))
    """

    result_id: str
    parts: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]

    def part(self, heading: str) -> dict[str, str]:
        """Return the pairs under a heading; empty if there is none."""
        return dict(next((pairs for name, pairs in self.parts if name == heading), ()))

    def __str__(self) -> str:
        lines = [self.result_id]
        for heading, pairs in self.parts:
            lines.append(heading)
            width = max((len(name) for name, _ in pairs), default=0)
            lines += [f"  {name.ljust(width)}  {value}" for name, value in pairs]
        return "\n".join(lines)


def trace_result(result_id: str, run: str | Path = "latest", *, project: Project = HERE) -> Trace:
    """Tell where a result comes from.

    Parameters
    ----------
    result_id : str
        Such as ``overdose_deaths/level_change/cep``.
    run : str or Path
        A run, as :func:`evaluation.runs.folders.resolve_run` takes it, or a ``released`` folder. Of a released folder
        that was copied away from its run, the released row, the run id, the code and the plan are told. The data are
        never read.
    project : Project
        Where run folders are.

    Returns
    -------
    Trace
        ``str()`` of it is a readable list.

    Raises
    ------
    UsageError
        If there is no such run, no such result in it, or a file of the run is damaged.
    """
    released = Path(run)
    if not (released / "about.json").is_file():
        folder = resolve_run(run, project)
        return _from_run(result_id, folder, folder / "released", project)
    if (released.parent / MANIFEST).is_file():
        return _from_run(result_id, released.resolve().parent, released, project)
    return _from_release(result_id, released)


def _from_release(result_id: str, released: Path) -> Trace:
    """Tell what a released folder knows without its run."""
    about = read_json(released / "about.json", where=shown(released / "about.json"))
    reason = None if _has(released / "results.csv", result_id) else _withheld(result_id, released)
    if reason is not None:
        problem = Problem(
            shown(released / "results.csv"), f"withheld: {reason}", repr(result_id), "a released result"
        )
        raise UsageError("The result was not released.", [problem])
    row = _row(result_id, released / "results.csv")
    code, plan = about.get("code"), about.get("plan")
    plan = plan.get(row["analysis"]) if isinstance(plan, dict) else None
    parts = (
        ("released result", _pairs(row)),
        ("release", _pairs({key: about.get(key) for key in ("run_id", "released_at", "version")})),
        ("code", _code(code) if isinstance(code, dict) else ()),
        ("plan", _parameters(plan) if isinstance(plan, dict) else ()),
        (
            "not known here",
            (("cell, inputs", f"they stand in the run folder {about.get('run_id')}, which is restricted"),),
        ),
    )
    return Trace(result_id, tuple((heading, pairs) for heading, pairs in parts if pairs))


def _from_run(result_id: str, folder: Path, released: Path, project: Project) -> Trace:
    newest = sorted(project.outputs.glob(f"*/{LATEST}/results.csv"))
    row = _row(result_id, folder / "results.csv", elsewhere=newest)
    stem = row["analysis"]
    content = Manifest.read(folder).content
    entry, parameters = content["notebooks"].get(stem), content["parameters"].get(stem)
    if stem not in SECTIONS or entry is None or not isinstance(parameters, dict):
        found = f"no notebook and parameters of {stem!r}"
        raise UsageError(
            "The result is not one of this run.", [Problem(shown(folder / MANIFEST), found, expected=MENDED)]
        )
    sources = [parameters.get(name) for name, field in SECTIONS[stem].model_fields.items() if is_source(field)]
    inputs = {name: content["inputs"][name] for name in sources if name in content["inputs"]}
    parts = (
        ("result", _pairs(row)),
        ("release", _release(result_id, released)),
        ("made by", (("notebook", entry["notebook"]), *_cell(folder, Path(entry["notebook"]).name))),
        ("run", (("run_id", content["run_id"]), ("seed", str(content["seed"])), ("executed", entry["ended"]))),
        ("code", _code(entry["code"])),
        ("parameters", _parameters(parameters)),
        ("inputs", tuple((name, f"{item['path']} sha256 {item['sha256']}") for name, item in inputs.items())),
    )
    return Trace(result_id, parts)


def _row(result_id: str, ledger: Path, *, elsewhere: Sequence[Path] = ()) -> dict[str, str]:
    """Return a row of a ledger; where there is none, the error names the evaluations whose newest run has it."""
    rows = {row["result_id"]: row for row in read_ledger(ledger)}
    if result_id in rows:
        return rows[result_id]
    having = [f"--run {path.parents[1].name}" for path in elsewhere if _has(path, result_id)]
    if having:
        expected = f"{' or '.join(having)}, where it is"
        raise UsageError(
            "The result is one of another evaluation.",
            [Problem(shown(ledger), "no such result", repr(result_id), expected)],
        )
    near = difflib.get_close_matches(result_id, rows, n=5, cutoff=0.5)
    expected = f"{' or '.join(near)}?" if near else f"one of the {len(rows)} results"
    raise UsageError(
        "There is no such result.", [Problem(shown(ledger), "no such result", repr(result_id), expected)]
    )


def _has(ledger: Path, result_id: str) -> bool:
    with suppress(UsageError):
        return any(row["result_id"] == result_id for row in read_ledger(ledger))
    return False


def _release(result_id: str, released: Path) -> tuple[tuple[str, str], ...]:
    if not (released / "results.csv").is_file():
        return (("released", "the run has not been released"), _RESTRICTED)
    row = next((row for row in read_ledger(released / "results.csv") if row["result_id"] == result_id), None)
    if row:
        shown_columns = ("estimate", "conf_low", "conf_high")
        return (("released", "yes"), *((name, row[name]) for name in shown_columns if row[name]))
    reason = _withheld(result_id, released)
    return (("released", f"no: {reason}" if reason else "no"), _RESTRICTED)


def _withheld(result_id: str, released: Path) -> str | None:
    """Return why a result was withheld; None if the release names neither it nor its breakdown."""
    path = released / "withheld.csv"
    if not path.is_file():
        return None
    columns, rows = read_csv(path, where=shown(path))
    items = [dict(zip(columns, row, strict=True)) for row in rows]
    own = [item.get("reason", "") for item in items if item.get("item") == result_id]
    quantity = "/".join(result_id.split("/")[:2])
    of_breakdowns = [
        item.get("reason", "") for item in items if item.get("item", "").partition(_BY)[0] == quantity != result_id
    ]
    return "; or ".join(dict.fromkeys(own or of_breakdowns)) if own or of_breakdowns else None


def _cell(folder: Path, name: str) -> tuple[tuple[str, str], ...]:
    """Return number, id and source of the cell that recorded the results of a notebook."""
    path = folder / "restricted" / "notebooks" / name
    if not path.is_file():
        return (("cell", "unknown: the executed notebook is not here"),)
    try:
        notebook = read_notebook(path)
    except NotebookError:
        return (("cell", "unknown: the executed notebook cannot be read"),)
    cells = [cell for cell in notebook.cells if not has_tag(cell, INJECTED)]
    for number, cell in enumerate(cells, start=1):
        if cell.cell_type == "code" and ".record(" in cell.source:
            return (("cell", f"{number} (id {cell.id})"), ("source", "; ".join(cell.source.splitlines())))
    return (("cell", "unknown: no cell calls record"),)


def _code(code: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    dirty = {True: ", with changes that are not committed", False: ""}
    commit = f"{code.get('commit', 'unknown')}{dirty.get(code.get('dirty'), ', unknown whether changed')}"
    return _pairs({"commit": commit, "sha256": code.get("tree_sha256")})


def _parameters(values: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    return tuple((name, json.dumps(value, ensure_ascii=False)) for name, value in values.items())


def _pairs(row: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    return tuple((name, str(value)) for name, value in row.items() if value not in ("", None))
