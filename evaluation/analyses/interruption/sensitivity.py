"""The same effects under other specifications: the usual methods, and what the params file declares."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from evaluation.analyses.interruption.effects import effect_rows
from evaluation.analyses.interruption.modelled import Modelled, model_all
from evaluation.analyses.interruption.study import Kind, Study
from evaluation.data.parameters.interruption import Specification
from evaluation.stats.estimate import Estimate

TOO_NARROW = "its intervals are known to be too narrow where periods resemble their neighbours"
_USUAL = {
    Kind.COUNT: ("poisson", "quasi_poisson", "quasi_poisson_newey_west", "negative_binomial"),
    Kind.VALUE: ("least_squares", "newey_west", "prais_winsten", "restricted_likelihood"),
}


def usual_methods(kind: Kind) -> tuple[Specification, ...]:
    """Return the methods that are shown beside the primary one, whatever is declared."""
    return tuple(Specification(name=name, method=name, description=TOO_NARROW) for name in _USUAL[kind])


def other_specifications(study: Study, modelled: Sequence[Modelled]) -> Iterator[Estimate]:
    """Yield the effects under the usual methods and the declared specifications, as sensitivity rows."""
    if not study.parameters.interventions:
        return
    treated = [item.series for item in modelled if item.series.key not in study.parameters.controls]
    for specification in (*usual_methods(study.kind), *study.parameters.specifications):
        for item in model_all(study, specification, treated):
            for number, intervention in enumerate(study.parameters.interventions, start=1):
                yield from effect_rows(study, item, number, intervention, specification)
