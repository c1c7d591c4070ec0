import json
import subprocess

import pytest

from evaluation.errors import UsageError
from evaluation.runs.finished_notebooks import is_finished
from evaluation.runs.manifest import (
    MANIFEST,
    Manifest,
    RunStatus,
    code_state,
    digest,
    environment,
    without_paths,
)
from evaluation.runs.project import ROOT

from .manifest_fixture import manifest_content, notebook_entry


def git(folder, *arguments):
    identity = ["-c", "user.name=Somebody", "-c", "user.email=somebody@example.org"]
    subprocess.run(["git", "-C", str(folder), *identity, *arguments], check=True, capture_output=True)


@pytest.fixture
def code(tmp_path):
    """A folder with a package of one module."""
    (tmp_path / "evaluation").mkdir()
    (tmp_path / "evaluation" / "module.py").write_text("ANSWER = 42\n", encoding="utf-8")
    return tmp_path


def test_without_a_repository_the_commit_is_unknown(code):
    state = code_state(code)
    assert (state["commit"], state["dirty"]) == ("unknown", None)


def test_without_git_the_commit_is_unknown(code, monkeypatch):
    monkeypatch.setenv("PATH", str(code))
    state = code_state(code)
    assert (state["commit"], state["dirty"]) == ("unknown", None)


def test_the_repository_of_a_folder_above_says_nothing_about_the_code(code):
    git(code, "init", "--quiet")
    git(code, "commit", "--quiet", "--allow-empty", "-m", "Begin")
    assert code_state(code / "evaluation")["commit"] == "unknown"


def test_code_is_dirty_when_it_differs_from_its_commit(code):
    git(code, "init", "--quiet")
    git(code, "add", ".")
    git(code, "commit", "--quiet", "-m", "Begin")
    clean = code_state(code)
    (code / "notes.txt").write_text("not code", encoding="utf-8")
    assert code_state(code) == clean
    assert len(clean["commit"]) == 40
    assert clean["dirty"] is False
    (code / "evaluation" / "module.py").write_text("ANSWER = 43\n", encoding="utf-8")
    changed = code_state(code)
    assert changed["dirty"] is True
    assert changed["commit"] == clean["commit"]
    assert changed["tree_sha256"] != clean["tree_sha256"]


def test_surroundings_name_no_host_and_no_user():
    found = environment()
    assert set(found["host"]) == {"os", "machine", "cpus"}
    assert list(found["packages"]) == sorted(found["packages"], key=str.lower)
    assert found["packages"]["numpy"]


def test_messages_lose_the_places_on_this_machine(monkeypatch):
    monkeypatch.setenv("HOME", "/home/somebody")
    text = f"{ROOT}/params/demo.yml and /home/somebody/data.csv"
    assert without_paths(text) == "params/demo.yml and ~/data.csv"


def test_the_order_of_keys_does_not_change_a_digest():
    assert digest({"a": 1, "b": [1, 2]}) == digest({"b": [1, 2], "a": 1})
    assert digest({"a": 1}) != digest({"a": 2})


def test_every_change_of_a_manifest_is_on_disk(tmp_path):
    manifest = Manifest(tmp_path, manifest_content(status="running"))
    manifest.update(status=RunStatus.FINISHED)
    manifest.update_notebook("themes", **notebook_entry("50_themes.ipynb", status=RunStatus.FAILED))
    again = Manifest.read(tmp_path)
    assert again.status is RunStatus.FINISHED
    assert again.notebook("themes")["status"] == "failed"
    assert again.notebook("retention")["status"] == "pending"
    assert [path.name for path in tmp_path.iterdir()] == [MANIFEST]


@pytest.mark.parametrize("content", [None, b"", b"{", b"\xff", b"[1]", b"[" * 100_000])
def test_a_folder_without_a_readable_manifest_is_no_run(tmp_path, content):
    if content is not None:
        (tmp_path / MANIFEST).write_bytes(content)
    with pytest.raises(UsageError, match=r"manifest\.json: cannot be read; found .*; expected .*--fresh"):
        Manifest.read(tmp_path)


def test_everything_that_is_wrong_in_a_manifest_is_listed(tmp_path):
    content = manifest_content(status="done", notebooks={"themes": {"status": "finished"}}, inputs=[])
    del content["fingerprint"]
    (tmp_path / MANIFEST).write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(UsageError) as caught:
        Manifest.read(tmp_path)
    assert [problem.where.rpartition(", ")[2] for problem in caught.value.problems] == [
        "status",
        "fingerprint",
        "inputs",
        "notebooks.themes.notebook",
        "notebooks.themes.source_sha256",
        "notebooks.themes.code",
        "notebooks.themes.ended",
    ]


def test_a_notebook_is_done_only_while_it_its_code_and_its_results_are_as_they_were(tmp_path):
    notebook = tmp_path / "50_themes.ipynb"
    notebook.write_text("{}", encoding="utf-8")
    for place in ("restricted/ledger/themes.csv", "restricted/notebooks/50_themes.ipynb"):
        (tmp_path / place).parent.mkdir(parents=True)
        (tmp_path / place).write_text("{}", encoding="utf-8")
    sha256 = "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"  # of {}
    entry = {
        "status": "finished",
        "source_sha256": sha256,
        "ledger_sha256": sha256,
        "code": {"tree_sha256": "1"},
    }

    def is_done(**changes):
        content = json.loads(json.dumps({"code": {"tree_sha256": "1"}, "notebooks": {"themes": entry | changes}}))
        return is_finished(Manifest(tmp_path, content), "themes", notebook)

    assert is_done()
    assert not is_done(status="failed")
    assert not is_done(source_sha256="0")
    assert not is_done(code={"tree_sha256": "2"})
    (tmp_path / "restricted/ledger/themes.csv").write_text("{", encoding="utf-8")
    assert not is_done()
    (tmp_path / "restricted/ledger/themes.csv").unlink()
    assert not is_done()
