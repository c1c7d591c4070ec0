"""Releases in which single cells are hidden: what is written, what protects it, and what is published after it."""

import itertools
import json
import shutil
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pandas as pd
import pytest
import yaml

from evaluation.data.whole_files import hashes
from evaluation.disclosure.across import ALONE
from evaluation.disclosure.audit import audit_release
from evaluation.disclosure.count_table import PooledTable
from evaluation.disclosure.decision import decide
from evaluation.disclosure.earlier import earlier_counts
from evaluation.disclosure.earlier_publications import EarlierPublication
from evaluation.disclosure.fact import Fact
from evaluation.disclosure.linked_tables import Hiding, LinkedTables
from evaluation.disclosure.policy import load_policy
from evaluation.disclosure.releasing import release
from evaluation.disclosure.run_folder import read_finished_run
from evaluation.errors import DisclosureError

from . import retention_attacker
from .run_builder import RunBuilder, read, seal

NOON = datetime(2024, 6, 1, 12, tzinfo=UTC)
PLACES = ("alder", "birch", "elm", "fir")
YEARS = ("2018", "2019", "2020")
CELLS = dict(zip(itertools.product(YEARS, PLACES), (37, 29, 25, 32, 40, 31, 6, 28, 52, 33, 24, 35), strict=True))
MONTHLY = {
    (f"2020-{month:02d}", place): [6, 23, 40, 0][place_number] + month
    for month in range(1, 13)
    for place_number, place in enumerate(PLACES)
} | {("2020-03", "fir"): 0}
SMALL_FORM = PooledTable(
    "small", "overdose death", (), pd.DataFrame({"count": [6, 28, 40], "exposure": float("nan")}), {}, {}, None
)
NAME = "by_place"
PARTLY = "by_place_partly_hidden"


def built(run, cells=CELLS, *, policy="cms", **disclosure):
    """Deaths by year and place, of which one is small, with yearly totals."""
    run.params["disclosure"] = {"policy": policy, **disclosure}
    run.table(NAME, ["period", "community"], cells)
    for year in YEARS:
        run.deaths("all", year, sum(n for (when, _), n in cells.items() if when == year))
    return run.write()


def shown(folder, name=PARTLY):
    """The counts of a released table, None where they are hidden; nothing where there is no table."""
    path = folder / "released" / "tables" / f"{name}.csv"
    rows = read(path) if path.exists() else []
    return {(row["period"], row["community"]): int(row["deaths"]) if row["deaths"] else None for row in rows}


def hidden(folder, name=PARTLY):
    return {cell for cell, count in shown(folder, name).items() if count is None}


def test_a_table_that_is_pooled_is_shown_again_with_cells_hidden(run):
    folder = built(run)
    release(folder)
    found = shown(folder)
    assert {cell: n for cell, n in found.items() if n is not None}.items() <= CELLS.items()
    assert ("2019", "elm") in hidden(folder)
    assert len(hidden(folder)) == 2
    assert {year for year, _ in hidden(folder)} == {"2019"}
    assert (folder / "released" / "tables" / "by_place.csv").exists()


def test_hidden_cells_are_blank_and_marked_and_zeros_are_zeros(run):
    folder = built(run, CELLS | {("2018", "birch"): 0})
    release(folder)
    rows = read(folder / "released" / "tables" / f"{PARTLY}.csv")
    assert {(row["deaths"] == "", row["suppressed"]) for row in rows} == {(True, "true"), (False, "false")}
    assert next(row for row in rows if (row["period"], row["community"]) == ("2018", "birch"))["deaths"] == "0"
    about = json.loads((folder / "released" / "tables" / f"{PARTLY}.json").read_text(encoding="utf-8"))
    assert about["suppressed"] == "suppressed"


def test_rates_of_hidden_cells_are_hidden(run):
    run.params["disclosure"] = {"policy": "cms"}
    run.table(NAME, ["period", "community"], [(*cell, n, 1000.0) for cell, n in CELLS.items()])
    folder = run.write()
    release(folder)
    rows = read(folder / "released" / "tables" / f"{PARTLY}.csv")
    for row in rows:
        assert (row["rate"] == "") == (row["conf_low"] == "") == (row["suppressed"] == "true")


