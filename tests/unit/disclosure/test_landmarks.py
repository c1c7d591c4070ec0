"""Steps between landmarks are made coarser until each is of nobody or of enough people."""

import pytest

from evaluation.disclosure.landmarks import coarser_forms


def rows(scope, **n_events):
    return [
        {"result_id": f"retention/retained/{scope}/{day}", "period": f"day {day[1:]}", "n_events": str(n), "note": ""}
        for day, n in n_events.items()
    ]


def enough(form, since):
    return all(int(row["n_events"]) not in range(1, 11) for row in form)


def told(form):
    return {int(row["period"][4:]): row["n_events"] for row in form}


@pytest.mark.parametrize(
    ("n_events", "first"),
    [
        ({"d30": 20, "d90": 11, "d180": 0}, {30: "20", 90: "11", 180: "0"}),
        ({"d30": 6, "d90": 7, "d180": 4, "d365": 16}, {180: "17", 365: "16"}),
        ({"d30": 20, "d90": 3, "d180": 9}, {30: "20", 180: "12"}),
        ({"d30": 20, "d90": 30, "d180": 9}, {30: "20", 180: "39"}),
        ({"d30": 0, "d90": 4, "d180": 4, "d365": 4}, {30: "0", 365: "12"}),
        ({"d30": 4, "d90": 4}, None),
    ],
)
def test_as_many_landmarks_as_possible_and_later_ones_first(n_events, first):
    found = next(coarser_forms(rows("all", **n_events), enough), None)
    assert (found and told(found)) == first


def test_the_note_says_since_when_events_count():
    found = next(coarser_forms(rows("all", d30=20, d90=3, d180=9), enough))
    assert [row["note"] for row in found] == ["", "events are those since day 30"]


def test_levels_have_the_same_landmarks():
    both = [*rows("cep", d30=20, d90=20, d180=20), *rows("rfs", d30=20, d90=5, d180=20)]
    found = next(coarser_forms(both, enough))
    assert [(row["result_id"].split("/")[2], row["period"]) for row in found] == [
        ("cep", "day 90"),
        ("rfs", "day 90"),
        ("cep", "day 180"),
        ("rfs", "day 180"),
    ]


def test_what_may_leak_beside_other_numbers_has_coarser_forms_still():
    found = [tuple(told(form)) for form in coarser_forms(rows("all", d30=20, d90=20, d180=20), enough)]
    assert found == [(30, 90, 180), (90, 180), (30, 180), (30, 90), (180,), (90,), (30,)]
