"""Short ways to say what is public, for the tests of the attacker."""

from evaluation.disclosure.attack.attack import attack
from evaluation.disclosure.attack.known import HiddenCell, KnownNumber, KnownShare, People, Publication

MEASURE = "overdose death"
HIDDEN = range(1, 11)


def groups(levels):
    return {name: frozenset(text.split()) for name, text in levels.items()}


def shown(words, value, window=None, **levels):
    lower, upper = value if isinstance(value, tuple) else (value, value)
    return KnownNumber(MEASURE, window, groups(levels), lower, upper, words)


def hole(words, window=None, table="", **levels):
    return HiddenCell(MEASURE, window, groups(levels), words, table)


def share(words, part, whole, lower, upper):
    return KnownShare(MEASURE, People(None, groups(part)), People(None, groups(whole)), lower, upper, words)


def public(*said, words="release 1"):
    return Publication(
        words,
        tuple(each for each in said if isinstance(each, KnownNumber)),
        tuple(each for each in said if isinstance(each, HiddenCell)),
        tuple(each for each in said if isinstance(each, KnownShare)),
    )


def attacked(*publications, closed=None):
    return attack(publications, {MEASURE: HIDDEN}, {MEASURE: {} if closed is None else groups(closed)})


def bounds(report):
    """Hidden cells by their words."""
    return {each.cell.words: (each.lower, each.upper) for each in report.intervals}
