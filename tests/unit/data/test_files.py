"""Files that are whole in unusual ways, and files that are broken: CSV and Parquet."""

import datetime as dt
from decimal import Decimal

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.data.files import read_file

WHOLE = "month,community,deaths\n2016-01-01,alder,3\n2016-02-01,Sainte-Thérèse,4\n"


def problem_of(path, **options):
    raw, (problem,) = read_file(path, **options)
    return raw, str(problem).replace(f"{path.parent}/", "")


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (WHOLE.encode(), "utf-8"),
        (b"\xef\xbb\xbf" + WHOLE.encode(), "UTF-8"),
        (WHOLE.replace("\n", "\r\n").encode(), "utf-8"),
        (WHOLE.replace("\n", "\r").encode(), "utf-8"),
        (WHOLE.replace("\n", "\n\n").encode(), "utf-8"),
        (WHOLE.rstrip().encode(), "utf-8"),
        (WHOLE.encode("latin-1"), "latin-1"),
        (WHOLE.encode("utf-16"), "utf-16"),
    ],
    ids=["plain", "byte-order mark", "CRLF", "CR", "blank lines", "no last newline", "latin-1", "utf-16"],
)
def test_a_file_reads_the_same_however_it_is_written(tmp_path, content, encoding):
    path = tmp_path / "data.csv"
    path.write_bytes(content)
    raw, problems = read_file(path, encoding=encoding)
    assert problems == []
    assert raw.frame.to_dict("list") == {
        "month": ["2016-01-01", "2016-02-01"],
        "community": ["alder", "Sainte-Thérèse"],
        "deaths": ["3", "4"],
    }


def test_rows_are_lines_of_the_file_whatever_stands_in_quotes(tmp_path):
    path = tmp_path / "data.csv"
    path.write_text('a,b\n1,"two\nlines, and a ""quote"""\n\n2,x\n', encoding="utf-8")
    raw, problems = read_file(path)
    assert problems == []
    assert raw.rows.tolist() == [2, 5]
    assert raw.frame["b"].tolist() == ['two\nlines, and a "quote"', "x"]


FILLED = st.tuples(st.text("ab,\"\n ;'é"), st.text("0123456789-.")).filter(lambda row: any(map(str.strip, row)))


@given(st.lists(FILLED, min_size=1))
def test_what_pandas_writes_is_read_back(tmp_path_factory, rows):
    path = tmp_path_factory.mktemp("files") / "data.csv"
    written = pd.DataFrame(rows, columns=["text", "number"], dtype="str")
    written.to_csv(path, index=False)
    raw, problems = read_file(path)
    assert problems == []
    pd.testing.assert_frame_equal(raw.frame, written)


def test_rows_of_the_wrong_length_are_listed_and_left_out(tmp_path):
    path = tmp_path / "data.csv"
    path.write_text("a,b\n1,2\n3\n4,5,6\n7,8\n", encoding="utf-8")
    raw, problem = problem_of(path)
    assert raw.frame["a"].tolist() == ["1", "7"]
    assert raw.rows.tolist() == [2, 5]
    assert problem == (
        "data.csv: 2 rows of the wrong length; found line 3 has 1 field, line 4 has 3 fields; "
        "expected 2 fields as in the header, separated by ','."
    )


def test_blank_rows_are_left_out_and_counted_however_many_commas_they_have(tmp_path):
    path = tmp_path / "data.csv"
    path.write_text("a,b\n1,2\n,\n3,\n , \n\n,,,\n,\n", encoding="utf-8")
    raw, problems = read_file(path)
    assert problems == []
    assert raw.frame.to_dict("list") == {"a": ["1", "3"], "b": ["2", ""]}
    assert raw.rows.tolist() == [2, 4]
    assert raw.n_blank_rows == 4


