"""Write the demonstration's files: the same bytes for the same seed, never half-written."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from evaluation.data.demo import site_tables, world
from evaluation.data.demo.activities import simulate_naloxone, simulate_spending
from evaluation.data.demo.deaths import population, simulate_deaths
from evaluation.data.demo.interviews import simulate_interviews
from evaluation.data.demo.quotes import propose_quotes
from evaluation.data.demo.refi_qda import write_interviews
from evaluation.data.demo.stopped_quotes import FACILITIES, newsletter, with_stopped_quotes
from evaluation.data.demo.treatment import simulate_treatment
from evaluation.data.demo.truth import planted_truth
from evaluation.data.demo.visits import simulate_visits
from evaluation.errors import Problem, UsageError

README = """\
SYNTHETIC DATA

Every row in this folder was made by a computer from the seed {seed}. No person, community, coalition,
interview or payment in it exists. It shows what the evaluation does when the truth is known:
truth.csv holds the values that were planted, keyed by the result that estimates each of them.

Made by: evaluation demo
Described in: docs/methods/demo_world.md
"""


@dataclass(frozen=True)
class DemoFile:
    """One written file and how many rows (or interviews) it holds."""

    name: str
    n_rows: int


@dataclass(frozen=True)
class DemoSummary:
    """What :func:`write_demo` wrote, and where."""

    folder: Path
    seed: int
    files: tuple[DemoFile, ...]


def write_demo(folder: Path, seed: int = world.SEED) -> DemoSummary:
    """Make the demonstration's data and put them into ``folder``, leaving other files there alone.

    All files are made in a temporary folder beside it first. A new folder is then renamed into place; in an
    existing one each file that differs is replaced in one step, the truth last.

    Parameters
    ----------
    folder : Path
        Made if it does not exist.
    seed : int
        The same seed gives the same bytes.

    Raises
    ------
    UsageError
        If the folder cannot be written, or a folder stands where a file must go.
    """
    folder = Path(folder)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f".{folder.name}-", dir=folder.parent) as temporary:
            workshop = Path(temporary) / folder.name
            workshop.mkdir()
            files = _write_files(workshop, seed)
            _put_in_place(workshop, folder, [file.name for file in files])
    except OSError as error:
        where = str(error.filename2 or error.filename or folder)
        problem = Problem(where, "cannot be written", error.strerror or str(error), "a folder that can be written")
        raise UsageError("The demonstration data were not written.", [problem]) from error
    return DemoSummary(folder=folder, seed=seed, files=files)


def _write_files(folder: Path, seed: int) -> tuple[DemoFile, ...]:
    """Write every file; each part has its own stream of random numbers, so that one can change alone."""
    for_deaths, for_treatment, for_interviews, for_activities, for_visits = (
        np.random.default_rng(stream) for stream in np.random.SeedSequence(seed).spawn(5)
    )
    written: list[DemoFile] = []

    def put(name: str, frame: pd.DataFrame, writer: Callable[[Path, pd.DataFrame], None]) -> None:
        writer(folder / name, frame)
        written.append(DemoFile(name, len(frame)))

    put("deaths.csv", simulate_deaths(for_deaths), _write_csv)
    put("population.csv", population(), _write_csv)
    put("visits.csv", simulate_visits(for_visits), _write_csv)
    treatment = simulate_treatment(for_treatment)
    put("dispensing.parquet", treatment.dispensing, _write_parquet)
    put("treatment_events.csv", treatment.events, _write_csv)
    put("patients.csv", treatment.patients, _write_csv)
    put("naloxone.csv", simulate_naloxone(for_activities), _write_csv)
    put("spending.csv", simulate_spending(for_activities), _write_csv)
    interviews = simulate_interviews(for_interviews)
    write_interviews(folder / "interviews.qdpx", interviews, seed=seed)
    written.append(DemoFile("interviews.qdpx", len(interviews)))
    quotes = with_stopped_quotes(propose_quotes(for_interviews, interviews), interviews)
    put("quotes.csv", quotes, _write_csv)
    put("codebook.csv", site_tables.codebook(interviews), _write_csv)
    put("topic_guide.csv", site_tables.topic_guide(), _write_csv)
    put("framework_summaries.csv", site_tables.summaries(interviews), _write_csv)
    put("negative_cases.csv", site_tables.negative_cases(interviews), _write_csv)
    put("finished_interviews.csv", site_tables.finished_interviews(interviews), _write_csv)
    texts = {"facilities.txt": FACILITIES, "newsletter.txt": newsletter(quotes)}
    put("truth.csv", planted_truth(treatment), _write_csv)
    for name, text in (texts | {"README.txt": README.format(seed=seed)}).items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
        written.append(DemoFile(name, 0))
    return tuple(written)


def _write_csv(path: Path, frame: pd.DataFrame) -> None:
    frame.to_csv(path, index=False, encoding="utf-8", lineterminator="\n", date_format="%Y-%m-%d")


def _write_parquet(path: Path, frame: pd.DataFrame) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    table = pa.Table.from_pandas(frame, preserve_index=False)
    date = table.schema.get_field_index("date")
    table = table.set_column(date, "date", table.column("date").cast(pa.timestamp("ms")).cast(pa.date32()))
    table = table.replace_schema_metadata({"title": "SYNTHETIC DATA", "description": "No person in it exists."})
    pq.write_table(table, path)


def _put_in_place(workshop: Path, folder: Path, names: list[str]) -> None:
    if not folder.exists():
        workshop.rename(folder)
        return
    for name in names:
        made, target = workshop / name, folder / name
        if not (target.is_file() and target.read_bytes() == made.read_bytes()):
            made.replace(target)
