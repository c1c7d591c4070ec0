"""The rule of each kind of row: what it must rest on, and the digits and words with which it is released."""

from __future__ import annotations

from evaluation.disclosure.closed_list import Kind, public_text
from evaluation.disclosure.ledger_rows import Row, kind_of, whole_number
from evaluation.disclosure.policy import Policy
from evaluation.disclosure.rounding import rounded_row, with_reliability


def satisfies_rule(row: Row, policy: Policy) -> bool:
    """Tell whether what a row rests on satisfies the rule of its kind; counts are checked at admission."""
    survival, model = policy.survival, policy.model
    n_obs, n_events = whole_number(row["n_obs"]), whole_number(row["n_events"])
    match kind_of(row):
        case Kind.RATE:
            return n_events is not None
        case Kind.PROPORTION:
            return n_obs is not None and n_events is not None
        case Kind.MODEL | Kind.TEST:
            return (n_obs or 0) >= model.n_obs_minimum and (n_events or 0) >= model.n_events_minimum
        case Kind.SURVIVAL | Kind.INCIDENCE | Kind.MEAN_TIME | Kind.DEFINITION:
            few = n_events is None or 0 < n_events < survival.events_minimum
            return (n_obs or 0) >= survival.at_risk_minimum and not few
    return True


def released_row(row: Row, policy: Policy) -> tuple[dict[str, str], bool]:
    """Return a row with the digits and words that its kind may have, and whether words were left out."""
    kind = kind_of(row)
    texts = {name: public_text(row[name], kind) for name in ("method", "note")}
    released = rounded_row(row, policy) | {name: text for name, (text, _) in texts.items()}
    return with_reliability(released, policy.rates), any(left_out for _, left_out in texts.values())
