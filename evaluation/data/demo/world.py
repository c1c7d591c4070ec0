"""The planted truth of the demonstration: every value that a result can be held against, in one place.

All of it is invented. ``docs/methods/demo_world.md`` tells the story; this module is the single place where
the values stand.
"""

from __future__ import annotations

from datetime import date, timedelta

from evaluation.data.demo.design import (
    Arm,
    Coder,
    Community,
    DeathsTruth,
    InterviewTruth,
    RetentionTruth,
    Theme,
    VisitSeries,
    VisitsTruth,
)

SEED = 20240101

FIRST_MONTH = date(2016, 1, 1)
COALITION_START = date(2020, 7, 1)
N_MONTHS = 96
POPULATION_YEARS = tuple(range(2015, 2025))

OBSERVATION_START = date(2020, 7, 1)
OBSERVATION_END = date(2024, 1, 1)

ARMS = (
    Arm(
        key="cep",
        name="Community Engagement and Planning",
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
        name="Resources for Services",
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

COMMUNITIES = tuple(community for arm in ARMS for community in arm.communities)
ARM_OF = {community.key: arm.key for arm in ARMS for community in arm.communities}

DEATHS = DeathsTruth(
    rate_at_start=52.0,
    annual_change=1.04,
    cosines=(-0.05, 0.015),
    sines=(0.03, -0.02),
    noise_sd=0.12,
    noise_correlation=0.4,
)

VISITS = VisitsTruth(
    series=(
        VisitSeries(
            key="overdose",
            words="visits for overdose in the coalition's area",
            residents=2_780_000,
            rate_at_start=185.0,
            annual_change=1.03,
            winter=-0.06,
            level_change=0.90,
            slope_change=0.95,
        ),
        VisitSeries(
            key="overdose_elsewhere",
            words="visits for overdose in an area without a coalition",
            residents=1_930_000,
            rate_at_start=170.0,
            annual_change=1.03,
            winter=-0.06,
        ),
        VisitSeries(
            key="fractures",
            words="visits for fractures in the coalition's area",
            residents=2_780_000,
            rate_at_start=610.0,
            annual_change=1.005,
            winter=0.08,
            shares_months=False,
        ),
    ),
    population_growth=1.005,
    shared_sd=0.06,
    own_sd=0.04,
    correlation=0.5,
)

AGE_POPULATION = {"15-24": 0.16, "25-34": 0.18, "35-44": 0.17, "45-54": 0.16, "55-64": 0.16, "65+": 0.17}
AGE_RELATIVE_RATE = {"15-24": 0.55, "25-34": 1.55, "35-44": 1.75, "45-54": 1.25, "55-64": 0.95, "65+": 0.20}
SEX_POPULATION = {"female": 0.51, "male": 0.49}
SEX_RELATIVE_RATE = {"female": 0.6, "male": 1.4}
RACE_POPULATION = {"hispanic": 0.16, "black": 0.14, "white": 0.61, "native": 0.012, "asian": 0.05, "other": 0.028}
RACE_RELATIVE_RATE = {"hispanic": 0.85, "black": 1.2, "white": 1.05, "native": 1.6, "asian": 0.2, "other": 0.7}

RETENTION = RetentionTruth(n_people=6300, scale_days=420.0, shape=0.8, deaths_per_year=0.015, transfers_per_year=0.05)

MEDICATION_HAZARD = {"methadone": 1.0, "buprenorphine": 1.35, "xr_buprenorphine": 0.80}
ARM_HAZARD = {"cep": 1.0, "rfs": 1.15}
AGE_HAZARD = {"15-24": 1.30, "25-34": 1.15, "35-44": 1.00, "45-54": 0.92, "55-64": 0.85, "65+": 0.80}
SEX_HAZARD = {"female": 1.0, "male": 1.10}

MEDICATION_SHARE = {"cep": (0.46, 0.42, 0.12), "rfs": (0.42, 0.50, 0.08)}
PATIENT_AGE_SHARE = {"15-24": 0.09, "25-34": 0.33, "35-44": 0.28, "45-54": 0.16, "55-64": 0.11, "65+": 0.03}
PATIENT_MALE_SHARE = 0.60

GROUPS = {
    "Getting help": "The way into treatment and what stands in it.",
    "Being treated as a person": "How people are met, by services and by others.",
    "Community response": "What the coalition, agencies and residents do together.",
    "Life around treatment": "What decides about recovery outside of any clinic.",
}

THEMES = (
    Theme(name="Waiting and delays", group="Getting help", lived=0.70, service=0.55),
    Theme(name="Transport and distance", group="Getting help", lived=0.50, service=0.45),
    Theme(name="Medication access", group="Getting help", lived=0.65, service=0.75),
    Theme(name="Stigma", group="Being treated as a person", lived=0.60, service=0.40),
    Theme(name="Trust and respect", group="Being treated as a person", lived=0.55, service=0.45),
    Theme(name="Peer support", group="Being treated as a person", lived=0.75, service=0.50),
    Theme(name="Naloxone in the community", group="Community response", lived=0.55, service=0.65),
    Theme(name="Working across agencies", group="Community response", lived=0.35, service=0.80),
    Theme(name="Voice in decisions", group="Community response", lived=0.40, service=0.35),
    Theme(name="Housing", group="Life around treatment", lived=0.55, service=0.50),
    Theme(name="Work and money", group="Life around treatment", lived=0.45, service=0.40),
    Theme(name="Grief and loss", group="Life around treatment", lived=0.40, service=0.25),
)
DEFINITIONS = {
    "Waiting and delays": "Time between asking for help and getting it: lists, closed doors, paperwork.",
    "Transport and distance": "Travel to services: distance, buses, rides, cost of travel.",
    "Medication access": "Getting and keeping medication for opioid use disorder. Not: waiting for any service.",
    "Stigma": "Being judged or shut out because of substance use or its treatment.",
    "Trust and respect": "Being listened to, given choices, treated with dignity. Not: the absence of it (Stigma).",
    "Peer support": "Help from people with lived experience, paid or not.",
    "Naloxone in the community": "Naloxone carried, given out, used or missing.",
    "Working across agencies": "Agencies that do or do not work together, from the outside or the inside.",
    "Voice in decisions": "Say of the people most affected in what the coalition does.",
    "Housing": "A place to live: having, losing or needing it.",
    "Work and money": "Jobs, hours, insurance, costs.",
    "Grief and loss": "People who died and those who stay behind, staff included.",
}
"""What the codebook says about each theme."""

FIRST_CODEBOOK = date(2022, 6, 1)
SECOND_CODEBOOK = date(2023, 2, 1)
CODES_OF_FIRST_VERSION = {
    "Dignity": ("Being treated as a person", "How people are met, with respect or without."),
    "Shelter": ("Life around treatment", "Places to sleep for a night."),
    "Other barriers": ("Getting help", "Whatever else stands in the way."),
}
"""Codes that the second version of the codebook lacks: heading and definition."""
RENAMED = {"Naloxone": "Naloxone in the community"}
SPLIT = {"Dignity": ("Stigma", "Trust and respect")}
MERGED = {"Housing": ("Housing", "Shelter")}
ADDED_LATER = ("Grief and loss",)
NARROWED = "Medication access"
"""The code that the second version tells apart from another, as the first did not."""
CODED_AFTER = timedelta(days=10)
"""How long after an interview it is coded; with codes that came later, when they came."""

NEVER_ASKED = ("Grief and loss",)
ASKED_OF = {"Voice in decisions": ("person_in_recovery", "family_member", "peer_worker")}
"""Roles that were asked about a theme, where not everybody was."""
SUMMARISED = 3
SUMMARISED_ON = date(2023, 9, 1)
SEARCHED_ON = date(2023, 10, 2)
NONE_FOUND = ("Peer support", "Housing")
NOT_SEARCHED = ("Work and money", "Grief and loss")

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

FIRST_INTERVIEW = date(2022, 7, 4)
BETWEEN_INTERVIEWS = timedelta(days=14)
INTERVIEWS = InterviewTruth(fewest_answers=12, most_answers=20, more_answers=3, more_share=0.4)
CODERS = (
    Coder(name="Coder A (synthetic)", sensitivity=0.93, false_positive=0.002),
    Coder(name="Coder B (synthetic)", sensitivity=0.80, false_positive=0.003, over_applied=(("Stigma", 0.05),)),
)
OBSERVER = "Project lead (synthetic), who coded nothing"
