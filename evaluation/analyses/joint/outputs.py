"""The joint display as tables: a row for each construct, and a row for each thing that one puts side by side."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping

from evaluation.analyses.joint import STEM
from evaluation.analyses.joint.direction import Direction, Row, direction_of
from evaluation.analyses.joint.fit import is_silence, remarks
from evaluation.analyses.joint.lookup import row_of_theme
from evaluation.analyses.ledger import EVERYBODY, Scope, count_row
from evaluation.analyses.restricted import restricted_table
from evaluation.data.output_table import OutputTable
from evaluation.data.parameters import JointDisplayParameters
from evaluation.data.parameters.joint_display import Construct
from evaluation.stats.estimate import Estimate

NOT_JUDGED = "not_judged"
_NUMBERS = ("estimate", "conf_low", "conf_high", "n_obs", "n_events")
_CELLS = ("construct", "part", "item", "better", "direction", "unit", *_NUMBERS, "text_sha256")
_CONSTRUCTS = ("construct", "question", "kind", "remarks", "one_side_is_silent", "inference", "author", "date")


def construct_rows(parameters: JointDisplayParameters, rows: Mapping[str, Row]) -> list[Estimate]:
    """Return how many constructs there are, of which kind, and to how many a machine has a remark."""
    kinds = [construct.kind or NOT_JUDGED for construct in parameters.constructs]
    remarked = sum(bool(_remarks(construct, rows)) for construct in parameters.constructs)
    about = {"unit": "constructs", "prespecified": False}
    note = "numbers of the run, also those that a release withholds"
    return [
        count_row(STEM, "constructs", EVERYBODY, len(kinds), **about),
        *(count_row(STEM, "constructs", Scope(kind), kinds.count(kind), **about) for kind in sorted(set(kinds))),
        count_row(STEM, "constructs_with_remarks", EVERYBODY, remarked, notes=[note], **about),
    ]


def constructs_table(parameters: JointDisplayParameters, rows: Mapping[str, Row]) -> OutputTable:
    """Return what is asked of each construct and what people wrote, with the machine's remarks beside it."""
    return restricted_table(
        STEM,
        "joint_display",
        _CONSTRUCTS,
        (
            (
                each.name,
                each.question,
                each.kind,
                ", ".join(_remarks(each, rows)),
                is_silence(_directions(each, rows), _held(each, rows)),
                each.inference,
                each.author,
                each.date.isoformat() if each.date else "",
            )
            for each in parameters.constructs
        ),
        prespecified=False,
    )


def cells_table(parameters: JointDisplayParameters, rows: Mapping[str, Row], words: Mapping[str, str]) -> OutputTable:
    """Return every number, theme and quote of every construct, with the ids that lead to where it comes from.

    Parameters
    ----------
    parameters : JointDisplayParameters
    rows : mapping
        Result id to row of the ledger.
    words : mapping
        Id of each quote to its text.
    """
    return restricted_table(
        STEM,
        "joint_display_cells",
        _CELLS,
        (cell for construct in parameters.constructs for cell in _cells(construct, rows, words)),
        prespecified=False,
    )


def _cells(construct: Construct, rows: Mapping[str, Row], words: Mapping[str, str]) -> Iterator[tuple[object, ...]]:
    for paired, direction in zip(construct.numbers, _directions(construct, rows), strict=True):
        row = rows[paired.result]
        numbers = (row[name] for name in _NUMBERS)
        yield (construct.name, "number", paired.result, paired.better, direction.value, row["unit"], *numbers, "")
    for theme in construct.themes:
        row = rows[row_of_theme(theme)]
        numbers = (row[name] for name in _NUMBERS)
        yield (construct.name, "theme", theme, "", "", row["unit"], *numbers, "")
    for quote in construct.quotes:
        blank = ("",) * (len(_NUMBERS) + 3)
        yield (construct.name, "quote", quote, *blank, hashlib.sha256(words[quote].encode()).hexdigest())


def _directions(construct: Construct, rows: Mapping[str, Row]) -> list[Direction]:
    return [direction_of(paired.result, paired.better, rows) for paired in construct.numbers]


def _held(construct: Construct, rows: Mapping[str, Row]) -> list[int | None]:
    events = [rows[row_of_theme(theme)]["n_events"] for theme in construct.themes]
    return [int(each) if each else None for each in events]


def _remarks(construct: Construct, rows: Mapping[str, Row]) -> tuple[str, ...]:
    return remarks(construct.kind, _directions(construct, rows), _held(construct, rows))
