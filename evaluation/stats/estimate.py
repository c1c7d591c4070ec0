"""The unit of every result: one quotable number with its interval, its n and its method."""

from __future__ import annotations

import math
import re
import unicodedata
from dataclasses import dataclass, fields
from enum import StrEnum

RESULT_ID = re.compile(r"[a-z][a-z0-9_]*(/[a-z0-9][a-z0-9_.\-]*){2,}")


def slug_of(name: str) -> str:
    """Return a name as it stands in a result id: lower-case ASCII letters and digits, joined by ``_``."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "_", plain).strip("_")


class Status(StrEnum):
    """The role a number plays in the evaluation."""

    PRIMARY = "primary"
    SENSITIVITY = "sensitivity"
    DIAGNOSTIC = "diagnostic"
    EXPLORATORY = "exploratory"


@dataclass(frozen=True, kw_only=True)
class Estimate:
    """One row of the results ledger.

    Parameters
    ----------
    result_id : str
        ``analysis/quantity/scope[/more]`` in lower-case letters, digits, ``_ . -``; stable across reruns.
    analysis, community, arm : str
        The analysis stem; the community and arm the number is about, blank for all.
    subgroup : str
        ``dimension=value`` terms joined by ``;``, blank for everybody.
    period : str
        ``YYYY``, ``YYYY-Qn``, ``YYYY-MM``, a half-open ``start/end`` of ISO dates, ``day N`` of follow-up,
        or blank for the whole window.
    quantity, unit : str
        What is estimated (``level_change``) and on which scale (``rate ratio``). A test is a row too: its
        estimate is the statistic, its unit ``chi2``, ``t``, ..., its degrees of freedom stand in the note.
    estimate, std_error, conf_low, conf_high, conf_level, p_value : float
        NaN where not applicable.
    n_obs, n_events : int or None
        Observations and events the number rests on; None where not applicable.
    method : str
        How it was computed, short: ``"quasi-Poisson, log link"``.
    status : Status
    prespecified : bool
        False marks the number as exploratory in every display.
    note : str
        Whatever a reader must know to quote the number.

    Raises
    ------
    ValueError
        If ``result_id`` does not follow the grammar or does not start with ``analysis``.
    """

    result_id: str
    analysis: str
    community: str = ""
    arm: str = ""
    subgroup: str = ""
    period: str = ""
    quantity: str
    unit: str
    estimate: float
    std_error: float = math.nan
    conf_low: float = math.nan
    conf_high: float = math.nan
    conf_level: float = math.nan
    p_value: float = math.nan
    n_obs: int | None = None
    n_events: int | None = None
    method: str
    status: Status
    prespecified: bool
    note: str = ""

    def __post_init__(self) -> None:
        if not RESULT_ID.fullmatch(self.result_id) or not self.result_id.startswith(f"{self.analysis}/"):
            raise ValueError(f"result_id {self.result_id!r} is not '{self.analysis}/quantity/scope'")


LEDGER_COLUMNS = tuple(field.name for field in fields(Estimate))
