"""What the coalition did: naloxone kits given out, and money spent. Public data, planted without an effect."""

from __future__ import annotations

import numpy as np
import pandas as pd

from evaluation.data.demo import world
from evaluation.data.demo.deaths import months, start_index

KITS_PER_100K = {
    "harm_reduction_program": 14.0,
    "health_department": 6.0,
    "pharmacy": 9.0,
    "emergency_department": 2.0,
    "first_responder": 3.0,
    "jail_or_court": 1.0,
}
KITS_GROWTH = 1.10
KITS_WITH_COALITION = {"cep": 2.1, "rfs": 1.7}

SPENDING_PER_PERSON = {
    "treatment": 0.95,
    "harm_reduction": 0.55,
    "recovery_support": 0.40,
    "prevention": 0.30,
    "coalition_staff": 0.35,
    "data_and_evaluation": 0.12,
}
COALITION_STAFF_FACTOR = {"cep": 1.5, "rfs": 0.6}
FUNDS = {"federal grant": 0.55, "opioid settlement": 0.30, "state general fund": 0.15}
FISCAL_YEARS = (2021, 2022, 2023)


def simulate_naloxone(rng: np.random.Generator) -> pd.DataFrame:
    """Return naloxone kits by month, community and channel: growing slowly, faster with the coalition."""
    years = (np.arange(world.N_MONTHS) - start_index()) / 12
    month = months().strftime("%Y-%m-%d").to_numpy()
    frames = []
    for arm in world.ARMS:
        phase_in = np.clip((years * 12 + 1) / 12, 0, 1)
        trend = KITS_GROWTH**years * (1 + (KITS_WITH_COALITION[arm.key] - 1) * phase_in)
        for community in arm.communities:
            for channel, per_100k in KITS_PER_100K.items():
                mean = community.population / 100_000 * per_100k * trend
                kits = rng.poisson(mean * rng.gamma(25, 1 / 25, world.N_MONTHS))
                frames.append(
                    pd.DataFrame({"month": month, "community": community.key, "channel": channel, "kits": kits})
                )
    table = pd.concat(frames).sort_values(["month", "community"], kind="stable", ignore_index=True)
    return table[["month", "community", "kits", "channel"]]


def simulate_spending(rng: np.random.Generator) -> pd.DataFrame:
    """Return dollars by fiscal year, community, category and source of funds; half a budget in the first year."""
    rows = []
    for year in FISCAL_YEARS:
        for arm in world.ARMS:
            for community in arm.communities:
                for category, per_person in SPENDING_PER_PERSON.items():
                    factor = COALITION_STAFF_FACTOR[arm.key] if category == "coalition_staff" else 1.0
                    budget = community.population * per_person * factor * (0.5 if year == FISCAL_YEARS[0] else 1.0)
                    for funds, share in FUNDS.items():
                        amount = round(float(budget * share * rng.uniform(0.8, 1.2)), -2)
                        rows.append((year, community.key, category, amount, funds))
    return pd.DataFrame(rows, columns=["fiscal_year", "community", "category", "amount_usd", "source_of_funds"])
