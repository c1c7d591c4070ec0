"""Direct identifiers in quotes, found by form, grammar and context in English and Spanish, and their labels."""

from evaluation.disclosure.identifiers.finding import find_identifiers
from evaluation.disclosure.identifiers.identifier import Identifier, IdentifierClass, SiteLists, Strength
from evaluation.disclosure.identifiers.redaction import redacted

__all__ = ["Identifier", "IdentifierClass", "SiteLists", "Strength", "find_identifiers", "redacted"]
