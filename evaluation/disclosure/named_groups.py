"""Communities, arms, roles and other groups that a text names: a reader takes them for the speaker's of a quote."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from evaluation.data.code_list import load_code_list
from evaluation.data.parameters import Evaluation
from evaluation.disclosure.identifiers.combination import Attribute
from evaluation.disclosure.identifiers.site_lists import where_named
from evaluation.disclosure.identifiers.vocabulary import is_function_word
from evaluation.disclosure.identifiers.word_lists import folded, listed
from evaluation.disclosure.spoken_labels import spoken_labels

_KIND_OF_PLACE = (
    r"(?:(?:the\s+)?(?:county|city|town|township|village|borough|parish|community)\s+of\s+"
    r"|(?:condado|ciudad|pueblo|municipio|comunidad)\s+de\s+)?"
    r"(?P<name>.+?)"
    r"(?:\s+(?:county|city|town|township|village|borough|parish|community|area|region|district|municipality))?"
)
_SHORTEST = 2


@dataclass(frozen=True)
class Named:
    """What a text names.

    Parameters
    ----------
    places : frozenset of str
        Communities; of an arm without one of its communities, all of these. Empty where all communities are named.
    roles : frozenset of str
    others : frozenset of (Attribute, str)
        Groups and times of which nobody keeps who is in them.
    """

    places: frozenset[str] = frozenset()
    roles: frozenset[str] = frozenset()
    others: frozenset[tuple[Attribute, str]] = frozenset()

    def __bool__(self) -> bool:
        """Tell whether it names anything."""
        return bool(self.places or self.roles or self.others)


def named_in(
    text: str,
    evaluation: Evaluation,
    *,
    codes: Collection[str] = (),
    others: Collection[tuple[Attribute, str]] = (),
) -> Named:
    """Return the communities and roles that a text names, by name or code, one or several of them.

    Parameters
    ----------
    text : str
        Words, or a name with ``_`` between its parts.
    evaluation : Evaluation
    codes : collection of str
        Codes of communities and arms that are named beside it.
    others : collection of (Attribute, str)
        What is named beside it and is no community, arm or role.
    """
    said = folded(text).replace("_", " ")
    places = _places(said, evaluation, codes)
    listed_roles = load_code_list("role")
    named = {
        code
        for code, label in listed_roles.labels.items()
        if _stands(said, (code.replace("_", " "), *spoken_labels(label)))
    }
    roles = named & set(listed_roles.pools)
    for broader in named - roles:
        within = {code for code, pool in listed_roles.pools.items() if pool == broader}
        roles |= within if within.isdisjoint(named) else set()
    return Named(frozenset(places), frozenset(roles), frozenset(others))


def in_words(named: Named, evaluation: Evaluation) -> str:
    """Return what is named, as the plan and the list of roles call it."""
    labels = load_code_list("role").labels
    said = [
        (["place", "places"], sorted(evaluation.communities[code].name for code in named.places)),
        (["role", "roles"], sorted(labels[code].lower() for code in named.roles)),
        (["group or time", "groups or times"], sorted(value for _, value in named.others)),
    ]
    return " and ".join(f"the {kind[len(names) > 1]} {', '.join(names)}" for kind, names in said if names)


def names_of_places(evaluation: Evaluation) -> tuple[str, ...]:
    """Return all ways to call communities and arms of a plan, but for those that any text is full of.

    Those are codes that are letters or words of grammar, and arms called by one word such as ``Treatment``.
    """
    found = [name for code, each in evaluation.communities.items() for name in _called(code, each.name)]
    of_arms = (name for code, each in evaluation.arms.items() for name in _called(code, each.name))
    found += (name for name in of_arms if folded(name) not in listed("no_place_alone"))
    return tuple(dict.fromkeys(found))


def places_called(evaluation: Evaluation) -> dict[str, frozenset[str]]:
    """Return the communities that each way to call a community or an arm stands for; see :func:`spelled`."""
    members = _members(evaluation)
    called = {
        spelled(name): members[code]
        for code, arm in evaluation.arms.items()
        for name in (code, *_called(code, arm.name))
    }
    for code, each in evaluation.communities.items():
        called |= {spelled(name): frozenset([code]) for name in (code, *_called(code, each.name))}
    return called


def spelled(name: str) -> str:
    """Return a name however its words are written and parted: ``Oak-Hill`` is ``oak hill``."""
    return " ".join(re.findall(r"[^\W_]+", folded(name)))


def _members(evaluation: Evaluation) -> dict[str, frozenset[str]]:
    return {
        code: frozenset(name for name, each in evaluation.communities.items() if each.arm == code)
        for code in evaluation.arms
    }


def _places(text: str, evaluation: Evaluation, codes: Collection[str]) -> set[str]:
    members = _members(evaluation)
    places = {
        code
        for code, each in evaluation.communities.items()
        if code in codes or _stands(text, tuple(_called(code, each.name)))
    }
    for code, arm in evaluation.arms.items():
        is_named = code in codes or _stands(text, tuple(_called(code, arm.name)))
        if is_named and members[code].isdisjoint(places):
            places |= members[code]
    return set() if places >= set(evaluation.communities) else places


def _called(code: str, name: str) -> Iterator[str]:
    """Yield a code and a name as people write and say them: ``Alder County`` is also ``Alder``."""
    spelled = code.replace("_", " ")
    if _is_name(spelled) and not is_function_word(folded(spelled)):
        yield spelled
    if _is_name(name):
        yield name
    found = re.fullmatch(_KIND_OF_PLACE, " ".join(folded(name).split()))
    short = found["name"] if found else ""
    if _is_name(short) and short not in listed("no_place_alone") and not is_function_word(short):
        yield short


def _is_name(text: str) -> bool:
    return sum(map(str.isalnum, text)) >= _SHORTEST and any(map(str.isalpha, text))


def _stands(text: str, names: tuple[str, ...]) -> bool:
    return next(where_named(text, names), None) is not None
