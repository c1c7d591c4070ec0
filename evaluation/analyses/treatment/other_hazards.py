"""The same covariates in other models: subdistribution hazards, and every episode instead of the first."""

from __future__ import annotations

from collections.abc import Iterator

from evaluation.analyses.treatment.hazards import method_of, needed_columns, note_on_clusters
from evaluation.analyses.treatment.labels import complete_rows, joint_numbers
from evaluation.analyses.treatment.people import People
from evaluation.analyses.treatment.ratio_rows import Style, ratio_rows
from evaluation.analyses.treatment.terms import terms_of
from evaluation.data.parameters import RetentionParameters
from evaluation.stats.estimate import Estimate, Status
from evaluation.stats.not_estimable import NotEstimable
from evaluation.stats.survival.cox import fit_cox
from evaluation.stats.survival.fine_gray import fit_fine_gray


def subdistribution_rows(people: People, parameters: RetentionParameters) -> Iterator[Estimate]:
    """Yield Fine and Gray's ratios of leaving, which count who died or moved as never leaving, as sensitivity.

    Nothing where leaving is the only way out, or a covariate changes, of which who has died has no value. Strata and
    clusters are not used: the model has none.
    """
    names = tuple(dict.fromkeys(parameters.covariates))
    if not names or len(people.causes) == 1 or people.rows.n_changing:
        return
    chosen = complete_rows(people, needed_columns(parameters))
    terms = terms_of(people.frame.iloc[chosen], people.columns, names)
    events, fit, reason = people.events.subset(chosen), None, ""
    try:
        fit = fit_fine_gray(events, terms.matrix) if terms.fitted else None
    except (NotEstimable, ValueError) as error:
        reason = str(error)
    style = Style(
        quantity="subdistribution_hazard_ratio",
        method="Fine-Gray regression, Breslow ties, Wald interval",
        status=Status.SENSITIVITY,
        notes=(
            "who died or moved counts as never leaving: it describes shares, not how fast people leave",
            "strata and clusters are not used" if parameters.strata or parameters.cluster else "",
        ),
        with_log=False,
        conf_level=parameters.conf_level,
    )
    yield from ratio_rows(terms, fit, reason, events.cause == 1, style)


def recurrent_rows(people: People, parameters: RetentionParameters) -> Iterator[Estimate]:
    """Yield the ratios of leaving any episode (Andersen and Gill), as sensitivity; nothing without rows of supply."""
    names = tuple(dict.fromkeys(parameters.covariates))
    if not names or people.histories is None:
        return
    complete = complete_rows(people, needed_columns(parameters))
    histories = people.histories.subset(complete)
    chosen = complete[histories.person]
    terms = terms_of(people.frame.iloc[chosen], people.columns, names)
    follow_up, fit, reason = histories.in_treatment(), None, ""
    cluster = histories.person
    if parameters.cluster:
        cluster = joint_numbers(people, [parameters.cluster], chosen)
    try:
        stratum = joint_numbers(people, parameters.strata, chosen)
        fit = fit_cox(follow_up, terms.matrix, stratum=stratum, cluster=cluster) if terms.fitted else None
    except NotEstimable as error:
        reason = str(error)
    style = Style(
        quantity="recurrent_hazard_ratio",
        method=method_of("Andersen-Gill regression of all episodes, Efron ties", parameters),
        status=Status.SENSITIVITY,
        notes=(
            "" if parameters.cluster else "standard errors robust to dependence within people",
            "days count from the first start",
            note_on_clusters(fit),
        ),
        with_log=False,
        conf_level=parameters.conf_level,
    )
    yield from ratio_rows(terms, fit, reason, follow_up.event, style)