def test_the_simple_policy_hides_no_cells(run):
    folder = built(run, policy="strict")
    release(folder)
    assert not shown(folder)


def test_nothing_is_shown_partly_where_all_is_shown(run):
    folder = built(run, CELLS | {("2019", "elm"): 16})
    release(folder)
    assert not shown(folder)
    assert len(shown(folder, NAME)) == len(CELLS)


def test_a_table_with_many_small_cells_is_not_shown_partly(run):
    folder = built(run, {cell: 5 if cell[1] in ("elm", "fir") else n for cell, n in CELLS.items()})
    release(folder)
    assert not shown(folder)


def test_the_certificate_says_how_many_cells_are_hidden_and_what_is_known_of_them(run):
    folder = built(run)
    release(folder)
    found = json.loads((folder / "released" / "certificate.json").read_text(encoding="utf-8"))
    assert found["cells_hidden"]["overdose death"] == {
        "cells": 12,
        "hidden": 2,
        "method": "optimal",
        "solver": "HiGHS",
    }
    assert found["method"].count("finer tables are shown besides, with single cells hidden") == 1
    bounds = found["audit"]["bounds"]["overdose death"]
    assert bounds["hidden_cells"] == 2
    assert bounds["smallest_upper_bound"] >= 10
    assert bounds["solver"] == "GLOP and CP-SAT of OR-tools"
    assert bounds["second_solver"] == "HiGHS"


def test_a_release_in_which_only_small_cells_are_hidden_is_refused_with_the_equation(run):
    folder = built(run)
    release(folder)
    path = folder / "released" / "tables" / f"{PARTLY}.csv"
    lines = [
        f"{year},{place},{'' if n < 10 else n},{'true' if n < 10 else 'false'}" for (year, place), n in CELLS.items()
    ]
    path.write_text("\n".join(["period,community,deaths,suppressed", *lines]) + "\n", encoding="utf-8")
    decision = decide(read_finished_run(folder), load_policy("cms"))
    with pytest.raises(DisclosureError) as caught:
        audit_release(folder / "released", decision.hidden, decision.closed)
    told = str(caught.value)
    assert "tables/by_place_partly_hidden.csv, period 2019, community elm: hidden is 6" in told
    assert "overdose_deaths/deaths/all/2019" in told


def test_a_repeated_release_hides_the_same_cells_and_is_one_publication(run):
    folder = built(run)
    first = release(folder, released_at=NOON)
    before = hashes(folder / "released")
    second = release(folder, released_at=NOON.replace(hour=13))
    changed = {name for name, digest in hashes(folder / "released").items() if before[name] != digest}
    assert changed <= {"about.json", "certificate.json"}
    assert second.publication == first.publication


def test_a_release_with_another_title_is_another_publication(run):
    folder = built(run)
    release(folder, released_at=NOON)
    run.params["title"] = "Another title"
    second = release(run.write(), released_at=NOON)
    assert second.publication.number == 2
    kept = [folder.parents[1] / "publications" / number for number in ("0001", "0002")]
    titles = [json.loads((each / "about.json").read_text(encoding="utf-8"))["title"] for each in kept]
    assert titles == ["A tiny evaluation", "Another title"]
    differing = dict(hashes(kept[0]).items() ^ hashes(kept[1]).items())
    assert set(differing) == {"about.json"}


def test_what_is_hidden_does_not_depend_on_the_order_of_rows(run, tmp_path):
    one = built(run)
    other = built(RunBuilder(tmp_path / "other"), dict(reversed(CELLS.items())))
    release(one)
    release(other)
    assert hidden(one) == hidden(other)


@pytest.fixture
def later(run, tmp_path):
    """Release one run, and return a function that releases another about the same people after it."""
    first = built(run, population="county")
    ledger = tmp_path / "publications"
    release(first, publications=ledger)

    def release_later(cells=CELLS, **values):
        builder = RunBuilder(tmp_path / "later")
        builder.manifest["run_id"] = "20250601T120000Z-0a1b2c3d"
        folder = built(builder, cells, population="county", **values)
        release(folder, publications=ledger)
        return folder

    return release_later


