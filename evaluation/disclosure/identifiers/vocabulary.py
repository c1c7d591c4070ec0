"""Which words are ordinary ones, in English and Spanish, so that a word that is none may be a name."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache
from itertools import pairwise

from babel import Locale
from babel.dates import get_day_names

from evaluation.disclosure.identifiers.word_forms import english_bases, infinitives, spanish_bases
from evaluation.disclosure.identifiers.word_lists import folded, listed
from evaluation.disclosure.identifiers.words import Word
from evaluation.disclosure.leak_scan.named import LANGUAGES, months_in

_SHARE_OF_A_LANGUAGE = 0.25
_FEWEST_THAT_TELL = 3
_SHORTEST_DIMINUTIVE = 4
_SHORTEST_MEDICINE = 8
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
    """The words of the languages that a sentence of a text is in.

    Parameters
    ----------
    sentence : sequence of str
        Its folded words; where they do not tell its language, the text does.
    text : sequence of str
        The folded words of the whole text.
    """

    def __init__(self, sentence: Sequence[str], text: Sequence[str]) -> None:
        self.languages = _languages_of(sentence) or _said_in(text) or tuple(sorted(LANGUAGES))
        self._others = tuple(language for language in LANGUAGES if language == "en" or _says(text, language))

    def is_ordinary(self, word: str) -> bool:
        """Tell whether a folded word is one of the languages of the sentence, or of interviews, or a form of one.

        English words count in Spanish, Spanish ones where the text has grammar of it, unless they are also names.
        """
        if is_spoken(word) or word in listed("function_en") or word in listed("function_es"):
            return True
        if "-" in word:
            return all(len(part) == 1 or self.is_ordinary(part) for part in word.split("-"))
        if any(_is_known(word, language) for language in self.languages):
            return True
        return not (is_given_name(word) or word in listed("names_like_words")) and any(
            word in _known_words(language) or _is_known(word, language, common=True) for language in self._others
        )

    def is_grammar(self, word: str) -> bool:
        """Tell whether a folded word is one of grammar of the languages of the sentence."""
        return any(word in listed(f"function_{language}") for language in self.languages)

    def is_foreign(self, word: str) -> bool:
        """Tell whether a folded word is of another language than the one of the sentence, and not of interviews."""
        if is_spoken(word) or is_function_word(word) or len(self.languages) != 1:
            return False
        others = (other for other in LANGUAGES if other not in self.languages)
        return not _is_known(word, self.languages[0]) and any(_is_known(word, other) for other in others)

    def is_rare(self, word: str) -> bool:
        """Tell whether a folded word is ordinary only because a large dictionary holds it or a base of it."""
        return self.is_ordinary(word) and not (
            is_spoken(word)
            or is_function_word(word)
            or any(_is_known(word, language, common=True) for language in self.languages)
        )


def vocabularies(words: Sequence[Word]) -> tuple[Vocabulary, ...]:
    """Return for each word of a text the vocabulary of its sentence."""
    text = [word.folded for word in words if word.is_word]
    starts = [place for place, word in enumerate(words) if word.starts_sentence or not place]
    found: list[Vocabulary] = []
    for first, after in pairwise([*starts, len(words)]):
        sentence = [word.folded for word in words[first:after] if word.is_word]
        found += [Vocabulary(sentence, text)] * (after - first)
    return tuple(found)


@cache
def is_function_word(word: str) -> bool:
    """Tell whether a folded word is one of grammar, an adverb or a common verb, in either language."""
    return word in listed("function_en") or word in listed("function_es")


@cache
def is_spoken(word: str) -> bool:
    """Tell whether a folded word, or what it is the plural of, is one of interviews."""
    stem = word.removesuffix("s")
    if (
        len(stem) > _SHORTEST_DIMINUTIVE
        and stem.endswith(("ito", "ita"))
        and not listed("spoken").isdisjoint({f"{stem[:-3]}{end}" for end in ("", "o", "a")})
    ):
        return True
    if len(word) >= _SHORTEST_MEDICINE and word.endswith(tuple(listed("medicine_endings"))):
        return True
    return word in listed("spoken") or word.removesuffix("s") in listed("spoken")


@cache
def is_given_name(word: str) -> bool:
    """Tell whether a folded word is a name in the short list."""
    return word in listed("names")


@lru_cache(maxsize=65536)
def is_spanish_verb(word: str) -> bool:
    """Tell whether a folded word is a form of a common Spanish verb."""
    return word in listed("irregular_es") or any(base in listed("verbs_es") for base in infinitives(word))


def is_ordinary_in(word: str, language: str) -> bool:
    """Tell whether a folded word is a common one of a language, or a form of one."""
    return _is_known(word, language, common=True)


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


def _says(words: Sequence[str], language: str) -> bool:
    """Tell whether a text has a word of grammar that only one language has."""
    return not _own_grammar(language).isdisjoint(words)


def _said_in(words: Sequence[str]) -> tuple[str, ...]:
    """Return the languages of which a text has two words of grammar, or as many as any other has."""
    counts = _counts(words)
    most = max(counts.values())
    return tuple(language for language, count in counts.items() if count and count >= min(most, 2))


def _languages_of(words: Sequence[str]) -> tuple[str, ...]:
    """Return the languages of words by those of grammar that only one of them has; none where too few tell."""
    counts = _counts(words)
    total = sum(counts.values())
    if total < _FEWEST_THAT_TELL:
        known = {language: sum(_is_only_in(word, language) for word in words) for language in counts}
        sure = [
            language
            for language, count in known.items()
            if count >= 2 and not any(n for each, n in known.items() if each != language)
        ]
        return tuple(sure)
    return tuple(language for language, count in counts.items() if count / total > _SHARE_OF_A_LANGUAGE)


def _counts(words: Sequence[str]) -> dict[str, int]:
    return {language: sum(word in _own_grammar(language) for word in words) for language in sorted(LANGUAGES)}


@lru_cache(maxsize=65536)
def _is_only_in(word: str, language: str) -> bool:
    """Tell whether a word is a common one, or a form of one, in one language alone."""
    return _is_known(word, language, common=True) and not any(
        _is_known(word, other, common=True) for other in LANGUAGES if other != language
    )


@cache
def _own_grammar(language: str) -> frozenset[str]:
    others = frozenset().union(*(listed(f"function_{other}") for other in LANGUAGES if other != language))
    return listed(f"function_{language}") - others


@lru_cache(maxsize=65536)
def _is_known(word: str, language: str, *, common: bool = False) -> bool:
    known = _common_words(language) if common else _known_words(language)
    if word in known:
        return True
    if language == "en":
        return any(base in known for base in english_bases(word, inflected=common))
    return word.endswith(_SPANISH_ONLY) or any(base in known for base in spanish_bases(word, inflected=common))


@cache
def _common_words(language: str) -> frozenset[str]:
    verbs = listed("verbs_es") | listed("irregular_es") if language == "es" else frozenset()
    return listed(f"ordinary_{language}") | verbs


@cache
def _known_words(language: str) -> frozenset[str]:
    return _common_words(language) | (listed("dictionary_es") if language == "es" else frozenset())
