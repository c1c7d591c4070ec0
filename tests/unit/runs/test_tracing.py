import pytest
from nbformat import v4

from evaluation.data.whole_files import write_json, write_text
from evaluation.errors import UsageError
from evaluation.runs.ledger import ledger_rows, write_ledger
from evaluation.runs.notebook_file import write_notebook
from evaluation.runs.project import Project
from evaluation.runs.tracing import trace_result

from ..builders import estimate
from .manifest_fixture import manifest_content, notebook_entry

RESTRICTED = {"the number above": "is restricted, not to be published"}
MANIFEST = manifest_content(
    parameters={"activities": {"naloxone": "kits", "spending": ""}},
    inputs={
        "kits": {"path": "../data/kits.csv", "sha256": "ab" * 32},
        "deaths": {"path": "../data/deaths.csv", "sha256": "cd" * 32},
    },
    notebooks={"activities": notebook_entry("20_activities.ipynb")},
)


@pytest.fixture
def run(tmp_path):
    folder = tmp_path / "run"
    write_json(folder / "manifest.json", MANIFEST)
    estimates = [estimate(f"activities/{name}/all", 42.0, unit="kits") for name in ("kits", "cost", "channels")]
    write_ledger(folder / "results.csv", ledger_rows(estimates))
    cells = [
        v4.new_code_cell("naloxone = ''", id="parameters", metadata={"tags": ["parameters"]}),
        v4.new_code_cell("naloxone = 'kits'", id="injected-parameters", metadata={"tags": ["injected-parameters"]}),
        v4.new_code_cell("result = activities.analyse(step.tables)\nstep.record(result)", id="analyse"),
    ]
    write_notebook(folder / "restricted" / "notebooks" / "20_activities.ipynb", v4.new_notebook(cells=cells))
    return folder


@pytest.fixture
def released(run):
    """The release of that run: one result shown, one withheld with its reason."""
    text = (run / "results.csv").read_text(encoding="utf-8").splitlines()
    kept = [line for line in text if not line.startswith(("activities/cost", "activities/channels"))]
    write_text(run / "released" / "results.csv", "\n".join(kept) + "\n")
    write_text(run / "released" / "withheld.csv", "item,kind,reason,rule\nactivities/cost/all,count,too few,strict\n")
    write_json(run / "released" / "about.json", {"run_id": MANIFEST["run_id"], "code": {"commit": "c0ffee"}})
    return run / "released"


def test_a_result_is_traced_to_cell_code_parameters_and_inputs(run):
    trace = trace_result("activities/kits/all", run)
    assert trace.part("result")["estimate"] == "42.0"
    assert trace.part("made by") == {
        "notebook": "notebooks/20_activities.ipynb",
        "cell": "2 (id analyse)",
        "source": "result = activities.analyse(step.tables); step.record(result)",
    }
    assert trace.part("code")["commit"] == "c0ffee, with changes that are not committed"
    assert trace.part("parameters") == {"naloxone": '"kits"', "spending": '""'}
    assert trace.part("inputs") == {"kits": f"../data/kits.csv sha256 {'ab' * 32}"}
    assert trace.part("release") == {"released": "the run has not been released", **RESTRICTED}
    assert "deaths.csv" not in str(trace)


def test_it_is_told_whether_a_result_was_released(run, released):
    assert trace_result("activities/kits/all", run).part("release") == {"released": "yes", "estimate": "42.0"}
    assert trace_result("activities/cost/all", run).part("release") == {"released": "no: too few", **RESTRICTED}
    assert trace_result("activities/channels/all", run).part("release") == {"released": "no", **RESTRICTED}


def test_a_released_folder_leads_to_its_run(run, released):
    assert trace_result("activities/kits/all", released) == trace_result("activities/kits/all", run)


def test_a_released_folder_far_from_its_run_tells_what_it_knows_and_what_it_does_not(released, tmp_path):
    about = {
        "run_id": MANIFEST["run_id"],
        "code": {"commit": "c0ffee", "dirty": False},
        "plan": {"activities": {"naloxone": "kits"}},
    }
    write_json(released / "about.json", about)
    released.rename(tmp_path / "downloaded")
    trace = trace_result("activities/kits/all", tmp_path / "downloaded")
    assert trace.part("released result")["estimate"] == "42.0"
    assert trace.part("release")["run_id"] == MANIFEST["run_id"]
    assert trace.part("code") == {"commit": "c0ffee"}
    assert trace.part("plan") == {"naloxone": '"kits"'}
    assert trace.part("not known here")["cell, inputs"].startswith(
        f"they stand in the run folder {MANIFEST['run_id']}"
    )


