"""Rows of what became of people, mean days, differences and definitions, made by hand."""

from .retention_fixture import BUPRENORPHINE, row

INCIDENCE = [
    row("cumulative_incidence/all/left/d30", 0.16, 0.14, 0.18),
    row("cumulative_incidence/all/moved/d30", 0.02, 0.01, 0.03),
    row("cumulative_incidence/all/died/d30", 0.01, 0.005, 0.02),
    row("cumulative_incidence/all/left/d180", 0.49, 0.45, 0.53),
    row("cumulative_incidence/all/moved/d180", 0.03, 0.02, 0.04),
    row("cumulative_incidence/all/died/d180", 0.02, 0.01, 0.03),
    row("cumulative_incidence/all/left/d365", float("nan")),
    row("cumulative_incidence/medication.buprenorphine/left/d30", 0.2, 0.1, 0.3, **BUPRENORPHINE),
]
MEAN_DAYS = [
    row("restricted_mean_days/all", 124.3, 122.4, 126.1, period="day 180"),
    row("days_in_treatment/all", 125.6, 123.8, 127.4, period="day 180"),
]
LEVEL = {"note": "reference: methadone", **BUPRENORPHINE}
DIFFERENCES = [
    row("retained_difference/medication.buprenorphine/d30", -0.05, -0.07, -0.02, **LEVEL),
    row("retained_difference/medication.buprenorphine/d180", -0.113, -0.143, -0.0003, **LEVEL),
    row("restricted_mean_difference/medication.buprenorphine", -1.4, -4.0, 1.2, period="day 180", **LEVEL),
]
DEFINITIONS = [
    row(f"retained_by_definition/all/{name}", share, share - 0.02, share + 0.02, period="day 180")
    for name, share in (
        ("gap_7.deaths_censored", 0.42),
        ("gap_7.deaths_leaving", 0.41),
        ("gap_30.deaths_censored", 0.5),
        ("gap_30.deaths_leaving", 0.49),
        ("days_covered_180.deaths_censored", 0.53),
        ("pod_style_180.deaths_censored", 0.40),
    )
]
