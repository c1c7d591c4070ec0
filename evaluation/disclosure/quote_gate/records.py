"""What is written of judged quotes: the public rows, the restricted table of states, a listing for the evaluator."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from evaluation.data.stigma_words import stigma_words
from evaluation.data.strict_yaml import counted
from evaluation.data.whole_files import write_csv
from evaluation.disclosure.quote_gate.judged import JudgedQuote, JudgedQuotes, State, Step

QUOTE_COLUMNS = ("quote_id", "theme", "text", "role", "text_sha256")
STATES = "restricted/quote_states.csv"
STATE_COLUMNS = ("quote_id", "state", "reached", "who", "when", "quote_sha256", "why_not")


def public_rows(judged: JudgedQuotes) -> tuple[tuple[str, ...], ...]:
    """Return ``QUOTE_COLUMNS`` of what may be published; quotes are numbered anew, so that none links a speaker."""
    rows = sorted(
        (quote.theme, hashlib.sha256(quote.text.encode()).hexdigest(), quote.role, quote.text)
        for quote in judged.released
    )
    return tuple(
        (f"q{number}", theme, text, role, text_hash) for number, (theme, text_hash, role, text) in enumerate(rows, 1)
    )


def write_states(run_folder: Path, judged: JudgedQuotes, *, released: Step | None = None) -> None:
    """Write which states each quote has reached, and why it does not reach the next; no words of it.

    Parameters
    ----------
    run_folder : Path
    judged : JudgedQuotes
    released : Step, optional
        That which publishes the quotes that nothing stops.
    """
    rows = [row for each in judged.quotes for row in _state_rows(each, released)]
    write_csv(run_folder / STATES, STATE_COLUMNS, rows)


def listing(judged: JudgedQuotes) -> str:
    """Return every quote with its words, what was found in them, its state and what stops it: restricted."""
    parts = ["Restricted: words that nobody has let out. For the evaluator and the readers only."]
    parts += ["\n".join(quote_lines(each)) for each in judged.quotes]
    n_free = len(judged.released)
    parts.append(f"{n_free} of {len(judged.quotes)} quotes may be released.")
    parts += [stale_words(judged)] if judged.stale else []
    of_others = Counter(name for name, _ in judged.elsewhere)
    parts += [f"Of evaluation {name}: {counted(n, 'signature')} in the same file." for name, n in of_others.items()]
    return "\n\n".join(parts)


def quote_lines(each: JudgedQuote) -> Iterator[str]:
    """Yield what there is to know of a quote before it is signed."""
    quote, scan = each.quote, each.scan
    yield f"{quote.quote_id}: {each.state}"
    yield f"  {quote.text!r}" if scan.unreadable else "  " + "\n  ".join(quote.text.splitlines())
    consent = f"consent {quote.consent} {quote.consent_date}".rstrip()
    yield f"  theme {quote.theme}; shown as: {quote.role or 'no role'}; {consent}"
    for finding in scan.findings:
        by = each.excepted.get(finding.name)
        yield f"  {finding.name} {finding.words!r}: {finding.why}"
        if by:
            yield f"    {by.decision} says {by.name}: {by.reason}"
    if scan.suggestion != quote.text:
        yield f"  suggested: {scan.suggestion}"
    if each.combination.attributes:
        n = each.combination.matching
        fits = "nobody knows how many that fits" if n is None else f"{n} of those interviewed fit"
        yield f"  shows of its speaker: {', '.join(each.combination.attributes)}; {fits}"
    for word in stigma_words(quote.text):
        yield f"  {word}; as it was said it may stand"
    for signed in each.signatures:
        yield f"  {signed.decision}: {signed.name} ({signed.role}), {signed.time}"
    for state, why in each.stopped:
        yield f"  not {state}: {why}"
    yield f"  sha256 {quote.sha256}"


def stale_words(judged: JudgedQuotes) -> str:
    """Say which rows of the readers' file are for no quote of the run."""
    lines = [f"  {each.time} {each.name}: {each.decision} {each.sha256[:12]}" for each in judged.stale]
    return "\n".join(["Stale signatures: the quote was changed or taken out since", *lines])


def _state_rows(each: JudgedQuote, released: Step | None) -> Iterator[tuple[str, ...]]:
    quote_id, sha256 = each.quote.quote_id, each.quote.sha256
    steps = [*each.steps, *([released] if released and not each.stopped else [])]
    for step in steps:
        yield quote_id, step.state, "yes", step.who, step.when, sha256, ""
    for state in State:
        why = "; ".join(reason for stopped, reason in each.stopped if stopped is state)
        if why:
            yield quote_id, state, "no", "", "", sha256, why
