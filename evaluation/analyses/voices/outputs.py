"""Tables beside the counts: the codebook, what the project holds and leaves behind, the quotes."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence

import pandas as pd

from evaluation.analyses.voices.codebook import Theme
from evaluation.analyses.voices.rows import STEM, count_row
from evaluation.data.output_table import OutputTable, Sensitivity, TableKind, rows_of
from evaluation.data.qualitative import QualitativeProject
from evaluation.stats.estimate import Estimate

QUOTE_COLUMNS = ("quote_id", "source", "theme", "text", "role", "community", "consent", "text_sha256")


def project_rows(project: QualitativeProject) -> list[Estimate]:
    """Return how much of everything the project holds, every medium included."""
    positions = project.positions
    held = f"positions read as {positions.unit}, line ends {positions.line_end}" if positions.n_segments else ""
    return [
        count_row("codes", "all", count=project.n_codes, method="codes in the codebook"),
        count_row("users", "all", count=project.n_users, method="users that the project declares"),
        count_row("coders_of_text", "all", count=len(project.text_coder_ids), method="users who coded text"),
        count_row("codings", "all", count=project.n_codings, method="codings of any medium"),
        count_row(
            "text_selections", "all", count=project.n_text_segments, method="marked stretches of text", notes=[held]
        ),
    ]


def codebook_table(themes: Sequence[Theme]) -> OutputTable:
    """Return the codebook: names and descriptions are written by researchers and are meant to be read."""
    return OutputTable(
        name="codebook",
        analysis=STEM,
        kind=TableKind.DESCRIPTION,
        sensitivity=Sensitivity.PUBLIC,
        columns=("theme", "label", "parent", "description"),
        rows=tuple((theme.slug, theme.label, theme.parent, theme.description) for theme in themes),
    )


def not_carried_table(project: QualitativeProject) -> OutputTable:
    """Return what the file holds that the analysis does not use, and how it departs from the format."""
    rows = [(item.what, item.count, item.why) for item in project.not_carried]
    rows += [("departure from the format", None, violation) for violation in project.violations]
    return OutputTable(
        name="not_carried",
        analysis=STEM,
        kind=TableKind.RESTRICTED,
        sensitivity=Sensitivity.PARTICIPANT,
        columns=("what", "count", "why"),
        rows=tuple(rows),
    )


def quotes_table(quotes: pd.DataFrame, labels: Mapping[str, str]) -> OutputTable:
    """Return the quotes with the hash of their words; only the release decides which of them go further.

    Parameters
    ----------
    quotes : DataFrame
        Checked rows of the dictionary's table ``quotes``.
    labels : mapping
        Every way to name a code, in lower case, to the theme as result ids write it.
    """
    frame = quotes.assign(
        theme=[labels[theme.casefold()] for theme in quotes["theme"]],
        community=quotes.get("community", ""),
        text_sha256=[hashlib.sha256(text.encode()).hexdigest() for text in quotes["text"]],
    )
    return OutputTable(
        name="quotes",
        analysis=STEM,
        kind=TableKind.RESTRICTED,
        sensitivity=Sensitivity.PARTICIPANT,
        columns=QUOTE_COLUMNS,
        rows=rows_of(frame[list(QUOTE_COLUMNS)]),
    )
