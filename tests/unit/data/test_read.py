"""Sources from file to typed table, and where they are looked for."""

import hashlib

import numpy as np
import pandas as pd
import pytest

from evaluation.data.output_table import Sensitivity
from evaluation.data.read import read_tables, source_path
from evaluation.data.validated import Dropped
from evaluation.errors import DataError

PLACES = {
    "arms": {"cep": {"name": "Planning"}, "rfs": {"name": "Resources"}},
    "communities": {
        "alder": {"name": "Alder", "arm": "cep"},
        "elm": {"name": "Elm", "arm": "rfs"},
        "oak": {"name": "Oak"},
    },
}
DEATHS = ["month,community,deaths", "2016-01-01,alder,3", "2016-01-01,elm,0", "2016-02-01,oak,12"]


def test_a_table_has_the_types_of_its_dictionary(source):
    found = source.read("overdose_deaths", DEATHS)
    assert found.frame.dtypes.astype(str).to_dict() == {
        "month": "datetime64[us]",
        "community": "str",
        "deaths": "int64",
    }
    assert found.frame["deaths"].tolist() == [3, 0, 12]
    assert found.frame["month"].tolist() == [pd.Timestamp(2016, month, 1) for month in (1, 1, 2)]
    assert (found.name, found.table, found.n_rows_read, found.dropped) == ("data", "overdose_deaths", 3, ())
    assert found.sensitivity is Sensitivity.VITAL
    assert found.sha256 == hashlib.sha256((source.folder / "data.csv").read_bytes()).hexdigest()
    assert found.path == source.folder / "data.csv"


def test_missing_values_have_the_missing_of_their_type(source):
    rows = ["date,age,sex,date_type", "2016-01-05,30,,death", "2016-01-06,,male,"]
    frame = source.read("death_records", rows).frame
    assert frame["sex"].tolist() == [np.nan, "male"]
    assert frame["age"].tolist()[0] == 30 and np.isnan(frame["age"].tolist()[1])
    rows = ["time,status,prison", "10,1,", "20,0,1"]
    prison = source.read("persons", rows).frame["prison"]
    assert prison.dtype == "Int64"
    assert prison.isna().tolist() == [True, False]


def test_communities_bring_their_arm(source):
    frame = source.read("overdose_deaths", DEATHS, top=PLACES).frame
    assert frame["arm"].tolist() == ["cep", "rfs", np.nan]
    assert list(source.read("overdose_deaths", DEATHS).frame.columns) == ["month", "community", "deaths"]


def test_tables_is_a_frozen_mapping_with_arms_and_communities(source):
    source.write(DEATHS)
    tables = read_tables(source.evaluation("overdose_deaths", "data.csv", top=PLACES), ["data", "", "data"])
    assert list(tables) == ["data"]
    assert tables.arms["cep"].name == "Planning"
    assert tables.communities["elm"].arm == "rfs"
    with pytest.raises(TypeError):
        tables.sources["data"] = None


def test_a_community_that_the_params_file_does_not_declare(source):
    (problem,) = source.problems("overdose_deaths", [*DEATHS, "2016-02-01,Elm,1"], top=PLACES)
    assert problem == (
        "data.csv, column community: 1 row with an unknown code; found 'Elm' (row 5); expected one of alder, elm, "
        "oak, or an entry in params.yml, sources.data.codes.community; 'Elm' may be 'elm'. "
        "Defined in params.yml, communities."
    )


def test_all_problems_of_all_sources_are_listed_at_once(source):
    source.write(["month,deaths", "2016-01-01,-1", "2016-01-02,2"])
    evaluation = source.evaluation("overdose_deaths", "data.csv")
    with pytest.raises(DataError) as caught:
        read_tables(evaluation, ["data", "other", "third"])
    assert caught.value.headline == "3 sources cannot be used: 4 problems."
    text = str(caught.value)
    for words in (
        "not a first of a month",
        "'-1' (row 2)",
        "other.csv: cannot be read; found no such file",
        "'third'",
    ):
        assert words in text


