import pytest
import yaml

from evaluation.data.output_table import Sensitivity
from evaluation.disclosure.policy import POLICY_FOLDER, Method, Rounding, load_policy
from evaluation.errors import ParameterError

PACKS = sorted(path.stem for path in POLICY_FOLDER.glob("*.yml"))


def changed(tmp_path, change, name="strict"):
    content = yaml.safe_load((POLICY_FOLDER / f"{name}.yml").read_text(encoding="utf-8"))
    change(content)
    content["policy"] = "other"
    (tmp_path / "other.yml").write_text(yaml.safe_dump(content), encoding="utf-8")
    return tmp_path


def refusal(folder):
    with pytest.raises(ParameterError) as caught:
        load_policy("other", folder)
    assert caught.value.exit_code == 10
    return str(caught.value)


@pytest.mark.parametrize(
    ("name", "sensitivity", "hidden", "shown"),
    [
        # CMS cell size suppression policy (ResDAC, 2024-01-26): no 1 to 10, zero allowed.
        ("strict", Sensitivity.PATIENT, (1, 10), (0, 11)),
        ("cms", Sensitivity.PATIENT, (1, 10), (0, 11)),
        ("cms", Sensitivity.VITAL, (1, 10), (0, 11)),
        # NCHS data use restrictions in CDC WONDER: no counts of 9 or fewer.
        ("strict", Sensitivity.VITAL, (1, 9), (0, 10)),
        ("nchs_wonder", Sensitivity.VITAL, (1, 9), (0, 10)),
        ("nchs_rates", Sensitivity.VITAL, (1, 9), (0, 10)),
        ("strict", Sensitivity.PARTICIPANT, (1, 4), (0, 5)),
        # OpenSAFELY redacts 7 or fewer; midpoint 6 does not tell 1 to 6 apart.
        ("opensafely", Sensitivity.PATIENT, (1, 7), (0, 8)),
        ("opensafely_midpoint6", Sensitivity.PATIENT, (1, 6), (0, 7)),
        # ACRO: threshold 10, and zeros are disclosive.
        ("acro", Sensitivity.PATIENT, (0, 9), (10,)),
    ],
)
def test_a_pack_hides_exactly_the_numbers_of_its_sources(name, sensitivity, hidden, shown):
    numbers = load_policy(name).hidden(sensitivity)
    assert all(number in numbers for number in hidden)
    assert not any(number in numbers for number in shown)


@pytest.mark.parametrize("name", PACKS)
def test_public_data_have_no_rule(name):
    assert len(load_policy(name).hidden(Sensitivity.PUBLIC)) == 0


@pytest.mark.parametrize("name", PACKS)
def test_every_rule_has_a_source_and_a_date(name):
    policy = load_policy(name)
    fields = [each for each in type(policy).model_fields if each not in ("policy", "description", "tables")]
    rules = [rule for rule in (getattr(policy, each) for each in fields) if rule is not None]
    assert rules
    assert all(rule.source and rule.url and rule.date for rule in rules)


def test_what_may_be_done_to_a_table_is_in_order():
    assert load_policy("strict").tables == (Method.POOL,)
    assert load_policy("cms").tables == (Method.POOL, Method.SUPPRESS)
    assert load_policy("opensafely").tables == (Method.ROUND,)


def test_rounding_is_that_of_opensafely():
    five, midpoint = load_policy("opensafely").rounding, load_policy("opensafely_midpoint6").rounding
    assert (five.kind, five.base, five.redact_to) == (Rounding.NEAREST, 5, 7)
    assert (midpoint.kind, midpoint.base, midpoint.redact_to) == (Rounding.MIDPOINT, 6, 0)
    assert load_policy("strict").rounding is None


def test_the_defaults_of_acro_are_in_its_pack():
    policy = load_policy("acro")
    assert (policy.dominance.largest, policy.dominance.share_percent, policy.dominance.p_percent) == (2, 90, 10)
    assert policy.degrees_of_freedom.residual_minimum == 10


def test_where_there_is_no_rule_no_number_may_be_shown():
    policy = load_policy("nchs_wonder")
    assert all(number in policy.hidden(Sensitivity.PATIENT) for number in (0, 1, 10**9))
    assert policy.group_minimum > 10**9


def test_an_unknown_policy_is_named_with_those_that_exist():
    with pytest.raises(ParameterError, match="no policy 'lenient'") as caught:
        load_policy("lenient")
    known = "acro, cms, nchs_rates, nchs_wonder, opensafely, opensafely_midpoint6, rounded, strict"
    assert f"one of {known}" in str(caught.value)


def test_every_unknown_field_and_value_is_listed(tmp_path):
    def change(content):
        content["vital"]["hidden_too"] = 9
        content["tables"] = ["pool", "hide"]
        content["patient"]["hidden_to"] = "ten"
        content["floor"] = {}
        del content["public"]["date"]

    text = refusal(changed(tmp_path, change))
    assert "other.yml: 5 problems." in text
    assert "unknown name vital.hidden_too; found 'hidden_too'; expected 'hidden_to'?" in text
    assert "tables.1 is not valid; found 'hide'; expected 'pool', 'suppress' or 'round'" in text
    assert "patient.hidden_to is not valid; found 'ten'; expected an integer" in text
    assert "unknown name floor" in text
    assert "public.date is missing" in text
    assert text.count("Defined in evaluation/disclosure/policy.py.") == 5


def test_rounding_of_an_unknown_kind_is_an_error(tmp_path):
    folder = changed(tmp_path, lambda content: content["rounding"].update(kind="up"), name="opensafely")
    assert "rounding.kind is not valid; found 'up'; expected 'nearest' or 'midpoint'" in refusal(folder)


def test_a_method_is_named_once(tmp_path):
    text = refusal(changed(tmp_path, lambda content: content.update(tables=["pool", "pool"])))
    assert "tables has a method twice; found pool; expected each once" in text


@pytest.mark.parametrize(
    ("name", "tables", "found"),
    [("strict", ["round"], "no rounding"), ("opensafely", ["pool"], "tables without round")],
)
def test_round_and_rounding_go_together(tmp_path, name, tables, found):
    text = refusal(changed(tmp_path, lambda content: content.update(tables=tables), name=name))
    assert f"tables round and rounding go together; found {found}; expected both or neither" in text


def test_a_missing_list_of_methods_is_an_error(tmp_path):
    assert "tables is missing" in refusal(changed(tmp_path, lambda content: content.pop("tables")))


def test_a_stricter_policy_is_read(tmp_path):
    folder = changed(tmp_path, lambda content: content["patient"].update(hidden_to=20))
    assert load_policy("other", folder).patient.hidden_to == 20


@pytest.mark.parametrize(
    ("section", "field"),
    [
        ("patient", "hidden_to"),
        ("vital", "hidden_to"),
        ("participant", "group_minimum"),
        ("survival", "at_risk_minimum"),
        ("model", "months_minimum"),
        ("model", "significant_digits"),
    ],
)
def test_a_number_that_nobody_could_count_up_to_is_refused(tmp_path, section, field):
    text = refusal(changed(tmp_path, lambda content: content[section].update({field: 10**30})))
    assert f"{section}.{field} is not valid; found {10**30}; expected a number less than or equal to 10000" in text
    folder = changed(tmp_path, lambda content: content[section].update({field: 10_000}))
    assert getattr(getattr(load_policy("other", folder), section), field) == 10_000
