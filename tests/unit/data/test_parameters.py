"""Params files: read strictly, with every mistake in one list and the line of each."""

import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.data.dictionary import Field, TableSchema
from evaluation.data.parameters import SECTIONS, Source, load_parameters, section_from_namespace
from evaluation.errors import ParameterError

ROOT = Path(__file__).resolve().parents[3]
SHIPPED = [ROOT / "params" / "demo.yml", *(ROOT / "params" / "examples").glob("*.yml")]
PARAMS = """\
evaluation: example
title: Example
synthetic: true
seed: 1
sources:
  deaths: {path: deaths.csv, table: overdose_deaths}
  population: {path: population.csv, table: population}
arms:
  cep: {name: Planning}
communities:
  alder: {name: Alder, arm: cep}
overdose_deaths:
  deaths: deaths
  population: population
  start: "2016-01-01"
  end: ""
  interventions:
    - {name: coalition, date: "2020-07-01"}
"""


@pytest.fixture
def load(tmp_path):
    def load(*changes, text=PARAMS):
        for old, new in changes:
            assert old in text
            text = text.replace(old, new)
        path = tmp_path / "params.yml"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return load_parameters(path)

    return load


@pytest.fixture
def problems_of(load, tmp_path):
    def problems_of(*changes, **options):
        with pytest.raises(ParameterError) as caught:
            load(*changes, **options)
        assert caught.value.exit_code == 10
        return [str(problem).replace(f"{tmp_path}/", "") for problem in caught.value.problems]

    return problems_of


@pytest.mark.parametrize("path", sorted(SHIPPED), ids=lambda path: path.stem)
def test_the_params_files_that_ship(path):
    assert load_parameters(path).evaluation == path.stem


