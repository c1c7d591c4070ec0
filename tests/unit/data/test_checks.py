"""The dictionary's rules on data that break them, and on data that nearly do."""

import os
import random
import subprocess
import sys

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluation.data.cast import Dialect
from evaluation.data.checks import check_and_cast
from evaluation.data.dictionary import load_table_schema
from evaluation.data.files import read_file

HEADER = "month,community,age_group,sex,race_ethnicity,deaths"
RIGHT = "2016-01-01,alder,15-24,male,white,3"


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (
            "01/02/2016,3",
            "month: 1 row not a date; found '01/02/2016' (row 3); expected a date as YYYY-MM-DD, or its",
        ),
        ("2016-02-30,3", "month: 1 row not a date; found '2016-02-30'"),
        ("2016-02,3", "month: 1 row not a date; found '2016-02'"),
        ("today,3", "month: 1 row not a date; found 'today'"),
        ("now,3", "month: 1 row not a date; found 'now'"),
        ("2016-02-01 10:00,3", "month: 1 row not a date"),
        ("2016-02-29,3", "month: 1 row not a first of a month; found '2016-02-29'"),
        ("1969-12-01,3", "month: 1 row outside 1970-01-01 to 2099-12-31; found '1969-12-01'"),
        ("2100-01-01,3", "month: 1 row outside 1970-01-01 to 2099-12-31"),
        (",3", "month: 1 row without a value; found row 3; expected a value in every row"),
        ("2016-02-01,", "deaths: 1 row without a value; found row 3"),
        ("2016-02-01,NA", "deaths: 1 row not a whole number; found 'NA' (row 3)"),
        ("2016-02-01,nan", "deaths: 1 row not a whole number; found 'nan'"),
        ("2016-02-01,inf", "deaths: 1 row not a whole number"),
        ("2016-02-01,1e400", "deaths: 1 row not a whole number; found '1e400'"),
        ("2016-02-01,99999999999999999999", "deaths: 1 row not a whole number"),
        ("2016-02-01,2.5", "deaths: 1 row not a whole number; found '2.5'"),
        ("2016-02-01,1_000", "deaths: 1 row not a whole number"),
        ("2016-02-01,0x10", "deaths: 1 row not a whole number"),
        ("2016-02-01,٣", "deaths: 1 row not a whole number; found '٣'"),
        ("2016-02-01,<5", "deaths: 1 row not a whole number; found '<5'"),
        ("2016-02-01,-1", "deaths: 1 row outside 0 to 100,000 deaths; found '-1' (row 3)"),
        ("2016-02-01,100001", "deaths: 1 row outside 0 to 100,000 deaths"),
    ],
)
def test_a_value_that_breaks_a_rule(source, row, said):
    (problem,) = source.problems("overdose_deaths", ["month,deaths", "2016-01-01,3", row])
    assert problem.startswith(f"data.csv, column {said}")
    assert problem.endswith("Defined in data_dictionary/overdose_deaths.yml.")


@pytest.mark.parametrize("count", ["0", "100000", "+7", " 7 ", "7.0", "007"])
def test_a_value_at_the_edge_of_a_rule(source, count):
    rows = ["month,deaths", f"1970-01-01,{count}", f"2099-12-01,{count}", f"2016-2-1,{count}"]
    assert set(source.read("overdose_deaths", rows).frame["deaths"]) == {int(float(count))}


@pytest.mark.parametrize(
    ("wrong", "right", "column"),
    [
        ("15-24 ", "15-24", "age_group"),
        ("15–24", "15-24", "age_group"),
        ("Male", "male", "sex"),
        ("Not known", "unknown", "sex"),
        ("Hispanic or Latino", "hispanic", "race_ethnicity"),
    ],
)
def test_an_unknown_code_is_named_with_the_near_one(source, wrong, right, column):
    names = HEADER.split(",")
    row = dict(zip(names, RIGHT.split(","), strict=True)) | {column: wrong}
    (problem,) = source.problems("overdose_deaths", [HEADER, ",".join(row[name] for name in names)])
    assert problem.startswith(f"data.csv, column {column}: 1 row with an unknown code; found '{wrong}' (row 2)")
    assert f"'{wrong}' may be '{right}'" in problem
    assert problem.endswith(f"Defined in data_dictionary/codelists/{column}.csv.")


