"""What cannot stand in one release is not published in two: models, parts of series, definitions, unnamed levels."""

import json
import os
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from evaluation.disclosure import preparing
from evaluation.disclosure.audit import attack_release
from evaluation.disclosure.earlier_models import read_models
from evaluation.disclosure.earlier_publications import EarlierPublication
from evaluation.disclosure.implied_counts import SegmentedModels
from evaluation.disclosure.releasing import release
from evaluation.stats.estimate import Status

from .. import retention_attacker
from ..run_builder import COMMUNITIES, RunBuilder, read
from ..sequences import finished, released_in_turn
from ..series_attacker import ATOMS, MONTHS, stolen
from ..series_attacker import build as build_series

YEARS = ("2017", "2018", "2019", "2020")
FOUR_YEARS = [f"{year}-{month:02d}" for year in YEARS for month in range(1, 13)]
SHARE = {"unit": "proportion", "estimate": 0.5, "conf_low": 0.4, "conf_high": 0.6}


@pytest.fixture(params=[True, False], ids=["synthetic", "real"])
def in_turn(request, tmp_path, monkeypatch):
    """Return a function that releases builders one after the other, and returns what the last has.

    What real people are refused beside models is judged here all the same.
    """
    monkeypatch.setattr(preparing, "require_no_models", lambda publications: None)

    def released(*builders):
        for builder in builders:
            number = len(list(tmp_path.glob("county_*")))
            builder.folder = tmp_path / f"county_{number}" / "tiny" / "run"
            builder.params |= {"synthetic": request.param, "disclosure": {"policy": "strict", "population": "county"}}
            builder.manifest |= {"synthetic": request.param, "run_id": f"20240601T120000Z-{number:08x}"}
            ledger, signed = tmp_path / "publications", "" if request.param else "A. Checker"
            release(builder.write(), publications=ledger, checked_by=signed)
        public = builder.folder / "released"
        names = {row["result_id"].partition("/")[2] for row in read(public / "results.csv")}
        return names | {path.stem for path in (public / "tables").glob("*.csv")}

    return released


def tiny(folder):
    return RunBuilder(folder / "builder")


def modelled(run, counts=30, *, more=True, of="all", n_months=48, march=None, **about):
    """A model of deaths with 30 a month, but for March 2018, and an estimate by another method."""
    months = dict.fromkeys(FOUR_YEARS[:n_months], (counts, 0.1))
    months |= {} if march is None else {"2018-03": (march, 0.1)}
    end = [*FOUR_YEARS, "2021-01"][n_months]
    n_events = sum(n for n, _ in months.values())
    about |= {"months": months, "n_events": n_events, "period": f"2017-01-01/{end}-01"}
    run.model("level_change", of, **about)
    if more:
        run.model("level_change", f"{of}/poisson", **about, status=Status.SENSITIVITY)
    return run


@pytest.mark.parametrize(("n", "shown"), [(20, True), (21, False), (30, True)])
def test_months_of_an_earlier_model_are_published(in_turn, tmp_path, n, shown):
    """All had 30 deaths in March 2018: 21 in one arm leave 9 to the other."""
    found = in_turn(modelled(tiny(tmp_path)), tiny(tmp_path).deaths("cep", "2018-03", n))
    assert ("deaths/cep/2018-03" in found) is shown


@pytest.mark.parametrize(("n", "shown"), [(20, True), (21, False)])
def test_a_model_beside_an_earlier_count_gives_no_month_away(in_turn, tmp_path, n, shown):
    """The other way round the second method is withheld, and the first has few digits; of real people neither is."""
    later = modelled(tiny(tmp_path))
    found = in_turn(tiny(tmp_path).deaths("cep", "2018-03", n), later)
    assert ("level_change/all/poisson" in found) is shown
    assert ("level_change/all" in found) is (shown or later.params["synthetic"])


