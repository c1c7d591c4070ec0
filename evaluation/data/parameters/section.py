"""What every section of a params file has in common: frozen, strict, no unknown key."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, PlainSerializer

from evaluation.data.model_check import NAME_PATTERN

Depth = Literal["quick", "full"]
ConfLevel = Annotated[float, Field(gt=0.5, lt=1.0)]
Name = Annotated[str, Field(pattern=NAME_PATTERN)]


def _blank_is_none(value: object) -> object:
    return None if value == "" else value


OptionalDate = Annotated[
    date | Literal[""] | None,
    AfterValidator(_blank_is_none),
    PlainSerializer(lambda value: "" if value is None else value.isoformat(), return_type=str),
]
"""A quoted ISO date, or "" for none: a notebook's parameters cell knows no other kind of nothing."""


def prespecified(default: Any = ..., **options: Any) -> Any:
    """Return a pydantic field that is part of the hashed analysis plan."""
    return Field(default, json_schema_extra={"prespecified": True}, **options)


class Section(BaseModel):
    """A frozen group of parameters in which an unknown key is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class AnalysisSection(Section):
    """The parameters of one analysis; its keys are also the names in the notebook's parameters cell."""

    def source_names(self) -> tuple[str, ...]:
        """Return the names of the sources that the analysis reads, blank ones left out."""
        names = (getattr(self, name) for name, field in type(self).model_fields.items() if is_source(field))
        return tuple(name for name in names if name)

    def plan(self) -> dict[str, Any]:
        """Return the prespecified fields as plain values: the analysis plan that is hashed."""
        chosen = {
            name
            for name, field in type(self).model_fields.items()
            if isinstance(field.json_schema_extra, dict) and field.json_schema_extra.get("prespecified")
        }
        return self.model_dump(mode="json", include=chosen)


def source(default: str = ..., **options: Any) -> Any:
    """Return a pydantic field that holds the name of a source, or "" for none."""
    return Field(default, json_schema_extra={"source": True}, **options)


def is_source(field: Any) -> bool:
    """Tell whether a pydantic field was made by :func:`source`."""
    return isinstance(field.json_schema_extra, dict) and bool(field.json_schema_extra.get("source"))
