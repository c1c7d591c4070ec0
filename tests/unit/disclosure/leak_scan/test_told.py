import pytest

from evaluation.disclosure.fact import Fact
from evaluation.disclosure.leak_scan.hidden_counts import counts_of
from evaluation.disclosure.leak_scan.named import Names
from evaluation.disclosure.leak_scan.text import Text, sentences
from evaluation.disclosure.leak_scan.told import HiddenCounts
from evaluation.disclosure.published.plan import window_of
from evaluation.disclosure.run_folder import read_finished_run

MEASURE = "overdose death"
MEMBERS = {"cep": frozenset({"alder", "birch"}), "rfs": frozenset({"elm", "fir"})}
DEATHS = {"2020-01": (21, 30), "2020-02": (4, 33), "2020-03": (25, 38), "2020-04": (27, 31)}


@pytest.fixture
def hidden(run):
    cells = {
        (month, place): n for month, pair in DEATHS.items() for place, n in zip(("alder", "birch"), pair, strict=True)
    }
    run.table("deaths_by_place", ["period", "community"], cells)
    finished = read_finished_run(run.write())
    facts = [
        Fact(MEASURE, n, window_of(month), {"community": frozenset({place})}, "", "table x")
        for (month, place), n in cells.items()
        if n > 9
    ]
    levels = [("community", "alder", "Alder"), ("community", "birch", "Birch"), ("arm", "cep", "Arm C")]
    return HiddenCounts(counts_of(finished, {MEASURE: range(1, 10)}), facts, Names.of(levels, ["en"]), MEMBERS)


def told(hidden, words, context="", around=""):
    return {str(each.count) for each in hidden.told_by(Text("x", words, context, around=around))}


@pytest.mark.parametrize(
    ("words", "count"),
    [
        ("4 in Alder, February 2020", "overdose death, alder, 2020-02"),
        ("four in Alder, 2020-02", "overdose death, alder, 2020-02"),
        ("25 in Alder, January to February 2020", "overdose death, alder, 2020-01 to 2020-02"),
        ("50 in Alder, 2020-01 to 2020-03", "overdose death, alder, 2020-01 to 2020-03"),
        ("37 in Arm C, 2020-02", "overdose death, cep, 2020-02"),
        ("37 in February 2020", "overdose death, 2020-02"),
        ("77 in Alder in 2020", "overdose death, alder, 2020"),
        ("50 in Alder, 2020-Q1", "overdose death, alder, 2020-Q1"),
        ("10.8% of the 37 deaths of February 2020 were in Alder", "overdose death, alder, 2020-02"),
        ("89.2% of the 37 deaths of February 2020 were not in Alder", "overdose death, alder, 2020-02"),
    ],
)
def test_a_count_that_is_not_shown_is_told_by_its_names_and_its_number(hidden, words, count):
    assert count in told(hidden, words)


@pytest.mark.parametrize(
    "words",
    [
        "21 in Alder, January 2020",
        "51 in Arm C, January 2020",
        "101 in Birch, 2020-Q1",
        "5 in Alder, February 2020",
        "4 in Birch, February 2020",
        "4 in Alder, March 2020",
        "4 people",
        "10.8% of 500,000 in Alder, February 2020",
    ],
)
def test_what_is_shown_or_follows_from_it_may_be_told(hidden, words):
    assert told(hidden, words) == set()


@pytest.mark.parametrize(
    "words",
    [
        "Alder, Feb. 2020: four deaths.",
        "Of them, four died in Alder in FEB. of 2020.",
        "Alder, Feb. 5, 2020: four deaths",
        "Alder, feb. de 2020: cuatro muertes",
        "We know. (In Alder, feb. 2020 four people died.)",
    ],
)
def test_a_short_month_does_not_end_the_sentence(hidden, words):
    counts = {str(each.count) for part in sentences("x", words) for each in hidden.told_by(part)}
    assert "overdose death, alder, 2020-02" in counts


def test_a_sentence_that_ends_with_a_month_ends():
    assert [part.words for part in sentences("x", "It began in Jan. It ended. 2020 was quiet.")] == [
        "It began in Jan.",
        "It ended.",
        "2020 was quiet.",
    ]


