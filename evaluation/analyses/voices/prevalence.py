"""How often each theme occurs, counted in interviews: an interview counts once for a theme."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from evaluation.analyses.ledger import EVERYBODY, Scope, count_row, ledger_row
from evaluation.analyses.voices import STEM
from evaluation.analyses.voices.codebook import Theme, all_themes
from evaluation.analyses.voices.consent import withdrawn_in_words
from evaluation.data.code_tree import codes_above
from evaluation.data.output_table import Measure, OutputTable, Sensitivity, TableKind
from evaluation.data.qualitative import QualitativeProject
from evaluation.data.source_groups import SourceGroups
from evaluation.stats.estimate import Estimate, Status
from evaluation.stats.proportions import wilson_proportions
from evaluation.stats.rarefaction import expected_kinds

FEW_SOURCES = 5
REPEATED = "some people were interviewed more than once, and the interval takes interviews as independent"


@dataclass(frozen=True, eq=False)
class Occurrence:
    """Which interviews hold which themes.

    Parameters
    ----------
    source_ids : tuple of str
        The interviews that are counted: those in which a counted coder coded text.
    themes : tuple of Theme
    holds : ndarray of bool, shape (n_sources, n_themes)
    n_not_coded : int
        Interviews that are not counted because nobody has coded them.
    """

    source_ids: tuple[str, ...]
    themes: tuple[Theme, ...]
    holds: NDArray[np.bool_]
    n_not_coded: int

    def counts(self, source_ids: Iterable[str]) -> NDArray[np.int64]:
        """Return for each theme the number of these interviews that hold it."""
        wanted = set(source_ids)
        chosen = [place for place, source_id in enumerate(self.source_ids) if source_id in wanted]
        return self.holds[chosen].sum(axis=0)


def find_occurrences(project: QualitativeProject, themes: Sequence[Theme], coder_ids: Sequence[str]) -> Occurrence:
    """Find which interviews hold which themes, by the codings of text of some coders."""
    codings = [coding for coding in project.text_codings if coding.coder_id in coder_ids]
    coded = {coding.source_id for coding in codings}
    textual = [source.id for source in project.sources if source.is_textual]
    sources = {source_id: place for place, source_id in enumerate(s for s in textual if s in coded)}
    places = {theme.code_id: place for place, theme in enumerate(themes)}
    holds = np.zeros((len(sources), len(themes)), dtype=bool)
    for coding in codings:
        if coding.code_id in places:
            holds[sources[coding.source_id], places[coding.code_id]] = True
    return Occurrence(tuple(sources), tuple(themes), holds, len(textual) - len(sources))


def rolled_up(project: QualitativeProject, found: Occurrence, coder_ids: Sequence[str]) -> Occurrence:
    """Return which interviews hold a code or any of the codes below it, for every code that has some below it.

    An interview counts once for a code, however many of those below it hold. A code of whose tree nothing is used is
    left out.
    """
    themes = all_themes(project)
    each = find_occurrences(project, themes, coder_ids)
    above = codes_above(project.codes)
    place = {theme.code_id: number for number, theme in enumerate(themes)}
    holds = each.holds.copy()
    for theme in themes:
        for code_id in above[theme.code_id]:
            holds[:, place[code_id]] |= each.holds[:, place[theme.code_id]]
    broader = {code_id for found in above.values() for code_id in found}
    chosen = [place[code_id] for code_id in place if code_id in broader and holds[:, place[code_id]].any()]
    return Occurrence(each.source_ids, tuple(themes[at] for at in chosen), holds[:, chosen], found.n_not_coded)


def sources_rows(
    found: Occurrence, scopes: Sequence[tuple[Scope, Sequence[str]]], *, n_withdrawn: int = 0
) -> list[Estimate]:
    """Return the number of interviews in each scope; so many more were withdrawn."""
    left_out = withdrawn_in_words(n_withdrawn)
    not_coded = f"{found.n_not_coded} more have text and no coding" if found.n_not_coded else ""
    return [
        count_row(
            STEM,
            "sources",
            scope,
            len(source_ids),
            unit="sources",
            n_obs=len(source_ids),
            notes=["interviews in which text is coded", *((not_coded, left_out) if scope == EVERYBODY else ())],
            status=Status.PRIMARY,
        )
        for scope, source_ids in scopes
    ]


def prevalence_rows(
    found: Occurrence,
    scopes: Sequence[tuple[Scope, Sequence[str]]],
    persons: Mapping[str, Sequence[str]],
    *,
    conf_level: float,
    quantity: str = "prevalence",
    note: str = "",
) -> list[Estimate]:
    """Return the share of the interviews in each scope that hold each theme; ``persons`` speak in each interview."""
    rows = []
    for scope, source_ids in scopes:
        n_sources = len(source_ids)
        n_holding = found.counts(source_ids)
        shares = wilson_proportions(n_holding, n_sources, conf_level=conf_level)
        few = f"only {n_sources} interview(s)" if n_sources < FEW_SOURCES else ""
        spoke = [person for source_id in source_ids for person in persons[source_id]]
        repeated = REPEATED if len(set(spoke)) < len(spoke) else ""
        rows += [
            ledger_row(
                STEM,
                quantity,
                theme.within(scope),
                scope.key,
                unit="proportion",
                estimate=float(shares.estimate[place]),
                conf_low=float(shares.conf_low[place]),
                conf_high=float(shares.conf_high[place]),
                conf_level=conf_level,
                n_obs=n_sources,
                n_events=int(n_holding[place]),
                method="share of interviews, Wilson interval",
                notes=[note, few, repeated],
            )
            for place, theme in enumerate(found.themes)
        ]
    return rows


def count_tables(found: Occurrence, dimensions: Sequence[SourceGroups]) -> list[OutputTable]:
    """Return interviews by each dimension, and interviews that hold each theme, in all and by each dimension."""
    n_sources = len(found.source_ids)
    slugs = [theme.slug for theme in found.themes]
    overall = found.counts(found.source_ids)
    tables = [
        _table(
            "themes_overall",
            ("theme",),
            "n_sources_with_theme",
            [(slug, int(count), n_sources) for slug, count in zip(slugs, overall, strict=True)],
        )
    ]
    for groups in dimensions:
        sizes = {level: len(groups.members(level)) for level in groups.levels}
        name = groups.dimension
        tables.append(_table(f"sources_by_{name}", (name,), "n_sources", list(sizes.items())))
        counts = {level: found.counts(groups.members(level)) for level in groups.levels}
        rows = [
            (slug, level, int(counts[level][place]), sizes[level])
            for place, slug in enumerate(slugs)
            for level in groups.levels
        ]
        tables.append(_table(f"themes_by_{name}", ("theme", name), "n_sources_with_theme", rows))
    return tables


def saturation_table(found: Occurrence) -> OutputTable:
    """Return how many themes so many interviews would hold, on average over all choices of them.

    It follows from the interviews with each theme: the order in which they were held is not looked at, and so no step
    is about one of them.
    """
    n_sources = len(found.source_ids)
    expected = expected_kinds(found.counts(found.source_ids), n_sources)
    return OutputTable(
        name="themes_saturation",
        analysis=STEM,
        kind=TableKind.CURVE,
        sensitivity=Sensitivity.PARTICIPANT,
        columns=("n_sources", "expected_themes"),
        rows=tuple((number, float(themes)) for number, themes in enumerate(expected, start=1)),
        n_obs=n_sources,
    )


def _table(name: str, dimensions: tuple[str, ...], count: str, rows: list[tuple[object, ...]]) -> OutputTable:
    with_theme = count == "n_sources_with_theme"
    return OutputTable(
        name=name,
        analysis=STEM,
        kind=TableKind.COUNTS,
        sensitivity=Sensitivity.PARTICIPANT,
        columns=(*dimensions, count, *(("n_sources",) if with_theme else ())),
        rows=tuple(rows),
        measure=Measure.PARTICIPANT,
        dimensions=dimensions,
        count=count,
    )
