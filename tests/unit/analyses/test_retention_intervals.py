"""Several rows of one person, as covariates change: hazard ratios equal R's, and everything else counts people.

Tolerance: 1e-8 (coefficients and standard errors), 1e-6 (test of proportional hazards), 1e-10 (curves), of values
that tests/reference/survival/start_stop.R made.
"""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from evaluation.analyses import retention
from evaluation.errors import DataError
from evaluation.stats.estimate import Status

from .test_retention import analyse, of_persons, persons, rows

REFERENCE = Path(__file__).parents[2] / "reference" / "survival"
COVARIATES = ("sex", "dose", "housing")
MODELS = {"person": {}, "strata": {"strata": ("clinic",)}, "site": {"strata": ("clinic",), "cluster": "site"}}


def read(name):
    return pd.read_csv(REFERENCE / f"{name}.csv", keep_default_na=name != "start_stop")


@pytest.fixture(scope="module")
def frame():
    return read("start_stop")


def found_in(frame, **options):
    given = {"covariates": COVARIATES, "landmarks": (30, 90, 180), "restricted_mean_days": 90} | options
    return rows(analyse(persons(**frame), of_persons(**given)))


@pytest.mark.parametrize("model", MODELS)
def test_coefficients_and_tests_equal_those_of_r(frame, model):
    found, values = found_in(frame, **MODELS[model]), read("start_stop_models")
    values = values[values["model"] == model]
    for value in values[values["std_error"].notna()].itertuples():
        name = next((name for name in COVARIATES if value.term.startswith(name) and value.term != name), None)
        key = value.term if name is None else f"{name}.{value.term.removeprefix(name)}"
        row = found[f"log_hazard_ratio/{key}"]
        assert (row.estimate, row.std_error) == pytest.approx((value.value, value.std_error), abs=1e-8)
    for value in values[values["std_error"].isna()].itertuples():
        row = found[f"proportional_hazards/{value.term.replace('GLOBAL', 'all')}"]
        assert row.estimate == pytest.approx(value.value, abs=1e-6)
        assert "rows are taken as independent" in row.note


def test_the_curve_follows_people_up_to_the_first_day_out_of_sight(frame):
    found = found_in(frame)
    for value in read("start_stop_curve").itertuples():
        row = found[f"retained/all/d{value.day:g}"]
        assert (row.estimate, row.std_error) == pytest.approx((value.survival, value.std_error), abs=1e-10)
        assert row.n_obs == value.n_risk


def test_every_number_counts_people(frame):
    found = found_in(frame, groups=("sex",), strata=("clinic",))
    person = frame["person_id"]
    assert found["persons/all"].estimate == person.nunique()
    for level in ("female", "male"):
        n_persons = person[frame["sex"] == level].nunique()
        assert found[f"persons/sex.{level}"].estimate == n_persons
        assert found[f"hazard_ratio/sex.{level}"].n_obs == n_persons
    for level in ("none", "shared", "stable"):
        row, chosen = found[f"hazard_ratio/housing.{level}"], frame["housing"] == level
        assert row.n_obs == person[chosen].nunique() < chosen.sum()
        assert row.n_events == (frame["status"][chosen] == 1).sum()
    for name in ("log_rank/sex", "proportional_hazards/all", "hazard_ratio/dose", "median_days/all"):
        assert found[name].n_obs == person.nunique(), name
    for name in ("dose", "housing"):
        row, changing = found[f"persons_changing/{name}"], frame.groupby("person_id")[name].nunique() > 1
        assert (row.estimate, row.status) == (changing.sum(), Status.DIAGNOSTIC)
    assert "persons_changing/sex" not in found
    assert not any(name.startswith("subdistribution") for name in found)
    assert "dose, housing may change with time" in found["hazard_ratio/dose"].note
    assert "robust to dependence within people" in found["hazard_ratio/dose"].note


