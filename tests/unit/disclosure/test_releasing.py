import itertools
import json
from datetime import UTC, datetime

import pytest

from evaluation.data.output_table import TableKind
from evaluation.data.whole_files import hashes
from evaluation.disclosure.releasing import ReleaseSummary, release
from evaluation.disclosure.source_marks import KEY_FILE
from evaluation.errors import DisclosureError, ParameterError

from .run_builder import MONTHS, RunBuilder, read

NOON = datetime(2024, 6, 1, 12, tzinfo=UTC)
PLACES = ("alder", "birch", "elm", "fir")


def full(run):
    """A run with something of everything."""
    cells = {(month, place): 3 + (n % 4) for n, (month, place) in enumerate(itertools.product(MONTHS, PLACES))}
    ages = {(month, age): 6 + (n % 2) for n, (month, age) in enumerate(itertools.product(MONTHS, ("15-24", "65+")))}
    run.table("deaths_by_place", ["period", "community"], [(*key, n, 1000.0) for key, n in cells.items()])
    run.table("deaths_by_age", ["period", "age_group"], ages)
    for year, scope in itertools.product(("2019", "2020"), ("all", "cep", "rfs")):
        members = {"all": PLACES, "cep": PLACES[:2], "rfs": PLACES[2:]}[scope]
        run.deaths(
            scope, year, sum(n for (month, place), n in cells.items() if month[:4] == year and place in members)
        )
    run.model("level_change", "cep", n_events=200).model("level_change", "rfs", n_events=8)
    run.persons("persons_by_sex", "sex", {"female": 60, "male": 80})
    run.interviews(
        {"clinician": 8, "peer_worker": 3, "school_staff": 4}, {"trust": {"clinician": 3, "peer_worker": 1}}
    )
    run.quotes([("They asked us.", "clinician", "yes"), ("No.", "clinician", "no")])
    run.other(
        "kits", TableKind.DESCRIPTION, ("year", "kits"), [("2020", 3)], analysis="activities", sensitivity="public"
    )
    return run


def items(folder):
    return {row["item"] for row in read(folder / "released" / "withheld.csv")}


def table(folder, name):
    path = folder / "released" / "tables" / f"{name}.csv"
    return read(path) if path.exists() else None


def test_a_release_has_its_files_and_says_what_it_did(run):
    folder = full(run).write()
    summary = release(folder, released_at=NOON)
    assert isinstance(summary, ReleaseSummary)
    pooled = (
        "sources_by_role (by role with some groups joined)",
        "deaths_by_age (by quarter and age group)",
        "deaths_by_place (by year and community)",
    )
    assert f"\nPooled: {'; '.join(pooled)}." in str(summary)
    certificate = json.loads((folder / "released" / "certificate.json").read_text(encoding="utf-8"))
    assert certificate["released"]["pooled"] == list(pooled)
    assert sorted(path.relative_to(folder / "released").as_posix() for path in (folder / "released").glob("*")) == [
        "about.json",
        "certificate.json",
        "hiding_by_group.csv",
        "implied_counts.json",
        "quotes.csv",
        "results.csv",
        "tables",
        "withheld.csv",
    ]
    assert summary.n_results == len(read(folder / "released" / "results.csv"))
    assert summary.n_tables == len(list((folder / "released" / "tables").glob("*.csv")))
    assert str(summary).startswith(f"Released {summary.n_results} results, {summary.n_tables} tables and 1 quotes")


def test_the_certificate_has_policy_thresholds_checks_and_hashes(run):
    folder = full(run).write()
    release(folder)
    found = json.loads((folder / "released" / "certificate.json").read_text(encoding="utf-8"))
    assert found["policy"]["policy"] == "strict"
    assert found["hidden"]["overdose death"] == [1, 9]
    assert found["hidden"]["person starting treatment"] == [1, 10]
    assert found["audit"]["numbers"] > 10
    assert found["audit"]["found"] == 0
    files = hashes(folder / "released")
    assert found["sha256"] == {name: digest for name, digest in files.items() if name != "certificate.json"}


def test_about_tells_the_evaluation_and_no_rows_of_restricted_sources(run):
    folder = full(run).write()
    release(folder, released_at=NOON)
    about = json.loads((folder / "released" / "about.json").read_text(encoding="utf-8"))
    assert about["released_at"] == "2024-06-01T12:00:00Z"
    assert (about["evaluation"], about["synthetic"], about["run_id"]) == ("tiny", True, "20240601T120000Z-0a1b2c3d")
    rows = {source["name"]: source.get("rows") for source in about["sources"]}
    assert rows["population"] == 40
    assert rows["deaths"] is None
    read_by = {source["name"]: source["read_by"] for source in about["sources"]}
    assert (read_by["deaths"], read_by["people"]) == (["overdose_deaths"], ["retention"])
    assert about["communities"]["alder"]["arm"] == "cep"
    assert about["plan"]["overdose_deaths"]["series"] == "arm"
    assert about["labels"]["age_group"]["15-34"]
    assert "path" not in json.dumps(about)


