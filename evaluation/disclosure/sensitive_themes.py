"""Themes that are shown of everybody together and never by group, quotes included.

Where all of a group said something, or nobody did, whoever knows that somebody is in the group knows what that person
said: a rule of sizes does not help. So all that is by group is withheld of a theme that the plan calls sensitive, and
nothing is left from which it could be subtracted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from evaluation.disclosure.interviewees import STEM
from evaluation.disclosure.ledger_rows import PLACES, THEME, Row
from evaluation.disclosure.run_folder import FinishedRun, RestrictedTable
from evaluation.errors import DisclosureError, Problem

TABLE = "sensitive_themes"
ROLLED_UP = "prevalence_rolled_up"
NOT_BY_GROUP = "a sensitive theme is never shown by group: who knows somebody in it could know what they said"
BY_PLAN = "themes.sensitive of the plan"
_SENSITIVE = "sensitive"
_DEFINED_IN = "docs/methods/themes.md, sensitive themes"


@dataclass(frozen=True)
class SensitiveThemes:
    """What the plan of a run keeps together.

    Parameters
    ----------
    themes : frozenset of str
        Themes as result ids write them, with those below them.
    above : frozenset of str
        Those above these: what they hold together with what is below them is kept, too.
    """

    themes: frozenset[str] = frozenset()
    above: frozenset[str] = frozenset()

    @classmethod
    def of(cls, run: FinishedRun) -> SensitiveThemes:
        """Read what a run keeps together.

        Raises
        ------
        DisclosureError
            If its plan names sensitive themes and its tables do not say which these are.
        """
        table = next((each for each in run.tables if each.name == TABLE and each.analysis == STEM), None)
        if table is None:
            if run.evaluation.themes and run.evaluation.themes.sensitive:
                problem = Problem(f"table {TABLE}", "is not in the run", "", "a new run", _DEFINED_IN)
                raise DisclosureError("Nobody can tell which themes are sensitive.", [problem])
            return cls()
        found: dict[bool, set[str]] = {True: set(), False: set()}
        for theme, why in table.rows:
            found[why == _SENSITIVE].add(theme)
        return cls(frozenset(found[True]), frozenset(found[False]))

    def keeps_role(self, quote: Mapping[str, str]) -> bool:
        """Tell whether the role of a speaker must not stand beside a quote.

        So it is under a sensitive theme, or one above it, and where a coder gave any of the words a sensitive one:
        what was found in them is said of whoever said them, whatever they are shown for.

        Raises
        ------
        DisclosureError
            If the run does not say what was given to the words.
        """
        if not self.themes:
            return False
        if "coded" not in quote:
            wrong = "does not say what was coded in the words"
            problem = Problem("table quotes", wrong, "", "a new run", _DEFINED_IN)
            raise DisclosureError("Nobody can tell which quotes are of sensitive themes.", [problem])
        return quote["theme"] in self.themes | self.above or not self.themes.isdisjoint(quote["coded"].split("; "))

    def keeps(self, row: Row) -> bool:
        """Tell whether a row of the ledger is about a group and a theme that is shown of everybody only."""
        terms = dict(term.partition("=")[::2] for term in row["subgroup"].split(";") if term)
        theme = terms.pop(THEME, "")
        by_group = bool(terms) or any(row[name] for name in PLACES)
        kept = self.themes | (self.above if row["quantity"] == ROLLED_UP else frozenset())
        return row["analysis"] == STEM and by_group and theme in kept

    def left_of(self, table: RestrictedTable) -> tuple[RestrictedTable, tuple[str, ...]]:
        """Return a table of counts without its rows by group of sensitive themes, and all such themes.

        Those of which it has no row are among them: which of them somebody holds is not said.
        """
        dimensions = tuple(table.about.get("dimensions", ()))
        if table.analysis != STEM or THEME not in dimensions or len(dimensions) == 1 or not self.themes:
            return table, ()
        place = table.columns.index(THEME)
        rows = tuple(row for row in table.rows if row[place] not in self.themes)
        return replace(table, rows=rows), tuple(sorted(self.themes))


def themes_of(run: FinishedRun) -> Mapping[str, tuple[str, ...]]:
    """Return the sensitive themes that are left out of each table of a run, by its name."""
    sensitive = SensitiveThemes.of(run)
    left_out = {table.name: sensitive.left_of(table)[1] for table in run.tables}
    return {name: themes for name, themes in left_out.items() if themes}
