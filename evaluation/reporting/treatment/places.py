"""Over how many places groups of people are compared, and whether the intervals know that people live in places."""

from __future__ import annotations

import pandas as pd

from evaluation.reporting.markdown import Markdown
from evaluation.reporting.page import Page
from evaluation.reporting.treatment.route import STEM


def alike(page: Page) -> Markdown:
    """Return how alike the intervals take people of one place to be; shows nothing."""
    cluster = page.plan.of(STEM).get("cluster")
    if not cluster:
        return page.text("retention.limits.no_cluster")
    return page.text("retention.limits.cluster", cluster=page.catalogue.dimension(cluster))


def places_compared(page: Page) -> Markdown | None:
    """Return how many communities each arm has, where arms are compared; None elsewhere; shows nothing.

    The communities are those of the params file, which the first page counts too; no number of people is in it.
    """
    compared = {*page.plan.names(STEM, "groups"), *page.plan.names(STEM, "covariates")}
    about = page.released.about
    arms = pd.Series([place["arm"] for place in about["communities"].values()], dtype="str")
    counts = arms[arms != ""].value_counts()
    if "arm" not in compared or len(counts) < 2:
        return None
    groups = [
        page.plain("retention.places.arm", count=int(counts[code]), arm=arm["name"])
        for code, arm in about["arms"].items()
        if code in counts
    ]
    key = "allowed_for" if page.plan.of(STEM).get("cluster") else "not_allowed_for"
    return page.text(f"retention.places.{key}", groups=page.catalogue.listed(groups))
