"""What simulated coders keep beside their project: a codebook of two versions, a topic guide, and more.

Nothing is drawn: all follows from the interviews and from ``world``.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from evaluation.data.demo import world
from evaluation.data.demo.interviews import Interview, Passage

READERS = ("Synthetic reader one", "Synthetic reader two")
SYNTHETIC = "SYNTHETIC"
_NOT = " Not: "


def codebook(interviews: Sequence[Interview]) -> pd.DataFrame:
    """Return both versions of the codebook: the second is the project's, the first what it was before."""
    second = _second(interviews)
    renamed = {new: old for old, new in world.RENAMED.items()}
    later = {*world.ADDED_LATER, *(name for names in world.SPLIT.values() for name in names)}
    first = second[~second["code"].isin(later)].copy()
    first["code"] = first["code"].replace(renamed)
    narrowed = first["code"] == world.NARROWED
    first.loc[narrowed, "exclude"] = ""
    gone = [
        {"code": name, "parent": group, "definition": about}
        for name, (group, about) in world.CODES_OF_FIRST_VERSION.items()
    ]
    first = pd.concat([first, pd.DataFrame(gone)]).assign(replaces="")
    dated = ((first, "1", world.FIRST_CODEBOOK), (second, "2", world.SECOND_CODEBOOK))
    versions = [table.assign(version=name, since=str(since)) for table, name, since in dated]
    return pd.concat(versions).fillna("").reset_index(drop=True)


def topic_guide() -> pd.DataFrame:
    """Return who was asked about which theme; a theme in no row came up by itself."""
    rows = [
        {"theme": theme.name, "role": role}
        for theme in world.THEMES
        if theme.name not in world.NEVER_ASKED
        for role in world.ASKED_OF.get(theme.name, ("",))
    ]
    return pd.DataFrame(rows)


def summaries(interviews: Sequence[Interview]) -> pd.DataFrame:
    """Return a summary of every theme that the first interviews were planted to speak of."""
    rows = []
    for interview in interviews[: world.SUMMARISED]:
        for theme in world.THEMES:
            answers = sum(passage.theme == theme.name for passage in interview.passages)
            if answers:
                times = "one answer" if answers == 1 else f"{answers} answers"
                rows.append(
                    {
                        "source": interview.name,
                        "theme": theme.name,
                        "summary": f"{SYNTHETIC}: spoken of in {times}.",
                        "author": READERS[0],
                        "date": str(world.SUMMARISED_ON),
                    }
                )
    return pd.DataFrame(rows)


def negative_cases(interviews: Sequence[Interview]) -> pd.DataFrame:
    """Return the searches: a passage for most themes, none found for some, none made for the rest."""
    rows = []
    for number, theme in enumerate(world.THEMES):
        if theme.name in world.NOT_SEARCHED:
            continue
        found = None if theme.name in world.NONE_FOUND else _passage_of(interviews, theme.name)
        words = found[0].text[found[1].start : found[1].end] if found else ""
        note = "a computer chose this passage" if found else "a search that found none"
        rows.append(
            {
                "theme": theme.name,
                "searched_by": READERS[number % len(READERS)],
                "searched_on": str(world.SEARCHED_ON),
                "source": found[0].name if found else "",
                "passage": words,
                "note": f"{SYNTHETIC}: {note}",
            }
        )
    return pd.DataFrame(rows)


def finished_interviews(interviews: Sequence[Interview]) -> pd.DataFrame:
    """Return who read which interview to its end, whether anything was marked in it or not."""
    rows = [{"coder": coder, "source": interview.name} for interview in interviews for coder in interview.coders]
    return pd.DataFrame(rows)


def _second(interviews: Sequence[Interview]) -> pd.DataFrame:
    became = {new: old for old, new in world.RENAMED.items()}
    became |= {new: old for old, names in world.SPLIT.items() for new in names}
    became |= {new: "; ".join(names) for new, names in world.MERGED.items()}
    rows = []
    for group, about in world.GROUPS.items():
        rows.append({"code": group, "definition": about})
        for theme in world.THEMES:
            if theme.group == group:
                definition, _, excluded = world.DEFINITIONS[theme.name].partition(_NOT)
                interview, passage = _passage_of(interviews, theme.name)
                rows.append(
                    {
                        "code": theme.name,
                        "parent": group,
                        "definition": definition,
                        "exclude": excluded[:1].upper() + excluded[1:],
                        "example": f"{SYNTHETIC}: {interview.text[passage.start : passage.end]}",
                        "replaces": became.get(theme.name, ""),
                    }
                )
    columns = ["code", "parent", "definition", "exclude", "example", "replaces"]
    return pd.DataFrame(rows, columns=columns)


def _passage_of(interviews: Sequence[Interview], theme: str) -> tuple[Interview, Passage]:
    return next(
        (interview, passage) for interview in interviews for passage in interview.passages if passage.theme == theme
    )
