"""Whatever people write in a params file or say in an interview comes out on the pages as itself."""

import json
import subprocess

import pandas as pd
import pypandoc
import pytest

from evaluation.reporting import methods, overdose_deaths, retention, summary, voices
from evaluation.reporting.markdown import one_line
from evaluation.reporting.page import Page

READER = "markdown-tex_math_double_backslash"  # as evaluation/publish/pandoc.py
HOSTILE = (
    "- <b>B</b> & *s* _u_ [l](http://x) `c` $m$ $\\foo$ |p| \"q\" 'a' -- ... {x} <script>1</script>",
    "first line\nsecond line\n\n# heading",
    "_hidden " + "w" * 300,
    "\u202eשלום עולם\u202c <i>",
)


@pytest.fixture(params=HOSTILE)
def hostile(request):
    return request.param


@pytest.fixture
def page(released_folder, shown, hostile):
    file = released_folder / "about.json"
    about = json.loads(file.read_text(encoding="utf-8"))
    about |= {"title": hostile, "subtitle": hostile, "version": hostile}
    about["sources"][0] |= {"name": hostile, "description": hostile}
    for place in (*about["arms"].values(), *about["communities"].values()):
        place["name"] = hostile
    about["arms"]["cep"]["description"] = hostile
    about["plan"]["overdose_deaths"]["interventions"][0]["description"] = hostile
    about["labels"]["role"]["peer_worker"] = hostile
    about["labels"]["theme"] = {"Trust": hostile}
    file.write_text(json.dumps(about), encoding="utf-8")
    quotes = [["q1", "Trust", hostile, "peer_worker"]]
    pd.DataFrame(quotes, columns=["quote_id", "theme", "text", "role"]).to_csv(
        released_folder / "quotes.csv", index=False
    )
    truth = [["overdose_deaths/level_change/cep", 0.8, hostile]]
    pd.DataFrame(truth, columns=["result_id", "truth", "description"]).to_csv(
        released_folder / "truth.csv", index=False
    )
    return Page(released_folder, "en")


def rendered(shown, to):
    markdown = "\n\n".join(piece["data"].get("text/markdown", "") for piece in shown)
    command = [pypandoc.get_pandoc_path(), f"--from={READER}", f"--to={to}", "--wrap=none", "--fail-if-warnings"]
    return subprocess.run(command, input=markdown, capture_output=True, text=True, check=True, timeout=60).stdout


def words(shown):
    plain = rendered(shown, "plain").replace("\u2068", "").replace("\u2069", "").replace("\xa0", " ")
    return " ".join(plain.split())


def test_every_page_shows_it_as_it_is(page, shown, hostile):
    summary.heading(page)
    summary.evaluated(page)
    summary.key_findings(page)
    summary.not_settled(page)
    summary.planted_truths(page)
    overdose_deaths.change(page)
    retention.how_long(page)
    voices.quotes(page)
    methods.sources(page)
    methods.plan(page)
    methods.citation(page)
    expected = one_line(hostile)
    assert words(shown).count(expected) >= 14
    html = rendered(shown, "html5")
    assert [tag for tag in ("<b>B", "<script", "<i>", 'href="http://x"') if tag in html] == []


def test_figures_and_their_alt_texts_hold_it_in_plain(page, shown, hostile):
    overdose_deaths.change(page)
    images = [piece for piece in shown if "image/svg+xml" in piece["data"]]
    assert images
    for image in images:
        about = image["metadata"]["image/svg+xml"]
        assert one_line(hostile) in about["alt"]
        assert "\\*" not in about["alt"]
