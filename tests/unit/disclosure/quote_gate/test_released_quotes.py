import hashlib

import pytest

from evaluation.disclosure.quote_gate.quote import named_roles
from evaluation.disclosure.releasing import release
from evaluation.errors import DisclosureError

from ..run_builder import read


def released(run, rows, sizes):
    folder = run.interviews(sizes).quotes(rows).write()
    release(folder)
    return read(folder / "released" / "quotes.csv")


def test_only_quotes_with_consent_are_released(run):
    rows = [
        ("Said yes.", "clinician", "yes"),
        ("Said no.", "clinician", "no"),
        ("Thought again.", "clinician", "withdrawn"),
    ]
    assert [row["text"] for row in released(run, rows, {"clinician": 9})] == ["Said yes."]


@pytest.mark.parametrize(("size", "role"), [(4, ""), (5, "clinician")])
def test_a_role_is_named_from_five_interviewees_on(run, size, role):
    (row,) = released(run, [("They asked us.", "clinician", "yes")], {"clinician": size, "peer_worker": 9})
    assert row["role"] == role


def test_a_role_that_nobody_counted_is_not_named(run):
    (row,) = released(run, [("They asked us.", "school_staff", "yes")], {"clinician": 9})
    assert row["role"] == ""


def test_nothing_links_a_quote_to_its_speaker(run):
    (row,) = released(run, [("They asked us.", "clinician", "yes")], {"clinician": 9})
    assert row == {
        "quote_id": "q1",
        "theme": "trust",
        "text": "They asked us.",
        "role": "clinician",
        "text_sha256": hashlib.sha256(b"They asked us.").hexdigest(),
    }


def test_the_order_of_rows_does_not_show(run, tmp_path):
    rows = [("One.", "clinician", "yes"), ("Two.", "clinician", "yes"), ("Three.", "clinician", "yes")]
    one = released(run, rows, {"clinician": 9})
    other = released(type(run)(tmp_path / "other"), rows[::-1], {"clinician": 9})
    assert one == other


@pytest.mark.parametrize("consent", ["", "YES", "Yes", "maybe", "y"])
def test_an_unknown_consent_refuses_the_release(run, consent):
    with pytest.raises(DisclosureError, match="quotes cannot be judged") as caught:
        released(run, [("They asked us.", "clinician", consent)], {"clinician": 9})
    assert "They asked us" not in str(caught.value)


def test_without_quotes_there_is_no_file(run):
    folder = run.interviews({"clinician": 9}).write()
    release(folder)
    assert not (folder / "released" / "quotes.csv").exists()


@pytest.mark.parametrize(
    ("sizes", "unnamed", "named"),
    [
        ({"family_member": 2, "school_staff": 2, "clinician": 5, "peer_worker": 6}, 0, {"peer_worker"}),
        ({"family_member": 3, "school_staff": 2, "clinician": 5}, 0, {"clinician"}),
        ({"clinician": 5, "peer_worker": 6}, 0, {"clinician", "peer_worker"}),
        ({"family_member": 1, "clinician": 5}, 0, set()),
        ({"clinician": 10, "peer_worker": 9}, 1, {"clinician"}),
        ({"clinician": 10, "peer_worker": 9}, 5, {"clinician", "peer_worker"}),
    ],
)
def test_a_quote_without_a_role_points_to_five_interviewees_or_more(sizes, unnamed, named):
    assert named_roles(sizes, 5, unnamed=unnamed) == named


def test_an_interviewee_without_a_role_is_not_singled_out(run):
    run.interviews({"clinician": 10, "peer_worker": 9})
    run.rows = [row for row in run.rows if row.result_id != "themes/sources/all"]
    run.row("themes/sources/all", estimate=20.0, n_obs=20)
    run.quotes([("One.", "clinician", "yes"), ("Two.", "peer_worker", "yes"), ("Three.", "", "yes")])
    folder = run.write()
    release(folder)
    assert sorted(row["role"] for row in read(folder / "released" / "quotes.csv")) == ["", "", "clinician"]
