"""How ages of persons are said: what stands before and after a number, in texts in lower case and without accents."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from functools import cache

from evaluation.disclosure.identifiers.identifier import Strength
from evaluation.disclosure.identifiers.spoken_numbers import ORDINAL
from evaluation.disclosure.identifiers.word_lists import alternatives, listed

GROWN = 13
"""The first age that is no hour."""

OLDEST = 119


class After(Enum):
    """What may follow a number."""

    ANYTHING = "anything"
    END = "no noun that it counts"
    YEARS = "the word for years, and not what lasted them"
    YEARS_OR_END = "either"


@dataclass(frozen=True)
class Frame:
    """One way to say an age.

    Parameters
    ----------
    before : re.Pattern
        Matches up to the number.
    after : After or re.Pattern
    least, most : int
        The smallest and the largest number that it makes an age.
    strength : Strength
    """

    before: re.Pattern[str]
    after: After | re.Pattern[str]
    least: int = 1
    most: int = OLDEST
    strength: Strength = Strength.LIKELY


def frame(before: str, after: After | str, least: int = 1, *, most: int = OLDEST, certain: bool = False) -> Frame:
    """Return a frame of patterns of what stands before a number and, unless it is an ``After``, after it."""
    return Frame(
        re.compile(rf"(?:{before})\s*$" if before else "$"),
        after if isinstance(after, After) else re.compile(after),
        least,
        most,
        Strength.CERTAIN if certain else Strength.LIKELY,
    )


@cache
def persons() -> str:
    """Return a pattern of nouns for persons."""
    return f"(?:{'|'.join(sorted(map(re.escape, listed('kin') | listed('persons')), key=len, reverse=True))})"


@cache
def plain_frames() -> tuple[Frame, ...]:
    """Return the frames that say that a number is an age, and leave no doubt."""
    return (
        frame("", r"[\s-]*(?:and a half )?(?:years?|yrs?|yr)[\s-]*(?:olds?|young|of age)\b", certain=True),
        frame("", r"\s*(?:y/?o|y\.o\.)(?!\w)", certain=True),
        frame("", r"[\s-]*(?:months?|weeks?|mos?)[\s-]+old\b", certain=True),
        frame(
            "", r"\s+(?:anos?\s+(?:cumplidos|de edad|de nacid[oa])|ani(?:t|ll)os|anotes|primaveras)\b", certain=True
        ),
        frame("", r"\s+(?:meses(?:itos)?|mesecitos|semanas)\s+(?:de nacid[oa]|de edad)\b", certain=True),
        frame("", rf"\s+anos\s+(?:yo\s+)?(?:{alternatives('age_have')}|cumpli|cumplio|era yo)(?!\w)", certain=True),
        frame(r"\b(?:female|male|hombre|masculino|femenin[oa])\s*,", After.END, certain=True),
        frame(r"\b(?:some|any|no)(?:body|one)(?:['’]s|\s+(?:is|was))?", After.END, GROWN),
        frame(
            r"\b(?:alguien|gente|(?:una|cada) persona|nadie)\s+de", r"\s+anos\b(?!\s+(?:de|en|con)\b)", certain=True
        ),
        frame("", r",\s*(?:female|male|mujer|hombre|masculino|femenin[oa])\b", certain=True),
        frame(r"\b(?:at |to |by )?(?:the )?ages? of", After.ANYTHING, certain=True),
        frame(
            r"\b(?:at |to |by |was |is )?age[ds]?,?(?:\s+(?:is|was|about|around|like|only|just|:))*"
            r"(?: on (?:\w+ ){1,3}(?:said|says|is|was))?:?",
            After.ANYTHING,
            certain=True,
        ),
        frame(
            rf"\b{persons()}\s+(?:that|who)(?:['’]s|\s+is|\s+was)(?:\s+(?:only|just|about|like))?",
            After.END,
            certain=True,
        ),
        frame(r"\bedad,?(?:\s+(?:de|es|era|como))*:?", After.ANYTHING, certain=True),
        frame(r"\b(?:nacio|naci|nacida|nacido) hace|\bborn(?: about| like)?", After.ANYTHING, certain=True),
    )


BIRTHDAY = re.compile(rf"(?P<age>\d{{1,3}}(?:st|nd|rd|th)|{ORDINAL})(?=\s+(?:birthday|b-?day)\b)")

SUBJECT_ENDS = re.compile(
    r"(?P<subject>[^\W\d_][\w-]*)(?:['’]s|\s+(?:is|was|turned|turns|be|es|era|tiene|tenia|cumplio|cumple))"
    r"\s+(?:only |just |like |about |almost |already |now |ya |apenas |casi |como )?$"
)
"""A name before a verb of age; whether it is one, its surroundings say."""


IN_DECADE = re.compile(r"\b(?:en|de|desde|durante|hacia) los\s+$")
"""Before a round number: ``en los ochenta`` is no age."""


AT_HOUR = re.compile(
    r"\b(?:work|working|lights out|(?:lets?|gets?|got) out|bed|breakfast|dinner|close[sd]?)\s+at\s+$"
)
"""Before a small number that is an hour: ``lights out at ten``."""

OF_THING = re.compile(
    rf"[\s-]+years?[\s-]+old\s+(?:\w+\s+)?(?:{alternatives('age_things')})\b(?!['’])|\s+at a time\b"
)
"""After a number that says how old a thing is, or how many are taken."""


@cache
def not_an_age() -> re.Pattern[str]:
    """Return what matches what counts, measures, pays or sets a limit, up to a number."""
    no_mother = "".join(f"(?<!{each} )" for each in ("she", "mom", "mother", "mama", "dad"))
    put = rf"has|have|{no_mother}had|put|got|keep|kept|keeps|start|started|hold|holds|held|capped|want"
    must = "have to|has to|had to|got to|gotta|need to|needed to|must|should|supposed to"
    return re.compile(
        rf"\b(?:{put})\s+(?:me|him|her|us|them)\s+at\s+$"
        rf"|\b(?:{alternatives('age_measures')})(?:['’]?s|\s+(?:is|was|es|era|be|are|were))\s+(?:(?!being)\w+\s+)?$"
        r"|\blet\s+\w+\s+go\s+in\s+$"
        rf"|\b(?:you|one|they|we|kids|anybody|anyone|nobody)(?:['’]ve)?\s+(?:\w+\s+)?(?:{must})\s+be\s+(?:\w+\s+)?$"
        rf"|\b(?:{alternatives('age_limits')})\s+$"
        rf"|\b(?:{alternatives('age_payments')})\b(?:\s+\S+){{0,4}}\s+$"
    )
