import json
import re
from datetime import date

import pytest

from evaluation.data.dictionary import load_code_list
from evaluation.data.output_table import TableKind
from evaluation.disclosure.leak_scan.release import formulas_in
from evaluation.disclosure.population import population_of
from evaluation.disclosure.releasing import release
from evaluation.disclosure.review.exceptions import SignedException
from evaluation.disclosure.review.review import review_release
from evaluation.disclosure.run_folder import read_finished_run
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
        "`/srv/data/deaths.csv`",
        "[/srv/data/deaths.csv]",
        "a|/srv/data/deaths.csv",
        "~someone/deaths.csv",
        r"\\fileserver\secret$\deaths.csv",
    ],
)
def test_a_path_in_a_text_refuses_the_release(run, text):
    run.deaths("all", "2020", 45, note=text)
    with pytest.raises(DisclosureError, match="restricted texts") as caught:
        release(run.write())
    assert "results.csv:2: holds a path" in str(caught.value)
    assert not (run.folder / "released").exists()


@pytest.mark.parametrize(
    "text",
    [
        "deaths and/or injuries",
        "rate ratio 1/2",
        "per 100,000 person-years",
        "a/b",
        "24/7",
        "https://example.org/a/b",
        "(a+b)/c/d",
        "~3/4",
        r"\\text{a}",
    ],
)
def test_a_slash_is_no_path(run, text):
    run.interviews({"clinician": 30}).row("themes/codes/all", estimate=7.0, unit=text)
    release(run.write())
    assert text in {row["unit"] for row in read(run.folder / "released" / "results.csv")}


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


COUNTED = {("2020-01", "alder"): 21, ("2020-01", "birch"): 30, ("2020-02", "alder"): 4, ("2020-02", "birch"): 33}
TOLD = "tells a count that the release does not show (overdose death, alder, 2020-02)"


def _titled(run, words):
    run.params["title"] = words


def _headed(run, words):
    run.params["title"], run.params["report"] = "Alder in February 2020", {"subtitle": words}


def _described(run, words):
    run.params["arms"]["cep"]["description"] = words


def _called(run, words):
    run.params["communities"]["alder"]["name"] = words


def _said(run, words):
    run.quotes([(words, "", "yes")])


@pytest.mark.parametrize(
    ("write", "words", "where"),
    [
        (_titled, "Four people died of an overdose in Alder in February 2020", "about.json:1"),
        (_titled, "Alder, Feb. 2020: four overdose deaths", "about.json:1"),
        (_described, "A pilot: in Alder, 4 people died in 2020-02.", "about.json:1"),
        (_called, "Alder (4 deaths in 2020-02)", "about.json:1"),
        (_headed, "Four people died", "about.json:1"),
        (_said, "I lost my brother. Four of us died in Alder in February 2020.", "quotes.csv:2"),
    ],
)
def test_a_text_that_tells_a_hidden_count_refuses_the_release(run, write, words, where):
    run.table("by_place", ["period", "community"], COUNTED)
    write(run, words)
    folder = run.write()
    with pytest.raises(DisclosureError, match="restricted texts") as caught:
        release(folder)
    assert caught.value.exit_code == 14
    (problem,) = (each for each in caught.value.problems if each.wrong == TOLD)
    assert problem.where == where
    assert problem.expected == "numbers of released/ only"
    assert not (folder / "released").exists()
    assert not list((folder.parents[1] / "publications").glob("0*"))
    assert TOLD in review_release(folder).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "words",
    ["33 people died in Birch in February 2020", "5 people died in Alder in February 2020", "4 of 9 partners"],
)
def test_a_text_that_tells_what_is_shown_or_nothing_passes(run, words):
    run.table("by_place", ["period", "community"], COUNTED | {("2020-02", "alder"): 14})
    _titled(run, words)
    release(run.write())


