"""Checks of proposed quotes: they stand where their theme was coded in the interviews they name, and who speaks."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

import pandas as pd

from evaluation.data.consent_words import WITHDRAWN
from evaluation.data.qualitative import QualitativeProject
from evaluation.data.quote_place import Span, stands_in, stands_within
from evaluation.data.source_groups import plain_value
from evaluation.errors import Problem

_DEFINED_IN = "docs/methods/themes.md"
CONSENTS = "yes"
SAID = ("yes", "no")
_NOT_THERE = "its interview is not in the project"
_FEWEST_WORDS = 4


def check_quotes(
    quotes: pd.DataFrame,
    project: QualitativeProject,
    *,
    path: Path,
    themes: Mapping[str, str],
    coded: Mapping[str, Mapping[str, Sequence[Span]]],
    roles: Mapping[str, Collection[str]],
    consent_variable: str = "",
) -> list[Problem]:
    """Return a problem for every quote that cannot be what it says it is. No problem repeats the words of a quote.

    Words left out, or replaced to protect somebody, are marked by ``...`` or brackets: ``[town]``; what stands
    between the marks must follow in the interview in that order, but for spaces, characters that nobody sees and the
    shape of quotation marks. There, a counted coder must have coded the theme of the quote. Quotes of
    :func:`deleted_interviews` are held against nothing.

    Parameters
    ----------
    quotes : DataFrame
        With ``quote_id, source, theme, text, role, consent``, and ``others_speak`` where interviews have several
        persons.
    project : QualitativeProject
    path : Path
        The file of quotes, for messages.
    themes : mapping
        Every way to name a code, in lower case, to its label.
    coded : mapping
        Source to the label of each code that stands for a theme in it, with its passages.
    roles : mapping
        Source to the roles of those who speak in it, as far as the project says them.
    consent_variable : str
        Case variable of the project that says whether a speaker consents; where a case says anything but ``yes``, or
        nothing, no quote of it may. Blank, or a variable that the project lacks: the quotes alone say it.
    """
    named = Counter(source.name for source in project.sources)
    sources = {source.name: source for source in project.sources}
    ids = [source.id for source in project.sources]
    consents = project.values_of(ids, consent_variable)
    asks_consent = consent_variable.casefold() in {variable.name.casefold() for variable in project.variables}
    n_persons = Counter(source_id for case in project.cases for source_id in set(case.source_ids))
    deleted = deleted_interviews(quotes, project)
    problems = []
    for row in quotes.itertuples(index=False):
        if row.source in deleted and row.consent == WITHDRAWN:
            if others := _stands_in_others(row.text, project):
                found = f"no {row.source!r}, and its words stand in {', '.join(map(repr, others))}"
                expected = "the name of that interview; of one that was deleted, words that nobody else said"
                problems.append(Problem(f"{path}, quote {row.quote_id}", _NOT_THERE, found, expected, _DEFINED_IN))
            continue
        where = f"{path}, quote {row.quote_id}"

        def add(wrong: str, found: str = "", expected: str = "", where: str = where) -> None:
            problems.append(Problem(where, wrong, found, expected, _DEFINED_IN))

        theme = themes.get(str(row.theme).casefold())
        if theme is None:
            add("its theme is not in the codebook", repr(row.theme), "the name of a code")
        if named[row.source] != 1:
            found = "several interviews of that name" if named[row.source] else repr(row.source)
            add(_NOT_THERE, found, "the name of one interview")
            continue
        source = sources[row.source]
        if source.text is None:
            add("its interview has no text in the project", repr(row.source))
        elif not stands_in(row.text, source.text):
            add("its words do not stand in the interview", repr(row.source), "the words as they were said")
        elif theme and not stands_within(
            row.text, source.text, (passages := coded.get(source.id, {})).get(theme, ())
        ):
            there = [repr(each) for each, spans in passages.items() if stands_within(row.text, source.text, spans)]
            expected = f"a theme of this passage: {' or '.join(there)}" if there else "words of a coded passage"
            add("no counted coder gave its theme to these words", repr(row.theme), expected)
        if row.role not in (spoken := roles.get(source.id) or (row.role,)):
            add("its role is not the speaker's", repr(row.role), " or ".join(map(repr, spoken)))
        if n_persons[source.id] > 1 and getattr(row, "others_speak", "") not in SAID:
            found = f"{n_persons[source.id]} persons in {row.source!r}"
            add("does not say whether words of others stand in it", found, "others_speak: yes or no")
        if asks_consent and row.consent == CONSENTS and not consents[source.id]:
            add("the project does not say whether its speaker consents", f"no {consent_variable}", "yes of the case")
        refused = [value for value in consents[source.id] if value.strip().casefold() != CONSENTS]
        if row.consent == CONSENTS and refused:
            found = f"{consent_variable} {refused[0]!r} of the case, consent 'yes' of the quote"
            add("its speaker does not consent in the project", found, "the decision that holds, in both places")
    return problems


def deleted_interviews(quotes: pd.DataFrame, project: QualitativeProject) -> tuple[str, ...]:
    """Return the interviews that the project has no more, and of which a withdrawn quote is kept, in order.

    Who withdraws may want all data destroyed: what is left of the interview is its name.

    Parameters
    ----------
    quotes : DataFrame
        With ``source`` and ``consent``.
    project : QualitativeProject
    """
    known = {_called(source.name) for source in project.sources}
    named = quotes.loc[quotes["consent"] == WITHDRAWN, "source"]
    return tuple(sorted(name for name in set(named) if _called(name) not in known))


def _called(name: str) -> str:
    return plain_value(unicodedata.normalize("NFKC", name))


def _stands_in_others(text: str, project: QualitativeProject) -> list[str]:
    if len(text.split()) < _FEWEST_WORDS:
        return []
    return [source.name for source in project.sources if source.text and stands_in(text, source.text)]
