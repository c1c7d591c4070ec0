"""Scales of codes through the whole analysis: paragraphs of a project are the units of published tables."""

import math
from collections import Counter

import numpy as np
import pytest

from evaluation.data.parameters.themes import Scale
from evaluation.data.refi_qda import read_project
from evaluation.errors import ParameterError
from evaluation.stats.agreement.krippendorff import Level
from evaluation.stats.estimate import Status

from ..stats.agreement.test_krippendorff import P290, alpha_by_definition
from .test_themes import by_id, run

CODES = ("one", "two", "three", "four", "five")
LINE = 10
"""Characters of a paragraph with the end of its line."""


def build(tiny_project, documents, n_coders, codes=CODES):
    """Write interviews of one-line paragraphs: for each, and each coder, the codes on it."""
    for coder in range(n_coders):
        tiny_project.user(f"coder{coder}")
    for code in codes:
        tiny_project.code(code)
    for number, paragraphs in enumerate(documents):
        marks = [
            tiny_project.mark(
                f"{number}-{place}-{coder}-{code}",
                LINE * place,
                LINE * place + 6,
                code,
                name="Answer",
                user=f"coder{coder}",
            )
            for place, coders in enumerate(paragraphs)
            for coder, on_it in enumerate(coders)
            for code in on_it
        ]
        tiny_project.text(f"s{number}", "\n".join(f"Answer {place:02d}" for place in range(len(paragraphs))), *marks)
    return read_project(tiny_project.write())


def scale(level, codes=CODES, values=None, name="severity"):
    numbers = tuple(map(float, values or range(1, len(codes) + 1))) if level in ("interval", "ratio") else ()
    return Scale(name=name, level=level, codes=codes, values=numbers)


@pytest.fixture
def p290(tiny_project):
    """Krippendorff (2018), p. 290: twelve units, the last two in one text, four observers, seven values missing."""
    unit = [[[] if math.isnan(value) else [CODES[int(value) - 1]] for value in column] for column in P290.T]
    return build(tiny_project, [*([coders] for coders in unit[:-2]), unit[-2:]], 4)


@pytest.mark.parametrize(
    ("level", "expected"),
    [("nominal", 0.74342105), ("ordinal", 0.8153875), ("interval", 0.84910714), ("ratio", 0.79740278)],
)
def test_krippendorffs_four_observers(p290, level, expected):
    row = by_id(run(p290, scales=(scale(level),)))["alpha_scale/severity"]
    assert row.estimate == pytest.approx(expected, abs=1e-8)
    assert (row.n_obs, row.n_events, row.method.partition("; ")[0]) == (11, None, f"Krippendorff's alpha, {level}")
    assert (row.status, row.prespecified, row.unit) == (Status.SENSITIVITY, True, "coefficient")


def test_the_note_says_what_the_coefficient_cannot_be_read_without(p290):
    note = by_id(run(p290, scales=(scale("ordinal"),)))["alpha_scale/severity"].note
    # 40 values in the 11 units with two or more: 9, 13, 10, 5 and 3 of one to five, as the book counts them.
    assert "shares of its codes in their order 22.5% / 32.5% / 25.0% / 12.5% / 7.5%; by coder" in note
    assert "11 paragraph(s) with values by two coders or more" in note
    assert "a value by one coder only are left out; 1 such paragraph(s)" in note
    assert "several" not in note
    assert note.startswith("not shown to be reliable")


def test_other_rows_do_not_change(p290):
    without, beside = by_id(run(p290)), by_id(run(p290, scales=(scale("ordinal"), scale("nominal", name="other"))))
    assert [name for name in beside if name not in without] == ["alpha_scale/severity", "alpha_scale/other"]
    for name, row in without.items():
        assert repr(beside[name]) == repr(row)


