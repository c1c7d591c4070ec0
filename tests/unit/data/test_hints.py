"""What a message says a wrong value probably is."""

import pytest

ISO = "month,deaths"
SUPPRESSED = (
    "looks like a suppressed count, which cannot be read as a number yet: ask for the counts, or use coarser "
)


@pytest.mark.parametrize(
    ("dates", "format", "said"),
    [
        (
            ["02/03/2020", "13/02/2020", "25/12/2020"],
            "%m/%d/%Y",
            "2 rows not a date; found '13/02/2020' (row 3), '25/12/2020' (row 4); expected a date as '%m/%d/%Y'; it "
            "looks as if the day stood before the month: then set params.yml, sources.data.formats.date to "
            "'%d/%m/%Y', since the rows that seem right were read with day and month exchanged.",
        ),
        (["03/02/2020", "02/13/2020"], "%d/%m/%Y", "it looks as if the month stood before the day: then set"),
        (["13/02/2020", "unknown"], "%m/%d/%Y", "it looks as if the day stood before the month"),
        (
            ["2/3/2020"],
            "",
            "they are dates as '%m/%d/%Y' or as '%d/%m/%Y': set params.yml, sources.data.formats.date",
        ),
        (["13.2.2020"], "", "they are dates as '%d.%m.%Y': set"),
        (["20200213"], "", "they are dates as '%Y%m%d': set"),
    ],
)
def test_dates_in_another_format(source, dates, format, said):
    formats = {"formats": {"date": format}} if format else {}
    (problem,) = source.problems("death_records", ["date", *dates], **formats)
    assert said in problem


@pytest.mark.parametrize("format", ["%m/%Y", "%m/%d/%Y"])
@pytest.mark.parametrize("text", ["Total", "grand total", "Month"])
def test_a_total_or_a_second_header_is_no_date_in_another_format(source, text, format):
    months = [day if format == "%m/%d/%Y" else "01/2020" for day in ("01/02/2020", "03/04/2020")]
    (problem,) = source.problems("death_records", ["date", *months, text], formats={"date": format})
    assert problem == (
        f"data.csv, column date: 1 row not a date; found {text!r} (row 4); expected a date as {format!r}; "
        f"{text!r} looks like a total or a second header: correct the file. Defined in "
        "data_dictionary/death_records.yml."
    )


def test_a_format_without_a_day_has_none_to_exchange(source):
    rows = ["date", "01/2020", "12/2020", "13/2020"]
    (problem,) = source.problems("death_records", rows, formats={"date": "%m/%Y"})
    assert "found '13/2020' (row 4)" in problem
    assert "day" not in problem and "%d" not in problem


def test_a_format_that_would_break_the_other_rows_is_not_advised(source):
    rows = ["date", *["01/02/2020"] * 5, "01/02/20", "01/03/2020"]
    (problem,) = source.problems("death_records", rows, formats={"date": "%m/%d/%Y"})
    assert problem == (
        "data.csv, column date: 1 row not a date; found '01/02/20' (row 7); expected a date as '%m/%d/%Y'; written "
        "in another way than the rest, as '%m/%d/%y': correct the file. "
        "Defined in data_dictionary/death_records.yml."
    )
    (problem,) = source.problems("death_records", ["date", "01/02/20", "01/31/20"], formats={"date": "%m/%d/%Y"})
    assert "they are dates as '%m/%d/%y': set params.yml, sources.data.formats.date" in problem


@pytest.mark.parametrize("dates", [["2016-13-01"], ["soon"], ["13/02/2020", "02/13/2020"]])
def test_dates_in_no_one_format(source, dates):
    (problem,) = source.problems("death_records", ["date", *dates])
    assert problem.split("; ")[-1] == (
        "expected a date as YYYY-MM-DD, or its format in params.yml, sources.data.formats.date. "
        "Defined in data_dictionary/death_records.yml."
    )


@pytest.mark.parametrize("mark", ["<10", "< 5", "≤10", "*", "1-9", "Suppressed", "suppressed", "**", "Unreliable"])
def test_suppressed_counts(source, mark):
    rows = [ISO, "2016-01-01,3", f"2016-02-01,{mark}", "2016-03-01,x"]
    (problem,) = source.problems("overdose_deaths", rows)
    assert (
        f"2 rows not a whole number; found '{mark}' (row 3), 'x' (row 4); expected a whole number; '{mark}' "
        in problem
    )
    assert SUPPRESSED in problem
    assert "it is neither 0 nor missing" in problem


@pytest.mark.parametrize(
    ("number", "said"),
    [
        ("3.574.097", "if '.' separates thousands, set thousands: '.' for the source"),
        ("3 574 097", "if ' ' separates thousands"),
        ("3,57", "numbers with a decimal comma cannot be read"),
        ("many", "expected a number. Defined"),
    ],
)
def test_other_numbers(source, number, said):
    (problem,) = source.problems("population", ["date,population", f'2010-07-01,"{number}"'])
    assert said in problem
    assert "suppressed" not in problem


@pytest.mark.parametrize(
    ("format", "said"),
    [
        ("%Q", "%Q is not understood"),
        ("%H", "it has no year (%Y)"),
        ("", "it has no year (%Y)"),
        ("%", "% is not understood"),
        ("%Y-%d", "it has no month (%m)"),
        ("%Y-%m-%Y", "%Y stands twice"),
        ("%Y-%m\0", "dates written so cannot be read"),
        ("%Y %j %m", ""),
    ],
)
def test_a_format_that_cannot_be_is_said_once_and_its_column_is_not_read(source, format, said):
    found = source.problems("death_records", ["date,age", "2016-01-01,x"], formats={"date": format})
    if said:
        wanted = f"params.yml, sources.data.formats.date: {said}; found {format!r}; expected such as '%m/%d/%Y'."
        assert found[0] == wanted
    assert [problem.split(":")[0] for problem in found[1:]] == ["data.csv, column age"]
