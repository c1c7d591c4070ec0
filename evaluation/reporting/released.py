"""The released folder: everything a public page may know, and nothing else."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

import pandas as pd

from evaluation.errors import UsageError
from evaluation.reporting.plan import Plan
from evaluation.stats.rate_reliability import RateStandard

_TEXT_OF_RESULTS = (
    "result_id analysis community arm subgroup period quantity unit method status note".split()  # noqa: SIM905
)

_NUMBERS_OF_RESULTS = ("estimate", "std_error", "conf_low", "conf_high", "conf_level", "p_value", "n_obs", "n_events")


@dataclass(frozen=True)
class Released:
    """What ``evaluation release`` let out of a run.

    Open one with :meth:`open`; the attributes are copies of the files.

    Parameters
    ----------
    folder : Path
    about : dict
        ``about.json``: what was evaluated, from which run, by which code.
    results : DataFrame
        ``results.csv``: the ledger's columns, one row per number that may be shown; texts are never missing.
    withheld : DataFrame
        ``withheld.csv``: item, kind, reason, rule.
    hiding : DataFrame
        ``hiding_by_group.csv``: dimension, level, tables, cells, hidden_cells, share_hidden, results, on_its_own, and
        ``erased`` where nothing is shown of a group on its own, or more is hidden than shown.
    quotes : DataFrame
        ``quotes.csv``; empty when there are none.
    truth : DataFrame or None
        ``truth.csv``: result_id, truth, description; synthetic evaluations only.
    certificate : dict
        ``certificate.json``: the policy with its thresholds, and what was checked; empty if there is none.

    Examples
    --------
    A public notebook starts with

    >>> released = Released.open("outputs/demo/latest/released")  # doctest: +SKIP
    >>> row = released.estimate("overdose_deaths/level_change/cep")  # doctest: +SKIP
    >>> row.estimate, row.conf_low, row.conf_high  # doctest: +SKIP
    (0.79, 0.71, 0.88)
    """

    folder: Path
    about: dict[str, Any]
    results: pd.DataFrame
    withheld: pd.DataFrame
    hiding: pd.DataFrame
    quotes: pd.DataFrame
    truth: pd.DataFrame | None
    certificate: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def open(cls, folder: str | Path) -> Released:
        """Read a released folder.

        Raises
        ------
        UsageError
            If the folder is not one that ``evaluation release`` has written.
        """
        folder = Path(folder)
        if not (folder / "about.json").is_file() or not (folder / "results.csv").is_file():
            raise UsageError(f"{folder} is not a release: run `evaluation release` first.")
        results = pd.read_csv(folder / "results.csv", keep_default_na=True)
        texts = [column for column in _TEXT_OF_RESULTS if column in results]
        results[texts] = results[texts].astype("str").fillna("")
        numbers = [column for column in _NUMBERS_OF_RESULTS if column in results]
        results[numbers] = results[numbers].astype("float64")
        truth, certificate = folder / "truth.csv", folder / "certificate.json"
        return cls(
            folder=folder,
            about=json.loads((folder / "about.json").read_text(encoding="utf-8")),
            results=results,
            withheld=_read_or_empty(folder / "withheld.csv", ("item", "kind", "reason", "rule")),
            hiding=_read_hiding(folder / "hiding_by_group.csv"),
            quotes=_read_or_empty(folder / "quotes.csv", ("quote_id", "theme", "text", "role")),
            truth=pd.read_csv(truth) if truth.is_file() else None,
            certificate=json.loads(certificate.read_text(encoding="utf-8")) if certificate.is_file() else {},
        )

    @property
    def plan(self) -> Plan:
        """What was declared before the analysis."""
        return Plan(self.about["plan"])

    @property
    def rate_standard(self) -> RateStandard | None:
        """What the policy of the release asks of rates; None where it has no rule for them."""
        rule = self.certificate.get("policy", {}).get("rates")
        return RateStandard(**{each.name: rule[each.name] for each in fields(RateStandard)}) if rule else None

    @property
    def analyses(self) -> tuple[str, ...]:
        """The stems of the analyses that have at least one released result, in ledger order."""
        return tuple(dict.fromkeys(self.results["analysis"]))

    def tables_read_by(self, stem: str) -> frozenset[str]:
        """Return the tables of the dictionary that an analysis had, from the sources that it names."""
        return frozenset(source["table"] for source in self.about["sources"] if stem in source["read_by"])

    def estimate(self, result_id: str) -> pd.Series | None:
        """Return one row of the ledger, or None if that result was not released."""
        found = self.results[self.results["result_id"] == result_id]
        return None if found.empty else found.iloc[0]

    def estimates(self, prefix: str) -> pd.DataFrame:
        """Return the rows whose result id starts with ``prefix``, in ledger order; maybe none."""
        return self.results[self.results["result_id"].str.startswith(prefix)]

    def table(self, name: str) -> pd.DataFrame | None:
        """Return a released table, or None if it was withheld or the analysis does not make it.

        The columns are typed as pandas reads them, except ``period``, ``year`` and ``reliability``, which stay text.
        """
        file = self.folder / "tables" / f"{name}.csv"
        if not file.is_file():
            return None
        table = pd.read_csv(file, dtype={"period": "str", "year": "str", "reliability": "str"})
        return table.fillna({"reliability": ""}) if "reliability" in table else table

    def table_about(self, name: str) -> dict[str, Any] | None:
        """Return what ``tables/<name>.json`` says about a released table: title key, dimensions, levels."""
        file = self.folder / "tables" / f"{name}.json"
        return json.loads(file.read_text(encoding="utf-8")) if file.is_file() else None

    @property
    def checklists(self) -> pd.DataFrame:
        """The rows of ``checklists.csv``: checklist, item, link and note; empty when there are none."""
        return _read_or_empty((self.folder / "checklists").with_suffix(".csv"), ("checklist", "item", "link", "note"))

    @property
    def constructs(self) -> pd.DataFrame:
        """The rows of ``joint_display.csv`` as text: construct, part, item and what stands there; maybe none."""
        columns = ("construct", "part", "item", "state", "direction", "text", "author", "date", "remarks")
        return _read_or_empty((self.folder / "joint_display").with_suffix(".csv"), columns)

    @property
    def tables(self) -> tuple[str, ...]:
        """The names of the released tables, sorted."""
        return tuple(sorted(file.stem for file in (self.folder / "tables").glob("*.csv")))


def _read_hiding(file: Path) -> pd.DataFrame:
    counts = ["tables", "cells", "hidden_cells", "results"]
    frame = _read_or_empty(file, ("dimension", "level", *counts, "share_hidden", "on_its_own", "erased"))
    frame[counts] = frame[counts].astype("int64")
    frame["share_hidden"] = pd.to_numeric(frame["share_hidden"]).astype("float64")
    frame["erased"] = frame["erased"] == "true"
    return frame


def _read_or_empty(file: Path, columns: tuple[str, ...]) -> pd.DataFrame:
    if not file.is_file():
        return pd.DataFrame({column: pd.Series(dtype="str") for column in columns})
    return pd.read_csv(file, dtype="str", keep_default_na=False)
