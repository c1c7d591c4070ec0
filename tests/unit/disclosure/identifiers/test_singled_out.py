"""What singles somebody out without a name: being the only one, an office or kin in it, an event that people know."""

from pathlib import Path

import pytest
import yaml

from evaluation.disclosure.identifiers import IdentifierClass, find_identifiers, redacted
from evaluation.disclosure.quote_gate.scan import Scanner, can_be_shown

FOUND = [
    (
        "I was the first woman deputy here, and I lost my son the night the church burned.",
        "I was [detail] here, and I lost my son [detail].",
    ),
    (
        "I am the only doctor in the county who was in recovery myself.",
        "I am [detail] in the county who was in recovery myself.",
    ),
    ("As the mayor's daughter, I could not ask.", "As [detail], I could not ask."),
    ("i'm the only black nurse at night on this ward", "i'm [detail] at night on this ward"),
    ("we run the only funeral home in this valley", "we run [detail] home in this valley"),
    ("my uncle's the coroner so they hushed it up", "[detail] so they hushed it up"),
    ("she is the niece of a county commissioner", "she is the [detail]"),
    ("I was married to the fire chief back then", "I was [detail] back then"),
    ("as the superintendent I saw it all", "as [detail] I saw it all"),
    ("I was union president when it got bad", "I was [detail] when it got bad"),
    ("we slept there the week they raided the motel", "we slept there [detail]"),
    ("the winter our bridge washed out nobody came", "[detail] nobody came"),
    ("it started after the mine explosion", "it started [detail]"),
    ("when the mill shut down I had no insurance", "[detail] I had no insurance"),
    ("soy la única partera del condado", "soy [detail] del condado"),
    ("fui la primera bombera de este pueblo", "fui [detail] de este pueblo"),
    ("atiendo el único taller de este barrio", "atiendo [detail] de este barrio"),
    ("la sobrina del alcalde me vio", "la [detail] me vio"),
    ("mi abuelo era el juez y todos lo sabían", "[detail] y todos lo sabían"),
    ("perdí todo la noche que se quemó el mercado", "perdí todo [detail]"),
    ("cuando la presa se desbordó nos quedamos", "[detail] nos quedamos"),
    ("desde el derrumbe no duermo", "[detail] no duermo"),
    ("We're the last bakers left in this village.", "We're [detail] left in this village."),
    ("she was one, and i was the youngest to ever graduate", "she was one, and i was [detail] to ever graduate"),
    ("Nobody else in the county sells goats, only me.", "[detail], only me."),
    ("I served two terms as a county treasurer.", "I served two terms as [detail]."),
    ("My stepdad got elected coroner.", "[detail]."),
    ("my mother-in-law is the town clerk", "[detail]"),
    ("I'm related to the warden", "I'm [detail]"),
    ("I sit on the planning board", "I sit [detail]"),
    ("we coach the girls' track team", "we [detail] team"),
    ("The week the trestle collapsed I used.", "[detail] I used."),
    ("it was the year the mayor got indicted", "it was [detail]"),
    ("they raided us after they found the body", "they raided us [detail]"),
    ("nadie más en el pueblo hace sillas, nomás yo", "[detail], nomás yo"),
    ("fui electa regidora el año pasado", "fui electa [detail] el año pasado"),
    ("mi cuñada es la jueza de aquí", "[detail] de aquí"),
    ("estuve en el cabildo tres años", "estuve [detail] tres años"),
    ("la noche que se cayó la torre me fui", "[detail] me fui"),
    ("cuando mataron al alcalde me escondí", "[detail] me escondí"),
]

PLAIN = [
    "The only thing that helped was somebody who listened.",
    "I was the only one who came back.",
    "It was the first time anybody asked me.",
    "I was the only person in the room.",
    "They closed the only detox in the whole county.",
    "The judge told me to go to treatment.",
    "My counselor's daughter is sweet.",
    "When the clinic closed at five I went home.",
    "When the door closed behind me I cried.",
    "I'm not the problem, the waiting is.",
    "After the appointment I slept.",
    "fue la primera vez que me escucharon",
    "es la única manera de salir",
    "soy el único que vino",
    "cuando cerraron la puerta me senté",
    "el juez me mandó a tratamiento",
    "cerraron el único centro del condado",
    "As a recovery coach I saw people leave.",
    "I worked as a peer coach for two years.",
    "My life coach helped me.",
    "I was the youngest of five.",
    "I was the only one in the waiting room of the county clinic.",
    "cuando cerró la tienda me fui",
    "After the fire alarm went off they sent us out.",
    "The day the pharmacy was closed early I got sick.",
    "I ran for the door.",
    "cuando cerraron la clínica por la tarde me fui",
    "soy el mayor de cinco hermanos",
    "mi hermano trabaja en la clínica",
]

SETS = Path(__file__).parents[1] / "planted_quotes"
FOUND_NOW = {"singled_out": (19, 20), "singled_out_second": (19, 18)}
"""Of 20 in English and 20 in Spanish, in sentences that the patterns were changed for since; at first sight 9 and 14
of the first set, 13 and 11 of the second (docs/methods/disclosure.md)."""


@pytest.mark.parametrize(("text", "shown"), FOUND)
def test_what_singles_out_is_marked_and_the_rest_stays(text, shown):
    found = find_identifiers(text)
    assert redacted(text, found) == shown
    assert {each.kind for each in found} == {IdentifierClass.SINGULAR}


@pytest.mark.parametrize("text", PLAIN)
def test_what_reads_alike_and_singles_out_nobody(text):
    assert redacted(text, find_identifiers(text)) == text


def test_what_was_taken_out_is_not_found_again():
    text = "I am [detail] in the county, and we lost him [detail]."
    assert Scanner().scan(text).findings == ()


def test_a_reader_may_say_that_it_singles_out_nobody_and_not_that_it_may_be_shown():
    (found,) = Scanner().scan("I was the first woman deputy here.").findings
    assert (found.name, found.words) == ("singular@6-28", "the first woman deputy")
    assert not can_be_shown(found.kind)


def _n_marked(texts):
    return sum(any(each.kind is IdentifierClass.SINGULAR for each in find_identifiers(text)) for text in texts)


@pytest.mark.parametrize("name", FOUND_NOW)
def test_what_is_found_of_sentences_that_single_out_and_touched_of_others(name):
    quotes = yaml.safe_load((SETS / f"{name}.yml").read_text(encoding="utf-8"))
    assert (len(quotes["singling_en"]), len(quotes["singling_es"])) == (20, 20)
    assert (_n_marked(quotes["singling_en"]), _n_marked(quotes["singling_es"])) == FOUND_NOW[name]
    assert _n_marked(quotes["harmless"]) == 0