def test_far_from_its_run_a_withheld_result_is_told_with_its_reason(released, tmp_path):
    released.rename(tmp_path / "downloaded")
    with pytest.raises(UsageError, match=r"was not released.*\n.*withheld: too few; found 'activities/cost/all'"):
        trace_result("activities/cost/all", tmp_path / "downloaded")
    with pytest.raises(UsageError, match="no such result"):
        trace_result("activities/channels/all", tmp_path / "downloaded")


def test_of_a_breakdown_that_is_withheld_without_its_results_the_reason_is_told(released):
    """Other breakdowns of the quantity may be shown."""
    lines = (
        "item,kind,reason,rule",
        "activities/kits by role,count,too few,strict",
        "activities/cost,count,few,strict",
    )
    write_text(released / "withheld.csv", "\n".join(lines) + "\n")
    far = released.rename(released.parent.parent / "downloaded")
    assert trace_result("activities/kits/all", far).part("released result")["estimate"] == "42.0"
    for result_id, reason in (("activities/kits/role.clinician", "too few"), ("activities/cost/all", "few")):
        with pytest.raises(UsageError, match=rf"withheld: {reason}; found '{result_id}'"):
            trace_result(result_id, far)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("manifest.json", b"{"),
        ("manifest.json", b"\xff\xfe"),
        ("manifest.json", b"[]"),
        ("manifest.json", b"{}"),
        ("results.csv", b""),
        ("results.csv", b"\xff"),
        ("results.csv", b"result_id\nactivities/kits/all\n"),
        ("released/results.csv", b"result_id,analysis\na,b,c\n"),
        ("released/withheld.csv", b"item,reason\nx\n"),
    ],
)
def test_a_damaged_file_is_named(run, released, name, content):
    (run / name).write_bytes(content)
    with pytest.raises(UsageError, match="A file of the run cannot be read") as caught:
        trace_result("activities/cost/all", run)
    assert name in caught.value.problems[0].where


def test_a_damaged_release_is_named(released, tmp_path):
    released.rename(tmp_path / "downloaded")
    (tmp_path / "downloaded" / "about.json").write_bytes(b'{"run_id": ')
    with pytest.raises(UsageError, match=r"downloaded/about\.json: cannot be read"):
        trace_result("activities/kits/all", tmp_path / "downloaded")


def test_a_result_of_an_analysis_that_the_manifest_does_not_know(run):
    write_json(run / "manifest.json", MANIFEST | {"notebooks": {}})
    with pytest.raises(UsageError, match="no notebook and parameters of 'activities'"):
        trace_result("activities/kits/all", run)


def test_an_unknown_result_is_told_with_near_matches(run):
    with pytest.raises(UsageError, match=r"found 'activities/kit/all'; expected activities/kits/all.*\?"):
        trace_result("activities/kit/all", run)


def test_a_result_of_another_evaluation_is_told_with_the_run_to_name(run, tmp_path):
    project = Project(notebooks=tmp_path, outputs=tmp_path / "outputs")
    for name, quantity in (("demo", "cost"), ("later", "spending")):
        rows = ledger_rows([estimate(f"activities/{quantity}/all", 1.0)])
        write_ledger(project.outputs / name / "latest" / "results.csv", rows)
    with pytest.raises(
        UsageError, match=r"no such result; found 'activities/spending/all'; expected --run later, "
    ) as caught:
        trace_result("activities/spending/all", run, project=project)
    assert caught.value.exit_code == 2


def test_a_run_without_its_notebooks_can_still_be_traced(run):
    executed = run / "restricted" / "notebooks" / "20_activities.ipynb"
    for harm, said in ((lambda: executed.write_bytes(b"{"), "cannot be read"), (executed.unlink, "is not here")):
        harm()
        cell = trace_result("activities/kits/all", run).part("made by")["cell"]
        assert cell == f"unknown: the executed notebook {said}"
