import pytest

from evaluation.disclosure.closed_list import QUANTITIES, Kind, Measure, public_text


@pytest.mark.parametrize(
    ("note", "kept"),
    [
        ("12 degrees of freedom", "12 degrees of freedom"),
        (
            "extrapolation: the counterfactual runs 42 months beyond",
            "extrapolation: the counterfactual runs 42 months beyond",
        ),
        ("months analysed: 2016-01-01/2024-01-01", "months analysed: 2016-01-01/2024-01-01"),
        ("reference: 15-24", "reference: 15-24"),
        ("95 % interval", "95 % interval"),
        ("segmented Poisson with latent AR(1); 4000 draws", "segmented Poisson with latent AR(1); 4000 draws"),
        (
            "log rate with AR(2) errors; negative binomial (NB2)",
            "log rate with AR(2) errors; negative binomial (NB2)",
        ),
        ("regression with ARIMA(1, 0, 0) x (1, 0, 1) errors", "regression with ARIMA(1, 0, 0) x (1, 0, 1) errors"),
        ("pass; 8 years left out in turn", "pass; 8 years left out in turn"),
        ("fail; turned round without 2019, 2020", "fail; turned round without 2019, 2020"),
        ("of 32 dates; over 12 declared specifications", "of 32 dates; over 12 declared specifications"),
        ("warn; AR(1) of 3 persons", "warn"),
        ("compared with 1 control series: counts given their total, latent AR(1) integrated out",) * 2,
        ("divergence found with a power of 80 percent, from the spread of the estimate",) * 2,
        ("3 persons without a date of birth", ""),
        ("leaving; 3 persons are followed again after days left out, and 3 leave then: not counted here", "leaving"),
        ("no date: 7", ""),
        ("prevalence 12.5%", ""),
        ("12.5% censored; log scale", "log scale"),
        ("the model holds 493 persons and 300 events; per unit", "per unit"),
        ("died at 19; no interval", "no interval"),
        ("", ""),
    ],
)
def test_only_numbers_about_the_method_are_left_in_notes(note, kept):
    assert public_text(note, Kind.MODEL) == (kept, kept != note)


def test_shares_of_paragraphs_belong_to_an_agreement_coefficient():
    assert public_text("shares by coder 12.0% and 8.5%", Kind.AGREEMENT)[1] is False
    assert public_text("shares by coder 12.0% and 8.5%; 24 documents", Kind.AGREEMENT) == (
        "shares by coder 12.0% and 8.5%",
        True,
    )


def test_every_kind_but_agreement_and_work_counts_something():
    for (analysis, quantity), entry in QUANTITIES.items():
        counted = [entry.estimate, entry.n_obs, entry.n_events]
        if entry.kind in (Kind.RATE, Kind.SURVIVAL, Kind.MODEL, Kind.TEST, Kind.PROPORTION):
            assert any(counted), f"{analysis}/{quantity}"


def test_measures_have_a_plural():
    assert Measure.OVERDOSE_DEATH.plural == "overdose deaths"
    assert Measure.PERSON.plural == "persons starting treatment"
