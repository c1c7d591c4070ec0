"""Who died: rates by group of people, or numbers where the population of the groups is not known."""

from __future__ import annotations

import pandas as pd

from evaluation.reporting import numbers
from evaluation.reporting.deaths.reliability import say_reliability
from evaluation.reporting.deaths.rows import STEM
from evaluation.reporting.figures import deaths_by_group as figures
from evaluation.reporting.figures.panels import place_column, series_label
from evaluation.reporting.page import Page


def places(page: Page) -> None:
    """Show deaths by community and year, where there are communities."""
    if not page.released.about["communities"]:
        return
    name = "deaths_by_community"
    page.section(f"{STEM}.places")
    table = page.released.table(name)
    if table is None:
        page.missing(name)
        return
    place, by_time = place_column(table), "period" in table
    years = table["period"].str[:4] if by_time else "deaths"
    table = table.assign(year=years)
    wide = table.groupby("year")[["deaths"]].sum()
    if place:
        wide = table.pivot_table(index=place, columns="year", values="deaths", aggfunc="sum")
    wide.columns.name = None
    by = [page.catalogue.dimension(each) for each in (place, "year" if by_time else "") if each]
    page.table(
        wide.reset_index(),
        f"{STEM}.deaths_by_place",
        download=name,
        heads={year: year for year in wide.columns if year[:4].isdigit()},
        by=page.catalogue.listed(by),
    )


def groups(page: Page) -> None:
    """Show rates by group of people, or numbers of deaths where the population of the groups is not known."""
    dimensions = page.plan.names(STEM, "subgroups")
    if not dimensions:
        return
    page.section(f"{STEM}.groups")
    page.sentence(f"{STEM}.groups_lead")
    for dimension in dimensions:
        name = f"deaths_by_{dimension}"
        table = page.released.table(name)
        words = {"dimension": page.catalogue.dimension(dimension)}
        page.section(f"{STEM}.by_group", level=3, **words)
        if table is not None and dimension not in table:
            page.sentence(f"{STEM}.pooled_away", **words)
        elif table is None or "person_years" in table:
            _group_figure(page, dimension, table, words)
        else:
            counts = table.groupby(dimension, sort=False)["deaths"].sum().reset_index()
            page.sentence(f"{STEM}.only_counts", **words)
            page.table(counts, f"{STEM}.counts_by_group", download=name, **words)


def _group_figure(page: Page, dimension: str, table: pd.DataFrame | None, words: dict[str, str]) -> None:
    name = f"deaths_by_{dimension}"
    key = f"{STEM}.rates_by_{dimension}"
    if table is None:
        page.missing(name)
        return
    interventions = page.plan.interventions
    conf_level = page.plan.conf_level(STEM)
    how = {"dimension": dimension, "conf_level": conf_level, "standard": page.released.rate_standard}
    rates = figures.rates_by_group(table, interventions=interventions, **how)
    if rates.empty:
        interventions = []
        rates = figures.rates_by_group(table, interventions=[], **how)
    if rates["rate"].isna().all():
        say_reliability(page, rates["reliability"])
        return
    highest = rates[rates["time"] == rates["time"].iloc[-1]].nlargest(1, "rate").iloc[0]
    summary = page.plain(
        f"{key}.summary",
        years=figures.from_to(highest["first_month"], highest["last_month"], page.language),
        scope=series_label(page.labels, highest["series"]),
        group=page.labels.label(dimension, highest[dimension]),
        rate=numbers.number(highest["rate"], 1, page.language),
    )
    place = next((column for column in ("arm", "community") if column in table), "")
    years = [figures.from_to(row.first_month, row.last_month, page.language) for row in rates.itertuples()]
    frame = rates.assign(period=years, **({place: rates["series"]} if place else {}))
    columns = [*([place] if place else []), dimension, "period", "deaths", "rate", "conf_low", "conf_high"]
    page.figure(
        figures.group_rates(table, interventions=interventions, labels=page.labels, catalogue=page.catalogue, **how),
        key=key,
        frame=frame[columns],
        download=name,
        summary=summary,
        conf_level=page.conf_level(STEM),
        **words,
    )
    say_reliability(page, rates["reliability"])
    missed = figures.left_out(table, interventions=interventions)
    if missed:
        page.sentence(
            f"{STEM}.left_out_several" if len(interventions) > 1 else f"{STEM}.left_out",
            count=sum(last + 1 - first for first, last in missed),
            periods=", ".join(figures.from_to(first, last, page.language) for first, last in missed),
        )