def test_digits_are_few_where_a_month_of_a_model_would_tell_a_small_number(tmp_path):
    for n, shown in ((20, "0.8765"), (21, "0.876")):
        first = tiny(tmp_path / f"first_{n}").deaths("cep", "2018-03", n)
        later = modelled(tiny(tmp_path / f"later_{n}"), estimate=0.87649)
        for run in (first, later):
            release(run.write(), publications=tmp_path / f"publications_{n}")
        (row,) = [
            each
            for each in read(later.folder / "released" / "results.csv")
            if each["result_id"].endswith("change/all")
        ]
        assert row["estimate"] == shown


@pytest.mark.parametrize(("before", "shown"), [(1251, False), (1250, True), (1260, True)])
def test_the_stretches_of_an_earlier_model_are_published(in_turn, tmp_path, before, shown):
    """Up to June 2020 the model has 42 months with 1,260 deaths, which nothing prints."""
    first = modelled(tiny(tmp_path), more=False)
    second = tiny(tmp_path).deaths("cep", "2017-01-01/2020-07-01", before)
    assert any(name.startswith("deaths/cep") for name in in_turn(first, second)) is shown


@pytest.mark.parametrize(("rest", "shown"), [(5, False), (0, True), (10, True)])
@pytest.mark.parametrize("wholes_first", [True, False])
def test_models_of_an_arm_and_of_all_leave_no_month_of_the_other_arm(in_turn, tmp_path, rest, shown, wholes_first):
    """Deaths are 30 a month in one arm, and 35 in all: neither a model nor few of its digits are shown."""
    arm, everybody = modelled(tiny(tmp_path), of="cep"), modelled(tiny(tmp_path), 30 + rest)
    builders = (everybody, arm) if wholes_first else (arm, everybody)
    assert ("level_change/cep" if wholes_first else "level_change/all") in in_turn(*builders) or not shown
    last = read(builders[-1].folder / "released" / "results.csv")
    assert bool(last) is shown


def test_models_of_several_releases_are_no_hindrance_to_one_without(in_turn, tmp_path):
    again = modelled(tiny(tmp_path), of="cep").deaths("all", "2018", 400)
    found = in_turn(modelled(tiny(tmp_path), of="cep"), again, tiny(tmp_path).deaths("all", "2019", 430))
    assert found == {"deaths/all/2019"}


def both_arms(run, n_months, march=30):
    """A model of each arm, and what both had together, which has no model of its own."""
    for of, n in {"cep": 30, "rfs": march}.items():
        modelled(run, of=of, n_months=n_months, march=n)
    n_events = 30 * (2 * n_months - 1) + march
    months = run.rows[0].period
    values = {"estimate": 123.0, "unit": "deaths", "n_obs": n_months, "n_events": n_events, "period": months}
    return run.row("overdose_deaths/deaths_averted/all", **values)


ESTIMATES = {f"level_change/{of}{end}" for of in ("cep", "rfs") for end in ("", "/poisson")} | {"deaths_averted/all"}


def test_models_of_arms_are_shown_again_with_more_months(in_turn, tmp_path):
    """What both arms had together in a month is told by the months of each: it hides none."""
    assert in_turn(both_arms(tiny(tmp_path), 45), both_arms(tiny(tmp_path), 48)) == ESTIMATES


def test_a_month_that_one_arm_did_not_tell_is_not_told_by_both_together(in_turn, tmp_path):
    """Five deaths in one month of an arm: with every month of the other, both together would tell them."""
    first = both_arms(tiny(tmp_path), 45, march=5)
    found = in_turn(first, both_arms(tiny(tmp_path), 48, march=5))
    before = {row["result_id"] for row in read(first.folder / "released" / "results.csv")}
    is_of_both = "overdose_deaths/deaths_averted/all" in before
    assert "overdose_deaths/level_change/cep/poisson" in before
    assert found == (set() if is_of_both else {"level_change/cep", "level_change/cep/poisson"})


