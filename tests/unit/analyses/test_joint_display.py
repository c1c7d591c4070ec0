"""A tiny joint display, its ledger written by hand."""

import json
from types import SimpleNamespace

import pandas as pd
import pytest

from evaluation.analyses.joint.direction import Direction, direction_of
from evaluation.analyses.joint.fit import Remark, is_silence, remarks
from evaluation.analyses.joint_display import analyse, check
from evaluation.data.parameters import JointDisplayParameters
from evaluation.errors import ParameterError
from evaluation.stats.comparisons import no_difference
from evaluation.stats.estimate import LEDGER_COLUMNS

B, W, I = Direction.BETTER, Direction.WORSE, Direction.INCONCLUSIVE  # noqa: E741
D, N, X = Direction.DESCRIBES, Direction.NOT_ESTIMABLE, Direction.NOT_SHOWN
RATIO = "overdose_deaths/level_change/cep"


def row(result_id, estimate="", low="", high="", unit="rate ratio", **more):
    analysis, quantity = result_id.split("/")[:2]
    given = {"result_id": result_id, "analysis": analysis, "quantity": quantity, "unit": unit}
    given |= {"estimate": estimate, "conf_low": low, "conf_high": high}
    return dict.fromkeys(LEDGER_COLUMNS, "") | given | more


def theme(name, held, of=28):
    return row(f"themes/prevalence/{name}/all", str(held / of), unit="proportion", n_obs=str(of), n_events=str(held))


LEDGER = [row(RATIO, "0.8", "0.7", "0.9"), theme("trust", 12), theme("stigma", 0)]
QUOTES = pd.DataFrame({"quote_id": ["Q-1", "Q-2"], "text": ["They asked us.", "Nobody asked."]})
WRITTEN = {"kind": "confirmation", "inference": "They agree.", "author": "A", "date": "2024-06-03"}


def construct(**more):
    given = {"name": "one", "question": "Did it work?", "numbers": [{"result": RATIO, "better": "lower"}]}
    return given | {"themes": ["trust"], "quotes": ["Q-1"], **WRITTEN, **more}


def parameters(*constructs):
    content = {"quotes": "quotes", "readings": "r.yml", "constructs": list(constructs)}
    return JointDisplayParameters.model_validate_json(json.dumps(content))


def display(*constructs, ledger=LEDGER):
    tables = {"quotes": SimpleNamespace(frame=QUOTES, path="quotes.csv")}
    return analyse(tables, parameters(*constructs), ledger)


@pytest.mark.parametrize(
    ("interval", "better", "direction"),
    [
        (("0.7", "0.9"), "lower", B),
        (("0.7", "0.9"), "higher", W),
        (("1.1", "1.2"), "lower", W),
        (("1.1", "1.2"), "higher", B),
        (("0.7", "1.0"), "lower", I),
        (("1.0", "1.2"), "lower", I),
        (("0.7", "0.999"), "lower", B),
        (("", ""), "lower", I),
        (("0.7", "0.9"), "", D),
    ],
)
def test_a_number_is_evidence_only_where_its_whole_interval_is(interval, better, direction):
    assert direction_of(RATIO, better, {RATIO: row(RATIO, "0.8", *interval)}) is direction


def test_a_number_that_is_not_there_or_not_estimable_is_no_evidence():
    assert direction_of(RATIO, "lower", {}) is X
    assert direction_of(RATIO, "lower", {RATIO: row(RATIO)}) is N


@pytest.mark.parametrize(("failed", "direction"), [("0.0", B), ("1.0", I), ("", I)])
def test_where_the_gate_is_closed_nothing_is_concluded(failed, direction):
    gate = row("overdose_deaths/gate/cep", failed, unit="failed checks")
    elsewhere = row("overdose_deaths/gate/rfs", "1.0", unit="failed checks")
    rows = {each["result_id"]: each for each in (row(RATIO, "0.8", "0.7", "0.9"), gate, elsewhere)}
    assert direction_of(RATIO, "lower", rows) is direction


def test_a_sum_over_series_is_concluded_from_where_no_gate_is_closed():
    whole = row("overdose_deaths/deaths_averted/all", "10", "1", "20", unit="deaths")
    gate = row("overdose_deaths/gate/rfs", "1.0", unit="failed checks")
    assert direction_of(whole["result_id"], "higher", {whole["result_id"]: whole}) is B
    assert direction_of(whole["result_id"], "higher", {each["result_id"]: each for each in (whole, gate)}) is I


@pytest.mark.parametrize(
    ("quantity", "unit", "null"),
    [
        ("level_change", "rate ratio", 1.0),
        ("controlled_level_change", "ratio of rate ratios", 1.0),
        ("level_change", "minutes", 0.0),
        ("log_hazard_ratio", "log hazard ratio", 0.0),
        ("retained_difference", "difference of proportions", 0.0),
        ("deaths", "deaths", None),
        ("days_lost", "days", None),
        ("dispersion", "ratio", None),
    ],
)
def test_what_compares_has_a_value_of_no_difference(quantity, unit, null):
    assert no_difference(quantity, unit) == null


