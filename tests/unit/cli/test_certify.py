"""``evaluation certify its``: what is passed on, and that a claim that does not hold is a finding, not a failure."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from evaluation.cli.commands import app
from evaluation.errors import UsageError
from evaluation.runs.certificate import runner
from evaluation.runs.certificate.cells import REPLICATES, Cell, Family, Noise
from evaluation.runs.certificate.coverage import Coverage, claims
from evaluation.runs.certificate.methods import METHODS
from evaluation.runs.certificate.runner import CertificateSummary


@pytest.fixture
def certify(monkeypatch):
    """Run the command with a stand-in whose claim does not hold, and return exit code, output and what was asked."""
    asked = {}
    engine = next(method for method in METHODS if method.is_engine)
    row = Coverage(Cell(Family.NORMAL, 48, 24, Noise.NONE), engine, "level", 2000, 0, 1500, 1.0, 1.0, None)

    def stand_in(**settings):
        asked.update(settings)
        return CertificateSummary(settings["parent"], 3, 4, tuple(claims([row])))

    monkeypatch.setattr(runner, "certify_its", stand_in)

    def run(*arguments):
        done = CliRunner().invoke(app, ["certify", *arguments])
        return done.exit_code, done.output, asked

    return run


def test_a_claim_that_does_not_hold_is_said_plainly(certify):
    code, said, _ = certify("its")
    assert code == 0
    assert said == (
        "3 units computed, 4 kept.\n"
        "Normal, AR(2) integrated out: the claim does not hold; 0 of 1 cells reach 93 %; coverages below 92 %: 1.\n"
        "Normal, AR(2) integrated out falls short in: normal-n48-start24-none-null level 75.0.\n"
        "The certificate: outputs/certificates/its/certificate.csv\n"
    )


def test_options_are_passed_on(certify):
    folder = Path("outputs/certificates/its")
    defaults = {"replicates": REPLICATES, "workers": None, "parent": folder, "fresh": False, "write_docs": False}
    assert certify("its")[2] == defaults
    options = ("--replicates", "100", "--workers", "2", "--folder", "elsewhere", "--fresh", "--write-docs")
    expected = {"replicates": 100, "workers": 2, "parent": Path("elsewhere"), "fresh": True, "write_docs": True}
    assert certify("its", *options)[2] == expected


@pytest.mark.parametrize("arguments", [(), ("cox",), ("its", "--replicates", "0"), ("its", "--workers", "0")])
def test_what_cannot_be_certified_is_a_mistake_of_use(certify, arguments):
    code, _, asked = certify(*arguments)
    assert (code, asked) == (UsageError.exit_code, {})
