"""What the label of a theme names, with those of the codes above it: it stands beside every quote of the theme."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from evaluation.disclosure.interviewees import STEM
from evaluation.disclosure.named_groups import Named, named_in
from evaluation.disclosure.run_folder import FinishedRun

CODEBOOK = "codebook"
_PATH = " > "


def named_by_themes(run: FinishedRun, themes: Collection[str]) -> dict[str, Named]:
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
        theme: named_in(" | ".join((theme, *_up_to_top(labels.get(theme, ""), above))), run.evaluation)
        for theme in sorted(set(themes))
    }


def _up_to_top(label: str, above: Mapping[str, Collection[str]]) -> list[str]:
    """Return a label and the names of the codes above it; of codes of one name, those above each of them."""
    found, waiting = [label], [label.rpartition(_PATH)[2]]
    while waiting:
        new = [name for name in sorted(above.get(waiting.pop(), ())) if name and name not in found]
        found += new
        waiting += new
    return found
