"""The analysis plan of a release: what was declared before the analysis."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from evaluation.reporting.markdown import one_line

DEFAULT_CONF_LEVEL = 0.95


@dataclass(frozen=True)
class Plan:
    """The prespecified parameters of each analysis, as ``about.json`` holds them.

    Parameters
    ----------
    sections : mapping of str to mapping
        By the stem of the analysis; the names are those of the params file.
    """

    sections: Mapping[str, Mapping[str, Any]]

    def __contains__(self, stem: object) -> bool:
        return stem in self.sections

    def of(self, stem: str) -> Mapping[str, Any]:
        """Return the parameters of one analysis; empty if it is not part of the evaluation."""
        return self.sections.get(stem, {})

    def names(self, stem: str, parameter: str) -> list[str]:
        """Return a list of names in the order of the plan, each once; empty where none was declared."""
        return list(dict.fromkeys(self.of(stem).get(parameter) or ()))

    def conf_level(self, stem: str) -> float:
        """Return the confidence level of the intervals of one analysis."""
        return float(self.of(stem).get("conf_level", DEFAULT_CONF_LEVEL))

    @staticmethod
    def name_of(intervention: Mapping[str, str]) -> str:
        """Return what an intervention is called in words: its description, or else its name."""
        return one_line(intervention["description"] or intervention["name"])

    @property
    def interventions(self) -> Sequence[Mapping[str, str]]:
        """The declared interventions with ``name``, ``date`` (ISO) and ``description``; maybe none."""
        return self.of("overdose_deaths").get("interventions") or ()

    @property
    def controls(self) -> frozenset[str]:
        """The arms or communities that the interventions did not reach; maybe none."""
        return frozenset(self.names("overdose_deaths", "controls"))
