"""Whom the numbers of a release are about: releases about the same people are judged together."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence

from evaluation.data.whole_files import read_json
from evaluation.disclosure.publications.ledger import PublicationLedger
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


def require_own_population(run: FinishedRun, ledger: PublicationLedger, key: SourceKey) -> None:
    """Refuse people who may have been published under another name: they would be judged without that.

    Real people have one population, which is named as soon as the ledger has another of real people. What was
    published of real people is not made synthetic by a word in the params file. Without the key of what was published
    nobody can tell, nor whether an interview is one that was counted or withdrawn before.

    Raises
    ------
    DisclosureError
        Listing each source, and the population that has it, the publications whose sources cannot be compared, or the
        populations that the ledger has.
    """
    of_real = tuple(each for each in ledger.publications if not _is_synthetic(ledger, each))
    if run.evaluation.synthetic:
        same = (each for each in ledger.publications if each in of_real or each.population == population_of(run))
        problems = [*_other_keys(same, key), *_real_in_disguise(run, of_real, key)]
        reason = "the people may be real ones."
    else:
        others = [each for each in ledger.publications if each.population != population_of(run)]
        problems = [*_other_keys(ledger.publications, key), *_elsewhere(run, others, key), *_unnamed(run, of_real)]
        reason = "the same people may have two populations."
    if problems:
        raise DisclosureError(f"Nothing is released: {reason}", problems)


def _is_synthetic(ledger: PublicationLedger, publication: Publication) -> bool:
    about = ledger.released_files(publication) / "about.json"
    return read_json(about, where=f"{about.parent.name}/{about.name}").get("synthetic") is True


def _other_keys(publications: Iterable[Publication], key: SourceKey) -> Iterator[Problem]:
    for each in publications:
        if each.sources and each.source_key != key.name:
            yield Problem(
                f"publication {each.number}",
                "has sources that were marked with another key",
                f"key {each.source_key}",
                f"outputs/{KEY_FILE} of the project that made it, not key {key.name}: copy the file, in private",
                _DEFINED_IN,
            )


def _elsewhere(run: FinishedRun, others: Iterable[Publication], key: SourceKey) -> Iterator[Problem]:
    """Yield the sources of real people that were published under another population."""
    own = key.marks(run)
    found = {
        (name, each.population) for each in others for name, mark in own.items() if mark in each.sources.values()
    }
    for name, population in sorted(found):
        yield Problem(
            f"source {name}",
            "was published about another population",
            repr(population_of(run)),
            f"disclosure.population: {population}",
            _DEFINED_IN,
        )


def _unnamed(run: FinishedRun, of_real: Iterable[Publication]) -> Iterator[Problem]:
    """Yield that the population of real people has no name, where it could be any of those that have one."""
    known = {each.population for each in of_real}
    if run.evaluation.disclosure.population or not known or population_of(run) in known:
        return
    names = ", ".join(map(repr, sorted(known)))
    yield Problem(
        "disclosure.population",
        "does not say whether these are real people whose numbers were published",
        f"nothing, and publications about {names}",
        f"the population whose people are among these, or, if nobody is, a name of its own such as"
        f" {run.evaluation.evaluation}",
        _DEFINED_IN,
    )


def _real_in_disguise(run: FinishedRun, of_real: Sequence[Publication], key: SourceKey) -> Iterator[Problem]:
    """Yield what a run of synthetic people has of publications of real ones: a file, a population, or a name."""
    own = key.marks(run)
    expected = "synthetic: false; or synthetic people of their own, with another evaluation and population"
    for name, mark in own.items():
        numbers = [str(each.number) for each in of_real if mark in each.sources.values()]
        if numbers:
            what = f"publication {', '.join(numbers)}"
            yield Problem(f"source {name}", "was published as real people", what, expected, _DEFINED_IN)
    for each in ("population", "evaluation"):
        name = population_of(run) if each == "population" else run.evaluation.evaluation
        numbers = [str(known.number) for known in of_real if getattr(known, each) == name]
        if numbers:
            what = f"{name}, publication {', '.join(numbers)}"
            yield Problem(each, "was published as one of real people", what, expected, _DEFINED_IN)
