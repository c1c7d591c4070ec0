import json
import math
import re

import pandas as pd
import pytest
import yaml

from evaluation.reporting import methods
from evaluation.reporting.markdown import code, escape
from evaluation.reporting.page import Page
from evaluation.runs.project import ROOT


def test_sources_say_rows_only_where_public(page, said):
    methods.sources(page)
    assert "| deaths | Overdose deaths by month. | People who died | – |" in said()
    assert "| population | Population on July 1. | Public data | 64 |" in said()


def test_a_series_is_not_called_people_who_died(released_folder, shown, said):
    about = json.loads((released_folder / "about.json").read_text(encoding="utf-8"))
    visits = {"name": "visits", "table": "series", "sensitivity": "vital", "description": "Visits.", "read_by": []}
    about["sources"].append(visits)
    (released_folder / "about.json").write_text(json.dumps(about), encoding="utf-8")
    methods.sources(Page(released_folder, "en"))
    (row,) = (line for line in said().splitlines() if line.startswith("| visits"))
    assert "Whatever was counted or measured" in row
    assert "died" not in row


def test_the_plan_names_every_prespecified_parameter(page, said):
    methods.plan(page)
    assert "| <code>series</code> | arm |" in said()
    assert (
        "| <code>interventions 1</code> | name: coalition; date: 2020-07-01; description: Coalitions start |"
        in said()
    )
    assert "| <code>landmarks</code> | 30, 90, 180, 365 |" in said()


def test_only_the_analyses_of_the_plan_are_described(page, said):
    methods.models(page)
    assert "### Overdose deaths" in said()
    assert "### Activities" not in said()


def test_a_withheld_table_is_named_with_its_rule(page, said):
    methods.protection(page)
    title = "Table: Overdose deaths by age"
    assert f"| {escape(title)} | 1 | A cell of 1 to 9 deaths would be shown. | vital, 1-9 |" in said()


def test_withheld_items_of_one_kind_stand_together(released_folder, shown, said):
    few = ["proportion", "the group has too few people", "groups of at least 5"]
    rows = [
        ["quotes", "quote", "no consent", ""],
        ["themes/prevalence/hope/role.peer_worker", *few],
        ["themes/prevalence/delay/role.peer_worker", *few],
        ["themes/prevalence/hope/role.clinician", *few],
        ["retention/rows_dropped/after_death", "count", "a small number", "patient"],
    ]
    columns = ["item", "kind", "reason", "rule"]
    pd.DataFrame(rows, columns=columns).to_csv(released_folder / "withheld.csv", index=False)
    methods.protection(Page(released_folder, "en"))
    assert [line for line in said().splitlines() if line.startswith("| ")][-3:] == [
        "| Themes in interviews: share of interviews with each theme, by role (Peer worker, Clinician) | 3 "
        "| the group has too few people | groups of at least 5 |",
        "| Quotes | 1 | no consent |  |",
        "| Staying in treatment: rows that could not be used (after death) | 1 | a small number | patient |",
    ]
    assert "5 numbers, tables or quotes are not shown" in said()


def test_the_thresholds_are_those_of_the_certificate(released_folder, shown, said):
    patient = {"source": "A rule that was read", "url": "https://example.org/rule", "hidden_from": 1, "hidden_to": 10}
    public = {"source": "No rule", "url": "docs/methods/disclosure.md", "date": "2024-01-26"}
    policy = {"policy": "strict", "description": "Short.", "patient": patient, "public": public}
    (released_folder / "certificate.json").write_text(json.dumps({"policy": policy}), encoding="utf-8")
    methods.protection(Page(released_folder, "en"))
    rule = (
        "| Patients | No count from 1 to 10. Zero may be shown. | [A rule that was read](https://example.org/rule) |"
    )
    assert rule in said()
    assert "| Public data | No rule. | No rule |" in said()


def test_every_rule_of_every_policy_has_its_words(catalogue):
    for file in sorted((ROOT / "params" / "policies").glob("*.yml")):
        rules = {
            name: rule for name, rule in yaml.safe_load(file.read_text("utf-8")).items() if isinstance(rule, dict)
        }
        assert rules
        for name, rule in rules.items():
            assert f"methods_and_data.rule.{name}.about" in catalogue
            assert catalogue.placeholders(f"methods_and_data.rule.{name}.rule") <= rule.keys()


def test_nothing_withheld(released_folder, shown, said):
    pd.DataFrame(columns=["item", "kind", "reason", "rule"]).to_csv(released_folder / "withheld.csv", index=False)
    methods.protection(Page(released_folder, "en"))
    assert "Nothing had to be kept back." in said()


def test_every_released_file_is_offered(page, said):
    methods.downloads(page)
    for name in ("results", "withheld", "quotes", "truth", "deaths_by_year"):
        assert f'<a href="downloads/{name}.csv">' in said()


@pytest.mark.parametrize(
    "part", ["evaluation trace overdose_deaths/level_change/cep --run 2024", "git checkout 01234"]
)
def test_how_to_trace_and_rerun(page, said, part):
    methods.rerun(page)
    assert part in said()


def test_citation(page, said):
    methods.citation(page)
    assert "version 1, 2024. Run <code>20240601T120000Z-0a1b2c3d</code>." in said()


def test_glossary_is_a_definition_list(page, said):
    methods.definitions(page)
    assert "Interval\n:   The range of values" in said()


