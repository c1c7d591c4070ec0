"""Telephone numbers, addresses of mail and of the web, names of accounts: written, spelled out or dictated."""

from __future__ import annotations

import re
from collections.abc import Iterator

from evaluation.disclosure.identifiers.identifier import Identifier, IdentifierClass, Strength, identifier
from evaluation.disclosure.identifiers.spoken_numbers import DIGIT_WORDS, n_digits
from evaluation.disclosure.identifiers.vocabulary import is_function_word

_PHONE = re.compile(
    r"(?<![\w$])(?:\+?\d{1,3}[\s.-]*)?(?:\(\s?\d{3}\s?\)"
    r"|\d{3})[\s./-]*\d{3}[\s.-]*\d{2}[\s.-]?\d{2}(?!\d)(?:\s*(?:x|ext\.?|extension)\s*\d+)?"
    r"|(?<![\w$.,])\d{3}(?:[\s.]|\s?[-–—/]\s?)\d{2}(?:[\s.]?|\s?[-–—/]\s?)\d{2}(?![\d%]|[.,]\d)"
    r"|(?<![\w$])\+\d[\d\s.-]{7,}\d"
    r"|(?<![\w$])\d(?:[\s.,-]{1,2}\d){6,}(?!\d)"
    r"|(?<![\w$])\d{2}(?:[\s.-]\d{2}){3,4}(?!\d)"
)
_EXTENSION = re.compile(
    r"\b(?:ext(?:ension)?\.?|ending in|ends in|last four(?: digits)?(?: (?:is|are|of))?|termina en"
    r"|extension|area code|my number is|"
    r"number ends (?:in|with)|codigo de area|cell is|phone is|at)\s*:?\s*(?P<number>\d{3,6})(?=\D|$)"
)
_SAID = re.compile(rf"(?<!\w)(?:{'|'.join(sorted(DIGIT_WORDS, key=len, reverse=True))}|\d{{1,4}})(?!\w)")
_BETWEEN = re.compile(
    r"[\s,.;:\-–—/()]*(?:(?:y|and|area code|dash|guion|hyphen|then|luego|space|espacio|times|veces)[\s,]+)?"
)
_CODE_BEFORE = re.compile(r"\b(?:area code|codigo de area|lada|clave lada)\s*[,:]?\s*(?:is|es|the|el)?\s*$")
_FEWEST_DIGITS = 7
_TLD = r"(?:com|org|net|edu|gov|us|info|io|me|mx|pr|es|biz|co|health|ly|tv|app)"
_AT = r"\s*(?:@|\(at\)|\[at\]|\bat\b|\barroba\b)\s*"
_DOT = r"\s*(?:\.|\(dot\)|\bdot\b|\bpunto\b)\s*"
_NO_PART = (
    "i|me|my|his|her|it|its|it's|is|was|are|am|he|she|we|they|you|your|our|the|an|at|to|on|in|of|from|email|e-mail|mail|gmail|"
    "write|reach|contact|or|so|that|this|address|es|era|mi|su|tu|el|la|un|una|al|en|correo|escribeme|escribanme|escribame"
    "|escribe|direccion|or|o|por|para|que|used|use|uses|still|just|only|called|text|hit|up|with|con|ya|solo"
)
"""Words that end where a dictated address begins."""

