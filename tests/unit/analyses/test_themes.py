"""Themes of a tiny project whose every number can be counted by hand."""

import hashlib
import math
from contextlib import nullcontext
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from evaluation.analyses.themes import analyse
from evaluation.analyses.voices.prevalence import REPEATED
from evaluation.data.output_table import Sensitivity, TableKind
from evaluation.data.parameters import Arm, Community, ThemesParameters
from evaluation.data.refi_qda import read_project
from evaluation.data.validated import Tables
from evaluation.errors import DataError, ParameterError
from evaluation.stats.agreement.continuum import continuum_sums, u_alpha_binary
from evaluation.stats.agreement.krippendorff import alpha_nominal, coincidences
from evaluation.stats.coder_agreement import BESIDE
from evaluation.stats.estimate import Status

TEXT = "Answer zero.\nAnswer one.\nAnswer two.\nAnswer three."
SPANS = [(0, 12), (13, 24), (25, 36), (37, 50)]
# Paragraphs to which each coder applied each code: source -> coder -> code -> paragraphs.
CODED = {
    "s1": {"ana": {"delay": [0, 1], "hope": [2]}, "ben": {"delay": [0], "hope": [2]}},
    "s2": {"ana": {"delay": [3]}, "ben": {"delay": [3], "hope": [1]}},
    "s3": {"ana": {"hope": [0, 1]}},
    "s4": {"ana": {"delay": [2]}, "ben": {"delay": [2]}},
    "s5": {},
}
LEFT_OUT = (
    "interviews in which only one coder marked anything are left out, as if the others had not read them; "
    "{} interview(s) left out"
)
ROLES = {"s1": "clinician", "s2": "clinician", "s3": "peer_worker", "s4": "peer_worker", "s5": "clinician"}
PLACES = {"s1": "elm", "s2": "fir", "s3": "gum", "s4": "Gum", "s5": "elm"}
COMMUNITIES = {
    "elm": Community(name="Elm", arm="a"),
    "fir": Community(name="Fir", arm="b"),
    "gum": Community(name="Gum", arm="b"),
}


def build(tiny_project, coded=CODED, roles=ROLES, places=PLACES):
    tiny_project.user("ana", "Ana").user("ben", "Ben").user("lead", "Lead").variable("role").variable("community")
    tiny_project.code("barriers", tiny_project.code_xml("delay", name="Delay"), codable=False)
    tiny_project.code("hope", name="Hope", description="What keeps people going.").code("unused", name="Unused")
    for source, coders in coded.items():
        marks = [
            tiny_project.mark(f"{source}{coder}{code}{unit}", *SPANS[unit], code, user=coder)
            for coder, codes in coders.items()
            for code, units in codes.items()
            for unit in units
        ]
        tiny_project.text(source, TEXT, *marks, name=f"Interview {source}")
        tiny_project.case(f"p-{source}", [source], role=roles[source], community=places[source])
    return read_project(tiny_project.write())


def run(project, *, quotes=None, arms=True, seed=1, more=None, **parameters):
    sources = {"interviews": project} | ({"quotes": quotes} if quotes is not None else {}) | (more or {})
    tables = Tables(sources, arms={"a": Arm(name="A"), "b": Arm(name="B")} if arms else {}, communities=COMMUNITIES)
    given = {"quotes": "quotes" if quotes is not None else "", "bootstrap_replicates": 300, **parameters}
    return analyse(tables, ThemesParameters(**given), np.random.default_rng(seed))


def by_id(result):
    return {estimate.result_id.removeprefix("themes/"): estimate for estimate in result.estimates}


@pytest.fixture
def project(tiny_project):
    return build(tiny_project)


@pytest.fixture
def rows(project):
    return by_id(run(project, role_variable="role", community_variable="community"))


def test_what_the_project_holds(rows):
    assert {name: rows[f"{name}/all"].estimate for name in ("codes", "users", "coders_of_text")} == {
        "codes": 4,
        "users": 3,
        "coders_of_text": 2,
    }
    assert rows["codings/all"].estimate == rows["text_selections/all"].estimate == 12


def test_an_interview_counts_once_for_a_theme(rows):
    assert rows["sources/all"].estimate == 4
    assert rows["sources/all"].note == "interviews in which text is coded; 1 more have text and no coding"
    delay, hope = rows["prevalence/delay/all"], rows["prevalence/hope/all"]
    assert (delay.n_events, delay.n_obs, delay.estimate) == (3, 4, 0.75)
    assert (hope.n_events, hope.n_obs, hope.estimate) == (3, 4, 0.75)
    assert not [name for name in rows if name.startswith("prevalence/unused")]


