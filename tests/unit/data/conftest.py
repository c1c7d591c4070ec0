"""One file of data, the params file that declares it, and what reading it says."""

import sqlite3
from pathlib import Path

import pytest
import yaml

from evaluation.data.parameters import load_parameters
from evaluation.data.read import read_tables
from evaluation.errors import DataError


class OneSource:
    """A folder with a params file and one source called ``data``."""

    def __init__(self, folder: Path):
        self.folder = folder

    def evaluation(self, table, path, *, top=None, **source):
        content = {
            "evaluation": "example",
            "title": "Example",
            "synthetic": True,
            "seed": 1,
            "sources": {
                "data": {"path": str(path), "table": table, **source},
                "other": {"path": "other.csv", "table": "population"},
                "counts": {"path": "other.csv", "table": "overdose_deaths"},
            },
            "overdose_deaths": {"deaths": "counts", "population": "other"},
            **(top or {}),
        }
        params = self.folder / "params.yml"
        params.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False), encoding="utf-8")
        return load_parameters(params)

    def write(self, content, name="data.csv"):
        if not isinstance(content, bytes):
            lines = [content] if isinstance(content, str) else content
            content = "".join(f"{line}\n" for line in lines).encode()
        (self.folder / name).write_bytes(content)
        return name

    def read(self, table, content, *, name="data.csv", top=None, **source):
        """Read a file with this content (bytes, a text or lines) as a table of the dictionary."""
        self.write(content, name)
        return read_tables(self.evaluation(table, name, top=top, **source), ["data"])["data"]

    def problems(self, table, content, **options):
        """Return the problems that reading raises, as text without the folder."""
        with pytest.raises(DataError) as caught:
            self.read(table, content, **options)
        assert caught.value.exit_code == 11
        return [str(problem).replace(f"{self.folder}/", "") for problem in caught.value.problems]


@pytest.fixture
def source(tmp_path):
    return OneSource(tmp_path)


EXPORT = Path(__file__).with_name("taguette") / "export.sql"


@pytest.fixture
def export(tmp_path):
    """Return a function that writes what Taguette exported, changed by some SQL, and returns its path."""

    def write(*changes, name="export.sqlite3"):
        path = tmp_path / name
        path.unlink(missing_ok=True)
        connection = sqlite3.connect(path)
        connection.executescript(EXPORT.read_text(encoding="utf-8"))
        for change in changes:
            connection.execute(change)
        connection.commit()
        connection.close()
        return path

    return write
