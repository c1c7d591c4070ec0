"""What an analysis of interrupted series found, in words for the notebook: the gate first, then the effects."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from evaluation.analyses.interruption.effects import FULL_CHANGE
from evaluation.analyses.interruption.gate import CLOSED
from evaluation.analyses.result import AnalysisResult
from evaluation.reporting import numbers
from evaluation.reporting.catalogue import Catalogue
from evaluation.reporting.findings import wording

_AREA = "interrupted_series.words"
_COUNTS = ("events_averted", "deaths_averted")
_SUMS = (*_COUNTS, "summed_change")
_YEARLY = ("rate_ratio_12_months", "change_12_months", "ratio_12_months", "odds_ratio_12_months")
_FAR = "extrapolation: "


def whole_texts() -> None:
    """Let tables of a notebook show whole result ids and notes, and all of their rows."""
    pd.set_option("display.max_colwidth", None)
    pd.set_option("display.max_rows", None)


def in_words(result: AnalysisResult, catalogue: Catalogue) -> pd.DataFrame:
    """Return for each series that an intervention was to reach its gate, and a sentence for each primary effect.

    Behind a closed gate the estimate, its interval and the reason are told and nothing is concluded.

    Parameters
    ----------
    result : AnalysisResult
        Of ``interrupted_series`` or ``overdose_deaths``.
    catalogue : Catalogue

    Returns
    -------
    DataFrame
        ``series``, ``gate``, ``found``; no row where no intervention was declared.
    """
    ledger = result.ledger()
    rows = []
    for _, gate in ledger[ledger["quantity"] == "gate"].iterrows():
        key = str(gate["result_id"]).split("/")[2]
        ours = ledger[ledger["result_id"].map(lambda each, key=key: str(each).split("/")[2] == key)]
        ours = ours[ours["status"] == "primary"]
        is_open = gate["estimate"] == 0
        reason = str(gate["note"]).removeprefix(CLOSED)
        said = catalogue.text(f"{_AREA}.gate.{'open' if is_open else 'closed'}", reason=reason)
        for name in ("level_change", *_YEARLY, *_SUMS):
            for _, row in ours[ours["quantity"] == name].iterrows():
                rows.append((key, said, _sentence(row, is_open=is_open, reason=reason, catalogue=catalogue)))
    return pd.DataFrame(rows, columns=["series", "gate", "found"])


def _sentence(row: pd.Series, *, is_open: bool, reason: str, catalogue: Catalogue) -> str:
    return " ".join(_parts(row, is_open=is_open, reason=reason, catalogue=catalogue))


def _parts(row: pd.Series, *, is_open: bool, reason: str, catalogue: Catalogue) -> Iterator[str]:
    quantity = str(row["quantity"])
    name = "after_a_year" if quantity in _YEARLY else quantity
    name += "_full" if quantity == "level_change" and FULL_CHANGE in str(row["note"]) else ""
    more = str(row["result_id"]).split("/")[3:]
    what = catalogue.text(f"{_AREA}.quantity.{name}") + (f" ({more[0]})" if more else "")
    if pd.isna(row["estimate"]):
        yield catalogue.text(f"{_AREA}.not_estimable", what=what, why=str(row["note"]))
        return
    words = wording(row if quantity not in _COUNTS else row.replace({row["unit"]: "count"}), catalogue)
    estimate = f"{words['estimate']} {row['unit']}"
    said = {"what": what, "estimate": estimate, "interval": words["interval"], "conf_level": words["conf_level"]}
    yield catalogue.text(f"{_AREA}.estimate", **said)
    if not is_open:
        yield catalogue.text(f"{_AREA}.closed", reason=reason)
    else:
        yield catalogue.text(f"{_AREA}.{'sum' if quantity in _SUMS else 'change'}.{_side(row)}")
    far = [part for part in str(row["note"]).split("; ") if part.startswith(_FAR)]
    yield from (catalogue.text(f"{_AREA}.far", note=part.removeprefix(_FAR)) for part in far)


def _side(row: pd.Series) -> str:
    """Return on which side of no effect an interval lies."""
    null = numbers.NULL_OF_UNIT.get(str(row["unit"]), 1.0)
    null = 0.0 if row["quantity"] in _SUMS else null
    if row["conf_low"] > null:
        return "higher"
    return "lower" if row["conf_high"] < null else "unclear"
