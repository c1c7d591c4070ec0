"""Finished run folders made by hand: a few communities, a few numbers, nothing computed."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from datetime import UTC, datetime
from pathlib import Path

import yaml

from evaluation.data.output_table import OutputTable, Sensitivity, TableKind
from evaluation.data.params_place import note_params_file, params_file_of
from evaluation.data.whole_files import hashes_of_run, sha256_of
from evaluation.disclosure.policy import load_policy
from evaluation.disclosure.quote_gate import judge_quotes
from evaluation.disclosure.quote_gate.quote import Consent
from evaluation.disclosure.quote_gate.readers import Decision, Word, append_decisions
from evaluation.disclosure.run_folder import read_finished_run
from evaluation.stats.estimate import LEDGER_COLUMNS, Estimate, Status

ARMS = {"cep": {"name": "Arm one"}, "rfs": {"name": "Arm two"}}
COMMUNITIES = {
    "alder": {"name": "Alder", "arm": "cep"},
    "birch": {"name": "Birch", "arm": "cep"},
    "elm": {"name": "Elm", "arm": "rfs"},
    "fir": {"name": "Fir", "arm": "rfs"},
}
MONTHS = [f"{year}-{month:02d}" for year in (2019, 2020) for month in range(1, 13)]
PARAMS = {
    "evaluation": "tiny",
    "title": "A tiny evaluation",
    "synthetic": True,
    "seed": 1,
    "sources": {
        "deaths": {"path": "data/deaths.csv", "table": "overdose_deaths"},
        "population": {"path": "data/population.csv", "table": "population"},
        "people": {"path": "data/people.csv", "table": "persons"},
        "interviews": {"path": "data/interviews.qdpx", "table": "refi_qda"},
        "quotes": {"path": "data/quotes.csv", "table": "quotes"},
        "naloxone": {"path": "data/naloxone.csv", "table": "naloxone"},
    },
    "arms": ARMS,
    "communities": COMMUNITIES,
    "activities": {"naloxone": "naloxone"},
    "overdose_deaths": {
        "deaths": "deaths",
        "population": "population",
        "interventions": [{"name": "coalition", "date": "2020-07-01"}],
    },
    "retention": {"dispensing": "", "persons": "people", "landmarks": [30, 90]},
    "themes": {"interviews": "interviews", "quotes": "quotes"},
}
SIGNATURES = "signatures.csv"
READERS = ("Synthetic reader one", "Synthetic reader two")
SIGNED_AT = datetime(2024, 5, 1, 12, tzinfo=UTC)
REASON = "words like others, in a synthetic quote"
QUOTE_COLUMNS = ("quote_id", "source", "theme", "text", "role", "community", "consent", "text_sha256")


class RunBuilder:
    """Collects rows and tables and writes them as a finished run.

    ``builder.deaths("all", "2020", 57)`` adds a row of the ledger, ``builder.table(...)`` a table of counts.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "tiny" / "run"
        self.params_file = folder.parent / "params" / "tiny.yml"
        self.params = json.loads(json.dumps(PARAMS))
        self.rows: list[Estimate] = []
        self.tables: list[OutputTable] = []
        self.modelled: dict[str, Mapping[str, tuple[int, float]]] = {}
        self.not_modelled: dict[tuple[str, str], int] = {}
        self.segments: list[str] = []
        self.readers: Sequence[str] = READERS
        self.withdrawn: Sequence[str] = ()
        self.manifest = {
            "synthetic": True,
            "run_id": "20240601T120000Z-0a1b2c3d",
            "status": "finished",
            "started": "2024-06-01T12:00:00Z",
            "code": {"commit": "0" * 40, "dirty": False},
            "inputs": {"population": {"rows": 40}, "deaths": {"rows": 4000}},
            "notebooks": {
                stem: {"status": "finished"} for stem in ("activities", "overdose_deaths", "retention", "themes")
            },
        }

    def row(self, result_id: str, **values: object) -> RunBuilder:
        """Add a row of the ledger; analysis and quantity are read from its id."""
        analysis, quantity = result_id.split("/")[:2]
        given = {"unit": "count", "method": "counted", "status": Status.PRIMARY, "prespecified": True}
        given |= {"estimate": float("nan"), **values}
        self.rows.append(Estimate(result_id=result_id, analysis=analysis, quantity=quantity, **given))
        return self

    def deaths(self, scope: str, period: str, count: int, **values: object) -> RunBuilder:
        """Add the row that counts deaths of a scope (``all``, an arm, a community) in a period."""
        where = {"arm": scope} if scope in ARMS else {"community": scope} if scope in COMMUNITIES else {}
        name = period.replace("/", "_") or "all"
        given = {"period": period, "estimate": float(count), "n_events": count, "unit": "deaths", **where, **values}
        return self.row(f"overdose_deaths/deaths/{scope}/{name}", **given)

    def model(
        self, quantity: str, scope: str, *, months: Mapping[str, tuple[int, float]] | None = None, **values: object
    ) -> RunBuilder:
        """Add a model estimate of deaths; 96 months and 2,000 deaths unless said otherwise.

        ``months`` maps each month that the model was fitted to to its deaths and its leverage; by default all deaths
        happened in January 2019 and none in the rest of the two years.
        """
        n_events = values.get("n_events", 2000)
        january = {"2019-01": (n_events or 0, 0.1)}
        self.modelled[scope.partition("/")[0]] = months or (dict.fromkeys(MONTHS, (0, 0.1)) | january)
        series = scope.partition("/")[0]
        where = {"arm": series} if series in ARMS else {}
        given = {"estimate": 0.8765432198, "unit": "rate ratio", "n_obs": 96, "n_events": 2000, **where, **values}
        return self.row(f"overdose_deaths/{quantity}/{scope}", **given)

    def table(
        self,
        name: str,
        dimensions: Sequence[str],
        cells: Mapping[tuple[str, ...], int] | Iterable[tuple[object, ...]],
        **values: object,
    ) -> RunBuilder:
        """Add a table of deaths: ``cells`` maps levels to counts; rows may have person-years after the count."""
        rows = [(*key, count) for key, count in cells.items()] if isinstance(cells, Mapping) else list(cells)
        given = {
            "analysis": "overdose_deaths",
            "kind": TableKind.COUNTS,
            "sensitivity": Sensitivity.VITAL,
            "columns": (*dimensions, "deaths", *(("person_years",) if len(rows[0]) > len(dimensions) + 1 else ())),
            "measure": "overdose death",
            "dimensions": tuple(dimensions),
            "count": "deaths",
            "exposure": "person_years" if len(rows[0]) > len(dimensions) + 1 else "",
            **values,
        }
        self.tables.append(OutputTable(name=name, rows=tuple(map(tuple, rows)), **given))
        return self

    def persons(self, name: str, dimension: str, cells: Mapping[str, int]) -> RunBuilder:
        """Add a table of people in treatment by one dimension."""
        return self.table(
            name,
            [dimension],
            {(level,): count for level, count in cells.items()},
            analysis="retention",
            sensitivity=Sensitivity.PATIENT,
            columns=(dimension, "persons"),
            measure="person starting treatment",
            count="persons",
        )

    def interviews(
        self, sizes: Mapping[str, int], themes: Mapping[str, Mapping[str, int]] | None = None
    ) -> RunBuilder:
        """Add interviews by role, and by theme and role, as rows and as tables."""
        total = sum(sizes.values())
        self.row("themes/sources/all", estimate=float(total), n_obs=total)
        for role, size in sizes.items():
            self.row(f"themes/sources/role.{role}", subgroup=f"role={role}", estimate=float(size), n_obs=size)
        common = {"analysis": "themes", "sensitivity": Sensitivity.PARTICIPANT, "measure": "participant"}
        by_role = {(role,): size for role, size in sizes.items()}
        self.table("sources_by_role", ["role"], by_role, columns=("role", "n_sources"), count="n_sources", **common)
        rows = [
            (theme, role, count, sizes[role])
            for theme, counts in (themes or {}).items()
            for role, count in counts.items()
        ]
        for theme, counts in (themes or {}).items():
            for role, count in {"": sum(counts.values()), **counts}.items():
                size = sizes.get(role, total)
                self.row(
                    f"themes/prevalence/{theme}/{f'role.{role}' if role else 'all'}",
                    subgroup=f"theme={theme}" + (f";role={role}" if role else ""),
                    estimate=count / size,
                    n_obs=size,
                    n_events=count,
                )
        if rows:
            columns = ("theme", "role", "n_sources_with_theme", "n_sources")
            self.table(
                "themes_by_role", ["theme", "role"], rows, columns=columns, exposure="", count=columns[2], **common
            )
        return self

    def leaving(self, group: str, levels: Mapping[str, tuple[int, int]]) -> RunBuilder:
        """Add how many people each level of a column has, and how many of them leave, as a restricted curve."""
        columns = ("scope", "group", "level", "time", "n_events", "n_censored")
        rows = [
            (f"{group}.{level}", group, level, 45, left, people - left) for level, (people, left) in levels.items()
        ]
        given = {"analysis": "retention", "sensitivity": Sensitivity.PATIENT}
        return self.other("survival_curve", TableKind.RESTRICTED, columns, rows, **given)

    def by_time(self, sizes: Mapping[str, int]) -> RunBuilder:
        """Add interviews by the time in which they were held."""
        rows = {(time,): size for time, size in sizes.items()}
        common = {"analysis": "themes", "sensitivity": Sensitivity.PARTICIPANT, "measure": "participant"}
        return self.table(
            "sources_by_time", ["time"], rows, columns=("time", "n_sources"), count="n_sources", **common
        )

    def quotes(self, rows: Iterable[tuple[str, str, str]], **more: str) -> RunBuilder:
        """Add quotes: text, role, consent, and columns that all have; each of another interview.

        ``readers`` sign all that they may, and the first excepts what was found.
        """
        more = {"coded": "trust", "attributes": "none", **more}
        full = [
            (f"INT-{number}", f"Interview {7 + number}", "trust", text, role, "alder", consent, "", *more.values())
            for number, (text, role, consent) in enumerate(rows)
        ]
        columns = (*QUOTE_COLUMNS, *more)
        return self.other("quotes", TableKind.RESTRICTED, columns, full, analysis="themes", sensitivity="participant")

    def sensitive(self, kept: Iterable[tuple[str, str]]) -> RunBuilder:
        """Add which themes are kept together: theme, and ``sensitive`` or why else. The plan names the sensitive."""
        kept = list(kept)
        self.params["themes"]["sensitive"] = [theme for theme, why in kept if why == "sensitive"]
        return self.other(
            "sensitive_themes",
            TableKind.RESTRICTED,
            ("theme", "why"),
            kept,
            analysis="themes",
            sensitivity="participant",
        )

    def frame(self, rows: Iterable[tuple[str, str, str]]) -> RunBuilder:
        """Add who was interviewed: interview, role, place."""
        full = [(source, source, role, "", place, "", "") for source, role, place in rows]
        columns = ("source", "person", "role", "group", "place", "event", "date")
        return self.other(
            "source_frame", TableKind.RESTRICTED, columns, full, analysis="themes", sensitivity="participant"
        )

    def consent(self, rows: Iterable[tuple[str, ...]]) -> RunBuilder:
        """Add the interviews: name, GUID, ``withdrawn`` or nothing, and in which groups those are that count."""
        columns = ("source", "guid", "consent", "groups", "text_sha256")
        full = [(*row, *("" if row[2] else "all", "")[len(row) - 3 :]) for row in rows]
        return self.other(
            "interview_consent", TableKind.RESTRICTED, columns, full, analysis="themes", sensitivity="participant"
        )

    def other(
        self, name: str, kind: TableKind, columns: Sequence[str], rows: Iterable[tuple[object, ...]], **values: object
    ) -> RunBuilder:
        """Add a table that is not one of counts."""
        given = {"analysis": "overdose_deaths", "sensitivity": "vital", **values}
        given["sensitivity"] = Sensitivity(given["sensitivity"])
        self.tables.append(OutputTable(name=name, kind=kind, columns=tuple(columns), rows=tuple(rows), **given))
        return self

    def write(self) -> Path:
        """Write the run folder and return it."""
        if self.modelled:
            declared = self.params["overdose_deaths"].get("interventions", [])
            starts = self.segments or [each["date"][:7] for each in declared]
            rows = [
                (period, scope, True, 1 + sum(period >= start for start in starts), *numbers)
                for scope, months in self.modelled.items()
                for period, numbers in months.items()
            ]
            rows += [(period, scope, False, None, n, None) for (period, scope), n in self.not_modelled.items()]
            columns = ("period", "series", "in_model", "segment", "deaths", "leverage")
            self.other("deaths_modelled", TableKind.RESTRICTED, columns, rows)
            self.modelled = {}
        if "themes" in self.params and not any(table.name == "source_frame" for table in self.tables):
            sizes = [row.n_obs or 0 for row in self.rows if row.result_id.startswith("themes/")]
            self.frame((f"Interview {number}", "", "") for number in range(1, max(sizes, default=0) + 1))
        if "themes" in self.params and not any(table.name == "interview_consent" for table in self.tables):
            (frame,) = (table for table in self.tables if table.name == "source_frame")
            names = dict.fromkeys([row[0] for row in frame.rows] + [*self.withdrawn])
            self.consent((name, "", "withdrawn" if name in self.withdrawn else "") for name in names)
        tables = self.folder / "restricted" / "tables"
        tables.mkdir(parents=True, exist_ok=True)
        rows = [[_text(getattr(row, name)) for name in LEDGER_COLUMNS] for row in self.rows]
        _write(self.folder / "results.csv", LEDGER_COLUMNS, rows)
        for table in self.tables:
            _write(tables / f"{table.name}.csv", table.columns, [[_text(cell) for cell in row] for row in table.rows])
            about = {field.name: getattr(table, field.name) for field in fields(table) if field.name != "rows"}
            (tables / f"{table.name}.json").write_text(json.dumps(about), encoding="utf-8")
        quotes = next((table for table in self.tables if table.name == "quotes"), None)
        if quotes:
            self._beside_the_params(quotes)
        (self.folder / "params.yml").write_text(yaml.safe_dump(self.params, sort_keys=False), encoding="utf-8")
        note_params_file(self.folder, self.params_file)
        seal(self.folder, self.manifest)
        if quotes and self.readers and {row[quotes.columns.index("consent")] for row in quotes.rows} <= set(Consent):
            sign_all(self.folder, self.readers)
        return self.folder

    def _beside_the_params(self, quotes: OutputTable) -> None:
        self.params.setdefault("disclosure", {}).setdefault("quote_signatures", SIGNATURES)
        data = self.params_file.parent / "data" / "quotes.csv"
        data.parent.mkdir(parents=True, exist_ok=True)
        self.params_file.write_text("evaluation: tiny\n", encoding="utf-8")
        _write(data, quotes.columns, [[_text(cell) for cell in row] for row in quotes.rows])
        self.manifest["inputs"]["quotes"] = {"path": "data/quotes.csv", "sha256": sha256_of(data)}
        interviews = data.with_name("interviews.qdpx")
        interviews.write_bytes(b"interviews")
        self.manifest["inputs"]["interviews"] = {"path": "data/interviews.qdpx", "sha256": sha256_of(interviews)}


