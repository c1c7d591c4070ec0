import json
from types import SimpleNamespace

import numpy as np
import pytest
from matplotlib.figure import Figure

from evaluation.data.output_table import OutputTable, Sensitivity, TableKind
from evaluation.data.parameters import load_parameters
from evaluation.data.read import read_tables
from evaluation.data.whole_files import write_json
from evaluation.errors import DataError, ParameterError, UsageError
from evaluation.runs import open_step
from evaluation.runs.ledger import read_ledger
from evaluation.runs.manifest import first_content
from evaluation.runs.step import generator
from evaluation.stats.estimate import Estimate, Status

PARAMS = """\
evaluation: tiny
title: A tiny evaluation
synthetic: true
seed: 7
sources:
  naloxone: {path: naloxone.csv, table: naloxone}
activities: {naloxone: naloxone}
"""
NALOXONE = "month,kits,channel,community\n2020-01-01,30,pharmacy,alder\n2020-02-01,12,pharmacy,alder\n"


@pytest.fixture
def namespace(tmp_path):
    """What a notebook's globals() hold."""
    (tmp_path / "tiny.yml").write_text(PARAMS, encoding="utf-8")
    (tmp_path / "naloxone.csv").write_text(NALOXONE, encoding="utf-8")
    names = {"naloxone": "naloxone", "spending": "", "__name__": "__main__"}
    return names | {"params_file": str(tmp_path / "tiny.yml"), "run_folder": str(tmp_path / "run")}


@pytest.fixture
def manifest(namespace, tmp_path):
    """The manifest of the run that the notebook is part of, and a function that changes it."""
    evaluation = load_parameters(namespace["params_file"])
    content = first_content(evaluation, read_tables(evaluation, evaluation.sources), run_id="some")

    def change(**fields):
        write_json(tmp_path / "run" / "manifest.json", content | fields)

    change()
    return change


def estimate(name: str, value: float = 1.0, analysis: str = "activities") -> Estimate:
    return Estimate(
        result_id=f"{analysis}/{name}/all",
        analysis=analysis,
        quantity=name,
        unit="kits",
        estimate=value,
        method="counted",
        status=Status.PRIMARY,
        prespecified=True,
    )


def table(name: str, analysis: str = "activities") -> OutputTable:
    return OutputTable(
        name=name,
        analysis=analysis,
        kind=TableKind.COUNTS,
        sensitivity=Sensitivity.PUBLIC,
        columns=("period", "kits", "share"),
        rows=(("2020-01", 30, 0.1 + 0.2), ("2020-02", None, float("nan"))),
        measure="naloxone kit",
        dimensions=("period",),
        count="kits",
    )


def result(*estimates: Estimate, tables: tuple[OutputTable, ...] = ()) -> SimpleNamespace:
    return SimpleNamespace(estimates=estimates, tables=tables)


def test_a_step_holds_data_parameters_and_place(namespace, tmp_path):
    step = open_step("activities", namespace)
    assert step.tables["naloxone"].frame["kits"].sum() == 42
    assert step.parameters.naloxone == "naloxone"
    assert step.evaluation.seed == 7
    assert step.restricted == tmp_path.resolve() / "run" / "restricted"
    assert step.restricted.stat().st_mode & 0o777 == 0o700


def test_relative_paths_start_where_the_notebook_is(namespace, tmp_path, monkeypatch):
    (tmp_path / "notebooks").mkdir()
    monkeypatch.chdir(tmp_path / "notebooks")
    step = open_step("activities", namespace | {"params_file": "../tiny.yml", "run_folder": "../lab"})
    assert step.run_folder == tmp_path.resolve() / "lab"


def test_streams_of_random_numbers_are_stable_and_separate():
    first = generator(20240101, "themes").random(3)
    np.testing.assert_array_equal(first, generator(20240101, "themes").random(3))
    np.testing.assert_allclose(first, [0.6753107090542197, 0.9668361175711141, 0.3573912700253249], rtol=0)
    assert not np.isin(first, [generator(20240101, "retention").random(3), generator(1, "themes").random(3)]).any()


