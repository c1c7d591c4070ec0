"""What authors write for the public: it must not point to the people whom the numbers and quotes protect."""

from evaluation.disclosure.authors.looking_through import look_through

__all__ = ["look_through"]
