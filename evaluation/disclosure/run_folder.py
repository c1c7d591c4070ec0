"""What a finished run hands over to the release: its parameters, its ledger and its tables, read and checked."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evaluation.data.dictionary import QUALITATIVE_TABLES, load_table_schema
from evaluation.data.output_table import Sensitivity, TableKind
from evaluation.data.parameters import Evaluation, load_parameters
from evaluation.data.params_place import params_place_of
from evaluation.data.whole_files import differences_from, hashes_of_run, read_csv, read_json, unreadable
from evaluation.errors import DisclosureError, Problem, UsageError
from evaluation.stats.estimate import LEDGER_COLUMNS

MANIFEST = "manifest.json"
FINISHED = "finished"
_PEOPLE = (Sensitivity.PATIENT, Sensitivity.VITAL, Sensitivity.PARTICIPANT)
_DEFINED_IN = "evaluation/data/output_table.py"


@dataclass(frozen=True, eq=False)
class RestrictedTable:
    """A table of the run's ``restricted/tables/``.

    Parameters
    ----------
    name, analysis : str
    kind : TableKind
    sensitivity : Sensitivity
    about : mapping
        The other fields of the :class:`~evaluation.data.output_table.OutputTable`.
    columns : tuple of str
    rows : tuple of tuple of str
        As they stand in the file.
    """

    name: str
    analysis: str
    kind: TableKind
    sensitivity: Sensitivity
    about: Mapping[str, Any]
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, eq=False)
class FinishedRun:
    """A run all of whose notebooks finished.

    Parameters
    ----------
    folder : Path
    manifest : mapping
    evaluation : Evaluation
    ledger : tuple of mapping
        The rows of ``results.csv`` as text, sorted by result id.
    tables : tuple of RestrictedTable
        Sorted by name.
    sensitivities : mapping
        Analysis to the sensitivity of its most sensitive source.
    """

    folder: Path
    manifest: Mapping[str, Any]
    evaluation: Evaluation
    ledger: tuple[Mapping[str, str], ...]
    tables: tuple[RestrictedTable, ...]
    sensitivities: Mapping[str, Sensitivity]

    def beside_params(self, name: str) -> Path:
        """Return a file that people keep beside the params file that the run was made with.

        Raises
        ------
        UsageError
            If the folder of the params file is not where it was.
        """
        place = params_place_of(self.folder)
        if place is None or not place.parent.is_dir():
            where = str(place.parent) if place else self.folder.name
            problem = Problem(
                where, "is not there", "", "the folder of the params file, where it was when the run was made"
            )
            raise UsageError(f"{name} is kept beside the params file, which has moved.", [problem])
        return (place.parent / name).resolve()

    @property
    def members(self) -> dict[str, frozenset[str]]:
        """The communities of each arm; those without an arm have the arm ``""``."""
        arms: dict[str, set[str]] = {arm: set() for arm in self.evaluation.arms}
        for name, community in self.evaluation.communities.items():
            arms.setdefault(community.arm, set()).add(name)
        return {arm: frozenset(names) for arm, names in arms.items()}


def read_finished_run(folder: Path) -> FinishedRun:
    """Read a run folder.

    Raises
    ------
    DisclosureError
        If the run is not finished, it is not known whether its people are real, or a file is not what it should be,
        or not what the run left.
    UsageError
        If a file is absent or damaged.
    ParameterError
        If the run's copy of its params file is not valid.
    """
    manifest = read_json(folder / MANIFEST, where=f"{folder.name}/{MANIFEST}")
    if missing := [name for name in ("run_id", "synthetic", "status", "notebooks") if name not in manifest]:
        raise unreadable(f"{folder.name}/{MANIFEST}", f"no {', '.join(missing)}")
    evaluation = load_parameters(folder / "params.yml")
    _require_same_kind(manifest, evaluation, folder)
    _require_finished(manifest, evaluation, folder)
    sensitivities = {stem: _sensitivity(evaluation, stem) for stem in evaluation.analyses}
    ledger = _read_ledger(folder / "results.csv", sensitivities)
    tables = tuple(_read_table(path, sensitivities) for path in sorted((folder / "restricted/tables").glob("*.json")))
    _require_unchanged(manifest, folder)
    return FinishedRun(folder, manifest, evaluation, ledger, tables, sensitivities)


def source_sensitivity(table: str) -> Sensitivity:
    """Return the sensitivity of a table of the dictionary; interviews are about participants."""
    return Sensitivity.PARTICIPANT if table in QUALITATIVE_TABLES else load_table_schema(table).sensitivity


def exposure_is_public(evaluation: Evaluation, stem: str) -> bool:
    """Tell whether the person-years of an analysis come from a public table of population."""
    name = getattr(evaluation.analyses[stem], "population", "")
    return bool(name) and source_sensitivity(evaluation.sources[name].table) is Sensitivity.PUBLIC


def _sensitivity(evaluation: Evaluation, stem: str) -> Sensitivity:
    names = evaluation.analyses[stem].source_names()
    found = {source_sensitivity(evaluation.sources[name].table) for name in names} & set(_PEOPLE)
    if Sensitivity.PARTICIPANT in found and len(found) > 1:
        problem = Problem(stem, "reads interviews and records of people", " and ".join(sorted(found)), "one of them")
        raise DisclosureError("There is no rule for an analysis that mixes these sources.", [problem])
    return next((level for level in _PEOPLE if level in found), Sensitivity.PUBLIC)


def _require_same_kind(manifest: Mapping[str, Any], evaluation: Evaluation, folder: Path) -> None:
    """Refuse where the run's params file and its manifest do not agree on whether people are real."""
    if manifest.get("synthetic") is evaluation.synthetic:
        return
    problem = Problem(
        f"{folder.name}",
        "params.yml and manifest.json do not say the same of synthetic",
        f"{str(evaluation.synthetic).lower()}, and {json.dumps(manifest.get('synthetic'))}",
        "what the run was made with: run it again",
        "docs/methods/disclosure.md",
    )
    raise DisclosureError("It is not known whether these are real people.", [problem])


