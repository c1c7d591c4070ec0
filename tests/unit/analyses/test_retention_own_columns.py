"""People compared by columns of the study's own, from the params file to the tables."""

import numpy as np
import pytest
import yaml

from evaluation.analyses import retention
from evaluation.data.output_table import TableKind
from evaluation.data.parameters import load_parameters
from evaluation.data.read import read_tables

OWN = {
    "housing": {
        "title": "Housing",
        "type": "string",
        "levels": [{"code": "unstable", "label": "Unstable"}, {"code": "stable", "label": "Stable"}],
    },
    "income": {"title": "Income", "type": "number"},
    "site": {"title": "Site", "type": "string"},
}


def analysed(folder, sources, files, **parameters):
    for name, rows in files.items():
        (folder / f"{name}.csv").write_text("".join(f"{row}\n" for row in rows), encoding="utf-8")
    content = {
        "evaluation": "own",
        "title": "Columns of our own",
        "synthetic": True,
        "seed": 1,
        "sources": {name: {"path": f"{name}.csv", "table": name, **more} for name, more in sources.items()},
        "retention": {"groups": ["housing", "site"], "covariates": ["housing", "income"], "landmarks": [30]}
        | parameters,
    }
    (folder / "own.yml").write_text(yaml.safe_dump(content, sort_keys=False), encoding="utf-8")
    evaluation = load_parameters(folder / "own.yml")
    tables = read_tables(evaluation, evaluation.retention.source_names())
    return retention.analyse(tables, evaluation.retention, np.random.default_rng(1))


def of_persons(folder):
    rows = [
        f"{20 + 7 * n},{int(n % 4 > 0)},{'stable' if n % 3 else 'unstable'},{n % 5},{'east' if n % 2 else 'west'}"
        for n in range(30)
    ]
    files = {"persons": ["time,status,housing,income,site", *rows]}
    return analysed(folder, {"persons": {"own_columns": OWN}}, files, dispensing="", persons="persons")


def of_supply(folder):
    fills = [f"{n},2020-01-{1 + n:02d},methadone,{20 + 5 * n}" for n in range(1, 21)]
    people = [f"{n},{'stable' if n % 3 else 'unstable'},{n % 5},{'east' if n % 2 else 'west'}" for n in range(1, 21)]
    files = {
        "dispensing": ["person_id,date,medication,days_supply", *fills],
        "patients": ["person_id,housing,income,site", *people],
    }
    more = {"observation_start": "2020-01-01", "observation_end": "2021-01-01", "washout_days": 0}
    return analysed(folder, {"dispensing": {}, "patients": {"own_columns": OWN}}, files, patients="patients", **more)


@pytest.mark.parametrize("door", [of_persons, of_supply])
def test_people_are_compared_by_them(tmp_path, door):
    found = door(tmp_path)
    rows = {row.result_id: row for row in found.estimates}
    assert "retention/hazard_ratio/income" in rows
    assert rows["retention/hazard_ratio/housing.unstable"].estimate == 1.0
    assert "reference: unstable" in rows["retention/hazard_ratio/housing.stable"].note
    assert "retention/log_rank/site" in rows
    tables = {table.name: table for table in found.tables}
    assert tables["persons_by_housing"].kind is TableKind.COUNTS
    assert [row[0] for row in tables["persons_by_housing"].rows] == ["unstable", "stable"]
    assert tables["persons_by_site"].kind is TableKind.RESTRICTED
