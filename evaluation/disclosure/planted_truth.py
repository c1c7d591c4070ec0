"""The truth that was put into synthetic data, which is released beside the results."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from evaluation.disclosure.run_folder import FinishedRun
from evaluation.disclosure.withheld import Withheld
from evaluation.errors import EvaluationError

TRUTH_COLUMNS = ("result_id", "truth", "description")
ROOT = Path(__file__).resolve().parents[2]


def read_truth(run: FinishedRun) -> tuple[list[tuple[str, ...]] | None, list[Withheld]]:
    """Return the rows of the source of planted truths, or why there are none.

    The file must be the one that the run saw: its hash stands in the manifest.
    """
    from evaluation.data.parameters import load_parameters
    from evaluation.data.read import read_tables

    name = run.evaluation.truth
    if not (name and run.evaluation.synthetic):
        return None, []
    inputs: Mapping[str, Mapping[str, object]] = run.manifest.get("inputs", {})
    params = ROOT / str(run.manifest.get("params_file", {}).get("path", ""))
    problem = "the file of planted truths cannot be read"
    try:
        evaluation = load_parameters(params)
        if evaluation.truth == name:
            table = read_tables(evaluation, [name])[name]
            if table.sha256 == inputs.get(name, {}).get("sha256"):
                frame = table.frame.sort_values("result_id")
                rows = zip(frame["result_id"], frame["truth"], frame["description"].fillna(""), strict=True)
                return [(str(result), repr(float(truth)), str(words)) for result, truth, words in rows], []
        problem = "the file of planted truths is not the one that the run saw"
    except EvaluationError:
        pass
    return None, [Withheld("truth", "truth", problem, "only what the run saw is released")]
