import pytest

from evaluation.data.whole_files import hashes
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


def test_hashes_name_files_by_their_place(tmp_path):
    (tmp_path / "tables").mkdir()
    (tmp_path / "tables" / "a.csv").write_bytes(b"")
    assert hashes(tmp_path) == {
        # SHA-256 of nothing (FIPS 180-4 test vector).
        "tables/a.csv": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    }
