"""How each number on retention was made, in plain words, for those numbers that the evaluation has."""

from __future__ import annotations

from evaluation.reporting import numbers
from evaluation.reporting.markdown import Markdown
from evaluation.reporting.page import Page
from evaluation.reporting.treatment.route import STEM

METHODS = {
    "shares": frozenset({"retained", "median_days", "retained_difference", "retained_ratio"}),
    "outcomes": frozenset({"cumulative_incidence", "gray_test", "days_lost"}),
    "mean_days": frozenset({"restricted_mean_days", "restricted_mean_difference", "restricted_mean_ratio"}),
    "returns": frozenset(
        {"days_in_treatment", "days_in_treatment_difference", "days_out_of_treatment", "times_left"}
    ),
    "definitions": frozenset({"retained_by_definition"}),
    "pace": frozenset({"log_rank", "log_rank_trend"}),
    "hazards": frozenset({"hazard_ratio", "log_hazard_ratio"}),
    "constant": frozenset({"proportional_hazards"}),
    "other_models": frozenset({"subdistribution_hazard_ratio", "recurrent_hazard_ratio"}),
}
"""The quantities that each text of ``methods_and_data.retention`` is about."""

COUNTED = frozenset(
    {
        "persons",
        "persons_changing",
        "rows_dropped",
        "rows_repeated",
        "persons_excluded",
        "persons_unclassified",
        "events_on_day_zero",
    }
)
"""The quantities that no method makes."""


def how_made(page: Page) -> list[Markdown]:
    """Return a text for each method of which the release has a number, or says that it was kept back."""
    rows = page.released.results
    items = [*rows.loc[rows["analysis"] == STEM, "result_id"], *page.released.withheld["item"]]
    quantities = {item.split("/")[1] for item in items if item.startswith(f"{STEM}/")}
    plan = page.plan.of(STEM)
    words = {
        "days": numbers.number(plan.get("restricted_mean_days"), 0, page.language),
        "gaps": page.catalogue.listed([str(gap) for gap in plan.get("definition_gaps", ())]),
    }
    said = [page.text(f"methods_and_data.retention.{key}", **words) for key in METHODS if METHODS[key] & quantities]
    return [*said, *([page.text("methods_and_data.retention.places")] if said else [])]
