"""Predicted survival against R's survfit.coxph (tests/reference/survival/cox.R). Tolerance: 1e-8 relative."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from evaluation.stats.not_estimable import NotEstimable
from evaluation.stats.survival.cox import fit_cox
from evaluation.stats.survival.cox_baseline import predict_survival
from evaluation.stats.survival.right_censored import RightCensored

EXPECTED = pd.read_csv(Path(__file__).parents[3] / "reference" / "survival" / "cox_baseline.csv")
AT = {
    "people_entry": [[0, 0, 60, 0], [0, 1, 100, 1]],
    "people_strata": [[60, 0], [100, 1]],
    "ties": [[1, 0.5], [0, -1]],
}


@pytest.mark.parametrize(("model", "ties"), sorted(set(zip(EXPECTED["model"], EXPECTED["ties"], strict=True))))
def test_equals_r(cox_models, model, ties):
    given = cox_models[model]
    result = predict_survival(given.fit(ties), given.follow_up, given.covariates, AT[model], stratum=given.stratum)
    for row, expected in EXPECTED.query("model == @model and ties == @ties").groupby("row"):
        assert result.time.tolist() == expected["time"].tolist()
        for name in ("cumulative_hazard", "std_error", "conf_low", "conf_high"):
            assert getattr(result, name)[:, row] == pytest.approx(expected[name].to_numpy(), rel=1e-8)
        assert result.survival[:, row] == pytest.approx(np.exp(-expected["cumulative_hazard"].to_numpy()), rel=1e-8)


def test_what_cannot_be_predicted_is_refused():
    follow_up = RightCensored.from_arrays([1, 2, 3, 4, 5], [1, 1, 0, 1, 0])
    x = [[1.0], [0.0], [1.0], [0.0], [2.0]]
    fit = fit_cox(follow_up, x)
    for at in ([[np.nan]], [[1.0, 2.0]], [1.0]):
        with pytest.raises(ValueError, match="covariates to predict at must be finite, 1 in each row"):
            predict_survival(fit, follow_up, x, at)
    separated = [[1.0], [1.0], [0.0], [1.0], [0.0]]
    with pytest.raises(NotEstimable, match="a coefficient is infinite, so no survival can be predicted"):
        predict_survival(fit_cox(follow_up, separated), follow_up, separated, [[1.0]])