def test_results_and_tables_are_written_with_every_digit(namespace):
    step = open_step("activities", namespace)
    step.record(result(estimate("kits", 42.0), estimate("cost", 1 / 3), tables=(table("kits_by_month"),)))
    rows = read_ledger(step.restricted / "ledger" / "activities.csv")
    assert [(row["result_id"], row["estimate"]) for row in rows] == [
        ("activities/cost/all", "0.3333333333333333"),
        ("activities/kits/all", "42.0"),
    ]
    text = (step.restricted / "tables" / "kits_by_month.csv").read_text(encoding="utf-8")
    assert text == "period,kits,share\n2020-01,30,0.30000000000000004\n2020-02,,\n"
    description = json.loads((step.restricted / "tables" / "kits_by_month.json").read_text(encoding="utf-8"))
    assert description["kind"] == "counts"
    assert description["dimensions"] == ["period"]
    assert "rows" not in description


def test_recording_again_replaces_what_the_analysis_had_recorded_and_nothing_else(namespace):
    step = open_step("activities", namespace)
    step.record(result(estimate("kits"), estimate("cost"), tables=(table("first"), table("second"))))
    write_json(step.restricted / "tables" / "other.json", {"analysis": "themes"})
    step.record(result(estimate("kits"), tables=(table("second"),)))
    tables = sorted(path.name for path in (step.restricted / "tables").iterdir())
    assert tables == ["other.json", "second.csv", "second.json"]
    assert len(read_ledger(step.restricted / "ledger" / "activities.csv")) == 1
    with pytest.raises(ValueError, match="'other' belongs to themes"):
        step.record(result(estimate("kits"), tables=(table("other"),)))
    (step.restricted / "tables" / "other.json").write_bytes(b'{"analysis": ')
    with pytest.raises(UsageError, match=r"tables/other\.json: cannot be read"):
        step.record(result(estimate("kits")))


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (result(estimate("kits"), estimate("kits", 2.0)), "stands twice: activities/kits/all"),
        (result(estimate("codes", analysis="themes")), "belongs to themes"),
        (result(tables=(table("one", analysis="themes"),)), "belongs to themes"),
        (result(tables=(table("one"), table("one"))), "same name"),
    ],
)
def test_what_must_not_be_recorded_leaves_no_file(namespace, wrong, said):
    step = open_step("activities", namespace)
    with pytest.raises(ValueError, match=said):
        step.record(wrong)
    assert [path for path in step.restricted.rglob("*") if path.is_file()] == []


def test_a_figure_has_the_same_bytes_each_time_and_no_date(namespace):
    step = open_step("activities", namespace)
    written = []
    for _ in range(2):
        figure = Figure()
        axes = figure.subplots()
        axes.plot([0, 1], [1, 0], marker="o")
        step.save_figure("line", figure)
        written.append([(step.restricted / "figures" / f"line.{kind}").read_bytes() for kind in ("svg", "png")])
    assert written[0] == written[1]
    assert b"<dc:date>" not in written[0][0]
    assert written[0][1].startswith(b"\x89PNG")


def test_pages_are_restricted(namespace):
    step = open_step("activities", namespace)
    path = step.save_page("matrix", "<p>é</p>")
    assert path == step.restricted / "pages" / "matrix.html"
    assert path.read_text(encoding="utf-8") == "<p>é</p>"


def test_parameters_of_the_notebook_are_checked(namespace):
    with pytest.raises(ParameterError, match="params_file is missing"):
        open_step("activities", {name: value for name, value in namespace.items() if name != "params_file"})
    with pytest.raises(ParameterError, match="spending is missing"):
        open_step("activities", {name: value for name, value in namespace.items() if name != "spending"})
    with pytest.raises(ParameterError, match="unknown source; found kits; expected one of naloxone"):
        open_step("activities", namespace | {"naloxone": "kits"})


def test_in_a_run_nothing_may_have_changed(namespace, manifest, tmp_path):
    open_step("activities", namespace)
    (tmp_path / "naloxone.csv").write_text(NALOXONE.replace(",12,", ",13,"), encoding="utf-8")
    with pytest.raises(DataError, match=r"naloxone.csv: changed since the run began"):
        open_step("activities", namespace)


def test_in_a_run_the_parameters_are_the_runs(namespace, manifest, tmp_path):
    (tmp_path / "tiny.yml").write_text(PARAMS.replace("seed: 7", "seed: 8"), encoding="utf-8")
    with pytest.raises(ParameterError, match="seed differs from the run's"):
        open_step("activities", namespace)


def test_a_finished_run_is_not_written_to(namespace, manifest):
    manifest(status="finished")
    with pytest.raises(UsageError, match="the run is finished"):
        open_step("activities", namespace)
