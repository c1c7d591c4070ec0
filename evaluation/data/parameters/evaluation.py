"""The whole params file as one frozen model."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, PrivateAttr, field_validator, model_validator

from evaluation.data.dictionary import (
    DICTIONARY_FOLDER,
    QUALITATIVE_TABLES,
    CodeList,
    code_list_names,
    load_code_list,
    load_table_schema,
    table_names,
)
from evaluation.data.model_check import Misfit
from evaluation.data.parameters.activities import ActivitiesParameters
from evaluation.data.parameters.interrupted_series import InterruptedSeriesParameters
from evaluation.data.parameters.joint_display import JointDisplayParameters
from evaluation.data.parameters.overdose_deaths import OverdoseDeathsParameters
from evaluation.data.parameters.retention import RetentionParameters
from evaluation.data.parameters.section import (
    AnalysisSection,
    Depth,
    Distinct,
    Label,
    Name,
    Section,
    accepted_tables,
    source,
)
from evaluation.data.parameters.source import NAMES_OF_THE_WORKBENCH, OwnColumn, Source
from evaluation.data.parameters.themes import ThemesParameters

_OTHER = "another name"
_EVERYBODY = "all"
POLICY_FOLDER = DICTIONARY_FOLDER.parent / "params" / "policies"
SECTIONS: dict[str, type[AnalysisSection]] = {
    "activities": ActivitiesParameters,
    "overdose_deaths": OverdoseDeathsParameters,
    "interrupted_series": InterruptedSeriesParameters,
    "retention": RetentionParameters,
    "themes": ThemesParameters,
    "joint_display": JointDisplayParameters,
}


class Arm(Section):
    """A group of communities."""

    name: Label = Field(description="what figures and tables call it")
    description: str = Field("", description="what its communities did, in a sentence")


class Community(Section):
    """A place."""

    name: Label = Field(description="what figures and tables call it")
    arm: Name | Literal[""] = Field("", description="its arm, a key of arms; blank for none")


class SiteListFiles(Section):
    """Files of names that no quote may hold, one a line; they are as restricted as the interviews."""

    people: str = Field("", description="file with names of staff and of others who may be spoken of")
    facilities: str = Field("", description="file with names of clinics, shelters, schools, employers")
    places: str = Field("", description="file with towns, quarters, landmarks")
    streets: str = Field("", description="file with streets")


class Disclosure(Section):
    """How outputs are protected before they are released."""

    policy: Name = Field("strict", description="a file of params/policies/")
    population: Name | Literal[""] = Field(
        "",
        description="whom the numbers are about, where evaluations share it; blank for its own",
    )
    fixed_tables: Distinct[str] = Field((), description="released exactly as they stand, or the release is refused")
    quote_signatures: str = Field(
        "", description="file in which readers sign quotes (`evaluation sign` writes it); blank: no quote is released"
    )
    site_lists: SiteListFiles = Field(SiteListFiles(), description="names to look for in quotes")
    public_texts: Distinct[str] = Field(
        (),
        description="text files of what can be found on the web: no quote may share eight words in a row with them",
    )

    @field_validator("policy")
    @classmethod
    def _exists(cls, policy: str) -> str:
        known = sorted(path.stem for path in POLICY_FOLDER.glob("*.yml"))
        if policy not in known:
            raise ValueError(Misfit((), "unknown policy", repr(policy), f"one of {', '.join(known)}"))
        return policy


class Report(Section):
    """What the public pages say about themselves."""

    languages: Distinct[Literal["en"]] = Field(("en",), min_length=1, description="languages of the pages")
    subtitle: str = Field("", description="below the title of the first page")
    contact: str = Field("", description="whom readers can ask")
    version: str = Field("1", description="of the report, in quotes")
    checklists: str = Field(
        "", description="file beside the params file: where the report tells what COREQ, GRAMMS and SRQR ask"
    )


class Evaluation(Section):
    """One evaluation: what it is called, what it reads and what it computes."""

    evaluation: Name = Field(description="its name, and that of its folder in outputs/")
    title: str = Field(min_length=3, description="title of the report")
    synthetic: bool = Field(description="true only where every row of every source was made up")
    seed: int = Field(ge=0, lt=2**63, description="from which all random numbers follow")
    depth: Depth = Field(
        "quick", description="full adds what is slow: power, the joint test of the specification curve"
    )
    sources: dict[Name, Source] = Field(description="the files of data, by a name of your own")
    arms: dict[Name, Arm] = Field({}, description="groups of communities that are compared")
    communities: dict[Name, Community] = Field({}, description="the places; a place in the data must be one of them")
    activities: ActivitiesParameters | None = Field(None, description="naloxone and spending")
    overdose_deaths: OverdoseDeathsParameters | None = Field(None, description="deaths by month")
    interrupted_series: InterruptedSeriesParameters | None = Field(
        None, description="series of your own: any count or value"
    )
    retention: RetentionParameters | None = Field(None, description="time in treatment")
    themes: ThemesParameters | None = Field(None, description="coded interviews")
    joint_display: JointDisplayParameters | None = Field(None, description="numbers and themes side by side")
    truth: str = source("", tables=("truth",), description="source of planted truths, for synthetic data only")
    disclosure: Disclosure = Field(Disclosure(), description="how outputs are protected before they are released")
    report: Report = Field(Report(), description="what the public pages say about themselves")

    _path: Path = PrivateAttr(default=Path("params.yml"))

    @property
    def path(self) -> Path:
        """The params file this was read from; paths of sources are relative to its folder."""
        return self._path

    def beside(self, path: Path) -> Evaluation:
        """Return the same evaluation, whose paths are relative to the folder of another params file."""
        copy = self.model_copy()
        copy._path = path.resolve()
        return copy

    @property
    def analyses(self) -> dict[str, AnalysisSection]:
        """The sections that are present, by stem, in order of their notebooks."""
        present = {stem: getattr(self, stem) for stem in SECTIONS}
        return {stem: section for stem, section in present.items() if section is not None}

    @property
    def own_columns(self) -> dict[str, OwnColumn]:
        """The columns that sources have beside those of the dictionary, by name."""
        return {name: own for declared in self.sources.values() for name, own in declared.own_columns.items()}

    def code_list(self, column: str) -> CodeList | None:
        """Return the codes of a column: the levels that a source declares, or else a list of the dictionary."""
        if column in self.own_columns:
            return self.own_columns[column].code_list(column)
        return load_code_list(column) if column in code_list_names() else None

    def plan(self) -> dict[str, Any]:
        """Return the prespecified parameters of every analysis, and the study's columns: the plan that is hashed."""
        return {stem: section.plan() | self._columns_read(section) for stem, section in self.analyses.items()}

    def _columns_read(self, section: AnalysisSection) -> dict[str, Any]:
        """Return the study's own columns that an analysis reads, as plain values; nothing where it reads none."""
        read = [self.sources[name].own_columns for name in section.source_names()]
        own = {name: column.model_dump(mode="json") for columns in read for name, column in columns.items()}
        return {"own_columns": own} if own else {}

    @model_validator(mode="after")
    def _names_exist(self) -> Evaluation:
        wrong = [
            *self._unfit_tables(),
            *self._unfit_columns(),
            *self._unfit_sources(),
            *self._unfit_arms(),
            *self._in_vain(),
            *self._unfit_constructs(),
        ]
        if self.truth and not self.synthetic:
            wrong.append(Misfit(("truth",), "is for synthetic data only"))
        if not self.analyses:
            wrong.append(Misfit((), f"no analysis: give at least one section of {', '.join(SECTIONS)}"))
        if wrong:
            raise ValueError(*wrong)
        return self

    def _unfit_tables(self) -> Iterator[Misfit]:
        known = (*table_names(), *QUALITATIVE_TABLES)
        of_deaths = accepted_tables(OverdoseDeathsParameters.model_fields["deaths"])
        for name, declared in self.sources.items():
            if declared.without_rows and declared.table not in of_deaths:
                place = ("sources", name, "without_rows")
                yield Misfit(place, "is of deaths", f"table {declared.table}", f"table {' or '.join(of_deaths)}")
            if declared.table not in known:
                near = difflib.get_close_matches(declared.table, known, n=1)
                expected = f"{near[0]!r}?" if near else f"one of {', '.join(known)}"
                place = ("sources", name, "table")
                yield Misfit(place, "is not a table of the dictionary", repr(declared.table), expected)
            elif declared.suppressed:
                yield from self._unfit_ranges(name, declared)

    def _unfit_ranges(self, name: str, declared: Source) -> Iterator[Misfit]:
        """Find columns that cannot hold a range instead of a number."""
        able = {table: load_table_schema(table).with_ranges for table in table_names()}
        every = ", ".join(f"{column} of table {table}" for table, columns in able.items() for column in columns)
        for column in declared.suppressed:
            if column not in able.get(declared.table, ()):
                place = ("sources", name, "suppressed", column)
                yield Misfit(place, "cannot be a range", f"{column} of table {declared.table}", every)

    def _unfit_columns(self) -> Iterator[Misfit]:
        """Find columns of a source's own that its table cannot have, or whose name means something already."""
        schemas = {table: load_table_schema(table) for table in table_names()}
        able = [table for table, schema in schemas.items() if schema.own_columns]
        coded = {*code_list_names(), *(name for schema in schemas.values() for name in schema.with_codes)}
        first: dict[str, tuple[str, OwnColumn]] = {}
        for name, declared in self.sources.items():
            if declared.own_columns and declared.table in {*schemas, *QUALITATIVE_TABLES}.difference(able):
                place = ("sources", name, "own_columns")
                yield Misfit(place, "is not for this table", declared.table, f"table {' or '.join(able)}")
                continue
            for column, own in declared.own_columns.items():
                place = ("sources", name, "own_columns", column)
                if declared.table in schemas and column in schemas[declared.table].names:
                    found = f"a column of table {declared.table}"
                    yield Misfit(place, "is a name that the dictionary has", found, _OTHER)
                elif column in coded:
                    yield Misfit(place, "is a name that the dictionary has", "a column with codes", _OTHER)
                elif column in NAMES_OF_THE_WORKBENCH:
                    yield Misfit(place, "is a name that the workbench uses", repr(column), _OTHER)
                other, same = first.setdefault(column, (name, own))
                if own != same:
                    found = f"another column in sources.{other}.own_columns"
                    yield Misfit(place, "stands for two columns", found, "the same, or another name")

    def _unfit_sources(self) -> Iterator[Misfit]:
        """Find keys that name a source that is not there, or is of a table that they cannot read."""
        for place, section in (((), self), *(((stem,), section) for stem, section in self.analyses.items())):
            for key, name, tables in section.sources_read():
                fitting = [other for other, declared in self.sources.items() if declared.table in tables]
                expected = f"a source of table {' or '.join(tables)}: {' or '.join(fitting) or 'there is none yet'}"
                if name not in self.sources:
                    yield Misfit((*place, key), f"reads source {name!r}, which sources does not have", "", expected)
                elif name not in fitting:
                    found = f"table {self.sources[name].table}"
                    yield Misfit((*place, key), f"cannot read source {name!r}", found, expected)

    def _in_vain(self) -> Iterator[Misfit]:
        """Find keys of retention that nothing reads because a person-level table is given."""
        for key in self.retention.in_vain() if self.retention else ():
            yield Misfit(("retention", key), "is for rows of supply", "a table of persons", f"no {key}")

    def _unfit_constructs(self) -> Iterator[Misfit]:
        """Find constructs of the joint display that are about an analysis which is not there."""
        for misfit in self.joint_display.unfit_analyses(self.analyses) if self.joint_display else ():
            yield misfit._replace(place=("joint_display", *misfit.place))

    def _unfit_arms(self) -> Iterator[Misfit]:
        used = {community.arm for community in self.communities.values()}
        for key, community in self.communities.items():
            if community.arm and community.arm not in self.arms:
                wrong = f"is in arm {community.arm!r}, which arms does not have"
                yield Misfit(("communities", key), wrong, "", " or ".join(self.arms) or "an arm")
        for key in self.arms:
            if key not in used:
                expected = f"a community with arm: {key}, or no such arm"
                yield Misfit(("arms", key), "has no community", "", expected)
            if key in self.communities:
                yield Misfit(("arms", key), "is the name of a community too", repr(key), "a name of its own")
        for section, names in (("arms", self.arms), ("communities", self.communities)):
            if _EVERYBODY in names:
                yield Misfit((section, _EVERYBODY), "stands for everybody", repr(_EVERYBODY), _OTHER)
