"""What the label of a theme names, with those of the codes above it: it stands beside every quote of the theme."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from evaluation.data.parameters import Evaluation
from evaluation.disclosure.interviewees import CODEBOOK, STEM
from evaluation.disclosure.named_groups import Named, named_in
from evaluation.disclosure.run_folder import FinishedRun

_PATH = " > "


@dataclass(frozen=True)
class NamingTheme:
    """What a theme names, and by which names.

    Parameters
    ----------
    named : Named
    own : str
        The label of the theme, or its code without one, if it names any of that; else blank.
    above : tuple of str
        The labels of codes above it that do.
    """

    named: Named
    own: str = ""
    above: tuple[str, ...] = ()

    def __str__(self) -> str:
        """Return which names of codes these are: ``its theme 'Hope'``."""
        own = [f"its theme {self.own!r}"] if self.own else []
        return " and ".join([*own, *(f"the code {each!r} above its theme" for each in self.above)])


NAMES_NOTHING = NamingTheme(Named())


def named_by_themes(run: FinishedRun, themes: Collection[str]) -> dict[str, NamingTheme]:
    """Return the communities and roles that themes name by their code or label, or a code above them by its label.

    Parameters
    ----------
    run : FinishedRun
        A code of which the codebook says nothing names what its own words do.
    themes : collection of str
        As result ids write them.
    """
    table = next((each for each in run.tables if each.name == CODEBOOK and each.analysis == STEM), None)
    rows = [dict(zip(table.columns, row, strict=True)) for row in table.rows] if table else []
    labels = {row["theme"]: row["label"] for row in rows}
    above: dict[str, set[str]] = {}
    for row in rows:
        above.setdefault(row["label"].rpartition(_PATH)[2], set()).add(row.get("parent", ""))
    return {
        theme: _naming(theme, _up_to_top(labels.get(theme, ""), above), run.evaluation)
        for theme in sorted(set(themes))
    }


def _naming(theme: str, labels: Sequence[str], evaluation: Evaluation) -> NamingTheme:
    """Return what a theme of some label, with those of the codes above it behind it, names."""
    named = named_in(" | ".join((theme, *labels)), evaluation)
    if not named:
        return NAMES_NOTHING
    label, *above = labels
    naming = tuple(each for each in above if named_in(each, evaluation))
    is_own = not naming or named_in(f"{theme} | {label}", evaluation)
    return NamingTheme(named, (label or theme) if is_own else "", naming)


def _up_to_top(label: str, above: Mapping[str, Collection[str]]) -> list[str]:
    """Return a label and the names of the codes above it; of codes of one name, those above each of them."""
    found, waiting = [label], [label.rpartition(_PATH)[2]]
    while waiting:
        new = [name for name in sorted(above.get(waiting.pop(), ())) if name and name not in found]
        found += new
        waiting += new
    return found
