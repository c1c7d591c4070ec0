"""Parameters of the description of activities."""

from __future__ import annotations

from pydantic import model_validator

from evaluation.data.parameters.section import AnalysisSection, source


class ActivitiesParameters(AnalysisSection):
    """What the coalition did and what it cost: naloxone given out and money spent."""

    naloxone: str = source("", tables=("naloxone",), description="naloxone given out, by month; may be blank")
    spending: str = source("", tables=("spending",), description="money spent, by fiscal year; may be blank")

    @model_validator(mode="after")
    def _something_to_describe(self) -> ActivitiesParameters:
        if not (self.naloxone or self.spending):
            raise ValueError("give at least one of naloxone and spending")
        return self
