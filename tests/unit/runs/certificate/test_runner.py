"""A certificate is the same however many workers made it and however often it was stopped."""

import io
import json
import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest
from rich.console import Console

from evaluation.errors import UsageError
from evaluation.runs.certificate import runner
from evaluation.runs.certificate.cells import CELLS, Cell, Family, Noise
from evaluation.runs.certificate.coverage import coverages
from evaluation.runs.certificate.runner import certify_its
from evaluation.runs.certificate.settings import code_files
from evaluation.runs.certificate.table import write_certificate
from evaluation.runs.certificate.units import Outcome, Unit, compute, compute_and_keep, read_unit, units_of
from evaluation.runs.folders import claim

NORMAL = Cell(Family.NORMAL, 24, 14, Noise.AUTOREGRESSION, phi=(0.4,), level=1.0)
COUNTS = Cell(Family.COUNTS, 24, 12, Noise.NONE, sd=0.0, mean=5, reason="short")
CERTIFY = """
import sys
from pathlib import Path
from evaluation.runs.certificate.cells import Cell, Family, Noise
from evaluation.runs.certificate.runner import certify_its
if __name__ == "__main__":
    cell = Cell(Family.NORMAL, 24, 14, Noise.AUTOREGRESSION, phi=(0.4,), level=1.0)
    certify_its(replicates=int(sys.argv[2]), workers=1, parent=Path(sys.argv[1]), cells=[cell])
"""


@contextmanager
def in_this_process(number):
    with ThreadPoolExecutor(1) as pool:
        yield pool


@pytest.fixture
def certify(tmp_path, monkeypatch):
    """Make a certificate of two small worlds, quietly, and in this process unless told how many workers."""

    def run(name="its", **settings):
        console = Console(file=io.StringIO())
        settings = {"replicates": 4, "workers": None, "cells": [NORMAL, COUNTS]} | settings
        if not settings["workers"]:
            monkeypatch.setattr(runner, "_workers", in_this_process)
        return certify_its(parent=tmp_path / name, console=console, **settings)

    return run


def content(summary):
    return [(summary.folder / name).read_bytes() for name in ("certificate.csv", "certificate.md")]


def test_units_cover_every_replicate_once():
    assert [(unit.first, unit.last) for unit in units_of([NORMAL], 120)] == [(0, 50), (50, 100), (100, 120)]
    assert len({unit.name for unit in units_of(CELLS, 2000)}) == 40 * len(CELLS)


def test_a_unit_is_read_as_it_was_kept(tmp_path):
    unit = Unit(COUNTS, 50, 53)
    assert compute_and_keep(unit, tmp_path) == COUNTS.key
    found, expected = read_unit(unit, tmp_path), compute(unit)
    assert found.truth.tobytes() == expected.truth.tobytes()
    assert {key: each.tobytes() for key, each in found.intervals.items()} == {
        key: each.tobytes() for key, each in expected.intervals.items()
    }


def test_slow_methods_see_the_first_series_only():
    assert [len(compute(Unit(COUNTS, first, first + 2)).intervals["negative_binomial"]) for first in (150, 200)] == [
        2,
        0,
    ]


@pytest.mark.parametrize("damage", [b"", b"PK\x03\x04 half a file"])
def test_a_damaged_unit_is_no_unit(tmp_path, damage):
    unit = Unit(COUNTS, 0, 2)
    (tmp_path / unit.name).write_bytes(damage)
    assert read_unit(unit, tmp_path) is None
    compute_and_keep(Unit(COUNTS, 0, 1), tmp_path)
    (tmp_path / Unit(COUNTS, 0, 1).name).rename(tmp_path / unit.name)
    assert read_unit(unit, tmp_path) is None


def test_one_worker_and_two_make_the_same_bytes(certify, monkeypatch):
    monkeypatch.delenv("OPENBLAS_NUM_THREADS", raising=False)
    one, two = certify("one", workers=1), certify("two", workers=2)
    assert "OPENBLAS_NUM_THREADS" not in os.environ
    assert content(one) == content(two)
    assert one.folder.name == two.folder.name
    assert (one.n_computed, one.n_kept) == (2, 0)