def test_months_of_a_whole_follow_where_models_of_all_its_parts_tell_them(tmp_path):
    blocks = ("segmented models, months", "segmented models together, segments")
    march, april, both = ("2018-03-01", "2018-04-01"), ("2018-04-01", "2018-05-01"), ("2018-03-01", "2018-05-01")
    told = [("a", march, 30), ("a", april, 40), ("b", march, 20), ("all", both, 150)]
    entries = [
        {
            "model": f"the segmented model of {series}",
            "block": blocks[series == "all"],
            "measure": "overdose death",
            "start": start,
            "end": end,
            "groups": {} if series == "all" else {"community": [series]},
            "count": count,
        }
        for series, (start, end), count in told
    ]
    (tmp_path / "implied_counts.json").write_text(json.dumps({"counts": entries}), encoding="utf-8")
    months = {model.series: sorted(model.months.values()) for model in read_models(tmp_path, frozenset("ab"))}
    assert months == {"a": [30, 40], "b": [20], "all": [50]}
    months = {model.series: sorted(model.months.values()) for model in read_models(tmp_path, frozenset("abc"))}
    assert months == {"a": [30, 40], "b": [20], "all": []}, "of the third nothing is told"


@pytest.mark.parametrize(("hidden_before", "hides"), [({}, False), ({"overdose death": range(1, 11)}, True)])
def test_what_an_earlier_policy_hid_is_hidden_in_models(tmp_path, hidden_before, hides):
    run, policy = finished(modelled(tiny(tmp_path), 10).write())
    models = SegmentedModels(run, policy, hidden=hidden_before).of("overdose_deaths")
    assert models.hides_a_month("all") is hides


def test_what_the_models_of_a_release_imply_is_in_a_file_of_it(tmp_path):
    run = modelled(tiny(tmp_path), more=False)
    release(run.write())
    told = json.loads((run.folder / "released" / "implied_counts.json").read_text(encoding="utf-8"))["counts"]
    assert {(each["start"], each["end"]): each["count"] for each in told} == {
        ("2017-01-01", "2020-07-01"): 1260,
        ("2020-07-01", "2021-01-01"): 180,
        ("2017-01-01", "2021-01-01"): 1440,
    }
    assert {each["model"] for each in told} == {"the segmented model of all"}


@pytest.mark.parametrize("first", ["men", "visits"])
@pytest.mark.parametrize("declares", [0, 1])
@pytest.mark.parametrize("synthetic", [True, False])
def test_parts_that_one_plan_declares_hold_for_all(tmp_path, first, declares, synthetic):
    """Visits of women are few in some months: who has the models of men and of all subtracts."""
    rng = np.random.default_rng(1)
    means = dict.fromkeys(ATOMS, 40.0) | {"rest": 5.0, "men": 60.0}
    counts = {(month, atom): int(rng.poisson(means[atom])) for month in MONTHS[:48] for atom in ATOMS}
    second = "visits" if first == "men" else "men"
    runs = []
    for number, key in enumerate((first, second)):
        keys = ["visits", "men"] if number == declares else [key]
        roles = {"series": [key], "keys": keys, "controls": [], "negative_controls": []}
        run, policy = finished(build_series(tmp_path / f"run_{number}", counts, 24, **roles))
        runs.append(replace(run, evaluation=run.evaluation.model_copy(update={"synthetic": synthetic})))
    folders, found = released_in_turn(tmp_path, runs, policy)
    shown = [
        {row["result_id"].partition("/")[2] for row in read(folder / "released" / "results.csv")}
        for folder in folders
    ]
    assert found == []
    assert stolen(counts, 24, *folders) == []
    assert f"level_change/{first}/poisson" in shown[0]
    assert f"level_change/{second}/poisson" not in shown[1]
    assert (f"level_change/{second}" in shown[1]) is synthetic, "few digits of a long series"


