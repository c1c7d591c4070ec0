import pandas as pd
import pytest

from evaluation.reporting.labels import Labels

from .released_fixture import ABOUT


@pytest.fixture
def labels(catalogue):
    return Labels(ABOUT, catalogue)


@pytest.mark.parametrize(
    ("dimension", "code", "label"),
    [
        ("arm", "cep", "Community Engagement and Planning"),
        ("community", "elm", "Elm"),
        ("medication", "buprenorphine", "Buprenorphine"),
        ("medication", "unheard_of", "unheard_of"),
        ("period", "2023", "2023"),
        ("community", "all", "All communities together"),
    ],
)
def test_label(labels, dimension, code, label):
    assert labels.label(dimension, code) == label


@pytest.mark.parametrize(
    ("subgroup", "arm", "community", "scope"),
    [
        ("", "", "", "All communities together"),
        ("", "cep", "", "Community Engagement and Planning"),
        ("", "cep", "alder", "Community Engagement and Planning"),
        ("", "", "alder", "Alder"),
        ("medication=methadone", "", "", "Methadone"),
        ("medication=methadone;role=clinician", "", "", "Methadone, Clinician"),
    ],
)
def test_scope(labels, subgroup, arm, community, scope):
    assert labels.scope(pd.Series({"subgroup": subgroup, "arm": arm, "community": community})) == scope
