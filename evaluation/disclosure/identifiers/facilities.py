"""Clinics, shelters, churches, schools, jails and employers: a noun for them and what tells one from another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from evaluation.disclosure.identifiers.identifier import Identifier, IdentifierClass, Strength, identifier
from evaluation.disclosure.identifiers.proper_words import Proper
from evaluation.disclosure.identifiers.vocabulary import Vocabulary, is_function_word, is_spanish_verb, listed
from evaluation.disclosure.identifiers.words import Word

_ENGLISH = {
    "clinic": "clinic hospital pharmacy infirmary sanatorium detox rehab hospice dispensary",
    "shelter": "shelter mission",
    "church": "church chapel parish cathedral temple mosque synagogue ministry ministries tabernacle baptist",
    "jail": "jail prison penitentiary correctional lockup",
    "school": "school college university academy elementary preschool daycare kindergarten high",
    "facility": "library motel hotel institute foundation courthouse apartments hospice barracks ymca ywca",
}
_UNSURE = {
    "clinic": "health medical general memorial",
    "facility": "house home homes center centre place program group services agency bar store market cafe diner restaurant "
    "manor park gardens village projects towers inn lodge farm factory warehouse mall coalition project network alliance "
    "recovery shop garage bakery foods company ranch plaza station commons plastics roofing motors construction landscaping logistics electric plumbing manufacturing trucking industries brothers sons foods cleaners laundry bakery supply steel packaging staffing insurance salon grill pizza deli tavern terrace court hall club outreach residence",
}
_SPANISH = {
    "clinic": "clinica hospital farmacia dispensario consultorio sanatorio policlinico cdt",
    "shelter": "albergue refugio hogar",
    "church": "iglesia capilla parroquia templo catedral congregacion ministerio",
    "jail": "carcel prision penal reclusorio penitenciaria reformatorio anexo",
    "school": "escuela colegio universidad secundaria preparatoria primaria guarderia instituto academia liceo",
    "facility": "centro biblioteca hotel motel fundacion residencial caserio condominio restaurante supermercado fabrica taller "
    "cafeteria tienda bodega panaderia muebles ferreteria lavanderia colmado construcciones transportes textiles carniceria barberia muebleria comedor programa casa cafe bar mercado",
}
_SPANISH_UNSURE = frozenset(
    "casa tienda taller bar programa bodega mercado comedor centro cafe instituto primaria".split()
)
_GENERIC = frozenset(
    "methadone suboxone drug detox rehab recovery treatment local free mobile health mental county state city federal community "
    "public private general emergency psych psychiatric methodist catholic baptist lutheran episcopal pentecostal christian "
    "evangelical homeless women womens woman men mens family families veterans veteran youth teen children childrens kids "
    "domestic violence abuse walk-in walk outpatient inpatient residential halfway sober living safe warming winter overnight "
    "emergency nearest closest whole entire old new big small little good bad nice terrible horrible awful great best worst "
    "first second third last next other another same different certain main only real actual regular normal usual fancy dirty "
    "clean cold warm busy crowded empty full closed open tiny huge single rural urban university teaching regional high middle "
    "grade elementary grammar primary secondary night day boarding technical trade vocational summer charter nursing law "
    "medical dental pain primary care wound needle exchange syringe harm reduction opioid addiction substance use abuse "
    "alcohol behavioral counseling wellness urgent urgent-care transitional long-term short-term temporary foster group adult "
    "juvenile maximum minimum security women's men's people's parents grandparents grandmas moms mothers dads mama's "
    "court probation parole police fire bus train gas grocery corner convenience liquor food soup thrift dollar chain fast "
    "independent neighborhood town village downtown uptown out-of-state faith based faith-based religious storefront "
    "peer drop-in drop resource support day-treatment sick stupid damn fucking fuckin goddamn shitty awesome amazing decent "
    "friendly quiet friggin freaking f-ing weird strange cheap expensive filthy lousy particular shared brand beautiful "
    "giant major specific various hardware retail department pet auto body repair tattoo barber beauty coffee pizza "
    "chinese mexican spanish italian american indian english french government national elderly senior tribal rez reservation "
    "catholic holding block section low-income subsidized abandoned vacant trap crack dope stash bando shooting "
    "neighbor's sister's brother's friend's cousin's grandmother's aunt's uncle's mother's father's own home nearby "
    "specialty special trauma burn eye birth maternity labor pediatric surgical cancer heart military army navy base va "
    "injection consumption overdose prevention testing hiv std vaccine vaccination covid telehealth virtual online "
    "supportive permanent affordable low-barrier low barrier wet dry co-ed coed gender trans lgbtq immigrant refugee migrant "
    "bilingual latino hispanic black white native mostly super single-family two-family three-family boys girls boy's girl's "
    "student college med pre neighborhood's closest only welcoming judgmental strict awful lockdown locked kind huge "
    "working dead burnt burned nicest cleanest worst busiest oldest biggest smallest better worse larger smaller".split()
)
_GENERIC_SPANISH = frozenset(
    "metadona salud mental publica publico privada privado general local nueva nuevo vieja viejo grande chico chica pequena "
    "pequeno mujeres hombres ninos ninas familia familias barrio ciudad pueblo condado estado distrito noche dia rehabilitacion "
    "desintoxicacion tratamiento adicciones drogas desamparados indigentes veteranos jovenes adultos menores emergencia "
    "emergencias urgencias movil gratis gratuita gratuito dental medico medica psiquiatrico psiquiatrica regional municipal "
    "estatal federal central comunitaria comunitario catolica catolico evangelica evangelico pentecostal bautista cristiana "
    "cristiano metodista elemental superior intermedia secundaria primaria preparatoria publicas cercana cercano abierta "
    "abierto cerrada cerrado mismo misma ayuda apoyo acogida recuperacion reinsercion detencion maxima minima seguridad "
    "ambulatoria residencial educacion especial salvacion oracion crianza cuna esquina comunidad bonita bonito limpia limpio "
    "sucia sucio lleno llena fea feo mala malo buena bueno crisis victimas violencia domestica mama papa abuela abuelo comida "
    "ropa autos carros mecanica comercial hogar rodante infantil penal juvenil mayor mayores pastores amigos amigo hermana "
    "hermano vecina vecino familiar propia propio temporero temporera temporal transitorio transitoria intercambio jeringas "
    "jeringuillas reduccion danos consejeria terapia metadonas alla vecindario caridad_ donde embarazadas madres padres solteras "
    "sola solo entera completo completa cara caro rural urbana urbano pobre pobres rica ajena alquilada rentada abandonada "
    "abandonado hispana hispano latina latino americana americano alcoholicos anonimos deambulantes".split()
)
_PLAIN_ENDINGS = ("ing", "ous", "ful", "less", "able", "ible", "ish", "est", "ly", "ed")
_VERB_ENDINGS = ("aba", "aban", "aron", "ieron", "ando", "iendo", "ria", "rian", "aste", "iste", "mente")
_DETERMINERS = frozenset("the a an my your his her our their this that these those any every some no each".split())
_AT = frozenset("at to from in into of near by called named de en behind outside across over inside around past off with for".split())
_OWNER = frozenset(("'s", "’s"))
_SPANISH_LINKS = frozenset("de del la las los el san santa santo".split())
_MOST = 4


def facilities(
    words: Sequence[Word], proper: Sequence[Proper | None], vocabulary: Vocabulary
) -> Iterator[Identifier]:
    """Yield facilities that are named, not only mentioned: ``harbor light shelter``, not ``the women's shelter``."""
    for place, word in enumerate(words):
        for nouns, is_sure in ((_ENGLISH, True), (_UNSURE, False)):
            label = _label(word.folded, nouns) or _label(word.folded.removesuffix("s"), nouns)
            if label and "en" in vocabulary.languages or label and word.is_capital:
                span = _before_noun(words, proper, place, is_sure=is_sure) or _of(words, proper, place)
                if span:
                    yield _facility(words, span, label, "a noun for a facility with what tells it from others")
        label = _label(word.folded, _SPANISH)
        if label and ("es" in vocabulary.languages or not _is_english(word.folded)):
            last = _after_noun(words, proper, place)
            if last is not None:
                yield _facility(words, (place, last), label, "a noun for a facility with its name after it")