def retained(run, **definitions):
    """Retention of 500 people by definitions: how many each judges, and how many of these leave."""
    run.params["retention"]["landmarks"] = [30, 180]
    for name, (n_obs, n_events) in definitions.items():
        row = f"retention/retained_by_definition/all/{name.replace('__', '.')}"
        run.row(row, period="day 180", n_obs=n_obs, n_events=n_events, **SHARE)
    return run


@pytest.mark.parametrize(
    ("later", "shown"), [((500, 240), True), ((495, 240), False), ((500, 246), False), ((480, 220), True)]
)
def test_definitions_are_compared_with_earlier_ones(in_turn, tmp_path, later, shown):
    first = retained(tiny(tmp_path), gap_30__deaths_censored=(500, 240))
    found = in_turn(first, retained(tiny(tmp_path), gap_45__deaths_censored=later))
    assert ("retained_by_definition/all/gap_45.deaths_censored" in found) is shown


def test_the_audit_compares_definitions_itself(in_turn, tmp_path):
    first = retained(tiny(tmp_path), gap_30__deaths_censored=(500, 240))
    in_turn(first)
    second = retained(tiny(tmp_path / "second"), gap_45__deaths_censored=(495, 240))
    release(second.write())
    past = [EarlierPublication("publication 1", first.folder / "released")]
    hidden = {"person whom a definition judges": range(1, 11)}
    found = attack_release(second.folder / "released", hidden, {}, past).found
    assert any("in publication 1: 5, which is itself too small" in each for each in found)


def headline(run, gap, n, *steps, landmarks=(30, 180), arms=()):
    """Retention of people by the plan's gap: how many leave after each landmark, up to the next, also by arms."""
    run.params["sources"]["supply"] = {"path": "data/supply.csv", "table": "dispensing"}
    run.params["retention"] = {"dispensing": "supply", "landmarks": list(landmarks), "gap_days": gap}
    run.row("retention/persons/all", estimate=float(n), n_obs=n, n_events=n - 100)
    for of, share in {"all": 1.0, **{arm: 1 / len(arms) for arm in arms}}.items():
        at_risk = n * share
        for day, left in zip(landmarks, steps, strict=True):
            n_events = int(left * share) + (of == "cep" and len(arms) * int(left * share) < left)
            at_risk -= n_events + 20
            values = {"period": f"day {day}", "n_obs": int(at_risk), "n_events": n_events, **SHARE}
            run.row(f"retention/retained/{of}/d{day}", **values, **({} if of == "all" else {"arm": of}))
    return run


GAP_45 = {"gap_45__deaths_censored": (480, 220)}
BY_GAP_45 = "retained_by_definition/all/gap_45.deaths_censored"


@pytest.mark.parametrize(
    ("n", "left", "shown"),
    [(500, 223, False), (500, 231, False), (500, 250, False), (500, 251, True), (488, 180, False), (480, 220, True)],
)
@pytest.mark.parametrize("between", [False, True], ids=["at once", "later"])
def test_a_new_headline_is_compared_with_earlier_definitions(in_turn, tmp_path, n, left, shown, between):
    """Of 500, 223 left by day 180, of 480 by the same gap 220: three left whom the definition does not judge."""
    first = headline(retained(tiny(tmp_path), **GAP_45), 30, 700, 100, 240)
    others = [tiny(tmp_path).deaths("all", "2018", 400)] if between else []
    found = in_turn(first, *others, headline(tiny(tmp_path), 45, n, 60, left - 60))
    assert BY_GAP_45 in {
        row["result_id"].partition("/")[2] for row in read(first.folder / "released" / "results.csv")
    }
    assert (
        {"retained/all/d180", "persons/all"} <= found if shown else not {"retained/all/d180", "persons/all"} <= found
    )


@pytest.mark.parametrize(("left", "shown"), [(223, False), (251, True)])
def test_a_definition_is_compared_with_earlier_headlines(in_turn, tmp_path, left, shown):
    """The other way round, with a release between them, the definition is withheld."""
    between = tiny(tmp_path).deaths("all", "2018", 400)
    last = headline(retained(tiny(tmp_path), **GAP_45), 30, 700, 100, 240)
    assert (BY_GAP_45 in in_turn(headline(tiny(tmp_path), 45, 500, 60, left - 60), between, last)) is shown


