"""The commands: parse, call one function, print."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="Evaluate what a community coalition does against overdose: run, release, report.",
)

Params = Annotated[Path, typer.Argument(metavar="PARAMS", help="params file, such as params/demo.yml")]
ParamsOrRun = Annotated[Path, typer.Argument(metavar="PARAMS|RUN", help="params file (its newest run), or a run")]
Run = Annotated[str, typer.Argument(metavar="RUN", help="run folder, run id, or evaluation (its newest run)")]


class Certified(StrEnum):
    """What can be certified."""

    ITS = "its"


def _demo_seed() -> int:
    from evaluation.data.demo.world import SEED

    return SEED


@app.command()
def demo(
    seed: Annotated[
        int,
        typer.Option(min=0, help="seed of the simulated world", default_factory=_demo_seed, show_default="its own"),
    ],
    folder: Annotated[Path, typer.Option(help="where the data are written")] = Path("outputs/demo-data"),
) -> None:
    """Make the synthetic data of the demonstration."""
    from evaluation.data.demo import write_demo

    write_demo(folder, seed)
    print(f"Synthetic data, with the truth that was put in: {folder}")


@app.command()
def check(params: Params) -> None:
    """Check parameters and data, without executing anything."""
    from evaluation.runs.preparation import prepare

    print(prepare(params))


@app.command()
def run(
    params: Params,
    only: Annotated[list[str] | None, typer.Option(metavar="STEM", help="execute this analysis only")] = None,
    workers: Annotated[int | None, typer.Option(min=1, help="notebooks at a time; default: one per core")] = None,
    fresh: Annotated[bool, typer.Option("--fresh", help="do not resume an unfinished run")] = False,
) -> None:
    """Execute the notebooks of an evaluation and merge their results; the run folder goes to standard output."""
    from evaluation.disclosure.withdrawn_interviews import returned_in_words
    from evaluation.runs.runner import run_evaluation

    summary = run_evaluation(params, only=only, workers=workers, fresh=fresh)
    print(summary, file=sys.stderr)
    if not summary.missing and (words := returned_in_words(summary.folder)):
        print(words, file=sys.stderr)
    print(summary.folder.resolve())


@app.command()
def release(
    run: Run,
    review: Annotated[bool, typer.Option("--review", help="publish nothing: write the page for its checker")] = False,
    exceptions: Annotated[Path | None, typer.Option(metavar="FILE", help="signed, as the review asks")] = None,
    checked_by: Annotated[str, typer.Option(metavar="NAME", help="who checked the review; real data need one")] = "",
) -> None:
    """Write what may be published to the run's released/, or say why it may not."""
    from evaluation.disclosure.preparing import STAGES
    from evaluation.disclosure.releasing import release as release_run
    from evaluation.disclosure.review.exceptions import read_exceptions
    from evaluation.disclosure.review.review import review_release
    from evaluation.runs.folders import resolve_run
    from evaluation.runs.progress import Progress

    folder = resolve_run(run)
    signed = read_exceptions(exceptions) if exceptions else ()
    what = "review" if review else "release"
    with Progress({what: len(STAGES)}, unit="stages") as progress, progress.piece(what):
        given = {"exceptions": signed, "progress": lambda stage: progress.reach(what, stage)}
        done = review_release(folder, **given) if review else release_run(folder, checked_by=checked_by, **given)
    print(f"The review, for whoever checks the release and nobody else: {done}" if review else done)


@app.command()
def quotes(which: ParamsOrRun) -> None:
    """List every proposed quote with what was found in it, its state and what stops it: for the evaluator only."""
    from evaluation.disclosure.quote_gate.records import listing
    from evaluation.disclosure.quote_gate.signing import judged_quotes_of
    from evaluation.runs.params_or_run import run_of

    print(listing(judged_quotes_of(run_of(which))))


@app.command()
def sign(
    which: ParamsOrRun,
    names: Annotated[list[str], typer.Argument(metavar="QUOTE", help="names of quotes")],
    name: Annotated[str, typer.Option(help="of the reader")],
    role: Annotated[str, typer.Option(help="of the reader, such as 'community researcher'")],
    refuse: Annotated[bool, typer.Option("--refuse", help="say that it must not be published")] = False,
    finding: Annotated[
        str, typer.Option("--except", metavar="FINDING", help="let a finding stand, with --reason")
    ] = "",
    shown: Annotated[
        bool, typer.Option("--may-be-shown", help="it is what it was taken for, and may be named")
    ] = False,
    reason: Annotated[str, typer.Option(help="of an exception, without words of the quote")] = "",
    yes: Annotated[bool, typer.Option("--yes", help="do not ask; for use without a terminal")] = False,
) -> None:
    """Sign quotes as one of their two readers, refuse them, or except what was found in them."""
    from evaluation.disclosure.quote_gate.readers import Word
    from evaluation.disclosure.quote_gate.signing import Reader, decide_quotes
    from evaluation.errors import Problem, UsageError
    from evaluation.runs.params_or_run import run_of

    if refuse and (finding or shown):
        problem = Problem("--refuse", "cannot stand beside an exception", "", "one of the two")
        raise UsageError("Nothing is signed.", [problem])
    exception = (Word.MAY_BE_SHOWN if shown else Word.NOT_IDENTIFYING) if finding or shown else None
    word = exception or (Word.REFUSE if refuse else Word.PUBLISH)

    def confirm(text: str) -> bool:
        print(text)
        if yes:
            return True
        if not sys.stdin.isatty():
            problem = Problem("--yes", "is not given, and nobody can be asked", "", "a terminal, or --yes")
            raise UsageError("Nothing is signed.", [problem])
        return typer.confirm(f"{name}: {word}?")

    file = decide_quotes(
        run_of(which), names, Reader(name, role), word, finding=finding, reason=reason, confirm=confirm
    )
    print(f"Written to {file}; commit it." if file else "Nothing is signed.")


