"""From the user's columns and codes to the dictionary's, and every way to declare that wrongly."""

import pandas as pd
import pytest

WIDE = [
    "Geographic area,,,2010,2011,2016t",
    ",,,,,",
    ',"April 1, 2010",,Population Estimate (as of July 1),,',
    'United States,"308,745,538",,"309,321,666","311,556,874","322,941,311"',
    '.Connecticut,"3,574,097",,"3,579,114","3,588,283","3,578,141"',
    '.Delaware,"897,934",,"899,593","907,381","948,921"',
]
YEARS = {"2010": "2010-07-01", "2011": "2011-07-01", "2016t": "2016-07-01"}
UNPIVOT = {"columns": YEARS, "name": "date", "value": "population"}
CENSUS = {"thousands": ",", "unpivot": UNPIVOT, "select": {"Geographic area": ".Connecticut"}}


def test_a_wide_table_as_it_is_published(source):
    frame = source.read("population", WIDE, **CENSUS, constants={"community": "connecticut"}).frame
    assert frame["date"].tolist() == [pd.Timestamp(year, 7, 1) for year in (2010, 2011, 2016)]
    assert frame["population"].tolist() == [3579114, 3588283, 3578141]
    assert frame["community"].tolist() == ["connecticut"] * 3


def test_several_rows_unpivot_in_the_order_of_the_file(source):
    found = source.read(
        "population",
        WIDE[:1] + WIDE[4:],
        thousands=",",
        unpivot=UNPIVOT,
        columns={"Geographic area": "community"},
        codes={"community": {".Connecticut": "ct", ".Delaware": "de"}},
    )
    assert found.frame["community"].tolist() == ["ct"] * 3 + ["de"] * 3
    assert found.frame["population"].tolist() == [3579114, 3588283, 3578141, 899593, 907381, 948921]
    assert found.n_rows_read == 6


def test_a_problem_in_an_unpivoted_cell_names_the_row_of_the_file(source):
    rows = [*WIDE[:4], WIDE[4].replace("3,588,283", "3,588,28"), *WIDE[5:]]
    (problem,) = source.problems("population", rows, **CENSUS)
    assert problem.startswith("data.csv, column population: 1 row not a number; found '3,588,28' (row 5)")


def test_columns_codes_formats_and_constants(source):
    found = source.read(
        "death_records",
        [
            "DOD,Gender,Race,Kind",
            "06/28/2014 12:00:00 AM,F,,x",
            "6/1/2014 11:30:00 PM,M,Black,x",
            "6/2/2014 1:00:00 AM,-9,NA,x",
        ],
        columns={"DOD": "date", "Gender": "sex", "Race": "race_ethnicity"},
        codes={
            "sex": {"F": "female", "M": "male", "-9": ""},
            "race_ethnicity": {"": "unknown", "NA": "unknown", "Black": "black"},
        },
        formats={"date": "%m/%d/%Y %I:%M:%S %p"},
        constants={"date_type": "report"},
    )
    assert found.frame["date"].tolist() == [
        pd.Timestamp(2014, 6, 28),
        pd.Timestamp(2014, 6, 1),
        pd.Timestamp(2014, 6, 2),
    ]
    assert found.frame["sex"].tolist()[:2] == ["female", "male"]
    assert found.frame["sex"].isna().tolist() == [False, False, True]
    assert found.frame["race_ethnicity"].tolist() == ["unknown", "black", "unknown"]
    assert set(found.frame["date_type"]) == {"report"}
    assert found.ignored_columns == ("Kind",)


def test_a_message_names_the_column_of_the_user_and_of_the_dictionary(source):
    (problem,) = source.problems("death_records", ["DOD", "2014-06-31"], columns={"DOD": "date"})
    assert problem.startswith("data.csv, column DOD (date): 1 row not a date; found '2014-06-31' (row 2)")


def test_two_columns_may_change_places(source):
    rows = ["time,dose,status", "50,428,1"]
    frame = source.read("persons", rows, columns={"time": "dose", "dose": "time"}).frame
    assert frame[["time", "dose"]].to_numpy().tolist() == [[428, 50]]


def test_a_column_can_be_left_out(source):
    rows = ["date,sex,Gender", "2014-06-28,?,male"]
    found = source.read("death_records", rows, columns={"sex": "", "Gender": "sex"})
    assert found.frame["sex"].tolist() == ["male"]
    assert list(source.read("death_records", ["date,Sex", "2014-06-28,?"], columns={"Sex": ""}).frame) == ["date"]


def test_dates_of_a_parquet_file_need_no_format(source):
    frame = pd.DataFrame({"DOD": pd.to_datetime(["2014-06-28", "2014-06-29"])})
    frame.to_parquet(source.folder / "data.parquet")
    content = (source.folder / "data.parquet").read_bytes()
    options = {"name": "data.parquet", "columns": {"DOD": "date"}}
    for formats in ({}, {"date": "%m/%d/%Y"}):
        found = source.read("death_records", content, formats=formats, **options)
        assert found.frame["date"].tolist() == frame["DOD"].tolist()


ROWS = ["month,community,deaths", "2016-01-01,alder,3"]


