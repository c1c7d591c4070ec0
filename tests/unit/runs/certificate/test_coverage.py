"""Coverage by hand, Monte Carlo limits, and the verdict: a method whose intervals are too narrow is found out."""

from dataclasses import replace

import numpy as np
import pytest

from evaluation.runs.certificate.cells import Cell, Family, Noise
from evaluation.runs.certificate.coverage import Coverage, Verdict, claims, coverages, judged
from evaluation.runs.certificate.methods import METHODS
from evaluation.runs.certificate.units import Outcome

ENGINE = next(method for method in METHODS if method.key == "integrated_2")
CELL = Cell(Family.NORMAL, 48, 24, Noise.NONE)
SHORT = Cell(Family.NORMAL, 12, 6, Noise.NONE, reason="fewer than 24 months")


def outcome(**intervals):
    used = [method.key for method in METHODS if method.is_used_in(CELL)]
    found = {key: np.array(intervals.get(key, [[(-1, 1), (-1, 1)]] * 4), dtype=float) for key in used}
    return Outcome(np.zeros((4, 2)), found, dict.fromkeys(used, 0.0))


def row(held, *, cell=CELL, method=ENGINE, estimand="level", replicates=2000, not_estimable=0):
    return Coverage(cell, method, estimand, replicates, not_estimable, held, 1.0, 1.0, None)


def test_coverage_widths_and_false_alarms_by_hand():
    found = outcome(
        integrated_2=[[(-1, 1), (0, 4)], [(0.5, 1), (-4, -1)], [(-3, 0), (1, 2)], [(np.nan, np.nan)] * 2],
        oracle=[[(-1, 1), (-1, 1)], [(-0.5, 0.5), (-2, 2)], [(-1, 1), (-1, 1)], [(-1, 1), (-1, 1)]],
    )
    level, slope = (each for each in coverages({CELL: found}) if each.method is ENGINE)
    assert (level.replicates, level.not_estimable, level.held) == (4, 1, 2)
    assert level.coverage == pytest.approx(2 / 3)
    assert level.std_error == pytest.approx(np.sqrt(2 / 9 / 3))
    assert level.type_i_error == pytest.approx(1 / 3)
    assert (level.mean_width, level.median_width) == (pytest.approx(5.5 / 3), 2.0)
    assert level.width_ratio == pytest.approx(2.0 / 2.0)
    assert (slope.held, slope.median_width, slope.width_ratio) == (1, 3.0, 1.5)


def test_an_end_of_an_interval_belongs_to_it():
    found = coverages({CELL: outcome(ols=[[(0, 1), (-1, 0)]] * 4)})
    assert [each.held for each in found if each.method.key == "ols"] == [4, 4]


def test_there_are_false_alarms_only_where_nothing_happened():
    cell = replace(CELL, level=0.5)
    found = coverages({cell: outcome(ols=[[(0.1, 1), (0.1, 1)]] * 4)})
    assert {each.type_i_error for each in found} == {None}


def test_no_interval_at_all_is_not_a_coverage():
    found = coverages({CELL: outcome(integrated_2=np.full((4, 2, 2), np.nan))})[0]
    assert found.verdict is Verdict.NOT_ESTIMABLE
    assert np.isnan([found.coverage, found.std_error, *found.limits]).all()
    assert not claims([found])[0].holds


def test_monte_carlo_limits_are_those_of_wilson():
    """1,860 of 2,000: roots of (1 + z2/n) x2 - (2 p + z2/n) x + p2 with z the 99.5 % quantile."""
    z2n, p = 2.5758293035489004**2 / 2000, 0.93
    roots = np.sort(np.roots([1 + z2n, -(2 * p + z2n), p**2]))
    np.testing.assert_allclose(row(1860).limits, roots, rtol=1e-10)


@pytest.mark.parametrize(
    ("upper", "verdict"),
    [
        (0.93, Verdict.REACHED),
        (0.9299, Verdict.BELOW_USUAL),
        (0.92, Verdict.BELOW_USUAL),
        (0.9199, Verdict.BELOW_LEAST),
    ],
)
def test_a_limit_reaches_what_it_equals(upper, verdict):
    assert judged(upper) is verdict


@pytest.mark.parametrize(
    ("held", "verdict"),
    [(1900, Verdict.REACHED), (1825, Verdict.BELOW_USUAL), (1800, Verdict.BELOW_LEAST)],
)
def test_the_upper_limit_gives_the_verdict(held, verdict):
    """95 %; 91.25 % with an upper limit of 92.7 %; 90 % with one of 91.6 %."""
    assert row(held).verdict is verdict
    assert row(held, cell=SHORT).verdict is Verdict.UNSUPPORTED


def cells(n):
    return [replace(CELL, start=10 + at) for at in range(n)]


def test_the_claim_allows_one_of_twenty_cells_between_92_and_93():
    many = [row(1900, cell=cell) for cell in cells(20)]
    one = [*many[1:], row(1825, cell=many[0].cell)]
    two = [*one[1:], row(1825, cell=many[1].cell)]
    assert [claims(rows)[0].holds for rows in (many, one, two)] == [True, True, False]
    assert claims(one)[0].n_reached == 19
    assert [each.cell for each in claims(one)[0].short] == [many[0].cell]


def test_the_claim_allows_no_cell_below_92():
    many = [row(1900, cell=cell) for cell in cells(40)]
    assert not claims([*many[1:], row(1800, cell=many[0].cell)])[0].holds


def test_a_cell_reaches_where_all_its_quantities_do():
    rows = [row(1900, estimand="level"), row(1825, estimand="slope")]
    assert claims(rows)[0].n_reached == 0


def test_short_series_and_other_methods_do_not_count():
    other = next(method for method in METHODS if method.key == "ols")
    found = claims([row(1900), row(900, cell=SHORT), row(900, method=other)])
    assert [(each.method, each.n_cells, each.holds) for each in found] == [(ENGINE, 1, True)]


def test_series_without_an_interval_are_named_and_few_replicates_judge_nothing():
    found = claims([row(1800, not_estimable=100), row(1800, estimand="slope", not_estimable=100)])[0]
    assert [each.not_estimable for each in found.not_estimable] == [100]
    assert found.holds
    assert not found.is_trial
    assert claims([row(95, replicates=100)])[0].is_trial


def test_intervals_planted_too_narrow_fall_short():
    """Truth normal around 0 with standard deviation 1; intervals of 1.6 hold it in 89 of 100."""
    truth = np.random.default_rng(1).normal(size=(2000, 2))
    found = {
        method.key: np.stack([np.full((2000, 2), -reach), np.full((2000, 2), reach)], axis=-1)
        for method in METHODS
        if method.is_used_in(CELL)
        for reach in [1.6 if method is ENGINE else 1.96]
    }
    rows = coverages({CELL: Outcome(truth, found, dict.fromkeys(found, 0.0))})
    (narrow,) = claims(rows)
    assert (narrow.method, narrow.holds, narrow.n_reached) == (ENGINE, False, 0)
    assert {each.verdict for each in narrow.short} == {Verdict.BELOW_LEAST}
    assert {each.verdict for each in rows if each.method is not ENGINE} == {Verdict.REACHED}