def test_a_params_file_is_typed_and_frozen(load, tmp_path):
    found = load()
    assert found.path == tmp_path / "params.yml"
    assert found.overdose_deaths.start == date(2016, 1, 1)
    assert found.overdose_deaths.end is None
    assert found.overdose_deaths.interventions[0].date == date(2020, 7, 1)
    assert list(found.analyses) == ["overdose_deaths"]
    with pytest.raises(ValueError, match="frozen"):
        found.seed = 2


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("seed: 1", "sed: 1", "params.yml:4: unknown name sed; found 'sed'; expected 'seed'?."),
        ("seed: 1", 'seed: "1"', "params.yml:4: seed is not valid; found '1'; expected an integer."),
        ("seed: 1", "seed: 1.5", "seed is not valid; found 1.5; expected an integer."),
        ("seed: 1", "seed: -1", "seed is not valid; found -1; expected a number greater than or equal to 0."),
        ("seed: 1", "seed:", "seed is not valid; found nothing; expected an integer."),
        ("seed: 1", "seed: 1\nseed: 2", "params.yml:5: seed stands twice; found first in line 4; expected once."),
        ("seed: 1", "seed: .inf", "seed is not valid; found inf"),
        ("seed: 1", "seed: 1e400", "seed is not valid; found '1e400'; expected an integer."),
        ("seed: 1", f"seed: 1{'0' * 30}", "expected a number less than 9223372036854775808."),
        ("seed: 1", f"seed: {'9' * 5000}", f"seed is not valid; found '{'9' * 56}...; expected an integer."),
        ("seed: 1", "seed: 010", "seed is not valid; found '010'; expected an integer."),
        (
            "name: Alder",
            'name: " "',
            "communities.alder.name is not valid; found ' '; expected text that is not blank.",
        ),
        ("name: Planning", "name:", "arms.cep.name is not valid; found nothing; expected text"),
        (
            "  population: population\n",
            "  population: deaths\n",
            "params.yml:14: overdose_deaths.population cannot read source 'deaths'; found table overdose_deaths; "
            "expected a source of table population: population.",
        ),
        (
            "  deaths: deaths\n",
            '  deaths: ""\n',
            "overdose_deaths.deaths is not valid; found ''; expected at least 1",
        ),
        (
            "table: population",
            "table: populations",
            "params.yml:7: sources.population.table is not a table of the dictionary; found 'populations'; "
            "expected 'population'?.",
        ),
        (
            "alder: {name: Alder, arm: cep}",
            "alder: {name: Alder}",
            "params.yml:9: arms.cep has no community; expected a community with arm: cep, or no such arm.",
        ),
        (
            "  start:",
            "  subgroups: [sex, sex]\n  start:",
            "overdose_deaths.subgroups: 'sex' stands twice in the list.",
        ),
        (
            "overdose_deaths:\n",
            "retention:\noverdose_deaths:\n",
            "params.yml:12: retention: nothing stands under it: give its keys, or remove the name too.",
        ),
        (
            "deaths: {path: deaths.csv, ",
            "deaths: {unpivot: , path: deaths.csv, ",
            "sources.deaths.unpivot: nothing stands under it",
        ),
        (
            "seed: 1",
            "seed: 1\nreport: {languages: []}",
            "params.yml:5: report.languages is not valid; found a list; expected at least 1 item.",
        ),
        (
            "seed: 1",
            "seed: 1\nretention: {landmarks: []}",
            "params.yml:5: retention.landmarks is not valid; found a list; expected at least 1 item.",
        ),
        (
            "seed: 1",
            "seed: 1\ndisclosure: {policy: strikt}",
            "params.yml:5: disclosure.policy: unknown policy; found 'strikt'; expected one of acro, cms, nchs_rates, "
            "nchs_wonder, opensafely, opensafely_midpoint6, rounded, strict.",
        ),
        (
            "table: population",
            "without_rows: [alder], table: population",
            "sources.population.without_rows is of deaths; found table population",
        ),
        ("true", "yes", "synthetic is not valid; found 'yes'; expected true or false."),
        (
            "evaluation: example",
            "evaluation: My Example",
            "found 'My Example'; expected lower-case letters, digits and _.",
        ),
        ("title: Example", "title: E", "title is not valid; found 'E'; expected at least 3 characters."),
        ("path: deaths.csv", "path: 3", "params.yml:6: sources.deaths.path is not valid; found 3; expected text;"),
        ("path: deaths.csv, ", "", "params.yml:6: sources.deaths.path is missing; found nothing; expected a value."),
        (
            "table: population",
            "tabel: population",
            "unknown name sources.population.tabel; found 'tabel'; expected 'table'?",
        ),
        (
            "overdose_deaths:\n",
            "overdose_death:\n",
            "unknown name overdose_death; found 'overdose_death'; expected 'overdose_deaths'?",
        ),
        ("  start:", "  begin:", "params.yml:15: unknown name overdose_deaths.begin"),
        (
            '"2016-01-01"',
            '"2016-13-01"',
            "params.yml:15: overdose_deaths.start is not valid; found '2016-13-01'; expected a valid date",
        ),
        ('"2016-01-01"', "2016", "overdose_deaths.start is not valid; found 2016; expected a valid date"),
        (
            'end: ""',
            'end: "2015-01-01"',
            "params.yml:15: overdose_deaths.start is not before end; found 2016-01-01 and 2015-01-01; expected ",
        ),
        (
            "2020-07-01",
            "2020-07-15",
            "params.yml:18: overdose_deaths.interventions.0.date of coalition is not a first of a month; "
            "found 2020-07-15; expected 2020-07-01.",
        ),
        (
            "2020-07-01",
            "2015-07-01",
            "params.yml:18: overdose_deaths.interventions.0.date of coalition is outside the months analysed; found "
            "2015-07-01, of months from 2016-01 to the last of the data; expected a date from 2016-03-01: two months "
            "on either side tell level and slope apart.",
        ),
        (
            "  deaths: deaths\n",
            "  deaths: death\n",
            "params.yml:13: overdose_deaths.deaths reads source 'death', which sources does not have; "
            "expected a source of table overdose_deaths or death_records: deaths.",
        ),
        (
            "arm: cep",
            "arm: rfs",
            "params.yml:11: communities.alder is in arm 'rfs', which arms does not have; expected cep.",
        ),
        (
            "  alder:",
            "  cep:",
            "arms.cep is the name of a community too; found 'cep'; expected a name of its own.",
        ),
        (
            "  alder:",
            "  all:",
            "communities.all stands for everybody; found 'all'; expected another name.",
        ),
        (
            "    - {name",
            "      {name",
            "overdose_deaths.interventions is not valid; found a mapping; expected a list: [a, b].",
        ),
    ],
)
def test_a_mistake_is_said_with_its_line(problems_of, old, new, said):
    assert any(said in problem for problem in problems_of((old, new)))