def test_what_was_finished_is_kept_and_what_is_missing_is_made_again(certify):
    first = certify()
    before = content(first)
    units = sorted((first.folder / "units").iterdir())
    times = {path.name: path.stat().st_mtime_ns for path in units}
    units[0].unlink()
    again = certify()
    assert (again.n_computed, again.n_kept, content(again)) == (1, 1, before)
    assert units[1].stat().st_mtime_ns == times[units[1].name]
    assert (certify().n_computed, certify(fresh=True).n_computed) == (0, 2)


def test_more_replicates_keep_whole_batches_and_their_numbers(certify):
    certify(replicates=50, cells=[COUNTS])
    more = certify(replicates=52, cells=[COUNTS])
    assert (more.n_computed, more.n_kept) == (1, 1)
    parts = [compute(unit) for unit in units_of([COUNTS], 52)]
    write_certificate(more.folder / "expected.csv", coverages({COUNTS: Outcome.together(parts)}))
    assert (more.folder / "expected.csv").read_bytes() == (more.folder / "certificate.csv").read_bytes()


def test_details_say_what_the_numbers_depend_on(certify):
    summary = certify()
    details = json.loads((summary.folder / "certificate.json").read_text(encoding="utf-8"))
    assert [cell["key"] for cell in details["cells"]] == [NORMAL.key, COUNTS.key]
    assert (details["replicates"], details["batch"], details["draws"], details["nominal"]) == (4, 50, 999, 0.95)
    assert details["claims"][0]["holds"] is None
    assert details["milliseconds_a_series"].keys() == {NORMAL.key, COUNTS.key}
    assert "host" not in json.dumps(details)
    assert "too few replicates to judge" in str(summary)


def test_the_code_of_the_engines_names_the_folder():
    names = {path.name for path in code_files()}
    assert names > {"cells.py", "worlds.py", "methods.py", "count_series.py", "latent_prior.py", "simulation.py"}
    assert names.isdisjoint({"table.py", "runner.py", "cox.py"})


def test_a_certificate_stopped_at_any_moment_is_resumed(tmp_path):
    script, units = tmp_path / "certify.py", units_of([NORMAL], 102)
    script.write_text(CERTIFY, encoding="utf-8")
    command = [sys.executable, str(script), str(tmp_path / "its"), "102"]
    for n_kept, number in ((1, signal.SIGKILL), (2, signal.SIGINT)):
        process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
        kept = wait_for(lambda n=n_kept: (found := list((tmp_path / "its").glob("*/units/[!.]*")))[n - 1 :] and found)
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text(encoding="utf-8").split()
        process.send_signal(number)
        assert process.wait(timeout=60) == -number
        assert wait_for(lambda found=children: not any(map(is_alive, found))), "workers outlived their parent"
        assert {path.name for path in kept} <= {unit.name for unit in units if read_unit(unit, kept[0].parent)}
    subprocess.run(command, check=True, capture_output=True)
    folder = kept[0].parent.parent
    write_certificate(
        folder / "expected.csv", coverages({NORMAL: Outcome.together([compute(each) for each in units])})
    )
    assert (folder / "expected.csv").read_bytes() == (folder / "certificate.csv").read_bytes()


def wait_for(found, seconds=120):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if result := found():
            return result
        time.sleep(0.02)
    raise TimeoutError


def is_alive(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def test_a_unit_that_vanishes_is_not_left_out_in_silence(certify, monkeypatch):
    monkeypatch.setattr(runner, "_compute", lambda missing, folder, **settings: None)
    with pytest.raises(UsageError, match="A unit was removed while the certificate was made"):
        certify()


def test_two_at_once_are_refused(certify):
    folder = certify().folder
    with claim(folder), pytest.raises(UsageError, match="is in use; found another process at work"):
        certify()


def test_the_documentation_takes_whole_certificates_only(certify, tmp_path):
    with pytest.raises(UsageError, match=r"is too small for the documentation; found 4; expected 2,000"):
        certify(write_docs=True)
    assert not (tmp_path / "its").exists()


def test_documentation_is_written_from_the_certificate(certify, tmp_path, monkeypatch):
    monkeypatch.setattr(runner, "REPLICATES", 4)
    page, summary = tmp_path / "page.md", tmp_path / "its_certificate.csv"
    page.write_text("## Checked against\n", encoding="utf-8")
    done = certify(write_docs=True, page=page, summary=summary)
    assert summary.read_bytes() == (done.folder / "certificate.csv").read_bytes()
    assert (done.folder / "certificate.md").read_text(encoding="utf-8").strip() in page.read_text(encoding="utf-8")
