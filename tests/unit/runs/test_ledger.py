import math

import numpy as np
import pytest

from evaluation.errors import UsageError
from evaluation.runs.ledger import cell_text, ledger_rows, read_ledger, write_ledger
from evaluation.stats.estimate import Status

from ..builders import estimate


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (math.nan, ""),
        (0.1 + 0.2, "0.30000000000000004"),
        (np.float64(2.0), "2.0"),
        (np.int64(3), "3"),
        (True, "true"),
        (np.bool_(False), "false"),
        (math.inf, "inf"),
        (Status.PRIMARY, "primary"),
        ("a, b", "a, b"),
    ],
)
def test_a_cell_keeps_every_digit(value, text):
    assert cell_text(value) == text


def test_order_of_recording_does_not_change_the_bytes(tmp_path):
    estimates = [estimate("themes/codes/all", 14.0), estimate("themes/alpha/overall", note='says "no", twice')]
    write_ledger(tmp_path / "a.csv", ledger_rows(estimates))
    write_ledger(tmp_path / "b.csv", ledger_rows(reversed(estimates)))
    assert (tmp_path / "a.csv").read_bytes() == (tmp_path / "b.csv").read_bytes()
    assert [row["result_id"] for row in read_ledger(tmp_path / "a.csv")] == [
        "themes/alpha/overall",
        "themes/codes/all",
    ]
    assert read_ledger(tmp_path / "a.csv") == ledger_rows(estimates)


def test_a_result_that_stands_twice_is_refused():
    with pytest.raises(ValueError, match="themes/codes/all"):
        ledger_rows([estimate("themes/codes/all"), estimate("themes/codes/all", 2.0)])


def test_a_ledger_that_cannot_be_used_is_told(tmp_path):
    (tmp_path / "short.csv").write_text("result_id,estimate\na/b/c,1\n")
    write_ledger(tmp_path / "whole.csv", ledger_rows([estimate("themes/codes/all")]))
    header, row = (tmp_path / "whole.csv").read_text().splitlines()
    (tmp_path / "twice.csv").write_text(f"{header}\n{row}\n{row}\n")
    (tmp_path / "short_row.csv").write_text(f"{header}\n{row[:30]}\n")
    (tmp_path / "cut.csv").write_text(f"{header}\n{row}")
    (tmp_path / "empty.csv").touch()
    (tmp_path / "latin.csv").write_bytes(b"result_id\n\xe9\n")
    for name, found in (
        ("absent", r"absent\.csv: cannot be read; found no such file or directory; expected .*restore it"),
        ("short", "no column analysis"),
        ("twice", "stands twice"),
        ("short_row", r"short_row\.csv, line 2: cannot be read; found 7 fields where the header has"),
        ("cut", "found an end in the middle of a line"),
        ("empty", "an empty file"),
        ("latin", "can't decode byte 0xe9"),
    ):
        with pytest.raises(UsageError, match=found):
            read_ledger(tmp_path / f"{name}.csv")