def _is_english(word: str) -> bool:
    return word in listed("ordinary_en")


def _label(word: str, nouns: dict[str, str]) -> str:
    return next((label for label, each in nouns.items() if word in each.split()), "")


def _facility(words: Sequence[Word], span: tuple[int, int], label: str, evidence: str) -> Identifier:
    first, last = span
    start, end = words[first].start, words[last].end
    return identifier(start, end, IdentifierClass.FACILITY, evidence, Strength.LIKELY, label)


def _before_noun(
    words: Sequence[Word], proper: Sequence[Proper | None], noun: int, *, is_sure: bool
) -> tuple[int, int] | None:
    first = _leftmost(words, proper, noun)
    modifiers = [each for each in range(first, noun) if words[each].is_word]
    named = [each for each in modifiers if proper[each] is not None and words[each].folded not in _GENERIC]
    if named:
        owned = any(words[each].text in _OWNER for each in range(named[-1], noun))
        if owned and not is_sure and not words[noun].is_capital:
            return None
        first = named[0]
        while first and words[noun].is_capital and words[first - 1].is_capital and words[first].is_joined:
            if words[first - 1].starts_sentence:
                break
            first -= 1
        return first, noun
    telling = [each for each in modifiers if not _is_generic(words[each])]
    if not telling:
        return None
    before = words[first - 1] if first else None
    begins = words[first].starts_sentence or before is None or before.folded in ("and", "but", "so", "then", "because")
    bare = begins or (before is not None and before.folded in _AT)
    if is_sure or bare:
        return telling[0], noun
    return None


