"""The page on overdose deaths: what is said depends on what was declared, what was released and how sure it is."""

from __future__ import annotations

from typing import Any

import pandas as pd

from evaluation.reporting import numbers
from evaluation.reporting.figures import deaths_by_group as group_figures
from evaluation.reporting.figures import overdose_deaths as figures
from evaluation.reporting.figures.panels import series_label
from evaluation.reporting.findings import Certainty, certainty, wording
from evaluation.reporting.markdown import escape
from evaluation.reporting.page import Page
from evaluation.stats.segmented import MONTHS_PER_YEAR

STEM = "overdose_deaths"
RATIOS = ("level_change", "rate_ratio_12_months", "slope_change")
MONTHS_BEFORE_WANTED = 24
LONGEST_HORIZON_MONTHS = 24
NOTEWORTHY_P_VALUE = 0.05
_SETTLED = (Certainty.HIGHER, Certainty.LOWER)


def title(page: Page) -> None:
    """Show the title, and a lead that promises what the page can keep."""
    page.title(STEM if _interventions(page) else f"{STEM}.described")


def how_many(page: Page) -> None:
    """Show deaths and rates of the first and the last whole year, and of all years as a figure with its table."""
    page.section(f"{STEM}.how_many")
    rates = _rows(page, "death_rate")
    everybody = rates[(rates["arm"] == "") & (rates["community"] == "") & (rates["period"].str.len() == 4)]
    if everybody.empty:
        page.finding(f"{STEM}.first_and_last", f"{STEM}/death_rate/all")
        return
    words: dict[str, str] = {"conf_level": numbers.percent(everybody["conf_level"].iloc[0], 0, page.language)}
    sources = []
    for name, (_, row) in (("first", next(everybody.iterrows())), ("last", list(everybody.iterrows())[-1])):
        said = wording(row, page.catalogue)
        words[f"{name}_year"] = row["period"]
        words[f"{name}_deaths"] = said["n_events"]
        words[f"{name}_rate"] = said["estimate"]
        words[f"{name}_interval"] = said["interval"]
        sources.append(row["result_id"])
    page.sentence(f"{STEM}.first_and_last", sources=sources, **words)
    page.sentence(f"{STEM}.rate_words")
    shown = rates[(rates["arm"] != "") | (rates["community"] != "")]
    shown = everybody if shown.empty else shown
    summary = []
    for _, rows in shown.groupby(["arm", "community"], sort=False):
        first, last = rows.iloc[0], rows.iloc[-1]
        summary.append(
            page.text(
                f"{STEM}.rates.summary",
                scope=page.labels.scope(first),
                first_year=first["period"][:4],
                last_year=last["period"][:4],
                first_rate=numbers.by_unit(first["estimate"], first["unit"], page.language),
                last_rate=numbers.by_unit(last["estimate"], last["unit"], page.language),
            )
        )
    frame = pd.DataFrame(
        {
            "scope": [page.labels.scope(row) for _, row in shown.iterrows()],
            "year": shown["period"].str[:4].to_numpy(),
            "deaths": shown["n_events"].astype(int).to_numpy(),
            "rate": shown["estimate"].to_numpy(),
            "conf_low": shown["conf_low"].to_numpy(),
            "conf_high": shown["conf_high"].to_numpy(),
            "result_id": shown["result_id"].to_numpy(),
        }
    )
    page.figure(
        figures.yearly_rates(shown, labels=page.labels, catalogue=page.catalogue),
        key=f"{STEM}.rates",
        frame=frame,
        download="results",
        summary=" ".join(summary),
        conf_level=words["conf_level"],
    )


def trend(page: Page) -> None:
    """Show the yearly change of the death rate of each series, before the first intervention if there is one."""
    page.section(f"{STEM}.trend")
    page.sentence(f"{STEM}.trend_lead")
    starts = sorted(str(each["date"]) for each in _interventions(page))
    if starts:
        page.sentence(f"{STEM}.trend_before", month=numbers.month(starts[0], page.language))
    else:
        page.sentence(f"{STEM}.trend_over_all")
    _bullets(page, "annual_change")