def test_a_repeated_release_has_the_same_bytes(run):
    folder = full(run).write()
    release(folder, released_at=NOON)
    first = hashes(folder / "released")
    release(folder, released_at=NOON)
    assert hashes(folder / "released") == first


def test_only_the_time_of_release_differs_later(run):
    folder = full(run).write()
    release(folder, released_at=NOON)
    first = hashes(folder / "released")
    release(folder, released_at=NOON.replace(hour=13))
    later = hashes(folder / "released")
    assert {name for name in first if first[name] != later[name]} == {"about.json", "certificate.json"}


def test_the_order_of_rows_and_columns_changes_nothing(run, tmp_path):
    one, other = full(run), full(RunBuilder(tmp_path / "other"))
    other.rows.reverse()
    other.tables = [
        type(table)(
            **{name: getattr(table, name) for name in table.__dataclass_fields__ if name not in ("columns", "rows")},
            columns=table.columns[::-1],
            rows=tuple(row[::-1] for row in reversed(table.rows)),
        )
        for table in reversed(other.tables)
        if table.kind is TableKind.COUNTS
    ]
    one.tables = [table for table in one.tables if table.kind is TableKind.COUNTS]
    for folder in (one.write(), other.write()):
        (folder.parent.parent / KEY_FILE).write_text("ab" * 32, encoding="ascii")
        release(folder, released_at=NOON)
    assert hashes(one.folder / "released") == hashes(other.folder / "released")


def test_what_is_withheld_is_told_without_numbers(run):
    folder = full(run).write()
    release(folder)
    rows = read(folder / "released" / "withheld.csv")
    assert {"overdose_deaths/level_change/rfs", "themes/sources by role"} <= {row["item"] for row in rows}
    assert not any(character.isdigit() for row in rows for character in row["reason"])


def test_an_unknown_policy_is_a_mistake_in_the_parameters(run):
    run.params["disclosure"] = {"policy": "lenient"}
    with pytest.raises(ParameterError, match="lenient"):
        release(run.write())


# Planted leaks: each is pooled, withheld or refused.


def test_a_total_in_the_results_with_a_part_in_a_table(run):
    run.deaths("all", "2020", 45)
    run.table("by_sex", ["period", "sex"], {("2020", "female"): 20, ("2020", "male"): 20})
    folder = run.write()
    release(folder)
    assert table(folder, "by_sex") is None, "45 - 40 leaves 5 of unknown sex"


def test_two_tables_with_different_windows(run):
    run.table("by_month", ["period"], {(month,): 12 for month in MONTHS})
    run.table(
        "by_month_and_sex",
        ["period", "sex"],
        {(month, "male"): 12 for month in MONTHS[:-1]} | {("2020-12", "male"): 7},
    )
    folder = run.write()
    release(folder)
    assert table(folder, "by_month_and_sex") is None


def test_a_table_that_ends_a_month_earlier_is_checked_against_the_years(run):
    run.deaths("all", "2019", 144).deaths("all", "2020", 137)
    run.table("by_month", ["period"], {(month,): 12 for month in MONTHS[:-1]})
    folder = run.write()
    release(folder)
    assert table(folder, "by_month") is None, "2020 minus January to November leaves 5"


def test_what_a_pooled_table_is_no_longer_shown_by_is_said(run):
    rows = {(year, age): 6 for year in ("2019", "2020") for age in ("15-24", "65+")}
    run.table("by_age", ["period", "age_group"], rows)
    summary = release(run.write())
    assert "Pooled: by_age (by age group, no longer by period)." in str(summary)


def test_pooled_ages_beside_a_count_of_one_age(run):
    run.row("overdose_deaths/deaths/age_group.25_34/2020", period="2020", subgroup="age_group=25-34", estimate=40.0)
    run.table("by_age", ["period", "age_group"], {("2020", "15-24"): 4, ("2020", "25-34"): 40, ("2020", "65+"): 50})
    folder = run.write()
    release(folder)
    found = table(folder, "by_age")
    assert found is None, "44 - 40 leaves 4 in 15-24"


def test_an_arm_beside_its_communities(run):
    run.deaths("cep", "2020", 47)
    run.table("by_place", ["period", "community"], {("2020", "alder"): 40, ("2020", "elm"): 30, ("2020", "fir"): 31})
    folder = run.write()
    release(folder)
    found = table(folder, "by_place")
    assert found is None or "alder" not in {row.get("community") for row in found}, "47 - 40 leaves 7 in birch"


