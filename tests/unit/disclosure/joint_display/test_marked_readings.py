"""Of real people the file of readings has marks: it is committed, and what was accepted may never be released."""

import itertools
import json
import re
import shutil
from datetime import UTC, datetime

import pytest
import yaml

from evaluation.disclosure.joint_display.accepting import readings_of_run
from evaluation.disclosure.joint_display.staleness import State
from evaluation.disclosure.releasing import release
from evaluation.disclosure.review.review import review_release
from evaluation.disclosure.source_marks import KEY_FILE
from evaluation.errors import DisclosureError, UsageError

from ..run_builder import RunBuilder
from .test_joint_display import CONSTRUCT, DEATHS, SPOKE, WHO

NAME = "trust_and_deaths"
MARK = re.compile(r"[0-9a-f]{64}")


@pytest.fixture
def a_run(tmp_path):
    """Write runs of one project, of real people unless said otherwise."""
    numbers = itertools.count()

    def write(*, deaths=157, synthetic=False, text="They asked us.", spoke=SPOKE, people=WHO, construct=CONSTRUCT):
        number = next(numbers)
        run = RunBuilder(tmp_path / "project")
        run.folder = tmp_path / "project" / "tiny" / f"run{number}"
        run.params_file = tmp_path / "tiny.yml"
        run.manifest |= {"synthetic": synthetic, "run_id": f"20240601T120000Z-{number:08x}"}
        run.manifest["notebooks"]["joint_display"] = {"status": "finished"}
        run.params |= {"synthetic": synthetic, "disclosure": {"policy": "strict", "population": "county"}}
        chosen = json.loads(json.dumps([construct]))
        run.params["joint_display"] = {"quotes": "quotes", "readings": "seen.yml", "constructs": chosen}
        run.interviews(people, {"trust": spoke}).quotes([(text, "clinician", "yes")])
        common = {"analysis": "themes", "sensitivity": "public"}
        run.other(
            "codebook", "description", ("theme", "label", "description"), [("trust", "Trust", "In us.")], **common
        )
        return run.deaths("all", "2020", deaths).write()

    return write


def accepted(folder):
    return readings_of_run(folder, accept=[NAME], name="A Reader")


def file_of(tmp_path):
    return yaml.safe_load((tmp_path / "seen.yml").read_text(encoding="utf-8"))


def changes(folder):
    (construct,) = readings_of_run(folder).constructs
    return construct.changes


def test_no_value_of_a_real_person_is_written(a_run, tmp_path):
    standing = accepted(a_run())
    assert standing.constructs[0].state is State.CURRENT
    reading = file_of(tmp_path)["constructs"][NAME]
    number, theme, quote = reading["numbers"][DEATHS], reading["themes"]["trust"], reading["quotes"]["INT-0"]
    assert number.pop("better") == ""
    assert set(number) == {"state", "unit", "estimate", "conf_low", "conf_high", "n_obs", "n_events"}
    marks = [*number.values(), *theme.values(), *quote.values()]
    assert all(MARK.fullmatch(each) for each in marks)
    assert len(set(marks)) == len(marks)
    assert f"{DEATHS}: 157 deaths" in str(standing)


def test_marks_tell_nothing_without_the_key_and_not_what_stayed_the_same(a_run, tmp_path):
    """Whether a number is what it was at an earlier reading cannot be seen in the history of the file."""
    folder = a_run()
    readings_of_run(folder, accept=[NAME], name="A Reader", now=_at(1))
    first = file_of(tmp_path)["constructs"][NAME]
    readings_of_run(folder, accept=[NAME], name="A Reader", now=_at(2))
    second = file_of(tmp_path)["constructs"][NAME]
    assert not set(first["numbers"][DEATHS].values()) & set(second["numbers"][DEATHS].values()) - {""}
    secret = (tmp_path / "project" / KEY_FILE).read_text(encoding="ascii").strip()
    assert secret not in (tmp_path / "seen.yml").read_text(encoding="utf-8")


def _at(hour):
    return datetime(2024, 6, 3, hour, tzinfo=UTC)


def test_a_run_of_the_same_people_is_released(a_run):
    accepted(a_run())
    assert release(a_run(), checked_by="A. Checker").n_quotes == 1


