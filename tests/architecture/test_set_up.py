"""What people install is what the lock says, and the documents name commands that exist."""

import importlib.util
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def make_targets() -> set[str]:
    return set(re.findall(r"^([a-z]+):.*## ", read("Makefile"), flags=re.MULTILINE))


def documents() -> list[Path]:
    return [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]


def test_environment_yml_is_what_pyproject_says():
    spec = importlib.util.spec_from_file_location("environment", ROOT / ".ci" / "environment.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert read("environment.yml") == module.environment()


def test_every_direct_dependency_is_locked_with_hashes():
    locked = dict(re.findall(r"^([a-z0-9._-]+)==(\S+)", read("requirements.lock"), flags=re.MULTILINE))
    pyproject = tomllib.loads(read("pyproject.toml"))
    direct = [*pyproject["project"]["dependencies"], *pyproject["dependency-groups"]["dev"]]
    names = {re.match(r"[A-Za-z0-9._-]+", line).group().lower().replace("_", "-") for line in direct}
    assert names - set(locked) == set()
    entries = re.split(r"\n(?=[a-z0-9])", read("requirements.lock").strip())
    assert [entry.split()[0] for entry in entries if "--hash=sha256:" not in entry] == []


def test_the_lock_names_no_index():
    assert re.findall(r"https?://|--(?:extra-)?index-url|--find-links", read("requirements.lock")) == []


def test_the_makefile_has_the_promised_targets():
    promised = {"setup", "evaluate", "lab", "check", "fix", "test", "report", "compare", "diff", "quarto", "lock"}
    assert promised <= make_targets()


def test_continuous_integration_runs_the_test_command_of_the_readme():
    assert "make test" in read(".ci/run")
    assert "make test" in read("README.md")


@pytest.mark.parametrize("path", documents(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_documents_name_only_make_targets_and_commands_that_exist(path):
    from typer.main import get_command

    from evaluation.cli.commands import app

    code = "\n".join(re.findall(r"```.*?```|`[^`\n]+`", path.read_text(encoding="utf-8"), flags=re.DOTALL))
    assert set(re.findall(r"\bmake ([a-z]+)", code)) - make_targets() == set()
    subcommands = re.findall(r"(?:^|[\s`/])evaluation ([a-z]+)(?=[\s`])", code)
    assert set(subcommands) - set(get_command(app).commands) == set()


def test_help_needs_no_heavy_import():
    loaded = subprocess.run(
        [sys.executable, "-c", "import sys, evaluation.cli.commands; print(' '.join(sys.modules))"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    assert {"pandas", "numpy", "papermill", "matplotlib", "pydantic", "scipy"} & set(loaded) == set()
