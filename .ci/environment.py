"""Write environment.yml for conda from pyproject.toml, through an explicit map of names."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CONDA_NAMES = {"duckdb": "python-duckdb", "ortools": "ortools-python", "pypandoc_binary": None, "uv_build": None}
"""Where conda-forge calls a package otherwise; None where it has no such package, which pip then installs."""


def environment(root: Path = ROOT) -> str:
    """Return the text of environment.yml: conda-forge packages, Quarto, then what only pip has."""
    pyproject = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    requirements = [*pyproject["project"]["dependencies"], *pyproject["dependency-groups"]["dev"]]
    conda, pip = [], []
    for requirement in requirements:
        name, bound = re.fullmatch(r"([A-Za-z0-9_.-]+)(.*)", requirement).groups()
        target = CONDA_NAMES.get(name, name.lower())
        (pip if target is None else conda).append(f"{target or name}{bound}")
    lines = [
        "# Made from pyproject.toml by `make lock`; a test keeps the two equal. For people who use conda:",
        "#   conda env create -f environment.yml && conda activate coalition-evaluation",
        "# It brings Quarto. It is not what `make` and the tests use, which install requirements.lock.",
        "name: coalition-evaluation",
        "channels:",
        "  - conda-forge",
        "  - nodefaults",
        "dependencies:",
        f"  - python{pyproject['project']['requires-python']}",
        *(f"  - {line}" for line in sorted(conda)),
        "  - quarto",
        "  - pip",
        "  - pip:",
        *(f"      - {line}" for line in sorted(pip)),
        "      - --editable .",
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    (ROOT / "environment.yml").write_text(environment(), encoding="utf-8")
