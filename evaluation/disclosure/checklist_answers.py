"""``checklists.csv``: where the report tells what reporting checklists ask, as people answered it."""

from __future__ import annotations

from pathlib import Path

from evaluation.data.checklists import read_answers
from evaluation.data.whole_files import write_csv
from evaluation.disclosure.leak_scan.told_elsewhere import require_told_elsewhere
from evaluation.disclosure.run_folder import FinishedRun

CHECKLISTS = "checklists.csv"
COLUMNS = ("checklist", "item", "link", "note")


def write_checklists(folder: Path, run: FinishedRun) -> None:
    """Write the answers that the run's params file names; nothing where it names none.

    Raises
    ------
    ParameterError
        If the file of answers cannot be read, or names an item that does not exist.
    DisclosureError
        If a note has a number that the release does not show.
    """
    if not run.evaluation.report.checklists:
        return
    answers = read_answers(run.beside_params(run.evaluation.report.checklists))
    notes = [(f"checklists, {each.checklist} {each.item}", each.note) for each in answers]
    require_told_elsewhere(folder, notes)
    write_csv(folder / CHECKLISTS, COLUMNS, [(each.checklist, each.item, each.link, each.note) for each in answers])
