"""The certificate of a release: by which rules, what was hidden, what an attacker can say of it, and all hashes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from evaluation.data.strict_yaml import counted
from evaluation.disclosure.attack.report import AttackReport
from evaluation.disclosure.audit import AuditReport
from evaluation.disclosure.decision import Decision
from evaluation.disclosure.linked_tables import Hiding
from evaluation.disclosure.policy import Policy
from evaluation.disclosure.publications.publication import Publication
from evaluation.disclosure.review.exceptions import SignedException
from evaluation.disclosure.review.names_from_data import outputs_shown
from evaluation.disclosure.run_folder import FinishedRun
from evaluation.disclosure.scope import PLACE

POOLED = "tables are pooled, else the whole breakdown is withheld"
HIDDEN = "finer tables are shown besides, with single cells hidden in all tables of a measure together"
ROUNDED = "finer tables are shown besides, with every count but 0 rounded to the middle of so many"
SOLVERS = "GLOP and CP-SAT of OR-tools"
SECOND_SOLVER = "HiGHS"
_NOT_TOLD = {"evaluation", "population"}


@dataclass(frozen=True)
class Signatures:
    """Who answers for a release.

    Parameters
    ----------
    checked_by : str
        Blank for synthetic data that nobody needs to check.
    exceptions : tuple of mapping
        Item, name, reason and date of each, and its groups where the output is shown: of one that is not, they may
        be what a small number keeps back.
    """

    checked_by: str
    exceptions: tuple[Mapping[str, Any], ...]

    @classmethod
    def of(cls, checked_by: str, exceptions: Iterable[SignedException], decision: Decision) -> Signatures:
        """Return what people signed, as far as it may be told; the ledger says the evaluation and the population."""
        is_shown = outputs_shown(decision)
        found = [
            each.model_dump(mode="json", exclude=_NOT_TOLD | (set() if each.item in is_shown else {"groups"}))
            for each in exceptions
        ]
        return cls(checked_by, tuple(found))

    def in_words(self) -> dict[str, Any]:
        """Return what the certificate and the ledger say of them."""
        return {"checked_by": self.checked_by, "exceptions": [dict(each) for each in self.exceptions]}


def texts_of(policy: Policy, signed: Signatures) -> dict[str, Any]:
    """Return what people wrote that a certificate has: it is looked through before there is a certificate."""
    return {"policy": policy.model_dump(mode="json", exclude_none=True), **signed.in_words()}


def certificate_of(
    run: FinishedRun,
    policy: Policy,
    decision: Decision,
    report: AuditReport,
    n_quotes: int,
    publication: Publication,
    signed: Signatures,
    files: Mapping[str, str],
) -> dict[str, Any]:
    """Return what was checked, by which rules, and the hash of every other file.

    Parameters
    ----------
    run : FinishedRun
    policy : Policy
    decision : Decision
    report : AuditReport
    n_quotes : int
    publication : Publication
    signed : Signatures
    files : mapping
        Path in the released folder to SHA-256.
    """
    return {
        "run_id": run.manifest["run_id"],
        "policy": policy.model_dump(mode="json", exclude_none=True),
        "hidden": {
            measure: [hidden.start, hidden.stop - 1] if hidden else [] for measure, hidden in decision.hidden.items()
        },
        "method": _method(decision),
        "released": {
            "results": len(decision.rows),
            "tables": len(decision.count_tables) + len(decision.other_tables),
            "quotes": n_quotes,
            "pooled": list(decision.pooled),
        },
        "in_words": in_words(decision),
        "cells_hidden": {measure: _hiding(hiding) for measure, hiding in sorted(decision.hidings.items())},
        "audit": {
            "numbers": report.n_numbers,
            "pairs_compared": report.n_differences,
            "groups_asked_for": report.n_groups,
            "earlier_publications": report.n_earlier,
            "bounds": {measure: _bounds(found) for measure, found in sorted(report.bounds.items())},
            "found": len(report.found),
        },
        **signed.in_words(),
        "publication": {"number": publication.number, "sha256": publication.sha256},
        "sha256": dict(files),
    }


def _method(decision: Decision) -> str:
    forms = [shown.form for shown in decision.count_tables]
    hidden, rounded = any(form.suppressed.any() for form in forms), any(form.rounded_to for form in forms)
    return "; ".join([POOLED, *([HIDDEN] if hidden else []), *([ROUNDED] if rounded else [])])


def in_words(decision: Decision) -> list[str]:
    """Return sentences for the public: how many numbers of which table are hidden, and of how many places."""
    found = []
    for shown in decision.count_tables:
        hidden = shown.form.frame[shown.form.suppressed]
        if len(hidden):
            cells = f"{len(hidden)} of {len(shown.form.frame)} numbers in {shown.form.name}"
            places = hidden[PLACE].nunique() if PLACE in hidden else 0
            of = f", in {counted(places, 'place')}," if places else ""
            found.append(f"{cells}{of} are hidden to protect people.")
    return found


def _hiding(hiding: Hiding) -> dict[str, Any]:
    """Say how many cells are hidden, and how; how far that may be from the least follows from the hidden counts."""
    return {
        "cells": hiding.n_cells,
        "hidden": hiding.n_hidden,
        "method": hiding.method,
        "solver": hiding.solver,
    }


def _bounds(report: AttackReport) -> dict[str, Any]:
    upper = [interval.upper for interval in report.intervals if interval.upper is not None]
    return {
        "hidden_cells": len(report.intervals),
        "smallest_upper_bound": min(upper, default=None),
        "unbounded": len(report.intervals) - len(upper),
        "numbers": report.n_numbers,
        "unknowns": report.n_unknowns,
        "linear_programs": report.n_linear,
        "integer_programs": report.n_whole,
        "solver": SOLVERS,
        "second_solver": SECOND_SOLVER,
    }
