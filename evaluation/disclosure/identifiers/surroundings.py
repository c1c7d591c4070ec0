"""What stands around a word that makes it a name or a place: titles, kin, introductions, telling, prepositions."""

from __future__ import annotations

from collections.abc import Sequence

from evaluation.disclosure.identifiers.vocabulary import is_function_word
from evaluation.disclosure.identifiers.word_lists import listed
from evaluation.disclosure.identifiers.words import Word

ABBREVIATED_TITLES = frozenset(
    ["dr", "dra", "mr", "mrs", "ms", "sr", "sra", "srta", "mister", "lic", "prof", "rev", "sgt"]
)
_NAMED = (
    *(
        ("name", "is"),
        ("name", "'s"),
        ("name", "’s"),
        ("name", "was"),
        ("names", "were"),
        ("named",),
        ("me", "llamo"),
    ),
    *(("se", "llama"), ("se", "llamaba"), ("se", "llaman"), ("nombre", "es"), ("nombre", "era"), ("llamado",)),
    *(
        ("llamada",),
        ("apodado",),
        ("apodada",),
        ("goes", "by"),
        ("went", "by"),
        ("known", "as"),
        ("they", "call", "me"),
    ),
    *(("le", "dicen"), ("me", "dicen"), ("le", "decian"), ("me", "decian"), ("le", "decimos"), ("le", "deciamos")),
    *(("by", "the", "name", "of"), ("call", "him"), ("call", "her"), ("called", "him"), ("called", "her")),
    *(("apellido", "es"), ("apellido", "era"), ("nickname", "is"), ("nickname", "was"), ("de", "nombre")),
    *(
        ("un", "tal"),
        ("una", "tal"),
        ("everybody", "calls", "me"),
        ("everyone", "calls", "me"),
        ("people", "call", "me"),
    ),
)
_CALLED = frozenset(("called", "llamado", "llamada"))
_INTRODUCED = (
    *(("i", "am"), ("i", "'m"), ("i", "’m"), ("im",), ("this", "is"), ("that", "is"), ("that", "'s"), ("that", "’s")),
    *(("it", "'s"), ("it", "’s"), ("it", "was"), ("soy",), ("habla",), ("este", "es"), ("esta", "es"), ("era",)),
    *(("hey",), ("hi",), ("hello",), ("hola",), ("oye",), ("dear",), ("thanks",), ("gracias",), ("thank", "you")),
    *(("me", "and"), ("and", "me"), ("yo", "y"), ("oiga",), ("mire",), ("dijo",), ("named", "after"), ("rip",)),
    *(("like",), ("ask",), ("asked",), ("told",), ("met",), ("married",), ("texted",), ("dated",), ("visited",)),
    *(
        ("know",),
        ("it", "was"),
        ("called",),
        ("saw",),
        ("knew",),
        ("miss",),
        ("missed",),
        ("trusted",),
        ("fue",),
        ("hear",),
    ),
    *(("conoci", "a"), ("llame", "a"), ("vi", "a"), ("extrano", "a"), ("perdi", "a"), ("lost",), ("buried",)),
    *(("dije", "a"), ("encontre", "a"), ("ayude", "a"), ("busque", "a"), ("con",), ("para",), ("with",), ("about",)),
)
_OF_PERSONS = frozenset(["called", "saw", "knew", "know", "miss", "missed", "trusted"])
_IS = frozenset(["is", "was", "era", "es", "has", "had"])
_SOMEBODYS = frozenset(
    ["my", "our", "his", "her", "there", "always", "with", "at", "from", "mi", "nuestra", "nuestro", "su", "mia"]
)
_LIVES_IN = (
    *(
        ("somos", "de"),
        ("eramos", "de"),
        ("grew", "up", "in"),
        ("live", "in"),
        ("lives", "in"),
        ("lived", "in"),
        ("living", "in"),
        ("moved", "to"),
    ),
    *(
        ("born", "in"),
        ("raised", "in"),
        ("bus", "to"),
        ("drove", "to"),
        ("moved", "from"),
        ("over", "in"),
        ("up", "in"),
    ),
    *(("down", "in"), ("out", "in"), ("town", "of"), ("city", "of"), ("pueblo", "de"), ("ciudad", "de")),
    *(
        ("barrio", "de"),
        ("vivo", "en"),
        ("vive", "en"),
        ("vivia", "en"),
        ("creci", "en"),
        ("naci", "en"),
        ("soy", "de"),
    ),
    *(("i", "'m", "from"), ("am", "from"), ("im", "from"), ("came", "from"), ("is", "from"), ("was", "from")),
    *(("viviamos", "en"), ("criado", "en"), ("criada", "en"), ("nacido", "en"), ("mude", "a"), ("mudamos", "a")),
    *(("barrio",), ("vecindario",), ("municipio", "de"), ("condado", "de"), ("back", "to"), ("ride", "to")),
    *(("train", "to"), ("hood", "in"), ("es", "de"), ("era", "de"), ("vengo", "de"), ("vino", "de"), ("vine", "de")),
)


