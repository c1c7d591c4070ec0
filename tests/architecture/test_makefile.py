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
    stamp = tmp_path / "ready"
    stamp.touch()
    for name in ("evaluation", "ruff", "lint-imports"):
        (tmp_path / name).write_text(STAND_IN, encoding="utf-8")
        (tmp_path / name).chmod(0o755)

    def run(
        target: str, failing: str = "", given: str = "PARAMS=params/mine.yml", more: str = ""
    ) -> tuple[int, list[str]]:
        done = subprocess.run(
            ["make", "--silent", target, f"BIN={tmp_path}", f"STAMP={stamp}", *filter(None, [given, more])],
            cwd=ROOT,
            env={key: value for key, value in os.environ.items() if key not in ("PARAMS", "CHECKED_BY")}
            | {"FAILING": failing},
            capture_output=True,
            text=True,
        )
        return done.returncode, (tmp_path / "said").read_text(encoding="utf-8").splitlines()

    return run


def test_the_folder_of_the_run_is_passed_on(make):
    folder = "/a place/20240101T000000Z-00000001"
    assert make("evaluate") == (0, ["run params/mine.yml", f"release {folder}", f"report {folder}"])


def test_the_name_of_who_has_checked_real_data_is_passed_on(make):
    code, said = make("evaluate", more='CHECKED_BY=A. "B" O\'Checker')
    assert (code, said[1]) == (0, 'release /a place/20240101T000000Z-00000001 --checked-by A. "B" O\'Checker')


@pytest.mark.parametrize(("failing", "calls"), [("run", 1), ("release", 2)])
def test_what_fails_stops_the_rest(make, failing, calls):
    code, said = make("evaluate", failing)
    assert code != 0
    assert len(said) == calls


def test_a_params_file_is_checked_without_the_code(make):
    assert make("check") == (0, ["check params/mine.yml"])


STYLE = ["check --quiet .", "format --check --quiet .", "--no-logo"]


def test_the_demo_is_checked_with_the_code(make):
    assert make("check", given="") == (0, ["demo", "check params/demo.yml", *STYLE])


def test_lint_checks_the_code_alone(make):
    code, said = make("lint", failing="format")
    assert (code != 0, said) == (True, STYLE[:2])
