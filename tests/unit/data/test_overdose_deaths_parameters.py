"""Rules of the overdose_deaths section that no single field can state."""

import pytest
from pydantic import ValidationError

from evaluation.data.parameters import OverdoseDeathsParameters


def section(*dates, **changes):
    interventions = [{"name": f"change_{number}", "date": day} for number, day in enumerate(dates)]
    given = {"interventions": interventions} | changes
    return OverdoseDeathsParameters.model_validate(given, strict=False)


def test_interventions_six_months_apart_are_told_apart_and_five_are_not():
    assert len(section("2020-07-01", "2020-01-01").interventions) == 2
    with pytest.raises(ValidationError, match="5 months apart"):
        section("2020-06-01", "2020-01-01")


@pytest.mark.parametrize("changes", [{"start": "2016-01-02"}, {"end": "2020-12-31"}])
def test_the_window_is_whole_months(changes):
    with pytest.raises(ValidationError, match="is not a first of a month"):
        section(**changes)


def test_subgroups_are_those_of_the_dictionary():
    assert section(subgroups=("sex", "age_group")).subgroups == ("sex", "age_group")
    with pytest.raises(ValidationError, match="subgroups"):
        section(subgroups=("gender",))
