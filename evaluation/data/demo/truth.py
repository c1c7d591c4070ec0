"""What the results should be, worked out from what was planted: one row per result that estimates it.

Ratios and hazards were put in as they stand. Deaths averted, retention, prevalence and agreement follow from
them in closed form; nothing here is estimated from the simulated data.
"""

from __future__ import annotations

import re
from typing import NamedTuple

import numpy as np
import pandas as pd

from evaluation.data.demo import world
from evaluation.data.demo.deaths import expected_deaths, start_index
from evaluation.data.demo.design import Coder, Theme
from evaluation.data.demo.time_in_treatment import person_hazard, survival
from evaluation.data.demo.treatment import TreatmentTables
from evaluation.data.demo.visits import expected_visits
from evaluation.data.dictionary import load_code_list

LANDMARKS = (30, 90, 180, 365)
_AVERTED = "expected deaths without the coalition minus expected deaths with it, 2020-07 to 2023-12."


class Agreement(NamedTuple):
    """Agreement of the two coders, pooled over answers and codes, in an endless supply of such interviews."""

    kappa: float
    alpha: float


def planted_truth(treatment: TreatmentTables) -> pd.DataFrame:
    """Return every planted truth: ``result_id, truth, description``.

    Parameters
    ----------
    treatment : TreatmentTables
        The people of this seed; retention is averaged over their first new initiations.
    """
    rows = [*_deaths(), *_visits(), *_hazard_ratios(), *_retained(treatment), *_themes()]
    return pd.DataFrame(rows, columns=["result_id", "truth", "description"])


def theme_prevalence(theme: Theme) -> float:
    """Return the expected share of the interviews in which at least one coder applies a theme.

    An interview is counted when the theme is there and noticed at least once, or when a coder sees it in an
    answer that does not hold it.
    """
    total = 0.0
    for role, n_interviews in world.INTERVIEWED.items():
        once = world.CODED_ONCE.get(role, 0)
        for coders, n in ((world.CODERS, n_interviews - once), (world.CODERS[:1], once)):
            total += n * _any_coding(theme, theme.prevalence(role), coders)
    return total / sum(world.INTERVIEWED.values())


def expected_agreement() -> Agreement:
    """Return Cohen's kappa and Krippendorff's alpha that the coders' reading makes, without sampling error.

    The units are the paragraphs of the interviews that both coders finished: the answers, and the line that
    says that the interview is synthetic, which nobody codes.
    """
    one, other = world.CODERS
    truth = world.INTERVIEWS
    answers = (truth.fewest_answers + truth.most_answers) / 2
    holding = 1 + truth.more_answers * truth.more_share
    both_coded = {role: n - world.CODED_ONCE.get(role, 0) for role, n in world.INTERVIEWED.items()}
    units = applied_one = applied_other = applied_both = 0.0
    for theme in world.THEMES:
        for role, n in both_coded.items():
            there = n * theme.prevalence(role) * holding
            absent = n * answers - there
            units += n * (answers + 1)
            seen_one, seen_other = one.chance_of(theme.name, holds=False), other.chance_of(theme.name, holds=False)
            applied_one += there * one.sensitivity + absent * seen_one
            applied_other += there * other.sensitivity + absent * seen_other
            applied_both += there * one.sensitivity * other.sensitivity + absent * seen_one * seen_other
    share_one, share_other, share_both = applied_one / units, applied_other / units, applied_both / units
    disagree = share_one + share_other - 2 * share_both
    by_chance = share_one + share_other - 2 * share_one * share_other
    mean = (share_one + share_other) / 2
    return Agreement(kappa=1 - disagree / by_chance, alpha=1 - disagree / (2 * mean * (1 - mean)))


def slug(name: str) -> str:
    """Return a name as it stands in result ids."""
    return re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")


def _deaths() -> list[tuple[str, float, str]]:
    rows, averted = [], 0.0
    for arm in world.ARMS:
        expected = expected_deaths(arm)
        after = slice(start_index(), None)
        here = float((expected.without_coalition - expected.with_coalition)[after].sum())
        averted += here
        no_effect = " No effect at all: the value of one is exact." if arm.level_change == 1 else ""
        rows += [
            (
                f"overdose_deaths/annual_change/{arm.key}",
                world.DEATHS.annual_change,
                f"{arm.name}: rate ratio per year of the trend before the coalition.",
            ),
            (
                f"overdose_deaths/level_change/{arm.key}",
                arm.level_change,
                f"{arm.name}: rate ratio in the first month of the coalition.{no_effect}",
            ),
            (
                f"overdose_deaths/slope_change/{arm.key}",
                arm.slope_change,
                f"{arm.name}: rate ratio per year by which the trend changed.",
            ),
            (
                f"overdose_deaths/deaths_averted/{arm.key}",
                here,
                f"{arm.name}: {_AVERTED}",
            ),
        ]
    rows.append(("overdose_deaths/deaths_averted/all", averted, f"Both arms together: {_AVERTED}"))
    return rows


