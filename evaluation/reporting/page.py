"""What a public notebook calls: it shows catalogue texts, figures and tables, and remembers their sources."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from evaluation.reporting import findings, numbers, style
from evaluation.reporting.catalogue import Catalogue
from evaluation.reporting.markdown import escape, pipe_table
from evaluation.reporting.released import Released

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_FORMATTED = frozenset({"estimate", "interval", "n_obs", "n_events"})


@dataclass(frozen=True)
class Card:
    """One key finding: a heading, a number with its interval, a sentence, and where the number comes from."""

    heading: str
    value: str
    interval: str
    sentence: str
    result_id: str
    certainty: findings.Certainty = findings.Certainty.NOT_COMPARED


class Page:
    """The pen of a public notebook.

    It emits Markdown and images only, never HTML of its own kind. A public notebook has three kinds of cells:
    one for maintainers (Markdown, tag ``maintainers``), the ``parameters`` cell, and calls of this class:

    .. code-block:: python

        page = Page(released, language)
        page.title("overdose_deaths")
        page.section("overdose_deaths.change")
        page.findings("overdose_deaths.level_change", prefix="overdose_deaths/level_change/")
        page.figure(
            page.draw(figures.trend, "deaths_by_month", "deaths_fitted", catalogue=page.catalogue),
            key="overdose_deaths.trend",
            table="deaths_fitted",
        )
        page.sources()

    Every sentence is a key of the catalogue. A result or a table that was not released is said to be withheld:
    no condition is needed in the notebook.

    Parameters
    ----------
    released : Released, str or Path
        The released folder.
    language : str
        Language of the catalogue.
    """

    def __init__(self, released: Released | str | Path, language: str) -> None:
        self.released = released if isinstance(released, Released) else Released.open(released)
        self.catalogue = Catalogue(language)
        self.language = language
        self._sources: dict[str, int] = {}

    # Words

    def text(self, key: str, **values: str | int) -> str:
        """Return a text of the catalogue, for a label or a cell of a table; shows nothing."""
        return self.catalogue.text(key, **values)

    def label(self, dimension: str, code: str) -> str:
        """Return the label of a code: ``label("arm", "cep")``, ``label("age_group", "15-24")``."""
        about = self.released.about
        if code == "all":
            return self.text("site.everybody") if dimension != "community" else self.text("site.all_communities")
        if dimension in {"arm", "community"}:
            return str(about["arms" if dimension == "arm" else "communities"].get(code, {}).get("name", code))
        return str(about["labels"].get(dimension, {}).get(code, code))

    def labels(self, dimension: str) -> dict[str, str]:
        """Return all labels of a dimension, code to label, for a figure."""
        about = self.released.about
        if dimension in {"arm", "community"}:
            return {
                code: entry["name"] for code, entry in about["arms" if dimension == "arm" else "communities"].items()
            }
        return dict(about["labels"].get(dimension, {}))

    def scope(self, row: pd.Series) -> str:
        """Return in words whom a row of the ledger is about."""
        if row["subgroup"]:
            pairs = (term.split("=", maxsplit=1) for term in row["subgroup"].split(";"))
            return ", ".join(self.label(dimension, code) for dimension, code in pairs)
        for dimension in ("arm", "community"):
            if row[dimension]:
                return self.label(dimension, row[dimension])
        return self.text("site.everybody")

    # What is shown

    def title(self, area: str) -> None:
        """Show the title of the page, ``<area>.title``, and its first paragraph, ``<area>.lead``."""
        _show(f'# {self.text(f"{area}.title")}\n\n<div class="lead">\n\n{self.text(f"{area}.lead")}\n\n</div>')

    def section(self, key: str, *, level: int = 2, **values: str | int) -> None:
        """Show a heading."""
        _show(f"{'#' * level} {self.text(key, **values)}")

    def sentence(self, key: str, *, sources: Iterable[str] = (), **values: str | int) -> None:
        """Show one paragraph; ``sources`` are the result ids of the numbers in it."""
        _show(self.text(key, **values) + self._marks(sources))

    def finding(self, key: str, result_id: str, **values: str | int) -> None:
        """Show one sentence about one result.

        The sentence may use the placeholders of :func:`evaluation.reporting.findings.wording` and ``scope``. If
        the result was not released, or could not be estimated, the page says so instead.
        """
        _show(self._finding(key, result_id, values))

    def findings(self, key: str, *, prefix: str, **values: str | int) -> None:
        """Show one bullet for each released result whose id starts with ``prefix``, in ledger order."""
        rows = self.released.estimates(prefix)
        if rows.empty:
            _show(self._not_released(prefix))
        else:
            _show("\n".join(f"- {self._finding(key, result_id, values)}" for result_id in rows["result_id"]))

    def table(
        self,
        frame: pd.DataFrame | None,
        caption_key: str,
        *,
        download: str = "",
        digits: Mapping[str, int] | None = None,
        percents: Sequence[str] = (),
        **values: str | int,
    ) -> None:
        """Show a table.

        Parameters
        ----------
        frame : DataFrame or None
            Tidy rows; the first column heads its row. None shows that the table was withheld. Column names are
            keys ``site.column.<name>`` of the catalogue; codes of a dimension become labels; ``result_id``
            becomes a source mark in the second column.
        caption_key : str
        download : str
            Name of the released table offered as CSV beside it, or ``results``.
        digits : mapping of str to int, optional
            Decimals of columns; the default is 0 for whole numbers and 1 for others.
        percents : sequence of str
            Columns that hold proportions.
        **values : str or int
            Placeholders of the caption.
        """
        if frame is None:
            _show(self._not_released(download))
        else:
            _show(
                self._table(frame, self.text(caption_key, **values), digits or {}, percents)
                + self._download(download)
            )

    def results(self, frame: pd.DataFrame, caption_key: str, **values: str | int) -> None:
        """Show rows of the ledger as a table: whom, when, estimate, interval, observations, events."""
        _show(
            self._table(self.result_rows(frame), self.text(caption_key, **values), {}, ()) + self._download("results")
        )

    def figure(
        self,
        figure: Figure | None,
        *,
        key: str,
        table: str = "",
        frame: pd.DataFrame | None = None,
        download: str = "",
        sources: Iterable[str] = (),
        digits: Mapping[str, int] | None = None,
        percents: Sequence[str] = (),
        **values: str | int,
    ) -> None:
        """Show a figure with everything a reader who cannot see it needs.

        The catalogue holds ``<key>.caption`` (a title), ``<key>.alt`` (the finding in words) and
        ``<key>.description`` (how to read it, shown as text).

        Parameters
        ----------
        figure : Figure or None
            None, from :meth:`draw`, shows that the data of the figure were withheld.
        key : str
        table : str
            Name of the released table that is shown below the figure, folded, and offered as CSV.
        frame : DataFrame, optional
            The rows to show instead of those of ``table``.
        download : str
            Name of the released table offered as CSV, if it is not ``table``; ``results`` for the ledger.
        sources : iterable of str
            Result ids of the numbers in the caption and description.
        digits, percents
            As in :meth:`table`.
        **values : str or int
            Placeholders of the three texts.
        """
        if figure is None:
            _show(self._not_released(table or download))
            return
        caption, alt = self.text(f"{key}.caption", **values), self.text(f"{key}.alt", **values)
        _show_image(figure, alt=alt, caption=caption, name=re.sub(r"[^a-z0-9]+", "-", key))
        parts = [self.text(f"{key}.description", **values) + self._marks(sources)]
        rows = self.released.table(table) if frame is None and table else frame
        link = self._download(download or table)
        if rows is not None:
            folded = self._table(rows, self.text("site.data_of", caption=caption), digits or {}, percents)
            summary = self.text("site.show_data", caption=caption)
            parts.append(f'<details class="data">\n<summary>{summary}</summary>\n\n{folded}\n\n</details>')
        _show("\n\n".join(parts) + link)

    def draw(self, function: Callable[..., Figure], *tables: str, **options: Any) -> Figure | None:
        """Call a figure function with released tables; None if one of them was withheld."""
        frames = [self.released.table(name) for name in tables]
        if any(frame is None for frame in frames):
            return None
        style.apply_style()
        return function(*frames, **options)

    def cards(self, cards: Sequence[Card]) -> None:
        """Show key findings side by side."""
        _show("\n\n".join(['<div class="cards">', *(self._card(card) for card in cards), "</div>"]))

    def quote(self, text: str, *, speaker: str) -> None:
        """Show the words of a person who agreed to be quoted."""
        _show(f'<div class="quote">\n\n> {escape(text)}\n\n<div class="speaker">{escape(speaker)}</div>\n\n</div>')

    def sources(self) -> None:
        """Show the list of results that the page has quoted: call it last."""
        if not self._sources:
            return
        lines = [f"## {self.text('site.sources')}", self.text("site.sources_lead"), '<div class="sources">']
        lines.append("\n".join(self._source(result_id, place) for result_id, place in self._sources.items()))
        _show("\n\n".join([*lines, "</div>"]))

    # Parts

    def result_rows(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Return rows of the ledger as text for a table, with a source mark at each estimate."""
        words = [findings.wording(row, self.catalogue) for _, row in frame.iterrows()]
        return pd.DataFrame(
            {
                "scope": [self.scope(row) for _, row in frame.iterrows()],
                "estimate": [word["estimate"] for word in words],
                "interval": [word["interval"] for word in words],
                "n_obs": [word["n_obs"] for word in words],
                "n_events": [word["n_events"] for word in words],
                "result_id": list(frame["result_id"]),
            }
        )

    def _finding(self, key: str, result_id: str, values: Mapping[str, str | int]) -> str:
        row = self.released.estimate(result_id)
        if row is None:
            return self._not_released(result_id)
        if findings.certainty(row) is findings.Certainty.NOT_ESTIMABLE:
            return self.text("site.not_estimable", scope=escape(self.scope(row))) + self._marks([result_id])
        words = {"scope": escape(self.scope(row)), **findings.wording(row, self.catalogue), **values}
        return self.text(key, **words) + self._marks([result_id])

    def _not_released(self, item: str) -> str:
        return self.text("site.not_released", item=escape(item))

    def _marks(self, sources: Iterable[str]) -> str:
        marks = []
        for result_id in sources:
            place = self._sources.setdefault(result_id, len(self._sources) + 1)
            label = self.text("site.source_mark", place=str(place))
            marks.append(
                f'<a class="source" href="#source-{place}" data-result-id="{result_id}" '
                f'title="{result_id}" aria-label="{label}">{place}</a>'
            )
        return "".join(marks)

    def _source(self, result_id: str, place: int) -> str:
        row = self.released.estimate(result_id)
        if row is None:
            return f'{place}. <span id="source-{place}">`{result_id}`</span>'
        plan = self.text("site.prespecified" if row["prespecified"] else "site.exploratory")
        return f'{place}. <span id="source-{place}">`{result_id}`</span> {escape(row["method"])}. {plan}'

    def _card(self, card: Card) -> str:
        return "\n\n".join(
            [
                f'<div class="card {card.certainty}">',
                f"### {card.heading}",
                f'<div class="value">{card.value}</div>',
                f'<div class="interval">{card.interval}</div>',
                card.sentence + self._marks([card.result_id]),
                "</div>",
            ]
        )

    def _download(self, name: str) -> str:
        if not name:
            return ""
        return f'\n\n<a class="download" href="downloads/{name}.csv">{self.text("site.download", name=name)}</a>'

    def _table(self, frame: pd.DataFrame, caption: str, digits: Mapping[str, int], percents: Sequence[str]) -> str:
        columns: dict[str, list[str]] = {}
        for name in frame.columns:
            if name == "result_id":
                continue
            columns[self.text(f"site.column.{name}")] = [
                self._cell(name, value, digits, percents) for value in frame[name]
            ]
        if "result_id" in frame:
            second = list(columns)[1]
            columns[second] = [
                cell + self._marks([result_id])
                for cell, result_id in zip(columns[second], frame["result_id"], strict=True)
            ]
        right = [
            name in _FORMATTED or pd.api.types.is_numeric_dtype(frame[name])
            for name in frame.columns
            if name != "result_id"
        ]
        return pipe_table(columns, right=right, caption=caption)

    def _cell(self, name: str, value: Any, digits: Mapping[str, int], percents: Sequence[str]) -> str:
        if pd.isna(value):
            return numbers.NOT_SHOWN
        if isinstance(value, str):
            return value if name in _FORMATTED else escape(self.label(name, value))
        if name in percents:
            return numbers.percent(value, digits.get(name, 1), self.language)
        whole = isinstance(value, int) or (hasattr(value, "dtype") and value.dtype.kind in "iub")
        return numbers.number(value, digits.get(name, 0 if whole else 1), self.language)


def _show(markdown: str) -> None:
    from IPython.display import display

    display({"text/markdown": markdown}, raw=True)


def _show_image(figure: Figure, *, alt: str, caption: str, name: str) -> None:
    from IPython.display import display
    from matplotlib import pyplot as plt

    svg = style.to_svg(figure)
    plt.close(figure)
    display(
        {"image/svg+xml": svg},
        metadata={"image/svg+xml": {"alt": alt, "caption": caption, "name": name}},
        raw=True,
    )
