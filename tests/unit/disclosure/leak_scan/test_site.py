"""The scan of a rendered report: a few planted leaks of each kind, and reports without any."""

import os

import matplotlib as mpl
import pytest

from evaluation.disclosure.leak_scan import restricted as restricted_words
from evaluation.disclosure.leak_scan import scan_site
from evaluation.errors import DisclosureError

from ..run_builder import read
from . import plants
from .sites import NAMES, rendered

SEED = 7000


@pytest.fixture(scope="module")
def base(tmp_path_factory):
    mpl.use("agg")
    return rendered(tmp_path_factory.mktemp("leaks"), SEED)


@pytest.fixture
def copy(base, tmp_path):
    return plants.Copy.of(base, tmp_path)


def problems(copy):
    with pytest.raises(DisclosureError) as caught:
        scan_site(copy.site, copy.base.run, copy.base.released, words=copy.base.words, notebooks=copy.notebooks)
    assert caught.value.exit_code == 14
    return [str(problem) for problem in caught.value.problems]


def paragraph(copy, words):
    copy.change("methods_and_data.html", "</main>", f"<p>{words}</p></main>")
    return problems(copy)


@pytest.mark.parametrize("kind", plants.KINDS)
def test_a_planted_leak_is_stopped(base, tmp_path, kind):
    assert plants.plant(kind, SEED, base, tmp_path) in {"release", "audit", "scan"}


def test_a_report_without_a_leak_passes(base):
    report = scan_site(base.site, base.run, base.released, words=base.words, notebooks=base.notebooks)
    n_files = sum(path.is_file() for folder in (base.site, base.notebooks) for path in folder.rglob("*"))
    assert report.n_files == n_files
    assert report.n_numbers > 500


def test_what_is_wrong_is_said_once_with_its_place(copy):
    cell = small_cell(copy)
    (problem,) = paragraph(copy, f"In Alder, {cell[1]} died in {cell[0]}.")
    assert problem.startswith("methods_and_data.html:")
    assert (
        f"tells a count that the release does not show (overdose death, alder, {cell[0]}); found {cell[1]} in"
        in problem
    )
    assert problem.endswith("expected numbers of released/ only. Defined in docs/methods/disclosure.md.")


def small_cell(copy):
    return next(
        (month, n)
        for month in plants.MONTHS
        for n in [plants.number(copy.base, month, "alder", "cep", "")]
        if n in plants.HIDDEN and n > 1
    )


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("Elsewhere 86,421 people lived.", "86,421"),
        ("Person SYN-000123 came.", "000123"),
        ("A share of 0.1234567.", "0.1234567"),
    ],
)
def test_a_number_that_is_released_nowhere_has_no_source(copy, words, found):
    assert f"has a number without a source; found {found} in" in paragraph(copy, words)[0]


@pytest.mark.parametrize(
    ("words", "wrong"),
    [
        (
            "as Maria Keller told us",
            "holds the name of an interviewee, an interview or a coder; found 'maria keller'",
        ),
        ("My sister found me behind the bakery on Mill Street.", "holds words of somebody who has not let them out"),
        ("read from /srv/data/deaths.csv", "holds a path"),
        ("on host silo.example.org", "holds the name of a user or a computer; found 'silo'"),
        ("by mkeller", "holds the name of a user or a computer; found 'mkeller'"),
    ],
)
def test_names_words_and_paths_that_are_restricted(copy, monkeypatch, words, wrong):
    monkeypatch.setattr(restricted_words.socket, "gethostname", lambda: "silo.lan")
    monkeypatch.setattr(restricted_words.getpass, "getuser", lambda: "mkeller")
    assert any(wrong in problem for problem in paragraph(copy, words))


def test_a_user_who_is_called_like_an_ordinary_word_is_no_leak(copy, monkeypatch):
    monkeypatch.setattr(restricted_words.getpass, "getuser", lambda: "data")
    scan_site(copy.site, copy.base.run, copy.base.released, words=copy.base.words, notebooks=copy.notebooks)


