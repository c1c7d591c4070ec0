"""The demonstration from data to page, through the command line, as a newcomer would run it."""

import csv
import itertools
import json
import re
from pathlib import PurePosixPath

import pytest

SOURCES = ("deaths", "population", "dispensing", "treatment_events", "patients", "interviews", "quotes")
HIDDEN = {"patient": range(1, 11), "vital": range(1, 10), "participant": range(1, 5)}
"""Counts of people that must not be shown; of participants, sizes of the group that a share is of."""
PAGES = ("index", "overdose_deaths", "retention", "voices", "joint_display", "methods_and_data")


def rows(path):
    with path.open(encoding="utf-8", newline="") as file:
        return {row["result_id"]: row for row in csv.DictReader(file)}


def texts_in(value):
    """Yield every text in a JSON value, names included."""
    if isinstance(value, dict):
        for name, inside in value.items():
            yield name
            yield from texts_in(inside)
    elif isinstance(value, list):
        for inside in value:
            yield from texts_in(inside)
    elif isinstance(value, str):
        yield value


@pytest.fixture(scope="module")
def site(workspace, first_run):
    printed = workspace.ok("report", first_run, "--renderer", "pandoc")
    assert "GRAMMS: 5 of 6 items lead into the report; empty: 1\n" in printed
    assert "dead links" not in printed
    index = re.search(r"\S+index\.html", printed).group()
    return (workspace.root / index).resolve().parent


def test_two_runs_give_the_same_results_to_the_byte(workspace, first_run):
    workspace.ok("run", "params/demo.yml", "--fresh")
    second = (workspace.root / "outputs" / "demo" / "latest").resolve()
    assert second != first_run
    assert (second / "results.csv").read_bytes() == (first_run / "results.csv").read_bytes()
    assert "identical" in workspace.ok("compare", first_run, second)


def test_every_number_has_its_method_and_its_n_or_says_why_not(first_run):
    results = rows(first_run / "results.csv")
    assert len(results) > 100
    assert [row for row in results.values() if not row["method"] or row["status"] == ""] == []
    primary = [row for row in results.values() if row["status"] == "primary" and row["estimate"]]
    assert [row["result_id"] for row in primary if not row["n_obs"]] == []
    released = rows(first_run / "released" / "results.csv")
    assert [key for key, row in released.items() if row["method"] != results[key]["method"]] == []


def test_the_headline_numbers_have_intervals(first_run):
    results = rows(first_run / "results.csv")
    for result_id in (
        "overdose_deaths/level_change/cep",
        "overdose_deaths/slope_change/rfs",
        "overdose_deaths/deaths_averted/cep",
        "retention/retained/all/d180",
        "retention/hazard_ratio/medication.buprenorphine",
        "themes/alpha/overall",
    ):
        row = results[result_id]
        assert float(row["conf_low"]) <= float(row["estimate"]) <= float(row["conf_high"]), result_id


