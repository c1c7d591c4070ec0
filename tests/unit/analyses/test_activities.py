"""Totals of a tiny log, added up by hand."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from evaluation.analyses.activities import analyse
from evaluation.data.parameters import ActivitiesParameters

NALOXONE = pd.DataFrame(
    {
        "month": pd.to_datetime(["2020-11-01", "2020-12-01", "2020-12-01", "2021-01-01"]),
        "community": ["alder", "alder", "elm", "elm"],
        "arm": ["cep", "cep", "rfs", "rfs"],
        "kits": [10, 20, 5, 7],
        "channel": ["pharmacy", "community", "community", "community"],
    }
)
SPENDING = pd.DataFrame(
    {
        "fiscal_year": [2020, 2020, 2021],
        "community": ["alder", "alder", "elm"],
        "category": ["naloxone", "peers", "peers"],
        "amount_usd": [100.5, 200.0, 50.0],
        "source_of_funds": ["settlement", "grant", "grant"],
    }
)


def run(**sources):
    tables = {name: SimpleNamespace(frame=frame) for name, frame in sources.items()}
    return analyse(tables, ActivitiesParameters(**{name: name for name in sources}), np.random.default_rng(0))


def test_totals_by_year_for_all_and_for_each_arm():
    result = run(naloxone=NALOXONE)
    assert {estimate.result_id: (estimate.estimate, estimate.n_obs) for estimate in result.estimates} == {
        "activities/kits/all/2020": (35.0, 3),
        "activities/kits/all/2021": (7.0, 1),
        "activities/kits/cep/2020": (30.0, 2),
        "activities/kits/rfs/2020": (5.0, 1),
        "activities/kits/rfs/2021": (7.0, 1),
    }


def test_without_arms_there_is_only_the_whole():
    result = run(spending=SPENDING)
    found = {estimate.result_id: estimate.estimate for estimate in result.estimates}
    assert found == {"activities/spending/all/2020": 300.5, "activities/spending/all/2021": 50.0}
    assert result.tables[0].rows == (
        (2020, "", "naloxone", 100.5),
        (2020, "", "peers", 200.0),
        (2021, "", "peers", 50.0),
    )


def test_a_community_without_an_arm_is_in_the_whole_only():
    result = run(naloxone=NALOXONE.assign(arm=["cep", "cep", np.nan, np.nan]))
    kits = {estimate.result_id: estimate.estimate for estimate in result.estimates}
    assert kits == {
        "activities/kits/all/2020": 35.0,
        "activities/kits/all/2021": 7.0,
        "activities/kits/cep/2020": 30.0,
    }
    assert result.tables[0].to_frame()["kits"].sum() == 42


def test_the_parts_of_a_table_add_up_to_the_totals():
    result = run(naloxone=NALOXONE)
    by_year = result.tables[0].to_frame().groupby("year")["kits"].sum().to_dict()
    assert by_year == {2020: 35, 2021: 7}


def test_the_order_of_rows_changes_nothing():
    assert run(naloxone=NALOXONE, spending=SPENDING) == run(
        naloxone=NALOXONE.iloc[::-1].reset_index(drop=True), spending=SPENDING.iloc[::-1].reset_index(drop=True)
    )


def test_an_empty_section_is_refused():
    with pytest.raises(ValueError, match="at least one of naloxone and spending"):
        ActivitiesParameters()
