"""A joint display is released from protected numbers, as its authors read it, or not at all."""

import hashlib
import json
from pathlib import Path

import pytest

from evaluation.data.output_table import TableKind
from evaluation.data.parameters import load_parameters
from evaluation.data.params_place import note_params_file
from evaluation.disclosure.joint_display.accepting import readings_of_run
from evaluation.disclosure.joint_display.readings import read_readings
from evaluation.disclosure.joint_display.seen import as_read
from evaluation.disclosure.joint_display.staleness import State
from evaluation.disclosure.releasing import release
from evaluation.disclosure.review.review import review_release
from evaluation.errors import DisclosureError, UsageError

from ..run_builder import RunBuilder, read, seal

DEATHS = "overdose_deaths/deaths/all/2020"
LEVEL = "overdose_deaths/level_change/all"
WHO = {"clinician": 9, "peer_worker": 8, "school_staff": 2}
SPOKE = {"clinician": 7, "peer_worker": 6, "school_staff": 2}
CONSTRUCT = {
    "name": "trust_and_deaths",
    "question": "Did fewer people die, and do people trust us?",
    "numbers": [{"result": DEATHS}],
    "themes": ["trust"],
    "quotes": ["INT-0"],
    "kind": "expansion",
    "inference": "Words add reasons to the number.",
    "author": "Somebody",
    "date": "2024-06-03",
}


@pytest.fixture
def a_run(tmp_path):
    """Write a run whose readings stand in the test's folder; anything about it may differ."""
    made = []

    def build(
        *constructs, deaths=157, consent="yes", text="They asked us.", level=None, theme="trust", means="Trust in us."
    ):
        run = RunBuilder(tmp_path / str(len(made)))
        made.append(run)
        run.params_file = tmp_path / "tiny.yml"
        run.manifest["notebooks"]["joint_display"] = {"status": "finished"}
        chosen = json.loads(json.dumps(constructs or [CONSTRUCT]))
        run.params["joint_display"] = {"quotes": "quotes", "readings": "seen.yml", "constructs": chosen}
        run.interviews(WHO, {theme: SPOKE})
        run.quotes([(text, "clinician", consent), ("Nobody asked us.", "clinician", "no")])
        common = {"analysis": "themes", "sensitivity": "public"}
        columns = ("theme", "label", "description")
        run.other("codebook", TableKind.DESCRIPTION, columns, [("trust", "Trust", means)], **common)
        if level is None:
            run.deaths("all", "2020", deaths)
        else:
            run.model("level_change", "all", estimate=level, conf_low=0.8, conf_high=0.95)
        return run.write()

    return build


def accepted(folder, *names):
    return readings_of_run(folder, accept=names or ("trust_and_deaths",), name="A Reader")


def refusal(folder):
    with pytest.raises(DisclosureError) as caught:
        release(folder)
    assert caught.value.exit_code == 14
    assert not (folder / "released").exists()
    return [str(problem) for problem in caught.value.problems]


def construct(**more):
    return CONSTRUCT | more


def test_what_nobody_accepted_is_not_released(a_run):
    assert refusal(a_run()) == [
        "joint display, trust_and_deaths: was never accepted; expected `evaluation readings run --accept "
        'trust_and_deaths --name "WHO"` by who has read it. Defined in docs/methods/joint_display.md, readings.'
    ]


def test_what_was_accepted_is_released_from_released_numbers_and_quotes(a_run):
    folder = a_run()
    accepted(folder)
    summary = release(folder)
    rows = read(folder / "released" / "joint_display.csv")
    assert [(row["part"], row["item"], row["state"], row["n_events"]) for row in rows] == [
        ("question", "", "", ""),
        ("number", DEATHS, "released", "157"),
        ("theme", "trust", "released", "15"),
        ("quote", "q1", "released", ""),
        ("inference", "expansion", "", ""),
    ]
    assert rows[3]["text"] == "They asked us."
    assert "INT-0" not in (folder / "released" / "joint_display.csv").read_text(encoding="utf-8")
    assert "joint_display.csv" in summary.publication.files


