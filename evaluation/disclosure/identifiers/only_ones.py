"""Being the only, first, last or youngest of a kind, or having the only one in a place: people know who it is."""

from __future__ import annotations

from evaluation.disclosure.identifiers.who_speaks import END, WORD, i_am, soy, words
from evaluation.disclosure.identifiers.word_lists import alternatives

_CLAUSE = r"[^.,;:!?]"
_THINGS = r"(?:thing|time|reason|way|place|day|night|week|month|year|step)s?"
_THINGS_SPANISH = r"(?:cosas?|vez|veces|razon|manera|forma|dias?|noche|semana|mes|anos?|pasos?|lugar)"


def only_patterns() -> tuple[str, ...]:
    """Return patterns of who is the only one of a kind, and of whose the only one of anything in a place is.

    What others have, or did, is about nobody who speaks: a Spanish verb in the plural stands before it.
    """
    return (*_english(), *_nobody_else(), *_spanish(), *_nobody_else_spanish())


def _english() -> tuple[str, ...]:
    plain, ends = alternatives("only_things"), alternatives("only_ends")
    whose = rf"(?:the|their|our|its|(?:this|that|the) {WORD}['’]s)\s+"
    only = rf"{whose}(?:{alternatives('only_one')})"
    kind = rf"(?!(?:{plain}|{ends}){END}){WORD}(?:\s+(?!(?:{ends}){END}){WORD})?"
    woman = rf"(?:woman|man|girl|boy|guy|lady|female|male|kid)\s+(?!(?:{ends}|standing|alive|awake){END}){WORD}"
    one = rf"(?:\s+(?:{alternatives('only_anybody')}){END})?"
    ranked = rf"{whose}(?:{alternatives('only_ranks')}){END}{one}"
    aged = rf"{whose}(?:{alternatives('only_ages')}){END}{one}"
    few = r"(?:the one|(?:the )?only one|one of (?:the )?(?:only |just )?(?:two|three|four|a few|the few))\s+"
    mine, place, here = rf"(?:i|we|my|our)(?:['’]{WORD})?\s+{words(5)}", _place(), _here()
    return (
        rf"{i_am()}\s+(?P<said>{only}\s+(?:{kind}|{woman}))(?={END})",
        rf"{i_am()}\s+(?P<said>{only}{END}{one})(?=\s+{words(3)}(?:{place}))",
        rf"{i_am()}\s+(?P<said>{ranked})(?=\s+(?:ever{END}|(?:to\s+)?{words(2)}(?:{_site()}|{here})))",
        rf"{i_am()}\s+(?P<said>{aged})(?=\s+(?:to|they|ever|that|who|this){END})",
        rf"{mine}(?P<said>{only}\s+(?!{_THINGS}{END}){WORD})(?={_CLAUSE}{{0,50}}\s(?:{place}|{here}))",
        rf"{mine}(?P<said>{few}(?:(?:{alternatives('only_anybody')}|families){END}|(?!(?:{plain}|{ends}){END}){WORD}))"
        rf"(?={_CLAUSE}{{0,30}}?\s(?:{place}))",
        rf"{i_am()}\s+(?P<said>the\s+one\s+(?:that|who)\s+{WORD}{END}{_CLAUSE}{{0,40}}?)(?=\s(?:{place}))",
        rf"{i_am()}\s+(?P<said>{ranked})(?={_CLAUSE}{{1,40}}?\s(?:{place}))",
    )


def _nobody_else() -> tuple[str, ...]:
    """Return patterns of what nobody but whoever speaks is or does."""
    me = rf"(?:me|us|myself|i|mine|my\s+{WORD}){END}"
    but = rf"(?:only|just|but|except|besides|other than)\s+(?:for\s+)?{me}"
    there = r"there(?:['’]s|\s+(?:was|were|is|are|has been|had been))"
    none = r"(?:never|no|not)\s+(?:been\s+)?(?:a\s+|any\s+|another\s+|other\s+)"
    own = r"(?:it['’]s|it is|that['’]s|that is|that was|i|we|me|mine|my)"
    return (
        rf"(?P<said>(?:nobody|no one)\s+else\s+{_CLAUSE}{{1,60}}?)(?=,?\s*(?:it['’]s\s+|that['’]s\s+)?{but})",
        rf"(?P<said>{there}\s+{none}{_CLAUSE}{{1,50}}?)(?=\s(?:before|like|but|besides|except)\s+(?:for\s+)?{me})",
        rf"(?P<said>never\s+(?:had|seen|hired)\s+(?:a|an|another|any)\s+{words(4)}(?:at|in|on|for|around)\s+{words(3)})"
        rf"(?=(?:till|until|before)\s+{me})",
        rf"(?P<said>{there}\s+(?:only|just)\s+(?:the\s+)?one\s+{WORD}{_CLAUSE}{{0,30}}?\s(?:{_place()}|{_here()}))"
        rf"(?={_CLAUSE}{{0,4}},?\s*(?:and\s+)?{own}\s)",
    )


