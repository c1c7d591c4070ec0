"""Where a file departs from the schema of REFI-QDA in ways that do not stop the reading; many real files do."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from evaluation.data.refi_qda.findings import Findings

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_REQUIRED = {
    "Project": ("name",),
    "User": ("guid",),
    "Code": ("isCodable",),
    "Variable": ("typeOfVariable",),
    "Case": ("guid",),
    "Set": ("guid", "name"),
    "PlainTextSelection": ("guid",),
    "PDFSelection": ("guid", "page", "firstX", "firstY", "secondX", "secondY"),
    "PictureSelection": ("guid", "firstX", "firstY", "secondX", "secondY"),
    "AudioSelection": ("guid", "begin", "end"),
    "VideoSelection": ("guid", "begin", "end"),
    "Coding": ("guid",),
}
"""Attributes that the schema of 18 March 2019 requires and that the readers do not insist on."""
_KINDS = frozenset(("Text", "Boolean", "Integer", "Float", "Date", "DateTime"))
_COLOR = re.compile(r"#([0-9A-Fa-f]{6}|[0-9A-Fa-f]{3})")


def note_departures(root: Element, findings: Findings) -> None:
    """Note what the schema does not allow, each kind once with its number.

    Parameters
    ----------
    root : Element
        A project or a codebook.
    findings : Findings
    """
    departures: Counter[str] = Counter()
    for element in root.iter():
        if not isinstance(element.tag, str):
            continue
        for attribute in _REQUIRED.get(element.tag, ()):
            if element.get(attribute) is None:
                departures[f"{element.tag} elements without {attribute}, which the format requires"] += 1
        if element.tag == "Variable" and element.get("typeOfVariable", "Text") not in _KINDS:
            departures["variables of a type that the format does not know"] += 1
        if element.tag == "Code" and not _COLOR.fullmatch(element.get("color", "#000")):
            departures["colours that are none, and are left out"] += 1
    for wrong, count in departures.items():
        findings.departure(wrong, f"{count:,}")
