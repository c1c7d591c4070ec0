"""Contrast: WCAG 2.2, 1.4.11. Colour blindness: Machado, Oliveira and Fernandes (2009), severity 1."""

import itertools
import math

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.figure import Figure

from evaluation.reporting.style import DASHES, MARKERS, PALETTE, apply_style, to_png, to_svg

DICHROMATS = {
    "normal": np.eye(3),
    "protan": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deutan": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]]
    ),
}
SRGB_TO_XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.072175], [0.0193339, 0.119192, 0.9503041]]
)


def linear(colour):
    rgb = np.array([int(colour[place : place + 2], 16) for place in (1, 3, 5)]) / 255
    return np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)


def contrast_on_white(colour):
    return 1.05 / (linear(colour) @ SRGB_TO_XYZ[1] + 0.05)


def lab(rgb):
    ratio = SRGB_TO_XYZ @ np.clip(rgb, 0, 1) / np.array([0.95047, 1.0, 1.08883])
    root = np.where(ratio > 0.008856, np.cbrt(ratio), 7.787 * ratio + 16 / 116)
    return np.array([116 * root[1] - 16, 500 * (root[0] - root[1]), 200 * (root[1] - root[2])])


def drawn():
    figure = Figure(figsize=(3, 2))
    axes = figure.subplots()
    axes.plot([0, 1], [0, -1], label="a line")
    axes.set_title("It’s a title")
    return figure


def test_series_and_text_have_enough_contrast():
    assert min(map(contrast_on_white, (*PALETTE.series, PALETTE.highlight))) >= 3.0
    assert min(map(contrast_on_white, (PALETTE.ink, PALETTE.muted))) >= 4.5


@pytest.mark.parametrize("eyes", DICHROMATS)
def test_series_stay_apart(eyes):
    seen = [lab(DICHROMATS[eyes] @ linear(colour)) for colour in PALETTE.series]
    assert min(np.linalg.norm(a - b) for a, b in itertools.combinations(seen, 2)) >= 25


def test_every_series_has_a_marker_and_a_dash_of_its_own():
    assert len(set(DASHES)) == len(PALETTE.series)
    assert len(set(MARKERS)) == len(MARKERS)
    assert math.lcm(len(MARKERS), len(PALETTE.series)) > 30, "where colours come again, markers differ"


def test_svg_holds_text_in_the_readers_fonts_and_no_date():
    svg = to_svg(drawn())
    assert svg.startswith("<svg")
    assert ">It’s a title</text>" in svg
    assert "DejaVu" not in svg
    assert "<dc:date>" not in svg


def test_the_same_figure_gives_the_same_bytes():
    assert to_svg(drawn()) == to_svg(drawn())
    assert to_png(drawn()) == to_png(drawn())


def test_the_style_does_not_depend_on_settings_made_before():
    with mpl.rc_context():
        apply_style()
        once = dict(mpl.rcParams)
        mpl.rcParams["axes.grid.axis"] = "x"
        mpl.rcParams["lines.linewidth"] = 9
        apply_style()
        assert dict(mpl.rcParams) == once