_SAID_PART = rf"(?!(?:{_NO_PART})\s)[\w+-]+"
_UNSPACED = (
    r"(?:(?:with\s+)?no\s+spaces?|all\s+(?:one\s+word|together|lower\s?case)|one\s+word|(?:sin|con)\s+espacios?"
    r"|sin\s+ningun\s+espacio|tod[oa]\s+(?:junt[oa]|pegad[oa])|(?:junt|pegad)[oa]|(?:en|con)\s+minusculas?)"
)
_SERVICE = (
    r"(?:facebook|face|fb|instagram|insta|ig|snapchat|snap|tiktok|tik tok|twitter|reddit|discord"
    r"|telegram|messenger|threads"
    r"|youtube|kik|whatsapp|venmo|cash\s?app|zelle|paypal|onlyfans|twitch|linkedin)"
)
_ACCOUNT_CUE = (
    r"(?:i['’]?m|i am|i go by|go by|goes by|under|it['’]?s|as|at|look (?:me|her|him|us) up|find (?:me"
    r"|her|him|us)|user ?name|handle"
    r"|soy|estoy como|salgo como|aparezco como|(?:me|nos|lo|la|se)\s+(?:\w+\s+)?(?:encuentran?|hallan?"
    r"|buscan?|pon[eg]\w*|ponia|llam\w+)"
    r"(?:\s+(?:como|por))?|como|busqueme|buscame|usuario)"
)
_JOINED = "words joined by a full stop, as of an account"
_ONLINE = (
    (
        re.compile(
            rf"(?<![\w'’])(?:{_SAID_PART}\s+(?:(?:of|the|and|in|de|la|el|y)\s+)*){{0,5}}[\w.+-]+(?:\s*,?\s+{_UNSPACED}\s*,?)?\s+(?:arroba|at)\s+(?!(?:the|my|a|your)\s)"
            rf"[\w-]+(?:\s+[\w-]+){{0,2}}?(?:\s+(?:dot|punto)\s+[\w-]+)*?"
            rf"\s*(?:\.|\b(?:dot|punto)\b)\s*{_TLD}\b"
        ),
        "an e-mail address",
        Strength.CERTAIN,
    ),
    (
        re.compile(
            rf"(?<!\w)[\w.+-]+(?:\s(?:dot|punto|underscore|dash"
            rf"|guion(?: bajo)?)\s[\w+-]+)*{_AT}[\w-]+(?:{_DOT}[\w-]+)*?{_DOT}{_TLD}\b"
        ),
        "an e-mail address",
        Strength.CERTAIN,
    ),
    (
        re.compile(r"(?<!\w)[\w.+-]+(?:@|\s@\s)[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}\b"),
        "an e-mail address",
        Strength.CERTAIN,
    ),
    (
        re.compile(r"(?<![\w@])(?:[\w-]+\.)+[a-z]{2,}/[^\s<>\"”)\]]*[^\s<>\"”)\].,;:!?]"),
        "a web address",
        Strength.CERTAIN,
    ),
    (re.compile(r"(?<![\w$])\$[a-z][\w.-]*\w"), "the name of an account", Strength.CERTAIN),
    (
        re.compile(r"(?<![\w.@'’-])(?!(?:al|no|num|st|dr|mr|mrs)\.)[a-z]\w+(?:\.[a-z]\w{2,})+(?![\w'’-])"),
        _JOINED,
        Strength.LIKELY,
    ),
    (re.compile(r"(?:https?://|\bwww\.)[^\s<>\"”)\]]*[^\s<>\"”)\].,;:!?]"), "a web address", Strength.CERTAIN),
    (
        re.compile(rf"(?<![\w@])(?:[\w-]+\.)+{_TLD}\b(?:/[^\s<>\"”)\]]*[^\s<>\"”)\].,;:!?])?"),
        "a web address",
        Strength.CERTAIN,
    ),
    (
        re.compile(rf"\b[\w-]+(?: (?:dot|punto) [\w-]+)* (?:dot|punto) {_TLD}\b(?:\s(?:slash|diagonal|barra)\s\w+)*"),
        "a web address",
        Strength.CERTAIN,
    ),
    (re.compile(r"(?<![\w.])@\s?\w[\w.]*\w"), "the name of an account", Strength.CERTAIN),
    (re.compile(r"(?<!\w)(?:u|r)/\w+|\b\w*[^\W\d_]\w*_\w+\b"), "the name of an account", Strength.CERTAIN),
    (
        re.compile(
            r"\b(?:my|his|her|their|our|mi|su|tu|el)\s+(?:facebook|insta|instagram|ig|snap|snapchat"
            r"|tiktok|twitter|handle|username|"
            r"user name|screen name|email|e-mail|gmail|cashapp|cash app|venmo|whatsapp|telegram|usuario"
            r"|correo|cuenta)(?: name| handle| de \w+)?"
            r"(?:['’]s|\s+(?:is|was|es|era|:))\s+(?:at |arroba )?(?P<name>[\w.@-]*\w(?:\s(?:underscore|dash|dot"
            r"|guion bajo|guion|punto)\s[\w-]+)*)"
        ),
        "follows the name of a service",
        Strength.LIKELY,
    ),
    (
        re.compile(
            r"\b(?:on|en) (?:facebook|instagram|insta|ig|snapchat|snap|tiktok|twitter|reddit|whatsapp"
            r"|discord|telegram)"
            r" (?:as|under|como|at|es|is|it's|its|i'm) (?P<name>[\w.@-]*\w(?:\s(?:underscore|dash|dot"
            r"|guion bajo)\s[\w-]+)*)"
        ),
        "follows the name of a service",
        Strength.LIKELY,
    ),
    (
        re.compile(
            r"\b(?:i['’]m|i am|im|is|it['’]s|soy|es|as|como|under|at)\s+(?P<name>[\w.-]+\w)\s+(?:on|en)\s+"
            r"(?:facebook|instagram|insta|ig|snapchat|snap|tiktok|twitter|reddit|discord|telegram)\b"
        ),
        "stands before the name of a service",
        Strength.LIKELY,
    ),
    (
        re.compile(
            rf"\b(?:on|en|por|my|mi)\s+{_SERVICE}\b\s*,?\s*{_ACCOUNT_CUE}\s+"
            r"(?P<name>(?!(?:como|por|at|as|under|the|an?|el|la|los|las|my|mi|me|un|una|so|not|no|just|in|on|en)\b)[\w@-]+(?:[._][\w.-]*\w|\s(?!(?:and|y|que|pero|but|on|en|if|si)\b)[\w-]+(?=\s*(?:[.,;!?…]|$)))?)"
        ),
        "follows the name of a service",
        Strength.LIKELY,
    ),
    (
        re.compile(rf"\b{_SERVICE}\b[^.!?]{{0,40}}?\s(?P<name>[a-z0-9-]+(?:[._][a-z0-9-]+)+)"),
        "follows the name of a service",
        Strength.LIKELY,
    ),
    (
        re.compile(
            rf"\b(?:look|find|add|follow|hit|message)\s+(?:me|her|him|us)(?:\s+up)?\s+on\s+{_SERVICE}\s*,\s*"
            r"(?P<name>[\w@.-]*\w(?:\s[\w-]+)?)(?=\s*(?:[.,;!?…]|$))"
        ),
        "follows the name of a service",
        Strength.LIKELY,
    ),
    (
        re.compile(
            r"\b(?:dm|message|follow|find|add|hit|text|mandame|busquenme|sigueme)\s+(?:me|her|him|us|mensaje)\s*,\s*"
            rf"(?P<name>[\w@.-]*\w(?:\s[\w-]+)?)\s*,\s*(?:on|en)\s+{_SERVICE}\b"
        ),
        "stands before the name of a service",
        Strength.LIKELY,
    ),
    (re.compile(r"\b\w+(?: (?:underscore|guion bajo) \w+)+\b"), "the name of an account", Strength.LIKELY),
)