@pytest.mark.parametrize(
    ("changed", "found"),
    [
        ({"deaths": 158}, {f"estimate of number {DEATHS}": "158", f"n_events of number {DEATHS}": "158"}),
        ({"spoke": SPOKE | {"clinician": 8}}, {"sources of theme trust": "16"}),
        ({"people": WHO | {"clinician": 10}}, {"of of theme trust": "20"}),
    ],
)
def test_what_changed_is_found_field_by_field_with_the_new_value_alone(a_run, changed, found):
    accepted(a_run())
    folder = a_run(**changed)
    assert changes(folder) == tuple((what, "", now) for what, now in found.items())
    with pytest.raises(DisclosureError) as caught:
        release(folder, checked_by="A. Checker")
    problems = [str(each) for each in caught.value.problems]
    assert len(problems) == len(found)
    for problem, (what, now) in zip(problems, found.items(), strict=True):
        assert f"is stale: {what} changed; found {now}; expected what was read, of which there is a mark" in problem
        assert "157" not in problem
    assert f"changed: {what}, now {now}" in str(readings_of_run(folder))


def test_words_of_a_quote_and_what_is_withheld_are_found_too(a_run):
    accepted(a_run())
    (what, then, _), *_ = changes(a_run(text="They asked me."))
    assert (what, then) == ("sha256 of quote INT-0", "")
    found = {what: (then, now) for what, then, now in changes(a_run(deaths=7))}
    assert found[f"state of number {DEATHS}"] == ("", "withheld")
    assert found[f"estimate of number {DEATHS}"] == ("", "nothing")


def test_what_the_params_file_says_is_told_as_before(a_run):
    accepted(a_run())
    found = changes(a_run(construct=CONSTRUCT | {"kind": "confirmation", "quotes": []}))
    assert found == (("the kind", "expansion", "confirmation"), ("quote INT-0", "in the construct", "not in it"))


def test_of_synthetic_people_the_values_stay(a_run, tmp_path):
    accepted(a_run(synthetic=True))
    assert file_of(tmp_path)["key"] == ""
    assert file_of(tmp_path)["constructs"][NAME]["numbers"][DEATHS]["estimate"] == "157"
    assert changes(a_run(synthetic=True, deaths=158))[0] == (f"estimate of number {DEATHS}", "157", "158")


def refusal(act):
    with pytest.raises(DisclosureError, match="not known what the authors") as caught:
        act()
    assert caught.value.exit_code == 14
    (problem,) = caught.value.problems
    return problem


def test_without_the_key_nothing_is_compared_and_no_key_is_made(a_run, tmp_path):
    accepted(a_run())
    key, folder = tmp_path / "project" / KEY_FILE, a_run()
    kept = key.read_bytes()
    key.unlink()
    for act in (
        lambda: release(folder, checked_by="A. Checker"),
        lambda: readings_of_run(folder),
        lambda: accepted(folder),
    ):
        problem = refusal(act)
        assert problem.wrong == f"has marks, and there is no outputs/{KEY_FILE}"
        assert problem.found == f"key {file_of(tmp_path)['key']}"
        assert "the key of who accepted, copied in private" in problem.expected
        assert not key.exists()
    assert "there is no outputs/.source_key" in review_release(folder).read_text(encoding="utf-8")
    key.write_bytes(kept)
    assert release(folder, checked_by="A. Checker").n_quotes == 1


def test_another_key_is_told(a_run, tmp_path):
    accepted(a_run())
    (tmp_path / "project" / KEY_FILE).write_text("ab" * 32, encoding="ascii")
    problem = refusal(lambda: release(a_run(), checked_by="A. Checker"))
    assert problem.wrong == "has marks made with another key"
    assert file_of(tmp_path)["key"] in problem.found
    shutil.move(tmp_path / "seen.yml", tmp_path / "older.yml")
    accepted(a_run())
    assert release(a_run(), checked_by="A. Checker").n_quotes == 1


@pytest.mark.parametrize(
    ("first", "wrong"), [(True, "has values, as of synthetic people"), (False, "has marks of real people")]
)
def test_readings_of_synthetic_people_are_none_of_real_ones(a_run, first, wrong):
    accepted(a_run(synthetic=first))
    problem = refusal(lambda: accepted(a_run(synthetic=not first)))
    assert problem.wrong == wrong
    assert "remove it, and accept every construct again" in problem.expected


@pytest.mark.parametrize("name", [".", "\u200b", "7 people"])
def test_who_accepts_has_a_name(a_run, tmp_path, name):
    with pytest.raises(UsageError, match="--name"):
        readings_of_run(a_run(), accept=[NAME], name=name)
    assert not (tmp_path / "seen.yml").exists()