def test_readings_say_what_was_seen_by_whom_and_no_more_than_was_released(a_run, tmp_path):
    hidden = [{"result": DEATHS}, {"result": "overdose_deaths/deaths/all/2021"}]
    folder = a_run(construct(numbers=hidden, quotes=["INT-0", "INT-1"]))
    standing = accepted(folder)
    text = (tmp_path / "seen.yml").read_text(encoding="utf-8")
    assert standing.constructs[0].state is State.CURRENT
    assert "accepted_by: A Reader" in text
    assert "They asked us" not in text
    assert hashlib.sha256(b"Nobody asked us.").hexdigest() not in text
    assert text.count("state: withheld") == 2
    assert f"{DEATHS}: 157 deaths" in str(standing)


def test_a_run_of_the_same_data_is_not_stale(a_run):
    accepted(a_run())
    assert release(a_run()).n_quotes == 1


def test_letters_that_are_composed_in_another_way_are_the_same_words(a_run):
    composed, apart = "They asked Jos\u00e9.", "They asked Jose\u0301."
    accepted(a_run(text=composed))
    assert release(a_run(text=apart)).n_quotes == 1


@pytest.mark.parametrize(
    ("changed", "what", "now", "then"),
    [
        ({"deaths": 158}, f"estimate of number {DEATHS}", "158", "157"),
        ({"consent": "withdrawn"}, "state of quote INT-0", "withheld", "released"),
        ({"text": "They asked me."}, "sha256 of quote INT-0", "", ""),
        ({"theme": "trusting"}, "state of theme trust", "withheld", "released"),
        ({"means": "Trust in anybody."}, "definition_sha256 of theme trust", "", ""),
    ],
)
def test_what_changed_since_is_stale_and_says_from_what_to_what(a_run, changed, what, now, then):
    accepted(a_run())
    problems = refusal(a_run(**changed))
    (problem,) = [each for each in problems if f"is stale: {what} changed" in each]
    assert f"found {now}" in problem
    assert f"expected {then}" in problem
    assert "--accept trust_and_deaths" in problem


@pytest.mark.parametrize(
    ("changed", "what"),
    [
        ({"inference": "Words contradict the number."}, "the inference"),
        ({"kind": "discordance"}, "the kind"),
        ({"question": "Do people trust us?"}, "the question"),
        ({"author": "Somebody else"}, "the author"),
        ({"date": "2024-06-04"}, "the date"),
        ({"quotes": []}, "quote INT-0"),
        ({"themes": []}, "theme trust"),
        ({"numbers": [{"result": DEATHS}, {"result": LEVEL}]}, f"number {LEVEL}"),
    ],
)
def test_a_construct_that_was_rewritten_is_stale(a_run, changed, what):
    accepted(a_run())
    (problem,) = refusal(a_run(construct(**changed)))
    assert f"is stale: {what} changed" in problem


@pytest.mark.parametrize(("level", "is_stale"), [(0.87654322, False), (0.8766, True)])
def test_a_digit_that_is_published_counts_and_one_below_does_not(a_run, level, is_stale):
    about = construct(numbers=[{"result": LEVEL, "better": "lower"}])
    accepted(a_run(about, level=0.8765432198))
    folder = a_run(about, level=level)
    if is_stale:
        (problem,) = refusal(folder)
        assert f"estimate of number {LEVEL} changed; found 0.8766; expected 0.8765, as it was read" in problem
    else:
        release(folder)


def test_which_way_is_better_is_part_of_what_was_read(a_run):
    accepted(a_run(construct(numbers=[{"result": LEVEL, "better": "lower"}]), level=0.87))
    (problem,) = refusal(a_run(construct(numbers=[{"result": LEVEL, "better": "higher"}]), level=0.87))
    assert f"better of number {LEVEL} changed; found higher; expected lower" in problem


@pytest.mark.parametrize(
    ("text", "read_as"),
    [("1234567.0", "1234567"), ("0.123456789", "0.123457"), ("-0.0", "0"), ("", ""), ("1e-7", "1e-07")],
)
def test_whole_numbers_are_compared_exactly_and_others_to_six_digits(text, read_as):
    assert as_read(text) == read_as


def test_a_file_that_was_edited_by_hand_is_refused(a_run, tmp_path):
    accepted(a_run())
    path = tmp_path / "seen.yml"
    path.write_text(path.read_text(encoding="utf-8").replace("'157'", "'158'"), encoding="utf-8")
    (problem,) = refusal(a_run(deaths=158))
    assert "was edited by hand" in problem
    with pytest.raises(DisclosureError, match="not known what the authors"):
        accepted(a_run(deaths=158))


