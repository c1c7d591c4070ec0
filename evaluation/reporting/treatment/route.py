"""Where follow-up comes from, on which depends what a share of people supposes."""

from __future__ import annotations

from evaluation.reporting.page import Page

STEM = "retention"
SUPPLY, SUPPLY_ALONE, PERSONS = "supply", "supply_alone", "persons"
_OF_OTHER_WAYS = tuple(
    f"{STEM}/{quantity}/all/{way}" for quantity in ("cumulative_incidence", "days_lost") for way in ("died", "moved")
)


def route(page: Page) -> str:
    """Return where follow-up comes from.

    ``supply`` are rows of medication with deaths, moves and stays beside them; ``supply_alone`` rows without those;
    ``persons`` a table of times.
    """
    tables = page.released.tables_read_by(STEM)
    if "dispensing" not in tables:
        return PERSONS
    return SUPPLY if "treatment_events" in tables else SUPPLY_ALONE


def tells_deaths_or_moves(page: Page) -> bool:
    """Tell whether deaths or moves end follow-up apart from leaving, in rows of supply or in a table of times."""
    items = [*page.released.results["result_id"], *page.released.withheld["item"]]
    return route(page) == SUPPLY or any(item.startswith(_OF_OTHER_WAYS) for item in items)


def supposed(page: Page) -> str:
    """Return what every share supposes: ``supply`` that nobody died or moved, also for a table of times."""
    return SUPPLY if tells_deaths_or_moves(page) else route(page)


def condition(page: Page) -> str:
    """Return the supposition behind every share: that no follow-up ended, for the reasons known, before they left."""
    return page.plain(f"retention.condition.{supposed(page)}")


def day_of(period: object) -> str:
    """Return the day of a period ``day N``."""
    return str(period).removeprefix("day ")


def is_expected(page: Page, item: str) -> bool:
    """Tell whether results whose ids start with ``item`` were withheld, which the page has to say."""
    return any(each == item or each.startswith(f"{item}/") for each in page.released.withheld["item"])