def test_at_most_twenty_codes_and_of_other_values_and_of_rows_five_are_shown(source):
    rows = [f"2016-{month:02}-01,{month if month > 2 else 'x'}0,bad" for month in range(1, 13)]
    (problem,) = source.problems("overdose_deaths", ["month,sex,deaths", *[row.replace("bad", "1") for row in rows]])
    assert "12 rows with an unknown code; found 'x0' (2 rows from row 2), '30' (row 4)" in problem
    assert "'120' (row 13); expected" in problem
    rows = [f"2016-{month:02}-01,code {month + 12 * day},1" for month in range(1, 13) for day in range(2)]
    (problem,) = source.problems("overdose_deaths", ["month,sex,deaths", *rows])
    assert problem.count("'code ") == 20
    assert ", and 4 more values; expected" in problem
    rows = [f"2016-{month:02}-01,{month}0x" for month in range(1, 13)]
    (problem,) = source.problems("overdose_deaths", ["month,deaths", *rows])
    assert "12 rows not a whole number; found '10x' (row 2)" in problem
    assert "'50x' (row 6), and 7 more values;" in problem
    (problem,) = source.problems(
        "overdose_deaths", ["month,deaths", *[f"{year}-01-01,x" for year in range(2000, 2010)]]
    )
    assert "10 rows not a whole number; found 'x' (rows 2, 3, 4, 5, 6 and 5 more)" in problem


def test_a_long_value_is_cut(source):
    (problem,) = source.problems("overdose_deaths", ["month,deaths", f"2016-01-01,{'9' * 300}"])
    assert f"found '{'9' * 57}...' (row 2)" in problem


def test_a_duplicate_key(source):
    rows = [
        HEADER,
        RIGHT,
        RIGHT.replace("male", "female"),
        RIGHT.replace(",3", ",4"),
        RIGHT.replace("01-01", "02-01"),
    ]
    (problem,) = source.problems("overdose_deaths", rows)
    assert problem == (
        "data.csv: 2 rows with a duplicate key (month, community, age_group, sex, race_ethnicity); "
        "found '2016-01-01, alder, 15-24, male, white' (rows 2, 4); expected each key once. "
        "Defined in data_dictionary/overdose_deaths.yml."
    )


def test_a_key_that_is_the_same_but_written_differently(source):
    (problem,) = source.problems("overdose_deaths", ["month,deaths", "2016-01-01,1", "2016-1-1,2"])
    assert "duplicate key (month); found '2016-01-01' (row 2), '2016-1-1' (row 3)" in problem


@settings(max_examples=15, deadline=None)
@given(st.randoms())
def test_the_order_of_rows_does_not_matter_for_keys(random_order):
    text = pd.DataFrame(
        {"person_id": ["a", "b", "a", "c", "b", "d"], "sex": ["male", "", "female", "male", "x", "male"]}, dtype="str"
    )
    text = text.mask(text == "")
    order = list(range(len(text)))
    random_order.shuffle(order)
    _, problems = check_and_cast(
        text.iloc[order].reset_index(drop=True),
        pd.Series(range(2, 8)).to_numpy()[order],
        load_table_schema("patients"),
        Dialect(),
        place=str,
    )
    assert [(problem.wrong, problem.found) for problem in problems] == [
        ("1 row with an unknown code", "'x' (row 6)"),
        ("4 rows with a duplicate key (person_id)", "'a' (rows 2, 4), 'b' (rows 3, 6)"),
    ]


