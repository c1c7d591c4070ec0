"""How addresses are written and said: patterns of texts in lower case and without accents."""

from __future__ import annotations

import re

from evaluation.disclosure.identifiers.spoken_numbers import CARDINAL, ORDINAL
from evaluation.disclosure.identifiers.word_lists import alternatives

_HUNDREDS = r"(?:oh|o|zero|cero|hundred|thousand|mil|cientos?|and|y)"
_SAID_NUMBER = rf"{CARDINAL}(?:[\s,-]+(?:{_HUNDREDS}[\s-]+)?(?:{CARDINAL}|hundred|thousand)){{0,3}}"
_NUMBER = rf"(?:\d{{1,5}}[a-z]?(?:-\d+)?(?:\s1/2)?|{_SAID_NUMBER})"
_DIRECTION = (
    r"(?:(?:north|south)(?:east|west)?|east|west|[nsew]|[ns][ew]|norte|sur|este|oeste|oriente|poniente|ote|pte)\.?"
)
_SUFFIX = alternatives("street_suffixes")
_UNIT = alternatives("building_parts")
_ID = rf"(?:#?\s?\d{{1,5}}[a-z]?|[a-z]\d{{1,3}}|[a-z]|{CARDINAL})(?!\w)"
_MARKED = r"(?:(?:number|numero|num|no|nro)\b\.?|#)\s*"
_POSITION = (
    r"(?:(?:in|at|around|on|en|por|al?)\s+)?(?:the\s+|el\s+|la\s+|los\s+)?"
    rf"(?:{alternatives('building_positions')}|(?:{ORDINAL}|\d(?:st|nd|rd|th|o|er)?)\s+(?:floor|piso|story|level|nivel))(?!\w)"
)
_MARKED_ROOM = (
    rf",\s+(?!(?:{alternatives('number_ends')})\b)[^\W\d_]{{3,}}\s+"
    r"(?:[b-hj-nq-xz]|\d{1,4}[a-z]?|[a-z]\d{1,3})(?=\s*(?:[.,;!?]|$))"
)
UNITS = re.compile(
    rf"(?:,?\s+(?:{_UNIT})\.?\s*(?:{_MARKED})?{_ID}|,?\s*{_MARKED}{_ID}|,?\s+{_POSITION}|{_MARKED_ROOM})+"
)
"""Parts of a building or where in it, any noun with a letter or number, or a marked number, after a street."""

_CROSS_WORD = rf"(?!(?:{alternatives('number_ends')}|que|donde|se|me|nos|i|we|they|he|she)\b)[^\W\d_][\w'’-]*"
_CROSS = rf"(?:(?:calle|avenida|av\.?|la|el|las|los)\s+)*(?:{_CROSS_WORD}|\d+(?:st|nd|rd|th|a)?)"
BETWEEN = re.compile(
    rf",?\s+(?:entre|between|casi con)\s+{_CROSS}(?:\s+{_CROSS_WORD}){{0,2}}?\s+(?:y|e|con|and|&)\s+{_CROSS}"
    rf"(?:\s+{_CROSS_WORD})?(?=\s*(?:[.,;!?]|$))?"
    rf"|,?\s+(?:casi\s+)?(?:esquina|esq\.?)\s+(?:con\s+|y\s+)?{_CROSS}"
    rf"|,?\s+(?:at|near)\s+the\s+corner\s+of\s+{_CROSS}(?:\s+{_CROSS_WORD})?"
)
"""The streets between which, or at which, a house stands, after its address."""

NUMBER_AFTER = re.compile(
    rf",?\s+(?:{_MARKED})?(?:\d{{1,5}}[a-z]?(?:-\w+)?)(?![\w%/:]|[.,]\d)"
    rf"|,?\s*{_MARKED}(?:\d+[a-z]?|{_SAID_NUMBER})(?!\w)"
)
"""The number of a house after its street."""

BEFORE_STREET = re.compile(
    rf"(?:(?<!\w)(?:{_MARKED}{_NUMBER},?\s+(?:(?:on|off|in|at|de|en|sobre)\s+(?:the\s+|la\s+)?)?|{_NUMBER}\s+block\s+of\s+(?:the\s+)?)|(?<!\w)(?:{_MARKED})?{_NUMBER}\s+(?:(?:de|sobre)\s+(?:la\s+|el\s+)?|del\s+)?(?:{_DIRECTION}\s+)?|(?<!\w){_DIRECTION}\s+)$"
)
"""The number of a house, and a direction, before its street."""

