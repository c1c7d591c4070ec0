"""Competing events, comparisons, mean times, later episodes and other definitions, worked out by hand.

The engines are compared with R in tests/unit/stats/survival; here stands what the analysis makes of them.
"""

import numpy as np
import pandas as pd
import pytest

from evaluation.analyses.treatment.comparisons import InGroup, comparison_rows, differences_and_ratios
from evaluation.analyses.treatment.histories import Histories, State
from evaluation.analyses.treatment.people import find_people
from evaluation.data.episode_rule import Outcome, Transfer
from evaluation.disclosure.closed_list import Kind, public_text
from evaluation.errors import ParameterError

from .test_retention import EVENTS, FILLS, B, M, analyse, of_persons, of_supply, persons, rows, treatment

# a is treated on days 0 to 20 and 100 to 150; c dies on day 109 after a supply that ends there; d moves on day 40.
LATER = [("a", 0, M, 20), ("a", 100, M, 50), ("b", 5, B, 60), ("c", 9, M, 100), ("d", 0, B, 100)]
LEAVING = [("c", "death", 109, None), ("d", "transfer", 40, None)]


def by_hand(**options):
    return find_people(treatment(LATER, LEAVING), of_supply(groups=("medication",), **options))


def test_every_way_out_of_treatment_is_a_cause():
    people = by_hand()
    assert people.causes == ("left", "died", "moved")
    assert dict(zip(people.frame["person_id"], people.events.cause, strict=True)) == {"a": 1, "b": 1, "c": 2, "d": 3}
    assert people.events.time.tolist() == [20, 60, 100, 40]


def test_a_transfer_that_is_censoring_is_no_cause():
    people = by_hand(transfer=Transfer.CENSORING)
    assert people.causes == ("left", "died")
    assert people.events.cause.tolist() == [1, 1, 2, 0]


def test_without_events_leaving_is_the_only_way_out():
    people = find_people(treatment(FILLS, EVENTS), of_supply().model_copy(update={"treatment_events": ""}))
    assert people.causes == ("left",)
    found = rows(analyse(treatment(FILLS, EVENTS), of_supply().model_copy(update={"treatment_events": ""})))
    assert not [name for name in found if name.startswith(("cumulative_incidence", "gray_test", "days_lost"))]


def test_incidences_and_the_share_still_there_add_up_to_one():
    found = rows(analyse(treatment(LATER, LEAVING), of_supply(landmarks=(30, 50, 99))))
    assert found["cumulative_incidence/all/left/d30"].estimate == pytest.approx(1 / 4, abs=1e-12)
    assert found["cumulative_incidence/all/moved/d50"].estimate == pytest.approx(1 / 4, abs=1e-12)
    assert found["cumulative_incidence/all/left/d99"].estimate == pytest.approx(1 / 2, abs=1e-12)
    assert found["cumulative_incidence/all/died/d99"].estimate == 0.0
    assert "not defined" in found["cumulative_incidence/all/died/d99"].note
    assert found["cumulative_incidence/all/moved/d50"].n_events == 1


def test_mean_days_and_days_lost_add_up():
    found = rows(analyse(treatment(LATER, LEAVING), of_supply(restricted_mean_days=80)))
    lost = [found[f"days_lost/all/{cause}"].estimate for cause in ("left", "died", "moved")]
    # Of four people, one leaves on day 20, one moves on day 40, one leaves on day 60.
    np.testing.assert_allclose(lost, [(60 + 20) / 4, 0.0, 40 / 4], atol=1e-12)
    # Kaplan-Meier with the move as censoring: 1, 3/4 from day 20, 3/8 from day 60.
    assert found["restricted_mean_days/all"].estimate == pytest.approx(20 + 0.75 * 40 + 0.375 * 20, abs=1e-12)
    assert found["restricted_mean_days/all"].period == "day 80"


def test_a_horizon_beyond_follow_up_is_said():
    found = rows(analyse(treatment(LATER, LEAVING), of_supply(restricted_mean_days=2000)))
    assert np.isnan(found["restricted_mean_days/all"].estimate)
    assert found["restricted_mean_days/all"].note.startswith("not estimable: time 2000 lies beyond")
    assert "not estimable" in found["days_in_treatment/all"].note


