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

    def combination_of(self, quote: Quote, shown: Iterable[Finding], beside: Iterable[Quote] = ()) -> Combination:
        """Return how many people fit the role that is shown, what the table says of the words, and what may be shown.

        Where a value is nobody's in the frame, the frame cannot tell how many fit; nor how many fit two values of one
        thing, as it has one of each person.

        Parameters
        ----------
        quote : Quote
        shown : iterable of Finding
            What readers let be named.
        beside : iterable of Quote
            Others that a reader knows to be of the same speaker.
        """
        said: dict[Attribute, set[str]] = {}
        quotes = (quote, *beside)
        pairs = [(Attribute.ROLE, each.role) for each in quotes]
        pairs += [(Attribute(name), value) for each in quotes for name, value in each.attributes]
        pairs += [(_SEEN_AS[each.kind], each.words) for each in shown if each.kind in _SEEN_AS]
        for attribute, value in pairs:
            if value:
                said.setdefault(attribute, set()).add(self._code(attribute, value))
        if any(len(values) > 1 for values in said.values()):
            things = tuple(attribute for attribute in Attribute for _ in said.get(attribute, ()))
            return Combination(things, None, is_blocked=True)
        named = {attribute: value for attribute, (value,) in said.items()}
        return score_combination(named, self.persons if self._knows(named) else None, fewest=self._fewest)

    def _knows(self, named: Mapping[Attribute, str]) -> bool:
        known = {(name, value) for person in self.persons or () for name, value in person.items()}
        return all(pair in known for pair in named.items())

    def _code(self, attribute: Attribute, value: str) -> str:
        return self._codes.get(attribute, {}).get(_plain(value), _plain(value))


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
