"""What is released of columns that a study declares: groups with declared names, and no others."""

import json

import pytest

from evaluation.disclosure.releasing import release
from evaluation.errors import DisclosureError

from .run_builder import read

LEVELS = [{"code": "stable", "label": "Stable housing"}, {"code": "unstable", "label": "Unstable housing"}]


def people(run, column, levels, *, counts=(60, 70)):
    """A run with people by a column of the study's own, and their hazard ratio."""
    own = {"title": "Where people live", "type": "string", **({"levels": levels} if levels else {})}
    run.params["sources"]["people"]["own_columns"] = {column: own}
    run.params["retention"] |= {"groups": [column], "covariates": [column]}
    run.row("retention/persons/all", estimate=float(sum(counts)), n_obs=sum(counts), n_events=60)
    for level, count in zip(("stable", "unstable"), counts, strict=True):
        where = {"subgroup": f"{column}={level}", "n_obs": count, "n_events": 30}
        run.row(f"retention/persons/{column}.{level}", estimate=float(count), **where)
        run.row(f"retention/hazard_ratio/{column}.{level}", estimate=1.5, unit="hazard ratio", **where)
        run.row(f"retention/median_days/{column}.{level}", estimate=90.0, unit="days", **where)
    return run.persons(f"persons_by_{column}", column, dict(zip(("stable", "unstable"), counts, strict=True)))


def released(run):
    folder = run.write()
    release(folder)
    folder = folder / "released"
    table = folder / "tables" / "persons_by_housing.csv"
    ids = {row["result_id"] for row in read(folder / "results.csv")}
    about = json.loads((folder / "about.json").read_text(encoding="utf-8"))
    return ids, read(table) if table.exists() else None, about, read(folder / "withheld.csv")


def test_declared_levels_are_released_with_their_labels(run):
    ids, table, about, _ = released(people(run, "housing", LEVELS))
    assert {"retention/persons/housing.stable", "retention/hazard_ratio/housing.unstable"} <= ids
    assert [(row["housing"], row["persons"]) for row in table] == [("stable", "60"), ("unstable", "70")]
    assert about["labels"]["housing"] == {"stable": "Stable housing", "unstable": "Unstable housing"}
    assert about["columns"] == {"housing": "Where people live"}
    assert about["plan"]["retention"]["own_columns"]["housing"]["levels"] == LEVELS


@pytest.mark.parametrize(("count", "shown"), [(10, False), (11, True)])
def test_small_groups_are_protected_like_those_of_the_dictionary(run, count, shown):
    ids, table, _, _ = released(people(run, "housing", LEVELS, counts=(count, 70)))
    assert ("retention/persons/housing.unstable" in ids) is shown
    assert bool(table) is shown


def test_names_from_the_data_are_withheld_however_many_have_them(run):
    ids, table, about, withheld = released(people(run, "housing", []))
    assert ids == {"retention/persons/all"}
    assert table is None
    reasons = {row["item"]: row["reason"] for row in withheld}
    quantities = ("persons", "median_days", "hazard_ratio")
    assert set(reasons) == {"persons_by_housing", *(f"retention/{name} by housing" for name in quantities)}
    assert all("names from the data alone" in reason for reason in reasons.values())
    assert "housing" not in about["labels"]


def test_a_level_that_is_not_declared_withholds_the_breakdown(run):
    ids, table, _, withheld = released(people(run, "housing", LEVELS[:1]))
    assert ids == {"retention/persons/all", "retention/median_days/housing.stable"}
    assert table is None
    assert not any("unstable" in row["item"] for row in withheld)


def test_a_dimension_that_nothing_is_known_of_is_withheld(run):
    _, table, _, withheld = released(run.persons("persons_by_housing", "housing", {"a": 60, "b": 70}))
    assert table is None
    assert "names from the data alone" in next(row["reason"] for row in withheld if row["kind"] == "table")


def test_such_a_table_cannot_be_fixed(run):
    run.params["disclosure"] = {"fixed_tables": ["persons_by_housing"]}
    with pytest.raises(DisclosureError, match="names from the data alone") as caught:
        release(people(run, "housing", []).write())
    assert caught.value.exit_code == 14


def test_roles_of_interviewees_with_names_from_the_data_are_in_no_table(run):
    run.interviews({"clinician": 8, "office_of_smith": 12}, {"trust": {"clinician": 3, "office_of_smith": 7}})
    folder = run.write()
    release(folder)
    texts = [path.read_text(encoding="utf-8") for path in (folder / "released").rglob("*.csv")]
    assert not any("smith" in text for text in texts)
