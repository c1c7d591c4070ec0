"""Where the numbers of a page come from: small marks beside them, and the list that the marks lead to."""

from __future__ import annotations

import re
from collections.abc import Iterable

from evaluation.reporting import numbers
from evaluation.reporting.catalogue import Catalogue
from evaluation.reporting.markdown import Markdown, code, escape
from evaluation.reporting.released import Released

_LARGE_NUMBER = re.compile(r"\b\d{5,}\b")


class Sources:
    """The results that one page quotes, numbered in the order of their first mention.

    Parameters
    ----------
    released : Released
    catalogue : Catalogue
    """

    def __init__(self, released: Released, catalogue: Catalogue) -> None:
        self._released = released
        self._catalogue = catalogue
        self._places: dict[str, int] = {}

    def marks(self, result_ids: Iterable[str]) -> Markdown:
        """Return the marks of some results as inline Markdown; every mark carries its ``data-result-id``."""
        return Markdown("").join(self._mark(result_id) for result_id in result_ids)

    def as_list(self) -> str:
        """Return the numbered list: result id, method, whether it was prespecified. Blank if nothing was quoted."""
        return "\n".join(self._entry(result_id, place) for result_id, place in self._places.items())

    def _mark(self, result_id: str) -> Markdown:
        is_first = result_id not in self._places
        place = self._places.setdefault(result_id, len(self._places) + 1)
        anchor = f' id="mark-{place}"' if is_first else ""
        label = self._catalogue.text("site.source_mark", place=str(place))
        return Markdown(
            f'<a class="source"{anchor} href="#source-{place}" data-result-id="{result_id}" '
            f'title="{result_id}" aria-label="{label}">{place}</a>'
        )

    def _entry(self, result_id: str, place: int) -> str:
        entry = f'{place}. <span id="source-{place}">{code(result_id)}</span>'
        label = self._catalogue.text("site.back_to_mark", place=str(place))
        back = f'<a class="back" href="#mark-{place}" aria-label="{label}">↑</a>'
        row = self._released.estimate(result_id)
        if row is None:
            return f"{entry} {back}"
        plan = self._catalogue.text("site.prespecified" if row["prespecified"] else "site.exploratory")
        method = _LARGE_NUMBER.sub(lambda found: self._number(found[0]), row["method"])
        return f"{entry} {escape(method)}. {plan} {back}"

    def _number(self, digits: str) -> str:
        return numbers.number(int(digits), 0, self._catalogue.language)