def _require_finished(manifest: Mapping[str, Any], evaluation: Evaluation, folder: Path) -> None:
    notebooks = manifest.get("notebooks", {})
    states = {"the run": manifest.get("status", "unknown")}
    states |= {f"notebook {stem}": notebooks.get(stem, {}).get("status", "not run") for stem in evaluation.analyses}
    problems = [
        Problem(f"{folder.name}/manifest.json", f"{what} is not finished", str(state), FINISHED)
        for what, state in states.items()
        if state != FINISHED
    ]
    if problems:
        raise DisclosureError("Only a run whose notebooks all finished can be released.", problems)


def _require_unchanged(manifest: Mapping[str, Any], folder: Path) -> None:
    """Require that parameters, results and tables are those of which the manifest has the hashes."""
    problems = [
        Problem(f"{folder.name}/{name}", f"{wrong} after the run", "", "what the run wrote: run it again")
        for name, wrong in differences_from(hashes_of_run(folder), manifest.get("outputs", {}))
    ]
    if problems:
        raise DisclosureError("The run is not what its notebooks left, and is not released.", problems)


def _read_ledger(path: Path, sensitivities: Mapping[str, Sensitivity]) -> tuple[Mapping[str, str], ...]:
    columns, rows = read_csv(path, where=path.name)
    if set(columns) != set(LEDGER_COLUMNS):
        found = ", ".join(sorted(set(columns) ^ set(LEDGER_COLUMNS)))
        problem = Problem(
            path.name, "has columns that the ledger has not, or lacks some", found, "those of the ledger"
        )
        raise DisclosureError("The results cannot be released.", [problem])
    named = [dict(zip(columns, row, strict=True)) for row in rows]
    ids = [row["result_id"] for row in named]
    problems = [Problem(path.name, f"{name} stands twice") for name in sorted(set(ids)) if ids.count(name) > 1]
    problems += [
        Problem(f"{path.name}, {row['result_id']}", "belongs to no analysis of the run", row["analysis"])
        for row in named
        if row["analysis"] not in sensitivities
    ]
    if problems:
        raise DisclosureError("The results cannot be released.", problems)
    return tuple(sorted(named, key=lambda row: row["result_id"]))


def _read_table(path: Path, sensitivities: Mapping[str, Sensitivity]) -> RestrictedTable:
    where = f"table {path.stem}"
    about = read_json(path, where=where)
    columns, rows = read_csv(path.with_suffix(".csv"), where=where)
    try:
        kind, sensitivity = TableKind(about["kind"]), Sensitivity(about["sensitivity"])
    except (KeyError, ValueError) as error:
        problem = Problem(where, "has an unknown kind or sensitivity", str(error), "one of the list", _DEFINED_IN)
        raise DisclosureError("A table is of no kind that may be released.", [problem]) from error
    analysis = str(about.get("analysis", ""))
    wrong = []
    if analysis not in sensitivities:
        wrong.append(Problem(where, "belongs to no analysis of the run", analysis))
    elif kind in (TableKind.COUNTS, TableKind.CURVE) and _is_weaker(sensitivity, sensitivities[analysis]):
        wrong.append(
            Problem(where, "is less sensitive than its sources", sensitivity, sensitivities[analysis], _DEFINED_IN)
        )
    if list(about.get("columns", ())) != columns or about.get("name") != path.stem:
        wrong.append(Problem(where, "its description is of another table", defined_in=_DEFINED_IN))
    if wrong:
        raise DisclosureError("A table is not what it says.", wrong)
    return RestrictedTable(path.stem, analysis, kind, sensitivity, about, tuple(columns), tuple(map(tuple, rows)))


def _is_weaker(claimed: Sensitivity, actual: Sensitivity) -> bool:
    order = [*_PEOPLE, Sensitivity.PUBLIC]
    return order.index(claimed) > order.index(actual)
