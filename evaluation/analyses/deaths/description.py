"""Deaths and rates by calendar year, and what was left out: no model, only counting."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from evaluation.analyses.deaths.study import STEM, population_note, scope_of
from evaluation.analyses.ledger import COUNTED, EVERYBODY, count_row, ledger_row, rows_by_reason
from evaluation.data.death_series import DeathSeries
from evaluation.data.months import month_start
from evaluation.data.parameters import OverdoseDeathsParameters
from evaluation.data.validated import Dropped
from evaluation.stats.estimate import Estimate
from evaluation.stats.rates import poisson_rates
from evaluation.stats.series.segmented import MONTHS_PER_YEAR

PER = 100_000


def count_rows(data: DeathSeries, dropped: Iterable[Dropped]) -> Iterator[Estimate]:
    """Yield how many rows were dropped, lie outside the months, are dated by report, repeated, or of odd ages."""
    reasons: Counter[str] = Counter()
    for item in dropped:
        reasons[item.reason] += item.n_rows
    note = "rows of the source that were not used"
    yield from rows_by_reason(STEM, "rows_dropped", reasons, unit="rows", note=note)
    note = f"months analysed: {data.window}"
    yield count_row(STEM, "deaths_outside_window", EVERYBODY, data.n_outside_window, unit="deaths", notes=[note])
    if data.n_dated_by_report is not None:
        note = "their month is that of the report, which may be later than that of the death"
        yield count_row(STEM, "rows_dated_by_report", EVERYBODY, data.n_dated_by_report, unit="rows", notes=[note])
    if data.n_rows_repeated is not None:
        note = "rows that repeat another in every column; each is counted as a death of its own"
        yield count_row(STEM, "rows_repeated", EVERYBODY, data.n_rows_repeated, unit="rows", notes=[note])
    if data.n_ages_outside_groups is not None:
        note = "their age is in none of the age groups; in counts by age they are among the unknown"
        number = data.n_ages_outside_groups
        yield count_row(STEM, "ages_outside_groups", EVERYBODY, number, unit="deaths", notes=[note])


def describe_years(data: DeathSeries, parameters: OverdoseDeathsParameters) -> Iterator[Estimate]:
    """Yield deaths and deaths per 100,000 person-years by calendar year, for everybody and for each series.

    Counts have no interval: all deaths of the source are counted. The interval of a rate treats the count as
    Poisson, which is the question "what might the rate have been by chance".
    """
    years = data.window.years
    for series in [data.total, *(data.series if data.dimension else ())]:
        for year in range(int(years[0]), int(years[-1]) + 1):
            rows = years == year
            months = data.window.numbers[rows]
            deaths, lived = int(series.deaths[rows].sum()), float(series.person_years[rows].sum())
            whole = months.size == MONTHS_PER_YEAR
            period = str(year) if whole else f"{month_start(int(months[0]))}/{month_start(int(months[-1]) + 1)}"
            notes = ["" if whole else f"{months.size} months of the year"]
            about = {"period": period, "n_obs": int(months.size), "n_events": deaths}
            yield ledger_row(
                STEM,
                "deaths",
                scope_of(series),
                str(year),
                unit="deaths",
                estimate=float(deaths),
                method=COUNTED,
                notes=notes,
                **about,
            )
            rate = poisson_rates([deaths], [lived], conf_level=parameters.conf_level, per=PER)
            yield ledger_row(
                STEM,
                "death_rate",
                scope_of(series),
                str(year),
                unit="per 100,000 person-years",
                estimate=float(rate.rate[0]),
                conf_low=float(rate.conf_low[0]),
                conf_high=float(rate.conf_high[0]),
                conf_level=parameters.conf_level,
                method="exact Poisson interval",
                notes=[*notes, population_note(data, months)],
                **about,
            )
