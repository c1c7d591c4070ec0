import base64
import gzip
import json
import zlib

import pytest

from evaluation.disclosure.leak_scan.files import file_texts
from evaluation.disclosure.leak_scan.text import Reach, Unreadable

from .plants import jpeg, png

SVG = '<svg xmlns="http://www.w3.org/2000/svg">{}</svg>'

EMBEDDED = base64.b64encode(SVG.format("<title>Seven died</title>").encode()).decode()


def read(content, where):
    found = list(file_texts(content if isinstance(content, bytes) else content.encode(), where))
    assert not [each for each in found if isinstance(each, Unreadable)]
    return [each.words for each in found if each.reach is Reach.READ]


def refused(content, where):
    return [each for each in file_texts(content, where) if isinstance(each, Unreadable)]


@pytest.mark.parametrize(
    "html",
    [
        "<p>Seven <b>died</b></p>",
        "<!-- Seven died -->",
        "<title>Seven died</title>",
        '<img src="x.svg" alt="Seven died">',
        '<div aria-label="Seven died"></div>',
        '<img src="x.svg" alt="Seven died" alt="Bars">',
        '<meta name="description" content="Seven died">',
        '<g data-about="Seven died"></g>',
        "<script>Seven died</script>",
        '<style>p::after { content: "Seven died" }</style>',
        "<td>Seven&#32;died</td>",
        "<table><tr><td>Seven died</table>",
        "<p>Seven died",
        "<![CDATA[Seven died]]>",
        "<?note Seven died?>",
        SVG.format("<desc>Seven died</desc>"),
        SVG.format('<path d="Seven died"/>'),
        SVG.format("<metadata>Seven died</metadata>"),
        f'<img alt="x" src="data:image/svg+xml;base64,{EMBEDDED}">',
        '<a href="data:text/plain,Seven%20died">x</a>',
    ],
)
def test_a_page_is_read_as_people_and_crawlers_get_it(html):
    assert "Seven died" in " ".join(" ".join(read(html, "page.html")).split())


def test_where_marks_stand_is_not_read():
    places = ["M 0 259.2 \nL 388.8 -1.5e-05 \nz\n", "rotate(-0 63.17 235.69)", "0 0 388.8 259.2", "388.8pt", "50%"]
    places += ["M8 1a.5.5 0 0 1 .5.5zM7.002 4a1 1 0 1 1 2 0zm-3 1.5h4Zm0 2z"]
    drawn = "".join(f'<g d="{each}" transform="{each}" x="{each}"/>' for each in places)
    assert list(file_texts(SVG.format(drawn).encode(), "x.svg"))[1:] == []


def test_a_long_path_that_is_none_is_read_at_once():
    path = f"M{'1234.5' * 200}Seven died"
    assert read(SVG.format(f'<path d="{path}"/>'), "x.svg")[-1] == path


def test_each_rule_of_a_stylesheet_is_looked_through_on_its_own():
    texts = list(file_texts(b"a { width: 10% }\nb { margin: 40px }", "x.css"))
    assert [(each.where, each.words.strip()) for each in texts] == [
        ("x.css:1", "a { width: 10%"),
        ("x.css:2", "b { margin: 40px"),
    ]


def test_a_stylesheet_says_what_it_adds_and_what_it_embeds():
    svg = SVG.format("<title>Seven (died)</title>").replace('"', "'")
    css = f'p::after {{ content: "\\2014 Eight" }} a {{ background: url("data:image/svg+xml,{svg}") }} /* v5.3 */'
    assert read(css, "x.css") == ["—Eight", "Seven (died)"]
    assert " v5.3 " in [each.words for each in file_texts(css.encode(), "x.css")]


def test_a_cell_knows_its_row_its_column_and_its_caption():
    html = (
        "<h2>Deaths</h2><table><caption>By month</caption><tr><th>Place</th><th>March</th></tr>"
        "<tr><td>Alder</td><td>7</td></tr></table>"
    )
    cell = next(each for each in file_texts(html.encode(), "page.html") if each.words == "7")
    assert cell.where == "page.html:1"
    assert [part for part in cell.context.split(" | ") if part] == ["Deaths", "By month", "March", "Alder"]


def test_the_mark_of_a_source_is_no_number_of_the_sentence():
    mark = '<a class="source" href="#source-3" data-result-id="a/b/c" title="a/b/c" aria-label="Source 3">{}</a>'
    assert read(f"<p>Many died.{mark.format(3)} More.</p>", "page.html") == ["Many died.", "More."]
    assert "Many died.7" in read(f"<p>Many died.{mark.format(7)}</p>", "page.html")