def _visits() -> list[tuple[str, float, str]]:
    reached, control, unchanged = world.VISITS.series
    expected = expected_visits(reached)
    after = slice(start_index(), None)
    averted = float((expected.without_coalition - expected.with_coalition)[after].sum())
    start = "rate ratio in the first month of the coalition"
    here = f"interrupted_series/{{}}/{reached.key}"
    return [
        (here.format("level_change"), reached.level_change, f"{_sentence(reached.words)}: {start}."),
        (
            here.format("slope_change"),
            reached.slope_change,
            f"{_sentence(reached.words)}: rate ratio per year by which the trend changed.",
        ),
        (
            here.format("annual_change"),
            reached.annual_change,
            f"{_sentence(reached.words)}: rate ratio per year of the trend before the coalition.",
        ),
        (
            here.format("events_averted"),
            averted,
            f"{_sentence(reached.words)}: expected visits without the coalition minus those with it, to 2023-12.",
        ),
        (
            here.format("controlled_level_change"),
            reached.level_change / control.level_change,
            f"{_sentence(reached.words)}: {start}, beyond that of {control.words}.",
        ),
        (
            f"interrupted_series/negative_control_level_change/{unchanged.key}",
            unchanged.level_change,
            f"{_sentence(unchanged.words)}: {start}. No effect at all: the value of one is exact.",
        ),
    ]


def _sentence(words: str) -> str:
    return words[0].upper() + words[1:]


def _hazard_ratios() -> list[tuple[str, float, str]]:
    rows = []
    for covariate, words, hazards in (
        ("medication", "medication", world.MEDICATION_HAZARD),
        ("arm", "group of communities", world.ARM_HAZARD),
        ("age_group", "age", world.AGE_HAZARD),
        ("sex", "sex", world.SEX_HAZARD),
    ):
        reference, *others = hazards
        labels = _labels(covariate)
        rows += [
            (
                f"retention/hazard_ratio/{covariate}.{slug(level)}",
                hazards[level] / hazards[reference],
                f"Hazard ratio of leaving treatment, by {words}: {labels[level]} against {labels[reference]}.",
            )
            for level in others
        ]
    return rows


def _labels(covariate: str) -> dict[str, str]:
    """Return what people call the levels of a covariate, by code."""
    if covariate == "arm":
        return {arm.key: arm.name for arm in world.ARMS}
    return load_code_list(covariate).labels


def _retained(treatment: TreatmentTables) -> list[tuple[str, float, str]]:
    initiations = treatment.episodes[treatment.episodes["analysed"]]
    episodes = initiations.sort_values("start", kind="stable").drop_duplicates("person_id")
    people = episodes[["person_id"]].merge(treatment.patients, on="person_id", how="left", validate="m:1")
    hazard = person_hazard(people) * episodes["medication"].map(world.MEDICATION_HAZARD).to_numpy(dtype=float)
    is_injection = (episodes["medication"] == "xr_buprenorphine").to_numpy()
    return [
        (
            f"retention/retained/all/d{days}",
            float(np.mean(survival(days, hazard, is_injection=is_injection))),
            f"Share that would still be in treatment after {days} days if nobody died or moved to another provider.",
        )
        for days in LANDMARKS
    ]


def _themes() -> list[tuple[str, float, str]]:
    agreement = expected_agreement()
    rows = [
        (
            f"themes/prevalence/{slug(theme.name)}/all",
            theme_prevalence(theme),
            f"Expected share of interviews in which a coder applies the theme “{theme.name}”.",
        )
        for theme in world.THEMES
    ]
    rows.append(("themes/kappa/overall", agreement.kappa, "Cohen's kappa over all themes, as the coders read."))
    rows.append(
        (
            "themes/alpha/overall",
            agreement.alpha,
            "Krippendorff's alpha over all themes, as the coders read.",
        )
    )
    return rows


def _any_coding(theme: Theme, prevalence: float, coders: tuple[Coder, ...]) -> float:
    """Return the probability that any of the coders applies a theme anywhere in an interview."""
    truth = world.INTERVIEWS
    answers = np.arange(truth.fewest_answers, truth.most_answers + 1)
    missed = np.prod([1 - coder.sensitivity for coder in coders])
    not_seen = np.prod([1 - coder.chance_of(theme.name, holds=False) for coder in coders])
    nowhere = not_seen**answers
    # 1 + Binomial answers hold it: each of them replaces a chance of not_seen by one of missed.
    swap = missed / not_seen
    overlooked = nowhere * swap * (1 - truth.more_share + truth.more_share * swap) ** truth.more_answers
    return float(np.mean((1 - prevalence) * (1 - nowhere) + prevalence * (1 - overlooked)))
