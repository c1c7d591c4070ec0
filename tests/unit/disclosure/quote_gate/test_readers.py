"""The file of readers' decisions: read strictly, written whole, and one person is one person."""

import threading
import unicodedata

import pytest

from evaluation.data.coder_names import person_of
from evaluation.disclosure.quote_gate.readers import (
    COLUMNS,
    Decision,
    Word,
    append_decisions,
    read_decisions,
)
from evaluation.errors import DisclosureError

HASH = "0" * 64
ROW = Decision("2024-05-01T12:00:00Z", "Ana Muñoz", "reader", Word.PUBLISH, HASH)
HEADER = ",".join(COLUMNS)
GOOD = f"2024-05-01T12:00:00Z,Ana,reader,publish,{HASH},,"


@pytest.fixture
def file(tmp_path):
    return tmp_path / "signatures.csv"


def test_what_is_added_is_read_again(file):
    assert read_decisions(file) == ()
    append_decisions(file, [ROW])
    more = Decision(
        "2024-05-02T12:00:00Z", 'B "Bee", PhD', "reader", Word.NOT_IDENTIFYING, HASH, "place@1-9", "a word only"
    )
    append_decisions(file, [more])
    assert read_decisions(file) == (ROW, more)


def test_line_ends_of_windows_stay_and_are_read(file):
    file.write_bytes(f"\ufeff{HEADER}\r\n{GOOD}\r\n".encode())
    append_decisions(file, [ROW])
    assert len(read_decisions(file)) == 2
    content = file.read_bytes()
    assert content.count(b"\r\n") == content.count(b"\n") == 3


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "signatures.csv:1: has other columns; found nothing; expected time, name, role, decision"),
        (f"{HEADER}\n{GOOD}".encode(), "signatures.csv: is cut off; found an end in the middle of a line"),
        (f"{HEADER}\n{GOOD[:60]}\n".encode(), "signatures.csv:2: is no decision; found 5 fields"),
        (f"name,role\n{GOOD}\n".encode(), "has other columns; found name, role"),
        (f"{HEADER}\n<<<<<<< HEAD\n{GOOD}\n".encode(), "signatures.csv:2: is no decision; found 1 fields"),
        (f"{HEADER}\n{GOOD}\n".replace("publish", "PUBLISH").encode(), "found decision 'PUBLISH'"),
        (f"{HEADER}\n{GOOD}\n".replace("0" * 64, "0" * 63).encode(), f"found sha256 '{'0' * 63}'"),
        (f"{HEADER}\n{GOOD}\n".replace("Ana", " \u200b").encode(), "found name ' \\u200b'"),
        (f"{HEADER}\n{GOOD}\n".replace("12:00:00Z", "12:00").encode(), "found time '2024-05-01T12:00'"),
        (f"{HEADER}\n{GOOD}\n".replace("publish", "may_be_shown").encode(), "found finding ''"),
        (f"{HEADER}\n{GOOD}\n".encode("utf-16"), "signatures.csv: is no UTF-8 text"),
        (f'{HEADER}\n"{GOOD}\n'.encode(), "signatures.csv: is no CSV"),
    ],
)
def test_a_damaged_file_is_refused_and_left_as_it_is(file, content, said):
    file.write_bytes(content)
    for act in (lambda: read_decisions(file), lambda: append_decisions(file, [ROW])):
        with pytest.raises(DisclosureError) as caught:
            act()
        assert caught.value.exit_code == 14
        assert "The file of readers' decisions is damaged" in str(caught.value)
        assert said in str(caught.value)
    assert file.read_bytes() == content


def test_a_row_that_could_not_be_read_is_not_added(file):
    with pytest.raises(DisclosureError, match="found role ''"):
        append_decisions(file, [ROW, Decision(ROW.time, "Ben", "", Word.PUBLISH, HASH)])
    assert not file.exists()


def test_two_who_sign_at_once_both_stand_in_the_file(file):
    rows = [Decision(ROW.time, f"Reader {number}", "reader", Word.PUBLISH, HASH) for number in range(12)]
    threads = [threading.Thread(target=append_decisions, args=(file, [row])) for row in rows]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(read_decisions(file), key=lambda row: row.name) == sorted(rows, key=lambda row: row.name)


@pytest.mark.parametrize(
    "name",
    [
        "ana muñoz",
        " ANA  MUÑOZ ",
        "Ana\u00a0Muñoz",
        "Ana Mu\u200bñoz",
        "Ana Munoz",
        "Ana-Muñoz.",
        "Muñoz, Ana",
        unicodedata.normalize("NFD", "Ana Muñoz"),
        "Ａｎａ Muñoz",
    ],
)
def test_a_name_in_another_form_is_the_same_person(name):
    assert person_of(name) == person_of("Ana Muñoz")
    assert person_of("Ana Muñiz") != person_of(name)
