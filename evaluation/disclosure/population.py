"""Whom the numbers of a release are about: releases about the same people are judged together."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable

from evaluation.data.output_table import Sensitivity
from evaluation.disclosure.publications.publication import Publication
from evaluation.disclosure.run_folder import FinishedRun, source_sensitivity
from evaluation.errors import DisclosureError, Problem

_DIGITS = 12


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


def require_own_population(run: FinishedRun, published: Iterable[Publication]) -> None:
    """Refuse real data that were published under another population: they would be judged without that.

    Raises
    ------
    DisclosureError
        Listing each source, and the population that has it.
    """
    if run.evaluation.synthetic:
        return
    own, names = hashes_of_sources(run), population_of(run)
    elsewhere = {
        (name, each.population)
        for each in published
        if each.population != names
        for name, digest in own.items()
        if digest in each.sources.values()
    }
    problems = [
        Problem(
            f"source {name}",
            "was published about another population",
            repr(names),
            f"disclosure.population: {population}",
            "docs/methods/disclosure.md",
        )
        for name, population in sorted(elsewhere)
    ]
    if problems:
        raise DisclosureError("Nothing is released: the same people have two populations.", problems)


def hashes_of_sources(run: FinishedRun) -> dict[str, str]:
    """Return the hash of each source that is not public, as the manifest of the run has it."""
    inputs = run.manifest.get("inputs", {})
    return {
        name: inputs[name]["sha256"]
        for name, source in sorted(run.evaluation.sources.items())
        if source_sensitivity(source.table) is not Sensitivity.PUBLIC and "sha256" in inputs.get(name, {})
    }
