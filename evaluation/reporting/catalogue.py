"""Every sentence a reader sees, looked up by key in the catalogue of one language."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path

import yaml
from babel import Locale, UnknownLocaleError
from babel.lists import format_list

from evaluation.reporting.markdown import one_line
from evaluation.reporting.numbers import number

FOLDER = Path(__file__).with_name("catalogue")
PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)\}")
PLURAL_TAGS = frozenset({"zero", "one", "two", "few", "many", "other"})


class Catalogue:
    """The texts of one language.

    The files are ``evaluation/reporting/catalogue/<language>/<area>.yml``. A key is ``area.name``; nested names
    are joined by dots (``overdose_deaths.trend.alt``). A text holds ``{placeholders}``. A text whose form
    depends on a number is a mapping from the plural tags of the language (``one``, ``other``, ...) to texts; the
    number is always the placeholder ``{count}``.

    Parameters
    ----------
    language : str
        A folder of the catalogue: ``en``.
    columns : mapping
        What a study calls columns of its own: ``columns`` of ``about.json``.

    Raises
    ------
    LookupError
        If there is no catalogue of that language.

    Examples
    --------
    >>> catalogue = Catalogue("en")
    >>> catalogue.text("summary.communities", count=1)
    'One community takes part.'
    >>> catalogue.text("summary.communities", count=1234)
    '1,234 communities take part.'
    """

    def __init__(self, language: str, columns: Mapping[str, str] | None = None) -> None:
        self.language = language
        self._columns = columns or {}
        self._texts = _load(language)

    def text(self, key: str, **values: str | int) -> str:
        """Return one text with its placeholders filled.

        Parameters
        ----------
        key : str
            ``area.name``.
        **values : str or int
            The placeholders. ``count`` is an integer: it chooses the plural form and is written in the style of
            the language. Every other value is text that :mod:`evaluation.reporting.numbers` has formatted
            already, a year too. Values that the text does not use are ignored, because a translation may leave
            one out.

        Raises
        ------
        LookupError
            If the catalogue has no such key, or a placeholder is not given.
        TypeError
            If a number other than ``count`` is given unformatted.
        """
        wrong = sorted(name for name, value in values.items() if not isinstance(value, str) and name != "count")
        if wrong:
            raise TypeError(
                f"text {key!r}: {', '.join(wrong)} must be text; evaluation.reporting.numbers formats numbers"
            )
        template = self.template(key, count=values.get("count"))
        missing = sorted(set(PLACEHOLDER.findall(template)) - values.keys())
        if missing:
            raise LookupError(f"text {key!r} of language {self.language!r} needs {', '.join(missing)}")
        if isinstance(count := values.get("count"), int):
            values = {**values, "count": number(count, digits=0, language=self.language)}
        return PLACEHOLDER.sub(lambda match: str(values[match[1]]), template)

    def template(self, key: str, *, count: object = None) -> str:
        """Return a text as it stands in the catalogue, in the plural form for ``count``."""
        try:
            found = self._texts[key]
        except KeyError:
            raise LookupError(f"the catalogue of language {self.language!r} has no text {key!r}") from None
        if isinstance(found, str):
            return found
        if not isinstance(count, int):
            raise LookupError(f"text {key!r} of language {self.language!r} needs count, a whole number")
        return found.get(Locale.parse(self.language).plural_form(count), found["other"])

    def placeholders(self, key: str) -> frozenset[str]:
        """Return the names that a text needs, over all its plural forms."""
        found = self._texts[key]
        if isinstance(found, str):
            return frozenset(PLACEHOLDER.findall(found))
        return frozenset({"count"}.union(*(PLACEHOLDER.findall(form) for form in found.values())))

    def dimension(self, name: str) -> str:
        """Return what a column is called within a sentence; one that the catalogue does not know has its own name."""
        if name in self._columns:
            return one_line(self._columns[name])
        key = f"site.dimension.{name}"
        return self.text(key) if key in self else one_line(name.replace("_", " "))

    def column(self, name: str) -> str:
        """Return what a column is called at the head of a table.

        Raises
        ------
        LookupError
            If neither the study nor the catalogue has a name for it.
        """
        if name in self._columns:
            title = one_line(self._columns[name])
            return title[:1].upper() + title[1:]
        return self.text(f"site.column.{name}")

    def listed(self, words: Sequence[str]) -> str:
        """Return words as a list in a sentence: ``a, b and c``."""
        return format_list(words, locale=self.language)

    def __contains__(self, key: object) -> bool:
        return key in self._texts

    def __iter__(self) -> Iterator[str]:
        return iter(self._texts)


@lru_cache
def _load(language: str) -> Mapping[str, str | Mapping[str, str]]:
    files = sorted((FOLDER / language).glob("*.yml"))
    try:
        Locale.parse(language)
    except (UnknownLocaleError, ValueError) as error:
        raise LookupError(f"{language!r} is not a language") from error
    if not files:
        raise LookupError(f"there is no catalogue of language {language!r}")
    texts: dict[str, str | Mapping[str, str]] = {}
    for file in files:
        loaded = yaml.safe_load(file.read_text(encoding="utf-8"))
        texts.update(_flatten(file.stem, loaded or {}))
    return texts


def _flatten(prefix: str, node: object) -> Iterator[tuple[str, str | Mapping[str, str]]]:
    if isinstance(node, str):
        yield prefix, node.strip()
    elif isinstance(node, dict) and "other" in node and node.keys() <= PLURAL_TAGS:
        yield prefix, {tag: str(form).strip() for tag, form in node.items()}
    elif isinstance(node, dict):
        for name, child in node.items():
            yield from _flatten(f"{prefix}.{name}", child)
    else:
        raise LookupError(f"catalogue: {prefix} is {node!r}, which is neither a text nor a group of texts")
