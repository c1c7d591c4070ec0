"""Of sensitive themes nothing is shown by group; a review lists groups of which all or none hold a theme."""

import pytest

from evaluation.disclosure.releasing import release
from evaluation.disclosure.review.review import review_release
from evaluation.disclosure.sensitive_themes import BY_PLAN, NOT_BY_GROUP, SensitiveThemes
from evaluation.errors import DisclosureError

from .run_builder import RunBuilder, read

SIZES = {"clinician": 9, "peer_worker": 12}
THEMES = {"stigma": {"clinician": 9, "peer_worker": 4}, "trust": {"clinician": 5, "peer_worker": 12}}


def made(run, kept=(("stigma", "sensitive"),), *, with_table=True, themes=THEMES, quotes=(), **more):
    run.params["themes"]["sensitive"] = [theme for theme, why in kept if why == "sensitive"]
    run.interviews(SIZES, themes)
    for theme in themes:
        run.row(
            f"themes/prevalence_rolled_up/{theme}/role.clinician",
            subgroup=f"theme={theme};role=clinician",
            estimate=5 / 9,
            n_obs=9,
            n_events=5,
        )
    if with_table:
        run.sensitive(kept)
    if quotes:
        run.quotes(quotes, **more)
    return run.write()


def ids(folder):
    return {row["result_id"] for row in read(folder / "released" / "results.csv")}


def withheld(folder):
    rows = read(folder / "released" / "withheld.csv")
    return {row["item"]: (row["reason"], row["rule"]) for row in rows if row["rule"] == BY_PLAN}


def test_without_sensitive_themes_a_group_that_said_it_all_is_shown(run):
    folder = made(run, ())
    release(folder)
    table = read(folder / "released" / "tables" / "themes_by_role.csv")
    (said,) = [row for row in table if (row["theme"], row["role"]) == ("stigma", "clinician")]
    assert said["n_sources_with_theme"] == said["n_sources"] == "9"
    assert "themes/prevalence/stigma/role.clinician" in ids(folder)
    assert withheld(folder) == {}


def test_a_sensitive_theme_is_shown_of_everybody_and_not_by_group(run):
    folder = made(run)
    release(folder)
    table = read(folder / "released" / "tables" / "themes_by_role.csv")
    assert {row["theme"] for row in table} == {"trust"}
    assert {row["role"] for row in table} == set(SIZES)
    found = ids(folder)
    assert {"themes/prevalence/stigma/all", "themes/prevalence/trust/role.clinician"} <= found
    assert "themes/prevalence_rolled_up/trust/role.clinician" in found
    assert not [name for name in found if "/stigma/role." in name]
    assert withheld(folder) == {"themes_by_role, stigma": (NOT_BY_GROUP, BY_PLAN)}


def test_a_sensitive_theme_that_nobody_holds_is_named_as_one_that_somebody_does(run):
    folder = made(run, (("stigma", "sensitive"), ("loss", "sensitive")))
    release(folder)
    assert withheld(folder)["themes_by_role, loss"] == withheld(folder)["themes_by_role, stigma"]


def test_a_sensitive_theme_that_is_gone_is_withheld_as_the_others_are(tmp_path):
    kept = (("stigma", "sensitive"), ("loss", "sensitive"))
    more = {"stigma": {"clinician": 9}, "loss": {"clinician": 1}, "trust": {"clinician": 9}}
    for at, themes in ((1, more), (2, {name: held for name, held in more.items() if name != "loss"})):
        run = RunBuilder(tmp_path)
        run.folder = run.folder.with_name(f"run{at}")
        run.params["disclosure"] = {"population": "county"}
        run.manifest["run_id"] = f"20240601T120000Z-{at:08x}"
        run.interviews({"clinician": 21 - at, "peer_worker": 12}, themes).sensitive(kept)
        folder = run.write()
        release(folder)
    found = {row["item"]: (row["reason"], row["rule"]) for row in read(folder / "released" / "withheld.csv")}
    assert not [item for item in found if "/loss" in item or "/stigma" in item]
    one, other = (found[f"themes_by_role, {theme}"] for theme in ("loss", "stigma"))
    assert one == other == (NOT_BY_GROUP, BY_PLAN)


