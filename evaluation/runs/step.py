"""What a notebook holds on to: its data, its parameters, its randomness, and where its results go."""

from __future__ import annotations

import hashlib
import io
import sys
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from evaluation.data.output_table import OutputTable
from evaluation.data.parameters import SECTIONS, AnalysisSection, Evaluation, load_parameters, section_from_namespace
from evaluation.data.whole_files import read_json, write_bytes, write_json, write_text
from evaluation.errors import DataError, ParameterError, Problem, UsageError
from evaluation.runs.ledger import ledger_rows, table_text, write_ledger
from evaluation.runs.manifest import MANIFEST, Manifest, RunStatus
from evaluation.runs.notebook_file import ENVIRONMENT
from evaluation.runs.project import shown
from evaluation.runs.upstream import ledger_of, read_upstream, upstream_of

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from evaluation.data.read import Tables


@dataclass(frozen=True)
class Step:
    """One analysis of one run, as its notebook sees it.

    Parameters
    ----------
    stem : str
        The analysis stem.
    evaluation : Evaluation
        The params file.
    parameters : AnalysisSection
        The parameters of the analysis as they stand in the notebook.
    tables : Tables
        The validated sources that the analysis reads, by source name.
    rng : numpy.random.Generator
        Seeded from the params file's seed and the stem: analyses do not share a stream.
    run_folder : Path
        Where results go.
    results : tuple of mapping
        Rows of the ledgers of the other analyses, for an analysis that reads results; else none.
    """

    stem: str
    evaluation: Evaluation
    parameters: AnalysisSection
    tables: Tables
    rng: np.random.Generator
    run_folder: Path
    results: tuple[Mapping[str, str], ...] = ()

    @property
    def restricted(self) -> Path:
        """The folder of everything that is for the evaluator's eyes only."""
        return self.run_folder / "restricted"

    def record(self, result: Any) -> None:
        """Write the estimates and tables of a result; whatever the analysis had recorded here is replaced.

        Parameters
        ----------
        result : object
            A frozen dataclass with ``estimates`` (Estimate) and ``tables`` (OutputTable).

        Raises
        ------
        ValueError
            If a ``result_id`` or a table stands twice, or one belongs to another analysis.
        UsageError
            If the description of a table that stands in the run already is damaged.
        """
        strangers = [item for item in (*result.estimates, *result.tables) if item.analysis != self.stem]
        if strangers:
            raise ValueError(f"{self.stem} cannot record what belongs to {strangers[0].analysis}: {strangers[0]}")
        names = [table.name for table in result.tables]
        if len(set(names)) != len(names):
            raise ValueError(f"two tables have the same name: {sorted(names)}")
        rows = ledger_rows(result.estimates)
        self._remove_tables(keep=names)
        for table in result.tables:
            write_text(self.restricted / "tables" / f"{table.name}.csv", table_text(table))
            write_json(self.restricted / "tables" / f"{table.name}.json", _description(table))
        write_ledger(ledger_of(self.run_folder, self.stem), rows)

    def save_figure(self, name: str, figure: Figure) -> None:
        """Write a figure as ``restricted/figures/<name>.svg`` and ``.png``, the same bytes each time, and show it.

        Parameters
        ----------
        name : str
            File stem.
        figure : matplotlib.figure.Figure
            Closed afterwards, so that it is shown once.
        """
        import matplotlib as mpl
        from matplotlib import pyplot as plt

        images = {}
        with mpl.rc_context({"svg.hashsalt": f"{self.stem}/{name}", "svg.fonttype": "path"}):
            for extension, metadata in (("svg", {"Date": None, "Creator": None}), ("png", {"Software": None})):
                buffer = io.BytesIO()
                figure.savefig(buffer, format=extension, metadata=metadata, dpi=144, bbox_inches="tight")
                images[extension] = buffer.getvalue()
        for extension, image in images.items():
            write_bytes(self.restricted / "figures" / f"{name}.{extension}", image)
        plt.close(figure)
        _show(images["png"], name)

    def save_page(self, name: str, page: str) -> Path:
        """Write a page for the evaluator as ``restricted/pages/<name>.html`` and return where it is."""
        path = self.restricted / "pages" / f"{name}.html"
        write_text(path, page)
        return path

    def _remove_tables(self, *, keep: list[str]) -> None:
        for path in sorted((self.restricted / "tables").glob("*.json")):
            owner = read_json(path, where=shown(path)).get("analysis")
            if owner == self.stem and path.stem not in keep:
                path.with_suffix(".csv").unlink(missing_ok=True)
                path.unlink()
            elif owner != self.stem and path.stem in keep:
                raise ValueError(f"table {path.stem!r} belongs to {owner}")


