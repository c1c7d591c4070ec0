"""The same people have one population: real ones are not published as others, or as synthetic ones."""

import hashlib

import pytest

from evaluation.disclosure.releasing import release
from evaluation.disclosure.review.review import review_release
from evaluation.errors import DisclosureError

from ..run_builder import RunBuilder


class Project:
    """Releases of one project; each is of real people unless it says otherwise."""

    def __init__(self, folder):
        self.folder, self.n = folder, 0

    def made(self, n, *, synthetic=False, file="a", evaluation="tiny", population=None):
        self.n += 1
        run = RunBuilder(self.folder / f"files{self.n}")
        run.folder = self.folder / "outputs" / evaluation / f"20240601T120000Z-{self.n:08x}"
        run.params |= {"synthetic": synthetic, "evaluation": evaluation}
        run.params["disclosure"] = {"population": population} if population else {}
        run.manifest |= {"synthetic": synthetic, "evaluation": evaluation, "run_id": run.folder.name}
        run.manifest["inputs"]["deaths"]["sha256"] = hashlib.sha256(file.encode()).hexdigest()
        return run.deaths("all", "2019", n).write()

    def released(self, n, **how):
        return release(self.made(n, **how), checked_by="" if how.get("synthetic") else "A. Checker")

    def refused(self, n, **how):
        with pytest.raises(DisclosureError) as caught:
            self.released(n, **how)
        assert caught.value.exit_code == 14
        return [(each.where, each.wrong, each.found) for each in caught.value.problems]


@pytest.fixture
def project(tmp_path):
    project = Project(tmp_path)
    project.released(100)
    return project


AS_REAL = ("source deaths", "was published as real people", "publication 1")
OF_REAL = "was published as one of real people"


def test_the_same_file_is_not_released_as_synthetic(project):
    assert project.refused(103, synthetic=True, evaluation="trial") == [AS_REAL]
    assert project.refused(103, synthetic=True) == [AS_REAL, ("evaluation", OF_REAL, "tiny, publication 1")]


def test_the_same_evaluation_or_population_is_not_released_as_synthetic(project):
    """The file has another row: its mark is another one."""
    assert project.refused(103, synthetic=True, file="b") == [("evaluation", OF_REAL, "tiny, publication 1")]
    in_it = project.refused(103, synthetic=True, file="b", evaluation="trial", population="tiny")
    assert in_it == [("population", OF_REAL, "tiny, publication 1")]


def test_synthetic_people_of_their_own_are_released_beside_real_ones(project):
    assert project.released(103, synthetic=True, file="b", evaluation="trial").publication.number == 2


def test_a_renamed_evaluation_must_say_whom_it_is_about(project):
    """Its file was updated, so that no mark tells; the same numbers as before would be three people apart."""
    unnamed = (
        "disclosure.population",
        "does not say whether these are real people whose numbers were published",
        "nothing, and publications about 'tiny'",
    )
    assert project.refused(103, file="b", evaluation="renamed") == [unnamed]
    assert project.released(103, file="b", evaluation="renamed", population="tiny").n_results == 0
    assert project.released(103, file="c", evaluation="other", population="people_elsewhere").n_results == 1


def test_the_refusal_says_what_to_write(project):
    project.released(120, file="c", evaluation="other", population="people_elsewhere")
    with pytest.raises(DisclosureError) as caught:
        project.released(103, file="b", evaluation="renamed")
    said = "the population whose people are among these, or, if nobody is, a name of its own such as renamed"
    assert said in " ".join(str(caught.value).split())
    assert "publications about 'people_elsewhere', 'tiny'" in str(caught.value)
    page = review_release(project.made(103, file="b", evaluation="renamed")).read_text(encoding="utf-8")
    assert "does not say whether these are real people" in page


def test_a_population_that_the_ledger_has_needs_no_name(project):
    project.released(120, file="c", evaluation="other", population="people_elsewhere")
    assert project.released(150, file="b").publication.number == 3


def test_the_first_real_people_beside_synthetic_ones_need_no_name(tmp_path):
    project = Project(tmp_path)
    project.released(100, synthetic=True, file="s", evaluation="trial")
    assert project.released(103, file="b").publication.number == 2
