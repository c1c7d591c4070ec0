"""How ages are said in English: as what somebody is, turns, or does at an age."""

from __future__ import annotations

from functools import cache

from evaluation.disclosure.identifiers.age_frames import GROWN, After, Frame, frame, persons
from evaluation.disclosure.identifiers.word_lists import alternatives

_BE = "am|is|are|was|were|be|been|being|ain't|isn't|wasn't"
_SHORT = r"(?:(?<=\bim)|(?<=\bhes)|(?<=\bshes)|(?<=\bwhos))"
_CLAUSE = r"(?:^|[.!?,;:\"“]\s*|\b(?:and|but|so|because|then|like|well|plus|cause|cuz|mean|now)\s+)"
_OWNER = "my|his|her|our|their"
_ARTICLE = "an?|one|the|this|that|another"
_TEEN_OR_MORE = r"(?:1[3-9]|[2-9]\d|\w+teen|(?:twen|thir|for|fif|six|seven|eigh|nine)ty(?:[-\s]\w+)?)"


@cache
def english_frames() -> tuple[Frame, ...]:
    """Return the frames of English, those of what somebody is before the others."""
    return (*_of_being(), *_at_an_age(), *_beside_persons())


def _of_being() -> tuple[Frame, ...]:
    hedges = rf"(?:\s+(?:{alternatives('age_hedges')}),?)*"
    aux = (
        rf"(?:\s*(?:{alternatives('age_auxiliaries')}|['’](?:ve|d|ll|m|s|re))|\s+(?:{alternatives('age_hedges')}),?)*?"
        rf"(?:\s+(?:{_BE})|\s*['’](?:m|s|re)|{_SHORT}){hedges}"
    )
    eldest = r"(?:old|young|small|little)est|old(?:er)?|young(?:er)? one|other one|middle one"
    return (
        frame(rf"\b(?:i|he|she|who|im|hes|shes|whos|{persons()}|{eldest}){aux}", After.END),
        frame(rf"\b(?:they|we|you){aux}", After.END, GROWN),
        frame(rf"\b(?:being|i'm|im|was|since i was|when i was){hedges}", After.END, 3),
        frame(rf"\b(?:{alternatives('age_turns')})(?:\s+(?:{alternatives('age_hedges')}|be))*", After.END, 2),
        frame(r"\b(?:we|they|wife|husband)(?:['’]re|\s+are|\s+were)\s+both", After.END, GROWN),
        frame(r"\b(?:see|saw)", After.END, 17),
        frame(r"\bthe big", After.END, 20),
        frame(r"\b(?:shy|short) of|\bnot bad for", After.END, GROWN),
        frame(rf"\bin (?:{_OWNER}) \w+ties,?\s+(?:maybe|like|about|probably|i think)", After.END, GROWN),
        frame(r"\bfrom", rf"\s+to\s+{_TEEN_OR_MORE},?\s+(?:i|he|she)\b", GROWN),
        frame(rf"\bfrom\s+{_TEEN_OR_MORE}\s+to", r",?\s+(?:i|he|she)\b", GROWN),
        frame(
            r"\b(?:old|young)est(?:\s+(?:one|kid|boy|girl|person|client|patient))?(?:\s+[\w']+){0,3}(?:['’]s|\s+(?:is|was|at))",
            After.END,
        ),
    )


def _at_an_age() -> tuple[Frame, ...]:
    hedges = rf"(?:\s+(?:{alternatives('age_hedges')}),?)*"
    life = rf"\b(?:{alternatives('age_of_life')})(?:\s+\w+){{0,3}}?"
    no_dose = "".join(f"(?<!{each} )" for each in alternatives("age_doses").split("|"))
    did = rf"(?:{alternatives('age_did')}|was(?!\s+still))"
    return (
        frame(rf"{life}\s+(?:at|since){hedges}", After.END, 5),
        frame(rf"{life}\s+(?:by|before|from){hedges}", After.END, GROWN),
        frame(rf"{no_dose}\bat{hedges}", After.END, GROWN),
        frame(rf"{_CLAUSE}at(?:\s+(?:just|only|like))?", rf"\s+(?:i|he|she|we|you)\s+(?:already\s+)?{did}\b", 5),
        frame(
            r"\b(?:by|before|until|till|since|after|past)(?:\s+(?:about|like|around))?",
            r"\s+(?:i|he|she|my|his|her)(?:['’]d|['’]ve)?\s+(?!miles|blocks)\w+",
            GROWN,
        ),
        frame(r"\bsince(?:\s+(?:about|like|around))?", After.END, GROWN),
        frame(r"\bfrom(?:\s+(?:about|like|around))?", r"\s+on(?:ward|wards)?(?!\s+the)\b", GROWN),
        frame(r"\bbetween", rf"\s+and\s+{_TEEN_OR_MORE}\s*(?:[.,;!?]|$|i\b|he\b|she\b|we\b|they\b)", 5),
        frame(r"(?:^|[.!?]\s*)", rf"(?:\s+and|,)\s+(?:{alternatives('age_states')})\b", GROWN),
        frame("", r"\s+(?:years? )?when\s+(?:i|he|she|they|my|his|her|mom|dad|it happened)\b", GROWN),
        frame(r"\b(?:went|came|go|come|got|walked|goes)\s+(?:in|out|away|home)(?:\s+at)?", After.END, GROWN),
    )


def _beside_persons() -> tuple[Frame, ...]:
    hedges = alternatives("age_hedges")
    return (
        frame(
            rf"\b(?:{_ARTICLE}|some|{_OWNER})\s+(?:\w+\s+)?{persons()}(?:\s*,)?(?:\s+(?:of|who|aged|about|maybe))*",
            After.END,
            GROWN,
        ),
        frame(
            rf"\b(?:an?|the|this|that|old|my|his|her|our)\s+(?:\w+\s+)?{persons()}(?:\s+\w+){{1,3}}?"
            rf"(?:['’]s|\s+(?:is|was))(?:\s+(?:{hedges}),?)*",
            After.END,
            GROWN,
        ),
        frame(
            rf"\b(?:{_OWNER}|{_ARTICLE})\s+(?:\w+\s+){{0,2}}?{persons()}(?:\s+\w+)?\s*[,(]\s*"
            rf"(?:(?:{hedges})|who['’]s|who is|who was)?",
            r"(?=\s*[,.)!?;]|\s+(?:and|years)\b)",
        ),
        frame(r"\b(?:an?|the|this|that|some)", rf"\s+{persons()}\b", GROWN),
        frame(r"\b(?:one|another|somebody|someone)\s*,?", r"\s*,?\s+(?:who|that)\b", GROWN),
        frame(
            rf"\b(?:i|me|he|she|{persons()}|grade)\b[^.!?;\d$]{{0,40}},",
            r"(?=\s*,(?!\s*(?:\d|\w+ty\b|\w+teen\b)))",
            GROWN,
            most=110,
        ),
        frame(rf"\b(?:{_OWNER})\b", r"(?:\s+and\s+\w+)?[\s-]+years?[\s-]+olds?"),
    )
