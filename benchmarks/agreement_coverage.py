"""How often percentile intervals of Krippendorff's alpha hold the truth, by the number of documents resampled.

    python benchmarks/agreement_coverage.py [replicates]

Worlds: documents of twelve paragraphs; each document has its own share of paragraphs with the code (beta, mean
``prevalence``), and its own share of paragraphs that a coder marks wrongly (beta, mean ``error``). Two coders, 1,000
resamples of documents, nominal level 95 %. The truth is the alpha of 200,000 documents.
"""

from __future__ import annotations

import sys

import numpy as np

from evaluation.stats.agreement.krippendorff import alpha_nominal, coincidences
from evaluation.stats.document_bootstrap import draw_documents

SEED = 1
PARAGRAPHS = 12
RESAMPLES = 1000
N_DOCUMENTS = (2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 28)


def tables(n_documents, prevalence, error, rng):
    share = rng.beta(4 * prevalence, 4 * (1 - prevalence), size=(n_documents, 1))
    present = rng.random((n_documents, PARAGRAPHS)) < share
    wrong = rng.beta(6 * error, 6 * (1 - error), size=(n_documents, 1))
    coders = [present ^ (rng.random((n_documents, PARAGRAPHS)) < wrong) for _ in range(2)]
    return coincidences(np.stack(coders, axis=-1).astype(float), n_categories=2).sum(axis=1)


def holds(truth, by_document, rng):
    draws = draw_documents(len(by_document), n_replicates=RESAMPLES, rng=rng)
    replicates = alpha_nominal(np.tensordot(draws, by_document, axes=1))
    if np.isnan(replicates).mean() > 0.5:
        return None
    low, high = np.nanquantile(replicates, [0.025, 0.975])
    return low <= truth <= high


def main():
    worlds = int(sys.argv[1]) if len(sys.argv) > 1 else 1500
    rng = np.random.default_rng(SEED)
    for prevalence, error in ((0.3, 0.06), (0.3, 0.12), (0.1, 0.05)):
        truth = float(alpha_nominal(tables(200_000, prevalence, error, rng).sum(axis=0)))
        print(f"prevalence {prevalence}, error {error}: alpha {truth:.3f}")
        for n_documents in N_DOCUMENTS:
            held = [holds(truth, tables(n_documents, prevalence, error, rng), rng) for _ in range(worlds)]
            held = [each for each in held if each is not None]
            print(f"  {n_documents:2} documents: {np.mean(held):6.1%} of {len(held)} intervals")


if __name__ == "__main__":
    main()
