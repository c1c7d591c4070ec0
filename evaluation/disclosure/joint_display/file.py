"""``joint_display.csv``: the constructs of a release, made from its protected numbers and released quotes alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from evaluation.analyses.joint.lookup import row_of_theme
from evaluation.data.parameters.joint_display import Construct
from evaluation.data.whole_files import write_csv
from evaluation.disclosure.joint_display import JOINT_DISPLAY
from evaluation.disclosure.joint_display.released_parts import SHOWN, WITHHELD, ReleasedParts
from evaluation.disclosure.leak_scan.told_elsewhere import require_told_elsewhere
from evaluation.disclosure.run_folder import FinishedRun

_FROM_LEDGER = ("unit", "estimate", "conf_low", "conf_high", "conf_level", "n_obs", "n_events")
COLUMNS = (
    "construct",
    "part",
    "item",
    "state",
    "better",
    "direction",
    *_FROM_LEDGER,
    "text",
    "author",
    "date",
    "remarks",
)


def write_joint_display(folder: Path, run: FinishedRun) -> None:
    """Write the joint display beside the results and quotes of a release; nothing where the run has none.

    Raises
    ------
    DisclosureError
        If a question or an inference has a number that the release does not show.
    """
    section = run.evaluation.joint_display
    if section is None:
        return
    require_told_elsewhere(folder, _texts(section.constructs))
    parts = ReleasedParts.read(folder, run)
    rows = [{"construct": each.name, **row} for each in section.constructs for row in _rows(each, parts)]
    write_csv(folder / JOINT_DISPLAY, COLUMNS, [[row.get(name, "") for name in COLUMNS] for row in rows])


def _texts(constructs: Iterable[Construct]) -> Iterator[tuple[str, str]]:
    for construct in constructs:
        for name in ("question", "inference", "author"):
            yield f"joint display, {name} of {construct.name}", getattr(construct, name)


def _rows(construct: Construct, parts: ReleasedParts) -> Iterator[dict[str, str]]:
    yield {"part": "question", "text": construct.question}
    for paired, direction in zip(construct.numbers, parts.directions(construct), strict=True):
        state = parts.state_of(paired.result)
        row = parts.results[paired.result] if state == SHOWN else {}
        numbers = {name: row.get(name, "") for name in _FROM_LEDGER}
        about = {"state": state, "better": paired.better, "direction": direction.value}
        yield {"part": "number", "item": parts.public_name(paired.result), **about, **numbers}
    for theme in construct.themes:
        is_shown = any(parts.sources_of(theme))
        row = parts.results[row_of_theme(theme)] if is_shown else {}
        numbers = {name: row.get(name, "") for name in _FROM_LEDGER}
        yield {"part": "theme", "item": theme, "state": SHOWN if is_shown else WITHHELD, **numbers}
    quotes = [parts.quote(construct, quote) for quote in construct.quotes]
    for quote in filter(None, quotes):
        yield {"part": "quote", "item": quote["quote_id"], "state": SHOWN, "text": quote["text"]}
    if None in quotes:
        yield {"part": "quote", "state": WITHHELD}
    yield {
        "part": "inference",
        "item": construct.kind,
        "text": construct.inference,
        "author": construct.author,
        "date": construct.date.isoformat() if construct.date else "",
        "remarks": ", ".join(parts.remarks(construct)),
    }
