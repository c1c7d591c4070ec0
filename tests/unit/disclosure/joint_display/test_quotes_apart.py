"""A construct that names a community, an arm or a role says it of the speakers of its quotes, too."""

import pytest

from evaluation.data.output_table import TableKind
from evaluation.disclosure.joint_display.accepting import readings_of_run
from evaluation.disclosure.joint_display.apart import named_by
from evaluation.disclosure.releasing import release
from evaluation.disclosure.run_folder import read_finished_run
from evaluation.disclosure.spoken_labels import spoken_labels
from evaluation.errors import DisclosureError

from ..run_builder import read, seal

ALDER, BIRCH, ELM = 12, 3, 3
SAID = "They asked us what we need."
ASKED = {
    "name": "heard",
    "question": "Are people heard?",
    "themes": ["trust"],
    "quotes": ["INT-0"],
    "kind": "expansion",
    "inference": "They are heard.",
    "author": "Ada Quill",
    "date": "2024-06-03",
}


@pytest.fixture
def a_run(run, tmp_path):
    """Write a run with 12 clinicians of Alder, 3 of Birch (both of arm one), 3 of Elm, and 2 of the school staff."""

    def build(role="clinician", *, has_frame=True, sensitive=(), **written):
        run.params_file = tmp_path / "params" / "tiny.yml"
        run.params_file.parent.mkdir()
        run.manifest["notebooks"]["joint_display"] = {"status": "finished"}
        construct = ASKED | written
        run.params["joint_display"] = {"quotes": "quotes", "readings": "seen.yml", "constructs": [construct]}
        n = ALDER + BIRCH + ELM
        run.interviews({"clinician": n, "peer_worker": 9, "school_staff": 2}, {"trust": {"clinician": 15}})
        run.sensitive((theme, "sensitive") for theme in sensitive)
        run.quotes([(SAID, role, "yes")], coded="; ".join(sensitive))
        places = ["alder"] * ALDER + ["birch"] * BIRCH + ["elm"] * ELM
        rows = [(f"Interview {7 + number}", "clinician", place) for number, place in enumerate(places)]
        rows += [(f"Interview {100 + number}", "peer_worker", "fir") for number in range(9)]
        rows += [(f"Interview {200 + number}", "school_staff", "fir") for number in range(2)]
        if has_frame:
            run.frame(rows)
        return run.write()

    return build


def states_of(folder):
    readings_of_run(folder, accept=["heard"], name="A Reader")
    release(folder)
    rows = read(folder / "released" / "joint_display.csv")
    assert [row["text"] for row in read(folder / "released" / "quotes.csv")] == [SAID]
    return [(row["item"], row["state"], row["text"]) for row in rows if row["part"] == "quote"]


@pytest.mark.parametrize(
    "written",
    [
        {"question": "Are people in Birch heard?"},
        {"inference": "They are heard in Birch."},
        {"question": "Are people heard in arm two?"},
        {"question": "Are people heard in Birch and Elm?"},
        {"question": "Are the people of BIRCH heard, in Arm one?"},
    ],
)
def test_where_too_few_fit_a_construct_with_its_quote_the_quote_is_withheld_there(a_run, written):
    assert states_of(a_run(**written)) == [("", "withheld", "")]


@pytest.mark.parametrize(
    "written",
    [
        {},
        {"question": "Are people in Alder heard?"},
        {"question": "Are people heard in arm one?"},
        {"question": "Are clinicians in Alder heard?"},
        {"question": "Are people heard in arm one, and in arm two?"},
        {"question": "Are people heard in Alder, Birch, Elm and Fir?"},
    ],
)
def test_where_enough_fit_it_is_shown(a_run, written):
    assert states_of(a_run(**written)) == [("q1", "released", SAID)]


@pytest.mark.parametrize(
    "question", ["Are people in Alder heard?", "Are clinicians heard?", "Are they heard in arm one?"]
)
def test_beside_a_group_words_of_a_sensitive_theme_are_withheld_however_many_fit(a_run, question):
    assert states_of(a_run(sensitive=["stigma"], question=question)) == [("", "withheld", "")]


def test_beside_no_group_words_of_a_sensitive_theme_are_shown(a_run):
    assert states_of(a_run(sensitive=["stigma"])) == [("q1", "released", SAID)]


def test_a_role_that_the_gate_leaves_out_cannot_come_back_by_a_question(a_run):
    assert states_of(a_run("school_staff", question="Are the school staff heard?")) == [("", "withheld", "")]


def test_where_nobody_knows_how_many_fit_it_is_withheld(a_run):
    assert states_of(a_run(has_frame=False, question="Are people in Alder heard?")) == [("", "withheld", "")]


@pytest.mark.parametrize(("place", "is_refused"), [("Birch", True), ("Alder", False)])
def test_words_of_the_quote_cannot_stand_in_the_inference_instead(a_run, place, is_refused):
    folder = a_run(quotes=[], inference=f'Somebody in {place} said: "{SAID}"')
    if is_refused:
        with pytest.raises(DisclosureError, match="restricted texts would become public"):
            readings_of_run(folder, accept=["heard"], name="A Reader")
    else:
        readings_of_run(folder, accept=["heard"], name="A Reader")
        release(folder)


def test_the_evaluator_is_told_why(a_run):
    standing = readings_of_run(a_run(question="Are people in Birch heard?"))
    said = (
        "INT-0: withheld: with what the construct names it would say too much of its speaker: its words, themes or "
    )
    assert f"{said}numbers name the place Birch" in str(standing)