def open_step(stem: str, namespace: Mapping[str, Any]) -> Step:
    """Read and check what the notebook of an analysis needs.

    Works under the runner and in JupyterLab alike. In the folder of a run, data and parameters must be the
    run's; the folder of a finished run is not written to again.

    Parameters
    ----------
    stem : str
        The analysis stem.
    namespace : mapping
        The notebook's ``globals()``: every parameter of the analysis, ``params_file`` and ``run_folder``.

    Returns
    -------
    Step

    Raises
    ------
    ParameterError
        If the parameters are not valid or are not the run's.
    DataError
        If a source breaks its dictionary, or changed since the run began.
    UsageError
        If the run is finished, or results that the analysis reads are missing.
    """
    from evaluation.data.read import read_tables

    where = f"notebook {stem}"
    missing = [name for name in ENVIRONMENT if name not in namespace]
    if missing:
        raise ParameterError(
            f"{where}: the parameters cell is not complete.",
            [Problem(where, f"{name} is missing") for name in missing],
        )
    parameters = section_from_namespace(stem, namespace, where)
    evaluation = load_parameters(namespace["params_file"])
    unknown = [name for name in parameters.source_names() if name not in evaluation.sources]
    if unknown:
        known = ", ".join(evaluation.sources)
        raise ParameterError(
            f"{where}: a source is not known.",
            [Problem(where, "unknown source", name, f"one of {known}", str(evaluation.path)) for name in unknown],
        )
    run_folder = Path(namespace["run_folder"]).resolve()
    manifest = _manifest_of(run_folder)
    if manifest:
        _require_same_parameters(where, manifest, evaluation, {stem: parameters})
    tables = read_tables(evaluation, parameters.source_names())
    if manifest:
        _require_same_inputs(manifest, tables)
    restricted = run_folder / "restricted"
    restricted.mkdir(parents=True, exist_ok=True)
    restricted.chmod(0o700)
    results = read_upstream(run_folder, upstream_of(evaluation.analyses, stem), where=where)
    return Step(stem, evaluation, parameters, tables, generator(evaluation.seed, stem), run_folder, results)


def generator(seed: int, stem: str) -> np.random.Generator:
    """Return the random stream of an analysis: the same for the same seed and stem, on every machine."""
    words = np.frombuffer(hashlib.sha256(stem.encode()).digest(), dtype="<u4")
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence(seed, spawn_key=[int(word) for word in words])))


def _manifest_of(run_folder: Path) -> Mapping[str, Any]:
    """Return the manifest of a run that is going on; empty in a folder of the lab, which has none."""
    if not (run_folder / MANIFEST).exists():
        return {}
    manifest = Manifest.read(run_folder)
    if manifest.status is RunStatus.FINISHED:
        problem = Problem(
            str(run_folder), "the run is finished", "", "another run_folder, such as ../outputs/demo/lab"
        )
        raise UsageError("A finished run is not written to again.", [problem])
    return manifest.content


def _require_same_parameters(
    where: str, manifest: Mapping[str, Any], evaluation: Evaluation, sections: Mapping[str, AnalysisSection]
) -> None:
    ours = evaluation.model_dump(mode="json") | {
        stem: section.model_dump(mode="json") for stem, section in sections.items()
    }
    theirs = manifest["parameters"]
    stems = [stem for stem in sections if ours[stem] != theirs.get(stem)]
    others = [key for key in ours if key not in SECTIONS and ours[key] != theirs.get(key)]
    problems = [
        Problem(where, f"{key} differs from the run's", defined_in="manifest.json of the run")
        for key in (*stems, *others)
    ]
    if problems:
        raise ParameterError("The parameters are not those the run began with.", problems)


def _require_same_inputs(manifest: Mapping[str, Any], tables: Tables) -> None:
    problems = [
        Problem(
            str(tables[name].path),
            "changed since the run began",
            f"sha256 {tables[name].sha256[:12]}",
            f"{manifest['inputs'][name]['sha256'][:12]}",
            "manifest.json of the run",
        )
        for name in tables
        if tables[name].sha256 != manifest["inputs"][name]["sha256"]
    ]
    if problems:
        raise DataError("The data are not those the run began with.", problems)


def _description(table: OutputTable) -> dict[str, Any]:
    return {field.name: getattr(table, field.name) for field in fields(table) if field.name != "rows"}


def _show(png: bytes, name: str) -> None:
    if "IPython" not in sys.modules:
        return
    from IPython import get_ipython
    from IPython.display import Image, display

    if get_ipython() is not None:
        display(Image(data=png, format="png", alt=name))