def test_what_holds_a_sensitive_theme_below_it_is_kept_by_group_with_what_is_below(run):
    folder = made(run, (("stigma", "sensitive"), ("trust", "above a sensitive one")))
    release(folder)
    found = ids(folder)
    assert "themes/prevalence/trust/role.clinician" in found
    assert not [name for name in found if name.startswith("themes/prevalence_rolled_up/")]


def test_a_table_of_nothing_else_is_withheld_for_that_reason(run):
    folder = made(run, (("stigma", "sensitive"), ("trust", "sensitive")))
    release(folder)
    assert not (folder / "released" / "tables" / "themes_by_role.csv").exists()
    assert withheld(folder)["themes_by_role"] == (NOT_BY_GROUP, BY_PLAN)


def test_a_run_that_does_not_say_which_themes_are_sensitive_is_refused(run):
    folder = made(run, with_table=False)
    with pytest.raises(DisclosureError, match="table sensitive_themes: is not in the run"):
        release(folder)


@pytest.mark.parametrize("why", ["sensitive", "above a sensitive one"])
def test_a_quote_of_a_sensitive_theme_or_of_one_above_has_no_role(run, why):
    """The builder's quotes are of the theme trust; under a code above, words may be coded with what is below only."""
    kept = {("stigma", "sensitive"), ("trust", why)}
    folder = made(run, sorted(kept), quotes=[("They asked us.", "clinician", "yes")])
    release(folder)
    (quote,) = read(folder / "released" / "quotes.csv")
    assert quote["role"] == ""
    assert "or the theme is sensitive" in (folder / "released" / "withheld.csv").read_text(encoding="utf-8")


@pytest.mark.parametrize(("coded", "role"), [("stigma; trust", ""), ("trust", "clinician"), ("", "clinician")])
def test_words_that_somebody_coded_with_a_sensitive_theme_have_no_role_under_any_other(run, coded, role):
    folder = made(run, quotes=[("They asked us.", "clinician", "yes")], coded=coded)
    release(folder)
    (quote,) = read(folder / "released" / "quotes.csv")
    assert (quote["theme"], quote["role"]) == ("trust", role)


@pytest.mark.parametrize(
    ("attributes", "is_shown"),
    [("none", True), ("role:clinician", False), ("place:alder", False), ("date:2023", True)],
)
def test_words_of_a_sensitive_theme_that_tell_a_group_are_withheld_however_many_fit(run, attributes, is_shown):
    run.frame([(f"Interview {7 + number}", "clinician", "alder") for number in range(21)])
    folder = made(run, quotes=[("They asked us.", "", "yes")], coded="stigma", attributes=attributes)
    release(folder)
    assert bool(read(folder / "released" / "quotes.csv")) == is_shown
    if not is_shown:
        text = (folder / "restricted" / "quote_states.csv").read_text(encoding="utf-8")
        assert "and a sensitive theme is never shown by group" in text


def test_a_run_that_does_not_say_what_was_coded_in_quotes_is_refused():
    quote = {"theme": "trust"}
    assert not SensitiveThemes().keeps_role(quote)
    with pytest.raises(DisclosureError, match="table quotes: does not say what was coded in the words"):
        SensitiveThemes(frozenset({"stigma"})).keeps_role(quote)


def test_a_review_lists_groups_of_which_all_or_none_hold_a_theme(run):
    themes = THEMES | {"delay": {"clinician": 0, "peer_worker": 3}}
    page = review_release(made(run, themes=themes)).read_text(encoding="utf-8").replace("\u200b", "")
    assert "2 would be released" in page
    assert "<td>role clinician</td><td>delay</td><td>none: 0 of 9</td><td>prevalence, themes_by_role</td>" in page
    assert "<td>role peer worker</td><td>trust</td><td>all: 12 of 12</td><td>prevalence, themes_by_role</td>" in page
    assert "<td>stigma</td>" not in page


def test_a_review_without_such_groups_has_no_list(run):
    themes = {"trust": {"clinician": 5, "peer_worker": 3}}
    page = review_release(made(run, (), themes=themes)).read_text(encoding="utf-8")
    assert "Groups of which all, or none" not in page
