import pytest

from evaluation.reporting import catalogue as module
from evaluation.reporting.catalogue import Catalogue


@pytest.fixture
def polish(tmp_path, monkeypatch):
    """Polish has four plural forms; this catalogue has the three that whole numbers need, and nesting."""
    folder = tmp_path / "pl"
    folder.mkdir()
    (folder / "site.yml").write_text(
        "rows: {one: '{count} wiersz', few: '{count} wiersze', many: '{count} wierszy', other: '{count} wiersza'}\n"
        "trend: {alt: 'Trend {where}', caption: Trend}\n",
        encoding="utf-8",
    )
    monkeypatch.setattr(module, "FOLDER", tmp_path)
    module._load.cache_clear()
    yield Catalogue("pl")
    module._load.cache_clear()


@pytest.mark.parametrize(("count", "text"), [(1, "1 wiersz"), (3, "3 wiersze"), (5, "5 wierszy"), (22, "22 wiersze")])
def test_the_plural_form_is_that_of_the_language(polish, count, text):
    assert polish.text("site.rows", count=count) == text


def test_count_is_written_in_the_style_of_the_language(catalogue):
    assert catalogue.text("summary.communities", count=1) == "One community takes part."
    assert catalogue.text("summary.communities", count=1234) == "1,234 communities take part."


def test_nested_names_are_joined_by_dots(polish):
    assert polish.text("site.trend.alt", where="A") == "Trend A"
    assert polish.placeholders("site.trend.alt") == {"where"}
    assert polish.placeholders("site.rows") == {"count"}


def test_what_is_missing_is_named(polish):
    with pytest.raises(LookupError, match=r"no text 'site\.nothing'"):
        polish.text("site.nothing")
    with pytest.raises(LookupError, match="needs where"):
        polish.text("site.trend.alt")
    with pytest.raises(LookupError, match="needs count"):
        polish.text("site.rows")
    with pytest.raises(LookupError, match="no catalogue of language 'fi'"):
        Catalogue("fi")
    with pytest.raises(LookupError, match="is not a language"):
        Catalogue("klingon")


def test_a_number_that_nobody_formatted_is_refused(polish):
    with pytest.raises(TypeError, match="where must be text"):
        polish.text("site.trend.alt", where=0.5)


def test_a_column_of_the_study_has_its_own_title():
    catalogue = Catalogue("en", {"housing": "housing  at the start", "clinic": "treatment site"})
    assert [catalogue.dimension(name) for name in ("housing", "clinic", "mood_score")] == [
        "housing at the start",
        "treatment site",
        "mood score",
    ]
    assert [catalogue.column(name) for name in ("housing", "medication")] == ["Housing at the start", "Medication"]