@app.command()
def readings(
    run: Run,
    accept: Annotated[
        list[str] | None, typer.Option(metavar="CONSTRUCT", help="accept this construct as a release shows it")
    ] = None,
    name: Annotated[str, typer.Option(metavar="NAME", help="who has read it, with its numbers and quotes")] = "",
    exceptions: Annotated[Path | None, typer.Option(metavar="FILE", help="those that the release has")] = None,
) -> None:
    """Tell which constructs of the joint display are accepted or stale, and accept some."""
    from evaluation.disclosure.joint_display.accepting import readings_of_run
    from evaluation.disclosure.preparing import STAGES
    from evaluation.disclosure.review.exceptions import read_exceptions
    from evaluation.runs.folders import resolve_run
    from evaluation.runs.progress import Progress

    folder = resolve_run(run)
    given = {"accept": accept or (), "name": name, "exceptions": read_exceptions(exceptions) if exceptions else ()}
    with Progress({"readings": len(STAGES)}, unit="stages") as progress, progress.piece("readings"):
        done = readings_of_run(folder, progress=lambda stage: progress.reach("readings", stage), **given)
    print(done)


@app.command()
def report(
    run: Run,
    renderer: Annotated[str, typer.Option(metavar="auto|quarto|pandoc", help="auto: Quarto where present")] = "auto",
) -> None:
    """Render the public site from the run's released/."""
    from evaluation.publish import publish
    from evaluation.runs.folders import resolve_run

    said: list[str] = []
    index = publish(resolve_run(run), renderer, remark=said.append)
    print(*said, f"The report: {index}", sep="\n")


@app.command()
def certify(
    methods: Annotated[Certified, typer.Argument(metavar="its", help="the interrupted time series")],
    replicates: Annotated[int, typer.Option(min=1, help="simulated series of each world")] = 2_000,
    workers: Annotated[int | None, typer.Option(min=1, help="processes; default: one per core")] = None,
    folder: Annotated[Path, typer.Option(help="where certificates are written")] = Path("outputs/certificates/its"),
    fresh: Annotated[bool, typer.Option("--fresh", help="compute again what was finished before")] = False,
    write_docs: Annotated[bool, typer.Option("--write-docs", help="also write the table of the method page")] = False,
) -> None:
    """Certify how often intervals hold the truth, in simulated worlds; a certificate that stopped is resumed."""
    from evaluation.runs.certificate.runner import certify_its

    print(certify_its(replicates=replicates, workers=workers, parent=folder, fresh=fresh, write_docs=write_docs))


@app.command()
def convert(
    params: Params,
    source: Annotated[str, typer.Argument(metavar="SOURCE", help="name of a coded project in the params file")],
    target: Annotated[Path, typer.Argument(metavar="FILE", help="new file: .qdpx for all of it, .qdc for its codes")],
    others: Annotated[
        list[str] | None,
        typer.Option(
            "--with", metavar="SOURCE", help="put with it what another coder coded; each is called as its source"
        ),
    ] = None,
) -> None:
    """Write a coded project, whatever it was read from, as REFI-QDA; it is as restricted as its source."""
    from evaluation.data.convert import convert_source

    print(convert_source(params, source, target, others or ()))


@app.command()
def compare(
    old: Run,
    new: Run,
    notebooks: Annotated[bool, typer.Option("--notebooks", help="compare notebooks, not results")] = False,
) -> None:
    """Tell which numbers moved between two runs (exit code 16 when any did)."""
    from evaluation.errors import ResultsDiffer
    from evaluation.runs.comparison import compare_runs
    from evaluation.runs.notebook_diff import diff_notebooks

    found = diff_notebooks(old, new) if notebooks else compare_runs(old, new)
    print(found)
    if not found.is_same:
        raise ResultsDiffer("The notebooks differ." if notebooks else "The results differ.")


@app.command()
def trace(
    result_id: Annotated[str, typer.Argument(metavar="RESULT_ID", help="such as overdose_deaths/level_change/cep")],
    run: Annotated[str, typer.Option(help="run folder, run id, or evaluation")] = "latest",
) -> None:
    """Tell which cell, code, parameters and inputs made a number."""
    from evaluation.runs.tracing import trace_result

    print(trace_result(result_id, run))