def test_a_plan_of_several_choices_is_told_choice_by_choice(released_folder, shown, said):
    file = released_folder / "about.json"
    about = json.loads(file.read_text(encoding="utf-8"))
    grid = {"method": ["integrated", "poisson"], "lag": [], "phase_in": [0, 6]}
    about["plan"]["overdose_deaths"]["specification_grid"] = grid
    file.write_text(json.dumps(about), encoding="utf-8")
    methods.plan(Page(released_folder, "en"))
    assert f"| {code('specification_grid method')} | integrated, poisson |" in said()
    assert f"| {code('specification_grid phase_in')} | 0, 6 |" in said()
    assert "lag" not in said()


def test_every_check_is_shown_with_its_verdict_the_gating_ones_first(released_folder, shown, said):
    results = pd.read_csv(released_folder / "results.csv")
    gate = results[results["result_id"] == "overdose_deaths/gate/cep"]
    checks = {
        "autocorrelation": ("correlation", 0.31, "informational; posterior median"),
        "co_intervention": ("overlaps", 0.0, "informational; nobody declared anything else that changed"),
        "mass_at_end": ("posterior mass", 0.00002, "pass; at the largest extra variation considered"),
        "trend_separability": ("odds ratio", 41.27, "warn; trend not separable from autocorrelation"),
        "completeness": ("percent", 71.4, "fail; 12 months missing"),
    }
    rows = [
        gate.assign(result_id=f"overdose_deaths/{name}/cep", quantity=name, unit=unit, estimate=value, note=note)
        for name, (unit, value, note) in checks.items()
    ]
    pd.concat([results, *rows]).to_csv(released_folder / "results.csv", index=False)
    methods.models(Page(released_folder, "en"))
    table = re.sub(r"<a [^>]*>\d+</a>", "", said())
    lines = [line for line in table.splitlines() if line.startswith("| ") and "Community Engagement" in line]
    lines = [line.replace(" Community Engagement and Planning |", "") for line in lines]
    assert lines == [
        "| Months are complete | 71.4% | Fails |",
        "| The variation can be described | less than 0.001 | Holds |",
        "| Nothing else changed at the time | 0 | Nobody declared anything else |",
        "| How alike neighbouring months are | 0.31 | For information |",
        "| The trend differs from slow ups and downs | 41.3 | Take care |",
    ]
    assert "the answer is worked out for every degree of resemblance" in " ".join(said().split())


def test_what_is_said_of_coverage_is_what_the_certificate_found(catalogue):
    rows = pd.read_csv(ROOT / "docs" / "methods" / "its_certificate.csv")
    claimed = {"normal": "integrated_2", "counts": "latent_ar1"}
    world = rows["cell"].str.split("-").str[0]
    ours = rows[(rows["method"] == world.map(claimed)) & (rows["verdict"] != "unsupported")].assign(world=world)
    kinds = ours.groupby("world")["cell"].nunique()
    text = " ".join(catalogue.text("methods_and_data.coverage").split())
    assert set(ours["verdict"]) == {"reached"}
    assert set(ours["replicates"]) == {2000}
    assert f"on {kinds.sum()} kinds of simulated series" in text
    assert f"{kinds['counts']} of counts, such as deaths, and {kinds['normal']} of other values" in text
    assert f"the lowest was {math.floor(ours['coverage'].min() * 1000) / 10}." in text
    slopes = ours[ours["estimand"] == "slope"].groupby("world")
    widths = slopes["width_ratio"].mean().round(1)
    assert f"{widths['counts']} (counts) to {widths['normal']} times (other values)" in text
    assert (slopes["coverage"].mean().round(2) == 0.98).all()
    assert f"In {kinds.sum()} kinds of simulated series" in " ".join(
        catalogue.text("overdose_deaths.how_sure_lead").split()
    )


def test_what_was_withheld_is_told_in_words_not_in_codes(released_folder, shown, said):
    items = (
        "cumulative_incidence/all/died/d30",
        "cumulative_incidence/all/died/d90",
        "days_in_treatment/all n_events",
        "days_in_treatment/cep n_events",
        "retained_by_definition/all/gap_14.deaths_leaving",
        "retained_by_definition/all/pod_style_180.deaths_leaving",
        "recurrent_hazard_ratio/age_group.15_24",
    )
    rows = [[f"retention/{item}", "result", "too few people", "patient"] for item in items]
    pd.DataFrame(rows, columns=["item", "kind", "reason", "rule"]).to_csv(
        released_folder / "withheld.csv", index=False
    )
    methods.protection(Page(released_folder, "en"))
    lines = [line.split(" | ")[0] for line in said().splitlines() if line.startswith("| Staying")]
    assert lines == [
        "| Staying in treatment: share who had left, died or moved (day 30, day 90)",
        "| Staying in treatment: share retained by other definitions "
        "(a gap of 14 days with deaths counted as leaving, "
        "no break of 8 days or more in 180 days with deaths counted as leaving)",
        "| Staying in treatment: mean days in treatment, the number of events beside it (all)",
        "| Staying in treatment: mean days in treatment, the number of events beside it, by group of communities "
        "(Community Engagement and Planning)",
        "| Staying in treatment: hazard ratio of leaving, every episode counted, by age (15–24)",
    ]
