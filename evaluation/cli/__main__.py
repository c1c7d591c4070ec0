"""``python -m evaluation.cli``."""

from evaluation.cli import main

main()
