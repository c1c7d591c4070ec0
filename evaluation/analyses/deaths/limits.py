"""How much must come before an intervention, and how far a trend may be carried beyond it."""

MONTHS_BEFORE_WANTED = 24
LONGEST_HORIZON_MONTHS = 24


def is_short(months_before: float) -> bool:
    """Tell whether too few months came before an intervention to learn a trend from."""
    return months_before < MONTHS_BEFORE_WANTED


def is_far(*, months_before: float, months_after: float) -> bool:
    """Tell whether a trend is carried too far: beyond any trend's life, or for longer than it was seen."""
    return months_after > LONGEST_HORIZON_MONTHS or months_after > months_before
