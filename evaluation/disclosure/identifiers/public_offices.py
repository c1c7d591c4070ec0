"""Holding a public office, being kin to whoever holds one, or sitting in a body that a place elects."""

from __future__ import annotations

from evaluation.disclosure.identifiers.who_speaks import END, WORD, i_am, kin, kin_spanish, soy, words
from evaluation.disclosure.identifiers.word_lists import alternatives

_NOT_BEFORE = "the|that|who|a|of|to|and|in|with|by|my|his|her"
_THE = r"(?:the|our|their|a|an|that|this)"
_EL = r"(?:el|la|un|una)"
_NO_OWNER = rf"{END}(?!['’]s)"
"""The office itself, and not what it has."""


def office_patterns() -> tuple[str, ...]:
    """Return patterns of who holds an office, or is kin to somebody who does.

    Coaches of recovery and the like are many: such a word before an office makes it none.
    """
    return (*_held(), *_of_kin(), *_bodies(), *_held_spanish(), *_of_kin_spanish())


def _office() -> str:
    """Return an office with what may stand before it, without article."""
    return rf"{words(2, but=_NOT_BEFORE + '|' + alternatives('offices_of_many'))}(?:{alternatives('public_offices')})"


def _mine() -> str:
    return rf"(?:i|we|my\s+(?:{WORD}\s+)?{kin()})"


def _held() -> tuple[str, ...]:
    office, level, post = _office(), alternatives("office_levels"), alternatives("posts_of_one")
    any_post = rf"{alternatives('public_offices')}|{post}|{alternatives('headships')}|secretary|chair|director|head"
    got = alternatives("got_an_office")
    goes_on = r"(?=\s*[,.;]|\s+(?:i|it|my|you|of|for|in|here|there)(?![\w'’-]))"
    return (
        rf"{i_am()}\s+(?P<said>(?:the|their|our)\s+{office}){_NO_OWNER}",
        rf"{i_am()}\s+(?P<said>(?:(?:the|a)\s+)?(?:{WORD}\s+)?(?:{alternatives('headships')})){END}",
        rf"{i_am()}\s+(?P<said>(?:the|our)\s+(?:{level})\s+(?:{WORD}\s+)?(?:{post})){_NO_OWNER}",
        rf"{i_am()}\s+(?P<said>(?:the\s+)?(?:{WORD}\s+)?(?:{any_post})\s+(?:of|for)\s+(?:the|our)\s+{words(1)}"
        rf"(?:{level}|{alternatives('public_bodies')})){END}",
        rf"as\s+(?P<said>{_THE}\s+{office}){goes_on}",
        rf"as\s+(?P<said>(?:{level})\s+(?:{alternatives('public_offices')}|{post})){goes_on}",
        rf"{_mine()}(?:['’](?:ve|d)|\s+(?:had|have|has))?\s+(?:once\s+)?(?P<said>(?:{got})\s+(?:as\s+|for\s+|to\s+)?"
        rf"(?:{_THE}\s+)?{office}){_NO_OWNER}",
    )


