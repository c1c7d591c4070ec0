import re
from pathlib import Path

import pytest
import yaml

from evaluation.data.output_table import Sensitivity
from evaluation.disclosure.policy import POLICY_FOLDER, load_policy
from evaluation.disclosure.policy_fit import require_fit
from evaluation.disclosure.releasing import release
from evaluation.disclosure.run_folder import FinishedRun, source_sensitivity
from evaluation.errors import DisclosureError

from .run_builder import read
from .test_policy import changed

ROOT = Path(__file__).resolve().parents[3]
OF_PATIENTS, OF_DEATHS, OF_INTERVIEWS = Sensitivity.PATIENT, Sensitivity.VITAL, Sensitivity.PARTICIPANT


def run_of(*sensitivities):
    """A run whose analyses have sources of these sensitivities."""
    return FinishedRun(Path(), {}, None, (), (), dict(enumerate(sensitivities)))


def refusal(policy, *sensitivities, folder=POLICY_FOLDER):
    with pytest.raises(DisclosureError) as caught:
        require_fit(policy, run_of(*sensitivities), folder)
    assert caught.value.exit_code == 14
    return str(caught.value)


def use(monkeypatch, folder):
    """Take the policies of another folder."""
    monkeypatch.setattr("evaluation.data.parameters.evaluation.POLICY_FOLDER", folder)
    monkeypatch.setattr("evaluation.disclosure.releasing.load_policy", lambda name: load_policy(name, folder))


@pytest.mark.parametrize(
    ("name", "sensitivities"),
    [
        ("strict", tuple(Sensitivity)),
        ("cms", tuple(Sensitivity)),
        ("rounded", tuple(Sensitivity)),
        ("nchs_wonder", (OF_DEATHS, Sensitivity.PUBLIC)),
        ("nchs_rates", (OF_DEATHS, Sensitivity.PUBLIC)),
    ],
)
def test_a_policy_that_is_enough_is_used(name, sensitivities):
    require_fit(load_policy(name), run_of(*sensitivities))


def test_series_of_ones_own_need_a_rule_for_patients():
    """Nobody says whether a series counts people or deaths, so both must be hidden."""
    series = FinishedRun(Path(), {}, None, (), (), {"interrupted_series": source_sensitivity("series")})
    for name in ("nchs_wonder", "nchs_rates"):
        with pytest.raises(DisclosureError, match="has no rule for patient data"):
            require_fit(load_policy(name), series)
    for name in ("strict", "cms", "rounded"):
        require_fit(load_policy(name), series)
    strict = load_policy("strict")
    vital = strict.vital.model_copy(update={"hidden_to": 19})
    with pytest.raises(DisclosureError) as caught:
        require_fit(strict.model_copy(update={"vital": vital}), series)
    assert "hides fewer patients than deaths, and a series may count either" in str(caught.value)
    assert "expected 1 to 19 patients hidden, or more" in str(caught.value)


def test_data_without_a_rule_are_refused_with_the_policies_that_have_one():
    text = refusal(load_policy("nchs_wonder"), OF_PATIENTS, OF_DEATHS, OF_INTERVIEWS)
    assert text.startswith("Policy nchs_wonder cannot be used for the data of this run.")
    assert (
        "policy nchs_wonder: has no rule for patient data; found rules for vital, public; expected a policy with "
        "one: cms, rounded, strict. Defined in params/policies/nchs_wonder.yml." in text
    )
    assert "has no rule for participant data" in text
    assert "has no rule for vital" not in text


@pytest.mark.parametrize(
    ("sensitivity", "most", "others"),
    [(OF_PATIENTS, 10, "cms, rounded, strict"), (OF_DEATHS, 9, "cms, nchs_rates, nchs_wonder, rounded, strict")],
)
def test_opensafely_as_published_is_too_weak_and_says_why(sensitivity, most, others):
    text = refusal(load_policy("opensafely"), sensitivity)
    assert (
        f"policy opensafely: is weaker than {sensitivity} data need; found {sensitivity}: no count of 1 to 7; counts "
        f"above 7 are shown, rounded to nearest 5; expected 1 to {most} hidden, which rounding does to the midpoint "
        f"of {most + 1} counts or more, without redaction, as in {others} or a policy of your own." in text
    )


def test_a_site_may_round_to_the_middle_of_eleven():
    require_fit(load_policy("rounded"), run_of(OF_PATIENTS, OF_DEATHS))


@pytest.mark.parametrize(
    ("rounding", "said"),
    [
        ({"kind": "nearest", "redact_to": 10}, "counts above 10 are shown, rounded to nearest 11"),
        ({"kind": "nearest"}, "counts are shown, rounded to nearest 11"),
        ({"base": 10}, "counts are shown, rounded to midpoint 10"),
        ({"redact_to": 7}, "counts above 7 are shown, rounded to midpoint 11"),
    ],
)
def test_rounding_by_which_small_counts_are_known_to_be_small_is_refused(tmp_path, rounding, said):
    policy = load_policy("other", changed(tmp_path, lambda content: content["rounding"].update(rounding), "rounded"))
    text = refusal(policy, OF_PATIENTS)
    assert said in text
    assert "which rounding does to the midpoint of 11 counts or more, without redaction" in text


def test_rounding_what_must_be_hidden_does_not_hide_it(tmp_path):
    def change(content):
        content["patient"]["hidden_to"] = content["vital"]["hidden_to"] = 10

    policy = load_policy("other", changed(tmp_path, change, name="opensafely_midpoint6"))
    assert "counts are shown, rounded to midpoint 6" in refusal(policy, OF_PATIENTS)


