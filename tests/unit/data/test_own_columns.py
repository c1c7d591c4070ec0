"""Columns that a study has beside those of the dictionary, declared in its params file."""

from copy import deepcopy

import pytest

from evaluation.data.parameters import load_parameters
from evaluation.errors import ParameterError
from evaluation.runs.manifest import digest

HOUSING = {
    "title": "Housing at the start",
    "type": "string",
    "levels": [{"code": "unstable", "label": "Unstable"}, {"code": "stable", "label": "Stable housing"}],
}
OWN = {
    "housing": HOUSING,
    "income": {"title": "Income", "type": "number", "unit": "dollars"},
    "visits": {"title": "Visits before", "type": "integer"},
    "site": {"title": "Site", "type": "string"},
}
ROWS = ["time,status,Home,income,visits,site", "10,1,own,12.5,2, west ", "20,2,none,,,east", "30,0,,7,1,"]
MAPPED = {"columns": {"Home": "housing"}, "codes": {"housing": {"own": "stable", "none": "unstable"}}}


def test_they_are_read_checked_and_cast_like_any_other_column(source):
    found = source.read("persons", ROWS, own_columns=OWN, **MAPPED)
    assert found.frame.dtypes.astype(str).to_dict() == {
        "time": "float64",
        "status": "int64",
        "housing": "str",
        "income": "float64",
        "visits": "Int64",
        "site": "str",
    }
    assert found.frame["housing"].fillna("").tolist() == ["stable", "unstable", ""]
    assert found.frame["site"].fillna("").tolist() == ["west", "east", ""]
    assert found.ignored_columns == ()
    assert found.schema.code_list("housing").labels == {"unstable": "Unstable", "stable": "Stable housing"}
    assert found.schema.field("income").title == "Income"
    assert source.read("persons", ROWS).ignored_columns == ("Home", "income", "visits", "site")


def test_every_problem_is_said_with_its_place_in_the_params_file(source):
    rows = ["time,status,housing,income", "10,1,stabel,much", "20,2,stable,3"]
    own = {name: OWN[name] for name in ("housing", "income", "site")}
    assert source.problems("persons", rows, own_columns=own) == [
        "data.csv: column site is missing; found columns time, status, housing, income; "
        "expected persons's own names, or a map of yours in params.yml, sources.data.columns. "
        "Defined in params.yml, sources.data.own_columns.site.",
        "data.csv, column housing: 1 row with an unknown code; found 'stabel' (row 2); expected one of unstable, "
        "stable, or an entry in params.yml, sources.data.codes.housing; 'stabel' may be 'stable'. "
        "Defined in params.yml, sources.data.own_columns.housing.",
        "data.csv, column income: 1 row not a number; found 'much' (row 2); expected a number. "
        "Defined in params.yml, sources.data.own_columns.income.",
    ]


def test_a_code_that_is_no_level(source):
    (problem,) = source.problems(
        "patients", ["person_id,housing", "1,stable"], own_columns={"housing": HOUSING}, codes={"housing": {"x": "y"}}
    )
    assert "sources.data.codes.housing: 'x' becomes an unknown code; found 'y'" in problem
    assert problem.endswith("Defined in params.yml, sources.data.own_columns.housing.")


def test_a_column_that_nobody_declared_may_be(source):
    (problem,) = source.problems("persons", ["time,status,Site", "10,1,a"], columns={"Site": "site"})
    assert "persons has no column 'site'" in problem
    assert "or its declaration in params.yml, sources.data.own_columns" in problem


def refused(source, table="persons", **own):
    with pytest.raises(ParameterError) as caught:
        source.evaluation(table, "data.csv", own_columns=own)
    assert caught.value.exit_code == 10
    return [str(problem).replace(f"{source.folder}/", "") for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("table", "name", "said"),
    [
        ("persons", "status", "is a name that the dictionary has; found a column of table persons"),
        ("persons", "dose", "is a name that the dictionary has; found a column of table persons"),
        ("patients", "role", "is a name that the dictionary has; found a column with codes"),
        ("patients", "medication", "is a name that the dictionary has; found a column with codes"),
        ("patients", "time", "is a name that the workbench uses; found 'time'"),
        ("persons", "theme", "is a name that the workbench uses; found 'theme'"),
    ],
)
def test_a_name_that_means_something_already(source, table, name, said):
    (problem,) = refused(source, table, **{name: OWN["site"]})
    assert f"sources.data.own_columns.{name} {said}; expected another name" in problem


