"""How much must come before an intervention, and how far a trend may be carried beyond it."""

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
