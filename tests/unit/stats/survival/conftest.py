"""The models that tests/reference/survival/cox.R fits, as arrays."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from evaluation.stats.survival.cox import Ties, fit_cox
from evaluation.stats.survival.right_censored import RightCensored

REFERENCE = Path(__file__).parents[3] / "reference" / "survival"


@dataclass(frozen=True)
class CoxModel:
    follow_up: RightCensored
    covariates: np.ndarray
    stratum: np.ndarray | None
    cluster: np.ndarray
    terms: list[list[int]]

    def fit(self, ties):
        return fit_cox(self.follow_up, self.covariates, ties=Ties(ties), stratum=self.stratum, cluster=self.cluster)


def read(name):
    return pd.read_csv(REFERENCE / f"{name}.csv")


def columns(*values):
    return np.column_stack([np.asarray(each, dtype=float) for each in values])


def followed(frame, time, event, entry=None):
    return RightCensored.from_arrays(frame[time], frame[event], None if entry is None else frame[entry])


@pytest.fixture(scope="package")
def cox_models():
    sites, intervals, people, ties = (read(name) for name in ("cox_sites", "cox_intervals", "people", "ties"))
    some = ties[ties["group"].isin(["a", "b"])]
    of_sites = columns(sites["drug"] == "met", sites["drug"] == "nal", sites["dose"], sites["prison"])
    of_people = columns(people["group"] == "b", people["group"] == "c", people["dose"], people["prison"])
    of_intervals = columns(intervals["sex"], intervals["dose"])
    plain, late = followed(sites, "time", "status"), followed(sites, "time", "status", "entry")
    clinic, site, drug = sites["clinic"].to_numpy(), sites["site"].to_numpy(), [[0, 1], [2], [3]]
    free = np.where(clinic == "b", 60.1, sites["dose"])
    town = 1 + np.arange(1, len(people) + 1) * 7 % 11
    person = intervals["person"].to_numpy()
    return {
        "sites_plain": CoxModel(plain, of_sites, None, site, drug),
        "sites_strata": CoxModel(plain, of_sites, clinic, site, drug),
        "sites_entry": CoxModel(late, of_sites, None, site, drug),
        "sites_entry_strata": CoxModel(late, of_sites, clinic, site, drug),
        "sites_rows": CoxModel(late, of_sites, clinic, np.arange(len(sites)), drug),
        "sites_constant": CoxModel(late, columns(*of_sites.T[:2], free), clinic, site, [[0, 1], [2]]),
        "people_entry": CoxModel(followed(people, "time", "status", "entry"), of_people, None, town, drug),
        "people_strata": CoxModel(
            followed(people, "time", "status"), of_people[:, 2:], people["group"].to_numpy(), town, [[0], [1]]
        ),
        "ties": CoxModel(
            followed(some, "time", "status"),
            columns(some["group"] == "b", some["x"]),
            None,
            1 + np.arange(1, len(some) + 1) % 5,
            [[0], [1]],
        ),
        "andersen_gill": CoxModel(
            followed(intervals, "stop", "event", "start"), of_intervals, None, person, [[0], [1]]
        ),
        "gap_time": CoxModel(
            followed(intervals, "gap_stop", "event", "gap_start"),
            of_intervals,
            intervals["episode"].to_numpy(),
            person,
            [[0], [1]],
        ),
    }
