"""The certificate as a file and as Markdown, which say the same; and the section of the method page."""

import csv
from dataclasses import replace

import pytest

from evaluation.errors import UsageError
from evaluation.runs.certificate.cells import CELLS, Cell, Family, Noise
from evaluation.runs.certificate.coverage import Coverage, claims
from evaluation.runs.certificate.methods import METHODS
from evaluation.runs.certificate.page import BEGIN, END, PAGE, SUMMARY, section_of, write_section
from evaluation.runs.certificate.table import markdown, read_certificate, sentences, write_certificate

NORMAL = Cell(Family.NORMAL, 48, 24, Noise.AUTOREGRESSION, phi=(0.6, 0.3))
COUNTS = Cell(Family.COUNTS, 24, 12, Noise.GAMMA, sd=0.3, mean=3, level=-0.3, reason="fewer than 36 months")
CELLS_HERE = (NORMAL, COUNTS)


def rows(held=1900, not_estimable=0):
    return [
        Coverage(cell, method, estimand, 2000, not_estimable, held, 1.25, 1.125, 1.5)
        for cell in CELLS_HERE
        for method in METHODS
        if method.is_used_in(cell)
        for estimand in cell.estimands
    ]


def test_the_file_has_a_row_for_each_cell_method_and_quantity(tmp_path):
    write_certificate(tmp_path / "c.csv", rows())
    with (tmp_path / "c.csv").open(encoding="utf-8") as file:
        lines = list(csv.DictReader(file))
    assert len(lines) == len(rows())
    assert lines[0] == {
        "cell": "normal-n48-start24-ar0.6_0.3-null",
        "method": "integrated_2",
        "estimand": "level",
        "nominal": "0.95",
        "replicates": "2000",
        "not_estimable": "0",
        "held": "1900",
        "coverage": "0.95",
        "std_error": "0.0048734",
        "coverage_low": "0.935892",
        "coverage_high": "0.961132",
        "type_i_error": "0.05",
        "mean_width": "1.25",
        "median_width": "1.125",
        "width_ratio": "1.5",
        "verdict": "reached",
    }
    assert (lines[-1]["type_i_error"], lines[-1]["verdict"]) == ("", "unsupported")


def test_what_is_read_is_what_was_written(tmp_path):
    write_certificate(tmp_path / "c.csv", rows())
    assert read_certificate(tmp_path / "c.csv", CELLS_HERE) == rows()


def test_a_file_of_other_cells_is_refused(tmp_path):
    write_certificate(tmp_path / "c.csv", rows())
    with pytest.raises(UsageError, match=r"is of other cells or methods; found normal-n48-start24-ar0\.6_0\.3-null"):
        read_certificate(tmp_path / "c.csv", (COUNTS,))


def test_the_table_shows_what_falls_short_and_what_has_no_interval():
    engine = next(method for method in METHODS if method.is_engine and method.family is Family.NORMAL)
    shown = [replace(row, held=1800) if row.method is engine and row.estimand == "slope" else row for row in rows()]
    shown = [replace(row, not_estimable=5) if row.method.key == "ols" else row for row in shown]
    text = markdown(shown)
    header, _, line = [each for each in text.splitlines() if each.startswith("| ")][:3]
    found = dict(zip(header.split(" | "), line.split(" | "), strict=True))
    assert found["AR(2) integrated out"] == "95.0 / 90.0 ↓↓"
    assert found["least squares"] == "95.2 / 95.2\\*"
    assert found["errors"] == "AR(2) 0.6 0.3"
    assert line.endswith("| 1.50 / 1.50 |")
    assert header.endswith("| noise known | width, AR(2) integrated out |")
    assert "| 24 (unsupported) | 12 | 3 | gamma | 0.3 | yes |" in text
    assert "falls short in: normal-n48-start24-ar0.6_0.3-null slope 90.0." in text


def test_methods_that_saw_fewer_series_are_named():
    shown = [
        replace(row, replicates=200, held=190) if row.method.key == "negative_binomial" else row for row in rows()
    ]
    assert "2,000 series a cell" in markdown(shown)
    assert "that have one. Negative binomial saw 200 series.\n" in markdown(shown)
    assert "saw" not in markdown(rows())


