"""The ledger of publications: chained, kept whole, and whole again after it was killed at any step."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from evaluation.data.whole_files import write_json
from evaluation.disclosure.publications.end import END_FILE
from evaluation.disclosure.publications.ledger import LEDGER, open_ledger
from evaluation.disclosure.publications.publication import Countersignature, Publication
from evaluation.errors import DisclosureError, UsageError

WHAT = {
    "published_at": "2026-01-02T03:04:05Z",
    "evaluation": "demo",
    "run_id": "20260102T030405Z-0badcafe",
    "policy": "strict",
    "population": "demo",
    "source_key": "ab" * 8,
    "sources": {"deaths": "ab" * 32},
    "checked_by": "A. Checker",
    "exceptions": [],
}
OTHER = {"item": "table a", "name": "A. Head", "reason": "They agreed in writing.", "date": "2026-01-02"}


def released(folder: Path, text: str = "count\n40\n", about: str = "{}\n") -> Path:
    (folder / "tables").mkdir(parents=True, exist_ok=True)
    (folder / "tables" / "deaths.csv").write_text(text)
    (folder / "about.json").write_text(about)
    return folder


def publish(ledger: Path, folder: Path, outputs: Path | None = None, **what: object) -> Publication:
    with open_ledger(ledger, outputs) as found:
        return found.append(folder, **{**WHAT, **what})


def problems(ledger: Path, outputs: Path | None = None) -> list[str]:
    with pytest.raises(DisclosureError) as caught, open_ledger(ledger, outputs):
        pass
    assert caught.value.exit_code == 14
    return [f"{each.where}: {each.wrong}" for each in caught.value.problems]


def test_publications_are_chained_and_their_files_kept(tmp_path: Path) -> None:
    first = publish(tmp_path / "ledger", released(tmp_path / "a"))
    second = publish(tmp_path / "ledger", released(tmp_path / "a", "count\n51\n"))
    assert (first.number, second.number, second.previous) == (1, 2, first.sha256)
    with open_ledger(tmp_path / "ledger") as ledger:
        assert ledger.publications == (first, second)
        kept = [(ledger.released_files(each) / "tables/deaths.csv").read_text() for each in ledger.publications]
    assert kept == ["count\n40\n", "count\n51\n"]


def test_the_same_numbers_are_published_once(tmp_path: Path) -> None:
    first = publish(tmp_path / "ledger", released(tmp_path / "a"))
    again = publish(tmp_path / "ledger", released(tmp_path / "a", about='{"released_at": "later"}\n'), run_id="other")
    assert again == first
    made = _about(run_id="b", code={"commit": "c"}, data_made="2026-01-03")
    again = publish(tmp_path / "ledger", released(tmp_path / "a", about=made))
    assert again == first
    other = publish(tmp_path / "ledger", released(tmp_path / "a"), population="others")
    assert other.number == 2


def _about(**content: object) -> str:
    return json.dumps(content)


@pytest.mark.parametrize("name", ["title", "communities", "arms", "plan", "contact"])
def test_the_same_numbers_with_other_texts_are_another_publication(tmp_path: Path, name: str) -> None:
    ledger = tmp_path / "ledger"
    publish(ledger, released(tmp_path / "a", about=_about(**{name: "one"})))
    with open_ledger(ledger) as found:
        assert not found.same_as(released(tmp_path / "a", about=_about(**{name: "other"})), "demo")
    second = publish(ledger, released(tmp_path / "a", about=_about(**{name: "other"})))
    assert second.number == 2
    assert (ledger / "0002/about.json").read_text() == _about(**{name: "other"})


@pytest.mark.parametrize(
    ("harm", "expected"),
    [
        (lambda f: (f / LEDGER).write_text(""), ["0001: is a publication", "0002: is a publication"]),
        (lambda f: (f / LEDGER).unlink(), ["0001: is a publication", "0002: is a publication"]),
        (lambda f: _edit(f / LEDGER, lambda lines: lines[:1]), ["0002: is a publication"]),
        (lambda f: _edit(f / LEDGER, lambda lines: lines[1:]), [f"{LEDGER}:1: does not follow"]),
        (lambda f: _edit(f / LEDGER, lambda lines: lines[::-1]), [f"{LEDGER}:1: does not follow"]),
        (lambda f: _edit(f / LEDGER, lambda lines: [lines[0], lines[1][:-20]]), [f"{LEDGER}:2: was edited"]),
        (lambda f: _edit(f / LEDGER, _renamed), [f"{LEDGER}:1: was edited"]),
        (lambda f: _edit_bytes(f / LEDGER, lambda text: text.replace(b"\n", b"\r\n")), [f"{LEDGER}:1: was edited"]),
        (lambda f: _edit_bytes(f / LEDGER, lambda text: text + b"\xff\xfe\n"), [f"{LEDGER}:3: was edited"]),
        (lambda f: (f / LEDGER).write_text("[" * 100_000 + "\n"), [f"{LEDGER}:1: was edited"]),
        (lambda f: (f / "0001/tables/deaths.csv").write_text("count\n41\n"), ["0001/tables/deaths.csv: was edited"]),
        (lambda f: (f / "0001/more.csv").write_text("count\n41\n"), ["0001/more.csv: was added"]),
        (lambda f: (f / "0002/about.json").unlink(), ["0002/about.json: is missing"]),
        (lambda f: shutil.rmtree(f / "0001"), ["0001/about.json: is missing", "0001/tables/deaths.csv: is missing"]),
        (lambda f: shutil.copytree(f / "0002", f / "00002"), ["00002: is a publication"]),
        (lambda f: _as_link(f / "0002"), ["0002: is a link"]),
        (lambda f: _as_link(f / "0002/tables"), ["0002/tables: is a link"]),
        (lambda f: _as_link(f / "0002/about.json"), ["0002/about.json: is a link"]),
        (lambda f: _as_link(f / LEDGER), [f"{LEDGER}: is no file of its own"]),
        (lambda f: (_as_link(f / LEDGER), (f.parent / "elsewhere").unlink()), [f"{LEDGER}: is no file of its own"]),
        (lambda f: ((f / LEDGER).unlink(), (f / LEDGER).mkdir()), [f"{LEDGER}: is no file of its own"]),
    ],
)
def test_whatever_is_missing_or_altered_stops_a_release(tmp_path: Path, harm, expected: list[str]) -> None:
    ledger = tmp_path / "ledger"
    publish(ledger, released(tmp_path / "a"))
    publish(ledger, released(tmp_path / "a", "count\n51\n"))
    harm(ledger)
    found = problems(ledger)
    assert len(found) == len(expected)
    assert all(text.startswith(start) for text, start in zip(found, expected, strict=True)), found


def _as_link(path: Path) -> None:
    """Move something out of the ledger, and leave a link to it."""
    ledger = next((each for each in path.parents if each.name == "ledger"), path.parent)
    path.symlink_to(path.rename(ledger.parent / "elsewhere"))


def _edit(path: Path, change) -> None:
    path.write_text("".join(change(path.read_text().splitlines(keepends=True))))


def _edit_bytes(path: Path, change) -> None:
    path.write_bytes(change(path.read_bytes()))


def _renamed(lines: list[str]) -> list[str]:
    return [lines[0].replace('"policy":"strict"', '"policy":"looser"'), *lines[1:]]


def test_a_ledger_that_was_deleted_is_missed(tmp_path: Path) -> None:
    publication = publish(tmp_path / "ledger", released(tmp_path / "a"))
    certificate = tmp_path / "outputs/demo/20260102T030405Z-0badcafe/released/certificate.json"
    write_json(certificate, {"publication": {"number": publication.number, "sha256": publication.sha256}})
    with open_ledger(tmp_path / "ledger", tmp_path / "outputs"):
        pass
    shutil.rmtree(tmp_path / "ledger")
    assert problems(tmp_path / "ledger", tmp_path / "outputs") == [
        f"{LEDGER}: is shorter than {END_FILE} says",
        "20260102T030405Z-0badcafe/released: is not in the ledger",
    ]


@pytest.mark.parametrize(
    "told", [{"number": 1}, {"number": [1]}, {"sha256": "ab"}, {}, [], "x", 1, {"number": 7, "sha256": "ab"}]
)
def test_a_certificate_that_names_no_publication_of_the_ledger_stops_a_release(tmp_path: Path, told: object) -> None:
    publish(tmp_path / "ledger", released(tmp_path / "a"))
    write_json(tmp_path / "outputs/demo/a_run/released/certificate.json", {"publication": told})
    assert problems(tmp_path / "ledger", tmp_path / "outputs") == ["a_run/released: is not in the ledger"]


def test_one_release_at_a_time(tmp_path: Path) -> None:
    with open_ledger(tmp_path), pytest.raises(UsageError, match="Another release"), open_ledger(tmp_path):
        pass


KILLED = """
import sys
from pathlib import Path
from evaluation.disclosure.publications.ledger import open_ledger
from tests.unit.disclosure.killing import Fuse
Fuse(int(sys.argv[3])).guard("rename", "replace", "mkdir", "fsync", "open", "chmod", "scandir")
outputs = Path(sys.argv[1]).parent
with open_ledger(Path(sys.argv[1]), outputs) as ledger:
    ledger.append(Path(sys.argv[2]), published_at="2026-01-03T00:00:00Z", evaluation="demo", run_id="b",
                  policy="strict", population="demo", source_key="", sources={}, checked_by="B", exceptions=[])
