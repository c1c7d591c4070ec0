"""Which small numbers are protected: rules as data, read from ``params/policies/<name>.yml``."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from evaluation.data.model_check import validate
from evaluation.data.output_table import Sensitivity
from evaluation.data.strict_yaml import read_yaml
from evaluation.errors import ParameterError, Problem

POLICY_FOLDER = Path(__file__).resolve().parents[2] / "params" / "policies"
MOST_HIDDEN_OF_PATIENTS = 10
_DEFINED_IN = "evaluation/disclosure/policy.py"


class Method(StrEnum):
    """What may be done to a table of counts that is not safe as it stands."""

    POOL = "pool"
    SUPPRESS = "suppress"
    ROUND = "round"


class _Rule(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    source: str = Field(min_length=10)
    url: str = Field(min_length=5)
    date: date


class CountRule(_Rule):
    """No count from ``hidden_from`` to ``hidden_to`` is shown or can be had by subtraction."""

    hidden_from: Literal[1]
    hidden_to: int = Field(ge=9)


class GroupRule(_Rule):
    """A breakdown is shown only where its group has at least ``group_minimum`` people."""

    group_minimum: int = Field(ge=5)


class SuppressionRule(_Rule):
    """No form of a table is used in which more than ``most_hidden`` of the cells that are not zero are hidden."""

    most_hidden: float = Field(gt=0.0, lt=1.0)


class NoRule(_Rule):
    """Data that anyone may see."""


class SurvivalRule(_Rule):
    """What a survival probability at a landmark must rest on; events may also be 0."""

    at_risk_minimum: int = Field(ge=11)
    events_minimum: int = Field(ge=11)
    decimals: int = Field(ge=1, le=4)


class ModelRule(_Rule):
    """What a model estimate or a test must rest on.

    An observation whose leverage is above ``leverage_maximum`` is given away by the model's fitted values. A series
    in which a month must stay hidden has deaths in ``months_minimum`` months or more, in ``segment_minimum`` between
    interventions where it lies, and shows ``digits_over_hidden`` digits.
    """

    n_obs_minimum: int = Field(ge=11)
    n_events_minimum: int = Field(ge=11)
    significant_digits: int = Field(ge=2, le=4)
    leverage_maximum: float = Field(gt=0.0, le=0.5)
    months_minimum: int = Field(ge=36)
    segment_minimum: int = Field(ge=12)
    digits_over_hidden: int = Field(ge=2, le=3)


class Policy(BaseModel):
    """The rules of one policy, one for each sensitivity and each kind of result that needs one.

    The limits of the fields are floors: a policy may be stricter than the sources that ``strict`` names, not weaker.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    policy: str
    description: str
    tables: tuple[Method, ...] = (Method.POOL,)
    suppression: SuppressionRule | None = None
    patient: CountRule
    vital: CountRule
    participant: GroupRule
    public: NoRule
    survival: SurvivalRule
    model: ModelRule

    @model_validator(mode="after")
    def _patients(self) -> Policy:
        if self.patient.hidden_to < MOST_HIDDEN_OF_PATIENTS:
            raise ValueError(f"patient.hidden_to {self.patient.hidden_to} is below {MOST_HIDDEN_OF_PATIENTS}")
        return self

    def hidden(self, sensitivity: Sensitivity) -> range:
        """Return the numbers of people that must not be shown or inferred; empty for public data."""
        rule: Any = {
            Sensitivity.PATIENT: self.patient,
            Sensitivity.VITAL: self.vital,
            Sensitivity.PARTICIPANT: self.participant,
            Sensitivity.PUBLIC: self.public,
        }[sensitivity]
        if isinstance(rule, CountRule):
            return range(rule.hidden_from, rule.hidden_to + 1)
        return range(1, rule.group_minimum) if isinstance(rule, GroupRule) else range(0)

    def rule_words(self, sensitivity: Sensitivity) -> str:
        """Return a rule in a few words, for the list of what was withheld."""
        hidden = self.hidden(sensitivity)
        if not hidden:
            return f"{sensitivity}: no rule"
        if sensitivity is Sensitivity.PARTICIPANT:
            return f"{sensitivity}: groups of at least {hidden.stop} people"
        return f"{sensitivity}: no count of {hidden.start} to {hidden.stop - 1}"


def load_policy(name: str, folder: Path = POLICY_FOLDER) -> Policy:
    """Read and check a policy.

    Parameters
    ----------
    name : str
        File stem: ``"strict"``.
    folder : Path
        The folder of policies.

    Raises
    ------
    ParameterError
        If there is no such policy, or it breaks the model. All problems are listed.
    """
    path = folder / f"{name}.yml"
    if not path.is_file():
        known = ", ".join(sorted(file.stem for file in folder.glob("*.yml"))) or "none"
        problem = Problem("disclosure.policy", "unknown policy", repr(name), f"one of {known}", "params/policies/")
        raise ParameterError(f"There is no policy {name!r}.", [problem])
    file = read_yaml(path, kind="a disclosure policy", error=ParameterError)
    policy = validate(Policy, file, error=ParameterError, defined_in=lambda _: _DEFINED_IN)
    if policy.policy != name:
        problem = Problem(str(path), "policy is not the name of the file", policy.policy, name)
        raise ParameterError(f"{path}: 1 problem.", [problem])
    return policy