def test_the_end_of_a_stay_comes_after_its_start_and_is_there(source):
    rows = [
        "person_id,event,start,end",
        "p1,jail,2020-01-01,2020-01-02",
        "p1,jail,2020-02-01,2020-02-01",
        "p2,jail,2020-01-01,",
        "p2,death,2020-01-01,",
        "p3,jail,2020-01-01,soon",
    ]
    assert source.problems("treatment_events", rows) == [
        "data.csv, column end: 1 row not a date; found 'soon' (row 6); expected a date as YYYY-MM-DD, or its "
        "format in params.yml, sources.data.formats.end. Defined in data_dictionary/treatment_events.yml.",
        "data.csv: 1 row without end although event is jail or inpatient; found 'jail' (row 4); expected a value "
        "of end. Defined in data_dictionary/treatment_events.yml.",
        "data.csv: 1 row with end not after start; found '2020-02-01, 2020-02-01' (row 3); expected end after start. "
        "Defined in data_dictionary/treatment_events.yml.",
    ]


def test_the_end_of_follow_up_comes_after_its_start(source):
    rows = ["time,status,entry", "10,1,", "10,1,9.5", "10,1,10"]
    (problem,) = source.problems("persons", rows)
    assert "1 row with time not after entry; found '10, 10' (row 4)" in problem


def test_people_may_have_several_rows_but_no_blank_name(source):
    (problem,) = source.problems("persons", ["person_id,time,status", "a,5,1", ",6,0"])
    assert "column person_id: 1 row" in problem
    assert source.read("persons", ["person_id,entry,time,status", "a,0,5,0", "a,5,6,1"]).n_rows_read == 2


def test_a_choice_of_numbers(source):
    (problem,) = source.problems("persons", ["time,status", "10,1", "20,4", "30,0"])
    assert "column status: 1 row with another value; found '4' (row 3); expected one of 0, 1, 2, 3." in problem


def test_words_for_a_choice_of_numbers_are_mapped_by_codes(source):
    rows = ["time,status", "10,Left", "20,Died", "30,", "40,3"]
    (problem,) = source.problems("persons", rows, codes={"status": {"Left": "1", "": "0"}})
    assert problem == (
        "data.csv, column status: 1 row not a whole number; found 'Died' (row 3); expected one of 0, 1, 2, 3, or an "
        "entry in params.yml, sources.data.codes.status. Defined in data_dictionary/persons.yml."
    )
    codes = {"status": {"Left": "1", "Died": "2", "": "0"}}
    assert source.read("persons", rows, codes=codes).frame["status"].tolist() == [1, 2, 0, 3]


def test_a_pattern_and_a_length(source):
    rows = ["result_id,truth,description", "retention/persons/all,1,x", "Retention,1,x"]
    assert "1 row of the wrong form; found 'Retention' (row 3)" in source.problems("truth", rows)[0]
    columns = "quote_id,source,theme,text,role,consent,consent_date,attributes"
    rows = [columns, f"q,i,t,{'long ' * 500},clinician,no,,none"]
    assert "1 row with too long a text; found 'long long" in source.problems("quotes", rows)[0]


@pytest.mark.parametrize(
    ("said", "is_right"),
    [
        ("none", True),
        ("event: a fire; role: mayor", True),
        ("", False),
        ("nothing", False),
        ("none; event: a fire", False),
    ],
)
def test_quotes_say_what_they_tell_of_their_speakers(source, said, is_right):
    """A blank is not that they tell nothing, and is told of all rows at once."""
    rows = ["quote_id,source,theme,text,role,consent,consent_date,attributes"]
    rows += [f"q{number},i,t,words,clinician,no,,{said}" for number in range(3)]
    if is_right:
        assert len(source.read("quotes", rows).frame) == 3
        return
    (problem,) = source.problems("quotes", rows)
    assert "column attributes: 3 rows" in problem
    (missing,) = source.problems("quotes", [row.rpartition(",")[0] for row in rows])
    assert "attributes" in missing


