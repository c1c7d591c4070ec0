"""Sources, segments and codings of a project file, positions still as they stand there."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from evaluation.data.qualitative_parts import Coding, Medium, Segment, Source, User, Variable
from evaluation.data.refi_qda.archive import ProjectArchive
from evaluation.data.refi_qda.codebook import read_values
from evaluation.data.refi_qda.elements import children, identifier, name_of, reference, text_of
from evaluation.data.refi_qda.findings import Findings

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

MEDIA = {
    "TextSource": Medium.TEXT,
    "PDFSource": Medium.PDF,
    "PictureSource": Medium.PICTURE,
    "AudioSource": Medium.AUDIO,
    "VideoSource": Medium.VIDEO,
}
_TEXT_PARTS = ("Representation", "TextDescription")
PLACES = {
    "PDFSelection": ("page", "firstX", "firstY", "secondX", "secondY"),
    "PictureSelection": ("firstX", "firstY", "secondX", "secondY"),
    "AudioSelection": ("begin", "end"),
    "VideoSelection": ("begin", "end"),
}
"""What marks a part of a page, picture or recording, and the attributes that say where it is."""


@dataclass
class SourcesRead:
    """What :func:`read_sources` found: texts as stored, segments with the positions of the file."""

    sources: list[Source] = field(default_factory=list)
    texts: dict[str, str] = field(default_factory=dict)
    absent: Counter[str] = field(default_factory=Counter)
    segments: dict[str, Segment] = field(default_factory=dict)
    codings: dict[str, Coding] = field(default_factory=dict)
    undeclared: dict[str, User] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Declared:
    """What the project declares before its sources."""

    users: tuple[User, ...]
    code_ids: frozenset[str]
    variables: dict[str, Variable]


def read_sources(root: Element, archive: ProjectArchive, declared: Declared, findings: Findings) -> SourcesRead:
    """Read every source with its segments and codings.

    Parameters
    ----------
    root : Element
        The project.
    archive : ProjectArchive
        Where texts are stored.
    declared : Declared
    findings : Findings
        Receives dangling references and segments without positions.

    Returns
    -------
    SourcesRead
    """
    read = SourcesRead()
    seen: set[str] = set()
    for element in children(root, "Sources"):
        medium = MEDIA.get(element.tag)
        if medium is None:
            findings.departure("not a kind of source that REFI-QDA knows", element.tag)
            continue
        source_id, name = identifier(element.get("guid")), name_of(element, findings)
        if not source_id or source_id in seen:
            findings.error("a source has no identifier of its own", name or "a source without a name")
        seen.add(source_id)
        holders = (
            [element] if medium is Medium.TEXT else [part for tag in _TEXT_PARTS for part in element.findall(tag)]
        )
        read.sources.append(
            Source(
                id=source_id,
                name=name,
                medium=medium,
                is_textual=bool(holders),
                values=read_values(element, declared.variables, findings, of=f"source {name or source_id}"),
                description=text_of(element, "Description"),
            )
        )
        reader = _SourceReader(read=read, source_id=source_id, declared=declared, findings=findings)
        for holder in holders[:1]:
            _read_text(holder, source_id, archive, read)
            reader.text_segments(holder)
        for other in holders[1:]:
            findings.departure("a source has a second text, which is not read", name or other.tag)
        reader.other_segments(element, medium)
        reader.codings(element, segment_id="")
    return read


def sources_of_selections(root: Element) -> dict[str, list[str]]:
    """Return the sources of each selection by its identifier, whatever is marked and whether it is read or not."""
    found: dict[str, list[str]] = {}
    for source in children(root, "Sources"):
        for element in source.iter():
            guid = identifier(element.get("guid"))
            if guid and isinstance(element.tag, str) and element.tag.endswith("Selection"):
                found.setdefault(guid, []).append(identifier(source.get("guid")))
    return found


def _read_text(holder: Element, source_id: str, archive: ProjectArchive, read: SourcesRead) -> None:
    inline, path = holder.find("PlainTextContent"), holder.get("plainTextPath")
    if inline is not None:
        read.texts[source_id] = inline.text or ""
    elif path:
        stored = archive.text(path)
        if stored.content is None:
            read.absent[stored.reason] += 1
        else:
            read.texts[source_id] = stored.content
    else:
        read.absent["is not stated"] += 1


@dataclass(frozen=True, kw_only=True)
class _SourceReader:
    """Reads the segments and codings of one source into ``read``."""

    read: SourcesRead
    source_id: str
    declared: Declared
    findings: Findings

    def text_segments(self, holder: Element) -> None:
        for element in holder.findall("PlainTextSelection"):
            start, end = _integer(element.get("startPosition")), _integer(element.get("endPosition"))
            if start is None or end is None or start > end:
                found = f"{element.get('startPosition')} to {element.get('endPosition')} ({_label(element)})"
                self.findings.error("a selection has no usable positions", found, expected="0 <= start <= end")
                start = end = 0
            elif start == end:
                self.findings.departure("a selection marks no text", _label(element))
            self._segment(element, Medium.TEXT, start=start, end=end)

    def other_segments(self, element: Element, medium: Medium) -> None:
        for child in element:
            if child.tag in PLACES:
                self._segment(child, medium)
            elif child.tag == "Transcript":
                for part in child.findall("TranscriptSelection"):
                    self._segment(part, medium)

    def codings(self, holder: Element, *, segment_id: str) -> None:
        for element in holder.findall("Coding"):
            code_id = reference(element, "CodeRef")
            if code_id not in self.declared.code_ids:
                self.findings.error(
                    "a coding refers to a code that the codebook does not have", code_id or "no code at all"
                )
            coding_id = _unused(identifier(element.get("guid")) or "coding", self.read.codings)
            coder_id = identifier(element.get("creatingUser")) or identifier(holder.get("creatingUser"))
            self._note_user(coder_id)
            self.read.codings[coding_id] = Coding(
                id=coding_id,
                source_id=self.source_id,
                segment_id=segment_id,
                code_id=code_id,
                coder_id=coder_id,
                at=element.get("creationDateTime") or "",
            )

    def _segment(self, element: Element, medium: Medium, *, start: int | None = None, end: int | None = None) -> None:
        # A page selection and its twin in the page's text share one GUID.
        segment_id = _unused(identifier(element.get("guid")) or "segment", self.read.segments)
        self.read.segments[segment_id] = Segment(
            id=segment_id,
            source_id=self.source_id,
            medium=medium,
            start=start,
            end=end,
            name=element.get("name") or "",
            description=text_of(element, "Description"),
            user_id=identifier(element.get("creatingUser")),
            place=tuple((key, element.get(key, "")) for key in PLACES.get(element.tag, ())),
        )
        self.codings(element, segment_id=segment_id)

    def _note_user(self, user_id: str) -> None:
        known = any(user.id == user_id for user in self.declared.users)
        if not user_id:
            self.findings.departure("a coding does not say who made it", "coder without a name")
        elif not known and user_id not in self.read.undeclared:
            self.findings.departure("a coding is by a user whom the project does not declare", user_id)
            self.read.undeclared[user_id] = User(id=user_id, name=user_id, declared=False)


def _unused(wanted: str, taken: dict[str, object] | dict[str, Segment] | dict[str, Coding]) -> str:
    chosen, number = wanted, 2
    while chosen in taken:
        chosen, number = f"{wanted}#{number}", number + 1
    return chosen


def _integer(text: str | None) -> int | None:
    digits = (text or "").strip()
    return int(digits) if re.fullmatch(r"[0-9]{1,12}", digits) else None


def _label(element: Element) -> str:
    # Not its name: that is what somebody said in an interview, and messages end up in logs.
    return f"selection {identifier(element.get('guid')) or 'without an identifier'}"
