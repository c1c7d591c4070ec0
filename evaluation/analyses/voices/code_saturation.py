"""Code saturation: after how many interviews few new codes appear, in the order held and in random orders."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np

from evaluation.analyses.ledger import Scope, ledger_row
from evaluation.analyses.restricted import restricted_table
from evaluation.analyses.voices import STEM
from evaluation.analyses.voices.prevalence import Occurrence
from evaluation.data.output_table import OutputTable
from evaluation.data.parameters import ThemesParameters
from evaluation.stats.estimate import Estimate, Status
from evaluation.stats.saturation import Accumulation, Saturation, accumulation, saturation

_WORDS = {0: "no", 2: "two", 3: "three", 4: "four", 5: "five", 6: "six"}
NOT_MEANING = "code saturation, not meaning saturation"


@dataclass(frozen=True, eq=False)
class CodeSaturation:
    """After how many interviews few new codes appear, or the reason why that is not known.

    Parameters
    ----------
    found : Saturation or None
    curve : Accumulation or None
    reason : str
        Why neither is known; blank where they are.
    unordered : str
        Why the order in which the interviews were held is not known; blank where it is.
    n_sources : int
    """

    found: Saturation | None
    curve: Accumulation | None
    reason: str
    unordered: str
    n_sources: int


def find_saturation(
    found: Occurrence, dates: Mapping[str, date] | None, parameters: ThemesParameters, rng: np.random.Generator
) -> CodeSaturation:
    """Measure code saturation by Guest, Namey and Chen's base, run and threshold.

    Parameters
    ----------
    found : Occurrence
    dates : mapping or None
        Day of each interview; None where the order of the project is the order in which they were held.
    parameters : ThemesParameters
    rng : numpy.random.Generator
        For random orders.
    """
    n_sources, least = len(found.source_ids), parameters.saturation_base + parameters.saturation_run
    undated = 0 if dates is None else sum(source_id not in dates for source_id in found.source_ids)
    unordered = f"{undated} interview(s) have no date" if undated else ""
    reason = ""
    if not parameters.codebook_version:
        reason = "the params file declares no frozen version of the codebook, codebook_version"
    elif n_sources < least:
        reason = f"{n_sources} interviews are fewer than the {least} of base and run"
    elif not found.holds.any():
        reason = "no theme is in use"
    if reason:
        return CodeSaturation(None, None, reason, unordered, n_sources)
    order = range(n_sources)
    if dates is not None and not undated:
        order = sorted(order, key=lambda place: dates[found.source_ids[place]])
    holds = found.holds[list(order)]
    measured = saturation(
        holds,
        base=parameters.saturation_base,
        run=parameters.saturation_run,
        threshold=parameters.saturation_percent / 100,
        rng=rng,
    )
    return CodeSaturation(measured, accumulation(holds, rng=rng), "", unordered, n_sources)


def saturation_rows(measured: CodeSaturation, parameters: ThemesParameters) -> list[Estimate]:
    """Return the interviews before the run that brought few new codes: in the order held, and over random orders."""
    found = measured.found
    drawn = f"not reached in {1 - found.share_reached:.0%} of random orders" if found else ""
    held = [
        measured.unordered,
        f"{found.n_codes_base} codes in the base, {found.n_codes_reached} when it was reached or in all"
        if found
        else "",
    ]
    stated = [
        ("saturation", "order_held", found.reached if found and not measured.unordered else None, held),
        ("saturation_random", "median", found.median if found else None, [drawn]),
        ("saturation_random", "percentile_95", found.upper if found else None, [drawn]),
    ]
    return [
        ledger_row(
            STEM,
            quantity,
            Scope(key),
            unit="sources",
            estimate=math.nan if value is None or math.isinf(value) else float(value),
            n_obs=measured.n_sources,
            method=_method(parameters),
            status=Status.DIAGNOSTIC,
            notes=[
                NOT_MEANING,
                f"not estimable: {measured.reason}" if measured.reason else "",
                "not reached" if found and (value is None or math.isinf(value)) and not measured.unordered else "",
                *notes,
            ],
        )
        for quantity, key, value, notes in stated
    ]


def saturation_orders_table(measured: CodeSaturation) -> OutputTable:
    """Return the codes that the first interviews hold: each step in the order held is about one interview."""
    curve = measured.curve
    columns = ("n_sources", "codes_in_order_held", "codes_median", "codes_low", "codes_high")
    rows = []
    if curve:
        in_order = [None] * measured.n_sources if measured.unordered else curve.in_order.tolist()
        drawn = zip(in_order, curve.median.tolist(), curve.low.tolist(), curve.high.tolist(), strict=True)
        rows = [(number, *values) for number, values in enumerate(drawn, start=1)]
    return restricted_table(STEM, "saturation_orders", columns, rows)


def _method(parameters: ThemesParameters) -> str:
    base, run = _WORDS[parameters.saturation_base], _WORDS[parameters.saturation_run]
    percent = _WORDS[parameters.saturation_percent]
    few = "no new code" if percent == "no" else f"new codes at most {percent} percent of those of the base"
    return f"Guest, Namey and Chen: base of {base} interviews, run of {run}, {few}"
