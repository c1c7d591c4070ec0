"""Parameters of the analysis of any interrupted series of counts or values."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from itertools import combinations
from typing import Literal

from pydantic import model_validator

from evaluation.data.calendar import Calendar, Frequency
from evaluation.data.model_check import Misfit
from evaluation.data.parameters.interruption import (
    COUNT_METHODS,
    VALUE_METHODS,
    ExposureName,
    InterruptionParameters,
    too_near,
)
from evaluation.data.parameters.section import Distinct, Label, Name, prespecified, source
from evaluation.data.series_parts import SeriesParts

FEWEST_PERIODS_APART = {Frequency.WEEK: 26, Frequency.MONTH: 6, Frequency.QUARTER: 2, Frequency.YEAR: 2}
"""Half a year, and two periods, between two interventions."""


class InterruptedSeriesParameters(InterruptionParameters):
    """Any regular series of a count or a value: description and trend; with an intervention, segmented regression."""

    data: str = source("series", tables=("series",), min_length=1, description="source of the series")
    series: Distinct[Name] = prespecified((), description="series analysed, by their key; []: all but the controls")
    kind: Literal["count", "value"] = prespecified(
        "count", description="events that are counted, or a measured value"
    )
    scale: Literal["identity", "log", "logit"] = prespecified(
        "identity", description="of values: as they are, their logarithm, or of shares between 0 and 1 their log odds"
    )
    frequency: Literal["month", "quarter", "year", "week"] = prespecified(
        "month", description="length of a period; a week begins on the weekday of the first"
    )
    unit: Label = prespecified("events", description="what is counted or measured, in words: admissions")
    exposure: ExposureName = prespecified(
        "population", description="of counts: as the file has it, times the days of the period, or none"
    )
    controls: Distinct[Name] = prespecified(
        (), description="series that the interventions did not reach: the others are compared with them too"
    )
    negative_controls: Distinct[Name] = prespecified(
        (), description="series of outcomes that the interventions cannot have changed: a change of them is a warning"
    )
    parts: dict[Name, Distinct[Name]] = prespecified(
        {}, description="series -> those that are parts of it, as men are of all: a release subtracts them"
    )

    @property
    def wants_exposure(self) -> bool:
        """Whether the analysis, or one beside it, is to use the exposure of the file."""
        return any(
            chosen not in (None, "none") for chosen in (self.exposure, *(e.exposure for e in self.specifications))
        )

    @model_validator(mode="after")
    def _fits_together(self) -> InterruptedSeriesParameters:
        wrong = [*self._unfit_days(), *self._unfit_seasons(), *self._unfit_roles(), *self._unfit_parts()]
        wrong += self._unfit_methods(COUNT_METHODS if self.kind == "count" else VALUE_METHODS)
        if self.kind == "count" and self.scale != "identity":
            wrong.append(Misfit(("scale",), "is of values: counts have a scale of their own", self.scale, "identity"))
        if wrong:
            raise ValueError(*wrong)
        return self

    def _unfit_days(self) -> Iterator[Misfit]:
        frequency = Frequency(self.frequency)
        starts = [(("interventions", n, "date"), each.date) for n, each in enumerate(self.interventions)]
        for place, day in [*self._days(), *starts]:
            if not frequency.is_first_day(day):
                yield Misfit(place, f"is not a first of a {frequency}", str(day), str(_first_day(frequency, day)))
        if self.start and self.end and self.start >= self.end:
            yield Misfit(("start",), "is not before end", f"{self.start} and {self.end}", "start before end")
        if self.interventions:
            day = min(each.date for each in self.interventions)
            calendar = Calendar(frequency, _first_day(frequency, day), 1)
            fewest = FEWEST_PERIODS_APART[frequency]
            yield from too_near(self.interventions, calendar.position_of_day, fewest, str(frequency))

    def _unfit_seasons(self) -> Iterator[Misfit]:
        frequency = Frequency(self.frequency)
        declared = [((), self.seasonality, self.harmonics)]
        declared += [
            (("specifications", number), each.seasonality or self.seasonality, each.harmonics or self.harmonics)
            for number, each in enumerate(self.specifications)
        ]
        declared += [
            (("specification_grid",), season, self.harmonics) for season in self.specification_grid.seasonality
        ]
        for place, season, harmonics in declared:
            if frequency is Frequency.YEAR and season in ("harmonics", "months"):
                yield Misfit((*place, "seasonality"), "is within a year: years have none", season, "none or auto")
            elif frequency is Frequency.WEEK and season == "months":
                expected = "harmonics, auto or none"
                yield Misfit(
                    (*place, "seasonality"), "gives each period of a year a level of its own", season, expected
                )
            elif frequency is Frequency.QUARTER and season == "harmonics" and harmonics > 1:
                wrong = "are more than four quarters can tell"
                yield Misfit((*place, "harmonics"), wrong, str(harmonics), "1, or another seasonality")

    def _unfit_roles(self) -> Iterator[Misfit]:
        """Find series that are to be two things."""
        roles = {"series": self.series, "controls": self.controls, "negative_controls": self.negative_controls}
        for (name, keys), (other, others) in combinations(roles.items(), 2):
            for key in sorted(set(keys) & set(others)):
                yield Misfit((other,), f"names {key}, which {name} also names", "", "each series in one role")

    def _unfit_parts(self) -> Iterator[Misfit]:
        """Find series that would be parts of themselves."""
        declared = SeriesParts.of(self.parts)
        for whole, parts in self.parts.items():
            for part in parts:
                if whole in declared.covered(part):
                    wrong = f"names {part}, of which it is itself a part"
                    yield Misfit(("parts", whole), wrong, "", "another series")


def _first_day(frequency: Frequency, day: dt.date) -> dt.date:
    """Return the first day of the month, quarter or year in which a day falls; for weeks the day itself."""
    if frequency is Frequency.WEEK:
        return day
    return day.replace(month=(day.month - 1) // frequency.months * frequency.months + 1, day=1)
