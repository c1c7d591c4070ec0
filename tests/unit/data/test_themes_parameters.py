"""What a params file may say of scales of codes."""

from copy import deepcopy
from typing import get_args

import pytest
import yaml

from evaluation.data.parameters import load_parameters
from evaluation.data.parameters.themes import LevelName
from evaluation.errors import ParameterError
from evaluation.stats.agreement.krippendorff import Level

HARM = {"name": "harm", "level": "ordinal", "codes": ["None", "Some", "Much"]}
DEFINED = ". Defined in evaluation/data/parameters/themes.py."


def load(tmp_path, *scales):
    content = {
        "evaluation": "tiny",
        "title": "A tiny evaluation",
        "synthetic": True,
        "seed": 1,
        "sources": {"interviews": {"path": "interviews.qdpx", "table": "refi_qda"}},
        "themes": {"interviews": "interviews", "scales": [deepcopy(scale) for scale in scales]},
    }
    path = tmp_path / "tiny.yml"
    path.write_text(yaml.safe_dump(content, sort_keys=False), encoding="utf-8")
    return load_parameters(path)


def problems_of(tmp_path, *scales):
    with pytest.raises(ParameterError) as caught:
        load(tmp_path, *scales)
    return [str(problem).split(": ", 1)[1].removesuffix(DEFINED) for problem in caught.value.problems]


def test_levels_are_those_of_the_coefficient():
    assert get_args(LevelName) == tuple(Level)


def test_scales_are_part_of_the_plan_and_none_is_the_default(tmp_path):
    assert load(tmp_path).plan()["themes"]["scales"] == []
    ratio = {"name": "days", "level": "ratio", "codes": ["None", "A week"], "values": [0, 7]}
    planned = load(tmp_path, HARM, ratio).plan()["themes"]["scales"]
    assert planned == [HARM | {"values": []}, ratio | {"values": [0.0, 7.0]}]


def test_every_value_that_does_not_fit_its_level_is_listed(tmp_path):
    missing = "one number for each code"
    found = problems_of(
        tmp_path,
        HARM | {"values": [0, 1, 2]},
        HARM | {"name": "cost", "level": "interval"},
        HARM | {"name": "days", "level": "ratio", "values": [-7, 0.5]},
        HARM | {"name": "steps", "level": "interval", "values": [1, 2, 1]},
    )
    assert found == [
        "themes.scales.0.values are not for level ordinal; found 0, 1, 2; expected no values, or level: interval or "
        "ratio",
        f"themes.scales.1.values do not fit the codes; found 0 number(s) for 3 codes; expected {missing}",
        f"themes.scales.2.values do not fit the codes; found 2 number(s) for 3 codes; expected {missing}",
        "themes.scales.2.values have no ratio below 0; found -7; expected numbers from 0 on, or level: interval",
        "themes.scales.3.values are the same for several codes; found 1; expected a number of its own for each",
    ]


@pytest.mark.parametrize("value", [float("inf"), float("nan"), "1", None])
def test_a_value_is_a_finite_number(tmp_path, value):
    (found,) = problems_of(tmp_path, HARM | {"level": "interval", "values": [0, 1, value]})
    assert found.startswith("themes.scales.0.values.2 is not valid")


def test_a_scale_has_a_name_of_its_own_a_level_and_two_codes(tmp_path):
    assert problems_of(tmp_path, HARM, HARM) == ["themes.scales.1.name stands twice; found harm; expected once"]
    found = problems_of(
        tmp_path,
        {"name": "How bad", "level": "rank", "codes": ["None"]},
        {"name": "twice", "level": "nominal", "codes": ["None", "None"]},
        {"name": "none"},
    )
    assert [problem.split(";")[0] for problem in found] == [
        "themes.scales.0.name is not valid",
        "themes.scales.0.level is not valid",
        "themes.scales.0.codes is not valid",
        "themes.scales.1.codes: 'None' stands twice in the list",
        "themes.scales.2.level is missing",
        "themes.scales.2.codes is missing",
    ]
