"""Released numbers have no more digits than the policy allows, counts keep all of theirs, rates say how reliable."""

from __future__ import annotations

from evaluation.disclosure.closed_list import QUANTITIES, Kind
from evaluation.disclosure.ledger_rows import Row, whole_number
from evaluation.disclosure.policy import Policy, RateRule
from evaluation.stats.rate_reliability import Reliability, rate_reliability

_SHARES = (Kind.SURVIVAL, Kind.INCIDENCE, Kind.DEFINITION)
_NUMBERS = ("estimate", "std_error", "conf_low", "conf_high", "p_value")


def rounded_row(row: Row, policy: Policy) -> dict[str, str]:
    """Return a row of the ledger with the digits that its kind may have.

    Many digits of a survival probability, a product of fractions, give the fractions away; the sixth digit of a
    model estimate tells a reader nothing.
    """
    kind = QUANTITIES[row["analysis"], row["quantity"]].kind
    result = dict(row)
    for name in _NUMBERS if kind not in (Kind.COUNT, Kind.RATE) else ():
        if row[name]:
            number = float(row[name])
            if kind in _SHARES and name != "p_value":
                result[name] = repr(round(number, policy.survival.decimals))
            else:
                result[name] = significant(number, policy.model.significant_digits)
    return result


def with_digits(row: Row, digits: int) -> dict[str, str]:
    """Return a row whose numbers, but for counts of people, have so many significant digits."""
    return {**row, **{name: significant(float(row[name]), digits) for name in _NUMBERS if row[name]}}


def with_reliability(row: Row, rule: RateRule | None) -> dict[str, str]:
    """Return a row whose note says what the rule has against its rate; numbers that may not be shown are blank.

    Other rows, and the events of all, stay as they are.
    """
    if rule is None or QUANTITIES[row["analysis"], row["quantity"]].kind is not Kind.RATE:
        return dict(row)
    n_events = whole_number(row["n_events"])
    (mark,) = rate_reliability([n_events or 0], rule.standard)
    blank = dict.fromkeys(_NUMBERS, "") if mark is Reliability.NOT_SHOWN else {}
    return {**row, **blank, "note": "; ".join(filter(None, [row["note"], mark.note]))}


def significant(number: float, digits: int) -> str:
    """Return a number with so many significant digits, as the shortest text that reads back as the same float."""
    return repr(float(f"{number:.{digits - 1}e}"))
