"""Parameters of the themes analysis."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from evaluation.data.dictionary import QUALITATIVE_TABLES
from evaluation.data.parameters.section import AnalysisSection, ConfLevel, Distinct, prespecified, source


class ThemesParameters(AnalysisSection):
    """Themes in a coded qualitative project: frequency by sources, and agreement between two coders."""

    interviews: str = source("interviews", tables=QUALITATIVE_TABLES, min_length=1, description="a coded project")
    quotes: str = source(
        "", tables=("quotes",), description="quotes proposed for release, with consent; may be blank"
    )
    unit: Literal["paragraph"] = prespecified("paragraph", description="unit of agreement")
    coders: Distinct[str] = prespecified(
        (), max_length=2, description="the two coders compared; [] takes all who coded"
    )
    headline_coder: str = prespecified("", description="whose codings count themes; blank: any coder's")
    themes: Distinct[str] = prespecified((), description="codes reported; [] takes every code in use")
    role_variable: str = prespecified("", description="case variable that holds the speaker's role; may be blank")
    community_variable: str = prespecified("", description="case variable that holds the community; may be blank")
    consent_variable: str = Field(
        "consent", description="case variable that holds the speaker's consent, where the project has one"
    )
    bootstrap_replicates: int = Field(2000, ge=200, le=20000, description="resamples of documents for intervals")
    conf_level: ConfLevel = prespecified(0.95, description="confidence level of every interval")