def test_a_number_that_changed_by_a_few_people_is_not_published_again(later):
    folder = later(CELLS | {("2020", "alder"): 55})
    assert ("2020", "alder") not in shown(folder) or ("2020", "alder") in hidden(folder)
    withheld = {row["item"] for row in read(folder / "released" / "withheld.csv")}
    assert "overdose_deaths/deaths/all/2020" in withheld


def test_a_number_that_changed_by_many_people_is(later):
    folder = later(CELLS | {("2020", "alder"): 79})
    results = {row["result_id"]: row["n_events"] for row in read(folder / "released" / "results.csv")}
    assert results["overdose_deaths/deaths/all/2020"] == str(sum(CELLS[("2020", p)] for p in PLACES) + 27)


def test_a_hidden_cell_is_not_given_away_by_a_later_release(run, tmp_path, later):
    """The later run has the table with another small cell, beside which the first could be subtracted."""
    folder = later(policy="cms")
    assert ("2019", "elm") in hidden(folder)
    kept = tmp_path / "publications" / "0001"
    decision = decide(read_finished_run(folder), load_policy("cms"), [EarlierPublication("publication 1", kept)])
    audit_release(folder / "released", decision.hidden, decision.closed, [EarlierPublication("publication 1", kept)])


def test_a_later_release_of_finer_numbers_cannot_undo_an_earlier_one(later, tmp_path):
    """Its own table is safe by itself: only beside the first does it leave the small cell."""
    builder = RunBuilder(tmp_path / "other")
    builder.params["disclosure"] = {"policy": "cms", "population": "county"}
    builder.manifest["run_id"] = "20250602T120000Z-0a1b2c3d"
    for place in ("alder", "birch", "fir"):
        builder.deaths(place, "2019", CELLS["2019", place])
    folder = builder.write()
    release(folder, publications=tmp_path / "publications")
    shown_places = {row["community"] for row in read(folder / "released" / "results.csv")}
    first = tmp_path / "publications" / "0001" / "tables" / f"{PARTLY}.csv"
    complement = {row["community"] for row in read(first) if row["suppressed"] == "true"} - {"elm"}
    assert not complement & shown_places


def test_what_was_published_and_cannot_be_read_stops_a_release(later, tmp_path):
    kept = tmp_path / "publications" / "0001" / "tables" / f"{PARTLY}.json"
    with pytest.raises(DisclosureError, match="publication 1: cannot be read; found 'suppressed'"):
        _without(kept, "suppressed")
        EarlierPublication("publication 1", kept.parents[1]).facts({}, ALONE, frozenset())
    shutil.rmtree(tmp_path / "publications" / "0001")
    with pytest.raises(DisclosureError, match="the ledger of publications is not whole"):
        later()


def _without(path, key):
    about = json.loads(path.read_text(encoding="utf-8"))
    del about[key]
    path.write_text(json.dumps(about), encoding="utf-8")


