"""The page on overdose deaths says what the released numbers bear, and no more."""

import json
import re
from dataclasses import asdict
from datetime import date

import numpy as np
import pandas as pd
import pytest

from evaluation.analyses.overdose_deaths import analyse
from evaluation.data.parameters import Arm, Community, Intervention, OverdoseDeathsParameters
from evaluation.data.validated import Tables
from evaluation.reporting import overdose_deaths
from evaluation.reporting.page import Page

from ..builders import validated
from .released_fixture import ABOUT

MONTHS = pd.date_range("2016-01-01", periods=96, freq="MS")
START = (Intervention(name="coalition", date=date(2020, 7, 1), description="Coalitions start"),)
PARTS = ("title", "how_many", "trend", "change", "how_sure", "places", "groups", "about_the_rows")


def tables(means):
    rng = np.random.default_rng(2)
    frames = []
    for (community, arm), mean in zip({"alder": "cep", "elm": "rfs"}.items(), means, strict=True):
        for sex in ("female", "male"):
            counts = rng.poisson(mean)
            frames.append(
                pd.DataFrame({"month": MONTHS, "community": community, "arm": arm, "sex": sex, "deaths": counts})
            )
    deaths = pd.concat(frames, ignore_index=True)
    dates = pd.to_datetime([f"{year}-07-01" for year in range(2015, 2025)])
    population = pd.concat(
        [
            pd.DataFrame({"date": dates, "community": community, "arm": arm, "sex": sex, "population": 500_000.0})
            for community, arm in (("alder", "cep"), ("elm", "rfs"))
            for sex in ("female", "male")
        ]
    )

    return Tables(
        sources={
            "deaths": validated("deaths", deaths, table="overdose_deaths"),
            "population": validated("population", population),
        },
        arms={"cep": Arm(name="C"), "rfs": Arm(name="R")},
        communities={"alder": Community(name="A", arm="cep"), "elm": Community(name="E", arm="rfs")},
    )


def steady(change=1.0, start=54):
    return 40.0 * np.where(np.arange(96) >= start, change, 1.0)


@pytest.fixture(autouse=True)
def undrawn(monkeypatch):
    """Figures are made but not written as SVG, which takes most of the time."""
    monkeypatch.setattr("evaluation.reporting.style.to_svg", lambda figure: "<svg/>")


@pytest.fixture
def read(tmp_path, shown, said):
    """Return a function that analyses, writes a release without protection, and returns what the page says."""

    def page_of(means, *, withhold=(), tables_by=lambda name, frame: frame, **changes):
        given = {"series": "arm", "seasonality": "none", "subgroups": ("sex",), "interventions": START} | changes
        parameters = OverdoseDeathsParameters(**given)
        result = analyse(tables(means), parameters, np.random.default_rng(0))
        folder = tmp_path / "release"
        (folder / "tables").mkdir(parents=True)
        about = ABOUT | {"plan": {"overdose_deaths": parameters.plan()}}
        (folder / "about.json").write_text(json.dumps(about), encoding="utf-8")
        rows = pd.DataFrame([asdict(estimate) for estimate in result.estimates])
        rows.sort_values("result_id").to_csv(folder / "results.csv", index=False)
        for table in result.tables:
            if table.name not in withhold:
                frame = tables_by(table.name, table.to_frame())
                frame.to_csv(folder / "tables" / f"{table.name}.csv", index=False)
        page = Page(folder, "en")
        for part in PARTS:
            getattr(overdose_deaths, part)(page)
        page.sources()
        return said()

    return page_of


def test_an_effect_is_consistent_with_never_because_of(read):
    text = read([steady(0.7), steady(1.0)])
    assert re.search(r"Planning: the death rate was \d+% lower than expected", text)
    assert "consistent with an effect of the initiative" in text
    assert "All of this rests on one design" in text
    for word in ("caused", "thanks to", "led to", "due to"):
        assert word not in text


def test_no_effect_is_said_plainly(read):
    text = read([steady(1.0), steady(1.0)])
    assert text.count("the data do not show a change") >= 4
    assert "the data do not show whether deaths were averted" in text
    assert "consistent with an effect" not in text.replace("So we say “consistent with an effect”", "")


