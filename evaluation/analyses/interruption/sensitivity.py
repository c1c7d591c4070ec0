"""The same effects under other specifications: the usual methods, other windows and lags, what the file declares."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from evaluation.analyses.interruption.effects import effect_rows
from evaluation.analyses.interruption.limits import periods_wanted
from evaluation.analyses.interruption.modelled import Modelled, model_all
from evaluation.analyses.interruption.study import Kind, Study
from evaluation.data.parameters.interruption import Specification
from evaluation.stats.estimate import Estimate

TOO_NARROW = "its intervals are known to be too narrow where periods resemble their neighbours"
_USUAL = {
    Kind.COUNT: ("poisson", "quasi_poisson", "quasi_poisson_newey_west", "negative_binomial"),
    Kind.VALUE: ("least_squares", "newey_west", "prais_winsten", "restricted_likelihood"),
}
LAGS = (0, 1, 3)
YEARS_BEFORE = (2, 3, 4, 5)


def usual_methods(kind: Kind) -> tuple[Specification, ...]:
    """Return the methods that are shown beside the primary one, whatever is declared."""
    return tuple(Specification(name=name, method=name, description=TOO_NARROW) for name in _USUAL[kind])


def other_choices(study: Study) -> Iterator[Specification]:
    """Yield the primary analysis with other windows, other lags, and other treatment of co-interventions.

    Windows are those of 2, 3, 4 and 5 years before the first intervention that are shorter than what there is, and
    long enough to learn a trend from. Lags are those of 0, 1 and 3 periods that are not declared. Where
    co-interventions are declared they are taken out of the model, or their periods left out.
    """
    period, declared = study.unit_of_period, study.parameters
    fewest = periods_wanted(study.periods_per_year)
    for before in dict.fromkeys(max(fewest, round(years * study.periods_per_year)) for years in YEARS_BEFORE):
        if before < study.first_start:
            words = f"only {before} {period}s before"
            yield Specification(name=f"before_{before}", description=words, periods_before=before)
    for lag in LAGS:
        if {lag} != {each.lag for each in declared.interventions}:
            yield Specification(name=f"lag_{lag}", description=f"lag {lag}: {period}s without an effect", lag=lag)
    if declared.co_interventions:
        yield Specification(
            name="co_interventions_none", description="co-interventions not in the model", co_interventions="none"
        )
    if any(each.end for each in declared.co_interventions):
        yield Specification(
            name="co_interventions_left_out",
            description=f"{period}s of co-interventions left out",
            co_interventions="left_out",
        )


def other_specifications(study: Study, treated: Sequence[Modelled]) -> Iterator[Estimate]:
    """Yield the effects under the usual methods, other choices and the declared specifications, as sensitivity rows.

    A declared specification stands for another one of its name.
    """
    if not study.parameters.interventions:
        return
    series = [item.series for item in treated]
    ours = {each.name: each for each in (*usual_methods(study.kind), *other_choices(study))}
    chosen = ours | {each.name: each for each in study.parameters.specifications}
    for specification in chosen.values():
        for item in model_all(study, specification, series):
            for number, intervention in enumerate(study.parameters.interventions, start=1):
                yield from effect_rows(study, item, number, intervention, specification)