@pytest.mark.parametrize("damage", ["constructs: [", "format: 3\n", "", "format: 1\nconstructs: {}\nsha256: ''\n"])
def test_a_damaged_file_is_refused(a_run, tmp_path, damage):
    (tmp_path / "seen.yml").write_text(damage, encoding="utf-8")
    assert refusal(a_run())


@pytest.mark.parametrize("older", [1, 2])
def test_a_file_of_an_older_version_is_refused_with_what_to_do(a_run, tmp_path, older):
    (tmp_path / "seen.yml").write_text(f"format: {older}\nconstructs: {{}}\nsha256: ''\n", encoding="utf-8")
    (problem,) = refusal(a_run())
    assert f"is of an older version; found format {older}; expected no such file: remove it, and accept" in problem
    assert "if its people are real, remove it from the history of the repository" in problem


def test_windows_line_ends_change_nothing(a_run, tmp_path):
    accepted(a_run())
    path = tmp_path / "seen.yml"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert release(a_run()).n_quotes == 1


def test_where_the_params_file_has_moved_nothing_is_written_elsewhere(a_run, tmp_path):
    folder = a_run()
    note_params_file(folder, tmp_path / "gone" / "tiny.yml")
    seal(folder)
    with pytest.raises(UsageError, match=r"seen\.yml is kept beside the params file, which has moved"):
        accepted(folder)
    assert not (tmp_path / "gone").exists()


def test_a_construct_that_was_removed_is_told_and_forgotten(a_run, tmp_path):
    other = construct(name="another")
    accepted(a_run(CONSTRUCT, other), "trust_and_deaths", "another")
    folder = a_run(other)
    assert readings_of_run(folder).gone == ("trust_and_deaths",)
    release(folder)
    assert accepted(folder, "another").gone == ()
    assert "trust_and_deaths" not in (tmp_path / "seen.yml").read_text(encoding="utf-8")


def test_one_construct_is_accepted_without_the_others(a_run):
    folder = a_run(CONSTRUCT, construct(name="another"))
    accepted(folder)
    assert [each.state for each in readings_of_run(folder).constructs] == [State.CURRENT, State.NEVER]


def test_nobody_accepts_what_is_not_there_not_judged_or_without_a_name(a_run, tmp_path):
    blank = dict.fromkeys(("kind", "inference", "author", "date"), "")
    folder = a_run(CONSTRUCT, construct(name="another", **blank))
    with pytest.raises(UsageError) as caught:
        readings_of_run(folder, accept=["trust_and_death", "another"])
    assert [str(problem) for problem in caught.value.problems] == [
        "--accept: no construct of this run; found 'trust_and_death'; expected trust_and_deaths?.",
        "--accept: nobody has judged it yet; found 'another'; expected kind, inference, author and date in the "
        "params file, and another run.",
        "--name: is missing; expected who has read them.",
    ]
    assert not (tmp_path / "seen.yml").exists()
    assert "nobody has judged how numbers and words fit" in refusal(folder)[1]


@pytest.mark.parametrize(
    ("texts", "found"),
    [
        ({"inference": "Both school staff spoke of trust, 2 of them."}, "participant"),
        ({"inference": "Two spoke of it.", "question": "Do school staff trust us?"}, "participant"),
        ({"inference": "It was 100 % of the 2 school staff."}, "participant"),
        ({"inference": "Both school staff spoke of trust."}, "participant"),
        ({"inference": "A couple spoke of it.", "question": "Do school staff trust us?"}, "participant"),
    ],
)
def test_an_inference_that_tells_a_hidden_count_is_refused(a_run, texts, found):
    folder = a_run(construct(**texts))
    with pytest.raises(DisclosureError) as caught:
        accepted(folder)
    problems = [str(problem) for problem in caught.value.problems]
    assert any("tells a count that the release does not show" in each and found in each for each in problems)


