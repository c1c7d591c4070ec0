"""Where follow-up comes from, on which depends what a share of people supposes."""

from __future__ import annotations

from evaluation.reporting.page import Page

STEM = "retention"
SUPPLY, SUPPLY_ALONE, PERSONS = "supply", "supply_alone", "persons"


def route(page: Page) -> str:
    """Return where follow-up comes from.

    ``supply`` are rows of medication with deaths, moves and stays beside them; ``supply_alone`` rows without those;
    ``persons`` a table of times.
    """
    tables = page.released.tables_read_by(STEM)
    if "dispensing" not in tables:
        return PERSONS
    return SUPPLY if "treatment_events" in tables else SUPPLY_ALONE


def condition(page: Page) -> str:
    """Return the supposition behind every share: that no follow-up ended, for the reasons known, before they left."""
    return page.plain(f"retention.condition.{route(page)}")


def day_of(period: object) -> str:
    """Return the day of a period ``day N``."""
    return str(period).removeprefix("day ")


def is_expected(page: Page, item: str) -> bool:
    """Tell whether results whose ids start with ``item`` were withheld, which the page has to say."""
    return any(each == item or each.startswith(f"{item}/") for each in page.released.withheld["item"])
