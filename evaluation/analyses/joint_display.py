"""What numbers and people's words say together, where each contradicts the other, and who says so."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from evaluation.analyses.joint.direction import Row
from evaluation.analyses.joint.lookup import missing_sides, unknown_in_ledger, unknown_quotes
from evaluation.analyses.joint.outputs import cells_table, construct_rows, constructs_table
from evaluation.analyses.result import AnalysisResult
from evaluation.data.parameters import JointDisplayParameters
from evaluation.errors import ParameterError, Problem

if TYPE_CHECKING:
    from evaluation.data.validated import Tables


def analyse(tables: Tables, parameters: JointDisplayParameters, results: Iterable[Row]) -> AnalysisResult:
    """Put what other analyses found beside themes, quotes, and what people make of them.

    Parameters
    ----------
    tables : Tables
        With the quotes, where the parameters name them.
    parameters : JointDisplayParameters
    results : iterable of mapping
        Rows of the ledgers of the other analyses.

    Returns
    -------
    AnalysisResult
        ``joint_display/constructs/<all or kind>`` and ``joint_display/constructs_with_remarks/all``. Tables, all
        restricted: ``joint_display`` (a row for each construct) and ``joint_display_cells``.

    Raises
    ------
    ParameterError
        With every result, theme and quote that does not exist, and the closest that do; and every number that
        compares of which nobody says which way would be better.
    """
    rows = {row["result_id"]: row for row in results}
    words = _words(tables, parameters)
    problems = [
        *unknown_in_ledger(parameters, rows),
        *missing_sides(parameters),
        *_unknown_quotes(tables, parameters),
    ]
    if problems:
        raise ParameterError("The joint display is about what the run does not have.", problems)
    outputs = (constructs_table(parameters, rows), cells_table(parameters, rows, words))
    return AnalysisResult(estimates=tuple(construct_rows(parameters, rows)), tables=outputs)


def check(tables: Tables, parameters: JointDisplayParameters) -> tuple[str, ...]:
    """Return how many constructs nobody has judged yet, or raise where a quote does not exist or a side is missing.

    Results and themes are looked for when the other analyses have been executed.

    Raises
    ------
    ParameterError
        With every quote that does not exist, and every number that compares of which nobody says which way would be
        better.
    """
    problems = [*_unknown_quotes(tables, parameters), *missing_sides(parameters)]
    if problems:
        raise ParameterError("The joint display names quotes that do not exist, or no better side.", problems)
    names = [construct.name for construct in parameters.constructs if not construct.is_judged]
    return (f"nobody has judged yet how numbers and words fit: {', '.join(names)}",) if names else ()


def _words(tables: Tables, parameters: JointDisplayParameters) -> dict[str, str]:
    if not parameters.quotes:
        return {}
    frame = tables[parameters.quotes].frame
    return dict(zip(frame["quote_id"], frame["text"], strict=True))


def _unknown_quotes(tables: Tables, parameters: JointDisplayParameters) -> list[Problem]:
    where = str(tables[parameters.quotes].path) if parameters.quotes else ""
    return list(unknown_quotes(parameters, _words(tables, parameters), where))
