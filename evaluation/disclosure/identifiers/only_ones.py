"""Being the only, first, last or youngest of a kind, or the only one in a place: whoever lives there knows who it is."""

from __future__ import annotations

from evaluation.disclosure.identifiers.who_speaks import END, WORD, i_am, soy, words
from evaluation.disclosure.identifiers.word_lists import alternatives

_CLAUSE = r"[^.,;:!?]"


def only_patterns() -> tuple[str, ...]:
    """Return patterns of who is the only one of a kind, and of whose the only one of anything in a place is.

    What others have, or did, is about nobody who speaks: a Spanish verb in the plural stands before it.
    """
    return (*_english(), *_spanish())


def _english() -> tuple[str, ...]:
    plain, ends = alternatives("only_things"), alternatives("only_ends")
    whose = rf"(?:the|their|our|its|(?:this|that|the) {WORD}['’]s)\s+"
    only = rf"{whose}(?:{alternatives('only_one')})\s+"
    kind = rf"(?!(?:{plain}|{ends}){END}){WORD}(?:\s+(?!(?:{ends}){END}){WORD})?"
    woman = rf"(?:woman|man|girl|boy|guy|lady|female|male|kid)\s+(?!(?:{ends}|standing|alive|awake){END}){WORD}"
    things = r"(?:thing|time|reason|way|place|day|night|week|month|year|step)s?"
    mine = rf"(?:i|we|my|our)(?:['’]{WORD})?\s+{words(5)}"
    here = rf"(?:(?:out|up|down|over|back|around|round|in|near)\s+)?(?:here|there){END}"
    place = (
        rf"(?:in|of|around|from|on|for|at)\s+(?:the|this|that|our|my|this whole|the whole|the entire|all of)\s+{words(2)}"
        rf"(?:{alternatives('whole_places')}){END}|in\s+(?:the\s+)?(?:town|village|history){END}"
        rf"|for\s+(?:\w+\s+)?miles{END}|within\s+\w+\s+miles{END}|in\s+(?:these|those|our)\s+parts{END}"
        rf"|this\s+side\s+of{END}"
    )
    site = (
        rf"(?:in|at|of|on)\s+(?:the|this|that|our|my|a)\s+{words(2)}(?:{alternatives('only_sites')}){END}"
        rf"|in\s+{words(1)}(?:court|treatment|rehab|detox|recovery|jail|prison|school|college){END}"
    )
    some = r"(?:(?:one|ones|person|people|kid|man|woman|guy|girl|boy|lady|patient|client|member|resident|student)\s+)?"
    ranked = rf"{whose}(?:{alternatives('only_ranks')})"
    one_of = rf"(?:the one|(?:the )?only one|one of (?:the )?(?:only |just )?(?:two|three|four|a few|the few))\s+"
    return (
        rf"{i_am()}\s+(?P<said>{only}(?:{kind}|{woman}))(?={END})",
        rf"{i_am()}\s+(?P<said>{only}{some}(?={_CLAUSE}{{0,40}}?(?:{place}))(?:{place}|{words(3)}(?:{place})))",
        rf"{i_am()}\s+(?P<said>{ranked}\s+{some}(?:ever{END}|(?:to\s+)?{words(2)}(?:{site}|{here})))",
        rf"{mine}(?P<said>{only}(?!{things}{END}){WORD})(?={_CLAUSE}{{0,50}}\s(?:{place}|{here}))",
        rf"{mine}(?P<said>{one_of}(?!(?:{plain}|{ends}){END}){WORD})(?={_CLAUSE}{{0,30}}?\s(?:{place}))",
        rf"(?P<said>there(?:['’]s| is| was)\s+(?:only|just)\s+(?:the\s+)?one\s+{WORD}{_CLAUSE}{{0,30}}?\s(?:{place}|{here}))"
        rf"(?={_CLAUSE}{{0,4}},?\s*(?:and\s+)?(?:it['’]s|it is|that['’]s|that is|that was|i|we|me|mine|my)\s)",
    )


def _spanish() -> tuple[str, ...]:
    plain, ends = alternatives("only_things_spanish"), alternatives("only_ends_spanish")
    only = rf"(?:la|el|las|los|nuestr[oa]|su)\s+(?:{alternatives('only_one_spanish')})\s+"
    kind = rf"(?!(?:{plain}|{ends}){END}){WORD}"
    woman = rf"(?:mujer|hombre|muchach[oa]|chic[oa]|senora|senor|chav[oa])\s+(?!(?:{ends}){END}){WORD}"
    things = r"(?:cosas?|vez|veces|razon|manera|forma|dias?|noche|semana|mes|anos?|pasos?|lugar)"
    place = (
        rf"(?:del|de|en)\s+(?:el\s+|la\s+|est[ea]\s+|todo\s+el\s+|toda\s+la\s+|mi\s+|nuestr[oa]\s+)?"
        rf"(?:{alternatives('whole_places_spanish')}){END}|(?:de|por)\s+(?:aqui|aca|alla){END}|a\s+la\s+redonda{END}"
        rf"|en\s+(?:\w+\s+)?kilometros{END}"
    )
    site = rf"(?:del|de\s+la|en\s+el|en\s+la|de\s+ese|de\s+este)\s+(?:{alternatives('only_sites_spanish')}){END}"
    some = r"(?:(?:persona|mujer|hombre|uno|una|muchach[oa]|chic[oa]|paciente)\s+)?"
    ranked = rf"(?:la|el)\s+(?:{alternatives('only_ranks_spanish')})"
    return (
        rf"{soy()}\s+(?P<said>{only}(?:{kind}|{woman}))(?={END})",
        rf"{soy()}\s+(?P<said>{only}{some}(?:que\s+)?{words(3)}(?:{place}|aqui{END}))",
        rf"{soy()}\s+(?P<said>{ranked}\s+{some}(?:que\s+)?{words(2)}(?:{place}|{site}|aqui{END}))",
        rf"(?<!n )(?P<said>{only}(?!{things}{END}){WORD})(?={_CLAUSE}{{0,50}}\s(?:{place}))",
    )