def test_arms_do_not_add_up_to_a_headline_that_is_withheld(in_turn, tmp_path):
    arms = ("cep", "rfs")
    first = headline(retained(tiny(tmp_path), **GAP_45), 30, 700, 100, 240, arms=arms)
    found = in_turn(first, headline(tiny(tmp_path), 45, 500, 60, 163, arms=arms))
    assert {name for name in found if name.startswith("retained/")} == {
        f"retained/{of}/d30" for of in ("all", "cep", "rfs")
    }


@pytest.mark.parametrize(("gap", "shown"), [(45, False), (60, True)])
def test_by_one_gap_those_who_leave_between_two_days_are_told(in_turn, tmp_path, gap, shown):
    """By day 170 three fewer left than by day 180 according to a definition; by another gap that says nothing."""
    run = headline(retained(tiny(tmp_path), **GAP_45), gap, 480, 60, 157, landmarks=(30, 170))
    assert (BY_GAP_45 in in_turn(run)) is shown


def test_a_mean_time_tells_how_many_left_by_its_day(in_turn, tmp_path):
    values = {"period": "day 180", "estimate": 120.0, "unit": "days", "n_obs": 500, "n_events": 223}
    run = headline(retained(tiny(tmp_path), **GAP_45), 30, 500, 100, landmarks=(30,))
    found = in_turn(run.row("retention/restricted_mean_days/all", **values))
    assert "restricted_mean_days/all" in found
    assert BY_GAP_45 not in found


@pytest.mark.parametrize("headline_last", [True, False])
def test_the_audit_compares_headlines_with_definitions_itself(tmp_path, headline_last):
    runs = [
        headline(retained(tiny(tmp_path / "one"), **GAP_45), 30, 700, 100, 240),
        headline(tiny(tmp_path / "two"), 45, 500, 60, 163),
    ]
    for run in runs:
        release(run.write())
    first, second = (run.folder / "released" for run in (runs if headline_last else reversed(runs)))
    past = [EarlierPublication("publication 1", first)]
    hidden = {"person whom a definition judges": range(1, 11), "person starting treatment": range(1, 11)}
    found = attack_release(second, hidden, {}, past).found
    assert any(each.startswith("left of") and each.endswith(": 3, which is itself too small") for each in found)
    again = [*past, EarlierPublication("publication 2", second)]
    assert attack_release(second, hidden, {}, again).found == (() if headline_last else found)


def test_definitions_of_more_people_are_shown_again(in_turn, tmp_path):
    """40 people more: no number of a definition comes near an earlier one."""
    both = {"gap_30__deaths_censored": (500, 240), "gap_45__deaths_censored": (470, 195)}
    first = retained(tiny(tmp_path).row("retention/persons/all", estimate=520.0, n_obs=520, n_events=300), **both)
    more = {"gap_30__deaths_censored": (541, 255), "gap_45__deaths_censored": (489, 180)}
    later = retained(tiny(tmp_path).row("retention/persons/all", estimate=560.0, n_obs=560, n_events=322), **more)
    assert {f"retained_by_definition/all/{name.replace('__', '.')}" for name in more} <= in_turn(first, later)


@pytest.mark.parametrize(("n", "shown"), [(89, True), (93, False)])
def test_a_level_that_another_release_names_counts_nobody_where_no_row_does(in_turn, tmp_path, n, shown):
    """Two ages make all 100 of 2018, as each that somebody had has a row: 93 in one arm leave 7 to the other."""
    first = tiny(tmp_path)
    for age, count in {"15-24": 60, "25-34": 40}.items():
        about = {"period": "2018", "subgroup": f"age_group={age}", "estimate": float(count), "n_events": count}
        first.row(f"overdose_deaths/deaths/age_group.{age}/2018", **about)
    second = tiny(tmp_path).deaths("cep", "2018", n)
    second.table("by_age", ["period", "age_group"], {("2019", age): 50 for age in ("15-24", "25-34", "35-44")})
    found = in_turn(first, second)
    assert ("deaths/cep/2018" in found) is shown
    assert "by_age" in found


