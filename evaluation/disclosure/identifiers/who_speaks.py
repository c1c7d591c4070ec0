"""How somebody speaks of themselves or of kin, as patterns: ``I was``, ``my uncle got elected``, ``fui``."""

from __future__ import annotations

from functools import cache

from evaluation.disclosure.identifiers.word_lists import alternatives

WORD = r"[a-z]+(?:['’-][a-z]+)*"
END = r"(?![\w'’-])"
_HEDGE = r"(?:also|still|probably|literally|actually|basically|like|maybe|even|just|now|then|always|once|already)"
_MADE = r"(?:made|called|elected|named|hired|voted|picked|chose|crowned)"


def words(most: int, *, least: int = 0, but: str = "") -> str:
    """Return a pattern of some words with the blank after each, as few as will do, none of them of a list."""
    refused = rf"(?!(?:{but}){END})" if but else ""
    return rf"(?:{refused}{WORD}\s+){{{least},{most}}}?"


@cache
def i_am() -> str:
    """Return what says in English who or what somebody is, without the blank after it; of kin, too."""
    be = (
        r"(?:am|are|was|were|became|become|used to be|have been|had been|got to be|got to become|will be|would be"
        r"|ended up(?: as)?|turned out to be)"
    )
    kin_be = r"(?:is|was|are|were|became|used to be|has been|had been|got to be|would be|will be)"
    return (
        rf"(?:(?:i|we)(?:\s+(?:{_HEDGE}\s+)?{be}|['’](?:m|re)|['’](?:ve|d)\s+been)"
        rf"|my\s+(?:{WORD}\s+)?{kin()}(?:\s+{kin_be}|['’]s)"
        rf"|as|being|{_MADE}\s+me(?:\s+as)?|{_MADE}\s+as)(?:\s+{_HEDGE})?"
    )


@cache
def kin() -> str:
    """Return who belongs to somebody in English."""
    return rf"(?:ex[ -])?(?:{alternatives('family')})(?:[ -]in[ -]law)?"


@cache
def kin_spanish() -> str:
    """Return who belongs to somebody in Spanish."""
    return rf"(?:ex[ -]?)?(?:{alternatives('family_spanish')})"


@cache
def soy() -> str:
    """Return what says in Spanish who or what somebody is, without the blank after it; of kin, too."""
    be = "soy|era|fui|somos|eramos|fuimos|he sido|habia sido|llegue a ser|siendo|estoy siendo"
    return (
        rf"(?:(?:(?:yo\s+)?(?:{be})|como"
        r"|me\s+(?:eligieron|nombraron|hicieron|escogieron|pusieron|coronaron)(?:\s+(?:de|como))?"
        rf"|(?:mi|nuestr[oa])\s+{kin_spanish()}\s+(?:es|era|fue|habia sido|llego a ser|salio|quedo(?:\s+de)?))"
        r"(?:\s+(?:tambien|todavia|entonces|ya|casi|siempre))?)"
    )
