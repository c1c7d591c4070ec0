"""Words that are heard as stigma, after NIDA's Words Matter (2021) and its Spanish edition."""

import pytest

from evaluation.data.stigma_words import stigma_in_prose, stigma_words
from evaluation.data.strict_yaml import read_yaml
from evaluation.errors import ParameterError

PERSON = "persona con un trastorno por consumo de sustancias"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("They called me a JUNKIE.", [("JUNKIE", "person with a substance use disorder")]),
        ("A reformed  addict", [("reformed  addict", "person in recovery")]),
        ("an ex‑addict", [("ex‑addict", "person in recovery")]),
        ("An alcoholic at Alcoholics Anonymous", [("alcoholic", "person with an alcohol use disorder")]),
        ("I have been clean, two years", [("been clean", "in recovery, not using drugs")]),
        ("substance abuse", [("substance abuse", "use (of drugs), misuse (of medicines)")]),
        ("un toxicomano, una toxicómana", [("toxicomano", PERSON), ("toxicómana", PERSON)]),
        ("Estoy limpia.", [("Estoy limpia", "en recuperación, sin consumir drogas")]),
    ],
)
def test_words_are_found_with_what_to_say(text, found):
    assert [(each.words, each.say) for each in stigma_words(text)] == found


@pytest.mark.parametrize(
    "text",
    [
        "Users of the service keep the room clean, out of habit.",
        "Addiction is a disease; nobody is addicted by choice.",
        "National Institute on Drug Abuse; Substance Abuse and Mental Health Services Administration",
        "La sala es limpia.",
        "",
    ],
)
def test_other_words_are_not(text):
    assert stigma_words(text) == ()


def test_a_file_is_searched_where_it_has_prose(tmp_path):
    path = tmp_path / "params.yml"
    path.write_text(
        "title: Help for addicts\nsources: {a: {path: drug abuse.csv}}\nreport:\n  notes: [fine, a drug user]\n",
        encoding="utf-8",
    )
    title, note = stigma_in_prose(read_yaml(path, kind="a params file", error=ParameterError))
    assert title.startswith(
        "line 1, title: 'addicts' is heard as stigma; instead: person with a substance use disorder"
    )
    assert note.startswith("line 4, report.notes.1: 'drug user' is heard as stigma; instead: person who uses drugs")
