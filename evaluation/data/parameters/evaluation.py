"""The whole params file as one frozen model."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, PrivateAttr, model_validator

from evaluation.data.parameters.activities import ActivitiesParameters
from evaluation.data.parameters.overdose_deaths import OverdoseDeathsParameters
from evaluation.data.parameters.retention import RetentionParameters
from evaluation.data.parameters.section import AnalysisSection, Depth, Name, Section
from evaluation.data.parameters.themes import ThemesParameters

SECTIONS: dict[str, type[AnalysisSection]] = {
    "activities": ActivitiesParameters,
    "overdose_deaths": OverdoseDeathsParameters,
    "retention": RetentionParameters,
    "themes": ThemesParameters,
}


class Unpivot(Section):
    """Turns columns of a wide file into rows."""

    columns: dict[str, str] = Field(description="the user's column -> the value it stands for")
    name: str = Field(description="dictionary column that receives those values")
    value: str = Field(description="dictionary column that receives the cells")


class Source(Section):
    """One file of data and how it maps to a table of the dictionary."""

    path: str = Field(description="relative to the params file; ${NAME} reads an environment variable")
    table: Name = Field(description="table of data_dictionary/, or refi_qda for a .qdpx project")
    encoding: str = "utf-8"
    delimiter: str = Field(",", min_length=1, max_length=1)
    thousands: str = Field("", max_length=1, description="thousands separator in numbers")
    select: dict[str, str] = Field({}, description="keep rows where the user's column has this text")
    unpivot: Unpivot | None = None
    columns: dict[str, str] = Field({}, description="the user's column -> dictionary column; blank: left out")
    codes: dict[str, dict[str, str]] = Field({}, description="dictionary column -> {the user's code: its code}")
    formats: dict[str, str] = Field({}, description="dictionary column -> strptime format of its dates")
    constants: dict[str, str] = Field({}, description="dictionary column -> one value for every row")
    drop_if_missing: tuple[str, ...] = Field((), description="drop, and count, rows that lack these")


class Arm(Section):
    """A group of communities."""

    name: str
    description: str = ""


class Community(Section):
    """A place."""

    name: str
    arm: Name | Literal[""] = ""


class Disclosure(Section):
    """How outputs are protected before they are released."""

    policy: Name = Field("strict", description="a file of params/policies/")
    fixed_tables: tuple[str, ...] = Field((), description="released exactly as they stand, or the release is refused")


class Report(Section):
    """What the public pages say about themselves."""

    languages: tuple[Literal["en"], ...] = ("en",)
    subtitle: str = ""
    contact: str = ""
    version: str = "1"


class Evaluation(Section):
    """One evaluation: what it is called, what it reads and what it computes."""

    evaluation: Name
    title: str = Field(min_length=3)
    synthetic: bool
    seed: Annotated[int, Field(ge=0)]
    depth: Depth = "quick"
    sources: dict[Name, Source]
    arms: dict[Name, Arm] = Field({})
    communities: dict[Name, Community] = Field({})
    activities: ActivitiesParameters | None = None
    overdose_deaths: OverdoseDeathsParameters | None = None
    retention: RetentionParameters | None = None
    themes: ThemesParameters | None = None
    truth: str = Field("", description="source of planted truths, for synthetic data only")
    disclosure: Disclosure = Disclosure()
    report: Report = Report()

    _path: Path = PrivateAttr(default=Path("params.yml"))

    @property
    def path(self) -> Path:
        """The params file this was read from; paths of sources are relative to its folder."""
        return self._path

    @property
    def analyses(self) -> dict[str, AnalysisSection]:
        """The sections that are present, by stem, in order of their notebooks."""
        present = {stem: getattr(self, stem) for stem in SECTIONS}
        return {stem: section for stem, section in present.items() if section is not None}

    def plan(self) -> dict[str, Any]:
        """Return the prespecified parameters of every analysis: the plan that is hashed."""
        return {stem: section.plan() for stem, section in self.analyses.items()}

    @model_validator(mode="after")
    def _names_exist(self) -> Evaluation:
        missing = [
            f"{stem} reads source {name!r}, which sources does not have"
            for stem, section in self.analyses.items()
            for name in section.source_names()
            if name not in self.sources
        ]
        missing += [
            f"community {key!r} is in arm {community.arm!r}, which arms does not have"
            for key, community in self.communities.items()
            if community.arm and community.arm not in self.arms
        ]
        if self.truth and self.truth not in self.sources:
            missing.append(f"truth names source {self.truth!r}, which sources does not have")
        if self.truth and not self.synthetic:
            missing.append("truth is for synthetic data only")
        if not self.analyses:
            missing.append(f"no analysis: give at least one section of {', '.join(SECTIONS)}")
        if missing:
            raise ValueError(*missing)
        return self
