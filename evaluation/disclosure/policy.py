"""Which small numbers are protected: rules as data, read from ``params/policies/<name>.yml``."""

from __future__ import annotations

import sys
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from evaluation.data.model_check import Misfit, validate
from evaluation.data.output_table import Sensitivity
from evaluation.data.strict_yaml import read_yaml
from evaluation.errors import ParameterError, Problem
from evaluation.stats.rate_reliability import RateStandard

EVERYTHING = range(sys.maxsize)
"""Hidden where there is no rule."""
POLICY_FOLDER = Path(__file__).resolve().parents[2] / "params" / "policies"
_DEFINED_IN = "evaluation/disclosure/policy.py"
LARGEST = 10_000
"""No rule asks for more people, months or digits: a larger number is a slip, and too large to count up to."""
_Whole = Annotated[int, Field(le=LARGEST)]


class Method(StrEnum):
    """What may be done to a table of counts that is not safe as it stands."""

    POOL = "pool"
    SUPPRESS = "suppress"
    ROUND = "round"


class Rounding(StrEnum):
    """To what a count is rounded: multiples of a base, or the middle of as many counts as the base."""

    NEAREST = "nearest"
    MIDPOINT = "midpoint"


class _Rule(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    source: str = Field(min_length=10)
    url: str = Field(min_length=5)
    date: date


class CountRule(_Rule):
    """No count from ``hidden_from`` to ``hidden_to`` is shown or can be had by subtraction."""

    hidden_from: Literal[0, 1]
    hidden_to: _Whole = Field(ge=1)


class GroupRule(_Rule):
    """A breakdown is shown only where its group has at least ``group_minimum`` people."""

    group_minimum: _Whole = Field(ge=2)


class InterviewRule(GroupRule):
    """As a group rule, in interviews: with ``group_minimum`` of them it is ``people`` or more, whoever gave which."""

    people: _Whole = Field(ge=2)


class NoRule(_Rule):
    """Data that anyone may see."""


class SurvivalRule(_Rule):
    """What a survival probability at a landmark must rest on; events may also be 0."""

    at_risk_minimum: _Whole = Field(ge=1)
    events_minimum: _Whole = Field(ge=1)
    decimals: _Whole = Field(ge=1)


class ModelRule(_Rule):
    """What a model estimate or a test must rest on.

    An observation whose leverage is above ``leverage_maximum`` is given away by the model's fitted values. A series
    in which a month must stay hidden has deaths in ``months_minimum`` months or more, in ``segment_minimum`` between
    interventions where it lies, and shows ``digits_over_hidden`` digits.
    """

    n_obs_minimum: _Whole = Field(ge=1)
    n_events_minimum: _Whole = Field(ge=1)
    significant_digits: _Whole = Field(ge=2)
    leverage_maximum: float = Field(gt=0.0)
    months_minimum: _Whole = Field(ge=1)
    segment_minimum: _Whole = Field(ge=1)
    digits_over_hidden: _Whole = Field(ge=2)


class RateRule(_Rule):
    """Which rates are shown, and which are called unreliable; see :class:`RateStandard`."""

    events_minimum: _Whole = Field(ge=1)
    events_reliable: _Whole = Field(1, ge=1)
    relative_width_maximum: float | None = Field(None, gt=0.0, allow_inf_nan=False)
    degrees_of_freedom_minimum: _Whole | None = Field(None, ge=1)

    @property
    def standard(self) -> RateStandard:
        """The rule without its source."""
        return RateStandard(**self.model_dump(exclude=set(_Rule.model_fields)))


class RoundingRule(_Rule):
    """Counts up to ``redact_to`` are not shown, all others are rounded, and totals are sums of what is shown."""

    kind: Rounding
    base: _Whole = Field(ge=2)
    redact_to: _Whole = Field(ge=0)


class SuppressionRule(_Rule):
    """No form of a table is used in which more than ``most_hidden`` of the cells that are not zero are hidden."""

    most_hidden: float = Field(gt=0.0, lt=1.0)


class DominanceRule(_Rule):
    """A sum of amounts is hidden where a few contributors make nearly all of it.

    That is where the ``largest`` make more than ``share_percent`` of it, or all but the two largest less than
    ``p_percent`` of the largest.
    """

    largest: _Whole = Field(ge=1)
    share_percent: _Whole = Field(ge=1, le=100)
    p_percent: _Whole = Field(ge=1, le=100)


class DegreesOfFreedomRule(_Rule):
    """What degrees of freedom a model must leave over."""

    residual_minimum: _Whole = Field(ge=1)


class Policy(BaseModel):
    """The rules of one policy: for each sensitivity, and each kind of result, that it has a rule for.

    Any policy can be loaded and shown. Whether it is enough for the data of a run is asked where both meet
    (:func:`evaluation.disclosure.policy_fit.require_fit`).
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    policy: str
    description: str
    tables: tuple[Method, ...] = Field(min_length=1)
    patient: CountRule | None = None
    vital: CountRule | None = None
    participant: GroupRule | None = None
    public: NoRule | None = None
    survival: SurvivalRule | None = None
    model: ModelRule | None = None
    rates: RateRule | None = None
    suppression: SuppressionRule | None = None
    rounding: RoundingRule | None = None
    dominance: DominanceRule | None = None
    degrees_of_freedom: DegreesOfFreedomRule | None = None

    @model_validator(mode="after")
    def _methods(self) -> Policy:
        wrong = []
        if repeated := sorted({method for method in self.tables if self.tables.count(method) > 1}):
            wrong.append(Misfit(("tables",), "has a method twice", ", ".join(repeated), "each once"))
        if (Method.ROUND in self.tables) != (self.rounding is not None):
            found = "tables without round" if self.rounding else "no rounding"
            wrong.append(Misfit(("tables",), "round and rounding go together", found, "both or neither"))
        if (Method.SUPPRESS in self.tables) != (self.suppression is not None):
            found = "tables without suppress" if self.suppression else "no suppression"
            wrong.append(Misfit(("tables",), "suppress and suppression go together", found, "both or neither"))
        if wrong:
            raise ValueError(*wrong)
        return self

    @property
    def shows_in_part(self) -> bool:
        """Whether tables that were pooled may be shown in finer forms, with cells hidden or rounded."""
        return self.tables != (Method.POOL,)

    def rule(self, sensitivity: Sensitivity) -> CountRule | GroupRule | NoRule | None:
        """Return the rule for data of a sensitivity, or None where the policy has none."""
        return getattr(self, sensitivity.value)

    def hidden(self, sensitivity: Sensitivity) -> range:
        """Return the numbers of people that must not be shown or inferred; without a rule, all of them."""
        match self.rule(sensitivity):
            case CountRule(hidden_from=first, hidden_to=last):
                return range(first, last + 1)
            case GroupRule(group_minimum=least):
                return range(1, least)
            case NoRule():
                return range(0)
        return EVERYTHING

    @property
    def group_minimum(self) -> int:
        """How many interviewees a group must have; without a rule, more than there are."""
        return self.hidden(Sensitivity.PARTICIPANT).stop

    def rule_words(self, sensitivity: Sensitivity) -> str:
        """Return a rule in a few words, for the list of what was withheld."""
        hidden = self.hidden(sensitivity)
        if not hidden:
            return f"{sensitivity}: no rule"
        if isinstance(rule := self.rule(sensitivity), InterviewRule):
            return (
                f"{sensitivity}: groups of at least {hidden.stop} interviews, which {rule.people} people gave or more"
            )
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
