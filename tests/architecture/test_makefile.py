"""What `make evaluate` runs is what it releases and reports, whoever else runs at the same moment."""

import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
STAND_IN = """#!/bin/sh
echo "$@" >> "$(dirname "$0")/said"
if [ "$1" = run ]; then echo "334 results" >&2; echo "/a place/20240101T000000Z-00000001"; fi
test "$1" != "$FAILING"
"""


@pytest.fixture
def make(tmp_path):
    """Run a target with a stand-in for the command line, and return the exit code and its calls."""
    command, stamp = tmp_path / "evaluation", tmp_path / "ready"
    command.write_text(STAND_IN, encoding="utf-8")
    command.chmod(0o755)
    stamp.touch()

    def run(target: str, failing: str = "") -> tuple[int, list[str]]:
        done = subprocess.run(
            ["make", "--silent", target, f"BIN={tmp_path}", f"STAMP={stamp}", "PARAMS=params/mine.yml", "LAB=x"],
            cwd=ROOT,
            env={**os.environ, "FAILING": failing},
            capture_output=True,
            text=True,
        )
        return done.returncode, (tmp_path / "said").read_text(encoding="utf-8").splitlines()

    return run


def test_the_folder_of_the_run_is_passed_on(make):
    folder = "/a place/20240101T000000Z-00000001"
    assert make("evaluate") == (0, ["run params/mine.yml", f"release {folder}", f"report {folder}"])


@pytest.mark.parametrize(("failing", "calls"), [("run", 1), ("release", 2)])
def test_what_fails_stops_the_rest(make, failing, calls):
    code, said = make("evaluate", failing)
    assert code != 0
    assert len(said) == calls
