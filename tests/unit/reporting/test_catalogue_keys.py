"""Every text that code and public notebooks ask for is in the catalogue, with every placeholder given."""

import ast
import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
import yaml

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
ONE_TEXT = {"text", "plain", "sentence", "section", "note", "table", "results"}
ABOUT_A_RESULT = {"finding", "findings", "said"}


@dataclass(frozen=True)
class Asked:
    """A key that code asks for; an incomplete one ends where a value is filled in."""

    file: str
    text: str
    complete: bool


@cache
def code_of(file: Path) -> ast.Module:
    if file.suffix == ".py":
        return ast.parse(file.read_text(encoding="utf-8"))
    cells = json.loads(file.read_text(encoding="utf-8"))["cells"]
    return ast.parse("\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"))


def constants_of(file: Path) -> dict[str, str]:
    """Return the module's names for texts: ``STEM = "overdose_deaths"``."""
    return {
        target.id: node.value.value
        for node in code_of(file).body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
        for target in node.targets
        if isinstance(target, ast.Name)
    }


def asked_by(node: ast.AST | None, file: Path) -> Asked | None:
    """Return the key that a text of the code is, or None if it is no key."""
    text, complete = "", True
    for part in node.values if isinstance(node, ast.JoinedStr) else [node]:
        value = part.value if isinstance(part, ast.FormattedValue) else part
        if isinstance(value, ast.Constant) and isinstance(value.value, str):
            text += value.value
        elif isinstance(value, ast.Name) and value.id in constants_of(file):
            text += constants_of(file)[value.id]
        else:
            complete = False
            break
    area, dot, _ = text.partition(".")
    is_key = (
        bool(dot) and area in AREAS and "/" not in text and " " not in text and not text.endswith((".ipynb", ".md"))
    )
    return Asked(file.name, text, complete and not text.endswith(".")) if is_key else None


def all_asked() -> list[Asked]:
    found = []
    for file in FILES:
        tree = code_of(file)
        parts = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
        texts = [node for node in ast.walk(tree) if isinstance(node, (ast.Constant, ast.JoinedStr))]
        found += [asked_by(node, file) for node in texts if isinstance(node, ast.JoinedStr) or id(node) not in parts]
    return [asked for asked in found if asked]


def calls_in(file: Path) -> Iterator[tuple[str, str, set[str], bool]]:
    """Yield method, key, names of keywords, and whether more come from a mapping; a figure of None says nothing."""
    for node in ast.walk(code_of(file)):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        if node.args and isinstance(node.args[0], ast.Constant) and node.args[0].value is None:
            continue
        named = {keyword.arg: keyword.value for keyword in node.keywords if keyword.arg}
        more = any(keyword.arg is None for keyword in node.keywords)
        for candidate in (*node.args, named.get("key"), named.get("caption_key")):
            asked = asked_by(candidate, file)
            if asked and asked.complete:
                yield node.func.attr, asked.text, named.keys(), more


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_key_exists(language):
    catalogue = Catalogue(language)
    known = set(catalogue)

    def exists(asked: Asked) -> bool:
        start = f"{asked.text}." if asked.complete else asked.text
        return asked.text in known or any(key.startswith(start) for key in known)

    assert [asked for asked in all_asked() if not exists(asked)] == []


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
    everything = all_asked()
    by_page = {f"{area}.{name}" for area in AREAS for name in ("title", "lead", "nav", "description")}
    starts = tuple({f"{asked.text}." if asked.complete else asked.text for asked in everything})
    used = {asked.text for asked in everything} | by_page
    left = [key for key in Catalogue(language) if key not in used and not key.startswith(starts)]
    assert left == []


def keys_twice(node):
    if isinstance(node, yaml.MappingNode):
        names = [key.value for key, _ in node.value]
        yield from (
            f"{key.value}, line {key.start_mark.line + 1}" for key, _ in node.value if names.count(key.value) > 1
        )
        for _, child in node.value:
            yield from keys_twice(child)


@pytest.mark.parametrize("file", sorted(FOLDER.rglob("*.yml")), ids=lambda file: file.stem)
def test_no_key_stands_twice(file):
    assert sorted(set(keys_twice(yaml.compose(file.read_text(encoding="utf-8"))))) == []
