"""The dictionary and the code agree: what one names, the other has."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest
import yaml

from evaluation.data.dictionary import (
    DICTIONARY_FOLDER,
    QUALITATIVE_TABLES,
    load_code_list,
    load_table_schema,
    table_names,
)
from evaluation.data.episode_rule import EpisodeRule, Outcome
from evaluation.data.episodes import TreatmentEpisodes
from evaluation.data.parameters import SECTIONS
from evaluation.data.parameters.source import NAMES_OF_THE_WORKBENCH
from evaluation.disclosure import scope
from evaluation.disclosure.closed_list import QUANTITIES
from evaluation.disclosure.count_table import ARM
from evaluation.disclosure.ledger_counts import THEME
from evaluation.disclosure.quote_gate.quote import Consent

ROOT = Path(__file__).resolve().parents[2]
CODE_LISTS = sorted(path.stem for path in (DICTIONARY_FOLDER / "codelists").glob("*.csv"))
FOR_THE_READER_OF_THE_DATA_ONLY = {("spending", "source_of_funds")}
"""Columns that nothing computes with: they document a row."""
WITHOUT_ANALYSIS = {"series"} if "interrupted_series" not in SECTIONS else set()
"""Tables that can be read and that no section of a params file reads: no example can show them."""


@cache
def names_in_code() -> frozenset[str]:
    """Every string literal and attribute of the package but the demo simulator, which writes what it likes."""
    found = set()
    for path in sorted((ROOT / "evaluation").rglob("*.py")):
        if "demo" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.add(node.value)
            elif isinstance(node, ast.Attribute):
                found.add(node.attr)
    return frozenset(found)


def params_files() -> list[Path]:
    return [ROOT / "params" / "demo.yml", *sorted((ROOT / "params" / "examples").glob("*.yml"))]


def test_every_table_is_read_by_some_params_file():
    contents = [yaml.safe_load(path.read_text(encoding="utf-8")) for path in params_files()]
    read = {source["table"] for content in contents for source in content["sources"].values()}
    assert (read - {*QUALITATIVE_TABLES}) | WITHOUT_ANALYSIS == set(table_names())


@pytest.mark.parametrize("table", table_names())
def test_every_column_is_read_by_the_code_or_named_in_a_params_file(table):
    named = "\n".join(path.read_text(encoding="utf-8") for path in params_files())
    unread = {
        field.name
        for field in load_table_schema(table).fields
        if field.name not in names_in_code() and field.name not in named
    }
    assert unread - {column for owner, column in FOR_THE_READER_OF_THE_DATA_ONLY if owner == table} == set()


def test_columns_said_to_be_for_the_reader_only_exist_and_are_not_read():
    for table, column in FOR_THE_READER_OF_THE_DATA_ONLY:
        assert column in load_table_schema(table).names
        assert column not in names_in_code(), (table, column)


def test_code_lists_are_those_that_fields_name_and_the_roles_of_interviews():
    named = {
        field.code_list for table in table_names() for field in load_table_schema(table).fields if field.code_list
    }
    assert named | {"role"} == set(CODE_LISTS)


@pytest.mark.parametrize(
    ("code_list", "codes"),
    [
        ("medication", EpisodeRule.injections),
        ("event", ("death", "transfer", "jail", "inpatient")),
        ("date_type", ("death", "report")),
        ("consent", tuple(Consent)),
    ],
)
def test_codes_that_the_code_names_are_in_their_list(code_list, codes):
    assert set(codes) <= {code.code for code in load_code_list(code_list).codes}
    assert set(codes) <= names_in_code()


def test_follow_up_of_persons_ends_in_the_ways_of_episodes():
    assert load_table_schema("persons").field("status").constraints.enum == tuple(Outcome)


def test_columns_of_a_study_are_not_called_as_what_the_code_knows_by_name():
    coded = set(CODE_LISTS).union(*(load_table_schema(table).with_codes for table in table_names()))
    of_episodes = set(re.findall(r"``([a-z_]+)``", TreatmentEpisodes.__doc__.partition("rule :")[0]))
    assert "new_initiation" in of_episodes
    dimensions = {scope.PERIOD, scope.PLACE, scope.FOLLOW_UP, ARM, THEME}
    named = {name for entry in QUANTITIES.values() for name in (entry.id_names, *dict(entry.levels)) if name}
    assert (of_episodes | dimensions | named) - coded - {"age"} <= NAMES_OF_THE_WORKBENCH
