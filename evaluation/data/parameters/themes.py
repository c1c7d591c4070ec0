"""Parameters of the themes analysis."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Annotated, Literal, get_args

from pydantic import Field, model_validator

from evaluation.data.dictionary import QUALITATIVE_TABLES
from evaluation.data.model_check import Misfit
from evaluation.data.parameters.section import (
    AnalysisSection,
    ConfLevel,
    Distinct,
    Label,
    Name,
    Section,
    prespecified,
    source,
)

Beside = Literal["percent_agreement", "fleiss_kappa", "conger_kappa", "brennan_prediger", "gwet_ac1"]
LevelName = Literal["nominal", "ordinal", "interval", "ratio"]
Number = Annotated[float, Field(allow_inf_nan=False)]


class Scale(Section):
    """Codes of which a paragraph or excerpt can have one only, compared as the values of one variable."""

    name: Name = Field(description="last part of its result id")
    level: LevelName = Field(description="what two codes tell of each other: same or not, order, difference, ratio")
    codes: Distinct[Label] = Field(min_length=2, description="as themes names them, in their order")
    values: tuple[Number, ...] = Field(
        (), description="of level interval or ratio: the number that each code stands for"
    )

    @model_validator(mode="after")
    def _has_values_where_it_needs_them(self) -> Scale:
        wrong = []
        n_values, n_codes = len(self.values), len(self.codes)
        if self.level in ("nominal", "ordinal"):
            if self.values:
                expected = "no values, or level: interval or ratio"
                wrong.append(Misfit(("values",), f"are not for level {self.level}", _listed(self.values), expected))
        elif n_values != n_codes:
            found = f"{n_values} number(s) for {n_codes} codes"
            wrong.append(Misfit(("values",), "do not fit the codes", found, "one number for each code"))
        elif len(set(self.values)) < n_values:
            found = _listed(value for value, times in Counter(self.values).items() if times > 1)
            wrong.append(Misfit(("values",), "are the same for several codes", found, "a number of its own for each"))
        if self.level == "ratio" and any(value < 0 for value in self.values):
            found = _listed(value for value in self.values if value < 0)
            wrong.append(Misfit(("values",), "have no ratio below 0", found, "numbers from 0 on, or level: interval"))
        if wrong:
            raise ValueError(*wrong)
        return self


def _listed(values: Iterable[float]) -> str:
    return ", ".join(f"{value:g}" for value in values)


class ThemesParameters(AnalysisSection):
    """Themes in a coded qualitative project: frequency by sources, and agreement between coders."""

    interviews: str = source("interviews", tables=QUALITATIVE_TABLES, min_length=1, description="a coded project")
    quotes: str = source(
        "", tables=("quotes",), description="quotes proposed for release, with consent; may be blank"
    )
    codebook: str = source(
        "", tables=("codebook",), description="the site's own codebook with its versions; may be blank"
    )
    topic_guide: str = source(
        "", tables=("topic_guide",), description="which themes were asked about, and whom; may be blank"
    )
    framework_summaries: str = source(
        "",
        tables=("framework_summaries",),
        description="what interviews say about themes, by readers; may be blank",
    )
    negative_cases: str = source(
        "", tables=("negative_cases",), description="searches for passages that speak against a theme; may be blank"
    )
    finished_interviews: str = source(
        "",
        tables=("finished_interviews",),
        description="which coder finished which interview; blank takes those in which the coder marked something",
    )
    unit: Literal["paragraph", "excerpt"] = prespecified(
        "paragraph", description="unit of agreement: every paragraph, or the excerpts that a compared coder coded"
    )
    coders: Distinct[str] = prespecified((), description="the coders compared; [] takes all who coded")
    coefficients: Distinct[Beside] = prespecified(
        get_args(Beside), description="coefficients of agreement beside Krippendorff's alpha and Cohen's kappa"
    )
    continuum: bool = prespecified(
        False, description="whether agreement on where passages begin and end stands beside that on units"
    )
    scales: tuple[Scale, ...] = prespecified(
        (), description="groups of codes that exclude each other, as values at a level of measurement"
    )
    headline_coder: str = prespecified("", description="whose codings count themes; blank: any coder's")
    themes: Distinct[str] = prespecified((), description="codes reported; [] takes every code in use")
    sensitive: Distinct[str] = prespecified(
        (), description="codes that a release never shows by group, with those below them; [] shows all"
    )
    roll_up: bool = prespecified(
        False, description="whether interviews that hold a code or any code below it are counted for it too"
    )
    role_variable: str = prespecified("", description="case variable that holds the speaker's role; may be blank")
    community_variable: str = prespecified("", description="case variable that holds the community; may be blank")
    date_variable: str = prespecified(
        "", description="case variable that holds the day of the interview; may be blank"
    )
    time_unit: Literal["year", "half_year", "quarter"] = prespecified(
        "year", description="periods in which interviews are told apart where they have a day"
    )
    codebook_version: str = prespecified(
        "", description="version of the codebook that was frozen and used; saturation needs one"
    )
    saturation_base: Literal[4, 5, 6] = prespecified(
        4, description="code saturation: first interviews, whose codes make the denominator"
    )
    saturation_run: Literal[2, 3] = prespecified(
        2, description="code saturation: following interviews in which new codes are counted"
    )
    saturation_percent: Literal[0, 5] = prespecified(
        5, description="code saturation: new codes, in percent of those of the base, at or below which it is reached"
    )
    consent_variable: str = prespecified(
        "consent",
        description="case variable that holds the speaker's consent, where the project has one: withdrawn leaves out",
    )
    not_consent: Distinct[str] = prespecified(
        (), description="variables that say nothing of consent, though they are called so or hold `withdrawn`"
    )
    bootstrap_replicates: int = Field(2000, ge=200, le=20000, description="resamples of documents for intervals")
    conf_level: ConfLevel = prespecified(0.95, description="confidence level of every interval")

    @model_validator(mode="after")
    def _consent_is_consent(self) -> ThemesParameters:
        wrong = [
            Misfit(("not_consent", place), "is themes.consent_variable", name, "another variable")
            for place, name in enumerate(self.not_consent)
            if name.casefold() == self.consent_variable.casefold()
        ]
        if wrong:
            raise ValueError(*wrong)
        return self

    @model_validator(mode="after")
    def _scales_have_names_of_their_own(self) -> ThemesParameters:
        names = [scale.name for scale in self.scales]
        wrong = [
            Misfit(("scales", place, "name"), "stands twice", name, "once")
            for place, name in enumerate(names)
            if name in names[:place]
        ]
        if wrong:
            raise ValueError(*wrong)
        return self