def sign_all(folder: Path, readers: Iterable[str] = READERS) -> None:
    """Let readers sign the quotes of a run, and the first of them except all that was found in them."""
    run = read_finished_run(folder)
    judged = judge_quotes(run, load_policy(run.evaluation.disclosure.policy), SIGNED_AT)
    readers = list(readers)
    first = {"time": f"{SIGNED_AT:%Y-%m-%dT%H:%M:%SZ}", "role": "reader", "name": readers[0]}
    rows = [
        Decision(**first, decision=Word.NOT_IDENTIFYING, sha256=each.quote.sha256, finding=found.name, reason=REASON)
        for each in judged.quotes
        for found in each.scan.findings
    ]
    rows += [
        Decision(**first | {"name": name}, decision=Word.PUBLISH, sha256=each.quote.sha256)
        for each in judged.quotes
        for name in readers
    ]
    append_decisions(params_file_of(folder).parent / SIGNATURES, rows)


def seal(folder: Path, manifest: Mapping[str, object] | None = None) -> None:
    """Write the manifest with the hashes of a run folder as it is; by default that which it has."""
    path = folder / "manifest.json"
    about = json.loads(path.read_text(encoding="utf-8")) if manifest is None else dict(manifest)
    path.write_text(json.dumps(about | {"outputs": hashes_of_run(folder)}), encoding="utf-8")


def read(path: Path) -> list[dict[str, str]]:
    """Return the rows of a CSV file."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _text(value: object) -> str:
    if value is None or value != value:
        return ""
    return ("true" if value else "false") if isinstance(value, bool) else str(value)


def _write(path: Path, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)
