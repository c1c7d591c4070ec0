"""Leaks are written by hand into released files, past the admission: the audit must find each of them."""

import csv
import itertools
import json
import random

import pytest

from evaluation.disclosure.audit import audit_release
from evaluation.disclosure.closed_list import Measure
from evaluation.disclosure.releasing import release
from evaluation.errors import DisclosureError

from .run_builder import MONTHS

HIDDEN = {measure.value: range(0) for measure in Measure} | {
    "overdose death": range(1, 10),
    "participant": range(1, 5),
}
HIDDEN["person starting treatment"] = range(1, 11)
PLACES = ("alder", "birch", "elm", "fir")


@pytest.fixture
def released(run):
    """Two tables of deaths by year: by community (40 each) and by age (80 each), and yearly totals."""
    years = ("2019", "2020")
    by_place = dict.fromkeys(itertools.product(years, PLACES), 40)
    by_age = dict.fromkeys(itertools.product(years, ("15-24", "65+")), 80)
    run.table("by_place", ["period", "community"], by_place).table("by_age", ["period", "age_group"], by_age)
    for year in years:
        run.deaths("all", year, 160).deaths("cep", year, 80)
    run.persons("persons_by_sex", "sex", {"female": 60, "male": 80})
    run.row("retention/persons/all", estimate=140.0, n_obs=140)
    run.interviews({"clinician": 8, "peer_worker": 9})
    release(run.write())
    return run.folder / "released"


def change(path, found, **values):
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    hits = [row for row in rows if all(row[name] == value for name, value in found.items())]
    assert hits, "the test changes something"
    for row in hits:
        row.update(values)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys(), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def drop(path, **found):
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    kept = [row for row in rows if any(row[name] != value for name, value in found.items())]
    assert len(kept) < len(rows), "the test drops something"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys(), lineterminator="\n")
        writer.writeheader()
        writer.writerows(kept)


def found(folder):
    with pytest.raises(DisclosureError, match="the audit found") as caught:
        audit_release(folder, HIDDEN)
    assert caught.value.exit_code == 14
    return str(caught.value)


def test_a_safe_release_passes(released):
    report = audit_release(released, HIDDEN)
    assert report.n_numbers > 20
    assert report.n_groups > 100


def test_a_small_cell(released):
    change(released / "tables/by_place.csv", {"period": "2020", "community": "fir"}, deaths="9")
    assert "period 2020, community fir: 9 is itself too small" in found(released)


def test_a_cell_taken_out_of_a_table(released):
    """A total of 160 with three communities shown, 155 together, leaves the fourth."""
    change(released / "tables/by_place.csv", {"period": "2020", "community": "fir"}, deaths="75")
    drop(released / "tables/by_place.csv", period="2020", community="elm")
    message = found(released)
    assert "overdose_deaths/deaths/all/2020" in message
    assert "(together 155) leaves 5" in message


def test_a_total_that_does_not_fit(released):
    change(released / "results.csv", {"result_id": "overdose_deaths/deaths/cep/2020"}, estimate="85.0", n_events="85")
    assert "leaves 5" in found(released)


def test_a_part_larger_than_its_whole(released):
    change(
        released / "results.csv", {"result_id": "overdose_deaths/deaths/cep/2020"}, estimate="300.0", n_events="300"
    )
    assert "leaves -" in found(released)


def test_a_window_that_is_a_little_shorter(released):
    meta = json.loads((released / "tables/by_age.json").read_text(encoding="utf-8"))
    meta["window"] = ["2019-01-01", "2020-12-01"]
    (released / "tables/by_age.json").write_text(json.dumps(meta), encoding="utf-8")
    change(released / "tables/by_age.csv", {"period": "2020", "age_group": "65+"}, deaths="76")
    assert "leaves 4" in found(released)


def test_pooled_ages_beside_one_of_them(released):
    change(
        released / "results.csv",
        {"result_id": "overdose_deaths/deaths/cep/2020"},
        result_id="overdose_deaths/deaths/age_group.15_24/2020",
        arm="",
        subgroup="age_group=15-24",
        estimate="76.0",
        n_events="76",
    )
    meta = json.loads((released / "tables/by_age.json").read_text(encoding="utf-8"))
    meta["covers"]["age_group"]["15-24"] = ["15-24", "25-34"]
    (released / "tables/by_age.json").write_text(json.dumps(meta), encoding="utf-8")
    assert "leaves 4" in found(released)


def test_patients_of_one_group_beside_the_total(released):
    change(released / "results.csv", {"result_id": "retention/persons/all"}, estimate="145.0", n_obs="145")
    assert "leaves 5" in found(released)


