"""Why a group of participants is not shown: too few people, or its number told of few beside an earlier one."""

import pytest

from evaluation.disclosure.releasing import release
from evaluation.disclosure.withheld_items import BESIDE_THE_PAST, TOO_FEW

from .run_builder import RunBuilder, read


def reasons(folder, number, sizes, themes=None):
    """Release interviews by role about the same people, and return why each result is not shown."""
    run = RunBuilder(folder)
    run.folder = folder / "outputs" / "tiny" / f"20240601T120000Z-{number:08x}"
    run.manifest["run_id"] = run.folder.name
    run.params["disclosure"] = {"population": "same_people"}
    release(run.interviews(sizes, themes).write())
    rows = read(run.folder / "released" / "withheld.csv")
    return {row["item"]: row["reason"] for row in rows if row["item"].startswith("themes/")}


def test_a_group_that_one_person_left_is_large_enough(tmp_path):
    """Of 8 clinicians one withdrew: neither they nor everybody may be shown, and seven are no small group."""
    assert reasons(tmp_path, 1, {"clinician": 8, "peer_worker": 8}) == {}
    found = reasons(tmp_path, 2, {"clinician": 7, "peer_worker": 8})
    assert found == {"themes/sources/all": BESIDE_THE_PAST, "themes/sources/role.clinician": BESIDE_THE_PAST}


def test_a_group_that_is_small_itself_is_said_to_be(tmp_path):
    sizes = {"clinician": 8, "peer_worker": 8, "family_member": 3, "school_staff": 3}
    small = {f"themes/sources/role.{role}": TOO_FEW for role in ("family_member", "school_staff")}
    assert reasons(tmp_path, 1, sizes) == small
    found = reasons(tmp_path, 2, {**sizes, "clinician": 7})
    assert {name: found[name] for name in small} == small
    assert found["themes/sources/role.clinician"] == BESIDE_THE_PAST


@pytest.mark.parametrize("n_left", [1, 5])
def test_themes_of_the_group_too(tmp_path, n_left):
    """Five who left are enough: then all is shown again."""

    def themes(n):
        return {"trust": {"clinician": n - 5, "peer_worker": 6}}

    before, now = {"clinician": 20, "peer_worker": 12}, {"clinician": 20 - n_left, "peer_worker": 12}
    assert reasons(tmp_path, 1, before, themes(20)) == {}
    found = reasons(tmp_path, 2, now, themes(20 - n_left))
    assert set(found.values()) == ({BESIDE_THE_PAST} if n_left == 1 else set())
    assert ("themes/prevalence/trust/role.clinician" in found) is (n_left == 1)
