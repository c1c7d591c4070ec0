"""Every text that code and public notebooks ask for is in the catalogue, with every placeholder given."""

import ast
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from evaluation.reporting.catalogue import FOLDER, Catalogue
from evaluation.reporting.findings import WORDS

ROOT = Path(__file__).resolve().parents[3]
LANGUAGES = sorted(folder.name for folder in FOLDER.iterdir() if folder.is_dir())
AREAS = {file.stem for file in (FOLDER / "en").glob("*.yml")}
FILES = sorted(
    [
        *(ROOT / "evaluation" / "reporting").rglob("*.py"),
        *(ROOT / "evaluation" / "publish").glob("*.py"),
        *(ROOT / "notebooks").rglob("*.ipynb"),
    ]
)
ONE_TEXT = {"text", "sentence", "section", "note", "table", "results"}
OPTIONS = {"sources", "level", "anchor", "download", "digits", "percents", "heads", "frame", "table", "key", "prefix"}
ABOUT_A_RESULT = {"finding", "findings", "said"}


def code_of(file: Path) -> ast.Module:
    if file.suffix == ".py":
        return ast.parse(file.read_text(encoding="utf-8"))
    cells = json.loads(file.read_text(encoding="utf-8"))["cells"]
    return ast.parse("\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"))


def is_key(node: ast.AST | None) -> bool:
    text = node.value if isinstance(node, ast.Constant) else None
    return (
        isinstance(text, str)
        and "/" not in text
        and " " not in text
        and text.partition(".")[0] in AREAS
        and "." in text
    )


def keys_in(file: Path) -> Iterator[str]:
    tree = code_of(file)
    parts = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    return (node.value for node in ast.walk(tree) if is_key(node) and id(node) not in parts and node.value[-1] != ".")


def prefixes_in(file: Path) -> Iterator[str]:
    for node in ast.walk(code_of(file)):
        if isinstance(node, ast.JoinedStr) and is_key(node.values[0]):
            yield node.values[0].value


def calls_in(file: Path) -> Iterator[tuple[str, str, set[str], bool]]:
    """Yield method, key, names of keywords, and whether more come from a mapping; a figure of None says nothing."""
    for node in ast.walk(code_of(file)):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        if node.args and isinstance(node.args[0], ast.Constant) and node.args[0].value is None:
            continue
        named = {keyword.arg: keyword.value for keyword in node.keywords if keyword.arg}
        candidates = [*node.args, named.get("key"), named.get("caption_key")]
        for key in (candidate.value for candidate in candidates if is_key(candidate)):
            more = any(keyword.arg is None for keyword in node.keywords)
            yield node.func.attr, key, named.keys() - OPTIONS, more


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_key_exists(language):
    catalogue = Catalogue(language)
    known = set(catalogue)
    starts = {key[: place + 1] for key in known for place, letter in enumerate(key) if letter == "."}
    missing = [
        f"{file.name}: {key}" for file in FILES for key in keys_in(file) if not (key in known or f"{key}." in starts)
    ]
    missing += [
        f"{file.name}: {prefix}..."
        for file in FILES
        for prefix in prefixes_in(file)
        if not any(key.startswith(prefix) for key in known)
    ]
    assert missing == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_placeholder_is_given(language):
    catalogue = Catalogue(language)
    missing = []
    for file in FILES:
        for method, key, given, more in calls_in(file):
            if method in ABOUT_A_RESULT:
                wanted, given = catalogue.placeholders(key), given | WORDS | {"scope"}
            elif method == "figure":
                parts = [f"{key}.{part}" for part in ("caption", "alt", "description")]
                wanted = frozenset().union(*(catalogue.placeholders(part) for part in parts))
            elif method in ONE_TEXT and key in catalogue:
                wanted = catalogue.placeholders(key)
            else:
                continue
            if not more and wanted - given:
                missing.append(f"{file.name}: {key} needs {sorted(wanted - given)}")
    assert missing == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_is_left_over(language):
    asked = {key for file in FILES for key in keys_in(file)}
    starts = tuple({f"{key}." for key in asked} | {prefix for file in FILES for prefix in prefixes_in(file)})
    by_page = {f"{area}.{name}" for area in AREAS for name in ("title", "lead", "nav", "description")}
    left = [key for key in Catalogue(language) if key not in asked | by_page and not key.startswith(starts)]
    assert left == []