@pytest.mark.parametrize(("words", "is_told"), [("Three people died.", True), ("Few people died.", False)])
def test_a_withheld_number_cannot_be_told_beside_its_name(run, tmp_path, words, is_told):
    months = {("2020-03", "alder"): 3, ("2020-03", "birch"): 40, ("2020-04", "alder"): 40, ("2020-04", "birch"): 40}
    run.table("deaths_by_community", ["period", "community"], months).deaths("alder", "2020-03", 3)
    run.deaths("birch", "2020-03", 40)
    about = construct(numbers=[{"result": "overdose_deaths/deaths/alder/2020-03"}], themes=[], quotes=[])
    run.params["joint_display"] = {"readings": "seen.yml", "constructs": [about | {"inference": words}]}
    run.params_file = tmp_path / "tiny.yml"
    run.manifest["notebooks"]["joint_display"] = {"status": "finished"}
    folder = run.write()
    if is_told:
        with pytest.raises(DisclosureError, match="restricted texts") as caught:
            accepted(folder)
        assert any("alder, 2020-03" in str(problem) for problem in caught.value.problems)
    else:
        accepted(folder)
        release(folder)


def test_a_number_of_an_author_needs_a_source_in_the_release(a_run):
    (problem,) = refusal(a_run(construct(inference="It was 4711 people, one by one.")))
    assert problem.startswith(
        "joint display, inference of trust_and_deaths: has a number without a source; found 4711"
    )


@pytest.mark.parametrize("number", ["cuarenta y dos", "veintisiete", "seventy three"])
def test_a_number_in_words_needs_one_too(a_run, number):
    (problem,) = refusal(a_run(construct(inference=f"It was {number} people, one by one.")))
    assert f"has a number without a source; found {number} in" in problem


def test_words_of_a_quote_that_is_not_released_are_refused(a_run):
    quote = "Nobody here ever asked us anything."
    folder = a_run(construct(inference=f"One said: {quote}", quotes=[]), text=quote, consent="no")
    with pytest.raises(DisclosureError, match="restricted texts would become public") as caught:
        accepted(folder)
    assert any("words of somebody who has not let them out" in str(each) for each in caught.value.problems)


def test_a_machine_has_its_remark_by_what_is_shown(a_run):
    hidden = construct(numbers=[{"result": "overdose_deaths/deaths/all/2021"}], kind="confirmation")
    folder = a_run(hidden)
    accepted(folder)
    release(folder)
    rows = read(folder / "released" / "joint_display.csv")
    assert (rows[1]["state"], rows[1]["direction"], rows[1]["estimate"]) == ("withheld", "not_shown", "")
    assert rows[-1]["remarks"] == "one_side_says_nothing"


def test_a_group_that_the_release_does_not_name_is_not_named(a_run):
    folder = a_run(construct(numbers=[{"result": "retention/retained/clinic.north/d30"}]))
    accepted(folder)
    release(folder)
    text = (folder / "released" / "joint_display.csv").read_text(encoding="utf-8")
    assert "north" not in text
    assert "number,retention/retained,withheld" in text


def test_the_review_says_what_is_stale(a_run):
    accepted(a_run())
    page = review_release(a_run(deaths=158)).read_text(encoding="utf-8")
    assert "trust_and_deaths: is stale" in page


def test_without_a_joint_display_there_is_no_file_and_nothing_to_read(run):
    folder = run.interviews(WHO).write()
    release(folder)
    assert not (folder / "released" / "joint_display.csv").exists()
    with pytest.raises(UsageError, match="nothing to read"):
        readings_of_run(folder)


def test_the_certificate_has_the_hash_of_the_display(a_run):
    folder = a_run()
    accepted(folder)
    release(folder)
    certificate = json.loads((folder / "released" / "certificate.json").read_text(encoding="utf-8"))
    assert "joint_display.csv" in certificate["sha256"]


def test_the_readings_of_the_demonstration_are_of_what_its_params_file_says():
    params = Path(__file__).parents[4] / "params" / "demo.yml"
    section = load_parameters(params).joint_display
    file = read_readings(params.parent / section.readings)
    readings = file.constructs
    assert file.key == ""
    assert set(readings) == {construct.name for construct in section.constructs}
    for construct in section.constructs:
        seen = readings[construct.name]
        assert (seen.question, seen.kind) == (construct.question, construct.kind)
        assert (seen.author, seen.date) == (construct.author, construct.date.isoformat())
        assert seen.inference_sha256 == hashlib.sha256(construct.inference.encode()).hexdigest()
        assert {name: each.better for name, each in seen.numbers.items()} == {
            paired.result: paired.better for paired in construct.numbers
        }
        assert (tuple(seen.themes), tuple(seen.quotes)) == (construct.themes, construct.quotes)
        assert "Synthetic" in seen.accepted_by
