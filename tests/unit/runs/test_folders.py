import pytest

from evaluation.errors import UsageError
from evaluation.runs.folders import RUN_ID, claim, make_run_folder, point_latest, resolve_run, run_folders
from evaluation.runs.project import Project


@pytest.fixture
def project(tmp_path):
    return Project(notebooks=tmp_path / "notebooks", outputs=tmp_path / "outputs")


def make_run(project, evaluation: str, run_id: str, *, finished: bool = True):
    folder = project.outputs / evaluation / run_id
    folder.mkdir(parents=True)
    (folder / "manifest.json").write_text("{}", encoding="utf-8")
    if finished:
        point_latest(folder)
    return folder


def test_run_folders_are_never_shared_not_even_within_a_second(tmp_path):
    folders = [make_run_folder(tmp_path / "demo") for _ in range(3)]
    assert folders == sorted(set(folders))
    assert all(RUN_ID.fullmatch(folder.name) for folder in folders)
    (tmp_path / "demo" / "lab").mkdir()
    assert run_folders(tmp_path / "demo") == folders


def test_a_folder_is_claimed_once_and_free_afterwards(tmp_path):
    with claim(tmp_path) as first, claim(tmp_path) as second:
        assert (first, second) == (True, False)
    with claim(tmp_path) as again:
        assert again is True


def test_latest_moves_to_the_newest(project):
    first = make_run(project, "demo", "20240101T000000Z-00000001")
    second = make_run(project, "demo", "20240102T000000Z-00000002")
    link = project.outputs / "demo" / "latest"
    assert link.readlink().name == second.name
    point_latest(first)
    assert link.resolve() == first.resolve()
    assert sorted(path.name for path in link.parent.iterdir()) == [first.name, second.name, "latest"]


def test_a_run_has_many_names(project, monkeypatch, tmp_path):
    old = make_run(project, "demo", "20240101T000000Z-00000001").resolve()
    new = make_run(project, "demo", "20240102T000000Z-00000002").resolve()
    other = make_run(project, "other", "20240101T120000Z-00000003").resolve()
    monkeypatch.chdir(tmp_path)
    names = {
        str(old): old,
        old.name: old,
        f"demo/{old.name}": old,
        "demo": new,
        "demo/latest": new,
        "outputs/demo/latest": new,
        "outputs/demo": new,
        "other": other,
        "latest": new,
    }
    assert {name: resolve_run(name, project) for name in names} == names


def test_an_unknown_run_is_told_with_near_matches(project):
    make_run(project, "demo", "20240101T000000Z-00000001")
    make_run(project, "half", "20240101T000000Z-00000002", finished=False)
    with pytest.raises(UsageError, match=r"expected demo\?"):
        resolve_run("demos", project)
    with pytest.raises(UsageError, match="expected a run of demo, half"):
        resolve_run("xyz", project)
    with pytest.raises(UsageError, match="no run of it is finished"):
        resolve_run("half", project)


def test_without_any_run_a_run_is_asked_for(project):
    with pytest.raises(UsageError, match="expected a run first"):
        resolve_run("latest", project)


def test_a_newest_run_that_was_removed_is_told_with_another(project):
    old = make_run(project, "demo", "20240101T000000Z-00000001")
    new = make_run(project, "demo", "20240102T000000Z-00000002")
    (new / "manifest.json").unlink()
    new.rmdir()
    for name in ("demo", "demo/latest", "latest"):
        with pytest.raises(UsageError, match=rf"latest: does not lead to a run; found {new.name}, .*{old.name}\."):
            resolve_run(name, project)


def test_a_run_folder_without_its_manifest_is_told_as_such(project):
    run = make_run(project, "demo", "20240101T000000Z-00000001")
    (run / "manifest.json").unlink()
    for name in (str(run), f"demo/{run.name}"):
        with pytest.raises(
            UsageError, match=rf"{run.name}: is no run folder any more; found no manifest\.json in it"
        ):
            resolve_run(name, project)