"""


@pytest.mark.parametrize(("text", "n_publications"), [("count\n51\n", 2), ("count\n40\n", 1)], ids=["new", "again"])
def test_killed_at_any_step_the_ledger_is_whole(tmp_path: Path, text: str, n_publications: int) -> None:
    """Killed before each of its calls to the system; afterwards it has the old or the new lines, all whole.

    The note of its end is never ahead of it, and says the same as soon as the ledger was read again.
    """
    first = publish(tmp_path / "start/ledger", released(tmp_path / "a"), tmp_path / "start")
    new = released(tmp_path / "b", text)
    lengths = []
    for step in range(200):
        outputs = shutil.copytree(tmp_path / "start", tmp_path / f"{step:03d}")
        ledger = outputs / "ledger"
        done = subprocess.run(
            [sys.executable, "-c", KILLED, str(ledger), str(new), str(step)],
            env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[4])},
            check=False,
        )
        with open_ledger(ledger, outputs) as found:
            lengths.append(len(found.lines))
            assert found.lines[0] == first
            last = found.lines[-1]
        assert json.loads((outputs / END_FILE).read_text()) == {"lines": lengths[-1], "sha256": last.sha256}
        kept = ["0001", "0002"][: 1 if lengths[-1] == 1 else n_publications]
        assert sorted(path.name for path in ledger.iterdir()) == [*kept, LEDGER]
        if done.returncode == 0:
            break
    assert done.returncode == 0
    assert lengths == sorted(lengths)
    assert set(lengths) == {1, 2}


def test_who_answers_for_a_publication_stands_in_its_line(tmp_path: Path) -> None:
    publication = publish(tmp_path / "ledger", released(tmp_path / "a"), exceptions=[OTHER])
    text = (tmp_path / "ledger" / LEDGER).read_text()
    assert '"checked_by":"A. Checker"' in text
    assert publication.exceptions == [OTHER]
    _edit(tmp_path / "ledger" / LEDGER, lambda lines: [lines[0].replace("A. Checker", "B. Checker")])
    assert problems(tmp_path / "ledger") == [f"{LEDGER}:1: was edited or is cut off"]


def test_who_releases_the_same_again_has_a_line_and_the_first_one_stays(tmp_path: Path) -> None:
    """It is no new publication; a second time it is no new line either."""
    ledger = tmp_path / "ledger"
    first = publish(ledger, released(tmp_path / "a"))
    for signed in ({"checked_by": "B. Checker"}, {"exceptions": [OTHER]}, {"checked_by": "B. Checker"}, {}):
        assert publish(ledger, released(tmp_path / "a"), run_id="again", **signed) == first
    with open_ledger(ledger) as found:
        assert found.publications == (first,)
        lines = found.lines
    assert [type(line) for line in lines] == [Publication, Countersignature, Countersignature]
    assert [line.signatures for line in lines[1:]] == [
        {"checked_by": "B. Checker", "exceptions": []},
        {"checked_by": "A. Checker", "exceptions": [OTHER]},
    ]
    assert (lines[1].of, lines[1].run_id, lines[1].previous) == (1, "again", first.sha256)
    second = publish(ledger, released(tmp_path / "a", "count\n51\n"))
    assert (second.number, second.previous) == (2, lines[2].sha256)
    assert sorted(path.name for path in ledger.iterdir()) == ["0001", "0002", LEDGER]


@pytest.mark.parametrize("change", [lambda lines: [lines[0], lines[2]], lambda lines: [lines[1], lines[0], lines[2]]])
def test_a_signature_cannot_be_taken_out(tmp_path: Path, change) -> None:
    ledger = tmp_path / "ledger"
    publish(ledger, released(tmp_path / "a"))
    publish(ledger, released(tmp_path / "a"), checked_by="B. Checker")
    publish(ledger, released(tmp_path / "a", "count\n51\n"))
    _edit(ledger / LEDGER, change)
    (found,) = problems(ledger)
    assert "does not follow the line before" in found


def test_a_ledger_of_an_older_version_is_told(tmp_path: Path) -> None:
    publish(tmp_path / "ledger", released(tmp_path / "a"))
    path = tmp_path / "ledger" / LEDGER
    line = json.loads(path.read_text())
    path.write_text(json.dumps({name: each for name, each in line.items() if name not in OLDER}) + "\n")
    with pytest.raises(DisclosureError, match="a publication of an older version, which does not say who checked it"):
        publish(tmp_path / "ledger", released(tmp_path / "a"))


OLDER = ("checked_by", "exceptions")


@pytest.mark.parametrize(
    ("harm", "expected"),
    [
        (lambda f: shutil.rmtree(f), [f"{LEDGER}: is shorter than {END_FILE} says"]),
        (
            lambda f: (_edit(f / LEDGER, lambda lines: lines[:1]), shutil.rmtree(f / "0002")),
            [f"{LEDGER}: is shorter than {END_FILE} says"],
        ),
        (lambda f: _begun_anew(f), [f"{LEDGER}: is not the ledger that {END_FILE} says"]),
        (lambda f: (f.parent / END_FILE).write_text("{"), [f"{END_FILE}: is not what a release wrote"]),
        (lambda f: (f.parent / END_FILE).write_text(""), [f"{END_FILE}: is not what a release wrote"]),
        (lambda f: (f.parent / END_FILE).write_text('{"lines": 0, "sha256": ""}'), [f"{END_FILE}: is not what"]),
        (lambda f: (f.parent / END_FILE).write_text('{"lines": true, "sha256": ""}'), [f"{END_FILE}: is not what"]),
        (lambda f: _as_link(f.parent / END_FILE), [f"{END_FILE}: is not what a release wrote"]),
    ],
)
def test_a_ledger_that_lost_its_end_with_all_that_names_it_is_missed(tmp_path: Path, harm, expected) -> None:
    ledger = tmp_path / "outputs/ledger"
    publish(ledger, released(tmp_path / "a"), tmp_path / "outputs")
    publish(ledger, released(tmp_path / "a", "count\n51\n"), tmp_path / "outputs")
    harm(ledger)
    found = problems(ledger, tmp_path / "outputs")
    assert len(found) == len(expected)
    assert all(text.startswith(start) for text, start in zip(found, expected, strict=True)), found


def _begun_anew(ledger: Path) -> None:
    shutil.rmtree(ledger)
    for count in (40, 51, 60):
        publish(ledger, released(ledger.parent / "b", f"count\n{count}\n"), run_id="another")


def test_a_trial_is_thrown_away_with_its_note(tmp_path: Path) -> None:
    """docs/methods/disclosure.md says so."""
    publish(tmp_path / "outputs/ledger", released(tmp_path / "a"), tmp_path / "outputs")
    shutil.rmtree(tmp_path / "outputs/ledger")
    (tmp_path / "outputs" / END_FILE).unlink()
    assert publish(tmp_path / "outputs/ledger", released(tmp_path / "a"), tmp_path / "outputs").number == 1


def test_a_longer_ledger_than_is_noted_is_another_project_s_or_of_a_release_that_was_killed(tmp_path: Path) -> None:
    ledger, outputs = tmp_path / "outputs/ledger", tmp_path / "outputs"
    publish(ledger, released(tmp_path / "a"), outputs)
    publish(ledger, released(tmp_path / "a", "count\n51\n"), tmp_path / "other")
    assert json.loads((outputs / END_FILE).read_text())["lines"] == 1
    with open_ledger(ledger, outputs) as found:
        assert len(found.publications) == 2
    assert json.loads((outputs / END_FILE).read_text())["lines"] == 2


@pytest.mark.parametrize(
    "leave",
    [
        lambda f: (f / ".0002.new").symlink_to(f / "nothing"),
        lambda f: (f / ".0001.new").symlink_to(f / "nothing"),
        lambda f: (f / ".0002.new").symlink_to(f / "0001"),
        lambda f: (f / ".0002.new").write_text("x"),
        lambda f: (f / f".{LEDGER}.abc").mkdir(),
    ],
)
def test_whatever_stands_where_a_release_was_killed_is_removed(tmp_path: Path, leave) -> None:
    ledger = tmp_path / "ledger"
    publish(ledger, released(tmp_path / "a"))
    leave(ledger)
    assert publish(ledger, released(tmp_path / "a", "count\n51\n")).number == 2
    assert sorted(path.name for path in ledger.iterdir()) == ["0001", "0002", LEDGER]


def test_a_link_does_not_take_the_place_of_what_was_kept(tmp_path: Path) -> None:
    publish(tmp_path / "ledger", released(tmp_path / "a"))
    (tmp_path / "ledger/0001").rename(tmp_path / "elsewhere")
    (tmp_path / "ledger/.0001.new").symlink_to(tmp_path / "elsewhere")
    assert problems(tmp_path / "ledger") == ["0001/about.json: is missing", "0001/tables/deaths.csv: is missing"]


@pytest.mark.parametrize("make", [lambda f: f.write_text("x"), lambda f: f.symlink_to(f.parent / "nothing")])
def test_something_else_in_the_place_of_the_ledger_is_told(tmp_path: Path, make) -> None:
    make(tmp_path / "ledger")
    with (
        pytest.raises(UsageError, match="something else has the place of the ledger"),
        open_ledger(tmp_path / "ledger"),
    ):
        pass
