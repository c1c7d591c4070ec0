"""Parameters of the overdose-deaths analysis."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from pydantic import model_validator

from evaluation.data.model_check import Misfit
from evaluation.data.months import month_number, month_start
from evaluation.data.parameters.interruption import COUNT_METHODS, InterruptionParameters, Intervention, too_near
from evaluation.data.parameters.section import Distinct, prespecified, source

FEWEST_MONTHS_APART = 6
FEWEST_MONTHS_ASIDE = 2


def unfit_months(intervention: Intervention, first: int | None, stop: int | None) -> Iterator[tuple[str, str, str]]:
    """Yield what is wrong, found and expected where months ``first`` until before ``stop`` cannot tell its effect.

    Level and slope need two months on either side; None stands for an end that is not known yet.
    """
    month = month_number(intervention.date)
    earliest = None if first is None else first + FEWEST_MONTHS_ASIDE
    latest = None if stop is None else stop - FEWEST_MONTHS_ASIDE - intervention.periods_until_onset
    if (earliest is None or month >= earliest) and (latest is None or month <= latest):
        return
    outside = (first is not None and month < first) or (stop is not None and month >= stop)
    expected = [f"from {month_start(earliest)}"] if earliest is not None else []
    expected += [f"to {month_start(latest)}"] if latest is not None else []
    yield (
        "is outside the months analysed" if outside else "leaves fewer than two months before or after it",
        f"{intervention.date}, of months {_span(first, stop)}",
        f"a date {' '.join(expected)}: two months on either side tell level and slope apart",
    )


def _span(first: int | None, stop: int | None) -> str:
    return " ".join(
        [
            f"from {month_start(first)[:7]}" if first is not None else "from the first of the data",
            f"to {month_start(stop - 1)[:7]}" if stop is not None else "to the last of the data",
        ]
    )


class OverdoseDeathsParameters(InterruptionParameters):
    """Monthly overdose deaths: description and trend; with an intervention, a segmented regression."""

    deaths: str = source(
        "deaths",
        tables=("overdose_deaths", "death_records"),
        min_length=1,
        description="source of deaths: monthly counts or one row per death",
    )
    population: str = source(
        "population",
        tables=("population",),
        min_length=1,
        description="source of population by July 1 or by month",
    )
    series: Literal["all", "arm", "community"] = prespecified("arm", description="one series for each of these")
    subgroups: Distinct[Literal["age_group", "sex", "race_ethnicity"]] = prespecified(
        (), description="columns by which deaths are described"
    )

    @model_validator(mode="after")
    def _dates_in_order(self) -> OverdoseDeathsParameters:
        wrong = [
            Misfit(place, "is not a first of a month", str(day), str(day.replace(day=1)))
            for place, day in self._days()
            if day.day != 1
        ]
        if self.start and self.end and self.start >= self.end:
            wrong.append(Misfit(("start",), "is not before end", f"{self.start} and {self.end}", "start before end"))
        wrong += [] if wrong else self._unfit_interventions()
        wrong += self._unfit_methods(COUNT_METHODS)
        if wrong:
            raise ValueError(*wrong)
        return self

    def _unfit_interventions(self) -> Iterator[Misfit]:
        first, stop = (month_number(day) if day else None for day in (self.start, self.end))
        for number, intervention in enumerate(self.interventions):
            place = ("interventions", number)
            if intervention.date.day != 1:
                expected = str(intervention.date.replace(day=1))
                wrong = f"of {intervention.name} is not a first of a month"
                yield Misfit((*place, "date"), wrong, str(intervention.date), expected)
            for wrong, found, expected in unfit_months(intervention, first, stop):
                yield Misfit((*place, "date"), f"of {intervention.name} {wrong}", found, expected)
        yield from too_near(self.interventions, month_number, FEWEST_MONTHS_APART, "month")