def is_named(words: Sequence[Word], place: int) -> bool:
    """Tell whether the words before one say that it is how somebody or something is called."""
    here = place - 1 if place and words[place - 1].folded in ("el", "la", "a") else place
    if words[place].text[0].isalpha() and (_ends_with(words, place, _NAMED) or _ends_with(words, here, _NAMED)):
        return True
    return (
        place > 1
        and words[place - 1].folded in _CALLED
        and words[place - 2].folded
        not in (
            *(
                "i",
                "he",
                "she",
                "we",
                "they",
                "you",
                "who",
                "and",
                "ha",
                "he",
                "han",
                "had",
                "have",
                "get",
                "got",
                "s",
                "it",
            ),
        )
    )


def is_personal_object(words: Sequence[Word], place: int) -> bool:
    """Tell whether the Spanish ``a`` of persons stands before a word without article: ``le conté a X``."""
    if place < 2 or words[place - 1].folded != "a" or not is_closed(words, place):
        return False
    return words[place - 2].is_word and words[place - 2].folded not in listed("motion")


def did(words: Sequence[Word], place: int) -> bool:
    """Tell whether a word begins a clause and a verb in the past follows it: ``X cried``."""
    if place + 1 >= len(words) or words[place].folded in listed("things") or not words[place + 1].is_word:
        return False
    before = words[place - 1] if place else None
    begins = before is None or words[place].starts_sentence or not before.is_word or before.folded in listed("clause")
    return (begins or before.folded in listed("nights")) and is_before_past(words, place)


def is_before_past(words: Sequence[Word], place: int) -> bool:
    """Tell whether a verb in the past follows a word."""
    if place + 1 >= len(words):
        return False
    verb = words[place + 1].folded
    return verb in listed("past") or (verb.endswith("ed") and len(verb) > 4) or words[place + 1].text.endswith("ó")


def is_introduced(words: Sequence[Word], place: int) -> bool:
    """Tell whether somebody is greeted, met or presented by a word that may also be an ordinary one."""
    after = words[place + 1].folded if place + 1 < len(words) else ""
    if after in ("that", "who", "quien") and _ends_with(
        words, place, (("it", "was"), ("it", "'s"), ("it", "’s"), ("fue",))
    ):
        return True
    for phrase in _INTRODUCED:
        if _ends_with(words, place, (phrase,)):
            last, word = phrase[-1], words[place].folded
            if last in listed("weak") and (
                (word in listed("adjectives") and not (last in _OF_PERSONS and word in listed("qualities")))
                or not is_closed(words, place)
            ):
                continue
            if last in listed("needs_an_end") and not is_closed(words, place):
                continue
            return True
    return False


def is_closed(words: Sequence[Word], place: int) -> bool:
    """Tell whether nothing that a word could describe follows it."""
    if place + 1 >= len(words):
        return True
    after = words[place + 1]
    return (
        not after.is_word
        or after.folded in listed("clause")
        or (
            after.folded
            in (
                "she",
                "he",
                "they",
                "i",
                "we",
                "ella",
                "yo",
                "from",
                "de",
                "who",
                "in",
                "en",
                "at",
                "on",
                "that",
                "me",
                "no",
                "because",
                "is",
            )
        )
    )


def has_title(words: Sequence[Word], place: int) -> bool:
    """Tell whether a title stands before a word."""
    before = _before(words, place)
    return before is not None and before.folded in listed("titles") | ABBREVIATED_TITLES


