"""What authors wrote is refused where it points to somebody, or repeats what people said and did not let out."""

import pytest

from evaluation.data.output_table import TableKind
from evaluation.disclosure.joint_display.accepting import readings_of_run
from evaluation.disclosure.releasing import release
from evaluation.disclosure.review.review import review_release
from evaluation.errors import DisclosureError

WITHDRAWN = "After the fire I slept in the car with my dog and nobody came."
SAID = "They looked through me as if I was not there."
PASSAGE = "My boss took the keys and we walked home in the rain, at the end of the street."
CONSTRUCT = {
    "name": "housing",
    "question": "Who lost a home?",
    "numbers": [],
    "themes": ["trust"],
    "quotes": [],
    "kind": "expansion",
    "inference": "Words add reasons to the number.",
    "author": "Ada Quill",
    "date": "2024-06-03",
}
CODE = ("trust", "Trust", "", "Whether people trust a service.", "", "")


@pytest.fixture
def a_run(run, tmp_path):
    """Write a run with a withdrawn quote, a released one, a coded passage and lists of the site."""

    def build(construct=None, note="", code=CODE):
        run.params_file = tmp_path / "params" / "tiny.yml"
        run.params_file.parent.mkdir()
        (run.params_file.parent / "people.txt").write_text("Michael Harris\nMaria Alder\n", encoding="utf-8")
        (run.params_file.parent / "facilities.txt").write_text("Sunrise House\n", encoding="utf-8")
        (run.params_file.parent / "answers.yml").write_text(f'gramms:\n  1: {{note: "{note}"}}\n', encoding="utf-8")
        run.params["disclosure"] = {"site_lists": {"people": "people.txt", "facilities": "facilities.txt"}}
        run.params["report"] = {"checklists": "answers.yml"}
        run.manifest["notebooks"]["joint_display"] = {"status": "finished"}
        written = CONSTRUCT | (construct or {})
        run.params["joint_display"] = {"quotes": "quotes", "readings": "seen.yml", "constructs": [written]}
        run.interviews({"clinician": 9, "peer_worker": 9}, {"trust": {"clinician": 8, "peer_worker": 7}})
        run.quotes([(WITHDRAWN, "clinician", "withdrawn"), (SAID, "clinician", "yes")])
        columns = ("theme", "label", "parent", "description", "include", "exclude")
        common = {"analysis": "themes", "sensitivity": "public"}
        run.other("codebook", TableKind.DESCRIPTION, columns, [code], **common)
        columns = ("segment", "source", "theme", "start", "end", "coders", "text")
        passage = ("s1", "Interview 7", "trust", 0, 66, "", PASSAGE)
        common = {"analysis": "themes", "sensitivity": "participant"}
        run.other("framework_segments", TableKind.RESTRICTED, columns, [passage], **common)
        return run.write()

    return build


def found(folder, act=release):
    with pytest.raises(DisclosureError, match="restricted texts would become public") as caught:
        act(folder)
    assert caught.value.exit_code == 14
    return [(each.where, each.wrong, each.found) for each in caught.value.problems]


def accept(folder):
    (construct,) = readings_of_run(folder).constructs
    return readings_of_run(folder, accept=[construct.name], name="A Reader")


FRAGMENT = 'A man told us that "I slept in the car with my dog", near the Sunrise House, where Michael Harris works.'


def test_a_fragment_of_a_withdrawn_quote_a_clinic_and_a_person_are_found_at_once(a_run, tmp_path):
    folder = a_run({"inference": FRAGMENT})
    problems = found(folder, accept)
    where = "joint display, inference of housing"
    assert [(each[0], each[2]) for each in problems] == [
        (where, "facility@62-75"),
        (where, "person@83-97"),
        (where, "words@20-50"),
    ]
    assert not any(word in str(problems) for word in ("Sunrise", "Harris", "slept"))
    assert not (tmp_path / "params" / "seen.yml").exists()


@pytest.mark.parametrize(
    ("place", "where"),
    [
        ("question", "joint display, question of housing"),
        ("inference", "joint display, inference of housing"),
        ("author", "joint display, author of housing"),
        ("note", "checklists, gramms 1"),
        ("label", "codebook, label of trust"),
        ("description", "codebook, description of trust"),
        ("include", "codebook, include of trust"),
    ],
)
@pytest.mark.parametrize("words", ["slept in the car with", "my boss took the keys"])
def test_words_of_an_interview_are_found_wherever_authors_write(a_run, place, where, words):
    text = f"One said: {words}, and more."
    if place == "note":
        folder = a_run(note=text)
    elif place in CONSTRUCT:
        folder = a_run({place: text})
    else:
        position = ("theme", "label", "parent", "description", "include", "exclude").index(place)
        folder = a_run(code=(*CODE[:position], text, *CODE[position + 1 :]))
    assert (where, "repeats words of an interview that are not released") in [
        each[:2] for each in found(folder, accept)
    ]