@pytest.mark.parametrize(
    ("header", "delimiter", "said"),
    [
        ("month;deaths", ",", 'looks like it is separated by ";", not by ","'),
        ("month\tdeaths", ",", 'looks like it is separated by "\\t", not by ","'),
        ("month,deaths", ";", 'looks like it is separated by ",", not by ";"'),
    ],
)
def test_another_delimiter_is_one_line_whatever_the_rows_are(tmp_path, header, delimiter, said):
    path = tmp_path / "data.csv"
    path.write_text(f"{header}\n2016,5;3\n1,2,3,4\n", encoding="utf-8")
    raw, problem = problem_of(path, delimiter=delimiter)
    assert raw is None
    assert problem.startswith(f"data.csv: {said}; found one column {header!r}; expected delimiter: ")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "data.csv: is empty; found 0 bytes; expected a header and rows."),
        (b"\xef\xbb\xbf\r\n \n", "data.csv: is empty; found 7 bytes"),
        (b"a,b\n", "data.csv: holds no rows; found a header only"),
        (b"a\nd\xe9j\xe0 vu\n", "data.csv, line 2: is not utf-8 text; found byte 0xe9 at position 3;"),
        ("a\nb\n".encode("utf-16"), "the file may be utf-16: set encoding: utf-16"),
        (b"a,b\n1,2\n\x00\x00,3\n", "data.csv: is not plain text; found a NUL character in line 3"),
        (b'a,b\n1,"2\n3,4\n', "data.csv, line 2: a quotation mark is opened and not closed; found a record"),
        (b'a,b\n1,"2"3\n', "data.csv, line 2: is not valid CSV"),
        (b"a\n" + b"x" * 200_000 + b"\n", "data.csv, line 2: is not valid CSV"),
    ],
    ids=["empty", "blank", "header only", "latin-1", "utf-16", "NUL", "open quote", "text after quote", "huge field"],
)
def test_a_broken_csv_file_says_where_and_why(tmp_path, content, said):
    path = tmp_path / "data.csv"
    path.write_bytes(content)
    assert said in problem_of(path)[1]


def test_an_encoding_that_does_not_exist(tmp_path):
    path = tmp_path / "data.csv"
    path.write_text(WHOLE, encoding="utf-8")
    for encoding in ("utf-9", "base64", "rot13"):
        assert problem_of(path, encoding=encoding)[1].startswith(
            f"data.csv: cannot be decoded; found encoding '{encoding}'"
        )


@pytest.mark.parametrize("name", ["data.csv", "data.parquet"])
def test_what_is_not_a_file(tmp_path, name):
    assert (
        problem_of(tmp_path / name)[1]
        == f"{name}: cannot be read; found no such file; expected a file that can be read."
    )
    (tmp_path / name).mkdir()
    assert problem_of(tmp_path / name)[1] == f"{name}: cannot be read; found a folder; expected a file."


def test_a_file_and_a_folder_that_may_not_be_read(tmp_path, monkeypatch):
    def refuse(path, *_, **__):
        raise PermissionError(13, "Permission denied", str(path))

    for name in ("stat", "open"):
        with monkeypatch.context() as patch:
            patch.setattr(type(tmp_path), name, refuse)
            problem = problem_of(tmp_path / "data.csv")[1]
        assert problem == "data.csv: cannot be read; found permission denied; expected a file that can be read."


def test_a_name_that_no_file_can_have(tmp_path):
    assert "cannot be read" in problem_of(tmp_path / "a\0b.csv")[1]
    assert "cannot be read" in problem_of(tmp_path / ("a" * 300 + ".csv"))[1]


def test_an_unknown_ending(tmp_path):
    assert problem_of(tmp_path / "data.xlsx")[1] == (
        "data.xlsx: has an unknown ending; found '.xlsx'; expected one of .csv, .tsv, .txt, .parquet, .pq: save it "
        "as CSV (UTF-8)."
    )
    assert problem_of(tmp_path / "data.sav")[1].endswith("expected one of .csv, .tsv, .txt, .parquet, .pq.")


@pytest.mark.parametrize("begin", [b"PK\x03\x04", b"\xd0\xcf\x11\xe0"])
def test_a_workbook_that_is_named_csv(tmp_path, begin):
    (tmp_path / "data.csv").write_bytes(begin + bytes(range(256)))
    assert problem_of(tmp_path / "data.csv")[1] == (
        "data.csv: is no text; found an Excel workbook or another archive; expected a text file: "
        "save it as CSV (UTF-8)."
    )


def test_a_repeated_column_is_named_and_read_once(tmp_path):
    path = tmp_path / "data.csv"
    path.write_text("a,b,a,,\n1,2,3,4,5\n", encoding="utf-8")
    raw, problems = read_file(path)
    assert problems == []
    assert raw.frame.to_dict("list") == {"a": ["1"], "b": ["2"]}
    assert raw.repeated == {"a", ""}


