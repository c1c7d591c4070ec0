"""Users, codes, variables and cases of a project file."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from evaluation.data.qualitative_parts import Case, Code, User, Variable
from evaluation.data.refi_qda.elements import children, identifier, name_of, reference, text_of
from evaluation.data.refi_qda.findings import Findings

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from xml.etree.ElementTree import Element

MAX_DEPTH = 100
_VALUES = ("TextValue", "BooleanValue", "IntegerValue", "FloatValue", "DateValue", "DateTimeValue")


def read_users(root: Element, findings: Findings) -> tuple[User, ...]:
    """Return the declared users in the order of the file."""
    users: dict[str, User] = {}
    for element in children(root, "Users"):
        user = User(id=identifier(element.get("guid")), name=element.get("name") or element.get("id") or "")
        if not user.id or user.id in users:
            findings.error("a user has no identifier of its own", user.name or "a user without a name")
        users[user.id] = user
    return tuple(users.values())


def read_codes(root: Element, findings: Findings) -> tuple[Code, ...]:
    """Return the codebook from top to bottom, each code before those below it."""
    codes: dict[str, Code] = {}
    holder = () if root.tag == "CodeBook" else ("CodeBook",)
    top = [(element, (), "") for element in children(root, *holder, "Codes") if element.tag == "Code"]
    waiting: list[tuple[Element, tuple[str, ...], str]] = top[::-1]
    while waiting:
        element, above, parent_id = waiting.pop()
        name = name_of(element, findings)
        code = Code(
            id=identifier(element.get("guid")),
            name=name,
            path=(*above, name),
            parent_id=parent_id,
            description=text_of(element, "Description"),
            is_codable=(element.get("isCodable") or "true").strip().casefold() in ("true", "1"),
            color=_color(element.get("color")),
        )
        if not name:
            findings.error("a code has no name", code.id or "a code without an identifier")
        if not code.id or code.id in codes:
            findings.error("a code has no identifier of its own, or stands below itself", " > ".join(code.path))
            continue
        if len(code.path) > MAX_DEPTH:
            findings.error(f"codes are nested deeper than {MAX_DEPTH} levels", code.name)
            continue
        codes[code.id] = code
        below = [(child, code.path, code.id) for child in element if child.tag == "Code"]
        waiting += below[::-1]
    return tuple(codes.values())


def read_variables(root: Element, findings: Findings) -> tuple[Variable, ...]:
    """Return the declared variables in the order of the file."""
    variables: dict[str, Variable] = {}
    for element in children(root, "Variables"):
        variable = Variable(
            id=identifier(element.get("guid")),
            name=name_of(element, findings),
            kind=element.get("typeOfVariable") or "Text",
        )
        if not variable.id or variable.id in variables:
            findings.error("a variable has no identifier of its own", variable.name or "a variable without a name")
        if variable.name.casefold() in {other.name.casefold() for other in variables.values()}:
            findings.departure("several variables have one name, and are read as one", repr(variable.name))
        variables[variable.id] = variable
    return tuple(variables.values())


def read_values(
    element: Element, variables: dict[str, Variable], findings: Findings, *, of: str
) -> tuple[tuple[str, str], ...]:
    """Return the variable values that stand on a case or a source, as (variable name, value).

    Parameters
    ----------
    element : Element
        The case or source.
    variables : dict
        By identifier.
    findings : Findings
        Receives values of variables that the project does not declare.
    of : str
        The case or source in words.
    """
    found = []
    for value in element.findall("VariableValue"):
        variable = variables.get(reference(value, "VariableRef"))
        text = next((text_of(value, tag) for tag in _VALUES if value.find(tag) is not None), "")
        if variable is None:
            findings.error("a value belongs to a variable that the project does not declare", of)
        else:
            found.append((variable.name, text))
    return tuple(found)


def read_cases(
    root: Element,
    variables: dict[str, Variable],
    source_ids: set[str],
    findings: Findings,
    *,
    sources_of: Mapping[str, Sequence[str]],
) -> tuple[Case, ...]:
    """Return the cases in the order of the file, with their values and the sources that are about them.

    A case that is linked to a selection belongs to the source of it: whose words the rest are, nobody says.

    Parameters
    ----------
    root : Element
    variables : dict
        By identifier.
    source_ids : set of str
    findings : Findings
        Receives links that lead nowhere, and cases that are linked to part of a source.
    sources_of : mapping
        Identifier of each selection to the sources that have it.
    """
    cases = []
    for element in children(root, "Cases"):
        case_id, name = identifier(element.get("guid")), name_of(element, findings)
        label = f"case {name or case_id}"
        linked = [identifier(ref.get("targetGUID")) for ref in element.findall("SourceRef")]
        for source_id in linked:
            if source_id not in source_ids:
                findings.error("a case is linked to a source that the project does not have", f"{label}: {source_id}")
        for selection in (identifier(ref.get("targetGUID")) for ref in element.findall("SelectionRef")):
            if not (whole := sources_of.get(selection, ())):
                wrong = "a case is linked to a selection that the project does not have"
                findings.error(wrong, f"{label}: {selection}")
            if set(whole) - set(linked):
                findings.departure("a case is linked to part of a source, and is taken as one of all of it", label)
            linked += whole
        values = read_values(element, variables, findings, of=label)
        cases.append(
            Case(
                id=case_id,
                name=name,
                values=values,
                source_ids=tuple(dict.fromkeys(linked)),
                description=text_of(element, "Description"),
            )
        )
    return tuple(cases)


def _color(text: str | None) -> str:
    digits = (text or "").strip().removeprefix("#")
    if re.fullmatch(r"[0-9A-Fa-f]{3}", digits):
        digits = "".join(digit * 2 for digit in digits)
    return f"#{digits.upper()}" if re.fullmatch(r"[0-9A-Fa-f]{6}", digits) else ""
