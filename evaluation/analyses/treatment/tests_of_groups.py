"""Whether the levels of a group leave at the same rate: log-rank tests, other weights of time, and a trend."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from evaluation.analyses.ledger import Scope, ledger_row
from evaluation.analyses.treatment.labels import complete_rows, joint_numbers, level_numbers
from evaluation.analyses.treatment.people import People
from evaluation.analyses.treatment.rows import STEM
from evaluation.data.parameters import RetentionParameters
from evaluation.stats.estimate import Estimate, Status
from evaluation.stats.not_estimable import NotEstimable
from evaluation.stats.survival.log_rank import LogRankTest, log_rank, log_rank_trend
from evaluation.stats.survival.weighting import FlemingHarrington, Weighting

WEIGHTINGS = {
    "gehan": (Weighting.GEHAN, "Gehan-Wilcoxon weights: early days count more"),
    "tarone_ware": (Weighting.TARONE_WARE, "Tarone-Ware weights: early days count a little more"),
    "peto_peto": (Weighting.PETO_PETO, "Peto-Peto weights: early days count more"),
    "late": (FlemingHarrington(0.0, 1.0), "Fleming-Harrington weights: late days count more"),
}


def log_rank_rows(people: People, parameters: RetentionParameters) -> Iterator[Estimate]:
    """Yield the log-rank test of each group, with other weights as sensitivity, and the trend of ordered groups.

    People without a level of the group, or of a stratum, are left out.
    """
    for group in dict.fromkeys(parameters.groups):
        chosen = complete_rows(people, (group, *parameters.strata))
        if not chosen.size:
            yield ledger_row(STEM, "log_rank", Scope(group), unit="chi2", n_obs=0, notes=(_NOBODY,))
            continue
        follow_up = people.follow_up.subset(chosen)
        levels = level_numbers(people, group, chosen)
        strata = joint_numbers(people, parameters.strata, chosen)
        within = f", stratified by {', '.join(parameters.strata)}" if parameters.strata else ""
        row = {
            "unit": "chi2",
            "n_obs": follow_up.n_obs,
            "n_events": follow_up.n_events,
            "method": f"log-rank test, hypergeometric variance{within}",
        }
        test = partial(log_rank, follow_up, levels, strata=strata)
        yield _tested("log_rank", group, test, **row)
        for name, (weighting, words) in WEIGHTINGS.items():
            yield _tested(
                "log_rank",
                group,
                partial(test, weighting=weighting),
                name,
                notes=(words,),
                status=Status.SENSITIVITY,
                **row,
            )
        if group in parameters.ordered_groups:
            scores = list(range(len(people.columns[group].levels)))
            yield _tested(
                "log_rank_trend",
                group,
                partial(log_rank_trend, follow_up, levels, scores, strata=strata),
                notes=("levels in their order, equally far apart",),
                **row,
            )


_NOBODY = "not estimable: nobody has a level of the group and of every stratum"


def _tested(
    quantity: str,
    group: str,
    test_of: Callable[[], LogRankTest],
    *more: str,
    notes: tuple[str, ...] = (),
    **row: object,
) -> Estimate:
    try:
        test = test_of()
    except NotEstimable as error:
        return ledger_row(STEM, quantity, Scope(group), *more, notes=(f"not estimable: {error}", *notes), **row)
    freedom = f"{test.df} degree{'s' if test.df > 1 else ''} of freedom"
    return ledger_row(
        STEM,
        quantity,
        Scope(group),
        *more,
        estimate=test.statistic,
        p_value=test.p_value,
        notes=(freedom, *notes),
        **row,
    )
