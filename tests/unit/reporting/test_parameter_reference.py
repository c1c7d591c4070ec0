"""The reference of the params file says what the models say."""

import re

from evaluation.data.parameters import SECTIONS, Evaluation
from evaluation.data.parameters.section import is_prespecified
from evaluation.reporting.parameter_reference import REFERENCE, groups, parameter_reference


def test_the_page_is_up_to_date():
    assert REFERENCE.read_text(encoding="utf-8") == parameter_reference(), (
        "docs/parameters.md is out of date: make fix"
    )


def test_every_key_of_every_group_has_a_description_and_a_line_of_its_own():
    schema = Evaluation.model_json_schema()
    found = dict(groups(schema, schema["$defs"]))
    with_keys = {name for name, definition in schema["$defs"].items() if "properties" in definition}
    assert {group["title"] for group in found.values()} == with_keys | {"Evaluation"}
    page = parameter_reference()
    for place, group in found.items():
        assert group["description"] in page
        for key, field in group["properties"].items():
            assert field.get("description"), f"{place}.{key} has no description"
            assert re.search(rf"^\| `{key}` \|.*{re.escape(field['description'][:20])}", page, flags=re.MULTILINE)


def test_what_is_in_the_plan_is_marked():
    page = parameter_reference()
    for stem, model in SECTIONS.items():
        section = page.split(f"## `{stem}`\n")[1].split("\n## ")[0]
        marked = set(re.findall(r"^\| `(\w+)` \|[^|]*\|[^|]*\| yes \|", section, flags=re.MULTILINE))
        assert marked == {name for name, field in model.model_fields.items() if is_prespecified(field)}


def test_values_and_defaults_in_words():
    page = parameter_reference()
    for line in (
        "| `seed` | whole number, at least 0 and below 9,223,372,036,854,775,808 | *required* |",
        "| `deaths` | name of a source of table `overdose_deaths` or `death_records` | `deaths` |",
        "| `patients` | name of a source of table `patients`, or blank | |",
        "| `landmarks` | list, at least 1: whole number, above 0 and at most 3,650 | `[30, 90, 180, 365]` | yes |",
        "| `interventions` | list: [keys](#intervention) | `[]` | yes |",
        "| `start` | date or blank | | yes |",
    ):
        assert line in page


def test_links_within_the_page_lead_somewhere():
    page = parameter_reference()
    assert set(re.findall(r"\(#([^)]+)\)", page)) <= set(re.findall(r'<a id="([^"]+)">', page))
