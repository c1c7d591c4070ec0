"""Why a quote does not reach a state: each check returns reasons for the evaluator; none repeats the quote."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from evaluation.data.coder_names import person_of
from evaluation.disclosure.identifiers.combination import Attribute, Combination
from evaluation.disclosure.quote_gate.quote import NOTHING, Consent, Quote
from evaluation.disclosure.quote_gate.readers import EXCEPTIONS, Decision, Word
from evaluation.disclosure.quote_gate.scan import VERBATIM, Scan, can_be_shown
from evaluation.disclosure.quote_gate.shown_beside import ShownBeside, share_words

READERS = 2
_GROUPS = (Attribute.ROLE, Attribute.GROUP, Attribute.PLACE)
_ADVICE = "take it out, or except it"
_NAMED_BY_THEME = ", which counts as said of its speaker: docs/how-to/quotes.md says what to do"


def found_in(scan: Scan, excepted: Mapping[str, Decision]) -> list[str]:
    """Return what was found in a quote and that nobody excepted."""
    left = [each for each in scan.findings if each.name not in excepted]
    return [
        *(f"holds {what}" for what in scan.unreadable),
        *(f"{each.kind} found: {each.name}, {each.why}; {_ADVICE}" for each in left if each.kind != VERBATIM),
        *(f"can be searched for: {each.name}, {each.why}; {_ADVICE}" for each in left if each.kind == VERBATIM),
    ]


def not_described(quote: Quote) -> list[str]:
    """Return that nobody has written what the words tell of their speaker: a blank is not that they tell nothing."""
    if quote.is_described:
        return []
    return [f"nobody says what it tells of its speaker: attributes is blank; write {NOTHING} if it tells nothing"]


def too_few_fit(quote: Quote, combination: Combination, told_by_themes: Sequence[str] = ()) -> list[str]:
    """Return that what a quote shows of its speaker fits too few, or of a Part 2 program nobody knows how many.

    Parameters
    ----------
    quote : Quote
    combination : Combination
    told_by_themes : sequence of str
        What of that is in no word of the quote, but in the name of a theme.
    """
    said = ", ".join(combination.attributes)
    theirs = _theirs(told_by_themes)
    if combination.is_blocked and combination.matching is not None:
        return [f"shows {said} of its speaker, which {combination.matching} of those interviewed fit{theirs}"]
    if combination.is_blocked or (quote.is_part2 and combination.attributes and combination.matching is None):
        return [f"shows {said} of its speaker, and nobody knows how many that fits{theirs}"]
    return []


def sensitive_of_a_group(quote: Quote, combination: Combination, told_by_themes: Sequence[str] = ()) -> list[str]:
    """Return that a quote of a sensitive theme would say to which group its speaker belongs, however many fit.

    Parameters
    ----------
    quote, combination, told_by_themes
        As in :func:`too_few_fit`.
    """
    said = [name for name in combination.attributes if name in _GROUPS]
    if not (quote.is_sensitive and said):
        return []
    theirs = _theirs(told_by_themes)
    return [f"shows {', '.join(said)} of its speaker, and a sensitive theme is never shown by group{theirs}"]


def _theirs(told_by_themes: Sequence[str]) -> str:
    return "".join(f"; {each}" for each in told_by_themes) + (_NAMED_BY_THEME if told_by_themes else "")


def with_words_of_the_gone(quote: Quote, beside: ShownBeside) -> list[str]:
    """Return that a quote has words of one that was published, and of which nobody knows what it said."""
    if not beside.has_words_of_one_that_is_gone(quote):
        return []
    return ["has words of a quote that was published before and is not in the table any more: put that one back"]


def without_consent(quote: Quote, moment: datetime) -> list[str]:
    """Return why the speaker, or somebody else who speaks in the quote, has not let it out."""
    reasons = [] if quote.consent is Consent.YES else [f"consent is {quote.consent}"]
    if quote.consent is Consent.YES and quote.consent_date > f"{moment:%Y-%m-%d}":
        reasons.append(f"consent is dated {quote.consent_date}, which is yet to come")
    return [*reasons, *(["holds words of others, who were not asked"] if quote.others_speak else [])]


def withdrawn_before(quote: Quote, day: str) -> list[str]:
    """Return that words of a quote were withdrawn on a day, and that its consent is not later than that."""
    if quote.consent is not Consent.YES or not day or quote.consent_date > day:
        return []
    given = f"is dated {quote.consent_date}" if quote.consent_date else "has no date"
    return [f"its words were withdrawn on {day}, and its consent {given}: an older table, or ask the speaker again"]


def of_a_withdrawn_interview(quote: Quote, day: str) -> list[str]:
    """Return that the interview of a quote was withdrawn by a day, and that its consent is not later than that."""
    if quote.consent is not Consent.YES or not day or quote.consent_date > day:
        return []
    given = f"is dated {quote.consent_date}" if quote.consent_date else "has no date"
    return [
        f"its interview was withdrawn by {day}, and its consent {given}: an older project, or ask the speaker again"
    ]


def words_of_the_refused(quote: Quote, refused: Iterable[Quote]) -> list[str]:
    """Return the quotes without consent that have words of this one: a speaker who refuses words refuses them all."""
    return [
        f"has words of {other.quote_id}, of which consent is {other.consent}"
        for other in refused
        if other.source == quote.source and other.quote_id != quote.quote_id and share_words(quote, other)
    ]


def not_signed(signatures: Sequence[Decision]) -> list[str]:
    """Return which readers are against a quote, or how many have not signed it."""
    against = [each for each in signatures if each.decision is Word.REFUSE]
    reasons = [f"{each.name} refused it at {each.time}" for each in against]
    signed = [each.name for each in signatures if each.decision is Word.PUBLISH]
    if len(signed) < READERS:
        by = f": {', '.join(signed)}" if signed else ""
        reasons.append(f"is signed by {len(signed)} of {READERS} readers{by}")
    return reasons


def exceptions_that_count(quote: Quote, scan: Scan, decisions: Iterable[Decision]) -> dict[str, Decision]:
    """Return the exceptions by finding: of what is there, by somebody who did not propose the quote."""
    if quote.is_part2:
        return {}
    kinds = {finding.name: finding.kind for finding in scan.findings}
    return {
        each.finding: each
        for each in decisions
        if each.decision in EXCEPTIONS
        and each.finding in kinds
        and not is_proposer(quote, each.name)
        and (each.decision is Word.NOT_IDENTIFYING or can_be_shown(kinds[each.finding]))
    }


def last_words(quote: Quote, decisions: Sequence[Decision], excepted: Mapping[str, Decision]) -> tuple[Decision, ...]:
    """Return each person's last decision on a quote, by time; who proposed it can only refuse it.

    A signature from before a finding was excepted does not say that the quote may be published with it.
    """
    since = max((each.time for each in excepted.values()), default="")
    words = [
        each
        for each in sorted(decisions, key=lambda each: each.time)
        if each.decision is Word.REFUSE or (each.decision is Word.PUBLISH and not is_proposer(quote, each.name))
    ]
    last = {person_of(each.name): each for each in words}.values()
    return tuple(each for each in last if each.decision is Word.REFUSE or each.time >= since)


def yet_to_come(decisions: Iterable[Decision], moment: datetime) -> list[str]:
    """Return whose decisions on a quote are dated after the moment."""
    now = f"{moment:%Y-%m-%dT%H:%M:%SZ}"
    late = [each for each in decisions if each.time > now]
    return [f"the word of {each.name} is dated {each.time}, which is yet to come" for each in late]


def is_proposer(quote: Quote, name: str) -> bool:
    """Tell whether a name is that of whoever proposed a quote."""
    return bool(quote.proposed_by) and person_of(quote.proposed_by) == person_of(name)
