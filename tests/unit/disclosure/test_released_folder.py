import os
import subprocess
import sys
from pathlib import Path

import pytest

from evaluation.data.whole_files import hashes
from evaluation.disclosure import released_folder
from evaluation.disclosure.released_folder import replacing
from evaluation.errors import UsageError


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def release(folder, text):
    with replacing(folder) as new:
        (new / "results.csv").write_text(text, encoding="utf-8")


def test_a_release_appears_whole(tmp_path):
    release(tmp_path, "one")
    assert names(tmp_path) == ["released"]
    assert (tmp_path / "released" / "results.csv").read_text(encoding="utf-8") == "one"


def test_nothing_appears_before_all_is_written(tmp_path):
    with replacing(tmp_path) as new:
        (new / "results.csv").write_text("one", encoding="utf-8")
        assert not (tmp_path / "released").exists()


def test_a_successful_release_replaces_the_old_one_with_all_its_files(tmp_path):
    release(tmp_path, "one")
    (tmp_path / "released" / "left_over.csv").write_text("old", encoding="utf-8")
    release(tmp_path, "two")
    assert names(tmp_path / "released") == ["results.csv"]


def test_a_refused_release_leaves_the_old_one(tmp_path):
    release(tmp_path, "one")
    with pytest.raises(ValueError), replacing(tmp_path) as new:
        (new / "results.csv").write_text("two", encoding="utf-8")
        raise ValueError
    assert (tmp_path / "released" / "results.csv").read_text(encoding="utf-8") == "one"
    assert names(tmp_path) == ["released"]


def test_a_release_that_was_killed_while_it_replaced_the_old_one_is_undone(tmp_path):
    release(tmp_path, "one")
    (tmp_path / "released").rename(tmp_path / ".released.old.123")
    (tmp_path / ".released.new.123").mkdir()
    with pytest.raises(ValueError), replacing(tmp_path):
        raise ValueError
    assert (tmp_path / "released" / "results.csv").read_text(encoding="utf-8") == "one"
    assert names(tmp_path) == ["released"]


def test_two_releases_do_not_write_at_once(tmp_path):
    with replacing(tmp_path) as new:
        (new / "results.csv").write_text("one", encoding="utf-8")
        with pytest.raises(UsageError, match="under way"), replacing(tmp_path):
            pass
    assert (tmp_path / "released" / "results.csv").read_text(encoding="utf-8") == "one"


KILLED = """
import sys
from pathlib import Path
from evaluation.disclosure import released_folder
from tests.unit.disclosure.killing import Fuse
folder, fuse, swaps = Path(sys.argv[1]), Fuse(int(sys.argv[2])), sys.argv[3] == "swaps"
with released_folder.replacing(folder) as new:
    (new / "results.csv").write_text("two", encoding="utf-8")
    released_folder._exchange = fuse.counted(released_folder._exchange if swaps else lambda one, other: False)
    fuse.guard("rename", "unlink", "rmdir", "open", "scandir", "close")
"""


@pytest.mark.parametrize("how", ["swaps", "renames"])
def test_killed_at_any_step_there_is_the_old_release_or_the_new_one(tmp_path, how):
    """Where folders cannot change places in one step, there may be none: the next release puts the old one back."""
    found = []
    for step in range(60):
        folder = tmp_path / f"{step:02d}"
        folder.mkdir()
        release(folder, "one")
        done = subprocess.run(
            [sys.executable, "-c", KILLED, str(folder), str(step), how],
            env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])},
            check=False,
        )
        place = folder / "released" / "results.csv"
        found.append(place.read_text(encoding="utf-8") if place.exists() else "none")
        with pytest.raises(ValueError), replacing(folder):
            raise ValueError
        assert names(folder) == ["released"]
        assert names(folder / "released") == ["results.csv"]
        assert place.read_text(encoding="utf-8") == found[-1].replace("none", "one")
        if done.returncode == 0:
            break
        assert done.returncode == 9
    assert done.returncode == 0
    assert list(dict.fromkeys(found)) == ["one", *(["none"] if how == "renames" else []), "two"]


def test_folders_change_places_here(tmp_path):
    """Else the test above would only show what a system without it does."""
    for name in ("one", "other"):
        (tmp_path / name).mkdir()
        (tmp_path / name / name).touch()
    assert released_folder._exchange(tmp_path / "one", tmp_path / "other")
    assert (names(tmp_path / "one"), names(tmp_path / "other")) == (["other"], ["one"])


@pytest.mark.parametrize(
    ("put", "found"),
    [
        (lambda place: place.symlink_to("nowhere"), "a link to nothing that is a folder"),
        (lambda place: place.write_text("x"), "a file"),
    ],
)
def test_something_else_in_its_place_is_said_before_anything_is_done(tmp_path, put, found):
    put(tmp_path / "released")
    begun = []
    with pytest.raises(UsageError, match="something else has the place") as caught, replacing(tmp_path):
        begun.append("a line of the ledger")
    assert not begun
    assert caught.value.exit_code == 2
    assert str(caught.value.problems[0]) == (
        f"{tmp_path.name}/released: is no folder; found {found}; expected a folder that a release wrote, or nothing: "
        "remove it."
    )
    assert names(tmp_path) == ["released"]


def test_hashes_name_files_by_their_place(tmp_path):
    (tmp_path / "tables").mkdir()
    (tmp_path / "tables" / "a.csv").write_bytes(b"")
    assert hashes(tmp_path) == {
        # SHA-256 of nothing (FIPS 180-4 test vector).
        "tables/a.csv": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    }
