"""The released files that the ledger keeps beside its lines, and whether another folder has the same."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from evaluation.data.whole_files import differences_from, hashes, read_json
from evaluation.disclosure.publications.lines import DEFINED_IN, LEDGER, RESTORE
from evaluation.disclosure.publications.publication import Publication
from evaluation.errors import Problem

CERTIFICATE = "certificate.json"
ABOUT = "about.json"
_OF_THE_MAKING = frozenset({"run_id", "data_made", "released_at", "code"})
_NUMBER, _NEW = re.compile(r"\d+"), re.compile(r"\.(\d{4,})\.new")


def name_of(number: int) -> str:
    """Return the folder of a publication: ``0001``."""
    return f"{number:04d}"


def numbers_of(files: Mapping[str, str]) -> dict[str, str]:
    """Return the hashes of the files that are not about the release itself."""
    return {name: digest for name, digest in files.items() if name not in (ABOUT, CERTIFICATE)}


def texts_of(released: Path) -> dict[str, Any]:
    """Return what a release says about itself, but for when and by which code it was made."""
    about = read_json(released / ABOUT, where=f"{released.name}/{ABOUT}")
    return {name: content for name, content in about.items() if name not in _OF_THE_MAKING}


def finish(folder: Path, numbers: Sequence[int]) -> None:
    """Put the files of a publication whose release was killed in place, and remove what was never published."""
    for left in sorted(folder.glob(".*.new")):
        match = _NEW.fullmatch(left.name)
        place = folder / name_of(int(match[1])) if match and int(match[1]) in numbers else None
        if place and _is_folder(left) and not (place.exists() or place.is_symlink()):
            left.rename(place)
        else:
            _remove(left)
    for left in folder.glob(f".{LEDGER}.*"):
        _remove(left)


def kept_problems(folder: Path, publications: Sequence[Publication]) -> Iterator[Problem]:
    """Yield every file that is missing, was added or edited, or is a link: what a link leads to is kept elsewhere."""
    for publication in publications:
        kept = folder / name_of(publication.number)
        if links := [path for path in (kept, *sorted(kept.rglob("*"))) if path.is_symlink()]:
            names = (path.relative_to(folder).as_posix() for path in links)
            yield from (Problem(name, "is a link", "", RESTORE, DEFINED_IN) for name in names)
            continue
        for name, wrong in differences_from(hashes(kept), publication.files):
            yield Problem(f"{kept.name}/{name}", wrong, "", RESTORE, DEFINED_IN)
    known = {name_of(each.number) for each in publications}
    for name in sorted(path.name for path in folder.iterdir()):
        if _NUMBER.fullmatch(name) and name not in known:
            yield Problem(name, "is a publication that the ledger does not have", "", RESTORE, DEFINED_IN)


def _is_folder(path: Path) -> bool:
    return path.is_dir() and not path.is_symlink()


def _remove(left: Path) -> None:
    if _is_folder(left):
        shutil.rmtree(left)
    else:
        left.unlink()