@pytest.fixture
def spoken(run):
    """Of 12 people in recovery 6 and of 2 of the school staff 1 speak of hope; nothing is shown."""
    run.interviews(
        {"person_in_recovery": 12, "school_staff": 2, "clinician": 40, "peer_worker": 9},
        {
            "hope": {"person_in_recovery": 6, "school_staff": 1, "clinician": 2, "peer_worker": 3},
            "waiting": {"person_in_recovery": 4, "school_staff": 2, "clinician": 12, "peer_worker": 6},
        },
    )
    finished = read_finished_run(run.write())
    roles = [
        ("person_in_recovery", "people in recovery"),
        ("school_staff", "school staff"),
        ("clinician", "clinicians"),
    ]
    levels = [("role", code, label) for code, label in (*roles, ("peer_worker", "peer workers"))]
    levels += [("theme", name, name) for name in ("hope", "waiting")]
    return HiddenCounts(counts_of(finished, {"participant": range(1, 5)}), [], Names.of(levels, ["en"]), {})


TOLD_IN_WORDS = [
    ("Half of the people in recovery spoke of hope.", "participant, hope, person_in_recovery"),
    ("Half a dozen people in recovery spoke of hope.", "participant, hope, person_in_recovery"),
    ("One third of the people in recovery spoke of waiting.", "participant, waiting, person_in_recovery"),
    ("Two thirds of the people in recovery did not speak of waiting.", "participant, waiting, person_in_recovery"),
    ("La mitad de los school staff: hope.", "participant, hope, school_staff"),
    ("A single member of the school staff spoke of hope.", "participant, hope, school_staff"),
    ("The sole school staff who spoke of hope.", "participant, hope, school_staff"),
    ("La única school staff: hope.", "participant, hope, school_staff"),
    ("A couple of clinicians spoke of hope.", "participant, hope, clinician"),
    ("A pair of clinicians spoke of hope.", "participant, hope, clinician"),
    ("Both school staff spoke of waiting.", "participant, waiting, school_staff"),
    ("Ambos school staff: waiting.", "participant, waiting, school_staff"),
    ("A trio of peer workers spoke of hope.", "participant, hope, peer_worker"),
    ("A dozen clinicians spoke of waiting.", "participant, waiting, clinician"),
    ("Una docena de clinicians: waiting.", "participant, waiting, clinician"),
]


@pytest.mark.parametrize(("words", "count"), TOLD_IN_WORDS)
def test_words_that_count_tell_a_count_where_an_author_wrote_them(spoken, words, count):
    assert count in {str(each.count) for each in spoken.told_by(Text("x", words, by_author=True))}


@pytest.mark.parametrize(
    "words",
    [
        "Both school staff and clinicians matter.",
        "Half a year later the school staff spoke of waiting.",
        "Clinicians spoke of hope more than once.",
    ],
)
def test_words_that_count_nobody_may_be_written(spoken, words):
    told = {str(each.count) for each in spoken.told_by(Text("x", words, by_author=True))}
    assert not [each for each in told if "hope" in each or "waiting" in each]


def test_ordinary_words_of_a_page_count_nobody(spoken):
    assert not list(spoken.told_by(Text("x", "Both school staff spoke of waiting; half of the clinicians did not.")))


def test_names_may_stand_beside_the_number(hidden):
    assert told(hidden, "4", "Deaths | Alder | February 2020")
    assert told(hidden, "10.8%", "Alder | February 2020 | 37")
    assert not told(hidden, "4", "Alder and Birch | February 2020")


def test_in_a_drawing_a_name_counts_where_it_is_the_only_one_or_stands_with_others(hidden):
    assert told(hidden, "4", around="Alder | February 2020")
    assert told(hidden, "4", "Alder", around="Alder | Birch | February 2020")
    assert told(hidden, "4", around="Birch, March 2020 | Alder, February 2020")
    assert not told(hidden, "4", around="Alder | Birch | February 2020")


def by_author(hidden, words, **more):
    return {str(each.count) for each in hidden.told_by(Text("x", words, by_author=True, **more))}


FEBRUARY = "overdose death, alder, 2020-02"