def test_a_group_of_interviewees_left_over(released):
    drop(released / "tables/sources_by_role.csv", role="peer_worker")
    change(released / "tables/sources_by_role.csv", {"role": "clinician"}, n_sources="14")
    assert "leaves 3" in found(released)


def test_a_sum_and_difference_of_several_numbers(released):
    """Deaths of cep in 2019-20, and of all in 2019, and of the rest: only together do they give cep in 2020."""
    path = released / "results.csv"
    rows = {
        "overdose_deaths/deaths/all/2019": {
            "period": "2018-01-01/2020-01-01",
            "estimate": "300.0",
            "n_events": "300",
        },
        "overdose_deaths/deaths/cep/2019": {
            "arm": "",
            "period": "2019-01-01/2021-01-01",
            "estimate": "305.0",
            "n_events": "305",
        },
        "overdose_deaths/deaths/cep/2020": {
            "arm": "",
            "period": "2018-01-01/2021-01-01",
            "estimate": "600.0",
            "n_events": "600",
        },
    }
    for result_id, values in rows.items():
        change(path, {"result_id": result_id}, **values)
    drop(path, result_id="overdose_deaths/deaths/all/2020")
    for name in ("by_place", "by_age"):
        for suffix in ("csv", "json"):
            (released / "tables" / f"{name}.{suffix}").unlink()
    assert "together determine overdose death" in found(released)


def test_the_order_of_rows_and_columns_does_not_matter(released):
    shuffled = random.Random(4)
    for path in [released / "results.csv", *sorted((released / "tables").glob("*.csv"))]:
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        names = list(rows[0])
        shuffled.shuffle(names)
        shuffled.shuffle(rows)
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, names, lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
    audit_release(released, HIDDEN)
    change(released / "tables/by_place.csv", {"period": "2020", "community": "fir"}, deaths="35")
    assert "leaves 5" in found(released)


def estimates(run, *others):
    """The builder's intervention is of July 2020; August has 7 deaths, every other month 30."""
    run.params["overdose_deaths"]["interventions"][0] |= {"transition": 2}
    run.params["overdose_deaths"]["specifications"] = [{"name": "shorter", "transition": 1}]
    span = "2019-01-01/2021-01-01"
    modelled = {month: (30, 0.1) for month in MONTHS if month not in ("2020-07", "2020-08")}
    run.model("level_change", "all", months=modelled, n_events=660, n_obs=22, period=span)
    release(run.write())
    path = run.folder / "released" / "results.csv"
    with path.open(encoding="utf-8", newline="") as file:
        (row,) = csv.DictReader(file)
    with path.open("a", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, row, lineterminator="\n")
        for name, n_events, note in others:
            result_id = f"overdose_deaths/level_change/all/{name}"
            changed = {"result_id": result_id, "n_events": n_events, "note": note, "status": "sensitivity"}
            writer.writerow(row | changed)
    return run.folder / "released"


@pytest.mark.parametrize(
    ("name", "n_events", "note", "left"),
    [
        (
            "shorter",
            667,
            "",
            "all/shorter (n_events): 667 minus overdose_deaths/level_change/all (n_events): 660 leaves 7",
        ),
        ("poisson", 660, "", ""),
        ("shorter", 690, "", ""),
        ("lag_1", 667, "", ""),
        ("before_12", 651, "", "leaves 9"),
        ("before_18", 655, "", ""),
        ("lowest_without_a_year", 652, "lowest of 2 analyses, this one without 2020", "leaves 8"),
        ("unknown", 653, "", ""),
    ],
)
def test_what_two_estimates_of_a_series_differ_by(run, name, n_events, note, left):
    folder = estimates(run, (name, n_events, note))
    if not left:
        audit_release(folder, HIDDEN)
        return
    with pytest.raises(DisclosureError) as caught:
        audit_release(folder, HIDDEN)
    assert f"overdose_deaths/level_change/all/{name}" in str(caught.value)
    assert left in str(caught.value)


def test_two_other_estimates_are_compared_with_one_another_too(run):
    folder = estimates(run, ("before_12", 480, ""), ("before_6", 475, ""))
    with pytest.raises(DisclosureError, match=r"480 minus .*before_6 .n_events.: 475 leaves 5"):
        audit_release(folder, HIDDEN)


