"""The retention analysis: rows worked out by hand, what cannot be estimated, and hostile input.

Tolerance: 1e-12 where the same sum is written out here; tests/unit/stats compares the engines with R.
"""

import math
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from evaluation.analyses import retention
from evaluation.data.episode_rule import EventDate
from evaluation.data.output_table import Sensitivity, TableKind
from evaluation.data.parameters import Arm, Community, RetentionParameters
from evaluation.data.validated import Dropped, Tables
from evaluation.errors import DataError, ParameterError

from ..builders import validated

START = date(2020, 1, 1)
ARMS = {"cep": Arm(name="Planning"), "rfs": Arm(name="Services")}
COMMUNITIES = {"elm": Community(name="Elm", arm="rfs"), "alder": Community(name="Alder", arm="cep")}


def persons(**columns):
    return Tables({"cohort": validated("persons", pd.DataFrame(columns))}, arms=ARMS, communities=COMMUNITIES)


def of_persons(**options):
    return RetentionParameters(dispensing="", persons="cohort", **options)


def treatment(fills, events=(), patients=None, dropped=()):
    """Fills are (person, day, medication, supply); events (person, event, day, end day or None)."""
    dispensing = pd.DataFrame(fills, columns=["person_id", "date", "medication", "days_supply"])
    happened = pd.DataFrame(list(events), columns=["person_id", "event", "start", "end"])
    for frame, names in ((dispensing, ["date"]), (happened, ["start", "end"])):
        for name in names:
            frame[name] = pd.to_datetime([None if pd.isna(day) else START + timedelta(day) for day in frame[name]])
    sources = {
        "dispensing": validated("dispensing", dispensing, dropped=dropped),
        "treatment_events": validated("treatment_events", happened),
    }
    if patients is not None:
        sources["patients"] = validated("patients", pd.DataFrame(patients))
    return Tables(sources, arms=ARMS, communities=COMMUNITIES)


def of_supply(n_days=366, patients="", **options):
    defaults = {"washout_days": 0, "landmarks": (30, 90)}
    return RetentionParameters(
        treatment_events="treatment_events",
        patients=patients,
        observation_start=START,
        observation_end=START + timedelta(n_days),
        **defaults | options,
    )


def analyse(data, given, seed=0):
    return retention.analyse(data, given, np.random.default_rng(seed))


def rows(result):
    return {estimate.result_id.removeprefix("retention/"): estimate for estimate in result.estimates}


M, B = "methadone", "buprenorphine"
FILLS = [("a", 0, M, 20), ("b", 5, B, 60), ("c", 9, M, 200), ("d", 0, B, 100), ("e", 300, B, 90)]
EVENTS = [("c", "death", 109, None), ("d", "jail", 100, 110)]


@pytest.mark.parametrize("name", ["treatment_events", ""])
def test_the_definition_says_of_deaths_and_stays_only_what_the_data_hold(name):
    found = rows(analyse(treatment(FILLS, EVENTS), of_supply().model_copy(update={"treatment_events": name})))
    note = found["persons/all"].note
    assert ("jail or hospital not counted" in note) is bool(name)
    assert ("death and transfer are censoring" in note) is bool(name)
    assert ("not in the data" in note) is not bool(name)


def test_people_and_shares_worked_out_by_hand():
    # a leaves on day 20, b on day 60, d on day 100; c dies on day 100; e is followed for 36 days only.
    found = rows(analyse(treatment(FILLS, EVENTS), of_supply(groups=("medication",), landmarks=(30, 90, 100))))
    assert (found["persons/all"].estimate, found["persons/all"].n_events) == (5, 3)
    assert found["persons/all"].period == "2020-01-01/2021-01-01"
    assert found["retained/all/d30"].estimate == pytest.approx(4 / 5, abs=1e-12)
    assert found["retained/all/d90"].estimate == pytest.approx(4 / 5 * 2 / 3, abs=1e-12)
    assert found["retained/all/d100"].estimate == pytest.approx(4 / 5 * 2 / 3 * 1 / 2, abs=1e-12)
    assert [found[f"retained/all/d{day}"].n_obs for day in (30, 90, 100)] == [4, 2, 2]
    assert [found[f"retained/all/d{day}"].n_events for day in (30, 90, 100)] == [1, 1, 1]
    assert found["retained/medication.methadone/d30"].estimate == pytest.approx(1 / 2)
    assert found["median_days/all"].estimate == 100
    assert found["persons/medication.methadone"].subgroup == "medication=methadone"
    assert found["log_rank/medication"].note == "1 degree of freedom"


