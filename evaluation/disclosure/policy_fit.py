"""Whether a policy is enough for the data of a run: each kind of data has a least that any policy must hide."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import suppress
from pathlib import Path

from evaluation.data.output_table import Sensitivity
from evaluation.disclosure.policy import POLICY_FOLDER, CountRule, Method, Policy, Rounding, RoundingRule, load_policy
from evaluation.disclosure.run_folder import FinishedRun
from evaluation.errors import DisclosureError, ParameterError, Problem

MOST_HIDDEN = {Sensitivity.PATIENT: 10, Sensitivity.VITAL: 9, Sensitivity.PARTICIPANT: 4}
"""The least that must be hidden: 1 to so many people; interviewees by groups."""

_AT_LEAST = {
    "survival": {"at_risk_minimum": 11, "events_minimum": 11},
    "model": {"n_obs_minimum": 11, "n_events_minimum": 11, "months_minimum": 36, "segment_minimum": 12},
}
_AT_MOST = {
    "survival": {"decimals": 4},
    "model": {"significant_digits": 4, "leverage_maximum": 0.5, "digits_over_hidden": 3},
}
_RESULTS = {"survival": (Sensitivity.PATIENT,), "model": tuple(Sensitivity)}
_SERIES = "interrupted_series"
_DEFINED_IN = "evaluation/disclosure/policy_fit.py"


def require_fit(policy: Policy, run: FinishedRun, folder: Path = POLICY_FOLDER) -> None:
    """Refuse a policy that has no rule for data of a run, hides less than they need, or asks for what is not built.

    Parameters
    ----------
    policy : Policy
    run : FinishedRun
    folder : Path
        Of the policies that a message may name instead.

    Raises
    ------
    DisclosureError
        With everything that is missing or too weak, and the policies that are enough.
    """
    needed = {*run.sensitivities.values(), *(table.sensitivity for table in run.tables)}
    sensitivities = [each for each in Sensitivity if each in needed]
    problems = [problem for each in sensitivities for problem in _weak(policy, each, folder)]
    problems += [problem for name in _RESULTS for problem in _weak_results(policy, name, sensitivities)]
    problems += _weak_for_series(policy) if _SERIES in run.sensitivities else ()
    problems += _not_built(policy)
    if problems:
        raise DisclosureError(f"Policy {policy.policy} cannot be used for the data of this run.", problems)


def is_enough(policy: Policy, sensitivity: Sensitivity) -> bool:
    """Tell whether a policy hides at least what data of a sensitivity need; without a rule it does not."""
    rule, hidden = policy.rule(sensitivity), policy.hidden(sensitivity)
    most = MOST_HIDDEN.get(sensitivity, 0)
    if rule is None or not all(number in hidden for number in range(1, most + 1)):
        return False
    return policy.rounding is None or not isinstance(rule, CountRule) or hides_by_rounding(policy.rounding, hidden)


def hides_by_rounding(rounding: RoundingRule, hidden: range) -> bool:
    """Tell whether a rounded count that must stay hidden cannot be told from the first that may be shown.

    What is redacted because it is small, or rounded to a multiple of few people, is known to be small.
    """
    return rounding.kind is Rounding.MIDPOINT and rounding.base >= hidden.stop and not rounding.redact_to


def _weak(policy: Policy, sensitivity: Sensitivity, folder: Path) -> Iterator[Problem]:
    if is_enough(policy, sensitivity):
        return
    where, rule = f"policy {policy.policy}", policy.rule(sensitivity)
    others = ", ".join(_enough(sensitivity, folder)) or "none"
    if rule is None:
        known = [str(each) for each in Sensitivity if policy.rule(each) is not None]
        found, wrong = f"rules for {', '.join(known) or 'none'}", f"has no rule for {sensitivity} data"
        yield Problem(where, wrong, found, f"a policy with one: {others}", _file(policy))
        return
    most, rounding = MOST_HIDDEN[sensitivity], policy.rounding
    found = policy.rule_words(sensitivity)
    if rounding is not None and isinstance(rule, CountRule):
        redacted = f"counts above {rounding.redact_to} are" if rounding.redact_to else "counts are"
        found += f"; {redacted} shown, rounded to {rounding.kind} {rounding.base}"
    expected = (
        f"groups of at least {most + 1} people" if sensitivity is Sensitivity.PARTICIPANT else f"1 to {most} hidden"
    )
    if rounding is not None:
        expected += f", which rounding does to the midpoint of {most + 1} counts or more, without redaction"
    wrong = f"is weaker than {sensitivity} data need"
    yield Problem(where, wrong, found, f"{expected}, as in {others} or a policy of your own", _DEFINED_IN)


def _weak_results(policy: Policy, name: str, sensitivities: Collection[Sensitivity]) -> Iterator[Problem]:
    """Find rules for kinds of results that are missing although the data need them, or too weak."""
    if not set(_RESULTS[name]) & set(sensitivities):
        return
    where, rule = f"policy {policy.policy}", getattr(policy, name)
    if rule is None:
        yield Problem(where, f"has no {name} rule", "nothing", "one like that of strict", _file(policy))
        return
    for field, least in _AT_LEAST[name].items():
        if (value := getattr(rule, field)) < least:
            yield Problem(where, f"{name}.{field} is too weak", str(value), f"{least} or more", _DEFINED_IN)
    for field, most in _AT_MOST[name].items():
        if (value := getattr(rule, field)) > most:
            yield Problem(where, f"{name}.{field} is too weak", str(value), f"{most} or less", _DEFINED_IN)


def _weak_for_series(policy: Policy) -> Iterator[Problem]:
    """Find that deaths would be protected less as a series of one's own, which goes by the rule for patients."""
    patient, vital = policy.hidden(Sensitivity.PATIENT), policy.hidden(Sensitivity.VITAL)
    if policy.vital is None or len(patient) >= len(vital):
        return
    wrong = "hides fewer patients than deaths, and a series may count either"
    expected = f"{vital.start} to {vital.stop - 1} patients hidden, or more"
    yield Problem(f"policy {policy.policy}", wrong, policy.rule_words(Sensitivity.PATIENT), expected, _file(policy))


def _not_built(policy: Policy) -> Iterator[Problem]:
    """Find what a policy asks for and a release cannot do yet: unknown means that it is refused."""
    where = f"policy {policy.policy}"
    if Method.POOL not in policy.tables:
        wrong = "hidden or rounded cells go beside pooled tables, not in their place"
        yield Problem(where, wrong, f"tables: {', '.join(policy.tables)}", "pool among them", _file(policy))
    for name in ("patient", "vital"):
        rule = getattr(policy, name)
        if rule is not None and rule.hidden_from == 0:
            expected = "hidden_from: 1, as a release shows zeros"
            yield Problem(where, f"{name} hides zero", "hidden_from: 0", expected, _file(policy))
    if policy.degrees_of_freedom is not None:
        wrong = "asks for degrees of freedom that models leave over, which results do not tell"
        yield Problem(where, wrong, f"{policy.degrees_of_freedom.residual_minimum} or more", "no rule", _file(policy))


def _enough(sensitivity: Sensitivity, folder: Path) -> Iterator[str]:
    """Yield the names of the policies that are enough for data of a sensitivity."""
    for path in sorted(folder.glob("*.yml")):
        with suppress(ParameterError):
            policy = load_policy(path.stem, folder)
            if is_enough(policy, sensitivity) and not any(_not_built(policy)):
                yield policy.policy


def _file(policy: Policy) -> str:
    return f"params/policies/{policy.policy}.yml"
