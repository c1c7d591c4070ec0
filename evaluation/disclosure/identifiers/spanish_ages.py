"""How ages are said in Spanish: as years that somebody has or completes, at the years, or as somebody of so many."""

from __future__ import annotations

from functools import cache

from evaluation.disclosure.identifiers.age_frames import GROWN, After, Frame, frame, persons
from evaluation.disclosure.identifiers.word_lists import alternatives

_FEW = r"(?:\s+(?:como|unos|apenas|casi|solo|tan solo|escasos))*"
_TURN = "cumpl(?:i|io|e|o|en|ia|ian|iste|imos|ieron|a|an|ir|iendo|ido|ira|ire|iria|iera)"
_LARGE = 109
"""A larger number of what somebody has is money, unless years are said."""


@cache
def spanish_frames() -> tuple[Frame, ...]:
    """Return the frames of Spanish, those of having years before the others."""
    return (*_of_having(), *_at_the_years(), *_of_persons())


def _of_having() -> tuple[Frame, ...]:
    have = rf"\b(?:{alternatives('age_have')})(?:\s+(?:{alternatives('age_hedges_spanish')}),?)*"
    young = alternatives("age_young")
    return (
        frame(have, After.YEARS),
        frame(have, After.END, GROWN, most=_LARGE),
        frame("", r"\s+(?:tengo|tiene|tenia)\s*(?:[.,;!?]|$)", GROWN),
        frame(rf"\b(?:{young})\b(?:\s+\w+){{0,3}}?\s+{have.removeprefix(chr(92) + 'b')}", After.END),
        frame(have, r"\s+cuando\b", 2),
        frame(have, r"\s*,\s*\w+\s+anos\b", 5),
        frame(r"\b(?:yo|el|ella),?\s+con", r"\s+a\s+cuestas\b", GROWN),
        frame(r"\bcon", r"\s+(?:anos\s+)?(?:a\s+cuestas|encima)\b", GROWN),
        frame(
            rf"\b{_TURN}(?:\s+(?:apenas|ya|como|casi|solo|nomas|hoy|manana))*(?:\s+(?:los|sus|mis))?",
            After.YEARS_OR_END,
        ),
        frame(r"\b(?:soy|era|es)\s+de", After.YEARS, GROWN),
    )


def _at_the_years() -> tuple[Frame, ...]:
    at = r"\ba\s+(?:los|mis|sus|tus|nuestros)(?:\s+(?:escasos|tiernos|casi))?"
    return (
        frame(at, After.YEARS_OR_END, 6),
        frame(r"\b(?:lleg(?:o|ue|ar|a|aron|amos)|viv(?:io|ir|e))\s+(?:a|hasta)\s+los", r"\s+a\s+(?!los\b)", GROWN),
        frame(
            r"\b(?:lleg|viv)(?:o|io|aba|ia|ue|i|a|e|ar|ir|aron|ieron|amos)\s+(?:a|hasta)(?:\s+los)?",
            r"\s+anos\b(?!\s+(?:de|que|en|con|sin)\b)",
            GROWN,
        ),
        frame(r"\b(?:lleg|viv)(?:o|io|aba|ia|aron|ieron)\s+(?:a|hasta)", After.END, 60),
        frame(at, r"\s+(?:anos?|ani\w+)\b"),
        frame(
            rf"\b(?:{alternatives('age_near')})(?:\s+(?:que\s+)?(?:como|por|en))*\s+(?:los|mis|sus)",
            After.YEARS_OR_END,
            10,
        ),
        frame(r"\bentre(?:\s+los)?\s+\w+(?: y \w+)?\s+y\s+los", After.YEARS_OR_END, 5),
        frame(r"\bcon(?:\s+(?:apenas|solo|casi|tan solo|escasos|mis|sus|los))*", After.YEARS),
        frame(r"\bcon\s+(?:mis|sus)", After.END, GROWN),
        frame(r"\b(?:apenas|escasos)(?:\s+(?:los|de|unos))*", r"\s+anos\b(?!\s+(?:de|que|en|con))", 5),
        frame(r"(?:[,.]\s*)", r"\s+anos\s*[,.]", GROWN),
        frame(r"(?:^|[.!?]\s*)", r"\s+anos\s+y\b", GROWN),
    )


def _of_persons() -> tuple[Frame, ...]:
    young, moves = alternatives("age_young"), alternatives("age_moves")
    person = rf"{persons()}(?:\s+(?:{alternatives('age_described')}))*"
    moved_or_person = rf"\b(?:{person}|(?:{moves})\w*)(?:\s*,)?\s+(?:como\s+)?de{_FEW}"
    no_lasting = "".join(f"(?<!{each} )" for each in alternatives("age_lasting").split("|"))
    return (
        frame(rf"\b(?:{young})\s*,?\s+(?:el|la)\s+de", After.END),
        frame(rf"\b{persons()}\s*,\s*(?:el|la)\s+de", After.END, GROWN),
        frame(r"\b(?:yo|ella|tu)\s+de", After.END, GROWN),
        frame(r"\b(?:yo|ella|tu)\s*,?", r"(?=\s*[,.;])|\s+(?:y|yo|anos)\b", GROWN),
        frame(r"\b(?:tengo|tenemos|tiene|tienen|tenia|hay|y|con)\s+(?:un[ao]?|otr[oa])\s+(?:\w+\s+)?de", After.END),
        frame(r",\s+de", After.YEARS, GROWN),
        frame(r"\b(?:una|uno|otra|otro|alguien|la|el)\s*,?\s+de", r"\s*,?\s+(?:anos\s*,?\s+)?(?:que|quien)\b", GROWN),
        frame(
            rf"\b(?:yo|tu|usted|el|ella|nosotros|ellos|ellas|{person})\s+con(?:\s+(?:apenas|solo|casi))*",
            After.END,
            GROWN,
        ),
        frame(moved_or_person, After.YEARS),
        frame(rf"\b{person}(?:\s*,)?\s+(?:como\s+)?de{_FEW}", After.END),
        frame(moved_or_person, After.END, 12),
        frame(rf"\b(?:{moves})\w*(?:\s+\w+){{1,4}}?\s+{no_lasting}de", After.YEARS, 5),
        frame(rf"\b(?:vecin\w+|client\w+|{person})\s+(?:del?)", After.END, 60),
        frame(
            r"(?:^|[.!?,;]\s*|\by\s+|\bpero\s+|\bporque\s+)de",
            r"\s+(?:anos\s+)?(?:yo|ya|el|ella|me|nos|tenia|andaba|empece|y)\b",
            GROWN,
        ),
        frame(
            rf"\b{person}\s*[,(]\s*(?:ya\s+|de\s+|como\s+de\s+|con\s+)?",
            r"(?:\s+anos(?:\s+y\s+(?:medio|pico))?)?(?=\s*[,.)!?;])|\s+anos\s+y\s+medio\b",
        ),
        frame(rf"\b(?:la|el|las|los|y)\s+(?:{young})\s*,?(?:\s+de)?", After.YEARS_OR_END),
    )