def test_wilson_interval_of_three_of_four(rows):
    # Agresti and Coull (1998) form: centre (3 + z2/2)/(4 + z2), z = 1.96: 0.300642 to 0.954413.
    assert rows["prevalence/delay/all"].conf_low == pytest.approx(0.300642, abs=1e-5)
    assert rows["prevalence/delay/all"].conf_high == pytest.approx(0.954413, abs=1e-5)


def test_by_role_and_by_arm(rows):
    assert rows["sources/role.clinician"].estimate == 2
    assert rows["prevalence/hope/role.peer_worker"].n_events == 1
    assert rows["prevalence/hope/role.peer_worker"].subgroup == "theme=hope;role=peer_worker"
    assert rows["prevalence/delay/b"].n_obs == 3
    assert rows["prevalence/delay/b"].arm == "b"
    assert "only 3 interview(s)" in rows["prevalence/delay/b"].note


def test_by_community_where_no_arms_are_declared(project):
    rows = by_id(run(project, community_variable="community", arms=False))
    assert rows["sources/gum"].estimate == 2
    assert rows["sources/gum"].community == "gum"


def test_a_coder_is_found_by_any_writing_of_the_name_and_only_among_those_who_coded(tiny_project):
    tiny_project.user("away", "ben")
    project = build(tiny_project)
    assert (
        by_id(run(project, headline_coder=" BÉN"))["prevalence/hope/all"]
        == (by_id(run(project, headline_coder="Ben"))["prevalence/hope/all"])
    )
    assert by_id(run(project, coders=("ana", "be n")))["alpha/overall"].note == (
        by_id(run(project, coders=("Ana", "Ben")))["alpha/overall"].note
    )
    with pytest.raises(ParameterError) as caught:
        run(project, headline_coder="Lead")
    assert "themes.headline_coder: is a user who coded no text; found 'Lead'" in str(caught.value)


def test_headline_coder(project):
    rows = by_id(run(project, headline_coder="ben"))
    assert rows["sources/all"].estimate == 3
    assert (rows["prevalence/hope/all"].n_events, rows["prevalence/hope/all"].n_obs) == (2, 3)


def test_agreement_is_over_paragraphs_of_interviews_that_both_finished(rows):
    ana = {"delay": [1, 1, 0, 0, 0, 0, 0, 1, 0, 0, 1, 0], "hope": [0, 0, 1, 0] + [0] * 8}
    ben = {"delay": [1, 0, 0, 0, 0, 0, 0, 1, 0, 0, 1, 0], "hope": [0, 0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0]}
    alphas = {}
    for name in ("delay", "hope"):
        ratings = np.transpose([ana[name], ben[name]])
        alphas[name] = float(alpha_nominal(coincidences(ratings, n_categories=2).sum(axis=0)))
        assert rows[f"alpha/{name}"].estimate == pytest.approx(alphas[name])
        assert rows[f"alpha/{name}"].n_obs == 12
    pooled = np.transpose([ana["delay"] + ana["hope"], ben["delay"] + ben["hope"]])
    expected = float(alpha_nominal(coincidences(pooled, n_categories=2).sum(axis=0)))
    assert rows["alpha/overall"].estimate == pytest.approx(expected)
    assert (rows["alpha/overall"].n_obs, rows["alpha/overall"].n_events) == (24, 6)
    assert rows["alpha_median_code/overall"].estimate == pytest.approx(np.median(list(alphas.values())))


def test_the_whole_and_the_groups_that_the_plan_declares_are_prespecified(rows):
    for result_id in ("sources/all", "sources/a", "prevalence/delay/all", "prevalence/delay/b"):
        assert (rows[result_id].status, rows[result_id].prespecified) == (Status.PRIMARY, True)


def test_kappa_against_statsmodels(rows):
    from statsmodels.stats.inter_rater import cohens_kappa

    # Pooled over 24 pairs of paragraph and code: both 4, only Ana 1, only Ben 1, neither 18.
    assert rows["kappa/overall"].estimate == pytest.approx(cohens_kappa([[18, 1], [1, 4]]).kappa)
    assert rows["kappa/delay"].estimate == pytest.approx(cohens_kappa([[8, 0], [1, 3]]).kappa)


