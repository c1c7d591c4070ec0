"""The forms in which what is read from the segmented model of a series may be released, and what each gives away."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from evaluation.disclosure.closed_list import OF_CONTROLS, Kind
from evaluation.disclosure.implied_counts import SeriesModels
from evaluation.disclosure.ledger_counts import LedgerReader
from evaluation.disclosure.ledger_rows import Row, kind_of, scope_of, whole_number
from evaluation.disclosure.policy import Policy
from evaluation.disclosure.rounding import with_digits
from evaluation.disclosure.scope import Count, window_of
from evaluation.stats.estimate import Status

_GATE = "gate"


class SegmentedForms:
    """Rows that are read from the segmented model of a series, and released together.

    Parameters
    ----------
    rows : sequence of mapping
    policy : Policy
    reader : LedgerReader
    models : SeriesModels
        Of the analysis.
    controls : sequence of str
        The series that its plan compares it with.
    satisfies_rule : callable
        Whether what one row rests on satisfies the rule of its kind.
    """

    def __init__(
        self,
        rows: Sequence[Row],
        policy: Policy,
        reader: LedgerReader,
        models: SeriesModels,
        controls: Sequence[str],
        satisfies_rule: Callable[[Row], bool],
    ) -> None:
        self.rows, self.policy, self.reader, self.models = rows, policy, reader, models
        self.controls, self.rule, self.series = controls, satisfies_rule, scope_of(rows[0])

    @property
    def refusal(self) -> str:
        """Why nothing of the model may be released, whatever its numbers; blank where something may."""
        return self.models.refusal(self.series)

    @property
    def is_solvable(self) -> bool:
        """Whether a month that must stay hidden might follow from what is read from the model."""
        return self.models.is_solvable(self.series)

    def forms(self) -> Iterator[tuple[Row, ...]]:
        """Yield all rows, or the primary ones with the gate.

        Other estimates of the same months are more equations for them, and so are diagnostics: where a month is
        hidden, or would tell a hidden number, neither is shown, and the rest has fewer digits.
        """
        series = self.series
        hides_more = any(self.models.hides_a_month(each) or self.models.refusal(each) for each in self.controls)
        is_sum = self.models.are_apart([series, *self.controls])
        kept = tuple(
            row
            for row in self.rows
            if self.rule(row) and (row["quantity"] not in OF_CONTROLS or (is_sum and not hides_more))
        )
        first = tuple(filter(_is_primary, kept))
        few = tuple(with_digits(row, self.policy.model.digits_over_hidden) for row in first)
        if self.is_solvable:
            return
        for form in [few] if self.models.hides_a_month(series) else [kept, few]:
            if any(row["estimate"] and kind_of(row) is not Kind.ABOUT_MODEL for row in form):
                yield form

    def given_away(self, form: Sequence[Row]) -> tuple[Count, ...] | None:
        """Return all that rows give away, or None where the run does not say it.

        They are about the months that the model was fitted to: those of their period, if the run's table agrees. A
        sensitivity row may be about other months of the series, and a diagnostic is one more equation: with either,
        and where months of the year have levels of their own, each month counts as given away, so a sensitivity row
        adds nothing. With real people it always does. What compares a series with its controls
        counts the events of all of them, and each month of the controls counts as given away too.
        """
        compared = [row for row in form if row["quantity"] in OF_CONTROLS]
        alone = [row for row in form if row["quantity"] not in OF_CONTROLS]
        windows, others = self._parted([self.series], alone)
        has_levels = self.models.tells_calendar_months_apart(self.series)
        is_alone = len(form) == sum(map(_is_primary, form))
        every_month = bool(compared) or has_levels or self.models.tells_every_month or not is_alone
        implied = self.models.counts(self.series, windows, every_month=every_month)
        if not implied:
            return None
        rest = [row for row in others if row["status"] != Status.SENSITIVITY]
        if compared:
            together = [self.series, *self.controls]
            windows, others = self._parted(together, compared)
            if others:
                return None
            for control in self.controls:
                implied += self.models.counts(control, every_month=True)
            implied += self.models.counts_together(together, windows)
        return (*self.reader.counts(rest), *implied)

    def _parted(self, series: Sequence[str], rows: Sequence[Row]) -> tuple[list[tuple[int, int]], list[Row]]:
        """Return the windows of rows whose events are those of series in months of their models, and other rows."""
        windows, others = [], []
        for row in rows:
            window = window_of(row["period"])
            events = [window and self.models.events_in(each, window) for each in series]
            if None in events or sum(events) != whole_number(row["n_events"]):
                others.append(row)
            else:
                windows.append(window)
        return windows, others


def _is_primary(row: Row) -> bool:
    """Tell whether a row of a model is a result of the primary analysis, or its gate."""
    return row["status"] == Status.PRIMARY or row["quantity"] == _GATE