@pytest.mark.parametrize(
    ("kind", "directions", "held", "found"),
    [
        ("confirmation", [B], [12], ()),
        ("confirmation", [I], [12], (Remark.CANNOT_CONFIRM,)),
        ("confirmation", [B, I], [12], (Remark.CANNOT_CONFIRM,)),
        ("confirmation", [B, W], [12], (Remark.BOTH_WAYS,)),
        ("confirmation", [D], [12], (Remark.NOTHING_COMPARED,)),
        ("confirmation", [D, X], [12], (Remark.NOTHING_COMPARED,)),
        ("confirmation", [D, B], [12], ()),
        ("confirmation", [W], [12], (Remark.ONLY_WORSE,)),
        ("confirmation", [W, D], [12], (Remark.ONLY_WORSE,)),
        ("confirmation", [W, I], [12], (Remark.CANNOT_CONFIRM,)),
        ("confirmation", [X], [12], (Remark.SILENT,)),
        ("expansion", [W], [12], ()),
        ("discordance", [W], [12], ()),
        ("discordance", [I], [12], (Remark.CANNOT_CONTRADICT,)),
        ("discordance", [I, W], [12], ()),
        ("discordance", [D], [12], ()),
        ("expansion", [I], [12], ()),
        ("expansion", [X], [12], (Remark.SILENT,)),
        ("confirmation", [B], [0], (Remark.SILENT,)),
        ("confirmation", [B], [], (Remark.SILENT,)),
        ("confirmation", [B], [None], ()),
        ("silence", [B], [12], (Remark.NOT_SILENT,)),
        ("silence", [X, N], [12], ()),
        ("silence", [], [12], ()),
        ("silence", [B], [0], ()),
        ("", [X], [0], ()),
    ],
)
def test_a_machine_has_a_remark_where_a_judgement_cannot_be(kind, directions, held, found):
    assert remarks(kind, directions, held) == found


def test_silence_is_a_side_that_says_nothing():
    assert is_silence([X], [3])
    assert is_silence([B], [0, 0])
    assert not is_silence([X, B], [0, 3])


def test_constructs_are_counted_by_kind():
    result = display(construct(), construct(name="two", themes=["stigma"]), construct(name="three", kind="silence"))
    assert {each.result_id: each.estimate for each in result.estimates} == {
        "joint_display/constructs/all": 3.0,
        "joint_display/constructs/confirmation": 2.0,
        "joint_display/constructs/silence": 1.0,
        "joint_display/constructs_with_remarks/all": 2.0,
    }


def test_every_cell_traces_to_an_id():
    cells = display(construct()).table("joint_display_cells")
    assert list(zip(cells["part"], cells["item"], cells["direction"], strict=True)) == [
        ("number", RATIO, "better"),
        ("theme", "trust", ""),
        ("quote", "Q-1", ""),
    ]
    assert list(cells["n_events"])[1] == "12"


def test_everything_that_does_not_exist_is_named_at_once_with_what_is_near():
    wrong = construct(
        numbers=[{"result": "overdose_deaths/level_chance/cep"}], themes=["trusts", "joy"], quotes=["Q-9"]
    )
    with pytest.raises(ParameterError) as caught:
        display(wrong)
    assert caught.value.exit_code == 10
    assert [str(problem) for problem in caught.value.problems] == [
        "joint_display.constructs, one: unknown result; found 'overdose_deaths/level_chance/cep'; expected "
        "overdose_deaths/level_change/cep?. Defined in docs/methods/joint_display.md.",
        "joint_display.constructs, one: unknown theme; found 'trusts'; expected trust?. "
        "Defined in docs/methods/joint_display.md.",
        "joint_display.constructs, one: unknown theme; found 'joy'; expected one of stigma, trust. "
        "Defined in docs/methods/joint_display.md.",
        "joint_display.constructs, one: unknown quote; found 'Q-9'; expected Q-2 or Q-1? in quotes.csv. "
        "Defined in docs/methods/joint_display.md.",
    ]


def test_better_is_for_numbers_that_compare():
    ledger = [*LEDGER, row("retention/retained/all/d180", "0.5", "0.4", "0.6", unit="proportion")]
    wrong = construct(numbers=[{"result": "retention/retained/all/d180", "better": "higher"}])
    with pytest.raises(ParameterError) as caught:
        display(wrong, ledger=ledger)
    assert "better is for a number that compares; found retention/retained/all/d180, in proportion" in str(
        caught.value
    )


def test_check_knows_quotes_before_anything_is_executed_and_says_what_is_not_judged():
    tables = {"quotes": SimpleNamespace(frame=QUOTES, path="quotes.csv")}
    blank = dict.fromkeys(WRITTEN, "")
    (said,) = check(tables, parameters(construct(), construct(name="two", **blank)))
    assert said == "nobody has judged yet how numbers and words fit: two"
    with pytest.raises(ParameterError, match="names quotes that do not exist"):
        check(tables, parameters(construct(quotes=["Q-9"])))


def test_a_number_that_compares_needs_to_say_which_way_is_better():
    """Else a rate ratio of 1.02 (0.8 to 1.3) would only describe, and could confirm anything."""
    ledger = [row(RATIO, "1.02", "0.8", "1.3"), *LEDGER[1:]]
    blank = construct(numbers=[{"result": RATIO}, {"result": "overdose_deaths/controlled_level_change/cep"}])
    tables = {"quotes": SimpleNamespace(frame=QUOTES, path="quotes.csv")}
    with pytest.raises(ParameterError) as caught:
        check(tables, parameters(blank))
    assert [str(problem) for problem in caught.value.problems] == [
        f"joint_display.constructs, one: better is missing of a number that compares; found {result}; expected "
        "better: lower, or better: higher. Defined in docs/methods/joint_display.md."
        for result in (RATIO, "overdose_deaths/controlled_level_change/cep")
    ]
    with pytest.raises(ParameterError, match="better is missing"):
        display(construct(numbers=[{"result": RATIO}]), ledger=ledger)
    remarked = display(construct(numbers=[{"result": RATIO, "better": "lower"}]), ledger=ledger)
    assert list(remarked.table("joint_display")["remarks"]) == [Remark.CANNOT_CONFIRM]
