"""Each mistake a person can make ends with its exit code and a message to act on, without a traceback."""

import json
import shutil
import zipfile

import nbformat
import pytest


def refuse(done, code, *said):
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr + done.stdout
    for text in said:
        assert text in done.stderr, done.stderr


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("gap_days: 30", "gap_day: 30"), ("retention.gap_day", "'gap_days'?", "mistake.yml:")),
        (("gap_days: 30", 'gap_days: "thirty"'), ("retention.gap_days", "integer")),
        (("overdose_deaths:\n", "overdose_death:\n"), ("overdose_death", "'overdose_deaths'?")),
        (("seed: 20240101", "seed: 20240101\nseed: 3"), ("seed stands twice",)),
        (('date: "2020-07-01"', 'date: "2020-07-15"'), ("coalition", "first of a month")),
        (("  deaths: deaths\n", "  deaths: death_table\n"), ("death_table",)),
        (("title: ", "title: ["), ("not valid YAML",)),
    ],
    ids=["misspelt", "wrong type", "unknown section", "twice", "mid-month", "unknown source", "not YAML"],
)
def test_parameters(workspace, change, said):
    params = workspace.variant("mistake", change)
    refuse(workspace.evaluation("run", params), 10, *said)
    assert not (workspace.root / "outputs" / "mistake").exists()


def test_a_params_file_that_is_not_there(workspace):
    refuse(workspace.evaluation("check", "params/nobody.yml"), 10, "params/nobody.yml")


DATA = [
    ("missing", lambda path: path.unlink(), ("deaths.csv",)),
    ("empty", lambda path: path.write_bytes(b""), ("deaths.csv", "empty")),
    ("broken row", lambda path: append(path, b"2020-13-01,alder,15-24,female,white,3\n"), ("month", "2020-13-01")),
    ("negative", lambda path: append(path, b"2020-01-01,alder,15-24,female,white,-3\n"), ("deaths", "-3")),
    ("unknown code", lambda path: append(path, b"2020-01-01,alder,15-24,femme,white,3\n"), ("sex", "femme")),
    ("duplicate key", lambda path: append(path, path.read_bytes().splitlines()[1] + b"\n"), ("key",)),
    ("encoding", lambda path: append(path, b"2020-01-01,\xe9lm,15-24,female,white,3\n"), ("0xe9",)),
]


def append(path, row):
    path.write_bytes(path.read_bytes() + row)


@pytest.mark.parametrize(("harm", "said"), [case[1:] for case in DATA], ids=[case[0] for case in DATA])
def test_data(workspace, harm, said):
    folder = workspace.root / "outputs" / "harmed"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(workspace.root / "outputs" / "demo-data", folder)
    harm(folder / "deaths.csv")
    params = workspace.variant("harmed", ("demo-data", "harmed"))
    refuse(workspace.evaluation("check", params), 11, *said)


def test_every_problem_of_every_file_is_listed_at_once(workspace):
    folder = workspace.root / "outputs" / "harmed"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(workspace.root / "outputs" / "demo-data", folder)
    append(folder / "deaths.csv", b"2020-01-01,alder,15-24,femme,white,-3\n")
    append(folder / "spending.csv", b"20x0,alder,naloxone,5,grant\n")
    (folder / "patients.csv").unlink()
    params = workspace.variant("harmed", ("demo-data", "harmed"))
    refuse(workspace.evaluation("check", params), 11, "femme", "-3", "20x0", "patients.csv")


@pytest.mark.parametrize("harm", ["not a zip", "cut short", "no project", "not XML"])
def test_a_corrupt_project_of_interviews(workspace, harm):
    folder = workspace.root / "outputs" / "harmed"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(workspace.root / "outputs" / "demo-data", folder)
    path = folder / "interviews.qdpx"
    if harm == "not a zip":
        path.write_bytes(b"this is no archive")
    elif harm == "cut short":
        path.write_bytes(path.read_bytes()[:2000])
    else:
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("readme.txt" if harm == "no project" else "project.qde", "<Project")
    params = workspace.variant("harmed", ("demo-data", "harmed"))
    refuse(workspace.evaluation("check", params), 11, "interviews.qdpx")


