"""The page on interviews says no more than the release and its intervals allow."""

import json
import re

import numpy as np
import pandas as pd
import pytest

from evaluation.reporting import voices
from evaluation.reporting.figures import themes as figures
from evaluation.reporting.markdown import code
from evaluation.reporting.page import Page
from evaluation.stats.estimate import LEDGER_COLUMNS, Estimate, Status


def row(result_id, estimate, low=np.nan, high=np.nan, *, n_obs=None, n_events=None, subgroup="", **fields):
    return Estimate(
        result_id=f"themes/{result_id}",
        analysis="themes",
        quantity=result_id.split("/")[0],
        unit=fields.pop("unit", "proportion"),
        estimate=estimate,
        conf_low=low,
        conf_high=high,
        conf_level=0.95,
        n_obs=n_obs,
        n_events=n_events,
        subgroup=subgroup,
        method="share of interviews, Wilson interval",
        status=Status.PRIMARY,
        prespecified=True,
        **fields,
    )


ROWS = [
    row("sources/all", 20.0, unit="sources", n_obs=20),
    row("prevalence/delay/all", 0.6, 0.39, 0.78, n_obs=20, n_events=12, subgroup="theme=delay"),
    row("prevalence/hope/all", 0.75, 0.53, 0.89, n_obs=20, n_events=15, subgroup="theme=hope"),
    row("alpha/overall", 0.79, 0.72, 0.86, unit="coefficient", n_obs=300, n_events=40),
    row("alpha/delay", 0.85, 0.81, 0.9, unit="coefficient", n_obs=150, n_events=20, subgroup="theme=delay"),
    row("alpha/hope", 0.6, 0.4, 0.8, unit="coefficient", n_obs=150, n_events=20, subgroup="theme=hope"),
]
BY_ROLE = [
    row(
        f"prevalence/{theme}/role.{role}",
        n_events / 10,
        0.1,
        0.9,
        n_obs=10,
        n_events=n_events,
        subgroup=f"theme={theme};role={role}",
    )
    for theme, role, n_events in [
        ("delay", "peer_worker", 5),
        ("delay", "clinician", 7),
        ("hope", "peer_worker", 9),
        ("hope", "clinician", 6),
    ]
]
CODEBOOK = "theme,label,parent,description\ndelay,Delay,,Time that is lost.\nhope,Hope,,What keeps people going.\n"
BY_ROLE_TABLE = (
    "theme,role,n_sources_with_theme,n_sources\ndelay,clinician,7,10\ndelay,peer_worker,5,10\n"
    "hope,clinician,6,10\nhope,peer_worker,9,10\n"
)
QUOTES = 'quote_id,theme,text,role,text_sha256\nq1,hope,"We *laugh*, too.",peer_worker,x\nq2,delay,Nine days.,,y\n'


def frame_of(rows):
    frame = pd.DataFrame([[getattr(each, name) for name in LEDGER_COLUMNS] for each in rows], columns=LEDGER_COLUMNS)
    return frame.astype({"n_obs": float, "n_events": float})


@pytest.fixture
def open_page(released_folder, shown):
    """Write a release with these rows and files, and return its page."""

    def opened(rows=(), plan=None, sources=(), **files):
        (released_folder / "results.csv").unlink()
        frame_of(rows).to_csv(released_folder / "results.csv", index=False)
        about = json.loads((released_folder / "about.json").read_text(encoding="utf-8"))
        about["labels"]["theme"] = {"delay": "Delay", "hope": "Hope"}
        about["plan"]["themes"] |= plan or {}
        about["sources"] += [{"name": name, "table": name, "read_by": ["themes"]} for name in sources]
        (released_folder / "about.json").write_text(json.dumps(about), encoding="utf-8")
        for file in ("quotes.csv", *(path.relative_to(released_folder) for path in released_folder.glob("tables/*"))):
            (released_folder / file).unlink(missing_ok=True)
        for name, text in files.items():
            folder = released_folder if name == "quotes" else released_folder / "tables"
            (folder / f"{name}.csv").write_text(text, encoding="utf-8")
        return Page(released_folder, "en")

    return opened


def images(shown):
    return [piece["metadata"]["image/svg+xml"] for piece in shown if "image/svg+xml" in piece["data"]]


def test_how_often_in_interviews_not_in_percent_alone(open_page, said, shown):
    voices.spoken_of(open_page(ROWS, codebook=CODEBOOK))
    assert "Most interviews speak of “Hope” (15 of 20); fewest speak of “Delay” (12 of 20)" in said()
    assert "| Hope | 15 | 20 | 75%" in said()
    assert "| 53% to 89% |" in said()
    assert "“Hope”: 15 of 20" in images(shown)[0]["alt"]


