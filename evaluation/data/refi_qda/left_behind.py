"""What a project file says that no reader looks at: elements, and attributes of the elements that are read."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from evaluation.data.qualitative import NotCarried
from evaluation.data.refi_qda.sources import MEDIA, PLACES

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_CARRIED_TAGS = (
    "Users User CodeBook Codes Code Variables Variable Cases Case Sources TextSource PDFSource PictureSource "
    "AudioSource VideoSource PlainTextContent PlainTextSelection PDFSelection PictureSelection AudioSelection "
    "VideoSelection Representation TextDescription Transcript TranscriptSelection Coding CodeRef VariableValue "
    "VariableRef TextValue BooleanValue IntegerValue FloatValue DateValue DateTimeValue SourceRef SelectionRef"
)
_CARRIED = frozenset(_CARRIED_TAGS.split())
_WITH_DESCRIPTION = frozenset(
    ("Project", "Code", "Case", "PlainTextSelection", "TranscriptSelection", *MEDIA, *PLACES),
)
_LISTS = frozenset(("Notes", "Links", "Sets", "Graphs"))
_WHY = {
    "Transcript": "the text of a recording is not read, its selections are only counted",
    "CodeRef": "cases are linked to sources only",
}
_SELECTION = "guid name creatingUser"
_ATTRIBUTES = {
    "Project": "name origin",
    "CodeBook": "origin",
    "User": "guid name",
    "Code": "guid name isCodable color",
    "Variable": "guid name typeOfVariable",
    "Case": "guid name",
    "Coding": "guid creatingUser creationDateTime",
    "CodeRef": "targetGUID",
    "VariableRef": "targetGUID",
    "SourceRef": "targetGUID",
    "SelectionRef": "targetGUID",
    "TextSource": "guid name plainTextPath",
    "Representation": "guid plainTextPath",
    "TextDescription": "guid plainTextPath",
    "PlainTextSelection": f"{_SELECTION} startPosition endPosition",
    "TranscriptSelection": _SELECTION,
    **{tag: "guid name" for tag in MEDIA if tag != "TextSource"},
    **{tag: " ".join((_SELECTION, *places)) for tag, places in PLACES.items()},
}
"""Attributes that the readers look at, or that only number things."""
_OF_XML = "{http://www.w3.org/"


def elements_left_behind(root: Element) -> tuple[NotCarried, ...]:
    """Return the elements that no reader looks at, by name, then the attributes of the others, by name.

    What stands inside an element that is left behind is not counted again.

    Parameters
    ----------
    root : Element
        A project or a codebook.
    """
    tags: Counter[str] = Counter()
    attributes: Counter[str] = Counter()
    of: dict[str, dict[str, None]] = {}
    waiting = [(root, child) for child in root]
    _count_attributes(root, attributes, of)
    while waiting:
        parent, element = waiting.pop()
        tag = element.tag
        if not isinstance(tag, str):
            continue
        carried = tag in _CARRIED and not (parent.tag == "Case" and tag == "CodeRef")
        if tag == "Description":
            carried = parent.tag in _WITH_DESCRIPTION
        is_list = tag in _LISTS and parent.tag in ("Project", "CodeBook")
        if tag == "Transcript" or not (carried or is_list):
            tags[tag] += 1
        if (carried or is_list) and tag != "Transcript":
            _count_attributes(element, attributes, of)
        if carried or is_list:
            waiting += [(element, child) for child in element]
    return (
        *(
            NotCarried(what=f"{tag} elements", count=n, why=_WHY.get(tag, "not read"))
            for tag, n in sorted(tags.items())
        ),
        *(
            NotCarried(what=f"{name} attributes (of {', '.join(sorted(of[name]))})", count=n, why="not read")
            for name, n in sorted(attributes.items())
        ),
    )


def _count_attributes(element: Element, attributes: Counter[str], of: dict[str, dict[str, None]]) -> None:
    read = _ATTRIBUTES.get(element.tag, "").split()
    if element.tag == "User" and not element.get("name"):
        read.append("id")
    for name, value in element.attrib.items():
        # Where the schema lies, and the like: of the file, not of the project.
        if name not in read and value.strip() and not name.startswith(_OF_XML):
            attributes[name] += 1
            of.setdefault(name, {})[element.tag] = None
