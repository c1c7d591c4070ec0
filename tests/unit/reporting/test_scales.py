"""What the page on interviews says of agreement on scales."""

import numpy as np

from evaluation.reporting.markdown import code
from evaluation.reporting.scales import agreement_on_scales

from .test_voices import open_page, row

__all__ = ["open_page"]
PLAN = {
    "scales": [
        {"name": "how_bad", "level": "ordinal", "codes": ["A little", "Much"], "values": []},
        {"name": "nights", "level": "ratio", "codes": ["None", "A week"], "values": [0, 7]},
    ]
}


def test_each_scale_with_its_codes_its_level_and_what_its_interval_allows(open_page, said):
    rows = [
        row("alpha_scale/how_bad", 0.79, 0.7, 0.86, unit="coefficient", n_obs=30),
        row("alpha_scale/nights", np.nan, unit="coefficient", note="not estimable: only one coder"),
    ]
    agreement_on_scales(open_page(rows, plan=PLAN))
    text = said()
    assert "Whether they agree that a passage has any of them at all is not part of that." in text
    assert "| how bad | A little, Much | steps in order | 0.79" in text
    assert "| 0.70 to 0.86 | for tentative conclusions only |" in text
    assert "| nights | None, A week | numbers, by their ratio | –" in text
    assert "| – | could not be measured |" in text


def test_a_scale_that_is_not_in_the_release_is_said_to_be_missing(open_page, said):
    agreement_on_scales(open_page([], plan=PLAN))
    assert f"agreement of the coders on the values of a scale ({code('themes/alpha_scale/nights')})." in said()
    assert "|" not in said()


def test_a_plan_without_scales_has_no_part_on_them(open_page, said):
    agreement_on_scales(open_page([], plan={"scales": []}))
    agreement_on_scales(open_page([]))
    assert said() == ""