def _of_kin() -> tuple[str, ...]:
    office, near = _office(), alternatives("near_offices")
    married = "married|engaged|related|kin|related by blood"
    lives_with = "dating|dated|divorced|divorcing|living with|lived with|marry|marrying"
    has_been = (
        "is|was|used to be|became|had been|has been|got elected|was elected|got to be|ran for|retired as|served as"
        "|works as|worked as|got made|made"
    )
    theirs = "hair|house|car|truck|lawn|yard|kids|grass|office|laundry|taxes|dog|dogs|horses|books|campaign"
    served = rf"(?:{alternatives('serves_an_office')})\s+{words(2, but=_NOT_BEFORE)}(?:for\s+|after\s+)?"
    return (
        rf"(?P<said>{_THE}\s+{office}(?:['’]s|s['’]?)\s+(?:{WORD}\s+)?{kin()}){END}",
        rf"(?P<said>{kin()}\s+(?:of|to)\s+{_THE}\s+{office}){END}",
        rf"(?P<said>(?:{married})\s+(?:to\s+)?{_THE}\s+{office}){END}",
        rf"(?P<said>(?:{lives_with})\s+{_THE}\s+{office}){_NO_OWNER}",
        rf"(?P<said>my\s+(?:{WORD}\s+)?{kin()}(?:['’]s|\s+(?:{has_been}))\s+(?:{_THE}\s+)?{office}){_NO_OWNER}",
        rf"my\s+(?:{WORD}\s+)?{kin()}{END}[^.;:!?]{{0,30}}?\s(?P<said>(?:he|she)(?:['’]s|\s+(?:is|was))\s+(?:the|our)\s+"
        rf"{office}){_NO_OWNER}",
        rf"{i_am()}\s+(?P<said>{_THE}\s+{office}(?:['’]s|s['’]?)\s+(?:{WORD}\s+)?(?:{near})){END}",
        rf"{_mine()}\s+(?:used\s+to\s+|would\s+|still\s+)?(?P<said>{served}{_THE}\s+{office}){_NO_OWNER}",
        rf"{_mine()}\s+(?:used\s+to\s+|would\s+|still\s+)?(?P<said>{WORD}\s+{_THE}\s+{office}(?:['’]s|s['’])\s+"
        rf"(?:{theirs})){END}",
    )


def _bodies() -> tuple[str, ...]:
    many, level = alternatives("offices_of_many"), alternatives("office_levels")
    body = rf"(?:the|our|their|a)\s+{words(2, but=many)}(?:{alternatives('public_bodies')})"
    sit = (
        r"(?:['’](?:m|re|s|ve been)|\s+(?:am|are|is|was|were|been|got|sit|sits|sat|serve|serves|served|ran|run"
        r"|used to (?:be|sit|serve)|got elected|got voted|was elected|was voted))"
    )
    lead = "coach|coached|coaches|captain|captained|manage|managed"
    run = "run|runs|ran|head|heads|headed|lead|leads|led|own|owns|owned|edit|edits|edited"
    house = rf"{words(2, but=many + '|only|last|first')}(?:{alternatives('houses_of_one')})"
    return (
        rf"{_mine()}{sit}\s+(?P<said>(?:on|to|onto|for|a member of)\s+{body}){END}",
        rf"{_mine()}\s+(?:used\s+to\s+)?(?P<said>(?:{alternatives('serves_an_office')})\s+(?:for|at)\s+{body}){END}",
        rf"{_mine()}\s+(?:used\s+to\s+)?(?P<said>(?:{run})\s+(?:the|our)\s+{house}){END}",
        rf"{_mine()}\s+(?:used\s+to\s+)?(?P<said>(?:{lead})\s+(?:the|our|their|all|both|{level})\s+"
        rf"(?:(?:{WORD}|[a-z]+['’])\s+){{0,3}}?(?:{alternatives('teams')})){END}",
    )


def _single_spanish() -> str:
    before = r"(?:(?:primera?|anterior|nuev[oa]|antigu[oa])\s+)?"
    return rf"(?!la\s+cura{END})(?:{_EL}\s+)?{before}(?:{alternatives('public_offices_spanish')})"