def test_a_name_of_a_place_on_the_page_may_tell_as_well(copy):
    month, n = small_cell(copy)
    copy.change("methods_and_data.html", "</main>", f'<p id="alder-{month}-{n}">x</p></main>')
    assert "tells a count" in problems(copy)[0]


def test_the_name_of_a_file_is_public(copy):
    (copy.site / "figures" / "Maria Keller.svg").write_text("<svg></svg>", encoding="utf-8")
    assert problems(copy)[0].startswith("figures/Maria Keller.svg: holds the name of an interviewee")


@pytest.mark.parametrize(
    "name", ["Maria-Keller.svg", "Maria_Keller.svg", "maria%20keller.svg", "x_Maria_Keller_y.svg"]
)
def test_a_name_with_marks_for_its_spaces_is_one(copy, name):
    (copy.site / "figures" / name).write_text("<svg></svg>", encoding="utf-8")
    assert "holds the name of an interviewee" in problems(copy)[0]


def test_a_name_that_is_broken_over_lines_is_one(copy):
    assert any("holds the name of an interviewee" in each for each in paragraph(copy, "as Maria<br>Keller said"))


def test_a_count_in_a_list_is_told_by_the_items_beside_it(copy):
    month, n = small_cell(copy)
    items = "".join(f"<li>{each}</li>" for each in ("Alder", month, f"{n} deaths"))
    copy.change("methods_and_data.html", "</main>", f"<ul>{items}</ul></main>")
    assert any("tells a count" in each for each in problems(copy))


def test_a_file_that_cannot_be_searched_is_refused(copy):
    (copy.site / "report.pdf").write_bytes(b"%PDF-1.7\n")
    assert "report.pdf: cannot be searched; found PDF; expected HTML, CSS, SVG" in problems(copy)[0]


def test_a_link_out_of_the_site_is_refused(copy, tmp_path):
    (copy.site / "data").symlink_to(tmp_path, target_is_directory=True)
    assert problems(copy)[0].startswith("data: is a link to another place; expected a file.")


def test_a_download_that_is_no_released_file_is_refused(copy):
    (copy.site / "downloads" / "more.csv").write_text("a,b\n", encoding="utf-8")
    assert problems(copy)[0].startswith("downloads/more.csv: is not a file of the release")


def test_sums_shares_and_rates_of_released_numbers_have_a_source(copy):
    total = sum(int(row["kits"]) for row in read(copy.base.released / "tables" / "naloxone_by_year.csv"))
    copy.change("methods_and_data.html", "</main>", f"<p>{total:,} kits were given out in all.</p></main>")
    scan_site(copy.site, copy.base.run, copy.base.released, words=copy.base.words, notebooks=copy.notebooks)


def test_the_order_of_the_findings_does_not_depend_on_the_machine(copy):
    month, n = small_cell(copy)
    copy.change_notebook(lambda notebook: notebook["metadata"].update(note=f"Alder {month}: {n}"))
    copy.change("index.html", "</main>", f"<p>Alder, {month}: {n}</p></main>")
    first = problems(copy)
    os.utime(copy.site / "index.html", (0, 0))
    assert problems(copy) == first
    assert [problem.partition(":")[0] for problem in first] == ["index.html", "notebooks/en/overdose_deaths.ipynb"]


def test_what_the_projects_own_notebooks_say_is_looked_through_too(copy):
    cell = small_cell(copy)
    told, named = f"In Alder, {cell[1]} died in {cell[0]}.", f"{NAMES[0][1]} told us about it."
    copy.change("methods_and_data.html", "</main>", f"<p>{told}</p><p>{named}</p></main>")
    words = (*copy.base.words, told, named)
    with pytest.raises(DisclosureError) as caught:
        scan_site(copy.site, copy.base.run, copy.base.released, words=words, notebooks=copy.notebooks)
    wrong = [problem.wrong for problem in caught.value.problems]
    assert len(wrong) == 2
    assert wrong[0].startswith("tells a count that the release does not show")
    assert wrong[1] == "holds the name of an interviewee, an interview or a coder"