def test_the_evaluator_is_told_all_that_a_construct_names(a_run):
    question = "What do clinicians of Birch and of Elm say?"
    standing = readings_of_run(a_run(question=question, numbers=[{"result": "themes/prevalence/trust/birch"}]))
    assert "name the places Birch, Elm and the role clinician" in str(standing)


def test_what_a_construct_names_from_now_on_makes_it_stale(a_run):
    folder = a_run()
    readings_of_run(folder, accept=["heard"], name="A Reader")
    text = (
        (folder / "params.yml").read_text(encoding="utf-8").replace("Are people heard?", "Are people in Elm heard?")
    )
    (folder / "params.yml").write_text(text, encoding="utf-8")
    seal(folder)
    with pytest.raises(DisclosureError) as caught:
        release(folder)
    assert any("state of quote INT-0 changed" in str(problem) for problem in caught.value.problems)


@pytest.mark.parametrize(
    ("question", "places", "roles"),
    [
        ("What do people in recovery in Alder say?", {"alder"}, {"person_in_recovery"}),
        ("What do persons in recovery say of arm two?", {"elm", "fir"}, {"person_in_recovery"}),
        ("What do clinicians and family members say?", set(), {"clinician", "family_member"}),
        ("What do service providers say?", set(), {"clinician", "peer_worker", "harm_reduction_worker"}),
        ("Are firs and elms green in the balder alderman's yard?", set(), set()),
    ],
)
def test_names_are_found_by_name_code_and_in_number(a_run, question, places, roles):
    evaluation = read_finished_run(a_run(question=question)).evaluation
    found = named_by(evaluation.joint_display.constructs[0], evaluation)
    assert (found.places, found.roles) == (places, roles)


@pytest.mark.parametrize(
    ("label", "several"),
    [
        ("Person in recovery", "people in recovery"),
        ("Peer worker", "Peer workers"),
        ("Deputy", "Deputies"),
        ("Coach", "Coaches"),
    ],
)
def test_several_of_a_label(label, several):
    assert several in spoken_labels(label)


@pytest.mark.parametrize(
    "written",
    [
        {"numbers": [{"result": "themes/prevalence/trust/birch"}]},
        {"numbers": [{"result": "themes/prevalence/trust/birch"}, {"result": "themes/prevalence/trust/elm"}]},
        {"numbers": [{"result": "themes/prevalence/trust/rfs"}]},
        {"numbers": [{"result": "themes/prevalence/trust/age.young"}]},
        {"themes": ["hope_in_birch"]},
    ],
)
def test_whom_the_numbers_and_themes_of_a_construct_are_about_counts_as_said(a_run, run, written):
    run.row(
        "themes/prevalence/hope_in_birch/all", subgroup="theme=hope_in_birch", estimate=0.5, n_obs=29, n_events=15
    )
    for key in ("birch", "elm"):
        run.row(f"themes/prevalence/trust/{key}", community=key, subgroup="theme=trust", estimate=0.5)
    run.row("themes/prevalence/trust/rfs", arm="rfs", subgroup="theme=trust", estimate=0.5)
    run.row("themes/prevalence/trust/age.young", subgroup="theme=trust;age=young", estimate=0.5)
    assert states_of(a_run(**written)) == [("", "withheld", "")]


@pytest.mark.parametrize("keys", [("alder",), ("cep",), ("alder", "birch", "elm", "fir"), ("role.clinician",)])
def test_numbers_about_enough_people_or_about_everybody_withhold_nothing(a_run, run, keys):
    for key in keys:
        if key != "role.clinician":
            run.row(f"themes/prevalence/trust/{key}", subgroup="theme=trust", estimate=0.5)
    numbers = [{"result": f"themes/prevalence/trust/{key}"} for key in keys]
    assert states_of(a_run(numbers=numbers)) == [("q1", "released", SAID)]


@pytest.mark.parametrize(
    ("name", "result", "places", "roles"),
    [
        ("clinicians_of_alder", "themes/prevalence/hope/all", {"alder"}, {"clinician"}),
        ("heard", "themes/prevalence/hope/role.school_staff", set(), {"school_staff"}),
        ("heard", "overdose_deaths/rate_ratio/rfs/lag_1", {"elm", "fir"}, set()),
        ("heard", "retention/retained_difference/arm.rfs/d180", {"elm", "fir"}, set()),
        ("heard", "retention/retained_difference/community.elm/d180", {"elm"}, set()),
    ],
)
def test_the_name_of_a_construct_and_the_scope_of_its_numbers_name_groups(a_run, name, result, places, roles):
    evaluation = read_finished_run(a_run(name=name, numbers=[{"result": result}])).evaluation
    found = named_by(evaluation.joint_display.constructs[0], evaluation)
    assert (found.places, found.roles) == (places, roles)


def test_what_a_theme_and_a_construct_name_is_taken_together(a_run, run):
    """Twelve clinicians are of arm one, three of them of Birch: the theme names one, the construct the other."""
    run.other(
        "codebook",
        TableKind.DESCRIPTION,
        ("theme", "label", "parent"),
        [("trust", "Trust in arm one", "")],
        analysis="themes",
        sensitivity="public",
    )
    assert states_of(a_run(question="Are people in Birch heard?")) == [("", "withheld", "")]
