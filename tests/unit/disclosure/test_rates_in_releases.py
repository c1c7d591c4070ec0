import pytest

from evaluation.disclosure.releasing import release

from .run_builder import read


@pytest.fixture
def deaths(run):
    """A run of deaths alone, so that policies of deaths are enough for it."""
    for name in ("retention", "themes"):
        del run.params[name], run.manifest["notebooks"][name]
    for name in ("people", "interviews", "quotes"):
        del run.params["sources"][name]
    cells = {"2016": 0, "2017": 10, "2018": 19, "2019": 20, "2020": 400}
    run.table("by_year", ["period"], [(year, n, "" if year == "2020" else 1000.0) for year, n in cells.items()])
    for year, n in cells.items():
        given = {"period": year, "n_events": n, "unit": "per 100,000 person-years", "note": "all ages"}
        run.row(f"overdose_deaths/death_rate/all/{year}", estimate=n * 100.0, conf_low=1.0, conf_high=9.0, **given)
    return run


def released(run, policy):
    run.params["disclosure"] = {"policy": policy}
    folder = run.write()
    release(folder)
    results = {row["period"]: row for row in read(folder / "released" / "results.csv")}
    return read(folder / "released" / "tables" / "by_year.csv"), results


def test_a_table_says_which_rates_are_unreliable_and_leaves_out_those_on_too_few(deaths):
    rows, _ = released(deaths, "nchs_wonder")
    assert [row["reliability"] for row in rows] == ["not shown", "unreliable", "unreliable", "", ""]
    assert [row["deaths"] for row in rows] == ["0", "10", "19", "20", "400"]
    assert [row["person_years"] for row in rows] == ["1000.0"] * 4 + [""]
    assert [row["rate"] for row in rows] == ["", "1000.0", "1900.0", "2000.0", ""]
    assert (rows[0]["conf_low"], rows[0]["conf_high"]) == ("", "")


def test_the_standards_of_nchs_do_not_flag(deaths):
    rows, _ = released(deaths, "nchs_rates")
    assert [row["reliability"] for row in rows] == ["not shown", "", "", "", ""]


def test_rates_of_the_results_say_the_same(deaths):
    _, results = released(deaths, "nchs_wonder")
    notes = {year: row["note"] for year, row in results.items()}
    assert notes["2016"] == "all ages; rate not shown"
    assert notes["2018"] == "all ages; rate unreliable"
    assert notes["2020"] == "all ages"
    assert (results["2016"]["estimate"], results["2016"]["conf_high"], results["2016"]["n_events"]) == ("", "", "0")
    assert (results["2018"]["estimate"], results["2018"]["n_events"]) == ("1900.0", "19")


def test_strict_has_no_rule_for_rates_and_no_such_column(deaths):
    rows, results = released(deaths, "strict")
    assert "reliability" not in rows[0]
    assert rows[0]["rate"] == "0.0"
    assert results["2016"]["note"] == "all ages"
