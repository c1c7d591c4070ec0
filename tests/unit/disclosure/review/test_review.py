"""The page on which a release is checked, and the exceptions that somebody answers for."""

import json
import re
from datetime import date

import pytest

from evaluation.disclosure.population import population_of
from evaluation.disclosure.releasing import release
from evaluation.disclosure.review.exceptions import SignedException
from evaluation.disclosure.review.review import review_release
from evaluation.disclosure.run_folder import read_finished_run
from evaluation.errors import DisclosureError, ParameterError

from ..run_builder import RunBuilder, read
from ..test_partly_hidden import built

CLINICS = {"clinic a": 40, "clinic b": 35}
ITEM = "table persons_by_clinic"
REASON = "The clinics agreed in writing to be named."
FILLED = {"name": "A. Checker", "reason": REASON, "date": date(2024, 6, 2)}


def signed(folder, item=ITEM, **changed):
    """Return an exception as the review of a run asks for it."""
    run = read_finished_run(folder)
    own = {"evaluation": "tiny", "population": population_of(run), "groups": {"clinic": tuple(sorted(CLINICS))}}
    return SignedException(**({"item": item} | own | FILLED | changed))


@pytest.fixture
def clinics(run):
    """People by clinic, whose names come from the data."""
    run.persons("persons_by_clinic", "clinic", CLINICS)
    return run


def page_of(folder, **options):
    path = review_release(folder, **options)
    assert path == folder / "restricted" / "review.html"
    return path.read_text(encoding="utf-8").replace("\u200b", "")


def test_a_review_shows_every_output_and_publishes_nothing(run):
    folder = built(run)
    page = page_of(folder)
    assert not (folder / "released").exists()
    assert not list(folder.parent.parent.glob("publications/0*"))
    assert not list(folder.glob(".review.*"))
    assert "Nothing was found that would stop the release." in page
    assert "table by_place" in page
    assert "overdose_deaths/deaths" in page
    assert "Nothing was published about these people before." in page


def test_a_review_of_a_run_that_was_published_says_so(run):
    folder = built(run)
    release(folder)
    assert "Judged together with publication 1 of" in page_of(folder)


def test_a_review_says_what_an_attacker_knows_of_hidden_cells(run):
    page = page_of(built(run))
    assert "tables/by_place_partly_hidden.csv, period 2019, community elm: hidden" in page
    assert "by_place_partly_hidden: by year and community; 12 cells, 2 hidden" in page


def test_a_review_says_why_a_breakdown_is_withheld_with_the_numbers(run):
    run.deaths("all", "2019", 47).deaths("cep", "2019", 40).deaths("rfs", "2019", 7)
    page = page_of(run.write())
    assert "7 is itself in 1 to 9" in page


def test_a_release_that_would_be_refused_is_reviewed_with_its_problems(run):
    run.params["disclosure"] = {"fixed_tables": ["by_place"]}
    run.table("by_place", ["period", "community"], {("2019", "elm"): 6, ("2019", "fir"): 30})
    page = page_of(run.write())
    assert "Nothing would be released:" in page
    assert "table by_place: has a small cell; found overdose deaths, period 2019, community elm: 6" in page


def test_heads_stand_over_their_numbers_and_before_them_on_a_narrow_screen(run):
    page = page_of(built(run))
    heads = re.findall(r'<th scope="col"( class="n")?>([a-z ]+)</th>', page)
    assert {head for is_number, head in heads if is_number} == {"tables", "cells", "hidden", "at least", "at most"}
    assert {head for is_number, head in heads if not is_number} >= {"by", "group", "remark", "cell", "output", "form"}
    cells = re.findall(r'<td class="n" data-head="([a-z ]+)">([^<]*)</td>', page)
    assert {head for head, _ in cells} == {"tables", "cells", "hidden", "at least", "at most"}
    assert all(number.isdigit() or number == "not bounded" for _, number in cells)
    # Each number that stands in a row has its head: none is in a cell without one.
    assert not re.findall(r"<td>\d+</td>", page)
    assert 'content: attr(data-head) ": "' in page


def test_a_stopped_release_has_no_tables_without_rows(run):
    run.params["disclosure"] = {"fixed_tables": ["by_place"]}
    run.table("by_place", ["period", "community"], {("2019", "elm"): 6, ("2019", "fir"): 30})
    page = page_of(run.write())
    assert "Nothing would be released:" in page
    assert "<tbody></tbody>" not in page
    assert ": 0</span>" not in page
    assert "<details" not in page


def test_a_verdict_that_no_output_has_is_left_out(run):
    page = page_of(built(run))
    verdicts = re.findall(r'<summary><span class="[a-z]+">([A-Z][a-z ]+)</span>: (\d+)</summary>', page)
    assert verdicts
    assert all(int(n) > 0 for _, n in verdicts)


def test_nothing_on_the_page_is_markup_of_the_data(run):
    run.params["title"] = "<script>alert(1)</script>"
    assert "<script>" not in page_of(built(run))


def test_a_table_with_names_from_the_data_is_offered_for_an_exception(clinics):
    folder = clinics.write()
    page = page_of(folder)
    assert "- item: table persons_by_clinic" in page
    release(folder)
    assert not (folder / "released" / "tables" / "persons_by_clinic.csv").exists()


def test_a_signed_exception_is_released_and_written_into_the_certificate(clinics):
    folder = clinics.write()
    release(folder, exceptions=[signed(folder)])
    rows = read(folder / "released" / "tables" / "persons_by_clinic.csv")
    assert {row["clinic"]: int(row["persons"]) for row in rows} == CLINICS
    found = json.loads((folder / "released" / "certificate.json").read_text(encoding="utf-8"))
    told = {"item": ITEM, "groups": {"clinic": sorted(CLINICS)}, **FILLED, "date": "2024-06-02"}
    assert found["exceptions"] == [told]
    line = json.loads((folder.parent.parent / "publications" / "publications.jsonl").read_text(encoding="utf-8"))
    assert (line["exceptions"], line["checked_by"]) == ([told], "")
    page = page_of(folder, exceptions=[signed(folder)])
    assert REASON in page


def test_no_exception_lets_a_small_number_out(tmp_path):
    builder = RunBuilder(tmp_path / "small")
    builder.persons("persons_by_clinic", "clinic", {"clinic a": 40, "clinic b": 6})
    folder = builder.write()
    release(folder, exceptions=[signed(folder)])
    assert not (folder / "released" / "tables" / "persons_by_clinic.csv").exists()
    (found,) = json.loads((folder / "released" / "certificate.json").read_text(encoding="utf-8"))["exceptions"]
    assert "groups" not in found


def test_an_exception_that_cannot_be_made_stops_the_release(run):
    folder = built(run)
    with pytest.raises(ParameterError) as caught:
        release(folder, exceptions=[signed(folder), signed(folder)])
    assert "exception for table persons_by_clinic: is no output that an exception can release" in str(caught.value)
    assert "exception for table persons_by_clinic: stands twice" in str(caught.value)
    assert not (folder / "released").exists()


def test_a_review_needs_a_ledger_that_is_whole(run):
    folder = built(run)
    release(folder)
    (folder.parent.parent / "publications" / "0001" / "results.csv").unlink()
    with pytest.raises(DisclosureError, match="ledger of publications is not whole"):
        review_release(folder)