def test_how_follow_up_ended_is_a_restricted_table():
    result = analyse(treatment(FILLS, EVENTS), of_supply())
    assert dict(result.table("outcomes").itertuples(index=False, name=None)) == {
        "left treatment": 3,
        "died": 1,
        "moved to another provider": 0,
        "still in treatment when follow-up ended": 1,
    }
    kinds = {table.name: (table.kind, table.sensitivity) for table in result.tables}
    assert kinds == {
        "outcomes": (TableKind.RESTRICTED, Sensitivity.PATIENT),
        "survival_curve": (TableKind.RESTRICTED, Sensitivity.PATIENT),
        "incidence_curve": (TableKind.RESTRICTED, Sensitivity.PATIENT),
    }


def test_people_are_counted_by_group_arm_and_community():
    patients = {
        "person_id": list("abcdef"),
        "community": ["alder", "alder", "elm", "elm", "elm", "alder"],
        "arm": ["cep", "cep", "rfs", "rfs", "rfs", "cep"],
        "sex": ["male", "female", "female", None, "male", "male"],
    }
    result = analyse(
        treatment(FILLS, EVENTS, patients), of_supply(patients="patients", groups=("sex", "arm"), covariates=("sex",))
    )
    tables = {table.name: table for table in result.tables}
    assert tables["persons_by_arm"].rows == (("cep", 2), ("rfs", 3))
    assert tables["persons_by_community"].rows == (("elm", 3), ("alder", 2))
    assert tables["persons_by_sex"].rows == (("female", 2), ("male", 2))
    for name in ("sex", "arm", "community"):
        assert tables[f"persons_by_{name}"].kind is TableKind.COUNTS
        assert tables[f"persons_by_{name}"].dimensions == (name,)
        assert tables[f"persons_by_{name}"].measure == "person starting treatment"
    found = rows(result)
    assert (found["persons/cep"].arm, found["persons/cep"].estimate) == ("cep", 2)
    assert found["persons_unclassified/sex"].estimate == 1
    assert (found["log_rank/sex"].n_obs, found["log_rank/arm"].n_obs) == (4, 5)
    assert found["hazard_ratio/sex.male"].n_obs == 2


def test_only_the_first_new_start_of_a_person_counts():
    fills = [("a", 70, M, 10), ("a", 150, M, 40), ("b", 10, M, 10), ("b", 100, M, 30)]
    found = rows(analyse(treatment(fills), of_supply(washout_days=60)))
    # b's first start lies within the washout; the second one follows 80 days without supply.
    assert found["persons/all"].estimate == 2
    # They stay 10 and 30 days: the curve rests on one half in between, and the median is the middle of that.
    assert found["retained/all/d30"].estimate == 0
    assert found["median_days/all"].estimate == 20


def test_everything_left_out_is_counted():
    fills = [
        *FILLS,
        ("f", -3, M, 7),
        ("c", 120, M, 7),
        ("g", 340, M, 5),
        ("h", 40, M, 9),
        ("h", 40, M, 9),
        ("k", 3, M, 9),
    ]
    events = [*EVENTS, ("h", "death", 40, None)]
    found = rows(analyse(treatment(fills, events, dropped=(Dropped("date missing", 4),)), of_supply(washout_days=5)))
    assert found["rows_dropped/all"].estimate == 6
    assert found["rows_dropped/after_death"].estimate == 1
    assert found["rows_dropped/before_observation"].estimate == 1
    assert found["rows_dropped/dispensing_date_missing"].estimate == 4
    assert found["persons_excluded/no_new_initiation"].estimate == 3
    assert found["persons_excluded/starts_after_follow_up"].estimate == 1
    assert found["persons_excluded/died_or_moved_on_first_day"].estimate == 1
    assert found["persons_excluded/all"].estimate == 5
    assert found["rows_repeated/all"].estimate == 1
    assert found["persons/all"].estimate == 3


def test_the_gap_and_its_date_are_parameters():
    fills = treatment([("a", 0, M, 10), ("a", 30, M, 10)])
    for options, days in (
        ({}, 40),
        ({"gap_days": 20}, 10),
        ({"gap_days": 21}, 40),
        ({"gap_days": 20, "event_date": EventDate.GAP_COMPLETE}, 29),
    ):
        assert rows(analyse(fills, of_supply(**options)))["median_days/all"].estimate == days


def test_without_dates_the_window_is_that_of_the_supply():
    parameters = RetentionParameters(washout_days=0, landmarks=(5,))
    found = rows(analyse(treatment([("a", 3, M, 7), ("b", 60, M, 7)]), parameters))
    assert found["persons/all"].period == "2020-01-04/2020-03-02"
    assert found["persons/all"].estimate == 1
    assert found["persons_excluded/starts_after_follow_up"].estimate == 1


