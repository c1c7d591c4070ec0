"""Execute, store, manifest, compare, trace.

What can be imported from here is loaded when it is first asked for, so that asking for one costs no other.
"""

from __future__ import annotations

import importlib
from typing import Any

_HOME = {
    "Comparison": "comparison",
    "compare_runs": "comparison",
    "diff_notebooks": "notebook_diff",
    "execute_notebook": "execution",
    "resolve_run": "folders",
    "RunSummary": "runner",
    "check_evaluation": "preparation",
    "run_evaluation": "runner",
    "Step": "step",
    "open_step": "step",
    "trace_result": "tracing",
}

__all__ = sorted(_HOME)


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_HOME[name]}"), name)
