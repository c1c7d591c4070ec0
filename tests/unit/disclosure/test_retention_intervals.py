"""People whose covariates change have several rows in the data, and one in every number that is released."""

import numpy as np
import pandas as pd
import pytest

from evaluation.disclosure.releasing import release

from .retention_attacker import build, people
from .run_builder import read

OPTIONS = {"groups": ("arm",), "covariates": ("medication", "dose", "arm")}


def in_intervals(frame, rng):
    """Split follow-up of half of the people on some day after the first; medication and dose change there."""
    frame = frame.assign(person_id=[f"p{number:04d}" for number in range(len(frame))], entry=0.0)
    frame["dose"] = rng.choice([40.0, 60.0, 80.0], len(frame))
    split = frame[(frame["time"] > 2) & (rng.random(len(frame)) < 0.5)]
    day = np.ceil(split["time"] / 3)
    before = split.assign(time=day, status=0)
    after = split.assign(entry=day, medication=rng.permutation(split["medication"]), dose=split["dose"] + 10)
    return pd.concat([frame.drop(split.index), before, after])


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    rng = np.random.default_rng(5)
    frame = in_intervals(people(rng, 900, competing=0.2), rng)
    folder = build(tmp_path_factory.mktemp("run") / "intervals", frame, **OPTIONS)
    release(folder)
    return folder, frame


def without_stem(rows, column):
    return {row[column].removeprefix("retention/"): row for row in rows}


def test_what_is_released_counts_people(run):
    folder, frame = run
    found = without_stem(read(folder / "released" / "results.csv"), "result_id")
    assert len(frame) > 1.3 * frame["person_id"].nunique()
    for name in ("persons/all", "hazard_ratio/dose", "proportional_hazards/all", "log_rank/arm"):
        assert int(found[name]["n_obs"]) == 900, name
    of_arms = frame.groupby("arm")["person_id"].nunique()
    for arm in ("cep", "rfs"):
        assert int(found[f"hazard_ratio/arm.{arm}"]["n_obs"]) == of_arms[arm]
    counts = [int(row["n_obs"]) for row in found.values() if row["n_obs"]]
    assert max(counts) == 900


def test_levels_that_people_move_between_are_for_the_evaluator_only(run):
    folder, _ = run
    found = without_stem(read(folder / "released" / "results.csv"), "result_id")
    withheld = without_stem(read(folder / "released" / "withheld.csv"), "item")
    in_run = {row.split("/", 1)[1] for row in (each["result_id"] for each in read(folder / "results.csv"))}
    for name in ("hazard_ratio/medication.methadone", "log_hazard_ratio/medication.buprenorphine"):
        assert name in in_run
        assert name not in found
        assert "several levels" in withheld[name]["reason"]
    assert not any("medication" in name for name in found if name.startswith(("hazard_ratio", "log_hazard")))
    for name in ("persons_changing/medication", "persons_changing/dose"):
        assert name in in_run
        assert name not in found
        assert "moves between" in withheld[name]["reason"]


def test_events_of_a_model_that_curves_do_not_reach_are_not_told(tmp_path):
    """Three people leave after a stretch in which nobody watched: the model has them, the curves do not."""
    rng = np.random.default_rng(6)
    frame = people(rng, 900, competing=0.0).assign(person_id=[f"p{number:04d}" for number in range(900)], entry=0.0)
    left = frame[(frame["status"] == 1) & (frame["time"] > 60)].head(3)
    pieces = [frame.drop(left.index), left.assign(time=20.0, status=0), left.assign(entry=40.0)]
    folder = build(tmp_path / "gaps", pd.concat(pieces), groups=("arm",), covariates=("arm",))
    release(folder)
    in_run = without_stem(read(folder / "results.csv"), "result_id")
    found = without_stem(read(folder / "released" / "results.csv"), "result_id")
    assert in_run["persons/all"]["note"].endswith(
        "3 persons are followed again after days left out, and 3 leave then: not counted here, only in hazard ratios"
    )
    assert not any("followed again" in row["note"] for row in found.values())
    both = [int(in_run[name]["n_events"]) for name in ("proportional_hazards/all", "persons/all")]
    assert both[0] - both[1] == 3
    shown = [name for name in ("proportional_hazards/all", "persons/all") if found.get(name, {}).get("n_events")]
    assert len(shown) < 2
    assert not {"hazard_ratio/arm.cep", "hazard_ratio/arm.rfs"} & found.keys() or "persons/all" not in shown
