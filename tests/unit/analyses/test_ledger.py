"""Whom a row is about, and the result id that says so."""

import math

import pytest

from evaluation.analyses.ledger import EVERYBODY, Scope, count_row, ledger_row
from evaluation.stats.estimate import Status


@pytest.mark.parametrize(
    ("scope", "key", "columns"),
    [
        (EVERYBODY, "all", {}),
        (Scope.of("arm", "cep"), "cep", {"arm": "cep"}),
        (Scope.of("community", "elm"), "elm", {"community": "elm"}),
        (Scope.of("age_group", "65+"), "age_group.65", {"subgroup": "age_group=65+"}),
        (Scope("log"), "log", {}),
        (
            Scope("delay", (("theme", "delay"), ("arm", "cep"), ("role", "clinician"))),
            "delay",
            {"arm": "cep", "subgroup": "theme=delay;role=clinician"},
        ),
    ],
)
def test_a_scope_has_a_key_and_columns_of_the_ledger(scope, key, columns):
    assert (scope.key, scope.columns) == (key, columns)


def test_a_row_is_named_in_the_order_of_its_result_id():
    row = ledger_row(
        "themes", "prevalence", Scope.of("arm", "cep"), "d30", unit="days", method="", notes=["a", "", "b"]
    )
    assert (row.result_id, row.arm, row.note) == ("themes/prevalence/cep/d30", "cep", "a; b")
    assert math.isnan(row.estimate)
    assert (row.status, row.prespecified) == (Status.PRIMARY, True)


def test_a_count_describes_the_data_unless_it_is_called_a_result():
    given = {"unit": "rows", "method": "counted"}
    assert count_row("retention", "rows", EVERYBODY, 3, **given).status is Status.DIAGNOSTIC
    assert count_row("retention", "rows", EVERYBODY, 3, status=Status.PRIMARY, **given).status is Status.PRIMARY
