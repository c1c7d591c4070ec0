"""Read a YAML file strictly: no key twice, no types but the plain ones, and the line of everything."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from evaluation.errors import EvaluationError, Problem

Location = tuple[Any, ...]
_HINTS = {
    "mapping values are not allowed": 'text that holds a colon in quotes: title: "Deaths: 2016 to 2023"',
    "cannot start any token": 'text that begins with %, @ or ` in quotes: "%m/%d/%Y"; no tabs before a name',
    "an alias": 'text that begins with * in quotes: "*"',
    "expected the node content": "text that begins with - or ? or , in quotes",
    "expected <block end>": "each name below the one before it, and text with quotes in it in quotes as a whole",
    "scanning a directive": "text that begins with % in quotes",
}
_KINDS = frozenset({"str", "int", "float", "bool", "null", "map", "seq"})


class _Loader(yaml.SafeLoader):
    """SafeLoader without dates, yes/no/on/off and 010 or 1:30 as numbers: what is not quoted stays what was typed.

    Aliases are refused: a file that refers to its own parts can be endless.
    """

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            mark = self.peek_event().start_mark
            raise yaml.composer.ComposerError(None, None, "an alias (*name), which is not supported", mark)
        return super().compose_node(parent, index)


_PLAIN_NUMBERS = {
    "tag:yaml.org,2002:int": re.compile(r"^[-+]?(0|[1-9][0-9]{0,299})$"),
    "tag:yaml.org,2002:float": re.compile(r"^([-+]?[0-9]+\.[0-9]*([eE][-+]?[0-9]+)?|[-+]?\.(inf|[0-9]+)|\.nan)$"),
}
_Loader.yaml_implicit_resolvers = {
    first: [
        (tag, _PLAIN_NUMBERS.get(tag, pattern))
        for tag, pattern in resolvers
        if not tag.endswith(":timestamp") and not (tag.endswith(":bool") and first in "yYnNoO")
    ]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


@dataclass(frozen=True)
class YamlFile:
    """The content of a YAML file, and the line of every key and item in it.

    Parameters
    ----------
    path : Path
        The file, as it was named.
    content : object
        Plain values: dicts, lists and scalars.
    lines : mapping
        Location (keys and indices from the top) to line number.
    """

    path: Path
    content: Any
    lines: Mapping[Location, int] = field(default_factory=dict)


def read_yaml(path: str | Path, *, kind: str, error: type[EvaluationError]) -> YamlFile:
    """Read a file that holds one YAML mapping in which no key stands twice.

    Parameters
    ----------
    path : str or Path
    kind : str
        What the file is, with its article, for messages: ``"a params file"``.
    error : type of EvaluationError
        What is raised.

    Returns
    -------
    YamlFile

    Raises
    ------
    EvaluationError
        Of the given type, if the file cannot be read, is not YAML, holds no mapping or names a key twice.
    """
    path = Path(path)
    try:
        text = path.read_text(encoding="utf-8-sig")
        node = yaml.compose(text, Loader=_Loader)
    except OSError as cause:
        problem = Problem(str(path), "cannot be read", str(cause.strerror).lower(), kind)
        raise error(f"{path} cannot be read.", [problem]) from cause
    except UnicodeDecodeError as cause:
        line = cause.object[: cause.start].count(b"\n") + 1
        problem = Problem(f"{path}:{line}", "is not UTF-8 text", f"byte {cause.object[cause.start]:#04x}", "UTF-8")
        raise error(f"{path} cannot be read.", [problem]) from cause
    except (yaml.YAMLError, RecursionError) as cause:
        raise error(f"{path} is not valid YAML.", [_yaml_problem(path, cause)]) from cause
    if not isinstance(node, yaml.MappingNode):
        found = "nothing" if node is None else node.tag.rpartition(":")[2]
        raise error(f"{path} is not {kind}.", [Problem(str(path), "holds no mapping", found, "key: value lines")])
    lines: dict[Location, int] = {}
    problems = _index(path, node, (), lines)
    if problems:
        raise error(f"{path}: {counted(len(problems))}.", problems)
    try:
        content = yaml.load(text, Loader=_Loader)
    except yaml.YAMLError as cause:
        raise error(f"{path} is not valid YAML.", [_yaml_problem(path, cause)]) from cause
    return YamlFile(path, json.loads(json.dumps(content)), lines)


def counted(number: int, noun: str = "problem") -> str:
    """Return ``1 problem`` or ``3 problems``."""
    return f"{number} {noun}" if number == 1 else f"{number:,} {noun}s"


def _index(path: Path, node: yaml.Node, location: Location, lines: dict[Location, int]) -> list[Problem]:
    """Note the line of every key, and return a problem for every key that stands twice."""
    kind = node.tag.rpartition(":")[2]
    if kind not in _KINDS:
        return [Problem(f"{path}:{node.start_mark.line + 1}", "has a tag", node.tag, "plain text, numbers, lists")]
    problems: list[Problem] = []
    if isinstance(node, yaml.ScalarNode) and any("\ud800" <= letter <= "\udfff" for letter in node.value):
        where = f"{path}:{node.start_mark.line + 1}"
        return [Problem(where, "has a character that no text can hold", ascii(node.value), "Unicode text")]
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode) or key.tag.rpartition(":")[2] not in _KINDS:
                problems.append(Problem(f"{path}:{key.start_mark.line + 1}", "has a key that is no text"))
                continue
            here = (*location, key.value)
            line = key.start_mark.line + 1
            if here in lines:
                name = ".".join(map(str, here))
                problems.append(
                    Problem(f"{path}:{line}", f"{name} stands twice", f"first in line {lines[here]}", "once")
                )
            lines[here] = line
            problems += [*_index(path, key, here, lines), *_index(path, value, here, lines)]
    elif isinstance(node, yaml.SequenceNode):
        for number, item in enumerate(node.value):
            lines[(*location, number)] = item.start_mark.line + 1
            problems += _index(path, item, (*location, number), lines)
    return problems


def _yaml_problem(path: Path, error: Exception) -> Problem:
    mark = getattr(error, "problem_mark", None)
    where = f"{path}:{mark.line + 1}" if mark else str(path)
    said = str(getattr(error, "problem", None) or error)
    context = f"{getattr(error, 'context', None)}: {said}"
    expected = next((hint for words, hint in _HINTS.items() if words in context), "YAML")
    return Problem(where, "is not valid YAML", said.removeprefix("found "), expected)