def change(page: Page) -> None:
    """Show every month beside what was expected, and the effects; without an intervention, say what is not said."""
    interventions = _interventions(page)
    if not interventions:
        _monthly(page, "monthly_description", "annual_change")
        page.section(f"{STEM}.no_effect")
        page.note(f"{STEM}.no_intervention")
        return
    if len(interventions) == 1:
        page.section(f"{STEM}.change", month=numbers.month(interventions[0]["date"], page.language))
    else:
        page.section(f"{STEM}.change_several")
    page.bullets(
        [
            page.text(
                f"{STEM}.declared",
                month=numbers.month(each["date"], page.language),
                description=escape(each["description"] or each["name"]),
            )
            for each in interventions
        ]
    )
    page.sentence(f"{STEM}.change_lead")
    _monthly(page, "monthly", "deaths_averted")
    if _is_short(page):
        page.note(f"{STEM}.short_before", count=int(_rows(page, "annual_change")["n_obs"].min()))
    for quantity in RATIOS:
        page.section(f"{STEM}.{quantity}.heading", level=3)
        _bullets(page, quantity)
        if quantity == "rate_ratio_12_months" and _rows(page, "deaths_averted")["n_obs"].min() <= MONTHS_PER_YEAR:
            page.sentence(f"{STEM}.{quantity}.beyond_data")
    _effects(page)
    _averted(page)
    page.note(f"{STEM}.design")


def how_sure(page: Page) -> None:
    """Show whether the assumptions of the model hold: autocorrelation and dispersion."""
    page.section(f"{STEM}.how_sure")
    found = _rows(page, "residual_autocorrelation")
    lines = [
        page.said(f"{STEM}.autocorrelation.{'found' if row['conf_low'] > 0 else 'not_found'}", row["result_id"])
        for _, row in found.iterrows()
    ]
    lines += [
        page.said(f"{STEM}.dispersion.{'above' if row['estimate'] > 1 else 'below'}", row["result_id"])
        for _, row in _rows(page, "dispersion").iterrows()
    ]
    lines += [
        page.said(f"{STEM}.ljung_box.found", row["result_id"])
        for _, row in _rows(page, "ljung_box").iterrows()
        if row["p_value"] < NOTEWORTHY_P_VALUE
    ]
    if lines:
        page.bullets(lines)
    summary = [
        page.text(
            f"{STEM}.correlogram.summary",
            scope=page.labels.scope(row),
            estimate=numbers.by_unit(row["estimate"], row["unit"], page.language),
        )
        for _, row in found[found["estimate"].notna()].iterrows()
    ]
    table = page.released.table("residual_autocorrelation")
    frame = (
        None if table is None else table.assign(series=[series_label(page.labels, key) for key in table["series"]])
    )
    page.figure(
        page.draw(figures.correlogram, "residual_autocorrelation", labels=page.labels, catalogue=page.catalogue),
        key=f"{STEM}.correlogram",
        frame=frame,
        download="residual_autocorrelation",
        digits={"autocorrelation": 2, "limit": 2},
        summary=" ".join(summary),
    )


def groups(page: Page) -> None:
    """Show rates by group of people, or numbers of deaths where the population of the groups is not known."""
    dimensions = _plan(page).get("subgroups", [])
    if not dimensions:
        return
    page.section(f"{STEM}.groups")
    page.sentence(f"{STEM}.groups_lead")
    for dimension in dimensions:
        name = f"deaths_by_{dimension}"
        table = page.released.table(name)
        words = {"dimension": page.text(f"{STEM}.dimension.{dimension}")}
        page.section(f"{STEM}.by_group", level=3, **words)
        if table is None or "person_years" in table:
            _group_figure(page, dimension, table, words)
        else:
            counts = table.groupby(dimension, sort=False)["deaths"].sum().reset_index()
            page.sentence(f"{STEM}.only_counts", **words)
            page.table(counts, f"{STEM}.counts_by_group", download=name, **words)