def test_histories_run_to_the_end_of_observation():
    histories = by_hand().histories
    assert histories.n_persons == 4
    assert histories.start.tolist() == [0, 100, 0, 0, 0]
    assert histories.end.tolist() == [20, 150, 60, 100, 40]
    # Observation lasts 366 days and a gap of 30 must be seen whole; b starts on day 5.
    assert histories.last_day.tolist() == [336, 331, 100, 40]
    assert histories.last_outcome.tolist() == [0, 0, Outcome.DEATH, Outcome.TRANSFER]


def test_whoever_comes_back_can_leave_again():
    events, person = by_hand().histories.leavings()
    stretches = sorted(zip(person, np.maximum(events.entry, 0), events.time, events.cause, strict=True))
    assert stretches == [
        (0, 0, 20, 1),
        (0, 20, 150, 1),
        (0, 150, 336, 0),
        (1, 0, 60, 1),
        (1, 60, 331, 0),
        (2, 0, 100, 2),
        (3, 0, 40, 2),
    ]
    found = rows(analyse(treatment(LATER, LEAVING), of_supply(landmarks=(30, 70))))
    assert found["times_left/all/d30"].estimate == pytest.approx(1 / 4)
    assert found["times_left/all/d30"].n_events == 1


def test_days_in_treatment_count_later_episodes():
    states = by_hand().histories.states()
    assert states.n_states == len(State)
    a = states.person == 0
    assert list(zip(states.start[a], states.stop[a], states.state[a], states.next_state[a], strict=True)) == [
        (0, 20, 0, 1),
        (20, 100, 1, 0),
        (100, 150, 0, 1),
        (150, 336, 1, 1),
    ]
    found = rows(analyse(treatment(LATER, LEAVING), of_supply(restricted_mean_days=180)))
    inside, outside = (found[f"days_{name}_treatment/all"].estimate for name in ("in", "out_of"))
    # a: 70 in and 110 out; b: 60 and 120; c dies after 100; d moves after 40.
    assert inside == pytest.approx((70 + 60 + 100 + 40) / 4)
    assert outside == pytest.approx((110 + 120) / 4)


def test_some_people_keep_their_histories():
    histories = by_hand().histories
    part = histories.subset(np.array([0, 2]))
    assert part.person.tolist() == [0, 0, 1]
    assert part.last_day.tolist() == [336, 100]
    assert isinstance(part, Histories)


def test_every_definition_stands_beside_the_headline():
    found = rows(analyse(treatment([*LATER, ("e", 0, M, 300)], LEAVING), of_supply(landmarks=(30, 180))))
    names = {name.removeprefix("retained_by_definition/all/") for name in found if "by_definition" in name}
    gaps = {f"gap_{gap}.deaths_{deaths}" for gap in (7, 14, 30, 45, 60) for deaths in ("censored", "leaving")}
    shares = {
        f"{each}_180.deaths_{deaths}" for each in ("days_covered", "pod_style") for deaths in ("censored", "leaving")
    }
    assert names == gaps | shares
    headline = found["retained_by_definition/all/gap_30.deaths_censored"]
    assert headline.estimate == found["retained/all/d180"].estimate > 0
    assert headline.status == "sensitivity"
    assert "HEDIS" in found["retained_by_definition/all/pod_style_180.deaths_censored"].method


