"""How somebody speaks of themselves or of kin, as patterns: ``I was``, ``my uncle got elected``, ``fui``."""

from __future__ import annotations

from functools import cache

from evaluation.disclosure.identifiers.word_lists import alternatives

WORD = r"[a-z]+(?:['’-][a-z]+)*"
END = r"(?![\w'’-])"
_HEDGE = r"(?:also|still|probably|literally|actually|basically|like|maybe|even|just|now|then|always|once|already)"


def words(n: int, *, but: str = "") -> str:
    """Return a pattern of up to so many words, as few as will do, none of them of some list."""
    refused = rf"(?!(?:{but}){END})" if but else ""
    return rf"(?:{refused}{WORD}\s+){{0,{n}}}?"


@cache
def i_am() -> str:
    """Return what says in English who or what somebody is, up to the blank before it; of kin, too."""
    be = (
        r"(?:am|are|was|were|became|become|used to be|have been|had been|got to be|ended up(?: as)?|got to become"
        rf"|will be|would be|turned out to be)"
    )
    kin_be = r"(?:is|was|are|were|became|used to be|has been|had been|got to be|would be|will be)"
    made = r"(?:made|called|elected|named|hired|voted|picked|chose|crowned)"
    return (
        rf"(?:(?:i|we)(?:\s+(?:{_HEDGE}\s+)?{be}|['’](?:m|re)|['’](?:ve|d)\s+been)"
        rf"|my\s+(?:{WORD}\s+)?(?:{kin()})(?:\s+{kin_be}|['’]s)"
        rf"|as|being|{made}\s+me(?:\s+as)?|{made}\s+as)(?:\s+{_HEDGE})?"
    )


@cache
def kin() -> str:
    """Return who belongs to somebody in English."""
    return rf"(?:{alternatives('family')})(?:[ -]in[ -]law)?"


@cache
def kin_spanish() -> str:
    """Return who belongs to somebody in Spanish."""
    return rf"(?:{alternatives('family_spanish')})"


@cache
def soy() -> str:
    """Return what says in Spanish who or what somebody is, up to the blank before it; of kin, too."""
    return (
        r"(?:(?:(?:yo\s+)?(?:soy|era|fui|somos|eramos|fuimos|he sido|habia sido|llegue a ser|siendo|estoy siendo)|como"
        r"|me\s+(?:eligieron|nombraron|hicieron|escogieron|pusieron|coronaron)(?:\s+(?:de|como))?"
        rf"|(?:mi|nuestr[oa])\s+(?:{kin_spanish()})\s+(?:es|era|fue|habia sido|llego a ser|salio|quedo(?:\s+de)?))"
        r"(?:\s+(?:tambien|todavia|entonces|ya|casi|siempre))?)"
    )
