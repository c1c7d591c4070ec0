import pytest
import yaml

from evaluation.data.output_table import Sensitivity
from evaluation.disclosure.policy import POLICY_FOLDER, load_policy
from evaluation.errors import ParameterError


def changed(tmp_path, change):
    content = yaml.safe_load((POLICY_FOLDER / "strict.yml").read_text(encoding="utf-8"))
    change(content)
    content["policy"] = "other"
    for rule in content.values():
        if isinstance(rule, dict):
            rule["date"] = str(rule["date"])
    (tmp_path / "other.yml").write_text(yaml.safe_dump(content), encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("sensitivity", "hidden", "shown"),
    [
        # CMS cell size suppression policy (ResDAC, 2024-01-26): no 1 to 10, zero allowed.
        (Sensitivity.PATIENT, (1, 10), (0, 11)),
        # NCHS data use restrictions in CDC WONDER: no counts of 9 or fewer.
        (Sensitivity.VITAL, (1, 9), (0, 10)),
        (Sensitivity.PARTICIPANT, (1, 4), (0, 5)),
    ],
)
def test_strict_hides_exactly_the_numbers_of_its_sources(sensitivity, hidden, shown):
    numbers = load_policy("strict").hidden(sensitivity)
    assert all(number in numbers for number in hidden)
    assert not any(number in numbers for number in shown)


def test_public_data_have_no_rule():
    assert len(load_policy("strict").hidden(Sensitivity.PUBLIC)) == 0


def test_every_rule_has_a_source_and_a_date():
    policy = load_policy("strict")
    rules = [getattr(policy, name) for name in type(policy).model_fields if name not in ("policy", "description")]
    assert len(rules) == 6
    assert all(rule.source and rule.url and rule.date for rule in rules)


def test_an_unknown_policy_is_named_with_those_that_exist():
    with pytest.raises(ParameterError, match="no policy 'lenient'") as caught:
        load_policy("lenient")
    assert "strict" in str(caught.value)


def test_an_unknown_key_is_an_error(tmp_path):
    folder = changed(tmp_path, lambda content: content["vital"].update(hidden_too=9))
    with pytest.raises(ParameterError, match=r"other\.yml") as caught:
        load_policy("other", folder)
    assert "hidden_too" in str(caught.value)


def test_a_missing_rule_is_an_error(tmp_path):
    folder = changed(tmp_path, lambda content: content.pop("survival"))
    with pytest.raises(ParameterError) as caught:
        load_policy("other", folder)
    assert "survival is missing" in str(caught.value)


@pytest.mark.parametrize(
    ("rule", "field", "value"),
    [
        ("patient", "hidden_from", 2),
        ("patient", "hidden_to", 9),
        ("vital", "hidden_to", 8),
        ("participant", "group_minimum", 4),
        ("survival", "decimals", 5),
        ("model", "segment_minimum", 11),
        ("model", "n_events_minimum", 10),
        ("model", "leverage_maximum", 0.51),
        ("model", "months_minimum", 35),
        ("model", "significant_digits", 5),
    ],
)
def test_a_policy_may_be_stricter_than_its_sources_never_weaker(tmp_path, rule, field, value):
    folder = changed(tmp_path, lambda content: content[rule].update({field: value}))
    with pytest.raises(ParameterError) as caught:
        load_policy("other", folder)
    assert rule in str(caught.value)
    assert str(value) in str(caught.value)


def test_a_stricter_policy_is_read(tmp_path):
    folder = changed(tmp_path, lambda content: content["patient"].update(hidden_to=20))
    assert load_policy("other", folder).patient.hidden_to == 20
