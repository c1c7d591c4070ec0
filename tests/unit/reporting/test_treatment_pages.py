"""What became of people, days, differences and definitions: no more than was released, in words it can bear."""

import re

import pytest

from evaluation.disclosure.closed_list import QUANTITIES
from evaluation.reporting import retention
from evaluation.reporting.treatment.differences import differences
from evaluation.reporting.treatment.how_made import COUNTED, METHODS, how_made
from evaluation.reporting.treatment.places import places_compared

from .retention_fixture import BUPRENORPHINE, ROWS, images, row
from .treatment_rows import DEFINITIONS, DIFFERENCES, INCIDENCE, LEVEL, MEAN_DAYS

PARTS = (retention.what_became, retention.mean_days, retention.by_definition)


def flat(text):
    return " ".join(text.split())


def test_what_became_of_people_sums_to_everybody(open_page, said, shown):
    retention.what_became(open_page(INCIDENCE))
    text = flat(said())
    after_30, after_180 = text.index("After 30 days: 16.0% had left"), text.index("After 180 days: 49.0% had left")
    after_90, after_365 = text.index("After 90 days: not shown"), text.index("After 365 days: not known")
    assert after_30 < after_90 < after_180 < after_365
    assert "1.0% had died in treatment, 2.0% had moved to another provider, and 81.0% were still in treatment" in text
    assert "46.0% were still in treatment" in images(shown)[0]["alt"]
    assert text.count("not shown") == 1
    assert "| Died in treatment | 180 | 2.0%" in said()


def test_an_outcome_that_was_kept_back_is_counted_with_those_still_in_treatment(open_page, said):
    rows = [each for each in INCIDENCE if "/died/" not in each.result_id]
    retention.what_became(open_page(rows, withheld=["retention/cumulative_incidence/all/died/d30"]))
    text = flat(said())
    assert "82.0% were still in treatment, or had an outcome that is not shown" in text
    assert "Not shown, to protect people: the share of those who died in treatment." in text
    assert "were still in treatment." not in text


def test_one_day_without_an_outcome_makes_the_rest_of_all_days_uncertain(open_page, said):
    retention.what_became(open_page([each for each in INCIDENCE if not each.result_id.endswith("/died/d30")]))
    text = flat(said())
    assert text.count("were still in treatment, or had an outcome that is not shown") == 2
    assert "Not shown, to protect people" not in text


def test_moves_that_are_censored_are_no_outcome(open_page, said):
    rows = [each for each in INCIDENCE if "/moved/" not in each.result_id]
    retention.what_became(open_page(rows, plan={"transfer": "censoring"}))
    assert "1.0% had died in treatment, and 83.0% were still in treatment." in flat(said())


def test_mean_days_of_the_first_time_and_with_those_who_come_back(open_page, said):
    retention.mean_days(open_page(MEAN_DAYS))
    text = flat(said())
    assert "Of the first 180 days, people would spend **124** in treatment on average" in text
    assert "if nobody died or moved to another provider (95% interval 122 to 126)" in text
    assert "people spent 126 of the first 180 days in treatment on average (95% interval 124 to 127)" in text


def test_differences_are_said_as_surely_as_their_intervals_are(open_page):
    page = open_page(DIFFERENCES)
    share, days = (flat(str(line)) for line in differences(page, "medication"))
    assert share.startswith("Buprenorphine, compared with Methadone: after 180 days, **fewer** would still be")
    assert "by 11.3 of every 100 people (95% interval 0.03 to 14.3)" in share
    assert "the data do not show who stays longer in the first 180 days" in days
    assert "1.4 fewer days on average, and the interval runs from 4.0 fewer to 1.2 more" in days
    assert differences(page, "arm") == []


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"low": 0.02, "high": 0.08}, "**more** would still be in treatment, by 5.0 of every 100 people"),
        ({}, "5.0 more of every 100 people would still be in treatment. No interval could be computed"),
        ({"low": 0.02, "high": 0.08, "note": ""}, "compared with a group that is not shown"),
    ],
)
def test_a_difference_the_other_way_without_an_interval_or_without_its_reference(open_page, fields, words):
    one = row("retained_difference/medication.buprenorphine/d30", 0.05, **{**LEVEL, **fields})
    (line,) = differences(open_page([one], plan={"restricted_mean_days": 90}), "medication")
    assert words in flat(str(line))


def test_differences_stand_with_their_group(open_page, said):
    retention.by_group(open_page(DIFFERENCES))
    assert said().index("By medication") < said().index("**fewer**") < said().index("By group of communities")


def test_the_definition_of_the_report_stands_among_the_others(open_page, said, shown):
    page = open_page(DEFINITIONS)
    retention.by_definition(page)
    text = flat(said())
    assert "the share retained for 180 days lies between 40.0% and 53.0%" in text
    assert "By the rule of this report it is 50.0%" in text
    (image,) = images(shown)
    assert "Lowest: 40.0% (Medication without a break (POD-style): No break of 8 days or more)." in image["alt"]
    assert "The rule of this report: 50.0%." in image["alt"]
    assert "| 30 days (this report) | Deaths do not count as leaving | 50.0%" in re.sub(r"\| [^|]*: ", "| ", said())
    assert "hedis" not in text.lower()
    retention.limits(page)
    assert "[how much the answer depends on the definition](#definitions)" in flat(said())
    assert "and no other" not in said()