def test_a_name_that_only_another_table_has_is_free(source):
    clinic = {"clinic": {"title": "Clinic", "type": "string"}}
    found = source.read("patients", ["person_id,clinic", "1,north"], own_columns=clinic)
    assert found.frame["clinic"].tolist() == ["north"]


@pytest.mark.parametrize("table", ["dispensing", "population", "refi_qda"])
def test_other_tables_have_none(source, table):
    (problem,) = refused(source, table, site=OWN["site"])
    assert f"sources.data.own_columns is not for this table; found {table}; expected table patients or persons" in (
        problem
    )


@pytest.mark.parametrize(
    ("own", "said"),
    [
        (
            {"type": "date"},
            "own_columns.site.type is not valid; found 'date'; expected 'string', 'integer' or 'number'",
        ),
        ({"type": "boolean"}, "own_columns.site.type is not valid; found 'boolean'"),
        ({"title": " "}, "own_columns.site.title is not valid; found ' '; expected text that is not blank"),
        ({"kind": "x"}, "unknown name sources.data.own_columns.site.kind"),
        (
            {"type": "integer", "levels": [{"code": "0", "label": "No"}]},
            "own_columns.site.levels are of a string; found type integer; expected type: string",
        ),
        ({"levels": [{"code": 0, "label": "No"}]}, "levels.0.code is not valid; found 0; expected text; in quotes"),
        ({"levels": [{"code": "a;theme=b", "label": "No"}]}, "levels.0.code is not valid; found 'a;theme=b'"),
        ({"levels": [{"code": "all", "label": "All"}]}, "levels.0.code is everybody in result ids; found 'all'"),
        ({"levels": [{"code": "a", "label": "A"}, {"code": "a", "label": "B"}]}, "levels.1.code stands twice"),
    ],
)
def test_a_declaration_that_is_not_right(source, own, said):
    (problem,) = refused(source, site=OWN["site"] | own)
    assert said in problem
    assert problem.endswith("Defined in evaluation/data/parameters/source.py.")


def test_a_name_of_the_wrong_form(source):
    (problem,) = refused(source, **{"My site": OWN["site"]})
    assert "lower-case letters, digits and _" in problem


def two_sources(source, first, second):
    sources = {
        name: {"path": f"{name}.csv", "table": "persons", "own_columns": {"housing": deepcopy(own)}}
        for name, own in (("north", first), ("south", second))
    }
    sources |= {
        "other": {"path": "o.csv", "table": "population"},
        "counts": {"path": "c.csv", "table": "overdose_deaths"},
    }
    return source.evaluation("persons", "data.csv", top={"sources": sources})


def test_one_name_is_one_column_in_all_sources(source):
    assert list(two_sources(source, HOUSING, HOUSING).own_columns) == ["housing"]
    with pytest.raises(ParameterError) as caught:
        two_sources(source, HOUSING, HOUSING | {"title": "Home"})
    assert "sources.south.own_columns.housing stands for two columns" in str(caught.value)


def test_what_is_declared_is_part_of_the_plan_and_the_order_of_levels_too(source):
    def plan(**own):
        return digest(evaluation(own_columns=own).plan())

    def evaluation(**more):
        people = {"retention": {"dispensing": "", "persons": "data"}}
        return source.evaluation("persons", "data.csv", top=people, **more)

    turned = HOUSING | {"levels": HOUSING["levels"][::-1]}
    assert len({plan(), plan(housing=HOUSING), plan(housing=turned), plan(housing=HOUSING, site=OWN["site"])}) == 4
    assert "own_columns" not in evaluation().plan()["retention"]
    assert "own_columns" not in evaluation(own_columns=OWN).plan()["overdose_deaths"]


def test_the_dictionary_stays_as_it_is(source):
    source.read("persons", ROWS, own_columns=OWN, **MAPPED)
    (source.folder / "data.csv").write_text("time,status\n1,1\n", encoding="utf-8")
    evaluation = load_parameters(source.folder / "params.yml")
    assert evaluation.code_list("housing").labels["stable"] == "Stable housing"
    assert evaluation.code_list("site") is None
    assert evaluation.code_list("sex").name == "sex"
    assert "housing" not in source.read("persons", ["time,status", "1,1"]).schema.names