def test_a_cell_that_raises_keeps_what_succeeded_and_the_next_run_resumes(workspace):
    path = workspace.root / "notebooks" / "20_activities.ipynb"
    whole = path.read_text(encoding="utf-8")
    notebook = nbformat.reads(whole, as_version=4)
    notebook.cells[-1].source = "ratio = 1 / 0"
    params = workspace.variant("raising", without=("retention", "themes"))
    try:
        path.write_text(nbformat.writes(notebook), encoding="utf-8")
        refuse(workspace.evaluation("run", params), 13, "20_activities", "ratio = 1 / 0", "division by zero")
    finally:
        path.write_text(whole, encoding="utf-8")
    runs = [folder for folder in (workspace.root / "outputs" / "raising").iterdir() if not folder.is_symlink()]
    assert len(runs) == 1
    kept = runs[0] / "restricted" / "ledger" / "overdose_deaths.csv"
    before = kept.stat().st_mtime_ns
    workspace.ok("run", params)
    assert kept.stat().st_mtime_ns == before
    assert (runs[0] / "results.csv").is_file()


def test_a_release_that_would_show_a_small_number_by_subtraction(workspace, first_run):
    run = workspace.root / "outputs" / "subtraction" / first_run.name
    shutil.copytree(first_run, run, symlinks=True, ignore=shutil.ignore_patterns("released", "report"))
    subtract_to_leave(run, small=4)
    refuse(workspace.evaluation("release", run), 14, "4")
    assert not (run / "released").exists()


def subtract_to_leave(run, *, small):
    """Ask for a table that shows all but one part of a total that is published elsewhere."""
    tables = run / "restricted" / "tables"
    description = json.loads((tables / "deaths_by_month.json").read_text(encoding="utf-8"))
    whole = (tables / "deaths_by_month.csv").read_text(encoding="utf-8").splitlines()
    header = whole[0].split(",")
    count, period = header.index("deaths"), header.index("period")
    first = [line.split(",") for line in whole[1:]]
    for cells in first:
        if cells[period] == first[0][period]:
            cells[count] = str(int(cells[count]) - small) if cells is first[0] else cells[count]
    harmed = [whole[0], *(",".join(cells) for cells in first)]
    (tables / "deaths_less_a_few.csv").write_text("\n".join(harmed) + "\n", encoding="utf-8")
    (tables / "deaths_less_a_few.json").write_text(
        json.dumps({**description, "name": "deaths_less_a_few"}), encoding="utf-8"
    )
    params = run / "params.yml"
    text = params.read_text(encoding="utf-8")
    params.write_text(
        text.replace("  policy: strict", "  policy: strict\n  fixed_tables: [deaths_by_month, deaths_less_a_few]"),
        encoding="utf-8",
    )


def test_real_data_cannot_be_released_yet(workspace, first_run):
    run = workspace.root / "outputs" / "real" / first_run.name
    shutil.copytree(first_run, run, symlinks=True, ignore=shutil.ignore_patterns("released", "report"))
    params = run / "params.yml"
    text = (
        params.read_text(encoding="utf-8")
        .replace("synthetic: true", "synthetic: false")
        .replace("truth: truth\n", "")
    )
    params.write_text(text, encoding="utf-8")
    refuse(workspace.evaluation("release", run), 14, "synthetic")


def test_a_run_that_is_not_there(workspace, first_run):
    refuse(workspace.evaluation("release", "dmeo"), 2, "demo")
    refuse(workspace.evaluation("trace", "overdose_deaths/level_chnge/cep"), 2, "level_change")


def test_an_unknown_renderer(workspace, first_run):
    refuse(workspace.evaluation("report", "demo", "--renderer", "word"), 2)


def test_results_that_differ(workspace, first_run, tmp_path):
    text = (first_run / "results.csv").read_text(encoding="utf-8").splitlines()
    (tmp_path / "results.csv").write_text("\n".join(text[:-1]) + "\n", encoding="utf-8")
    done = workspace.evaluation("compare", first_run, tmp_path / "results.csv")
    assert done.returncode == 16
    assert "gone" in done.stdout + done.stderr
