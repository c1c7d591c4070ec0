"""How often intervals of Krippendorff's alpha hold the truth: bootstrap and jackknife over documents.

    python benchmarks/agreement_coverage.py [--studies 2000] [--documents 15 28 60] [--wrong 0.12] [--seed 1]

Numbers of documents, times prevalence .03, .1 and .3, times 2 and 3 coders. Worlds: a document has 10 to 30
paragraphs, its own share of paragraphs with the code (beta, mean ``prevalence``), its own share of these that a
coder overlooks, and its own share of the others where a coder sees the code wrongly (beta; each coder decides
independently). On average a coder overlooks the share ``wrong`` and sees the code wrongly as often. 2,000
resamples of documents, nominal level 95 %. The truth is the alpha of 200,000 documents. Intervals are made from
two documents on. `none` is the share of studies without an interval; coverage is of the others. `below`: the
interval lies below the truth; `above`: above it, so agreement is overstated.
"""

from __future__ import annotations

import argparse
import sys
import time
from itertools import product

import numpy as np

from evaluation.stats import document_intervals
from evaluation.stats.agreement.krippendorff import alpha_nominal, coincidences
from evaluation.stats.document_intervals import Method, document_interval, draw_documents

PREVALENCES, CODERS = (0.03, 0.1, 0.3), (2, 3)
MOST_PARAGRAPHS, FEWEST_PARAGRAPHS = 30, 10
RESAMPLES, BATCH = 2000, 50


def beta(mean, *, concentration, size, rng):
    return rng.beta(concentration * mean, concentration * (1 - mean), size=(size, 1, 1))


def codings(n_documents, prevalence, n_coders, wrong, rng):
    """Return which paragraphs of documents have the code, and which coders see it, NaN where there is none."""
    paragraphs = (n_documents, MOST_PARAGRAPHS, 1)
    present = rng.random(paragraphs) < beta(prevalence, concentration=4, size=n_documents, rng=rng)
    overlooked = beta(wrong, concentration=6, size=n_documents, rng=rng)
    seen_wrongly = beta(wrong * prevalence / (1 - prevalence), concentration=6, size=n_documents, rng=rng)
    chance = np.where(present, 1 - overlooked, seen_wrongly)
    applied = (rng.random((n_documents, MOST_PARAGRAPHS, n_coders)) < chance).astype(float)
    n_paragraphs = rng.integers(FEWEST_PARAGRAPHS, MOST_PARAGRAPHS + 1, size=n_documents)
    applied[np.arange(MOST_PARAGRAPHS) >= n_paragraphs[:, None]] = np.nan
    return present, applied


def tables(n_documents, prevalence, n_coders, wrong, rng):
    """Return the coincidences of each document, shape (n_documents, 2, 2)."""
    _, applied = codings(n_documents, prevalence, n_coders, wrong, rng)
    return coincidences(applied, n_categories=2).sum(axis=1)


def intervals(n_studies, n_documents, prevalence, n_coders, wrong, rng):
    """Return the intervals of each method, shape (n_methods, n_studies, 2)."""
    by_document = tables(n_studies * n_documents, prevalence, n_coders, wrong, rng)
    by_document = by_document.reshape(n_studies, n_documents, 2, 2).swapaxes(0, 1)
    draws = draw_documents(n_documents, n_replicates=RESAMPLES, rng=rng)
    replicates = alpha_nominal(np.tensordot(draws, by_document, axes=1))
    total = by_document.sum(axis=0)
    estimates, left_out = alpha_nominal(total), alpha_nominal(total - by_document)
    found = np.empty((len(Method), n_studies, 2))
    for (m, method), study in product(enumerate(Method), range(n_studies)):
        interval = document_interval(
            method,
            replicates[:, study],
            estimate=float(estimates[study]),
            left_out=left_out[:, study],
            conf_level=0.95,
        )
        found[m, study] = interval.conf_low, interval.conf_high
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--studies", type=int, default=2000, help="studies a scenario")
    parser.add_argument("--documents", type=int, nargs="+", default=[15, 28, 60])
    parser.add_argument("--wrong", type=float, default=0.12, help="share of what has the code that a coder overlooks")
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    n_studies, wrong = chosen.studies, chosen.wrong
    document_intervals.LEAST_DOCUMENTS = 2
    rng = np.random.default_rng(chosen.seed)
    truths = {
        (prevalence, n_coders): float(alpha_nominal(tables(200_000, prevalence, n_coders, wrong, rng).sum(axis=0)))
        for prevalence, n_coders in product(PREVALENCES, CODERS)
    }
    print(f"{n_studies} studies a scenario, {RESAMPLES} resamples, seed {chosen.seed}")
    print("| documents | prevalence | coders | alpha | method | coverage | below | above | mean width | none |")
    print("|---|---|---|---|---|---|---|---|---|---|")
    started = time.monotonic()
    scenarios = list(product(chosen.documents, PREVALENCES, CODERS))
    for done, (n_documents, prevalence, n_coders) in enumerate(scenarios, start=1):
        truth = truths[prevalence, n_coders]
        sizes = [min(BATCH, n_studies - first) for first in range(0, n_studies, BATCH)]
        found = np.concatenate(
            [intervals(size, n_documents, prevalence, n_coders, wrong, rng) for size in sizes], axis=1
        )
        for method, ends in zip(Method, found, strict=True):
            low, high = ends[~np.isnan(ends[:, 0])].T
            if not len(low):
                print(f"| {n_documents} | {prevalence} | {n_coders} | {truth:.3f} | {method} | | | | | 100.0% |")
                continue
            print(
                f"| {n_documents} | {prevalence} | {n_coders} | {truth:.3f} | {method} "
                f"| {((low <= truth) & (truth <= high)).mean():.1%} | {(high < truth).mean():.1%} "
                f"| {(low > truth).mean():.1%} | {(high - low).mean():.3f} | {1 - len(low) / n_studies:.1%} |",
                flush=True,
            )
        print(
            f"{done} of {len(scenarios)} scenarios, {time.monotonic() - started:.0f} s", file=sys.stderr, flush=True
        )


if __name__ == "__main__":
    main()
