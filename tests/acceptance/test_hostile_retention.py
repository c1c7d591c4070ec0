"""Rows of supply and of persons that cannot be analysed honestly are refused in words; what can be is flagged.

Each file goes through `evaluation check`, and what it accepts through the analysis with warnings as errors.
"""

import math

import numpy as np
import pytest
import yaml

from evaluation.analyses.retention import analyse
from evaluation.data.parameters import load_parameters
from evaluation.data.read import read_tables

HEADS = {
    "dispensing": "person_id,date,medication,days_supply",
    "treatment_events": "person_id,event,start,end",
    "patients": "person_id,sex",
    "persons": "time,status,sex,size,step",
}
OWN = {
    "size": {"title": "Size", "type": "number"},
    "step": {"title": "Step", "type": "string"},
}
LEVELS = [{"code": code, "label": code} for code in ("low", "mid", "high")]
SUPPLY = {
    "observation_start": "2020-01-01",
    "observation_end": "2021-01-01",
    "washout_days": 0,
    "landmarks": [30],
    "restricted_mean_days": 60,
}
COMPARED = {"groups": ["medication"], "covariates": ["medication"]}
PERSONS = {"dispensing": "", "persons": "persons", "landmarks": [10]}
LAST = "z,2020-12-20,methadone,5"


def fills(supply=lambda n: 20 + 5 * n, day=lambda n: n + 1):
    of = ("methadone", "buprenorphine")
    return [*(f"p{n},2020-01-{day(n):02d},{of[n % 2]},{supply(n)}" for n in range(28)), LAST]


def people(time=lambda n: n + 5, status=lambda n: n % 2, size=lambda n: n % 7):
    return [
        f"{time(n)},{status(n)},{'male' if n % 2 else 'female'},{size(n)!r},{('low', 'high', 'mid')[n % 3]}"
        for n in range(40)
    ]


@pytest.fixture
def files(tmp_path):
    """Write tables of a params file, and return the latter; `step` of a persons table may have levels."""

    def write(tables, retention, levels=()):
        for name, rows in tables.items():
            (tmp_path / f"{name}.csv").write_text("\n".join([HEADS[name], *rows]) + "\n", encoding="utf-8")
        own = OWN | ({"step": OWN["step"] | {"levels": list(levels)}} if levels else {})
        sources = {
            name: {"path": f"{name}.csv", "table": name} | ({"own_columns": own} if name == "persons" else {})
            for name in tables
        }
        content = {"evaluation": "hostile", "title": "Hostile retention", "synthetic": True, "seed": 1}
        path = tmp_path / "hostile.yml"
        path.write_text(yaml.safe_dump({**content, "sources": sources, "retention": retention}), encoding="utf-8")
        return path

    return write


def rows_of(path):
    evaluation = load_parameters(path)
    section = evaluation.retention
    tables = read_tables(evaluation, section.source_names())
    result = analyse(tables, section, np.random.default_rng(evaluation.seed))
    return {row.result_id.removeprefix("retention/"): row for row in result.estimates}


@pytest.mark.parametrize(
    ("tables", "retention", "said"),
    [
        ({"dispensing": [*fills(), "q,2020-02-01,methadone,0"]}, SUPPLY, ("days_supply", "'0'", "1 to 365 days")),
        ({"dispensing": [*fills(), "q,2020-02-01,methadone,10000"]}, SUPPLY, ("'10000'", "1 to 365 days")),
        ({"dispensing": []}, SUPPLY, ("holds no rows",)),
        ({"dispensing": [LAST]}, SUPPLY, ("nobody starts treatment and is followed", "1 starts_after_follow_up")),
        (
            {"dispensing": fills(), "treatment_events": ["p3,jail,2020-04-20,2020-03-20"]},
            SUPPLY | {"treatment_events": "treatment_events"},
            ("end not after start",),
        ),
        (
            {"dispensing": fills(), "patients": ["p1,male", "p1,female"]},
            SUPPLY | {"patients": "patients"},
            ("duplicate key (person_id)",),
        ),
        ({"persons": []}, PERSONS, ("holds no rows",)),
        ({"persons": people(time=lambda n: -n)}, PERSONS, ("outside 0 to 36,525 days",)),
        *(
            ({"persons": people(size=lambda n, unit=unit: unit * (1 + n % 7))}, PERSONS, ("cannot be computed with",))
            for unit in (1e101, 1e200, 1e-110)
        ),
    ],
    ids=[
        "supply of 0",
        "supply of 10,000",
        "no row",
        "nobody",
        "stay that ends before it starts",
        "person twice",
        "no person",
        "time below 0",
        "1e101",
        "1e200",
        "1e-110",
    ],
)
def test_data_that_cannot_be_analysed_are_refused(files, command, tables, retention, said):
    code, printed = command("check", files(tables, retention))
    assert code == 11, printed
    for text in said:
        assert text in printed


