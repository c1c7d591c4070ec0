"""One publication: what was let out when, from which data, and the hash that chains it to the one before."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

FIRST = ""


@dataclass(frozen=True)
class Publication:
    """A line of the ledger of publications.

    Parameters
    ----------
    number : int
        1 for the first publication of the ledger, one more for each that follows.
    previous : str
        ``sha256`` of the publication before; blank for the first.
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
    files: Mapping[str, str]

    @property
    def sha256(self) -> str:
        """SHA-256 of everything in the line, and so of all publications before."""
        return hashlib.sha256(_canonical(asdict(self)).encode("utf-8")).hexdigest()

    def line(self) -> str:
        """Return the line of the ledger."""
        return _canonical({**asdict(self), "sha256": self.sha256}) + "\n"

    @classmethod
    def from_line(cls, line: str) -> Publication:
        """Read a line of the ledger.

        Raises
        ------
        ValueError
            If it is no publication, or not the one of which it has the hash.
        """
        try:
            content = json.loads(line)
            if not isinstance(content, dict):
                raise ValueError("no JSON object")
            written = content.pop("sha256", None)
            publication = cls(**content)
            whole = publication.line() == line
        except RecursionError as error:
            raise ValueError("brackets in too many others") from error
        except TypeError as error:
            raise ValueError("fields that a publication has not, or fewer") from error
        if written != publication.sha256 or not whole:
            raise ValueError("content that is not what its hash was made of")
        return publication


def _canonical(content: Mapping[str, Any]) -> str:
    return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
