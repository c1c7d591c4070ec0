import re

import pandas as pd
import pytest
from matplotlib.figure import Figure

from evaluation.reporting.findings import Certainty
from evaluation.reporting.markdown import code
from evaluation.reporting.page import Card

CEP = "overdose_deaths/level_change/cep"


def draw(table, *, label="deaths"):
    figure = Figure(figsize=(3, 2))
    figure.subplots().plot(table["deaths"], label=label)
    return figure


def test_only_markdown_and_images_are_shown(page, shown):
    page.title("methods_and_data")
    page.section("methods_and_data.limits", anchor="limits")
    page.table(page.released.table("deaths_by_year"), "methods_and_data.sources_table")
    page.finding("summary.listed.level_change", CEP)
    page.figure(page.draw(draw, "deaths_by_year"), key="overdose_deaths.trend", table="deaths_by_year")
    page.sources()
    assert {kind for piece in shown for kind in piece["data"]} == {"text/markdown", "image/svg+xml"}


@pytest.fixture(autouse=True)
def texts_of_a_figure(page, monkeypatch):
    texts = {
        "overdose_deaths.trend.caption": "Deaths by year",
        "overdose_deaths.trend.alt": "Deaths fell in both arms.",
        "overdose_deaths.trend.description": "Each line is an arm.",
    }
    monkeypatch.setattr(page.catalogue, "_texts", {**page.catalogue._texts, **texts})


def test_a_sentence_marks_each_source_once_per_result(page, said):
    page.sentence("methods_and_data.plan_lead", sources=[CEP, "retention/retained/all/d180"])
    page.finding("summary.listed.level_change", CEP)
    text = said()
    marks = re.findall(r'href="#source-(\d+)" data-result-id="([^"]+)"', text)
    assert marks == [("1", CEP), ("2", "retention/retained/all/d180"), ("1", CEP)]
    assert re.findall(r'id="(mark-\d+)"', text) == ["mark-1", "mark-2"]


def test_a_finding_is_said_in_words(page, said):
    page.finding("summary.listed.level_change", CEP)
    assert "Community Engagement and Planning: 21% lower (95% interval from 12% to 29% lower)." in said()


def test_what_was_not_released_is_said_to_be_withheld(page, said):
    page.finding("summary.listed.level_change", "overdose_deaths/level_change/nowhere")
    page.findings("summary.listed.level_change", prefix="overdose_deaths/slope_change/")
    page.table(
        page.released.table("deaths_by_age_group"), "methods_and_data.withheld_table", download="deaths_by_age_group"
    )
    page.figure(page.draw(draw, "deaths_by_age_group"), key="overdose_deaths.trend", table="deaths_by_age_group")
    shown = re.findall(r"(Not shown|Kept back to protect people): ([^(]+) \(<code>([^ ]+)</code>\)", said())
    assert [(how, what, item.replace("\\", "").replace("<wbr>", "")) for how, what, item in shown] == [
        (
            "Not shown",
            "change of the death rate at the start",
            "overdose_deaths/level_change/nowhere",
        ),
        ("Not shown", "change of the yearly trend", "overdose_deaths/slope_change/"),
        ("Kept back to protect people", "Overdose deaths by age", "deaths_by_age_group"),
        ("Kept back to protect people", "Overdose deaths by age", "deaths_by_age_group"),
    ]


def test_what_cannot_be_estimated_is_said_so(page, said):
    page.finding("summary.listed.level_change", "themes/alpha/overall")
    assert "do not allow an estimate" in said()
    assert 'data-result-id="themes/alpha/overall"' in said()


def test_findings_are_a_list_in_ledger_order(page, said):
    page.findings("summary.listed.level_change", prefix="overdose_deaths/level_change/")
    first, second = said().splitlines()
    assert first.startswith("- Death rate at the start, Community Engagement and Planning: 21% lower")
    assert second.startswith("- Death rate at the start, Resources for Services: 3% lower")


def test_a_table_has_labels_and_formatted_numbers(page, said):
    page.table(
        page.released.table("deaths_by_year").head(1),
        "methods_and_data.withheld_table",
        download="deaths_by_year",
        digits={"person_years": 0},
    )
    head, _, row, *_ = said().splitlines()
    assert head.startswith("| Period | Group of communities | Deaths | Person-years |")
    assert row == "| 2022 | Community Engagement and Planning | 310 | 1,000,000 | 31.0 | 27.7 | 34.6 |"
    assert '<a class="download" href="downloads/deaths_by_year.csv">' in said()


def test_rows_of_the_ledger_carry_their_source_at_the_estimate(page, said):
    page.results(page.released.estimates("overdose_deaths/level_change/"), "methods_and_data.withheld_table")
    row = said().splitlines()[2]
    cells = [cell.strip() for cell in row.split("|")]
    assert cells[1] == "Community Engagement and Planning"
    assert cells[2].startswith("0.79<a ")
    assert CEP in cells[2]
    assert cells[3:6] == ["0.71 to 0.88", "96", "2,400"]


def test_a_figure_comes_with_alt_text_description_data_and_download(page, shown, said):
    page.figure(page.draw(draw, "deaths_by_year"), key="overdose_deaths.trend", table="deaths_by_year")
    image = next(piece for piece in shown if "image/svg+xml" in piece["data"])
    assert image["metadata"]["image/svg+xml"] == {
        "alt": "Deaths fell in both arms.",
        "caption": "Deaths by year",
        "name": "overdose-deaths-trend",
    }
    assert "Each line is an arm." in said()
    assert said().index("<details") < said().index("| 2022 |") < said().index("</details>")
    assert 'href="downloads/deaths_by_year.csv"' in said()
    assert 'href="figures/overdose-deaths-trend.svg"' in said()


def test_a_card_says_how_sure(page, said):
    page.cards([Card("Deaths", "21% lower", "95% interval", "They fell.", CEP, Certainty.LOWER)])
    assert '<div class="finding lower">' in said()
    assert "How sure: a decrease" in said()
    assert CEP in said()


def test_a_quote_cannot_break_out_of_its_box(page, said):
    page.quote("They said <b>no</b>.\n\n# Not a heading", speaker="Peer worker")
    assert "> They said \\<b\\>no\\</b\\>. \\# Not a heading" in said()


def test_sources_list_every_quoted_result_with_its_method(page, said):
    page.sources()
    assert said() == ""
    page.finding("summary.listed.level_change", CEP)
    page.sources()
    assert (
        f'1. <span id="source-1">{code(CEP)}</span> quasi-Poisson, log link. Prespecified. <a class="back" ' in said()
    )
    assert 'href="#mark-1"' in said()


def test_large_numbers_in_a_method_are_written_as_everywhere(page, said):
    page.released.results["method"] = "20000 draws since 2016"
    page.finding("summary.listed.level_change", CEP)
    page.sources()
    assert "20,000 draws since 2016." in said()


def test_months_are_words_and_marks_stand_at_the_rate_where_there_is_no_estimate(page, said):
    rows = pd.DataFrame(
        {"period": ["2016-01", "2016"], "deaths": [1, 2], "rate": [1.0, 2.0], "result_id": [CEP, CEP]}
    )
    page.table(rows, "methods_and_data.withheld_table")
    first, second = said().splitlines()[2:4]
    assert first.startswith("| January 2016 | 1 | 1.0<a ")
    assert second.startswith("| 2016 | 2 | 2.0<a ")
