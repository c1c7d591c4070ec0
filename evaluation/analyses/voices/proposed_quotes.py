"""Quotes that a site proposes, held against the interviews and what was coded in them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING

from evaluation.analyses.voices.codebook import Theme, all_themes, names_of
from evaluation.analyses.voices.outputs import quotes_table
from evaluation.data.code_tree import codes_above
from evaluation.data.consent_words import WITHDRAWN
from evaluation.data.output_table import OutputTable
from evaluation.data.parameters import ThemesParameters
from evaluation.data.qualitative import QualitativeProject
from evaluation.data.quote_check import check_quotes
from evaluation.data.quote_place import Span, touches
from evaluation.data.source_groups import SourceGroups
from evaluation.errors import DataError

if TYPE_CHECKING:
    from evaluation.data.validated import Tables


def checked_quotes(
    project: QualitativeProject,
    tables: Tables,
    parameters: ThemesParameters,
    dimensions: Sequence[SourceGroups],
    coder_ids: Collection[str],
    withdrawn: Collection[str],
) -> OutputTable:
    """Return the proposed quotes as the gate of quotes takes them.

    Parameters
    ----------
    project : QualitativeProject
    tables : Tables
    parameters : ThemesParameters
    dimensions : sequence of SourceGroups
        That by role says which roles speak in an interview.
    coder_ids : collection of str
        Whose codings count.
    withdrawn : collection of str
        Interviews whose speaker has withdrawn consent, and with it that to every quote.

    Raises
    ------
    DataError
        If a quote is not what it says it is. All problems are listed.
    """
    quotes, themes = tables[parameters.quotes], all_themes(project)
    labels = names_of(project, themes)
    coded = _coded(project, themes, coder_ids, with_codes_above=parameters.roll_up)
    problems = check_quotes(
        quotes.frame,
        project,
        path=quotes.path,
        themes=labels,
        coded=coded,
        roles=next((groups.among for groups in dimensions if groups.dimension == "role"), {}),
        consent_variable=parameters.consent_variable,
    )
    if problems:
        raise DataError(f"{quotes.path}: {len(problems)} problem(s) with quotes.", problems)
    slugs = {theme.label: theme.slug for theme in themes}
    gone = [source.name for source in project.sources if source.id in withdrawn]
    frame = quotes.frame.assign(consent=quotes.frame["consent"].mask(quotes.frame["source"].isin(gone), WITHDRAWN))
    texts = {source.name: (source.text, coded.get(source.id, {})) for source in project.sources}
    given = [
        [slugs[label] for label, spans in passages.items() if touches(quote, said, spans)]
        for quote, source in zip(frame["text"], frame["source"], strict=True)
        for said, passages in [texts.get(source, ("", {}))]
    ]
    return quotes_table(frame, project, {name: slugs[label] for name, label in labels.items()}, given)


def _coded(
    project: QualitativeProject, themes: Sequence[Theme], coder_ids: Collection[str], *, with_codes_above: bool
) -> dict[str, dict[str, list[Span]]]:
    """Return where each theme was coded in each source; with those above, also where one below it was."""
    labels = {theme.code_id: theme.label for theme in themes}
    above: Mapping[str, tuple[str, ...]] = codes_above(project.codes) if with_codes_above else {}
    whole = {source.id: (0, len(source.text)) for source in project.sources if source.text is not None}
    spans = {segment.id: (segment.start, segment.end) for segment in project.segments}
    coded: dict[str, dict[str, list[Span]]] = {}
    for coding in project.text_codings:
        start, end = spans[coding.segment_id] if coding.segment_id else whole.get(coding.source_id, (None, None))
        if coding.coder_id in coder_ids and start is not None and end is not None:
            for code_id in (coding.code_id, *above.get(coding.code_id, ())):
                coded.setdefault(coding.source_id, {}).setdefault(labels[code_id], []).append((start, end))
    return coded
