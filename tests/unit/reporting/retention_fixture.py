"""Rows of a ledger of retention, made by hand, and a release that holds them."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd

from evaluation.stats.estimate import LEDGER_COLUMNS, Estimate, Status

PLAN = {
    "gap_days": 30,
    "carry_over_cap_days": 25,
    "washout_days": 60,
    "event_date": "first_uncovered_day",
    "landmarks": [30, 90, 180, 365],
    "restricted_mean_days": 180,
    "definition_share_covered": 0.8,
    "transfer": "end_of_follow_up",
    "groups": ["medication", "arm"],
    "covariates": ["medication", "dose"],
    "conf_level": 0.95,
}
UNITS = {
    "persons": "persons",
    "retained": "proportion",
    "retained_by_definition": "proportion",
    "retained_difference": "difference of proportions",
    "cumulative_incidence": "proportion",
    "median_days": "days",
    "restricted_mean_days": "days",
    "restricted_mean_difference": "days",
    "days_in_treatment": "days",
    "proportional_hazards": "chi2",
    "log_rank": "chi2",
    "hazard_ratio": "hazard ratio",
    "rows_dropped": "rows",
    "persons_excluded": "persons",
}


def row(result_id, estimate, low=np.nan, high=np.nan, **fields):
    quantity = result_id.split("/")[0]
    day = result_id.rpartition("/d")[2]
    return Estimate(
        result_id=f"retention/{result_id}",
        analysis="retention",
        quantity=quantity,
        unit=UNITS[quantity],
        estimate=estimate,
        conf_low=low,
        conf_high=high,
        conf_level=0.95,
        **{
            "period": f"day {day}" if day.isdecimal() else "",
            "method": "as tested",
            "status": Status.PRIMARY,
            "prespecified": True,
            "n_obs": 100,
            "n_events": 40,
            **fields,
        },
    )


METHADONE, BUPRENORPHINE = {"subgroup": "medication=methadone"}, {"subgroup": "medication=buprenorphine"}
ROWS = [
    row("persons/all", 120.0, n_obs=120, n_events=70, period="2020-07-01/2024-01-01"),
    row("retained/all/d180", 0.5, 0.41, 0.58),
    row("retained/all/d30", 0.84, 0.76, 0.9),
    row("retained/all/d365", np.nan),
    row("retained/medication.buprenorphine/d180", 0.4, 0.3, 0.5, **BUPRENORPHINE),
    row("retained/medication.buprenorphine/d30", 0.8, 0.7, 0.9, **BUPRENORPHINE),
    row("retained/medication.methadone/d180", 0.6, 0.5, 0.7, **METHADONE),
    row("retained/medication.methadone/d30", 0.9, 0.8, 0.95, **METHADONE),
    row("median_days/all", 181.0, 150.0, np.nan),
    row("log_rank/medication", 7.5, p_value=0.006),
    row("log_rank/arm", 1.1, p_value=0.29),
    row("hazard_ratio/medication.methadone", 1.0, note="reference level: one by definition", **METHADONE),
    row("hazard_ratio/medication.buprenorphine", 1.38, 1.2, 1.6, note="reference: methadone", **BUPRENORPHINE),
    row("hazard_ratio/dose", 0.99, 0.97, 1.01, note="per unit"),
    row("persons_excluded/all", 33.0, n_obs=None, n_events=None),
]


def frame_of(rows):
    frame = pd.DataFrame([[getattr(each, name) for name in LEDGER_COLUMNS] for each in rows], columns=LEDGER_COLUMNS)
    return frame.astype({"n_obs": float, "n_events": float}).sort_values("result_id", ignore_index=True)


def write_retention(
    folder,
    rows=ROWS,
    *,
    sources=("dispensing", "treatment_events"),
    plan=None,
    withheld=(),
    columns=None,
    **tables,
):
    """Write rows, what was withheld and tables into a released folder."""
    frame_of(rows).to_csv(folder / "results.csv", index=False)
    about = json.loads((folder / "about.json").read_text(encoding="utf-8"))
    about["plan"]["retention"] = PLAN | (plan or {})
    about["columns"] = columns or {}
    about["sources"] = [
        {"name": table, "table": table, "sensitivity": "patient", "description": "", "read_by": ["retention"]}
        for table in sources
    ]
    about["sources"].append({"name": "more", "table": "treatment_events", "read_by": []})
    (folder / "about.json").write_text(json.dumps(about), encoding="utf-8")
    items = [(item, "result", "Fewer than 11 people.", "threshold") for item in withheld]
    pd.DataFrame(items, columns=["item", "kind", "reason", "rule"]).to_csv(folder / "withheld.csv", index=False)
    for name, text in tables.items():
        (folder / "tables" / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder


def images(shown):
    return [piece["metadata"]["image/svg+xml"] for piece in shown if "image/svg+xml" in piece["data"]]
