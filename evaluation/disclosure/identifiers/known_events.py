"""Times that are told by what happened to a building, a business, an office or a place: people there know when."""

from __future__ import annotations

from evaluation.disclosure.identifiers.who_speaks import END, WORD, words
from evaluation.disclosure.identifiers.word_lists import alternatives

_OF_EVERY_DAY = r"(?!\s+(?:the|my|his|her|their|our|me|him|us|it|its|at|for the|early|on|that night|up|off|in)\b)"


def event_patterns() -> tuple[str, ...]:
    """Return patterns of times that are told by what happened to a building, a business or a place."""
    return (*_english(), *_spanish())


def _english() -> tuple[str, ...]:
    times, office = alternatives("known_times"), alternatives("public_offices")
    noun = words(3, but=alternatives("closed_daily")).replace("{0,3}?", "{1,3}?")
    happened = rf"(?:(?:{alternatives('known_events')}){END}|(?:{alternatives('known_ends')}){END}{_OF_EVERY_DAY})"
    by = (
        r"(?:they|police|the police|the cops|cops|the feds|feds|the dea|the sheriff|deputies|somebody|someone|the state"
        r"|the county|the company|the army|the national guard|a drunk|some kids)"
    )
    did = (
        r"(?:raided|busted|shut down|closed down|tore down|burned down|burned|burnt|burnt down|bombed|demolished|condemned"
        r"|blew up|flooded|bulldozed|dynamited|torched|shot up|robbed|evacuated)"
    )
    time = rf"the\s+(?:same\s+|very\s+)?(?:{times})\s+(?:that\s+|when\s+|after\s+)?"
    since = rf"(?:{time}|when\s+|(?:after|before|since)\s+)"
    built = rf"{words(2)}(?:{alternatives('known_buildings')})"
    fell = rf"(?:{alternatives('known_falls')})"
    died = rf"(?:{alternatives('known_ends_of_persons')})"
    disasters, crashes = alternatives("known_disasters"), r"(?:bus|school bus|train|plane|helicopter|ferry|boat|mine|mill)"
    said_of = rf"(?:(?:after|since|before|during|from|until)|(?:{times})\s+of)"
    return (
        rf"(?P<said>{since}(?:the|our)\s+{noun}{happened})",
        rf"(?P<said>{since}(?:the|our)\s+{built}\s+{fell}){END}",
        rf"(?P<said>{since}(?:the|our|that)\s+{words(2)}(?:{office})\s+{died}){END}",
        rf"(?P<said>{time}it\s+(?:{alternatives('known_events')})){END}",
        rf"(?P<said>{since}{by}\s+{did}\s+(?:the|our|that)\s+(?!(?:{alternatives('closed_daily')}){END}){WORD}){END}",
        rf"(?P<said>{since}(?:{by}|the\s+\w+)\s+(?:arrested|shot|killed|indicted|murdered|fired)\s+(?:the|our)\s+{words(1)}"
        rf"(?:{office})){END}",
        rf"(?P<said>{since}(?:they|divers|somebody|someone|police|hunters|kids)\s+found\s+(?:the|that|those|a|her|his)\s+"
        rf"(?:{WORD}['’]s\s+)?(?:body|bodies|remains|bones){END}(?:\s+(?:in|at|under|behind|by)\s+the\s+{WORD})?)",
        rf"(?P<said>{since}we\s+won\s+(?:the\s+)?{words(1)}(?:state|title|championship|regionals|districts|pennant|cup))"
        rf"{END}(?!\s+(?:of|aid|help|money))",
        rf"(?P<said>{said_of}\s+(?:the|that)\s+{words(2)}(?:{disasters})){END}",
        rf"(?P<said>{said_of}\s+(?:the|that)\s+{words(1)}{crashes}\s+(?:crash|wreck|accident|collapse)){END}",
    )


def _spanish() -> tuple[str, ...]:
    spanish, office = alternatives("known_times_spanish"), alternatives("public_offices_spanish")
    se = r"(?:se\s+(?:me\s+|nos\s+)?)?"
    happened = rf"{se}(?:{alternatives('known_events_spanish')})"
    fell = rf"{se}(?:{alternatives('known_falls_spanish')})"
    no_event, built = alternatives("closed_daily_spanish"), alternatives("known_buildings_spanish")
    died = r"(?:murio|fallecio|se mato|renuncio|desaparecio|huyo)"
    killed = r"(?:mataron|balearon|balacearon|arrestaron|detuvieron|secuestraron|levantaron|ejecutaron|asesinaron)"
    cuando = rf"(?:(?:{spanish})\s+(?:en\s+)?(?:que|cuando)\s+|cuando\s+|(?:desde|despues de|antes de) que\s+)"
    el = r"(?:el|la|los|las|nuestr[oa])"
    said_of = r"(?:despues|antes|desde|durante|ano|noche|dia|semana|verano|invierno|madrugada|tarde|mes)"
    return (
        rf"(?P<said>{cuando}{happened}\s+{el}\s+(?!{no_event}{END}){WORD}){END}",
        rf"(?P<said>{cuando}{el}\s+(?!{no_event}{END}){WORD}\s+{happened}){END}",
        rf"(?P<said>{cuando}{fell}\s+{el}\s+(?:{WORD}\s+)?(?:{built})){END}",
        rf"(?P<said>{cuando}{el}\s+(?:{built})\s+(?:{WORD}\s+)?{fell}){END}",
        rf"(?P<said>{cuando}(?:{killed}\s+al?|{died}\s+el)\s+(?:la\s+|el\s+)?(?:{WORD}\s+)?(?:{office})){END}",
        rf"(?P<said>{cuando}(?:{killed}|{fell})\s+(?:a\s+)?(?:{el}\s+)?(?:estudiantes|mineros|normalistas|jornaleros|maestros)){END}",
        rf"(?P<said>{said_of}\s+(?:del|de la|de las|de los|el|la|las|los|esa|ese)\s+(?:gran\s+)?"
        rf"(?:{alternatives('known_disasters_spanish')})){END}",
    )
