"""The gate: open for a right model, closed by what fails, and by what is not known."""

import math

import numpy as np
import pytest

from evaluation.analyses.interruption.diagnostics import examination
from evaluation.analyses.interruption.diagnostics.diagnosis import Diagnosis, Verdict
from evaluation.analyses.interruption.gate import diagnostic_rows, gate_row
from evaluation.analyses.interruption.left_out_years import without_each_year
from evaluation.analyses.interruption.modelled import model_all
from evaluation.data.parameters.interruption import CoIntervention
from evaluation.stats.estimate import Status

from .monthly import month, poisson, study_of

GATING = ("completeness", "periods_before", "rolling_sums", "mass_at_end", "co_intervention", "leave_one_year_out")


def rows_of(study, seed=1):
    modelled = model_all(study)
    years = without_each_year(study, modelled) if study.parameters.interventions else {}
    return list(diagnostic_rows(study, modelled, years, np.random.default_rng(seed)))


def gate(study):
    (found,) = [row for row in rows_of(study) if row.quantity == "gate"]
    return found


def diagnosis(verdict, estimate, gates=True):
    return Diagnosis(name="some_check", verdict=verdict, estimate=estimate, unit="", note="", gates=gates)


def test_a_right_model_leaves_it_open():
    row = gate(study_of(poisson(), start=36))
    assert (row.estimate, row.note, row.unit) == (0.0, "open", "failed checks")
    assert (row.result_id, row.status) == ("overdose_deaths/gate/s0", Status.DIAGNOSTIC)


def test_reasons_are_told_in_words():
    short = study_of(poisson(), start=20, co_interventions=(CoIntervention(name="law", start=month(22)),))
    row = gate(short)
    assert row.estimate == 2.0
    assert row.note == (
        "closed: too few months came before to learn a trend from, something else changed at about the same time"
    )


@pytest.mark.parametrize(
    ("verdict", "estimate", "gates", "closes"),
    [
        (Verdict.PASS, 1.0, True, False),
        (Verdict.WARN, 1.0, True, False),
        (Verdict.INFORMATIONAL, 0.0, True, False),
        (Verdict.FAIL, 1.0, True, True),
        (Verdict.FAIL, 1.0, False, False),
        (Verdict.PASS, math.nan, True, True),
        (Verdict.PASS, math.nan, False, False),
    ],
)
def test_what_fails_or_is_not_known_closes_it(verdict, estimate, gates, closes):
    study = study_of(poisson(), start=36)
    row = gate_row(study, model_all(study)[0], [diagnosis(verdict, estimate, gates)])
    assert row.estimate == closes
    assert row.note == ("closed: some check is not known" if closes else "open")


def test_a_diagnostic_that_breaks_closes_it(monkeypatch):
    def broken(study, item):
        raise FloatingPointError("it broke")

    monkeypatch.setattr(examination, "completeness", broken)
    rows = {row.quantity: row for row in rows_of(study_of(poisson(), start=36))}
    assert rows["gate"].note == "closed: completeness is not known"
    assert math.isnan(rows["completeness"].estimate)
    assert rows["completeness"].note == "fail; completeness is not known; not computed: it broke"


def test_without_a_model_nothing_is_known():
    counts = poisson()
    counts[36:] = 0
    rows = {row.quantity: row for row in rows_of(study_of(counts, start=36))}
    assert (rows["gate"].estimate, rows["gate"].note) == (len(GATING), "closed: there is no model")
    assert set(rows) == {"gate", *GATING}
    for name in GATING:
        assert rows[name].note.startswith("fail; ")
        assert "not estimable" in rows[name].note


def test_without_an_intervention_and_for_a_control_there_is_no_gate():
    assert not {"gate", *GATING} & {row.quantity for row in rows_of(study_of(poisson()))}
    two = study_of(poisson(size=2), start=36, controls=("s1",))
    rows = rows_of(two)
    assert [row.result_id for row in rows if row.quantity in ("gate", "completeness")] == [
        "overdose_deaths/gate/s0",
        "overdose_deaths/completeness/s0",
    ]
    assert {"overdose_deaths/ljung_box/s0", "overdose_deaths/ljung_box/s1"} <= {row.result_id for row in rows}


def test_each_series_has_a_stream_of_its_own():
    counts = poisson(size=2)
    alone, both = (rows_of(study_of(values, start=36)) for values in (counts[0], counts))
    numbers = [
        {row.result_id: (row.estimate, row.p_value) for row in rows if row.result_id.endswith("/s0")}
        for rows in (alone, both)
    ]
    assert list(numbers[0]) == list(numbers[1])
    for name, pair in numbers[0].items():
        assert pair == pytest.approx(numbers[1][name], rel=1e-6, nan_ok=True)


def test_notes_begin_with_the_verdict():
    verdicts = {verdict.value for verdict in Verdict}
    for row in rows_of(study_of(poisson(), start=36)):
        if row.quantity != "gate":
            assert row.note.partition(";")[0] in verdicts
