"""The page on interviews: what people spoke of, who they are, how far coders agree, and their words."""

from __future__ import annotations

import math

import pandas as pd

from evaluation.reporting import numbers
from evaluation.reporting.checklists import link_to_checklists
from evaluation.reporting.figures import themes as figures
from evaluation.reporting.figures.code_timeline import code_timeline
from evaluation.reporting.page import Page
from evaluation.stats.coder_agreement import RELIABLE, TENTATIVE
from evaluation.stats.proportions import wilson_proportions

_STEM = "themes"
_DIMENSIONS = ("role", "arm", "community")
_TIME = "time"
_OVERALL = "themes/alpha/overall"


def prevalence_rows(results: pd.DataFrame, quantity: str = "prevalence") -> pd.DataFrame:
    """Return the shares of all interviews that hold each theme, the largest first.

    Parameters
    ----------
    results : DataFrame
        The ledger.
    quantity : str
        ``prevalence_rolled_up`` counts for a theme what is below it, too.

    Returns
    -------
    DataFrame
        ``theme, estimate, conf_low, conf_high, n_obs, n_events, result_id``.
    """
    chosen = results["result_id"].str.fullmatch(rf"themes/{quantity}/[^/]+/all") & results["estimate"].notna()
    columns = ["estimate", "conf_low", "conf_high", "n_obs", "n_events", "result_id"]
    rows = results.loc[chosen, columns]
    rows.insert(0, "theme", [str(result_id).split("/")[2] for result_id in rows["result_id"]])
    return rows.sort_values(["estimate", "theme"], ascending=[False, True]).reset_index(drop=True)


def group_rows(results: pd.DataFrame, dimension: str) -> pd.DataFrame:
    """Return the shares of the interviews of each group that hold each theme, with intervals, from the ledger.

    Parameters
    ----------
    results : DataFrame
        The ledger.
    dimension : str
        ``role``, ``arm`` or ``community``.

    Returns
    -------
    DataFrame
        ``theme``, the dimension, ``n_sources_with_theme, n_sources, conf_low, conf_high, result_id``.
    """
    if dimension in ("arm", "community"):
        level = results[dimension]
    else:
        level = results["subgroup"].str.extract(rf"(?:^|;){dimension}=([^;]+)", expand=False)
    of_group = level.notna() & (level != "")
    rows = results[(results["analysis"] == "themes") & (results["quantity"] == "prevalence") & of_group]
    return pd.DataFrame(
        {
            "theme": [str(result_id).split("/")[2] for result_id in rows["result_id"]],
            dimension: level[rows.index],
            "n_sources_with_theme": rows["n_events"].astype("Int64"),
            "n_sources": rows["n_obs"].astype("Int64"),
            "conf_low": rows["conf_low"],
            "conf_high": rows["conf_high"],
            "result_id": rows["result_id"],
        }
    ).reset_index(drop=True)


def agreement_rows(results: pd.DataFrame) -> pd.DataFrame:
    """Return Krippendorff's alpha of all themes together (``all``) and of each theme, from the ledger."""
    chosen = results["result_id"].str.fullmatch(r"themes/alpha/[^/]+") & results["estimate"].notna()
    columns = ["estimate", "conf_low", "conf_high", "result_id"]
    rows = results.loc[chosen, columns]
    names = [str(result_id).split("/")[2] for result_id in rows["result_id"]]
    rows.insert(0, "theme", ["all" if name == "overall" else name for name in names])
    return rows.reset_index(drop=True)


def title(page: Page) -> None:
    """Show the title, and a lead that promises what the page can keep."""
    parts = ["spoken_of"]
    parts += [] if page.released.quotes.empty else ["quotes"]
    parts += ["agreement"] if _is_measured(page) else []
    page.title("voices", parts=page.catalogue.listed([page.plain(f"voices.promise.{part}") for part in parts]))


def interviews(page: Page) -> None:
    """Show how many people were interviewed and what the shares on this page are shares of."""
    page.section("voices.interviews")
    page.finding("voices.interviewed", "themes/sources/all")
    for dimension in (*_DIMENSIONS, _TIME):
        sizes = _counts(page, f"sources_by_{dimension}")
        if sizes is not None:
            page.table(sizes, f"voices.sources_by_{dimension}", download=f"sources_by_{dimension}")
    page.note("voices.not_a_sample")
    link_to_checklists(page)


def spoken_of(page: Page) -> None:
    """Show how many interviews hold each theme, with what each theme means."""
    page.section("voices.spoken_of")
    rows = prevalence_rows(page.released.results)
    if rows.empty:
        page.missing("themes/prevalence")
        return
    most, least = rows.iloc[0], rows.iloc[-1]
    figure = figures.prevalence(rows, labels=page.labels, catalogue=page.catalogue)
    page.figure(
        figure,
        key="voices.prevalence",
        frame=shares(page, rows),
        download="results",
        count=len(rows),
        conf_level=page.conf_level(_STEM),
        most=page.labels.label("theme", most["theme"]),
        most_x=numbers.number(most["n_events"], 0, page.language),
        least=page.labels.label("theme", least["theme"]),
        least_x=numbers.number(least["n_events"], 0, page.language),
        y=numbers.number(most["n_obs"], 0, page.language),
    )


