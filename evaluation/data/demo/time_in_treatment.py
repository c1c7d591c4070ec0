"""People in treatment and how long they stay: drawn from the planted proportional-hazards model."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from evaluation.data.demo import world

EARLIEST_START = np.datetime64("2019-10-01", "D")
LATEST_START = np.datetime64("2023-12-20", "D")
OBSERVATION_START = np.datetime64(world.OBSERVATION_START, "D")
OBSERVATION_END = np.datetime64(world.OBSERVATION_END, "D")
GAP_DAYS = 30
WASHOUT_DAYS = 60
INJECTION_DAYS = 28
SHORTEST_TWO_INJECTIONS = INJECTION_DAYS + 21
LONGEST_EPISODE = 1600
NEVER = 100_000

MEDICATIONS = tuple(world.MEDICATION_HAZARD)
METHADONE, BUPRENORPHINE, INJECTION = range(3)

RETURN_SHARE = 0.30
EARLY_RETURN_SHARE = 0.3


class Episodes(NamedTuple):
    """Parallel arrays, one element per episode; days of ``length``, ``death``, ``transfer`` count from ``start``."""

    person: np.ndarray
    start: np.ndarray
    medication: np.ndarray
    length: np.ndarray
    death: np.ndarray
    transfer: np.ndarray
    is_new: np.ndarray

    @property
    def leaves(self) -> np.ndarray:
        """First day on which the person is no longer followed because of death or transfer."""
        return np.minimum(self.death, self.transfer)

    @property
    def dropped_out(self) -> np.ndarray:
        """Whether supply runs out before death or transfer."""
        return self.length < self.leaves


def draw_people(rng: np.random.Generator) -> pd.DataFrame:
    """Return ``person_id, community, age_group, sex, race_ethnicity``, one row per person who starts treatment."""
    n = world.RETENTION.n_people
    size = np.array([community.population for community in world.COMMUNITIES], dtype=float)
    age = world.PATIENT_AGE_SHARE
    race = {key: world.RACE_POPULATION[key] * world.RACE_RELATIVE_RATE[key] for key in world.RACE_POPULATION}
    return pd.DataFrame(
        {
            "person_id": [f"SYN-{number:06d}" for number in range(1, n + 1)],
            "community": _draw(rng, [community.key for community in world.COMMUNITIES], size, n),
            "age_group": _draw(rng, list(age), list(age.values()), n),
            "sex": np.where(rng.random(n) < world.PATIENT_MALE_SHARE, "male", "female"),
            "race_ethnicity": _draw(rng, list(race), list(race.values()), n),
        }
    )


def draw_episodes(rng: np.random.Generator, patients: pd.DataFrame) -> Episodes:
    """Return everybody's first episode, then the second ones; persons are numbered by row of ``patients``."""
    hazard = person_hazard(patients)
    first_start = EARLIEST_START + rng.integers(0, int((LATEST_START - EARLIEST_START).astype(int)), len(patients))
    first = _episodes(rng, np.arange(len(patients)), first_start, patients, hazard)
    again = _returns(rng, first, patients, hazard)
    return Episodes(*(np.concatenate(pair) for pair in zip(first, again, strict=True)))


def person_hazard(patients: pd.DataFrame) -> np.ndarray:
    """Return each person's hazard ratio of discontinuation, medication apart."""
    arm = patients["community"].map(world.ARM_OF)
    factors = (
        (arm, world.ARM_HAZARD),
        (patients["age_group"], world.AGE_HAZARD),
        (patients["sex"], world.SEX_HAZARD),
    )
    return np.prod([values.map(hazards).to_numpy(dtype=float) for values, hazards in factors], axis=0)


def survival(days: int, hazard: np.ndarray, *, is_injection: np.ndarray) -> np.ndarray:
    """Return the planted probability of being retained beyond ``days``, given the hazard ratios.

    Between the shortest lengths that injections can have, theirs stays what it was after the first.
    """
    waits = is_injection & (days >= INJECTION_DAYS) & (days < SHORTEST_TWO_INJECTIONS)
    exact = np.where(waits, (INJECTION_DAYS + SHORTEST_TWO_INJECTIONS) / 2, days)
    exact = np.where(is_injection & (days < INJECTION_DAYS), 0, exact)
    return np.exp(-((exact / world.RETENTION.scale_days) ** world.RETENTION.shape) * hazard)


def _draw(rng: np.random.Generator, values: list[str], weights: object, n: int) -> np.ndarray:
    share = np.asarray(weights, dtype=float)
    return np.array(values)[rng.choice(len(values), size=n, p=share / share.sum())]


def _episodes(
    rng: np.random.Generator, person: np.ndarray, start: np.ndarray, patients: pd.DataFrame, hazard: np.ndarray
) -> Episodes:
    """Draw the medication, the planted end, and the deaths and transfers that come first."""
    n = person.size
    in_cep = (patients["community"].map(world.ARM_OF) == "cep").to_numpy()[person]
    shares = np.where(in_cep[:, None], world.MEDICATION_SHARE["cep"], world.MEDICATION_SHARE["rfs"])
    medication = (rng.random(n)[:, None] > np.cumsum(shares, axis=1)[:, :-1]).sum(axis=1)
    relative = hazard[person] * np.array(list(world.MEDICATION_HAZARD.values()))[medication]
    exact = world.RETENTION.scale_days * (rng.exponential(size=n) / relative) ** (1 / world.RETENTION.shape)
    length = np.where(medication == INJECTION, _injection_days(exact), np.ceil(exact))
    death, transfer = (
        np.minimum(np.ceil(rng.exponential(365.25 / rate, size=n)), NEVER).astype(np.int64)
        for rate in (world.RETENTION.deaths_per_year, world.RETENTION.transfers_per_year)
    )
    length = np.clip(length, 1, LONGEST_EPISODE).astype(np.int64)
    transfer = np.where(transfer == death, transfer + 1, transfer)
    return Episodes(person, start, medication, length, death, transfer, np.ones(n, dtype=bool))


def _injection_days(exact: np.ndarray) -> np.ndarray:
    """Return lengths that injections can have: one injection, or a second one at least three weeks later."""
    middle = (INJECTION_DAYS + SHORTEST_TWO_INJECTIONS) / 2
    early = np.where(exact <= middle, INJECTION_DAYS, SHORTEST_TWO_INJECTIONS)
    return np.where(exact > SHORTEST_TWO_INJECTIONS, np.ceil(exact), early)


def _returns(rng: np.random.Generator, first: Episodes, patients: pd.DataFrame, hazard: np.ndarray) -> Episodes:
    """Draw second episodes: most after the washout, some after a gap that is too short for a new initiation."""
    comes_back = first.dropped_out & (rng.random(first.person.size) < RETURN_SHARE)
    person = first.person[comes_back]
    is_early = (rng.random(person.size) < EARLY_RETURN_SHARE) & (first.start[comes_back] >= OBSERVATION_START)
    pause = np.where(
        is_early,
        rng.integers(GAP_DAYS + 3, WASHOUT_DAYS - 3, person.size),
        WASHOUT_DAYS + 5 + rng.exponential(150, person.size).astype(np.int64),
    )
    start = first.start[comes_back] + first.length[comes_back] + pause
    again = _episodes(rng, person, start, patients, hazard)
    seen = start < OBSERVATION_END - 10
    return Episodes(*(column[seen] for column in again._replace(is_new=~is_early)))
