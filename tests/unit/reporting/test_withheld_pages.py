"""Any number and any table can be withheld: every public page says so, and no part of it is left empty."""

import json
import re
import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from evaluation.reporting.figures.deaths_by_month import monthly_deaths
from evaluation.reporting.page import Page

NOTEBOOKS = Path(__file__).resolve().parents[3] / "notebooks" / "public"
PLAN = {
    "overdose_deaths": {"subgroups": ["sex"], "conf_level": 0.95},
    "retention": {
        "gap_days": 30,
        "washout_days": 60,
        "carry_over_cap_days": 30,
        "event_date": "first_uncovered_day",
        "landmarks": [180, 365],
        "groups": ["medication"],
        "covariates": ["medication", "sex"],
    },
    "themes": {"role_variable": "role", "community_variable": "community"},
}


@pytest.fixture
def show_pages(released_folder, shown):
    """Run the code of every public notebook over the release; return what they show, one text for each page."""
    file = released_folder / "about.json"
    about = json.loads(file.read_text(encoding="utf-8"))
    for stem, section in PLAN.items():
        about["plan"][stem] |= section
    for name, sensitivity, stem in (("quotes", "participant", "themes"), ("dispensing", "patient", "retention")):
        source = {"name": name, "table": name, "sensitivity": sensitivity, "description": "x", "read_by": [stem]}
        about["sources"].append(source)
    file.write_text(json.dumps(about), encoding="utf-8")

    def run():
        pages = {}
        for notebook in sorted(NOTEBOOKS.glob("*.ipynb")):
            shown.clear()
            names = {"released": str(released_folder), "language": "en"}
            for cell in json.loads(notebook.read_text(encoding="utf-8"))["cells"]:
                if cell["cell_type"] == "code" and "parameters" not in cell["metadata"].get("tags", []):
                    exec("".join(cell["source"]), names)
            pages[notebook.stem] = "\n\n".join(piece["data"].get("text/markdown", "(figure)") for piece in shown)
        return pages

    return run


def empty_parts(page):
    """Return the headings after which nothing stands but another of the same or a higher level."""
    blocks = [block for block in re.split(r"\n\n+", page) if block.strip()]
    levels = [len(found[0]) if (found := re.match("#+ ", block)) else 0 for block in blocks]
    return [
        block
        for block, level, following in zip(blocks, levels, [*levels[1:], 1], strict=True)
        if level > 1 and 0 < following <= level
    ]


def withhold(folder, rows):
    items = rows["result_id"].tolist()
    pd.DataFrame({"item": items, "kind": "x", "reason": "too few people", "rule": "patient"}).to_csv(
        folder / "withheld.csv", index=False
    )


def test_pages_of_a_release_in_which_everything_was_withheld(show_pages, released_folder):
    results = pd.read_csv(released_folder / "results.csv")
    withhold(released_folder, results)
    results.head(0).to_csv(released_folder / "results.csv", index=False)
    shutil.rmtree(released_folder / "tables")
    for name in ("quotes", "truth"):
        (released_folder / f"{name}.csv").unlink()
    pages = show_pages()
    assert {stem: found for stem, page in pages.items() if (found := empty_parts(page))} == {}
    assert "**This report cannot say.**" in pages["summary"]
    assert "Kept back to protect people: change of the death rate at the start" in pages["overdose_deaths"]
    assert "Kept back to protect people: share still in treatment" in pages["retention"]
    assert "Kept back to protect people: agreement of the coders (alpha)" in pages["voices"]


@pytest.mark.parametrize("column", ["std_error", "n_obs", "n_events", "p_value", "estimate", "conf_low"])
def test_pages_where_a_column_is_not_available(show_pages, released_folder, column):
    results = pd.read_csv(released_folder / "results.csv")
    gone = ["conf_low", "conf_high", "conf_level"] if column == "conf_low" else [column]
    results.loc[:, gone] = np.nan
    results.to_csv(released_folder / "results.csv", index=False)
    pages = show_pages()
    assert {stem: found for stem, page in pages.items() if (found := empty_parts(page))} == {}
    assert not [stem for stem, page in pages.items() if re.search(r"\bnan\b|<NA>", page)]


def test_no_page_needs_a_standard_error(show_pages, released_folder):
    before = show_pages()
    results = pd.read_csv(released_folder / "results.csv").assign(std_error=np.nan)
    results.to_csv(released_folder / "results.csv", index=False)
    assert show_pages() == before


@pytest.mark.parametrize("levels", ["month", "year", "none"])
def test_lines_of_months_or_years_are_deaths_a_month_and_may_be_missing(page, levels):
    months = [f"{year}-{month:02d}" for year in range(2018, 2023) for month in range(1, 13)]
    points = pd.DataFrame({"period": months, "deaths": 10})
    fitted = pd.DataFrame({"period": months, "series": "all", "fitted": 10.0, "counterfactual": 12.0})
    fitted = fitted.assign(counterfactual_low=11.0, counterfactual_high=13.0)
    if levels == "year":
        fitted = fitted.assign(period=fitted["period"].str[:4]).groupby(["period", "series"], as_index=False).sum()
    figure = monthly_deaths(
        points,
        None if levels == "none" else fitted,
        interventions=page.plan.interventions,
        labels=page.labels,
        catalogue=page.catalogue,
    )
    lines = [line for line in figure.axes[0].lines if line.get_linestyle() == "-" and len(line.get_xdata()) > 1]
    heights = {round(float(y), 6) for line in lines for y in line.get_ydata() if line.get_color() != "#16242e"}
    assert heights == ({10.0} if levels != "none" else set())
    years = {int(x) for line in lines for x in line.get_xdata() if line.get_color() != "#16242e"}
    assert (2020 in years) == (levels == "month")


def test_a_factor_that_was_withheld_is_named(show_pages, released_folder):
    results = pd.read_csv(released_folder / "results.csv")
    row = results[results["quantity"] == "retained"].iloc[0].to_dict()
    ratios = [
        {"result_id": f"retention/hazard_ratio/medication.{level}", "subgroup": f"medication={level}", "note": note}
        for level, note in (("methadone", "reference level"), ("buprenorphine", ""))
    ]
    ratio = {"quantity": "hazard_ratio", "unit": "hazard ratio", "estimate": 1.2, "conf_low": 1.1, "conf_high": 1.3}
    pd.concat([results, pd.DataFrame([row | ratio | each for each in ratios])]).to_csv(
        released_folder / "results.csv", index=False
    )
    withhold(released_folder, pd.DataFrame({"result_id": ["retention/hazard_ratio/sex.male"]}))
    text = show_pages()["retention"]
    assert "Kept back to protect people: hazard ratio of leaving, by sex" in text
    assert "After 365 days: not shown, to protect people." in text
    assert "Medication: Buprenorphine, compared with Methadone" in text


def test_a_table_of_months_is_titled_by_what_it_holds(released_folder):
    about = {"measure": "overdose death", "dimensions": ["period", "community"], "columns": ["period", "rate"]}
    for level in ("month", "year"):
        levels = {"period": level, "community": "community"}
        (released_folder / "tables" / "deaths_by_community.json").write_text(
            json.dumps(about | {"levels": levels}), encoding="utf-8"
        )
        title = Page(released_folder, "en").table_title("deaths_by_community")
        assert title == f"Overdose deaths by {level} and community, with rates"
