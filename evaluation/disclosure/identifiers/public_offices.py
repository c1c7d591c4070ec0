"""Holding a public office, being kin to whoever holds one, or having it in a council, a school or a team."""

from __future__ import annotations

from evaluation.disclosure.identifiers.who_speaks import END, WORD, i_am, kin, kin_spanish, soy, words
from evaluation.disclosure.identifiers.word_lists import alternatives

_NOT_BEFORE = "the|that|who|a|of|to|and|in|with|by|my|his|her"


def office_patterns() -> tuple[str, ...]:
    """Return patterns of who holds an office, or is kin to somebody who does.

    Coaches of recovery and the like are many: such a word before an office makes it none.
    """
    return (*_english(), *_spanish())


def _english() -> tuple[str, ...]:
    office, many = alternatives("public_offices"), alternatives("offices_of_many")
    before = words(2, but=f"{_NOT_BEFORE}|{many}")
    the, level = r"(?:the|our|their|a|an|that|this)", alternatives("office_levels")
    holder = rf"(?:{the}\s+)?{before}(?:{office})"
    body = rf"(?:the|our|their|a)\s+{words(2, but=many)}(?:{alternatives('public_bodies')})"
    mine = rf"(?:i|we|my\s+(?:{WORD}\s+)?{kin()})"
    whose = rf"(?P<said>(?:{the}\s+{before})(?:{office})(?:['’]s|s['’]?)\s+(?:{WORD}\s+)?"
    return (
        rf"{i_am()}\s+(?P<said>(?:the|their|our)\s+{before}(?:{office})){END}(?!['’]s)",
        rf"{i_am()}\s+(?P<said>(?:(?:the|a)\s+)?(?:{WORD}\s+)?(?:{alternatives('headships')})){END}",
        rf"{i_am()}\s+(?P<said>(?:the|our)\s+(?:{level})\s+(?:{WORD}\s+)?(?:{alternatives('posts_of_one')})){END}(?!['’]s)",
        rf"as\s+(?P<said>{the}\s+{before}(?:{office}))(?=\s*[,.;]|\s+(?:i|it|my|you|of|for|in|here|there){END})",
        rf"as\s+(?P<said>(?:{level})\s+(?:{office}|{alternatives('posts_of_one')}))(?=\s*[,.;]|\s+(?:i|it|my|you|of|for){END})",
        rf"{mine}(?:['’](?:ve|d)|\s+(?:had|have|has))?\s+(?:once\s+)?(?P<said>(?:served|serve|worked|sat|acted|ran|run|stood|got elected|was elected"
        rf"|were elected|been elected|got voted in|was voted in|was appointed|got appointed|was sworn in|retired|stepped down)"
        rf"\s+(?:as\s+|for\s+|to\s+)?{holder}){END}(?!['’]s)",
        rf"{whose}(?:{kin()})){END}",
        rf"(?P<said>(?:{kin()})\s+(?:of|to)\s+{the}\s+{before}(?:{office})){END}",
        rf"(?P<said>(?:married|engaged|related|kin|related by blood)\s+(?:to\s+)?{the}\s+{before}(?:{office})){END}",
        rf"(?P<said>(?:dating|dated|divorced|divorcing|living with|lived with|marry|marrying)\s+{the}\s+{before}(?:{office}))"
        rf"{END}(?!['’]s)",
        rf"(?P<said>my\s+(?:{WORD}\s+)?(?:{kin()})(?:['’]s|\s+(?:is|was|used to be|became|had been|has been|got elected"
        rf"|was elected|got to be|ran for|retired as|served as|works as|worked as|got made|made))\s+{holder}){END}(?!['’]s)",
        rf"{i_am()}\s+{whose}(?:{alternatives('near_offices')})){END}",
        rf"{mine}\s+(?P<said>(?:clean|cleaned|cook|cooked|drove|drive|work|worked|nanny|nannied|babysat|clerk|clerked)\s+"
        rf"(?:for\s+)?{the}\s+{before}(?:{office})){END}(?!['’]s)",
        rf"{mine}(?:['’](?:m|re|s|ve been)|\s+(?:am|are|is|was|were|been|got|sit|sits|sat|serve|serves|served|ran|run"
        rf"|used to (?:be|sit|serve)|got elected|got voted|was elected|was voted))\s+(?P<said>(?:on|to|onto|for|a member of)\s+{body}){END}",
        rf"{mine}\s+(?:used\s+to\s+)?(?P<said>(?:coach|coached|coaches|captain|captained|manage|managed)\s+(?:the|our|their|all|both|{level})\s+"
        rf"{words(3, but=many)}(?:{alternatives('teams')})){END}",
    )


def _spanish() -> tuple[str, ...]:
    office = alternatives("public_offices_spanish")
    kin_of, el = kin_spanish(), r"(?:el|la|un|una)"
    of = rf"(?:del|de\s+(?:{el}|nuestr[oa]|ese|esa))\s+(?:{WORD}\s+)?(?:{office})"
    body = rf"(?:el|la|del|de\s+la|al|a\s+la)\s+(?:{WORD}\s+)?(?:{alternatives('public_bodies_spanish')})"
    single = rf"(?!la\s+cura{END})(?:{el}\s+)?(?:(?:primera?|anterior|nueva?|antigu[oa])\s+)?(?:{office})"
    return (
        rf"{soy()}\s+(?P<said>{single}){END}",
        rf"(?P<said>(?:{kin_of})\s+{of}){END}",
        rf"(?:{soy()}|trabaj\w+\s+(?:de|como))\s+(?P<said>(?:{el}\s+)?(?:{alternatives('near_offices_spanish')})\s+{of}){END}",
        rf"(?P<said>trabaj\w+\s+(?:con|para|en\s+(?:la\s+)?casa\s+de)\s*{el}?\s*(?:{office})){END}",
        rf"(?P<said>(?:me\s+case|nos\s+casamos|casad[oa]s?|casarme|comprometid[oa]|juntad[oa]|me\s+junte|vivo|vivia|vivi|anduve|andaba"
        rf"|me\s+divorcie|divorciad[oa]|emparentad[oa]|pariente|familia)\s+(?:con\s+{el}|del|de\s+{el})\s+(?:{WORD}\s+)?(?:{office})){END}",
        rf"(?P<said>(?:mi|nuestr[oa])\s+(?:{kin_of})\s+(?:es|era|fue|habia sido|llego a ser|salio|quedo(?:\s+de)?"
        rf"|trabajo\s+de|gano\s+como|fue\s+electo|fue\s+electa|fue\s+elegid[oa])\s+{single}){END}",
        rf"(?:me\s+(?:eligieron|nombraron|lance|postule)|fui\s+(?:elect[oa]|elegid[oa]|nombrad[oa])|quede|serv[ií]|trabaj[eé])"
        rf"\s+(?P<said>(?:de\s+|como\s+|para\s+|a\s+)?{single}){END}",
        rf"(?:estoy|estuve|estaba|soy|fui|era|serv[ií]|entre|me\s+eligieron|parte|miembr[oa])\s+(?P<said>(?:en\s+|a\s+|para\s+|miembr[oa]\s+|parte\s+)?"
        rf"{body}){END}",
        rf"(?P<said>(?:entreno|entrenaba|entrene|dirijo|dirigia|dirigi)\s+(?:al|el|la|a\s+la|a\s+las|a\s+los)\s+"
        rf"(?:{alternatives('teams_spanish')})){END}",
    )
