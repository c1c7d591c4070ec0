"""What the world of the demonstration is made of; :mod:`evaluation.data.demo.world` gives the values."""

from __future__ import annotations

from dataclasses import dataclass

LIVED_ROLES = ("person_in_recovery", "family_member", "peer_worker")


@dataclass(frozen=True, kw_only=True)
class Community:
    """A place: its key, its inhabitants of 15 years and over on 1 July 2015, its rate relative to its arm."""

    key: str
    population: int
    relative_rate: float


@dataclass(frozen=True, kw_only=True)
class Arm:
    """A group of communities and what happens to its overdose deaths.

    Parameters
    ----------
    key, name : str
        In the files, and as the public knows it.
    communities : tuple of Community
    population_growth : float
        Ratio of the population of a year to that of the year before.
    level_change, slope_change : float
        Rate ratio at the start of the coalition, and rate ratio per year after it: the planted effects.
    """

    key: str
    name: str
    communities: tuple[Community, ...]
    population_growth: float
    level_change: float
    slope_change: float


@dataclass(frozen=True, kw_only=True)
class DeathsTruth:
    """How overdose deaths come about, besides the effects of the arms.

    Parameters
    ----------
    rate_at_start : float
        Deaths per 100,000 person-years at the start of the coalition, had it not started, season apart.
    annual_change : float
        Rate ratio per year of the trend that both arms share.
    cosines, sines : tuple of float
        Seasonal terms on the log scale, for one and two cycles a year.
    noise_sd, noise_correlation : float
        Stationary standard deviation and month-to-month correlation of each community's latent log rate.
    """

    rate_at_start: float
    annual_change: float
    cosines: tuple[float, ...]
    sines: tuple[float, ...]
    noise_sd: float
    noise_correlation: float


@dataclass(frozen=True, kw_only=True)
class VisitSeries:
    """Visits to emergency departments for one reason in one area.

    Parameters
    ----------
    key, words : str
        In the file, and in a sentence.
    residents : int
        In the first month.
    rate_at_start : float
        Visits per 100,000 person-years at the start of the coalition, had it not started, season apart.
    annual_change : float
        Rate ratio per year of the trend.
    winter : float
        Half the difference between January and July on the log scale.
    level_change, slope_change : float
        The planted effects of the coalition; 1 where it has none.
    shares_months : bool
        Whether good and bad months are those of the other series that share them.
    """

    key: str
    words: str
    residents: int
    rate_at_start: float
    annual_change: float
    winter: float
    level_change: float = 1.0
    slope_change: float = 1.0
    shares_months: bool = True


@dataclass(frozen=True, kw_only=True)
class VisitsTruth:
    """How visits come about.

    Parameters
    ----------
    series : tuple of VisitSeries
        The one that the coalition reaches, its control, and an outcome that it cannot change.
    population_growth : float
        Ratio of the residents of a year to those of the year before.
    shared_sd, own_sd, correlation : float
        Stationary standard deviations of the latent log rates that series share and do not, and their month-to-month
        correlation.
    """

    series: tuple[VisitSeries, VisitSeries, VisitSeries]
    population_growth: float
    shared_sd: float
    own_sd: float
    correlation: float


@dataclass(frozen=True, kw_only=True)
class RetentionTruth:
    """How long people stay in treatment: a Weibull baseline hazard and the planted hazard ratios.

    Parameters
    ----------
    n_people : int
        Some leave before the data begin; about 6,000 have rows.
    scale_days, shape : float
        Cumulative baseline hazard ``(days / scale_days) ** shape``, for methadone, arm cep, age 35-44, female.
    deaths_per_year, transfers_per_year : float
        Hazards of the other ways to leave, the same for everybody.
    """

    n_people: int
    scale_days: float
    shape: float
    deaths_per_year: float
    transfers_per_year: float


@dataclass(frozen=True, kw_only=True)
class Theme:
    """A code of the codebook and how often interviews hold it.

    Parameters
    ----------
    name, group : str
    lived, service : float
        Probability that an interview speaks of it at all: people in recovery, family and peer workers; others.
    """

    name: str
    group: str
    lived: float
    service: float

    def prevalence(self, role: str) -> float:
        """Return the probability that an interview of a role speaks of it."""
        return self.lived if role in LIVED_ROLES else self.service


@dataclass(frozen=True, kw_only=True)
class InterviewTruth:
    """How themes are spread over the answers of an interview.

    Parameters
    ----------
    fewest_answers, most_answers : int
        Every number between them is as likely.
    more_answers, more_share : int, float
        An interview that holds a theme holds it in 1 + Binomial(more_answers, more_share) different answers.
    """

    fewest_answers: int
    most_answers: int
    more_answers: int
    more_share: float


@dataclass(frozen=True, kw_only=True)
class Coder:
    """How a coder reads: each answer and each code on its own.

    Parameters
    ----------
    name : str
    sensitivity : float
        Probability of applying a code to an answer that holds the theme.
    false_positive : float
        Probability of applying it to one that does not.
    over_applied : tuple of (str, float)
        Themes with a false-positive probability of their own.
    """

    name: str
    sensitivity: float
    false_positive: float
    over_applied: tuple[tuple[str, float], ...] = ()

    def chance_of(self, theme: str, *, holds: bool) -> float:
        """Return the probability of applying a theme to an answer that holds it, or does not."""
        return self.sensitivity if holds else dict(self.over_applied).get(theme, self.false_positive)
