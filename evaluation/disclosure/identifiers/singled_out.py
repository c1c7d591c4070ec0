"""What singles somebody out though it names nobody: being the only one, an office or kin in it, a known event.

``the first woman deputy here``, ``the mayor's daughter``, ``the night the church burned``: whoever lives there knows
who or when that is. Only what tells it is marked, so that the rest of the sentence can stay.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from evaluation.disclosure.identifiers.identifier import Identifier, IdentifierClass, Strength, identifier
from evaluation.disclosure.identifiers.word_lists import alternatives

_WORD = r"[a-z]+(?:['’-][a-z]+)*"
_END = r"(?![\w'’-])"
_OF_EVERY_DAY = r"(?!\s+(?:the|my|his|her|their|our|me|him|us|it|its|at|for the|early|on|that night|up|off|in)\b)"


def singled_out(text: str) -> Iterator[Identifier]:
    """Yield them in a text in lower case and without accents."""
    for pattern, evidence in _patterns():
        for found in pattern.finditer(text):
            yield identifier(*found.span("said"), IdentifierClass.SINGULAR, evidence, Strength.LIKELY)


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    made = (
        (_only_ones(), "says that there is one only"),
        (_offices(), "tells a public office, or who is kin to one"),
        (_events(), "tells when by an event that people there know"),
    )
    return tuple((re.compile(rf"(?<![\w'’-])(?:{each})"), why) for patterns, why in made for each in patterns)


def _only_ones() -> tuple[str, ...]:
    """Return patterns of who is the only one of a kind, and of whose the only one of anything in a place is.

    What others have, or did, is about nobody who speaks: a Spanish verb in the plural stands before it.
    """
    plain, plain_spanish = alternatives("only_things"), alternatives("only_things_spanish")
    only = rf"(?:the|their|our|its|(?:this|that|the) {_WORD}['’]s)\s+(?:{alternatives('only_one')})\s+"
    only_spanish = rf"(?:la|el|nuestr[oa]|su)\s+(?:{alternatives('only_one_spanish')})\s+"
    kind = rf"(?!(?:{plain}){_END}){_WORD}(?:\s+(?!(?:{alternatives('only_ends')}){_END}){_WORD})?"
    kind_spanish = rf"(?!(?:{plain_spanish}){_END}){_WORD}"
    things = r"(?:thing|time|reason|way|place|day|night|week|month|year|step)s?"
    things_spanish = r"(?:cosas?|vez|veces|razon|manera|forma|dias?|noche|semana|mes|anos?|pasos?|lugar)"
    mine = rf"(?:i|we|my|our)(?:['’]{_WORD})?\s+(?:{_WORD}\s+){{0,5}}?"
    within = (
        rf"(?:in|of|around|from|on|for)\s+(?:the|this|that|our|my|this whole|the whole|the entire)\s+(?:{_WORD}\s+)?"
        rf"(?:{alternatives('whole_places')}){_END}|in town{_END}|(?:around|round) here{_END}"
    )
    within_spanish = (
        rf"(?:del|de|en)\s+(?:el\s+|la\s+|est[ea]\s+|todo\s+el\s+|toda\s+la\s+|mi\s+|nuestr[oa]\s+)?"
        rf"(?:{alternatives('whole_places_spanish')}){_END}|(?:de|por) aqui{_END}"
    )
    return (
        rf"{_self()}\s+(?:(?:also|still|probably|literally|actually|like)\s+)?(?P<said>{only}{kind})(?={_END})",
        rf"{mine}(?P<said>{only}(?!{things}{_END}){_WORD})(?=[^.,;:!?]{{0,50}}\s(?:{within}))",
        rf"(?:soy|era|fui|siendo|como|estoy siendo)\s+(?P<said>{only_spanish}{kind_spanish})(?={_END})",
        rf"(?<!n )(?P<said>{only_spanish}(?!{things_spanish}{_END}){_WORD})"
        rf"(?=[^.,;:!?]{{0,50}}\s(?:{within_spanish}))",
    )


def _offices() -> tuple[str, ...]:
    """Return patterns of who holds an office, or is kin to somebody who does."""
    office, spanish = alternatives("public_offices"), alternatives("public_offices_spanish")
    kin, kin_spanish = alternatives("family"), alternatives("family_spanish")
    before = rf"(?:(?!(?:the|that|who|a|of|to|and|in){_END}){_WORD}\s+){{0,2}}?"
    the, el = r"(?:the|our|their|a|an|that|this)", r"(?:el|la|un|una)"
    return (
        rf"{_self()}\s+(?P<said>(?:the|their|our)\s+{before}(?:{office})){_END}(?!['’]s)",
        rf"{_self()}\s+(?P<said>(?:(?:the|a)\s+)?(?:{_WORD}\s+)?(?:{alternatives('headships')})){_END}",
        rf"as\s+(?P<said>{the}\s+{before}(?:{office}))(?=\s*[,.;]|\s+(?:i|it|my|you|of|for|in|here|there){_END})",
        rf"(?P<said>(?:{the}\s+{before})(?:{office})(?:['’]s|s['’]?)\s+(?:{_WORD}\s+)?(?:{kin})){_END}",
        rf"(?P<said>(?:{kin})\s+of\s+{the}\s+{before}(?:{office})){_END}",
        rf"(?P<said>married\s+(?:to\s+)?{the}\s+{before}(?:{office})){_END}",
        rf"(?P<said>my\s+(?:{_WORD}\s+)?(?:{kin})(?:['’]s|\s+(?:is|was|used to be|became|had been|got elected))\s+"
        rf"(?:{the}\s+)?{before}(?:{office})){_END}(?!['’]s)",
        rf"(?:soy|era|fui|siendo)\s+(?P<said>(?:el|la)\s+(?:{spanish})){_END}",
        rf"(?P<said>(?:{kin_spanish})\s+(?:del|de\s+{el})\s+(?:{_WORD}\s+)?(?:{spanish})){_END}",
        rf"(?P<said>casad[oa]\s+con\s+{el}\s+(?:{spanish})){_END}",
        rf"(?P<said>(?:mi|nuestr[oa])\s+(?:{kin_spanish})\s+(?:es|era|fue|habia sido)\s+(?:{el}\s+)?(?:{spanish}))"
        rf"{_END}",
    )


def _events() -> tuple[str, ...]:
    """Return patterns of times that are told by what happened to a building, a business or a place."""
    times, spanish = alternatives("known_times"), alternatives("known_times_spanish")
    noun = rf"(?:(?!(?:{alternatives('closed_daily')}){_END}){_WORD}\s+){{1,3}}?"
    happened = rf"(?:(?:{alternatives('known_events')}){_END}|(?:{alternatives('known_ends')}){_END}{_OF_EVERY_DAY})"
    by = r"(?:they|police|the police|the cops|cops|the feds|feds|the dea|the sheriff|deputies)"
    did = r"(?:raided|busted|shut down|closed down|tore down|burned down|bombed|demolished|condemned)"
    since = rf"(?:the\s+(?:same\s+|very\s+)?(?:{times})\s+(?:that\s+|when\s+)?|when\s+|(?:after|before|since)\s+)"
    happened_spanish = rf"(?:se\s+(?:me\s+|nos\s+)?)?(?:{alternatives('known_events_spanish')})"
    no_event = rf"(?:{alternatives('closed_daily_spanish')})"
    cuando = rf"(?:(?:{spanish})\s+(?:en\s+)?(?:que|cuando)\s+|cuando\s+|(?:desde|despues de|antes de) que\s+)"
    return (
        rf"(?P<said>{since}(?:the|our)\s+{noun}{happened})",
        rf"(?P<said>{since}{by}\s+{did}\s+(?:the|our|that)\s+{_WORD})",
        rf"(?P<said>(?:after|since|before|during|from|(?:year|night|day|week) of)\s+(?:the|that)\s+(?:{_WORD}\s+)?"
        rf"(?:{alternatives('known_disasters')})){_END}",
        rf"(?P<said>{cuando}{happened_spanish}\s+(?:el|la|los|las|nuestr[oa])\s+(?!{no_event}{_END}){_WORD}){_END}",
        rf"(?P<said>{cuando}(?:el|la|nuestr[oa])\s+(?!{no_event}{_END}){_WORD}\s+{happened_spanish}){_END}",
        rf"(?P<said>(?:despues|antes|desde|durante|ano|noche|dia|semana)\s+(?:del|de la|de las|el|la)\s+"
        rf"(?:{alternatives('known_disasters_spanish')})){_END}",
    )


def _self() -> str:
    return (
        r"(?:(?:i|we)(?:\s+(?:am|was|were|became|used to be|have been|had been|got to be)|['’]m|['’]ve been)"
        r"|as|being|made me|called me|elected me)"
    )