@pytest.mark.parametrize(
    ("thousands", "text", "value"),
    [(",", '"3,594,524"', 3594524), (",", "3594524", 3594524), ("'", "3'594'524", 3594524), (" ", "1 000.5", 1000.5)],
)
def test_thousands(source, thousands, text, value):
    rows = ["date,population", f"2014-07-01,{text}"]
    assert source.read("population", rows, thousands=thousands).frame["population"].tolist() == [value]


@pytest.mark.parametrize("text", ['"3,59"', '"3594,524"', '",524"', '"3,594,"'])
def test_thousands_in_the_wrong_place(source, text):
    problems = source.problems("population", ["date,population", f"2014-07-01,{text}"], thousands=",")
    assert "1 row not a number" in problems[0]


@given(st.integers(-(2**53) + 1, 2**53 - 1), st.floats(allow_nan=False, allow_infinity=False, width=64))
def test_numbers_come_back_as_they_were_written(whole, number):
    from evaluation.data.cast import cast

    schema = load_table_schema("spending")
    text = pd.Series([str(whole)], dtype="str")
    assert cast(text, schema.field("fiscal_year"), Dialect()).tolist() == [whole]
    text = pd.Series([repr(number)], dtype="str")
    assert cast(text, schema.field("amount_usd"), Dialect()).tolist() == [number]


def test_pandera_cannot_be_switched_off_from_outside(source):
    source.write(["month,deaths", "2016-01-01,-1"])
    source.evaluation("overdose_deaths", "data.csv")
    program = (
        "import sys; from evaluation.data.parameters import load_parameters; from evaluation.data.read import *\n"
        "read_tables(load_parameters(sys.argv[1]), ['data'])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(source.folder / "params.yml")],
        env={**os.environ, "PANDERA_VALIDATION_ENABLED": "False", "PANDERA_VALIDATION_DEPTH": "SCHEMA_ONLY"},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert "outside 0 to 100,000 deaths" in done.stderr


def test_many_rows_are_fast_enough(source):
    import time

    chosen = random.Random(1)
    rows = [
        f"p{chosen.randrange(6000)},{2018 + number % 5}-0{1 + number % 9}-1{number % 10},methadone,{1 + number % 28}"
        for number in range(200_000)
    ]
    content = "\n".join(["person_id,date,medication,days_supply", *rows]).encode()
    source.read("dispensing", ["person_id,date,medication,days_supply", rows[0]])
    begun = time.process_time()
    found = source.read("dispensing", content)
    assert len(found.frame) == 200_000
    assert time.process_time() - begun < 4


NASTY = st.text(st.characters(exclude_categories=["Cs"]), max_size=8) | st.sampled_from(
    [
        "2016-01-01",
        "0000-00-00",
        "9999-99-99",
        "1e308",
        "-0",
        "nan",
        "NaT",
        "now",
        "male",
        " ",
        '"',
        "1" * 400,
        "\x00",
    ]
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(NASTY, NASTY, NASTY, NASTY), min_size=1, max_size=4))
def test_no_row_makes_a_traceback(tmp_path_factory, rows):
    import csv

    path = tmp_path_factory.mktemp("fuzz") / "data.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("person_id", "event", "start", "end"), *rows])
    raw, problems = read_file(path)
    if raw is None:
        assert problems
        return
    typed, problems = check_and_cast(
        raw.frame.mask(raw.frame == ""), raw.rows, load_table_schema("treatment_events"), Dialect(), place=str
    )
    assert len(typed) == len(raw.rows)
    assert all(str(problem) for problem in problems)


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=300), st.sampled_from([".csv", ".parquet"]), st.sampled_from(["utf-8", "utf-16", "cp1252"]))
def test_no_file_makes_a_traceback(tmp_path_factory, content, suffix, encoding):
    path = tmp_path_factory.mktemp("fuzz") / f"data{suffix}"
    path.write_bytes(content)
    raw, problems = read_file(path, encoding=encoding)
    assert raw is not None or problems