def test_a_reason_of_an_exception_that_tells_a_hidden_count_refuses_the_release(run):
    """No number may stand in it; should one that nobody reads as such get through, the scan looks again."""
    run.table("by_place", ["community"], {("alder",): 4, ("birch",): 30})
    run.persons("persons_by_clinic", "clinic", {"north": 40, "south": 50})
    folder = run.write()
    signed = SignedException.model_construct(
        item="table persons_by_clinic",
        evaluation="tiny",
        population=population_of(read_finished_run(folder)),
        groups={"clinic": ("north", "south")},
        name="Somebody",
        reason="Only four people died in Alder, so why not.",
        date=date(2024, 6, 2),
    )
    with pytest.raises(DisclosureError, match="restricted texts") as caught:
        release(folder, exceptions=[signed])
    (problem,) = caught.value.problems
    assert (problem.where, problem.wrong) == (
        "certificate.json:1",
        "tells a count that the release does not show (overdose death, alder)",
    )
    assert problem.wrong in review_release(folder, exceptions=[signed]).read_text(encoding="utf-8")


ORDINARY = ["May", "Will", "Mark", "Page", "Max", "Group", "Long", "April", "Cox", "Gray"]


def interviews_coded_by(run, name):
    run.deaths("all", "2020", 600)
    run.interviews({"clinician": 9, "peer_worker": 9}, {"trust": {"clinician": 5, "peer_worker": 6}})
    return run.other(
        "names",
        TableKind.RESTRICTED,
        ("name", "what"),
        [(name, "coder")],
        analysis="themes",
        sensitivity="participant",
    )


@pytest.mark.parametrize("name", ORDINARY)
def test_a_coder_who_is_called_like_an_ordinary_word_is_no_leak(run, name):
    interviews_coded_by(run, name)
    release(run.write())


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("May", "as May coded it"),
        ("Long", "Long and Harris disagreed"),
        ("Group", "read by Group, then by others"),
        ("Cox", "with Cox we found"),
        ("Wu", "as Wu told us"),
    ],
)
def test_where_an_author_names_them_it_is_one(run, name, text):
    interviews_coded_by(run, name)
    run.params["overdose_deaths"]["interventions"] = [{"name": "start", "date": "2020-07-01", "description": text}]
    with pytest.raises(DisclosureError) as caught:
        release(run.write())
    assert "name of an interviewee, an interview or a coder" in str(caught.value)
    assert "the whole name where it was entered (Coder May Smith)" in str(caught.value)


def with_codebook(run, label, description):
    run.interviews({"clinician": 9, "peer_worker": 9}, {"trust": {"clinician": 5, "peer_worker": 6}})
    columns = ("theme", "label", "parent", "description", "include", "exclude")
    rows = [("trust", label, "", description, "", "")]
    return run.other("codebook", TableKind.DESCRIPTION, columns, rows, analysis="themes", sensitivity="public")


@pytest.mark.parametrize("cell", ["=HYPERLINK(A:A)", "+cmd", "@SUM(A:A)", "-cmd|x", "\tx"])
def test_a_cell_that_a_spreadsheet_would_compute_refuses_the_release(run, cell):
    with pytest.raises(DisclosureError) as caught:
        release(with_codebook(run, cell, "").write())
    assert "tables/codebook.csv:2: begins like a formula of a spreadsheet" in str(caught.value)


@pytest.mark.parametrize(("cell", "n_found"), [("-3.5", 0), ("-1e-05", 0), ("-inf", 0), ("-", 1), ("-1+1", 1)])
def test_numbers_below_zero_stay_numbers(cell, n_found):
    assert len(list(formulas_in(cell))) == n_found


def test_roles_have_labels_without_a_source_of_quotes(run):
    run.interviews({"harm_reduction_worker": 12, "clinician": 12})
    release(run.write())
    about = json.loads((run.folder / "released" / "about.json").read_text(encoding="utf-8"))
    assert about["labels"]["role"]["harm_reduction_worker"] == load_code_list("role").labels["harm_reduction_worker"]