@pytest.mark.parametrize(
    ("declared", "said"),
    [
        ({"columns": {"Month": "month"}}, "sources.data.columns: data.csv has no column 'Month'; expected 'month'?"),
        ({"columns": {"community": "comunity"}}, "overdose_deaths has no column 'comunity'; expected 'community'?"),
        ({"columns": {"community": "deaths"}}, "'community' becomes deaths, which data.csv also has"),
        ({"columns": {"month": "sex", "community": "sex"}}, "two columns become sex; found 'month' and 'community'"),
        ({"constants": {"deaths": "3"}}, "sources.data.constants: deaths is also a column of data.csv"),
        ({"constants": {"dead": "3"}}, "sources.data.constants: overdose_deaths has no column 'dead'"),
        (
            {"codes": {"sexe": {"M": "male"}}},
            "sources.data.codes: overdose_deaths has no column 'sexe'; expected 'sex'?",
        ),
        (
            {"codes": {"sex": {"M": "mal"}}},
            "sources.data.codes.sex: 'M' becomes an unknown code; found 'mal'; expected 'male'?",
        ),
        (
            {"codes": {"race_ethnicity": {"White": "caucasian"}}},
            "'White' becomes an unknown code; found 'caucasian'; expected one of ",
        ),
        ({"formats": {"deaths": "%Y"}}, "sources.data.formats: deaths is not a date; found integer"),
        ({"formats": {"date": "%Y-%m"}}, "sources.data.formats: overdose_deaths has no column 'date'"),
        ({"formats": {"month": "%d.%m."}}, "sources.data.formats.month: it has no year (%Y)"),
        ({"formats": {"month": "%Y-%m-%d%z"}}, "sources.data.formats.month: %z is not understood"),
        ({"drop_if_missing": ["deaht"]}, "sources.data.drop_if_missing: overdose_deaths has no column 'deaht'"),
        ({"select": {"state": "CT"}}, "sources.data.select: data.csv has no column 'state'"),
        (
            {"select": {"community": "Alder"}},
            "sources.data.select: no row of data.csv has community = 'Alder'; expected 'alder'?",
        ),
        (
            {"unpivot": {"columns": {"2010": "2010-07-01"}, "name": "month", "value": "deaths"}},
            "data.csv has no column '2010'; expected one of month, community, deaths.",
        ),
        (
            {"unpivot": {"columns": {"deaths": "x"}, "name": "community", "value": "deaths"}},
            "unpivot: community is also a column",
        ),
    ],
)
def test_a_declaration_that_does_not_fit(source, declared, said):
    assert any(said in problem for problem in source.problems("overdose_deaths", ROWS, **declared))


def test_a_year_is_not_taken_for_another_year(source):
    unpivot = {"columns": {"2021": "2021-07-01", "2019": "2019-07-01"}, "name": "date", "value": "population"}
    (problem,) = source.problems("population", ["State,2018,2019", "CT,3,4"], unpivot=unpivot)
    assert problem == (
        "params.yml, sources.data.unpivot: data.csv has no column '2021'; expected one of State, 2018, 2019."
    )


def test_missing_columns_are_listed_with_those_of_the_file(source):
    (problem,) = source.problems("overdose_deaths", ["when,where,dead", "2016-01-01,alder,3"])
    assert problem == (
        "data.csv: columns month, deaths are missing; found columns when, where, dead; expected overdose_deaths's "
        "own names, or a map of yours in params.yml, sources.data.columns. "
        "Defined in data_dictionary/overdose_deaths.yml."
    )


def test_another_delimiter_is_recognised(source):
    rows = [row.replace(",", ";") for row in ROWS]
    (problem,) = source.problems("overdose_deaths", rows)
    assert problem.endswith('expected delimiter: ";" for it in the params file.')
    assert source.read("overdose_deaths", rows, delimiter=";").frame["deaths"].tolist() == [3]


@pytest.mark.parametrize("name", ["Sex", "sex ", "SEX", "ｓｅｘ", "s\u200bex", "sеx"])
def test_a_name_that_only_looks_like_one_of_the_dictionary(source, name):
    """Full width letters, a zero-width space, a Cyrillic letter: an optional column must not vanish for these."""
    (problem,) = source.problems("overdose_deaths", [f"month,{name},deaths", "2016-01-01,male,3"])
    assert problem.startswith("data.csv: column sex is missing; found ")
    assert "rename it, or add" in problem
    if not name.isascii():
        assert f"in ASCII {name!a}" in problem


def test_a_wanted_column_that_stands_twice(source):
    (problem,) = source.problems("overdose_deaths", ["month,deaths,deaths", "2016-01-01,3,4"])
    assert problem == "data.csv: column 'deaths' stands twice in the header; expected once."
    assert len(source.read("overdose_deaths", ["month,deaths,x,x", "2016-01-01,3,4,5"]).frame) == 1


def test_a_wanted_column_that_holds_lists(source):
    pd.DataFrame({"date": ["2016-01-01"], "sex": [["male"]]}).to_parquet(source.folder / "lists.parquet")
    content = (source.folder / "lists.parquet").read_bytes()
    (problem,) = source.problems("death_records", content, name="data.parquet")
    assert problem.startswith("data.parquet, column sex: cannot be read; found list<")


def test_dropping_every_row(source):
    (problem,) = source.problems("death_records", ["date,age", "2016-01-01,", "2016-01-02,"], drop_if_missing=["age"])
    assert problem == (
        "params.yml, sources.data.drop_if_missing: leaves no row of data.csv; found age is missing; "
        "expected at least one."
    )
