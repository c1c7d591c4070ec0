"""What is to be released of groups in which all interviews, or none, hold a theme: it tells of everybody in them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from evaluation.disclosure.decision import Decision
from evaluation.disclosure.interviewees import STEM
from evaluation.disclosure.ledger_rows import PLACES, THEME, whole_number
from evaluation.disclosure.participants import GROUP_SIZE

EVERYBODY = "everybody"


@dataclass(frozen=True, order=True)
class Unanimous:
    """A theme that all interviews of a group hold, or none.

    Parameters
    ----------
    group : str
        ``role peer_worker``, or ``everybody``.
    theme : str
    n_holding, n_sources : int
        Equal, or 0 and some.
    shown_in : str
        Results and tables, parted by commas.
    """

    group: str
    theme: str
    n_holding: int
    n_sources: int
    shown_in: str


def unanimous_groups(decision: Decision) -> tuple[Unanimous, ...]:
    """Return every group of which a release would say that all or none hold a theme, by group and theme."""
    found: dict[tuple[str, str, int, int], list[str]] = {}
    for where, group, theme, n_holding, n_sources in (*_of_rows(decision), *_of_tables(decision)):
        if n_sources and n_holding in (0, n_sources):
            found.setdefault((group, theme, n_holding, n_sources), []).append(where)
    return tuple(sorted(Unanimous(*key, ", ".join(dict.fromkeys(places))) for key, places in found.items()))


def _of_rows(decision: Decision) -> Iterator[tuple[str, str, str, int, int]]:
    for row in decision.rows:
        terms = dict(term.partition("=")[::2] for term in row["subgroup"].split(";") if term)
        theme = terms.pop(THEME, "")
        n_holding, n_sources = whole_number(row["n_events"]), whole_number(row["n_obs"])
        if row["analysis"] == STEM and theme and n_holding is not None and n_sources:
            places = {name: row[name] for name in PLACES if row[name]}
            yield row["quantity"], _named({**terms, **places}), theme, n_holding, n_sources


def _of_tables(decision: Decision) -> Iterator[tuple[str, str, str, int, int]]:
    for shown in decision.count_tables:
        frame = shown.form.frame
        if THEME in frame and GROUP_SIZE in frame:
            groups = [name for name, _ in shown.form.levels if name != THEME]
            for row in frame.to_dict("records"):
                group = _named({name: str(row[name]) for name in groups})
                yield shown.form.name, group, str(row[THEME]), int(row["count"]), int(row[GROUP_SIZE])


def _named(levels: Mapping[str, str]) -> str:
    return ", ".join(f"{name} {level}" for name, level in levels.items()) or EVERYBODY
