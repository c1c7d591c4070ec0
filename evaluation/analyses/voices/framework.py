"""The framework matrix: what each interview says about each theme, with the passages that it rests on."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from evaluation.analyses.restricted import restricted_table
from evaluation.analyses.voices import STEM
from evaluation.analyses.voices.codebook import Theme, up_to_top
from evaluation.analyses.voices.named_parts import NamedRow
from evaluation.analyses.voices.prevalence import Occurrence
from evaluation.data.output_table import OutputTable
from evaluation.data.qualitative import QualitativeProject
from evaluation.data.qualitative_parts import Source
from evaluation.data.source_groups import SourceGroups


class State(StrEnum):
    """What a cell of the matrix says; an empty one is told apart by why it is empty."""

    SAID = "said"
    NOTHING_SAID = "asked, nothing said"
    NOT_ASKED = "not asked"
    NOT_KNOWN = "not known whether asked"
    SUPPRESSED = "suppressed"


@dataclass(frozen=True)
class Passage:
    """A stretch of text that counted coders gave one theme; overlapping ones of several coders are one.

    Parameters
    ----------
    id : str
        ``s07-120-360``: the interview's place in the project, and the position. Themes on one stretch share its id.
    start, end : int or None
        Code points, end exclusive; None where the project does not say.
    coders : tuple of str
        Names.
    """

    id: str
    start: int | None
    end: int | None
    coders: tuple[str, ...]


@dataclass(frozen=True)
class Cell:
    """One interview and one theme."""

    source: Source
    theme: Theme
    state: State
    passages: tuple[Passage, ...]
    summary: Mapping[str, object]


@dataclass(frozen=True, eq=False)
class Framework:
    """All cells, interviews in the order of the project and themes in that of the codebook."""

    cells: tuple[Cell, ...]


def find_framework(
    project: QualitativeProject,
    found: Occurrence,
    coder_ids: Sequence[str],
    *,
    guide: Sequence[NamedRow] | None,
    summaries: Iterable[NamedRow],
    roles: Mapping[str, str],
    withdrawn: Collection[str],
) -> Framework:
    """Fill the matrix.

    Parameters
    ----------
    project : QualitativeProject
    found : Occurrence
        Its interviews and themes make rows and columns.
    coder_ids : sequence of str
        Whose codings count.
    guide : sequence of NamedRow or None
        The topic guide; None where nobody says what was asked. A code that it names covers the codes below it.
    summaries : iterable of NamedRow
        Of cells, written by people.
    roles : mapping
        Interview to role, for a guide that names roles.
    withdrawn : collection of str
        Interviews whose speaker has withdrawn consent: their cells are suppressed, and are in no group.
    """
    sources = {source.id: source for source in project.sources}
    passages = _passages(project, coder_ids)
    written = {(row.source.id, row.theme): row.values for row in summaries if row.source}
    asked = None if guide is None else [(row.theme, row.values.get("role", ""), row.source) for row in guide]
    above = up_to_top(project)
    cells = []
    shown = {*found.source_ids, *withdrawn}
    for source_id in (source.id for source in project.sources if source.id in shown):
        role = roles.get(source_id, "")
        for theme in found.themes:
            if source_id in withdrawn:
                cells.append(Cell(sources[source_id], theme, State.SUPPRESSED, (), {}))
                continue
            said = passages.get((source_id, theme.code_id), ())
            state = State.SAID if said else _why_empty(asked, above[theme.code_id], source_id, role)
            cells.append(Cell(sources[source_id], theme, state, said, written.get((source_id, theme.slug), {})))
    return Framework(tuple(cells))


def framework_tables(framework: Framework, dimensions: Sequence[SourceGroups]) -> list[OutputTable]:
    """Return the matrix by interviews, the same by groups of them, and the words of every passage."""
    return [_by_source(framework, dimensions), _by_group(framework, dimensions), _segments(framework)]


def _by_source(framework: Framework, dimensions: Sequence[SourceGroups]) -> OutputTable:
    columns = ("source", *(groups.dimension for groups in dimensions), "theme", "state", "n_segments", "segments")
    rows = [
        (
            cell.source.name,
            *(groups.level_of.get(cell.source.id, "") for groups in dimensions),
            cell.theme.slug,
            cell.state.value,
            len(cell.passages),
            _ids(cell.passages),
            cell.summary.get("summary", ""),
            cell.summary.get("author", ""),
            _day(cell.summary.get("date")),
        )
        for cell in framework.cells
    ]
    return restricted_table(STEM, "framework_matrix", (*columns, "summary", "author", "written_on"), rows)


def _by_group(framework: Framework, dimensions: Sequence[SourceGroups]) -> OutputTable:
    columns = ("dimension", "group", "theme", "state", "n_sources", "n_sources_with_theme", "n_segments", "segments")
    cells: dict[tuple[str, str, str], list[Cell]] = {}
    for groups in dimensions:
        for level in groups.levels:
            members = set(groups.members(level))
            for cell in framework.cells:
                if cell.source.id in members:
                    cells.setdefault((groups.dimension, level, cell.theme.slug), []).append(cell)
    rows = []
    for key, ours in cells.items():
        passages = [passage for cell in ours for passage in cell.passages]
        said = sum(bool(cell.passages) for cell in ours)
        rows.append((*key, _together(ours).value, len(ours), said, len(passages), _ids(passages)))
    return restricted_table(STEM, "framework_by_group", columns, rows)


def _segments(framework: Framework) -> OutputTable:
    columns = ("segment", "source", "theme", "start", "end", "coders", "text")
    rows = []
    for cell in framework.cells:
        for passage in cell.passages:
            words = None
            if cell.source.text is not None and passage.start is not None:
                words = cell.source.text[passage.start : passage.end]
            place = (passage.id, cell.source.name, cell.theme.slug, passage.start, passage.end)
            rows.append((*place, ", ".join(passage.coders), words))
    return restricted_table(STEM, "framework_segments", columns, rows)


def _together(cells: Sequence[Cell]) -> State:
    """Return what cells of one theme say together: an empty group was asked if anybody in it was."""
    states = {cell.state for cell in cells}
    for state in (State.SAID, State.NOTHING_SAID, State.NOT_KNOWN, State.NOT_ASKED):
        if state in states:
            return state
    return State.SUPPRESSED


def _why_empty(
    asked: Iterable[tuple[str, object, Source | None]] | None, themes: Collection[str], source_id: str, role: str
) -> State:
    """Return whether the guide asks of any of some themes; it cannot tell of roles where the interview has none."""
    if asked is None:
        return State.NOT_KNOWN
    ours = [of_role for about, of_role, source in asked if about in themes and (not source or source.id == source_id)]
    if any(not of_role or of_role == role for of_role in ours):
        return State.NOTHING_SAID
    return State.NOT_KNOWN if ours and not role else State.NOT_ASKED


def _passages(project: QualitativeProject, coder_ids: Sequence[str]) -> dict[tuple[str, str], tuple[Passage, ...]]:
    """Return the passages of each interview and code, overlapping ones joined, in the order of the text."""
    number = {source.id: place for place, source in enumerate(project.sources, start=1)}
    lengths = {source.id: len(source.text) for source in project.sources if source.text is not None}
    segments = {segment.id: segment for segment in project.segments}
    names = {user.id: user.name for user in project.users}
    spans: dict[tuple[str, str], list[tuple[int | None, int | None, str]]] = {}
    for coding in project.text_codings:
        if coding.coder_id not in coder_ids:
            continue
        segment = segments.get(coding.segment_id)
        start, end = (segment.start, segment.end) if segment else (0, lengths.get(coding.source_id))
        spans.setdefault((coding.source_id, coding.code_id), []).append(
            (start if end is not None else None, end, names.get(coding.coder_id, ""))
        )
    return {key: tuple(_joined(number[key[0]], found)) for key, found in spans.items()}


def _joined(number: int, spans: Sequence[tuple[int | None, int | None, str]]) -> list[Passage]:
    placed = sorted((start, end, coder) for start, end, coder in spans if start is not None and end is not None)
    stretches: list[tuple[int, int, list[str]]] = []
    for start, end, coder in placed:
        if stretches and start < stretches[-1][1]:
            first, last, coders = stretches[-1]
            stretches[-1] = (first, max(last, end), [*coders, coder])
        else:
            stretches.append((start, end, [coder]))
    found = [
        Passage(f"s{number:02d}-{start}-{end}", start, end, tuple(dict.fromkeys(coders)))
        for start, end, coders in stretches
    ]
    found += [
        Passage(f"s{number:02d}-unplaced-{place}", None, None, (coder,))
        for place, (start, _, coder) in enumerate(spans, start=1)
        if start is None
    ]
    return found


def _ids(passages: Iterable[Passage]) -> str:
    return " ".join(passage.id for passage in passages)


def _day(value: object) -> str:
    return value.date().isoformat() if hasattr(value, "date") else ""
