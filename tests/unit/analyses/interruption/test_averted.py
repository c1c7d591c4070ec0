"""What is said of all series together."""

import numpy as np
import pytest

from evaluation.analyses.interruption.averted import estimate_averted
from evaluation.analyses.interruption.modelled import model_all

from .monthly import poisson, study_of


@pytest.mark.parametrize(("controls", "together"), [((), True), (("s2",), False)])
def test_series_are_everybody_only_where_none_is_a_control(controls, together):
    study = study_of(poisson(size=3), start=36, controls=controls)
    found = {row.result_id for row in estimate_averted(study, model_all(study), np.random.default_rng(1))}
    assert "overdose_deaths/events_averted/s0" in found
    assert ("overdose_deaths/events_averted/all" in found) is together
    assert ("overdose_deaths/percent_averted/all" in found) is together