_NO_YEAR = r"(?!(?:19|20)\d\d\s(?!block))"
_OF_STREET = r"(?:block\s+of\s+(?:the\s+)?|(?:de|del|sobre)\s+(?:(?:la|los|las|el)\s+)?)"
HOUSE_BEFORE_NAME = re.compile(
    rf"(?:(?<![\w$.,/:%-]){_NO_YEAR}\d{{2,5}}[a-z]?\s+(?:{_OF_STREET}|{_DIRECTION}\s+)?"
    rf"|(?<!\w){_MARKED}{_NUMBER},?\s+(?:(?:on|off|in|at|de|en|sobre)\s+(?:the\s+|la\s+)?)?"
    r"|(?<!\w)hundred\s+block\s+of\s+)$"
)
"""The number of a house or a block before a name that is of its street."""

TOWN_BEFORE_STATE = re.compile(r"(?:(?<=,\s)|(?<=\bin\s)|(?<=\ben\s)|^)[^\W\d_]+(?:\s[^\W\d_]+){0,2},?\s+$")
"""A town before a state that a postal code follows."""

HOUSE_AFTER_NAME = re.compile(rf"\s+(?:{_MARKED})?(?!(?:19|20)\d\d(?!\d))\d{{2,5}}(?:-?[a-z])?(?=\s*(?:[.,;!?]|$))")
"""The number of a house after a name that is of its street."""

HOUSE = re.compile(
    rf"(?<![\w$.])(?:{_NUMBER})\s+(?:(?:{_DIRECTION}|old|new)\s+)?(?P<name>(?:[^\W\d_][\w'’-]*\s+"
    rf"|\d+(?:st|nd|rd|th)\s+){{1,3}}?)"
    rf"(?:{_SUFFIX})\b\.?(?:\s+{_DIRECTION}(?!\w))?"
)
DIRECTED = re.compile(
    rf"(?<![\w$.])\d{{2,5}}\s+(?:{_DIRECTION})\s+(?!(?:of|on|side|and|to|in|for|from|bound)\b)"
    r"(?:[^\W\d_]{3,}|\d+(?:st|nd|rd|th))"
)
_PLAIN_WORD = r"(?:[^\W\d_][\w'’-]*)"
POSITIONED = re.compile(
    rf"(?<![\w$.,/-])\d{{3,5}}\s+(?P<name>{_PLAIN_WORD}(?:\s+{_PLAIN_WORD})?),?\s+"
    rf"(?:{_POSITION}|(?:{_UNIT})\.?\s*(?:{_MARKED})?{_ID})"
)
"""A house and its street without kind, where what follows says where in the house."""

SPANISH_BARE = re.compile(
    rf"\b(?:en|a|por|de)\s+(?:la\s+)?(?P<house>(?P<name>{_PLAIN_WORD}(?:\s+{_PLAIN_WORD}){{0,2}})\s+(?!(?:19|20)\d\d(?!\d))\d{{2,5}})(?=\s*,\s*{_POSITION}|\s*,\s*(?:{_UNIT})\b|\s*[.,;!?])"
)
"""A street without kind and its house, in Spanish."""

