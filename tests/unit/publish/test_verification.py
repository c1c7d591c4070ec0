import pytest

from evaluation.errors import DisclosureError, UsageError
from evaluation.publish.verification import require_unchanged

from .certified_fixture import write_certified


@pytest.fixture
def run(tmp_path):
    return write_certified(tmp_path / "run")


def problems(run) -> list[tuple[str, str]]:
    with pytest.raises(DisclosureError) as caught:
        require_unchanged(run)
    assert caught.value.exit_code == 14
    return [(problem.where.partition("released/")[2], problem.wrong) for problem in caught.value.problems]


def test_a_release_as_it_was_written_passes(run):
    require_unchanged(run)


def test_every_file_that_was_edited_added_or_removed_is_named(run):
    released = run / "released"
    (released / "tables" / "deaths_by_year.csv").write_bytes(b"period,deaths\n2023,3\n")
    (released / "tables" / "mine.csv").touch()
    (released / "about.json").write_bytes(b"{}")
    (released / "quotes.csv").unlink()
    assert problems(run) == [
        ("about.json", "was edited after the release"),
        ("quotes.csv", "is missing after the release"),
        ("tables/deaths_by_year.csv", "was edited after the release"),
        ("tables/mine.csv", "was added after the release"),
    ]


@pytest.mark.parametrize("content", [None, b"", b"{", b"[]", b"\xff", b"{}", b'{"run_id": 1, "sha256": {}}'])
def test_without_its_certificate_nothing_is_known_of_a_release(run, content):
    path = run / "released" / "certificate.json"
    path.unlink()
    if content is not None:
        path.write_bytes(content)
    (found,) = problems(run)
    assert found[0] == "certificate.json"


def test_there_is_no_release_to_look_at(tmp_path):
    with pytest.raises(DisclosureError, match="The run has no release"):
        require_unchanged(tmp_path)


def test_a_damaged_manifest_is_named(run):
    (run / "manifest.json").write_bytes(b"{")
    with pytest.raises(UsageError, match=r"manifest\.json: cannot be read"):
        require_unchanged(run)
