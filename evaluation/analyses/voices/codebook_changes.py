"""What changed between versions of a codebook, and which codings were made before a code got its meaning."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from evaluation.analyses.ledger import EVERYBODY, count_row
from evaluation.analyses.restricted import restricted_table
from evaluation.analyses.voices import STEM
from evaluation.analyses.voices.codebook import Theme
from evaluation.analyses.voices.codebook_versions import Entry, Version, key_of, plain
from evaluation.data.output_table import OutputTable
from evaluation.data.qualitative import QualitativeProject
from evaluation.stats.estimate import Estimate

_FIELDS = ("definition", "include", "exclude")
_NEW_MEANING = ("redefined", "split", "merged")


@dataclass(frozen=True)
class Change:
    """Something that a version changed: ``added, removed, moved, renamed, split, merged, redefined``."""

    version: Version
    change: str
    entry: Entry
    was: str
    what: str


def changes_between(versions: Sequence[Version]) -> tuple[Change, ...]:
    """Return what each version changed against the one before.

    A code that replaces one code is renamed; several codes that replace one were split from it; a code that replaces
    several was merged from them. A code is redefined where its definition, or what is included or excluded, has other
    words than under its old name.
    """
    return tuple(change for before, after in itertools.pairwise(versions) for change in _changes(before, after))


def changes_table(changes: Sequence[Change]) -> OutputTable:
    """Return the changes of all versions."""
    rows = [
        (each.version.name, each.version.since.isoformat(), each.change, each.entry.code, each.was, each.what)
        for each in changes
    ]
    return restricted_table(STEM, "codebook_changes", ("version", "since", "change", "code", "was", "what"), rows)


def versions_table(versions: Sequence[Version]) -> OutputTable:
    """Return every version of the codebook, examples included: they are people's words."""
    rows = [
        (version.name, entry.code, entry.parent, *entry.meaning, entry.example)
        for version in versions
        for entry in version.entries
    ]
    return restricted_table(STEM, "codebook_versions", ("version", "code", "parent", *_FIELDS, "example"), rows)


@dataclass(frozen=True)
class OlderCodings:
    """Codings that were made before their code got the meaning that it has in the version used.

    Parameters
    ----------
    rows : tuple of tuple
        Theme, source, start, end, coder, day of the coding, day from which the code has its meaning.
    n_undated : int
        Codings of such codes of which the project does not say when they were made.
    """

    rows: tuple[tuple[object, ...], ...]
    n_undated: int


def older_codings(
    project: QualitativeProject, themes: Sequence[Theme], changes: Sequence[Change], used: Version
) -> OlderCodings:
    """Find the codings of text that were made under an older meaning of their code."""
    since: dict[tuple[str, str], date] = {}
    for each in changes:
        if each.change in _NEW_MEANING and each.version.since <= used.since:
            since[each.entry.key] = max(each.version.since, since.get(each.entry.key, each.version.since))
    by_code = {code.id: since.get(key_of(code.path)) for code in project.codes}
    slugs = {theme.code_id: theme.slug for theme in themes}
    sources = {source.id: source.name for source in project.sources}
    coders = {user.id: user.name for user in project.users}
    segments = {segment.id: segment for segment in project.segments}
    rows, undated = [], 0
    for coding in project.text_codings:
        changed = by_code.get(coding.code_id)
        if changed is None or coding.code_id not in slugs:
            continue
        made = _day(coding.at)
        undated += made is None
        if made is not None and made < changed:
            segment = segments.get(coding.segment_id)
            place = (segment.start, segment.end) if segment else (None, None)
            coder = coders.get(coding.coder_id, "")
            named = (slugs[coding.code_id], sources[coding.source_id], *place, coder)
            rows.append((*named, made.isoformat(), changed.isoformat()))
    return OlderCodings(tuple(sorted(rows, key=str)), undated)


def older_codings_rows(found: OlderCodings) -> list[Estimate]:
    """Return how many codings were made under an older meaning of their code."""
    undated = f"of {found.n_undated} more the project does not say when they were made" if found.n_undated else ""
    return [
        count_row(
            STEM,
            "codings_under_older_definition",
            EVERYBODY,
            len(found.rows),
            unit="count",
            notes=["codings made before the codebook gave their code the meaning that it has", undated],
        )
    ]


def older_codings_table(found: OlderCodings) -> OutputTable:
    """Return these codings, for coders to look at again."""
    columns = ("theme", "source", "start", "end", "coder", "coded_on", "meaning_since")
    return restricted_table(STEM, "codings_under_older_definition", columns, found.rows)


def _changes(before: Version, after: Version) -> Iterator[Change]:
    old, new = before.by_key(), after.by_key()
    by_name = {plain(entry.code): entry for entry in before.entries}
    claims = Counter(plain(name) for entry in after.entries for name in entry.replaces)
    kept = set()
    for entry in after.entries:
        earlier = old.get(entry.key)
        was = [by_name[plain(name)] for name in entry.replaces]
        if was:
            kept |= {each.key for each in was}
            names = ", ".join(each.code for each in was)
            change = "merged" if len(was) > 1 else "split" if claims[plain(was[0].code)] > 1 else "renamed"
            yield Change(after, change, entry, names, "")
            earlier = was[0] if change == "renamed" else None
        elif earlier is None:
            same = [each for each in before.entries if plain(each.code) == plain(entry.code) and each.key not in new]
            earlier = same[0] if len(same) == 1 else None
            if earlier is None:
                yield Change(after, "added", entry, "", "")
            else:
                kept.add(earlier.key)
                yield Change(after, "moved", entry, earlier.parent, "")
        if earlier is not None and earlier.meaning != entry.meaning:
            what = [name for name in _FIELDS if getattr(earlier, name) != getattr(entry, name)]
            yield Change(after, "redefined", entry, earlier.definition, ", ".join(what))
    for key, entry in old.items():
        if key not in new and key not in kept:
            yield Change(after, "removed", entry, "", "")


def _day(at: str) -> date | None:
    try:
        return date.fromisoformat(at.strip()[:10])
    except ValueError:
        return None
