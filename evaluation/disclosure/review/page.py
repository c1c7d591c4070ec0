"""The page of a review: every output, its findings, hidden cells with what an attacker knows, room for exceptions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from html import escape

from evaluation.disclosure.fairness import GroupShown
from evaluation.disclosure.quote_gate import JudgedQuotes
from evaluation.disclosure.review.outputs import ReviewedOutput, Verdict
from evaluation.disclosure.review.unanimous import Unanimous

_STYLE = """
:root { color-scheme: light; font: 16px/1.5 system-ui, sans-serif; color: #1b1b1b; background: #fff; }
body { margin: 0 auto; padding: 1rem; max-width: 70rem; }
.banner { background: #7a1020; color: #fff; padding: .6rem 1rem; border-radius: .4rem; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; margin: .5rem 0 1.5rem; font-size: .92rem; }
caption { text-align: left; font-weight: 600; padding: .4rem 0; }
th, td { text-align: left; vertical-align: top; padding: .35rem .6rem; border-bottom: 1px solid #ccc; }
td { overflow-wrap: break-word; min-width: 7rem; max-width: 34rem; }
th.n, td.n { text-align: right; white-space: nowrap; min-width: 0; }
@media (max-width: 45rem) {
  .outputs thead { display: none; } .outputs tr { display: block; border-bottom: 2px solid #999; padding: .4rem 0; }
  .outputs td { display: block; border: 0; padding: .1rem 0; max-width: none; overflow-wrap: anywhere; }
  .outputs td:first-child { font-weight: 600; } .outputs td:empty { display: none; }
  .outputs td.n { text-align: left; } .outputs td.n::before { content: attr(data-head) ": "; }
}
.shown { color: #14532d; } .less { color: #6b4a00; } .withheld { color: #7a1020; } .restricted { color: #555; }
.bad { border-left: .4rem solid #7a1020; padding: .2rem 1rem; }
.good { border-left: .4rem solid #14532d; padding: .2rem 1rem; }
pre { background: #f3f3f3; padding: 1rem; overflow-x: auto; } summary { cursor: pointer; padding: .3rem 0; }
"""
_OF_NUMBERS = ' class="n"'
_CLASS = {
    Verdict.SHOWN: "shown",
    Verdict.LESS: "less",
    Verdict.WITHHELD: "withheld",
    Verdict.RESTRICTED: "restricted",
}


@dataclass(frozen=True)
class HiddenCell:
    """A hidden cell: what it is, and what an attacker can say of it."""

    words: str
    lower: int
    upper: int | None


@dataclass(frozen=True)
class Review:
    """What the page says.

    Parameters
    ----------
    title, run_id, policy, population : str
    earlier : tuple of str
        Publications that the release is judged with.
    outputs : tuple of ReviewedOutput
    problems : tuple of str
        Why nothing would be released.
    hidden : tuple of HiddenCell
    hiding : tuple of str
        How far hiding is from the least that protects, measure by measure.
    groups : tuple of GroupShown
    exceptions : tuple of (str, str, str)
        Item, name and reason of those that were given.
    to_sign : str
        The file of all others that can be, to be filled in; blank where there is none.
    quotes : JudgedQuotes
        Every proposed quote, with what stops it.
    unanimous : tuple of Unanimous
        Groups of which it would be known that all or none hold a theme.
    """

    title: str
    run_id: str
    policy: str
    population: str
    earlier: tuple[str, ...] = ()
    outputs: tuple[ReviewedOutput, ...] = ()
    problems: tuple[str, ...] = ()
    hidden: tuple[HiddenCell, ...] = ()
    hiding: tuple[str, ...] = ()
    groups: tuple[GroupShown, ...] = ()
    exceptions: tuple[tuple[str, str, str], ...] = ()
    to_sign: str = ""
    quotes: JudgedQuotes = field(default_factory=JudgedQuotes)
    unanimous: tuple[Unanimous, ...] = ()


def review_page(review: Review) -> str:
    """Return the page as HTML that needs nothing else."""
    parts = [
        '<p class="banner"><strong>Restricted.</strong> This page names small numbers and says how they could be '
        "had. It is for whoever checks the release, and for nobody else.</p>",
        f"<h1>Review before release: {escape(review.title)}</h1>",
        f"<p>Run {escape(review.run_id)}, policy {escape(review.policy)}, population {escape(review.population)}. "
        f"{_earlier(review.earlier)}</p>",
        _problems(review.problems),
        *_outputs(review.outputs),
        *_hidden(review.hidden, review.hiding),
        *_groups(review.groups),
        *_unanimous(review.unanimous),
        *_quotes(review.quotes),
        *_exceptions(review),
    ]
    head = f"<title>Review of {escape(review.run_id)}</title><style>{_STYLE}</style>"
    view = '<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'
    return (
        f'<!doctype html>\n<html lang="en"><head>{view}{head}</head><body>\n'
        + "\n".join(parts)
        + "\n</body></html>\n"
    )


def _earlier(earlier: Sequence[str]) -> str:
    if not earlier:
        return "Nothing was published about these people before."
    return f"Judged together with {escape('; '.join(earlier))}."


def _problems(problems: Sequence[str]) -> str:
    if not problems:
        return '<div class="good"><p>Nothing was found that would stop the release.</p></div>'
    items = "".join(f"<li>{escape(text)}</li>" for text in problems)
    return f'<div class="bad"><p>Nothing would be released:</p><ol>{items}</ol></div>'


def _outputs(outputs: Sequence[ReviewedOutput]) -> Iterable[str]:
    for verdict in (Verdict.WITHHELD, Verdict.LESS, Verdict.SHOWN, Verdict.RESTRICTED):
        mine = [each for each in outputs if each.verdict is verdict]
        if not mine:
            continue
        rows = [(_breakable(each.name), each.kind, each.how, each.why) for each in mine]
        heads = ("output", "kind", "form", "why not more")
        caption = f'<span class="{_CLASS[verdict]}">{verdict.value.capitalize()}</span>: {len(mine)}'
        is_open = " open" if verdict in (Verdict.WITHHELD, Verdict.LESS) else ""
        yield f"<details{is_open}><summary>{caption}</summary>{_table('', heads, rows)}</details>"


def _breakable(name: str) -> str:
    """Return a name that may be broken after each slash and underscore."""
    return name.replace("/", "/\u200b").replace("_", "_\u200b")


def _hidden(cells: Sequence[HiddenCell], hiding: Sequence[str]) -> Iterable[str]:
    if cells:
        rows = [(each.words, each.lower, "not bounded" if each.upper is None else each.upper) for each in cells]
        yield "<h2>Hidden cells, and what an attacker can say of them</h2>"
        yield from (f"<p>{escape(text)}</p>" for text in hiding)
        yield _table("Bounds from everything that is public, now and earlier", ("cell", "at least", "at most"), rows)


def _groups(groups: Sequence[GroupShown]) -> Iterable[str]:
    rows = [
        (
            each.dimension,
            each.level,
            each.n_tables,
            each.n_cells,
            each.n_hidden,
            "little or nothing of it is shown" if each.is_erased else "",
        )
        for each in groups
    ]
    heads = ("by", "group", "tables", "cells", "hidden", "remark")
    if rows:
        yield "<h2>Whom protection hides</h2>"
        yield _table("What is shown of each group on its own", heads, rows)


def _unanimous(found: Sequence[Unanimous]) -> Iterable[str]:
    if not found:
        return
    yield "<h2>Groups of which all, or none, hold a theme</h2>"
    yield (
        "<p>Whoever knows that somebody is in the group would know what that person said, or did not say. Judge each "
        "row: a theme that can harm belongs into <code>sensitive</code> of the plan, and is then not shown by group."
        "</p>"
    )
    rows = [
        (
            each.group.replace("_", " "),
            each.theme.replace("_", " "),
            f"{'all' if each.n_holding else 'none'}: {each.n_holding} of {each.n_sources}",
            each.shown_in,
        )
        for each in found
    ]
    yield _table(f"{len(rows)} would be released", ("group", "theme", "hold it", "in"), rows)


def _quotes(judged: JudgedQuotes) -> Iterable[str]:
    if not judged.quotes:
        return
    yield "<h2>Quotes</h2>"
    rows = [
        (
            each.quote.quote_id,
            each.quote.theme.replace("_", " "),
            each.quote.role.replace("_", " ") or "no role",
            str(each.state).replace("_", " "),
            "; ".join(why for _, why in each.stopped),
        )
        for each in sorted(judged.quotes, key=lambda each: not each.stopped)
    ]
    n = len(judged.released)
    heads = ("quote", "theme", "shown as", "state", "what stops it")
    yield _table(f"{n} of {len(rows)} would be released", heads, rows)
    if judged.stale:
        signed = [(each.time, each.name, each.decision, each.sha256[:12]) for each in judged.stale]
        caption = "Stale signatures: the quote was changed or taken out since"
        yield _table(caption, ("when", "who", "what", "hash"), signed)


def _exceptions(review: Review) -> Iterable[str]:
    yield "<h2>Exceptions</h2>"
    if review.exceptions:
        yield _table(
            "Given, and written into the certificate", ("output", "who answers for it", "why"), review.exceptions
        )
    if not review.to_sign:
        yield "<p>No other output can have an exception. Small numbers, and what gives them away, never can.</p>"
        return
    yield (
        "<p>These outputs are kept back for one reason alone: their groups have names from the data. Whoever answers "
        "for showing all names below <code>groups</code> adds name, reason (in words, without a number) and day, and "
        "gives the file to <code>evaluation release --exceptions FILE</code>. Delete the outputs that stay hidden, "
        "and change nothing else: it is for these groups of this evaluation alone.</p>"
        f"<pre>{escape(review.to_sign)}</pre>"
    )


def _table(caption: str, heads: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """Return a table that stacks its cells on narrow screens, where a number keeps its head before it."""
    is_number = [any(isinstance(row[place], int) for row in rows) for place in range(len(heads))]
    top = "".join(
        f'<th scope="col"{_OF_NUMBERS if of_numbers else ""}>{escape(head)}</th>'
        for head, of_numbers in zip(heads, is_number, strict=True)
    )
    body = "".join(f"<tr>{''.join(map(_cell, row, heads, is_number))}</tr>" for row in rows)
    said = f"<caption>{escape(caption)}</caption>" if caption else ""
    table = f"{said}<thead><tr>{top}</tr></thead><tbody>{body}</tbody>"
    return f'<div class="wide"><table class="outputs">{table}</table></div>'


def _cell(content: object, head: str, of_numbers: bool) -> str:
    about = f'{_OF_NUMBERS} data-head="{escape(head)}"' if of_numbers else ""
    return f"<td{about}>{escape(str(content))}</td>"
