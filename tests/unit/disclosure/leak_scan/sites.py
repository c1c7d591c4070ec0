"""Small random evaluations, released and rendered as `evaluation report` does it, but without kernels."""

from __future__ import annotations

import itertools
import json
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

import matplotlib as mpl
import numpy as np
from rich.console import Console

from evaluation.data.output_table import TableKind
from evaluation.disclosure.leak_scan import scan_site
from evaluation.disclosure.releasing import release
from evaluation.disclosure.run_folder import FinishedRun, read_finished_run
from evaluation.publish import publish
from evaluation.publish import site as publishing
from evaluation.publish.document import page_document
from evaluation.publish.pages import pages_of

from ...runs.manifest_fixture import manifest_content, notebook_entry
from ..run_builder import COMMUNITIES, MONTHS, RunBuilder

AGES = ("15-24", "25-34", "35-44", "65+")
SEXES = ("female", "male")
MEDICATIONS = ("methadone", "buprenorphine", "xr_buprenorphine")
ROLES = ("clinician", "peer_worker", "family_member", "school_staff")
THEMES = {"trust": "Trust and respect", "stigma": "Stigma", "housing": "Housing"}
SAID = "They asked me what I needed before anything else."
NOT_LET_OUT = "My sister found me behind the bakery on Mill Street."
NAMES = (("case", "Maria Keller"), ("source", "Interview 7b"), ("coder", "Jonas Brandt"))


@dataclass(frozen=True, eq=False)
class Rendered:
    """A report, and what the run holds back: counts by month, community, age and sex."""

    folder: Path
    run: FinishedRun
    deaths: Counter[tuple[str, str, str, str]]
    words: tuple[str, ...]

    @property
    def site(self) -> Path:
        return self.folder / "report" / "site"

    @property
    def notebooks(self) -> Path:
        return self.folder / "report" / "notebooks"

    @property
    def released(self) -> Path:
        return self.folder / "released"

    def count(self, month: str = "", community: str = "", age: str = "", sex: str = "") -> int:
        wanted = (month, community, age, sex)
        return sum(
            n
            for cell, n in self.deaths.items()
            if all(is_level.startswith(level) for is_level, level in zip(cell, wanted, strict=True))
        )


def rendered(folder: Path, seed: int) -> Rendered:
    """Make a run of this seed, release it and render its report, which is looked through as ever."""
    builder, deaths = make_run(folder, seed)
    notebooks = {stem: notebook_entry(f"{stem}.ipynb") for stem in builder.manifest["notebooks"]}
    builder.manifest = manifest_content(notebooks=notebooks, started="2024-06-01T12:00:00Z")
    run_folder = builder.write()
    release(run_folder)
    seen: list[str] = []

    def looked_through(*arguments, words, **options):
        seen.extend(words)
        return scan_site(*arguments, words=seen, **options)

    with (
        mock.patch.object(publishing, "execute_pages", _execute),
        mock.patch.object(publishing, "scan_site", looked_through),
    ):
        publish(run_folder, "pandoc", console=Console(quiet=True))
    return Rendered(run_folder, read_finished_run(run_folder), deaths, tuple(seen))