@pytest.mark.parametrize(
    ("where", "more"),
    [
        ("checklists, gramms 1", {"note": "Held at the Sunrise House."}),
        ("codebook, description of trust", {"code": (*CODE[:3], "As Michael Harris told us.", "", "")}),
        ("joint display, question of housing", {"construct": {"question": "What does Harris say?"}}),
        ("joint display, name of housing_at_sunrise_house", {"construct": {"name": "housing_at_sunrise_house"}}),
        ("joint display, inference of housing", {"construct": {"inference": "Write to me@example.org."}}),
        ("joint display, author of housing", {"construct": {"author": "Ada Quill, me@example.org"}}),
    ],
)
def test_names_of_the_site_and_ways_to_reach_somebody_are_found(a_run, where, more):
    folder = a_run(**more)
    problems = [each for each in found(folder, accept) if each[0] == where]
    assert problems
    assert all(each[1].startswith("points to somebody") for each in problems)


@pytest.mark.parametrize(
    "inference",
    [
        "In Alder, people told Ada Quill of the time after July 2020.",
        'One said: "They looked through me as if I was not there."',
        "It is at the end of the list of what people need.",
        "Some slept in the car.",
    ],
)
def test_what_authors_may_write_is_released(a_run, inference):
    folder = a_run({"inference": inference.replace("2020", "then")})
    accept(folder)
    release(folder)


def test_the_review_says_where_and_not_what(a_run):
    page = review_release(a_run({"inference": FRAGMENT})).read_text(encoding="utf-8").replace("\u200b", "")
    assert "person@83-97" in page
    assert "Michael" not in page


def test_without_the_lists_of_the_site_nothing_that_authors_wrote_is_released(a_run, tmp_path):
    folder = a_run()
    accept(folder)
    (tmp_path / "params" / "tiny.yml").unlink()
    wrong = "cannot be looked for in authors' texts"
    assert ("disclosure.site_lists", wrong, "the params file of the run is not where it was") in found(folder)


def planted(run, tmp_path, place, text):
    """Write a run whose params file has a text at a place, with lists of the site and a withdrawn quote."""
    run.params_file = tmp_path / "params" / "tiny.yml"
    run.params_file.parent.mkdir()
    (run.params_file.parent / "people.txt").write_text("Michael Harris\n", encoding="utf-8")
    (run.params_file.parent / "facilities.txt").write_text("Sunrise House\nAlder\n", encoding="utf-8")
    run.params["disclosure"] = {"site_lists": {"people": "people.txt", "facilities": "facilities.txt"}}
    level = {"code": "a", "label": "A"}
    own = {"title": "Program", "type": "string", "levels": [level]}
    intervention = {"name": "start", "date": "2020-07-01"}
    other = {"name": "law", "start": "2019-02-01"}
    report = {}
    where = {
        "title": (run.params, "title"),
        "subtitle": (report, "subtitle"),
        "contact": (report, "contact"),
        "version": (report, "version"),
        "arm": (run.params["arms"]["cep"], "name"),
        "arm description": (run.params["arms"]["cep"], "description"),
        "community": (run.params["communities"]["birch"], "name"),
        "intervention": (intervention, "description"),
        "co-intervention": (other, "description"),
        "column": (own, "title"),
        "level": (level, "label"),
    }
    part, key = where[place]
    part[key] = text
    run.params["report"] = report
    run.params["overdose_deaths"] |= {"interventions": [intervention], "co_interventions": [other]}
    if place in ("column", "level"):
        run.params["sources"]["people"]["own_columns"] = {"program": own}
        run.params["retention"]["groups"] = ["program"]
    run.deaths("all", "2019", 600)
    run.interviews({"clinician": 9, "peer_worker": 9})
    run.quotes([(WITHDRAWN, "clinician", "withdrawn")])
    return run.write()


PERSON, FACILITY = "Led by Michael Harris", "At the Sunrise House clinic"
PHONE, MAIL = "Call 612-555-0134", "Mail me@example.org"
NAMING = ("title", "subtitle", "arm description")
PLACES = (*NAMING, "version", "arm", "community", "intervention", "co-intervention", "column", "level")


@pytest.mark.parametrize("text", [PERSON, FACILITY, PHONE, MAIL, "I slept in the car with my dog"])
@pytest.mark.parametrize("place", PLACES)
def test_what_the_params_file_says_in_public_points_to_nobody(run, tmp_path, place, text):
    if text == FACILITY and place in NAMING:
        release(planted(run, tmp_path, place, text))
        return
    problems = found(planted(run, tmp_path, place, text))
    assert any(each[1].startswith(("points to somebody", "repeats words of an interview")) for each in problems)


@pytest.mark.parametrize("text", ["Michael Harris", PHONE, MAIL])
def test_the_contact_is_public_on_purpose(run, tmp_path, text):
    release(planted(run, tmp_path, "contact", text))


def test_the_contact_repeats_no_words_of_an_interview(run, tmp_path):
    problems = found(planted(run, tmp_path, "contact", "I slept in the car with my dog"))
    assert ("contact", "repeats words of an interview that are not released") in [each[:2] for each in problems]


@pytest.mark.parametrize("name", ["Alder", "Sunrise House"])
def test_a_community_may_be_what_a_list_of_facilities_has(run, tmp_path, name):
    release(planted(run, tmp_path, "community", name))