def about_the_rows(page: Page) -> None:
    """Show what was left out and which dates are uncertain; nothing where nothing was."""
    lines = [
        page.said(f"{STEM}.{quantity}", row["result_id"], count=int(row["estimate"]))
        for quantity in ("rows_dropped", "rows_dated_by_report", "deaths_outside_window")
        for _, row in _rows(page, quantity).iterrows()
        if row["estimate"] > 0
    ]
    if lines:
        page.section(f"{STEM}.data")
        page.bullets(lines)


def _plan(page: Page) -> dict[str, Any]:
    return page.released.about["plan"].get(STEM, {})


def _interventions(page: Page) -> list[dict[str, Any]]:
    return _plan(page).get("interventions", [])


def _rows(page: Page, quantity: str) -> pd.DataFrame:
    rows = page.released.results
    return rows[(rows["analysis"] == STEM) & (rows["quantity"] == quantity)]


def _bullets(page: Page, quantity: str) -> None:
    rows = _rows(page, quantity)
    if rows.empty:
        page.finding(f"{STEM}.{quantity}.unclear", f"{STEM}/{quantity}")
        return
    page.bullets(
        [
            page.said(f"{STEM}.{quantity}.{_side(page, row)}", row["result_id"], of=_of(page, row))
            for _, row in rows.iterrows()
        ]
    )


def _side(page: Page, row: pd.Series) -> str:
    """Return which sentence a row deserves: ``plain`` where too little came before to speak of an effect."""
    if row["quantity"] != "annual_change" and _is_short(page):
        return "plain"
    found = certainty(row)
    return str(found if found in _SETTLED else Certainty.UNCLEAR)


def _is_short(page: Page) -> bool:
    return bool(_rows(page, "annual_change")["n_obs"].min() < MONTHS_BEFORE_WANTED)


def _of(page: Page, row: pd.Series) -> str:
    """Return the intervention of a row in brackets, where there are several."""
    more = str(row["result_id"]).split("/")[3:]
    if not more:
        return ""
    named = {each["name"]: each["description"] or each["name"] for each in _interventions(page)}
    return f" ({escape(named.get(more[0], more[0]))})"


def _monthly(page: Page, key: str, quantity: str) -> None:
    rows = _rows(page, quantity)
    several = ((rows["arm"] != "") | (rows["community"] != "")).any()
    summary = []
    for _, row in rows[(rows["arm"] + rows["community"] != "") | (not several)].iterrows():
        known = certainty(row) is not Certainty.NOT_ESTIMABLE
        side = _side(page, row) if known else "not_estimable"
        estimate = numbers.by_unit(row["estimate"], row["unit"], page.language)
        summary.append(
            page.text(
                f"{STEM}.{key}.summary.{side}", scope=page.labels.scope(row) + _of(page, row), estimate=estimate
            )
        )
    figure = page.draw(
        figures.monthly_deaths,
        "deaths_by_month",
        "deaths_fitted",
        interventions=_interventions(page),
        labels=page.labels,
        catalogue=page.catalogue,
    )
    page.figure(
        figure,
        key=f"{STEM}.{key}",
        table="deaths_by_month",
        digits={"person_years": 0},
        summary=" ".join(summary),
        conf_level=_conf_level(page),
    )