def test_interviewees_are_no_sample(open_page, said):
    voices.interviews(open_page(ROWS))
    assert "20 interviews were read" in said()
    assert "not drawn by chance" in said()


def test_by_role_with_intervals_where_the_ledger_has_them(open_page, said, shown):
    voices.by_group(open_page([*ROWS, *BY_ROLE]))
    assert len(images(shown)) == 1
    assert re.search(r"\| Delay \| Peer worker \| 5<a .*</a> \| 10 \| 10% to 90% \|", said())


def test_by_role_from_counts_where_the_ledger_has_no_roles(open_page, said, shown):
    voices.by_group(open_page(ROWS, themes_by_role=BY_ROLE_TABLE))
    assert len(images(shown)) == 1
    assert "downloads/themes_by_role.csv" in said()
    assert images(shown)[0]["alt"].endswith("Peer worker: “Hope”, 9 of 10. Clinician: “Delay”, 7 of 10.")
    # Wilson's interval of 9 of 10: 59.6% to 98.2%.
    assert "| Hope | Peer worker | 9 | 10 | 60% to 98% |" in said()


def test_groups_that_were_joined_are_named_by_all_their_members(open_page, said, shown):
    table = BY_ROLE_TABLE.replace("clinician", "clinician+school_staff")
    page = open_page(ROWS, themes_by_role=table)
    page.released.about["labels"]["role"]["clinician+school_staff"] = "Clinician, School staff together"
    voices.by_group(page)
    assert "| Hope | Clinician, School staff together | 6 | 10 |" in said()


def test_roles_that_were_not_released_are_said_to_be_missing(open_page, said, shown):
    voices.by_group(open_page(ROWS, plan={"role_variable": "role", "community_variable": ""}))
    assert images(shown) == []
    assert f"Not shown: Themes in interviews, by role of the speaker ({code('themes_by_role')})." in said()
    assert "themes_by_arm" not in said().replace("\\", "")


def test_groups_that_the_plan_does_not_name_are_no_gap(open_page, said):
    voices.by_group(open_page(ROWS, plan={"role_variable": "", "community_variable": ""}))
    assert said() == ""


def test_quotes_stand_under_their_themes_and_name_the_role_only(open_page, said):
    voices.quotes(open_page(ROWS, quotes=QUOTES))
    text = said()
    assert text.index("### Hope") < text.index("### Delay")
    assert "> We \\*laugh\\*, too." in text
    assert "Peer worker" in text
    assert "Somebody we interviewed" in text
    assert "q1" not in text


@pytest.mark.parametrize("synthetic", [True, False])
def test_simulated_words_are_called_simulated(open_page, said, synthetic):
    page = open_page(ROWS, quotes=QUOTES)
    page.released.about["synthetic"] = synthetic
    voices.quotes(page)
    assert ("Nobody said any of this" in said()) == synthetic


def test_no_quotes(open_page, said):
    voices.quotes(open_page(ROWS, sources=["quotes"]))
    assert "No quote is published" in said()


def test_an_evaluation_without_quotes_has_no_part_on_them(open_page, said):
    voices.quotes(open_page(ROWS))
    assert said() == ""


@pytest.mark.parametrize(
    ("low", "words"),
    [
        (0.8, "can be relied on"),
        (0.799, "tentative conclusions only"),
        (0.667, "tentative conclusions only"),
        (0.666, "*not shown to be reliable*"),
    ],
)
def test_words_that_the_lower_bound_allows(open_page, said, low, words):
    overall = row("alpha/overall", 0.85, low, 0.95, unit="coefficient", n_obs=300, n_events=40)
    voices.agreement(open_page([overall]))
    assert "alpha is 0.85 (95% interval" in said()
    assert words in said()


def test_an_interval_that_almost_reaches_a_limit_is_not_written_as_if_it_did(open_page, said):
    rows = [row(f"alpha/{name}", 0.84, 0.797, 0.87, unit="coefficient") for name in ("overall", "hope")]
    voices.agreement(open_page(rows))
    assert "alpha is 0.84 (95% interval 0.797 to 0.87)" in said()
    assert "lies above 0.667 but not above 0.80" in said()
    assert "| 0.797 to 0.87 | for tentative conclusions only |" in said()


def test_agreement_on_excerpts_says_what_is_not_compared(open_page, said):
    voices.agreement(open_page(ROWS, plan={"unit": "excerpt"}))
    assert "Over all themes and marked excerpts alpha is 0.79" in said()
    assert "text that nobody marked is not. That a theme is absent is judged on excerpts that hold another" in said()