def by_group(page: Page) -> None:
    """Show the shares by role, and by arm or community, where the release has them."""
    found = {
        dimension: (page.released.table(f"themes_by_{dimension}"), group_rows(page.released.results, dimension))
        for dimension in _DIMENSIONS
    }
    planned = _planned_dimensions(page)
    if not planned and all(counts is None and rows.empty for counts, rows in found.values()):
        return
    page.section("voices.by_group")
    page.sentence("voices.by_group_lead")
    if sensitive := page.plan.of(_STEM).get("sensitive"):
        page.sentence("voices.by_group_sensitive", themes=page.catalogue.listed(list(map(str, sensitive))))
    for dimension, (counts, rows) in found.items():
        name = f"themes_by_{dimension}"
        if counts is not None:
            _group_figure(page, _with_intervals(page, counts), dimension, download=name)
        elif len(rows):
            _group_figure(page, rows, dimension, download="results")
        elif dimension in planned:
            page.missing(name)


def over_time(page: Page) -> None:
    """Show in which share of the interviews of each period each theme was spoken of, where days are known."""
    if not page.plan.of(_STEM).get("date_variable"):
        return
    name = f"themes_by_{_TIME}"
    counts = _counts(page, name)
    page.section("voices.over_time")
    page.sentence("voices.over_time_lead")
    if counts is None:
        page.missing(name)
        return
    times = sorted(counts[_TIME].unique())
    page.figure(
        code_timeline(counts, labels=page.labels, catalogue=page.catalogue),
        key="voices.timeline",
        frame=_group_shares(page, _with_intervals(page, counts), _TIME),
        download=name,
        conf_level=page.conf_level(_STEM),
        summary=" ".join(_most(page, counts[counts[_TIME] == time], _TIME) for time in times),
        periods=page.plain(f"voices.periods.{page.plan.of(_STEM)['time_unit']}"),
    )


def _counts(page: Page, name: str) -> pd.DataFrame | None:
    """Return a released table of interviews; a year is no number."""
    counts = page.released.table(name)
    return counts if counts is None or _TIME not in counts else counts.astype({_TIME: str})


def _planned_dimensions(page: Page) -> set[str]:
    """Return by which groups of speakers the plan looks at themes: by arm where there are arms, else by community."""
    plan = page.plan.of(_STEM)
    place = "arm" if page.released.about["arms"] else "community"
    return {
        dimension
        for dimension, variable in (("role", "role_variable"), (place, "community_variable"))
        if plan.get(variable)
    }


def _with_intervals(page: Page, counts: pd.DataFrame) -> pd.DataFrame:
    """Add Wilson intervals: groups may have been joined for the release, so the ledger cannot have them."""
    conf_level = page.plan.conf_level(_STEM)
    shares = wilson_proportions(counts["n_sources_with_theme"], counts["n_sources"], conf_level=conf_level)
    return counts.assign(conf_low=shares.conf_low, conf_high=shares.conf_high)


def _group_figure(page: Page, table: pd.DataFrame, dimension: str, *, download: str) -> None:
    groups = figures.sorted_groups(table[dimension].unique(), list(page.labels.of(dimension)))
    table = table.sort_values(dimension, key=lambda column: column.map(groups.index), kind="stable")
    page.figure(
        figures.prevalence_by_group(table, dimension=dimension, labels=page.labels, catalogue=page.catalogue),
        key=f"voices.prevalence_by_{dimension}",
        frame=_group_shares(page, table, dimension),
        download=download,
        conf_level=page.conf_level(_STEM),
        summary=" ".join(_most(page, table[table[dimension] == group], dimension) for group in groups),
    )


def _most(page: Page, rows: pd.DataFrame, dimension: str) -> str:
    """Say which theme most interviews of one group hold, all of them where several share the first place."""
    first = rows[rows["n_sources_with_theme"] == rows["n_sources_with_theme"].max()]
    row = first.iloc[0]
    return page.plain(
        "voices.most_of_group",
        group=page.labels.label(dimension, row[dimension]),
        theme="”, “".join(page.labels.label("theme", theme) for theme in first["theme"]),
        x=numbers.number(row["n_sources_with_theme"], 0, page.language),
        y=numbers.number(row["n_sources"], 0, page.language),
    )


