"""How much must come before an intervention, and how far a trend may be carried beyond it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from evaluation.analyses.interruption.study import Study

PERIODS_BEFORE_WANTED = 24
YEARS_WANTED = 2.0
MONTHS_PER_YEAR = 12


def periods_wanted(periods_per_year: float = MONTHS_PER_YEAR) -> int:
    """Return how many periods are to come before an intervention: 24, and two years."""
    return max(PERIODS_BEFORE_WANTED, round(YEARS_WANTED * periods_per_year))


def is_short(periods_before: float, periods_per_year: float = MONTHS_PER_YEAR) -> bool:
    """Tell whether too few periods came before an intervention to learn a trend from."""
    return periods_before < periods_wanted(periods_per_year)


def is_far(*, before: float, after: float, periods_per_year: float = MONTHS_PER_YEAR) -> bool:
    """Tell whether a trend is carried too far: for more than two years, or for longer than it was seen."""
    return after > YEARS_WANTED * periods_per_year or after > before


def short_note(study: Study, n_before: int) -> str:
    """Return what to say where too few periods came before the first intervention; blank where enough did."""
    if not is_short(n_before, study.periods_per_year):
        return ""
    wanted = periods_wanted(study.periods_per_year)
    periods = f"{study.unit_of_period}s"
    return f"short: only {n_before} {periods} to learn the trend from, fewer than {wanted} {periods}"


def soon_note(study: Study, n_after: int) -> str:
    """Return what to say where less than half a year came after an intervention; blank where more did."""
    if n_after >= study.periods_per_year / 2:
        return ""
    periods = f"{study.unit_of_period}s" if n_after != 1 else study.unit_of_period
    return f"soon: only {n_after} {periods} after the start, less than half a year: late reports look like a fall"


def far_note(study: Study, before: int) -> str:
    """Return what to say where the trend is carried too far; blank where it is not."""
    after = study.n_rows - study.first_start
    if not is_far(before=before, after=after, periods_per_year=study.periods_per_year):
        return ""
    which = "first " if len(study.parameters.interventions) > 1 else ""
    return f"extrapolation: the counterfactual runs {after} {study.unit_of_period}s beyond the {which}intervention"
