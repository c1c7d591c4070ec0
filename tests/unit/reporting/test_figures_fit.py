"""Every public figure can be read on a phone: its text is large enough, whole, and nowhere on top of other text."""

from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from matplotlib import pyplot as plt
from matplotlib.text import Text

from evaluation.reporting import hazard_ratios, voices
from evaluation.reporting.figures import (
    code_saturation,
    code_timeline,
    deaths_by_group,
    deaths_by_month,
    definitions,
    incidence,
    overdose_deaths,
    proportionality,
    retention,
    theme_pairs,
    themes,
)
from evaluation.reporting.figures.words import text_width, wrapped
from evaluation.reporting.labels import Labels

from . import retention_fixture as retention_data
from . import test_overdose_deaths_figures as deaths_data
from . import test_voices as voices_data
from . import treatment_rows
from .released_fixture import ABOUT

PHONE_PIXELS, SMALLEST_PIXELS = 340, 8.5
POINTS_PER_INCH = 72
LONG = {
    "medication": {
        "methadone": "Methadone",
        "buprenorphine": "Buprenorphine (tablet or film)",
        "xr_buprenorphine": "Extended-release buprenorphine injection",
    },
    "race_ethnicity": {
        "asian": "Asian, Native Hawaiian or other Pacific Islander, not Hispanic",
        "black": "Black or African American, not Hispanic",
        "hispanic": "Hispanic or Latino, any race",
    },
    "role": {
        "peer_worker": "Peer worker",
        "clinician": "Clinician or Court or law enforcement or Family member or School staff",
        "r3": "Harm reduction worker",
        "r4": "People with lived experience",
        "r5": "Courts, law enforcement and schools",
    },
    "theme": {"delay": "Waiting and delays", "hope": "Naloxone in the community"},
}
COMMUNITIES = {f"place{number}": {"name": f"Community of place {number}", "arm": "cep"} for number in range(8)}
TWO_STARTS = [
    {"name": "one", "date": "2020-05-01", "description": "Naloxone is handed out in all pharmacies of the county"},
    {"name": "two", "date": "2021-03-01", "description": "Coalitions of people and services start their work"},
]


@pytest.fixture
def words(catalogue):
    return {"labels": Labels(ABOUT | {"labels": LONG, "communities": COMMUNITIES}, catalogue), "catalogue": catalogue}


def by_month(**words):
    table = deaths_data.months(deaths_data.PERIODS * 2, arm=["cep"] * 24 + ["rfs"] * 24, deaths=list(range(24)) * 2)
    fitted = deaths_data.fitted("cep", "rfs")
    return deaths_by_month.monthly_deaths(table, fitted, interventions=deaths_data.START, **words)


def by_month_all(**words):
    table = deaths_data.months(deaths_data.PERIODS, deaths=list(range(24)))
    return deaths_by_month.monthly_deaths(table, deaths_data.fitted("all"), interventions=TWO_STARTS, **words)


def by_month_in_communities(**words):
    keys = list(COMMUNITIES)
    table = deaths_data.months(
        deaths_data.PERIODS * len(keys), community=np.repeat(keys, len(deaths_data.PERIODS)), deaths=12
    )
    fitted = deaths_data.fitted(*keys)
    return deaths_by_month.monthly_deaths(table, fitted, interventions=TWO_STARTS[1:], **words)


def rates_of(keys, column):
    years = [str(year) for year in range(2016, 2024)]
    rows = pd.DataFrame({"arm": "", "community": "", "period": years * len(keys), "estimate": 40.0}).assign(
        **{column: np.repeat(list(keys), len(years))}
    )
    return rows.assign(conf_low=35.0, conf_high=45.0)


def rates(**words):
    return overdose_deaths.yearly_rates(rates_of(ABOUT["arms"], "arm"), **words)


def rates_in_communities(**words):
    return overdose_deaths.yearly_rates(rates_of(COMMUNITIES, "community"), **words)


def effects(**words):
    quantities = ["level_change", "rate_ratio_12_months", "slope_change"]
    rows = pd.DataFrame({"quantity": quantities * 2, "arm": np.repeat(["cep", "rfs"], 3), "community": ""})
    rows = rows.assign(estimate=0.8, conf_low=0.65, conf_high=1.15)
    rows["result_id"] = "overdose_deaths/" + rows["quantity"] + "/" + rows["arm"] + "/stay_at_home_order"
    return overdose_deaths.effects(rows, **words)


def correlogram(**words):
    table = pd.DataFrame({"series": np.repeat(["cep", "rfs"], 24), "lag": list(range(1, 25)) * 2})
    return overdose_deaths.correlogram(table.assign(autocorrelation=0.1, limit=0.2), **words)