def test_the_number_of_the_mark_that_a_link_leads_back_to_is_none_of_the_data():
    back = '<p><a class="{}" href="#mark-{}" aria-label="Back to mark 17">{}</a></p>'
    assert read(back.format("back", 17, "↑"), "page.html") == ["↑"]
    assert read(back.format("back", 17, "17"), "page.html") == ["17"]
    for other in (back.format("back", 16, "↑"), back.format("other", 17, "↑")):
        assert "Back to mark 17" in read(other, "page.html")


@pytest.mark.parametrize(
    ("ticks", "read_out"),
    [
        ((0, 20, 40), []),
        ((2019, 2020, 2021), []),
        ((1, 10, 100), []),
        ((0.33, 0.5, 0.9, 1, 1.1, 1.25, 3), []),
        ((0, 7, 13), ["0", "7", "13"]),
        ((0, 5, 7), ["0", "5", "7"]),
        ((0.5, 0.7934, 1), ["0.5", "0.7934", "1"]),
    ],
)
def test_ticks_need_no_source_if_they_are_a_scale(ticks, read_out):
    drawn = "".join(f'<g id="xtick_{tick}"><text>{tick}</text></g>' for tick in ticks)
    assert read(SVG.format(f'<g id="axis_1">{drawn}</g>'), "x.svg") == read_out


def test_a_label_knows_the_tick_that_it_stands_above():
    tick = '<g id="axis_1"><g id="xtick_1"><text x="50" y="90">Alder</text></g>'
    tick += '<g id="xtick_2"><text x="150" y="90">Birch</text></g></g>'
    found = list(file_texts(SVG.format(f'{tick}<text x="52" y="10">7</text>').encode(), "x.svg"))
    label = next(each for each in found if each.words == "7")
    assert (label.context, label.around) == ("Alder", "Alder | Birch")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("search.json", json.dumps([{"title": "x", "text": "Seven died"}])),
        ("x.json", json.dumps({"Seven died": 1})),
        ("x.csv", "who,what\n7,Seven died\n"),
        ("robots.txt", "Seven died"),
        ("theme.css", '@page { @top-center { content: "Seven died"; } }'),
        ("x.svgz", gzip.compress(SVG.format("<title>Seven died</title>").encode())),
        ("x.png", png((b"tEXt", b"Comment\0Seven died"))),
        ("x.png", png((b"zTXt", b"Comment\0\0" + zlib.compress(b"Seven died")))),
        ("x.png", png((b"iTXt", b"Comment\0\1\0\0\0" + zlib.compress(b"Seven died")))),
        ("x.jpg", jpeg(0xFE, b"Seven died")),
    ],
)
def test_other_files_are_read_by_what_they_are(name, content):
    assert "Seven died" in " ".join(read(content, name))


def test_a_printed_table_knows_its_heads_and_a_path_keeps_its_marks():
    output = {
        "output_type": "stream",
        "name": "stdout",
        "text": "        Alder  Birch\nmonth\n2020-03     7     12\n",
    }
    row = next(
        each for each in file_texts(notebook(code(output)).encode(), "x.ipynb") if each.words == "2020-03 7 12"
    )
    assert row.context.startswith("        Alder  Birch | month")
    path = {"output_type": "display_data", "data": {"text/markdown": "from C:\\Users\\x\\deaths.csv"}, "metadata": {}}
    assert "from C:\\Users\\x\\deaths.csv" in read(notebook(code(path)), "x.ipynb")


def notebook(cell, **metadata):
    return json.dumps({"cells": [cell], "metadata": metadata, "nbformat": 4, "nbformat_minor": 5})


def code(*outputs, **fields):
    return {"cell_type": "code", "id": "c", "metadata": {}, "source": "", "outputs": list(outputs), **fields}