def cohort(n=120, seed=1):
    rng = np.random.default_rng(seed)
    return {
        "time": np.ceil(rng.exponential(120, n)),
        "status": rng.integers(0, 2, n),
        "age_group": rng.choice(["65+", "25-34", "35-44"], n),
        "clinic": rng.choice(["North End", "B"], n),
        "dose": rng.normal(60, 15, n),
    }


def test_covariates_are_levels_in_code_list_order_or_numbers_as_they_are():
    found = rows(analyse(persons(**cohort()), of_persons(covariates=("age_group", "clinic", "dose"))))
    ratios = [key for key in found if key.startswith("hazard_ratio/")]
    assert ratios == [
        "hazard_ratio/age_group.25_34",
        "hazard_ratio/age_group.35_44",
        "hazard_ratio/age_group.65",
        "hazard_ratio/clinic.b",
        "hazard_ratio/clinic.north_end",
        "hazard_ratio/dose",
    ]
    assert (found["hazard_ratio/age_group.25_34"].estimate, found["hazard_ratio/clinic.b"].estimate) == (1, 1)
    assert "reference: 25-34" in found["hazard_ratio/age_group.65"].note
    assert "adjusted for clinic, dose" in found["hazard_ratio/age_group.65"].note
    assert found["hazard_ratio/dose"].n_obs == 120


def test_hazard_ratio_and_its_logarithm_agree():
    found = rows(analyse(persons(**cohort()), of_persons(covariates=("dose",), conf_level=0.9)))
    ratio, log_ratio = found["hazard_ratio/dose"], found["log_hazard_ratio/dose"]
    for name in ("estimate", "conf_low", "conf_high"):
        assert math.log(getattr(ratio, name)) == pytest.approx(getattr(log_ratio, name), rel=1e-12)
    assert (log_ratio.conf_high - log_ratio.estimate) / log_ratio.std_error == pytest.approx(1.6448536, rel=1e-6)
    assert ratio.std_error == pytest.approx(ratio.estimate * log_ratio.std_error, rel=1e-12)
    assert ratio.p_value == log_ratio.p_value


def test_late_entry_is_not_ignored():
    data = {"time": [10.0, 20.0, 30.0], "status": [1, 1, 0]}
    plain = rows(analyse(persons(**data), of_persons(landmarks=(15,))))
    late = rows(analyse(persons(**data, entry=[np.nan, 0.0, 12.0]), of_persons(landmarks=(15,))))
    assert plain["retained/all/d15"].estimate == pytest.approx(2 / 3)
    assert late["retained/all/d15"].estimate == pytest.approx(1 / 2)


def test_a_risk_set_that_is_empty_before_others_enter_is_flagged():
    data = {"entry": [0, 10, 10, 10], "time": [5, 20, 30, 90], "status": [1, 1, 0, 1]}
    found = rows(analyse(persons(**data), of_persons(landmarks=(3, 30), restricted_mean_days=60)))
    flag = "everybody at risk had left before others entered: too few early entries"
    undefined = "the interval is not defined where all who were at risk have left"
    assert found["retained/all/d3"].note == "the interval is not defined where nobody has left yet"
    assert found["retained/all/d30"].note == f"{undefined}; {flag}"
    mean = "no interval: before day 60 nobody had the event, or all who were at risk had gone on one day"
    assert found["restricted_mean_days/all"].note == f"{mean}; {flag}"
    assert found["median_days/all"].note == f"no interval: the pointwise ones are not defined; {flag}"
    data["entry"] = [0, 0, 10, 10]
    found = rows(analyse(persons(**data), of_persons(landmarks=(3, 30), restricted_mean_days=60)))
    assert not any("too few early entries" in row.note for row in found.values())


def test_a_landmark_beyond_the_last_follow_up_has_no_estimate_and_says_so():
    found = rows(analyse(persons(time=[5.0, 100.0], status=[1, 0]), of_persons()))
    assert found["retained/all/d90"].estimate == 0.5
    assert math.isnan(found["retained/all/d180"].estimate)
    assert found["retained/all/d180"].note == "not estimable: beyond the last follow-up"
    assert found["retained/all/d180"].n_obs == 0


def test_one_person_and_everybody_censored_give_flagged_rows():
    alone = {"time": [40.0], "status": [1], "clinic": ["A"]}
    found = rows(analyse(persons(**alone), of_persons(groups=("clinic",), covariates=("clinic",))))
    assert (found["retained/all/d30"].estimate, found["retained/all/d30"].note) == (
        1.0,
        "the interval is not defined where nobody has left yet",
    )
    assert found["log_rank/clinic"].note.startswith("not estimable: fewer than two groups")
    assert found["hazard_ratio/clinic"].note == "not estimable: everybody has the same value"

    censored = {"time": [40.0, 50.0, 60.0], "status": [0, 0, 0], "dose": [1.0, 2.0, 3.0]}
    found = rows(analyse(persons(**censored), of_persons(groups=("dose",), covariates=("dose",))))
    assert found["median_days/all"].note.startswith("not reached")
    assert found["log_rank/dose"].note == "not estimable: no event was observed"
    assert found["hazard_ratio/dose"].note == "not estimable: no event was observed"


