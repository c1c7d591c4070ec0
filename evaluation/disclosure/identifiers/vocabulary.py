"""Which words are ordinary ones, in English and Spanish, so that a word that is none may be a name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache, lru_cache

from babel import Locale
from babel.dates import get_day_names

from evaluation.disclosure.identifiers.word_lists import listed
from evaluation.disclosure.identifiers.words import Word, folded
from evaluation.disclosure.leak_scan.named import LANGUAGES, months_in

_SHARE_OF_A_LANGUAGE = 0.25
_SHORTEST_BASE = 4
_ENGLISH_ENDINGS = (
    *(("ies", "y"), ("ied", "y"), ("ier", "y"), ("iest", "y"), ("ily", "y"), ("s", ""), ("es", ""), ("ed", "")),
    *(("ed", "e"), ("ing", ""), ("ing", "e"), ("in", ""), ("er", ""), ("er", "e"), ("est", ""), ("ly", "")),
    *(("ness", ""), ("less", ""), ("ful", ""), ("able", ""), ("able", "e"), ("ish", ""), ("y", ""), ("ment", "")),
)
_ENGLISH_BEGINNINGS = ("un", "re", "over", "non", "pre", "mis", "anti", "out", "under", "self", "co")
_OBJECTS = ("melo", "mela", "selo", "sela", "nos", "los", "las", "les", "me", "te", "se", "lo", "la", "le", "os")
_PAST_AND_FUTURE = {
    "ar": "ando ado ada ados adas aba abas abamos aban e aste o amos aron ara aras aramos aran are ase asen a as "
    "an en es emos aria arias ariamos arian",
    "er": "iendo ido ida idos idas ia ias iamos ian i iste io imos ieron iera ieras ieramos ieran iese e es en emos "
    "o a as an amos era eras eremos eran ere eria erias eriamos erian yendo yo yeron yera",
    "ir": "iendo ido ida idos idas ia ias iamos ian i iste io imos ieron iera ieras ieramos ieran iese e es en o a "
    "as an amos ira iras iremos iran ire iria irias iriamos irian yendo yo yeron",
}
_STEMS = (
    *(("", ""), ("ie", "e"), ("ue", "o"), ("i", "e"), ("u", "o"), ("qu", "c"), ("gu", "g"), ("c", "z"), ("j", "g")),
    *(("zc", "c"), ("ue", "u"), ("y", ""), ("g", ""), ("dr", "d"), ("h", "")),
)
_SPANISH_ONLY = (
    "cion",
    "ciones",
    "mente",
    "abamos",
    "ieron",
    "iendome",
    "iendose",
    "andome",
    "andose",
    "idades",
    "mientos",
)


class Vocabulary:
    """The words of the languages that a text is in.

    Parameters
    ----------
    words : iterable of Word
        Of the whole text.
    """

    def __init__(self, words: Iterable[Word]) -> None:
        folded_words = [word.folded for word in words if word.is_word]
        self.languages = _languages_of(folded_words)
        self._others = tuple(language for language in LANGUAGES if language == "en" or _says(folded_words, language))

    def is_ordinary(self, word: str) -> bool:
        """Tell whether a folded word is one of the languages of the text, or of interviews, or a form of one.

        English words count in Spanish, Spanish ones where the text has grammar of it, unless they are also names.
        """
        if is_spoken(word) or word in listed("function_en") or word in listed("function_es"):
            return True
        if "-" in word:
            return all(len(part) > 1 and self.is_ordinary(part) for part in word.split("-"))
        if any(_is_known(word, language) for language in self.languages):
            return True
        return not (is_given_name(word) or word in listed("names_like_words")) and any(
            word in _known_words(language) for language in self._others
        )


@cache
def is_function_word(word: str) -> bool:
    """Tell whether a folded word is one of grammar, an adverb or a common verb, in either language."""
    return word in listed("function_en") or word in listed("function_es")


@cache
def is_spoken(word: str) -> bool:
    """Tell whether a folded word, or what it is the plural of, is one of interviews."""
    return word in listed("spoken") or word.removesuffix("s") in listed("spoken")


@cache
def is_given_name(word: str) -> bool:
    """Tell whether a folded word is a name in the short list."""
    return word in listed("names")


@lru_cache(maxsize=65536)
def is_spanish_verb(word: str) -> bool:
    """Tell whether a folded word is a form of a common Spanish verb."""
    return word in listed("irregular_es") or any(base in listed("verbs_es") for base in _infinitives(word))


@cache
def calendar_words() -> frozenset[str]:
    """Return the folded names of months and weekdays, long and short."""
    days = (
        day
        for language in LANGUAGES
        for width in ("wide", "abbreviated")
        for day in get_day_names(width, locale=language).values()
    )
    plurals = {f"{folded(day)}s" for day in get_day_names("wide", locale="en").values()}
    return frozenset({folded(each).rstrip(".") for each in (*days, *months_in(LANGUAGES))} | plurals)


@cache
def place_names() -> frozenset[str]:
    """Return folded names of countries in both languages, of states and of some large cities."""
    countries = (name for language in LANGUAGES for name in Locale(language).territories.values())
    usual = {folded(name) for name in countries} - {folded(name) for name in ("Estados Unidos", "United States")}
    return frozenset(name for name in usual if name.replace(" ", "").isalpha()) | listed("places")


def _says(words: list[str], language: str) -> bool:
    """Tell whether a text has a word of grammar that only one language has."""
    others = frozenset().union(*(listed(f"function_{other}") for other in LANGUAGES if other != language))
    return any(word in listed(f"function_{language}") - others for word in words)


def _languages_of(words: list[str]) -> tuple[str, ...]:
    """Return the languages of a text by its words of grammar that only one of them has; both where neither rules."""
    shared = listed("function_en") & listed("function_es")
    counts = {
        language: sum(word in listed(f"function_{language}") - shared for word in words)
        for language in sorted(LANGUAGES)
    }
    total = sum(counts.values())
    kept = tuple(language for language, count in counts.items() if total and count / total > _SHARE_OF_A_LANGUAGE)
    return kept or tuple(sorted(LANGUAGES))


@lru_cache(maxsize=65536)
def _is_known(word: str, language: str) -> bool:
    known = _known_words(language)
    if word in known:
        return True
    if language == "en":
        return any(base in known for base in _english_bases(word))
    return (
        word in listed("irregular_es")
        or word.endswith(_SPANISH_ONLY)
        or any(base in known for base in _spanish_bases(word))
    )


@cache
def _known_words(language: str) -> frozenset[str]:
    return listed(f"ordinary_{language}") | (listed("verbs_es") if language == "es" else frozenset())


def _english_bases(word: str) -> Iterator[str]:
    for ending, instead in _ENGLISH_ENDINGS:
        base = word.removesuffix(ending)
        if base != word and len(base) + len(instead) >= _SHORTEST_BASE:
            yield base + instead
            if len(base) > _SHORTEST_BASE and base[-1] == base[-2]:
                yield base[:-1]
    for beginning in _ENGLISH_BEGINNINGS:
        if word.startswith(beginning) and len(word) - len(beginning) >= _SHORTEST_BASE:
            yield word.removeprefix(beginning)


def _spanish_bases(word: str) -> Iterator[str]:
    for ending, instead in (
        *(("s", ""), ("es", ""), ("ces", "z"), ("a", "o"), ("as", "o"), ("a", ""), ("as", ""), ("mente", "")),
        *(("amente", "o"), ("ito", "o"), ("ita", "a"), ("itos", "o"), ("itas", "a"), ("cito", ""), ("cita", "")),
        *(("isimo", "o"), ("isima", "o"), ("azo", "a"), ("ito", "a"), ("ita", "o")),
    ):
        base = word.removesuffix(ending)
        if base != word and len(base) + len(instead) >= _SHORTEST_BASE - 1:
            yield base + instead
    yield from _infinitives(word)
    for shorter in _without_objects(word):
        yield shorter
        yield f"{shorter}r"
        yield from _infinitives(shorter)


def _without_objects(word: str) -> Iterator[str]:
    for objects in _OBJECTS:
        base = word.removesuffix(objects)
        if base != word and len(base) >= _SHORTEST_BASE - 1:
            yield base


def _infinitives(word: str) -> Iterator[str]:
    for infinitive, endings in _PAST_AND_FUTURE.items():
        for ending in endings.split():
            stem = word.removesuffix(ending)
            if stem == word or len(stem) < 2:
                continue
            for changed, original in _STEMS:
                place = stem.rfind(changed) if changed else len(stem)
                if place > 0 or not changed:
                    yield stem[:place] + original + stem[place + len(changed) :] + infinitive
