import errno
import os

import pytest

from evaluation.data.whole_files import write_bytes


def test_a_full_disk_is_told_with_the_file_that_had_no_room(tmp_path, monkeypatch):
    path = tmp_path / "folder" / "manifest.json"
    write_bytes(path, b"whole")

    def full(*arguments, **options):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("evaluation.data.whole_files.os.fdopen", full)
    with pytest.raises(OSError, match="No space left") as caught:
        write_bytes(path, b"half")
    assert caught.value.filename == str(path)
    assert path.read_bytes() == b"whole"
    assert [file.name for file in path.parent.iterdir()] == ["manifest.json"]


def test_a_file_in_the_place_of_a_folder_is_told_with_the_file_that_was_to_be_written(tmp_path):
    (tmp_path / "outputs").touch()
    with pytest.raises(OSError) as caught:
        write_bytes(tmp_path / "outputs" / "results.csv", b"")
    assert caught.value.errno in (errno.EEXIST, errno.ENOTDIR)
    assert caught.value.filename == str(tmp_path / "outputs" / "results.csv")
