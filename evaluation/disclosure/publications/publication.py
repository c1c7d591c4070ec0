"""The lines of the ledger: what was let out, from which data, and who answers for it; chained by hashes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Self

FIRST = ""
_SIGNATURES = frozenset({"checked_by", "exceptions"})


class _Line:
    """What all lines have: a hash of everything in them, which the next line names."""

    @property
    def sha256(self) -> str:
        """SHA-256 of everything in the line, and so of all lines before."""
        return hashlib.sha256(_canonical(asdict(self)).encode("utf-8")).hexdigest()

    def line(self) -> str:
        """Return the line of the ledger."""
        return _canonical({**asdict(self), "sha256": self.sha256}) + "\n"

    @property
    def signatures(self) -> dict[str, Any]:
        """Who answers for the release, as its certificate says it."""
        return {"checked_by": self.checked_by, "exceptions": self.exceptions}

    @classmethod
    def from_content(cls, content: Mapping[str, Any], line: str) -> Self:
        """Return the line that has this content and is written so.

        Raises
        ------
        ValueError
            If it is not the one of which it has the hash.
        """
        said = dict(content)
        written = said.pop("sha256", None)
        try:
            found = cls(**said)
            whole = found.line() == line
        except TypeError as error:
            if not _SIGNATURES & said.keys() and "files" in said:
                raise ValueError("a publication of an older version, which does not say who checked it") from error
            raise ValueError("fields that a line of the ledger has not, or fewer") from error
        if written != found.sha256 or not whole:
            raise ValueError("content that is not what its hash was made of")
        return found


@dataclass(frozen=True)
class Publication(_Line):
    """Numbers and texts that were let out.

    Parameters
    ----------
    number : int
        1 for the first publication of the ledger, one more for each that follows.
    previous : str
        ``sha256`` of the line before; blank for the first.
    published_at : str
        UTC, ``YYYY-MM-DDTHH:MM:SSZ``.
    evaluation, run_id, policy : str
        What was released, and by which rules.
    population : str
        Whom the numbers are about: publications of one population are protected together.
    source_key : str
        Name of the key that marks the sources.
    sources : mapping
        Name of each source about people to the mark of its content: equal for equal files, and no hash that could
        be tried on guesses.
    checked_by : str
        Who has checked the review; blank where nobody needs to.
    exceptions : sequence of mapping
        Every signed exception that lets something of it be shown.
    files : mapping
        Path of each released file to its SHA-256, without the certificate, which names the publication.
    """

    number: int
    previous: str
    published_at: str
    evaluation: str
    run_id: str
    policy: str
    population: str
    source_key: str
    sources: Mapping[str, str]
    checked_by: str
    exceptions: Sequence[Mapping[str, Any]]
    files: Mapping[str, str]


@dataclass(frozen=True)
class Countersignature(_Line):
    """The same numbers and texts, released again by who answers for them otherwise: no new publication.

    Parameters
    ----------
    of : int
        Number of the publication.
    previous : str
        ``sha256`` of the line before.
    signed_at : str
        UTC, ``YYYY-MM-DDTHH:MM:SSZ``.
    run_id : str
        The run that was released; its files are those of the publication.
    checked_by : str
    exceptions : sequence of mapping
    """

    of: int
    previous: str
    signed_at: str
    run_id: str
    checked_by: str
    exceptions: Sequence[Mapping[str, Any]]


def line_of(text: str) -> Publication | Countersignature:
    """Read a line of the ledger.

    Raises
    ------
    ValueError
        If it is none, or not the one of which it has the hash.
    """
    try:
        content = json.loads(text)
    except RecursionError as error:
        raise ValueError("brackets in too many others") from error
    if not isinstance(content, dict):
        raise ValueError("no JSON object")
    kind = Countersignature if "of" in content else Publication
    return kind.from_content(content, text)


def _canonical(content: Mapping[str, Any]) -> str:
    return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
