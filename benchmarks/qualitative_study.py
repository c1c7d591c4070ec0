"""How long a large qualitative study takes: 60 interviews, 80 codes, 3 coders, 25,000 codings.

    python benchmarks/qualitative_study.py

The study is simulated and written as REFI-QDA, then in a process of its own it is read, agreement is measured with
2,000 resamples of documents, pairs of codes are tested, and the framework matrix and the whole analysis are made.
Wall seconds, and the peak memory of that process; it ends with an error above 20 seconds for reading, agreement,
pairs and matrix together, or 1 GiB.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from evaluation.analyses.themes import analyse
from evaluation.analyses.voices.agreement import find_agreement
from evaluation.analyses.voices.co_occurrence import find_pairs
from evaluation.analyses.voices.codebook import choose_themes
from evaluation.analyses.voices.framework import find_framework, framework_tables
from evaluation.analyses.voices.prevalence import find_occurrences
from evaluation.data.parameters import ThemesParameters
from evaluation.data.qualitative import QualitativeProject
from evaluation.data.qualitative_parts import Code, Coding, Medium, Segment, Source, User, identifier_of
from evaluation.data.refi_qda import read_project
from evaluation.data.refi_qda.write import write_project
from evaluation.data.validated import Tables

SEED = 20264
N_INTERVIEWS, N_CODES, N_CODERS, N_CODINGS = 60, 80, 3, 25_000
N_PARAGRAPHS, N_WORDS = 120, 60
MOST_SECONDS, MOST_BYTES = 20.0, 2**30


def study(path: Path, rng: np.random.Generator) -> QualitativeProject:
    """Return a study in which each code is more frequent in some interviews, and coders agree on most passages."""
    users = tuple(User(id=identifier_of("user", n), name=f"Coder {n}") for n in range(N_CODERS))
    codes = tuple(
        Code(id=identifier_of("code", n), name=f"Code {n:02d}", path=(f"Code {n:02d}",)) for n in range(N_CODES)
    )
    weights = rng.gamma(0.5, size=(N_INTERVIEWS, N_CODES)) + 0.02
    weights /= weights.sum()
    planted = rng.choice(weights.size, size=N_CODINGS // N_CODERS + 200, p=weights.ravel())
    texts, spans = [], []
    for _ in range(N_INTERVIEWS):
        words = rng.integers(3, 10, size=(N_PARAGRAPHS, N_WORDS))
        lines = [" ".join("x" * n for n in line) for line in words.tolist()]
        starts = np.cumsum([0, *(len(line) + 1 for line in lines[:-1])])
        spans.append([(int(start), int(start) + len(line)) for start, line in zip(starts, lines, strict=True)])
        texts.append("\n".join(lines))
    sources = tuple(
        Source(
            id=identifier_of("source", n), name=f"Interview {n:02d}", medium=Medium.TEXT, is_textual=True, text=text
        )
        for n, text in enumerate(texts)
    )
    segments, codings = [], []
    for number, cell in enumerate(planted.tolist()):
        interview, code = divmod(cell, N_CODES)
        start, end = spans[interview][int(rng.integers(N_PARAGRAPHS))]
        for coder in np.flatnonzero(rng.random(N_CODERS) < 0.98):
            if len(codings) == N_CODINGS:
                break
            segment = identifier_of("segment", number, int(coder))
            user = users[int(coder)].id
            segments.append(
                Segment(
                    id=segment,
                    source_id=sources[interview].id,
                    medium=Medium.TEXT,
                    start=start,
                    end=end,
                    user_id=user,
                )
            )
            codings.append(
                Coding(
                    id=identifier_of("coding", number, int(coder)),
                    source_id=sources[interview].id,
                    segment_id=segment,
                    code_id=codes[code].id,
                    coder_id=user,
                )
            )
    return QualitativeProject(
        name="simulated",
        origin="",
        path=path,
        sha256="",
        users=users,
        codes=codes,
        sources=sources,
        segments=tuple(segments),
        codings=tuple(codings),
    )


def measure(path: Path) -> None:
    """Print what each part takes, and stop where the whole takes too much."""
    parameters = ThemesParameters(codebook_version="1")
    seconds: dict[str, float] = {}

    def timed(what: str, work: Callable[[], object]) -> object:
        began = time.perf_counter()
        done = work()
        seconds[what] = time.perf_counter() - began
        print(f"{what:<32} {seconds[what]:6.2f} s", flush=True)
        return done

    project = timed("import", lambda: read_project(path))
    size = f"{len(project.sources)} interviews, {project.n_codes} codes, {project.n_codings:,} codings"
    print(f"{'':<32} {size}, {len(project.text_coder_ids)} coders", flush=True)
    coders = project.text_coder_ids
    themes = choose_themes(project, (), coders)
    found = find_occurrences(project, themes, coders)
    rng = np.random.default_rng(SEED)
    timed("agreement", lambda: find_agreement(project, themes, coders, parameters, rng))
    timed("co-occurrence, 3,160 pairs", lambda: find_pairs(project, themes, coders))
    timed(
        "framework matrix, 4,800 cells",
        lambda: framework_tables(
            find_framework(project, found, coders, guide=None, summaries=(), roles={}, withdrawn=frozenset()), ()
        ),
    )
    total = sum(seconds.values())
    print(f"{'together':<32} {total:6.2f} s of at most {MOST_SECONDS:.0f}")
    timed("the whole analysis", lambda: analyse(Tables({"interviews": project}), parameters, rng))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    print(f"{'peak memory':<32} {peak / 2**20:6.0f} MiB of at most {MOST_BYTES / 2**20:.0f}")
    if total > MOST_SECONDS or peak > MOST_BYTES:
        sys.exit("It takes more than it may.")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        measure(Path(sys.argv[1]))
    else:
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "study.qdpx"
            write_project(file, study(file, np.random.default_rng(SEED)))
            sys.exit(subprocess.run([sys.executable, __file__, str(file)], check=False).returncode)