NUMBERED = re.compile(
    rf"(?<!\w)(?:{_DIRECTION}\s+)?(?:\d{{1,3}}(?:st|nd|rd|th)"
    rf"|{ORDINAL})\s+(?:street|st|avenue|ave|road|rd|blvd|boulevard)\b"
)
_ROAD = alternatives("roads")
_BOX = rf"(?:\d+\w?|{_SAID_NUMBER})"
PARTS = re.compile(
    r"\b(?:apt|apartment|apto|apartamento|departamento|depto|suite|ste|unit|lote?|trailer|edificio|edif|building|bldg"
    r"|bloque|manzana)\.?\s*(?:number|numero|no\.?|#)?\s*#?\s*(?=[\w-]*\d)\w[\w-]*"
    rf"|\b(?:p\.?\s?o\.?|post office|postal|mail) box\s+(?:number\s+|#\s*)?(?:\w*\d[\w-]*|{_SAID_NUMBER})"
    r"|\b(?:apartado|apdo\.?|casilla|caja|box|buzon|casillero)\s+(?:postal\s+|de correos\s+)?"
    rf"(?:numero\s+|#\s*)?{_BOX}"
    rf"|\b(?:rural route|star route|highway contract|rr|hc|rte|route)\s*#?\s*{_BOX}\s*,?\s+box\s+{_BOX}"
    r"|\b(?:(?:state|us|u\.s\.|county|old|business|farm to market|forest|tribal|bia|indian)\s+)?"
    rf"(?:{_ROAD})"
    rf"\s*#?(?:numero\s+|number\s+|estatal\s+|federal\s+)?(?:\d+\w?|{CARDINAL}|[a-z](?=\s*(?:[.,;!?]|$|(?:and|for|to|in|with|by|on)\b)))\b"
    r"(?!\s+(?:trip|times|miles|minutes|hours|days|people|blocks|of us)\b)"
    rf"(?:\s+de\s+la\s+(?:{_ROAD})\s+\d+)?"
    rf"|(?<=\bthe )(?:(?:outer|inner|north|south|east|west|old)\s+)?(?:{alternatives('named_roads')})\b"
    r"|(?<=\bthe )(?:outer|inner)\s+(?:loop|belt)\b"
    r"|(?<!\w)(?:us|u\.s\.)\s\d{1,3}\b(?!\s+(?:people|of|days|dollars|times))"
    r"|(?<!\w)(?:i|us|sr|pr|cr|fm)-\d{1,4}\b"
    rf"|(?:(?<=,\s)[^\W\d_]+(?:\s[^\W\d_]+){{0,2}},?\s+|\b)(?:{alternatives('state_codes')})\.?,?\s+\d{{5}}(?:-\d{{4}})?(?!\d)"
    r"|\b(?:col|fracc|urb|bo|res)\.\s+[^\W\d_]+(?:\s+[^\W\d_]+){0,2}?(?=\s*(?:[,.;]|$))"
    r"|\b(?:zip(?: ?code)?|postal code|codigo postal|c\.p\.)(?:\s+(?:is|es|was|era|de|'s))?\s*:?\s*\d{4,6}"
    rf"|\b(?:calle|avenida|ave|carretera) (?!un[ao]?\b)(?:numero )?(?:\d{{1,4}}"
    rf"|{CARDINAL})(?!\w)(?:,?\s*(?:numero|num\.?|#)\s*(?:\d+|{CARDINAL}))?"
    rf"|\b(?:exit|salida|route|ruta)\s+{CARDINAL}\b"
)
_KIND = (
    "calle|avenida|ave|av|carretera|callejon|paseo|bulevar|calzada|camino|privada|cerrada|andador|prolongacion|pasaje"
    "|boulevard|blvd|circuito|retorno|diagonal|eje|via|vereda|marginal|periferico"
)
_NO_STREET = (
    "donde|que|cuando|y|con|en|por|para|se|me|nos|le|lo|a|ahi|como|pero|hay|es|era|fue|esta"
    "|on|in|and|at|by|with|for|near|off|from|to|is|was|i|we|he|she|they|but|so"
)
SPANISH_HOUSE = re.compile(
    rf"\b(?:{_KIND}|(?:ave|av|blvd|c)\.)\s+(?:(?:\d{{1,2}}|{CARDINAL}|primero)\s+(?=de\s))?(?:(?!(?:{_NO_STREET})\s)[^\W\d_][\w'’.-]*(?:,(?=\s*(?:num|no|#)))?\s+){{1,5}}?"
    r"(?:numero\s+|num\.?\s*|no\.?\s*|nro\.?\s*|#\s*)?"
    rf"(?:\d{{1,5}}(?:-?[a-z])?(?![.-]?\d)|(?<=numero\s){_SAID_NUMBER})\b"
)
STREET_LETTER = re.compile(rf"\b(?:calle|street)\s+(?:[a-z]|{CARDINAL}|\d{{1,3}})(?=\s*(?:[.,;]|$))")