def _held_spanish() -> tuple[str, ...]:
    single, body_name = _single_spanish(), alternatives("public_bodies_spanish")
    name, level = alternatives("posts_of_one_spanish"), alternatives("levels_spanish")
    post = rf"(?:{_EL}\s+)?(?:{name})\s+(?:del|de\s+la)\s+(?:{level})"
    body = rf"(?:el|la|del|de\s+la|al|a\s+la)\s+(?:{WORD}\s+)?(?:{body_name})"
    worked = r"trabaj\w+\s+(?:de|como)"
    chosen = r"fui\s+(?:elect[oa]|elegid[oa]|nombrad[oa])"
    got = rf"(?:me\s+(?:eligieron|nombraron|lance|postule)|{chosen}|quede|servi|trabaje)"
    sit = r"(?:estoy|estuve|estaba|soy|fui|era|servi|entre|me\s+eligieron)"
    part = r"(?:en\s+|a\s+|para\s+|miembr[oa]\s+|parte\s+)?"
    lead = "entreno|entrenaba|entrene|dirijo|dirigia|dirigi"
    stand = (
        r"candidat[oa]\s+(?:a|para|de)\s+(?:la\s+|el\s+)?(?:alcaldia|diputacion|gubernatura|presidencia|regiduria)"
    )
    feasts = "feria|fiestas?|carnaval|primavera|palenque|pueblo|barrio|rodeo|jaripeo|charros"
    crowned = rf"(?:la\s+|el\s+)?(?:reina|rey|princesa)\s+(?:del|de(?:\s+(?:la|las|los))?)\s+(?:{feasts})"
    return (
        rf"{soy()}\s+(?P<said>{single}){END}",
        rf"{soy()}\s+(?P<said>{stand}|{crowned}){END}",
        rf"(?:{soy()}|{worked})\s+(?P<said>{post}){END}",
        rf"{got}\s+(?P<said>(?:de\s+|como\s+|para\s+|a\s+)?{single}){END}",
        rf"{sit}\s+(?P<said>{part}{body}){END}",
        rf"(?P<said>(?:{lead})\s+(?:al|el|la|a\s+la|a\s+las|a\s+los)\s+(?:{alternatives('teams_spanish')})){END}",
    )


def _of_kin_spanish() -> tuple[str, ...]:
    office, single = alternatives("public_offices_spanish"), _single_spanish()
    of = rf"(?:del|de\s+(?:{_EL}|nuestr[oa]|ese|esa))\s+(?:{WORD}\s+)?(?:{office})"
    near, worked = alternatives("near_offices_spanish"), r"trabaj\w+\s+(?:de|como)"
    with_one = (
        r"(?:me\s+case|nos\s+casamos|casad[oa]s?|casarme|comprometid[oa]|juntad[oa]|me\s+junte|vivo|vivia|vivi|anduve"
        r"|andaba|me\s+divorcie|divorciad[oa]|emparentad[oa]|pariente|familia)"
    )
    has_been = (
        r"(?:es|era|fue|habia sido|llego a ser|salio|quedo(?:\s+de)?|trabajo\s+de|gano\s+como|fue\s+elect[oa]"
        r"|fue\s+elegid[oa])"
    )
    for_one = r"(?:toca|trabaja|maneja|cocina|limpia|lava|cuida|plancha|canta|escribi|corta)(?:ba|a|mos|ndo)?"
    serve = r"les?\s+(?:manej|cocin|limpi|lav|trabaj|cuid|planch|hac|llev|cort|arregl)\w+"
    return (
        rf"(?P<said>{kin_spanish()}\s+{of}){END}",
        rf"(?:{soy()}|{worked})\s+(?P<said>(?:{_EL}\s+)?(?:{near})\s+{of}){END}",
        rf"(?P<said>trabaj\w+\s+(?:con|para|en\s+(?:la\s+)?casa\s+de)\s*{_EL}?\s*(?:{office})){END}",
        rf"(?P<said>{with_one}\s+(?:con\s+{_EL}|del|de\s+{_EL})\s+(?:{WORD}\s+)?(?:{office})){END}",
        rf"(?P<said>(?:mi|nuestr[oa])\s+{kin_spanish()}\s+{has_been}\s+{single}){END}",
        rf"(?P<said>{for_one}\s+{words(3)}para\s+{_EL}\s+(?:{office})){END}",
        rf"(?P<said>(?:trabaj\w+\s+)?(?:limpiando|cuidando|cocinando|manejando)\s+{words(3)}(?:del|de\s+{_EL}|para\s+{_EL})\s+(?:{office})){END}",
        rf"(?P<said>{serve}\s+{words(4)}(?:al|a\s+{_EL})\s+(?:{office})){END}",
    )