def test_each_rule_names_the_file_that_states_it(problems_of):
    (problem,) = problems_of(("seed: 1", "seed: x"))
    assert problem.endswith("Defined in evaluation/data/parameters/evaluation.py.")
    (problem,) = problems_of(("  start:", "  begin:"))
    assert problem.endswith("Defined in evaluation/data/parameters/overdose_deaths.py.")


def test_all_mistakes_are_listed_at_once(problems_of):
    found = problems_of(("seed: 1", "sed: x"), ("  start:", "  begin:"), ("arm: cep", "arm: 3"))
    assert len(found) == 4
    found = problems_of(("arm: cep", "arm: rfs"), ("  deaths: deaths\n", "  deaths: death\n"))
    assert len(found) == 3


def test_no_section_is_no_evaluation(problems_of):
    (problem,) = problems_of(text=PARAMS[: PARAMS.index("overdose_deaths:\n")])
    assert "no analysis: give at least one section of" in problem


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b"", "params.yml: holds no mapping; found nothing; expected key: value lines."),
        (b"- a\n", "params.yml: holds no mapping; found seq"),
        (b"title: [", "is not valid YAML"),
        (
            b"a: b: c",
            "params.yml:1: is not valid YAML; found mapping values are not allowed here; expected text that",
        ),
        (b"a: b: c", 'holds a colon in quotes: title: "Deaths: 2016 to 2023".'),
        (b"a: %m/%d/%Y", "found character '%' that cannot start any token; expected text that begins with %"),
        (b"%m: a", "expected text that begins with % in quotes."),
        (b"codes: {*: a}", 'expected text that begins with * in quotes: "*".'),
        (b"title: a\nseed: \xff", "params.yml:2: is not UTF-8 text; found byte 0xff"),
        (b"a: \x00", "is not valid YAML"),
        (b"a: &x [1]\nb: *x", "params.yml:2: is not valid YAML; found an alias (*name), which is not supported"),
        (b"a: !!python/object/apply:os.getcwd []", "params.yml:1: has a tag"),
        (
            b'a: "\\ud800b"',
            "params.yml:1: has a character that no text can hold; found '\\ud800b'; expected Unicode text.",
        ),
        (b'"\\udfff": b', "params.yml:1: has a character that no text can hold"),
        (b"? [a, b]\n: c", "params.yml:1: has a key that is no text"),
        (b"[" * 5000, "is not valid YAML"),
    ],
    ids=[
        "empty",
        "list",
        "open list",
        "two colons",
        "hint",
        "percent",
        "percent as key",
        "asterisk as key",
        "latin-1",
        "NUL",
        "alias",
        "tag",
        "surrogate",
        "surrogate as key",
        "list as key",
        "deep",
    ],
)
def test_a_file_that_is_no_params_file(problems_of, text, said):
    (problem,) = problems_of(text=text)
    assert said in problem


@pytest.mark.parametrize(("name", "said"), [("none.yml", "no such file or directory"), (".", "is a directory")])
def test_a_file_that_cannot_be_read(tmp_path, name, said):
    with pytest.raises(ParameterError, match=said):
        load_parameters(tmp_path / name)


def test_a_file_that_may_not_be_read(tmp_path, monkeypatch):
    def refuse(path, *_, **__):
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "read_text", refuse)
    with pytest.raises(ParameterError, match="cannot be read; found permission denied"):
        load_parameters(tmp_path / "params.yml")


@given(st.binary(max_size=200))
def test_no_file_makes_a_traceback(tmp_path_factory, content):
    path = tmp_path_factory.mktemp("params") / "params.yml"
    path.write_bytes(content)
    with pytest.raises(ParameterError):
        load_parameters(path)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from([*SECTIONS, "sources", "seed", "title", "arms", "report", "deaths", "x"]),
                inner,
                max_size=5,
            )
        ),
        max_leaves=12,
    )
)
def test_no_content_makes_a_traceback(tmp_path_factory, content):
    import yaml

    path = tmp_path_factory.mktemp("params") / "params.yml"
    path.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    with pytest.raises(ParameterError):
        load_parameters(path)