@pytest.mark.parametrize(
    "words",
    [
        "a four-person cluster in Alder in February 2020",
        "Alder had a four-death month in February 2020",
        "Alder, February 2020: 04 deaths",
        "Alder, 2020, February: four",
        "in 2020's February Alder lost four",
        "February, in 2020: Alder lost four",
        "four in Alder, February last year 2020",
        "four in Alder, February '20",
        "four in Alder, February 15th, 2020",
        "four in Alder, 2/15/2020",
        "four in Alder, 15/2/2020",
        "four in Alder, 02-2020",
        "four in Alder, 2.2020",
        "four in Alder, 2020.02",
        "four in Alder, 202002",
        "four in Alder, 2020 M02",
        "four in Alder in the second month of 2020",
        "Alder: zero-four in February 2020",
    ],
)
def test_a_month_and_a_number_are_read_however_they_are_written(hidden, words):
    assert FEBRUARY in told(hidden, words)


@pytest.mark.parametrize(
    "words",
    [
        "Alder, February 2020: 4.0 deaths",
        "the fourth death in Alder in February 2020",
        "the 4th fatal overdose in Alder in February 2020",
        "la cuarta muerte de Alder: February 2020",
        "Alder lost 4people in February 2020",
        "between three and five died in Alder in February 2020",
        "3 to 5 died in Alder in February 2020",
        "fewer than five died in Alder in February 2020",
        "more than three died in Alder in February 2020",
        "one more than three died in Alder in February 2020",
        "three and one more died in Alder in February 2020",
        "2 + 2 died in Alder in February 2020",
    ],
)
def test_authors_may_tell_a_count_in_a_roundabout_way(hidden, words):
    assert FEBRUARY in by_author(hidden, words)


@pytest.mark.parametrize(
    "words",
    [
        "the fourth week of February 2020 in Alder",
        "4x the usual in Alder, February 2020",
        "between 2 and 40 people in Alder, February 2020",
        "more than five of Alder in February 2020",
        "a rate of 4.0 % in Alder, February 2020",
    ],
)
def test_what_counts_nobody_or_another_number_may_be_written(hidden, words):
    assert FEBRUARY not in by_author(hidden, words)


def test_a_rate_with_a_decimal_is_no_count_on_a_page(hidden):
    assert not told(hidden, "4.0 in Alder, February 2020")


def test_a_list_of_months_names_each_with_its_own_year(hidden):
    assert told(hidden, "Alder: in March 2019, February 2020, four") == {FEBRUARY}


def test_numbers_in_a_name_count_where_it_is_given(run):
    run.table("deaths_by_place", ["period", "community"], {("2020-02", "alder"): 4, ("2020-02", "birch"): 30})
    finished = read_finished_run(run.write())
    label = "Alder, February 2020: 4 deaths"
    names = Names.of([("community", "alder", "Alder"), ("program", "a", label)], ["en"])
    hidden = HiddenCounts(counts_of(finished, {MEASURE: range(1, 10)}), [], names, MEMBERS)
    assert not by_author(hidden, label)
    assert FEBRUARY in by_author(hidden, label, is_name=True)


@pytest.mark.parametrize(
    ("name", "is_told"), [("Arm four", False), ("Wave 4", False), ("Alder 4", True), ("Arm of four deaths", True)]
)
def test_groups_may_be_numbered(run, name, is_told):
    run.table("deaths_by_place", ["community"], {("alder",): 4, ("birch",): 30})
    finished = read_finished_run(run.write())
    names = Names.of([("community", "alder", "Alder"), ("community", "alder", name)], ["en"])
    hidden = HiddenCounts(counts_of(finished, {MEASURE: range(1, 10)}), [], names, MEMBERS)
    assert bool(by_author(hidden, name, is_name=True)) is is_told


def test_a_released_row_of_how_much_is_hidden_counts_nobody(run):
    run.table("deaths_by_place", ["community"], {("alder",): 4, ("birch",): 30})
    finished = read_finished_run(run.write())
    names = Names.of([("community", "alder", "Alder")], ["en"])
    row = [(("community", "alder"), frozenset({"41", "4"}))]
    hidden = HiddenCounts(counts_of(finished, {MEASURE: range(1, 10)}), [], names, MEMBERS, row)
    assert not told(hidden, "4", "community | Alder | 41 | 9.8%")
    assert told(hidden, "4", "community | Alder | 40 | 10.0%")
    assert told(hidden, "4 died in Alder")
