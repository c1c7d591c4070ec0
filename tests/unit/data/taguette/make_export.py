"""Made the files beside it: what the Taguette package (1.5.2, BSD-3-Clause) itself exports of a project.

Not run by the tests. In an environment of its own with ``pip install taguette==1.5.2``: ``python make_export.py``.
The interviews are invented; only times and identifiers differ from run to run.
"""

import sqlite3
import tempfile
from pathlib import Path

from bs4 import BeautifulSoup
from taguette import convert, database, export, extract

TAGS = {"care.stigma": "Being looked down on.", "hope": "Looking ahead.", "care": ""}
DOCUMENTS = {
    "one": (
        "<h1>Interview é1</h1>\n<p>I was told 🙂 to <b>wait</b> &amp; wait.</p><p>Cafe\u0301 people &lt;kind&gt; "
        "helped.</p><ul><li>First 中文</li><li>Second\u00a0one</li></ul><pre>\nraw  text</pre>"
    ),
    "two": "<p>Nothing much.</p>",
}
HIGHLIGHTS = [
    ("told 🙂 to wait & wait.", ["hope", "care.stigma"], "ana"),
    ("Cafe\u0301 people <kind>", ["care"], "ben"),
    ("wait.Cafe\u0301", [], "ben"),
    ("中文Second\u00a0one", ["hope"], "ben"),
    ("raw  text", ["care.stigma"], "ana"),
]


def main() -> None:
    """Fill a database through the package's models, and write every kind of export."""
    beside = Path(__file__).parent
    with tempfile.TemporaryDirectory() as folder:
        here = database.connect(f"sqlite:///{folder}/here.sqlite3")()
        for login in ("ana", "ben"):
            here.add(database.User(login=login))
        project = database.Project(name="Synthetic interviews", description="Made by a computer.")
        here.add(project)
        here.flush()
        tags = {}
        for path, description in TAGS.items():
            tags[path] = database.Tag(project_id=project.id, path=path, description=description)
            here.add(tags[path])
            here.flush()
            here.add(database.Command.tag_add("ana", tags[path]))
        for name, html in DOCUMENTS.items():
            contents = convert.get_html_body(html)
            document = database.Document(
                name=name,
                description=f"about {name}",
                filename=f"{name}.html",
                project_id=project.id,
                contents=contents,
                text_direction=database.TextDirection.LEFT_TO_RIGHT,
            )
            here.add(document)
            here.flush()
            here.add(database.Command.document_add("ana", document))
            nodes = "".join(map(str, BeautifulSoup(contents, "html5lib").find_all(string=True))).encode()
            for words, paths, login in HIGHLIGHTS if name == "one" else ():
                start = nodes.index(words.encode())
                end = start + len(words.encode())
                snippet = extract.extract(contents, start, end)
                mark = database.Highlight(
                    document_id=document.id, start_offset=start, end_offset=end, snippet=snippet
                )
                mark.tags.extend(tags[path] for path in paths)
                here.add(mark)
                here.flush()
                here.add(database.Command.highlight_add(login, document, mark, [tags[path].id for path in paths]))
        here.commit()
        there = database.connect(f"sqlite:///{folder}/there.sqlite3")()
        there.add(database.User(login="admin"))
        there.commit()
        database.copy_project(here, there, project.id, "admin")
        there.commit()
        there.close()
        dump = sqlite3.connect(Path(folder) / "there.sqlite3").iterdump()
        (beside / "export.sql").write_text("\n".join(dump) + "\n", encoding="utf-8")
        with (beside / "highlights.csv").open("w", encoding="utf-8", newline="") as file:
            export.highlights_csv(here, project.id, "", file)
        export.highlights_xslx(here, project.id, "", str(beside / "highlights.xlsx"))
        with (beside / "codebook.qdc").open("wb") as file:
            export.codebook_xml(list(tags.values()), file)


main()
