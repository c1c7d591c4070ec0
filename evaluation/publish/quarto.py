"""Render the project with Quarto."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import yaml

from evaluation.data.whole_files import write_text
from evaluation.errors import Problem, RendererError
from evaluation.publish.attributes import with_references
from evaluation.publish.contents import with_folded_contents
from evaluation.publish.pandoc import run
from evaluation.publish.project import BEFORE, CONFIGURATION
from evaluation.publish.shortcodes import let_go
from evaluation.reporting.catalogue import Catalogue

_SECONDS = 900
_ANSI = re.compile(r"\x1b\[[0-9;]*m")
_HEAD_WITHOUT_SCOPE = re.compile(r"<th\b(?![^>]*\bscope=)")
_BODY = re.compile(r"<body[^>]*>")
_NAVIGATION = re.compile(r'<nav (?=class="navbar\b)')
_TAG = re.compile(r"<[^>]*>")
_TITLE = re.compile(r"<title>.*?</title>", flags=re.DOTALL)
_SHOWN_TITLE = re.compile(r'<h1 class="title">(.*?)</h1>', flags=re.DOTALL)
_SHOWN_SITE = re.compile(r'<span class="navbar-title">(.*?)</span>', flags=re.DOTALL)
_CONTENTS = re.compile(r'<nav id="TOC".*?</nav>', flags=re.DOTALL)
_HEAD_OF_CONTENTS = re.compile(r'<h2 (id="toc-title")>(.*?)</h2>')
_SCRIPT = re.compile(r"<script\b.*?</script>\s*", flags=re.DOTALL)
_SEARCH = re.compile(r'<div id="quarto-search-results"></div>\s*')
_STYLE_OF_A_SCRIPT = re.compile(r"<link\b[^>]*\b(?:bootstrap-icons|tippy)\.css[^>]*>\s*")
_BOX_OF_TABLE = re.compile(
    r'<div class="table-scroll"[^>]*\bdata-row-heads="(\d)"[^>]*>\s*<table\b.*?</table>', re.DOTALL
)
_ROW = re.compile(r"<tr\b.*?</tr>", flags=re.DOTALL)
_CELL = re.compile(r"<td\b([^>]*)>(.*?)</td>", flags=re.DOTALL)


def found() -> str | None:
    """Return the path of the ``quarto`` command, or None."""
    return shutil.which("quarto")


def version() -> str:
    """Return ``Quarto`` with its version.

    Raises
    ------
    RendererError
        If Quarto is not on the PATH or does not start.
    """
    command = found()
    if command is None:
        problem = Problem("quarto", "is not on the PATH", "", "`make quarto`, or the renderer pandoc or auto")
        raise RendererError("The report cannot be rendered with Quarto.", [problem])
    try:
        done = subprocess.run([command, "--version"], capture_output=True, text=True, timeout=60, check=True)
    except (OSError, subprocess.SubprocessError) as error:
        raise RendererError("Quarto does not start.", [Problem(command, str(error))]) from error
    said = _ANSI.sub("", done.stdout).split()
    return f"Quarto {said[-1]}" if said else "Quarto"


def render(folder: Path, site: Path) -> None:
    """Render the project in ``folder`` to ``site``, which does not exist yet.

    What Quarto leaves to scripts, or leaves out, is put right in its pages: see :func:`finished`.

    Raises
    ------
    RendererError
        If Quarto fails, with its message.
    """
    run([found() or "quarto", "render", "."], folder=folder, seconds=_SECONDS, name="Quarto")
    rendered = folder / "_site"
    (rendered / "search.json").unlink(missing_ok=True)
    before = (folder / BEFORE).read_text(encoding="utf-8")
    words = Catalogue(yaml.safe_load((folder / CONFIGURATION).read_text(encoding="utf-8"))["lang"])
    pages = {page: finished(page.read_text(encoding="utf-8"), before, words) for page in rendered.glob("*.html")}
    for page, html in pages.items():
        write_text(page, html)
    _remove_unused(rendered / "site_libs", "".join(pages.values()))
    rendered.rename(site)


def finished(html: str, before: str, words: Catalogue) -> str:
    """Return a page of Quarto with what readers of it need.

    Quarto puts what should stand before the body behind its own navigation, does not name the navigation, and
    rebuilds tables that hold links without the scopes of their heads. The contents come before the title, so what
    they are called is no heading, and no line of them is marked for ever. Navigation, folded tables and links work
    without its scripts, which would add ids that are on the page already. The title of the window is made of what the
    page shows, because Quarto does not read the name of the site as Markdown there.
    """
    html = _SEARCH.sub("", _STYLE_OF_A_SCRIPT.sub("", _SCRIPT.sub("", let_go(with_references(html)))))
    html = _BODY.sub(lambda body: f"{body[0]}\n{before}", html, count=1)
    html = _NAVIGATION.sub(f'<nav aria-label="{words.text("site.nav_label")}" ', html)
    html = _TITLE.sub(_title, html, count=1)
    html = _CONTENTS.sub(_contents, html)
    html = with_folded_contents(html, heading=words.text("site.on_this_page"))
    html = _HEAD_WITHOUT_SCOPE.sub('<th scope="col"', html)
    return _BOX_OF_TABLE.sub(_with_row_heads, html)


def _title(title: re.Match[str]) -> str:
    shown = [pattern.search(title.string) for pattern in (_SHOWN_TITLE, _SHOWN_SITE)]
    texts = [_TAG.sub("", found[1]) for found in shown if found]
    return f"<title>{' – '.join(texts)}</title>" if len(texts) == len(shown) else title[0]


def _contents(navigation: re.Match[str]) -> str:
    html = navigation[0].replace('<nav id="TOC"', '<nav id="TOC" aria-labelledby="toc-title"')
    return _HEAD_OF_CONTENTS.sub(r"<p \1>\2</p>", html).replace('class="nav-link active"', 'class="nav-link"')


def _with_row_heads(box: re.Match[str]) -> str:
    if 'scope="row"' in box[0]:
        return box[0]
    heads = int(box[1])
    return _ROW.sub(lambda row: _CELL.sub(r'<th scope="row"\1>\2</th>', row[0], count=heads), box[0])


def _remove_unused(libraries: Path, pages: str) -> None:
    """Remove the files of Quarto's libraries that no page loads."""
    for file in sorted(libraries.rglob("*"), reverse=True):
        if file.is_dir():
            if not any(file.iterdir()):
                file.rmdir()
        elif file.relative_to(libraries.parent).as_posix() not in pages:
            file.unlink()
