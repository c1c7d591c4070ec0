import hashlib
import re
import unicodedata
from functools import cache
from itertools import combinations

import pytest

from .grammar import KINDS, LANGUAGES, PLANTING, SENTENCE_END, identifying_words, load_grammar, n_planted
from .quotes import MOST_SENTENCES, N_QUOTES, SEEDS, STYLES, make_quotes

PAIRS = list(combinations(SEEDS, 2))
OF_NAMES = ("person", "place", "facility", "address", "contact")
# What is part of many names and gives nobody away: words for streets, waters, hills, houses and what is in them,
# titles of saints, numbers, and where mail and pages are kept.
GENERIC = (
    "and apartamento apartment apt arroba at ave avenue bajo baptist barrio behavioral bend big blue bluff boulevard "
    "box bridge calle casa center church cinco clinic college com community correctional counseling county court "
    "creek de del department detention dot drive dry east eighty el elementary exit facebook falls family first five "
    "flats fork fort gmail grove guion harbor health heights high highway hill hollow holy hospital hotmail house "
    "https instagram interstate jail junction juvenile knob la lady lake landing lane las little living los medical "
    "medicine mesa methodist middle mill mission mount net new norte north numero of office old org our park parque "
    "pentecostal plaza point post prison punto rd recovery regional rescue ridge rio river road route row run san "
    "santa school second seven shelter sober south springs square st state station stone street tech the third three "
    "tower town treatment twenty two underscore unit us van villa water west www yahoo"
)
NEVER_SHARED = (
    *("record.case", "record.person", "record.social", "record.plate"),
    *("phone.words", "address.street", "address.box", "date.full", "date.words", "date.digits"),
)
ALSO_WORDS = "banks bright catfish cruz dollar flores frost guerra lou love price ray red savage valle"


quotes_of = cache(make_quotes)


def plain(text):
    return "".join(each for each in unicodedata.normalize("NFD", text.lower()) if not unicodedata.combining(each))


def tokens(text):
    return re.findall(r"[^\W_]+", plain(text))


def templates(name):
    for language in LANGUAGES:
        grammar = load_grammar(name, language)
        yield from (*grammar.planted, *grammar.clean, *grammar.frames)


def runs_of_words(name, n):
    runs = set()
    for template in templates(name):
        words = tokens(re.sub(r"[{][^}]*[}]", " slot ", template))
        runs |= {tuple(words[at : at + n]) for at in range(len(words) - n + 1)}
    return {run for run in runs if "slot" not in run}


@pytest.mark.parametrize("name", SEEDS)
def test_the_same_quotes_on_every_call(name):
    assert make_quotes(name, n=60) == quotes_of(name)[:60]


@pytest.mark.parametrize(
    ("name", "digest"),
    [
        ("development", "438a5b5fd4ec84180514d246ee08f862491abac79705b129e1e7bcbca297b592"),
        ("held_out", "55ffeb9c95c7e9e972c030c3b7d8977335487d90396f7904bc6ce57a1d4e77c6"),
        ("unread", "2fa740eddee4e2f5a94d382d1e8abf314173a70d7224cccfb5f2e832638f930c"),
        ("fourth", "506522d3af6d5dcaddc081ee7aa386e77b1b760b16385376847098c0a7a5a058"),
        ("fifth", "2fdadff297be8a0832beb48104d64e8d55be78d276240f51cbf97489432e3405"),
    ],
)
def test_the_quotes_are_those_that_are_measured(name, digest):
    assert hashlib.sha256("\n".join(each.text for each in quotes_of(name)).encode()).hexdigest() == digest


@pytest.mark.parametrize("name", SEEDS)
def test_two_quotes_of_five_are_spanish_and_half_have_one_to_three_identifiers(name):
    quotes = quotes_of(name)

    assert len(quotes) == N_QUOTES
    for language, share in (("en", 0.6), ("es", 0.4)):
        spoken = [each for each in quotes if each.language == language]
        assert len(spoken) == share * N_QUOTES
        assert sum(not each.planted for each in spoken) == len(spoken) / 2
    assert {len(each.planted) for each in quotes} == {0, 1, 2, 3}
    assert {style: sum(style in each.styles for each in quotes) for style in STYLES} == {
        style: share * N_QUOTES for style, share in STYLES.items()
    }


@pytest.mark.parametrize("name", SEEDS)
def test_no_quote_has_more_than_five_sentences(name):
    for quote in quotes_of(name):
        text = quote.text.replace("P.O.", "office").replace("p.o.", "office")
        for each in quote.planted:
            text = text.replace(quote.text[each.outer_start : each.outer_end], "somebody")
        assert len(SENTENCE_END.findall(text)) <= MOST_SENTENCES


