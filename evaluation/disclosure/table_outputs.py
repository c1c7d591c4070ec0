"""The tables of a run as outputs that may be published; each kind of table has its own rule."""

from __future__ import annotations

import itertools
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

import pandas as pd

from evaluation.data.output_table import Sensitivity, TableKind
from evaluation.disclosure.admission import Candidate, Output
from evaluation.disclosure.closed_list import CURVE_COLUMNS, MEASURES, Measure
from evaluation.disclosure.count_table import ARM, PARTLY_HIDDEN, ROUNDED, SUPPRESSED, CountTable
from evaluation.disclosure.ledger_rows import THEME, is_number, is_public, whole_window
from evaluation.disclosure.participants import OVERALL, participant_tables, saturation
from evaluation.disclosure.policy import Policy
from evaluation.disclosure.pooling import pooled_tables
from evaluation.disclosure.run_folder import FinishedRun, RestrictedTable
from evaluation.disclosure.scope import PERIOD, PLACE, window_of
from evaluation.disclosure.sensitive_themes import NOT_BY_GROUP, SensitiveThemes
from evaluation.disclosure.universe import Universe
from evaluation.errors import DisclosureError, Problem

NAMES_FROM_DATA = "its groups have names from the data alone, which may say who they are: no code list has them"
_DEFINED_IN = "evaluation/disclosure/closed_list.py"


@dataclass(frozen=True, eq=False)
class TableOutput:
    """A table that might be published.

    Parameters
    ----------
    output : Output
        Its candidates' payloads are :class:`PooledTable` for counts and the table itself otherwise.
    table : RestrictedTable
    refusal : str
        Why it cannot be published in any form; blank where it may.
    size : (int, int)
        Dimensions and rows: coarse tables are admitted before fine ones.
    counted : CountTable or None
        A table of counts in the form that is pooled, where it is not about participants.
    needs_exception : bool
        Whether its groups have names from the data alone, which somebody may answer for.
    """

    output: Output
    table: RestrictedTable
    refusal: str
    size: tuple[int, int]
    counted: CountTable | None = None
    needs_exception: bool = False


def table_outputs(run: FinishedRun, policy: Policy, excepted: Container[str] = frozenset()) -> list[TableOutput]:
    """Return the tables that may be published in some form, coarse ones first, without sensitive themes by group.

    Parameters
    ----------
    run : FinishedRun
    policy : Policy
    excepted : container of str
        Names of outputs whose groups may have names from the data alone.

    Raises
    ------
    DisclosureError
        If a table of counts counts something that the closed list does not have, or breaks its description.
    """
    found, problems = [], []
    sensitive = SensitiveThemes.of(run)
    for handed_over in run.tables:
        if handed_over.kind is TableKind.RESTRICTED:
            continue
        table, _ = sensitive.left_of(handed_over)
        try:
            item = _output(table, run, policy)
            needs_exception = item.refusal == NAMES_FROM_DATA
            refusal = "" if needs_exception and item.output.name in excepted else item.refusal
            found.append(replace(item, refusal=refusal, needs_exception=needs_exception))
        except ValueError as error:
            problems.append(Problem(f"table {table.name}", "cannot be understood", str(error), "", _DEFINED_IN))
    if problems:
        raise DisclosureError("Nothing is released: a table is not on the closed list.", problems)
    return sorted(found, key=lambda item: (item.table.kind is not TableKind.COUNTS, item.size, item.table.name))


def dimensions_of_interviews(items: Iterable[TableOutput]) -> dict[str, frozenset[str]]:
    """Return the dimensions that tables of interviews have, arms as communities, by their measure."""
    tables = [item.table for item in items if item.table.about.get("measure") == Measure.PARTICIPANT]
    names = frozenset().union(*(table.about["dimensions"] for table in tables)) - {THEME}
    return {Measure.PARTICIPANT.value: frozenset(PLACE if name == ARM else name for name in names)} if tables else {}


def with_known_levels(
    items: Iterable[TableOutput], closed: Mapping[str, Universe], policy: Policy
) -> list[TableOutput]:
    """Return tables that cover all levels which their dimensions are known to have, be they in a row or not.

    Parameters
    ----------
    items : iterable of TableOutput
    closed : mapping
        Measure to the dimensions that have known levels and no others.
    policy : Policy
    """
    found = []
    for item in items:
        if item.counted:
            counted = replace(item.counted, known=closed.get(item.counted.measure, {}))
            output = replace(item.output, candidates=partial(_candidates, item.table, counted, policy))
            item = replace(item, counted=counted, output=output)
        found.append(item)
    return found


