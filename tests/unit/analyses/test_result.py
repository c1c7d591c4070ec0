"""What one reads of a result: rows by quantity or beginning of the id, and tables that may not be there."""

from evaluation.analyses.ledger import EVERYBODY, Scope, ledger_row
from evaluation.analyses.result import AnalysisResult

RESULT = AnalysisResult(
    tuple(
        ledger_row("retention", quantity, scope, more, unit="chi2", method="")
        for quantity, scope, more in (
            ("log_rank", Scope("arm"), "late"),
            ("log_rank_trend", Scope("arm"), "all"),
            ("cumulative_incidence", EVERYBODY, "died"),
            ("cumulative_incidence", Scope("cep"), "died"),
        )
    ),
    (),
)


def test_rows_are_of_whole_names():
    assert RESULT.rows("log_rank")["result_id"].tolist() == ["retention/log_rank/arm/late"]
    assert RESULT.rows("cumulative_incidence/all", "log_rank_trend")["result_id"].tolist() == [
        "retention/log_rank_trend/arm/all",
        "retention/cumulative_incidence/all/died",
    ]
    assert RESULT.rows("retained").empty


def test_a_table_that_was_not_made_has_no_rows():
    assert RESULT.table_if_made("incidence_curve").empty