def test_people_censored_between_landmarks_count_in_later_releases(tmp_path):
    """Of 700, 490 are at risk on day 90; with those who left, died or moved up to then, four are left: censored."""
    rng = np.random.default_rng(2)
    ends = [(60, 1, 30, 1), (90, 31, 89, 1), (14, 1, 29, 2), (13, 31, 88, 2), (15, 1, 29, 3), (14, 31, 88, 3)]
    ends += [(4, 40, 85, 0), (150, 91, 179, 1), (20, 91, 175, 2), (20, 91, 175, 3), (40, 91, 175, 0)]
    ends += [(200, 181, 600, 1), (60, 185, 600, 0)]
    rows = [(float(rng.integers(low, high)), way) for n, low, high, way in ends for _ in range(n)]
    people = pd.DataFrame(rows, columns=["time", "status"])
    people = people.assign(
        medication=rng.choice(["buprenorphine", "methadone"], len(rows)),
        community=rng.choice(list(COMMUNITIES), len(rows)),
        arm=lambda frame: [COMMUNITIES[place]["arm"] for place in frame["community"]],
    )
    runs = []
    for landmarks, days in (((30, 90), 30), ((40, 170), 90)):
        plan = {"landmarks": landmarks, "restricted_mean_days": days, "groups": (), "covariates": ()}
        run, policy = finished(retention_attacker.build(tmp_path / f"plan_{days}", people, **plan))
        runs.append(run)
    folders, found = released_in_turn(tmp_path, runs, policy)
    shown = [{row["result_id"] for row in read(each / "released" / "results.csv")} for each in folders]
    assert found == []
    assert "retention/retained/all/d90" in shown[0]
    assert not any(name.startswith("retention/days_lost/") for name in shown[1])
    assert "retention/restricted_mean_days/all" in shown[1]


def test_a_number_without_a_period_is_about_what_its_analysis_covers(tmp_path):
    """Of three rows with a period two are withheld; the one without is about all three years."""
    run = tiny(tmp_path).deaths("all", "2018", 5).deaths("all", "2019", 40).deaths("all", "2020", 5)
    run.deaths("cep", "", 30)
    release(run.write())
    about = json.loads((run.folder / "released" / "about.json").read_text(encoding="utf-8"))
    assert about["windows"] == {"overdose_deaths": ["2018-01-01", "2021-01-01"]}
    past = EarlierPublication("publication 1", run.folder / "released")
    (window,) = {each.window for each in past.facts({}, past.across(), past.places()) if "deaths/cep" in each.words}
    assert [f"{day:%Y-%m-%d}" for day in window] == about["windows"]["overdose_deaths"]


def test_the_audit_subtracts_earlier_numbers_itself(in_turn, tmp_path):
    """What the admission would withhold is written here without it: 30 of all in a month, 21 of one arm."""
    first = modelled(tiny(tmp_path))
    in_turn(first)
    second = tiny(tmp_path / "second").deaths("cep", "2018-03", 21)
    release(second.write())
    past = [EarlierPublication("publication 1", first.folder / "released")]
    public = second.folder / "released"
    assert attack_release(public, {"overdose death": range(1, 10)}).found == ()
    (found, *_) = attack_release(public, {"overdose death": range(1, 10)}, {}, past).found
    assert "month 2018-03 (the segmented model of all): 30 (publication 1) minus" in found
    assert found.endswith("leaves 9")


def by_arm(run, cep, rfs):
    return run.deaths("cep", "2019", cep).deaths("rfs", "2019", rfs)


