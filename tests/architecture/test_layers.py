"""The layers of DESIGN hold: imports go down only, analyses are strangers to one another."""

from pathlib import Path

from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports

ROOT = Path(__file__).resolve().parents[2]
LONGEST_MODULE = 400
NAMES_THAT_EXPLAIN_NOTHING = {"utils", "util", "helpers", "common", "misc", "tools"}


def modules() -> list[Path]:
    return sorted((ROOT / "evaluation").rglob("*.py"))


def test_imports_go_down_the_layers_only(monkeypatch, capsys):
    monkeypatch.chdir(ROOT)
    status = lint_imports(config_filename="pyproject.toml", cache_dir=None)
    assert status == EXIT_STATUS_SUCCESS, capsys.readouterr().out


def test_modules_are_short_enough_to_read():
    long = {str(path.relative_to(ROOT)): lines for path in modules() if (lines := count_lines(path)) > LONGEST_MODULE}
    assert long == {}


def test_module_names_say_what_is_in_them():
    assert [path for path in modules() if path.stem in NAMES_THAT_EXPLAIN_NOTHING] == []


def count_lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())
