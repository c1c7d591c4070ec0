"""Random tables of ratings and what irrCAC and krippendorff say of them. Run in this folder, in an environment apart:

    pip install irrCAC==0.4.4 krippendorff==0.9.0 && python random_tables.py > random_tables.csv

Made with Python 3.11, numpy 1.26.4, pandas 2.3.3. A row of ratings is a word, a coder a letter of it, `.` a missing
value. Every coder rates something, and two categories are used by those whom at least two coders rated.
"""

import csv
import sys

import krippendorff
import numpy as np
import pandas as pd
from irrCAC.raw import CAC

N_TABLES, SEED, DIGITS = 200, 20160, 16
LEVELS = ("nominal", "ordinal", "interval", "ratio")
COEFFICIENTS = {"fleiss": "fleiss", "conger": "conger", "brennan_prediger": "bp", "gwet_ac1": "gwet"}


def draw(rng):
    n_units, n_coders, n_categories = rng.integers(4, 21), rng.integers(2, 6), rng.integers(2, 6)
    truth = rng.choice(n_categories, size=(n_units, 1), p=rng.dirichlet(np.ones(n_categories)))
    guess = rng.integers(n_categories, size=(n_units, n_coders))
    ratings = np.where(rng.random((n_units, n_coders)) < rng.uniform(0.2, 0.95), truth, guess).astype(float)
    ratings[rng.random((n_units, n_coders)) < rng.choice([0, 0.15, 0.4])] = np.nan
    return ratings, int(n_categories)


def usable(ratings):
    rated = ~np.isnan(ratings)
    pairable = ratings[rated.sum(axis=1) >= 2]
    return rated.any(axis=0).all() and len(np.unique(pairable[~np.isnan(pairable)])) >= 2


def main():
    rng = np.random.default_rng(SEED)
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(["n_categories", "ratings", "percent", *COEFFICIENTS, *(f"alpha_{level}" for level in LEVELS)])
    n_written = 0
    while n_written < N_TABLES:
        ratings, n_categories = draw(rng)
        if not usable(ratings):
            continue
        coders = CAC(pd.DataFrame(ratings), categories=list(range(n_categories)), digits=DIGITS)
        found = {name: getattr(coders, method)()["est"] for name, method in COEFFICIENTS.items()}
        alphas = [
            krippendorff.alpha(ratings.T, value_domain=range(n_categories), level_of_measurement=level)
            for level in LEVELS
        ]
        words = ["".join("." if np.isnan(value) else str(int(value)) for value in unit) for unit in ratings]
        numbers = [found["fleiss"]["pa"], *(each["coefficient_value"] for each in found.values()), *alphas]
        writer.writerow([n_categories, " ".join(words), *(repr(float(number)) for number in numbers)])
        n_written += 1


if __name__ == "__main__":
    main()
