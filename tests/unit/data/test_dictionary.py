"""The dictionary that ships, and dictionaries that are wrong."""

import shutil

import pytest

from evaluation.data.code_list import load_code_list
from evaluation.data.dictionary import DICTIONARY_FOLDER, load_table_schema, table_names
from evaluation.data.output_table import Sensitivity
from evaluation.errors import DictionaryError

TABLE = """\
name: visits
title: Visits
description: One row per visit.
sensitivity: patient
sources: [{title: Clinic}]
primaryKey: [person_id, day]
fields:
  - {name: person_id, title: Person, description: Pseudonym., type: string}
  - {name: day, title: Day, description: Day of the visit., type: date}
  - {name: sex, title: Sex, description: Sex., type: string, codeList: sex, optional: true}
  - {name: cost, title: Cost, description: Cost., type: number, unit: US dollars, constraints: {minimum: 0}}
"""


@pytest.fixture
def problems_of(tmp_path):
    """Return the problems of a dictionary with one table, changed, and one code list."""
    number = iter(range(100))

    def problems_of(*changes, codes=None):
        folder = tmp_path / str(next(number))
        shutil.copytree(DICTIONARY_FOLDER / "codelists", folder / "codelists")
        if codes is not None:
            (folder / "codelists" / "sex.csv").write_text(codes, encoding="utf-8")
        text = TABLE
        for old, new in changes:
            assert old in text
            text = text.replace(old, new)
        (folder / "visits.yml").write_text(text, encoding="utf-8")
        with pytest.raises(DictionaryError) as caught:
            load_table_schema("visits", folder)
        assert caught.value.exit_code == 12
        return [str(problem).replace(f"{folder}/", "") for problem in caught.value.problems]

    return problems_of


def test_the_tables_that_ship():
    sensitivity = {name: load_table_schema(name).sensitivity for name in table_names()}
    assert sensitivity == {
        "codebook": Sensitivity.PARTICIPANT,
        "death_records": Sensitivity.VITAL,
        "dispensing": Sensitivity.PATIENT,
        "finished_interviews": Sensitivity.PARTICIPANT,
        "framework_summaries": Sensitivity.PARTICIPANT,
        "naloxone": Sensitivity.PUBLIC,
        "negative_cases": Sensitivity.PARTICIPANT,
        "overdose_deaths": Sensitivity.VITAL,
        "patients": Sensitivity.PATIENT,
        "persons": Sensitivity.PATIENT,
        "population": Sensitivity.PUBLIC,
        "quotes": Sensitivity.PARTICIPANT,
        "series": Sensitivity.PATIENT,
        "spending": Sensitivity.PUBLIC,
        "topic_guide": Sensitivity.PARTICIPANT,
        "treatment_events": Sensitivity.PATIENT,
        "truth": Sensitivity.PUBLIC,
    }


def test_every_code_list_that_ships_is_valid_and_used():
    used = {field.code_list for name in table_names() for field in load_table_schema(name).fields} - {""}
    assert used == {path.stem for path in (DICTIONARY_FOLDER / "codelists").glob("*.csv")}


def test_a_name_means_the_same_in_every_table():
    """A label or a unit that changed from table to table would make figures disagree."""
    meanings = {}
    for name in table_names():
        for field in load_table_schema(name).fields:
            if field.name not in ("description", "source"):
                meanings.setdefault(field.name, set()).add((field.title, field.type, field.unit, field.code_list))
    assert {name: found for name, found in meanings.items() if len(found) > 1} == {}


def test_a_schema_answers_by_column():
    schema = load_table_schema("overdose_deaths")
    assert schema.field("deaths").title == "Overdose deaths"
    assert schema.code_list("deaths") is None
    assert schema.code_list("age_group").pools == {
        "15-24": "15-34",
        "25-34": "15-34",
        "35-44": "35-54",
        "45-54": "35-54",
        "55-64": "55+",
        "65+": "55+",
    }
    assert [schema.is_required(schema.field(name)) for name in ("month", "deaths")] == [True, True]
    with pytest.raises(KeyError):
        schema.field("age")


def test_labels_of_codes_and_of_broader_levels():
    medication = load_code_list("medication")
    assert medication.labels["methadone"] == "Methadone"
    assert medication.labels["any_buprenorphine"] == "Buprenorphine, any form"
    assert medication.pools["methadone"] == "methadone"
    assert "xr_naltrexone" in medication
    assert "any_buprenorphine" not in medication


