"""Real input is read as it is published: the medical examiner's rows, a census table, a cohort.

Yearly counts, dates of report and the size of the cohort are those of the reference data's notes; the population of
2014 stands in the census table NST-EST2019-01.
"""

import os
from pathlib import Path

import pandas as pd
import pytest

from evaluation.data.parameters import load_parameters
from evaluation.data.read import read_tables
from evaluation.data.validated import Dropped

EXAMPLES = Path(__file__).resolve().parents[2] / "params" / "examples"

pytestmark = [
    pytest.mark.reference_data,
    pytest.mark.skipif(not os.environ.get("EVALUATION_DATA"), reason="EVALUATION_DATA is not set"),
]


def read(example):
    evaluation = load_parameters(EXAMPLES / f"{example}.yml")
    (section,) = evaluation.analyses.values()
    return read_tables(evaluation, section.source_names())


def test_deaths_in_connecticut():
    deaths = read("connecticut")["deaths"]
    years = deaths.frame["date"].dt.year.value_counts().sort_index()
    assert years.to_dict() == {2012: 355, 2013: 490, 2014: 558, 2015: 727, 2016: 917, 2017: 1038, 2018: 1018}
    assert deaths.n_rows_read == 5105
    assert deaths.dropped == (Dropped("date is missing", 2),)
    assert deaths.frame["date_type"].value_counts().to_dict() == {"death": 2822, "report": 2281}
    assert (deaths.frame["date"] == deaths.frame["date"].dt.normalize()).all()


def test_codes_of_connecticut_become_those_of_the_dictionary():
    frame = read("connecticut")["deaths"].frame
    assert set(frame["sex"]) == {"female", "male", "unknown"}
    assert set(frame["race_ethnicity"]) == {"hispanic", "black", "white", "native", "asian", "other", "unknown"}
    # The file's own counts: "Hispanic, White" 561 and "Hispanic, Black" 24.
    assert (frame["race_ethnicity"] == "hispanic").sum() == 561 + 24
    assert frame["age"].min() == 14 and frame["age"].max() == 87


def test_population_of_connecticut():
    population = read("connecticut")["population"].frame.set_index("date")["population"]
    assert list(population.index) == [pd.Timestamp(year, 7, 1) for year in range(2010, 2020)]
    assert population.loc["2014-07-01"] == 3594524
    assert population.loc["2016-07-01"] == 3578141


def test_the_methadone_cohort():
    cohort = read("methadone")["cohort"].frame
    assert len(cohort) == 238
    assert cohort["status"].sum() == 150
    assert cohort["time"].sum() == 95812
    assert cohort.groupby("clinic")["status"].agg(["sum", "size"]).to_numpy().tolist() == [[122, 163], [28, 75]]
    assert cohort[["prison", "dose"]].notna().all(axis=None)
