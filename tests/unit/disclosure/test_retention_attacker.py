"""Real analyses of small worlds of people in treatment are released, and attacked by code of another hand."""

import itertools
import json

import numpy as np
import pandas as pd
import pytest

from evaluation.disclosure import releasing, treatment_forms
from evaluation.disclosure.admission import Admitter
from evaluation.disclosure.releasing import release
from evaluation.reporting.catalogue import Catalogue
from evaluation.reporting.figures import retention as figures
from evaluation.reporting.labels import Labels

from .retention_attacker import SMALL, WAYS, build, cells_where, of_whom, people, spans, stolen, truth_of
from .run_builder import read


@pytest.mark.parametrize("competing", [0.0, 0.06, 0.3])
@pytest.mark.parametrize("n", [40, 150, 400, 900])
def test_nothing_small_follows_from_what_is_shown_of_retention(tmp_path, n, competing):
    frame = people(np.random.default_rng(n + int(100 * competing)), n, competing)
    folder = build(tmp_path / "run", frame, restricted_mean_days=120 if n == 400 else 90)
    release(folder)
    assert stolen(folder, frame) == []


def test_the_same_attacker_finds_what_is_not_protected(tmp_path, monkeypatch):
    """Which shows that the attack works: nothing is checked against subtraction, and no step is made coarser."""
    frame = people(np.random.default_rng(3), 400, 0.06)
    folder = build(tmp_path / "run", frame)
    monkeypatch.setattr(Admitter, "_leak", lambda *_, **__: None)
    monkeypatch.setattr(treatment_forms, "coarser_forms", lambda rows, _: [tuple(rows)])
    monkeypatch.setattr(Admitter, "_shows_small", lambda *_: None)
    monkeypatch.setattr(releasing, "audit_release", lambda *_: releasing.AuditReport(0, 0, 0))
    release(folder)
    found = " ".join(words for words, _ in stolen(folder, frame))
    for part in ("shown", "step of cumulative_incidence", "('died',)"):
        assert part in found


def test_much_is_shown_where_many_people_leave(tmp_path):
    frame = people(np.random.default_rng(5), 4000, 0.3)
    folder = build(tmp_path / "run", frame)
    release(folder)
    assert stolen(folder, frame) == []
    found = {row["result_id"] for row in read(folder / "released" / "results.csv")}
    for name in (
        "retained/all/d30",
        "retained_difference/medication.buprenorphine/d90",
        "retained_ratio/arm.rfs/d180",
        "cumulative_incidence/all/died/d90",
        "cumulative_incidence/cep/moved/d180",
        "days_lost/rfs/died",
        "restricted_mean_days/medication.methadone",
        "restricted_mean_ratio/arm.rfs",
        "gray_test/medication/died",
        "proportional_hazards/all",
        "subdistribution_hazard_ratio/medication.methadone",
    ):
        assert f"retention/{name}" in found


def test_a_figure_of_released_shares_has_no_step_of_a_few_people(tmp_path):
    """Who left, and who died, moved or was censored between two days that the figure draws, in truth."""
    frame = people(np.random.default_rng(9), 600, 0.06)
    folder = build(tmp_path / "run", frame)
    release(folder)
    rows = pd.DataFrame(read(folder / "released" / "results.csv"))
    rows = rows[rows["quantity"] == "retained"]
    about = json.loads((folder / "released" / "about.json").read_text(encoding="utf-8"))
    catalogue = Catalogue("en")
    labels = Labels(about, catalogue)
    numbers = rows.assign(**{name: pd.to_numeric(rows[name]) for name in ("estimate", "conf_low", "conf_high")})
    drawn = 0
    for _, ours in numbers.groupby(["arm", "subgroup"]):
        figure = figures.retained_at_landmarks(ours, labels=labels, catalogue=catalogue)
        days = [day for day, _ in figure.axes[0].lines[0].get_xydata().tolist()]
        who = of_whom({"note": "", "result_id": "", **ours.iloc[0][["arm", "subgroup"]]})
        for since, day in itertools.pairwise([-1, *days[1:]]):
            for ways in (("left",), WAYS[1:]):
                count = sum(truth_of(frame)[cell] for cell in cells_where(ways, spans(since, day), **who))
                assert count not in SMALL, (who, since, day, ways)
                drawn += 1
    assert drawn >= 4
    assert len(numbers) < 3 * numbers.groupby(["arm", "subgroup"]).ngroups, "some steps were made coarser"


def test_landmarks_are_withheld_where_people_are_followed_from_a_later_day_on(tmp_path):
    """Between two landmarks, people at risk grow by those who enter: few, here, and nobody books them."""
    frame = people(np.random.default_rng(6), 900, 0.3)
    frame["entry"] = 0.0
    frame.loc[frame[frame["time"] > 60].index[:5], "entry"] = 40.0
    folder = build(tmp_path / "run", frame)
    release(folder)
    found = {row["result_id"].split("/")[1] for row in read(folder / "released" / "results.csv")}
    assert "restricted_mean_days" in found
    assert not {"retained", "retained_difference", "cumulative_incidence"} & found
