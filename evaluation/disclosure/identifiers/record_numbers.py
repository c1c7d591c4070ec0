"""Numbers of records, identity cards, cases, plates, accounts, badges and rooms."""

from __future__ import annotations

import re
from collections.abc import Iterator

from evaluation.disclosure.identifiers.identifier import Identifier, IdentifierClass, Strength, identifier
from evaluation.disclosure.identifiers.spoken_numbers import DIGIT_WORDS
from evaluation.disclosure.identifiers.vocabulary import is_function_word, is_spanish_verb
from evaluation.disclosure.identifiers.word_lists import alternatives, listed

_WORDS = "|".join(sorted(DIGIT_WORDS, key=len, reverse=True))
_NO_LETTERS = rf"(?!(?:{alternatives('number_ends')})\b)"
_HAS_DIGIT = r"(?=[\w-]*\d)"
_JOINS = "(?:dash|slash|hyphen|diagonal|guion|barra|raya)"
_CODE = (
    rf"(?P<code>(?:{_NO_LETTERS}[a-z]{{1,3}}[\s-]|\d:|(?:[a-z]{{2,4}}/)+)?{_HAS_DIGIT}[a-z0-9]+"
    rf"(?:(?:[-\s.]|/{_HAS_DIGIT})(?:{_NO_LETTERS}[a-z]{{1,4}}[\s-])?{_HAS_DIGIT}[a-z0-9]+)*"
    rf"|(?:[a-z](?:\s(?:as in|like|de|como en)\s\w+)?,?\s)*(?:{_WORDS})"
    rf"(?:[\s,-]+(?:{_JOINS}\s+)?(?:{_WORDS}|[a-z](?!\w)))+)"
)
_NO_END = re.compile(r"(?:[\s,-]+(?:y|a|e|o|i|un|una))+$")
_WHAT = rf"(?:{alternatives('numbered')}|{alternatives('numbered_spanish')}|tarjeta del \w+|numero de \w+)s?(?!\w)"
_SAYS = r"['’]s|is|was|es|era|number was|ending in|ends in|terminada en|que termina en|:|#|de la|the"
_NAMED = re.compile(
    rf"\b{_WHAT}(?:\s+de \w+)?(?:\s+(?:card|tarjeta))?"
    r"(?:\s+(?:number|no\.?|num\.?|numero|nro\.?|id|card|#))?"
    rf"\s*(?:,\s*)?(?:{_SAYS})?\s*(?:(?:el|la|the)\s+)?(?:no\.?\s*|#\s*)?{_CODE}(?!\w)"
)
_SAID_OF = (
    r"(?:says|said|reads|shows|dice|decia|marca|pone|lleva|llevaba|tiene|con|with|had|has|got|me dieron|they gave me)"
)
_ANNOUNCED = re.compile(
    rf"\b{_WHAT}(?:\s+\w+){{0,2}}[\s,:]+{_SAID_OF}(?:\s+(?:the|a|el|la|un|number|numero|no\.?|num\.?|me)){{0,2}}\s+{_CODE}(?!\w)"
)
_OF_NUMBER = (
    r"(?:digits|numbers|digitos|numeros|of|de|del|my|your|his|her|the|mi|su|tu|social|ssn"
    r"|seguro|card|tarjeta|security)"
)
_LAST = re.compile(
    r"\b(?:(?:last|first)\s+(?:three|four|five|six|[3-6])|(?:ultim|primer)[oa]s\s+(?:tres|cuatro|cinco|seis|[3-6]))"
    rf"(?:\s+{_OF_NUMBER})*(?:\s*[,:]|['’]s)?\s*(?:(?:is|are|was|were|it['’]s|es|son|eran)\s+)?"
    rf"(?P<code>\d{{3,6}}|(?:{_WORDS})(?:[\s,-]+(?:{_WORDS}))+)(?![\w%]|[.,]\d)"
)
_SSN = re.compile(r"(?<![\w-])\d{3}[-\s]\d{2}[-\s]\d{4}(?![\w-])")
_HASH = re.compile(
    r"#\s?(?P<code>[a-z]{0,3}-?\d{3,}[\w-]*)|\b(?:numero|number|no\.|num\.)\s+(?P<other>[a-z]{0,3}-?\d{4,}[\w-]*)"
)
_PLATE = re.compile(
    r"(?<![\w-])(?=[a-z0-9-]*[a-z])(?=(?:[a-z-]*\d){3})[a-z0-9]{1,18}(?:-[a-z0-9]{1,8}){0,3}(?![\w-])"
)
_SPACED_PLATE = re.compile(r"(?<![\w'’])[a-z]{2,3}[\s·](?:\d{3,5})(?![\w,.]\d)(?!\w)")
_NO_PLATE = re.compile(
    r"\d+(?:mgs?|mcg|ml|mm|cc|g|kg|lbs?|hrs?|am|pm|th|st|nd|rd|s|k|x|yo|mph|f|h|min|mins|ft|days?|anos?)"
    r"|covid-?\d+|m30s?"
)
_PARTED = re.compile(r"(?<![\w$.,/-])(?!(?:19|20)\d\d-)\d{2,}(?:-\d{2,}){1,3}(?![\w%-]|[.,]\d)")
_FEWEST_PARTED = 5
_LONG = re.compile(r"(?<![\w$.,/-])\d{5,}(?![\w%]|[.,]\d)")
_MOST_COMMON = frozenset({"911", "988", "211", "411", "311"})
_FEWEST = 3


def record_numbers(text: str) -> Iterator[Identifier]:
    """Yield the numbers of things that belong to one person in a text, in lower case and without accents."""
    for found in _SSN.finditer(text):
        yield _number(found.span(), "a number as of social security")
    for found in _LAST.finditer(text):
        yield _number(found.span("code"), "the last digits of a number")
    for found in (*_NAMED.finditer(text), *_ANNOUNCED.finditer(text)):
        code = _NO_END.sub("", found["code"])
        if code not in _MOST_COMMON and _says_enough(code):
            start = found.start("code")
            yield _number((start, start + len(code)), "follows what it numbers")
    for found in _HASH.finditer(text):
        yield _number(found.span("code" if found["code"] else "other"), "marked as a number")
    for found in _PLATE.finditer(text):
        if not _NO_PLATE.fullmatch(found[0]):
            yield _number(found.span(), "letters and digits together", Strength.LIKELY)
    for found in _SPACED_PLATE.finditer(text):
        letters = re.split(r"[\s·]", found[0])[0]
        if letters not in listed("record_numbers_not_spaced") and not (
            is_function_word(letters) or is_spanish_verb(letters)
        ):
            yield _number(found.span(), "letters and digits as on a plate", Strength.POSSIBLE)
    for found in _PARTED.finditer(text):
        if sum(character.isdigit() for character in found[0]) >= _FEWEST_PARTED:
            yield _number(found.span(), "a number in parts", Strength.LIKELY)
    for found in _LONG.finditer(text):
        yield _number(found.span(), "a long number", Strength.LIKELY)


def _says_enough(code: str) -> bool:
    digits = sum(character.isdigit() for character in code)
    return digits >= _FEWEST or (not digits and len(code.split()) >= _FEWEST)


def _number(span: tuple[int, int], evidence: str, strength: Strength = Strength.CERTAIN) -> Identifier:
    return identifier(*span, IdentifierClass.NUMBER, evidence, strength)