def phones(text: str) -> Iterator[Identifier]:
    """Yield the telephone numbers in a text (in lower case and without accents), dictated ones, too."""
    for found in _PHONE.finditer(text):
        if sum(character.isdigit() for character in found[0]) >= _FEWEST_DIGITS:
            yield identifier(
                *found.span(), IdentifierClass.PHONE, "as many digits as a telephone has", Strength.CERTAIN
            )
    for found in _EXTENSION.finditer(text):
        if not found[0].startswith("at"):
            span = found.span("number")
            yield identifier(*span, IdentifierClass.PHONE, "a part of a telephone number", Strength.LIKELY)
    yield from _dictated(text)


def accounts(text: str) -> Iterator[Identifier]:
    """Yield addresses of mail and of the web and names of accounts in a text, in lower case and without accents."""
    for pattern, evidence, strength in _ONLINE:
        for found in pattern.finditer(text):
            if evidence == _JOINED and any(map(is_function_word, found[0].split("."))):
                continue
            span = found.span("name") if "name" in pattern.groupindex else found.span()
            label = {"an e-mail address": "email", "a web address": "web"}.get(evidence, "account")
            yield identifier(*span, IdentifierClass.ONLINE, evidence, strength, label)


def _dictated(text: str) -> Iterator[Identifier]:
    """Yield runs of numbers in words, digits among them, that make seven digits or more."""
    run: list[re.Match[str]] = []
    for found in _SAID.finditer(text):
        if run and _BETWEEN.fullmatch(text, run[-1].end(), found.start()) is None:
            yield from _run(run)
            run = []
        run.append(found)
    yield from _run(run)


def _run(run: list[re.Match[str]]) -> Iterator[Identifier]:
    if len(run) > 2 and n_digits([each[0] for each in run]) >= _FEWEST_DIGITS:
        code = _CODE_BEFORE.search(run[0].string, 0, run[0].start())
        span = (code.start() if code else run[0].start(), run[-1].end())
        yield identifier(*span, IdentifierClass.PHONE, "dictated digits", Strength.LIKELY)
