"""What stands around a word that makes it a name or a place: titles, kin, introductions, telling, prepositions."""

from __future__ import annotations

from collections.abc import Sequence

from evaluation.disclosure.identifiers.vocabulary import is_function_word
from evaluation.disclosure.identifiers.words import Word

ABBREVIATED_TITLES = frozenset("dr dra mr mrs ms sr sra srta mister lic prof rev sgt".split())
TITLES = ABBREVIATED_TITLES | frozenset(
    "doctor doctora miss don dona señor senor senora senorita officer detective sergeant sheriff deputy lieutenant judge "
    "pastor pastora reverend rabbi imam deacon coach professor nurse counselor agent captain chief aunt auntie uncle tia "
    "tio titi brother sister father padre hermano hermana oficial juez jueza licenciado licenciada maestro maestra "
    "profesor profesora enfermera enfermero consejero consejera grandma grandpa grandmother abuela abuelo lil big lil' "
    "old compadre comadre primo prima".split()
)
KIN = frozenset(
    "sister brother cousin friend buddy wife husband boyfriend girlfriend fiance fiancee ex partner son daughter kid "
    "child baby uncle aunt auntie mom mother mama dad father stepdad stepfather stepmom stepmother stepson "
    "stepdaughter stepbrother stepsister grandma grandmother grandpa grandfather niece nephew grandson granddaughter "
    "counselor therapist caseworker manager worker sponsor sponsee nurse doctor dealer plug roommate neighbor "
    "landlord landlady boss coworker teacher coach pastor lawyer officer po guy girl boy man woman lady dude kid bro "
    "homeboy homegirl twin godmother godfather navigator clinician prescriber mentor coordinator supervisor "
    "hermana hermano primo prima amigo amiga esposa esposo marido mujer novio novia pareja hijo hija nieto nieta sobrino "
    "sobrina tio tia abuelo abuela abuelita abuelito mama papa madre padre suegra suegro cunado cunada vecino vecina "
    "consejera consejero terapeuta trabajadora trabajador enfermera enfermero doctor doctora padrino madrina ahijado "
    "ahijada comadre compadre companero companera jefe jefa muchacho muchacha pana compa padrastro madrastra hermanito "
    "hermanita primito primita nene nena chamaco chamaca senora senor maestra maestro carnal".split()
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
    *(("know",), ("it", "was"), ("called",), ("saw",), ("knew",), ("miss",), ("missed",), ("trusted",), ("fue",), ("hear",)),
    *(("conoci", "a"), ("llame", "a"), ("vi", "a"), ("extrano", "a"), ("perdi", "a"), ("lost",), ("buried",)),
    *(("dije", "a"), ("encontre", "a"), ("ayude", "a"), ("busque", "a"), ("con",), ("para",), ("with",), ("about",)),
)
_OF_PERSONS = frozenset("called saw knew know miss missed trusted".split())
_QUALITIES = frozenset("frank rich young guy joy faith precious patience mercy destiny prudence harmony angel star prince princess dulce "
                       "gloria luz linda bella soledad remedios socorro consuelo dolores reina rosa flor estrella will mark bill chase "
                       "walker sage merry sunny lucky grace".split())