def test_definitions_without_those_that_tell_of_deaths(open_page, said):
    retention.by_definition(open_page([each for each in DEFINITIONS if "leaving" not in each.result_id]))
    assert "In these rules people who died do not count as having left." in flat(said())


@pytest.mark.parametrize("part", PARTS)
def test_what_persons_alone_cannot_tell_is_not_spoken_of(open_page, said, part):
    part(open_page([], sources=["persons"]))
    assert said() == ""


@pytest.mark.parametrize(
    ("part", "item"),
    [
        (retention.what_became, "cumulative_incidence"),
        (retention.mean_days, "restricted_mean_days"),
        (retention.by_definition, "retained_by_definition"),
    ],
)
def test_what_was_withheld_is_said_to_be(open_page, said, part, item):
    part(open_page([], withheld=[f"retention/{item}/all"]))
    assert "Kept back to protect people" in said()
    assert f"retention/<wbr>{item}".replace("_", "\\_") in said()


@pytest.mark.parametrize(
    ("p_value", "of_medication", "words", "not_words"),
    [
        (0.48, 0.03, "A test finds no sign that they change (p = 0.48).", "points to"),
        (0.02, 0.01, "A test says that they change (p = 0.020).", "No test"),
        (0.02, 0.01, "The test points to these characteristics: medication.", "No test"),
        (0.0001, 0.3, "A test says that they change (p less than 0.001).", "points to"),
        (float("nan"), 0.3, "No test of that is shown here.", "they change"),
    ],
)
def test_whether_ratios_change_with_time(open_page, said, p_value, of_medication, words, not_words):
    rows = [
        row("hazard_ratio/medication.buprenorphine", 1.38, 1.2, 1.6, note="reference: methadone", **BUPRENORPHINE),
        row("proportional_hazards/all", 8.5, p_value=p_value),
        row("proportional_hazards/medication", 5.0, p_value=of_medication),
    ]
    retention.hazards(open_page(rows))
    assert words in flat(said())
    assert not_words not in flat(said())


def test_people_of_one_place_are_taken_as_no_more_alike_unless_a_cluster_says_so(open_page, said):
    retention.limits(open_page())
    assert "The intervals take people of one place, or one clinic, as no more alike" in flat(said())
    retention.limits(open_page(plan={"cluster": "community"}))
    assert "The intervals of hazard ratios allow for people being alike within community" in flat(said())


def test_groups_of_communities_are_few_places(open_page):
    said = places_compared(open_page())
    assert "1 community of Community Engagement and Planning and 1 community of Resources for Services" in said
    assert "the intervals do not allow for that" in flat(said)
    clustered = places_compared(open_page(plan={"cluster": "community"}))
    assert "at most those of hazard ratios allow for that" in flat(clustered)
    assert places_compared(open_page(plan={"groups": ["medication"]})) is None


def test_in_short_stands_what_a_hurried_reader_should_take_away(open_page, said):
    retention.in_short(open_page([*ROWS, *DEFINITIONS]))
    lines = [flat(line) for line in re.sub(r"<a [^>]*>\d+</a>", "", said()).splitlines() if line.startswith("- ")]
    assert lines == [
        "- After 180 days, 50.0% would still be in treatment if nobody died or moved to another provider (95% "
        "interval 41.0% to 58.0%).",
        "- In treatment, a group left sooner than another in 1 of 2 comparisons, from whatever cause. If no groups "
        "differed, about 0.1 of 2 would show it by chance alone.",
        "- By different rules, the share retained for 180 days lies between 40.0% and 53.0%. By which rule people "
        "are said to have left changes the answer [that much](#definitions).",
    ]


def test_shares_suppose_the_same_of_those_who_died_and_those_who_moved(open_page, said):
    retention.how_long(open_page())
    assert "those who died or moved would have stayed as long as others like them" in flat(said())


def test_each_number_on_retention_has_its_method_in_words(open_page, said):
    """A quantity that the analysis makes, and that no text tells of, would leave the page behind the analysis."""
    made = {quantity for analysis, quantity in QUANTITIES if analysis == "retention"}
    told = [quantity for quantities in METHODS.values() for quantity in quantities]
    assert sorted(told) == sorted(made - COUNTED)
    assert made >= COUNTED
    texts = [
        flat(text) for text in how_made(open_page([*ROWS, *INCIDENCE, *MEAN_DAYS], plan={"definition_gaps": [7, 30]}))
    ]
    assert [text.split("**")[1] for text in texts] == [
        "Share still in treatment",
        "What became of people",
        "Mean days until people leave",
        "Days in treatment, returns included",
        "Do groups leave at the same pace?",
        "Several differences at once",
        "People of one place",
    ]
    assert "over the first 180 days" in texts[2]
