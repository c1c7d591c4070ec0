"""All that the numbers of a certificate depend on, apart from how many replicates there are."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from evaluation.data.whole_files import sha256_of
from evaluation.runs.certificate.cells import SEED, Cell
from evaluation.runs.certificate.methods import CONF_LEVEL, METHODS, N_DRAWS
from evaluation.runs.certificate.units import BATCH
from evaluation.runs.manifest import digest, environment
from evaluation.runs.project import ROOT

_BEGINS = ("evaluation.runs.certificate.methods", "evaluation.runs.certificate.worlds")
_PACKAGES = ("numpy", "scipy")


def settings_of(cells: Sequence[Cell]) -> dict[str, Any]:
    """Return seed, cells, methods, the hash of the code that makes the numbers, and the packages it rests on."""
    packages = environment()["packages"]
    return {
        "seed": SEED,
        "batch": BATCH,
        "draws": N_DRAWS,
        "nominal": CONF_LEVEL,
        "cells": [{"key": cell.key, **asdict(cell)} for cell in cells],
        "methods": [method.key for method in METHODS],
        "code_sha256": digest({path.relative_to(ROOT).as_posix(): sha256_of(path) for path in code_files()}),
        "packages": {name: packages[name] for name in _PACKAGES},
    }


def code_files() -> list[Path]:
    """Return the modules that simulate and analyse, and all of the project's that they import."""
    found: set[Path] = set()
    names = list(_BEGINS)
    while names:
        path = ROOT / f"{names.pop().replace('.', '/')}.py"
        if path in found or not path.is_file():
            continue
        found.add(path)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("evaluation."):
                names.append(node.module)
    return sorted(found)
