"""What hidden cells together changed by does not follow from a total and from all that is shown beside them."""

import random

import pandas as pd
import pytest

from evaluation.disclosure.brute_force.changed_rests import changed_rests
from evaluation.disclosure.changed_rests import first_changed_rest
from evaluation.disclosure.fact import Fact
from evaluation.disclosure.releasing import release
from evaluation.disclosure.scope import Count, Scope, window_of
from evaluation.errors import DisclosureError

from .run_builder import COMMUNITIES, RunBuilder, read

DEATH = "overdose death"
HIDDEN = range(1, 10)
MONTHS = [f"2019-{month:02d}" for month in range(1, 13)]
HIDDEN_MONTHS = MONTHS[1], MONTHS[5], MONTHS[7]


def told(year, months):
    """Return a year and those of its months that are shown."""
    whole = Count(Scope.of(DEATH, window=window_of("2019")), year, "2019", "", "of years")
    parts = [Count(Scope.of(DEATH, window=window_of(month)), n, month, "", "table") for month, n in months.items()]
    return [whole, *parts]


def facts_of(counts):
    return [
        Fact(DEATH, count.value, tuple(map(pd.Timestamp.fromordinal, count.days)), {}, count.label, count.block)
        for count in counts
    ]


SHOWN = {month: 30 for month in MONTHS if month not in HIDDEN_MONTHS}
BEFORE = told(306, SHOWN)


@pytest.mark.parametrize(("year", "is_told"), [(334, False), (336, True), (343, True), (344, False), (331, True)])
def test_a_year_without_the_months_that_are_shown(year, is_told):
    now = told(year, SHOWN | {MONTHS[0]: 44, MONTHS[2]: 44})
    found = first_changed_rest(now, [BEFORE], HIDDEN)
    assert bool(found) is is_told
    if found:
        assert found.is_of_past
        assert f"2019 without 9 shown inside: {year - 298} follows" in found.equation
    audited = changed_rests(facts_of(now), {"publication 1": facts_of(BEFORE)}, HIDDEN, {})
    assert any("2019 without 9 inside" in words for words in audited) is is_told


def test_only_months_that_both_show_are_taken_off():
    now = told(336, SHOWN | {MONTHS[0]: 44, MONTHS[2]: 44})
    earlier = told(306, {month: n for month, n in SHOWN.items() if month != MONTHS[3]})
    assert "2019 without 8 shown" in first_changed_rest(now, [earlier], HIDDEN).equation
    assert changed_rests(facts_of(now), {"publication 1": facts_of(earlier)}, HIDDEN, {})


def test_what_another_publication_left_as_it_is_now_is_out():
    now = told(336, SHOWN | {MONTHS[0]: 44, MONTHS[2]: 44})
    as_now = told(366, SHOWN | {MONTHS[0]: 44, MONTHS[2]: 74})
    assert first_changed_rest(now, [BEFORE], HIDDEN)
    assert first_changed_rest(now, [BEFORE, as_now], HIDDEN) is None
    earlier = {"publication 1": facts_of(BEFORE), "publication 2": facts_of(as_now)}
    assert not any("without 9" in words for words in changed_rests(facts_of(now), earlier, HIDDEN, {}))


def test_numbers_that_did_not_change_are_not_asked():
    assert first_changed_rest(BEFORE, [BEFORE], HIDDEN) is None
    assert changed_rests(facts_of(BEFORE), {"publication 1": facts_of(BEFORE)}, HIDDEN, {}) == []


def released(folder, deaths, number):
    run = RunBuilder(folder / f"run_{number}")
    run.params |= {"disclosure": {"policy": "cms", "population": "county"}}
    run.manifest |= {"run_id": f"20240601T120000Z-{number:08x}"}
    run.deaths("all", "2019-01-01/2021-01-01", sum(deaths.values()))
    run.table("by_place", ["period", "community"], deaths)
    path = run.write()
    release(path, publications=folder / "publications")
    return {table.stem: read(table) for table in (path / "released" / "tables").glob("*.csv")}


def two_releases(folder):
    """Deaths of two years with few small months; then shown months change by many, and hidden ones by one each."""
    rng = random.Random(1)
    months = MONTHS + [month.replace("2019", "2020") for month in MONTHS]
    first = {(month, place): rng.randint(20, 40) for month in months for place in COMMUNITIES}
    first |= {(months[at], "alder"): n for at, n in ((0, 0), (1, 5), (2, 0), (6, 0), (7, 4), (8, 0))}
    tables = released(folder, first, 1)
    rows = tables["by_place_partly_hidden"]
    hidden = {(row["period"], row["community"]) for row in rows if row["suppressed"] == "true"}
    assert len(hidden) == 3
    return {at: n + (1 if at in hidden else 15 if n and rng.random() < 0.5 else 0) for at, n in first.items()}


def test_a_table_is_not_shown_again_where_its_hidden_cells_changed_by_a_few(tmp_path):
    second = two_releases(tmp_path)
    assert "by_place_partly_hidden" not in released(tmp_path, second, 2)


def test_the_audit_finds_it_by_itself(tmp_path, monkeypatch):
    second = two_releases(tmp_path)
    monkeypatch.setattr("evaluation.disclosure.admission.first_net_change", lambda *_, **__: None)
    with pytest.raises(DisclosureError, match=r"without \d+ inside.*a change by 3 since"):
        released(tmp_path, second, 2)