def count_table(table: RestrictedTable, run: FinishedRun) -> CountTable:
    """Return a table of counts in the form that is pooled.

    Raises
    ------
    ValueError
        If its measure is unknown, a count is no whole number, a period or an arm is not understood, or a
        combination of levels stands twice.
    """
    about = table.about
    if table.name.endswith((PARTLY_HIDDEN, ROUNDED)):
        raise ValueError(f"its name ends as those of tables that a release makes: {PARTLY_HIDDEN}, {ROUNDED}")
    if SUPPRESSED in table.columns:
        raise ValueError(f"it has a column {SUPPRESSED!r}, which a release writes")
    measure, dimensions, count = about.get("measure", ""), tuple(about.get("dimensions", ())), about.get("count", "")
    if measure not in MEASURES:
        raise ValueError(f"unknown measure {measure!r}, one of {', '.join(sorted(MEASURES))}")
    extra = [*dimensions, count, *([about["exposure"]] if about.get("exposure") else [])]
    if missing := [name for name in extra if name not in table.columns]:
        raise ValueError(f"no column {', '.join(map(repr, missing))}")
    raw = pd.DataFrame(list(table.rows), columns=list(table.columns), dtype="str")
    frame = raw[list(dimensions)].copy()
    counts = pd.to_numeric(raw[count], errors="coerce")
    if counts.isna().any() or (counts < 0).any() or (counts % 1 != 0).any():
        raise ValueError(f"a value of {count} is not a whole number, 0 or more")
    frame["count"] = counts.astype("int64")
    exposure = raw[about["exposure"]] if about.get("exposure") else pd.Series("", index=raw.index, dtype="str")
    frame["exposure"] = pd.to_numeric(exposure.where(exposure != "")).astype(float)
    if frame.duplicated(list(dimensions)).any():
        raise ValueError("a combination of levels stands twice")
    _check_levels(frame, dimensions, run)
    lists = {name: run.evaluation.code_list(name) for name in dimensions if name not in (PERIOD, PLACE, ARM)}
    pools = {name: codes.pools if codes else {} for name, codes in lists.items()}
    return CountTable(table.name, measure, dimensions, frame, pools, run.members, whole_window(run, table.analysis))


def _output(table: RestrictedTable, run: FinishedRun, policy: Policy) -> TableOutput:
    name = f"table {table.name}"
    size = (len(table.about.get("dimensions", ())), len(table.rows))
    if table.kind is TableKind.DESCRIPTION:
        refusal = _description_refusal(table, run)
        return TableOutput(Output(name, lambda: [Candidate((), table)]), table, refusal, size)
    if table.kind is TableKind.CURVE:
        candidate, refusal = Candidate((), table), _curve_refusal(table, policy)
        if table.sensitivity is Sensitivity.PARTICIPANT:
            overall = next((each for each in run.tables if each.name == OVERALL), None)
            candidate, refusal = saturation(table, overall, policy)
        return TableOutput(Output(name, lambda: [candidate]), table, refusal, size)
    counts = count_table(table, run)
    if table.sensitivity is Sensitivity.PARTICIPANT:
        if counts.measure != Measure.PARTICIPANT:
            raise ValueError(f"measure {counts.measure!r} where {Measure.PARTICIPANT.value!r} is expected")
        forms = list(participant_tables(table, counts, policy)) if table.rows else []
        refusal = _names_refusal(counts, run) if table.rows else NOT_BY_GROUP
        return TableOutput(Output(name, lambda: forms), table, refusal, size)

    refusal = "" if table.sensitivity is Sensitivity.PUBLIC else _names_refusal(counts, run)
    return TableOutput(Output(name, partial(_candidates, table, counts, policy)), table, refusal, size, counts)


def _candidates(table: RestrictedTable, counts: CountTable, policy: Policy) -> Iterator[Candidate]:
    if table.sensitivity is Sensitivity.PUBLIC:
        yield Candidate((), next(pooled_tables(counts)))
        return
    hidden = policy.hidden(table.sensitivity)
    for pooled in pooled_tables(counts):
        small = tuple(itertools.islice(pooled.cells(only=hidden), 1))
        yield Candidate(small or tuple(pooled.counts()), pooled)


def _check_levels(frame: pd.DataFrame, dimensions: Sequence[str], run: FinishedRun) -> None:
    for name in dimensions:
        levels = set(frame[name])
        if name == PERIOD:
            lengths = {(len(period), "Q" in period) for period in levels}
            if len(lengths) > 1 or not lengths <= {(4, False), (7, True), (7, False)}:
                raise ValueError(f"periods are written in several ways: {', '.join(sorted(levels)[:3])}")
            for period in levels:
                window_of(period)
        elif name in (PLACE, ARM):
            known = set(run.evaluation.communities if name == PLACE else run.members)
            if unknown := sorted(levels - known):
                raise ValueError(f"unknown {name} {unknown[0]!r}")


def _names_refusal(counts: CountTable, run: FinishedRun) -> str:
    """Return why a table of counts cannot be shown: a group has its name from no code list, plan or codebook."""
    groups = [name for name in counts.dimensions if name not in (PERIOD, PLACE, ARM, THEME)]
    named = all(is_public(level, name, run.evaluation) for name in groups for level in counts.frame[name])
    return "" if named else NAMES_FROM_DATA


def _description_refusal(table: RestrictedTable, run: FinishedRun) -> str:
    """Return why a description cannot be shown: where people stand behind an analysis, it has no numbers."""
    if table.sensitivity is not Sensitivity.PUBLIC:
        return "a description must be made from public data"
    has_numbers = any(is_number(cell) for row in table.rows for cell in row)
    if has_numbers and run.sensitivities[table.analysis] is not Sensitivity.PUBLIC:
        return "a description beside data about people must have no numbers"
    return ""


def _curve_refusal(table: RestrictedTable, policy: Policy) -> str:
    n_obs, n_events = table.about.get("n_obs"), table.about.get("n_events")
    if unknown := sorted(set(table.columns) - CURVE_COLUMNS):
        return f"a curve has no column {', '.join(unknown)} on the closed list"
    if table.sensitivity is Sensitivity.PUBLIC:
        return ""
    if n_obs is None or n_events is None:
        return "it does not say what it rests on"
    if n_obs < policy.model.n_obs_minimum or n_events < policy.model.n_events_minimum:
        return "it rests on too few observations or events"
    return ""
