"""Series of one's own: what is released of real models of small worlds, attacked by somebody who knows them."""

import json

import numpy as np
import pandas as pd
import pytest

from evaluation.data.output_table import Measure
from evaluation.data.series_parts import NO_PARTS, SeriesParts
from evaluation.disclosure.audit import audit_release
from evaluation.disclosure.modelled_series import rests_of_wholes
from evaluation.disclosure.releasing import release
from evaluation.disclosure.rested_on import months_of
from evaluation.errors import DisclosureError

from .run_builder import read
from .series_attacker import ATOMS, MONTHS, SMALL, build, random_world, stolen

ALONE = {"series": ["visits"], "controls": [], "negative_controls": []}


def world(n_months=36, seed=1, **means):
    rng = np.random.default_rng(seed)
    means = dict.fromkeys(ATOMS, 40.0) | means
    return {(month, atom): int(rng.poisson(mean)) for month in MONTHS[:n_months] for atom, mean in means.items()}


def released(folder):
    release(folder)
    rows = read(folder / "released" / "results.csv")
    return {row["result_id"].removeprefix("interrupted_series/"): row for row in rows}


def reasons(folder):
    return {row["item"].removeprefix("interrupted_series/"): row["reason"] for row in withheld(folder)}


def withheld(folder):
    return read(folder / "released" / "withheld.csv")


def test_ten_people_of_a_month_are_hidden_as_ten_patients_are(tmp_path):
    """People in treatment: 10 in three of 40 months, else 11 or more; with 11 in these every month is told."""
    rng = np.random.default_rng(1)
    counts = {(month, atom): max(11, int(rng.poisson(16))) for month in MONTHS[:40] for atom in ATOMS}
    counts |= {(month, "men"): 0 for month in MONTHS[:40]}
    few = [MONTHS[7], MONTHS[25], MONTHS[39]]
    for n in (11, 10):
        counts |= {(month, "rest"): n for month in few}
        folder = build(tmp_path / f"of_{n}", counts, 20, keys=["visits"], parts={}, unit="persons", **ALONE)
        rows = released(folder)
        told = json.loads((folder / "released" / "implied_counts.json").read_text(encoding="utf-8"))
        about = json.loads((folder / "released" / "about.json").read_text(encoding="utf-8"))
        assert about["hidden"][Measure.SERIES_EVENT] == [1, 10]
        single = [each["count"] for each in told["counts"]]
        assert "annual_change/visits" in rows
        assert (11 in single, 10 in single) == (n == 11, False)
        assert stolen(counts, 20, folder) == []


@pytest.mark.parametrize("seed", [4, 11, 14, 21, 23, 30, 34, 37])
def test_series_give_nothing_small_away(tmp_path, seed):
    counts, start, more = random_world(np.random.default_rng(seed))
    folder = build(tmp_path / "run", counts, start, **more)
    release(folder)
    assert stolen(counts, start, folder) == []


def test_series_of_many_events_are_released_with_all_that_is_read_from_them(tmp_path):
    counts = world(48)
    folder = build(tmp_path / "run", counts, 24)
    rows = released(folder)
    assert withheld(folder) == []
    assert stolen(counts, 24, folder) == []
    assert {"level_change/visits", "events_averted/men", "level_change/men/poisson", "gate/visits"} <= set(rows)
    assert {"controlled_level_change/visits", "negative_control_level_change/fractures"} <= set(rows)
    both = sum(n for (_, atom), n in counts.items() if atom != "fractures")
    assert rows["controlled_level_change/visits"]["n_events"] == str(both)
    tables = {path.stem for path in (folder / "released" / "tables").glob("*.csv")}
    assert tables == {"series_fitted", "series_placebo_dates", "series_residual_autocorrelation"}


def test_what_is_left_of_a_whole_without_its_part_is_hidden_too(tmp_path):
    """Neither visits nor those of men have a small month; one without the other has nothing but these."""
    counts = world(24, rest=2.0)
    folder = build(tmp_path / "run", counts, 12, series=["visits", "men"], controls=[], negative_controls=[])
    rows = released(folder)
    assert stolen(counts, 12, folder) == []
    assert not [name for name in rows if name.startswith("level_change")]
    apart = build(tmp_path / "apart", counts, 12, controls=[], negative_controls=[], parts={})
    assert {"level_change/visits", "level_change/men"} <= set(released(apart)), "nobody said that men are a part"
    assert stolen(counts, 12, apart) != [], "who knows it subtracts"


def test_a_series_of_a_control_that_holds_it_is_not_compared(tmp_path):
    roles = {"series": ["men"], "controls": ["visits"], "negative_controls": []}
    rows = released(build(tmp_path / "run", world(24), 12, **roles))
    assert "level_change/men" in rows
    assert not [name for name in rows if name.startswith(("controlled_", "parallel_"))]


def test_periods_known_as_a_range_stay_a_range(tmp_path):
    counts = world(36) | {(MONTHS[5], "men"): 4}
    roles = {"series": ["visits", "men"], "controls": [], "negative_controls": []}
    folder = build(tmp_path / "run", counts, 18, ranges=[MONTHS[5]], **roles)
    rows = released(folder)
    assert stolen(counts, 18, folder) == []
    assert "level_change/visits" in rows
    assert [name for name in rows if "/men" in name] == ["periods_in_range/men", "periods_missing/men"]
    assert reasons(folder)["level_change/men"] == (
        "some of its periods are known only as a range, and what a model says of these is not worked out"
    )
    beside = build(tmp_path / "beside", counts, 18, ranges=[MONTHS[5]], series=["visits", "men"], controls=[])
    assert "controlled_level_change/visits" not in released(beside)