def test_notes_say_what_a_coefficient_cannot_be_read_without(rows):
    note = rows["alpha/delay"].note
    assert "not shown to be reliable" in note
    assert "prevalence 29.2%" in note
    assert "shares by coder 33.3% and 25.0%" in note
    assert "3 documents" in note
    assert "no interval because there are too few documents" in note


def test_no_words_of_landis_and_koch(project):
    text = " ".join(estimate.note + estimate.method for estimate in run(project).estimates).lower()
    assert not {"slight", "fair", "moderate", "substantial", "almost perfect"} & set(text.split())


def many(tiny_project, of_ben):
    """Twelve interviews in which Ana applied two codes; what Ben applied depends on the interview."""
    names = [f"s{number}" for number in range(12)]
    coded = {
        name: {"ana": {"delay": [0, 2], "hope": [1]}, "ben": of_ben(number)} for number, name in enumerate(names)
    }
    return build(tiny_project, coded, roles=dict.fromkeys(names, "peer_worker"), places=dict.fromkeys(names, "elm"))


def test_reliable_agreement_is_not_called_unreliable(tiny_project):
    project = many(tiny_project, lambda number: {"delay": [0, 2], "hope": [] if number == 5 else [1]})
    row = by_id(run(project))["alpha/overall"]
    assert 0.667 < row.conf_low < row.estimate < row.conf_high < 1
    assert "log jackknife-t interval over documents" in row.method
    assert "not shown" not in row.note
    assert "too narrow" in row.note


def test_agreement_without_exception_has_no_interval(tiny_project):
    row = by_id(run(many(tiny_project, lambda number: {"delay": [0, 2], "hope": [1]})))["alpha/overall"]
    assert row.estimate == 1
    assert all(math.isnan(value) for value in (row.conf_low, row.conf_high, row.std_error, row.conf_level))
    assert "no interval because no document changes the coefficient" in row.note
    assert "not shown to be reliable" in row.note
    assert "interval" not in row.method


@pytest.mark.parametrize("coders", [(), ("Ana",)])
def test_one_coder_gives_rows_without_an_estimate(tiny_project, coders):
    alone = {source: {"ana": codes["ana"]} for source, codes in CODED.items() if codes}
    rows = by_id(run(build(tiny_project, alone), coders=coders))
    for name in ("alpha/overall", "alpha_median_code/overall", "kappa/overall", "alpha/delay", "kappa/hope"):
        assert math.isnan(rows[name].estimate)
        assert rows[name].note == "not estimable: only one coder"


def test_coders_without_an_interview_in_common(tiny_project):
    apart = {"s1": {"ana": {"delay": [0]}}, "s2": {"ben": {"delay": [0]}}}
    row = by_id(run(build(tiny_project, apart)))["alpha/overall"]
    assert row.note == f"not estimable: no interview with text that two coders finished; {LEFT_OUT.format(2)}"


def test_a_theme_that_neither_compared_coder_applied(tiny_project):
    coded = {"s1": {"ana": {"delay": [0]}, "ben": {"delay": [0]}}, "s2": {"lead": {"hope": [0]}}}
    rows = by_id(run(build(tiny_project, coded), coders=("Ana", "Ben")))
    assert math.isnan(rows["alpha/hope"].estimate)
    assert "neither coder varied" in rows["alpha/hope"].note
    assert rows["prevalence/hope/all"].n_events == 1


def test_three_coders_have_alpha_but_no_kappa(tiny_project):
    coded = {"s1": {coder: {"delay": [0, 1], "hope": [2]} for coder in ("ana", "ben", "lead")}}
    rows = by_id(run(build(tiny_project, coded)))
    assert rows["alpha/overall"].estimate == 1
    assert rows["kappa/overall"].note == "not estimable: kappa compares two coders"


