"""Whether what was found rests on a single year."""

from __future__ import annotations

import math

from evaluation.analyses.interruption.diagnostics.diagnosis import Diagnosis, Verdict, not_computed
from evaluation.analyses.interruption.left_out_years import Years, effects_said, main_effect
from evaluation.analyses.interruption.modelled import Modelled
from evaluation.analyses.interruption.study import Study

NAME, UNIT = "leave_one_year_out", "sign changes"


def leave_one_year_out(study: Study, item: Modelled, others: Years) -> Diagnosis:
    """Return how often the direction of an effect changes when one calendar year is left out.

    Looked at is every effect of which a sentence may be said: those on level, slope and a year after the start, and
    the average of all together since the first, which has the sign of what was averted. A change counts only where
    the interval of all years leaves out no effect: only there is a sentence about a cause that a year could turn
    round. Elsewhere the direction of an estimate means nothing; that of the main effect is a warning.

    Parameters
    ----------
    study : Study
    item : Modelled
        With all years.
    others : mapping of str to WithoutYear
        The same series by the year that was left out.
    """
    if not others:
        return not_computed(NAME, UNIT, "no year can be left out", gates=True)
    failed = [year for year, other in others.items() if not other.effects]
    if failed:
        return not_computed(NAME, UNIT, f"no model without {', '.join(failed)}", gates=True)
    none = study.link.no_effect
    turned: list[tuple[str, str]] = []
    idle: list[tuple[str, str]] = []
    unsure = False
    for (number, quantity), weights in effects_said(study, item.model).items():
        whole = item.model.effect(weights)
        is_main = number > 0 and quantity == main_effect(study, item.model, number)[0]
        is_found = not whole.conf_low <= none <= whole.conf_high
        for year, other in others.items():
            part = other.effects[number, quantity]
            if not math.isfinite(part.estimate) or not math.isfinite(whole.estimate):
                return not_computed(NAME, UNIT, f"no estimate without {year}", gates=True)
            if (part.estimate - none) * (whole.estimate - none) < 0.0 and (is_found or is_main):
                (turned if is_found else idle).append((quantity, year))
            unsure |= is_main and is_found and part.conf_low <= none <= part.conf_high
    notes = [
        _turned(turned or idle),
        "the interval holds no effect with all years" if idle and not turned else "",
        "without one of the years the interval holds no effect" if unsure and not turned else "",
        f"{len(others)} years left out in turn",
    ]
    return Diagnosis(
        name=NAME,
        verdict=Verdict.FAIL if turned else Verdict.WARN if idle or unsure else Verdict.PASS,
        estimate=float(len(turned)),
        unit=UNIT,
        note="; ".join(note for note in notes if note),
        gates=True,
        reason="the direction of the effect rests on a single year" if turned else "",
    )


def _turned(changes: list[tuple[str, str]]) -> str:
    """Return which effects turn round without which years; blank where none does."""
    quantities = dict.fromkeys(quantity for quantity, _ in changes)
    years = {each: ", ".join(sorted({year for name, year in changes if name == each})) for each in quantities}
    return "; ".join(f"{name.replace('_', ' ')} turned round without {years[name]}" for name in quantities)
