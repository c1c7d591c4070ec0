"""How often the interval of Krippendorff's ordinal alpha of a scale holds the truth.

    python benchmarks/scale_coverage.py [--studies 2000] [--documents 15 28 60] [--slips 0.3] [--seed 1]

Numbers of documents, times the share of paragraphs that have a step of the scale (.1, .3 and .6), times 2 and 3
coders. Paragraphs, and which coder sees that one has a step, are those of ``agreement_coverage.py`` (a coder
overlooks .12 of them). A scale has four steps; a document leans to one end (beta), and has its own share of ``slips``
(beta), in which a coder chooses a step next to the true one. Who sees a step where there is none chooses by chance.
Paragraphs without a step have no value, so documents without two values of a paragraph are not compared. The truth is
the alpha of 50,000 documents. `none` is the share of studies without an interval; coverage is of the others.
"""

from __future__ import annotations

import argparse
from itertools import product

import numpy as np
from agreement_coverage import MOST_PARAGRAPHS, beta, codings

from evaluation.stats.agreement.krippendorff import Level, alpha, coincidences
from evaluation.stats.scale_agreement import measure_scale_agreement

SHARES, CODERS, N_STEPS = (0.1, 0.3, 0.6), (2, 3), 4


def ratings(n_documents, share, n_coders, slips, rng):
    """Return the step that each coder gives each paragraph, NaN for none: (n_documents, n_paragraphs, n_coders)."""
    present, applied = codings(n_documents, share, n_coders, 0.12, rng)
    leaning = beta(0.5, concentration=4, size=n_documents, rng=rng)
    true = rng.binomial(N_STEPS - 1, leaning, size=present.shape)
    slipped = rng.random(applied.shape) < beta(slips, concentration=6, size=n_documents, rng=rng)
    near = np.clip(true + slipped * rng.choice([-1, 1], size=applied.shape), 0, N_STEPS - 1)
    seen = np.where(present, near, rng.integers(N_STEPS, size=applied.shape))
    return np.where(applied == 1, seen, np.nan)


def interval(study):
    """Return the ends of the interval of one study, NaN where there is none."""
    found = measure_scale_agreement(
        study.reshape(-1, study.shape[-1]),
        np.repeat(np.arange(len(study)), MOST_PARAGRAPHS),
        n_categories=N_STEPS,
        level=Level.ORDINAL,
        conf_level=0.95,
    )
    return (found.alpha.interval.conf_low, found.alpha.interval.conf_high) if found.alpha else (np.nan, np.nan)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--studies", type=int, default=2000, help="studies a scenario")
    parser.add_argument("--documents", type=int, nargs="+", default=[15, 28, 60])
    parser.add_argument("--slips", type=float, default=0.3, help="share of values that are next to the true one")
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    rng = np.random.default_rng(chosen.seed)
    print("| documents | with a step | coders | alpha | coverage | below | above | mean width | none |")
    print("|---|---|---|---|---|---|---|---|---|")
    for share, n_coders in product(SHARES, CODERS):
        table = coincidences(ratings(50_000, share, n_coders, chosen.slips, rng), n_categories=N_STEPS)
        truth = float(alpha(table.sum(axis=(0, 1)), level=Level.ORDINAL))
        for n_documents in chosen.documents:
            studies = (ratings(n_documents, share, n_coders, chosen.slips, rng) for _ in range(chosen.studies))
            ends = np.array([interval(study) for study in studies])
            low, high = ends[~np.isnan(ends[:, 0])].T
            holds = (low <= truth) & (truth <= high)
            print(
                f"| {n_documents} | {share} | {n_coders} | {truth:.3f} | {holds.mean():.1%} "
                f"| {(high < truth).mean():.1%} | {(low > truth).mean():.1%} | {(high - low).mean():.3f} "
                f"| {1 - len(low) / len(ends):.1%} |",
                flush=True,
            )


if __name__ == "__main__":
    main()
