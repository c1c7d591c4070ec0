"""Releases that everybody may have kept: their files, read beside a run."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from evaluation.data.output_table import TableKind
from evaluation.data.whole_files import read_csv
from evaluation.disclosure.across import Across
from evaluation.disclosure.closed_list import MISSING, QUANTITIES, Kind, Model
from evaluation.disclosure.earlier_models import EarlierModel, read_models
from evaluation.disclosure.fact import Fact
from evaluation.disclosure.interviewees import CODEBOOK
from evaluation.disclosure.ledger_rows import THEME
from evaluation.disclosure.publications.ledger import PublicationLedger
from evaluation.disclosure.publications.publication import Publication
from evaluation.disclosure.published.facts import read_across, read_facts
from evaluation.disclosure.scope import PLACE, SERIES
from evaluation.disclosure.turnover import Turnover
from evaluation.disclosure.universe import Universe
from evaluation.errors import DisclosureError, Problem


@dataclass(frozen=True)
class EarlierPublication:
    """A release that everybody may have kept.

    Parameters
    ----------
    words : str
        ``"publication 3 of 2024-05-01"``.
    folder : Path
        Where its files are kept.
    turnover : Turnover, optional
        Which interviews came and went since; None where nobody can tell.
    """

    words: str
    folder: Path
    turnover: Turnover | None = None

    def facts(self, closed: Mapping[str, Universe], across: Across, places: frozenset[str]) -> list[Fact]:
        """Return what can be read in it by what all releases about the same people say.

        Parameters
        ----------
        closed : mapping
            Measure to the dimensions that have known levels and no others.
        across : Across
        places : frozenset of str
            The communities of the run that it is read beside. What names no place is about everybody only if the
            plans have the same communities: else it is about those of its own, and people of no known one.

        Raises
        ------
        DisclosureError
            If its files are not what a release writes, or are what an older version wrote.
        """
        with self._readable():
            facts = read_facts(self.folder, closed, replace(across, judged=()))
        own = self.places()
        return facts if own in (places, frozenset()) else [_of_places(fact, own | {MISSING}) for fact in facts]

    def places(self) -> frozenset[str]:
        """Return the communities of its plan.

        Raises
        ------
        DisclosureError
            As :meth:`facts` does.
        """
        with self._readable():
            return frozenset(self._about()["communities"])

    def hidden(self) -> dict[str, range]:
        """Return the numbers of each measure that it hides.

        Raises
        ------
        DisclosureError
            As :meth:`facts` does.
        """
        with self._readable():
            return {measure: range(first, last + 1) for measure, (first, last) in self._about()["hidden"].items()}

    def models(self) -> list[EarlierModel]:
        """Return what is known of the months of its models.

        Raises
        ------
        DisclosureError
            As :meth:`facts` does.
        """
        with self._readable():
            return list(read_models(self.folder, self.places()))

    def estimates(self) -> list[str]:
        """Return the results that a segmented model or a definition of retention gives.

        Raises
        ------
        DisclosureError
            As :meth:`facts` does.
        """
        return [row["result_id"] for row in self._rows("results.csv") if row["estimate"] and _is_of_model(row)]

    def results_of(self, analysis: str) -> list[dict[str, str]]:
        """Return the rows of an analysis.

        Raises
        ------
        DisclosureError
            As :meth:`facts` does.
        """
        return [row for row in self._rows("results.csv") if row["analysis"] == analysis]

    def counts_of(self, analysis: str) -> list[tuple[dict[str, Any], list[dict[str, str]]]]:
        """Return the tables of counts of an analysis: what is said about each, and its rows.

        Raises
        ------
        DisclosureError
            As :meth:`facts` does.
        """
        with self._readable():
            files = sorted((self.folder / "tables").glob("*.json"))
            said = [json.loads(file.read_text(encoding="utf-8")) for file in files]
        found = [about for about in said if (about["analysis"], about["kind"]) == (analysis, TableKind.COUNTS)]
        return [(about, self._rows(f"tables/{about['name']}.csv")) for about in found]

    def codes(self) -> frozenset[str]:
        """Return the codes of its codebook; none where it shows no codebook.

        Raises
        ------
        DisclosureError
            As :meth:`facts` does.
        """
        file = f"tables/{CODEBOOK}.csv"
        rows = self._rows(file) if (self.folder / file).exists() else []
        return frozenset(row.get(THEME, "") for row in rows)

    def _rows(self, file: str) -> list[dict[str, str]]:
        with self._readable():
            columns, rows = read_csv(self.folder / file, where=self.words)
        return [dict(zip(columns, row, strict=True)) for row in rows]

    def across(self) -> Across:
        """Return what it says by which others are read.

        Raises
        ------
        DisclosureError
            As :meth:`facts` does.
        """
        with self._readable():
            said = read_across(self.folder)
        judged = tuple(replace(each, name=f"{each.name} in {self.words}") for each in said.judged)
        return replace(said, judged=judged)

    def _about(self) -> dict[str, Any]:
        return json.loads((self.folder / "about.json").read_text(encoding="utf-8"))

    @contextmanager
    def _readable(self) -> Iterator[None]:
        try:
            yield
        except (KeyError, ValueError, OSError) as error:
            problem = Problem(self.words, "cannot be read", str(error), "files as a release of this version writes")
            raise DisclosureError("Nothing is released: what was published cannot be judged.", [problem]) from error


def as_earlier(
    ledger: PublicationLedger, publication: Publication, turnover: Turnover | None = None
) -> EarlierPublication:
    """Return a line of the ledger with its files, and which interviews came and went since."""
    words = f"publication {publication.number} of {publication.published_at[:10]}"
    return EarlierPublication(words, ledger.released_files(publication), turnover)


def require_all_places(publications: Iterable[EarlierPublication], places: frozenset[str]) -> None:
    """Refuse a plan that leaves out communities of an earlier one: its totals would tell what those were.

    Parameters
    ----------
    publications : iterable of EarlierPublication
        About the same people.
    places : frozenset of str
        The communities of the plan.

    Raises
    ------
    DisclosureError
        Listing the communities that are left out of each publication.
    """
    problems = [
        Problem(
            "communities",
            f"leave out some of {publication.words}",
            ", ".join(sorted(left_out)),
            "all of them: totals of fewer, beside those published, tell of single ones. If nobody is in both, a"
            " disclosure.population of its own",
            "docs/methods/disclosure.md, the ledger of publications",
        )
        for publication in publications
        if (left_out := publication.places() - places)
    ]
    if problems:
        raise DisclosureError("Nothing is released: totals would be of fewer communities.", problems)


def require_no_models(publications: Iterable[EarlierPublication]) -> None:
    """Refuse numbers of real people of whom models or definitions were published before.

    What models tell across releases is judged, and nobody has tried to get round it since it is as it is: until
    somebody has, and failed, it is tried with synthetic people only.

    Parameters
    ----------
    publications : iterable of EarlierPublication
        About the same people.

    Raises
    ------
    DisclosureError
        Listing the publications with estimates of such models or definitions.
    """
    problems = [
        Problem(
            publication.words,
            "has estimates of models or definitions, and what these tell beside later numbers is on trial",
            f"{len(found)} of them, such as {found[0]}",
            "no later release about the same real people; the same files may be released again",
            "docs/methods/disclosure.md, what it does not do",
        )
        for publication in publications
        if (found := publication.estimates())
    ]
    if problems:
        raise DisclosureError("Nothing is released: what earlier models tell is on trial.", problems)


def read_all(
    publications: Sequence[EarlierPublication],
    closed: Mapping[str, Universe],
    across: Across,
    places: frozenset[str],
) -> list[tuple[str, list[Fact]]]:
    """Return what each publication says, oldest first, beside a run of these communities.

    Raises
    ------
    DisclosureError
        If one cannot be read.
    """
    return [(publication.words, publication.facts(closed, across, places)) for publication in publications]


def _of_places(fact: Fact, places: frozenset[str]) -> Fact:
    is_placed = not fact.groups.keys().isdisjoint({PLACE, SERIES})
    return fact if is_placed else replace(fact, groups={**fact.groups, PLACE: places})


def _is_of_model(row: Mapping[str, str]) -> bool:
    entry = QUANTITIES.get((row["analysis"], row["quantity"]))
    return entry is not None and (entry.model is Model.SEGMENTED or entry.kind is Kind.DEFINITION)
