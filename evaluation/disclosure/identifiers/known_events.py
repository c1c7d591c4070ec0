"""Times that are told by what happened to a building, a business, an office or a place: people there know when."""

from __future__ import annotations

from evaluation.disclosure.identifiers.who_speaks import END, WORD, words
from evaluation.disclosure.identifiers.word_lists import alternatives

_OF_EVERY_DAY = r"(?!\s+(?:the|my|his|her|their|our|me|him|us|it|its|at|for the|early|on|that night|up|off|in)\b)"
_OF_EVERY_DAY_SPANISH = r"(?!\s+(?:por|a\s+las?|al|temprano|tarde|ese|esa|el|los|en|antes|mas|y\s+no|porque)\b)"
_THEY = (
    r"(?:they|police|the police|the cops|cops|the feds|feds|the dea|the sheriff|deputies|somebody|someone|divers"
    r"|hunters|kids|the state|the county|the company|the army|the national guard|a drunk|some kids)"
)


def event_patterns() -> tuple[str, ...]:
    """Return patterns of times that are told by what happened to a building, a business or a place."""
    return (*_english(), *_done_to(), *_spanish())


def _time() -> str:
    return rf"the\s+(?:same\s+|very\s+)?(?:{alternatives('known_times')})\s+(?:that\s+|when\s+|after\s+)?"


def _since() -> str:
    return rf"(?:{_time()}|when\s+|(?:after|before|since)\s+)"


def _english() -> tuple[str, ...]:
    since, events = _since(), alternatives("known_events")
    noun = words(3, least=1, but=alternatives("closed_daily"))
    happened = rf"(?:(?:{events}){END}|(?:{alternatives('known_ends')}){END}{_OF_EVERY_DAY})"
    built, fell = rf"{words(2)}(?:{alternatives('known_buildings')})", rf"(?:{alternatives('known_falls')})"
    office, died = alternatives("public_offices"), alternatives("known_ends_of_persons")
    said_of = rf"(?:after|since|before|during|from|until|(?:{alternatives('known_times')})\s+of)\s+(?:the|that)"
    no_disaster = (
        "alarms?|drills?|trucks?|department|station|extinguisher|hydrant|watch|warning|season|insurance|escape"
    )
    carrier = r"(?:bus|school bus|train|plane|helicopter|ferry|boat|mine|mill)"
    return (
        rf"(?P<said>{since}(?:the|our)\s+{noun}{happened})",
        rf"(?P<said>{since}(?:the|our)\s+{built}\s+{fell}){END}",
        rf"(?P<said>{since}(?:the|our|that)\s+{words(2)}(?:{office})\s+(?:{died})){END}",
        rf"(?P<said>{_time()}it\s+(?:{events})){END}",
        rf"(?P<said>{said_of}\s+{words(2)}(?:{alternatives('known_disasters')})){END}(?!\s+(?:{no_disaster}){END})",
        rf"(?P<said>{said_of}\s+{words(1)}{carrier}\s+(?:crash|wreck|accident|collapse)){END}",
    )


def _done_to() -> tuple[str, ...]:
    """Return patterns of what was done to a building or an office, whom somebody found, and what a town won."""
    since, office = _since(), alternatives("public_offices")
    did = (
        r"(?:raided|busted|shut down|closed down|tore down|burned down|burned|burnt|burnt down|bombed|demolished"
        r"|condemned|blew up|flooded|bulldozed|dynamited|torched|shot up|robbed|evacuated)"
    )
    struck = "arrested|shot|killed|indicted|murdered|fired"
    corpse = r"(?:the|that|those|a|her|his)\s+(?:" + WORD + r"['’]s\s+)?(?:body|bodies|remains|bones)"
    open_air = (
        "river|lake|reservoir|woods|creek|well|field|quarry|canal|ditch|landfill|dumpster|pond|canyon|bayou|trunk|desert"
        "|bay"
    )
    won = "state|title|championship|regionals|districts|pennant|cup"
    thing = rf"(?!(?:{alternatives('closed_daily')}){END}){WORD}"
    return (
        rf"(?P<said>{since}{_THEY}\s+{did}\s+(?:the|our|that)\s+{thing}){END}",
        rf"(?P<said>{since}(?:{_THEY}|the\s+{WORD})\s+(?:{struck})\s+(?:the|our)\s+{words(1)}(?:{office})){END}",
        rf"(?P<said>{since}{_THEY}\s+found\s+{corpse}){END}",
        rf"(?P<said>{since}{_THEY}\s+found\s+{words(3)}(?:in|under|behind|by)\s+the\s+(?:{open_air})){END}",
        rf"(?P<said>{since}we\s+won\s+(?:the\s+)?{words(1)}(?:{won})){END}(?!\s+(?:of|aid|help|money))",
    )


def _spanish() -> tuple[str, ...]:
    times, office = alternatives("known_times_spanish"), alternatives("public_offices_spanish")
    time = rf"(?:{times})\s+(?:en\s+)?(?:que|cuando)\s+"
    cuando = rf"(?:{time}|cuando\s+|(?:desde|despues de|antes de) que\s+)"
    se, el = r"(?:se\s+(?:me\s+|nos\s+)?)?", r"(?:el|la|los|las|nuestr[oa])"
    happened = rf"{se}(?:{alternatives('known_events_spanish')})"
    ended = rf"{se}(?:{alternatives('known_ends_spanish')})"
    fell = rf"{se}(?:{alternatives('known_falls_spanish')})"
    thing = rf"(?!(?:{alternatives('closed_daily_spanish')}){END}){WORD}"
    built = alternatives("known_buildings_spanish")
    died = r"(?:murio|fallecio|se mato|renuncio|desaparecio|huyo)"
    killed = "mataron|balearon|balacearon|arrestaron|detuvieron|secuestraron|levantaron|ejecutaron|asesinaron"
    victim = rf"(?:{office}|{alternatives('known_victims_spanish')})"
    said_of = r"(?:despues|antes|desde|durante|ano|noche|dia|semana|verano|invierno|madrugada|tarde|mes)"
    of = r"(?:del|de la|de las|de los|el|la|las|los|esa|ese)\s+(?:gran\s+)?"
    return (
        rf"(?P<said>{cuando}{happened}\s+{el}\s+{thing}){END}",
        rf"(?P<said>{cuando}{el}\s+{thing}\s+{happened}){END}",
        rf"(?P<said>{cuando}cerraron\s+{el}\s+{thing}){END}{_OF_EVERY_DAY_SPANISH}",
        rf"(?P<said>{time}{ended}\s+{el}\s+{thing}){END}{_OF_EVERY_DAY_SPANISH}",
        rf"(?P<said>{time}{el}\s+{thing}\s+{ended}){END}{_OF_EVERY_DAY_SPANISH}",
        rf"(?P<said>{cuando}{fell}\s+{el}\s+(?:{WORD}\s+)?(?:{built})){END}",
        rf"(?P<said>{cuando}{el}\s+(?:{built})\s+(?:{WORD}\s+)?{fell}){END}",
        rf"(?P<said>{cuando}(?:(?:{killed})\s+(?:al|a\s+la|a\s+los|a\s+un|a\s+una)|{died}\s+(?:el|la))\s+(?:{WORD}\s+)?"
        rf"(?:{victim})){END}",
        rf"(?P<said>{said_of}\s+{of}(?:{alternatives('known_disasters_spanish')})){END}",
    )