def test_agreement_on_paragraphs_does_not(open_page, said):
    voices.agreement(open_page(ROWS))
    assert "Over all themes and paragraphs alpha is 0.79" in said()
    assert "text that nobody marked" not in said()


def test_nobody_asserts_that_readers_worked_apart(open_page, said):
    voices.agreement(open_page(ROWS))
    assert "mean something only if each worked without the other, which this report cannot check" in said()


def test_the_page_leads_to_the_checklists_that_people_filled(open_page, said, released_folder):
    voices.interviews(open_page(ROWS))
    assert "checklists.html" not in said()
    (released_folder / "checklists.csv").write_text("checklist,item,link,note\ncoreq,1,index,\n", encoding="utf-8")
    voices.interviews(open_page(ROWS))
    assert "[checklists of good reporting](checklists.html)" in said()


def test_themes_on_which_agreement_is_not_shown_are_named(open_page, said, shown):
    voices.agreement(open_page(ROWS))
    assert "read with care: Hope." in said()
    assert images(shown)[0]["alt"].endswith("Not shown to be reliable: Hope.")
    assert "| Hope | 0.60" in said()
    assert "| 0.40 to 0.80 | not shown to be reliable |" in said()


def test_agreement_that_could_not_be_measured(open_page, said, shown):
    overall = row("alpha/overall", np.nan, unit="coefficient", note="not estimable: only one coder")
    voices.agreement(open_page([overall]))
    assert "Agreement could not be measured" in said()
    assert images(shown) == []


def test_agreement_without_an_interval_is_not_shown_to_be_reliable(open_page, said):
    rows = [row(f"alpha/{name}", 0.9, np.nan, np.nan, unit="coefficient") for name in ("overall", "hope")]
    voices.agreement(open_page(rows))
    assert "alpha is 0.90. How sure that is cannot be said" in said()
    assert "Without an interval, the marking as a whole is *not shown to be reliable*." in said()
    assert "| Hope | 0.90" in said()
    assert "| – | no interval, so not shown to be reliable |" in said()
    assert "interval –" not in said()


def test_agreement_that_was_not_released(open_page, said):
    voices.agreement(open_page([]))
    assert f"agreement of the coders (alpha) ({code('themes/alpha/overall')})." in said()


def test_a_release_without_themes_is_no_error(open_page, said, shown):
    page = open_page([])
    for part in (voices.interviews, voices.spoken_of, voices.quotes, voices.by_group, voices.agreement):
        part(page)
    assert images(shown) == []


def test_prevalence_is_drawn_sorted_with_its_intervals(open_page):
    page = open_page(ROWS)
    figure = figures.prevalence(
        voices.prevalence_rows(page.released.results), labels=page.labels, catalogue=page.catalogue
    )
    (axis,) = figure.axes
    assert [text.get_text() for text in axis.get_yticklabels()] == ["Hope", "Delay"]
    (points,) = axis.lines
    np.testing.assert_allclose(points.get_xdata(), [0.75, 0.6])
    np.testing.assert_allclose(
        [segment[:, 0] for segment in axis.collections[0].get_segments()], [[0.53, 0.89], [0.39, 0.78]]
    )
    assert [text.get_text() for text in axis.texts] == ["15 of 20", "12 of 20"]


def test_groups_have_one_panel_each_with_their_size(open_page):
    page = open_page([*ROWS, *BY_ROLE])
    rows = voices.group_rows(page.released.results, "role")
    figure = figures.prevalence_by_group(rows, dimension="role", labels=page.labels, catalogue=page.catalogue)
    assert [axis.get_title(loc="left") for axis in figure.axes] == ["Peer worker", "Clinician"]
    assert [axis.texts[0].get_text() for axis in figure.axes] == ["10 interviews", "10 interviews"]
    np.testing.assert_allclose(figure.axes[0].lines[0].get_xdata(), [0.5, 0.9])


def test_agreement_marks_what_is_not_shown_to_be_reliable_by_more_than_colour(open_page):
    page = open_page(ROWS)
    rows = voices.agreement_rows(page.released.results)
    (axis,) = figures.agreement(rows, labels=page.labels, catalogue=page.catalogue).axes
    names = [text.get_text() for text in axis.get_yticklabels()]
    markers = [line.get_marker() for line in axis.lines if line.get_marker() != "None"]
    assert dict(zip(names, markers, strict=True)) == {"All themes together": "D", "Delay": "o", "Hope": "s"}


@pytest.mark.parametrize("draw", [figures.prevalence, figures.agreement])
def test_nothing_to_draw(page, draw):
    rows = voices.prevalence_rows(frame_of([]))
    (axis,) = draw(rows, labels=page.labels, catalogue=page.catalogue).axes
    assert axis.texts[0].get_text() == "There is nothing to draw here."