def make_run(folder: Path, seed: int) -> tuple[RunBuilder, Counter[tuple[str, str, str, str]]]:
    """Return a run with deaths by place, age and sex, people in treatment, interviews, quotes and kits."""
    rng = np.random.default_rng(seed)
    run = RunBuilder(folder)
    weights = [rng.dirichlet(np.full(n, 3.0)) for n in (len(COMMUNITIES), len(AGES), len(SEXES))]
    cells = list(itertools.product(COMMUNITIES, AGES, SEXES))
    mean = float(rng.uniform(20, 80))
    shares = np.einsum("i,j,k->ijk", *weights).ravel()
    deaths: Counter[tuple[str, str, str, str]] = Counter()
    for month in MONTHS:
        for cell, n in zip(cells, rng.poisson(mean * shares), strict=True):
            deaths[(month, *cell)] = int(n)
    arms = {key: place["arm"] for key, place in COMMUNITIES.items()}
    size = float(rng.integers(2_000, 9_000))
    _deaths_table(run, deaths, "community", lambda cell: (cell[0], cell[1]), [(key,) for key in COMMUNITIES], size)
    for place, name in ((2, "age_group"), (3, "sex")):
        levels = list(itertools.product(("cep", "rfs"), AGES if place == 2 else SEXES))
        _deaths_table(run, deaths, name, lambda cell, at=place: (cell[0], arms[cell[1]], cell[at]), levels, size)
    for year, (scope, members) in itertools.product(
        ("2019", "2020"), {"all": tuple(arms), "cep": ("alder", "birch"), "rfs": ("elm", "fir")}.items()
    ):
        run.deaths(scope, year, sum(n for cell, n in deaths.items() if cell[0][:4] == year and cell[1] in members))
    for arm in ("cep", "rfs"):
        ratio = float(rng.uniform(0.6, 1.3))
        n_events = sum(n for cell, n in deaths.items() if arms[cell[1]] == arm)
        more = {
            "conf_low": ratio * 0.8,
            "conf_high": ratio * 1.25,
            "conf_level": 0.95,
            "n_events": n_events,
            "n_obs": 24,
        }
        run.model("level_change", arm, estimate=ratio, months=dict.fromkeys(MONTHS, (n_events // 24, 0.1)), **more)
    people = {name: int(n) for name, n in zip(MEDICATIONS, rng.integers(3, 400, 3), strict=True)}
    run.persons("persons_by_medication", "medication", people)
    run.row("retention/persons/all", estimate=float(sum(people.values())), n_obs=sum(people.values()))
    sizes = {role: int(n) for role, n in zip(ROLES, rng.integers(2, 12, 4), strict=True)}
    spoken = {theme: {role: int(rng.integers(0, size + 1)) for role, size in sizes.items()} for theme in THEMES}
    run.interviews(sizes, spoken)
    run.quotes([(SAID, "clinician", "yes"), (NOT_LET_OUT, "peer_worker", "no")])
    run.other("names", TableKind.RESTRICTED, ("of", "name"), NAMES, analysis="themes", sensitivity="participant")
    codebook = [(code, label, "", f"What is said of {label.lower()}.") for code, label in THEMES.items()]
    columns = ("theme", "label", "parent", "description")
    run.other("codebook", TableKind.DESCRIPTION, columns, codebook, analysis="themes", sensitivity="public")
    kits = [
        (year, arm, "first_responder", int(rng.integers(50, 5_000)))
        for year in (2019, 2020)
        for arm in ("cep", "rfs")
    ]
    columns = ("year", "arm", "channel", "kits")
    run.other("naloxone_by_year", TableKind.DESCRIPTION, columns, kits, analysis="activities", sensitivity="public")
    return run, deaths


def _deaths_table(run, deaths, name, key, levels, size):
    counts: Counter[tuple[str, ...]] = Counter()
    for cell, n in deaths.items():
        counts[key(cell)] += n
    dimensions = ["period", *(["arm"] if len(levels[0]) > 1 else []), name]
    rows = [(month, *level, counts[(month, *level)], size) for month in MONTHS for level in levels]
    run.table(f"deaths_by_{name}", dimensions, rows)


def _execute(released, *, language, folder, progress, project):
    """Execute the public notebooks in this process, and store them as they would be stored."""
    folder.mkdir(parents=True)
    documents = []
    for page in pages_of(released):
        source = page.notebook(project)
        notebook = json.loads(source.read_text(encoding="utf-8"))
        names = {"__name__": "__main__"}
        for cell in notebook["cells"]:
            if cell["cell_type"] != "code":
                continue
            with _displayed() as outputs:
                exec("".join(cell["source"]), names)
            cell["outputs"] = outputs
            if "parameters" in cell["metadata"].get("tags", []):
                names |= {"released": released.folder, "language": language}
        target = folder / source.name
        target.write_text(json.dumps(notebook), encoding="utf-8")
        documents.append(page_document(target))
    return tuple(documents)


@contextmanager
def _displayed() -> Iterator[list[dict[str, object]]]:
    outputs: list[dict[str, object]] = []

    def display(data, *, raw, metadata=None):
        outputs.append({"output_type": "display_data", "data": data, "metadata": metadata or {}})

    with mock.patch("IPython.display.display", display), mpl.rc_context():
        yield outputs
