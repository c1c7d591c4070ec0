"""Tables about agreement for the evaluator: coefficients by theme, and the disagreements to talk about."""

from __future__ import annotations

import math

import numpy as np

from evaluation.analyses.restricted import restricted_table
from evaluation.analyses.voices import STEM
from evaluation.analyses.voices.agreement import Agreement
from evaluation.data.output_table import OutputTable
from evaluation.data.qualitative import QualitativeProject
from evaluation.stats.coder_agreement import BESIDE


def agreement_table(found: Agreement) -> OutputTable:
    """Return one row per theme with every coefficient, prevalence and each coder's share."""
    columns = ("theme", "n_units", "n_units_with_theme", "prevalence", "alpha", "alpha_low", "alpha_high", "kappa")
    columns += ("kappa_low", "kappa_high", *BESIDE)
    columns += tuple(f"share_{number}" for number in range(1, len(found.coders) + 1))
    rows = []
    for place, theme in enumerate(found.themes if found.measured else ()):
        measured = found.measured
        coefficients = [measured.alpha_by_code[place]]
        coefficients += [measured.kappa_by_code[place]] if measured.kappa_by_code else [None]
        values = [
            value
            for one in coefficients
            for value in ((one.estimate, one.interval.conf_low, one.interval.conf_high) if one else (math.nan,) * 3)
        ]
        values += [measured.beside_by_code[name][place].estimate for name in BESIDE]
        shares = measured.marginals[place]
        numbers = [float(shares.mean()), *values, *map(float, shares)]
        cells = (None if math.isnan(number) else number for number in numbers)
        rows.append((theme.slug, measured.n_units, int(measured.n_either[place]), *cells))
    return restricted_table(STEM, "agreement_by_theme", columns, rows)


def disagreements_table(found: Agreement, project: QualitativeProject) -> OutputTable:
    """Return every paragraph or excerpt and theme on which coders disagree, before they talked about it.

    Units are counted from 1, blank lines left out; positions count code points, end exclusive. The words stay in the
    project, but for those of excerpts without a range, beside which stands their place as the file says it.
    """
    columns = ("source", "unit", "start", "end", "words", "place", "theme", "applied_by", "not_applied_by")
    rows = []
    if found.measured and found.units:
        units = found.units
        names = {source.id: source.name for source in project.sources}
        first = {int(document): int(place) for place, document in reversed(list(enumerate(units.document)))}
        applied, not_applied = (units.applied == value for value in (1, 0))
        for unit, theme in np.argwhere(applied.any(axis=-1) & not_applied.any(axis=-1)):
            document = int(units.document[unit])
            sides = (", ".join(np.array(found.coders)[side[unit, theme]].tolist()) for side in (applied, not_applied))
            start, end = (int(at) if at >= 0 else None for at in units.spans[unit])
            said = (units.words[unit], units.places[unit]) if units.words else ("", "")
            place = (names[units.source_ids[document]], int(unit) - first[document] + 1, start, end)
            rows.append((*place, *said, found.themes[theme].slug, *sides))
    return restricted_table(STEM, "disagreements", columns, rows)
