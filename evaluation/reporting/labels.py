"""Codes in words: whom a number is about."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from evaluation.data.dictionary import QUALITATIVE_TABLES
from evaluation.reporting.catalogue import Catalogue
from evaluation.reporting.markdown import one_line
from evaluation.stats.estimate import slug_of

if TYPE_CHECKING:
    from evaluation.data.parameters import Evaluation

PLACES = {"arm": "arms", "community": "communities"}


class Labels:
    """Labels of the codes in a release.

    Parameters
    ----------
    about : mapping
        ``about.json``: ``arms`` and ``communities`` (code to ``{name: ...}``) and ``labels`` (dimension to code
        to label).
    catalogue : Catalogue
        Says "all communities together" in the reader's language.
    """

    def __init__(self, about: Mapping[str, Any], catalogue: Catalogue) -> None:
        self._about = about
        self._catalogue = catalogue

    @classmethod
    def of_evaluation(cls, evaluation: Evaluation, catalogue: Catalogue, **more: Mapping[str, str]) -> Labels:
        """Return the labels of an evaluation's own notebooks, which have no release to read them from.

        ``more`` are the labels of dimensions that no table of the dictionary has, such as themes.
        """
        schemas = [
            source.schema() for source in evaluation.sources.values() if source.table not in QUALITATIVE_TABLES
        ]
        lists = [(field.name, schema.code_list(field.name)) for schema in schemas for field in schema.fields]
        about = {
            "arms": {key: arm.model_dump() for key, arm in evaluation.arms.items()},
            "communities": {key: place.model_dump() for key, place in evaluation.communities.items()},
            "labels": {name: codes.labels for name, codes in lists if codes is not None} | more,
        }
        return cls(about, catalogue)

    def of(self, dimension: str) -> dict[str, str]:
        """Return the labels of a dimension, code to label; empty if its values speak for themselves."""
        if dimension in PLACES:
            return {code: str(place["name"]) for code, place in self._about[PLACES[dimension]].items()}
        return {code: str(label) for code, label in self._about["labels"].get(dimension, {}).items()}

    def label(self, dimension: str, code: str) -> str:
        """Return the label of one code in one line; a code without label stands for itself."""
        if code == "all":
            return self._catalogue.text("site.everybody")
        return one_line(self.of(dimension).get(code, code))

    def label_of_id(self, dimension: str, part: str) -> str:
        """Return the label of the code that stands in a result id as ``part``; the part where no code does."""
        codes = (code for code in self.of(dimension) if slug_of(code) == part)
        return self.label(dimension, next(codes, part))

    def scope(self, row: pd.Series) -> str:
        """Return whom a row of the ledger is about: its subgroup, else its arm or community, else everybody."""
        terms = [term.split("=", maxsplit=1) for term in str(row["subgroup"]).split(";") if "=" in term]
        if terms:
            return ", ".join(self.label(dimension, code) for dimension, code in terms)
        for dimension in PLACES:
            if row[dimension]:
                return self.label(dimension, row[dimension])
        return self._catalogue.text("site.everybody")
