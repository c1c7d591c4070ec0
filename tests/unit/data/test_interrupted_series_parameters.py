"""Rules of the interrupted_series section that no single field can state."""

import pytest
from pydantic import ValidationError

from evaluation.data.parameters.interrupted_series import InterruptedSeriesParameters
from evaluation.data.parameters.section import is_prespecified, is_source

NO_SEASON = {"seasonality": "none"}


def section(*dates, **changes):
    interventions = [{"name": f"change_{number}", "date": day} for number, day in enumerate(dates)]
    given = {"interventions": interventions} | changes
    return InterruptedSeriesParameters.model_validate(given, strict=False)


def misfits(*dates, **changes):
    with pytest.raises(ValidationError) as caught:
        section(*dates, **changes)
    return [misfit for detail in caught.value.errors() for misfit in detail["ctx"]["error"].args]


def test_a_section_with_nothing_in_it_describes_monthly_counts():
    plain = section()
    assert (plain.kind, plain.frequency, plain.data, plain.scale) == ("count", "month", "series", "identity")
    assert plain.source_names() == ("series",)


def test_everything_but_the_source_is_part_of_the_plan():
    fields = InterruptedSeriesParameters.model_fields
    assert {name for name, field in fields.items() if not is_prespecified(field)} == {"data"}
    assert is_source(fields["data"])


@pytest.mark.parametrize(
    ("frequency", "day", "expected"),
    [
        ("month", "2020-05-17", "2020-05-01"),
        ("quarter", "2020-05-01", "2020-04-01"),
        ("year", "2020-05-01", "2020-01-01"),
    ],
)
def test_dates_are_first_days_of_the_periods(frequency, day, expected):
    found = misfits(
        day,
        frequency=frequency,
        **NO_SEASON,
        start=day,
        provisional_from=day,
        left_out=[day],
        co_interventions=[{"name": "law", "start": day}],
    )
    assert {(misfit.wrong, misfit.found, misfit.expected) for misfit in found} == {
        (f"is not a first of a {frequency}", day, expected)
    }
    assert [misfit.place for misfit in found] == [
        ("start",),
        ("provisional_from",),
        ("left_out", 0),
        ("co_interventions", 0, "start"),
        ("interventions", 0, "date"),
    ]


def test_weeks_may_begin_on_any_day():
    assert section("2020-05-17", frequency="week", start="2019-01-02")


def test_the_window_begins_before_it_ends():
    (misfit,) = misfits(start="2020-01-01", end="2020-01-01")
    assert misfit.wrong == "is not before end"


@pytest.mark.parametrize(
    ("frequency", "near", "far", "fewest"),
    [
        ("month", ("2020-01-01", "2020-06-01"), ("2020-01-01", "2020-07-01"), "6 months"),
        ("week", ("2020-01-06", "2020-06-29"), ("2020-01-06", "2020-07-06"), "26 weeks"),
        ("quarter", ("2020-01-01", "2020-04-01"), ("2020-01-01", "2020-07-01"), "2 quarters"),
        ("year", ("2020-01-01", "2021-01-01"), ("2020-01-01", "2022-01-01"), "2 years"),
    ],
)
def test_two_interventions_are_half_a_year_and_two_periods_apart(frequency, near, far, fewest):
    assert section(*reversed(far), frequency=frequency, **NO_SEASON)
    (misfit,) = misfits(*reversed(near), frequency=frequency, **NO_SEASON)
    assert misfit.place == ("interventions", 0, "date")
    assert misfit.wrong == "of change_0 is too near to change_1: their effects cannot be told apart"
    assert misfit.expected.startswith(f"{fewest} or more")


@pytest.mark.parametrize(
    ("given", "place", "wrong"),
    [
        ({"frequency": "year"}, ("seasonality",), "is within a year: years have none"),
        ({"frequency": "year", "seasonality": "months"}, ("seasonality",), "is within a year: years have none"),
        ({"frequency": "quarter"}, ("harmonics",), "are more than four quarters can tell"),
        ({"frequency": "week", "seasonality": "months"}, ("seasonality",), "gives each period of a year a level"),
        (
            {"frequency": "year", **NO_SEASON, "specifications": [{"name": "a", "seasonality": "harmonics"}]},
            ("specifications", 0, "seasonality"),
            "is within a year",
        ),
        (
            {"frequency": "year", **NO_SEASON, "specification_grid": {"seasonality": ["none", "harmonics"]}},
            ("specification_grid", "seasonality"),
            "is within a year",
        ),
        ({"scale": "log"}, ("scale",), "is of values"),
        (
            {"specifications": [{"name": "a", "method": "least_squares"}]},
            ("specifications", 0, "method"),
            "is not for counts",
        ),
        (
            {"kind": "value", "specification_grid": {"method": ["poisson"]}},
            ("specification_grid", "method"),
            "is not for values",
        ),
        ({"series": ["a", "b"], "controls": ["b"]}, ("controls",), "names b, which series also names"),
        (
            {"controls": ["b"], "negative_controls": ["b"]},
            ("negative_controls",),
            "names b, which controls also names",
        ),
    ],
)
def test_what_does_not_go_together(given, place, wrong):
    (misfit,) = misfits(**given)
    assert misfit.place == place
    assert misfit.wrong.startswith(wrong)


@pytest.mark.parametrize(
    "given",
    [
        {"frequency": "quarter", "harmonics": 1},
        {"frequency": "quarter", "seasonality": "auto"},
        {"frequency": "year", "seasonality": "auto"},
        {"frequency": "quarter", "seasonality": "months"},
        {"frequency": "week"},
        {"kind": "value", "scale": "logit", "specifications": [{"name": "a", "method": "newey_west"}]},
    ],
)
def test_what_goes_together(given):
    assert section(**given)


def test_an_exposure_is_wanted_where_any_analysis_uses_it():
    assert section().wants_exposure
    assert not section(exposure="none", specifications=[{"name": "a"}]).wants_exposure
    assert section(exposure="none", specifications=[{"name": "a", "exposure": "population"}]).wants_exposure


def test_keys_of_series_are_names():
    with pytest.raises(ValidationError, match="series"):
        section(series=["New York"])


def test_no_series_is_a_part_of_itself():
    found = misfits(parts={"all": ["men"], "men": ["all"]})
    assert [(misfit.place, misfit.wrong) for misfit in found] == [
        (("parts", "all"), "names men, of which it is itself a part"),
        (("parts", "men"), "names all, of which it is itself a part"),
    ]