_NEEDS_AN_END = frozenset("am 'm ’m im is 's ’s was soy habla es era hey hi hello hola oye thanks like lost".split())
_WEAK = frozenset(
    "know called saw knew miss missed trusted fue hear con para with about like lost is 's ’s was era es am 'm ’m im soy dijo".split()
)
_TELLS = frozenset(
    "told said says tells asked texted called gave brought drove took showed taught saved found picked came went died "
    "passed overdosed relapsed got has had was is does did knows knew loves loved helped "
    "hates wanted wants used started stopped moved lived lives works worked ran runs goes left stayed sat cried "
    "dijo dice decia conto pregunto llamo llevo trajo dio ensenó enseno salvo encontro murio fallecio recayo vino fue "
    "estaba esta era tiene tenia ayudo quiere queria sabe vive vivia trabaja trabajaba empezo dejo se me nos le".split()
)
_SAYS = frozenset(
    "told said says tells asked texted gave brought drove taught picked died overdosed relapsed passed saved helped "
    "dijo dice decia conto pregunto llamo llevo trajo salvo encontro murio fallecio recayo ayudo me nos".split()
)
_IS = frozenset("is was era es has had".split())
_SOMEBODYS = frozenset("my our his her there always with at from mi nuestra nuestro su mia".split())
_CLAUSE = frozenset(
    "and but then so because when while after until once if that since where cause cuz y pero cuando entonces porque "
    "que si despues hasta donde mientras luego before".split()
)
_ADJECTIVES = frozenset(
    "rich frank young white black brown green gray grey happy long short strong wise swift blue sunny merry love moody "
    "hardy sage lucky pleasant noble jolly royal sharp little small strange sweet bright savage early good better best "
    "hurt guy art joy grace hope faith precious patience mercy destiny justice honor prudence constance harmony liberty "
    "victory reason paz fe gloria esperanza gracia luz sol mar linda bella bueno bravo leal blanco negro rubio moreno "
    "gordo flaco chino prieta gordo gorda flaca rojo real serrano redondo delgado calvo prieto franco justo soledad "
    "remedios refugio socorro consuelo dolores dulce alma reina rey rosa flor estrella home house close old king queen "
    "heart honey sugar candy dear darling baby buddy bud star angel prince princess heaven pain peace light "
    "price cash chance cook work warm cold may will mark bill trip hunt walker chase hand head".split()
)
_MOTION = frozenset("voy va vas van vamos fui fue ir iba llegue llego volvi volvio sali salio huele sabe dio dar di dando".split())
_PAST = frozenset(
    "cried laughed slept woke drank shot held hit broke swore knew saw heard kept made let put sang spoke fell flew threw wore "
    "sent spent taught thought sold stood wrote bought caught fought lost met paid ran felt yelled hugged".split()
)
_THINGS = frozenset(
    "summer winter spring autumn season day week weeks snow light price rain star stone rock water house hall home gate street "
    "wall walls door bell ball hand head foot heart flower flowers field lake river rivers sky heaven weather money cash bill "
    "cost cook wood tank smoke storm drug cheese cotton velvet bones ring rings park church temple place point page pool pond "
    "noon moon sun sands roll table court case box car peace pain truth time trip march may will deal king major general long "
    "high low close said fly fish chance luck justice hope honey sugar candy cookie pepper salt cold warm flood fire "
    "invierno verano otono primavera calle plaza casa mesa puente nieve lluvia sangre sombra salud libertad justicia".split()
)
_DOING_WORDS = frozenset(
    "hurt drew will may hand cook chase hunt rob skip rip tug tip fly fish close held pound long high said mark grant wade march "
    "love work walk price cash sue chuck nick pat bill drop ring rose kid said little young old best real only more price "
    "segundo negro vino fue era".split()
)
_PLACE_PREPOSITIONS = frozenset(
    "in by off behind under above below in from near at around outside inside through to toward towards over across en desde hasta cerca por de para "
    "hacia downtown leaving left between past beyond visiting reached".split()
)
_LIVES_IN = (
    *(("grew", "up", "in"), ("live", "in"), ("lives", "in"), ("lived", "in"), ("living", "in"), ("moved", "to")),
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
    return words[place - 2].is_word and words[place - 2].folded not in _MOTION


def did(words: Sequence[Word], place: int) -> bool:
    """Tell whether a word begins a clause and a verb in the past follows it: ``X cried``."""
    if place + 1 >= len(words) or words[place].folded in _THINGS or not words[place + 1].is_word:
        return False
    before = words[place - 1] if place else None
    begins = before is None or words[place].starts_sentence or not before.is_word or before.folded in _CLAUSE
    return begins and is_before_past(words, place)


def is_before_past(words: Sequence[Word], place: int) -> bool:
    """Tell whether a verb in the past follows a word."""
    if place + 1 >= len(words):
        return False
    verb = words[place + 1].folded
    return verb in _PAST or (verb.endswith("ed") and len(verb) > 4) or words[place + 1].text.endswith("ó")


def is_introduced(words: Sequence[Word], place: int) -> bool:
    """Tell whether somebody is greeted, met or presented by a word that may also be an ordinary one."""
    after = words[place + 1].folded if place + 1 < len(words) else ""
    if after in ("that", "who", "quien") and _ends_with(words, place, (("it", "was"), ("it", "'s"), ("it", "’s"), ("fue",))):
        return True
    for phrase in _INTRODUCED:
        if _ends_with(words, place, (phrase,)):
            last, word = phrase[-1], words[place].folded
            if last in _WEAK and ((word in _ADJECTIVES and not (last in _OF_PERSONS and word in _QUALITIES)) or not is_closed(words, place)):
                continue
            if last in _NEEDS_AN_END and not is_closed(words, place):
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
        or after.folded in _CLAUSE
        or (after.folded in ("she", "he", "they", "i", "we", "ella", "yo", "from", "de", "who", "in", "en", "at", "on", "that", "me", "no", "because", "is"))
    )


