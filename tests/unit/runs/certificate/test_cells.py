"""The list of worlds: its size and balance, and that none of them is one of those of development."""

import importlib.util
from collections import Counter
from pathlib import Path

import pytest

from evaluation.runs.certificate import cells as listed
from evaluation.runs.certificate.cells import CELLS, Family, Noise

ROOT = Path(__file__).resolve().parents[4]
COUNTS = [cell for cell in CELLS if cell.family is Family.COUNTS]
NORMAL = [cell for cell in CELLS if cell.family is Family.NORMAL]


def development():
    spec = importlib.util.spec_from_file_location("series_engines", ROOT / "benchmarks" / "series_engines.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_there_are_at_most_sixty_and_each_has_a_name_of_its_own():
    assert len(CELLS) <= 60
    assert len({cell.key for cell in CELLS}) == len(CELLS)
    assert all(0 < cell.start < cell.n for cell in CELLS)


def test_settings_and_seed_are_not_those_of_development():
    worlds = development()
    assert listed.SEED not in (worlds.SEED, worlds.NEAR_SEED)
    ours = {(cell.n, cell.phi) for cell in NORMAL}
    assert ours.isdisjoint(worlds.NORMAL)
    assert {cell.n for cell in NORMAL}.isdisjoint(n for n, _ in worlds.NEAR_MONTHS)
    assert {cell.n for cell in COUNTS}.isdisjoint(n for n, _ in worlds.NEAR_COUNT_MONTHS)
    kinds = {"AR(1)": Noise.AUTOREGRESSION, "gamma noise": Noise.GAMMA, "random walk": Noise.RANDOM_WALK}
    theirs = {(n, mean, kinds[kind], sd) for n, _, mean, sd, kind in worlds.COUNTS}
    assert theirs.isdisjoint((cell.n, cell.mean, cell.noise, cell.sd) for cell in COUNTS)
    assert {cell.level for cell in COUNTS}.isdisjoint({worlds.EFFECT})


def test_every_length_meets_every_normal_error_and_every_mean():
    errors = Counter(cell.n for cell in NORMAL if cell.noise is not Noise.RANDOM_WALK)
    assert errors == {12: 5, 24: 5, 48: 5, 100: 5}
    pairs = {(cell.n, cell.mean) for cell in COUNTS}
    assert pairs >= {(n, mean) for n in (24, 36, 60, 96, 180) for mean in (1, 3, 20, 200)}
    assert {(rho,) for rho in (0.0, 0.4, 0.8)} <= {cell.phi for cell in COUNTS}
    assert {0.15, 0.3, 0.6, 1.0} <= {cell.sd for cell in COUNTS}


@pytest.mark.parametrize("cells", [NORMAL, COUNTS])
def test_every_length_has_cells_with_and_without_an_effect(cells):
    lengths = {cell.n for cell in cells}
    assert {(cell.n, cell.is_null) for cell in cells} == {(n, null) for n in lengths for null in (True, False)}


def test_the_hard_cells_are_there_and_count():
    hard = [cell for cell in COUNTS if cell.phi == (0.8,) and cell.sd == 1.0 and not cell.reason]
    assert {cell.n for cell in hard} >= {36, 60, 96, 180}
    assert any(cell.mean == 1 and cell.n == 36 for cell in hard)
    walks = [cell for cell in COUNTS if cell.noise is Noise.RANDOM_WALK]
    assert len(walks) >= 3
    assert not any(cell.reason for cell in walks)


def test_only_short_series_and_normal_random_walks_do_not_count():
    left_out = {cell.key for cell in CELLS if cell.reason}
    short = {cell.key for cell in CELLS if cell.n < (24 if cell.family is Family.NORMAL else 36)}
    walks = {cell.key for cell in NORMAL if cell.noise is Noise.RANDOM_WALK}
    assert left_out == short | walks
