"""Quotes that the simulated interviewers propose, each with its simulated speaker's decision about it."""

from __future__ import annotations

import numpy as np
import pandas as pd

from evaluation.data.demo import world
from evaluation.data.demo.interviews import Interview, Passage

DECISIONS = (*["yes"] * 9, *["no"] * 3, *["withdrawn"] * 2)
LONG_ENOUGH = 60
FIRST_DECISION = np.datetime64("2023-09-01", "D")


def propose_quotes(rng: np.random.Generator, interviews: tuple[Interview, ...]) -> pd.DataFrame:
    """Return one quote per theme and two more, each from another interview, in the speaker's own words.

    A quote is a passage that both coders marked as it was planted; a theme that has none left goes without. Who
    did not consent to be quoted at all does not consent to any quote.
    """
    themes = [theme.name for theme in world.THEMES]
    themes += [themes[place] for place in rng.choice(len(themes), len(DECISIONS) - len(themes), replace=False)]
    decisions = [DECISIONS[place] for place in rng.permutation(len(DECISIONS))]
    open_interviews = [interviews[place] for place in rng.permutation(len(interviews))]
    rows = []
    for theme, decision in zip(themes, decisions, strict=True):
        candidates = [(interview, passage) for interview in open_interviews for passage in _agreed(interview, theme)]
        if not candidates:
            continue
        interview, passage = max(candidates, key=lambda found: min(found[1].end - found[1].start, LONG_ENOUGH))
        open_interviews.remove(interview)
        consent = "no" if interview.consent == "no" else decision
        asked_on = FIRST_DECISION + int(rng.integers(0, 150))
        rows.append(
            {
                "quote_id": f"SYN-Q{len(rows) + 1:02d}",
                "source": interview.name,
                "theme": theme,
                "text": interview.text[passage.start : passage.end],
                "role": interview.role,
                "community": interview.community,
                "consent": consent,
                "consent_date": "" if consent == "no" else str(asked_on),
            }
        )
    return pd.DataFrame(rows)


def _agreed(interview: Interview, theme: str) -> list[Passage]:
    """Return the passages about a theme that both coders marked exactly as they were planted."""
    marked = {(mark.coder, mark.start, mark.end) for mark in interview.marks if mark.theme == theme}
    return [
        passage
        for passage in interview.passages
        if passage.theme == theme
        and all((coder.name, passage.start, passage.end) in marked for coder in world.CODERS)
    ]
