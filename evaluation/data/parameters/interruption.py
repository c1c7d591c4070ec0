"""Parameters that every interrupted time series has: what changed when, what else did, other ways to analyse it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise, product
from math import prod
from typing import Annotated, Literal

from pydantic import Field, model_validator

from evaluation.data.model_check import Misfit
from evaluation.data.parameters.section import (
    AnalysisSection,
    ConfLevel,
    Distinct,
    Name,
    OptionalDate,
    Section,
    prespecified,
)

MOST_SPECIFICATIONS = 48
RESERVED = re.compile(r"primary|grid_\d+|(lowest|highest)_without_a_year")
"""Names of specifications that are made, not declared."""

ShapeName = Literal["level_and_slope", "level", "slope", "pulse", "exponential"]
SeasonName = Literal["auto", "none", "harmonics", "months"]
ExposureName = Literal["person_time", "population", "none"]
MethodName = Literal[
    "integrated",
    "poisson",
    "quasi_poisson",
    "quasi_poisson_newey_west",
    "negative_binomial",
    "log_linear",
    "least_squares",
    "newey_west",
    "prais_winsten",
    "restricted_likelihood",
    "arima",
]
COUNT_METHODS = frozenset(
    {
        "integrated",
        "poisson",
        "quasi_poisson",
        "quasi_poisson_newey_west",
        "negative_binomial",
        "log_linear",
        "arima",
    }
)
VALUE_METHODS = frozenset(
    {"integrated", "least_squares", "newey_west", "prais_winsten", "restricted_likelihood", "arima"}
)


class Intervention(Section):
    """A declared change at a known date, and how it is thought to act."""

    name: Name = Field(description="what result ids call it: lower-case letters, digits and _")
    date: dt.date = Field(description='first day of the month or period in which it began, quoted: "2020-07-01"')
    description: str = Field("", description="what changed, as the report says it")
    shape: ShapeName = Field(
        "level_and_slope", description="what it changes; a pulse ends, an exponential onset grows"
    )
    lag: int = Field(0, ge=0, le=24, description="periods from the date in which nothing changes yet")
    transition: int = Field(0, ge=0, le=24, description="periods after the lag that are compared with nothing")
    phase_in: int = Field(0, ge=0, le=36, description="periods over which the level rises to its full size")
    lasts: int = Field(1, ge=1, le=120, description="of a pulse: periods until it is over")
    time_constant: float = Field(
        3.0, gt=0.0, le=60.0, description="of an exponential onset: periods until 63 % of it are there"
    )

    @model_validator(mode="after")
    def _phases_in_a_level(self) -> Intervention:
        if self.phase_in and self.shape in ("pulse", "exponential"):
            wrong = f"does not go with shape {self.shape}"
            raise ValueError(Misfit(("phase_in",), wrong, str(self.phase_in), "0, or another shape"))
        return self

    @property
    def periods_until_onset(self) -> int:
        """Periods from the date until something changes and is compared."""
        return self.lag + self.transition


class CoIntervention(Section):
    """Something else that changed the series: it is part of the model, and stays in what was to be expected."""

    name: Name = Field(description="lower-case letters, digits and _")
    start: dt.date = Field(description="first day of the first month or period, quoted")
    end: OptionalDate = Field(None, description="first day of the first period after it; blank: it stays")
    slope: bool = Field(False, description="it changes the trend too, not only the level")
    description: str = Field("", description="what it was, as the report says it")

    @model_validator(mode="after")
    def _ends_after_its_start(self) -> CoIntervention:
        if self.end and self.end <= self.start:
            raise ValueError(Misfit(("end",), "is not after start", str(self.end), f"a date after {self.start}"))
        return self


class Specification(Section):
    """Another way to analyse the same series, shown as a sensitivity row; what is blank is as in the primary one."""

    name: Name = Field(description="last part of its result ids")
    description: str = Field("", description="what it is, such as the publication that it follows")
    method: MethodName = Field("integrated", description="integrated: that of the primary analysis")
    shape: ShapeName | None = Field(None, description="of every intervention")
    lag: int | None = Field(None, ge=0, le=24, description="of every intervention")
    transition: int | None = Field(None, ge=0, le=24, description="of every intervention")
    phase_in: int | None = Field(None, ge=0, le=36, description="of every intervention")
    seasonality: SeasonName | None = Field(None, description="as in the section")
    harmonics: int | None = Field(None, ge=1, le=5, description="as in the section")
    trend: bool | None = Field(None, description="false: no trend in the model")
    exposure: ExposureName | None = Field(None, description="as in the section")
    slope_origin: Literal["first_period", "period_before"] = Field(
        "first_period", description="where the slope is 0: in the first period, or in the one before it"
    )
    slope_per: Literal["year", "period"] = Field("year", description="for what time a slope is given")
    interval: Literal["t", "z"] = Field("t", description="t with n - p degrees of freedom, or normal")
    co_interventions: Literal["as_declared", "none", "left_out"] = Field(
        "as_declared", description="in the model, not in it, or their periods left out"
    )
    periods_before: int = Field(0, ge=0, description="only so many periods before the first intervention; 0: all")
    start: OptionalDate = Field(None, description="first period analysed")
    end: OptionalDate = Field(None, description="first period no longer analysed")
    order: tuple[int, int, int] | None = Field(
        None, description="of method arima: p, d, q; blank: chosen from the time before"
    )
    seasonal_order: tuple[int, int, int] = Field((0, 0, 0), description="of method arima with an order: P, D, Q")

    @model_validator(mode="after")
    def _every_key_has_an_effect(self) -> Specification:
        wrong = []
        if self.interval == "z" and self.method in ("integrated", "log_linear"):
            found = f"z with method {self.method}"
            wrong.append(Misfit(("interval",), "is not a choice of this method", found, "t, or another method"))
        if self.method != "arima" and (self.order is not None or any(self.seasonal_order)):
            wrong.append(Misfit(("order",), "is of method arima only", self.method, "method: arima, or no order"))
        if self.method == "arima" and self.order is None and any(self.seasonal_order):
            found = str(list(self.seasonal_order))
            wrong.append(Misfit(("seasonal_order",), "stands without an order", found, "order: [p, d, q] beside it"))
        if wrong:
            raise ValueError(*wrong)
        return self


class SpecificationGrid(Section):
    """Choices that a reasonable analyst might have made otherwise; every combination is one specification."""

    method: Distinct[MethodName] = Field((), description="as in specifications")
    seasonality: Distinct[Literal["none", "harmonics", "months"]] = Field((), description="as in the section")
    shape: Distinct[ShapeName] = Field((), description="of every intervention")
    phase_in: Distinct[Annotated[int, Field(ge=0, le=36)]] = Field(
        (), description="of every intervention, in periods"
    )
    lag: Distinct[Annotated[int, Field(ge=0, le=24)]] = Field((), description="of every intervention, in periods")
    co_interventions: Distinct[Literal["as_declared", "none", "left_out"]] = Field(
        (), description="as in specifications"
    )
    periods_before: Distinct[Annotated[int, Field(ge=0)]] = Field((), description="as in specifications; 0: all")

    @property
    def n_combinations(self) -> int:
        """How many specifications it makes; 0 where no choice is declared."""
        sizes = [len(values) for _, values in self._choices()]
        return prod(sizes) if sizes else 0

    def specifications(self) -> tuple[Specification, ...]:
        """Return every combination, named ``grid_01``, ``grid_02``, ... in the order of the choices."""
        names, values = zip(*self._choices(), strict=True) if self.n_combinations else ((), ())
        return tuple(
            Specification(name=f"grid_{number:02d}", **dict(zip(names, chosen, strict=True)))
            for number, chosen in enumerate(product(*values) if names else (), start=1)
        )

    def _choices(self) -> list[tuple[str, tuple[object, ...]]]:
        return [(name, getattr(self, name)) for name in type(self).model_fields if getattr(self, name)]


class InterruptionParameters(AnalysisSection):
    """What the analysis of any interrupted time series is told."""

    start: OptionalDate = prespecified(None, description="first period analysed; blank: the first in the data")
    end: OptionalDate = prespecified(None, description="first period no longer analysed; blank: after the last")
    provisional_from: OptionalDate = prespecified(
        None, description="first period that is not complete yet: shown, not in the model; blank: all are complete"
    )
    left_out: Distinct[dt.date] = prespecified((), description="first days of periods that the model leaves out")
    interventions: tuple[Intervention, ...] = prespecified((), description="declared changes; [] describes only")
    co_interventions: tuple[CoIntervention, ...] = prespecified(
        (), description="what else changed: a pandemic, a new drug supply, a law"
    )
    seasonality: SeasonName = prespecified(
        "harmonics",
        description="how the time of year enters: not, as waves, one step a month, or chosen from the time before",
    )
    harmonics: int = prespecified(2, ge=1, le=5, description="pairs of sine and cosine per year")
    exposure: ExposureName = prespecified(
        "person_time", description="people times days of the period, people as given, or none"
    )
    controls: Distinct[str] = prespecified(
        (), description="series that the interventions did not reach: the others are compared with them too"
    )
    specifications: tuple[Specification, ...] = prespecified((), description="other ways to analyse, shown beside")
    specification_grid: SpecificationGrid = prespecified(
        SpecificationGrid(), description="choices whose every combination is shown in the specification curve"
    )
    conf_level: ConfLevel = prespecified(0.95, description="confidence level of every interval")

    @model_validator(mode="after")
    def _declared_well(self) -> InterruptionParameters:
        if wrong := [*self._twice(), *self._too_many()]:
            raise ValueError(*wrong)
        return self

    def _twice(self) -> Iterator[Misfit]:
        for key in ("interventions", "co_interventions", "specifications"):
            names = [each.name for each in getattr(self, key)]
            for number, name in enumerate(names):
                if name in names[:number]:
                    yield Misfit((key, number, "name"), "stands twice", repr(name), "a name of its own")
                if key == "specifications" and RESERVED.fullmatch(name):
                    wrong, expected = "is one that the analysis gives itself", "another name"
                    yield Misfit((key, number, "name"), wrong, repr(name), expected)

    def _too_many(self) -> Iterator[Misfit]:
        n_all = len(self.specifications) + self.specification_grid.n_combinations
        if n_all > MOST_SPECIFICATIONS:
            yield Misfit(
                ("specification_grid",),
                "makes too many specifications",
                f"{n_all}, those of specifications included",
                f"{MOST_SPECIFICATIONS} or fewer: choose the plausible ones before the data are seen",
            )

    def _days(self) -> Iterator[tuple[tuple[str | int, ...], dt.date]]:
        """Yield the place and the day of every date that is set, but for those of interventions."""
        for name in ("start", "end", "provisional_from"):
            if day := getattr(self, name):
                yield (name,), day
        for number, day in enumerate(self.left_out):
            yield ("left_out", number), day
        for key in ("co_interventions", "specifications"):
            for number, each in enumerate(getattr(self, key)):
                for name in ("start", "end"):
                    if day := getattr(each, name):
                        yield (key, number, name), day

    def _unfit_methods(self, known: frozenset[str]) -> Iterator[Misfit]:
        declared = [(("specifications", number), each.method) for number, each in enumerate(self.specifications)]
        declared += [(("specification_grid",), method) for method in self.specification_grid.method]
        for place, method in declared:
            if method not in known:
                kind = "counts" if known is COUNT_METHODS else "values"
                yield Misfit((*place, "method"), f"is not for {kind}", method, f"one of {', '.join(sorted(known))}")


def too_near(
    interventions: Sequence[Intervention], position: Callable[[dt.date], int], fewest: int, period: str
) -> Iterator[Misfit]:
    """Find interventions whose effects cannot be told apart, because they begin to act too soon after one another.

    Parameters
    ----------
    interventions : sequence of Intervention
    position : callable
        From a date to the number of its period.
    fewest : int
        Periods that are to lie between two of them.
    period : str
        ``month``, ``quarter``, ``year`` or ``week``.
    """
    onsets = [position(each.date) + each.periods_until_onset for each in interventions]
    for earlier, later in pairwise(sorted(range(len(onsets)), key=onsets.__getitem__)):
        apart = onsets[later] - onsets[earlier]
        if apart < fewest:
            one, other = interventions[earlier], interventions[later]
            waits = any(each.periods_until_onset for each in (one, other))
            yield Misfit(
                ("interventions", later, "date"),
                f"of {other.name} is too near to {one.name}: their effects cannot be told apart",
                f"{one.date} and {other.date}, {apart} {period}s apart"
                + (", lag and transition added" if waits else ""),
                f"{fewest} {period}s or more, or one intervention for both",
            )
