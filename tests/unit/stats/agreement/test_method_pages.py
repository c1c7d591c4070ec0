"""Every Python block of the pages about agreement gives what stands behind its lines."""

import ast
import re
from pathlib import Path

import pytest

PAGES = Path(__file__).resolve().parents[4] / "docs" / "methods"


def run(page):
    """Run the blocks of a page in one namespace; return each commented expression's value and what the page says."""
    namespace, said = {}, []
    for block in re.findall(r"^```python\n(.*?)^```", (PAGES / page).read_text(encoding="utf-8"), re.M | re.S):
        lines = block.splitlines()
        for statement in ast.parse(block).body:
            source = ast.get_source_segment(block, statement)
            comment = lines[statement.end_lineno - 1].partition("  # ")[2]
            if isinstance(statement, ast.Expr) and comment:
                said.append((source, eval(source, namespace), comment))
            else:
                exec(source, namespace)
    return said


@pytest.mark.parametrize(("page", "n_values"), [("agreement.md", 31), ("themes.md", 2)])
def test_the_examples_give_what_the_page_says(page, n_values):
    found = run(page)
    assert len(found) == n_values
    for source, value, said in found:
        digits = said.removesuffix("...")
        if said.endswith("..."):
            assert str(value).startswith(digits), f"{source}: {value}, not {said}"
        else:
            assert value == pytest.approx(float(digits), abs=1e-12), source
