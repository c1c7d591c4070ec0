"""The figures of the notebook on themes, each drawn from what the analysis returned: for the evaluator."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import pandas as pd

from evaluation.reporting import voices
from evaluation.reporting.catalogue import Catalogue
from evaluation.reporting.figures import code_saturation, code_timeline, theme_pairs, themes
from evaluation.reporting.framework_page import framework_page
from evaluation.reporting.labels import Labels

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from evaluation.data.parameters import Evaluation


class Found(Protocol):
    """What an analysis of themes returns, as far as figures need it."""

    def ledger(self) -> pd.DataFrame:
        """Return the rows of the ledger."""

    def table(self, name: str) -> pd.DataFrame:
        """Return a table."""

    def table_if_made(self, name: str) -> pd.DataFrame:
        """Return a table, or one without rows."""

    def labels(self) -> dict[str, dict[str, str]]:
        """Return the labels of themes and roles."""


@dataclass(frozen=True, eq=False)
class ThemeFigures:
    """Draws what the analysis of themes found.

    Parameters
    ----------
    found : Found
    labels : Labels
    catalogue : Catalogue
    """

    found: Found
    labels: Labels
    catalogue: Catalogue

    @classmethod
    def of(cls, found: Found, evaluation: Evaluation) -> ThemeFigures:
        """Return the figures in the first language of the report."""
        catalogue = Catalogue(evaluation.report.languages[0])
        return cls(found, Labels.of_evaluation(evaluation, catalogue, **found.labels()), catalogue)

    def prevalence(self) -> Figure:
        """Draw the share of interviews that hold each theme."""
        return themes.prevalence(voices.prevalence_rows(self.found.ledger()), **self._words)

    def by_group(self, dimension: str) -> Figure:
        """Draw those shares for each group of a dimension."""
        rows = voices.group_rows(self.found.ledger(), dimension)
        return themes.prevalence_by_group(rows, dimension=dimension, **self._words)

    def timeline(self) -> Figure:
        """Draw those shares for each period."""
        return code_timeline.code_timeline(self.found.table_if_made("themes_by_time"), **self._words)

    def agreement(self) -> Figure:
        """Draw Krippendorff's alpha over all themes and of each."""
        return themes.agreement(voices.agreement_rows(self.found.ledger()), **self._words)

    def pairs(self) -> Figure:
        """Draw how alike the paragraphs of each two themes are."""
        return theme_pairs.pairs_of_themes(self.found.table("co_occurrence"), **self._words)

    def saturation(self) -> Figure:
        """Draw the codes that the first interviews hold."""
        return code_saturation.saturation_orders(self.found.table("saturation_orders"), catalogue=self.catalogue)

    def framework(self) -> str:
        """Return the framework matrix as a page whose cells lead to passages."""
        matrix, segments = self.found.table("framework_matrix"), self.found.table("framework_segments")
        return framework_page(matrix, segments, themes=self.labels.of("theme"), title="Framework matrix")

    @property
    def _words(self) -> dict[str, Labels | Catalogue]:
        return {"labels": self.labels, "catalogue": self.catalogue}
