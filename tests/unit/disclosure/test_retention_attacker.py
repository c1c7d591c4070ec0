"""Real analyses of small worlds of people in treatment are released, and attacked by code of another hand."""

import itertools
import json

import numpy as np
import pandas as pd
import pytest

from evaluation.data.output_table import Measure
from evaluation.data.parameters import RetentionParameters
from evaluation.disclosure import releasing, treatment_forms
from evaluation.disclosure.admission import Admitter
from evaluation.disclosure.audit import audit_release
from evaluation.disclosure.follow_up import curve_days
from evaluation.disclosure.over_time import ANOTHER, NO_LANDMARK, NO_STEP
from evaluation.disclosure.releasing import release
from evaluation.errors import DisclosureError
from evaluation.reporting.catalogue import Catalogue
from evaluation.reporting.figures import retention as figures
from evaluation.reporting.labels import Labels

from .retention_attacker import SMALL, WAYS, build, cells_where, of_whom, people, spans, stolen, truth_of
from .run_builder import read, seal


@pytest.mark.parametrize("competing", [0.0, 0.06, 0.3])
@pytest.mark.parametrize("n", [40, 150, 400, 900])
def test_nothing_small_follows_from_what_is_shown_of_retention(tmp_path, n, competing):
    frame = people(np.random.default_rng(n + int(100 * competing)), n, competing)
    folder = build(tmp_path / "run", frame, restricted_mean_days=120 if n == 400 else 90)
    release(folder)
    assert stolen(frame, folder) == []


def test_the_same_attacker_finds_what_is_not_protected(tmp_path, monkeypatch):
    """Which shows that the attack works: nothing is checked against subtraction, and no step is made coarser."""
    frame = people(np.random.default_rng(3), 400, 0.06)
    folder = build(tmp_path / "run", frame)
    monkeypatch.setattr(Admitter, "_leak", lambda *_, **__: None)
    monkeypatch.setattr(treatment_forms, "coarser_forms", lambda rows, _: [tuple(rows)])
    monkeypatch.setattr(Admitter, "_shows_small", lambda *_: None)
    monkeypatch.setattr(releasing, "audit_release", lambda *_: releasing.AuditReport(0, 0, 0))
    release(folder)
    found = " ".join(words for words, _ in stolen(frame, folder))
    for part in ("shown", "step of cumulative_incidence", "('died',)"):
        assert part in found


def test_much_is_shown_where_many_people_leave(tmp_path):
    frame = people(np.random.default_rng(5), 4000, 0.3)
    folder = build(tmp_path / "run", frame)
    release(folder)
    assert stolen(frame, folder) == []
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


def curves_of(folder):
    tables = (folder / "released" / "tables").glob("*_over_time*.csv")
    return {path.stem: read(path) for path in sorted(tables)}


def test_a_curve_passes_through_the_landmarks_that_are_shown(tmp_path):
    frame = people(np.random.default_rng(7), 3000, 0.1)
    folder = build(tmp_path / "run", frame)
    release(folder)
    assert stolen(frame, folder) == []
    curves = curves_of(folder)
    assert list(curves) == ["incidence_over_time", "retained_over_time", "retained_over_time_by_arm"]
    rows = {row["result_id"]: row for row in read(folder / "released" / "results.csv")}
    by_arm = curves["retained_over_time_by_arm"]
    assert len({row["period"] for row in by_arm if row["arm"] == "cep"}) > 2 * len((30, 90, 180))
    for row in by_arm:
        landmark = rows.get(f"retention/retained/{row['arm']}/d{row['period'][4:]}")
        if landmark:
            assert [row[name] for name in ("estimate", "conf_low", "conf_high", "n_obs")] == (
                [landmark[name] for name in ("estimate", "conf_low", "conf_high", "n_obs")]
            )
    left = sum(int(row["n_events"]) for row in by_arm if row["arm"] == "cep")
    assert left == ((frame["arm"] == "cep") & (frame["status"] == 1) & (frame["time"] <= 180)).sum()
    withheld = {row["item"]: row["reason"] for row in read(folder / "released" / "withheld.csv")}
    assert withheld["incidence_over_time_by_arm"] in (NO_STEP, NO_LANDMARK)


def test_no_curve_is_shown_where_no_landmark_is(tmp_path):
    folder = build(tmp_path / "run", people(np.random.default_rng(1), 40, 0.06))
    release(folder)
    assert curves_of(folder) == {}
    withheld = {row["item"]: row["reason"] for row in read(folder / "released" / "withheld.csv")}
    assert withheld["retained_over_time_by_medication"] == NO_LANDMARK


def test_a_curve_that_is_not_that_of_its_landmarks_is_withheld(tmp_path):
    frame = people(np.random.default_rng(7), 3000, 0.0)
    folder = build(tmp_path / "run", frame)
    path = folder / "restricted" / "tables" / "survival_curve.csv"
    first, *steps = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([first, *reversed(steps)]) + "\n", encoding="utf-8")
    seal(folder)
    release(folder)
    assert "retained_over_time" in curves_of(folder), "whatever the order of its rows"
    early = [step for step in steps if float(step.split(",")[3]) < 150]
    path.write_text("\n".join([first, *early]) + "\n", encoding="utf-8")
    seal(folder)
    release(folder)
    assert "retained_over_time" not in curves_of(folder)
    withheld = {row["item"]: row["reason"] for row in read(folder / "released" / "withheld.csv")}
    assert withheld["retained_over_time"] == ANOTHER


@pytest.mark.parametrize(
    ("shift", "told"), [(-1, "minus"), (None, "retained_over_time_by_arm.*n_events.*: 4 is itself too small")]
)
def test_the_audit_reads_curves(tmp_path, shift, told):
    """A step of 4 people who left, and one in which an arm has one more than there are in all."""
    folder = build(tmp_path / "run", people(np.random.default_rng(7), 3000, 0.1))
    release(folder)
    path = folder / "released" / "tables" / "retained_over_time_by_arm.csv"
    rows = read(path)
    rows[0]["n_events"] = "4" if shift is None else str(int(rows[0]["n_events"]) + shift)
    lines = [",".join(rows[0]), *(",".join(row.values()) for row in rows)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    hidden = {measure.value: SMALL if measure is Measure.PERSON else range(0) for measure in Measure}
    with pytest.raises(DisclosureError, match=told) as caught:
        audit_release(folder / "released", hidden)
    assert caught.value.exit_code == 14


def test_days_of_a_curve_are_of_the_plan():
    found = curve_days(RetentionParameters(landmarks=(30, 90, 180, 365)))
    assert found == (30, 60, 90, 120, 150, 180, 210, 241, 272, 303, 334, 365)
    assert curve_days(RetentionParameters(landmarks=(7,))) == (1, 2, 3, 4, 5, 6, 7)