@pytest.mark.parametrize("level", Level)
def test_two_codes_at_once_and_marks_of_many_against_the_definition(tiny_project, level):
    rng = np.random.default_rng(4)
    n_on = rng.choice(3, p=[0.2, 0.7, 0.1], size=(12, 5, 3))
    documents = [
        [[[CODES[c] for c in rng.choice(4, size=n, replace=False)] for n in coders] for coders in paragraphs]
        for paragraphs in n_on
    ]
    project = build(tiny_project, documents, 3)
    values = (0, 1, 2, 5)
    ratings = [
        [values[CODES.index(on_it[0])] if len(on_it) == 1 else math.nan for on_it in coders]
        for paragraphs in documents
        for coders in paragraphs
    ]
    row = by_id(run(project, scales=(scale(level, CODES[:4], values),)))["alpha_scale/severity"]
    assert row.estimate == pytest.approx(alpha_by_definition(ratings, level), abs=1e-12)
    n_values = Counter(sum(not math.isnan(value) for value in unit) for unit in ratings)
    assert row.n_obs == n_values[2] + n_values[3]
    assert f"{n_values[1]} such paragraph(s)" in row.note
    assert "several of its codes on a paragraph has no value there" in row.note
    assert f"{(n_on == 2).sum()} such value(s) left out" in row.note
    assert row.conf_low < row.estimate < row.conf_high
    assert row.method == f"Krippendorff's alpha, {level}; log jackknife-t interval over documents"


def test_a_binary_alpha_counts_what_only_one_coder_found_and_a_scale_does_not(tiny_project):
    found_by_both = [[["one"], ["one"]], [["two"], ["two"]]]
    found_by_one = [[["one"], []], [["two"], []]]
    rows = by_id(
        run(build(tiny_project, [found_by_both + found_by_one] * 5, 2), scales=(scale("nominal", CODES[:2]),))
    )
    assert rows["alpha_scale/severity"].estimate == 1
    assert rows["alpha/overall"].estimate < 0.6


@pytest.mark.parametrize(
    ("paragraphs", "reason"),
    [
        ([[["one"], ["one"]]], "all values that are compared are the same, so no disagreement can be expected"),
        ([[["one"], []], [[], ["two"]]], "no paragraph has values of the scale by two coders"),
        ([[["three"], ["three"]]], "no paragraph has values of the scale by two coders"),
        ([[["one"]]], "only one coder"),
        ([[[]]], "nobody coded text"),
    ],
)
def test_what_cannot_be_estimated_says_why(tiny_project, paragraphs, reason):
    project = build(tiny_project, [paragraphs] * 5, len(paragraphs[0]))
    row = by_id(run(project, scales=(scale("ordinal", CODES[:2]),)))["alpha_scale/severity"]
    assert math.isnan(row.estimate)
    assert row.note.startswith(f"not estimable: {reason}")


def test_what_few_people_said_is_no_agreement(tiny_project):
    paragraphs = [[["one"], ["one"]], [["two"], ["two"]], [["one"], ["two"]]]
    nothing = [[["three"], ["three"]]]
    project = build(tiny_project, [paragraphs] * 4 + [nothing] * 6, 2)
    row = by_id(run(project, scales=(scale("ordinal", CODES[:2]),)))["alpha_scale/severity"]
    assert math.isnan(row.estimate)
    assert row.note.startswith("not estimable: fewer than 5 interviews have values of the scale by two coders")
    assert "%" not in row.note, "shares of the codes are what these four said"


def test_codes_are_named_as_themes_are_and_all_that_are_not_there_are_listed(p290):
    named = scale("nominal", ("ONE", "Two"))
    assert by_id(run(p290, scales=(named,)))["alpha_scale/severity"].estimate > 0
    wrong = (scale("nominal", ("one", "twoo")), scale("ordinal", ("one", "two", "One", "six"), name="other"))
    with pytest.raises(ParameterError) as caught:
        run(p290, scales=wrong)
    said = [str(problem).partition(". Defined")[0] for problem in caught.value.problems]
    assert said == [
        "themes.scales.0.codes: is not in the codebook; found 'twoo'; expected 'two'",
        "themes.scales.1.codes: names a code twice; found 'One'; expected each code once",
        "themes.scales.1.codes: is not in the codebook; found 'six'; expected one of one, two, three, four, five",
    ]