def test_rows_are_dropped_only_as_declared_and_are_counted(source):
    rows = ["date,age,sex", ",30,male", "2016-01-05,,male", ",,male", "2016-01-06,40,female"]
    found = source.read("death_records", rows, drop_if_missing=["date", "age"])
    assert found.dropped == (Dropped("date is missing", 2), Dropped("age is missing", 1))
    assert found.n_rows_read == 4
    assert found.frame["age"].tolist() == [40]
    (problem,) = source.problems("death_records", rows)
    assert problem.startswith("data.csv, column date: 2 rows without a value; found rows 2, 4;")


def test_columns_that_the_dictionary_does_not_know_are_left_out_and_named(source):
    found = source.read("overdose_deaths", ["month,county,deaths,note", "2016-01-01,Kent,3,late"])
    assert list(found.frame.columns) == ["month", "deaths"]
    assert found.ignored_columns == ("county", "note")
    header = ["month,county,deaths,note,sex", "2016-01-01,Kent,3,late,male"]
    found = source.read("overdose_deaths", header, columns={"note": "", "sex": ""})
    assert list(found.frame.columns) == ["month", "deaths"]
    assert found.ignored_columns == ("note", "sex", "county")


def test_a_key_of_the_wrong_form_can_be_given_one_that_is_right(source):
    (problem,) = source.problems("series", ["date,series,value", "2016-01-01,St. Mary's,3"])
    assert '1 row of the wrong form; found "St. Mary\'s" (row 2)' in problem
    assert "or an entry in params.yml, sources.data.codes.series" in problem


def test_a_path_is_relative_to_the_params_file(source, monkeypatch):
    monkeypatch.chdir("/")
    assert source_path(source.evaluation("persons", "a/../b.csv"), "data") == source.folder / "b.csv"
    assert source_path(source.evaluation("persons", "/data/b.csv"), "data").as_posix() == "/data/b.csv"


def test_a_path_from_the_environment(source, monkeypatch):
    evaluation = source.evaluation("persons", "${SOME_DATA}/b.csv")
    monkeypatch.setenv("SOME_DATA", "/elsewhere")
    assert source_path(evaluation, "data").as_posix() == "/elsewhere/b.csv"
    (source.folder / "here").mkdir()
    monkeypatch.chdir(source.folder / "here")
    monkeypatch.setenv("SOME_DATA", "../near")
    assert source_path(evaluation, "data") == source.folder / "near" / "b.csv"
    evaluation = source.evaluation("persons", "deep/${SOME_DATA}/b.csv")
    monkeypatch.chdir("/")
    assert source_path(evaluation, "data") == source.folder / "near" / "b.csv"


@pytest.mark.parametrize("value", [None, ""])
def test_an_environment_variable_that_is_not_set(source, monkeypatch, value):
    monkeypatch.delenv("SOME_DATA", raising=False)
    if value is not None:
        monkeypatch.setenv("SOME_DATA", value)
    with pytest.raises(DataError) as caught:
        read_tables(source.evaluation("persons", "${SOME_DATA}/b.csv"), ["data"])
    (problem,) = caught.value.problems
    assert problem.where.endswith("params.yml, sources.data.path")
    assert problem.wrong == "the environment variable SOME_DATA is not set"


def test_a_death_that_stands_twice_is_refused_with_its_rows(source):
    rows = ["death_id,date", "a1,2020-01-01", "a2,2020-01-01", "a1,2020-01-01", ",2020-01-01", ",2020-01-01"]
    (problem,) = source.problems("death_records", rows)
    assert problem == (
        "data.csv, column death_id: 2 rows with a value that stands twice; found 'a1' (rows 2, 4); expected each "
        "value once. Defined in data_dictionary/death_records.yml."
    )
