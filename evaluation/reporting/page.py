"""What a public notebook calls: it shows catalogue texts, figures and tables, and remembers their sources."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from evaluation.reporting import findings, numbers, style
from evaluation.reporting.catalogue import Catalogue
from evaluation.reporting.item_names import BY, item_name, table_title
from evaluation.reporting.labels import Labels
from evaluation.reporting.markdown import Markdown, box, bullets, code, escape, fold
from evaluation.reporting.plan import Plan
from evaluation.reporting.released import Released
from evaluation.reporting.sources import Sources
from evaluation.reporting.table import Layout, ledger_rows, table_markdown

if TYPE_CHECKING:
    from matplotlib.figure import Figure


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

    It shows Markdown and images only. A public notebook has one cell for maintainers (Markdown, tag
    ``maintainers``), the ``parameters`` cell, and calls of this class:

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

    Every sentence is a key of the catalogue; what fills its placeholders is plain text, which is escaped here, or
    :class:`Markdown`. A result or a table that was not released is said to be withheld: no condition is needed in the
    notebook.

    Parameters
    ----------
    released : Released, str or Path
        The released folder.
    language : str
        Language of the catalogue.

    Attributes
    ----------
    released : Released
    catalogue : Catalogue
    language : str
    labels : Labels
        ``labels.of("arm")`` gives a figure its legend; ``labels.scope(row)`` says whom a row is about.
    plan : Plan
    """

    def __init__(self, released: Released | str | Path, language: str) -> None:
        self.released = released if isinstance(released, Released) else Released.open(released)
        self.catalogue = Catalogue(language, self.released.about.get("columns"))
        self.language = language
        self.labels = Labels(self.released.about, self.catalogue)
        self.plan: Plan = self.released.plan
        self._sources = Sources(self.released, self.catalogue)
        self._figures: set[str] = set()
        self._anchors: set[str] = set()

    def text(self, key: str, **values: str | int) -> Markdown:
        """Return a text of the catalogue as Markdown, its values escaped; shows nothing."""
        escaped = {name: escape(value) if isinstance(value, str) else value for name, value in values.items()}
        return Markdown(self.catalogue.text(key, **escaped))

    def plain(self, key: str, **values: str | int) -> str:
        """Return a text of the catalogue as plain text, for a figure, its summary or a cell; shows nothing.

        Raises
        ------
        TypeError
            If a value is Markdown, whose marks would be read as they stand.
        """
        marked = sorted(name for name, value in values.items() if isinstance(value, Markdown))
        if marked:
            raise TypeError(f"text {key!r}: {', '.join(marked)} must be plain text, not Markdown")
        return self.catalogue.text(key, **values)

    def conf_level(self, stem: str) -> str:
        """Return the confidence level of one analysis in words: ``95%``."""
        return numbers.percent(self.plan.conf_level(stem), 0, self.language)

    def marks(self, *result_ids: str) -> Markdown:
        """Return the source marks of some results, to stand behind a number; shows nothing."""
        return self._sources.marks(result_ids)

    def said(self, key: str, result_id: str, **values: str | int) -> Markdown:
        """Return the sentence of :meth:`finding`, with its source mark; shows nothing."""
        row = self.released.estimate(result_id)
        if row is None:
            return self._not_released(result_id)
        scope = self.labels.scope(row)
        if findings.certainty(row) is findings.Certainty.NOT_ESTIMABLE:
            return self.text("site.not_estimable", scope=scope) + self.marks(result_id)
        words = {"scope": scope, **findings.wording(row, self.catalogue), **values}
        return self.text(key, **words) + self.marks(result_id)

    def title(self, area: str, **values: str | int) -> None:
        """Show the title of the page, ``<area>.title``, and its first paragraph, ``<area>.lead``."""
        lead = self.text(f"{area}.lead", **values)
        show(f"# {self.text(f'{area}.title', **values)}\n\n{box('opening', lead)}")

    def section(self, key: str, *, level: int = 2, anchor: str = "", **values: str | int) -> None:
        """Show a heading; ``anchor`` is a name for links that is the same in every language.

        A heading of level 2 without one has the last part of its key, where no other heading of the page has it.
        """
        if level == 2 and not anchor:
            anchor = key.partition(".")[2].removesuffix(".heading").replace(".", "-").replace("_", "-")
        place = f" {{#{anchor}}}" if anchor and anchor not in self._anchors else ""
        self._anchors.add(anchor)
        show(f"{'#' * level} {self.text(key, **values)}{place}")

    def sentence(self, key: str, *, sources: Iterable[str] = (), **values: str | int) -> None:
        """Show one paragraph (or list); ``sources`` are the result ids of the numbers in it."""
        show(self.text(key, **values) + self.marks(*sources))

    def note(self, key: str, **values: str | int) -> None:
        """Show one paragraph set apart: what a reader must keep in mind."""
        show(box("note", self.text(key, **values)))

    def missing(self, item: str, *, dimension: str = "") -> None:
        """Show that a table, or results whose ids start with ``item``, by a dimension, are not in the release.

        Where the release says that they were withheld, so does the page.
        """
        show(self._not_released(item, dimension))

    def table_title(self, name: str) -> str:
        """Return what a table of the release, or one that was withheld, holds, in plain text; shows nothing."""
        return table_title(name, self.released.table_about(name) or {}, catalogue=self.catalogue)

    def downloads(self, *names: str) -> None:
        """Show links to released tables as CSV."""
        show(self._files(names))

    def bullets(self, lines: Sequence[str]) -> None:
        """Show a list of texts that :meth:`text` or :meth:`said` returned."""
        show(bullets(lines))

    def finding(self, key: str, result_id: str, **values: str | int) -> None:
        """Show one sentence about one result.

        The sentence may use the placeholders of :func:`evaluation.reporting.findings.wording` and ``scope``. If
        the result was not released, or could not be estimated, the page says so instead.
        """
        show(self.said(key, result_id, **values))

    def findings(self, key: str, *, prefix: str, **values: str | int) -> None:
        """Show one bullet for each released result whose id starts with ``prefix``, in ledger order."""
        result_ids = self.released.estimates(prefix)["result_id"]
        if result_ids.empty:
            show(self._not_released(prefix))
        else:
            self.bullets([self.said(key, result_id, **values) for result_id in result_ids])

    def table(
        self,
        frame: pd.DataFrame | None,
        caption_key: str,
        *,
        download: str = "",
        digits: Mapping[str, int] | None = None,
        percents: Sequence[str] = (),
        heads: Mapping[str, str] | None = None,
        folded: bool = False,
        **values: str | int,
    ) -> None:
        """Show a table.

        Parameters
        ----------
        frame : DataFrame or None
            Tidy rows; the first column heads its row. None shows that the table was withheld. Column names are
            keys ``site.column.<name>`` of the catalogue; codes of a dimension become labels; ``result_id``
            becomes a source mark: see :func:`evaluation.reporting.table.table_markdown`.
        caption_key : str
        download : str
            Name of the released table offered as CSV beside it, or ``results``.
        digits : mapping of str to int, optional
            Decimals of columns; the default is 0 for whole numbers and 1 for others.
        percents : sequence of str
            Columns that hold proportions.
        heads : mapping of str to str, optional
            Heads of columns that the catalogue cannot know, such as the names of arms.
        folded : bool
            Show the caption only, with the table to be unfolded.
        **values : str or int
            Placeholders of the caption.
        """
        if frame is None:
            show(self._not_released(download))
            return
        layout = Layout(digits or {}, percents, heads or {})
        caption = self.text(caption_key, **values)
        table = self._table(frame, caption, layout)
        if folded:
            table = fold("data", summary=self.text("site.show_table", caption=caption), content=table)
        show(table + self._files(download))

    def results(self, rows: pd.DataFrame, caption_key: str, **values: str | int) -> None:
        """Show rows of the ledger as a table: whom, estimate, interval, observations, events."""
        self.table(ledger_rows(rows, self.labels, self.catalogue), caption_key, download="results", **values)

    def figure(
        self,
        figure: Figure | None,
        *,
        key: str,
        of: str = "",
        table: str = "",
        frame: pd.DataFrame | None = None,
        download: str | Sequence[str] = "",
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
        of : str
            Tells figures of one key apart, such as a dimension; part of the file's name.
        table : str
            Name of the released table that is shown below the figure, folded, and offered as CSV.
        frame : DataFrame, optional
            The rows to show instead of those of ``table``.
        download : str or sequence of str
            Names of the released tables offered as CSV, if they are not ``table``; ``results`` for the ledger.
        sources : iterable of str
            Result ids of the numbers in the description.
        digits, percents
            As in :meth:`table`.
        **values : str or int
            Placeholders of the three texts, in plain text.
        """
        if figure is None:
            show(self._not_released(table or (download if isinstance(download, str) else download[0])))
            return
        caption, alt = self.text(f"{key}.caption", **values), self.plain(f"{key}.alt", **values)
        name = re.sub(r"[^a-z0-9]+", "-", f"{key} {of}".strip())
        if name in self._figures:
            raise ValueError(f"two figures of a page have the file name {name!r}: tell them apart with of=")
        self._figures.add(name)
        show_image(figure, alt=alt, caption=caption, name=name)
        parts = [self.text(f"{key}.description", **values) + self.marks(*sources)]
        rows = self.released.table(table) if frame is None and table else frame
        if rows is not None:
            data = self._table(rows, self.text("site.data_of", caption=caption), Layout(digits or {}, percents))
            parts.append(fold("data", summary=self.text("site.show_data"), content=data))
        show("\n\n".join(parts) + self._files(download or table, figure=name))

    def draw(self, function: Callable[..., Figure], *tables: str, **options: Any) -> Figure | None:
        """Call a figure function with released tables; None if one of them was withheld."""
        frames = [self.released.table(name) for name in tables]
        if any(frame is None for frame in frames):
            return None
        style.apply_style()
        return function(*frames, **options)

    def cards(self, cards: Sequence[Card]) -> None:
        """Show key findings side by side."""
        show(box("findings", "\n\n".join(self._card(card) for card in cards)))

    def quote(self, text: str, *, speaker: str) -> None:
        """Show the words of a person who agreed to be quoted."""
        show(box("quote", f"> {escape(text)}\n\n{box('speaker', escape(speaker))}"))

    def sources(self) -> None:
        """Show the list of results that the page has quoted: call it last."""
        if listed := self._sources.as_list():
            heading, lead = self.text("site.sources"), self.text("site.sources_lead")
            show(f"## {heading}\n\n{lead}\n\n{box('sources', listed)}")

    def _table(self, frame: pd.DataFrame, caption: str, layout: Layout) -> Markdown:
        levels = self._levels(frame)
        if len(levels) == 1:
            level = numbers.percent(levels.pop(), 0, self.language)
            named = {"interval": self.text("site.interval_of_level", conf_level=level)}
            layout = replace(layout, heads=named | dict(layout.heads))
        return table_markdown(
            frame,
            caption=caption,
            layout=layout,
            catalogue=self.catalogue,
            labels=self.labels,
            sources=self._sources,
        )

    def _levels(self, frame: pd.DataFrame) -> set[float]:
        """Return the confidence levels of the intervals of a table; none where its rows are not of the ledger."""
        if not {"interval", "result_id"} <= set(frame.columns):
            return set()
        rows = self.released.results
        return set(rows.loc[rows["result_id"].isin(frame["result_id"]), "conf_level"].dropna())

    def _not_released(self, item: str, dimension: str = "") -> Markdown:
        what = self.table_title(item)
        if "/" in item:
            what = item_name(item, catalogue=self.catalogue, labels=self.labels).what
        if dimension:
            what = self.plain("site.by_dimension", what=what, dimension=self.catalogue.dimension(dimension))
        key = "site.withheld" if self._is_withheld(item, dimension) else "site.not_released"
        return box("not-shown", self.text(key, what=what, item=code(item)))

    def _is_withheld(self, item: str, dimension: str) -> bool:
        kept = [each for each in self.released.withheld["item"] if _is_of(each, item)]
        names = (item_name(each, catalogue=self.catalogue, labels=self.labels) for each in kept)
        return any(not dimension or name.dimension == dimension for name in names)

    def _card(self, card: Card) -> Markdown:
        badge = box("certainty", self.text(f"site.badge.{card.certainty}"))
        value = box("value", escape(card.value) + self.marks(card.result_id))
        parts = [f"### {card.heading}", value, box("interval", card.interval), card.sentence, badge]
        return box(f"finding {card.certainty}", "\n\n".join(parts))

    def _files(self, download: str | Sequence[str], figure: str = "") -> Markdown:
        links = []
        for name in [download] if isinstance(download, str) else download:
            if name:
                text = self.text("site.download_results" if name == "results" else "site.download", name=name)
                links.append(f'<a class="download" href="downloads/{name}.csv">{text}</a>')
        if figure:
            links.append(f'<a href="figures/{figure}.svg">{self.text("site.open_figure")}</a>')
        return Markdown("\n\n") + box("files", "\n".join(links)) if links else Markdown("")


def _is_of(withheld: str, item: str) -> bool:
    """Tell whether an item of ``withheld.csv`` is what a page asks for, a part of it, or its breakdown."""
    quantity, by, _ = withheld.partition(BY)
    return withheld == item or withheld.startswith(f"{item}/") or bool(by and f"{item}/".startswith(f"{quantity}/"))


def show(markdown: str) -> None:
    """Show Markdown as an output of the cell."""
    from IPython.display import display

    display({"text/markdown": markdown}, raw=True)


def show_image(figure: Figure, *, alt: str, caption: str, name: str) -> None:
    """Show a figure as SVG; its alt text, caption and file name travel in the metadata of the output."""
    from IPython.display import display
    from matplotlib import pyplot as plt

    svg = style.to_svg(figure)
    plt.close(figure)
    metadata = {"image/svg+xml": {"alt": alt, "caption": caption, "name": name}}
    display({"image/svg+xml": svg}, metadata=metadata, raw=True)
