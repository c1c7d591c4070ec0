import re

import pytest

from evaluation.data.output_table import TableKind
from evaluation.disclosure.releasing import release
from evaluation.errors import DisclosureError

from .run_builder import read


@pytest.mark.parametrize(
    "text",
    [
        "read from /srv/data/deaths.csv",
        "see (/home/someone/coalition/notes.txt)",
        "C:\\Users\\someone\\deaths.csv",
        "~/coalition/deaths.csv",
        "from data/deaths.csv",
        "/home/somebody/x",
    ],
)
def test_a_path_in_a_text_refuses_the_release(run, text):
    run.deaths("all", "2020", 45, note=text)
    with pytest.raises(DisclosureError, match="restricted texts") as caught:
        release(run.write())
    assert "results.csv:2: holds a path" in str(caught.value)
    assert not (run.folder / "released").exists()


@pytest.mark.parametrize(
    "text", ["deaths and/or injuries", "rate ratio 1/2", "per 100,000 person-years", "a/b", "24/7"]
)
def test_a_slash_is_no_path(run, text):
    run.row("themes/alpha/overall", estimate=0.7, unit=text)
    release(run.write())
    assert read(run.folder / "released" / "results.csv")[0]["unit"] == text


@pytest.mark.parametrize(
    ("text", "leaks"),
    [
        ("Maria Keller said it.", True),
        ("as MARIA KELLER told us", True),
        ("said Maria\nKeller", True),
        ("said Maria  Keller", True),
        ("said Jose\u0301 Ruiz", True),
        ('said Bob "Buzz" Ray', True),
        ("said Bob “Buzz” Ray", True),
        ("Mariana Kellers", False),
        ("Interview 7b and others", True),
        ("a person in recovery in Alder", False),
        ("seven of 12", False),
    ],
)
def test_the_name_of_somebody_in_a_text_refuses_the_release(run, text, leaks):
    names = [
        ("case", "Maria Keller"),
        ("case", "José Ruiz"),
        ("case", 'Bob "Buzz" Ray'),
        ("source", "Interview 7b"),
        ("coder", "Alder"),
        ("case", "12"),
        ("case", "of"),
    ]
    run.other("names", TableKind.RESTRICTED, ("of", "name"), names, analysis="themes", sensitivity="participant")
    run.other("codes", TableKind.DESCRIPTION, ("code", "meaning"), [("a", text)], sensitivity="public")
    if not leaks:
        release(run.write())
        return
    with pytest.raises(DisclosureError, match="restricted texts") as caught:
        release(run.write())
    assert re.search(r"tables/codes\.csv:[23]: holds the name of an interviewee", str(caught.value))


def test_a_column_that_names_people_refuses_the_release(run):
    run.other(
        "visits",
        TableKind.DESCRIPTION,
        ("person_id", "kits"),
        [("p17", 3)],
        sensitivity="public",
        analysis="activities",
    )
    with pytest.raises(DisclosureError, match="restricted texts") as caught:
        release(run.write())
    assert "tables/visits.csv: has a column that names people; found person_id" in str(caught.value)
