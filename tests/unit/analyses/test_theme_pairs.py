"""Themes in one paragraph, of projects in which they can be counted by hand."""

import numpy as np
import pytest
from scipy.stats import fisher_exact

from evaluation.data.output_table import TableKind
from evaluation.stats.estimate import Status

from .test_themes import build, by_id, run


def together(tiny_project, coded):
    names = dict.fromkeys(coded, "clinician")
    return build(tiny_project, coded, roles=names, places=dict.fromkeys(coded, "elm"))


@pytest.fixture
def project(tiny_project):
    """Delay and hope share paragraphs 0 and 1 of s1 (one by each coder) and one of s3; s2 has one coder only."""
    return together(
        tiny_project,
        {
            "s1": {"ana": {"delay": [0, 1], "hope": [0]}, "ben": {"hope": [1]}},
            "s2": {"ana": {"delay": [2], "hope": [3]}},
            "s3": {"ben": {"delay": [3], "hope": [3]}},
        },
    )


def test_paragraphs_of_every_interview_that_a_counted_coder_finished(project):
    (pair,) = run(project).table("co_occurrence").to_dict("records")
    assert (pair["theme"], pair["other_theme"]) == ("delay", "hope")
    assert (pair["n_units_both"], pair["n_units_either"], pair["n_sources_both"]) == (3, 5, 2)
    assert pair["jaccard"] == pytest.approx(3 / 5)
    assert pair["expected"] == pytest.approx(2 * 2 / 4 + 1 / 4 + 1 / 4)


def test_the_headline_coder_alone_is_counted(project):
    (pair,) = run(project, headline_coder="Ana").table("co_occurrence").to_dict("records")
    assert (pair["n_units_both"], pair["n_units_either"], pair["n_sources_both"]) == (1, 4, 1)


def test_with_one_interview_the_test_is_fishers(tiny_project):
    project = together(tiny_project, {"s1": {"ana": {"delay": [0, 1], "hope": [0, 1]}}})
    (pair,) = run(project).table("co_occurrence").to_dict("records")
    assert pair["p_value"] == pytest.approx(fisher_exact([[2, 0], [0, 2]]).pvalue)
    assert pair["p_adjusted"] == pair["p_value"]


def test_a_pair_that_shuffles_cannot_change_is_not_tested(tiny_project):
    result = run(together(tiny_project, {"s1": {"ana": {"delay": [0, 1, 2, 3], "hope": [1]}}}))
    (pair,) = result.table("co_occurrence").to_dict("records")
    assert pair["p_value"] is None
    assert by_id(result)["pairs_tested/all"].estimate == 0


def test_pairs_found_are_counted_by_side(tiny_project):
    same = {f"s{n}": {"ana": {"delay": [n % 4], "hope": [n % 4]}} for n in range(8)}
    rows = by_id(run(together(tiny_project, same)))
    assert [rows[f"{name}/all"].estimate for name in ("pairs_tested", "pairs_together", "pairs_apart")] == [1, 1, 0]


def test_pairs_apart(tiny_project):
    apart = {f"s{n}": {"ana": {"delay": [0, 1], "hope": [2, 3]}} for n in range(8)}
    rows = by_id(run(together(tiny_project, apart)))
    assert [rows[f"{name}/all"].estimate for name in ("pairs_tested", "pairs_together", "pairs_apart")] == [1, 0, 1]
    row = rows["pairs_apart/all"]
    assert (row.status, row.prespecified) == (Status.EXPLORATORY, False)
    assert row.note.endswith("false discoveries held to one in twenty by Benjamini and Hochberg")


def test_the_table_is_restricted_and_exploratory(project):
    (table,) = (table for table in run(project).tables if table.name == "co_occurrence")
    assert (table.kind, table.prespecified) == (TableKind.RESTRICTED, False)


def test_a_project_without_codings_has_no_pairs(tiny_project):
    result = run(together(tiny_project, {"s1": {}}))
    assert result.table("co_occurrence").empty
    assert np.isnan(by_id(result)["saturation/order_held"].estimate)