def test_tables_count_people(frame):
    result = analyse(persons(**frame), of_persons(covariates=COVARIATES, groups=("sex",)))
    n_persons = frame["person_id"].nunique()
    assert result.table("persons_by_sex")["persons"].sum() == n_persons
    assert result.table("outcomes")["persons"].sum() == n_persons
    curve = result.table("survival_curve")
    assert curve.loc[curve["scope"] == "all", ["n_events", "n_censored"]].to_numpy().sum() == n_persons


def test_the_order_of_rows_changes_nothing_and_splitting_one_neither(frame):
    expected = found_in(frame)
    shuffled = found_in(frame.sample(frac=1.0, random_state=3))
    halves = frame.assign(half=(frame["entry"] + frame["time"]) // 2)
    halves = halves[(halves["half"] > halves["entry"]) & (halves["half"] < halves["time"])]
    split = [halves.assign(time=halves["half"], status=0), halves.assign(entry=halves["half"])]
    split = found_in(pd.concat([*split, frame.drop(halves.index)]).drop(columns="half"))
    for found in (shuffled, split):
        assert found.keys() == expected.keys()
        for key, row in expected.items():
            assert found[key].n_obs == row.n_obs, key
            assert found[key].estimate == pytest.approx(row.estimate, abs=1e-9, nan_ok=True), key


def test_somebody_without_a_covariate_on_some_day_is_left_out(frame):
    place = int(np.flatnonzero(frame["person_id"].duplicated())[0])
    lacking = frame.assign(dose=frame["dose"].astype(float))
    lacking.loc[place, "dose"] = np.nan
    found = found_in(lacking)
    assert found["persons_unclassified/dose"].estimate == 1
    assert found["hazard_ratio/dose"].n_obs == found["persons/all"].n_obs - 1
    without = found_in(frame[frame["person_id"] != frame["person_id"][place]])
    assert found["hazard_ratio/dose"].estimate == pytest.approx(without["hazard_ratio/dose"].estimate, abs=1e-9)


def test_covariates_that_do_not_change_are_those_of_people():
    data = {"person_id": ["a", "a", "b", "c", "d"], "entry": [0, 10, 0, 0, 0], "time": [10, 30, 20, 40, 15]}
    data |= {"status": [0, 1, 1, 2, 2], "dose": [40.0, 40.0, 60.0, 50.0, 70.0]}
    found = rows(analyse(persons(**data), of_persons(covariates=("dose",), landmarks=(10,))))
    whole = {name: values[1:] for name, values in data.items()} | {"entry": [0, 0, 0, 0]}
    expected = rows(analyse(persons(**whole), of_persons(covariates=("dose",), landmarks=(10,))))
    assert not any(name.startswith("persons_changing") for name in found)
    for name in ("hazard_ratio/dose", "subdistribution_hazard_ratio/dose", "cumulative_incidence/all/died/d10"):
        assert found[name].estimate == pytest.approx(expected[name].estimate, abs=1e-10), name
        assert found[name].n_obs == expected[name].n_obs


def test_whatever_is_inconsistent_is_refused_at_once():
    data = {
        "person_id": ["a", "a", "b", "b", "c", "c", "d"],
        "entry": [0.0, 9.0, None, 20.0, 0.0, 5.0, 0.0],
        "time": [10, 30, 20, 40, 5, 9, 7],
        "status": [0, 1, 1, 0, 0, 3, 1],
        "clinic": ["x", "x", "x", "x", "x", "y", "z"],
        "community": ["elm", "elm", "elm", "alder", "alder", None, "elm"],
        "dose": [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0],
        "sex": ["male", "female", "male", "male", "male", "male", "male"],
    }
    options = {"groups": ("clinic",), "covariates": ("dose",), "cluster": "clinic", "strata": ("sex",)}
    with pytest.raises(DataError) as caught:
        analyse(persons(**data), of_persons(**options))
    assert caught.value.exit_code == 11
    assert [(problem.wrong, problem.found) for problem in caught.value.problems] == [
        ("1 person with rows that overlap in time", "a"),
        ("1 person with a row after leaving, death or a move", "b"),
        ("1 person with several values of clinic", "c"),
        ("1 person with several values of sex", "a"),
        ("2 persons with several values of community", "b, c"),
    ]
    assert all(problem.defined_in == "docs/methods/retention.md" for problem in caught.value.problems)


def test_a_person_twice_without_entry_is_refused():
    with pytest.raises(DataError, match="overlap in time"):
        analyse(persons(person_id=["a", "b", "a"], time=[5, 6, 7], status=[1, 0, 1]), of_persons())


def test_rows_without_names_are_people():
    found = rows(analyse(persons(time=[5, 6, 5], status=[1, 0, 1]), of_persons(landmarks=(3,))))
    assert found["persons/all"].estimate == 3


def of_four(second_entry, status, **options):
    """Check four people with two rows each, of 10 days and then up to day 40."""
    data = {"person_id": list("aabbccdd"), "entry": [0, second_entry] * 4, "time": [10, 40] * 4}
    data |= {"status": status, "sex": ["male", "male", "female", "female"] * 2}
    data |= {"housing": ["stable", "unstable", "stable", "none"] * 2}
    return retention.check(persons(**data), of_persons(**options))


def test_levels_of_later_days_are_checked_with_who_leaves_at_them():
    later = {"covariates": ("housing",)}
    assert of_four(10, [0, 1, 0, 1, 0, 1, 0, 1], **later) == (
        "housing: nobody of stable leaves while followed: no finite hazard ratio",
    )
    assert of_four(10, [0, 1, 0, 0, 0, 1, 0, 0], groups=("sex",), covariates=("sex", "housing")) == (
        "sex: nobody of female leaves while followed: no interval, no finite hazard ratio",
        "housing: nobody of none, stable leaves while followed: no finite hazard ratio",
    )


def test_who_leaves_after_days_left_out_is_not_said_to_stay():
    both = {"groups": ("sex",), "covariates": ("sex",)}
    assert of_four(12, [0, 1] * 4, **both) == (
        "nobody leaves treatment before days left out: groups cannot be compared",
    )
    assert of_four(12, [0, 0] * 4, **both) == of_four(12, [0, 1] * 4, **both)
    assert of_four(10, [0, 0] * 4, **both) == ("nobody leaves treatment while followed: groups cannot be compared",)


def test_rows_say_how_many_people_and_events_come_after_days_left_out():
    data = {"person_id": list("aabbccd"), "entry": [0, 12, 0, 15, 0, 10, 0], "time": [10, 40, 10, 30, 10, 40, 40]}
    data |= {"status": [0, 1, 0, 0, 0, 2, 1], "sex": ["male"] * 4 + ["female"] * 3}
    options = {"groups": ("sex",), "landmarks": (5,), "restricted_mean_days": 9}
    found = rows(analyse(persons(**data), of_persons(covariates=("sex",), **options)))
    for name in ("persons/{}", "retained/{}/d5", "median_days/{}", "restricted_mean_days/{}", "days_lost/{}/left"):
        for scope, said in (("all", "2 persons are"), ("sex.male", "2 persons are"), ("sex.female", "0 persons are")):
            note = found[name.format(scope)].note
            n_events = 0 if scope == "sex.female" else 1
            assert note.endswith(
                f"{said} followed again after days left out, and {n_events} leave then: "
                "not counted here, only in hazard ratios"
            ), name
    assert "days left out" not in found["hazard_ratio/sex.male"].note
    without = rows(analyse(persons(**data), of_persons(**options)))
    assert without["persons/all"].note.endswith("1 leave then: not counted here")
    data["entry"] = [0, 10, 0, 10, 0, 10, 0]
    found = rows(analyse(persons(**data), of_persons(covariates=("sex",), **options)))
    assert not any("followed again" in row.note for row in found.values())