def has_title(words: Sequence[Word], place: int) -> bool:
    """Tell whether a title stands before a word."""
    before = _before(words, place)
    return before is not None and before.folded in TITLES


def may_be_done(word: Word) -> bool:
    """Tell whether a name that is a word is also one for what somebody does or how somebody is."""
    return word.folded in _DOING_WORDS


def has_short_title(words: Sequence[Word], place: int) -> bool:
    """Tell whether a title stands before a word that always has a name after it."""
    before = _before(words, place)
    return before is not None and before.folded in ABBREVIATED_TITLES


def follows_kin(words: Sequence[Word], place: int) -> bool:
    """Tell whether a word follows one for kin, a friend or a helper that is somebody's: ``my sister X``."""
    here = place - 1
    if here > 0 and words[here].text == "," and words[here - 1].is_word:
        here -= 1
    if here < 0 or words[here].folded not in KIN:
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
    if not after or not (after[0] in _SAYS or (after[0] in _IS and after[1:] and after[1] in _SOMEBODYS)):
        return False
    before = words[place - 1] if place else None
    return before is None or words[place].starts_sentence or not before.is_word or before.folded in _CLAUSE


def tells_me(words: Sequence[Word], place: int) -> bool:
    """Tell whether a word is followed by a verb of telling, giving or dying."""
    return place + 1 < len(words) and words[place + 1].folded in _SAYS and words[place + 1].folded not in ("me", "nos")


def does(words: Sequence[Word], place: int) -> bool:
    """Tell whether what follows a word is said of persons."""
    return place + 1 < len(words) and words[place + 1].folded in _TELLS


def is_with_me(words: Sequence[Word], place: int) -> bool:
    """Tell whether a word is joined with the speaker: ``X and i``, ``X y yo``."""
    after = [each.folded for each in words[place + 1 : place + 3]]
    named = words[place].is_capital or words[place].folded not in _THINGS
    return named and after in (["and", "i"], ["and", "me"], ["y", "yo"], ["and", "him"], ["and", "her"])


def follows_place_preposition(words: Sequence[Word], place: int) -> bool:
    """Tell whether a preposition of place stands before a word."""
    before = _before(words, place)
    return before is not None and before.folded in _PLACE_PREPOSITIONS


def is_lived_in(words: Sequence[Word], place: int) -> bool:
    """Tell whether the words before one say that somebody lives in it, comes from it or moves to it."""
    return _ends_with(words, place, _LIVES_IN)


def is_title(word: Word) -> bool:
    """Tell whether a word is a title."""
    return word.folded in TITLES


def is_plain(word: Word) -> bool:
    """Tell whether a name that is a word is most often a word for a thing, a time or a quality."""
    return word.folded in _ADJECTIVES or word.folded in _THINGS or word.folded in _DOING_WORDS


def is_grammar(word: Word) -> bool:
    """Tell whether a word is one of grammar."""
    return is_function_word(word.folded)


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
