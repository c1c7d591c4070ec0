"""Quotes that a construct may not show: what it names is said of their speakers, too, and fits too few."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from evaluation.data.code_list import load_code_list
from evaluation.data.parameters import Evaluation
from evaluation.data.parameters.joint_display import Construct
from evaluation.data.whole_files import read_json
from evaluation.disclosure.identifiers.combination import Attribute
from evaluation.disclosure.identifiers.word_lists import folded
from evaluation.disclosure.policy import load_policy
from evaluation.disclosure.quote_gate import judge_quotes
from evaluation.disclosure.quote_gate.judged import JudgedQuote
from evaluation.disclosure.quote_gate.quote import read_frame
from evaluation.disclosure.quote_gate.readers import Word
from evaluation.disclosure.quote_gate.together import Frame
from evaluation.disclosure.run_folder import FinishedRun
from evaluation.disclosure.spoken_labels import spoken_labels

_TOGETHER = " or "


@dataclass(frozen=True)
class Named:
    """What the question and the inference of a construct name.

    Parameters
    ----------
    places : frozenset of str
        Communities; of an arm without one of its communities, all of these. Empty where all communities are named.
    roles : frozenset of str
    """

    places: frozenset[str]
    roles: frozenset[str]


def named_in(construct: Construct, evaluation: Evaluation) -> Named:
    """Return the communities and roles that a construct names, by name or code, one or several of them."""
    text = folded(f"{construct.question} | {construct.inference}")
    members = {
        code: frozenset(name for name, each in evaluation.communities.items() if each.arm == code)
        for code in evaluation.arms
    }
    places = {name for name, each in evaluation.communities.items() if _names(text, (name, each.name))}
    for code, arm in evaluation.arms.items():
        if _names(text, (code, arm.name)) and members[code].isdisjoint(places):
            places |= members[code]
    if places >= set(evaluation.communities):
        places = set()
    listed = load_code_list("role")
    named = {
        code
        for code, label in listed.labels.items()
        if _names(text, (code, code.replace("_", " "), *spoken_labels(label)))
    }
    roles = named & set(listed.pools)
    for broader in named - roles:
        within = {code for code, pool in listed.pools.items() if pool == broader}
        roles |= within if within.isdisjoint(named) else set()
    return Named(frozenset(places), frozenset(roles))


def quotes_apart(
    folder: Path, run: FinishedRun, constructs: Sequence[Construct], *, every: bool = False
) -> frozenset[tuple[str, str]]:
    """Return the names of constructs with the quotes that they may not show.

    A quote that passed the gate says of its speaker what its words and its role do. Beside a construct it also says
    what that names: the speaker is one of the people whom the question is about.

    Parameters
    ----------
    folder : Path
        The released folder, or the one that is about to become it.
    run : FinishedRun
    constructs : sequence of Construct
    every : bool
        All proposed quotes are asked for, not those alone that a construct has: its text may repeat any.
    """
    named = {each.name: named_in(each, run.evaluation) for each in constructs if each.quotes or every}
    if not any(each.places or each.roles for each in named.values()):
        return frozenset()
    policy = load_policy(run.evaluation.disclosure.policy)
    moment = datetime.fromisoformat(read_json(folder / "about.json", where="about.json")["released_at"])
    judged = {each.quote.quote_id: each for each in judge_quotes(run, policy, moment).quotes}
    persons = read_frame(run)
    return frozenset(
        (construct.name, quote)
        for construct in constructs
        for quote in (judged if every else construct.quotes)
        if quote in judged
        and _is_blocked(judged[quote], named[construct.name], persons, run.evaluation, policy.group_minimum)
    )


def _is_blocked(
    judged: JudgedQuote,
    named: Named,
    persons: Sequence[Mapping[str, str]] | None,
    evaluation: Evaluation,
    fewest: int,
) -> bool:
    quote = judged.quote
    known = {_plain(community.name): code for code, community in evaluation.communities.items()}
    place, role = _TOGETHER.join(sorted(named.places)), _TOGETHER.join(sorted(named.roles))
    own = {known.get(_plain(value), value) for name, value in quote.attributes if name == Attribute.PLACE}
    if place and own.isdisjoint(named.places):
        quote = replace(quote, attributes=(*quote.attributes, (Attribute.PLACE.value, place)))
    if role and not quote.role:
        quote = replace(quote, role=role)
    if quote == judged.quote:
        return False
    joined = {
        "place": dict.fromkeys(named.places, place) if own.isdisjoint(named.places) else {},
        "role": dict.fromkeys(named.roles, role) if not judged.quote.role else {},
    }
    frame = persons and [_joined(person, joined, known) for person in persons]
    shown = {name for name, decision in judged.excepted.items() if decision.decision is Word.MAY_BE_SHOWN}
    findings = [each for each in judged.scan.findings if each.name in shown]
    return Frame(frame, evaluation, fewest).combination_of(quote, findings).is_blocked


def _joined(
    person: Mapping[str, str], joined: Mapping[str, Mapping[str, str]], known: Mapping[str, str]
) -> dict[str, str]:
    """Return a person whose place and role are called by the group that a construct names, where they are of it."""
    place = known.get(_plain(person["place"]), person["place"])
    return {
        **person,
        "place": joined["place"].get(place, person["place"]),
        "role": joined["role"].get(person["role"], person["role"]),
    }


def _names(text: str, names: Collection[str]) -> bool:
    return any(re.search(rf"(?<!\w){re.escape(folded(name))}(?!\w)", text) for name in names if name.strip())


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
