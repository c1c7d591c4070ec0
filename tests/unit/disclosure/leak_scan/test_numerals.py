import pytest

from evaluation.disclosure.leak_scan.numerals import numerals, straight


def found(text):
    return [(each.written, each.values, each.is_percent) for each in numerals(straight(text))]


@pytest.mark.parametrize(
    ("text", "written", "values"),
    [
        ("7 people", "7", ((7.0, 0),)),
        ("3,696 of them", "3,696", ((3.696, 3), (3696.0, 0))),
        ("3.696 personas", "3.696", ((3.696, 3), (3696.0, 0))),
        ("1\u202f234 people", "1,234", ((1.234, 3), (1234.0, 0))),
        ("$1,840,800.", "1,840,800", ((1840800.0, 0),)),
        ("−0.23", "0.23", ((0.23, 2),)),
        ("1,234.5", "1,234.5", ((1234.5, 1),)),
        ("Seven died", "seven", ((7.0, 0),)),
        ("twenty-three died", "twenty-three", ((23.0, 0),)),
        ("siete personas", "siete", ((7.0, 0),)),
        ("dieciseis personas", "dieciseis", ((16.0, 0),)),
        ("twenty three died", "twenty three", ((23.0, 0),)),
        ("cuarenta y dos personas", "cuarenta y dos", ((42.0, 0),)),
        ("noventa personas", "noventa", ((90.0, 0),)),
        ("veintidós personas", "veintidós", ((22.0, 0),)),
        ("veintiseis personas", "veintiseis", ((26.0, 0),)),
        ("a dozen people", "dozen", ((12.0, 0),)),
        ("half a dozen people", "half a dozen", ((6.0, 0),)),
        ("media docena de personas", "media docena", ((6.0, 0),)),
        ("a hundred people", "hundred", ((100.0, 0),)),
        ("cien personas", "cien", ((100.0, 0),)),
        ("INT-7b", "7b", ()),
        ("SYN-000123", "000123", ()),
    ],
)
def test_a_number_as_it_is_written(text, written, values):
    assert found(text) == [(written, values, False)]


@pytest.mark.parametrize("text", ["25.3%", "25,3 %", "25.3 percent", "25,3 por ciento"])
def test_a_percentage(text):
    ((_, values, is_percent),) = found(text)
    assert (values, is_percent) == (((25.3, 1),), True)


def test_dates_and_ranges_are_their_parts():
    assert [written for written, _, _ in found("2020-07-01, 25–34, 0.71 to 0.94")] == [
        "2020",
        "07",
        "01",
        "25",
        "34",
        "0.71",
        "0.94",
    ]


def test_a_space_is_no_mark_of_thousands():
    assert [values for _, values, _ in found("alder 7 120")] == [((7.0, 0),), ((120.0, 0),)]


def test_what_nobody_sees_parts_no_word():
    assert straight("Al\u00adder, se\u200bven") == "alder, seven"


def test_words_without_numbers_have_none():
    assert found("Nobody, someone, once, often and alone") == []
