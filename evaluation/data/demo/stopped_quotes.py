"""Quotes beside the plain ones, made to be stopped each by another rule, and what they are compared with."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from evaluation.data.demo.interviews import Interview

PLACE = "Café Esperanza"
FACILITIES = f"# SYNTHETIC. Names of places that no quote may hold, one a line.\n{PLACE}\n"
PROPOSED_BY = "Synthetic researcher"
CONSENT_DATE = "2024-02-15"
_SAYS = (("I sold the car", "event: sold the car"), ("losing the apartment", "event: nearly lost a home"))
_NOTHING = "none"
_OTHERS = " said I had done this to myself"
_MORE_OF_ONE = 2


def with_stopped_quotes(quotes: pd.DataFrame, interviews: tuple[Interview, ...]) -> pd.DataFrame:
    """Return the quotes with what their words say of their speakers, and with more of them.

    Added are, where the interviews have them: a quote that names a place, one in which the name was taken out, one
    with words of somebody else, and further quotes of one speaker.
    """
    rows = [
        row
        | {
            "attributes": next((said for words, said in _SAYS if words in row["text"]), _NOTHING),
            "others_speak": "no",
        }
        for row in quotes.to_dict("records")
    ]
    for interview, theme, text in _more(quotes, interviews):
        rows.append(
            {
                "quote_id": f"SYN-Q{len(rows) + 1:02d}",
                "source": interview.name,
                "theme": theme,
                "text": text,
                "role": interview.role,
                "community": interview.community,
                "consent": "yes",
                "consent_date": CONSENT_DATE,
                "attributes": _NOTHING,
                "others_speak": "yes" if _OTHERS in text else "no",
            }
        )
    return pd.DataFrame(rows).assign(proposed_by=PROPOSED_BY)


def newsletter(quotes: pd.DataFrame) -> str:
    """Return a text that anybody can find, in which one of the quotes stands already."""
    found = quotes.loc[quotes["consent"] == "yes", "text"]
    told = f'One of us told us: "{found.iloc[0]}"\n' if len(found) else ""
    return f"SYNTHETIC NEWSLETTER. Nobody wrote or said any of this.\n\nWhat we heard this year.\n{told}"


def _said_by(text: str) -> str:
    return next((said for words, said in _SAYS if words in text), _NOTHING)


def _more(quotes: pd.DataFrame, interviews: tuple[Interview, ...]) -> Iterator[tuple[Interview, str, str]]:
    """Yield interview, theme and words of further quotes."""
    quoted = set(quotes["source"])
    free = [interview for interview in interviews if interview.consent == "yes" and interview.name not in quoted]
    naming = list(_passages(free, PLACE))
    yield from naming[:1]
    for interview, theme, text in naming[1:2]:
        yield interview, theme, text.replace(PLACE, "[facility]")
    others = [each for each in _passages(free, _OTHERS) if each[0] not in [named[0] for named in naming[:2]]]
    yield from others[:1]
    consenting = set(quotes.loc[quotes["consent"] == "yes", "source"])
    for interview in interviews:
        known = set(quotes.loc[quotes["source"] == interview.name, "theme"])
        further = {
            theme: text for _, theme, text in _passages([interview], "") if theme not in known and PLACE not in text
        }
        if interview.name in consenting and len(further) >= _MORE_OF_ONE:
            yield from ((interview, theme, text) for theme, text in list(further.items())[:_MORE_OF_ONE])
            return


def _passages(interviews: list[Interview], words: str) -> Iterator[tuple[Interview, str, str]]:
    for interview in interviews:
        for passage in interview.passages:
            text = interview.text[passage.start : passage.end]
            if words in text:
                yield interview, passage.theme, text
