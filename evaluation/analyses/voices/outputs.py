"""Tables beside the counts: the codebook, what the project holds and leaves behind, the quotes."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence

import pandas as pd

from evaluation.analyses.ledger import EVERYBODY, count_row
from evaluation.analyses.restricted import restricted_table
from evaluation.analyses.voices import STEM
from evaluation.analyses.voices.codebook import Theme
from evaluation.data.consent_words import WITHDRAWN
from evaluation.data.output_table import OutputTable, Sensitivity, TableKind, rows_of
from evaluation.data.qualitative import QualitativeProject
from evaluation.data.qualitative_parts import lasting_identifier
from evaluation.data.source_groups import SourceGroups
from evaluation.stats.estimate import Estimate

_OPTIONAL = ("community", "consent_date", "attributes", "proposed_by", "others_speak", "part2")
_ADDED = ("coded", "text_sha256", "source_sha256")
QUOTE_COLUMNS = ("quote_id", "source", "theme", "text", "role", "consent", *_OPTIONAL, *_ADDED)
CONSENT_COLUMNS = ("source", "guid", "consent", "groups", "text_sha256")
FRAME_COLUMNS = ("source", "person", "role", "group", "place", "event", "date")


def project_rows(project: QualitativeProject) -> list[Estimate]:
    """Return how much of everything the project holds, every medium included."""
    positions = project.positions
    held = f"positions read as {positions.unit}, line ends {positions.line_end}" if positions.n_segments else ""
    counted = [
        ("codes", project.n_codes, ["codes in the codebook"]),
        ("users", project.n_users, ["users that the project declares"]),
        ("coders_of_text", len(project.text_coder_ids), ["users who coded text"]),
        ("codings", project.n_codings, ["codings of any medium"]),
        ("text_selections", project.n_text_segments, ["marked stretches of text", held]),
    ]
    return [
        count_row(STEM, quantity, EVERYBODY, number, unit="count", notes=notes) for quantity, number, notes in counted
    ]


def codebook_table(themes: Sequence[Theme]) -> OutputTable:
    """Return the codebook: names and definitions are written by researchers and are meant to be read.

    Examples are people's words and no part of it, nor is the version, whose name may be a number.
    """
    return OutputTable(
        name="codebook",
        analysis=STEM,
        kind=TableKind.DESCRIPTION,
        sensitivity=Sensitivity.PUBLIC,
        columns=("theme", "label", "parent", "description", "include", "exclude"),
        rows=tuple(
            (theme.slug, theme.label, theme.parent, theme.description, theme.include, theme.exclude)
            for theme in themes
        ),
    )


def not_carried_table(project: QualitativeProject, remarks: Sequence[str] = ()) -> OutputTable:
    """Return what the file holds that the analysis does not use, and how it departs from the format.

    Parameters
    ----------
    project : QualitativeProject
    remarks : sequence of str
        What else to know of it.
    """
    rows = [(item.what, item.count, item.why) for item in project.not_carried]
    rows += [("departure from the format", None, violation) for violation in project.violations]
    rows += [("remark", None, remark) for remark in remarks]
    return restricted_table(STEM, "not_carried", ("what", "count", "why"), rows)


def names_table(project: QualitativeProject, deleted: Sequence[str] = ()) -> OutputTable:
    """Return the names of interviewees, interviews and coders: the release makes sure that none becomes public.

    Interviews that were ``deleted`` from the project are among them.
    """
    named = {"case": project.cases, "source": project.sources, "coder": project.users}
    return restricted_table(
        STEM,
        "names",
        ("of", "name"),
        (
            *((of, each.name) for of, members in named.items() for each in members if each.name),
            *(("source", name) for name in deleted),
        ),
    )


def consent_table(
    project: QualitativeProject,
    withdrawn: Collection[str],
    deleted: Sequence[str] = (),
    *,
    source_ids: Sequence[str] = (),
    dimensions: Sequence[SourceGroups] = (),
) -> OutputTable:
    """Return the interviews of the project as a release remembers them: withdrawn, or counted and in which groups.

    Parameters
    ----------
    project : QualitativeProject
    withdrawn : collection of str
        Interviews of which consent was withdrawn.
    deleted : sequence of str
        Names of those that were deleted from the project for that.
    source_ids : sequence of str
        The interviews that are counted; groups are blank of all others.
    dimensions : sequence of SourceGroups
        By which they are counted.

    Returns
    -------
    OutputTable
        An identifier is blank where the file has none that outlasts it, and a hash of words where there are none.
    """
    groups = {
        source_id: "; ".join(
            ["all", *(f"{each.dimension}={each.level_of.get(source_id, '')}" for each in dimensions)]
        )
        for source_id in source_ids
    }
    return restricted_table(
        STEM,
        "interview_consent",
        CONSENT_COLUMNS,
        (
            *(
                (
                    source.name,
                    lasting_identifier(source.id),
                    WITHDRAWN if source.id in withdrawn else "",
                    groups.get(source.id, ""),
                    _hash_of_words(source.text),
                )
                for source in project.sources
            ),
            *((name, "", WITHDRAWN, "", "") for name in deleted),
        ),
    )


def _hash_of_words(text: str | None) -> str:
    words = " ".join((text or "").casefold().split())
    return hashlib.sha256(words.encode()).hexdigest() if words else ""


def frame_table(project: QualitativeProject, source_ids: Sequence[str], variables: Mapping[str, str]) -> OutputTable:
    """Return who was interviewed and what the project knows of them.

    How many people fit a quote is counted here, and how many interviews one of them gave.

    Parameters
    ----------
    project : QualitativeProject
    source_ids : sequence of str
        The interviews that are counted.
    variables : mapping
        Column to the case variable that holds it; one that the project lacks, or that has no value or several for an
        interview, is blank.
    """
    names = {source.id: source.name for source in project.sources}
    values = {column: project.values_of(source_ids, variables.get(column, column)) for column in FRAME_COLUMNS[2:]}
    rows = []
    for source_id, persons in project.persons_of(source_ids).items():
        known = [found[source_id][0] if len(found[source_id]) == 1 else "" for found in values.values()]
        rows += [(names[source_id], person, *known) for person in persons]
    return OutputTable(
        name="source_frame",
        analysis=STEM,
        kind=TableKind.RESTRICTED,
        sensitivity=Sensitivity.PARTICIPANT,
        columns=FRAME_COLUMNS,
        rows=tuple(rows),
    )


def quotes_table(
    quotes: pd.DataFrame, project: QualitativeProject, labels: Mapping[str, str], coded: Sequence[Sequence[str]]
) -> OutputTable:
    """Return the quotes with the hash of their words; only the release decides which of them go further.

    The hash of the whole interview makes that of a signature one that only who has read the interview can make.

    Parameters
    ----------
    quotes : DataFrame
        Checked rows of the dictionary's table ``quotes``.
    project : QualitativeProject
    labels : mapping
        Every way to name a code, in lower case, to the theme as result ids write it; what it lacks is blank.
    coded : sequence of sequence of str
        Of each quote, the themes that were given to any of its words, as result ids write them.
    """
    sources = {each.name: hashlib.sha256((each.text or "").encode()).hexdigest() for each in project.sources}
    frame = quotes.assign(
        **{name: [_text(value) for value in quotes[name]] if name in quotes else "" for name in _OPTIONAL},
        theme=[labels.get(theme.casefold(), "") for theme in quotes["theme"]],
        coded=["; ".join(themes) for themes in coded],
        text_sha256=[hashlib.sha256(text.encode()).hexdigest() for text in quotes["text"]],
        source_sha256=[sources.get(name, "") for name in quotes["source"]],
    )
    return OutputTable(
        name="quotes",
        analysis=STEM,
        kind=TableKind.RESTRICTED,
        sensitivity=Sensitivity.PARTICIPANT,
        columns=QUOTE_COLUMNS,
        rows=rows_of(frame[list(QUOTE_COLUMNS)]),
    )


def _text(value: object) -> str:
    if pd.isna(value):
        return ""
    return f"{value:%Y-%m-%d}" if isinstance(value, pd.Timestamp) else str(value)
