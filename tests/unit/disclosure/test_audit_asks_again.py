"""Faults planted in the attack that the decision asks as well: the audit refuses all the same."""

from dataclasses import replace

import numpy as np
import pytest

from evaluation.disclosure.attack import attack
from evaluation.disclosure.attack.real_numbers import RealNumbers
from evaluation.disclosure.audit import attack_release, audit_release
from evaluation.disclosure.closed_list import Measure
from evaluation.disclosure.earlier_publications import EarlierPublication
from evaluation.disclosure.releasing import release
from evaluation.errors import DisclosureError

from .run_builder import RunBuilder

HIDDEN = {measure.value: range(0) for measure in Measure} | {"overdose death": range(1, 11)}
PLACES = ("alder", "birch", "elm", "fir")
CLOSED = {"overdose death": {"community": frozenset(PLACES)}}
YEARS = {"2018": (37, 29, 25, 32), "2019": (40, 31, 6, 28), "2020": (52, 33, 24, 35)}
AGAIN = "can be 11 in the attack, but HiGHS finds that it is 10 at the most"


def released(folder):
    """Elm is hidden in 2019, and fir beside it: together they are 34, as the arm and the total of the year tell."""
    run = RunBuilder(folder)
    run.params["disclosure"] = {"policy": "cms"}
    cells = {(year, place): n for year, counts in YEARS.items() for place, n in zip(PLACES, counts, strict=True)}
    run.table("by_place", ["period", "community"], cells)
    for year, counts in YEARS.items():
        run.deaths("all", year, sum(counts))
    release(run.write())
    return run.folder / "released"


def told(folder, pair):
    """Write another number of people of elm and fir into every file that tells it."""
    for name, was, now in (
        ("results.csv", "105.0", f"{71 + pair}.0"),
        ("results.csv", ",105,", f",{71 + pair},"),
        ("tables/by_place.csv", "2019,rfs,34", f"2019,rfs,{pair}"),
    ):
        text = (folder / name).read_text(encoding="utf-8")
        assert was in text
        (folder / name).write_text(text.replace(was, now), encoding="utf-8")
    return folder


def blind_solver(monkeypatch):
    """In real numbers nothing is bounded from above, and everything is possible."""
    real = RealNumbers.extreme

    def extreme(self, targets, number, *, upper):
        return (np.inf, None) if upper else real(self, targets, number, upper=upper)

    monkeypatch.setattr(RealNumbers, "extreme", extreme)
    monkeypatch.setattr(RealNumbers, "table_with", lambda *given, **named: (True, None))


def forgetful_reduction(monkeypatch):
    """What is left of the inequalities has no upper bounds: neither program of the attack can know any."""
    real = attack.reduce
    monkeypatch.setattr(attack, "reduce", lambda known: real(replace(known, upper=np.full_like(known.upper, np.inf))))


def attacked(folder, before=()):
    report = attack_release(folder, HIDDEN, CLOSED, before)
    assert len(report.intervals) == 2
    return report.found


def refusal(folder):
    with pytest.raises(DisclosureError, match="the audit found") as caught:
        audit_release(folder, HIDDEN, CLOSED)
    return str(caught.value)


@pytest.mark.parametrize("pair", [34, 12])
def test_an_honest_release_passes(tmp_path, pair):
    assert attacked(told(released(tmp_path), pair)) == ()


def test_without_a_fault_the_attack_finds_it_and_nothing_is_asked_again(tmp_path):
    message = refusal(told(released(tmp_path), 11))
    assert "community elm: hidden is 1 to 10" in message
    assert "HiGHS" not in message


@pytest.mark.parametrize("plant", [blind_solver, forgetful_reduction])
def test_a_fault_of_the_attack_lets_no_bounded_cell_through(tmp_path, monkeypatch, plant):
    folder = told(released(tmp_path), 11)
    plant(monkeypatch)
    message = refusal(folder)
    assert "community elm: hidden is 1 to 10" not in message
    for place in ("elm", "fir"):
        assert f"community {place}: hidden {AGAIN}" in message


@pytest.mark.parametrize("pair", [34, 12])
def test_with_a_fault_that_changes_nothing_an_honest_release_passes(tmp_path, monkeypatch, pair):
    folder = told(released(tmp_path), pair)
    forgetful_reduction(monkeypatch)
    assert attacked(folder) == ()


def test_what_an_earlier_release_gave_away_by_itself_is_not_found_again(tmp_path, monkeypatch):
    folder = told(released(tmp_path), 11)
    forgetful_reduction(monkeypatch)
    assert attacked(folder, [EarlierPublication("publication 1", folder)]) == ()
    assert len(attacked(folder)) == 2
