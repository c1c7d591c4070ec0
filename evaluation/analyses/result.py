"""What every analysis returns: rows of the results ledger, and tables."""

from __future__ import annotations

from dataclasses import asdict, dataclass

import pandas as pd

from evaluation.data.output_table import OutputTable
from evaluation.stats.estimate import Estimate


@dataclass(frozen=True)
class AnalysisResult:
    """What an analysis found.

    Parameters
    ----------
    estimates : tuple of Estimate
    tables : tuple of OutputTable
    """

    estimates: tuple[Estimate, ...]
    tables: tuple[OutputTable, ...]

    def ledger(self) -> pd.DataFrame:
        """Return the estimates as a DataFrame with the columns of the results ledger."""
        return pd.DataFrame([asdict(estimate) for estimate in self.estimates])

    def table(self, name: str) -> pd.DataFrame:
        """Return one of the tables as a DataFrame; KeyError if the analysis did not make it."""
        return {table.name: table for table in self.tables}[name].to_frame()

    def table_if_made(self, name: str) -> pd.DataFrame:
        """Return one of the tables as a DataFrame, or one without rows if the analysis did not make it."""
        return self.table(name) if name in {table.name for table in self.tables} else pd.DataFrame()
