"""The page that puts numbers beside people's words: a card for each question, judged by people."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator

import pandas as pd

from evaluation.reporting import numbers
from evaluation.reporting.checklists import link_to_checklists
from evaluation.reporting.findings import wording
from evaluation.reporting.item_names import item_name
from evaluation.reporting.markdown import Markdown, box, bullets, escape
from evaluation.reporting.page import Page, show
from evaluation.reporting.voices import verdict

_KINDS = ("confirmation", "expansion", "discordance", "silence")
_POINTS = "difference of proportions"
_DAY, _REFERENCE = "day ", "reference: "
_ONE_PERIOD = re.compile(r"\d{4}(-(\d{2}|Q\d|H\d))?")
_NO_COEFFICIENT = "percent_agreement"
"""It is in the unit of coefficients, and nothing is taken off for chance: no limit is for it."""
_OF_TRENDS = ("level_change", "rate_ratio_12_months", "ratio_12_months", "change_12_months")


def title(page: Page) -> None:
    """Show the title and what the page is."""
    page.title("joint_display")


def kinds(page: Page) -> None:
    """Show what the four judgements mean, and how often each was made."""
    page.section("joint_display.kinds", anchor="kinds")
    page.sentence("joint_display.kinds_lead")
    judged = page.released.constructs.query("part == 'inference'")["item"]
    page.bullets([_kind_line(page, kind, int((judged == kind).sum())) for kind in _KINDS])


def constructs(page: Page) -> None:
    """Show each question with its numbers, what people said, and how the two fit."""
    for name, rows in page.released.constructs.groupby("construct", sort=False):
        question = rows.loc[rows["part"] == "question", "text"].iloc[0]
        show(f"## {escape(question)} {{#construct-{str(name).replace('_', '-')}}}")
        sides = [
            _side(page, "numbers", _numbers(page, rows[rows["part"] == "number"])),
            _side(page, "voices", _voices(page, rows)),
            _side(page, "fit", _fit(page, rows[rows["part"] == "inference"].iloc[0])),
        ]
        show(box("construct", "\n\n".join(sides)))


def how_made(page: Page) -> None:
    """Show what may stand on the page and who has read it, with the table behind it."""
    page.section("joint_display.how_to_read", anchor="how-made")
    page.sentence("joint_display.how_to_read_text")
    link_to_checklists(page)
    page.downloads("joint_display")


def _kind_line(page: Page, kind: str, count: int) -> Markdown:
    key = f"joint_display.kind.{kind}"
    words = {name: page.plain(f"{key}.{name}") for name in ("word", "icon", "meaning")}
    counted = page.plain(f"{key}.count", count=count) if count else page.plain("joint_display.none_of_kind")
    return page.text("joint_display.kind_line", **words, count=counted)


def _side(page: Page, name: str, parts: Iterator[str]) -> Markdown:
    return box(f"side {name}", "\n\n".join([f"### {page.text(f'joint_display.{name}')}", *parts]))


def _numbers(page: Page, rows: pd.DataFrame) -> Iterator[str]:
    if rows.empty:
        yield page.text("joint_display.no_numbers")
    for row in rows.itertuples():
        yield _number(page, str(row.item), str(row.direction))


def _number(page: Page, result_id: str, direction: str) -> Markdown:
    row = page.released.estimate(result_id)
    what = _what(page, result_id, row)
    if row is None:
        return page.text("joint_display.number.withheld", what=what)
    if math.isnan(row["estimate"]):
        return page.text("joint_display.number.not_estimable", what=what) + page.marks(result_id)
    has_interval = not (math.isnan(row["conf_low"]) or math.isnan(row["conf_high"]))
    key = f"joint_display.number.{'known' if has_interval else 'without_interval'}"
    said = [page.text(key, what=what, **_amounts(page, row)) + page.marks(result_id)]
    if row["unit"] == "coefficient" and row["quantity"] != _NO_COEFFICIENT:
        allowed = page.plain(f"voices.verdict.{verdict(float(row['conf_low']))}")
        said.append(page.text("joint_display.number.agreement", verdict=allowed))
    return Markdown(" ").join([*said, page.text(f"joint_display.direction.{direction}")])


def _what(page: Page, result_id: str, row: pd.Series | None) -> str:
    """Return what a number is about, in one line: quantity, day or period, group, and what it is compared with."""
    name = item_name(result_id, catalogue=page.catalogue, labels=page.labels)
    what = name.what[:1].upper() + name.what[1:]
    if row is None:
        return page.plain("joint_display.what.of_scope", what=what, scope=name.level) if name.level else what
    period = str(row["period"])
    if period.startswith(_DAY):
        what = page.plain("joint_display.what.on_day", what=what, day=period.removeprefix(_DAY))
    elif _ONE_PERIOD.fullmatch(period):
        what = page.plain("joint_display.what.in_period", what=what, period=period)
    if row["quantity"] in _OF_TRENDS:
        what = page.plain("joint_display.what.against_trend", what=what)
    what = page.plain("joint_display.what.of_scope", what=what, scope=page.labels.scope(row))
    reference = next((part for part in str(row["note"]).split("; ") if part.startswith(_REFERENCE)), "")
    level = reference.removeprefix(_REFERENCE)
    return page.plain("joint_display.what.compared", what=what, reference=_group(page, level)) if level else what


def _group(page: Page, level: str) -> str:
    """Return what a level is called, of whichever dimension it is."""
    labels = page.released.about["labels"]
    found = (page.labels.label(dimension, level) for dimension in ("arm", "community", *labels))
    return next((label for label in found if label != level), level)


def _amounts(page: Page, row: pd.Series) -> dict[str, str]:
    words = wording(row, page.catalogue)
    if row["unit"] == _POINTS:
        low, high = (numbers.number(row[end] * 100, 1, page.language) for end in ("conf_low", "conf_high"))
        side = "lower" if row["estimate"] < 0 else "higher"
        amount = numbers.number(abs(row["estimate"]) * 100, 1, page.language)
        words["estimate"] = page.plain(f"joint_display.points.{side}", amount=amount)
        words["interval"] = page.plain("joint_display.points.interval", low=low, high=high)
    elif "change" in words:
        words["estimate"], words["interval"] = words["change"], words["change_interval"]
    return {name: words[name] for name in ("estimate", "interval", "conf_level")}


def _voices(page: Page, rows: pd.DataFrame) -> Iterator[str]:
    themes, quotes = rows[rows["part"] == "theme"], rows[rows["part"] == "quote"]
    if themes.empty:
        yield page.text("joint_display.no_themes")
    else:
        yield bullets([_theme(page, str(row.item)) for row in themes.itertuples()])
    released = page.released.quotes
    for quote in released[released["quote_id"].isin(quotes["item"])].itertuples():
        speaker = page.labels.label("role", quote.role) if quote.role else page.plain("voices.speaker_without_role")
        yield box("quote", f"> {escape(quote.text)}\n\n{box('speaker', escape(speaker))}")
    if (quotes["item"] == "").any():
        yield page.text("joint_display.quote_withheld")
    if page.released.about["synthetic"] and (quotes["item"] != "").any():
        yield box("speaker", page.text("joint_display.quotes_synthetic"))


def _theme(page: Page, theme: str) -> Markdown:
    result_id = f"themes/prevalence/{theme}/all"
    row, name = page.released.estimate(result_id), page.labels.label("theme", theme)
    if row is None or math.isnan(row["n_events"]):
        return page.text("joint_display.theme.withheld", theme=name)
    x, y = (numbers.number(row[column], 0, page.language) for column in ("n_events", "n_obs"))
    key = "known" if row["n_events"] else "in_none"
    return page.text(f"joint_display.theme.{key}", theme=name, x=x, y=y) + page.marks(result_id)


def _fit(page: Page, row: pd.Series) -> Iterator[str]:
    key = f"joint_display.kind.{row['item']}"
    words = {name: page.plain(f"{key}.{name}") for name in ("word", "icon")}
    yield box(f"judged {row['item']}", page.text("joint_display.judged", **words))
    yield escape(row["text"])
    day = numbers.day(row["date"], page.language)
    yield box("speaker", page.text("joint_display.signed", author=row["author"], day=day))
    if row["remarks"]:
        said = [page.text(f"joint_display.remark.{remark}") for remark in row["remarks"].split(", ")]
        yield box("note", f"{page.text('joint_display.remark.lead')}\n\n{bullets(said)}")
