"""What somebody who reads a construct sees of it, as text that two runs of the same data share."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from pydantic import BaseModel, ConfigDict

from evaluation.data.parameters.joint_display import Construct, PairedNumber
from evaluation.disclosure.joint_display.released_parts import APART, SHOWN, WITHHELD, ReleasedParts, hash_of
from evaluation.disclosure.rounding import significant

DIGITS = 6
"""Significant digits of a number that is not whole: more than a policy publishes of an estimate."""
_NUMBERS = ("estimate", "conf_low", "conf_high")
_NOTHING = "nothing"
_PARTS = ("number", "theme", "quote")
_DECLARED = frozenset({"better"})
"""What of a part stands in the params file, and is no secret of the run."""


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class SeenNumber(_Frozen):
    """A number as released; blank where it is not."""

    better: str
    state: str
    unit: str = ""
    estimate: str = ""
    conf_low: str = ""
    conf_high: str = ""
    n_obs: str = ""
    n_events: str = ""


class SeenTheme(_Frozen):
    """In how many sources a theme is, and of how many; blank where that is withheld. Its definition, as a hash."""

    state: str
    sources: str = ""
    of: str = ""
    definition_sha256: str = ""


class SeenQuote(_Frozen):
    """Whether a quote is released, and then the hash of its words: nothing tells words that are not."""

    state: str
    sha256: str = ""


class Seen(_Frozen):
    """Everything that a construct puts before its reader."""

    question: str
    kind: str
    inference_sha256: str
    author: str
    date: str
    numbers: dict[str, SeenNumber]
    themes: dict[str, SeenTheme]
    quotes: dict[str, SeenQuote]


def seen_of(construct: Construct, parts: ReleasedParts) -> Seen:
    """Return what a release shows of a construct."""
    return Seen(
        question=construct.question,
        kind=construct.kind,
        inference_sha256=hash_of(construct.inference),
        author=construct.author,
        date=construct.date.isoformat() if construct.date else "",
        numbers={paired.result: _number(paired, parts) for paired in construct.numbers},
        themes={theme: _theme(theme, parts) for theme in construct.themes},
        quotes={quote: _quote(construct, quote, parts) for quote in construct.quotes},
    )


def as_read(text: str) -> str:
    """Return a number of the ledger as it is compared: whole ones exactly, others with six significant digits."""
    if not text:
        return ""
    number = float(text)
    return str(int(number)) if number.is_integer() else significant(number, DIGITS)


def marked(seen: Seen, mark: Callable[..., str]) -> Seen:
    """Return what is seen with a mark in place of all that is read from the run.

    Parameters
    ----------
    seen : Seen
    mark : callable
        Given what it is of, such as ``number``, its name, the field and the value, returns the mark.
    """
    parts = {}
    for what in _PARTS:
        parts[f"{what}s"] = {
            item: each.model_copy(
                update={
                    name: mark(what, item, name, value)
                    for name, value in each.model_dump().items()
                    if name not in _DECLARED
                }
            )
            for item, each in getattr(seen, f"{what}s").items()
        }
    return seen.model_copy(update=parts)


def changes(then: Seen, now: Seen, mark: Callable[[Seen], Seen] | None = None) -> Iterator[tuple[str, str, str]]:
    """Yield what changed since a construct was read, with what it was and what it is.

    Parameters
    ----------
    then, now : Seen
    mark : callable, optional
        How ``then`` was marked: what the marks stand for is not known, and blank.
    """
    if then.question != now.question:
        yield "the question", repr(then.question), repr(now.question)
    if then.kind != now.kind:
        yield "the kind", then.kind, now.kind
    if then.inference_sha256 != now.inference_sha256:
        yield "the inference", f"sha256 {then.inference_sha256[:12]}", f"sha256 {now.inference_sha256[:12]}"
    if then.author != now.author:
        yield "the author", repr(then.author), repr(now.author)
    if then.date != now.date:
        yield "the date", then.date, now.date
    compared = mark(now) if mark else now
    for what in _PARTS:
        before, alike, after = (getattr(each, f"{what}s") for each in (then, compared, now))
        yield from _changed_items(what, before, alike, after, is_marked=mark is not None)


def _changed_items(
    what: str,
    then: Mapping[str, BaseModel],
    compared: Mapping[str, BaseModel],
    now: Mapping[str, BaseModel],
    *,
    is_marked: bool,
) -> Iterator[tuple[str, str, str]]:
    for item in [*then, *(each for each in now if each not in then)]:
        if item not in now:
            yield f"{what} {item}", "in the construct", "not in it"
        elif item not in then:
            yield f"{what} {item}", "not in the construct", "in it"
        else:
            before, alike, after = (each[item].model_dump() for each in (then, compared, now))
            for name in (each for each in before if before[each] != alike[each]):
                was = "" if is_marked and name not in _DECLARED else before[name] or _NOTHING
                yield f"{name} of {what} {item}", was, after[name] or _NOTHING


def _number(paired: PairedNumber, parts: ReleasedParts) -> SeenNumber:
    state = parts.state_of(paired.result)
    row = parts.results[paired.result] if state == SHOWN else {}
    numbers = {name: as_read(row.get(name, "")) for name in _NUMBERS}
    people = {name: row.get(name, "") for name in ("n_obs", "n_events")}
    return SeenNumber(better=paired.better, state=state, unit=row.get("unit", ""), **numbers, **people)


def _theme(theme: str, parts: ReleasedParts) -> SeenTheme:
    sources, of = parts.sources_of(theme)
    words = parts.definitions.get(theme, "")
    definition = hash_of(words) if words else ""
    return SeenTheme(state=SHOWN if sources else WITHHELD, sources=sources, of=of, definition_sha256=definition)


def _quote(construct: Construct, quote: str, parts: ReleasedParts) -> SeenQuote:
    row = parts.quote(construct, quote)
    if row:
        return SeenQuote(state=SHOWN, sha256=hash_of(row["text"]))
    return SeenQuote(state=APART if parts.is_apart(construct, quote) else WITHHELD)