def test_the_manifest_explains_the_run(workspace, first_run):
    manifest = json.loads((first_run / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["seed"] == 20240101
    assert manifest["status"] == "finished"
    assert re.fullmatch(r"[0-9a-f]{64}", manifest["plan_sha256"])
    assert set(SOURCES) <= set(manifest["inputs"])
    assert all(re.fullmatch(r"[0-9a-f]{64}", source["sha256"]) for source in manifest["inputs"].values())
    assert [text for text in texts_in(manifest) if PurePosixPath(text).is_absolute()] == []
    assert [text for text in texts_in(manifest) if str(workspace.root) in text] == []


def test_a_released_result_can_be_traced(workspace, first_run):
    told = workspace.ok("trace", "overdose_deaths/level_change/cep", "--run", first_run)
    for part in ("30_overdose_deaths", "deaths.csv", "20240101"):
        assert part in told, part


@pytest.mark.parametrize(("sensitivity", "hidden"), HIDDEN.items())
def test_nothing_released_is_a_small_count(first_run, sensitivity, hidden):
    checked = 0
    for description in sorted((first_run / "released" / "tables").glob("*.json")):
        table = json.loads(description.read_text(encoding="utf-8"))
        if (table["kind"], table["sensitivity"]) != ("counts", sensitivity):
            continue
        column = "n_sources" if sensitivity == "participant" else table["count"]
        with description.with_suffix(".csv").open(encoding="utf-8", newline="") as file:
            counts = [int(row[column]) for row in csv.DictReader(file) if row.get("suppressed") != "true"]
        assert counts, description.name
        assert [count for count in counts if count in hidden] == [], description.name
        checked += 1
    assert checked >= 2


def test_released_steps_of_retention_stand_for_enough_people(first_run):
    """Leavers, deaths, moves and people censored between days that are shown, counted in the restricted curves."""
    released = rows(first_run / "released" / "results.csv").values()
    tables = first_run / "restricted" / "tables"
    with (tables / "survival_curve.csv").open(encoding="utf-8", newline="") as file:
        steps = [("retained", row["scope"], "left", row["time"], row["n_events"]) for row in csv.DictReader(file)]
    with (tables / "survival_curve.csv").open(encoding="utf-8", newline="") as file:
        steps += [
            ("retained", row["scope"], "others", row["time"], row["n_censored"]) for row in csv.DictReader(file)
        ]
    with (tables / "incidence_curve.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            steps.append(("cumulative_incidence", row["scope"], row["cause"], row["time"], row["n_events"]))
    days = {}
    for row in released:
        if row["quantity"] in ("retained", "cumulative_incidence"):
            key = row["quantity"], row["result_id"].split("/")[2]
            days.setdefault(key, {-1}).add(int(row["period"].removeprefix("day ")))
    assert days["retained", "all"] == {-1, 30, 90, 180, 365}
    assert len(days) >= 8
    for (quantity, scope), found in days.items():
        counted = {}
        for since, day in itertools.pairwise(sorted(found)):
            for curve, whose, way, time, number in steps:
                if (curve, whose) == (quantity, scope) and since < float(time) <= day:
                    key = way, since, day
                    counted[key] = counted.get(key, 0) + int(number)
        small = {key: number for key, number in counted.items() if number in HIDDEN["patient"]}
        assert small == {}, (quantity, scope)


def test_released_numbers_of_retention_do_not_differ_by_a_few_people(first_run):
    """Two definitions of the same people; all episodes and the first ones; deaths by a day and deaths in all."""
    released = rows(first_run / "released" / "results.csv")
    named = {key.removeprefix("retention/"): row for key, row in released.items() if key.startswith("retention/")}
    judged = [row for key, row in named.items() if key.startswith("retained_by_definition/")]
    assert len(judged) >= 5
    assert not any("deaths_leaving" in row["result_id"] for row in judged)
    pairs = list(itertools.combinations(judged, 2))
    pairs += [(row, named[key.removeprefix("recurrent_")]) for key, row in named.items() if "recurrent_hazard" in key]
    for one, other in pairs:
        for name in ("n_obs", "n_events"):
            rest = abs(int(one[name]) - int(other[name]))
            assert rest not in HIDDEN["patient"], (one["result_id"], other["result_id"], name)
    first, then = (int(named[f"cumulative_incidence/all/died/d{day}"]["n_events"]) for day in (180, 365))
    by_day = {first, first + then}
    by_day |= {int(row["n_events"]) for key, row in named.items() if key.endswith("/died") and not row["arm"]}
    assert [two for two in itertools.combinations(by_day, 2) if abs(two[0] - two[1]) in HIDDEN["patient"]] == []


@pytest.mark.parametrize(
    "result_id",
    [
        "retained_by_definition/all/gap_30.deaths_censored",
        "cumulative_incidence/all/died/d365",
        "cumulative_incidence/cep/moved/d365",
        "restricted_mean_days/all",
        "restricted_mean_difference/arm.rfs",
        "retained_ratio/medication.buprenorphine/d180",
        "days_lost/all/died",
        "days_in_treatment/medication.methadone",
        "days_in_treatment_difference/arm.rfs",
        "log_rank/medication/gehan",
        "gray_test/arm/left",
        "proportional_hazards/all",
        "subdistribution_hazard_ratio/medication.buprenorphine",
        "recurrent_hazard_ratio/arm.rfs",
    ],
)
def test_what_is_safe_of_retention_is_shown(first_run, result_id):
    assert f"retention/{result_id}" in rows(first_run / "released" / "results.csv")


def test_released_files_hold_no_path_and_no_person(workspace, first_run):
    for path in sorted((first_run / "released").rglob("*")):
        if path.is_file():
            text = path.read_text(encoding="utf-8")
            assert str(workspace.root) not in text, path.name
            assert "SYN-" not in text, path.name


@pytest.mark.parametrize("page", PAGES)
def test_every_page_is_rendered_and_says_synthetic(site, page):
    html = (site / f"{page}.html").read_text(encoding="utf-8")
    assert "ynthetic" in html
    assert "<html" in html and 'lang="en"' in html
    assert not re.search(r"<(?:script|link|img)[^>]+(?:src|href)=\"https?://", html)
    assert all(re.search(r'alt="[^"]{20,}"', image) for image in re.findall(r"<img[^>]*>", html))


def test_the_summary_counts_the_planted_truths_that_intervals_hold(site, first_run):
    released, truth = rows(first_run / "released" / "results.csv"), rows(first_run / "released" / "truth.csv")
    joined = [(released[key], truth[key]) for key in truth if key in released and released[key]["conf_low"]]
    held = sum(float(r["conf_low"]) <= float(t["truth"]) <= float(r["conf_high"]) for r, t in joined)
    assert len(joined) >= 10
    html = re.sub(r"<[^>]+>|\s+", " ", (site / "index.html").read_text(encoding="utf-8"))
    assert re.search(rf"\b{held} of (?:the )?{len(joined)}\b", html)


def test_the_downloads_are_the_released_tables(site, first_run):
    offered = {path.name: path.read_bytes() for path in sorted(site.rglob("*.csv"))}
    released = {path.name: path.read_bytes() for path in sorted((first_run / "released").rglob("*.csv"))}
    assert set(offered) <= set(released)
    assert all(released[name] == content for name, content in offered.items())
    assert "results.csv" in offered