def test_what_compares_with_a_control_counts_both(run):
    """600 of both arms before July 2020 minus 595 of all would leave 5: it is read as deaths of both."""
    run.params["overdose_deaths"]["controls"] = ["rfs"]
    folder = estimates(run)
    path = folder / "results.csv"
    row = {"result_id": "overdose_deaths/parallel_slope/cep", "quantity": "parallel_slope", "arm": "cep"}
    row |= {"period": "2019-01-01/2020-07-01", "n_events": "600", "status": "diagnostic"}
    with path.open(encoding="utf-8", newline="") as file:
        (first,) = csv.DictReader(file)
    with path.open("a", encoding="utf-8", newline="") as file:
        csv.DictWriter(file, first, lineterminator="\n").writerow(first | row)
        counted = {"quantity": "deaths", "n_events": "595", "estimate": "595.0", "status": "primary", "arm": ""}
        counted |= {"result_id": "overdose_deaths/deaths/all/x", "period": "2019-01-01/2020-07-01"}
        csv.DictWriter(file, first, lineterminator="\n").writerow(first | row | counted)
    with pytest.raises(DisclosureError, match="deaths/all/x"):
        audit_release(folder, HIDDEN)


@pytest.fixture
def retention(run):
    """Retention of everybody and of two medications, with its other definitions and later episodes."""
    share = {"unit": "proportion", "estimate": 0.5}
    run.row("retention/persons/all", estimate=500.0, n_obs=500, n_events=300)
    for level, share_of in (("methadone", 0.6), ("buprenorphine", 0.4)):
        where = {"subgroup": f"medication={level}"}
        for day, n_obs, n_events in ((30, 400, 60), (90, 200, 120)):
            numbers = {"n_obs": int(n_obs * share_of), "n_events": int(n_events * share_of)}
            name = f"retention/retained/medication.{level}/d{day}"
            run.row(name, period=f"day {day}", **numbers, **where, **share)
        for quantity, n_obs, n_events in (("hazard_ratio", 500, 300), ("recurrent_hazard_ratio", 600, 350)):
            numbers = {"n_obs": int(n_obs * share_of), "n_events": int(n_events * share_of)}
            run.row(f"retention/{quantity}/medication.{level}", estimate=0.9, **numbers, **where)
    for day, n_obs, n_events in ((30, 400, 60), (90, 200, 120)):
        run.row(f"retention/retained/all/d{day}", period=f"day {day}", n_obs=n_obs, n_events=n_events, **share)
        more = {"subgroup": "medication=buprenorphine", "note": "reference: methadone"}
        name = f"retention/retained_difference/medication.buprenorphine/d{day}"
        run.row(name, period=f"day {day}", n_obs=n_obs, n_events=n_events, **more, **share)
    for gap, n_obs, n_events in ((7, 540, 240), (30, 500, 180)):
        name = f"retention/retained_by_definition/all/gap_{gap}.deaths_censored"
        run.row(name, period="day 90", n_obs=n_obs, n_events=n_events, **share)
    release(run.write())
    return run.folder / "released"


def found_in_retention(folder):
    hidden = HIDDEN | dict.fromkeys(("person whom a definition judges", "later episode of treatment"), range(1, 11))
    with pytest.raises(DisclosureError, match="the audit found") as caught:
        audit_release(folder, hidden)
    return str(caught.value)


@pytest.mark.parametrize(
    ("row", "values", "said"),
    [
        ("retained_by_definition/all/gap_7.deaths_censored", {"n_obs": "506", "n_events": "240"}, "judged of"),
        ("retained_by_definition/all/gap_7.deaths_censored", {"n_obs": "540", "n_events": "187"}, "left of"),
        ("retained_by_definition/all/gap_7.deaths_censored", {"n_obs": "540", "n_events": "224"}, "stayed of"),
        ("recurrent_hazard_ratio/medication.methadone", {"n_obs": "307", "n_events": "180"}, "which leaves 7"),
        ("recurrent_hazard_ratio/medication.methadone", {"n_obs": "340", "n_events": "185"}, "which leaves 5"),
        ("retained_difference/medication.buprenorphine/d90", {"n_events": "123"}, "leaves 3"),
        ("retained/medication.methadone/d90", {"n_events": "115"}, "leaves"),
    ],
)
def test_numbers_of_retention_that_tell_of_a_few_people(retention, row, values, said):
    change(retention / "results.csv", {"result_id": f"retention/{row}"}, **values)
    assert said in found_in_retention(retention)


def test_events_at_a_landmark_are_those_since_the_one_that_is_shown_before(retention):
    """Without day 30, 120 events on day 90 are all since the start; 117 of them with one medication leave 3."""
    path = retention / "results.csv"
    for name in ("all", "medication.methadone", "medication.buprenorphine"):
        drop(path, result_id=f"retention/retained/{name}/d30")
    drop(path, result_id="retention/retained_difference/medication.buprenorphine/d30")
    change(path, {"result_id": "retention/retained/medication.methadone/d90"}, n_events="117")
    assert "leaves 3" in found_in_retention(retention)
