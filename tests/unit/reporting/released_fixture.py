"""A small released folder, made by hand, in the form that `evaluation release` writes."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd

from evaluation.stats.estimate import LEDGER_COLUMNS, Estimate, Status

ARMS = {
    "cep": {"name": "Community Engagement and Planning", "description": "Coalitions plan with people."},
    "rfs": {"name": "Resources for Services", "description": "Coalitions receive funds."},
}
COMMUNITIES = {"alder": {"name": "Alder", "arm": "cep"}, "elm": {"name": "Elm", "arm": "rfs"}}
ABOUT = {
    "evaluation": "demo",
    "title": "Demonstration: a coalition initiative in two communities",
    "subtitle": "Did what we did work, for whom, and how sure are we?",
    "synthetic": True,
    "run_id": "20240601T120000Z-0a1b2c3d",
    "data_made": "2024-05-31",
    "released_at": "2024-06-01T12:34:56Z",
    "code": {"commit": "0123456789abcdef0123456789abcdef01234567", "dirty": False},
    "languages": ["en"],
    "contact": "evaluation@example.org",
    "version": "1",
    "sources": [
        {
            "name": "deaths",
            "table": "overdose_deaths",
            "sensitivity": "vital",
            "description": "Overdose deaths by month.",
            "read_by": ["overdose_deaths"],
        },
        {
            "name": "population",
            "table": "population",
            "sensitivity": "public",
            "description": "Population on July 1.",
            "rows": 64,
            "read_by": ["overdose_deaths"],
        },
    ],
    "arms": ARMS,
    "communities": COMMUNITIES,
    "plan": {
        "overdose_deaths": {
            "series": "arm",
            "start": "2016-01-01",
            "end": "2024-01-01",
            "interventions": [{"name": "coalition", "date": "2020-07-01", "description": "Coalitions start"}],
            "seasonality": "harmonics",
            "harmonics": 2,
            "conf_level": 0.95,
        },
        "retention": {"gap_days": 30, "landmarks": [30, 90, 180, 365]},
        "themes": {"unit": "paragraph"},
    },
    "labels": {
        "medication": {"methadone": "Methadone", "buprenorphine": "Buprenorphine"},
        "role": {"peer_worker": "Peer worker", "clinician": "Clinician"},
        "age_group": {"15-24": "15–24"},
    },
}


def _estimates() -> list[Estimate]:
    common = {"conf_level": 0.95, "prespecified": True}
    deaths = {"analysis": "overdose_deaths", "method": "quasi-Poisson, log link", **common}
    model = {**deaths, "n_obs": 96, "n_events": 2400, "status": Status.PRIMARY}
    rows = []
    for arm, ratio, low, high, averted in (("cep", 0.79, 0.71, 0.88, 214.2), ("rfs", 0.97, 0.86, 1.09, 31.0)):
        rows += [
            Estimate(
                result_id=f"overdose_deaths/level_change/{arm}",
                arm=arm,
                quantity="level_change",
                unit="rate ratio",
                estimate=ratio,
                std_error=0.05,
                conf_low=low,
                conf_high=high,
                p_value=0.0004 if arm == "cep" else 0.61,
                **model,
            ),
            Estimate(
                result_id=f"overdose_deaths/deaths_averted/{arm}",
                arm=arm,
                quantity="deaths_averted",
                unit="deaths",
                estimate=averted,
                conf_low=averted - 90,
                conf_high=averted + 90,
                **model,
            ),
            Estimate(
                result_id=f"overdose_deaths/gate/{arm}",
                arm=arm,
                quantity="gate",
                unit="failed checks",
                estimate=0.0,
                note="open",
                **{**model, "status": Status.DIAGNOSTIC},
            ),
        ]
    rows.append(
        Estimate(
            result_id="overdose_deaths/deaths/all/2023",
            period="2023",
            quantity="deaths",
            unit="deaths",
            estimate=612.0,
            status=Status.PRIMARY,
            **deaths,
        )
    )
    rows.append(
        Estimate(
            result_id="retention/retained/all/d180",
            analysis="retention",
            period="day 180",
            quantity="retained",
            unit="proportion",
            estimate=0.4534,
            conf_low=0.4391,
            conf_high=0.4676,
            n_obs=2100,
            n_events=610,
            method="Kaplan-Meier, log-log interval",
            status=Status.PRIMARY,
            **common,
        )
    )
    rows.append(
        Estimate(
            result_id="themes/alpha/overall",
            analysis="themes",
            quantity="alpha",
            unit="alpha",
            estimate=float("nan"),
            method="Krippendorff alpha",
            status=Status.PRIMARY,
            prespecified=True,
            note="One coder: not estimable.",
        )
    )
    return rows


def write_released(folder: Path) -> Path:
    """Write the released folder and return it."""
    (folder / "tables").mkdir(parents=True)
    (folder / "about.json").write_text(json.dumps(ABOUT, indent=1), encoding="utf-8")
    rows = [[getattr(estimate, name) for name in LEDGER_COLUMNS] for estimate in _estimates()]
    pd.DataFrame(rows, columns=list(LEDGER_COLUMNS)).to_csv(folder / "results.csv", index=False)
    pd.DataFrame(
        {
            "period": ["2022", "2023", "2022", "2023"],
            "arm": ["cep", "cep", "rfs", "rfs"],
            "deaths": [310, 280, 330, 332],
            "person_years": [1.0e6, 1.0e6, 1.1e6, 1.1e6],
            "rate": [31.0, 28.0, 30.0, 30.18],
            "conf_low": [27.7, 24.9, 26.9, 27.0],
            "conf_high": [34.6, 31.5, 33.4, 33.6],
        }
    ).to_csv(folder / "tables" / "deaths_by_year.csv", index=False)
    about_table = {"title": "Deaths by year", "kind": "counts", "dimensions": ["period", "arm"], "count": "deaths"}
    (folder / "tables" / "deaths_by_year.json").write_text(json.dumps(about_table), encoding="utf-8")
    pd.DataFrame(
        [["deaths_by_age_group", "table", "A cell of 1 to 9 deaths would be shown.", "vital, 1-9"]],
        columns=["item", "kind", "reason", "rule"],
    ).to_csv(folder / "withheld.csv", index=False)
    pd.DataFrame(
        [["q1", "Trust", "They asked us first.", "peer_worker"]], columns=["quote_id", "theme", "text", "role"]
    ).to_csv(folder / "quotes.csv", index=False)
    pd.DataFrame(
        [
            ["overdose_deaths/level_change/cep", 0.80, "Level change of deaths in the first arm"],
            ["overdose_deaths/level_change/rfs", 1.20, "Level change of deaths in the second arm"],
        ],
        columns=["result_id", "truth", "description"],
    ).to_csv(folder / "truth.csv", index=False)
    return folder
