"""Write simulated interviews as a REFI-QDA project (``.qdpx``), the same bytes for the same interviews.

This writer knows only what the demonstration needs: text sources, a nested codebook, cases with variables,
selections with their codings. Positions are code points, 0-based, end exclusive.
"""

from __future__ import annotations

import uuid
import zipfile
from itertools import groupby
from pathlib import Path
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from evaluation.data.demo import world
from evaluation.data.demo.interviews import Interview

NAMESPACE = "urn:QDA-XML:project:1.0"
MADE_AT = "2024-01-01T00:00:00Z"
ZIP_DATE = (2024, 1, 1, 0, 0, 0)
UNIX = 3
COLORS = ("#4E79A7", "#59A14F", "#B6672C", "#7B5EA7")
VARIABLES = ("role", "community", "consent")
DESCRIPTION = (
    "SYNTHETIC DATA. Every interview was put together by a computer from invented sentences, and the two coders"
    " are simulated. Nobody said any of this."
)


def write_project(path: Path, interviews: tuple[Interview, ...], *, seed: int) -> None:
    """Write the project file and one text file per interview into a zip archive with fixed dates.

    Nothing is compressed: compressors differ between machines, the bytes must not.

    Parameters
    ----------
    path : Path
    interviews : tuple of Interview
    seed : int
        Makes the identifiers: the same seed gives the same ones.
    """
    names = _Identifiers(seed)
    project = tostring(_project(interviews, names), encoding="utf-8", xml_declaration=True)
    members = [("project.qde", project)]
    members += [(f"Sources/{names.of('source', i.name)}.txt", i.text.encode()) for i in interviews]
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in members:
            member = zipfile.ZipInfo(name, ZIP_DATE)
            member.create_system = UNIX
            archive.writestr(member, content)


class _Identifiers:
    """GUIDs that are made from the seed and from what they name."""

    def __init__(self, seed: int) -> None:
        self._space = uuid.uuid5(uuid.NAMESPACE_URL, f"urn:coalition-evaluation:synthetic:{seed}")

    def of(self, *parts: object) -> str:
        return str(uuid.uuid5(self._space, "/".join(map(str, parts))))


def _project(interviews: tuple[Interview, ...], names: _Identifiers) -> Element:
    """Return the root element, its children in the order that the schema asks for."""
    lead = names.of("user", world.OBSERVER)
    project = Element(
        "Project",
        {
            "xmlns": NAMESPACE,
            "name": "SYNTHETIC interviews of the demonstration",
            "origin": "Coalition evaluation, demo simulator",
            "creatingUserGUID": lead,
            "creationDateTime": MADE_AT,
        },
    )
    users = SubElement(project, "Users")
    for user in (*(coder.name for coder in world.CODERS), world.OBSERVER):
        SubElement(users, "User", {"guid": names.of("user", user), "name": user})
    _add_codebook(project, names)
    variables = SubElement(project, "Variables")
    for name in VARIABLES:
        attributes = {"guid": names.of("variable", name), "name": name, "typeOfVariable": "Text"}
        SubElement(variables, "Variable", attributes)
    _add_cases(project, interviews, names)
    sources = SubElement(project, "Sources")
    for interview in interviews:
        _add_source(sources, interview, names)
    SubElement(project, "Description").text = DESCRIPTION
    indent(project)
    return project


def _add_codebook(project: Element, names: _Identifiers) -> None:
    codes = SubElement(SubElement(project, "CodeBook"), "Codes")
    for (group, about), color in zip(world.GROUPS.items(), COLORS, strict=True):
        heading = SubElement(
            codes, "Code", {"guid": names.of("code", group), "name": group, "isCodable": "false", "color": color}
        )
        SubElement(heading, "Description").text = about
        for theme in world.THEMES:
            if theme.group == group:
                attributes = {"guid": names.of("code", theme.name), "name": theme.name, "isCodable": "true"}
                code = SubElement(heading, "Code", {**attributes, "color": color})
                SubElement(code, "Description").text = world.DEFINITIONS[theme.name]


def _add_cases(project: Element, interviews: tuple[Interview, ...], names: _Identifiers) -> None:
    cases = SubElement(project, "Cases")
    for number, interview in enumerate(interviews, start=1):
        case = SubElement(cases, "Case", {"guid": names.of("case", interview.name), "name": f"SYN-P{number:02d}"})
        for variable in VARIABLES:
            value = SubElement(case, "VariableValue")
            SubElement(value, "VariableRef", {"targetGUID": names.of("variable", variable)})
            SubElement(value, "TextValue").text = getattr(interview, variable)
        SubElement(case, "SourceRef", {"targetGUID": names.of("source", interview.name)})


def _add_source(sources: Element, interview: Interview, names: _Identifiers) -> None:
    guid = names.of("source", interview.name)
    source = SubElement(
        sources,
        "TextSource",
        {
            "guid": guid,
            "name": interview.name,
            "plainTextPath": f"internal://{guid}.txt",
            "creatingUser": names.of("user", world.OBSERVER),
            "creationDateTime": MADE_AT,
        },
    )
    SubElement(source, "Description").text = "SYNTHETIC: nobody said any of this."
    spans = groupby(
        sorted(interview.marks, key=lambda mark: (mark.start, mark.end, mark.coder, mark.theme)),
        key=lambda mark: (mark.start, mark.end, mark.coder),
    )
    for (start, end, coder), marks in spans:
        user = names.of("user", coder)
        made = {"creatingUser": user, "creationDateTime": MADE_AT}
        selection = SubElement(
            source,
            "PlainTextSelection",
            {
                "guid": names.of("selection", interview.name, start, end, coder),
                "name": interview.text[start:end],
                "startPosition": str(start),
                "endPosition": str(end),
                **made,
            },
        )
        for mark in marks:
            coding = SubElement(
                selection,
                "Coding",
                {"guid": names.of("coding", interview.name, start, end, coder, mark.theme), **made},
            )
            SubElement(coding, "CodeRef", {"targetGUID": names.of("code", mark.theme)})