def groups(*, keys=("cep", "rfs"), column="arm", **words):
    levels = list(LONG["race_ethnicity"])
    table = pd.DataFrame(
        [(year, key, level) for year in ("2018", "2022") for key in keys for level in levels],
        columns=["period", column, "race_ethnicity"],
    ).assign(deaths=300, person_years=1e5)
    return deaths_by_group.group_rates(
        table, dimension="race_ethnicity", interventions=deaths_data.START, conf_level=0.95, **words
    )


def groups_in_communities(**words):
    return groups(keys=list(COMMUNITIES), column="community", **words)


def retained(**words):
    rows = retention_data.frame_of(retention_data.ROWS)
    return retention.retained_at_landmarks(rows[rows["result_id"].str.startswith("retention/retained/all")], **words)


def retained_by_group(**words):
    rows = retention_data.frame_of(retention_data.ROWS)
    return retention.retained_at_landmarks(
        rows[rows["result_id"].str.startswith("retention/retained/medication")], **words
    )


def hazards(**words):
    rows = hazard_ratios.hazard_rows(
        retention_data.frame_of(retention_data.ROWS), ["medication", "dose"], words["labels"]
    )
    return retention.hazard_ratios(rows, **words)


def curves(**words):
    levels = list(LONG["medication"])
    curve = pd.DataFrame(
        {"group": "medication", "level": np.repeat(levels, 4), "time": [20.0, 100.0, 700.0, 1100.0] * 3}
    )
    curve = curve.assign(n_risk=[1500, 800, 200, 10] * 3, survival=[0.9, 0.7, 0.5, 0.4] * 3)
    curve = curve.assign(conf_low=curve["survival"] - 0.05, conf_high=curve["survival"] + 0.05)
    return retention.survival_curves(curve, **words)


def became(**words):
    shares = pd.DataFrame(
        [(day, outcome) for day in (30, 90, 180, 365) for outcome in ("left", "died", "moved", "still_or_hidden")],
        columns=["day", "outcome"],
    ).assign(estimate=[0.6, 0.007, 0.093, 0.3] * 4)
    return incidence.outcomes_at_landmarks(shares, catalogue=words["catalogue"])


def stacked(*, levels=tuple(LONG["medication"]), **words):
    curve = pd.DataFrame(
        [(level, cause, day) for level in levels for cause in ("left", "died", "moved") for day in (1.0, 365.0)],
        columns=["level", "cause", "time"],
    )
    curve = curve.assign(
        scope=curve["level"], group="medication", incidence=[0.1, 0.95, 0.0, 0.004, 0.0, 0.01] * len(levels)
    )
    return incidence.stacked_incidence(curve, **words)


def stacked_in_two_columns(**words):
    return stacked(levels=(*LONG["medication"], "a", "b", "c"), **words)


def by_definition(**words):
    rows = retention_data.frame_of(treatment_rows.DEFINITIONS)
    return definitions.retained_by_definition(rows, gap_days=30, share_covered=0.8, catalogue=words["catalogue"])


def by_one_definition(**words):
    rows = retention_data.frame_of([each for each in treatment_rows.DEFINITIONS if "leaving" not in each.result_id])
    return definitions.retained_by_definition(rows, gap_days=30, share_covered=0.8, catalogue=words["catalogue"])


def residuals(*, covariates=("medication", "arm", "age_group", "race_ethnicity"), **words):
    days = np.repeat(np.arange(1.0, 401.0), len(covariates))
    table = pd.DataFrame({"covariate": list(covariates) * 400, "day": days, "scaled_residual": 100 * np.sin(days)})
    return proportionality.scaled_residuals(table, conf_level=0.95, catalogue=words["catalogue"])


def residuals_of_one(**words):
    return residuals(covariates=("medication",), **words)


def prevalence(**words):
    return themes.prevalence(voices.prevalence_rows(voices_data.frame_of(voices_data.ROWS)), **words)


def prevalence_by_group(**words):
    rows = pd.DataFrame(
        [(theme, role) for role in LONG["role"] for theme in LONG["theme"]], columns=["theme", "role"]
    ).assign(n_sources_with_theme=5, n_sources=10, conf_low=0.24, conf_high=0.76)
    return themes.prevalence_by_group(rows, dimension="role", **words)


def agreement(**words):
    return themes.agreement(voices.agreement_rows(voices_data.frame_of(voices_data.ROWS)), **words)


def many_themes(n):
    """As many themes as have long names, and more that have short ones."""
    return [*LONG["theme"], *(f"Theme of a codebook {number}" for number in range(n - len(LONG["theme"])))]


def pairs_of_themes(*, n_themes=40, **words):
    themes_ = many_themes(n_themes)
    table = pd.DataFrame(list(combinations(themes_, 2)), columns=["theme", "other_theme"])
    place = np.arange(len(table))
    table = table.assign(n_units_both=place % 7, expected=3.0, jaccard=(place % 7) / 10, p_adjusted=(place % 3) / 30)
    return theme_pairs.pairs_of_themes(table, **words)