def test_a_table_that_is_not_there():
    with pytest.raises(DictionaryError) as caught:
        load_table_schema("overdose")
    assert "overdose_deaths" in str(caught.value)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("sensitivity: patient", "sensitivity: secret", "visits.yml:4: sensitivity is not valid; found 'secret'"),
        (
            "primaryKey:",
            "primarykey:",
            "visits.yml:6: unknown name primarykey; found 'primarykey'; expected 'primaryKey'?",
        ),
        ("type: number", "type: float", "visits.yml:11: fields.3.type is not valid; found 'float'"),
        ("description: Pseudonym., ", "", "visits.yml:8: fields.0.description is missing"),
        (
            "name: day",
            "name: Day",
            "fields.1.name is not valid; found 'Day'; expected lower-case letters, digits and _",
        ),
        ("name: day", "name: sex", "visits.yml: sex stands twice"),
        ("[person_id, day]", "[person_id, date]", "visits.yml: primaryKey names date, which is not a field"),
        ("codeList: sex", "codeList: gender", "codelists/gender.csv: cannot be read; found no such file"),
        ("type: string, codeList", "type: integer, codeList", "visits.yml:10: fields.2: codes are for string"),
        ("{minimum: 0}", "{minimum: 1, maximum: 0}", "visits.yml:11: fields.3: minimum 1 is above maximum 0"),
        ("{minimum: 0}", '{minimum: "0"}', "fields.3: minimum and maximum of a number are numbers"),
        ("{minimum: 0}", '{pattern: "x"}', "fields.3: pattern and maxLength are for string"),
        ("optional: true", 'constraints: {pattern: "("}', "pattern '(' is not a regular expression"),
        (
            "type: date",
            'type: date, constraints: {minimum: "1/1/2016"}',
            "fields.1: Invalid isoformat string: '1/1/2016'",
        ),
        ("unit: US dollars", "after: day", "visits.yml: cost is after day, which has another type"),
        ("unit: US dollars", "after: dy", "visits.yml: cost refers to dy, which is not a field"),
        ("unit: US dollars", "requiredWhen: {sex: [x]}", "requiredWhen of cost has an unknown code; found 'x'"),
        ("name: visits", "name: visit", "visits.yml:1: name is not that of the file; found visit; expected visits"),
        ("title: Visits", "title: Visits\ntitle: Visit", "visits.yml:3: title stands twice; found first in line 2"),
    ],
)
def test_a_table_that_is_wrong(problems_of, old, new, said):
    assert any(said in problem for problem in problems_of((old, new)))


def test_all_problems_are_listed_at_once(problems_of):
    found = problems_of(("type: number", "type: float"), ("name: day", "name: Day"), ("patient", "secret"))
    assert len(found) == 3


@pytest.mark.parametrize(
    ("codes", "said"),
    [
        ("", "codelists/sex.csv:1: has the wrong columns; found nothing"),
        ("code,label\nmale,Male\n", "has the wrong columns; found code,label; expected code,label,pool,pool_label"),
        ("code,label,pool,pool_label\n", "codelists/sex.csv: holds no code"),
        ("code,label,pool,pool_label\nmale,Male\n", "codelists/sex.csv:2: has a row of the wrong length; found 2"),
        ("code,label,pool,pool_label\nmale ,Male,,\n", "codelists/sex.csv:2: has a blank or padded code or label"),
        ("code,label,pool,pool_label\na,A,,\na,B,,\n", "codelists/sex.csv:3: code 'a' stands twice"),
        ("code,label,pool,pool_label\na,A,c,\n", "codelists/sex.csv:2: gives only one of pool and pool_label"),
        ("code,label,pool,pool_label\na,A,b,B\nb,B,,\n", "codelists/sex.csv: pool 'b' is also a code"),
        (
            "code,label,pool,pool_label\na,A,c,C\nb,B,c,D\n",
            "codelists/sex.csv: pool 'c' has two labels; found 'C', 'D'",
        ),
    ],
)
def test_a_code_list_that_is_wrong(problems_of, codes, said):
    assert any(said in problem for problem in problems_of(codes=codes))
