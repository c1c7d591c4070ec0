"""Parameters of the joint display: what is put side by side, and what people make of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Annotated, ClassVar, Literal

from pydantic import AfterValidator, Field, model_validator

from evaluation.data.model_check import Misfit
from evaluation.data.parameters.section import (
    AnalysisSection,
    Distinct,
    Label,
    Name,
    OptionalDate,
    Section,
    source,
)

InferenceKind = Literal["confirmation", "expansion", "discordance", "silence", ""]
_RESULT = re.compile(r"[a-z][a-z0-9_]*(/[a-z0-9_.-]+){2,}")


def _as_id(result: str) -> str:
    if not _RESULT.fullmatch(result):
        raise ValueError(Misfit((), "is no id of a result", repr(result), "analysis/quantity/scope"))
    return result


ResultId = Annotated[str, AfterValidator(_as_id)]
Slug = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_.-]*$")]
_WRITTEN = ("kind", "inference", "author", "date")


class PairedNumber(Section):
    """A number of another analysis, and which way would be better."""

    result: ResultId = Field(description="id of a result: overdose_deaths/level_change/cep")
    better: Literal["lower", "higher", ""] = Field(
        "", description="which way would be better, of a number that compares; blank where it only describes"
    )


class Construct(Section):
    """One question that numbers and people's words are both asked, and what people make of the two together."""

    name: Name = Field(description="what results, links and the readings call it")
    question: Label = Field(description="the question, as the page asks it")
    numbers: tuple[PairedNumber, ...] = Field((), description="what the numbers say; [] if none is about it")
    themes: Distinct[Slug] = Field(
        (), description="themes that are about it, as result ids write them: voice_in_decisions; [] if none is"
    )
    quotes: Distinct[Label] = Field((), description="quote_id of quotes that are shown, if they are released")
    kind: InferenceKind = Field("", description="how numbers and words fit; blank: nobody has judged it yet")
    inference: str = Field("", description="the meta-inference: what the two say together, as the page says it")
    author: str = Field("", description="who wrote it")
    date: OptionalDate = Field(None, description="when it was written, quoted")

    @model_validator(mode="after")
    def _is_whole(self) -> Construct:
        wrong = []
        missing = [name for name in _WRITTEN if not str(getattr(self, name) or "").strip()]
        if missing and len(missing) < len(_WRITTEN):
            given = ", ".join(name for name in _WRITTEN if name not in missing)
            expected = "kind, inference, author and date, or none of them"
            wrong += [Misfit((name,), "is missing beside others", f"only {given}", expected) for name in missing]
        if not self.numbers and not self.themes:
            wrong.append(Misfit((), "has no numbers and no themes", "", "at least one of the two"))
        results = [number.result for number in self.numbers]
        wrong += [
            Misfit(("numbers", place, "result"), "stands twice", result, "once")
            for place, result in enumerate(results)
            if result in results[:place]
        ]
        if wrong:
            raise ValueError(*wrong)
        return self

    @property
    def is_judged(self) -> bool:
        """Whether somebody has written how numbers and words fit."""
        return bool(self.kind)


class JointDisplayParameters(AnalysisSection):
    """Numbers and themes side by side, each able to contradict the other."""

    reads_results: ClassVar[bool] = True

    quotes: str = source("", tables=("quotes",), description="quotes proposed for release; may be blank")
    readings: Label = Field(
        description="file beside the params file that `evaluation readings` writes: what the authors saw"
    )
    constructs: tuple[Construct, ...] = Field(description="the rows of the display, in their order")

    @model_validator(mode="after")
    def _constructs_fit(self) -> JointDisplayParameters:
        wrong = [] if self.constructs else [Misfit(("constructs",), "is empty", "", "at least one construct")]
        names = [construct.name for construct in self.constructs]
        for place, construct in enumerate(self.constructs):
            if construct.name in names[:place]:
                wrong.append(Misfit(("constructs", place, "name"), "stands twice", construct.name, "once"))
            if construct.quotes and not self.quotes:
                found = f"quotes {', '.join(construct.quotes)}"
                expected = "quotes: a source of table quotes"
                wrong.append(Misfit(("constructs", place, "quotes"), "needs a table of quotes", found, expected))
        if wrong:
            raise ValueError(*wrong)
        return self

    def unfit_analyses(self, present: dict[str, AnalysisSection]) -> Iterator[Misfit]:
        """Yield what a construct is about that no analysis of the evaluation finds.

        Parameters
        ----------
        present : dict of str to AnalysisSection
            The sections of the params file, by stem.
        """
        read = [stem for stem, section in present.items() if not section.reads_results]
        for place, construct in enumerate(self.constructs):
            for number, paired in enumerate(construct.numbers):
                stem = paired.result.partition("/")[0]
                if stem not in read:
                    where = ("constructs", place, "numbers", number, "result")
                    expected = f"a result of {' or '.join(read) or 'another analysis: there is none'}"
                    yield Misfit(where, "is of an analysis that is not in this evaluation", paired.result, expected)
            if construct.themes and "themes" not in read:
                found = ", ".join(construct.themes)
                yield Misfit(("constructs", place, "themes"), "needs the section themes", found, "that section too")
