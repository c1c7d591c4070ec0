"""What every analysis returns: rows of the results ledger, and tables."""

from __future__ import annotations

from dataclasses import asdict, dataclass

import pandas as pd

from evaluation.data.output_table import OutputTable
from evaluation.stats.estimate import Estimate

_READ = ("result_id", "period", "estimate", "conf_low", "conf_high", "p_value", "n_obs", "n_events", "note")


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

    def rows(self, *names: str) -> pd.DataFrame:
        """Return the rows of the ledger of some quantities, with the columns that one reads.

        Parameters
        ----------
        *names : str
            Quantities, or the beginnings of result ids after the analysis: ``cumulative_incidence/all``.
        """
        ledger = self.ledger()
        within = [f"{str(result_id).partition('/')[2]}/" for result_id in ledger["result_id"]]
        chosen = [any(each.startswith(f"{name}/") for name in names) for each in within]
        return ledger.loc[chosen, list(_READ)].reset_index(drop=True)

    def table(self, name: str) -> pd.DataFrame:
        """Return one of the tables as a DataFrame; KeyError if the analysis did not make it."""
        return {table.name: table for table in self.tables}[name].to_frame()

    def table_if_made(self, name: str) -> pd.DataFrame:
        """Return one of the tables as a DataFrame, or one without rows if the analysis did not make it."""
        return self.table(name) if name in {table.name for table in self.tables} else pd.DataFrame()
