"""Whom the numbers of a release are about: releases about the same people are judged together."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable

from evaluation.disclosure.publications.publication import Publication
from evaluation.disclosure.run_folder import FinishedRun
from evaluation.disclosure.source_marks import KEY_FILE, SourceKey, hashes_of_sources
from evaluation.errors import DisclosureError, Problem

_DIGITS = 12
_DEFINED_IN = "docs/methods/disclosure.md, the ledger of publications"


def population_of(run: FinishedRun) -> str:
    """Return the population that the params file names, else the evaluation's own.

    Real people stay who they are when their data are corrected or analysed otherwise. Synthetic people who were made
    anew, or by another plan, are others: nobody is hurt, and who tries a definition would else see what was published
    by the one before withheld. So the name of their population has the hash of their data and of the plan.
    """
    named = run.evaluation.disclosure.population
    if named or not run.evaluation.synthetic:
        return named or run.evaluation.evaluation
    made_from = json.dumps([hashes_of_sources(run), run.evaluation.plan()], sort_keys=True, default=str)
    return f"{run.evaluation.evaluation}, made {hashlib.sha256(made_from.encode()).hexdigest()[:_DIGITS]}"


def require_own_population(run: FinishedRun, published: Iterable[Publication], key: SourceKey) -> None:
    """Refuse real data that were published under another population: they would be judged without that.

    Raises
    ------
    DisclosureError
        Listing each source, and the population that has it, or the publications whose sources cannot be compared.
    """
    if run.evaluation.synthetic:
        return
    own, names = key.marks(run), population_of(run)
    others = [each for each in published if each.population != names and each.sources]
    problems = [
        Problem(
            f"publication {each.number}",
            "has sources that were marked with another key",
            f"key {each.source_key}",
            f"outputs/{KEY_FILE} of the project that made it, not key {key.name}: copy the file, in private",
            _DEFINED_IN,
        )
        for each in others
        if each.source_key != key.name
    ]
    elsewhere = {
        (name, each.population) for each in others for name, mark in own.items() if mark in each.sources.values()
    }
    problems += [
        Problem(
            f"source {name}",
            "was published about another population",
            repr(names),
            f"disclosure.population: {population}",
            _DEFINED_IN,
        )
        for name, population in sorted(elsewhere)
    ]
    if problems:
        raise DisclosureError("Nothing is released: the same people may have two populations.", problems)
