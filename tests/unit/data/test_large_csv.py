"""A large plain CSV file through DuckDB: the same text as the reader that can say what is wrong, or nothing."""

import hashlib

import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from evaluation.data import checks, files
from evaluation.data.files import read_file
from evaluation.data.large_csv import read_plain_csv

ROWS = ["person_id,date,medication,days_supply", "p1,2020-01-01,methadone,7", "p2,2020-01-02,buprenorphine,14"]


@pytest.fixture
def large(monkeypatch):
    """Every file is large, and has many rows."""
    monkeypatch.setattr(files, "LARGE_BYTES", 0)
    monkeypatch.setattr(checks, "MANY_ROWS", 0)


def plain(path, content, delimiter=","):
    path.write_bytes(content)
    return read_plain_csv(path, delimiter=delimiter)


def test_the_text_the_header_and_the_hash(tmp_path):
    content = b'a,"b ""c"""\r\n 1,"x, y"\r\n"",2\r\n'
    found = plain(tmp_path / "data.csv", content)
    assert found.header == ("a", 'b "c"')
    assert [column.tolist() for column in found.columns] == [[" 1", ""], ["x, y", "2"]]
    assert found.sha256 == hashlib.sha256(content).hexdigest()


@pytest.mark.parametrize(
    "content",
    [
        b"a,b\n1,2,3\n",
        b"a,b\n1\n",
        b"a,b\n1,2,\n",
        b"a,b\n1\n2,3,\n",
        b"a,b\n1,2\n\n",
        b"a,b\n,\n",
        b'a,b\n"1\n2",3\n',
        b'a,b\n1,"2\n',
        b'a,b\n1,"2"3\n',
        b"a,b\n1,\xff\n",
        b"a,b\n1,\x00\n",
        b"a,b\n1,2\r3,4\n",
        b"a,b\n1,2\r",
        b"a,b\n1,2\r\n",
        b"a,b\n",
        b"a;b\n1;2\n",
        b"\na,b\n1,2\n",
    ],
)
def test_what_is_not_plain_is_left_to_the_other_reader(tmp_path, content):
    assert plain(tmp_path / "data.csv", content) is None


def test_a_path_that_looks_like_a_pattern_is_no_pattern(tmp_path):
    (tmp_path / "data1.csv").write_bytes(b"a,b\n3,4\n")
    assert plain(tmp_path / "data[1].csv", b"a,b\n1,2\n") is None
    (tmp_path / "a=1").mkdir()
    assert plain(tmp_path / "a=1" / "data.csv", b"a,b\n1,2\n").columns[0].tolist() == ["1"]


cells = st.text(alphabet=st.sampled_from("ab1,;\"' \t\\#é-"), max_size=4)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(cells, min_size=2, max_size=3), min_size=1, max_size=4), st.sampled_from(["\n", "\r\n"]))
@example([["a", "b"], ["NULL", "null"], ["\\N", "NaN"]], "\n")
@example([["\ufeffa", "b"], ["#1", "'2'"]], "\n")
@example([["a", "a"], ["1", "2"]], "\n")
@example([["", "b"], ["1", "2"]], "\n")
def test_what_is_read_is_what_the_other_reader_reads(tmp_path_factory, records, newline):
    path = tmp_path_factory.mktemp("plain") / "data.csv"
    path.write_bytes("".join(",".join(record) + newline for record in records).encode())
    slow, problems = read_file(path)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(files, "LARGE_BYTES", 0)
        fast, found = read_file(path)
    assert found == problems
    if slow is not None:
        pd.testing.assert_frame_equal(fast.frame, slow.frame)
        assert fast.rows.tolist() == slow.rows.tolist()
        assert (fast.sha256, fast.repeated) == (slow.sha256, slow.repeated)


def test_a_large_table_is_the_same_table(source, large, monkeypatch):
    found = source.read("dispensing", ROWS)
    monkeypatch.undo()
    same = source.read("dispensing", ROWS)
    pd.testing.assert_frame_equal(found.frame, same.frame)
    assert (found.sha256, found.n_rows_read) == (same.sha256, same.n_rows_read)


def test_what_is_wrong_with_a_large_table_is_said_in_the_same_words(source, large, monkeypatch):
    wrong = [*ROWS, "p3,01/02/2020,methadone,0", ",2020-01-03,heroin,3.5", "p4,2020-01-03,methadone,366"]
    found = source.problems("dispensing", wrong)
    monkeypatch.undo()
    assert found == source.problems("dispensing", wrong)
    assert len(found) == 5


def test_a_large_table_whose_rows_depend_on_one_another_is_checked_as_a_whole(source, large):
    rows = [
        "person_id,event,start,end",
        "p1,death,2020-01-01,",
        "p1,death,2020-01-01,",
        "p2,jail,2020-01-05,2020-01-02",
    ]
    found = source.problems("treatment_events", rows)
    assert any("duplicate key" in problem for problem in found)
    assert any("end not after start" in problem for problem in found)
