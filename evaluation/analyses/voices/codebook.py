"""The codes that are reported as themes: how they are named, chosen and written in result ids."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from evaluation.analyses.ledger import Scope
from evaluation.analyses.voices.codebook_versions import Version, key_of
from evaluation.data.code_tree import codes_above
from evaluation.data.parameters.themes import Scale
from evaluation.data.qualitative import QualitativeProject
from evaluation.data.qualitative_parts import Code
from evaluation.errors import DataError, ParameterError, Problem
from evaluation.stats.estimate import slug_of


@dataclass(frozen=True)
class Theme:
    """A code as the report shows it.

    Parameters
    ----------
    code_id : str
    label : str
        The code's name; with its path where another code has that name.
    slug : str
        The label in result ids.
    parent : str
        Name of the code above it, blank at the top.
    description : str
    include, exclude : str
        What is coded with it and what is not, where the site's own codebook says it.
    """

    code_id: str
    label: str
    slug: str
    parent: str
    description: str
    include: str = ""
    exclude: str = ""

    def within(self, scope: Scope) -> Scope:
        """Return the theme in a group of interviews, as the ledger writes it."""
        return Scope(self.slug, (("theme", self.slug), *scope.terms))


def all_themes(project: QualitativeProject) -> tuple[Theme, ...]:
    """Return every code of a project as a theme, in the order of the codebook.

    Raises
    ------
    DataError
        If two codes have the same name and stand in the same place.
    """
    shared = Counter(slug_of(code.name) for code in project.codes)
    themes = []
    for code in project.codes:
        alone = shared[slug_of(code.name)] == 1
        label = code.name if alone else " > ".join(code.path)
        slug = slug_of(label) or f"code_{project.codes.index(code) + 1}"
        parent = code.path[-2] if len(code.path) > 1 else ""
        themes.append(Theme(code.id, label, slug, parent, code.description))
    twice = [slug for slug, count in Counter(theme.slug for theme in themes).items() if count > 1]
    problems = [
        Problem(
            str(project.path),
            "codes cannot be told apart by their names",
            ", ".join(repr(theme.label) for theme in themes if theme.slug == slug),
            "one spelling, if they are one code; else names that differ in letters or digits",
            "docs/methods/themes.md",
        )
        for slug in twice
    ]
    if problems:
        raise DataError(f"{project.path}: {len(problems)} problem(s) in the codebook.", problems)
    return tuple(themes)


def up_to_top(project: QualitativeProject) -> dict[str, tuple[str, ...]]:
    """Return, by the id of each code, its slug and those of the codes above it, the top last."""
    slugs = {theme.code_id: theme.slug for theme in all_themes(project)}
    above = codes_above(project.codes)
    return {code_id: (slug, *(slugs[each] for each in above[code_id])) for code_id, slug in slugs.items()}


def choose_themes(project: QualitativeProject, wanted: Sequence[str], coder_ids: Sequence[str]) -> tuple[Theme, ...]:
    """Return the themes to report, in the order of the codebook.

    Parameters
    ----------
    project : QualitativeProject
    wanted : sequence of str
        Names, labels or paths (``Parent > Child``), in any case of letters; none takes every code that one of the
        coders applied to text.
    coder_ids : sequence of str

    Raises
    ------
    ParameterError
        If a name is not in the codebook.
    """
    themes = all_themes(project)
    if not wanted:
        used = {coding.code_id for coding in project.text_codings if coding.coder_id in coder_ids}
        return tuple(theme for theme in themes if theme.code_id in used)
    return themes_named(project, wanted, "themes")


def themes_named(project: QualitativeProject, wanted: Sequence[str], field: str) -> tuple[Theme, ...]:
    """Return the themes that a field of the parameters names, in the order of the codebook.

    Raises
    ------
    ParameterError
        If a name is not in the codebook.
    """
    themes = all_themes(project)
    by_name = names_of(project, themes)
    problems = [
        _unknown(f"themes.{field}", name, project, themes) for name in wanted if name.casefold() not in by_name
    ]
    if problems:
        raise ParameterError(f"{len(problems)} theme(s) are not known.", problems)
    chosen = {by_name[name.casefold()] for name in wanted}
    return tuple(theme for theme in themes if theme.label in chosen)


def codes_of_scales(project: QualitativeProject, scales: Sequence[Scale]) -> tuple[tuple[Theme, ...], ...]:
    """Return the codes of each scale, in the order in which it names them.

    Parameters
    ----------
    project : QualitativeProject
    scales : sequence of Scale
        They name codes as in :func:`choose_themes`.

    Raises
    ------
    ParameterError
        If a name is not in the codebook, or two names of a scale are of one code. All of them are listed.
    """
    themes = all_themes(project)
    by_name, by_label = names_of(project, themes), {theme.label: theme for theme in themes}
    problems = []
    for place, scale in enumerate(scales):
        where = f"themes.scales.{place}.codes"
        labels = [by_name.get(name.casefold()) for name in scale.codes]
        for number, (name, label) in enumerate(zip(scale.codes, labels, strict=True)):
            if label is None:
                problems.append(_unknown(where, name, project, themes))
            elif label in labels[:number]:
                problems.append(Problem(where, "names a code twice", repr(name), "each code once", str(project.path)))
    if problems:
        raise ParameterError(f"{len(problems)} problem(s) with the codes of scales.", problems)
    return tuple(tuple(by_label[by_name[name.casefold()]] for name in scale.codes) for scale in scales)


def _unknown(where: str, name: str, project: QualitativeProject, themes: Sequence[Theme]) -> Problem:
    labels = [theme.label for theme in themes]
    near = " or ".join(map(repr, difflib.get_close_matches(name, labels, n=2)))
    expected = near or f"one of {', '.join(labels)}"
    return Problem(where, "is not in the codebook", repr(name), expected, str(project.path))


def with_definitions(
    project: QualitativeProject, themes: Sequence[Theme], version: Version | None
) -> tuple[Theme, ...]:
    """Return themes with the definitions that a version of the site's own codebook gives them."""
    if version is None:
        return tuple(themes)
    entries = version.by_key()
    codes = {code.id: code for code in project.codes}
    found = ((theme, entries[key_of(codes[theme.code_id].path)]) for theme in themes)
    return tuple(
        replace(theme, description=entry.definition, include=entry.include, exclude=entry.exclude)
        for theme, entry in found
    )


def names_of(project: QualitativeProject, themes: Sequence[Theme]) -> dict[str, str]:
    """Return every way to name a code, in lower case, with its label: its label, and its path."""
    paths = {code.id: _path(code) for code in project.codes}
    return {name.casefold(): theme.label for theme in themes for name in (theme.label, paths[theme.code_id])}


def _path(code: Code) -> str:
    return " > ".join(code.path)