def test_a_range_is_not_what_is_left_of_a_whole(tmp_path):
    """All visits minus those of others would be the count that the file itself hides."""
    counts = world(36, men=0.0, elsewhere=30.0) | {(MONTHS[5], "men"): 4}
    folder = build(tmp_path / "run", counts, 18, series=["visits"], controls=["elsewhere"], negative_controls=[])
    assert "level_change/visits" in released(folder)
    assert stolen(counts, 18, folder) == []


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"kind": "value"}, "its values are no counts, and of how many people they are is not known"),
        (
            {"exposure": 10},
            "in some period its counts are compared with too few, or it is not said with how many",
        ),
    ],
)
def test_values_and_shares_of_few_are_withheld(tmp_path, more, reason):
    folder = build(tmp_path / "run", world(24), 12, **ALONE, **more)
    assert not [name for name in released(folder) if name.startswith(("level_change", "annual_change"))]
    assert reasons(folder)["level_change/visits"] == reason


def test_rates_of_enough_are_released(tmp_path):
    assert "rate_averted/visits" in released(build(tmp_path / "run", world(24), 12, exposure=500, **ALONE))


def test_a_series_that_only_the_file_names_is_withheld(tmp_path):
    """Without ``series`` all series of the file are analysed, whatever they are called."""
    roles = {"series": [], "controls": ["elsewhere"], "negative_controls": []}
    counts = world(24)
    folder = build(tmp_path / "run", counts, 12, keys=["visits", "elsewhere"], parts={}, **roles)
    rows = released(folder)
    assert "level_change/elsewhere" in rows
    assert "level_change/visits" not in rows
    assert not [item for item in reasons(folder) if "visits" in item]


@pytest.mark.parametrize("frequency", ["quarter", "week"])
def test_periods_of_other_lengths_are_released(tmp_path, frequency):
    folder = build(tmp_path / "run", world(36), 18, frequency=frequency, **ALONE)
    rows = released(folder)
    assert {"level_change/visits", "level_change/visits/lag_1"} <= set(rows)
    assert (folder / "released" / "tables" / "series_fitted.csv").exists()


def test_the_same_attacker_finds_what_a_careless_release_gives_away(tmp_path):
    """The ledger of the run and its fitted lines, as they stand."""
    counts = world(30, men=4.0, rest=4.0)
    folder = build(tmp_path / "run", counts, 28, **ALONE)
    release(folder)
    (folder / "released" / "results.csv").write_bytes((folder / "results.csv").read_bytes())
    (folder / "released" / "tables").mkdir(exist_ok=True)
    for suffix in ("csv", "json"):
        table = folder / "restricted" / "tables" / f"series_fitted.{suffix}"
        (folder / "released" / "tables" / table.name).write_bytes(table.read_bytes())
    months = {(month, month, "rest+men"): counts[month, "rest"] + counts[month, "men"] for month in MONTHS[:30]}
    small = {(*key, n) for key, n in months.items() if n in SMALL}
    assert small <= set(stolen(counts, 28, folder))


def test_what_is_left_without_a_part_of_a_part_is_known_too():
    """Of 60, 20 are men and 12 young men: 48 without young men, 40 without men, 8 men without young ones."""
    parts = SeriesParts.of_plan({"interrupted_series": {"parts": {"all": ["men"], "men": ["young"]}}})
    values = {"all": 60.0, "men": 20.0, "young": 12.0}
    frame = pd.DataFrame([{"start": 737425, "series": key, "events": n} for key, n in values.items()])
    found = {keys: float(rest.iloc[0]) for keys, rest in rests_of_wholes(frame, "events", parts)}
    assert found == {
        frozenset({"all", "men"}): 40.0,
        frozenset({"all", "young"}): 48.0,
        frozenset({"men", "young"}): 8.0,
    }
    assert not list(rests_of_wholes(frame, "events", NO_PARTS))


@pytest.mark.parametrize(
    ("frequency", "period", "date", "left_out", "months"),
    [
        ("quarter", "2019-01-01/2020-01-01", "2019-10-01", "2019-04-01", ["2019Q1", "2019Q3"]),
        ("week", "2020-01-05/2020-02-02", "2020-01-26", "2020-01-12", ["2020-01-05", "2020-01-19"]),
        ("year", "2016-01-01/2020-01-01", "2019-01-01", "2017-01-01", ["2016", "2018"]),
    ],
)
def test_the_audit_knows_the_periods_of_an_estimate(frequency, period, date, left_out, months):
    """One is left out, and the first with the intervention is a transition; weeks begin on Sundays."""
    act = {"date": date, "lag": 0, "transition": 1}
    plan = {"frequency": frequency, "left_out": [left_out], "interventions": [act]}
    found = sorted(months_of({"status": "primary", "period": period}, plan))
    assert [str(each).partition("/")[0] for each in found] == months


def test_the_audit_finds_a_series_that_is_larger_than_its_whole(tmp_path):
    folder = build(tmp_path / "run", world(24), 12, series=["visits", "men"], controls=[], negative_controls=[])
    rows = released(folder)
    path = folder / "released" / "results.csv"
    of_men, of_all = (rows[f"events_averted/{key}"]["n_events"] for key in ("men", "visits"))
    path.write_text(path.read_text(encoding="utf-8").replace(f",{of_men},", f",{int(of_all) - 7},"), encoding="utf-8")
    with pytest.raises(DisclosureError, match=r"minus .* leaves 7"):
        audit_release(folder / "released", {measure.value: SMALL for measure in Measure})