def test_sentences_say_whether_the_claim_holds():
    holds, short = (sentences(claims(rows(held))[0]) for held in (1900, 1800))
    assert holds == [
        "Normal, AR(2) integrated out: the claim holds; 1 of 1 cells reach 93 %; coverages below 92 %: none."
    ]
    assert short[0].startswith("Normal, AR(2) integrated out: the claim does not hold; 0 of 1 cells reach 93 %; ")
    refused = sentences(claims(rows(1890, not_estimable=10))[0])[1]
    assert refused.endswith("which count for nothing: normal-n48-start24-ar0.6_0.3-null 10 of 2,000.")


def test_the_section_stands_before_the_checks_and_is_replaced_afterwards(tmp_path):
    page = tmp_path / "page.md"
    page.write_text("# Title\n\nText.\n\n## Checked against\n\n- R\n", encoding="utf-8")
    write_section(page, "first\n")
    once = page.read_text(encoding="utf-8")
    assert (
        once
        == f"# Title\n\nText.\n\n## Coverage certificate\n\n{BEGIN}\n\nfirst\n\n{END}\n\n## Checked against\n\n- R\n"
    )
    write_section(page, "second\n")
    assert page.read_text(encoding="utf-8") == once.replace("first", "second")
    assert section_of(once) == "first\n"


def test_a_page_without_a_place_is_refused(tmp_path):
    page = tmp_path / "page.md"
    page.write_text("# Title\n", encoding="utf-8")
    with pytest.raises(UsageError, match="has no place for the certificate"):
        write_section(page, "text")


def test_the_method_page_shows_the_committed_certificate_and_nothing_else():
    shown = section_of(PAGE.read_text(encoding="utf-8"))
    expected = markdown(read_certificate(SUMMARY, CELLS)) if SUMMARY.exists() else None
    assert shown == expected


def of_the_engine(*settings):
    """Return rows of level and slope of the engine for normal values: cell, held, width ratio."""
    method = next(each for each in METHODS if each.is_used_in(NORMAL) and each.is_engine)
    return [
        Coverage(cell, method, estimand, 2000, 0, held, 1.25, 1.125, ratio)
        for cell, held, ratio in settings
        for estimand in ("level", "slope")
    ]


def test_averages_are_over_the_cells_that_count():
    supported, short = (
        next(cell for cell in CELLS if bool(cell.reason) is unsupported) for unsupported in (False, True)
    )
    other = next(cell for cell in CELLS if cell.family is Family.NORMAL and not cell.reason and cell != supported)
    given = of_the_engine((supported, 1900, 1.5), (other, 1900, None), (short, 1000, 9.0))
    (line,) = [line for line in markdown(given).splitlines() if line.startswith("| average of the supported")]
    assert line.endswith("| 95.0 / 95.0 | 1.50 / 1.50 |")


def test_what_the_coverage_costs_is_said_of_the_worlds_that_have_it():
    one, other, third = [cell for cell in CELLS if cell.family is Family.NORMAL and not cell.reason][:3]
    nulls = [cell for cell in (one, other, third) if cell.is_null]
    text = markdown(of_the_engine((one, 1900, 1.0), (other, 1900, 3.5), (third, 1960, None)))
    width = "Normal, AR(2) integrated out, width of slope in 2 of 3 cells: mean 2.25, median 2.25, largest 3.50.\n"
    assert width in text
    alarms = 100 * sum(0.02 if cell is third else 0.05 for cell in nulls) / len(nulls)
    said = f"false alarms in the {len(nulls)} cells without an effect, on average: level {alarms:.1f} %"
    assert said in text


def test_no_width_is_averaged_where_nothing_knows_the_noise():
    walk = replace(NORMAL, noise=Noise.RANDOM_WALK, phi=())
    text = markdown(of_the_engine((walk, 1900, None)))
    assert "width of" not in text
    assert text.endswith("| 95.0 / 95.0 | – |\n")
