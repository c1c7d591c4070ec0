"""Whether a specification curve as far from no effect as this one would come about without any effect."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from evaluation.analyses.interruption.modelled import Modelled
from evaluation.analyses.interruption.specification_curve import Together, by_quantity, curve_points, together
from evaluation.analyses.interruption.study import Kind, StudiedSeries, Study
from evaluation.analyses.ledger import ledger_row
from evaluation.data.parameters.interruption import Specification
from evaluation.stats.estimate import Estimate, Status
from evaluation.stats.series.gaussian_series import GaussianSeries
from evaluation.stats.series.interrupted_series import Link
from evaluation.stats.series.latent_draws import about_mean, autoregressive, draw_counts, latent_variation

N_DATA_SETS = 200
AT_ONCE = 50


def joint_test_rows(
    study: Study, treated: Sequence[Modelled], specifications: Sequence[Specification], rng: np.random.Generator
) -> Iterator[Estimate]:
    """Yield the p-values of the median, of the share beyond no effect and of the average z over all specifications.

    The curve is made anew for 200 series drawn from the primary model without the terms of the interventions. A
    p-value is the share of curves, the real one among them, that are as far from no effect.

    Parameters
    ----------
    study : Study
    treated : sequence of Modelled
        The primary analysis.
    specifications : sequence of Specification
        Nothing is yielded where there is none.
    rng : numpy.random.Generator
        Each series has a stream of its own.

    References
    ----------
    Simonsohn U, Simmons JP, Nelson LD (2020). Specification curve analysis. Nature Human Behaviour 4:1208-1214.
    """
    several = len(study.parameters.interventions) > 1
    for item, stream in zip(treated, rng.spawn(len(treated)), strict=True):
        if item.model is None or not specifications:
            continue
        points = list(curve_points(study, specifications, [item.series]))
        told = {point.specification.name for point in points if point.effect}
        able = [each for each in specifications if each.name in told]
        real = by_quantity(points)
        nulls: dict[tuple[str, str], list[Together]] = {}
        drawn = null_series(study, item, stream, N_DATA_SETS)
        for first in range(0, N_DATA_SETS, AT_ONCE):
            points = list(curve_points(study, able, drawn[first : first + AT_ONCE]))
            for (_, intervention, quantity), effects in by_quantity(points).items():
                nulls.setdefault((intervention, quantity), []).append(together(effects, study.link))
        for (_, intervention, quantity), effects in real.items():
            against = nulls.get((intervention, quantity), [])
            ours = together(effects, study.link)
            for name, value, distances in _statistics(study, ours, against):
                yield ledger_row(
                    study.stem,
                    "specification_test",
                    item.series.scope,
                    *((intervention,) if several else ()),
                    quantity,
                    name,
                    unit=name,
                    estimate=value,
                    p_value=(1 + sum(each >= distances[0] for each in distances[1:])) / len(distances),
                    period=study.span,
                    n_obs=item.n_obs,
                    n_events=item.n_events,
                    method=f"{ours.n} specifications; {len(against)} series drawn without an effect",
                    status=Status.SENSITIVITY,
                    notes=["joint test of the specification curve", *study.notes],
                )


def _statistics(study: Study, ours: Together, nulls: Sequence[Together]) -> Iterator[tuple[str, float, list[float]]]:
    """Yield name, value and the distances from no effect, ours first, of each statistic."""
    all_of_them = [ours, *nulls]

    def far(median: float) -> float:
        return abs(median) if study.link is Link.IDENTITY else abs(float(np.log(median)))

    yield "median", ours.median, [far(each.median) for each in all_of_them]
    yield "share", ours.share_one_way, [each.share_one_way for each in all_of_them]
    yield "average_z", ours.average_z, [abs(each.average_z) for each in all_of_them]


def null_series(study: Study, item: Modelled, rng: np.random.Generator, n: int) -> list[StudiedSeries]:
    """Draw series of the primary model without the terms of any intervention.

    Each rests on its own draw of the point of the grid, with the coefficients there; missing periods stay so.
    """
    fit, rows = item.model.fit, item.specified.rows
    chosen = rng.choice(fit.weight.shape[1], size=n, p=fit.weight[0] / fit.weight[0].sum())
    lines = fit.coefficients[0][chosen] @ item.model.design.without_any().T
    n_rows = lines.shape[1]
    if isinstance(fit, GaussianSeries):
        first, second = fit.grid.first[chosen], fit.grid.second[chosen]
        errors = autoregressive(first, second, n_rows, rng, n) * np.sqrt(fit.scale[0][chosen])[:, None]
        level = fit.mean_error(item.model.design.matrix)[0][chosen]
        values = study.link.unscaled(lines + level[:, None] + about_mean(errors))
    else:
        points = fit.grid.points
        latent = latent_variation(points.rho[0][chosen], points.sigma[0][chosen], n_rows, rng, n)
        level = fit.mean_latent[0][chosen]
        values = draw_counts(lines + item.model.offset + level[:, None] + about_mean(latent), rng)
    return [drawn_series(study, item.series, rows, each, number) for number, each in enumerate(values)]


def drawn_series(study: Study, like: StudiedSeries, rows: slice, values: np.ndarray, number: int) -> StudiedSeries:
    """Return a series with other numbers in some rows; what is missing stays missing."""
    numbers = np.full(study.n_rows, 0.0 if study.kind is Kind.COUNT else np.nan)
    numbers[rows] = values
    numbers[np.isnan(like.low)] = np.nan
    return StudiedSeries(f"drawn_{number}", like.scope, numbers, numbers, like.exposures)
