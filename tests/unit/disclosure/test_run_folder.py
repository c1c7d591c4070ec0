import json

import pytest

from evaluation.data.output_table import Sensitivity, TableKind
from evaluation.disclosure.releasing import release
from evaluation.errors import DisclosureError, UsageError


def refused(run, match):
    with pytest.raises(DisclosureError, match=match) as caught:
        release(run.write())
    assert caught.value.exit_code == 14
    assert not (run.folder / "released").exists()
    return str(caught.value)


def test_real_data_are_released_when_somebody_has_checked_them(run):
    run.params["synthetic"] = run.manifest["synthetic"] = False
    message = refused(run.deaths("all", "2020", 45), "a person must answer for real data")
    command = f"evaluation release {run.folder}"
    assert f"expected `{command} --review`, and when somebody has read the page" in message
    assert f"`{command} --checked-by NAME`" in message
    release(run.folder, checked_by="A. Checker")
    assert json.loads((run.folder / "released/certificate.json").read_text())["checked_by"] == "A. Checker"
    assert json.loads((run.folder / "released/about.json").read_text())["synthetic"] is False


@pytest.mark.parametrize("said", [False, None, "true"])
def test_a_params_file_edited_after_the_run_does_not_make_it_synthetic(run, said):
    run.manifest["synthetic"] = said
    refused(run.deaths("all", "2020", 45), "not known whether these are real people")


@pytest.mark.parametrize("status", ["failed", "pending", "running", "interrupted", "Finished", ""])
def test_an_unfinished_notebook_refuses_the_release(run, status):
    run.manifest["notebooks"]["retention"]["status"] = status
    assert "notebook retention is not finished" in refused(run, "notebooks all finished")


def test_a_notebook_that_never_ran_refuses_the_release(run):
    del run.manifest["notebooks"]["themes"]
    assert "notebook themes is not finished; found not run" in refused(run, "notebooks all finished")


def test_an_unfinished_run_is_refused(run):
    run.manifest["status"] = "pending"
    refused(run, "notebooks all finished")


def test_a_run_that_was_changed_is_refused_with_the_files(run):
    run.deaths("all", "2020", 45).table("by_sex", ["sex"], {("female",): 30, ("male",): 15})
    run.table("by_age", ["age_group"], {("15-24",): 30, ("65+",): 15})
    folder = run.write()
    results, tables = folder / "results.csv", folder / "restricted" / "tables"
    results.write_text(results.read_text(encoding="utf-8").replace("45", "54"), encoding="utf-8")
    for suffix in ("csv", "json"):
        (tables / f"by_age.{suffix}").unlink()
    (tables / "notes.txt").touch()
    with pytest.raises(DisclosureError, match="not what its notebooks left") as caught:
        release(folder)
    assert [(problem.where.partition("/")[2], problem.wrong) for problem in caught.value.problems] == [
        ("restricted/tables/by_age.csv", "is missing after the run"),
        ("restricted/tables/by_age.json", "is missing after the run"),
        ("restricted/tables/notes.txt", "was added after the run"),
        ("results.csv", "was edited after the run"),
    ]


def test_a_table_must_be_as_sensitive_as_its_sources(run):
    run.table("deaths_by_year", ["period"], {("2020",): 3}, sensitivity=Sensitivity.PUBLIC)
    assert "less sensitive than its sources; found public; expected vital" in refused(run, "not what it says")


@pytest.mark.parametrize(("field", "value"), [("kind", "figure"), ("kind", "Counts"), ("sensitivity", "low")])
def test_an_unknown_kind_of_table_is_refused(run, field, value):
    folder = run.table("deaths_by_year", ["period"], {("2020",): 45}).write()
    path = folder / "restricted" / "tables" / "deaths_by_year.json"
    path.write_text(json.dumps(json.loads(path.read_text(encoding="utf-8")) | {field: value}), encoding="utf-8")
    with pytest.raises(DisclosureError, match="no kind that may be released"):
        release(folder)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"measure": "death"}, "unknown measure 'death'"),
        ({"count": "n"}, "no column 'n'"),
        ({"columns": ("year", "deaths")}, "no column 'period'"),
    ],
)
def test_a_table_of_counts_must_be_on_the_closed_list(run, change, words):
    run.table("deaths_by_year", ["period"], {("2020",): 45}, **change)
    assert words in refused(run, "not on the closed list")


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ([("2020", 4.5)], "not a whole number"),
        ([("2020", -4)], "not a whole number"),
        ([("2020", None)], "not a whole number"),
        ([("June", 45)], "'June' is not a period"),
        ([("2020", 45), ("2021-01", 45)], "several ways"),
        ([("2020", 45), ("2020", 45)], "stands twice"),
    ],
)
def test_a_table_of_counts_must_hold_counts(run, cells, words):
    run.table("deaths_by_year", ["period"], cells)
    assert words in refused(run, "not on the closed list")


def test_a_place_must_be_declared(run):
    run.table("deaths_by_place", ["community"], {("nowhere",): 45})
    assert "unknown community 'nowhere'" in refused(run, "not on the closed list")


def test_restricted_tables_are_never_looked_at(run):
    run.other("rows", TableKind.RESTRICTED, ("person_id", "age"), [("p1", 34)])
    release(run.write())
    assert not list((run.folder / "released" / "tables").glob("*"))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("results.csv", None),
        ("results.csv", b"result_id\n\xff"),
        ("manifest.json", b"{}"),
        ("manifest.json", b'{"synthetic": tr'),
        ("restricted/tables/by_sex.json", b"[]"),
        ("restricted/tables/by_sex.csv", b"sex,deaths\nfemale,"),
    ],
)
def test_a_damaged_file_is_told_without_a_traceback(run, name, content):
    folder = run.table("by_sex", ["sex"], {("female",): 30, ("male",): 15}).write()
    (folder / name).unlink()
    if content is not None:
        (folder / name).write_bytes(content)
    with pytest.raises(UsageError, match="cannot be read") as caught:
        release(folder)
    assert str(folder) not in str(caught.value)
    assert not (folder / "released").exists()
