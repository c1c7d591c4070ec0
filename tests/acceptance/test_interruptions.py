"""A command that is stopped, killed or refused by the machine says so, leaves no kernel, and loses nothing."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest


@pytest.fixture(scope="module")
def short(workspace) -> Path:
    """A params file with the two analyses that take the least time."""
    return workspace.variant("short", without=("interrupted_series", "retention", "themes"))


@pytest.fixture
def start(workspace):
    """Start a command, without waiting for it."""
    processes = []

    def begin(*arguments):
        process = subprocess.Popen(
            [sys.executable, "-m", "evaluation.cli", *map(str, arguments)],
            cwd=workspace.root,
            env={**os.environ, "PYTHONPATH": str(workspace.root), "HOME": str(workspace.root)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        processes.append(process)
        return process

    yield begin
    for process in processes:
        with process:
            process.kill()


def wait_until_it_listens(process):
    """Wait for the handler of SIGTERM: what comes before it is the start of Python itself."""
    status = Path(f"/proc/{process.pid}/status")
    if not status.exists():
        time.sleep(1)
        return
    for _ in range(1000):
        caught = next(line.split()[1] for line in status.read_text().splitlines() if line.startswith("SigCgt"))
        if int(caught, 16) >> (signal.SIGTERM - 1) & 1:
            return
        time.sleep(0.01)
    pytest.fail("the command never began to listen")


def kernels_in(folder: Path) -> list[str]:
    """Return the command lines of kernels that were started in a folder."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            words = (process / "cmdline").read_bytes().decode(errors="replace").split("\0")
            if "ipykernel_launcher" in words and (process / "cwd").readlink() == folder:
                found.append(" ".join(words))
        except OSError:
            continue
    return found


def no_kernel_is_left(folder: Path, *, seconds: float) -> bool:
    end = time.monotonic() + seconds
    while kernels_in(folder):
        if time.monotonic() > end:
            return False
        time.sleep(0.1)
    return True


@pytest.mark.parametrize(
    ("number", "seconds"),
    [
        (signal.SIGINT, 0),
        (signal.SIGINT, 0.1),
        (signal.SIGTERM, 0.5),
        (signal.SIGINT, 1.5),
        (signal.SIGTERM, 4),
        (signal.SIGINT, 4),
    ],
)
def test_a_run_that_is_stopped_says_so_at_any_moment(workspace, short, start, number, seconds):
    process = start("run", short, "--fresh")
    wait_until_it_listens(process)
    time.sleep(seconds)
    process.send_signal(number)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 128 + number
    assert said.endswith("Stopped. What was finished is kept.\n")
    assert "Traceback" not in said
    assert no_kernel_is_left(workspace.root, seconds=0)


def test_a_report_that_is_stopped_leaves_no_kernel_and_no_half_of_a_site(workspace, first_run, start):
    copy = workspace.root / "outputs" / "stopped" / first_run.name
    shutil.copytree(first_run, copy, ignore=shutil.ignore_patterns("report"))
    process = start("report", copy)
    while "started" not in process.stderr.readline():
        pass
    time.sleep(1)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Traceback" not in said
    assert no_kernel_is_left(workspace.root, seconds=0)
    assert not (copy / "report" / "site").exists()


def test_a_run_that_was_killed_is_resumed_and_gives_the_same_results(workspace, first_run, short, start):
    process = start("run", short, "--fresh")
    while not (line := process.stderr.readline()).startswith("activities: finished"):
        assert line, "the run ended before it could be killed"
    process.kill()
    process.wait()
    assert no_kernel_is_left(workspace.root, seconds=20)
    killed = max(folder for folder in (workspace.root / "outputs" / "short").iterdir() if folder.name != "latest")
    done = workspace.evaluation("run", short)
    assert done.stdout == f"{killed}\n"
    assert "executed overdose_deaths; kept activities." in done.stderr
    for stem in ("activities", "overdose_deaths"):
        name = f"restricted/ledger/{stem}.csv"
        assert (killed / name).read_bytes() == (first_run / name).read_bytes()


def refused(done, code, *said):
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr + done.stdout
    for text in said:
        assert text in done.stderr, done.stderr


def test_outputs_that_are_a_file(workspace, short):
    place = workspace.root / "outputs" / "short"
    shutil.rmtree(place, ignore_errors=True)
    place.touch()
    refused(
        workspace.evaluation("run", short), 2, "outputs/short: cannot be used; found file exists; expected a folder"
    )
    assert place.read_bytes() == b""
    place.unlink()


@pytest.fixture
def copy(workspace, first_run):
    """A run folder to harm, with its release."""
    folder = workspace.root / "outputs" / "harmed-run" / first_run.name
    shutil.rmtree(folder.parent, ignore_errors=True)
    shutil.copytree(first_run, folder, ignore=shutil.ignore_patterns("report"))
    return folder


@pytest.mark.parametrize("content", [b"", b'{"run_id": "2024', b"\xff\xfe", b"[]", b"{}", b'{"notebooks": []}'])
def test_a_damaged_manifest_is_named_by_every_command_that_reads_it(workspace, copy, content):
    (copy / "manifest.json").write_bytes(content)
    for command in (["trace", "overdose_deaths/level_change/cep", "--run", copy], ["report", copy]):
        refused(workspace.evaluation(*command), 2, "manifest.json", "expected the manifest as it was written")


def test_a_damaged_ledger_is_named_by_every_command_that_reads_it(workspace, copy, first_run):
    path = copy / "results.csv"
    path.write_bytes(path.read_bytes()[:-20])
    for command in (["trace", "a/b/c", "--run", copy], ["compare", first_run, copy]):
        refused(
            workspace.evaluation(*command), 2, "results.csv: cannot be read", "in the middle of a line", "restore it"
        )


def test_a_release_that_was_edited_is_not_published(workspace, copy):
    results, about = copy / "released" / "results.csv", copy / "released" / "about.json"
    results.write_text(results.read_text(encoding="utf-8").replace("0.8", "0.7"), encoding="utf-8")
    (copy / "released" / "notes.txt").touch()
    (copy / "released" / "quotes.csv").unlink()
    about.write_text(
        json.dumps(json.loads(about.read_text(encoding="utf-8")) | {"synthetic": False}), encoding="utf-8"
    )
    refused(
        workspace.evaluation("report", copy),
        14,
        "released/results.csv: was edited after the release",
        "released/notes.txt: was added after the release",
        "released/quotes.csv: is missing after the release",
        "released/about.json: was edited after the release",
    )
    assert not (copy / "report").exists()


def test_a_release_shows_how_far_it_has_come(workspace, copy):
    said = workspace.evaluation("release", copy).stderr.splitlines()
    assert said[:-1] == [
        f"release: {stage}" for stage in ("started", "deciding what may be shown", "writing", "auditing")
    ]
    assert said[-1].startswith("release: finished after ")


def test_a_run_that_was_not_released_is_not_published(workspace, copy):
    shutil.rmtree(copy / "released")
    refused(workspace.evaluation("report", copy), 14, "released: is not there; expected `evaluation release` first")


def test_a_result_is_traced_without_the_data_and_without_what_is_restricted(workspace, copy):
    shutil.rmtree(copy / "restricted")
    traced = workspace.ok("trace", "overdose_deaths/level_change/cep", "--run", copy)
    assert "unknown: the executed notebook is not here" in traced
    assert "deaths.csv sha256 " in traced