@pytest.mark.parametrize("content", [b"month,deaths\n2016-01-01,3\n", b"PAR1", b"PAR1" * 100])
def test_a_parquet_file_that_is_none(tmp_path, content):
    path = tmp_path / "data.parquet"
    path.write_bytes(content)
    assert problem_of(path)[1].startswith("data.parquet: is not a Parquet file; found ")


def test_a_parquet_file_that_was_cut_short(tmp_path):
    path = tmp_path / "data.parquet"
    pq.write_table(pa.table({"a": list(range(1000))}), path)
    path.write_bytes(path.read_bytes()[:-20])
    assert problem_of(path)[1].startswith("data.parquet: is not a Parquet file; found ")


def test_a_parquet_file_without_rows(tmp_path):
    path = tmp_path / "data.parquet"
    pq.write_table(pa.table({"a": pa.array([], pa.int64())}), path)
    assert problem_of(path)[1].startswith("data.parquet: holds no rows")


def test_parquet_columns_become_text(tmp_path):
    path = tmp_path / "data.parquet"
    noon = dt.datetime(2016, 1, 1, 12, 0, 0, 500)
    columns = {
        "integer": ([1, None], ["1", ""]),
        "number": ([1.5, float("nan")], ["1.5", ""]),
        "whole": ([3.0, None], ["3", ""]),
        "text": (["é", None], ["é", ""]),
        "category": (pa.array(["x", "y"]).dictionary_encode(), ["x", "y"]),
        "decimal": ([Decimal("1.50"), None], ["1.50", ""]),
        "boolean": ([True, None], ["true", ""]),
        "date": ([dt.date(2016, 1, 1), None], ["2016-01-01", ""]),
        "midnight": ([dt.datetime(2016, 1, 1), None], ["2016-01-01", ""]),
        "moment": ([noon, dt.datetime(2016, 1, 1)], ["2016-01-01 12:00:00", "2016-01-01 00:00:00"]),
    }
    pq.write_table(pa.table({name: values for name, (values, _) in columns.items()} | {"list": [[1], [2]]}), path)
    raw, problems = read_file(path)
    assert problems == []
    assert raw.frame.to_dict("list") == {name: text for name, (_, text) in columns.items()}
    assert raw.rows.tolist() == [1, 2]
    assert raw.iso_dates == {"date", "midnight"}
    assert list(raw.unreadable) == ["list"]


@pytest.mark.parametrize(
    "column",
    [
        pa.array([{"a": [1]}]),
        pa.array([[("key", 1)]], pa.map_(pa.string(), pa.int8())),
        pa.array([b"\xff"]),
        pa.array([b"\xff\xfe"], pa.binary(2)),
    ],
    ids=lambda column: str(column.type),
)
def test_parquet_columns_that_are_no_values(tmp_path, column):
    path = tmp_path / "data.parquet"
    pq.write_table(pa.table({"a": [1], "b": column}), path)
    raw, problems = read_file(path)
    assert problems == []
    assert (list(raw.frame), list(raw.unreadable)) == (["a"], ["b"])


@pytest.mark.parametrize(
    "column",
    [
        pa.array([None]),
        pa.array([dt.time(1)]),
        pa.array([dt.timedelta(1)]),
        pa.array([2**63], pa.uint64()),
        pa.array([-(10**14)], pa.timestamp("s")),
        pa.array([2**62], pa.timestamp("us")),
        pa.array([10**9], pa.date32()),
        pa.array([10**15], pa.date64()),
        pa.array([1], pa.float16()),
        pa.array([dt.datetime(2020, 1, 1, 5)], pa.timestamp("ns", "America/New_York")),
        pa.array(["x"], pa.string_view()),
        pa.array([1]).dictionary_encode(),
    ],
    ids=lambda column: str(column.type),
)
def test_no_type_of_a_parquet_column_makes_a_traceback(tmp_path, column):
    path = tmp_path / "data.parquet"
    pq.write_table(pa.table({"a": column}), path)
    raw, problems = read_file(path)
    assert problems == []
    assert list(raw.frame) == ["a"] or raw.unreadable