def test_harm_is_said_plainly(read):
    text = read([steady(1.5), steady(1.0)])
    assert "Deaths went up, not down." in text
    assert "more deaths than expected" in text


def test_without_an_intervention_nothing_is_said_of_effects(read, shown):
    text = read([steady(0.7), steady(1.0)], interventions=())
    assert "No change at a known date was declared" in text
    for word in ("averted", "initiative", "consistent with", "expected"):
        assert word not in text
    alts = [piece["metadata"]["image/svg+xml"]["alt"] for piece in shown if "metadata" in piece]
    assert not [alt for alt in alts if "expected" in alt]


def test_too_short_a_past_gives_numbers_without_a_verdict(read):
    early = (Intervention(name="coalition", date=date(2017, 6, 1)),)
    text = read([steady(0.5, start=17), steady(1.0)], interventions=early)
    assert "The data hold only 17 months before the start." in text
    assert "consistent with an effect" not in text.replace("So we say “consistent with an effect”", "")


@pytest.mark.parametrize(("month", "far"), [(date(2020, 7, 1), True), (date(2022, 1, 1), False)])
def test_a_far_horizon_is_said_where_the_ledger_says_extrapolation(read, tmp_path, month, far):
    text = read([steady(), steady()], interventions=(Intervention(name="coalition", date=month),))
    rows = pd.read_csv(tmp_path / "release" / "results.csv")
    notes = rows.loc[rows["quantity"] == "deaths_averted", "note"]
    assert notes.str.contains("extrapolation").tolist() == [far] * len(notes)
    assert ("no trend lasts for ever" in text) is far


def test_a_horizon_longer_than_the_past_is_far(read):
    given = {"start": date(2021, 7, 1), "interventions": (Intervention(name="coalition", date=date(2022, 7, 1)),)}
    assert "carried 18 months beyond the start" in read([steady(), steady()], **given)


def test_autocorrelation_is_said_beside_the_effects(read):
    wave = 40.0 * np.exp(0.4 * np.sin(2 * np.pi * np.arange(96) / 30))
    text = read([wave, steady(1.0)])
    warning = text.index("Read the intervals below as too narrow")
    assert text.index("Did deaths change") < warning < text.index("### At the start")
    assert "(Community Engagement and Planning)" in text[warning : warning + 250]


def test_what_is_withheld_is_named_and_the_rest_stays(read):
    text = read([steady(0.7), steady(1.0)], withhold=("deaths_by_month", "deaths_by_sex"))
    assert "Not shown: `deaths_by_month`" in text
    assert "Not shown: `deaths_by_sex`" in text
    assert "lower than expected" in text


def test_pooled_to_years_the_year_of_the_start_is_left_out(read):
    def pooled(name, frame):
        if name != "deaths_by_sex":
            return frame
        frame["period"] = frame["period"].str[:4]
        return frame.groupby(["period", "arm", "sex"]).sum().reset_index()

    text = read([steady(0.7), steady(1.0)], tables_by=pooled)
    table = text[text.index("### By sex") :]
    assert "| 2016–2019 |" in table
    assert "| 2021–2023 |" in table


def test_deaths_by_community_are_added_up_to_years(read):
    text = read([steady(1.0), steady(1.0)])
    row = next(line for line in text.splitlines() if line.startswith("| Alder |"))
    assert len(row.strip("|").split("|")) == 9


def test_groups_without_population_are_counted_only(read):
    def without(name, frame):
        return frame.drop(columns="person_years") if name == "deaths_by_sex" else frame

    text = read([steady(0.7), steady(1.0)], tables_by=without)
    assert "no rate can be given here" in text


def test_every_image_has_its_finding_in_words(read, shown):
    read([steady(0.7), steady(1.0)])
    alts = [piece["metadata"]["image/svg+xml"]["alt"] for piece in shown if "metadata" in piece]
    assert len(alts) == 5
    assert len(set(alts)) == 5
    assert all(any(character.isdigit() for character in alt) for alt in alts)
