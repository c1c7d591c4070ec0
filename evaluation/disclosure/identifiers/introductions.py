"""Words that say how somebody is called, or that somebody is met, greeted or presented."""

from __future__ import annotations

from collections.abc import Sequence

from evaluation.disclosure.identifiers.clauses import begins_clause, does, is_before_past, is_closed
from evaluation.disclosure.identifiers.homonyms import may_be_name
from evaluation.disclosure.identifiers.phrases import is_after, phrases_before
from evaluation.disclosure.identifiers.vocabulary import calendar_words, is_spanish_verb
from evaluation.disclosure.identifiers.word_lists import listed
from evaluation.disclosure.identifiers.words import Word

_PREDICATES = (("fue",), ("era",), ("es",), ("soy",))
_SHORTEST_DOING = 5
_OPENS = frozenset("\"“«'‘¡(:")
_CALLED = frozenset(["called", "llamado", "llamada"])


def is_named(words: Sequence[Word], place: int) -> bool:
    """Tell whether the words before one say that it is how somebody or something is called."""
    here = place - 1 if place and words[place - 1].folded in ("el", "la", "a") else place
    if words[place].is_word and (is_after(words, place, "named_phrases") or is_after(words, here, "named_phrases")):
        return True
    return place > 1 and words[place - 1].folded in _CALLED and words[place - 2].folded not in listed("callers")


def is_introduced(words: Sequence[Word], place: int) -> bool:
    """Tell whether somebody is greeted, met or presented by a word that may also be an ordinary one."""
    after = [each.folded for each in words[place + 1 : place + 3]]
    if after in (["and", words[place].folded], ["y", words[place].folded]):
        return False
    closed = is_closed(words, place) or is_before_past(words, place) or does(words, place) or _is_doing(words, place)
    for phrase in phrases_before(words, place, "introduced_phrases"):
        last, word = phrase[-1], words[place].folded
        may_be_met = last in listed("verbs_of_persons") and word in listed("qualities")
        if phrase in _PREDICATES and not begins_clause(words, place - 1):
            continue
        quality = word in listed("adjectives") or (word in listed("doing_words") and not does(words, place))
        describes = quality and not may_be_met
        if last in listed("weak") and (describes or not closed):
            continue
        if last in listed("needs_an_end") and not closed:
            continue
        return True
    return False


def is_called_out(words: Sequence[Word], place: int) -> bool:
    """Tell whether somebody is told to wake, breathe or listen: ``X, wake up``, ``¡X, despierta!``."""
    after = words[place + 1 : place + 3]
    called = len(after) > 1 and after[0].text in (",", "!") and after[1].folded in listed("called_out")
    alone = place == 0 or words[place].starts_sentence or words[place - 1].text in _OPENS
    return called and alone and words[place].folded not in listed("not_called_out")


def is_wished(words: Sequence[Word], place: int) -> bool:
    """Tell whether a wish or a greeting stands before a word that ends its clause: ``rest easy, X``."""
    here = place - 1 if place and words[place - 1].text == "," else place
    return is_after(words, here, "wish_phrases") and (is_closed(words, place) or _is_doing(words, place))


def _is_doing(words: Sequence[Word], place: int) -> bool:
    """Tell whether what somebody was doing follows a word: ``X nodding``."""
    after = words[place + 1].folded if place + 1 < len(words) else ""
    return len(after) > _SHORTEST_DOING and after.endswith(("ing", "ando", "iendo"))


def is_nicknamed(words: Sequence[Word], place: int) -> bool:
    """Tell whether a word after an article is somebody whom others know: ``todos conocen a la X``."""
    if not place or words[place - 1].folded not in ("la", "el", "al", "the") or not is_closed(words, place):
        return False
    return is_after(words, place - (words[place - 1].folded != "al"), "known_phrases")


def is_called_by_looks(words: Sequence[Word], place: int) -> bool:
    """Tell whether an article and a word for looks stand as a name would: ``el güero vende``, ``que chaparro traía``.

    What is one of several things, as drugs by their colours, is nobody: ``la blanca, la negra, la chiva``.
    """
    if _is_bare_look(words, place):
        return True
    if [each.folded for each in words[place + 1 : place + 3]] in ([",", "la"], [",", "el"]):
        return False
    if (
        words[place].folded not in listed("nicknames_spanish")
        or not place
        or words[place - 1].folded not in ("el", "la")
    ):
        return False
    after = words[place + 1] if place + 1 < len(words) else None
    told = after is not None and (after.folded in ("y", "me", "nos", "se", "le") or is_spanish_verb(after.folded))
    before = words[place - 2] if place > 1 else None
    led = begins_clause(words, place - 1) or (
        before is not None and before.folded in ("a", "con", "y", "de", "estaba")
    )
    return led and (told or is_closed(words, place))


def _is_bare_look(words: Sequence[Word], place: int) -> bool:
    """Tell whether a word for looks begins a clause without article, and somebody's doing follows."""
    looks = words[place].folded in listed("nicknames_spanish") and begins_clause(words, place)
    after = words[place + 1] if place + 1 < len(words) else None
    verb = after is not None and is_spanish_verb(after.folded) and after.folded != "de"
    return looks and verb and after.is_joined


def is_who(words: Sequence[Word], place: int) -> bool:
    """Tell whether a word is the person of a cleft sentence: ``it was X who``, ``X fue quien``."""
    after = [each.folded for each in words[place + 1 : place + 4]]
    if is_after(words, place, "cleft_phrases"):
        if after[:1] in (["who"], ["quien"]) or after[:2] in (["el", "que"], ["la", "que"]):
            return True
        return after[:1] == ["that"] and may_be_name(words[place]) and words[place].folded not in listed("things")
    if after[:1] in (["who"], ["quien"]) or (
        words[place + 1 : place + 2] and after[:2] in ([",", "who"], [",", "quien"])
    ):
        return place > 0 and words[place - 1].folded in listed("leads_to_persons") and may_be_name(words[place])
    if after[:3] in (["was", "the", "one"], ["is", "the", "one"]):
        return True
    return after[:2] in (["is", "who"], ["was", "who"], ["fue", "quien"], ["es", "quien"], ["era", "quien"]) or (
        after[:1] in (["fue"], ["es"], ["era"]) and after[1:] in (["el", "que"], ["la", "que"])
    )


def is_personal_object(words: Sequence[Word], place: int) -> bool:
    """Tell whether the Spanish ``a`` of persons stands before a word without article: ``le conté a X``."""
    after = words[place + 1].folded if place + 1 < len(words) else ""
    if place and words[place - 1].folded == "a" and after in ("le", "lo", "la") and begins_clause(words, place - 1):
        return True
    dated = after == "el" and place + 2 < len(words) and words[place + 2].folded in calendar_words()
    if place < 2 or words[place - 1].folded != "a" or not (dated or is_closed(words, place)):
        return False
    return words[place - 2].is_word and words[place - 2].folded not in listed("motion")