@pytest.mark.parametrize("name", SEEDS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_and_form_is_planted_in_each_language(name, language):
    planted = [each for quote in quotes_of(name) for each in quote.planted if each.language == language]
    forms = {rule for rule in load_grammar(name, language).rules if "." in rule}

    assert {each.form for each in planted} == forms
    for kind in KINDS:
        assert sum(each.kind == kind for each in planted) >= 30


@pytest.mark.parametrize("name", SEEDS)
def test_spans_are_whole_words_apart_from_one_another(name):
    for quote in quotes_of(name):
        last = 0
        for each in sorted(quote.planted, key=lambda planted: planted.start):
            assert last <= each.outer_start <= each.start < each.end <= each.outer_end <= len(quote.text)
            assert quote.text[each.start : each.end].strip() == quote.text[each.start : each.end]
            assert not (quote.text[each.start - 1 : each.start].isalnum() and quote.text[each.start].isalnum())
            assert not (quote.text[each.end - 1].isalnum() and quote.text[each.end : each.end + 1].isalnum())
            last = each.outer_end


@pytest.mark.parametrize("name", SEEDS)
@pytest.mark.parametrize(
    ("form", "lists"),
    [
        ("person.given", ("given_common", "given_rare")),
        ("place.neighbourhood", ("neighbourhood",)),
        ("facility.employer", ("firm",)),
    ],
)
def test_what_is_planted_is_what_the_span_holds(name, form, lists):
    words = {tuple(tokens(each)) for rule in lists for each in identifying_words(name)[rule]}
    planted = [
        quote.text[each.start : each.end]
        for quote in quotes_of(name)
        for each in quote.planted
        if each.form == form and each.language == "en"
    ]

    assert planted and {tuple(tokens(each)) for each in planted} <= words


@pytest.mark.parametrize("name", SEEDS)
def test_a_title_and_the_unit_of_an_age_are_outside_of_what_has_to_be_hidden(name):
    planted = [(quote.text, each) for quote in quotes_of(name) for each in quote.planted]
    titled = [(text, each) for text, each in planted if each.form == "person.titled"]
    ages = [(text, each) for text, each in planted if each.form == "age.digits"]

    assert all(each.outer_start < each.start for _, each in titled)
    assert all(re.fullmatch(r"9\d|10[123]", text[each.start : each.end]) for text, each in ages)


@pytest.mark.parametrize("name", SEEDS)
def test_rare_names_and_towns_stand_nowhere_but_in_a_span(name):
    words = identifying_words(name)
    telling = {token for rule in ("surname_rare", "email_user") for each in words[rule] for token in tokens(each)}
    telling -= set(f"{GENERIC} {ALSO_WORDS}".split())
    for quote in quotes_of(name):
        text = list(quote.text)
        for each in quote.planted:
            text[each.outer_start : each.outer_end] = " " * (each.outer_end - each.outer_start)
        assert not telling.intersection(each for each in tokens("".join(text)) if len(each) > 4)


@pytest.mark.parametrize("name", SEEDS)
def test_many_sentences_and_no_identifier_in_a_sentence_for_clean_quotes(name):
    for language in LANGUAGES:
        grammar = load_grammar(name, language)
        assert len(grammar.planted) >= 60 and len(grammar.clean) >= 55
        assert all(1 <= n_planted(each) <= 3 for each in grammar.planted)
        assert not any(PLANTING.search(each) for each in (*grammar.clean, *grammar.frames))


def named_tokens(name):
    return {
        token
        for quote in quotes_of(name)
        for each in quote.planted
        if each.kind in OF_NAMES
        for token in tokens(quote.text[each.start : each.end])
        if len(token) > 2 and token.isalpha()
    }


def listed(name):
    return {plain(each) for words in identifying_words(name).values() for each in words}


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_the_sets_share_no_name_place_or_facility(one, other):
    assert named_tokens(one) & named_tokens(other) <= set(GENERIC.split())


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_the_sets_share_no_entry_of_a_list(one, other):
    assert not listed(one) & listed(other)


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_the_sets_share_no_sentence_and_no_five_words_in_a_row(one, other):
    assert not set(templates(one)) & set(templates(other))
    assert not runs_of_words(one, 5) & runs_of_words(other, 5)


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_the_sets_share_no_way_to_write_a_record_an_address_a_date_or_a_spoken_number(one, other):
    for language in LANGUAGES:
        rules = [load_grammar(name, language).rules for name in (one, other)]
        for form in NEVER_SHARED:
            assert not set(rules[0][form]) & set(rules[1][form])
