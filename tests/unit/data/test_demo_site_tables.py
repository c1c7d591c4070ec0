"""What the simulated coders keep beside their project is what the docs say was planted."""

import numpy as np
import pytest

from evaluation.analyses.themes import analyse
from evaluation.data.demo import site_tables, world
from evaluation.data.demo.write import write_demo
from evaluation.data.parameters import load_parameters
from evaluation.data.read import read_tables


@pytest.fixture(scope="module")
def result(tmp_path_factory):
    folder = tmp_path_factory.mktemp("demo")
    write_demo(folder / "outputs" / "demo-data")
    params = folder / "params" / "demo.yml"
    params.parent.mkdir()
    own = load_parameters("params/demo.yml")
    params.write_text(own.path.read_text(encoding="utf-8"), encoding="utf-8")
    evaluation = load_parameters(params)
    section = evaluation.themes.model_copy(update={"bootstrap_replicates": 200})
    tables = read_tables(evaluation, section.source_names())
    return analyse(tables, section, np.random.default_rng(1))


def estimates(result):
    return {row.result_id.removeprefix("themes/"): row.estimate for row in result.estimates}


def test_nothing_is_drawn(result):
    assert estimates(result)["themes_searched/all"] == len(world.THEMES) - len(world.NOT_SEARCHED) == 10
    assert estimates(result)["themes_with_contrary/all"] == 8


def test_only_one_coder_read_four_of_the_interviews(result):
    """It is declared, so the four are not taken for unread because nothing is marked in them."""
    (row,) = [row for row in result.estimates if row.result_id == "themes/alpha/overall"]
    assert "24 documents" in row.note
    assert "interviews that only one coder finished are left out; 4 interview(s) left out" in row.note


def test_what_changed_between_the_versions(result):
    found = result.table("codebook_changes")
    assert list(found[["change", "code", "was"]].itertuples(index=False, name=None)) == [
        ("redefined", "Medication access", "Getting and keeping medication for opioid use disorder."),
        ("split", "Stigma", "Dignity"),
        ("split", "Trust and respect", "Dignity"),
        ("renamed", "Naloxone in the community", "Naloxone"),
        ("merged", "Housing", "Housing, Shelter"),
        ("added", "Grief and loss", ""),
        ("removed", "Other barriers", ""),
    ]


def test_codings_of_the_first_fifteen_interviews_are_older(result):
    """Interviews are held every 14 days from 2022-07-04 and coded 10 days later: the 16th after 2023-02-01."""
    found = result.table("codings_under_older_definition")
    assert set(found["theme"]) == {"medication_access", "housing"}
    assert set(found["source"]) <= {f"Synthetic interview {n:02d}" for n in range(1, 16)}
    assert found["coded_on"].max() < str(world.SECOND_CODEBOOK)
    assert estimates(result)["codings_under_older_definition/all"] == len(found) > 0


def test_the_guide_asked_nobody_about_grief_and_some_about_their_voice(result):
    cells = result.table("framework_matrix")
    grief = cells[cells["theme"] == "grief_and_loss"]
    assert set(grief["state"]) == {"said", "not asked"}
    voice = cells[
        (cells["theme"] == "voice_in_decisions") & ~cells["role"].isin(world.ASKED_OF["Voice in decisions"])
    ]
    assert set(voice["state"]) == {"said", "not asked"}
    housing = cells[cells["theme"] == "housing"]
    assert set(housing["state"]) == {"said", "asked, nothing said"}
    assert set(cells.loc[cells["summary"] != "", "author"]) == {site_tables.READERS[0]}


def test_interviews_by_half_years(result):
    sizes = dict(result.table("sources_by_time").itertuples(index=False))
    assert sizes == {"2022-H2": 13, "2023-H1": 13, "2023-H2": 2}


def test_themes_are_planted_apart_so_no_pair_is_found(result):
    found = estimates(result)
    assert [found[f"{name}/all"] for name in ("pairs_tested", "pairs_together", "pairs_apart")] == [66, 0, 0]


def test_twelve_frequent_themes_are_saturated_early(result):
    found = estimates(result)
    assert found["saturation_random/median"] == found["saturation/order_held"] == 4
    assert found["saturation_random/percentile_95"] <= 6