def _effects(page: Page) -> None:
    rows = pd.concat([_rows(page, quantity) for quantity in RATIOS])
    rows = rows[rows["estimate"].notna()]
    if rows.empty:
        return
    summary = [
        page.text(
            f"{STEM}.effects.summary",
            scope=page.labels.scope(row) + _of(page, row),
            quantity=page.text(f"{STEM}.figure.{row['quantity']}").lower(),
            estimate=numbers.by_unit(row["estimate"], row["unit"], page.language),
            interval=numbers.interval_by_unit(row["conf_low"], row["conf_high"], row["unit"], page.language),
        )
        for _, row in rows.iterrows()
    ]
    frame = pd.DataFrame(
        {
            "scope": [page.labels.scope(row) for _, row in rows.iterrows()],
            "measure": [page.text(f"{STEM}.figure.{row['quantity']}") + _of(page, row) for _, row in rows.iterrows()],
            "estimate": [numbers.by_unit(row["estimate"], row["unit"], page.language) for _, row in rows.iterrows()],
            "interval": [
                numbers.interval_by_unit(row["conf_low"], row["conf_high"], row["unit"], page.language)
                for _, row in rows.iterrows()
            ],
            "result_id": rows["result_id"].to_numpy(),
        }
    )
    page.figure(
        figures.effects(rows, labels=page.labels, catalogue=page.catalogue),
        key=f"{STEM}.effects",
        frame=frame,
        download="results",
        summary=" ".join(summary),
        conf_level=_conf_level(page),
    )


def _averted(page: Page) -> None:
    page.section(f"{STEM}.averted")
    page.sentence(f"{STEM}.averted_lead")
    rows = _rows(page, "deaths_averted")
    if rows.empty:
        page.finding(f"{STEM}.deaths_averted.unclear", f"{STEM}/deaths_averted")
        return
    lines = []
    for _, row in rows.iterrows():
        percent_id = row["result_id"].replace("/deaths_averted/", "/percent_averted/")
        percent = page.released.estimate(percent_id)
        share = numbers.NOT_SHOWN
        if percent is not None:
            share = numbers.by_unit(percent["estimate"], percent["unit"], page.language) + page.marks(percent_id)
        lines.append(
            page.said(
                f"{STEM}.deaths_averted.{_side(page, row)}",
                row["result_id"],
                of=_of(page, row),
                percent=share,
                more=numbers.by_unit(-row["estimate"], row["unit"], page.language),
                more_interval=numbers.interval_by_unit(
                    -row["conf_high"], -row["conf_low"], row["unit"], page.language
                ),
            )
        )
    page.bullets(lines)
    horizon = int(rows["n_obs"].max())
    if horizon > LONGEST_HORIZON_MONTHS:
        page.sentence(f"{STEM}.averted_far", count=horizon)


def _group_figure(page: Page, dimension: str, table: pd.DataFrame | None, words: dict[str, str]) -> None:
    name = f"deaths_by_{dimension}"
    key = f"{STEM}.rates_by_{dimension}"
    if table is None:
        page.figure(None, key=key, table=name)
        return
    interventions = _interventions(page)
    rates = group_figures.rates_by_group(table, dimension=dimension, interventions=interventions)
    if rates.empty:
        interventions = []
        rates = group_figures.rates_by_group(table, dimension=dimension, interventions=[])
    highest = rates[rates["time"] == rates["time"].iloc[-1]].nlargest(1, "rate").iloc[0]
    summary = page.text(
        f"{key}.summary",
        first_year=str(highest["first_year"]),
        last_year=str(highest["last_year"]),
        scope=series_label(page.labels, highest["series"]),
        group=page.labels.label(dimension, highest[dimension]),
        rate=numbers.number(highest["rate"], 1, page.language),
    )
    place = next((column for column in ("arm", "community") if column in table), "")
    years = [f"{row.first_year}–{row.last_year}" for row in rates.itertuples()]
    frame = rates.assign(period=years, **({place: rates["series"]} if place else {}))
    columns = [*([place] if place else []), dimension, "period", "deaths", "rate", "conf_low", "conf_high"]
    page.figure(
        group_figures.group_rates(
            table,
            dimension=dimension,
            interventions=interventions,
            labels=page.labels,
            catalogue=page.catalogue,
        ),
        key=key,
        frame=frame[columns],
        download=name,
        summary=summary,
        **words,
    )


def _conf_level(page: Page) -> str:
    return numbers.percent(_plan(page).get("conf_level", 0.95), 0, page.language)
