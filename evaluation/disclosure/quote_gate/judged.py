"""How far each quote came, by whom and when, and all that stops it."""

from __future__ import annotations

import importlib.metadata
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from evaluation.disclosure.identifiers.combination import Combination
from evaluation.disclosure.quote_gate.quote import Quote
from evaluation.disclosure.quote_gate.readers import Decision
from evaluation.disclosure.quote_gate.scan import Scan

PROGRAM = f"evaluation {importlib.metadata.version('coalition-evaluation')}"


class State(StrEnum):
    """How far a quote has come; each state asks for all before it."""

    RESTRICTED = "restricted"
    SCANNED = "scanned"
    CODED_SAFE = "coded_safe"
    CONSENT_CHECKED = "consent_checked"
    SECOND_READER = "second_reader"
    RELEASED = "released"


PUBLIC_REASONS = {
    State.SCANNED: "words of the speaker could point to a person or a place",
    State.CODED_SAFE: "what a quote says of its speaker fits too few, or names a group beside a sensitive theme",
    State.CONSENT_CHECKED: "the speaker has not consented, or has withdrawn consent",
    State.SECOND_READER: "two readers have not agreed to a quote yet",
    State.RELEASED: "one speaker would have too many of the quotes",
}
"""What everybody may know of a quote that was stopped on its way to a state."""

_ROLE_LEFT_OUT = (
    "the role of a speaker is left out: it would point to too few interviewees, or the theme is sensitive"
)


@dataclass(frozen=True)
class Step:
    """That a quote reached a state.

    Parameters
    ----------
    state : State
    who : str
        The program with its version, or the readers.
    when : str
        UTC, ``YYYY-MM-DDTHH:MM:SSZ``.
    """

    state: State
    who: str
    when: str


@dataclass(frozen=True)
class JudgedQuote:
    """A quote with all that is known of its way.

    Parameters
    ----------
    quote : Quote
    scan : Scan
    excepted : mapping
        Name of a finding to the decision of the reader who let it stand.
    combination : Combination
    signatures : tuple of Decision
        Each person's last word on it.
    steps : tuple of Step
        The states it has reached.
    stopped : tuple of (State, str)
        Why it does not reach a state, for the evaluator only; of several states, all.
    """

    quote: Quote
    scan: Scan
    excepted: Mapping[str, Decision]
    combination: Combination
    signatures: tuple[Decision, ...]
    steps: tuple[Step, ...]
    stopped: tuple[tuple[State, str], ...]

    @property
    def state(self) -> State:
        """The last state that it has reached."""
        return self.steps[-1].state


@dataclass(frozen=True)
class JudgedQuotes:
    """All proposed quotes of a run, judged.

    Parameters
    ----------
    quotes : tuple of JudgedQuote
        In the order of their names.
    stale : tuple of Decision
        Rows of the readers' file that are for no quote of this run: it was changed or taken out.
    elsewhere : tuple of (str, Decision)
        Rows that are for quotes of another evaluation which has the same file, with its name.
    """

    quotes: tuple[JudgedQuote, ...] = ()
    stale: tuple[Decision, ...] = ()
    elsewhere: tuple[tuple[str, Decision], ...] = ()

    @property
    def released(self) -> tuple[Quote, ...]:
        """The quotes that may be published."""
        return tuple(each.quote for each in self.quotes if not each.stopped)

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why some are withheld, or shown with less, in words that everybody may read."""
        first = {each.stopped[0][0] for each in self.quotes if each.stopped}
        reasons = {PUBLIC_REASONS[state] for state in first}
        reasons |= {_ROLE_LEFT_OUT for quote in self.released if quote.has_hidden_role}
        return tuple(sorted(reasons))
