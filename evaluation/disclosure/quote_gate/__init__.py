"""The gate of quotes: what each must pass, one state after the other, before anybody else may read it."""

from evaluation.disclosure.quote_gate.gate import judge_quotes
from evaluation.disclosure.quote_gate.judged import JudgedQuotes

__all__ = ["JudgedQuotes", "judge_quotes"]