@pytest.mark.parametrize(
    ("tables", "retention", "said"),
    [
        (
            {"dispensing": fills()},
            SUPPLY | {"injections": ["foo"], "durations": {"xr_foo": 30}},
            (
                "retention.injections.0 is not a medication; found 'foo'",
                "retention.durations.xr_foo",
                "xr_naltrexone",
            ),
        ),
        ({"dispensing": fills()}, SUPPLY | {"definition_gaps": [7, 7]}, ("7 stands twice in the list",)),
        (
            {"dispensing": fills()},
            SUPPLY | {"stacking": "none", "carry_over_cap_days": 10},
            ("carry_over_cap_days caps supply that carries over",),
        ),
        (
            {"persons": people()},
            PERSONS | {"gap_days": 30, "washout_days": 0, "definition_gaps": [7], "observation_end": ""},
            ("3 problems", "retention.gap_days is for", "retention.washout_days", "retention.definition_gaps"),
        ),
        (
            {"persons": people()},
            PERSONS | {"groups": ["step"], "ordered_groups": ["step"]},
            ("step is text of which nobody declares the order; found high, low, mid", "levels in their order"),
        ),
    ],
    ids=["unknown medications", "gap twice", "cap of nothing", "keys of supply", "text without an order"],
)
def test_parameters_that_do_not_fit_are_refused(files, command, tables, retention, said):
    code, printed = command("check", files(tables, retention))
    assert code == 10, printed
    for text in said:
        assert text in printed


def test_a_declared_medication_without_a_row_is_said_and_changes_no_definition(files, command):
    path = files({"dispensing": fills()}, SUPPLY | {"durations": {"xr_naltrexone": 30}})
    code, printed = command("check", path)
    assert code == 0
    assert "dispensing: no row that is used of xr_naltrexone, which durations names" in printed
    assert "last a declared time" not in rows_of(path)["persons/all"].note
    path = files({"dispensing": fills()}, SUPPLY | {"durations": {"methadone": 30}})
    assert "no row" not in command("check", path)[1]
    assert "some medications last a declared time" in rows_of(path)["persons/all"].note


def test_levels_of_an_own_column_declare_the_order_of_a_trend(files):
    path = files({"persons": people()}, PERSONS | {"groups": ["step"], "ordered_groups": ["step"]}, LEVELS)
    assert rows_of(path)["log_rank_trend/step"].p_value > 0


def test_fills_that_repeat_overlap_or_stand_in_another_order_give_the_same_or_are_counted(files, command):
    given = [*fills(), "p1,2020-01-05,methadone,300", "p1,2020-01-06,methadone,300"]
    first, second = (rows_of(files({"dispensing": each}, SUPPLY)) for each in (given, given[::-1]))
    assert {key: repr(row) for key, row in first.items()} == {key: repr(row) for key, row in second.items()}
    path = files({"dispensing": [*given, given[0]]}, SUPPLY)
    assert "dispensing: 1 repeated row" in command("check", path)[1]
    assert rows_of(path)["rows_repeated/all"].estimate == 1


def test_what_comes_after_death_is_left_out_and_counted(files, command):
    events = ["p3,death,2020-01-20,", "p3,death,2020-05-01,", "p3,jail,2020-02-01,2020-03-01"]
    given = {"dispensing": [*fills(), "p3,2020-02-01,methadone,30"], "treatment_events": events}
    path = files(given, SUPPLY | {"treatment_events": "treatment_events"})
    assert command("check", path)[0] == 0
    rows = rows_of(path)
    assert rows["rows_dropped/after_death"].estimate == 1
    assert rows["rows_dropped/event_after_death"].estimate == 2


def unexplained(rows):
    """Return the rows of primary numbers that have no interval and do not say why."""
    return [
        key
        for key, row in rows.items()
        if row.unit not in ("count", "persons", "rows", "chi2")
        and math.isnan(row.conf_low)
        and math.isnan(row.conf_high)
        and not any(word in row.note for word in ("interval", "not estimable", "not reached", "reference level"))
    ]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["a,2020-01-01,methadone,30", LAST], ""),
        (fills(lambda n: 365), "nobody leaves treatment while followed"),
        (fills(lambda n: 30, lambda n: 1), ""),
        (fills(lambda n: 30 + n if n % 2 else 365), "medication: nobody of methadone leaves while followed"),
    ],
    ids=["one person", "everybody censored", "ties everywhere", "separation"],
)
def test_where_data_say_little_every_row_says_so(files, command, given, said):
    path = files({"dispensing": given}, SUPPLY | COMPARED)
    code, printed = command("check", path)
    assert code == 0
    assert said in printed
    assert ("leaves" in printed) is bool(said)
    rows = rows_of(path)
    assert unexplained(rows) == []


def test_everybody_leaves_at_time_zero(files, command):
    path = files({"persons": people(lambda n: 0, lambda n: 1)}, PERSONS | {"groups": ["sex"], "covariates": ["sex"]})
    assert command("check", path)[0] == 0
    rows = rows_of(path)
    assert "everybody has the event at the same time" in rows["log_rank/sex"].note
    assert rows["events_on_day_zero/all"].estimate == 40
    assert "see proportional_hazards" not in rows["hazard_ratio/sex.male"].note


def test_a_constant_and_a_separating_covariate_are_marked(files, command):
    given = {"persons": people(status=lambda n: n % 2, size=lambda n: 3)}
    path = files(given, PERSONS | {"covariates": ["sex", "size"]})
    assert "sex: nobody of female leaves while followed" in command("check", path)[1]
    rows = rows_of(path)
    assert "separation" in rows["hazard_ratio/sex.male"].note
    assert "everybody has the same value" in rows["hazard_ratio/size"].note