def test_the_months_after_an_intervention_against_the_calendar(run):
    """Deaths before July 2020 are n_events of a model; the table of quarters must not give those of July to June."""
    months = dict.fromkeys(MONTHS, (0, 0.1)) | {"2019-01": (180, 0.1), "2020-07": (52, 0.1)}
    run.model("annual_change", "all", months=months, period="2019-01-01/2020-07-01", n_events=180)
    run.table("by_quarter", ["period"], {(f"{y}-Q{q}",): 29 for y in (2019, 2020) for q in (1, 2, 3, 4)})
    folder = run.write()
    release(folder)
    assert [row["deaths"] for row in table(folder, "by_quarter")] == ["116", "116"], "by year: 180 - 6 x 29 leaves 6"
    assert read(folder / "released" / "results.csv")[0]["n_events"] == "180"


def test_tables_that_share_margins(run):
    """By sex and by arm alone nothing is small; by both, 5 women in rfs; the totals then give them away."""
    run.table("by_sex", ["sex"], {("female",): 45, ("male",): 60})
    run.table("by_arm", ["arm"], {("cep",): 70, ("rfs",): 35})
    run.table(
        "by_both",
        ["arm", "sex"],
        {("cep", "female"): 40, ("cep", "male"): 30, ("rfs", "female"): 5, ("rfs", "male"): 30},
    )
    folder = run.write()
    release(folder)
    assert table(folder, "by_sex")
    assert table(folder, "by_arm")
    found = table(folder, "by_both")
    assert found is None or set(found[0]) == {"sex", "deaths"}


# Fixed tables.


def test_a_safe_fixed_table_is_released_as_it_stands(run):
    run.params["disclosure"] = {"policy": "strict", "fixed_tables": ["by_month"]}
    run.table("by_month", ["period"], {(month,): 12 for month in MONTHS})
    folder = run.write()
    release(folder)
    assert len(table(folder, "by_month")) == 24


def test_a_fixed_table_with_a_small_cell_refuses_the_release(run):
    run.params["disclosure"] = {"policy": "strict", "fixed_tables": ["by_month"]}
    run.table("by_month", ["period"], {(month,): 12 for month in MONTHS} | {("2020-05",): 4, ("2020-09",): 7})
    folder = run.write()
    with pytest.raises(DisclosureError, match="fixed table") as caught:
        release(folder)
    assert caught.value.exit_code == 14
    assert "overdose deaths, period 2020-05: 4" in str(caught.value)
    assert "overdose deaths, period 2020-09: 7" in str(caught.value)
    assert not (folder / "released").exists()


def test_two_fixed_tables_that_give_a_number_away_refuse_the_release(run):
    run.params["disclosure"] = {"policy": "strict", "fixed_tables": ["by_arm", "by_place"]}
    run.table("by_arm", ["arm"], {("cep",): 47, ("rfs",): 61})
    run.table("by_place", ["community"], {("alder",): 40, ("elm",): 30, ("fir",): 31})
    with pytest.raises(DisclosureError, match="fixed table") as caught:
        release(run.write())
    assert "arm cep" in str(caught.value)
    assert "47 minus" in str(caught.value)
    assert "leaves 7" in str(caught.value)


def test_other_tables_give_way_to_a_fixed_one(run):
    run.params["disclosure"] = {"policy": "strict", "fixed_tables": ["by_place"]}
    run.deaths("cep", "2020", 47).deaths("rfs", "2020", 61)
    run.table("by_place", ["period", "community"], {("2020", "alder"): 40, ("2020", "elm"): 30, ("2020", "fir"): 31})
    folder = run.write()
    release(folder)
    assert len(table(folder, "by_place")) == 3
    assert "overdose_deaths/deaths/cep/2020" in items(folder)


@pytest.mark.parametrize(("name", "found"), [("nothing", "no such table"), ("rows", "restricted")])
def test_a_fixed_table_must_exist_and_be_releasable(run, name, found):
    run.params["disclosure"] = {"policy": "strict", "fixed_tables": [name]}
    run.other("rows", TableKind.RESTRICTED, ("person_id",), [("p1",)])
    with pytest.raises(DisclosureError, match="fixed table") as caught:
        release(run.write())
    assert found in str(caught.value)


def test_the_same_again_is_said_to_be_no_new_publication(run):
    folder = full(run).write()
    first, second = (release(folder, released_at=NOON) for _ in range(2))
    assert first.is_new and "\nPublication 1 of the ledger, " in str(first)
    assert not second.is_new and "\nNo new publication: the same as 1 of the ledger, " in str(second)


def test_a_small_correction_is_said_to_be_why_something_is_withheld(run):
    release(run.deaths("all", "2018", 123).write(), released_at=NOON)
    corrected = RunBuilder(run.folder.parent.parent).deaths("all", "2018", 126)
    corrected.manifest["run_id"] = "20240701T120000Z-0a1b2c3d"
    corrected.params["disclosure"] = corrected.params.get("disclosure", {}) | {"population": "county"}
    assert "published before" not in str(release(corrected.write(), released_at=NOON))
    corrected.rows.clear()
    summary = release(corrected.deaths("all", "2018", 129).write(), released_at=NOON)
    assert summary.n_beside_the_past == 1
    assert "1 of those withheld would have told of a few people beside what was published before" in str(summary)
