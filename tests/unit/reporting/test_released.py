import pytest

from evaluation.errors import UsageError
from evaluation.reporting.released import Released


@pytest.fixture
def released(released_folder):
    return Released.open(released_folder)


def test_a_row_of_the_ledger_is_found_by_its_id(released):
    row = released.estimate("overdose_deaths/level_change/cep")
    assert (row["estimate"], row["conf_low"], row["arm"], row["community"]) == (0.79, 0.71, "cep", "")
    assert released.estimate("overdose_deaths/level_change/nowhere") is None


def test_rows_are_found_by_the_start_of_their_id_in_ledger_order(released):
    found = released.estimates("overdose_deaths/level_change/")
    assert list(found["arm"]) == ["cep", "rfs"]
    assert released.estimates("nothing/").empty


def test_tables_keep_periods_as_text_and_absent_ones_are_none(released):
    table = released.table("deaths_by_year")
    assert list(table["period"]) == ["2022", "2023", "2022", "2023"]
    assert table["deaths"].sum() == 1252
    assert released.table("deaths_by_age_group") is None
    assert released.table_about("deaths_by_year")["count"] == "deaths"
    assert released.tables == ("deaths_by_year",)


def test_analyses_are_those_with_a_result(released):
    assert released.analyses == ("overdose_deaths", "retention", "themes")


def test_files_that_need_not_be_there(released_folder):
    for name in ("quotes.csv", "truth.csv", "withheld.csv"):
        (released_folder / name).unlink()
    released = Released.open(released_folder)
    assert released.truth is None
    assert released.quotes.empty
    assert released.withheld.empty


def test_a_folder_that_is_no_release(tmp_path):
    with pytest.raises(UsageError, match="evaluation release"):
        Released.open(tmp_path)
