"""A coded project as the XML elements of REFI-QDA, in the order that its schema asks for."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from xml.etree.ElementTree import Element, SubElement

from evaluation.data.qualitative import NotCarried, QualitativeProject
from evaluation.data.qualitative_parts import Code, Coding, Medium, Segment, Source, Variable, identifier_of
from evaluation.data.refi_qda.project import ORIGIN
from evaluation.data.refi_qda.sources import MEDIA

PROJECT_SPACE, CODEBOOK_SPACE = "urn:QDA-XML:project:1.0", "urn:QDA-XML:codebook:1.0"
_GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_OF_KIND = {
    "Boolean": re.compile(r"true|false|0|1"),
    "Integer": re.compile(r"[-+]?[0-9]+"),
    "Float": re.compile(r"[-+]?[0-9]+(\.[0-9]*)?"),
    "Date": re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"),
    "DateTime": re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+(Z|[-+][0-9:]+)?"),
}
_TAG_OF = {medium: tag for tag, medium in MEDIA.items()}
_PLACE_OF = {
    Medium.PDF: "PDFSelection",
    Medium.PICTURE: "PictureSelection",
    Medium.AUDIO: "AudioSelection",
    Medium.VIDEO: "VideoSelection",
}


def guid_of(identifier: str) -> str:
    """Return an identifier that is a GUID as it is, and the GUID that is always the same for any other."""
    return identifier if _GUID.fullmatch(identifier) else identifier_of(identifier)


def text_name(source_id: str) -> str:
    """Return the name of the file that holds the text of a source."""
    return f"{guid_of(source_id)}.txt"


def has_place(segment: Segment) -> bool:
    """Tell whether a file can say where a marked part is: without that it is left out, with its codings."""
    return segment.start is not None if segment.medium is Medium.TEXT else bool(segment.place)


class ProjectElements:
    """Makes the elements of one file, and counts what has no place in it."""

    def __init__(self) -> None:
        self._left: Counter[tuple[str, str]] = Counter()

    def left_out(self) -> tuple[NotCarried, ...]:
        """Return what was left out so far."""
        return tuple(NotCarried(what=what, count=count, why=why) for (what, why), count in self._left.items())

    def project(self, project: QualitativeProject) -> Element:
        """Return the root element of a project file."""
        root = Element("Project", self._given(xmlns=PROJECT_SPACE, name=project.name, origin=ORIGIN))
        users = SubElement(root, "Users")
        for user in project.users:
            # Of an undeclared user the file would keep the identifier only, and that may be a name.
            if user.declared or user.id != guid_of(user.id):
                SubElement(users, "User", self._given(guid=guid_of(user.id), name=user.name))
        self._add_codes(SubElement(root, "CodeBook"), project.codes)
        variables = SubElement(root, "Variables")
        for variable in project.variables:
            given = self._given(guid=guid_of(variable.id), name=variable.name, typeOfVariable=variable.kind)
            SubElement(variables, "Variable", given)
        named = {variable.name: variable for variable in reversed(project.variables)}
        cases = SubElement(root, "Cases")
        for case in project.cases:
            element = SubElement(cases, "Case", self._given(guid=guid_of(case.id), name=case.name))
            self._describe(element, case.description)
            self._add_values(element, case.values, named)
            for source_id in case.source_ids:
                SubElement(element, "SourceRef", {"targetGUID": guid_of(source_id)})
        sources = SubElement(root, "Sources")
        segments: dict[str, list[Segment]] = {}
        for segment in project.segments:
            segments.setdefault(segment.source_id, []).append(segment)
        codings: dict[tuple[str, str], list[Coding]] = {}
        for coding in project.codings:
            codings.setdefault((coding.source_id, coding.segment_id), []).append(coding)
        for source in project.sources:
            self._add_source(sources, source, segments.get(source.id, []), codings, named)
        self._describe(root, project.description)
        # The schema has no empty lists.
        for tag in ("Users", "CodeBook", "Variables", "Cases", "Sources"):
            element = root.find(tag)
            if element is not None and element.find(".//*[@guid]") is None:
                root.remove(element)
        return root

    def codebook(self, codes: Iterable[Code]) -> Element:
        """Return the root element of a codebook file."""
        root = Element("CodeBook", {"xmlns": CODEBOOK_SPACE, "origin": ORIGIN})
        self._add_codes(root, codes)
        return root

    def _add_codes(self, holder: Element, codes: Iterable[Code]) -> None:
        # Codes come each before those below it.
        above = {"": SubElement(holder, "Codes")}
        for code in codes:
            given = self._given(guid=guid_of(code.id), name=code.name, color=code.color or None)
            element = SubElement(above[code.parent_id], "Code", {**given, "isCodable": str(code.is_codable).lower()})
            self._describe(element, code.description)
            above[code.id] = element

    def _add_values(self, holder: Element, values: Iterable[tuple[str, str]], named: dict[str, Variable]) -> None:
        for name, text in values:
            variable = named[name]
            pattern = _OF_KIND.get(variable.kind)
            value = SubElement(holder, "VariableValue")
            SubElement(value, "VariableRef", {"targetGUID": guid_of(variable.id)})
            tag = f"{variable.kind}Value" if pattern and pattern.fullmatch(text) else "TextValue"
            SubElement(value, tag).text = self._plain(text)

    def _add_source(
        self,
        sources: Element,
        source: Source,
        segments: list[Segment],
        codings: dict[tuple[str, str], list[Coding]],
        named: dict[str, Variable],
    ) -> None:
        path = {"plainTextPath": f"internal://{text_name(source.id)}"}
        element = SubElement(sources, _TAG_OF[source.medium], self._given(guid=guid_of(source.id), name=source.name))
        self._describe(element, source.description)
        holder = element
        if source.medium is Medium.TEXT:
            element.attrib.update(path)
        elif source.is_textual:
            tag = "TextDescription" if source.medium is Medium.PICTURE else "Representation"
            holder = Element(tag, {"guid": guid_of(f"{source.id}/text"), **path})
        for segment in segments:
            inside = codings.get((source.id, segment.id), [])
            is_text = segment.medium is Medium.TEXT
            if not has_place(segment):
                self._leave(f"{segment.medium} selections", "where they are is not known")
                self._leave("codings", "of selections whose place is not known", len(inside))
                continue
            if is_text:
                place = {"startPosition": str(segment.start), "endPosition": str(segment.end)}
                marked = SubElement(holder, "PlainTextSelection", self._made(segment.id, segment.user_id) | place)
            else:
                given = self._made(segment.id, segment.user_id) | dict(segment.place)
                marked = SubElement(element, _PLACE_OF[segment.medium], given)
            if segment.name:
                marked.set("name", self._plain(segment.name))
            self._describe(marked, segment.description)
            self._add_codings(marked, inside)
        if holder is not element:
            element.insert(0 if source.medium is Medium.PICTURE else len(element), holder)
        self._add_codings(element, codings.get((source.id, ""), []))
        self._add_values(element, source.values, named)

    def _add_codings(self, holder: Element, codings: Iterable[Coding]) -> None:
        for coding in codings:
            given = self._made(coding.id, coding.coder_id)
            if coding.at:
                given["creationDateTime"] = self._plain(coding.at)
            element = SubElement(holder, "Coding", given)
            SubElement(element, "CodeRef", {"targetGUID": guid_of(coding.code_id)})

    def _made(self, identifier: str, user_id: str) -> dict[str, str]:
        return {"guid": guid_of(identifier)} | ({"creatingUser": guid_of(user_id)} if user_id else {})

    def _describe(self, element: Element, description: str) -> None:
        if description:
            SubElement(element, "Description").text = self._plain(description)

    def _given(self, **attributes: str | None) -> dict[str, str]:
        return {key: self._plain(text) for key, text in attributes.items() if text is not None}

    def _plain(self, text: str) -> str:
        clean, count = _NOT_XML.subn(" ", text)
        self._leave("control characters", "XML cannot hold them; they are blanks in names and descriptions", count)
        return clean

    def _leave(self, what: str, why: str, count: int = 1) -> None:
        if count:
            self._left[what, why] += count
