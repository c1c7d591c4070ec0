"""The certificate as a CSV file, a row for each cell, method and quantity, and as Markdown made from it alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from statistics import mean, median

from evaluation.data.whole_files import read_csv, write_csv
from evaluation.errors import Problem, UsageError
from evaluation.runs.certificate.cells import CELLS, Cell, Family, Noise
from evaluation.runs.certificate.coverage import Claim, Coverage, Verdict, claims
from evaluation.runs.certificate.methods import CONF_LEVEL, METHODS, ORACLE, Method
from evaluation.runs.project import shown

COLUMNS = (
    "cell",
    "method",
    "estimand",
    "nominal",
    "replicates",
    "not_estimable",
    "held",
    "coverage",
    "std_error",
    "coverage_low",
    "coverage_high",
    "type_i_error",
    "mean_width",
    "median_width",
    "width_ratio",
    "verdict",
)
"""Of the file; blank where there is no number."""

_MARKS = {Verdict.BELOW_USUAL: " ↓", Verdict.BELOW_LEAST: " ↓↓"}


def write_certificate(path: Path, rows: Iterable[Coverage]) -> None:
    """Write the CSV file of a certificate."""
    write_csv(path, COLUMNS, [_cells_of(row) for row in rows])


def read_certificate(path: Path, cells: Sequence[Cell] = CELLS) -> list[Coverage]:
    """Read the CSV file of a certificate.

    Raises
    ------
    UsageError
        If it cannot be read, or is not a certificate of these cells and methods.
    """
    where = shown(path)
    header, lines = read_csv(path, where=where)
    known_cells, known_methods = {cell.key: cell for cell in cells}, {(m.family, m.key): m for m in METHODS}
    rows = []
    for line in (dict(zip(header, values, strict=True)) for values in lines):
        cell = known_cells.get(line.get("cell", ""))
        method = known_methods.get((cell.family, line.get("method", ""))) if cell else None
        if tuple(header) != COLUMNS or cell is None or method is None:
            found = f"{line.get('cell', 'no cell')}, {line.get('method', 'no method')}"
            raise UsageError("A certificate cannot be read.", [Problem(where, "is of other cells or methods", found)])
        rows.append(
            Coverage(
                cell=cell,
                method=method,
                estimand=line["estimand"],
                **{name: int(line[name]) for name in ("replicates", "not_estimable", "held")},
                **{name: float(line[name] or "nan") for name in ("mean_width", "median_width")},
                width_ratio=float(line["width_ratio"]) if line["width_ratio"] else None,
            )
        )
    return rows


def _cells_of(row: Coverage) -> list[str]:
    numbers = (
        row.coverage,
        row.std_error,
        *row.limits,
        row.type_i_error,
        row.mean_width,
        row.median_width,
        row.width_ratio,
    )
    return [
        row.cell.key,
        row.method.key,
        row.estimand,
        f"{CONF_LEVEL:g}",
        *(str(count) for count in (row.replicates, row.not_estimable, row.held)),
        *map(_number, numbers),
        row.verdict,
    ]


def _number(value: float | None) -> str:
    return "" if value is None or value != value else f"{value:.6g}"


def markdown(rows: Sequence[Coverage]) -> str:
    """Return what a page says of a certificate: what is claimed, whether it holds, and the coverage in every cell."""
    most = max(row.replicates for row in rows)
    parts = [
        f"{most:,} series a cell, nominal level {100 * CONF_LEVEL:g} %: share of intervals that hold the truth, in "
        "percent, of level / slope, and of counts / deaths averted. ↓ marks a coverage whose upper 99 % Monte Carlo "
        "limit is below 93 %, ↓↓ below 92 %; \\* a method without an interval for some series. *Width* is the median "
        "over that of the method that knows the noise, which does not exist for random walks and for counts with "
        "AR(2). Where there is no effect, 100 minus the coverage is the share of false alarms. Averages are over the "
        "worlds that are not marked unsupported, those of widths over those of them that have one."
        + "".join(f" {label} saw {n:,} series." for label, n in _fewer(rows, most).items()),
        "\n".join(
            f"- {line}" for claim in claims(rows) for line in (*sentences(claim), *_prices(claim.method, rows))
        ),
    ]
    for family in Family:
        ours = [row for row in rows if row.cell.family is family]
        if ours:
            parts.append(_table(ours))
    return "\n\n".join(parts) + "\n"


def _fewer(rows: Sequence[Coverage], most: int) -> dict[str, int]:
    """Return the methods that saw fewer series than others, and how many."""
    seen = {row.method: row.replicates for row in rows if row.replicates < most and row.method.key != ORACLE}
    return {f"{method.label[0].upper()}{method.label[1:]}": n for method, n in seen.items()}


def sentences(claim: Claim) -> list[str]:
    """Return what is said of an engine: whether the claim holds, what falls short, what had no interval."""
    share = f"{claim.n_reached} of {claim.n_cells} cells reach 93 %"
    least = [row for row in claim.short if row.verdict is not Verdict.BELOW_USUAL]
    holds = "the claim holds" if claim.holds else "the claim does not hold"
    judged = "a trial, too few replicates to judge" if claim.is_trial else holds
    lines = [f"{_engine(claim.method)}: {judged}; {share}; coverages below 92 %: {len(least) or 'none'}."]
    if claim.short:
        found = "; ".join(f"{row.cell.key} {row.estimand} {_percent(row)}" for row in claim.short)
        lines.append(f"{_engine(claim.method)} falls short in: {found}.")
    if claim.not_estimable:
        found = "; ".join(f"{row.cell.key} {row.not_estimable} of {row.replicates:,}" for row in claim.not_estimable)
        lines.append(f"{_engine(claim.method)} has no interval for some series, which count for nothing: {found}.")
    return lines


def _prices(method: Method, rows: Sequence[Coverage]) -> list[str]:
    """Return what the coverage of an engine costs: how wide its intervals are, and how seldom its false alarms."""
    counted = [row for row in rows if row.method is method and not row.cell.reason]
    n_cells = len({row.cell for row in counted})
    lines = []
    for estimand, ratios in _by_estimand(counted, lambda row: row.width_ratio).items():
        spread = f"mean {mean(ratios):.2f}, median {median(ratios):.2f}, largest {max(ratios):.2f}"
        lines.append(f"{_engine(method)}, width of {_said(estimand)} in {len(ratios)} of {n_cells} cells: {spread}.")
    alarms = _by_estimand(counted, lambda row: row.type_i_error)
    if alarms:
        found = ", ".join(f"{_said(estimand)} {100 * mean(shares):.1f} %" for estimand, shares in alarms.items())
        n_null = max(map(len, alarms.values()))
        lines.append(f"{_engine(method)}, false alarms in the {n_null} cells without an effect, on average: {found}.")
    return lines


def _said(estimand: str) -> str:
    return "deaths averted" if estimand == "averted" else estimand


def _by_estimand(rows: Iterable[Coverage], number: Callable[[Coverage], float | None]) -> dict[str, list[float]]:
    """Return a number of each row that has it and an interval, by the quantity."""
    found: dict[str, list[float]] = {}
    for row in rows:
        if row.n_intervals and (value := number(row)) is not None:
            found.setdefault(row.estimand, []).append(value)
    return found


def _engine(method: Method) -> str:
    return f"{method.family.capitalize()}, {method.label}"


def _percent(row: Coverage) -> str:
    return "none" if row.verdict is Verdict.NOT_ESTIMABLE else f"{100 * row.coverage:.1f}"


def _table(rows: Sequence[Coverage]) -> str:
    methods = list(dict.fromkeys(row.method for row in rows))
    measured = [method for method in methods if method.is_engine] or [m for m in methods if m.key != ORACLE]
    found = {(row.cell, row.method): [] for row in rows}
    for row in rows:
        found[row.cell, row.method].append(row)
    titles = [method.label for method in methods] + [f"width, {method.label}" for method in measured]
    lines = [_line(["months", "before", *_titles(rows[0].cell), "effect", *titles])]
    lines.append(_line(["---"] * (len(titles) + 3 + len(_titles(rows[0].cell)))))
    for cell in dict.fromkeys(row.cell for row in rows):
        covered = [_joined(found.get((cell, method)), _covered) for method in methods]
        widths = [_joined(found.get((cell, method)), _width) for method in measured]
        months = f"{cell.n} (unsupported)" if cell.reason else f"{cell.n}"
        effect = "none" if cell.is_null else "yes"
        lines.append(_line([months, f"{cell.start}", *_described(cell), effect, *covered, *widths]))
    counted = {method: [row for row in rows if row.method is method and not row.cell.reason] for method in methods}
    averages = [_averages(counted[method], lambda row: 100 * row.coverage, ".1f") for method in methods]
    averages += [_averages(counted[method], lambda row: row.width_ratio, ".2f") for method in measured]
    blanks = [""] * (2 + len(_titles(rows[0].cell)))
    lines.append(_line(["average of the supported", *blanks, *averages]))
    return "\n".join(lines)


def _averages(rows: Iterable[Coverage], number: Callable[[Coverage], float | None], digits: str) -> str:
    """Return the mean of a number of each quantity over the cells that have it."""
    return " / ".join(f"{mean(values):{digits}}" for values in _by_estimand(rows, number).values()) or "–"


def _titles(cell: Cell) -> list[str]:
    return ["errors"] if cell.family is Family.NORMAL else ["mean", "beyond Poisson", "sd"]


def _described(cell: Cell) -> list[str]:
    coefficients = " ".join(f"{each:g}" for each in cell.phi)
    words: Mapping[Noise, str] = {
        Noise.NONE: "independent" if cell.family is Family.NORMAL else "nothing",
        Noise.AUTOREGRESSION: f"AR({len(cell.phi)}) {coefficients}",
        Noise.GAMMA: "gamma",
        Noise.RANDOM_WALK: "random walk",
    }
    if cell.family is Family.NORMAL:
        return [words[cell.noise]]
    return [f"{cell.mean:g}", words[cell.noise], f"{cell.sd:g}"]


def _joined(rows: Sequence[Coverage] | None, said: Callable[[Coverage], str]) -> str:
    if not rows:
        return "–"
    star = "\\*" if any(row.not_estimable for row in rows) and said is _covered else ""
    return " / ".join(map(said, rows)) + star


def _covered(row: Coverage) -> str:
    return _percent(row) + _MARKS.get(row.verdict, "")


def _width(row: Coverage) -> str:
    return "–" if row.width_ratio is None else f"{row.width_ratio:.2f}"


def _line(values: Iterable[str]) -> str:
    return f"| {' | '.join(values)} |"
