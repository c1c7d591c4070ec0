"""Marks of the interviews that each published run counts, kept beside the key of the project and never published.

Without the key a mark tells nothing; how many interviews came or went between two publications stays private, too.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from evaluation.data.whole_files import write_json
from evaluation.disclosure.publications.beside_the_key import read_beside_the_key
from evaluation.disclosure.publications.lines import DEFINED_IN
from evaluation.errors import DisclosureError, Problem

COUNTED_FILE = ".interviews"
AS = " "
_RESTORE = "the file as a release wrote it: restore it, or remove it: numbers of interviews then stay withheld"


@dataclass(frozen=True)
class CountedInterview:
    """The marks of an interview that is counted.

    Parameters
    ----------
    guid, name, text : str
        Blank where it has none.
    groups : mapping
        Dimension to the mark of its level.
    """

    guid: str
    name: str
    text: str
    groups: Mapping[str, str]


def read_counted(outputs: Path) -> Mapping[str, Sequence[CountedInterview]]:
    """Return the interviews of each published run by its id, none where there is no file.

    Those of a run whose release is the same as that of another are under the ids of both, with ``AS`` between.

    Raises
    ------
    DisclosureError
        If the file is damaged, or a link.
    """
    said = read_beside_the_key(outputs, COUNTED_FILE)
    try:
        if said is not None:
            found = {run_id: [CountedInterview(**each) for each in counted] for run_id, counted in said.items()}
            if all(found.values()) and all(map(_is_whole, itertools.chain(*found.values()))):
                return found
    except TypeError:
        pass
    problem = Problem(COUNTED_FILE, "is not what a release wrote", "", _RESTORE, DEFINED_IN)
    raise DisclosureError("Nothing is released: nobody can tell which interviews were counted before.", [problem])


def _is_whole(counted: CountedInterview) -> bool:
    texts = (counted.guid, counted.name, counted.text)
    return isinstance(counted.groups, dict) and all(
        isinstance(each, str) for each in (*texts, *counted.groups.values())
    )


def keep_counted(outputs: Path, name: str, counted: Sequence[CountedInterview]) -> None:
    """Keep the interviews of a run that is about to be published, in an order that tells nothing.

    Parameters
    ----------
    outputs : Path
    name : str
        Its id, or two ids as in :func:`read_counted`.
    counted : sequence of CountedInterview
    """
    kept = dict(read_counted(outputs))
    counted = sorted(counted, key=lambda each: (each.guid, each.name, each.text))
    run_id, is_same, _ = name.partition(AS)
    is_known = any(
        known == counted
        for each, known in kept.items()
        if each == name or (is_same and each.partition(AS)[0] == run_id)
    )
    if counted and not is_known:
        kept[name] = counted
        said = {run_id: [asdict(each) for each in kept[run_id]] for run_id in sorted(kept)}
        write_json(outputs / COUNTED_FILE, said)
