"""What a quote says of its speaker together, and how many of the people interviewed fit it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from evaluation.data.code_list import load_code_list
from evaluation.data.parameters import Evaluation
from evaluation.disclosure.identifiers.combination import Attribute, Combination, score_combination
from evaluation.disclosure.named_groups import Named, in_words, places_called, spelled
from evaluation.disclosure.quote_gate.quote import Quote, read_frame
from evaluation.disclosure.quote_gate.scan import Finding
from evaluation.disclosure.quote_gate.theme_names import NAMES_NOTHING, NamingTheme, named_by_themes
from evaluation.disclosure.run_folder import FinishedRun

_SEEN_AS = {
    "place": Attribute.PLACE,
    "facility": Attribute.PLACE,
    "date": Attribute.DATE,
    "age": Attribute.GROUP,
}
"""What a finding that may be shown says of the speaker."""

_OR = " or "
_NONE: frozenset[str] = frozenset()


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
    themes : mapping
        Theme to what its label, and the labels of the codes above it, name.
    """

    def __init__(
        self,
        persons: Sequence[Mapping[str, str]] | None,
        evaluation: Evaluation,
        fewest: int,
        themes: Mapping[str, NamingTheme] | None = None,
    ) -> None:
        self._roles = {_plain(label): code for code, label in load_code_list("role").labels.items()}
        self._evaluation = evaluation
        self._places = places_called(evaluation)
        self._fewest = fewest
        self._themes = themes or {}
        self.persons = None
        if persons is not None:
            self.persons = [
                {each: self._code(each, person.get(each.value, "")) for each in Attribute} for person in persons
            ]

    def combination_of(
        self, quote: Quote, shown: Iterable[Finding], beside: Iterable[Quote] = (), named: Named | None = None
    ) -> Combination:
        """Return how many people fit the role that is shown, what the table says of the words, and what may be shown.

        So does what the themes of the quotes name. Where a value is nobody's in the frame, the frame cannot tell how
        many fit; nor how many fit two values of one thing, as it has one of each person.

        Parameters
        ----------
        quote : Quote
        shown : iterable of Finding
            What readers let be named.
        beside : iterable of Quote
            Others that a reader knows to be of the same speaker.
        named : Named, optional
            What else stands with the quote and names whom it is about.
        """
        quotes = (quote, *beside)
        said, arms = self._said(quotes, shown)
        groups = [self._named_by(each.theme).named for each in quotes] + [named or Named()]
        for attribute, value in sorted({pair for each in groups for pair in each.others}):
            said.setdefault(attribute, set()).add(_plain(value))
        among = {
            Attribute.PLACE: _common([*arms, *(each.places for each in groups)]),
            Attribute.ROLE: _common([each.roles for each in groups]),
        }
        contradicted = []
        persons = self.persons
        for attribute, group in among.items():
            own = said.get(attribute, set())
            if own and attribute is Attribute.ROLE:
                continue
            if group is None or (own and group and own.isdisjoint(group)):
                contradicted.append(attribute)
            elif group and not own:
                label = _OR.join(sorted(group))
                said[attribute] = {label}
                persons = persons and [
                    person | {attribute: label if person[attribute] in group else person[attribute]}
                    for person in persons
                ]
        if contradicted or any(len(values) > 1 for values in said.values()):
            things = [attribute for attribute in Attribute for _ in said.get(attribute, ())] + contradicted
            return Combination(tuple(sorted(things, key=list(Attribute).index)), None, is_blocked=True)
        one = {attribute: value for attribute, (value,) in said.items()}
        return score_combination(one, persons if _knows(persons, one) else None, fewest=self._fewest)

    def told_by_themes(self, quote: Quote, shown: Iterable[Finding], beside: Iterable[Quote] = ()) -> tuple[str, ...]:
        """Return for each theme of the quotes by which name it says what they do not, and what: a place, a role.

        Parameters
        ----------
        quote, shown, beside
            As in :meth:`combination_of`.
        """
        quotes = (quote, *beside)
        own, _ = self._said(quotes, shown)
        told: dict[str, None] = {}
        for each in quotes:
            theme = self._named_by(each.theme)
            is_here = not own.get(Attribute.PLACE, set()).isdisjoint(theme.named.places)
            new = Named(
                places=_NONE if is_here else theme.named.places,
                roles=_NONE if own.get(Attribute.ROLE) else theme.named.roles,
            )
            if new:
                of = "" if each.quote_id == quote.quote_id else f" ({each.quote_id})"
                told[f"{theme}{of} names {in_words(new, self._evaluation)}"] = None
        return tuple(told)

    def _named_by(self, theme: str) -> NamingTheme:
        return self._themes.get(theme, NAMES_NOTHING)

    def _said(
        self, quotes: Sequence[Quote], shown: Iterable[Finding]
    ) -> tuple[dict[Attribute, set[str]], list[frozenset[str]]]:
        """Return the values of each thing that is said, and the communities of each arm that is."""
        said: dict[Attribute, set[str]] = {}
        arms: list[frozenset[str]] = []
        pairs = [(Attribute.ROLE, each.role) for each in quotes]
        pairs += [(Attribute(name), value) for each in quotes for name, value in each.attributes]
        pairs += [(_SEEN_AS[each.kind], each.words) for each in shown if each.kind in _SEEN_AS]
        for attribute, value in pairs:
            places = self._places.get(spelled(value), frozenset()) if attribute is Attribute.PLACE else frozenset()
            if len(places) > 1:
                arms.append(places)
            elif value:
                said.setdefault(attribute, set()).add(self._code(attribute, value))
        return said, arms

    def _code(self, attribute: Attribute, value: str) -> str:
        if attribute is Attribute.PLACE:
            places = self._places.get(spelled(value), frozenset())
            return next(iter(places)) if len(places) == 1 else _plain(value)
        return self._roles.get(_plain(value), _plain(value)) if attribute is Attribute.ROLE else _plain(value)


def frame_of_run(run: FinishedRun, fewest: int, themes: Collection[str]) -> Frame:
    """Return the people who were interviewed in a run, to judge quotes of some themes by."""
    return Frame(read_frame(run), run.evaluation, fewest, named_by_themes(run, themes))


def _common(groups: Iterable[frozenset[str]]) -> frozenset[str] | None:
    """Return who is in all groups that are named: nobody where none is named, None where nobody is in all."""
    told = [group for group in groups if group]
    both = frozenset.intersection(*told) if told else frozenset()
    return both if both or not told else None


def _knows(persons: Sequence[Mapping[Attribute, str]] | None, named: Mapping[Attribute, str]) -> bool:
    known = {(name, value) for person in persons or () for name, value in person.items()}
    return all(pair in known for pair in named.items())


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