def test_coefficients_beside_alpha(rows):
    # Pooled over 24 pairs of paragraph and code: both 4, only Ana 1, only Ben 1, neither 18.
    agreed, share = 22 / 24, 5 / 24
    chance = share**2 + (1 - share) ** 2
    expected = {
        "percent_agreement": agreed,
        "fleiss_kappa": (agreed - chance) / (1 - chance),
        "conger_kappa": (agreed - chance) / (1 - chance),
        "brennan_prediger": 2 * agreed - 1,
        "gwet_ac1": (agreed - (1 - chance)) / chance,
    }
    for quantity, estimate in expected.items():
        row = rows[f"{quantity}/overall"]
        assert row.estimate == pytest.approx(estimate)
        assert row.status is Status.SENSITIVITY
        assert "prevalence 20.8%; shares by coder 20.8% and 20.8%" in row.note
    assert "nothing is taken off for chance" in rows["percent_agreement/overall"].note
    assert "reliable" not in rows["percent_agreement/overall"].note
    assert "not shown to be reliable" in rows["gwet_ac1/overall"].note


def test_only_declared_coefficients_stand_beside_alpha(project):
    rows = by_id(run(project, coefficients=("gwet_ac1",)))
    overall = {name for name in rows if name.endswith("/overall")}
    assert overall == {"alpha/overall", "alpha_median_code/overall", "kappa/overall", "gwet_ac1/overall"}


def test_every_coefficient_can_be_declared():
    assert ThemesParameters().coefficients == tuple(BESIDE)


def test_three_coders_can_be_named(tiny_project):
    coded = {"s1": {coder: {"delay": [0, 1], "hope": [2]} for coder in ("ana", "ben", "lead")}}
    rows = by_id(run(build(tiny_project, coded), coders=("Ana", "Ben", "Lead")))
    assert rows["conger_kappa/overall"].estimate == 1
    assert "shares by coder 37.5% and 37.5% and 37.5%" in rows["alpha/overall"].note


def test_the_continuum_stands_beside_paragraphs_where_it_is_declared(project):
    assert not [name for name in by_id(run(project)) if "u_alpha" in name]
    rows = by_id(run(project, continuum=True))
    # Delay, over s1, s2 and s4: Ana marked 12 + 11 + 13 + 11 characters, Ben 12 + 13 + 11; 150 characters in all.
    sections = [
        [(0, 12, 0), (13, 24, 0), (87, 100, 0), (125, 136, 0)],
        [(0, 12, 0), (87, 100, 0), (125, 136, 0)],
    ]
    expected = float(u_alpha_binary(continuum_sums(sections, length=150, n_categories=1)))
    row = rows["u_alpha_binary/delay"]
    assert row.estimate == pytest.approx(expected)
    assert (row.n_obs, row.subgroup, row.status) == (7, "theme=delay", Status.DIAGNOSTIC)
    assert "prevalence 27.7%; shares by coder 31.3% and 24.0%" in row.note
    assert "no interval because there are too few documents" in row.note
    overall = [name for name in rows if "u_alpha" in name and name.endswith("/overall")]
    assert overall == ["u_alpha_binary/overall", "u_alpha/overall", "cu_alpha/overall"]
    assert all(rows[name].status is Status.SENSITIVITY for name in overall)
    assert rows["cu_alpha/overall"].estimate == 1
    assert rows["ku_alpha/hope"].estimate == 1


def test_several_themes_on_one_passage_leave_each_its_own_continuum(tiny_project):
    both = {"ana": {"delay": [0, 1], "hope": [0, 2]}, "ben": CODED["s1"]["ben"]}
    rows = by_id(run(build(tiny_project, CODED | {"s1": both}), continuum=True))
    for name in ("u_alpha/overall", "cu_alpha/overall", "ku_alpha/hope"):
        assert rows[name].note == (
            f"not estimable: passages of one coder with different themes overlap; {LEFT_OUT.format(1)}"
        )
    assert 0.8 < rows["u_alpha_binary/delay"].estimate < 1


def test_one_coder_has_no_continuum(tiny_project):
    alone = {"s1": {"ana": {"delay": [0]}}}
    assert not [name for name in by_id(run(build(tiny_project, alone), continuum=True)) if "u_alpha" in name]


def test_disagreements_are_listed_with_their_place(project):
    result = run(project)
    assert list(result.table("disagreements").itertuples(index=False, name=None)) == [
        ("Interview s1", 2, 13, 24, "", "", "delay", "Ana", "Ben"),
        ("Interview s2", 2, 13, 24, "", "", "hope", "Ben", "Ana"),
    ]
    (table,) = (table for table in result.tables if table.name == "disagreements")
    assert table.kind is TableKind.RESTRICTED