@pytest.mark.parametrize("name", ["opensafely", "opensafely_midpoint6"])
def test_rounded_cells_go_beside_pooled_tables(name):
    text = refusal(load_policy(name), Sensitivity.PUBLIC)
    assert "hidden or rounded cells go beside pooled tables, not in their place; found tables: round" in text


def test_a_policy_that_only_hides_cells_is_refused(tmp_path):
    rule = {"most_hidden": 0.2, "source": "a convention of the test", "url": "docs/x", "date": "2026-11-29"}
    folder = changed(tmp_path, lambda content: content.update(tables=["suppress"], suppression=rule))
    assert "found tables: suppress; expected pool among them" in refusal(load_policy("other", folder))


def test_what_acro_asks_for_and_a_release_cannot_do_is_refused():
    text = refusal(load_policy("acro"), OF_DEATHS)
    assert "vital hides zero; found hidden_from: 0; expected hidden_from: 1, as a release shows zeros" in text
    assert "asks for degrees of freedom that models leave over, which results do not tell; found 10 or more" in text
    assert "has no model rule; found nothing; expected one like that of strict" in text


@pytest.mark.parametrize(
    ("rule", "field", "value", "said"),
    [
        ("patient", "hidden_to", 9, "is weaker than patient data need; found patient: no count of 1 to 9"),
        ("vital", "hidden_to", 8, "is weaker than vital data need; found vital: no count of 1 to 8"),
        ("participant", "group_minimum", 4, "found participant: groups of at least 4 people; expected groups of at"),
        ("survival", "decimals", 5, "survival.decimals is too weak; found 5; expected 4 or less"),
        ("survival", "at_risk_minimum", 10, "survival.at_risk_minimum is too weak; found 10; expected 11 or more"),
        ("model", "segment_minimum", 11, "model.segment_minimum is too weak; found 11; expected 12 or more"),
        ("model", "n_events_minimum", 10, "model.n_events_minimum is too weak; found 10; expected 11 or more"),
        ("model", "leverage_maximum", 0.51, "model.leverage_maximum is too weak; found 0.51; expected 0.5 or less"),
        ("model", "months_minimum", 35, "model.months_minimum is too weak; found 35; expected 36 or more"),
        ("model", "significant_digits", 5, "model.significant_digits is too weak; found 5; expected 4 or less"),
    ],
)
def test_a_policy_may_be_stricter_than_the_data_need_never_weaker(tmp_path, rule, field, value, said):
    folder = changed(tmp_path, lambda content: content[rule].update({field: value}))
    text = refusal(load_policy("other", folder), *Sensitivity)
    assert said in text
    assert text.count("\n") == 1


def test_a_weak_rule_is_no_matter_for_data_that_are_not_there(tmp_path):
    folder = changed(tmp_path, lambda content: content["patient"].update(hidden_to=9))
    require_fit(load_policy("other", folder), run_of(OF_DEATHS, Sensitivity.PUBLIC))


def test_a_file_that_is_no_policy_does_not_hide_the_reason(tmp_path):
    (tmp_path / "broken.yml").write_text("policy: broken\n", encoding="utf-8")
    text = refusal(load_policy("nchs_wonder"), OF_PATIENTS, folder=tmp_path)
    assert "expected a policy with one: none" in text


def test_a_release_is_refused_and_leaves_what_was(run):
    run.deaths("all", "2020", 45)
    folder = run.write()
    release(folder)
    before = (folder / "released" / "results.csv").read_bytes()
    run.params["disclosure"] = {"policy": "opensafely"}
    run.write()
    with pytest.raises(DisclosureError, match="Policy opensafely cannot be used") as caught:
        release(folder)
    assert caught.value.exit_code == 14
    text = str(caught.value)
    assert all(said in text for said in ("weaker than patient", "weaker than vital", "no rule for participant"))
    assert "hidden or rounded cells go beside pooled tables" in text
    assert (folder / "released" / "results.csv").read_bytes() == before


def test_a_policy_of_patients_alone_releases_patients_alone(run, tmp_path, monkeypatch):
    def change(content):
        del content["vital"], content["participant"]

    folder = changed(tmp_path, change)
    use(monkeypatch, folder)
    for name in ("overdose_deaths", "themes"):
        del run.params[name]
    for name in ("deaths", "population", "interviews", "quotes"):
        del run.params["sources"][name]
    run.params["disclosure"] = {"policy": "other"}
    run.persons("persons_by_sex", "sex", {"female": 60, "male": 11})
    release(run.write())
    rows = read(run.folder / "released" / "tables" / "persons_by_sex.csv")
    assert [row["persons"] for row in rows] == ["60", "11"]


def test_the_policy_that_the_docs_show_is_one(run, tmp_path, monkeypatch):
    text = (ROOT / "docs" / "how-to" / "bring-your-own-data.md").read_text(encoding="utf-8")
    (shown,) = re.findall(r"```yaml\n(policy: .*?)```", text, flags=re.DOTALL)
    name = yaml.safe_load(shown)["policy"]
    (tmp_path / f"{name}.yml").write_text(shown, encoding="utf-8")
    use(monkeypatch, tmp_path)
    run.params["disclosure"] = {"policy": name}
    run.table("by_place", ["community"], [("alder", 45, 1000.0), ("elm", 12, 1000.0), ("fir", 0, 1000.0)])
    folder = run.write()
    release(folder)
    rows = read(folder / "released" / "tables" / "by_place.csv")
    assert [row["reliability"] for row in rows] == ["", "unreliable", "not shown"]
