"""Which themes are spoken of in the same paragraphs more, or less, often than their frequency explains."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from evaluation.analyses.ledger import EVERYBODY, count_row
from evaluation.analyses.restricted import restricted_table
from evaluation.analyses.voices import STEM
from evaluation.analyses.voices.codebook import Theme
from evaluation.data.coded_units import coded_paragraphs
from evaluation.data.output_table import OutputTable
from evaluation.data.qualitative import QualitativeProject
from evaluation.stats.co_occurrence import CoOccurrence, co_occurrence
from evaluation.stats.estimate import Estimate, Status

FALSE_DISCOVERY_RATE = 0.05
_METHOD = "counted; exact tests against shuffles over the paragraphs of each interview"
_COLUMNS = (
    "theme",
    "other_theme",
    "n_units_both",
    "n_units_either",
    "n_sources_both",
    "jaccard",
    "expected",
    "p_value",
    "p_adjusted",
)


@dataclass(frozen=True, eq=False)
class Pairs:
    """How often each two themes stand in one paragraph.

    Parameters
    ----------
    themes : tuple of Theme
    found : CoOccurrence
    n_sources_both : ndarray of int, shape (n_pairs,)
        Interviews with a paragraph that holds both.
    n_units, n_sources : int
        Paragraphs and interviews looked at.
    """

    themes: tuple[Theme, ...]
    found: CoOccurrence
    n_sources_both: NDArray[np.int64]
    n_units: int
    n_sources: int

    def more_often(self) -> NDArray[np.bool_]:
        """Tell which pairs stand together more often than shuffles let expect, false discoveries controlled."""
        return self._is_found() & (self.found.n_both > self.found.expected)

    def less_often(self) -> NDArray[np.bool_]:
        """Tell which pairs stand together less often than that."""
        return self._is_found() & (self.found.n_both < self.found.expected)

    def _is_found(self) -> NDArray[np.bool_]:
        return self.found.p_adjusted < FALSE_DISCOVERY_RATE


def find_pairs(project: QualitativeProject, themes: Sequence[Theme], coder_ids: Sequence[str]) -> Pairs:
    """Count how often each two themes stand in one paragraph, by the codings of any of some coders.

    The paragraphs are those of agreement, of every interview with text in which one of the coders coded text.
    """
    code_ids = [theme.code_id for theme in themes]
    units = coded_paragraphs(project, code_ids=code_ids, coder_ids=coder_ids, least_coders=1)
    present = (units.applied == 1).any(axis=-1)
    found = co_occurrence(present, units.document)
    both = present[:, found.first] & present[:, found.second]
    sources = np.zeros((len(units.source_ids), both.shape[1]), dtype=bool)
    np.logical_or.at(sources, units.document, both)
    return Pairs(tuple(themes), found, sources.sum(axis=0), len(present), len(units.source_ids))


def co_occurrence_rows(pairs: Pairs) -> list[Estimate]:
    """Return how many pairs were tested and found; what is known of each pair is in the table alone.

    All pairs together would tell which interviews hold which themes.
    """
    tested = ~np.isnan(pairs.found.p_value)
    counted = [
        ("pairs_tested", tested, "pairs of themes that shuffles can bring together more or less often"),
        ("pairs_together", pairs.more_often(), "pairs in one paragraph more often than shuffles let expect"),
        ("pairs_apart", pairs.less_often(), "pairs in one paragraph less often than shuffles let expect"),
    ]
    return [
        count_row(
            STEM,
            quantity,
            EVERYBODY,
            int(chosen.sum()),
            unit="count",
            method=_METHOD,
            notes=[note, "false discoveries held to one in twenty by Benjamini and Hochberg"],
            status=Status.EXPLORATORY,
            prespecified=False,
        )
        for quantity, chosen, note in counted
    ]


def co_occurrence_table(pairs: Pairs) -> OutputTable:
    """Return every pair with its numbers, the most alike first."""
    found = pairs.found
    order = np.lexsort((found.second, found.first, -np.nan_to_num(found.jaccard, nan=-1.0)))
    rows = [
        (
            pairs.themes[found.first[place]].slug,
            pairs.themes[found.second[place]].slug,
            int(found.n_both[place]),
            int(found.n_either[place]),
            int(pairs.n_sources_both[place]),
            *(
                None if math.isnan(value) else float(value)
                for value in (
                    found.jaccard[place],
                    found.expected[place],
                    found.p_value[place],
                    found.p_adjusted[place],
                )
            ),
        )
        for place in order
    ]
    return restricted_table(STEM, "co_occurrence", _COLUMNS, rows, prespecified=False)