@pytest.fixture
def in_treatment(tmp_path):
    """Return a function that releases people in treatment after all that were released before."""

    def release_people(name, frame, **options):
        folder = retention_attacker.build(tmp_path / name, frame, **options)
        params = yaml.safe_load((folder / "params.yml").read_text(encoding="utf-8"))
        params["disclosure"] = {"population": "county"}
        (folder / "params.yml").write_text(yaml.safe_dump(params), encoding="utf-8")
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        manifest["run_id"] = f"20240601T120000Z-{len(name):08x}"
        (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
        seal(folder)
        summary = release(folder, publications=tmp_path / "publications")
        return summary, {row["result_id"]: row for row in read(folder / "released" / "results.csv")}

    return release_people


def test_the_same_people_in_another_run_are_shown_as_before(in_treatment):
    """What is read in a release must count the same people as what the run counts, or all would contradict itself."""
    frame = retention_attacker.people(np.random.default_rng(7), 900, 0.3)
    first, before = in_treatment("a", frame)
    second, after = in_treatment("ab", frame)
    assert second.publication == first.publication
    assert after == before
    assert len(before) > 30


def test_another_landmark_is_judged_with_those_that_were_published(in_treatment):
    frame = retention_attacker.people(np.random.default_rng(7), 900, 0.3)
    in_treatment("a", frame, landmarks=(30, 180))
    summary, after = in_treatment("ab", frame)
    assert summary.publication.number == 2
    assert "retention/retained/all/d90" in after


def test_a_person_more_in_the_data_is_not_told(in_treatment):
    """Two releases of nearly the same people: what changed by one person is not shown again."""
    frame = retention_attacker.people(np.random.default_rng(7), 900, 0.3)
    in_treatment("a", frame)
    _, after = in_treatment("ab", frame.iloc[:-1])
    assert "retention/persons/all" not in after


def rounded_table(folder):
    path = folder / "released" / "tables" / "by_place_rounded.csv"
    rows = read(path) if path.exists() else []
    return {(row["period"], row["community"]): int(row["deaths_midpoint11"]) for row in rows}


def test_counts_are_rounded_where_that_shows_more_than_pooling(run):
    """Every count from 1 to 11 is shown as 6, from 12 to 22 as 17: 6 deaths cannot be told from 11."""
    run.params["disclosure"] = {"policy": "rounded"}
    run.table(NAME, ["period", "community"], MONTHLY)
    folder = run.write()
    release(folder)
    found = rounded_table(folder)
    assert found
    for cell, shown_as in found.items():
        assert shown_as == (MONTHLY[cell] + 10) // 11 * 11 - 5 * (MONTHLY[cell] > 0)
    assert found["2020-03", "fir"] == 0
    assert not shown(folder)
    about = json.loads((folder / "released/tables/by_place_rounded.json").read_text(encoding="utf-8"))
    assert (about["rounded_to"], about["count"]) == (11, "deaths_midpoint11")


@pytest.mark.parametrize(
    ("first", "second", "has_changed"),
    [
        ((12, 22), (34, 44), True),
        ((12, 22), (12, 22), False),
        ((12, 22), (20, 20), False),
        ((12, 22), (23, 23), True),
        ((1, None), (0, 0), True),
        ((1, None), (40, 40), False),
    ],
)
def test_a_number_has_changed_where_two_ranges_of_it_have_nothing_in_common(first, second, has_changed):
    """Rounded and hidden numbers are told as ranges; the run itself cannot count these people."""
    may = (pd.Timestamp("2020-05-01"), pd.Timestamp("2020-06-01"))
    said = [
        Fact("overdose death", low if low == high else None, may, {}, "May", "table x", between=(low, high))
        for low, high in (first, second)
    ]
    past = earlier_counts([("publication 1", said[:1]), ("publication 2", said[1:])], {}, {})
    expected = ((may[0].toordinal(), may[1].toordinal()),) if has_changed else ()
    assert past.changed["overdose death"] == expected


def test_a_rounded_count_that_others_give_away_is_not_shown(run):
    """Three places have 11 deaths together: none of them has more than 9, whatever 6 stands for."""
    run.params["disclosure"] = {"policy": "rounded"}
    small = {("2019", "alder"): 5, ("2019", "birch"): 3, ("2019", "elm"): 3, ("2019", "fir"): 0}
    run.table(NAME, ["period", "community"], small | {("2020", place): 40 for place in PLACES})
    run.deaths("all", "2019", 11)
    folder = run.write()
    release(folder)
    assert "overdose_deaths/deaths/all/2019" in {row["result_id"] for row in read(folder / "released/results.csv")}
    assert not rounded_table(folder)


@pytest.mark.parametrize(("year", "before", "is_shown"), [("2020", 0, True), ("2020", 27, False), ("2019", 27, True)])
def test_counts_of_days_that_were_corrected_are_not_rounded_either(run, tmp_path, year, before, is_shown):
    """Only the year was published: after a correction all of its months and places would be new.

    None of them is 0: zeros are not rounded.
    """
    cells = MONTHLY | {("2020-03", "fir"): 3}
    run.params["disclosure"] = {"policy": "strict", "population": "county"}
    run.deaths("all", year, sum(cells.values()) - before)
    release(run.write(), publications=tmp_path / "publications")
    builder = RunBuilder(tmp_path / "later")
    builder.params["disclosure"] = {"policy": "rounded", "population": "county"}
    builder.manifest["run_id"] = "20250601T120000Z-0a1b2c3d"
    builder.deaths("all", year, sum(cells.values()))
    folder = builder.table(NAME, ["period", "community"], cells).write()
    release(folder, publications=tmp_path / "publications")
    assert bool(rounded_table(folder)) is is_shown


def test_a_hidden_cell_that_grew_is_not_told_by_what_grew(later):
    """elm from 6 to 34: beside the old total of its arm, the other place of the arm would leave 6."""
    folder = later(CELLS | {("2019", "elm"): 34})
    assert not shown(folder)


def test_a_correction_elsewhere_unprotects_nobody(later):
    """alder grows by 27; fir beside the old total of its arm would leave elm."""
    cells = CELLS | {("2019", "alder"): 67}
    folder = later({cell: n for cell, n in cells.items() if cell[1] != "elm"})
    tables = [path.read_text(encoding="utf-8") for path in (folder / "released" / "tables").glob("*.csv")]
    assert not any("fir" in text for text in tables)


def test_a_plan_that_leaves_out_places_of_an_earlier_one_is_refused(tmp_path, later):
    """Totals of three places, beside those of four, would tell of the fourth; totals of pairs, beside others, too."""
    later()
    builder = RunBuilder(tmp_path / "two")
    for place in ("alder", "elm"):
        builder.params["communities"].pop(place)
    builder.params["disclosure"] = {"policy": "strict", "population": "county"}
    builder.deaths("all", "2019", CELLS["2019", "birch"] + CELLS["2019", "fir"])
    folder = builder.write()
    with pytest.raises(DisclosureError, match="totals would be of fewer communities") as caught:
        release(folder, publications=tmp_path / "publications")
    assert "communities: leave out some of publication 1 of" in str(caught.value)
    assert "found alder, elm" in str(caught.value)
    assert not (folder / "released").exists()


@pytest.mark.parametrize("policy", ["strict", "cms"])
def test_totals_of_an_earlier_plan_are_of_its_own_places(tmp_path, policy):
    """birch and fir had 59 deaths in 2019. Beside 105 in all four places and 40 in alder, 6 are left for elm."""
    builder = RunBuilder(tmp_path / "two")
    for place in ("alder", "elm"):
        builder.params["communities"].pop(place)
    builder.params["disclosure"] = {"policy": policy, "population": "county"}
    for year in YEARS:
        builder.deaths("all", year, sum(CELLS[year, place] for place in ("birch", "fir")))
    release(builder.write(), publications=tmp_path / "publications")
    builder = RunBuilder(tmp_path / "four")
    builder.manifest["run_id"] = "20250607T120000Z-0a1b2c3d"
    builder.deaths("alder", "2019", CELLS["2019", "alder"])
    folder = built(builder, policy=policy, population="county")
    release(folder, publications=tmp_path / "publications")
    told = [{"birch", "fir"}] + [{place} for (year, place), n in shown(folder).items() if year == "2019" and n]
    arms = {"cep": {"alder", "birch"}, "rfs": {"elm", "fir"}, "": set(PLACES)}
    for row in [*read(folder / "released" / "results.csv"), *read(folder / "released" / "tables" / f"{NAME}.csv")]:
        if row["period"] == "2019":
            told.append({row["community"]} if row.get("community") else arms[row["arm"]])
    known = np.array([[place in places for place in PLACES] for places in told], dtype=float)
    elm = np.array([[place == "elm" for place in PLACES]], dtype=float)
    assert np.linalg.matrix_rank(np.vstack([known, elm])) > np.linalg.matrix_rank(known)
    results = {row["result_id"] for row in read(folder / "released" / "results.csv")}
    assert {"overdose_deaths/deaths/all/2018", "overdose_deaths/deaths/all/2020"} <= results


@pytest.mark.parametrize("dimension", ["community", "age_group"])
def test_who_is_everybody_is_known_from_earlier_tables(tmp_path, dimension):
    """alder has 241 deaths in two years, and the others 685 in the first: a total of 919 would leave 7 of the second.

    The run with the total has no table by that dimension.
    """
    levels = {"community": PLACES, "age_group": ("15-24", "25-34", "35-44", "45-54")}[dimension]
    others = dict(zip(levels[1:], (222, 240, 223), strict=True))
    published = tmp_path / "publications"
    for number in range(3):
        builder = RunBuilder(tmp_path / f"run{number}")
        builder.params["disclosure"] = {"policy": "strict", "population": "county"}
        builder.manifest["run_id"] = f"20250608T120000Z-{number:08x}"
        if number == 0:
            first = {("2019", level): count for level, count in others.items()}
            second = {("2020", level): count - 50 for level, count in others.items()}
            builder.table("years", ["period", dimension], first | second)
            if dimension == "community":
                builder.params["communities"].pop("alder")
        elif number == 1:
            builder.table(
                "both", [dimension], {(levels[0],): 241} | {(key,): 2 * n - 50 for key, n in others.items()}
            )
        else:
            builder.deaths("all", "2019", 919)
        folder = builder.write()
        release(folder, publications=published)
    assert "overdose_deaths/deaths/all/2019" not in {
        row["result_id"] for row in read(folder / "released/results.csv")
    }


def test_a_number_is_held_against_all_earlier_ones(run, tmp_path):
    for number, alder in enumerate((52, 72, 57)):
        builder = RunBuilder(tmp_path / f"run{number}")
        builder.manifest["run_id"] = f"20250601T120000Z-{number:08x}"
        folder = built(builder, CELLS | {("2020", "alder"): alder}, population="county")
        release(folder, publications=tmp_path / "publications")
    results = {row["result_id"] for row in read(folder / "released" / "results.csv")}
    assert "overdose_deaths/deaths/all/2020" not in results
    reasons = {row["item"]: row["reason"] for row in read(folder / "released" / "withheld.csv")}
    assert reasons["overdose_deaths/deaths/all/2020"].startswith("beside an earlier release")


def test_no_small_cell_is_hidden_without_a_larger_one(run):
    """Without totals nothing has to protect it; but cells are hidden because they are small, and readers know."""
    run.params["disclosure"] = {"policy": "cms"}
    years = {
        (str(year),): n for year, n in zip(range(2011, 2021), (30, 41, 22, 28, 33, 25, 60, 6, 44, 37), strict=True)
    }
    run.table("by_year", ["period"], years)
    folder = run.write()
    release(folder)
    rows = read(folder / "released" / "tables" / "by_year_partly_hidden.csv")
    assert {row["period"] for row in rows if row["suppressed"] == "true"} == {"2013", "2018"}


def test_what_an_earlier_policy_let_out_stops_no_release_that_adds_nothing_to_it(run, tmp_path):
    """10 deaths were published under a policy that hides 1 to 9."""
    for number, policy in enumerate(("strict", "cms")):
        builder = RunBuilder(tmp_path / policy)
        builder.manifest["run_id"] = f"20250601T120000Z-{number:08x}"
        folder = built(
            builder, CELLS | {("2018", "elm"): 10, ("2019", "elm"): 24}, policy=policy, population="county"
        )
        release(folder, publications=tmp_path / "publications")
    assert (folder / "released" / "results.csv").exists()


def test_a_row_that_only_bounds_an_earlier_hidden_cell_is_withheld_and_the_rest_shown(run, tmp_path):
    first = built(run, population="county")
    release(first, publications=tmp_path / "publications")
    builder = RunBuilder(tmp_path / "rows")
    builder.params["disclosure"] = {"policy": "strict", "population": "county"}
    builder.manifest["run_id"] = "20250604T120000Z-0a1b2c3d"
    builder.deaths("fir", "2018-07-01/2019-07-01", 58).deaths("all", "2018", 123)
    folder = builder.write()
    release(folder, publications=tmp_path / "publications")
    results = {row["result_id"] for row in read(folder / "released" / "results.csv")}
    assert results == {"overdose_deaths/deaths/all/2018"}


def test_real_people_have_one_population(run, tmp_path):
    run.params["synthetic"] = run.manifest["synthetic"] = False
    run.manifest["inputs"]["deaths"]["sha256"] = "a" * 64
    release(built(run), publications=tmp_path / "publications", checked_by="A. Checker")
    run.params["evaluation"] = "another"
    with pytest.raises(DisclosureError, match="the same people may have two populations") as caught:
        release(run.write(), publications=tmp_path / "publications", checked_by="A. Checker")
    assert "expected disclosure.population: tiny" in str(caught.value)


@pytest.mark.parametrize(("synthetic", "number"), [(True, 1), (False, 2)])
def test_real_people_stay_who_they_are_when_the_plan_changes(run, tmp_path, synthetic, number):
    """Whoever tries another definition on synthetic people sees its results; real people are protected from it."""
    run.params["synthetic"] = run.manifest["synthetic"] = synthetic
    signed = "" if synthetic else "A. Checker"
    release(built(run), publications=tmp_path / "publications", checked_by=signed)
    run.params["retention"]["landmarks"] = [30, 60, 90]
    run.manifest["run_id"] = "20250605T120000Z-0a1b2c3d"
    run.deaths("all", "2021", 40)
    release(run.write(), publications=tmp_path / "publications", checked_by=signed)
    certificate = json.loads((run.folder / "released" / "certificate.json").read_text(encoding="utf-8"))
    assert certificate["audit"]["earlier_publications"] == number - 1


def test_a_fixed_table_that_bounds_an_earlier_hidden_cell_refuses_the_release(run, tmp_path):
    """It is released as it stands or not at all: it is not withdrawn in silence."""
    release(built(run, population="county"), publications=tmp_path / "publications")
    builder = RunBuilder(tmp_path / "fixed")
    builder.params["disclosure"] = {"policy": "strict", "population": "county", "fixed_tables": ["halves"]}
    builder.manifest["run_id"] = "20250606T120000Z-0a1b2c3d"
    halves = {("2018-Q3", "fir"): 14, ("2018-Q4", "fir"): 15, ("2019-Q1", "fir"): 14, ("2019-Q2", "fir"): 15}
    builder.table("halves", ["period", "community"], halves)
    folder = builder.write()
    with pytest.raises(DisclosureError):
        release(folder, publications=tmp_path / "publications")
    assert not (folder / "released").exists()


def test_what_is_left_of_partly_hidden_tables_is_counted_anew():
    forms = {
        name: replace(SMALL_FORM, name=f"{name}_partly_hidden").hiding(np.array(cells))
        for name, cells in {"one": [True, True, False], "other": [True, False, True]}.items()
    }
    linked = LinkedTables(forms, Hiding(n_cells=6, n_hidden=4, gap=0.01, method="optimal", solver="a solver"))
    assert linked.among(["table one_partly_hidden", "table other_partly_hidden"]).hiding == linked.hiding
    left = linked.among(["table one_partly_hidden"])
    assert (left.hiding.n_cells, left.hiding.n_hidden, left.hiding.gap) == (3, 2, 1.0)
    assert linked.among([]).hiding is None


BY_YEAR = dict(zip(range(2011, 2021), (30, 41, 22, 5, 33, 28, 60, 19, 44, 37), strict=True))


@pytest.fixture
def by_year(tmp_path):
    """Return a function that releases deaths by year, and results of single years, after all that went before."""

    def release_years(counts, results=(), *, policy="cms", ledger="publications"):
        number = len(list(tmp_path.glob("run_*")))
        builder = RunBuilder(tmp_path / f"run_{number}")
        builder.params["disclosure"] = {"policy": policy, "population": "county"}
        builder.manifest["run_id"] = f"20250601T120000Z-{number:08x}"
        if counts:
            builder.table("by_year", ["period"], {(str(year),): n for year, n in counts.items()})
        for year in results:
            builder.deaths("all", str(year), BY_YEAR[year])
        folder = builder.write()
        release(folder, publications=tmp_path / ledger)
        return folder

    return release_years


def years_of(folder, form):
    path = folder / "released" / "tables" / f"by_year_{form}.csv"
    column = "deaths_midpoint11" if form == "rounded" else "deaths"
    return {int(row["period"]): row[column] for row in read(path)} if path.exists() else {}


def test_what_was_hidden_beside_a_small_cell_stays_hidden(by_year):
    """2014 has 5 deaths, 2018 was hidden beside it. Were 2018 shown later, with 2021 hidden, 2014 would be small."""
    first, second = by_year(BY_YEAR), by_year(BY_YEAR | {2021: 12})
    for folder in (first, second):
        assert {year for year, n in years_of(folder, "partly_hidden").items() if not n} == {2014, 2018}
    assert years_of(second, "partly_hidden")[2021] == "12"


def test_a_result_that_shows_what_was_hidden_beside_a_small_cell_is_withheld(by_year):
    by_year(BY_YEAR)
    assert len(read(by_year({}, [2019]) / "released/results.csv")) == 1
    folder = by_year({}, [2018])
    assert read(folder / "released/results.csv") == []
    (line,) = read(folder / "released/withheld.csv")
    assert line["item"] == "overdose_deaths/deaths/all/2018"
    assert line["reason"].startswith("beside an earlier release it would tell of a few people")


def test_the_audit_finds_what_tells_a_hidden_cell_from_the_one_beside_it(by_year, tmp_path):
    """Decided without the first release, the second shows 2018."""
    by_year(BY_YEAR)
    folder = by_year({}, [2018], ledger="elsewhere")
    decision = decide(read_finished_run(folder), load_policy("cms"))
    before = [EarlierPublication("publication 1", tmp_path / "publications" / "0001")]
    with pytest.raises(DisclosureError) as caught:
        audit_release(folder / "released", decision.hidden, decision.closed, before)
    assert caught.value.exit_code == 14
    assert (
        "tables/by_year_partly_hidden.csv, period 2014: hidden, publication 1 is known to be small: nothing hidden "
        "beside it can be while it is not: overdose_deaths/deaths/all/2018 (estimate): 19.0, this release: 19"
    ) in str(caught.value)


def test_a_cell_is_not_hidden_beside_one_that_a_result_puts_above_the_threshold(run):
    """elm and fir are 34 of their arm. With 12 of fir in half a year, elm would be the small one."""
    run.deaths("fir", "2019-01-01/2019-07-01", 12)
    folder = built(run)
    release(folder)
    assert "overdose_deaths/deaths/fir/2019-01-01_2019-07-01" in {
        row["result_id"] for row in read(folder / "released/results.csv")
    }
    assert not shown(folder)


def test_a_result_that_puts_the_one_beside_a_hidden_cell_above_the_threshold_is_withheld(tmp_path, later):
    later()
    builder = RunBuilder(tmp_path / "half")
    builder.params["disclosure"] = {"policy": "cms", "population": "county"}
    builder.manifest["run_id"] = "20250602T120000Z-0a1b2c3d"
    builder.deaths("fir", "2019-01-01/2019-07-01", 12)
    folder = builder.write()
    release(folder, publications=tmp_path / "publications")
    assert read(folder / "released/results.csv") == []


@pytest.mark.parametrize(("others", "is_shown"), [({}, False), ({2018: 9}, True), ({2018: 11}, True)])
def test_a_single_count_of_the_first_step_is_not_rounded(by_year, others, is_shown):
    """10 and 11 deaths would be shown as they are, so the only 6 in a rounded table stands for 1 to 9."""
    found = years_of(by_year(BY_YEAR | others, policy="rounded"), "rounded")
    assert bool(found) is is_shown
    assert [year for year, n in found.items() if n == "6"] == [2014, *others] * is_shown


def test_what_an_earlier_release_hid_stays_hidden_under_a_weaker_rule(tmp_path, run):
    """10 deaths: hidden by cms, which hides 1 to 10, and shown by strict, which hides 1 to 9."""
    cells = CELLS | {("2019", "elm"): 10}
    first = built(run, cells, population="county")
    release(first, publications=tmp_path / "publications")
    assert ("2019", "elm") in hidden(first)
    told = json.loads((first / "released/about.json").read_text(encoding="utf-8"))["hidden"]
    assert told["overdose death"] == [1, 10]
    builder = RunBuilder(tmp_path / "strict")
    builder.manifest["run_id"] = "20250601T120000Z-0a1b2c3d"
    second = built(builder, cells, policy="strict", population="county")
    release(second, publications=tmp_path / "publications")
    assert {row["arm"] for row in read(second / "released/tables/by_place.csv")} == {"cep", "rfs"}
    certificate = json.loads((second / "released/certificate.json").read_text(encoding="utf-8"))
    assert certificate["hidden"]["overdose death"] == [1, 10]
