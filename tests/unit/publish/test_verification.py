import json
import shutil

import pytest

from evaluation.data.whole_files import hashes, write_json
from evaluation.disclosure.releasing import release
from evaluation.errors import DisclosureError, UsageError
from evaluation.publish.verification import require_unchanged

from ..disclosure.run_builder import RunBuilder
from ..runs.manifest_fixture import manifest_content, notebook_entry
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
    assert "compared with its certificate alone" in require_unchanged(run)


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


@pytest.fixture
def a_release(tmp_path):
    """Release a run of its own, with the ledger where it belongs."""

    def write(*, synthetic=True, deaths=157):
        run = RunBuilder(tmp_path / "outputs" / "made")
        run.folder = tmp_path / "outputs" / "tiny" / run.manifest["run_id"]
        run.params |= {"synthetic": synthetic, "disclosure": {"policy": "strict", "population": "county"}}
        kept = {name: run.manifest[name] for name in ("run_id", "started")}
        notebooks = {stem: notebook_entry(f"{stem}.ipynb") for stem in run.manifest["notebooks"]}
        run.manifest = manifest_content(synthetic=synthetic, notebooks=notebooks, **kept)
        folder = run.deaths("all", "2020", deaths).write()
        release(folder, checked_by="A. Checker")
        return folder

    return write


def certified_anew(folder, **changed):
    """Make the certificate fit the files as they are, as whoever edits them could."""
    path = folder / "released" / "certificate.json"
    about = json.loads(path.read_text(encoding="utf-8")) | changed
    about["sha256"] = {name: digest for name, digest in hashes(path.parent).items() if name != path.name}
    write_json(path, about)


def edited(folder, name="results.csv"):
    path = folder / "released" / name
    path.write_text(path.read_text(encoding="utf-8").replace("157", "4711"), encoding="utf-8")


def refused(folder):
    with pytest.raises(DisclosureError) as caught:
        require_unchanged(folder)
    assert caught.value.exit_code == 14
    return [str(problem) for problem in caught.value.problems]


@pytest.mark.parametrize("synthetic", [True, False])
def test_a_release_that_the_ledger_has_passes(a_release, synthetic):
    folder = a_release(synthetic=synthetic)
    assert require_unchanged(folder) == ""
    release(folder, checked_by="B. Checker")
    assert require_unchanged(folder) == ""


def test_a_certificate_that_was_made_to_fit_does_not_deceive_the_ledger(a_release):
    folder = a_release()
    edited(folder)
    (folder / "released" / "more.csv").touch()
    certified_anew(folder)
    found = refused(folder)
    assert "released/more.csv: was added against publication 1 of the ledger" in found[0]
    assert "released/results.csv: was edited against publication 1 of the ledger" in found[1]


def test_what_a_release_says_of_itself_is_compared_too(a_release):
    folder = a_release()
    about = folder / "released" / "about.json"
    about.write_text(about.read_text(encoding="utf-8").replace("A tiny evaluation", "4 died"), encoding="utf-8")
    certified_anew(folder)
    (problem,) = refused(folder)
    assert "about.json: says something else than publication 1 of the ledger" in problem


@pytest.mark.parametrize("told", [None, {}, [], {"number": 2, "sha256": "ab"}, {"number": 1, "sha256": "ab"}])
def test_a_release_names_a_publication_of_the_ledger(a_release, told):
    folder = a_release()
    certified_anew(folder, publication=told)
    (problem,) = refused(folder)
    assert "is no publication of the ledger" in problem


@pytest.mark.parametrize("changed", [{"checked_by": "Nobody"}, {"checked_by": ""}, {"exceptions": [{"item": "all"}]}])
def test_who_answers_for_a_release_is_who_the_ledger_says(a_release, changed):
    folder = a_release()
    certified_anew(folder, **changed)
    (problem,) = refused(folder)
    assert "certificate.json: names others who answer for it than the ledger does" in problem
    assert "'A. Checker'" in problem


def test_a_ledger_that_is_not_whole_or_gone_knows_nothing(a_release, tmp_path):
    folder, ledger = a_release(), tmp_path / "outputs" / "publications"
    text = (ledger / "publications.jsonl").read_text(encoding="utf-8")
    (ledger / "publications.jsonl").write_text(text.replace("A. Checker", "B. Checker"), encoding="utf-8")
    assert "publications.jsonl:1: was edited" in refused(folder)[0]
    shutil.rmtree(ledger)
    assert "publications.jsonl: is shorter than .ledger_end says" in refused(folder)[0]


@pytest.mark.parametrize("synthetic", [True, False])
def test_a_folder_that_was_copied_without_the_ledger(a_release, tmp_path, synthetic):
    """Of real people a page would else show whatever somebody wrote beside a certificate."""
    folder = shutil.copytree(a_release(synthetic=synthetic), tmp_path / "elsewhere" / "tiny" / "run")
    if synthetic:
        assert "compared with its certificate alone" in require_unchanged(folder)
        return
    (problem,) = refused(folder)
    assert "publications.jsonl: is not there; expected the ledger that the release was written in" in problem
    shutil.copytree(tmp_path / "outputs" / "publications", tmp_path / "elsewhere" / "publications")
    assert require_unchanged(folder) == ""