def _here() -> str:
    return rf"(?:(?:out|up|down|over|back|around|round|in|near)\s+)?(?:here|there){END}"


def _place() -> str:
    """Return where somebody is the only one: a place as a whole, and not its jail."""
    the = r"(?:the|this|that|our|my|this whole|the whole|the entire|all of)"
    no_more = r"(?!\s+(?:jail|hospital|court|clinic|health|office|bus))"
    return (
        rf"(?:in|of|around|from|on|for|at)\s+{the}\s+{words(2)}(?:{alternatives('whole_places')}){END}{no_more}"
        rf"|in\s+(?:the\s+)?(?:town|village|history){END}|for\s+(?:{WORD}\s+)?miles{END}|within\s+\w+\s+miles{END}"
        rf"|in\s+(?:these|those|our)\s+parts{END}"
    )


def _site() -> str:
    kept_in = "court|treatment|rehab|detox|recovery|jail|prison|school|college"
    return (
        rf"(?:in|at|of|on)\s+(?:the|this|that|our|my|a)\s+{words(2)}(?:{alternatives('only_sites')}){END}"
        rf"|in\s+{words(1)}(?:{kept_in}){END}"
    )


def _spanish() -> tuple[str, ...]:
    plain, ends = alternatives("only_things_spanish"), alternatives("only_ends_spanish")
    the, place = r"(?:la|el|las|los|nuestr[oa]|su)\s+", _place_spanish()
    only = rf"{the}(?:{alternatives('only_one_spanish')})"
    kind = rf"(?!(?:{plain}){END}){WORD}"
    woman = rf"(?:mujer|hombre|muchach[oa]|chic[oa]|senora|senor|chav[oa])\s+(?!(?:{ends}){END}){WORD}"
    one = rf"(?:\s+(?:{alternatives('only_anybody_spanish')}){END})?"
    ranked = rf"(?:la|el)\s+(?:{alternatives('only_ranks_spanish')}){END}{one}"
    aged = rf"(?:la|el)\s+(?:{alternatives('only_ages_spanish')}){END}{one}"
    site = rf"(?:del|de\s+la|en\s+el|en\s+la|de\s+ese|de\s+este)\s+(?:{alternatives('only_sites_spanish')}){END}"
    return (
        rf"{soy()}\s+(?P<said>{only}\s+(?:{kind}|{woman}))(?={END})",
        rf"{soy()}\s+(?P<said>{only}{END}{one})(?=\s+{words(3)}(?:{place}|aqui{END}))",
        rf"{soy()}\s+(?P<said>{ranked})(?=\s+{words(2)}(?:{place}|{site}|aqui{END}))",
        rf"{soy()}\s+(?P<said>{aged})(?=\s+que\s+(?:ha|han|habia|habian|haya|hayan){END})",
        rf"(?<!n )(?P<said>{only}\s+(?!{_THINGS_SPANISH}{END}){WORD})(?={_CLAUSE}{{0,50}}\s(?:{place}))",
    )


def _nobody_else_spanish() -> tuple[str, ...]:
    me = rf"(?:yo|nosotr[oa]s|mi(?:\s+{WORD})?){END}"
    but = r"(?:nomas|nada\s+mas|solo|solamente|mas\s+que|excepto|sino|menos)"
    like = r"(?:mas\s+que|como|solo|nomas|soy|era|antes\s+de|aparte\s+de|fuera\s+de)"
    return (
        rf"(?P<said>nadie\s+mas\s+{_CLAUSE}{{1,60}}?)(?=,?\s*{but}\s+{me})",
        rf"(?P<said>(?:no\s+(?:hay|habia|hubo)\s+(?:otr[oa]|ningun[oa]?)|ningun[oa]?\s+otr[oa])\s+{_CLAUSE}{{1,50}}?)(?=,?\s*{like}\s+{me})",
    )


def _place_spanish() -> str:
    the = r"(?:el\s+|la\s+|est[ea]\s+|todo\s+el\s+|toda\s+la\s+|mi\s+|nuestr[oa]\s+)?"
    return (
        rf"(?:del|de|en)\s+{the}(?:{alternatives('whole_places_spanish')}){END}|(?:de|por)\s+(?:aqui|aca|alla){END}"
        rf"|a\s+la\s+redonda{END}|en\s+(?:{WORD}\s+)?kilometros{END}"
    )
