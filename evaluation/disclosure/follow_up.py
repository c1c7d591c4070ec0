"""How follow-up of a person can end, as far as landmarks tell it apart: survival results as sets of people.

At risk at a landmark are those followed up to that day or longer, whatever happens on it; the events of a landmark
are those after the one before, up to and including its day. An event on the day of a landmark is thus in both.
"""

from __future__ import annotations

from collections.abc import Mapping

from evaluation.disclosure.closed_list import QUANTITIES, Kind
from evaluation.disclosure.run_folder import FinishedRun

_CURVES = "survival_curve"


class FollowUp:
    """The states in which follow-up can end, and how many were censored between landmarks.

    Parameters
    ----------
    run : FinishedRun
        Its landmarks are those of its survival results; people censored are counted in its restricted curves.
    """

    def __init__(self, run: FinishedRun) -> None:
        survival = {pair for pair, entry in QUANTITIES.items() if entry.kind is Kind.SURVIVAL}
        self._rows = {row["result_id"]: row for row in run.ledger if (row["analysis"], row["quantity"]) in survival}
        self._days = sorted({day_of(row["period"]) for row in self._rows.values() if is_day(row["period"])})
        table = next((table for table in run.tables if table.name == _CURVES), None)
        self._curves: dict[str, list[tuple[float, float]]] = {}
        for cells in table.rows if table else ():
            step = dict(zip(table.columns, cells, strict=True))
            self._curves.setdefault(step["scope"], []).append((float(step["time"]), float(step["n_censored"])))

    @property
    def all_events(self) -> frozenset[str]:
        """Everybody who has the event."""
        return frozenset({"event later"}).union(*(self.events(day) for day in self._days))

    def at_risk(self, day: int) -> frozenset[str]:
        """Return the states of those at risk at a landmark."""
        on_the_day = frozenset({f"event on day {day}", f"censored on day {day}", "event later", "censored later"})
        return on_the_day.union(*(self.events(later) | self.censored(later) for later in self._days if later > day))

    def events(self, day: int) -> frozenset[str]:
        """Return the states of those with an event since the landmark before, up to and including this one."""
        first = {"event on day 0"} if self._days and day == self._days[0] else set()
        return frozenset({f"event before day {day}", f"event on day {day}"} | first)

    def censored(self, day: int) -> frozenset[str]:
        """Return the states of those censored since the landmark before, up to and including this one."""
        return frozenset({f"censored before day {day}", f"censored on day {day}"})

    def n_censored(self, row: Mapping[str, str]) -> int:
        """Return how many were censored since the landmark before.

        From the restricted curve where the run has it; else at risk before, minus at risk now, minus events, which
        differs by the events on the days of the landmarks only.
        """
        key, day = row["result_id"].split("/")[2], day_of(row["period"])
        before = max((each for each in self._days if each < day), default=-1)
        if key in self._curves:
            return int(sum(n for time, n in self._curves[key] if before < time <= day))
        earlier = self._rows.get(row["result_id"].replace(f"/d{day}", f"/d{before}"))
        if earlier is None or not (earlier["n_obs"] and row["n_obs"] and row["n_events"]):
            return 0
        return int(float(earlier["n_obs"])) - int(float(row["n_obs"])) - int(float(row["n_events"]))


def is_day(period: str) -> bool:
    """Tell whether a period is a day of follow-up, ``day N``."""
    return period.startswith("day ") and period.removeprefix("day ").isdecimal()


def day_of(period: str) -> int:
    """Return N of ``day N``.

    Raises
    ------
    ValueError
        If the period is written in another way.
    """
    if not is_day(period):
        raise ValueError(f"period {period!r} is not 'day N'")
    return int(period.removeprefix("day "))