def test_separation_and_repetition_are_flagged_and_the_rest_is_estimated():
    data = cohort()
    data["sex"] = np.where(np.arange(120) < 15, "female", "male")
    data["status"] = np.where(data["sex"] == "female", 0, data["status"])
    data["prison"] = (data["clinic"] == "B").astype(int)
    found = rows(analyse(persons(**data), of_persons(covariates=("sex", "clinic", "prison", "dose"))))
    assert "separation" in found["hazard_ratio/sex.male"].note
    assert math.isnan(found["log_hazard_ratio/sex.male"].estimate)
    assert "determined by the other covariates" in found["hazard_ratio/prison.1"].note
    assert found["hazard_ratio/dose"].std_error > 0
    assert "another coefficient of the model is infinite" in found["hazard_ratio/dose"].note


def test_few_events_per_coefficient_and_events_on_day_zero_are_said():
    data = {"time": [0.0, 3.0, 5.0, 9.0], "status": [1, 1, 0, 1], "dose": [1.0, 4.0, 2.0, 3.0]}
    found = rows(analyse(persons(**data), of_persons(covariates=("dose",))))
    assert "fewer than ten events per coefficient" in found["hazard_ratio/dose"].note
    assert found["events_on_day_zero/all"].estimate == 1


def test_ties_everywhere_are_no_problem():
    data = {"time": [30.0] * 40, "status": [1, 0] * 20, "clinic": ["A"] * 20 + ["B"] * 20}
    found = rows(analyse(persons(**data), of_persons(groups=("clinic",), covariates=("clinic",))))
    assert found["retained/all/d30"].estimate == 0.5
    assert found["log_rank/clinic"].estimate == pytest.approx(0, abs=1e-12)
    assert found["hazard_ratio/clinic.b"].estimate == pytest.approx(1)


@pytest.mark.parametrize(
    ("fills", "events", "said"),
    [
        ([], [], "has no dated row"),
        ([("a", 0, M, 0), ("b", 0, M, -7)], [], "2 supply_not_positive"),
        ([("a", 0, M, 7)], [("a", "death", 0, None)], "1 died_or_moved_on_first_day"),
        ([("a", 350, M, 7)], [], "1 starts_after_follow_up"),
        ([("a", 400, M, 7)], [], "1 after_observation"),
    ],
)
def test_nobody_to_follow_is_refused_with_the_reasons(fills, events, said):
    with pytest.raises(DataError) as caught:
        analyse(treatment(fills, events), of_supply())
    assert said in str(caught.value)
    assert "dispensing.csv" in str(caught.value)


def test_an_empty_person_table_is_refused():
    with pytest.raises(DataError, match="nobody"):
        analyse(persons(time=[], status=[]), of_persons())


def test_unknown_columns_are_refused_all_at_once():
    with pytest.raises(ParameterError) as caught:
        analyse(treatment(FILLS), of_supply(groups=("sex",), covariates=("medication", "age")))
    assert [problem.where for problem in caught.value.problems] == ["retention.groups", "retention.covariates"]
    assert "medication" in str(caught.value)


def test_a_number_with_many_values_is_no_group_and_names_that_collide_are_refused():
    with pytest.raises(ParameterError, match="cannot be groups"):
        analyse(persons(**cohort()), of_persons(groups=("dose",)))
    with pytest.raises(DataError, match="columns that are compared"):
        data = {"time": [1.0, 2.0], "status": [1, 1], "clinic": ["North End", "north-end"]}
        analyse(persons(**data), of_persons(groups=("clinic",)))


def test_an_empty_window_is_refused():
    with pytest.raises(ValueError, match="not before observation_end"):
        of_supply(n_days=0)
    parameters = RetentionParameters(observation_start=START + timedelta(days=900), washout_days=0)
    with pytest.raises(ParameterError, match="window is empty"):
        analyse(treatment(FILLS), parameters)


def test_the_order_of_rows_changes_nothing():
    rng = np.random.default_rng(3)
    fills = [
        (f"p{n % 40}", int(rng.integers(0, 300)), [M, B][n % 3 % 2], int(rng.integers(1, 40))) for n in range(200)
    ]
    parameters = of_supply(groups=("medication",), covariates=("medication",))
    first = analyse(treatment(fills), parameters)
    second = analyse(treatment([fills[place] for place in rng.permutation(len(fills))]), parameters)
    pd.testing.assert_frame_equal(first.ledger(), second.ledger())
    assert first.tables == second.tables