def pairs_of_two_themes(**words):
    return pairs_of_themes(n_themes=2, **words)


def codes_in_random_orders(*, known=True, **words):
    number = np.arange(1, 61)
    table = pd.DataFrame({"n_sources": number, "codes_in_order_held": 80 - 70 / number if known else None})
    table = table.assign(codes_median=80 - 75 / number, codes_low=80 - 79 / number, codes_high=80 - 60 / number)
    return code_saturation.saturation_orders(table, catalogue=words["catalogue"])


def codes_in_no_known_order(**words):
    return codes_in_random_orders(known=False, **words)


def expected_themes(**words):
    number = np.arange(1, 61)
    table = pd.DataFrame({"n_sources": number, "expected_themes": 80 - 70 / number})
    return code_saturation.expected_themes(table, catalogue=words["catalogue"])


def timeline(*, times=("2022-H2", "2023-H1+2023-H2"), **words):
    rows = pd.DataFrame([(theme, time) for theme in many_themes(12) for time in times], columns=["theme", "time"])
    return code_timeline.code_timeline(rows.assign(n_sources_with_theme=10, n_sources=10), **words)


def timeline_of_many_periods(**words):
    return timeline(times=[f"{year}-Q{quarter}" for year in (2022, 2023, 2024) for quarter in (1, 2, 3)], **words)


DRAWN = [
    by_month,
    by_month_all,
    by_month_in_communities,
    rates,
    rates_in_communities,
    effects,
    correlogram,
    groups,
    groups_in_communities,
    retained,
    retained_by_group,
    hazards,
    curves,
    became,
    stacked,
    stacked_in_two_columns,
    by_definition,
    by_one_definition,
    residuals,
    residuals_of_one,
    prevalence,
    prevalence_by_group,
    agreement,
    pairs_of_themes,
    pairs_of_two_themes,
    codes_in_random_orders,
    codes_in_no_known_order,
    expected_themes,
    timeline,
    timeline_of_many_periods,
]


@pytest.fixture(params=DRAWN, ids=lambda draw: draw.__name__)
def figure(request, words):
    yield request.param(**words)
    plt.close("all")


@pytest.fixture
def texts(figure, monkeypatch):
    """Every text that is drawn, with its box in pixels of the canvas."""
    found = {}
    draw = Text.draw

    def drawn(text, renderer, *args, **kwargs):
        if text.get_visible() and text.get_text().strip():
            found[id(text)] = (text, text.get_window_extent(renderer))
        return draw(text, renderer, *args, **kwargs)

    figure.canvas.draw()
    monkeypatch.setattr(Text, "draw", drawn)
    figure.canvas.draw()
    return list(found.values())


def test_text_is_large_enough_on_a_phone(figure, texts):
    pixels_per_point = PHONE_PIXELS / (figure.get_figwidth() * POINTS_PER_INCH)
    sizes = {text.get_text(): text.get_fontsize() * pixels_per_point for text, _ in texts}
    assert {text: size for text, size in sizes.items() if size < SMALLEST_PIXELS} == {}


def test_nothing_is_drawn_outside_the_figure(figure, texts):
    width, height = figure.bbox.size
    outside = [
        text.get_text()
        for text, box in texts
        if box.x0 < -0.5 or box.y0 < -0.5 or box.x1 > width + 0.5 or box.y1 > height + 0.5
    ]
    assert outside == []
    box = figure.get_tightbbox()
    assert min(box.x0, box.y0) >= -0.01
    assert box.x1 <= figure.get_figwidth() + 0.01
    assert box.y1 <= figure.get_figheight() + 0.01


def test_no_text_is_on_top_of_other_text(texts):
    one_on_another = [
        (first.get_text(), second.get_text())
        for (first, box), (second, other) in combinations(texts, 2)
        if min(box.x1, other.x1) - max(box.x0, other.x0) > 0.5 and min(box.y1, other.y1) - max(box.y0, other.y0) > 0.5
    ]
    assert one_on_another == []


@pytest.mark.parametrize("draw", [by_month, by_month_all, by_month_in_communities])
def test_labels_of_starts_hide_no_data(draw, words):
    figure = draw(**words)
    figure.canvas.draw()
    for axis in figure.axes:
        highest = max(line.get_ydata().max() for line in axis.lines if line.get_marker() == "o")
        highest = max([highest, *(band.get_datalim(axis.transData).y1 for band in axis.collections)])
        pixel = axis.transData.transform((0, highest))[1]
        assert all(text.get_window_extent().y0 >= pixel for text in axis.texts)
    plt.close("all")


@pytest.mark.parametrize("width", [60, 128, 250])
def test_lines_are_as_wide_as_their_room(width):
    text = "Asian, Native Hawaiian or other Pacific Islander, not Hispanic"
    lines = wrapped(text, width).split("\n")
    assert " ".join(lines) == text
    assert all(text_width(line) <= width or " " not in line for line in lines)