def namespace(**changes):
    values = {
        "deaths": "deaths",
        "population": "population",
        "series": "arm",
        "start": "2016-01-01",
        "end": "",
        "interventions": [{"name": "coalition", "date": "2020-07-01"}],
        "seasonality": "harmonics",
        "harmonics": 2,
        "provisional_from": "",
        "left_out": [],
        "co_interventions": [],
        "exposure": "person_time",
        "controls": [],
        "specifications": [],
        "specification_grid": {},
        "subgroups": ["sex"],
        "conf_level": 0.95,
        "params_file": "x.yml",
        "annotations": object(),
    }
    return values | changes


def test_a_section_from_a_notebook():
    found = section_from_namespace("overdose_deaths", namespace(), "30.ipynb")
    assert found.start == date(2016, 1, 1)
    assert found.end is None
    assert found.subgroups == ("sex",)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"harmonics": 2.5}, "30.ipynb: overdose_deaths.harmonics is not valid; found 2.5; expected an integer."),
        (
            {"series": "county"},
            "overdose_deaths.series is not valid; found 'county'; expected 'all', 'arm' or 'community'.",
        ),
        ({"start": "2016"}, "overdose_deaths.start is not valid; found '2016'; expected a valid date"),
        ({"end": "2015-01-01"}, "overdose_deaths.start is not before end; found 2016-01-01 and 2015-01-01;"),
    ],
)
def test_a_section_from_a_notebook_that_is_wrong(changes, said):
    with pytest.raises(ParameterError) as caught:
        section_from_namespace("overdose_deaths", namespace(**changes), "30.ipynb")
    (problem,) = caught.value.problems
    assert said in str(problem)


def test_what_a_notebook_leaves_at_its_default_is_not_given():
    """Both sections are valid params files: checks of parameters that somebody gave are not of defaults."""
    values = {stem: SECTIONS[stem].model_construct().model_dump(mode="json") for stem in ("retention", "themes")}
    retention = values["retention"] | {"treatment_events": "events", "patients": "patients", "stacking": "none"}
    found = section_from_namespace("retention", retention, "40.ipynb")
    assert found.model_fields_set == {"treatment_events", "patients", "stacking"}
    themes = section_from_namespace("themes", values["themes"] | {"continuum": True, "themes": ["hope"]}, "50.ipynb")
    assert (themes.continuum, themes.themes, themes.consent_variable) == (True, ("hope",), "consent")
    assert themes.model_fields_set == {"continuum", "themes"}


def test_a_default_of_another_type_is_still_refused():
    values = SECTIONS["themes"].model_construct().model_dump(mode="json")
    with pytest.raises(ParameterError, match=r"themes\.continuum is not valid; found 0"):
        section_from_namespace("themes", values | {"continuum": 0}, "50.ipynb")


def test_a_notebook_that_lacks_names():
    with pytest.raises(ParameterError) as caught:
        section_from_namespace("overdose_deaths", {"deaths": "deaths"}, "30.ipynb")
    assert "30.ipynb: overdose_deaths.series is missing" in str(caught.value)


def test_the_how_to_explains_every_key_of_a_source_and_no_other():
    text = (ROOT / "docs" / "how-to" / "bring-your-own-data.md").read_text(encoding="utf-8")
    sources, additions = (part.split("\n\n")[0] for part in re.split(r"\n\| (?:key|property) .*\n", text)[1:])
    assert set(re.findall(r"`(\w+)`", "\n".join(line.split("|")[1] for line in sources.splitlines()[1:]))) == set(
        Source.model_fields
    )
    standard = {"name", "title", "description", "type", "format", "constraints"}
    standard |= {"sources", "missingValues", "primaryKey", "fields"}
    known = {info.alias for model in (Field, TableSchema) for info in model.model_fields.values()}
    assert set(re.findall(r"^\| `(\w+)", additions, flags=re.MULTILINE)) == known - standard