@pytest.mark.parametrize(("rfs", "shown"), [(99, False), (96, True), (115, True)])
def test_the_sum_of_arms_is_compared_with_all_that_was_published(in_turn, tmp_path, rfs, shown):
    """All were 160, then 200; 104 and 99 are 203: three more. 104 and 96 are 200 again."""
    first = by_arm(tiny(tmp_path).deaths("all", "2019", 160), 90, 70)
    second = tiny(tmp_path).deaths("all", "2019", 200)
    third = by_arm(tiny(tmp_path), 104, rfs)
    assert ("deaths/cep/2019" in in_turn(first, second, third)) is shown


@pytest.mark.parametrize(("lacking", "shown"), [(0, False), (20, True)])
def test_the_sum_of_people_by_a_column_that_nobody_lacks_is_that_of_all(in_turn, tmp_path, lacking, shown):
    def people(n, **by_medication):
        run = tiny(tmp_path)
        run.params["sources"]["supply"] = {"path": "data/supply.csv", "table": "dispensing"}
        run.params["retention"] = {"dispensing": "supply", "landmarks": [30, 90], "groups": ["medication"]}
        counts = {"all": n} | {f"medication.{name}": each for name, each in by_medication.items()}
        for name, each in counts.items():
            level = name.partition(".")[2]
            group = {"subgroup": f"medication={level}"} if level else {}
            run.row(f"retention/persons/{name}", estimate=float(each), n_obs=each, n_events=each // 2, **group)
        if lacking and by_medication:
            run.row("retention/persons_unclassified/medication", estimate=float(lacking), status=Status.DIAGNOSTIC)
        return run

    first = people(300 + lacking, methadone=160, buprenorphine=140)
    found = in_turn(first, people(400), people(403 + lacking, methadone=200, buprenorphine=203))
    assert ("persons/medication.methadone" in found) is shown


def test_the_audit_adds_up_breakdowns_itself(in_turn, tmp_path):
    first = tiny(tmp_path).deaths("all", "2019", 200)
    in_turn(first)
    second = by_arm(tiny(tmp_path / "second"), 104, 99)
    release(second.write())
    past = [EarlierPublication("publication 1", first.folder / "released")]
    closed = {"overdose death": {"community": frozenset(COMMUNITIES)}}
    found = attack_release(second.folder / "released", {"overdose death": range(1, 10)}, closed, past).found
    assert any("203" in each and "200" in each for each in found)


def test_what_earlier_releases_tell_together_stops_no_release(tmp_path):
    """It cannot be taken back; a release that adds nothing to it is audited by itself."""
    first, second = modelled(tiny(tmp_path)), tiny(tmp_path / "second").deaths("cep", "2018-03", 21)
    third = tiny(tmp_path / "third").deaths("rfs", "2019", 200)
    for run in (first, second, third):
        release(run.write())
    past = [
        EarlierPublication(f"publication {at}", run.folder / "released") for at, run in enumerate((first, second))
    ]
    assert attack_release(third.folder / "released", {"overdose death": range(1, 10)}, {}, past).found == ()


_WRITES = """
import sys
from pathlib import Path
from evaluation.disclosure.implied_file import write_implied
from evaluation.disclosure.scope import FOLLOW_UP, Count, Scope
ends = [frozenset(f"event on day {day}" for day in range(first, first + 30)) for first in (0, 30, 60)]
counts = [Count(Scope.of("person", levels={FOLLOW_UP: each}), 20, "left", "a row", "block") for each in ends]
write_implied(Path(sys.argv[1]), counts, range(100))
"""


def test_implied_counts_stand_in_one_order_whatever_python_makes_of_sets(tmp_path):
    """A second release of a run is the same publication only if its files are the same."""
    written = set()
    for seed in ("1", "2", "3"):
        folder = tmp_path / seed
        folder.mkdir()
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        subprocess.run([sys.executable, "-c", _WRITES, folder], env=environment, check=True)
        written.add((folder / "implied_counts.json").read_bytes())
    assert len(written) == 1
