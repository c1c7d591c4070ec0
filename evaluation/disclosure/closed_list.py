"""The closed list of what may be released: every quantity of the ledger, its kind, and what its numbers count.

A quantity that is not listed is not released and nothing is guessed about it: the whole release is refused until
somebody has thought about it and added it here.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from evaluation.data.output_table import Measure

MISSING = "(missing)"
"""The level of those who have no value in a column."""
KNOWN = "(known)"
"""The level of those who have a value in a column whose values are not told apart."""


class Kind(StrEnum):
    """What a row of the ledger is, which decides the rule that it must satisfy."""

    COUNT = "count"
    RATE = "rate"
    PROPORTION = "proportion"
    SURVIVAL = "survival at a landmark"
    INCIDENCE = "incidence at a landmark"
    MEAN_TIME = "mean time up to a day"
    DEFINITION = "share by a definition"
    MODEL = "model estimate"
    TEST = "test"
    ABOUT_MODEL = "statement about a model"
    AGREEMENT = "agreement coefficient"


class Model(StrEnum):
    """A model of which several rows are read: those of one scope are released together or not at all."""

    NONE = ""
    SEGMENTED = "segmented model"
    COX = "Cox model"
    FINE_GRAY = "Fine-Gray model"
    ANDERSEN_GILL = "Andersen-Gill model"

    @property
    def of_hazards(self) -> bool:
        """Whether everybody in the model has a value of each column, and all levels of a factor go together."""
        return self in (Model.COX, Model.FINE_GRAY, Model.ANDERSEN_GILL)


@dataclass(frozen=True)
class Entry:
    """What is known of a quantity.

    Parameters
    ----------
    kind : Kind
    estimate, n_obs, n_events : Measure
        What these columns count; NOTHING where they are no number of people (months, codes, a ratio).
    levels : tuple of (str, str)
        What the numbers are restricted to besides the columns of the row, such as dates of report.
    id_names : str
        Dimension of which the third part of the result id, unless it is ``all``, names a level.
    id_lacks : bool
        True where the third part of the result id names a dimension, and the people counted have no value of it.
    model : Model
        The model that the row is read from: a series' segmented model, a factor of a Cox model.
    id_compares : bool
        True where the third part of the result id names a column, and everybody counted has a value of it.
    all_known : bool
        True where everybody counted has a value of every column of the models of hazards.
    compares : str
        The quantity whose levels the row compares: it follows from two rows of that, and gives one away where the
        other is shown, so it goes with all of them.
    blank : bool
        True where ``n_events`` is never shown.
    names_all : bool
        True where rows by a column name every level that somebody has: any other that is known counts 0.
    rests_on : tuple of str
        The quantities whose rows of all count whom the row rests on, where no number of its own does: what it says,
        and whether there is such a row, follows from all of them.
    never : str
        Why the quantity is for the evaluator only; blank where it may be released.
    """

    kind: Kind
    estimate: Measure = Measure.NOTHING
    n_obs: Measure = Measure.NOTHING
    n_events: Measure = Measure.NOTHING
    levels: tuple[tuple[str, str], ...] = ()
    id_names: str = ""
    id_lacks: bool = False
    model: Model = Model.NONE
    id_compares: bool = False
    all_known: bool = False
    compares: str = ""
    blank: bool = False
    names_all: bool = False
    rests_on: tuple[str, ...] = ()
    never: str = ""


_DEATHS = Measure.OVERDOSE_DEATH
_PERSONS = Measure.PERSON
_PEOPLE = Measure.PARTICIPANT
_HAZARD_RATIO = Entry(Kind.MODEL, n_obs=_PERSONS, n_events=_PERSONS, model=Model.COX)
_SURVIVAL = Entry(Kind.SURVIVAL, n_obs=_PERSONS, n_events=_PERSONS)
_MEAN_TIME = Entry(Kind.MEAN_TIME, n_obs=_PERSONS, n_events=_PERSONS)
_TEST_OF_GROUP = Entry(Kind.TEST, n_obs=_PERSONS, n_events=_PERSONS, id_compares=True)
_EPISODES = Measure.LATER_EPISODE
_DAYS_IN = Entry(Kind.MEAN_TIME, n_obs=_PERSONS, blank=True)
_AGREEMENT = Entry(Kind.AGREEMENT, rests_on=("sources_compared", "sources"))
_WORK = Entry(Kind.COUNT)
_OF_ALL_SOURCES = Entry(Kind.COUNT, rests_on=("sources",))

_CHECKS = (
    "completeness",
    "periods_before",
    "rolling_sums",
    "mass_at_end",
    "co_intervention",
    "leave_one_year_out",
    "residual_autocorrelation",
    "ljung_box",
    "innovation_variance",
    "dispersion",
    "trend_separability",
    "autocorrelation",
    "extra_variation",
    "seasonal_terms",
)
_ABOUT_MODELS = (
    "gate",
    "placebo_rank",
    "specification_median",
    "specification_share",
    "specification_test",
    "minimum_detectable_ratio",
    "type_one_error",
    "power_coverage",
    "power",
    "exaggeration",
)
_ESTIMATES = (
    "annual_change",
    "annual_change_after",
    "level_change",
    "slope_change",
    "rate_ratio_12_months",
    "percent_averted",
    "rate_averted",
)
_OF_SERIES = ("change_12_months", "ratio_12_months", "odds_ratio_12_months", "summed_change")
_OF_NEGATIVE_CONTROLS = ("level_change", "rate_ratio_12_months", *_OF_SERIES[:3])
OF_CONTROLS = (
    "controlled_level_change",
    "controlled_slope_change",
    "controlled_rate_ratio_12_months",
    *(f"controlled_{name}" for name in _OF_SERIES[:3]),
    "parallel_slope",
    "parallel_slope_detectable",
    "control_placebos",
)
"""Quantities that are read from a series together with its controls."""


def _segmented(analysis: str, events: Measure, slug: str, more: Sequence[str] = ()) -> dict[tuple[str, str], Entry]:
    """Return all that is read from segmented models: ``slug`` is what quantities call the events."""
    averted = (f"{slug}_averted", f"{slug}_averted_observed")
    kinds = {
        Kind.MODEL: (*_ESTIMATES, *averted, *OF_CONTROLS, *more),
        Kind.TEST: _CHECKS,
        Kind.ABOUT_MODEL: _ABOUT_MODELS,
    }
    entries = {kind: Entry(kind, n_events=events, model=Model.SEGMENTED) for kind in kinds}
    return {(analysis, name): entries[kind] for kind, names in kinds.items() for name in names}


_LEFT_OUT = Entry(
    Kind.COUNT,
    never="beside what is analysed it tells all that a file holds, and so what another plan leaves out of it",
)


QUANTITIES: dict[tuple[str, str], Entry] = {
    ("activities", "kits"): _WORK,
    ("activities", "spending"): _WORK,
    ("overdose_deaths", "deaths"): Entry(Kind.COUNT, estimate=_DEATHS, n_events=_DEATHS, names_all=True),
    ("overdose_deaths", "death_rate"): Entry(Kind.RATE, n_events=_DEATHS),
    **_segmented("overdose_deaths", _DEATHS, "deaths"),
    ("overdose_deaths", "rows_dropped"): _LEFT_OUT,
    ("overdose_deaths", "deaths_outside_window"): _LEFT_OUT,
    ("overdose_deaths", "rows_dated_by_report"): Entry(
        Kind.COUNT, estimate=_DEATHS, levels=(("date_type", "report"),)
    ),
    ("overdose_deaths", "rows_repeated"): Entry(Kind.COUNT, estimate=_DEATHS, levels=(("row", "repeated"),)),
    ("overdose_deaths", "ages_outside_groups"): Entry(
        Kind.COUNT, estimate=_DEATHS, levels=(("age_group", "unknown"), ("age", "outside the groups"))
    ),
    **_segmented(
        "interrupted_series",
        Measure.SERIES_EVENT,
        "events",
        (*_OF_SERIES, *(f"negative_control_{name}" for name in _OF_NEGATIVE_CONTROLS)),
    ),
    ("interrupted_series", "periods_missing"): _WORK,
    ("interrupted_series", "periods_in_range"): _WORK,
    ("interrupted_series", "rows_dropped"): Entry(Kind.COUNT, estimate=Measure.DROPPED_ROW, id_names="reason"),
    ("retention", "persons"): Entry(Kind.COUNT, estimate=_PERSONS, n_obs=_PERSONS, n_events=_PERSONS, names_all=True),
    ("retention", "retained"): _SURVIVAL,
    ("retention", "retained_difference"): replace(_SURVIVAL, compares="retained"),
    ("retention", "retained_ratio"): replace(_SURVIVAL, compares="retained"),
    ("retention", "retained_by_definition"): Entry(
        Kind.DEFINITION, n_obs=Measure.JUDGED_PERSON, n_events=Measure.JUDGED_PERSON
    ),
    ("retention", "cumulative_incidence"): Entry(Kind.INCIDENCE, n_obs=_PERSONS, n_events=_PERSONS),
    ("retention", "restricted_mean_days"): _MEAN_TIME,
    ("retention", "restricted_mean_difference"): replace(_MEAN_TIME, compares="restricted_mean_days"),
    ("retention", "restricted_mean_ratio"): replace(_MEAN_TIME, compares="restricted_mean_days"),
    ("retention", "days_lost"): _MEAN_TIME,
    ("retention", "days_in_treatment"): _DAYS_IN,
    ("retention", "days_in_treatment_difference"): replace(_DAYS_IN, compares="days_in_treatment"),
    ("retention", "days_out_of_treatment"): replace(
        _DAYS_IN, never="beside the days in treatment it would give away the days after a death or a move"
    ),
    ("retention", "times_left"): Entry(
        Kind.MEAN_TIME,
        n_obs=_PERSONS,
        never="beside the share retained it may give away how many died, in treatment or later",
    ),
    ("retention", "median_days"): Entry(Kind.MODEL, n_obs=_PERSONS, n_events=_PERSONS),
    ("retention", "log_rank"): _TEST_OF_GROUP,
    ("retention", "log_rank_trend"): _TEST_OF_GROUP,
    ("retention", "gray_test"): _TEST_OF_GROUP,
    ("retention", "proportional_hazards"): Entry(Kind.TEST, n_obs=_PERSONS, n_events=_PERSONS, all_known=True),
    ("retention", "hazard_ratio"): _HAZARD_RATIO,
    ("retention", "subdistribution_hazard_ratio"): replace(_HAZARD_RATIO, model=Model.FINE_GRAY),
    ("retention", "recurrent_hazard_ratio"): Entry(
        Kind.MODEL, n_obs=_EPISODES, n_events=_EPISODES, model=Model.ANDERSEN_GILL
    ),
    ("retention", "log_hazard_ratio"): _HAZARD_RATIO,
    ("retention", "rows_dropped"): _LEFT_OUT,
    ("retention", "rows_repeated"): Entry(Kind.COUNT, estimate=Measure.REPEATED_ROW),
    ("retention", "persons_excluded"): _LEFT_OUT,
    ("retention", "persons_unclassified"): Entry(Kind.COUNT, estimate=_PERSONS, id_lacks=True),
    ("retention", "persons_changing"): Entry(
        Kind.COUNT, never="beside the levels of a column it would tell who moves between them"
    ),
    ("retention", "events_on_day_zero"): Entry(
        Kind.COUNT, estimate=_PERSONS, levels=(("follow_up", "event on day 0"),)
    ),
    ("themes", "sources"): Entry(Kind.COUNT, estimate=_PEOPLE, n_obs=_PEOPLE),
    ("themes", "prevalence"): Entry(Kind.PROPORTION, n_obs=_PEOPLE),
    ("themes", "prevalence_rolled_up"): Entry(Kind.PROPORTION, n_obs=_PEOPLE),
    ("themes", "sources_compared"): Entry(Kind.COUNT, estimate=Measure.COMPARED_PARTICIPANT),
    ("themes", "kappa"): _AGREEMENT,
    ("themes", "alpha"): _AGREEMENT,
    ("themes", "alpha_median_code"): _AGREEMENT,
    ("themes", "alpha_scale"): _AGREEMENT,
    ("themes", "percent_agreement"): _AGREEMENT,
    ("themes", "fleiss_kappa"): _AGREEMENT,
    ("themes", "conger_kappa"): _AGREEMENT,
    ("themes", "brennan_prediger"): _AGREEMENT,
    ("themes", "gwet_ac1"): _AGREEMENT,
    ("themes", "u_alpha_binary"): _AGREEMENT,
    ("themes", "u_alpha"): _AGREEMENT,
    ("themes", "cu_alpha"): _AGREEMENT,
    ("themes", "ku_alpha"): _AGREEMENT,
    ("themes", "codes"): _OF_ALL_SOURCES,
    ("themes", "users"): _OF_ALL_SOURCES,
    ("themes", "coders_of_text"): _OF_ALL_SOURCES,
    ("themes", "codings"): _OF_ALL_SOURCES,
    ("themes", "text_selections"): _OF_ALL_SOURCES,
    ("themes", "themes_searched"): _OF_ALL_SOURCES,
    ("themes", "themes_with_contrary"): _OF_ALL_SOURCES,
    ("themes", "codings_under_older_definition"): _OF_ALL_SOURCES,
    ("themes", "pairs_tested"): _OF_ALL_SOURCES,
    ("themes", "pairs_together"): _OF_ALL_SOURCES,
    ("themes", "pairs_apart"): _OF_ALL_SOURCES,
    ("themes", "saturation"): Entry(
        Kind.COUNT, never="in the order in which interviews were held, a step is about one interview"
    ),
    ("themes", "saturation_random"): Entry(Kind.COUNT, n_obs=_PEOPLE),
    ("joint_display", "constructs"): _WORK,
    ("joint_display", "constructs_with_remarks"): replace(
        _WORK, never="it rests on numbers as they are in the run, also those that are withheld"
    ),
}

MEASURES = frozenset(measure.value for measure in Measure if measure)

CURVE_COLUMNS = frozenset(
    {
        "period",
        "series",
        "arm",
        "community",
        "fitted",
        "fitted_low",
        "fitted_high",
        "counterfactual",
        "counterfactual_low",
        "counterfactual_high",
        "lag",
        "autocorrelation",
        "limit",
        "date",
        "is_placebo",
        "intervention",
        "specification",
        "method",
        "shape",
        "phase_in",
        "seasonality",
        "co_interventions",
        "periods_before",
        "quantity",
        "estimate",
        "conf_low",
        "conf_high",
        "p_value",
    }
)

_METHOD_NUMBERS = re.compile(
    r"\d{4}-\d{2}-\d{2}"
    r"|\b9\d(?:\.\d+)? ?(?:%|percent) (?:interval|confidence|level)"
    r"|\b\d[\d,]* (?:degrees? of freedom|months?|days?|weeks?|quarters?|years?|periods?|harmonics?"
    r"|draws|resamples|replicates|lags?|(?:control )?series|dates|analyses"
    r"|(?:declared )?specifications)\b"
    r"|\b(?:lags?|lag to|day|seed|level) \d+(?:\.\d+)?\b"
    r"|\bwithout \d{4}(?:, \d{4})*\b|\b80 percent of replicates\b|\bpower of \d+ percent\b"
    r"|\b(?:below|above|use) [01]\b|\babove \d is a failure\b"
    r"|\breference: \S+"
    r"|\bARI?MA\(\d+(?:, \d+)*\)(?: x \(\d+(?:, \d+)*\))?|\bAR\(\d\)|\bNB2\b"
)
_AGREEMENT_NUMBERS = re.compile(r"\b\d+(?:\.\d+)?%")


def public_text(text: str, kind: Kind) -> tuple[str, bool]:
    """Return a note or method as it may be released, and whether anything was left out.

    Every part between semicolons is kept unless it has a number that is not plainly about the method (degrees of
    freedom, months, dates, draws; shares of paragraphs for an agreement coefficient): a note is where "3 persons
    without a date of birth" would slip through.
    """
    parts = [part.strip() for part in text.split(";")]
    kept = []
    for part in parts:
        rest = _METHOD_NUMBERS.sub("", part)
        if kind is Kind.AGREEMENT:
            rest = _AGREEMENT_NUMBERS.sub("", rest)
        if not re.search(r"\d", rest):
            kept.append(part)
    return "; ".join(part for part in kept if part), len(kept) < len(parts)