def _leftmost(words: Sequence[Word], proper: Sequence[Proper | None], noun: int) -> int:
    here = noun
    while here and noun - here < _MOST and words[here].is_joined | (words[here].text in _OWNER):
        before = words[here - 1]
        if before.text in _OWNER and here > 1:
            here -= 1
            continue
        if not before.is_word or before.folded in _DETERMINERS:
            break
        if is_function_word(before.folded) and proper[here - 1] is None and not _is_kept(words, here - 1):
            break
        here -= 1
    return here


def _is_kept(words: Sequence[Word], place: int) -> bool:
    """Tell whether a word of grammar is a part of a name: ``new hope clinic``."""
    return words[place].folded in ("new", "second", "first", "open", "all", "good", "next", "one", "little", "right")


def _is_generic(word: Word) -> bool:
    return (
        word.folded in _GENERIC
        or word.folded.endswith(_PLAIN_ENDINGS)
        or is_function_word(word.folded)
        or (any(word.folded in each.split() for nouns in (_ENGLISH, _UNSURE) for each in nouns.values()))
    )


def _of(words: Sequence[Word], proper: Sequence[Proper | None], noun: int) -> tuple[int, int] | None:
    """Return the span of ``church of the nazarene``, ``university of X``."""
    here = noun + 1
    if here >= len(words) or words[here].folded not in ("of", "at", "in", "on"):
        return None
    is_of = words[here].folded == "of"
    here += 1
    if here < len(words) and words[here].folded in ("the", "our", "saint", "st"):
        here += 1
    if here < len(words) and proper[here] is not None and (is_of or words[noun].is_capital):
        while here + 1 < len(words) and words[here + 1].is_joined and proper[here + 1] is not None:
            here += 1
        return noun, here
    return None


def _after_noun(words: Sequence[Word], proper: Sequence[Proper | None], noun: int) -> int | None:
    here, last, linked, steps = noun + 1, None, False, 0
    while here < len(words) and words[here].is_joined and words[here].is_word and steps < _MOST + 2:
        word = words[here]
        if proper[here] is not None and word.folded not in _GENERIC_SPANISH:
            last, linked = here, False
        elif word.folded in _SPANISH_LINKS:
            linked = linked or word.folded in ("de", "del")
        elif word.folded in _GENERIC_SPANISH and not (last is not None or _begins_name(words, here)):
            linked = False
        elif is_function_word(word.folded) or word.folded.endswith(_VERB_ENDINGS) or _has_past_accent(word):
            break
        elif word.folded not in listed("ordinary_es") and is_spanish_verb(word.folded):
            break
        elif last is None and words[noun].folded in _SPANISH_UNSURE and not (word.is_capital or word.folded.endswith(("ar", "er", "ir"))):
            break
        elif linked and not _is_saint(words, here) and word.folded not in listed("names_like_words"):
            break
        else:
            last, linked = here, False
        here += 1
        steps += 1
    return last


def _begins_name(words: Sequence[Word], place: int) -> bool:
    """Tell whether an adjective is followed by a noun, as in ``nueva vida``, so that both make a name."""
    word = words[place]
    if word.folded not in ("nueva", "nuevo", "buena", "buen", "santa", "gran", "mayor") or place + 1 >= len(words):
        return False
    after = words[place + 1]
    return (
        after.is_joined
        and after.is_word
        and not is_function_word(after.folded)
        and (after.folded not in _GENERIC_SPANISH and not after.folded.endswith(_VERB_ENDINGS))
    )


def _is_saint(words: Sequence[Word], place: int) -> bool:
    return words[place - 1].folded in ("san", "santa", "santo")


def _has_past_accent(word: Word) -> bool:
    return word.text.endswith(("ó", "é", "í", "á")) or word.folded.endswith(("ieron", "aron"))
