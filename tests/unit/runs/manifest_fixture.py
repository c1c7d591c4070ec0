"""A manifest with every entry that is read from one."""

from __future__ import annotations

from typing import Any

RUN_ID = "20240101T000000Z-00000001"
CODE = {"commit": "c0ffee", "dirty": True, "tree_sha256": "ef" * 32}


def manifest_content(**fields: Any) -> dict[str, Any]:
    """Return the content of a manifest of a finished run, some of its fields replaced."""
    return {
        "run_id": RUN_ID,
        "evaluation": "demo",
        "title": "A demonstration",
        "synthetic": True,
        "status": "finished",
        "fingerprint": "00000001" * 8,
        "seed": 7,
        "parameters": {},
        "inputs": {},
        "code": CODE,
        "environment": {"python": "3.11.2", "packages": {"numpy": "2.4.0"}},
        "notebooks": {},
        "outputs": {},
        **fields,
    }


def notebook_entry(name: str, **fields: Any) -> dict[str, Any]:
    """Return what a manifest says of a notebook that finished, some fields replaced."""
    return {
        "notebook": f"notebooks/{name}",
        "source_sha256": "ab" * 32,
        "code": CODE,
        "status": "finished",
        "ended": "2024-01-01T00:01:00Z",
        **fields,
    }