@pytest.mark.parametrize(
    "cell",
    [
        {"cell_type": "markdown", "id": "m", "metadata": {}, "source": ["Seven ", "died"]},
        code(source="# Seven died"),
        code(metadata={"note": "Seven died"}),
        code({"output_type": "stream", "name": "stdout", "text": ["Seven died\n"]}),
        code({"output_type": "error", "ename": "E", "evalue": "Seven died", "traceback": []}),
        code({"output_type": "error", "ename": "E", "evalue": "", "traceback": ["\x1b[31mSeven died\x1b[0m"]}),
        code({"output_type": "display_data", "data": {"text/markdown": "- **Seven died**"}, "metadata": {}}),
        code(
            {
                "output_type": "display_data",
                "data": {"text/markdown": "| a |\n| :- |\n| Seven died |"},
                "metadata": {},
            }
        ),
        code({"output_type": "display_data", "data": {"application/json": {"a": ["Seven died"]}}, "metadata": {}}),
        code({"output_type": "display_data", "data": {"image/svg+xml": SVG.format("<title>Seven died</title>")}}),
        code({"output_type": "display_data", "data": {}, "metadata": {"image/png": {"alt": "Seven died"}}}),
        code(
            {
                "output_type": "display_data",
                "data": {"image/png": base64.b64encode(png((b"tEXt", b"Comment\0Seven died"))).decode()},
            }
        ),
    ],
)
def test_a_notebook_is_read_with_its_outputs_and_metadata(cell):
    assert "Seven died" in " ".join(read(notebook(cell), "x.ipynb"))
    assert "Seven died" in read(notebook(code(), note="Seven died"), "x.ipynb")


@pytest.mark.parametrize(
    ("name", "content", "wrong", "found"),
    [
        ("x.pdf", b"%PDF-1.7\n", "cannot be searched", "PDF"),
        ("x.xlsx", b"PK\x03\x04\xff\xff", "cannot be searched", "it begins with b'PK"),
        ("x.html", b"\xff\xfe<\0p\0", "cannot be searched", "it begins with"),
        ("x.json", b"{", "is no JSON", "Expecting"),
        ("x.ipynb", b"[]", "is no notebook", ""),
        ("x.svgz", b"\x1f\x8bnothing", "is a damaged archive", "gzip"),
        ("x.png", png((b"eXIf", b"MM")), "holds metadata", "eXIf"),
        ("x.png", png((b"tIME", b"1234567")), "holds metadata", "tIME"),
        ("x.png", png((b"tEXt", b"a\0b")) + b"more", "is not a whole picture, or more than one", ""),
        ("x.png", png((b"zTXt", b"a\0\0broken")), "is a damaged picture", ""),
        ("x.png", b"\x89PNG\r\n\x1a\n\0", "is a damaged picture", ""),
        ("x.jpg", jpeg(0xE1, b"Exif\0\0MM"), "holds metadata", "EXIF"),
        ("x.jpg", jpeg(0xE1, b"http://ns.adobe.com/xap/1.0/\0<x/>"), "holds metadata", "segment E1"),
        ("x.jpg", jpeg(0xFE, b"a")[:-2], "is not a whole picture, or more than one", ""),
        ("x.html", b'<img alt="x" src="data:image/png;base64,?">', "is embedded in a form that cannot be read", "?"),
    ],
)
def test_what_cannot_be_read_is_refused(name, content, wrong, found):
    problem = next(each for each in refused(content, name))
    assert (problem.wrong, problem.found.startswith(found)) == (wrong, True)


@pytest.mark.parametrize(
    "html",
    [
        "<ul><li>Alder</li><li>March 2019</li><li>7 deaths</li></ul>",
        "<dl><dt>Alder, March 2019</dt><dd>7 deaths</dd></dl>",
        "<div>Alder, March 2019</div><div>7 deaths</div>",
        "<details><summary>Alder, March 2019</summary><p>7 deaths</p></details>",
    ],
)
def test_what_stands_beside_each_other_is_read_together(html):
    found = next(each for each in file_texts(html.encode(), "page.html") if each.words == "7 deaths")
    beside = f"{found.context} | {found.around}"
    assert "Alder" in beside
    assert "March 2019" in beside


def test_a_list_is_not_read_with_the_paragraph_or_the_list_after_it():
    html = "<ul><li>Alder</li></ul><p>Text.</p><ul><li>7</li><li>8</li></ul>"
    texts = {each.words: each for each in file_texts(html.encode(), "page.html")}
    assert (texts["Alder"].around, texts["Text."].around, texts["7"].around) == ("", "", "7 | 8")


def test_a_broken_line_parts_words():
    assert read("<p>Wanda<br>Okonjo</p>", "page.html") == ["Wanda Okonjo"]


def test_an_underscore_that_markdown_escapes_is_one():
    notebook = {"cells": [{"cell_type": "markdown", "source": "harm\\_reduction\\_worker: 5"}]}
    assert "harm_reduction_worker: 5" in read(json.dumps(notebook), "a.ipynb")