def cohort(n=120, seed=3):
    rng = np.random.default_rng(seed)
    site = np.repeat([f"s{number}" for number in range(12)], n // 12)
    return {
        "time": np.ceil(rng.exponential(120, n)),
        "status": rng.choice([0, 1, 2, 3], n, p=[0.2, 0.6, 0.1, 0.1]),
        "clinic": np.where(rng.random(n) < 0.5, "1", "2"),
        "medication": np.where(rng.random(n) < 0.5, M, B),
        "sex": np.where(rng.random(n) < 0.5, "female", "male"),
        "community": np.where(np.char.startswith(site.astype(str), "s1"), "elm", "alder"),
    }


def test_a_person_table_may_have_competing_events():
    columns = cohort()
    people = find_people(persons(**columns), of_persons())
    assert people.causes == ("left", "died", "moved")
    assert sum(people.outcomes.values()) == len(columns["time"])
    assert find_people(persons(**columns | {"status": np.minimum(columns["status"], 1)}), of_persons()).causes == (
        "left",
    )


def test_strata_and_cluster_enter_tests_and_model():
    data, plain = persons(**cohort()), of_persons(groups=("medication",), covariates=("medication", "sex"))
    more = of_persons(
        groups=("medication",), covariates=("medication", "sex"), strata=("clinic",), cluster="community"
    )
    first, second = rows(analyse(data, plain)), rows(analyse(data, more))
    assert second["log_rank/medication"].method.endswith("stratified by clinic")
    assert first["log_rank/medication"].estimate != second["log_rank/medication"].estimate
    method = second["hazard_ratio/sex.male"].method
    assert method.endswith("stratified by clinic, standard errors robust to dependence within community")
    assert second["gray_test/medication/left"].method == "Gray's test, stratified by clinic"
    assert "strata and clusters are not used" in second["subdistribution_hazard_ratio/sex.male"].note


def test_other_weights_are_sensitivity_and_a_trend_is_asked_for():
    columns = cohort()
    found = rows(analyse(persons(**columns), of_persons(groups=("sex",), ordered_groups=("sex",))))
    assert {found[f"log_rank/sex/{name}"].status for name in ("gehan", "tarone_ware", "peto_peto", "late")} == {
        "sensitivity"
    }
    # With two levels a trend is the same test.
    assert found["log_rank_trend/sex"].estimate == pytest.approx(found["log_rank/sex"].estimate)


def test_text_without_a_declared_order_has_no_trend():
    with pytest.raises(ParameterError, match="clinic is text of which nobody declares the order; found 1, 2"):
        analyse(persons(**cohort()), of_persons(groups=("clinic",), ordered_groups=("clinic",)))


def test_the_assumption_of_the_model_is_tested_by_covariate():
    found = rows(analyse(persons(**cohort()), of_persons(covariates=("medication", "sex"))))
    assert {name for name in found if name.startswith("proportional_hazards")} == {
        "proportional_hazards/medication",
        "proportional_hazards/sex",
        "proportional_hazards/all",
    }
    assert found["proportional_hazards/all"].note.startswith("2 degrees of freedom")
    assert found["proportional_hazards/all"].status == "diagnostic"
    assert "see proportional_hazards for whether it changes with time" in found["hazard_ratio/sex.male"].note


def test_no_ratio_points_to_a_test_that_could_not_be_made():
    data = {"time": [30.0] * 40, "status": [1, 0] * 20, "sex": ["female"] * 20 + ["male"] * 20}
    found = rows(analyse(persons(**data), of_persons(covariates=("sex",))))
    assert found["proportional_hazards/sex"].note.startswith("not estimable: all events happen at the same time")
    assert "see proportional_hazards" not in found["hazard_ratio/sex.male"].note
    assert "not tested" in found["hazard_ratio/sex.male"].note


def test_every_method_may_be_released_as_it_stands():
    """A method with a number of its own would be taken for a note that tells how many people there are."""
    of_rows = rows(analyse(treatment(LATER, LEAVING), of_supply(groups=("medication",)))).values()
    of_cohort = rows(analyse(persons(**cohort()), of_persons(groups=("sex",), covariates=("medication", "sex"))))
    methods = {each.method for each in (*of_rows, *of_cohort.values())}
    assert len(methods) > 8
    assert {method: public_text(method, Kind.TEST)[0] for method in methods} == {method: method for method in methods}


def test_residuals_are_for_the_evaluator_only():
    result = analyse(persons(**cohort()), of_persons(covariates=("sex",)))
    frame = result.table("schoenfeld_residuals")
    n_left = int((cohort()["status"] == 1).sum())
    assert list(frame.columns) == ["covariate", "stratum", "day", "scaled_residual"]
    assert len(frame) == n_left
    (kind,) = {table.kind for table in result.tables if table.name == "schoenfeld_residuals"}
    assert kind == "restricted"


def test_levels_are_compared_with_the_first():
    found = rows(analyse(persons(**cohort()), of_persons(groups=("sex",), landmarks=(90,), restricted_mean_days=90)))
    shares = [found[f"retained/sex.{level}/d90"] for level in ("male", "female")]
    difference = found["retained_difference/sex.male/d90"]
    assert difference.estimate == pytest.approx(shares[0].estimate - shares[1].estimate, abs=1e-12)
    assert difference.std_error == pytest.approx(np.hypot(*(each.std_error for each in shares)), abs=1e-12)
    assert difference.note == "reference: female"
    ratio = found["retained_ratio/sex.male/d90"]
    assert ratio.estimate == pytest.approx(shares[0].estimate / shares[1].estimate, abs=1e-12)
    on_log = np.hypot(*(each.std_error / each.estimate for each in shares))
    np.testing.assert_allclose(np.log(ratio.conf_high / ratio.conf_low), 2 * 1.959963984540054 * on_log)
    means = [found[f"restricted_mean_days/sex.{level}"].estimate for level in ("male", "female")]
    assert found["restricted_mean_difference/sex.male"].estimate == pytest.approx(means[0] - means[1])


def test_a_comparison_without_variation_has_no_interval():
    data = find_people(persons(**cohort()), of_persons(groups=("sex",)))
    column = data.columns["sex"]
    found = [InGroup(column, "female", 1.0, 0.0, 10, 0), InGroup(column, "male", 0.5, 0.1, 10, 5)]
    (difference, ratio) = comparison_rows(found, differences_and_ratios("retained", "x"), conf_level=0.95, method="m")
    assert np.isnan(difference.conf_low)
    assert difference.estimate == -0.5
    assert "no interval" in difference.note
    assert np.isnan(ratio.std_error)


def test_recurrent_and_subdistribution_ratios_stand_beside():
    rng = np.random.default_rng(5)
    fills, events = [], []
    for number in range(80):
        person, day = f"p{number}", int(rng.integers(60, 100))
        for _ in range(int(rng.integers(1, 4))):
            fills.append((person, day, M if number % 2 else B, int(rng.integers(10, 60))))
            day += int(rng.integers(70, 140))
        if number % 10 == 0:
            events.append((person, "death", day, None))
    given = of_supply(n_days=700, covariates=("medication",), washout_days=30)
    found = rows(analyse(treatment(fills, events), given))
    recurrent = found["recurrent_hazard_ratio/medication.buprenorphine"]
    first = found["hazard_ratio/medication.buprenorphine"]
    assert recurrent.n_events > first.n_events
    assert recurrent.note.split("; ")[2] == "standard errors robust to dependence within people"
    assert found["subdistribution_hazard_ratio/medication.buprenorphine"].status == "sensitivity"


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"ordered_groups": ("sex",)}, "ordered_groups has sex"),
        ({"groups": ("sex",), "strata": ("sex",)}, "cannot be one of the strata"),
    ],
)
def test_contradictions_of_the_plan_are_refused(options, said):
    with pytest.raises(ValueError, match=said):
        of_persons(**options)


def test_a_cluster_may_have_more_values_than_a_group():
    columns = cohort() | {"clinic": [f"Clinic {number // 3}" for number in range(120)]}
    found = rows(analyse(persons(**columns), of_persons(covariates=("sex",), cluster="clinic")))
    assert found["hazard_ratio/sex.male"].std_error > 0
    assert "few clusters" not in found["hazard_ratio/sex.male"].note


def test_few_clusters_are_said():
    found = rows(analyse(persons(**cohort()), of_persons(covariates=("sex",), cluster="community")))
    assert "few clusters: robust standard errors may be too small" in found["hazard_ratio/sex.male"].note


def test_nothing_is_lost_where_a_level_has_nobody_in_the_data():
    frame = pd.DataFrame(cohort())
    found = rows(analyse(persons(**frame[frame["sex"] == "female"].to_dict("list")), of_persons(groups=("sex",))))
    assert found["persons/sex.female"].estimate == found["persons/all"].estimate
    assert not [name for name in found if "difference" in name]
