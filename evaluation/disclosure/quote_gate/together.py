"""What a quote says of its speaker together, and how many of the people interviewed fit it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from evaluation.data.code_list import load_code_list
from evaluation.data.parameters import Evaluation
from evaluation.disclosure.identifiers.combination import Attribute, Combination, score_combination
from evaluation.disclosure.quote_gate.quote import Quote
from evaluation.disclosure.quote_gate.scan import Finding

_SEEN_AS = {
    "place": Attribute.PLACE,
    "facility": Attribute.PLACE,
    "date": Attribute.DATE,
    "age": Attribute.GROUP,
}
"""What a finding that may be shown says of the speaker."""


class Frame:
    """The people who were interviewed, with what the project knows of them.

    Parameters
    ----------
    persons : sequence of mapping, or None
        None where the run does not say.
    evaluation : Evaluation
        Its names of communities, and those of roles, stand for their codes.
    fewest : int
        People who must fit a quote that says one thing of its speaker; several things need more.
    """

    def __init__(self, persons: Sequence[Mapping[str, str]] | None, evaluation: Evaluation, fewest: int) -> None:
        places = {community.name: key for key, community in evaluation.communities.items()}
        roles = {label: code for code, label in load_code_list("role").labels.items()}
        codes = {Attribute.PLACE: places, Attribute.ROLE: roles}
        self._codes = {
            attribute: {_plain(name): code for name, code in named.items()} for attribute, named in codes.items()
        }
        self._fewest = fewest
        self.persons = None
        if persons is not None:
            self.persons = [
                {each: self._code(each, person.get(each.value, "")) for each in Attribute} for person in persons
            ]

    def combination_of(self, quote: Quote, shown: Iterable[Finding]) -> Combination:
        """Return how many people fit the role that is shown, what the table says of the words, and what may be shown.

        Where a value is nobody's in the frame, the frame cannot tell how many fit.
        """
        said: dict[Attribute, set[str]] = {}
        pairs = [(Attribute.ROLE, quote.role)]
        pairs += [(Attribute(name), value) for name, value in quote.attributes]
        pairs += [(_SEEN_AS[each.kind], each.words) for each in shown if each.kind in _SEEN_AS]
        for attribute, value in pairs:
            if value:
                said.setdefault(attribute, set()).add(self._code(attribute, value))
        named = {attribute: " and ".join(sorted(values)) for attribute, values in said.items()}
        return score_combination(named, self.persons if self._knows(named) else None, fewest=self._fewest)

    def _knows(self, named: Mapping[Attribute, str]) -> bool:
        known = {(name, value) for person in self.persons or () for name, value in person.items()}
        return all(pair in known for pair in named.items())

    def _code(self, attribute: Attribute, value: str) -> str:
        return self._codes.get(attribute, {}).get(_plain(value), _plain(value))


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
