"""How communities and arms may be called, and what of that is no name."""

import pytest

from evaluation.disclosure.named_groups import named_in, names_of_places, places_called
from evaluation.disclosure.run_folder import read_finished_run


@pytest.fixture
def planned(run):
    """Return an evaluation with communities and arms of some names."""

    def build(communities, arms=None):
        run.params["arms"] = arms or {"cep": {"name": "Arm one"}}
        first = next(iter(run.params["arms"]))
        run.params["communities"] = {code: {"name": name, "arm": first} for code, name in communities.items()}
        return read_finished_run(run.interviews({"clinician": 9}).write()).evaluation

    return build


@pytest.mark.parametrize(
    ("code", "name", "called"),
    [
        ("c01", "Alder County", {"c01", "Alder County", "alder"}),
        ("alder", "Alder", {"alder", "Alder"}),
        ("new_haven", "Town of New Haven", {"new haven", "Town of New Haven"}),
        ("in", "North County", {"North County"}),
        ("b", "B", set()),
        ("penasco", "Condado de Peñasco", {"penasco", "Condado de Peñasco"}),
    ],
)
def test_how_a_community_is_called(planned, code, name, called):
    evaluation = planned({code: name, "zz": "Other"})
    assert set(names_of_places(evaluation)) - {"zz", "Other", "other", "cep", "Arm one", "arm one"} == called


def test_what_is_left_of_a_name_may_stand_alone_in_a_text(planned):
    evaluation = planned({"c01": "Alder County", "c02": "St. John's"})
    assert named_in("What do they say in alder?", evaluation).places == {"c01"}
    assert named_in("life_in_st_john_s", evaluation).places == {"c02"}
    assert named_in("", evaluation, codes=["c02"]).places == {"c02"}
    assert places_called(evaluation)["st john s"] == {"c02"}


def test_who_is_named_is_nobody_where_all_are(planned):
    evaluation = planned({"alder": "Alder", "birch": "Birch"})
    assert not named_in("Alder and Birch", evaluation)
    assert not named_in("arm one", evaluation)
    assert named_in("birch, of arm one", evaluation).places == {"birch"}


def test_arms_called_by_a_word_of_every_text_are_looked_for_in_longer_names_only(run):
    run.params["arms"] = {"treatment": {"name": "Treatment"}, "c": {"name": "Control counties"}}
    arms = {"zz": "treatment", "yy": "c"}
    run.params["communities"] = {code: {"name": f"Place {code}", "arm": arm} for code, arm in arms.items()}
    evaluation = read_finished_run(run.interviews({"clinician": 9}).write()).evaluation
    found = set(names_of_places(evaluation))
    assert {"Control counties", "Place zz"} <= found
    assert found.isdisjoint({"treatment", "Treatment"})
    assert named_in("Who is in the treatment arm?", evaluation).places == {"zz"}
