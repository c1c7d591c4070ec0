"""The forms in which rows about time in treatment may be released: coarser steps, levels with what compares them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from evaluation.data.output_table import Sensitivity
from evaluation.disclosure.closed_list import QUANTITIES, Kind, Model
from evaluation.disclosure.compared import comparisons_of
from evaluation.disclosure.definitions import chosen_definitions
from evaluation.disclosure.landmarks import coarser_forms
from evaluation.disclosure.ledger_counts import LedgerReader
from evaluation.disclosure.ledger_rows import Row, whole_number
from evaluation.disclosure.policy import Policy

OWN_FORMS = (Kind.SURVIVAL, Kind.INCIDENCE, Kind.MEAN_TIME, Kind.DEFINITION)
"""Kinds of which only some rows, or other numbers, may be released; of all others it is all rows or none."""
SHARED = "people stand at several levels of it, so that its numbers would tell who moves between them"
"""Why the levels of a covariate that changes while people are followed are for the evaluator only."""


class TreatmentForms:
    """Rows about time in treatment that are released together.

    Parameters
    ----------
    rows : sequence of mapping
    policy : Policy
    sensitivity : Sensitivity
    reader : LedgerReader
    satisfies_rule : callable
        Whether what one row rests on satisfies the rule of its kind.
    """

    def __init__(
        self,
        rows: Sequence[Row],
        policy: Policy,
        sensitivity: Sensitivity,
        reader: LedgerReader,
        satisfies_rule: Callable[[Row], bool],
    ) -> None:
        self.rows, self.reader, self.satisfies_rule = rows, reader, satisfies_rule
        self.hidden = policy.hidden(sensitivity)
        self.entry = QUANTITIES[rows[0]["analysis"], rows[0]["quantity"]]

    def forms(self) -> Iterator[tuple[Row, ...]]:
        """Yield the rows in every form that satisfies the rule of their kind, the best first."""
        if self.entry.kind in (Kind.SURVIVAL, Kind.INCIDENCE):
            yield from map(self.with_comparisons, coarser_forms(self.levels, self.is_safe_step))
        elif self.entry.kind is Kind.MEAN_TIME:
            is_safe = all(map(self.satisfies_rule, self.levels)) and not any(map(self.comes_back_seldom, self.levels))
            if self.levels and is_safe:
                yield self.with_comparisons(self.levels)
        elif self.entry.kind is Kind.DEFINITION:
            rows = tuple(filter(self.satisfies_rule, self.rows))
            reader = self.reader
            if chosen := chosen_definitions(rows, reader.headline, reader.judged_before, self.hidden):
                yield chosen

    @property
    def levels(self) -> tuple[Row, ...]:
        """The rows that compare nothing."""
        return tuple(row for row in self.rows if not QUANTITIES[row["analysis"], row["quantity"]].compares)

    def with_comparisons(self, form: Sequence[Row]) -> tuple[Row, ...]:
        """Return rows of levels with what compares them, without numbers that are never shown."""
        compared = [row for row in self.rows if row not in self.levels]
        rows = (*form, *comparisons_of(form, self.levels, compared))
        return tuple({**row, "n_events": ""} for row in rows) if self.entry.blank else rows

    def is_safe_step(self, form: Sequence[Row], since: int) -> bool:
        """Tell whether all that ends between two landmarks is of nobody, or of enough people."""
        if self.starts_late():
            return False
        return all(map(self.satisfies_rule, form)) and all(
            count.value >= 0 and count.value not in self.hidden for count in self.reader.counts(form, since=since)
        )

    def starts_late(self) -> bool:
        """Tell whether they are of landmarks, and people of a level are followed from a later day on."""
        is_of_landmarks = self.entry.kind in (Kind.SURVIVAL, Kind.INCIDENCE)
        return is_of_landmarks and any(map(self.reader.follow_up.starts_late, self.levels))

    def names_a_small_step(self) -> bool:
        """Tell whether few leave between two days of a median and its limits, or one of them and a landmark.

        Of so many people it is known how many have left by each, so that a few are bounded, or counted.
        """
        if self.entry.kind is not Kind.MODEL or self.rows[0]["quantity"] != "median_days":
            return False
        steps = []
        for row in self.rows:
            days = [float(row[column]) for column in ("estimate", "conf_low", "conf_high") if row[column]]
            steps += self.reader.follow_up.leaving_between(row["result_id"].split("/")[2], days)
        return any(number in self.hidden for number in steps)

    def tests_a_small_level(self) -> bool:
        """Tell whether tests are of a column of which a level has few people, or few who leave, or who do not.

        Several statistics with four digits each leave one history for so few.
        """
        if self.entry.kind is not Kind.TEST:
            return False
        _, quantity, factor, *more = self.rows[0]["result_id"].split("/")
        levels = [*self.reader.follow_up.levels_of(factor), *self.reader.modelled_levels(factor)]
        numbers = [number for people, left in levels for number in (people, left, people - left)]
        if quantity == "gray_test":
            numbers += self.reader.follow_up.ending_by_level(factor, more[0])
        return not levels or any(number in self.hidden for number in numbers)

    def comes_back_seldom(self, row: Row) -> bool:
        """Tell whether few changes but first leavings stand behind days in treatment, or an unknown number.

        What days in treatment differ by from the mean time to leaving would tell of them.
        """
        if not self.entry.blank:
            return False
        first = self.reader.first_episodes(row)
        numbers = [whole_number(each["n_events"]) if each else None for each in (row, first)]
        return None in numbers or numbers[0] - numbers[1] in self.hidden

    def shares_people(self) -> bool:
        """Tell whether people stand at several levels of a column, so that its numbers do not add up to people."""
        if self.entry.model is not Model.COX or not any(row["subgroup"] for row in self.rows):
            return False
        return self.reader.changes(self.rows[0]["result_id"].split("/")[2].partition(".")[0])

    def tells_of_few(self) -> bool:
        """Tell whether rows that are released all or not at all would tell of a few people."""
        return self.competes_with_few() or self.names_a_small_step() or self.tests_a_small_level()

    def competes_with_few(self) -> bool:
        """Tell whether death and moves, which a model sets beside leaving, may be of a few people in a level."""
        if self.entry.model is not Model.FINE_GRAY:
            return False
        found = [self.reader.follow_up.n_competing("", "")]
        for row in self.rows:
            group, _, level = row["subgroup"].partition("=")
            place = next(((name, row[name]) for name in ("arm", "community") if row[name]), (group, level))
            n_competing = self.reader.follow_up.n_competing(*place)
            found += [] if n_competing is None else [n_competing]
        return any(number is None or number in self.hidden for number in found)
