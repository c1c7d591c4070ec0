"""How addresses are written: patterns of texts in lower case and without accents."""

from __future__ import annotations

import re

from evaluation.disclosure.identifiers.spoken_numbers import CARDINAL, ORDINAL

_NUMBER = rf"(?:\d{{1,5}}[a-z]?(?:-\d+)?(?:\s1/2)?|{CARDINAL}(?:[\s-]+{CARDINAL}){{0,2}})"
_TYPE = (
    "street|st|avenue|ave|boulevard|blvd|road|rd|lane|ln|drive|dr|court|ct|place|pl|way|circle|cir|square|terrace|ter|trail|"
    "highway|hwy|parkway|pkwy|turnpike|pike|alley|row|plaza|loop|run|path|crossing|heights|park"
)
HOUSE = re.compile(
    rf"(?<!\w)(?:{_NUMBER})\s+(?:(?:north|south|east|west|n|s|e|w|old|new)\.?\s+)?(?:[^\W\d_][\w'’-]*\s+"
    rf"|\d+(?:st|nd|rd|th)\s+){{1,3}}?"
    rf"(?:{_TYPE})\b\.?(?:,?\s*(?:apt|apartment|unit|suite|ste|floor|#)\.?\s*#?\s*\w{{1,4}}\b)?"
)
DIRECTED = re.compile(
    r"(?<![\w$.])\d{2,5}\s+(?:north|south|east|west|n|s|e|w)\.?\s+(?!(?:of|on|side|and|to|in|for|from|bound)\b)"
    r"(?:[^\W\d_]{3,}|\d+(?:st|nd|rd|th))"
)
NUMBERED = re.compile(
    rf"(?<!\w)(?:(?:north|south|east|west|n|s|e|w)\.?\s+)?(?:\d{{1,3}}(?:st|nd|rd|th)"
    rf"|{ORDINAL})\s+(?:street|st|avenue|ave|road|rd|blvd|boulevard)\b"
)
PARTS = re.compile(
    r"\b(?:apt|apartment|apto|apartamento|suite|ste|unit|lote?|trailer|edificio|edif|building|bldg"
    r"|bloque)\.?\s*(?:number|numero|no\.?|#)?\s*#?\s*(?=[\w-]*\d)\w[\w-]*"
    r"|\bp\.?\s?o\.?\s+box\s+\w+|\b(?:apartado|box|buzon)\s+(?:postal\s+)?\d+"
    r"|\b(?:(?:state|us|u\.s\.|county|old|business|farm to market|forest|tribal|bia|indian)\s+)?"
    r"(?:interstate|route|rte|highway|hwy|exit|"
    r"salida|ruta|autopista|mile marker|km|kilometro|carretera|road|rd|corridor|loop|spur|beltway|freeway)"
    rf"\s*#?(?:numero\s+|number\s+)?(?:\d+\w?|{CARDINAL}|[a-z](?=\s*(?:[.,;!?]|$|(?:and|for|to|in|with|by|on)\b)))\b"
    r"(?!\s+(?:trip|times|miles|minutes|hours|days|people|blocks|of us)\b)"
    r"|(?<!\w)(?:us|u\.s\.)\s\d{1,3}\b(?!\s+(?:people|of|days|dollars|times))"
    r"|(?<!\w)(?:i|us|sr|pr)-\d{1,3}\b"
    r"|\b(?:zip(?: ?code)?|postal code|codigo postal)(?:\s+(?:is|es|was|era|de))?\s*:?\s*\d{4,6}"
    rf"|\b(?:calle|avenida|ave|carretera) (?!un[ao]?\b)(?:numero )?(?:\d{{1,4}}"
    rf"|{CARDINAL})(?!\w)(?:,?\s*(?:numero|num\.?|#)\s*(?:\d+|{CARDINAL}))?"
    rf"|\b(?:exit|salida|route|ruta)\s+{CARDINAL}\b"
)
NUMBER_AFTER = re.compile(
    r",?\s*(?:(?:numero|num\.?|no\.?|#|nro\.?)\s*)?#?\d{1,5}[a-z]?(?:-\w+)?\b|,?\s*numero\s+" + CARDINAL
)
_KIND = (
    "calle|avenida|ave|av|carretera|callejon|paseo|bulevar|calzada|camino|privada|cerrada|andador|prolongacion|pasaje"
    "|boulevard|blvd"
)
_PART = (
    "(?:interior|int|departamento|depto|dpto|apartamento|apto|piso|local|lote|casa|unidad|puerta|edificio|edif|bloque"
    "|manzana|torre|cuarto)"
)
_NO_STREET = (
    "donde|que|cuando|y|con|en|por|para|se|me|nos|le|lo|a|ahi|como|pero|hay|es|era|fue|esta"
    "|on|in|and|at|by|with|for|near|off|from|to|is|was|i|we|he|she|they|but|so"
)
SPANISH_HOUSE = re.compile(
    rf"\b(?:{_KIND}|(?:ave|av|blvd|c)\.)\s+(?:(?!(?:{_NO_STREET})\s)[^\W\d_][\w'’.-]*(?:,(?=\s*(?:num|no|#)))?\s+){{1,5}}?"
    r"(?:numero\s+|num\.?\s*|no\.?\s*|nro\.?\s*|#\s*)?"
    rf"(?:\d{{1,5}}(?:-?[a-z])?(?![.-]?\d)|(?<=numero\s){CARDINAL}(?:\s+{CARDINAL})*)\b"
    rf"(?:,?\s*{_PART}\.?\s*(?:numero\s*|#\s*)?(?:\w{{1,4}}\b))?"
)
