"""How ages of persons are said: what stands before and after a number, in texts in lower case and without accents."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from functools import cache

from evaluation.disclosure.identifiers.identifier import Strength
from evaluation.disclosure.identifiers.spoken_numbers import ORDINAL
from evaluation.disclosure.identifiers.word_lists import listed

GROWN = 13
"""The first age that is no hour."""


class After(Enum):
    """What may follow a number."""

    ANYTHING = "anything"
    END = "no noun that it counts"
    YEARS = "the word for years, and not what lasted them"
    YEARS_OR_END = "either"


@dataclass(frozen=True)
class Frame:
    """One way to say an age.

    Parameters
    ----------
    before : re.Pattern
        Matches up to the number.
    after : After or re.Pattern
    least, most : int
        The smallest and the largest number that it makes an age.
    strength : Strength
    """

    before: re.Pattern[str]
    after: After | re.Pattern[str]
    least: int = 1
    strength: Strength = Strength.LIKELY
    most: int = 119


@cache
def frames() -> tuple[Frame, ...]:
    """Return every frame; the first that fits tells how much speaks for an age."""
    persons = _any_of(listed("kin") | listed("persons"))
    return (
        *(Frame(re.compile(""), re.compile(after), strength=Strength.CERTAIN) for after in _SAID_AFTER),
        *(_frame(form, After.ANYTHING, strength=Strength.CERTAIN) for form in _SAID_BEFORE),
        *_english(persons),
        *_spanish(persons),
    )


SUBJECT_ENDS = re.compile(
    r"(?P<subject>[^\W\d_][\w-]*)(?:['’]s|\s+(?:is|was|turned|turns|be|es|era|tiene|tenia|cumplio|cumple))"
    r"\s+(?:only |just |like |about |almost |already |now |ya |apenas |casi |como )?$"
)
"""A name before a verb of age; whether it is one, its surroundings say."""

BIRTHDAY = re.compile(rf"(?P<age>\d{{1,3}}(?:st|nd|rd|th)|{ORDINAL})(?=\s+(?:birthday|b-?day)\b)")

NOT_AN_AGE = re.compile(
    r"\b(?:has|have|had|put|got|keep|kept|keeps|start|started|hold|holds|held|capped|want)\s+(?:me|him|her|us|them)\s+at\s+$"
    r"|\b(?:it|that|this|there|which|what|dose|number|count|total|cost|price|limit|pressure|sugar|weight|rate|temp"
    r"|temperature|fever|level|speed|score|rent|fine|bill|eso|esto|dosis|precio|peso|presion|azucar|temperatura)"
    r"(?:['’]?s|\s+(?:is|was|es|era|be|are|were))\s+(?:(?!being)\w+\s+)?$"
    r"|\b(?:you|one|they|we|kids|anybody|anyone|nobody)(?:['’]ve)?\s+(?:\w+\s+)?(?:have to|has to|had to|got to|gotta|need to|needed to|must|should"
    r"|supposed to)\s+be\s+(?:\w+\s+)?$"
    r"|\b(?:over|under|at least|older than|younger than|mas de|menos de|mayor(?:es)? de|menor(?:es)? de"
    r"|hace|llevo|lleva|llevaba|llevamos|hace como|hacia)\s+$"
    r"|\b(?:gave|give|gives|owe|owed|owes|paid|pay|pays|hand|handed|charge|charged|lent|slipped|sold|cost|costs)\b(?:\s+\S+){0,4}\s+$"
)
"""What counts, measures, pays or sets a limit before a number."""

_SAID_AFTER = (
    r"[\s-]*(?:and a half )?(?:years?|yrs?|yr)[\s-]*(?:olds?|young|of age)\b",
    r"\s*(?:y/?o|y\.o\.)(?!\w)",
    r"[\s-]*(?:months?|weeks?|mos?)[\s-]+old\b",
    r"\s+(?:anos?\s+(?:cumplidos|de edad|de nacid[oa])|ani(?:t|ll)os|anotes|primaveras)\b",
    r"\s+(?:meses(?:itos)?|mesecitos|semanas)\s+(?:de nacid[oa]|de edad)\b",
    r"\s+anos\s+(?:yo\s+)?(?:tendria|tendra|tengo|tenia|tenias|tiene|cumpli|cumplio|era yo)\b",
    r",\s*(?:female|male|mujer|hombre|masculino|femenin[oa])\b",
)
_SAID_BEFORE = (
    r"\b(?:at |to |by )?(?:the )?ages? of",
    r"\b(?:at |to |by |was |is )?age[ds]?,?(?:\s+(?:is|was|about|around|like|only|just|:))*(?: on (?:\w+ ){1,3}(?:said|says|is|was))?:?",
    r"\bedad,?(?:\s+(?:de|es|era|como))*:?",
    r"\b(?:nacio|naci|nacida|nacido) hace",
    r"\bborn(?: about| like)?",
)
_HEDGE = (
    "what,?|only|just|like|about|maybe|already|barely|almost|nearly|probably|around|roughly|all of|all|still|now|finally|even|then|not|never|no"
    "|more than|older than|younger than|close to|gonna|going to|about to|fixing to|going on|i think|i guess|say|really|actually|sure|ever|anymore"
)
_MODAL = (
    "am|is|are|was|were|be|been|being|isn't|wasn't|ain't|have|has|had|having|would|will|must|might|may|could|couldn't|can't|can|to|should|shoulda"
    "|coulda|woulda|wouldn't|won't|of|'ve|'d|'ll|'m|'s|'re|’m|’s|’re|’d|’ll|’ve"
)
_OF_LIFE = (
    "start|started|starting|begin|began|begun|first|drinking|smoking|using|used|shooting|drunk|high|pregnant|kid|mother|mom|father|dad|orphan|orphaned|died|dead"
    "|gone|married|divorced|home|raped|abused|abuse|moved|quit|away|out|school|alone|hooked|addicted|addict|addiction|pot|weed|pills|dope|heroin|crack|meth|alcohol|beer|prison|jail|juvie|custody|clean|sober|work|working"
    "|dropped|placed|adopted|retired|widow|widowed|grandma|grandmother|parent|baby|diagnosed|arrested|overdosed|habit"
)
_NO_PERSON = "condena|sentencia|pena|programa|contrato|tratamiento|curso|carrera|proceso|espera|plan|probatoria|recuperacion|sobriedad|despues|antes|mas|menos|fianza"
_YO = "yo|tu|usted|el|ella|nosotros|ellos|ellas"
_HEDGE_ES = r"(?:\s+(?:que,?|como|unos|unas|apenas|ya|casi|solo|solamente|nomas|escasos|los|sus|mis|quizas|tal vez|yo|ella|el|ahorita|hoy|creo|que|por ahi de|por|alrededor de|mas o menos|ni|no mas de))*"
_HAVE = (
    "tengo|tienes|tiene|tenemos|tienen|tenia|tenias|teniamos|tenian|tuve|tuvo|tendra|tendria|tendran|tenga|tuviera|teniendo|tener"
)
_TURN = "cumpl(?:i|io|e|o|en|ia|ian|iste|imos|ieron|a|an|ir|iendo|ido|ira|ire|iria|iera)"
_PERSONAL = r"(?:\s+(?!de\b)[^\W\d_]+)?"


def _english(persons: str) -> tuple[Frame, ...]:
    aux = (
        rf"(?:\s*(?:{_MODAL})|\s+(?:{_HEDGE}))*?"
        r"(?:\s+(?:am|is|are|was|were|be|been|being|ain't|isn't|wasn't)|\s*['’](?:m|s|re)|(?<=\bim)|(?<=\bhes)|(?<=\bshes)|(?<=\bwhos))"
        rf"(?:\s+(?:{_HEDGE}))*"
    )
    subject = rf"(?:i|he|she|who|im|hes|shes|whos|{persons}|(?:old|young|small|little)est|old(?:er)?|young(?:er)? one|other one|middle one)"
    turn = "turn|turns|turned|turning|hit|hits|reach|reached|reaching|pushing|nearing|approaching|going on|made it to|make it to|live to|lived to|live to see"
    life = rf"\b(?:{_OF_LIFE})(?:\s+\w+){{0,3}}?"
    return (
        _frame(rf"\b{subject}{aux}", After.END),
        _frame(rf"\b(?:they|we|you){aux}", After.END, GROWN),
        _frame(rf"\b(?:being|i'm|im|was|since i was|when i was)(?:\s+(?:{_HEDGE}))*", After.END, 3),
        _frame(rf"\b(?:{turn})(?:\s+(?:{_HEDGE}|be))*", After.END, 2),
        _frame(r"\b(?:see|saw)", After.END, 17),
        _frame(r"\bthe big", After.END, 20),
        _frame(rf"{life}\s+(?:at|since)(?:\s+(?:{_HEDGE}))*", After.END, 5),
        _frame(rf"{life}\s+(?:by|before|from)(?:\s+(?:{_HEDGE}))*", After.END, GROWN),
        _frame(
            r"(?<!was )(?<!am )(?<!'m )(?<!is )(?<!are )(?<!were )(?<!stay )(?<!stayed )(?<!'re )(?<!dose )(?<!capped )(?<!up )"
            r"(?<!down )(?<!sitting )(?<!holding )(?<!stuck )(?<!it )(?<!'s )(?<!back )(?<!doses )(?<!stable )"
            rf"\b(?:at)(?:\s+(?:{_HEDGE}))*",
            After.END,
            GROWN,
        ),
        _frame(r"(?:^|[.!?,;:\"“]\s*|\b(?:and|but|so|because|then|like|well|plus|cause|cuz|mean|now)\s+)at(?:\s+(?:just|only|like))?", _LED, 5),
        _frame(r"\b(?:by|before|until|till|since|after|past)(?:\s+(?:about|like|around))?", re.compile(
            r"\s+(?:i|he|she|my|his|her)(?:['’]d|['’]ve)?\s+(?!miles|blocks)\w+"), GROWN),
        _frame(r"\b(?:since)(?:\s+(?:about|like|around))?", After.END, GROWN),
        _frame(r"\bfrom(?:\s+(?:about|like|around))?", re.compile(r"\s+on(?:ward|wards)?(?!\s+the)\b"), GROWN),
        _frame(r"\bbetween", re.compile(rf"\s+and\s+{_TEEN_OR_MORE}\s*(?:[.,;!?]|$|i\b|he\b|she\b|we\b|they\b)"), 5),
        _frame(r"(?:^|[.!?]\s*)", re.compile(r"(?:\s+and|,)\s+(?:pregnant|homeless|broke|scared|alone|strung|sick|dopesick|already|still|no|on|living|sleeping|using|a)\b"), GROWN),
        _frame(r"", re.compile(r"\s+(?:years? )?when\s+(?:i|he|she|they|my|his|her|mom|dad|it happened)\b"), GROWN),
        _frame(rf"\b(?:a|an|one|the|this|that|some|our|my|his|her|another)\s+(?:\w+\s+)?{persons}(?:\s*,)?(?:\s+(?:of|who|aged|about|maybe))*", After.END, GROWN),
        _frame(
            rf"\b(?:an?|the|this|that|old|my|his|her|our)\s+(?:\w+\s+)?{persons}(?:\s+\w+){{1,3}}?(?:['’]s|\s+(?:is|was))"
            rf"(?:\s+(?:{_HEDGE}))*",
            After.END,
            GROWN,
        ),
        _frame(r"\b(?:shy|short) of", After.END, GROWN),
        _frame(rf"\b(?:my|his|her|our|their|an?|one|the|this|that|another)\s+(?:\w+\s+){{0,2}}?{persons}(?:\s+\w+)?\s*[,(]\s*(?:{_HEDGE}|who['’]s|who is|who was)?", re.compile(r"(?=\s*[,.)!?;]|\s+(?:and|years)\b)"), 1),
        _frame(r"\b(?:a|an|the|this|that|some)", re.compile(rf"\s+{persons}\b"), GROWN),
        _frame(r"\b(?:one|another|somebody|someone)\s*,?", re.compile(r"\s*,?\s+(?:who|that)\b"), GROWN),
        _frame(r"\b(?:old|young)est(?:\s+(?:one|kid|boy|girl|person|client|patient))?(?:\s+[\w']+){0,3}\s+(?:is|was|at)", After.END, 1),
        _frame(r"\b(?:went|came|go|come|got|walked|goes)\s+(?:in|out|away|home)(?:\s+at)?", After.END, GROWN),
        _frame(rf"\b(?:i|me|he|she|{persons}|grade)\b[^.!?;\d$]{{0,40}},", re.compile(r"(?=\s*,(?!\s*(?:\d|\w+ty\b|\w+teen\b)))"), GROWN, most=110),
        _frame(rf"\b(?:my|his|her|our|their)\b", re.compile(r"(?:\s+and\s+\w+)?[\s-]+years?[\s-]+olds?"), 1),
    )


def _spanish(persons: str) -> tuple[Frame, ...]:
    young = "hij[oa]|hij[oa]s|nin[oa]s?|nen[ea]s?|nietos?|nietas?|mayor|menor|chiquit[oa]|chic[oa]|grande|bebe|beba|morr[oa]s?|plebes|chamac[oa]s?|otr[oa]|sobrin[oa]s?|gemel[oa]s"
    person = rf"(?:{persons})(?:\s+(?:mi[oa]|suy[oa]|nuestr[oa]|masculin[oa]|femenin[oa]|jovencit[oa]|joven|mayor|grande|chiquit[oa]|menor|embarazad[oa]))*"
    moves = "muri|fallec|entr|sal|lleg|vin|qued|fui|fue|empec|empez|empiez|comenc|comenz|cas|embarac|embaraz|dej|cai|cay|ca[ie]|encerr|agarr|naci|meti|tuv|perdi|perdio|huerfan|escap|mud"
    of_person = rf"\b(?:{person}|(?:{moves})\w*)(?:\s*,)?\s+(?:como\s+)?de(?:\s+(?:como|unos|apenas|casi|solo|tan solo|escasos))*"
    return (
        _frame(rf"\b(?:{_HAVE}){_HEDGE_ES}", After.YEARS),
        _frame(rf"\b(?:{_HAVE}){_HEDGE_ES}", After.END, GROWN, most=99),
        _frame("", re.compile(r"\s+(?:tengo|tiene|tenia)\s*[.,;!?]"), GROWN),
        _frame(rf"\b(?:{young})\s*,?\s+(?:el|la)\s+de", After.END),
        _frame(r"\b(?:yo|ella|tu)\s+de", After.END, GROWN),
        _frame(rf"\b(?:{young})\b(?:\s+\w+){{0,3}}?\s+(?:{_HAVE}){_HEDGE_ES}", After.END),
        _frame(rf"\b(?:{_HAVE}){_HEDGE_ES}", re.compile(r"\s+cuando\b"), 2),
        _frame(rf"\b{_TURN}(?:\s+(?:apenas|ya|como|casi|solo|nomas|hoy|manana))*(?:\s+(?:los|sus|mis))?", After.YEARS_OR_END),
        _frame(r"\ba\s+(?:los|mis|sus|tus|nuestros)(?:\s+(?:escasos|tiernos|casi))?", After.YEARS_OR_END, 6),
        _frame(r"\ba\s+(?:los|mis|sus|tus|nuestros)(?:\s+(?:escasos|tiernos|casi))?", re.compile(r"\s+(?:anos?|ani\w+)\b")),
        _frame(
            r"\b(?:desde|hasta|antes de|despues de|para|por|entre|rondando|rondaba|pase|paso|pasando|pasado|pasados|anda(?:ba)?|ando|en|llegar a|llego a|llegue a|llega a|casi)"
            r"(?:\s+(?:que\s+)?(?:como|por|en))*\s+(?:los|mis|sus)",
            After.YEARS_OR_END,
            10,
        ),
        _frame(r"\b(?:tengo|tenemos|tiene|tienen|tenia|hay|y|con)\s+(?:un[ao]?|otr[oa])\s+(?:\w+\s+)?de", After.END),
        _frame(r",\s+de", After.YEARS, GROWN),
        _frame(r"\bentre(?:\s+los)?\s+\w+(?: y \w+)?\s+y\s+los", After.YEARS_OR_END, 5),
        _frame(r"\bcon(?:\s+(?:apenas|solo|casi|tan solo|escasos|mis|sus|los))*", After.YEARS),
        _frame(r"\bcon\s+(?:mis|sus)", After.END, GROWN),
        _frame(r"\b(?:una|uno|otra|otro|alguien|la|el)\s*,?\s+de", re.compile(r"\s*,?\s+(?:anos\s*,?\s+)?(?:que|quien)\b"), GROWN),
        _frame(r"\b(?:yo|ella|tu)\s*,?", re.compile(r"(?=\s*[,.;])|\s+(?:y|yo|anos)\b"), GROWN),
        _frame(rf"\b(?:{_YO}|{person})\s+con(?:\s+(?:apenas|solo|casi))*", After.END, GROWN),
        _frame(of_person, After.YEARS),
        _frame(rf"\b{person}(?:\s*,)?\s+(?:como\s+)?de(?:\s+(?:como|unos|apenas|casi|solo|tan solo|escasos))*", After.END),
        _frame(of_person, After.END, 12),
        _frame(rf"\b(?:{moves})\w*(?:\s+\w+){{1,4}}?\s+(?<!{_NO_PERSON.replace('|', ' )(?<!')} )de", After.YEARS, 5),
        _frame(rf"\b(?:vecin\w+|client\w+|{person})\s+(?:del?)", After.END, 60),
        _frame(r"(?:^|[.!?,;]\s*|\by\s+|\bpero\s+|\bporque\s+)de", re.compile(r"\s+(?:anos\s+)?(?:yo|ya|el|ella|me|nos|tenia|andaba|empece|y)\b"), GROWN),
        _frame(rf"\b{person}\s*[,(]\s*(?:ya\s+|de\s+|como\s+de\s+|con\s+)?", re.compile(r"(?:\s+anos)?(?=\s*[,.)!?;])"), 1),
        _frame(rf"\b(?:la|el|las|los|y)\s+(?:{young})\s*,?(?:\s+de)?", After.YEARS_OR_END),
        _frame(r"\b(?:apenas|escasos)(?:\s+(?:los|de|unos))*", re.compile(r"\s+anos\b(?!\s+(?:de|que|en|con))"), 5),
        _frame(r"(?:[,.]\s*)", re.compile(r"\s+anos\s*[,.]"), GROWN),
        _frame(r"\b(?:soy|era|es)\s+de", After.YEARS, GROWN),
    )


_TEEN_OR_MORE = r"(?:1[3-9]|[2-9]\d|\w+teen|(?:twen|thir|for|fif|six|seven|eigh|nine)ty(?:[-\s]\w+)?)"
_LED = re.compile(
    r"\s+(?:i|he|she|we|you)\s+(?:already\s+)?(?:don't know|can't|think|thought|was(?!\s+still)|had|started|began|knew|could|saw|lost|got|ran|learned|tried|smoked|drank|used|didn't|found)\b"
)


def _frame(
    before: str,
    after: After | re.Pattern[str],
    least: int = 1,
    *,
    most: int = 119,
    strength: Strength = Strength.LIKELY,
) -> Frame:
    return Frame(re.compile(rf"(?:{before})\s*$" if before else "$"), after, least, strength, most)


def _any_of(words: frozenset[str]) -> str:
    return f"(?:{'|'.join(sorted(map(re.escape, words), key=len, reverse=True))})"