def quotes(page: Page) -> None:
    """Show the quotes whose speakers consented, under their themes; a speaker is named by role only."""
    chosen = page.released.quotes
    if chosen.empty and "quotes" not in page.released.tables_read_by(_STEM):
        return
    page.section("voices.quotes")
    if chosen.empty:
        page.sentence("voices.no_quotes")
        return
    page.sentence("voices.quotes_lead", count=len(chosen))
    if page.released.about["synthetic"]:
        page.note("voices.quotes_synthetic")
    order = list(prevalence_rows(page.released.results)["theme"])
    for theme in figures.sorted_groups(list(dict.fromkeys(chosen["theme"])), order):
        page.section("voices.quote_theme", level=3, theme=page.labels.label("theme", theme))
        for row in chosen[chosen["theme"] == theme].itertuples():
            speaker = page.labels.label("role", row.role) if row.role else page.plain("voices.speaker_without_role")
            page.quote(row.text, speaker=speaker)


def agreement(page: Page) -> None:
    """Show how far two people who coded the same interviews agree, in words that the interval allows."""
    page.section("voices.agreement")
    overall = page.released.estimate(_OVERALL)
    if overall is not None and math.isnan(overall["estimate"]):
        page.sentence("voices.agreement_not_measured", sources=[_OVERALL])
        return
    page.sentence("voices.agreement_lead")
    is_said = bool(page.plan.of(_STEM).get("finished_interviews"))
    page.sentence(f"voices.agreement_read.{'said' if is_said else 'taken'}")
    unit = page.plan.of(_STEM).get("unit", "paragraph")
    if unit != "paragraph":
        page.sentence(f"voices.agreement_on_{unit}s")
    has_interval = overall is None or not math.isnan(overall["conf_low"])
    key = f"voices.agreement_overall.{'known' if has_interval else 'without_interval'}"
    page.finding(key, _OVERALL, units=page.plain(f"voices.agreement_units.{unit}"))
    if overall is not None:
        page.sentence(f"voices.agreement_verdict.{verdict(float(overall['conf_low']))}")
    rows = agreement_rows(page.released.results)
    themes = rows[rows["theme"] != "all"]
    if themes.empty:
        return
    weak = [page.labels.label("theme", theme) for theme in themes.loc[~(themes["conf_low"] >= TENTATIVE), "theme"]]
    page.figure(
        figures.agreement(rows, labels=page.labels, catalogue=page.catalogue),
        key="voices.agreement_by_theme",
        frame=_coefficients(page, rows),
        download="results",
        count=len(themes),
        conf_level=page.conf_level(_STEM),
        weak=", ".join(weak) or page.plain("voices.no_theme"),
    )


def _is_measured(page: Page) -> bool:
    overall = page.released.estimate(_OVERALL)
    return overall is not None and not math.isnan(overall["estimate"])


def verdict(conf_low: float) -> str:
    """Return the key of what the lower end of an interval of agreement allows."""
    if math.isnan(conf_low):
        return "no_interval"
    if conf_low >= RELIABLE:
        return "reliable"
    return "tentative" if conf_low >= TENTATIVE else "not_shown"


def shares(page: Page, rows: pd.DataFrame) -> pd.DataFrame:
    """Return rows of :func:`prevalence_rows` as a page shows them."""
    language = page.language
    return pd.DataFrame(
        {
            "theme": rows["theme"],
            "n_sources_with_theme": rows["n_events"].astype("Int64"),
            "n_sources": rows["n_obs"].astype("Int64"),
            "estimate": [numbers.percent(value, 0, language) for value in rows["estimate"]],
            "interval": [
                numbers.percent_interval(low, high, 0, language)
                for low, high in zip(rows["conf_low"], rows["conf_high"], strict=True)
            ],
            "result_id": rows["result_id"],
        }
    )


def _group_shares(page: Page, table: pd.DataFrame, dimension: str) -> pd.DataFrame:
    kept = [name for name in ("result_id",) if name in table]
    shown = table[["theme", dimension, "n_sources_with_theme", "n_sources", *kept]]
    interval = [
        numbers.percent_interval(low, high, 0, page.language)
        for low, high in zip(table["conf_low"], table["conf_high"], strict=True)
    ]
    return shown.assign(interval=interval)


def _coefficients(page: Page, rows: pd.DataFrame) -> pd.DataFrame:
    language = page.language
    everything = page.plain("voices.figure.all_themes")
    return pd.DataFrame(
        {
            "theme": [everything if theme == "all" else theme for theme in rows["theme"]],
            "estimate": [numbers.number(value, 2, language) for value in rows["estimate"]],
            "interval": [
                numbers.interval_by_unit(low, high, "coefficient", language)
                for low, high in zip(rows["conf_low"], rows["conf_high"], strict=True)
            ],
            "verdict": [page.plain(f"voices.verdict.{verdict(float(low))}") for low in rows["conf_low"]],
            "result_id": rows["result_id"],
        }
    )
