import json

import pytest

from evaluation.disclosure.releasing import release
from evaluation.errors import DisclosureError

from .run_builder import read


def roles(folder, name="sources_by_role"):
    path = folder / "released" / "tables" / f"{name}.csv"
    return {row["role"]: int(row["n_sources"]) for row in read(path)} if path.exists() else None


def ledger(folder):
    return {row["result_id"].split("/")[-1] for row in read(folder / "released" / "results.csv")}


def test_groups_of_five_are_shown_and_of_four_are_not(run):
    folder = run.interviews({"clinician": 5, "peer_worker": 6, "family_member": 7}).write()
    release(folder)
    assert roles(folder) == {"clinician": 5, "peer_worker": 6, "family_member": 7}
    assert ledger(folder) == {"all", "role.clinician", "role.peer_worker", "role.family_member"}


def test_a_small_group_is_not_left_over_by_subtraction(run):
    """4 of 17 must not be shown, and 17 - 6 - 7 would show them: the next smallest group joins them, by name."""
    folder = run.interviews({"clinician": 4, "school_staff": 6, "family_member": 7}).write()
    release(folder)
    assert roles(folder) == {"clinician+school_staff": 10, "family_member": 7}
    assert ledger(folder) == {"all", "role.family_member"}


def test_small_groups_that_are_five_together_are_left_out_of_the_results(run):
    folder = run.interviews({"clinician": 3, "school_staff": 2, "family_member": 7, "peer_worker": 8}).write()
    release(folder)
    assert ledger(folder) == {"all", "role.family_member", "role.peer_worker"}
    assert roles(folder) == {"clinician+school_staff": 5, "family_member": 7, "peer_worker": 8}


def test_joined_groups_are_named_by_all_who_are_in_them(run):
    folder = run.interviews({"clinician": 3, "school_staff": 2, "family_member": 7, "peer_worker": 8}).write()
    release(folder)
    text = (folder / "released" / "about.json").read_text(encoding="utf-8")
    assert "other" not in roles(folder)
    label = json.loads(text)["labels"]["role"]["clinician+school_staff"]
    assert label in ("clinician, school_staff together", "Clinician, School staff together")


def test_three_of_ten_may_be_shown(run):
    themes = {"trust": {"clinician": 3, "peer_worker": 0}}
    folder = run.interviews({"clinician": 10, "peer_worker": 6}, themes).write()
    release(folder)
    found = read(folder / "released" / "tables" / "themes_by_role.csv")
    assert [(row["role"], row["n_sources_with_theme"], row["n_sources"]) for row in found] == [
        ("clinician", "3", "10"),
        ("peer_worker", "0", "6"),
    ]


def test_themes_are_joined_with_their_roles(run):
    themes = {"trust": {"clinician": 3, "school_staff": 1, "family_member": 4}}
    folder = run.interviews({"clinician": 4, "school_staff": 2, "family_member": 7}, themes).write()
    release(folder)
    found = read(folder / "released" / "tables" / "themes_by_role.csv")
    assert [(row["role"], row["n_sources_with_theme"], row["n_sources"]) for row in found] == [
        ("clinician+school_staff", "4", "6"),
        ("family_member", "4", "7"),
    ]


def test_nothing_is_broken_down_where_nothing_can_be(run):
    folder = run.interviews({"clinician": 2, "school_staff": 4}).write()
    release(folder)
    assert roles(folder) is None
    assert ledger(folder) == {"all"}
    withheld = {row["item"] for row in read(folder / "released" / "withheld.csv")}
    assert {"sources_by_role", "themes/sources/role.clinician"} <= withheld


def test_a_table_of_another_shape_is_refused(run):
    run.interviews({"clinician": 6})
    run.table(
        "odd",
        ["role", "sex"],
        {("clinician", "female"): 6},
        analysis="themes",
        sensitivity=run.tables[0].sensitivity,
        measure="participant",
    )
    with pytest.raises(DisclosureError, match="closed list"):
        release(run.write())
