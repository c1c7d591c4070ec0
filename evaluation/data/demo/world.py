"""The planted truth of the demonstration: every value that a result can be held against, in one place.

All of it is invented. ``docs/methods/demo_world.md`` tells the story; this module is the single place where
the values stand.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

SEED = 20240101

FIRST_MONTH = date(2016, 1, 1)
COALITION_START = date(2020, 7, 1)
N_MONTHS = 96
POPULATION_YEARS = tuple(range(2015, 2025))

OBSERVATION_START = date(2020, 7, 1)
OBSERVATION_END = date(2024, 1, 1)


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
    key : str
    communities : tuple of Community
    population_growth : float
        Ratio of the population of a year to that of the year before.
    level_change, slope_change : float
        Rate ratio at the start of the coalition, and rate ratio per year after it: the planted effects.
    """

    key: str
    communities: tuple[Community, ...]
    population_growth: float
    level_change: float
    slope_change: float


ARMS = (
    Arm(
        key="cep",
        communities=(
            Community(key="alder", population=500_000, relative_rate=1.10),
            Community(key="birch", population=410_000, relative_rate=0.95),
            Community(key="cedar", population=300_000, relative_rate=1.00),
            Community(key="dogwood", population=170_000, relative_rate=0.85),
        ),
        population_growth=1.006,
        level_change=0.85,
        slope_change=0.94,
    ),
    Arm(
        key="rfs",
        communities=(
            Community(key="elm", population=470_000, relative_rate=1.05),
            Community(key="fir", population=420_000, relative_rate=0.90),
            Community(key="gum", population=320_000, relative_rate=1.15),
            Community(key="hazel", population=190_000, relative_rate=0.90),
        ),
        population_growth=1.004,
        level_change=1.00,
        slope_change=0.97,
    ),
)


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

    rate_at_start: float = 52.0
    annual_change: float = 1.04
    cosines: tuple[float, ...] = (-0.05, 0.015)
    sines: tuple[float, ...] = (0.03, -0.02)
    noise_sd: float = 0.12
    noise_correlation: float = 0.4


DEATHS = DeathsTruth()

AGE_POPULATION = {"15-24": 0.16, "25-34": 0.18, "35-44": 0.17, "45-54": 0.16, "55-64": 0.16, "65+": 0.17}
AGE_RELATIVE_RATE = {"15-24": 0.55, "25-34": 1.55, "35-44": 1.75, "45-54": 1.25, "55-64": 0.95, "65+": 0.20}
SEX_POPULATION = {"female": 0.51, "male": 0.49}
SEX_RELATIVE_RATE = {"female": 0.6, "male": 1.4}
RACE_POPULATION = {"hispanic": 0.16, "black": 0.14, "white": 0.61, "native": 0.012, "asian": 0.05, "other": 0.028}
RACE_RELATIVE_RATE = {"hispanic": 0.85, "black": 1.2, "white": 1.05, "native": 1.6, "asian": 0.2, "other": 0.7}


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

    n_people: int = 6300
    scale_days: float = 420.0
    shape: float = 0.8
    deaths_per_year: float = 0.015
    transfers_per_year: float = 0.05


RETENTION = RetentionTruth()

MEDICATION_HAZARD = {"methadone": 1.0, "buprenorphine": 1.35, "xr_buprenorphine": 0.80}
ARM_HAZARD = {"cep": 1.0, "rfs": 1.15}
AGE_HAZARD = {"15-24": 1.30, "25-34": 1.15, "35-44": 1.00, "45-54": 0.92, "55-64": 0.85, "65+": 0.80}
SEX_HAZARD = {"female": 1.0, "male": 1.10}

MEDICATION_SHARE = {"cep": (0.46, 0.42, 0.12), "rfs": (0.42, 0.50, 0.08)}
PATIENT_AGE_SHARE = {"15-24": 0.09, "25-34": 0.33, "35-44": 0.28, "45-54": 0.16, "55-64": 0.11, "65+": 0.03}
PATIENT_MALE_SHARE = 0.60


