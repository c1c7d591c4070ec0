"""Disclosure control: policy, pooling, audit, quotes; the only writer of ``released/``.

What can be imported from here is loaded when it is first asked for.
"""

from __future__ import annotations

import importlib
from typing import Any

_HOME = {"ReleaseSummary": "releasing", "release": "releasing"}

__all__ = sorted(_HOME)


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_HOME[name]}"), name)
