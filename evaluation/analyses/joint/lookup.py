"""The rows of the ledger that a construct is about, and everything that it names and the run does not have."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterator, Mapping

from evaluation.analyses.joint import STEM
from evaluation.analyses.joint.direction import Row
from evaluation.data.parameters import JointDisplayParameters
from evaluation.errors import Problem
from evaluation.stats.comparisons import no_difference

_DEFINED_IN = "docs/methods/joint_display.md"
_MOST_NAMED = 12


def row_of_theme(theme: str) -> str:
    """Return the id of the result that tells in how many sources a theme is."""
    return f"themes/prevalence/{theme}/all"


def themes_counted(rows: Mapping[str, Row]) -> tuple[str, ...]:
    """Return the themes whose sources the ledger counts."""
    parts = [result_id.split("/") for result_id in rows]
    return tuple(part[2] for part in parts if len(part) > 2 and row_of_theme(part[2]) == "/".join(part))


def unknown_in_ledger(parameters: JointDisplayParameters, rows: Mapping[str, Row]) -> Iterator[Problem]:
    """Yield every result and theme that the ledger does not have, and every side that a number cannot have."""
    themes = themes_counted(rows)
    for construct in parameters.constructs:
        where = f"{STEM}.constructs, {construct.name}"
        for paired in construct.numbers:
            row = rows.get(paired.result)
            if row is None:
                yield Problem(where, "unknown result", repr(paired.result), _near(paired.result, rows), _DEFINED_IN)
            elif paired.better and no_difference(row["quantity"], row["unit"]) is None:
                found = f"{paired.result}, in {row['unit']}"
                yield Problem(where, "better is for a number that compares", found, 'better: ""', _DEFINED_IN)
        for theme in construct.themes:
            if theme not in themes:
                yield Problem(where, "unknown theme", repr(theme), _near(theme, themes), _DEFINED_IN)


def missing_sides(parameters: JointDisplayParameters) -> Iterator[Problem]:
    """Yield every number that compares, by its quantity, of which nobody says which way would be better.

    Without that a number only describes, whatever its interval, and no judgement could be against it.
    """
    for construct in parameters.constructs:
        for paired in construct.numbers:
            quantity = paired.result.split("/")[1]
            if not paired.better and no_difference(quantity, "") is not None:
                where = f"{STEM}.constructs, {construct.name}"
                expected = "better: lower, or better: higher"
                yield Problem(
                    where, "better is missing of a number that compares", paired.result, expected, _DEFINED_IN
                )


def unknown_quotes(parameters: JointDisplayParameters, known: Collection[str], table: str) -> Iterator[Problem]:
    """Yield every quote that the table of quotes does not have.

    Parameters
    ----------
    parameters : JointDisplayParameters
    known : collection of str
        Ids of quotes.
    table : str
        What messages call the table.
    """
    for construct in parameters.constructs:
        for quote in construct.quotes:
            if quote not in known:
                where = f"{STEM}.constructs, {construct.name}"
                yield Problem(where, "unknown quote", repr(quote), f"{_near(quote, known)} in {table}", _DEFINED_IN)


def _near(name: str, known: Collection[str]) -> str:
    near = difflib.get_close_matches(name, known, n=3, cutoff=0.5)
    if near:
        return f"{' or '.join(near)}?"
    listed = sorted(known)
    return f"one of {', '.join(listed)}" if 0 < len(listed) <= _MOST_NAMED else f"one of the {len(listed)} there are"
