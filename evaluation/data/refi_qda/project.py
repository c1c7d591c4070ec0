"""Read a whole project: archive, XML, positions, and a list of what is left behind."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from evaluation.data.coder_names import check_coder_names
from evaluation.data.qualitative import NotCarried, PositionReading, QualitativeProject
from evaluation.data.qualitative_parts import Medium, Segment
from evaluation.data.refi_qda.archive import ProjectArchive, read_limited
from evaluation.data.refi_qda.codebook import read_cases, read_codes, read_users, read_variables
from evaluation.data.refi_qda.conformity import note_departures
from evaluation.data.refi_qda.elements import parse_project, text_of
from evaluation.data.refi_qda.findings import Findings
from evaluation.data.refi_qda.left_behind import elements_left_behind
from evaluation.data.refi_qda.positions import UndecidedPositions, canonical, place
from evaluation.data.refi_qda.sources import Declared, SourcesRead, read_sources, sources_of_selections

if TYPE_CHECKING:
    from collections.abc import Mapping
    from xml.etree.ElementTree import Element

_LOW_SUPPORT = 0.5
ORIGIN = "Coalition evaluation workbench"
"""What our own writer calls itself: its positions count code points, and need no evidence."""


def read_project(path: str | Path) -> QualitativeProject:
    """Read a REFI-QDA project.

    Parameters
    ----------
    path : str or Path
        A ``.qdpx`` file.

    Returns
    -------
    QualitativeProject
        What the file holds but the model does not carry is listed in ``not_carried``; harmless departures from the
        format in ``violations``.

    Raises
    ------
    DataError
        If the archive is unsafe or damaged, the XML is not a project or declares entities, a reference leads
        nowhere, two coders have one name, or positions cannot be placed in their texts. All problems are listed.
    """
    path = Path(path)
    findings = Findings(path)
    with ProjectArchive(path) as archive:
        root = parse_project(archive.project_xml(), path)
        note_departures(root, findings)
        users, codes = read_users(root, findings), read_codes(root, findings)
        variables = {variable.id: variable for variable in read_variables(root, findings)}
        declared = Declared(users=users, code_ids=frozenset(code.id for code in codes), variables=variables)
        read = read_sources(root, archive, declared, findings)
        sha256, n_files_unread = archive.sha256, archive.n_files_unread()
    source_ids = {source.id for source in read.sources}
    cases = read_cases(root, variables, source_ids, findings, sources_of=sources_of_selections(root))
    users = users + tuple(read.undeclared.values())
    check_coder_names(users, (coding.coder_id for coding in read.codings.values()), findings)
    findings.stop_on_errors()
    is_ours = root.get("origin") == ORIGIN
    positions, segments = placed_in_texts(tuple(read.segments.values()), read.texts, findings, is_plain=is_ours)
    findings.stop_on_errors()
    return QualitativeProject(
        name=root.get("name") or "",
        origin=root.get("origin") or "",
        path=path,
        sha256=sha256,
        users=users,
        codes=codes,
        variables=tuple(variables.values()),
        cases=cases,
        sources=tuple(
            replace(source, text=canonical(read.texts[source.id])) if source.id in read.texts else source
            for source in read.sources
        ),
        segments=segments,
        codings=tuple(read.codings.values()),
        description=text_of(root, "Description"),
        positions=positions,
        not_carried=_not_carried(root, read, n_files_unread),
        violations=findings.violations(),
    )


def read_codebook(path: str | Path) -> QualitativeProject:
    """Read a REFI-QDA codebook.

    Parameters
    ----------
    path : str or Path
        A ``.qdc`` file.

    Returns
    -------
    QualitativeProject
        With codes only; sets of codes are listed in ``not_carried``.

    Raises
    ------
    DataError
        If the file cannot be read, is larger than :data:`MAX_PROJECT_BYTES`, is no codebook or declares entities, or
        a code is not usable. All problems are listed.
    """
    path = Path(path)
    findings = Findings(path)
    content = read_limited(path)
    root = parse_project(content, path, root_tag="CodeBook", member="")
    note_departures(root, findings)
    codes = read_codes(root, findings)
    findings.stop_on_errors()
    return QualitativeProject(
        name=path.stem,
        origin=root.get("origin") or "",
        path=path,
        sha256=hashlib.sha256(content).hexdigest(),
        codes=codes,
        not_carried=elements_left_behind(root),
        violations=findings.violations(),
    )


def placed_in_texts(
    segments: tuple[Segment, ...], texts: Mapping[str, str], findings: Findings, *, is_plain: bool
) -> tuple[PositionReading, tuple[Segment, ...]]:
    """Return what positions count, and the segments in code points of the canonical texts.

    Parameters
    ----------
    segments : tuple of Segment
        Of any medium; those of text whose text is known are placed.
    texts : mapping of str to str
        As stored, by source.
    findings : Findings
        Receives positions that cannot be placed, and doubts.
    is_plain : bool
        Whether it is known that positions count the code points of the texts as stored.
    """
    known = [s for s in segments if s.medium is Medium.TEXT and s.source_id in texts]
    try:
        placed = place(known, texts, only_as_stored=is_plain)
    except UndecidedPositions as error:
        findings.error(error.wrong, error.found, expected="positions inside the text that mark whole words")
        return PositionReading(), ()
    reading = placed.reading
    if not is_plain and reading.n_supported < _LOW_SUPPORT * reading.n_segments:
        share = f"{reading.n_supported} of {reading.n_segments}"
        findings.departure("few selections begin and end at words' edges; positions may be misread", share)
    spans = {segment.id: span for segment, span in zip(known, placed.spans, strict=True)}
    return reading, tuple(
        replace(segment, start=spans[segment.id][0], end=spans[segment.id][1]) if segment.id in spans else segment
        for segment in segments
    )


def _not_carried(root: Element, read: SourcesRead, n_files_unread: int) -> tuple[NotCarried, ...]:
    segment_media = Counter(segment.medium for segment in read.segments.values())
    medium_of = {segment.id: segment.medium for segment in read.segments.values()}
    coded_media = Counter(medium_of[c.segment_id] for c in read.codings.values() if c.segment_id)
    left = []
    for medium in (Medium.PDF, Medium.PICTURE, Medium.AUDIO, Medium.VIDEO):
        if segment_media[medium]:
            why = f"their place is kept as written, not read; {coded_media[medium]} coding(s) on them are counted"
            left.append(NotCarried(what=f"{medium} selections", count=segment_media[medium], why=why))
    left += [
        NotCarried(what="texts", count=count, why=f"the text {reason}; its codings are counted, positions unchecked")
        for reason, count in sorted(read.absent.items())
    ]
    left += elements_left_behind(root)
    unread = sum(1 for _ in root.iter("Coding")) - len(read.codings)
    if unread > 0:
        left.append(NotCarried(what="codings", count=unread, why="they stand where REFI-QDA has none"))
    if n_files_unread:
        why = "pictures, recordings and formatted texts are not read"
        left.append(NotCarried(what="files in the archive", count=n_files_unread, why=why))
    return tuple(left)
