"""What a word may be a form of, by the endings of English and Spanish words."""

from __future__ import annotations

from collections.abc import Iterator

_SHORTEST_BASE = 4
_ENGLISH_ENDINGS = (
    *(("ies", "y"), ("ied", "y"), ("ier", "y"), ("iest", "y"), ("ily", "y"), ("s", ""), ("es", ""), ("ed", "")),
    *(("ed", "e"), ("ing", ""), ("ing", "e"), ("in", ""), ("er", ""), ("er", "e"), ("est", ""), ("ly", "")),
    *(("ness", ""), ("less", ""), ("ful", ""), ("able", ""), ("able", "e"), ("ish", ""), ("y", ""), ("ment", "")),
)
_INFLECTED = ("s", "es", "ies", "ed", "ied", "ing", "in", "ly", "ily")
_ENGLISH_BEGINNINGS = ("un", "re", "over", "non", "pre", "mis", "anti", "out", "under", "self", "co")
_DIMINUTIVE = ("ito", "ita", "cit", "isim", "azo")
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


def english_bases(word: str, *, inflected: bool = False) -> Iterator[str]:
    """Yield the words that a folded English word may be a form of, or only those that it is an inflected form of."""
    for ending, instead in _ENGLISH_ENDINGS:
        if inflected and ending not in _INFLECTED:
            continue
        base = word.removesuffix(ending)
        if base != word and len(base) + len(instead) >= _SHORTEST_BASE:
            yield base + instead
            if len(base) > _SHORTEST_BASE and base[-1] == base[-2]:
                yield base[:-1]
    for beginning in _ENGLISH_BEGINNINGS:
        if word.startswith(beginning) and len(word) - len(beginning) >= _SHORTEST_BASE:
            yield word.removeprefix(beginning)


def spanish_bases(word: str, *, inflected: bool = False) -> Iterator[str]:
    """Yield the words that a folded Spanish word may be a form of, or only those that it is no diminutive of."""
    for ending, instead in (
        *(("s", ""), ("es", ""), ("ces", "z"), ("a", "o"), ("as", "o"), ("a", ""), ("as", ""), ("mente", "")),
        *(("amente", "o"), ("ito", "o"), ("ita", "a"), ("itos", "o"), ("itas", "a"), ("cito", ""), ("cita", "")),
        *(("isimo", "o"), ("isima", "o"), ("azo", "a"), ("ito", "a"), ("ita", "o"), ("ito", ""), ("ita", "")),
        *(("itos", ""), ("itas", ""), ("itos", "a"), ("itas", "o")),
    ):
        if inflected and ending.startswith(_DIMINUTIVE):
            continue
        base = word.removesuffix(ending)
        if base != word and len(base) + len(instead) >= _SHORTEST_BASE - 1:
            yield base + instead
    yield from infinitives(word)
    if word.endswith("monos"):
        yield from infinitives(f"{word.removesuffix('nos')}s")
    for shorter in _without_objects(word):
        yield shorter
        yield f"{shorter}r"
        yield from infinitives(shorter)


def _without_objects(word: str) -> Iterator[str]:
    for objects in _OBJECTS:
        base = word.removesuffix(objects)
        if base != word and len(base) >= _SHORTEST_BASE - 1:
            yield base


def infinitives(word: str) -> Iterator[str]:
    """Yield the infinitives that a folded Spanish word may be a form of."""
    for infinitive, endings in _PAST_AND_FUTURE.items():
        for ending in endings.split():
            stem = word.removesuffix(ending)
            if stem == word or len(stem) < 2:
                continue
            for changed, original in _STEMS:
                place = stem.rfind(changed) if changed else len(stem)
                if place > 0 or not changed:
                    yield stem[:place] + original + stem[place + len(changed) :] + infinitive
