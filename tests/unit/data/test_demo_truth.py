"""Planted truths that follow from the world: closed forms against enumeration and against simulation."""

import math
import re
from itertools import product
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from evaluation.data.demo import world
from evaluation.data.demo.deaths import expected_deaths
from evaluation.data.demo.design import LIVED_ROLES, Theme
from evaluation.data.demo.interviews import simulate_interviews
from evaluation.data.demo.treatment import simulate_treatment
from evaluation.data.demo.truth import expected_agreement, planted_truth, slug, theme_prevalence
from evaluation.data.parameters import load_parameters
from evaluation.stats.estimate import RESULT_ID, slug_of


@pytest.fixture(scope="module")
def planted() -> pd.DataFrame:
    return planted_truth(simulate_treatment(np.random.default_rng(1)))


@pytest.fixture(scope="module")
def truth(planted: pd.DataFrame) -> dict[str, float]:
    assert planted["result_id"].is_unique
    return dict(zip(planted["result_id"], planted["truth"], strict=True))


def test_every_truth_is_keyed_by_a_result(truth: dict[str, float]) -> None:
    assert all(RESULT_ID.fullmatch(result_id) for result_id in truth)
    assert all(math.isfinite(value) for value in truth.values())
    assert truth["overdose_deaths/level_change/cep"] == 0.85
    assert truth["overdose_deaths/level_change/rfs"] == 1.0
    assert truth["retention/hazard_ratio/medication.buprenorphine"] == 1.35


def test_every_description_says_in_words_what_it_is_about(planted: pd.DataFrame) -> None:
    descriptions = dict(zip(planted["result_id"], planted["description"], strict=True))
    assert len(set(descriptions.values())) == len(descriptions)
    codes = {arm.key for arm in world.ARMS} | {"xr_buprenorphine"}
    assert not [text for text in descriptions.values() if codes & set(re.findall(r"\w+", text))]
    assert descriptions["overdose_deaths/level_change/cep"].startswith("Community Engagement and Planning: ")
    assert "against Methadone" in descriptions["retention/hazard_ratio/medication.xr_buprenorphine"]
    assert "Waiting and delays" in descriptions["themes/prevalence/waiting_and_delays/all"]


def test_arms_have_the_names_of_the_demonstration() -> None:
    evaluation = load_parameters(Path(__file__).parents[3] / "params" / "demo.yml")
    assert {arm.key: arm.name for arm in world.ARMS} == {key: arm.name for key, arm in evaluation.arms.items()}


@pytest.mark.parametrize("name", ["65+", "15-24", "Working across agencies", *(t.name for t in world.THEMES)])
def test_names_stand_in_result_ids_as_the_analyses_write_them(name: str) -> None:
    assert slug(name) == slug_of(name)


def test_reference_levels_have_no_row(truth: dict[str, float]) -> None:
    levels = {result_id.rpartition("/")[2] for result_id in truth if "hazard_ratio" in result_id}
    assert not levels & {"medication.methadone", "arm.cep", "age_group.15_24", "sex.female"}
    assert len(levels) == 9
    ratio = truth["retention/hazard_ratio/age_group.35_44"]
    assert ratio == pytest.approx(1 / 1.3), "against 15-24, the first level of the code list"


def test_deaths_averted_are_the_sum_over_the_months_with_the_coalition(truth: dict[str, float]) -> None:
    total = 0.0
    for arm in world.ARMS:
        expected = expected_deaths(arm)
        averted = sum(
            expected.without_coalition[54 + month] * (1 - arm.level_change * arm.slope_change ** (month / 12))
            for month in range(42)
        )
        assert truth[f"overdose_deaths/deaths_averted/{arm.key}"] == pytest.approx(averted, rel=1e-12)
        total += averted
    assert truth["overdose_deaths/deaths_averted/all"] == pytest.approx(total, rel=1e-12)


@pytest.mark.parametrize("theme", world.THEMES, ids=lambda theme: theme.name)
def test_prevalence_equals_the_sum_over_everything_that_can_happen(theme: Theme) -> None:
    expected = 0.0
    for role, n_interviews in world.INTERVIEWED.items():
        held = theme.lived if role in LIVED_ROLES else theme.service
        for number in range(n_interviews):
            coders = world.CODERS[:1] if number < world.CODED_ONCE.get(role, 0) else world.CODERS
            for answers, holding in product(range(12, 21), range(5)):
                if holding == 0:
                    chance = 1 - held
                else:
                    chance = held * math.comb(3, holding - 1) * 0.4 ** (holding - 1) * 0.6 ** (4 - holding)
                nobody = 1.0
                for coder in coders:
                    over = dict(coder.over_applied).get(theme.name, coder.false_positive)
                    nobody *= (1 - coder.sensitivity) ** holding * (1 - over) ** (answers - holding)
                expected += chance / 9 * (1 - nobody)
    assert theme_prevalence(theme) == pytest.approx(expected / 28, rel=1e-12)


def test_agreement_is_what_many_simulated_interviews_give() -> None:
    # 2 x 2 table of every paragraph and theme over 20 x 24 interviews; the standard error of kappa between sets
    # is 0.019 (docs/methods/demo_world.md), so 4 standard errors of the mean are 0.017.
    both = one = other = units = 0
    for seed in range(20):
        for interview in simulate_interviews(np.random.default_rng(seed)):
            if len({mark.coder for mark in interview.marks}) < 2:
                continue
            edges = [0, *(at + 2 for at in range(len(interview.text)) if interview.text.startswith("\n\n", at))]
            applied = [
                {
                    (sum(edge <= mark.start for edge in edges), mark.theme)
                    for mark in interview.marks
                    if mark.coder == coder.name
                }
                for coder in world.CODERS
            ]
            units += len(edges) * len(world.THEMES)
            both += len(applied[0] & applied[1])
            one += len(applied[0])
            other += len(applied[1])
    observed = 1 - (one + other - 2 * both) / units
    by_chance = (one * other + (units - one) * (units - other)) / units**2
    kappa = (observed - by_chance) / (1 - by_chance)
    agreement = expected_agreement()
    assert agreement.kappa == pytest.approx(kappa, abs=0.017)
    assert 0 < agreement.kappa - agreement.alpha < 1e-4, "alpha and kappa differ by the coders' margins only"
