"""Simulated interviews as a coded project, and as a REFI-QDA file: the same bytes for the same interviews."""

from __future__ import annotations

import uuid
from datetime import date
from itertools import groupby
from pathlib import Path

from evaluation.data.demo import world
from evaluation.data.demo.interviews import Interview
from evaluation.data.qualitative import QualitativeProject
from evaluation.data.qualitative_parts import Case, Code, Coding, Medium, Segment, Source, User, Variable
from evaluation.data.refi_qda.write import write_project

COLORS = ("#4E79A7", "#59A14F", "#B6672C", "#7B5EA7")
VARIABLES = {"role": "Text", "community": "Text", "consent": "Text", "held_on": "Date"}
DESCRIPTION = (
    "SYNTHETIC DATA. Every interview was put together by a computer from invented sentences, and the two coders"
    " are simulated. Nobody said any of this."
)


def write_interviews(path: Path, interviews: tuple[Interview, ...], *, seed: int) -> None:
    """Write the interviews as a ``.qdpx`` project.

    Parameters
    ----------
    path : Path
    interviews : tuple of Interview
    seed : int
        Makes the identifiers: the same seed gives the same ones.
    """
    write_project(path, _project(path, interviews, _Identifiers(seed)))


class _Identifiers:
    """GUIDs that are made from the seed and from what they name."""

    def __init__(self, seed: int) -> None:
        self._space = uuid.uuid5(uuid.NAMESPACE_URL, f"urn:coalition-evaluation:synthetic:{seed}")

    def of(self, *parts: object) -> str:
        return str(uuid.uuid5(self._space, "/".join(map(str, parts))))


def _project(path: Path, interviews: tuple[Interview, ...], names: _Identifiers) -> QualitativeProject:
    segments, codings = [], []
    for interview in interviews:
        _add_marks(interview, names, segments, codings)
    users = (*(coder.name for coder in world.CODERS), world.OBSERVER)
    return QualitativeProject(
        name="SYNTHETIC interviews of the demonstration",
        origin="",
        path=path,
        sha256="",
        users=tuple(User(id=names.of("user", user), name=user) for user in users),
        codes=_codes(names),
        variables=tuple(
            Variable(id=names.of("variable", name), name=name, kind=kind) for name, kind in VARIABLES.items()
        ),
        cases=tuple(
            Case(
                id=names.of("case", interview.name),
                name=f"SYN-P{number:02d}",
                values=tuple((name, getattr(interview, name)) for name in VARIABLES),
                source_ids=(names.of("source", interview.name),),
            )
            for number, interview in enumerate(interviews, start=1)
        ),
        sources=tuple(
            Source(
                id=names.of("source", interview.name),
                name=interview.name,
                medium=Medium.TEXT,
                is_textual=True,
                text=interview.text,
                description="SYNTHETIC: nobody said any of this.",
            )
            for interview in interviews
        ),
        segments=tuple(segments),
        codings=tuple(codings),
        description=DESCRIPTION,
    )


def _codes(names: _Identifiers) -> tuple[Code, ...]:
    codes = []
    for (group, about), color in zip(world.GROUPS.items(), COLORS, strict=True):
        heading = names.of("code", group)
        codes.append(Code(id=heading, name=group, path=(group,), description=about, is_codable=False, color=color))
        codes += [
            Code(
                id=names.of("code", theme.name),
                name=theme.name,
                path=(group, theme.name),
                parent_id=heading,
                description=world.DEFINITIONS[theme.name],
                color=color,
            )
            for theme in world.THEMES
            if theme.group == group
        ]
    return tuple(codes)


def _add_marks(interview: Interview, names: _Identifiers, segments: list[Segment], codings: list[Coding]) -> None:
    source = names.of("source", interview.name)
    spans = groupby(
        sorted(interview.marks, key=lambda mark: (mark.start, mark.end, mark.coder, mark.theme)),
        key=lambda mark: (mark.start, mark.end, mark.coder),
    )
    for (start, end, coder), marks in spans:
        user, segment = names.of("user", coder), names.of("selection", interview.name, start, end, coder)
        said = interview.text[start:end]
        segments.append(
            Segment(id=segment, source_id=source, medium=Medium.TEXT, start=start, end=end, name=said, user_id=user)
        )
        codings += [
            Coding(
                id=names.of("coding", interview.name, start, end, coder, mark.theme),
                source_id=source,
                segment_id=segment,
                code_id=names.of("code", mark.theme),
                coder_id=user,
                at=_coded_at(interview, mark.theme),
            )
            for mark in marks
        ]


def _coded_at(interview: Interview, theme: str) -> str:
    """Return when an interview was coded with a theme: some days later, and not before the theme was a code."""
    came_later = {*world.ADDED_LATER, *(name for names in world.SPLIT.values() for name in names)}
    day = date.fromisoformat(interview.held_on) + world.CODED_AFTER
    return f"{max(day, world.SECOND_CODEBOOK) if theme in came_later else day}T09:00:00Z"