def is_bare(words: Sequence[Word], place: int) -> bool:
    """Tell whether a noun lacks what a noun has before it, and nothing that it could describe follows it."""
    if is_plain(words[place]) or words[place].folded in ("april", "june", "august", "abril", "julio", "agosto"):
        return False
    before = words[place - 1] if place else None
    bare = (
        before is None
        or words[place].starts_sentence
        or not before.is_word
        or (
            (is_function_word(before.folded) and before.folded not in listed("determiners"))
            or before.folded in listed("nights")
        )
    )
    after = words[place + 1] if place + 1 < len(words) else None
    followed = after is None or not after.is_word or is_function_word(after.folded) or is_before_past(words, place)
    return bare and followed


def may_be_done(word: Word) -> bool:
    """Tell whether a name that is a word is also one for what somebody does or how somebody is."""
    return word.folded in listed("doing_words")


def has_short_title(words: Sequence[Word], place: int) -> bool:
    """Tell whether a title stands before a word that always has a name after it."""
    before = _before(words, place)
    return before is not None and before.folded in ABBREVIATED_TITLES


def follows_kin(words: Sequence[Word], place: int) -> bool:
    """Tell whether a word follows one for kin, a friend or a helper that is somebody's: ``my sister X``."""
    here = place - 1
    if here > 0 and words[here].text == "," and words[here - 1].is_word:
        here -= 1
    if here < 0 or words[here].folded not in listed("kin"):
        return False
    owners = {
        "my",
        "his",
        "her",
        "our",
        "their",
        "your",
        "mi",
        "mis",
        "su",
        "tu",
        "nuestro",
        "nuestra",
        "this",
        "s",
        "ex",
    }
    return any(
        words[each].folded in owners or words[each].text in ("'s", "’s") for each in range(max(here - 3, 0), here)
    )


def tells(words: Sequence[Word], place: int) -> bool:
    """Tell whether a word begins a clause and somebody's telling or doing follows it: ``and X told me``."""
    after = [each.folded for each in words[place + 1 : place + 3]]
    if not after or not (after[0] in listed("says") or (after[0] in _IS and after[1:] and after[1] in _SOMEBODYS)):
        return False
    before = words[place - 1] if place else None
    return before is None or words[place].starts_sentence or not before.is_word or before.folded in listed("clause")


def tells_me(words: Sequence[Word], place: int) -> bool:
    """Tell whether a word is followed by a verb of telling, giving or dying."""
    return (
        place + 1 < len(words)
        and words[place + 1].folded in listed("says")
        and words[place + 1].folded not in ("me", "nos")
    )


def does(words: Sequence[Word], place: int) -> bool:
    """Tell whether what follows a word is said of persons."""
    return place + 1 < len(words) and words[place + 1].folded in listed("tells")


def is_with_me(words: Sequence[Word], place: int) -> bool:
    """Tell whether a word is joined with the speaker: ``X and i``, ``X y yo``."""
    after = [each.folded for each in words[place + 1 : place + 3]]
    named = words[place].is_capital or words[place].folded not in listed("things")
    return named and after in (["and", "i"], ["and", "me"], ["y", "yo"], ["and", "him"], ["and", "her"])


def follows_place_preposition(words: Sequence[Word], place: int) -> bool:
    """Tell whether a preposition of place stands before a word."""
    before = _before(words, place)
    return before is not None and before.folded in listed("place_prepositions")


def is_lived_in(words: Sequence[Word], place: int) -> bool:
    """Tell whether the words before one say that somebody lives in it, comes from it or moves to it."""
    return _ends_with(words, place, _LIVES_IN)


def is_title(word: Word) -> bool:
    """Tell whether a word is a title."""
    return word.folded in listed("titles") | ABBREVIATED_TITLES


def is_plain(word: Word) -> bool:
    """Tell whether a name that is a word is most often a word for a thing, a time or a quality."""
    return (
        word.folded in listed("adjectives") or word.folded in listed("things") or word.folded in listed("doing_words")
    )


def _before(words: Sequence[Word], place: int) -> Word | None:
    if not place or not words[place].is_joined:
        return None
    if words[place - 1].text == ".":
        return words[place - 2]
    return words[place - 1]


def _ends_with(words: Sequence[Word], place: int, phrases: tuple[tuple[str, ...], ...]) -> bool:
    for phrase in phrases:
        if place >= len(phrase) and all(
            words[place - len(phrase) + step].folded == each for step, each in enumerate(phrase)
        ):
            return True
    return False
