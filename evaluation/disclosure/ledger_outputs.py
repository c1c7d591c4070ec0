"""The rows of the results ledger as outputs that may be published: what each row gives away, and its rule."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from evaluation.data.output_table import Sensitivity
from evaluation.disclosure.admission import Candidate, Output
from evaluation.disclosure.closed_list import QUANTITIES, Entry, Kind, public_text
from evaluation.disclosure.ledger_counts import THEME, LedgerReader, Row, whole_number
from evaluation.disclosure.policy import Policy
from evaluation.disclosure.rounding import rounded_row
from evaluation.disclosure.run_folder import FinishedRun
from evaluation.disclosure.scope import Count
from evaluation.errors import DisclosureError, Problem

_DEFINED_IN = "evaluation/disclosure/closed_list.py"


@dataclass(frozen=True, eq=False)
class LedgerOutput:
    """Rows that are released together or not at all.

    Parameters
    ----------
    output : Output
        Its candidates' payloads are tuples of rows.
    kind : Kind
    analysis : str
    is_diagnostic : bool
        True where no row is a result: all describe the data or check a model.
    n_dimensions : int
        By how many columns it is broken down.
    rows : tuple of mapping
        The rows as they stand in the run's ledger.
    counts : tuple of Count
        All that the rows count.
    """

    output: Output
    kind: Kind
    analysis: str
    is_diagnostic: bool
    n_dimensions: int
    rows: tuple[Row, ...]
    counts: tuple[Count, ...]


def ledger_outputs(run: FinishedRun, policy: Policy) -> list[LedgerOutput]:
    """Return the ledger as outputs, in the order of admission: the whole before its parts, diagnostics last.

    Counts, rates, proportions and survival probabilities of one quantity and one way of breaking it down are one
    output: never single cells. Model estimates and tests are one output each.

    Raises
    ------
    DisclosureError
        If a quantity is not in the closed list, or a row cannot be understood. All such rows are listed.
    """
    reader = LedgerReader(run)
    problems = []
    groups: dict[str, list[Row]] = {}
    for row in run.ledger:
        where = f"results.csv, {row['result_id']}"
        entry = QUANTITIES.get((row["analysis"], row["quantity"]))
        if entry is None:
            name = f"{row['analysis']}/{row['quantity']}"
            problems.append(Problem(where, "unknown quantity", name, "one of the closed list", _DEFINED_IN))
            continue
        try:
            reader.counts([row], "")
        except ValueError as error:
            problems.append(Problem(where, "cannot be understood", str(error), "", "evaluation/stats/estimate.py"))
            continue
        groups.setdefault(_name(row, entry), []).append(row)
    if problems:
        raise DisclosureError("Nothing is released: the results hold what the closed list does not.", problems)
    found = [_Breakdown(name, tuple(rows), run, policy, reader).output() for name, rows in groups.items()]
    return sorted(found, key=_order)


def _order(item: LedgerOutput) -> tuple[object, ...]:
    """Put last what can be released without the numbers of people it rests on."""
    can_do_without = {Kind.SURVIVAL: 1, Kind.MODEL: 2, Kind.TEST: 2}.get(item.kind, 0)
    return item.is_diagnostic, can_do_without, item.n_dimensions, item.output.name


class _Breakdown:
    def __init__(
        self, name: str, rows: tuple[Row, ...], run: FinishedRun, policy: Policy, reader: LedgerReader
    ) -> None:
        self.name, self.rows, self.policy, self.reader = name, rows, policy, reader
        self.analysis = rows[0]["analysis"]
        self.entry = QUANTITIES[self.analysis, rows[0]["quantity"]]
        self.sensitivity = run.sensitivities[self.analysis]
        self.rests_on_model = self.entry.kind in (Kind.MODEL, Kind.TEST)

    def output(self) -> LedgerOutput:
        return LedgerOutput(
            output=Output(self.name, self.candidates),
            kind=self.entry.kind,
            analysis=self.analysis,
            is_diagnostic=all(row["status"] == "diagnostic" for row in self.rows),
            n_dimensions=len(_dimensions(self.rows[0], self.entry)),
            rows=self.rows,
            counts=tuple(self.reader.counts(self.rows, self.block)),
        )

    def candidates(self) -> Iterator[Candidate]:
        if self.sensitivity is Sensitivity.PUBLIC:
            yield Candidate((), self.rows)
            return
        bare = tuple({**row, "n_obs": "", "n_events": ""} for row in self.rows)
        forms = [self.rows]
        if self.sensitivity is Sensitivity.PARTICIPANT:
            forms += self.of_large_groups()
        if (self.rests_on_model or self.entry.kind is Kind.SURVIVAL) and self.satisfies_rule(self.rows):
            forms.append(bare)
        for form in forms:
            if form and (form is bare or self.satisfies_rule(form)):
                yield Candidate(tuple(self.reader.counts(form, self.block)), form)
        if not any(row["estimate"] for row in self.rows):
            yield Candidate((), bare)

    def of_large_groups(self) -> Iterator[tuple[Row, ...]]:
        """Yield the rows about groups of enough people; then without the smallest of these, and so on.

        The groups left out must be of enough people together, or none.
        """
        sizes = {_group(row): _group_size(row) for row in self.rows}
        order = sorted(sizes, key=lambda group: (sizes[group], group))
        large = [group for group in order if sizes[group] >= self.policy.participant.group_minimum]
        for first in range(len(large)):
            yield tuple(row for row in self.rows if _group(row) in large[first:])

    @property
    def block(self) -> str:
        """The breakdown that the rows are part of: model estimates are outputs of their own but add up together."""
        return _breakdown(self.rows[0], self.entry)

    def satisfies_rule(self, rows: Iterable[Row]) -> bool:
        """Tell whether what each row rests on satisfies the rule of its kind; counts are checked at admission."""
        kind, survival, model = self.entry.kind, self.policy.survival, self.policy.model
        for row in rows:
            n_obs, n_events = whole_number(row["n_obs"]), whole_number(row["n_events"])
            if self.rests_on_model or kind is Kind.SURVIVAL:
                if n_obs is None or n_events is None:
                    return False
                if self.rests_on_model and (n_obs < model.n_obs_minimum or n_events < model.n_events_minimum):
                    return False
                if kind is Kind.SURVIVAL and (
                    n_obs < survival.at_risk_minimum or 0 < n_events < survival.events_minimum
                ):
                    return False
            if kind is Kind.RATE and n_events is None:
                return False
            if kind is Kind.PROPORTION and (n_obs is None or n_events is None):
                return False
        return True


def released_row(row: Row, policy: Policy) -> tuple[dict[str, str], bool]:
    """Return a row with the digits and words that its kind may have, and whether words were left out."""
    kind = QUANTITIES[row["analysis"], row["quantity"]].kind
    texts = {name: public_text(row[name], kind) for name in ("method", "note")}
    released = rounded_row(row, policy) | {name: text for name, (text, _) in texts.items()}
    return released, any(left_out for _, left_out in texts.values())


def _name(row: Row, entry: Entry) -> str:
    """Return the name of what is released together with a row."""
    is_single = entry.kind in (Kind.MODEL, Kind.TEST, Kind.AGREEMENT)
    return row["result_id"] if is_single else _breakdown(row, entry)


def _breakdown(row: Row, entry: Entry) -> str:
    by = _dimensions(row, entry)
    return f"{row['analysis']}/{row['quantity']}" + (f" by {' and '.join(by)}" if by else "")


def _dimensions(row: Row, entry: Entry) -> list[str]:
    by = [name for name in ("arm", "community") if row[name]]
    by += sorted(term.partition("=")[0] for term in row["subgroup"].split(";") if term)
    by += [entry.id_names] if entry.id_names and row["result_id"].split("/")[2] != "all" else []
    return by + (["time"] if row["period"] and entry.kind is not Kind.SURVIVAL else [])


def _group(row: Row) -> str:
    """Return whom a row is about, whatever the theme."""
    terms = [term for term in row["subgroup"].split(";") if term and not term.startswith(f"{THEME}=")]
    return ";".join([*sorted(terms), row["arm"], row["community"]])


def _group_size(row: Row) -> int:
    return whole_number(row["n_obs"]) or whole_number(row["estimate"]) or 0
