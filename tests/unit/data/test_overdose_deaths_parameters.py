"""Rules of the overdose_deaths section that no single field can state."""

from datetime import date

import pytest
from pydantic import ValidationError

from evaluation.data.parameters import Intervention, OverdoseDeathsParameters
from evaluation.data.parameters.interruption import Specification, SpecificationGrid


def section(*dates, **changes):
    interventions = [{"name": f"change_{number}", "date": day} for number, day in enumerate(dates)]
    given = {"interventions": interventions} | changes
    return OverdoseDeathsParameters.model_validate(given, strict=False)


def test_interventions_six_months_apart_are_told_apart_and_five_are_not():
    assert len(section("2020-07-01", "2020-01-01").interventions) == 2
    with pytest.raises(ValidationError, match=r"too near to change_1.*2020-01-01 and 2020-06-01, 5 months apart"):
        section("2020-06-01", "2020-01-01")


@pytest.mark.parametrize(
    ("day", "said"),
    [
        ("2016-01-01", "fewer than two months before or after it"),
        ("2016-02-01", "fewer than two months before or after it"),
        ("2020-12-01", "fewer than two months before or after it"),
        ("2021-01-01", "is outside the months analysed"),
        ("2015-12-01", "is outside the months analysed"),
    ],
)
def test_level_and_slope_need_two_months_on_either_side(day, said):
    months = {"start": "2016-01-01", "end": "2021-01-01"}
    with pytest.raises(ValidationError) as caught:
        section(day, **months)
    (misfit,) = caught.value.errors()[0]["ctx"]["error"].args
    assert misfit.place == ("interventions", 0, "date")
    assert said in misfit.wrong
    assert misfit.found == f"{day}, of months from 2016-01 to 2020-12"
    assert misfit.expected.startswith("a date from 2016-03-01 to 2020-11-01: two months on either side")
    assert section("2016-03-01", "2020-11-01", **months).interventions


def test_two_interventions_have_two_names():
    twice = [{"name": "change", "date": day} for day in ("2018-01-01", "2019-01-01")]
    with pytest.raises(ValidationError, match="stands twice"):
        section(interventions=twice)


@pytest.mark.parametrize("changes", [{"start": "2016-01-02"}, {"end": "2020-12-31"}])
def test_the_window_is_whole_months(changes):
    with pytest.raises(ValidationError, match="is not a first of a month"):
        section(**changes)


def test_subgroups_are_those_of_the_dictionary():
    assert section(subgroups=("sex", "age_group")).subgroups == ("sex", "age_group")
    with pytest.raises(ValidationError, match="subgroups"):
        section(subgroups=("gender",))


def test_interventions_are_kept_apart_by_when_they_act_not_by_their_dates():
    one = Intervention(name="one", date=date(2018, 1, 1), lag=4)
    with pytest.raises(ValidationError, match=r"too near to one.*2 months apart, lag and transition added"):
        OverdoseDeathsParameters(interventions=(one, Intervention(name="other", date=date(2018, 7, 1))))
    OverdoseDeathsParameters(interventions=(one, Intervention(name="other", date=date(2018, 11, 1))))


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ({"interval": "z"}, "is not a choice of this method"),
        ({"method": "log_linear", "interval": "z"}, "is not a choice of this method"),
        ({"method": "poisson", "order": (1, 0, 0)}, "is of method arima only"),
        ({"method": "arima", "seasonal_order": (1, 0, 0)}, "stands without an order"),
    ],
)
def test_a_key_of_a_specification_that_would_have_no_effect_is_refused(how, said):
    with pytest.raises(ValidationError, match=said):
        Specification(name="other", **how)


@pytest.mark.parametrize("name", ["primary", "grid_01", "lowest_without_a_year"])
def test_names_that_the_analysis_gives_itself_are_reserved(name):
    with pytest.raises(ValidationError, match="is one that the analysis gives itself"):
        OverdoseDeathsParameters(specifications=(Specification(name=name, method="poisson"),))


@pytest.mark.parametrize("grid", [{"lag": (-1,)}, {"lag": (30,)}, {"phase_in": (99,)}, {"periods_before": (-3,)}])
def test_the_choices_of_a_grid_are_within_what_a_specification_takes(grid):
    with pytest.raises(ValidationError):
        SpecificationGrid(**grid)
