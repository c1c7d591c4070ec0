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
from evaluation.disclosure.publications.ledger import LEDGER, open_ledger
from evaluation.disclosure.publications.publication import Publication
from evaluation.errors import DisclosureError, UsageError

WHAT = {
    "published_at": "2026-01-02T03:04:05Z",
    "evaluation": "demo",
    "run_id": "20260102T030405Z-0badcafe",
    "policy": "strict",
    "population": "demo",
    "source_key": "ab" * 8,
    "sources": {"deaths": "ab" * 32},
}


def released(folder: Path, text: str = "count\n40\n", about: str = "{}\n") -> Path:
    (folder / "tables").mkdir(parents=True, exist_ok=True)
    (folder / "tables" / "deaths.csv").write_text(text)
    (folder / "about.json").write_text(about)
    return folder


def publish(ledger: Path, folder: Path, **what: object) -> Publication:
    with open_ledger(ledger) as found:
        return found.append(folder, **{**WHAT, **what})


def problems(ledger: Path, evaluations: Path | None = None) -> list[str]:
    with pytest.raises(DisclosureError) as caught, open_ledger(ledger, evaluations):
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
        assert not found.has(released(tmp_path / "a", about=_about(**{name: "other"})), "demo")
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
        "20260102T030405Z-0badcafe/released: is not in the ledger"
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
with open_ledger(Path(sys.argv[1])) as ledger:
    ledger.append(Path(sys.argv[2]), published_at="2026-01-03T00:00:00Z", evaluation="demo", run_id="b",
                  policy="strict", population="demo", source_key="", sources={})
"""


def test_killed_at_any_step_the_ledger_is_whole(tmp_path: Path) -> None:
    """Killed before each of its calls to the system; afterwards it has the old or the new publications, all whole."""
    start = tmp_path / "start"
    first = publish(start, released(tmp_path / "a"))
    new = released(tmp_path / "b", "count\n51\n")
    lengths = []
    for step in range(200):
        ledger = shutil.copytree(start, tmp_path / f"{step:03d}")
        done = subprocess.run(
            [sys.executable, "-c", KILLED, str(ledger), str(new), str(step)],
            env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[4])},
            check=False,
        )
        with open_ledger(ledger) as found:
            lengths.append(len(found.publications))
            assert found.publications[0] == first
        assert sorted(path.name for path in ledger.iterdir())[: lengths[-1]] == ["0001", "0002"][: lengths[-1]]
        assert len(list(ledger.iterdir())) == lengths[-1] + 1
        if done.returncode == 0:
            break
    assert done.returncode == 0
    assert lengths == sorted(lengths)
    assert set(lengths) == {1, 2}