def test_sides_of_a_disagreement_are_those_who_read_the_interview(tiny_project):
    coded = {
        "s1": {"ana": {"delay": [0]}, "ben": {"delay": [0]}, "lead": {"hope": [1]}},
        "s2": {"ana": {"delay": [2]}, "ben": {"hope": [2]}},
    }
    found = run(build(tiny_project, coded)).table("disagreements")
    columns = ["source", "unit", "theme", "applied_by", "not_applied_by"]
    assert list(found[columns].itertuples(index=False, name=None)) == [
        ("Interview s1", 1, "delay", "Ana, Ben", "Lead"),
        ("Interview s1", 2, "hope", "Lead", "Ana, Ben"),
        ("Interview s2", 3, "delay", "Ana", "Ben"),
        ("Interview s2", 3, "hope", "Ben", "Ana"),
    ]


def test_chosen_themes_by_name_and_path(project):
    result = run(project, themes=("barriers > Delay", "unused"))
    assert list(result.table("themes_overall")["theme"]) == ["delay", "unused"]
    assert by_id(result)["prevalence/unused/all"].estimate == 0


def test_codes_with_one_name_are_told_apart_by_their_path(tiny_project):
    for parent in ("clinic", "court"):
        tiny_project.code(parent, tiny_project.code_xml(f"d-{parent}", name="Delay"))
    marks = [tiny_project.mark(f"m{code}", 0, 12, code, user="ana") for code in ("d-clinic", "d-court")]
    project = read_project(tiny_project.user("ana").text("s1", TEXT, *marks).write())
    assert list(run(project).table("themes_overall")["theme"]) == ["clinic_delay", "court_delay"]


def test_codes_that_cannot_be_told_apart(tiny_project):
    tiny_project.code("a", name="Hope!").code("b", name="Hope?")
    with pytest.raises(DataError, match="codebook"):
        run(read_project(tiny_project.write()))


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"coders": ("Ana", "Bem")}, "themes.coders"),
        ({"headline_coder": "Zoe"}, "themes.headline_coder"),
        ({"themes": ("Delays",)}, "themes.themes"),
        ({"role_variable": "rolle"}, "themes.role_variable"),
        ({"community_variable": "town"}, "themes.community_variable"),
    ],
)
def test_names_that_the_project_does_not_have(project, given, field):
    with pytest.raises(ParameterError) as caught:
        run(project, **given)
    assert [problem.where for problem in caught.value.problems] == [field]


def test_a_role_that_the_list_does_not_have(tiny_project):
    project = build(tiny_project, roles=ROLES | {"s2": "wizard"})
    with pytest.raises(DataError) as caught:
        run(project, role_variable="role")
    assert "unknown role 'wizard'" in str(caught.value)


def test_tables(project):
    result = run(project, role_variable="role", community_variable="community")
    by_role = result.table("themes_by_role")
    assert by_role.to_dict("list") == {
        "theme": ["delay", "delay", "hope", "hope"],
        "role": ["peer_worker", "clinician"] * 2,
        "n_sources_with_theme": [1, 2, 1, 2],
        "n_sources": [2, 2, 2, 2],
    }
    kinds = {table.name: (table.kind, table.sensitivity) for table in result.tables}
    assert kinds["themes_by_role"] == kinds["sources_by_arm"] == (TableKind.COUNTS, Sensitivity.PARTICIPANT)
    assert kinds["agreement_by_theme"][0] is kinds["not_carried"][0] is TableKind.RESTRICTED
    assert list(result.table("codebook").loc[1]) == ["delay", "Delay", "barriers", "", "", ""]
    assert result.table("agreement_by_theme").loc[0, "share_1"] == pytest.approx(4 / 12)
    assert result.table("agreement_by_theme").loc[0, "percent_agreement"] == pytest.approx(11 / 12)


def test_order_of_sources_and_coders_changes_no_estimate(tiny_project, tmp_path_factory, rows):
    turned = {source: dict(reversed(coders.items())) for source, coders in reversed(CODED.items())}
    other = build(type(tiny_project)(tmp_path_factory.mktemp("other")), turned)
    again = by_id(run(other, role_variable="role", community_variable="community"))
    assert {name: row.estimate for name, row in again.items()} == {name: row.estimate for name, row in rows.items()}


def test_the_same_seed_gives_the_same_rows(project):
    assert run(project, seed=3).estimates == run(project, seed=3).estimates


