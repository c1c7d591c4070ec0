import pytest

from evaluation.disclosure.leak_scan.named import Names
from evaluation.disclosure.leak_scan.numerals import straight

LEVELS = [
    ("community", "alder", "Alder"),
    ("age_group", "15-24", "15–24"),
    ("role", "peer_worker", "Peer worker"),
    ("arm", "cep", "Arm one"),
]
NAMES = Names.of(LEVELS, ["en", "es"])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("In ALDER", {("community", "alder")}),
        ("aged 15—24", {("age_group", "15-24")}),
        ("a peer-worker, peer_worker", {("role", "peer_worker")}),
        ("a peer worker", {("role", "peer_worker")}),
        ("Alders, malder", set()),
        ("March 2020", {("month", "2020-03"), ("year", "2020")}),
        ("Mar. 2020", {("month", "2020-03"), ("year", "2020")}),
        ("Sept. 2020", {("month", "2020-09"), ("year", "2020")}),
        ("ene. 2020", {("month", "2020-01"), ("year", "2020")}),
        ("sep. de 2020", {("month", "2020-09"), ("year", "2020")}),
        ("marzo de 2020", {("month", "2020-03"), ("year", "2020")}),
        ("March 5, 2020", {("month", "2020-03"), ("year", "2020")}),
        ("3/2020", {("month", "2020-03"), ("year", "2020")}),
        ("2020-03-01", {("month", "2020-03"), ("year", "2020")}),
        ("March to May 2020", {("month", "2020-03"), ("month", "2020-05"), ("year", "2020")}),
        ("2020-Q1", {("quarter", "2020-Q1"), ("year", "2020")}),
        ("Q1 2020", {("quarter", "2020-Q1"), ("year", "2020")}),
        ("12,020 people", set()),
    ],
)
def test_who_and_when_a_text_names(text, expected):
    assert NAMES.named(straight(text)) == expected


def test_names_have_no_numbers_that_count():
    assert NAMES.without_names(straight("Arm one, 15–24, 2020-03: 7 of 2020")) == " ; ,  ; ,  ; : 7 of 2020"


def test_a_name_that_names_a_time_hides_no_number():
    """Whoever calls a place "Alder (2020: 7 deaths)" has not made 7 a name."""
    levels = [("community", "alder", "Alder (2020: 7 deaths)"), ("community", "elm", "Elm 3 (2020-03)")]
    names = Names.of(levels, ["en"])
    assert "7" in names.without_names(straight("Alder (2020: 7 deaths)"))
    assert "3" in names.without_names(straight("Elm 3 (2020-03)"))
