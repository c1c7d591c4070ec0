"""The audit of a release beside earlier ones, each released by itself, past what the admission does about them."""

import csv
import itertools

import pytest

from evaluation.disclosure.audit import attack_release
from evaluation.disclosure.closed_list import Measure
from evaluation.disclosure.earlier_publications import EarlierPublication
from evaluation.disclosure.releasing import release

from .run_builder import RunBuilder

HIDDEN = {measure.value: range(0) for measure in Measure} | {
    "overdose death": range(1, 10),
    "participant": range(1, 5),
    "person starting treatment": range(1, 11),
}
ROLES = {"participant": {"role": frozenset({"clinician", "peer_worker"})}}


@pytest.fixture
def alone(tmp_path):
    """Return a function that gives a builder in a project of its own."""
    numbers = itertools.count()
    return lambda: RunBuilder(tmp_path / f"project_{next(numbers)}")


def released(run):
    release(run.write())
    return run.folder / "released"


def found(folders, closed=None):
    *before, now = folders
    past = [EarlierPublication(f"publication {number}", folder) for number, folder in enumerate(before, start=1)]
    return attack_release(now, HIDDEN, closed or {}, past).found


def without(path, is_dropped):
    """Drop rows of a released file."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    kept = [row for row in rows if not is_dropped(row)]
    assert len(kept) < len(rows), "the test drops something"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0], lineterminator="\n")
        writer.writeheader()
        writer.writerows(kept)


def without_peers(folder):
    without(folder / "results.csv", lambda row: row["subgroup"] == "role=peer_worker")
    for suffix in ("csv", "json"):
        (folder / "tables" / f"sources_by_role.{suffix}").unlink()
    return folder


@pytest.mark.parametrize(("peers", "is_found"), [(12, False), (13, True), (17, False)])
def test_interviewees_who_follow_are_compared_with_those_who_were_shown(alone, peers, is_found):
    """All and clinicians are shown, who grew by seven: peers follow, and were 12."""
    first = released(alone().interviews({"clinician": 10, "peer_worker": 12}))
    second = without_peers(released(alone().interviews({"clinician": 17, "peer_worker": peers})))
    ways = found([first, second], ROLES)
    assert bool(ways) is is_found
    if is_found:
        told = "role peer_worker: 13 follows from this release and 12 from publication 1, a change by 1"
        assert any(way.endswith(told) for way in ways)


def test_a_table_of_interviewees_adds_up_to_one_more(alone):
    """40 in all, then 41 by role, where no result says how many there are."""
    first = released(alone().interviews({"clinician": 18, "peer_worker": 10}))
    second = released(alone().interviews({"clinician": 25, "peer_worker": 15}))
    third = released(alone().interviews({"clinician": 26, "peer_worker": 15}))
    for name in ("sources_by_role.csv", "sources_by_role.json"):
        (second / "tables" / name).unlink()
    without(second / "results.csv", lambda row: row["subgroup"])
    without(third / "results.csv", lambda row: True)
    ways = found([first, second, third], ROLES)
    assert any("all: 41 follows from this release and 40 from publication 2, a change by 1" in each for each in ways)
    assert found([first, second], ROLES) == ()


def retained(run, n, left, steps):
    """People, all who left, and who was at risk and left at three landmarks, nobody censored before."""
    run.row("retention/persons/all", estimate=float(n), n_obs=n, n_events=left)
    at_risk = n
    for day, gone in zip((30, 90, 180), steps, strict=True):
        at_risk -= gone
        numbers = {"n_obs": at_risk, "n_events": gone, "estimate": at_risk / n, "unit": "proportion"}
        run.row(f"retention/retained/all/d{day}", period=f"day {day}", **numbers)
    return run


@pytest.mark.parametrize(("later", "is_found"), [(90, False), (94, True), (101, False)])
def test_those_who_left_after_the_last_landmark(alone, later, is_found):
    """All who ever left without the steps to day 180 were 90; every number that is printed changed by 13 or more."""
    first = released(retained(alone(), 500, 330, (100, 80, 60)))
    second = released(retained(alone(), 556, 266 + later, (113, 93, 60)))
    ways = found([first, second])
    assert bool(ways) is is_found
    if is_found:
        assert any("event later: 94 follows from this release and 90 " in each for each in ways)
        assert found([first, second, second]) == ()


def test_two_communities_that_every_first_arm_of_three_plans_has(alone):
    """Alder and birch are in each, the six others in one: 7 in a month are half of 82 + 89 + 82 - 239."""
    others = [f"place_{number}" for number in range(6)]
    places = ["alder", "birch", *others]
    months = ("2019-01", "2019-02", "2019-03")
    deaths = {(month, place): 14 for month in months for place in places[:2]}
    deaths |= {(month, place): 37 + at for month in months for at, place in enumerate(others)}
    deaths |= {("2019-02", "alder"): 4, ("2019-02", "birch"): 3}
    folders = []
    for plan in range(3):
        run, first = alone(), {*places[:2], *others[2 * plan : 2 * plan + 2]}
        run.params["communities"] = {
            place: {"name": place, "arm": "cep" if place in first else "rfs"} for place in places
        }
        arms = {"cep": first, "rfs": set(places) - first}
        in_arm = {(m, arm): sum(deaths[m, place] for place in of) for m in months for arm, of in arms.items()}
        run.table("by_month", ["period", "arm"], in_arm)
        run.table("by_place", ["community"], {(place,): sum(deaths[m, place] for m in months) for place in places})
        folders.append(released(run))
    closed = {"overdose death": {"community": frozenset(places)}}
    assert found(folders[:2], closed) == ()
    ways = found(folders, closed)
    assert any(
        f"2019-02-01 to the day before 2019-03-01; community {both}: 7" in way
        for way in ways
        for both in ("alder, birch", "birch, alder")
    ), ways