class Quotes:
    """Stands for a validated table of quotes."""

    path = "quotes.csv"

    def __init__(self, **changed):
        row = {
            "quote_id": "Q1",
            "source": "Interview s1",
            "theme": "delay",
            "text": "Answer one.",
            "role": "clinician",
        }
        self.frame = pd.DataFrame([row | {"consent": "yes"} | changed])


def test_names_are_handed_on_to_be_kept_from_the_public(project):
    names = set(run(project).table("names").itertuples(index=False, name=None))
    assert {("case", "p-s1"), ("source", "Interview s1"), ("coder", "Ana"), ("coder", "Lead")} <= names


def test_quotes_are_handed_on_with_their_hash(project):
    result = run(project, quotes=Quotes(), role_variable="role")
    (row,) = result.table("quotes").to_dict("records")
    assert row["text_sha256"] == "97b8720c94c5c4e2399e242b05d188657e3966daa1aff1ec552f5e210e4c5610"
    assert (row["theme"], row["community"], row["coded"]) == ("delay", "", "delay")
    (row,) = run(project, quotes=Quotes(), roll_up=True).table("quotes").to_dict("records")
    assert row["coded"] == "delay; barriers"
    assert row["source_sha256"] == hashlib.sha256(TEXT.encode()).hexdigest()


def test_what_is_known_of_each_interviewee_is_handed_on(project):
    frame = run(project, role_variable="role").table("source_frame")
    assert list(frame.columns) == ["source", "person", "role", "group", "place", "event", "date"]
    first = frame[frame["source"] == "Interview s1"].to_dict("records")
    known = {"source": "Interview s1", "person": "p-s1", "role": "clinician", "place": "elm"}
    assert first == [dict.fromkeys(frame.columns, "") | known]


def test_a_person_of_several_interviews_is_told_beside_the_interval(project):
    """The interval takes interviews as independent, which those of one person are not."""
    assert not any(REPEATED in row.note for row in run(project).estimates)
    first, second, *_ = project.cases
    twice = replace(first, source_ids=(*first.source_ids, *second.source_ids))
    result = run(replace(project, cases=(twice, *project.cases[2:])))
    told = {row.result_id for row in result.estimates if REPEATED in row.note}
    assert told == {row.result_id for row in result.estimates if row.result_id.startswith("themes/prevalence/")}
    people = result.table("source_frame")["person"]
    assert people.duplicated().sum() == 1


@pytest.mark.parametrize("changed", [{"text": "Never said."}, {"role": "peer_worker"}, {"theme": "Joy"}])
def test_a_wrong_quote_stops_the_analysis(project, changed):
    with pytest.raises(DataError, match="with quotes"):
        run(project, quotes=Quotes(**changed), role_variable="role")


@pytest.mark.parametrize(
    ("theme", "parameters", "stops"),
    [
        ("delay", {}, False),
        ("hope", {}, True),
        ("barriers", {}, True),
        ("barriers", {"roll_up": True}, False),
        ("delay", {"headline_coder": "Ben"}, True),
    ],
)
def test_a_quote_stands_where_a_counted_coder_gave_its_theme(project, theme, parameters, stops):
    """Ana coded the second answer with delay, which stands below barriers; Ben did not."""
    with pytest.raises(DataError, match="no counted coder gave its theme") if stops else nullcontext():
        run(project, quotes=Quotes(theme=theme), **parameters)


@pytest.mark.parametrize(
    ("sensitive", "expected"),
    [
        ([], []),
        (["hope"], [("hope", "sensitive")]),
        (["Delay"], [("delay", "sensitive"), ("barriers", "above a sensitive one")]),
        (["barriers"], [("barriers", "sensitive"), ("delay", "sensitive")]),
        (["barriers > delay", "unused"], [("delay", "sensitive"), ("unused", "sensitive"), ("barriers", "above a ")]),
    ],
)
def test_sensitive_themes_are_told_with_those_below_and_above_them(project, sensitive, expected):
    found = list(
        run(project, sensitive=tuple(sensitive)).table("sensitive_themes").itertuples(index=False, name=None)
    )
    assert [theme for theme, _ in found] == [theme for theme, _ in expected]
    assert all(why.startswith(given) for (_, why), (_, given) in zip(found, expected, strict=True))


def test_a_sensitive_theme_that_is_not_in_the_codebook_is_an_error(project):
    with pytest.raises(ParameterError, match=r"themes\.sensitive: is not in the codebook; found 'Joy'"):
        run(project, sensitive=("Joy",))
