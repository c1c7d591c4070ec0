"""The effects under every declared specification, side by side, and what they say together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from evaluation.analyses.interruption.curves import rests_on
from evaluation.analyses.interruption.effects import after_a_year_name
from evaluation.analyses.interruption.modelled import Modelled, model_all, unit_of
from evaluation.analyses.interruption.specified import PRIMARY, is_primary
from evaluation.analyses.interruption.study import StudiedSeries, Study
from evaluation.analyses.ledger import Scope, ledger_row
from evaluation.data.output_table import OutputTable, Sensitivity, TableKind
from evaluation.data.parameters.interruption import MOST_SPECIFICATIONS, Specification
from evaluation.stats.estimate import Estimate, Status
from evaluation.stats.not_estimable import NotEstimable
from evaluation.stats.series.interrupted_series import Effect, InterruptedSeries, Link, effects_together

_CHOICES = ("method", "shape", "lag", "phase_in", "seasonality", "co_interventions", "periods_before")
_NUMBERS = ("estimate", "conf_low", "conf_high", "p_value")
_COLUMNS = ("series", "intervention", "specification", *_CHOICES, "quantity", *_NUMBERS)


@dataclass(frozen=True, eq=False)
class Point:
    """One quantity of one series and intervention under one specification.

    Parameters
    ----------
    series : StudiedSeries
    intervention : str
    specification : Specification
    quantity : str
    effect : Effect or None
        None where it is not estimable, or no term of the model.
    """

    series: StudiedSeries
    intervention: str
    specification: Specification
    quantity: str
    effect: Effect | None


def declared_specifications(study: Study) -> tuple[Specification, ...]:
    """Return the primary specification and those declared that differ from it, one by one or as a grid.

    () where there is no other one.

    Raises
    ------
    ValueError
        If more than 48 are declared.
    """
    declared = _declared(study)
    if len(declared) > MOST_SPECIFICATIONS:
        raise ValueError(f"{len(declared)} specifications, more than {MOST_SPECIFICATIONS}")
    if not study.parameters.interventions:
        return ()
    others = tuple(each for each in declared if not is_primary(study, each))
    return (PRIMARY, *others) if others else ()


def _declared(study: Study) -> tuple[Specification, ...]:
    return (*study.parameters.specifications, *study.parameters.specification_grid.specifications())


def curve_points(
    study: Study, specifications: Sequence[Specification], series: Sequence[StudiedSeries]
) -> Iterator[Point]:
    """Yield the change of the level and that after a year, by specification, series and intervention."""
    for specification in specifications:
        asked = [
            (item, intervention.name, quantity, weights)
            for item in model_all(study, specification, series)
            for number, intervention in enumerate(study.parameters.interventions, start=1)
            for quantity, weights in _questions(study, item, number).items()
        ]
        known = [(item.model, weights) for item, _, _, weights in asked if weights is not None]
        effects = iter(_effects(known))
        for item, intervention, quantity, weights in asked:
            effect = None if weights is None else next(effects)
            yield Point(item.series, intervention, specification, quantity, effect)


def _effects(questions: Sequence[tuple[InterruptedSeries, np.ndarray]]) -> list[Effect | None]:
    """Return effects found together, or one by one where one of them is not estimable, which is None."""
    try:
        return effects_together(questions)
    except NotEstimable:
        return [None] if len(questions) == 1 else [effect for each in questions for effect in _effects([each])]


def _questions(study: Study, item: Modelled, number: int) -> dict[str, np.ndarray | None]:
    """Return what is asked of the coefficients, by quantity; None where there is no answer."""
    model = item.model
    after_a_year = model.after(number, years=1.0) if model else None
    has_level = model is not None and model.design.impacts[number - 1].shape.has_level
    return {
        "level_change": model.design.weights(**{f"step_{number}": 1.0}) if has_level else None,
        after_a_year_name(study): after_a_year if after_a_year is not None and after_a_year.any() else None,
    }


@dataclass(frozen=True)
class Together:
    """What specifications say together of one quantity.

    Parameters
    ----------
    median : float
        Of the estimates, on the scale of the effect.
    share : float
        Of the specifications whose interval leaves out no effect.
    share_one_way : float
        The same, on the more frequent side of no effect.
    average_z : float
        Mean of the two-sided p-values as normal scores with the sign of the estimate.
    n : int
        Specifications that could be estimated.
    """

    median: float
    share: float
    share_one_way: float
    average_z: float
    n: int


def together(effects: Sequence[Effect], link: Link) -> Together:
    """Sum up the effects of several specifications; there must be one or more."""
    from scipy.stats import norm

    none = link.no_effect
    above = sum(effect.conf_low > none for effect in effects)
    below = sum(effect.conf_high < none for effect in effects)
    signs = np.sign([effect.estimate - none for effect in effects])
    scores = norm.isf(np.maximum([effect.p_value for effect in effects], 1e-300) / 2.0)
    return Together(
        median=float(np.median([effect.estimate for effect in effects])),
        share=(above + below) / len(effects),
        share_one_way=max(above, below) / len(effects),
        average_z=float(np.mean(signs * scores)),
        n=len(effects),
    )


def by_quantity(points: Sequence[Point]) -> dict[tuple[str, str, str], list[Effect]]:
    """Return the effects that could be estimated by key of the series, intervention and quantity."""
    found: dict[tuple[str, str, str], list[Effect]] = {}
    for point in points:
        if point.effect is not None:
            found.setdefault((point.series.key, point.intervention, point.quantity), []).append(point.effect)
    return found


def scopes_of(points: Sequence[Point]) -> dict[str, Scope]:
    """Return the scope of each series by its key."""
    return {point.series.key: point.series.scope for point in points}


def curve_rows(study: Study, points: Sequence[Point]) -> Iterator[Estimate]:
    """Yield the median over the specifications and the share whose interval leaves out no effect.

    Both are over those that could be estimated and have the quantity as a term; the note counts the others.
    """
    scopes, several = scopes_of(points), len(study.parameters.interventions) > 1
    asked = Counter((point.series.key, point.intervention, point.quantity) for point in points)
    same = ", ".join(each.name for each in _declared(study) if is_primary(study, each))
    for (key, intervention, quantity), effects in by_quantity(points).items():
        found, n_asked = together(effects, study.link), asked[key, intervention, quantity]
        for name, unit, value in (
            ("specification_median", unit_of(study), found.median),
            ("specification_share", "share", found.share),
        ):
            yield ledger_row(
                study.stem,
                name,
                scopes[key],
                *((intervention,) if several else ()),
                quantity,
                unit=unit,
                estimate=value,
                period=study.span,
                method=f"over {n_asked} declared specifications, the primary one among them",
                status=Status.SENSITIVITY,
                notes=[
                    "share of specifications whose interval leaves out no effect" if unit == "share" else "",
                    f"{n_asked - found.n} could not be estimated" if found.n < n_asked else "",
                    f"counted once, because the same as the primary one: {same}" if same else "",
                    *study.notes,
                ],
            )


def curve_table(
    study: Study, points: Sequence[Point], treated: Sequence[Modelled], sensitivity: Sensitivity
) -> OutputTable:
    """Return the points: choices that are blank are those of the primary analysis."""
    rows = []
    for point in points:
        chosen = [getattr(point.specification, name) for name in _CHOICES]
        numbers = [getattr(point.effect, name) if point.effect else None for name in _NUMBERS]
        rows.append(
            (point.series.key, point.intervention, point.specification.name, *chosen, point.quantity, *numbers)
        )
    return OutputTable(
        name=study.table_name("specification_curve"),
        analysis=study.stem,
        kind=TableKind.CURVE,
        sensitivity=sensitivity,
        columns=_COLUMNS,
        rows=tuple(rows),
        **rests_on(treated),
    )
