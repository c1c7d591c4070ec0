"""A copy of the project to work in, so that tests never touch outputs/, and its command line."""

import os
import re
import shutil
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from evaluation import cli

ROOT = Path(__file__).resolve().parents[2]
PARTS = ("evaluation", "notebooks", "params", "data_dictionary", "report", "requirements.lock")


@dataclass(frozen=True)
class Workspace:
    """A working copy of the project, with its command line."""

    root: Path

    def evaluation(self, *arguments: object, **environment: str) -> subprocess.CompletedProcess[str]:
        """Run the `evaluation` command in the copy, with an empty HOME."""
        home = self.root / "home"
        home.mkdir(exist_ok=True)
        return subprocess.run(
            [sys.executable, "-m", "evaluation.cli", *map(str, arguments)],
            cwd=self.root,
            env={**os.environ, "PYTHONPATH": str(self.root), "HOME": str(home), **environment},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=900,
        )

    def ok(self, *arguments: object, **environment: str) -> str:
        """Run a command that must succeed, and return what it printed."""
        done = self.evaluation(*arguments, **environment)
        if done.returncode != 0:
            pytest.fail(f"evaluation {' '.join(map(str, arguments))} ended with {done.returncode}:\n{done.stderr}")
        return done.stdout

    def variant(self, name: str, *changes: tuple[str, str], without: tuple[str, ...] = ()) -> Path:
        """Write the demo's params file under another name, some text replaced and some sections left out.

        The joint display is always: it is about the numbers of the demo.
        """
        text = (self.root / "params" / "demo.yml").read_text(encoding="utf-8")
        for old, new in (("evaluation: demo\n", f"evaluation: {name}\n"), *changes):
            if old not in text:
                pytest.fail(f"params/demo.yml does not have {old!r}")
            text = text.replace(old, new)
        for section in ("joint_display", *without):
            text = re.sub(rf"^{section}:\n(?:(?: .*)?\n)*", "", text, flags=re.MULTILINE)
        path = self.root / "params" / f"{name}.yml"
        path.write_text(text, encoding="utf-8")
        return path.relative_to(self.root)


@pytest.fixture(scope="session")
def workspace(tmp_path_factory) -> Workspace:
    root = tmp_path_factory.mktemp("project")
    for part in PARTS:
        copy = shutil.copytree if (ROOT / part).is_dir() else shutil.copy
        options = {"ignore": shutil.ignore_patterns("__pycache__")} if (ROOT / part).is_dir() else {}
        copy(ROOT / part, root / part, **options)
    (root / "outputs").mkdir()
    made = Workspace(root)
    made.ok("demo")
    return made


@pytest.fixture(scope="session")
def first_run(workspace) -> Path:
    """The demonstration, run and released once."""
    workspace.ok("run", "params/demo.yml")
    workspace.ok("release", "demo")
    return (workspace.root / "outputs" / "demo" / "latest").resolve()


@pytest.fixture
def command(monkeypatch, capsys):
    """Run a command in this process, and return its exit code with what it said."""
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = {number: signal.getsignal(number) for number in numbers}

    def run(*arguments):
        monkeypatch.setattr(sys, "argv", ["evaluation", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        printed = capsys.readouterr()
        assert "Traceback" not in printed.out + printed.err
        return ended.value.code or 0, printed.err + printed.out

    yield run
    for number, handler in before.items():
        signal.signal(number, handler)
