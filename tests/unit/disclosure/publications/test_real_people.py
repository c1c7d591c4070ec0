"""Real people of whom models or definitions were published are not released a second time yet."""

import pytest

from evaluation.disclosure.releasing import release
from evaluation.disclosure.review.review import review_release
from evaluation.errors import DisclosureError

from ..run_builder import RunBuilder


def built(folder, number, *, synthetic=False):
    run = RunBuilder(folder)
    run.params |= {"synthetic": synthetic, "disclosure": {"policy": "strict", "population": "county"}}
    run.manifest |= {"synthetic": synthetic, "run_id": f"20240601T120000Z-{number:08x}"}
    return run


def published(run, tmp_path):
    return release(run.write(), publications=tmp_path / "publications", checked_by="A. Checker")


@pytest.fixture
def modelled(tmp_path):
    """Publish a model of real people."""
    run = built(tmp_path / "first", 1).model("level_change", "all", estimate=0.8, conf_low=0.7, conf_high=0.9)
    assert published(run, tmp_path).n_results == 1
    return run


def test_a_release_beside_earlier_models_is_refused(modelled, tmp_path):
    later = built(tmp_path / "second", 2).deaths("all", "2018", 123)
    with pytest.raises(DisclosureError) as caught:
        published(later, tmp_path)
    assert caught.value.exit_code == 14
    assert "has estimates of models or definitions" in str(caught.value)
    assert "1 of them, such as overdose_deaths/level_change/all" in str(caught.value)
    assert not (later.folder / "released").exists()
    page = review_release(later.folder, publications=tmp_path / "publications").read_text(encoding="utf-8")
    assert "has estimates of models or definitions" in page


def test_the_same_is_released_again(modelled, tmp_path):
    assert not published(modelled, tmp_path).is_new


def test_counts_beside_earlier_counts_are_released(tmp_path):
    published(built(tmp_path / "first", 1).deaths("all", "2018", 123), tmp_path)
    later = built(tmp_path / "second", 2).deaths("all", "2018", 123).deaths("all", "2019", 131)
    assert published(later, tmp_path).n_results == 2


def test_synthetic_people_are_not_held_up(tmp_path):
    first = built(tmp_path / "first", 1, synthetic=True)
    published(first.model("level_change", "all", estimate=0.8, conf_low=0.7, conf_high=0.9), tmp_path)
    later = built(tmp_path / "second", 2, synthetic=True).deaths("all", "2018", 123)
    assert published(later, tmp_path).publication.number == 2