@dataclass(frozen=True, kw_only=True)
class Theme:
    """A code of the codebook and how often interviews hold it.

    Parameters
    ----------
    name, group, description : str
    prevalence_lived, prevalence_service : float
        Probability that an interview speaks of it at all: people in recovery, family and peer workers; others.
    """

    name: str
    group: str
    description: str
    prevalence_lived: float
    prevalence_service: float


GROUPS = {
    "Getting help": "The way into treatment and what stands in it.",
    "Being treated as a person": "How people are met, by services and by others.",
    "Community response": "What the coalition, agencies and residents do together.",
    "Life around treatment": "What decides about recovery outside of any clinic.",
}

THEMES = (
    Theme(
        name="Waiting and delays",
        group="Getting help",
        description="Time between asking for help and getting it: lists, closed doors, paperwork.",
        prevalence_lived=0.70,
        prevalence_service=0.55,
    ),
    Theme(
        name="Transport and distance",
        group="Getting help",
        description="Travel to services: distance, buses, rides, cost of travel.",
        prevalence_lived=0.50,
        prevalence_service=0.45,
    ),
    Theme(
        name="Medication access",
        group="Getting help",
        description="Getting and keeping medication for opioid use disorder. Not: waiting for any service.",
        prevalence_lived=0.65,
        prevalence_service=0.75,
    ),
    Theme(
        name="Stigma",
        group="Being treated as a person",
        description="Being judged or shut out because of substance use or its treatment.",
        prevalence_lived=0.60,
        prevalence_service=0.40,
    ),
    Theme(
        name="Trust and respect",
        group="Being treated as a person",
        description="Being listened to, given choices, treated with dignity. Not: the absence of it (Stigma).",
        prevalence_lived=0.55,
        prevalence_service=0.45,
    ),
    Theme(
        name="Peer support",
        group="Being treated as a person",
        description="Help from people with lived experience, paid or not.",
        prevalence_lived=0.75,
        prevalence_service=0.50,
    ),
    Theme(
        name="Naloxone in the community",
        group="Community response",
        description="Naloxone carried, given out, used or missing.",
        prevalence_lived=0.55,
        prevalence_service=0.65,
    ),
    Theme(
        name="Working across agencies",
        group="Community response",
        description="Agencies that do or do not work together, from the outside or the inside.",
        prevalence_lived=0.35,
        prevalence_service=0.80,
    ),
    Theme(
        name="Voice in decisions",
        group="Community response",
        description="Say of the people most affected in what the coalition does.",
        prevalence_lived=0.40,
        prevalence_service=0.35,
    ),
    Theme(
        name="Housing",
        group="Life around treatment",
        description="A place to live: having, losing or needing it.",
        prevalence_lived=0.55,
        prevalence_service=0.50,
    ),
    Theme(
        name="Work and money",
        group="Life around treatment",
        description="Jobs, hours, insurance, costs.",
        prevalence_lived=0.45,
        prevalence_service=0.40,
    ),
    Theme(
        name="Grief and loss",
        group="Life around treatment",
        description="People who died and those who stay behind, staff included.",
        prevalence_lived=0.40,
        prevalence_service=0.25,
    ),
)

LIVED_ROLES = ("person_in_recovery", "family_member", "peer_worker")
INTERVIEWED = {
    "person_in_recovery": 8,
    "peer_worker": 6,
    "clinician": 5,
    "harm_reduction_worker": 5,
    "family_member": 2,
    "court_or_law_enforcement": 1,
    "school_staff": 1,
}
CODED_ONCE = {"person_in_recovery": 1, "peer_worker": 1, "clinician": 1, "harm_reduction_worker": 1}
"""How many interviews of a role only the first coder finished."""


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

    fewest_answers: int = 12
    most_answers: int = 20
    more_answers: int = 3
    more_share: float = 0.4


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


INTERVIEWS = InterviewTruth()
CODERS = (
    Coder(name="Coder A (synthetic)", sensitivity=0.93, false_positive=0.002),
    Coder(name="Coder B (synthetic)", sensitivity=0.80, false_positive=0.003, over_applied=(("Stigma", 0.05),)),
)
OBSERVER = "Project lead (synthetic), who coded nothing"
