"""Consent in columns that nobody declared: a withdrawal that is left out with its column would be passed over."""

from __future__ import annotations

from collections.abc import Sequence

from evaluation.data.consent_words import WITHDRAWN, looks_like_consent, says_withdrawn
from evaluation.data.refi_qda.findings import Findings
from evaluation.data.segment_sheets.layout import ColumnMap, SegmentField
from evaluation.data.segment_sheets.sheet import Sheet, Understood


def look_for_consent(sheet: Sheet, columns: Sequence[Understood], layout: ColumnMap, findings: Findings) -> None:
    """Note columns that are left out and look like consent; what nobody declared must not hold a withdrawal.

    Parameters
    ----------
    sheet : Sheet
    columns : sequence of Understood
    layout : ColumnMap
    findings : Findings
    """
    for place, texts in sheet.aside.items():
        if any(map(says_withdrawn, texts)):
            findings.error(
                f"a place that is not read holds {WITHDRAWN!r}",
                place,
                expected="consent in a column of its own beside the excerpts; if it is none, a file without it",
            )
    for column in columns:
        if column.field not in (None, SegmentField.LEFT_OUT):
            continue
        name = f"'{' '.join(column.header.split())}'"
        is_withdrawn = any(map(says_withdrawn, set(sheet.columns[column.header])))
        if is_withdrawn and not layout.is_declared(column.header):
            findings.error(
                f"a column that nobody declared holds {WITHDRAWN!r}",
                name,
                expected="columns: {HEADER: variable}, and themes.consent_variable, if it is consent; else left_out",
            )
        elif is_withdrawn or looks_like_consent(column.header):
            findings.departure("a column that looks like consent is left out: it withdraws nobody", name)
