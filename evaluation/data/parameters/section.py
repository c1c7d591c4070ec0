"""What every section of a params file has in common: frozen, strict, no unknown key."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Any, ClassVar, Literal, TypeVar, get_args

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    PlainSerializer,
    ValidationInfo,
    field_validator,
)

from evaluation.data.model_check import FILLED_PATTERN, NAME_PATTERN

Depth = Literal["quick", "full"]
ConfLevel = Annotated[float, Field(gt=0.5, lt=1.0)]
Name = Annotated[str, Field(pattern=NAME_PATTERN)]
Label = Annotated[str, Field(pattern=FILLED_PATTERN)]
"""Text that is not blank."""
Item = TypeVar("Item")


def _blank_is_none(value: object) -> object:
    return None if value == "" else value


def _each_once(values: tuple[Item, ...]) -> tuple[Item, ...]:
    twice = [value for place, value in enumerate(values) if value in values[:place]]
    if twice:
        raise ValueError(f"{twice[0]!r} stands twice in the list")
    return values


OptionalDate = Annotated[
    date | Literal[""] | None,
    AfterValidator(_blank_is_none),
    PlainSerializer(lambda value: "" if value is None else value.isoformat(), return_type=str),
]
"""A quoted ISO date, or "" for none: a notebook's parameters cell knows no other kind of nothing."""

Distinct = Annotated[tuple[Item, ...], AfterValidator(_each_once)]
"""A list in which nothing stands twice."""


def prespecified(default: Any = ..., **options: Any) -> Any:
    """Return a pydantic field that is part of the hashed analysis plan."""
    return Field(default, json_schema_extra={"prespecified": True}, **options)


def is_prespecified(field: Any) -> bool:
    """Tell whether a pydantic field was made by :func:`prespecified`."""
    return isinstance(field.json_schema_extra, dict) and bool(field.json_schema_extra.get("prespecified"))


class Section(BaseModel):
    """A frozen group of parameters in which an unknown key, or a group with nothing under it, is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    @field_validator("*")
    @classmethod
    def _has_content(cls, value: object, info: ValidationInfo) -> object:
        kinds = get_args(cls.model_fields[info.field_name].annotation)
        if value is None and any(isinstance(kind, type) and issubclass(kind, Section) for kind in kinds):
            raise ValueError("nothing stands under it: give its keys, or remove the name too")
        return value

    def sources_read(self) -> Iterator[tuple[str, str, tuple[str, ...]]]:
        """Yield each key that names a source, the name, and the tables of the dictionary that it may be of."""
        for key, field in type(self).model_fields.items():
            if is_source(field) and getattr(self, key):
                yield key, getattr(self, key), accepted_tables(field)


class AnalysisSection(Section):
    """The parameters of one analysis; its keys are also the names in the notebook's parameters cell.

    An analysis that ``reads_results`` is executed after all others, and gets what they recorded.
    """

    reads_results: ClassVar[bool] = False

    def source_names(self) -> tuple[str, ...]:
        """Return the names of the sources that the analysis reads, blank ones left out."""
        return tuple(name for _, name, _ in self.sources_read())

    def plan(self) -> dict[str, Any]:
        """Return the prespecified fields as plain values: the analysis plan that is hashed."""
        chosen = {name for name, field in type(self).model_fields.items() if is_prespecified(field)}
        return self.model_dump(mode="json", include=chosen)


def source(default: str, *, tables: tuple[str, ...], **options: Any) -> Any:
    """Return a pydantic field that holds the name of a source of one of some tables, or "" for none."""
    return Field(default, json_schema_extra={"source": list(tables)}, **options)


def is_source(field: Any) -> bool:
    """Tell whether a pydantic field was made by :func:`source`."""
    return isinstance(field.json_schema_extra, dict) and bool(field.json_schema_extra.get("source"))


def accepted_tables(field: Any) -> tuple[str, ...]:
    """Return the tables of the dictionary that the source of such a field may be of."""
    return tuple(field.json_schema_extra["source"])
