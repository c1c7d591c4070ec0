"""What fitted models give away: real models of small worlds are released, and attacked by somebody who knows them."""

import json

import numpy as np
import pytest

from evaluation.data.output_table import TableKind
from evaluation.disclosure.releasing import release

from .model_attacker import ARM_OF, build, months_of, stolen
from .run_builder import read


def world(seed, n_months, mean):
    rng = np.random.default_rng(seed)
    return {(month, place): int(rng.poisson(mean)) for month in months_of(n_months) for place in ARM_OF}


@pytest.mark.parametrize("seasonality", ["none", "months"])
@pytest.mark.parametrize(("n_months", "start"), [(24, 18), (30, 28), (36, 9), (36, 33), (27, 2)])
@pytest.mark.parametrize("mean", [0.6, 4.0, 25.0])
def test_a_model_gives_nothing_small_away(tmp_path, n_months, start, mean, seasonality):
    deaths = world(n_months + start, n_months, mean)
    folder = build(tmp_path / "run", deaths, start, seasonality=seasonality)
    release(folder)
    assert stolen(deaths, start, folder, seasonality=seasonality) == []


LEFT_OUT = {
    "transition": ({"transition": 1}, {"specifications": [{"name": "shorter", "transition": 0}]}, 24),
    "long transition": ({"transition": 2}, {"specifications": [{"name": "shorter", "transition": 1}]}, 25),
    "lag and transition": ({"lag": 2, "transition": 1}, {}, 26),
    "lag": ({"lag": 2}, {}, 25),
    "left out": ({}, {"left_out": ["2020-03-01"]}, 14),
    "provisional": ({}, {"provisional_from": "2022-11-01"}, 47),
    "co-intervention": (
        {},
        {"co_interventions": [{"name": "flood", "start": "2020-03-01", "end": "2020-05-01"}]},
        14,
    ),
}


@pytest.mark.parametrize("case", LEFT_OUT)
@pytest.mark.parametrize("small", [3, 40])
def test_a_month_that_one_analysis_leaves_out_does_not_follow_from_another(tmp_path, case, small):
    act, more, hidden = LEFT_OUT[case]
    deaths = world(5, 48, 40.0)
    deaths |= {(months_of(48)[hidden], place): small for place in ARM_OF}
    folder = build(tmp_path / "run", deaths, 24, act=act, **more)
    release(folder)
    assert stolen(deaths, 24, folder) == []
    found = {row["result_id"].removeprefix("overdose_deaths/") for row in read(folder / "released" / "results.csv")}
    assert ("level_change/cep/poisson" in found) is (small == 40)


def test_a_control_withholds_nothing_where_no_month_is_hidden(tmp_path):
    """What compares with the control counts the deaths of both arms, which are not those of the series."""
    deaths = world(3, 48, 50.0)
    folder = build(tmp_path / "run", deaths, 24, controls=["rfs"])
    release(folder)
    assert stolen(deaths, 24, folder) == []
    left_out = {f"overdose_deaths/{name}/all" for name in ("rows_dropped", "deaths_outside_window")}
    assert {row["item"] for row in read(folder / "released" / "withheld.csv")} == left_out
    found = {row["result_id"]: row for row in read(folder / "released" / "results.csv")}
    compared = found["overdose_deaths/controlled_level_change/cep"]
    assert compared["n_events"] == str(sum(deaths.values()))
    assert compared["method"].startswith("compared with 1 control series")
    before = sum(n for (month, _), n in deaths.items() if month < "2021-01")
    assert found["overdose_deaths/parallel_slope/cep"]["n_events"] == str(before)


def test_models_of_many_deaths_are_released(tmp_path):
    deaths = world(1, 36, 25.0)
    folder = build(tmp_path / "run", deaths, 18)
    release(folder)
    found = {row["result_id"].removeprefix("overdose_deaths/") for row in read(folder / "released" / "results.csv")}
    assert {f"{what}/{arm}" for what in ("level_change", "deaths_averted") for arm in ("cep", "rfs")} <= found
    assert "level_change/cep/poisson" in found, "the attacker has other ways to use too"
    assert (folder / "released" / "tables" / "deaths_fitted.csv").exists()


def test_the_same_attacker_finds_what_a_careless_release_gives_away(tmp_path):
    """Everything but the counts themselves is written to ``released/``: averted with percent, and the fitted line."""
    deaths = world(3, 30, 3.0)
    start = 28
    folder = build(tmp_path / "run", deaths, start)
    release(folder)
    rows = read(folder / "results.csv")
    careless = folder / "released"
    kept = [{**row, "n_events": ""} for row in rows if row["quantity"] in ("deaths_averted", "percent_averted")]
    header = list(rows[0])
    lines = [",".join(header), *(",".join(f'"{row[name]}"' for name in header) for row in kept)]
    (careless / "results.csv").write_text("\n".join(lines), encoding="utf-8")
    for path in (careless / "tables").glob("*"):
        path.unlink()
    fitted = folder / "restricted" / "tables" / "deaths_fitted.csv"
    (careless / "tables" / "deaths_fitted.csv").write_bytes(fitted.read_bytes())
    (careless / "tables" / "deaths_fitted.json").write_text(json.dumps({"kind": TableKind.CURVE}), encoding="utf-8")
    for month in months_of(30)[start:]:
        for arm in ("cep", "rfs"):
            n = sum(deaths[month, place] for place, where in ARM_OF.items() if where == arm)
            assert ((month, month, arm, n) in stolen(deaths, start, folder)) is (0 < n < 10)
