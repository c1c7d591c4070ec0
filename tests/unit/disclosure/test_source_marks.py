"""What tells that two publications come from one file tells nothing of the file to who has no key."""

import hashlib
import json

import pytest

from evaluation.disclosure.releasing import release
from evaluation.disclosure.review.review import review_release
from evaluation.disclosure.source_marks import KEY_FILE, open_key
from evaluation.errors import DisclosureError

from .run_builder import RunBuilder

SOURCE = "a" * 64


@pytest.fixture
def real(tmp_path):
    """Return a function that writes a run of real people, in a project of its own."""

    def write(name, project="project", source=SOURCE, **named):
        run = RunBuilder(tmp_path / project)
        run.folder = tmp_path / project / name / "run"
        run.params |= {"synthetic": False, "evaluation": name, "disclosure": {"policy": "strict", **named}}
        run.manifest["synthetic"] = False
        run.manifest["inputs"]["deaths"]["sha256"] = source
        run.deaths("all", "2018", 123)
        return run.write()

    return write


def publish(folder, publications):
    return release(folder, publications=publications, checked_by="A. Checker")


def test_no_published_file_has_a_hash_that_guesses_can_be_tried_on(real, tmp_path):
    """Neither the hash of the source nor one of it and what is public stands in the ledger."""
    publish(real("first"), tmp_path / "publications")
    text = (tmp_path / "publications" / "publications.jsonl").read_text(encoding="utf-8")
    line = json.loads(text)
    assert set(line["sources"]) == {"deaths"}
    guessed = {SOURCE, hashlib.sha256(SOURCE.encode()).hexdigest(), line["source_key"]}
    assert not guessed & set(line["sources"].values())
    everything = text + "".join(
        path.read_text(encoding="utf-8") for path in (tmp_path / "publications").rglob("*") if path.is_file()
    )
    assert SOURCE not in everything
    assert (tmp_path / "project" / KEY_FILE).read_text(encoding="ascii").strip() not in everything


def test_the_key_is_its_owners_and_stays(tmp_path):
    key = open_key(tmp_path)
    assert (tmp_path / KEY_FILE).stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir()] == [KEY_FILE]
    assert open_key(tmp_path) == key
    assert len(key.secret) == 32
    (tmp_path / "other").mkdir()
    assert open_key(tmp_path / "other").secret != key.secret


@pytest.mark.parametrize("text", ["", "ab", "g" * 64, "ab" * 33])
def test_a_damaged_key_is_refused(tmp_path, text):
    (tmp_path / KEY_FILE).write_text(text, encoding="utf-8")
    with pytest.raises(DisclosureError, match="is not the key of this project"):
        open_key(tmp_path)


def test_people_published_with_another_key_cannot_be_compared(real, tmp_path):
    publish(real("first"), tmp_path / "publications")
    elsewhere = real("second", project="copy", source="b" * 64, population="other_people")
    with pytest.raises(DisclosureError) as caught:
        publish(elsewhere, tmp_path / "publications")
    assert "publication 1: has sources that were marked with another key" in str(caught.value)
    assert caught.value.exit_code == 14
    key = (tmp_path / "project" / KEY_FILE).read_bytes()
    (tmp_path / "copy" / KEY_FILE).write_bytes(key)
    assert publish(elsewhere, tmp_path / "publications").publication.number == 2


def test_a_key_that_was_lost_is_not_made_anew_for_people_who_were_published(real, tmp_path):
    """With a new key no interview would be one that was counted, or withdrawn, before."""
    publish(real("first"), tmp_path / "publications")
    path = tmp_path / "project" / KEY_FILE
    key = path.read_bytes()
    path.unlink()
    later = real("first", source="b" * 64)
    with pytest.raises(DisclosureError, match="publication 1: has sources that were marked with another key"):
        publish(later, tmp_path / "publications")
    path.write_bytes(key)
    assert publish(later, tmp_path / "publications").publication.number == 1  # the same numbers: no new line


def test_the_review_says_that_the_same_people_have_two_populations(real, tmp_path):
    publish(real("first"), tmp_path / "publications")
    page = review_release(real("second"), publications=tmp_path / "publications")
    assert "was published about another population" in page.read_text(encoding="utf-8")
