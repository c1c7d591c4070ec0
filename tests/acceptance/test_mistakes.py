"""Each mistake a person can make ends with its exit code and a message to act on, without a traceback."""

import json
import shutil
import zipfile

import nbformat
import pandas as pd
import pytest

from evaluation.data.whole_files import hashes_of_run


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
        (('title: "Demonstration: a', "title: Demonstration: a"), ("mistake.yml:3", "in quotes")),
        (("  naloxone: naloxone\n  spending: spending\n", ""), ("activities", "nothing stands under it")),
        (
            ("  deaths: deaths\n", "  deaths: interviews\n"),
            ("cannot read source 'interviews'", "death_records: deaths"),
        ),
    ],
    ids=[
        "misspelt",
        "wrong type",
        "unknown section",
        "twice",
        "mid-month",
        "unknown source",
        "not YAML",
        "colon without quotes",
        "empty section",
        "qdpx for deaths",
    ],
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


def harmed_data(workspace):
    """A fresh copy of the demo's data, to be harmed."""
    folder = workspace.root / "outputs" / "harmed"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(workspace.root / "outputs" / "demo-data", folder)
    return folder


def append(path, row):
    path.write_bytes(path.read_bytes() + row)


@pytest.mark.parametrize(("harm", "said"), [case[1:] for case in DATA], ids=[case[0] for case in DATA])
def test_data(workspace, harm, said):
    harm(harmed_data(workspace) / "deaths.csv")
    params = workspace.variant("harmed", ("demo-data", "harmed"))
    refuse(workspace.evaluation("check", params), 11, *said)


def without(column, value):
    """Leave out the rows in which a column has a value."""

    def harm(path):
        frame = pd.read_csv(path, dtype=str, keep_default_na=False)
        frame[frame[column] != value].to_csv(path, index=False)

    return harm


def nobody(path):
    pd.read_csv(path, dtype=str, keep_default_na=False).assign(population="0").to_csv(path, index=False)


@pytest.mark.parametrize(
    ("file", "harm", "said"),
    [
        ("deaths.csv", without("community", "alder"), ("community alder has no row",)),
        ("deaths.csv", without("month", "2016-01-01"), ("no deaths from 2016-01 to 2016-01", "at the start")),
        ("deaths.csv", without("month", "2018-05-01"), ("no deaths from 2018-05 to 2018-05", "are usual")),
        ("population.csv", without("community", "alder"), ("community alder has no population",)),
        ("population.csv", nobody, ("the population of everybody is not above 0",)),
    ],
    ids=["community", "first month", "month between", "population of a community", "nobody"],
)
def test_what_is_absent_does_not_count_zero(workspace, file, harm, said):
    harm(harmed_data(workspace) / file)
    params = workspace.variant("absent", ("demo-data", "harmed"), without=("activities", "retention", "themes"))
    refuse(workspace.evaluation("check", params), 11, *said)


def test_what_parameters_and_data_refuse_together_is_found_by_check_and_listed_at_once(workspace):
    without("community", "alder")(harmed_data(workspace) / "deaths.csv")
    params = workspace.variant(
        "unfit",
        ("demo-data", "harmed"),
        ('  start: "2016-01-01"\n  end: "2024-01-01"\n', ""),
        ('date: "2020-07-01"', 'date: "2024-01-01"'),
        ("groups: [medication, arm]", "groups: [medicine, arm]"),
        ("covariates: [medication", "covariates: [insurance, medication"),
        ("role_variable: role", "role_variable: profession"),
    )
    said = (
        "params/unfit.yml cannot be run: 6 problems.",
        "params/unfit.yml, overdose_deaths.interventions, coalition: is outside the months analysed",
        "params/unfit.yml, interrupted_series.interventions, coalition: is outside the months analysed",
        "community alder has no row",
        "params/unfit.yml, retention.groups: medicine is not a column",
        "params/unfit.yml, retention.covariates: insurance is not a column",
        "params/unfit.yml, themes.role_variable: is not a variable of the project; found 'profession'",
    )
    refuse(workspace.evaluation("check", params), 10, *said)
    refuse(workspace.evaluation("run", params), 10, *said)
    assert not (workspace.root / "outputs" / "unfit").exists()


def test_a_seed_below_zero(workspace):
    refuse(workspace.evaluation("demo", "--seed", "-1"), 2, "--seed")


def test_every_problem_of_every_file_is_listed_at_once(workspace):
    folder = harmed_data(workspace)
    append(folder / "deaths.csv", b"2020-01-01,alder,15-24,femme,white,-3\n")
    append(folder / "spending.csv", b"20x0,alder,naloxone,5,grant\n")
    (folder / "patients.csv").unlink()
    params = workspace.variant("harmed", ("demo-data", "harmed"))
    refuse(workspace.evaluation("check", params), 11, "femme", "-3", "20x0", "patients.csv")


@pytest.mark.parametrize("harm", ["not a zip", "cut short", "no project", "not XML"])
def test_a_corrupt_project_of_interviews(workspace, harm):
    path = harmed_data(workspace) / "interviews.qdpx"
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
    params = workspace.variant("raising", without=("interrupted_series", "retention", "themes"))
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
    """Make a run that asks for a table that shows all but one part of a total that is published elsewhere."""
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
        text.replace("  policy: cms", "  policy: cms\n  fixed_tables: [deaths_by_month, deaths_less_a_few]"),
        encoding="utf-8",
    )
    manifest = json.loads((run / "manifest.json").read_text(encoding="utf-8"))
    manifest["outputs"] = hashes_of_run(run)
    (run / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")


def test_a_run_that_was_made_real_afterwards_cannot_be_released(workspace, first_run):
    run = workspace.root / "outputs" / "real" / first_run.name
    shutil.copytree(first_run, run, symlinks=True, ignore=shutil.ignore_patterns("released", "report"))
    params = run / "params.yml"
    text = (
        params.read_text(encoding="utf-8")
        .replace("synthetic: true", "synthetic: false")
        .replace("truth: truth\n", "")
    )
    params.write_text(text, encoding="utf-8")
    refuse(workspace.evaluation("release", run), 14, "do not say the same of synthetic")


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
    assert "gone" in done.stdout
    assert done.stderr == "The results differ.\n"
