"""The page on methods and data: sources, plan, definitions, models, protection of people, downloads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd

from evaluation.data.parameters.retention import OF_SUPPLY
from evaluation.reporting import numbers
from evaluation.reporting.checklists import link_to_checklists
from evaluation.reporting.deaths.checks import check_table
from evaluation.reporting.deaths.rows import STEM
from evaluation.reporting.markdown import code, escape
from evaluation.reporting.page import Page, show
from evaluation.reporting.treatment.how_made import how_made
from evaluation.reporting.treatment.route import PERSONS, route
from evaluation.reporting.withheld import withheld_groups

_ANALYSIS_OF_TERM = {
    "rate": "overdose_deaths",
    "rate_ratio": "overdose_deaths",
    "counterfactual": "overdose_deaths",
    "deaths_averted": "overdose_deaths",
    "autocorrelation": "overdose_deaths",
    "gate": "overdose_deaths",
    "hazard_ratio": "retention",
}


def sources(page: Page) -> None:
    """Show the data sources: what each holds, how sensitive it is, its rows where they are public."""
    page.section("methods_and_data.sources", anchor="sources")
    page.sentence("methods_and_data.sources_lead")
    frame = pd.DataFrame(
        {
            "source": _breakable(source["name"]),
            "description": source["description"],
            "sensitivity": _about_whom(page, source),
            "rows": source.get("rows"),
        }
        for source in page.released.about["sources"]
    )
    frame["rows"] = frame["rows"].astype("Int64")
    page.table(frame, "methods_and_data.sources_table")


def _about_whom(page: Page, source: Mapping[str, object]) -> str:
    of_table = f"methods_and_data.about_whom.{source['table']}"
    return page.plain(
        of_table if of_table in page.catalogue else f"methods_and_data.sensitivity.{source['sensitivity']}"
    )


def plan(page: Page) -> None:
    """Show the prespecified parameters of every analysis, under the names of the params file."""
    page.section("methods_and_data.plan", anchor="plan")
    page.sentence("methods_and_data.plan_lead")
    for stem, section in page.plan.sections.items():
        rows = [
            {"parameter": code(name), "value": value or page.plain("methods_and_data.not_set")}
            for name, value in _flat(section)
            if not (stem == "retention" and route(page) == PERSONS and name in OF_SUPPLY)
        ]
        if rows:
            page.table(pd.DataFrame(rows), "methods_and_data.plan_table", analysis=_analysis(page, stem))


def _flat(section: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    for name, value in section.items():
        if isinstance(value, dict):
            chosen = {key: part for key, part in value.items() if part not in ([], "", None)}
            yield from _flat({f"{name} {key}": part for key, part in chosen.items()} or {name: ""})
            continue
        entries = value if isinstance(value, list) and value and isinstance(value[0], dict) else None
        for number, entry in enumerate(entries or [], start=1):
            yield f"{name} {number}", "; ".join(f"{key}: {part}" for key, part in entry.items() if part != "")
        if entries is None:
            yield name, ", ".join(str(part) for part in value) if isinstance(value, list) else str(value)


def _analysis(page: Page, stem: str) -> str:
    return page.plain(f"methods_and_data.analysis.{stem}")


def models(page: Page) -> None:
    """Show in plain language how each analysis of this evaluation works, with what to read."""
    page.section("methods_and_data.models", anchor="models")
    for stem in page.plan.sections:
        page.section(f"methods_and_data.analysis.{stem}", level=3)
        if stem == "retention":
            page.sentence(f"methods_and_data.follow_up.{route(page)}")
        page.sentence(f"methods_and_data.model.{stem}")
        if stem == "retention":
            page.bullets(how_made(page))
        if stem == STEM:
            page.sentence("methods_and_data.honest")
            page.sentence("methods_and_data.coverage")
            check_table(page)


def limits(page: Page) -> None:
    """Show what the methods of this evaluation cannot do."""
    page.section("methods_and_data.limits")
    keys = ["no_proof", "far_from_start"] if page.plan.interventions else []
    keys += [key for stem, key in (("retention", "elsewhere"), ("themes", "only_they")) if stem in page.plan]
    page.bullets([page.text(f"methods_and_data.limit.{key}") for key in (*keys, "not_settled")])


def definitions(page: Page) -> None:
    """Show the terms that the pages use, and what they mean."""
    page.section("methods_and_data.glossary", anchor="glossary")
    keys = [key.split(".")[2] for key in page.catalogue if key.startswith("methods_and_data.term.")]
    terms = [term for term in keys if _ANALYSIS_OF_TERM.get(term, "") in ("", *page.plan.sections)]
    show(
        "\n\n".join(
            f"{page.text(f'methods_and_data.term.{term}.word')}\n"
            f":   {page.text(f'methods_and_data.term.{term}.meaning')}"
            for term in dict.fromkeys(terms)
        )
    )


def protection(page: Page) -> None:
    """Show the rules that protect people, and what they kept back."""
    page.section("methods_and_data.protection", anchor="protection")
    page.sentence("methods_and_data.protection_lead")
    page.sentence("methods_and_data.protection_rules")
    _rules(page)
    _hidden(page)
    withheld = page.released.withheld
    if withheld.empty:
        page.sentence("methods_and_data.nothing_withheld")
    else:
        page.sentence("methods_and_data.withheld_lead", count=len(withheld))
        page.table(withheld_groups(page), "methods_and_data.withheld_table", download="withheld")


def _hidden(page: Page) -> None:
    """Show how many numbers are hidden in which table, and whom that hides."""
    lines = []
    for name in page.released.tables:
        about = page.released.table_about(name) or {}
        if about.get("suppressed"):
            hidden = page.released.table(name)[about["suppressed"]]
            cells = numbers.number(len(hidden), 0, page.language)
            title = page.table_title(name)
            lines.append(
                page.text("methods_and_data.hidden_cells", count=int(hidden.sum()), cells=cells, title=title)
            )
    if lines:
        page.bullets(lines)
    groups = page.released.hiding
    erased = groups[groups["erased"]]
    if not erased.empty:
        page.sentence("methods_and_data.erased_lead", count=len(erased))
        page.bullets(
            [
                page.text(
                    "methods_and_data.erased_by",
                    dimension=page.catalogue.dimension(name),
                    levels="; ".join(page.labels.label(name, level) for level in mine["level"]),
                )
                for name, mine in erased.groupby("dimension", sort=False)
            ]
        )
    if groups["hidden_cells"].any() or not erased.empty:
        frame = pd.DataFrame(
            {
                "dimension": [page.catalogue.dimension(name) for name in groups["dimension"]],
                "level": [page.labels.label(row.dimension, row.level) for row in groups.itertuples()],
                "cells": groups["cells"],
                "hidden_cells": groups["hidden_cells"],
                "share_hidden": groups["share_hidden"],
                "results": groups["results"],
            }
        )
        page.table(
            frame, "methods_and_data.hiding_table", download="hiding_by_group", percents=["share_hidden"], folded=True
        )


def _rules(page: Page) -> None:
    """Show the thresholds of the policy that was applied, and where each comes from."""
    policy = page.released.certificate.get("policy", {})
    rules = {name: rule for name, rule in policy.items() if isinstance(rule, dict)}
    rows = []
    for name, rule in rules.items():
        bounds = {
            key: numbers.number(value, 0, page.language) for key, value in rule.items() if isinstance(value, int)
        }
        if "most_hidden" in rule:
            bounds["most_hidden"] = numbers.percent(rule["most_hidden"], 0, page.language)
        where = escape(rule["source"])
        if str(rule["url"]).startswith("https://"):
            where = f"[{where}]({rule['url']})"
        rows.append((page.plain(f"methods_and_data.rule.{name}.about"), _rule(page, name, bounds), where))
    if rows:
        frame = pd.DataFrame(rows, columns=["sensitivity", "rule", "where"])
        page.table(frame, "methods_and_data.rules_table", policy=str(policy.get("policy", "")))


def _rule(page: Page, name: str, bounds: Mapping[str, str]) -> str:
    return page.plain(f"methods_and_data.rule.{name}.rule", **bounds)


def downloads(page: Page) -> None:
    """Show every file that can be downloaded."""
    page.section("methods_and_data.downloads", anchor="downloads")
    page.sentence("methods_and_data.downloads_lead")
    always = [
        name
        for name in ("results", "withheld", "hiding_by_group", "quotes", "joint_display", "checklists", "truth")
        if (page.released.folder / f"{name}.csv").is_file()
    ]
    rows = [(name, page.text(f"methods_and_data.file.{name}")) for name in always]
    rows += [(name, escape(page.table_title(name))) for name in page.released.tables]
    frame = pd.DataFrame(
        {
            "file": [f'<a href="downloads/{name}.csv">{_breakable(name)}.csv</a>' for name, _ in rows],
            "content": [content for _, content in rows],
        }
    )
    page.table(frame, "methods_and_data.downloads_table")


def _breakable(name: str) -> str:
    """Return a name as Markdown that may be broken after each underscore."""
    return escape(name).replace("\\_", "\\_<wbr>")


def checklists(page: Page) -> None:
    """Lead to the reporting checklists in a section of its own, where people have filled them in."""
    if not page.released.checklists.empty:
        page.section("checklists.section", anchor="checklists")
        link_to_checklists(page)


def rerun(page: Page) -> None:
    """Show how to trace a number and how to make this report again, with the run and commit of this one."""
    about = page.released.about
    results = page.released.results["result_id"]
    page.section("methods_and_data.trace", anchor="trace")
    page.sentence("methods_and_data.trace_lead")
    example = results.iloc[0] if len(results) else "analysis/quantity/scope"
    show(f"```sh\nevaluation trace {example} --run {about['run_id']}\n```")
    page.sentence("methods_and_data.rerun")
    show(f"```sh\ngit checkout {about['code']['commit']}\nmake evaluate\n```")


def citation(page: Page) -> None:
    """Show how to cite the report, and under which licence it may be used."""
    about = page.released.about
    page.section("methods_and_data.citation", anchor="citation")
    page.sentence(
        "methods_and_data.cite_as",
        title=about["title"],
        version=str(about["version"]),
        year=str(about["released_at"])[:4],
        run=code(about["run_id"]),
    )
    page.sentence("methods_and_data.licence")
