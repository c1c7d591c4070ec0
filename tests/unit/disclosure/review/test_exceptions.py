"""An exception is for the groups that somebody has read, signed with a name, a reason and a day that can be."""

import html
import json
import re

import pytest
import yaml

from evaluation.disclosure.releasing import release
from evaluation.disclosure.review.exceptions import read_exceptions
from evaluation.disclosure.review.review import review_release
from evaluation.errors import DisclosureError, ParameterError, UsageError

from ..run_builder import RunBuilder, read

REASON = "The clinics agreed in writing to be named."
SIGNED = {"name": "A. Head", "reason": REASON, "date": "2024-06-02"}


@pytest.fixture
def a_run(tmp_path):
    """Write a run of people by clinic, with whatever names the data have."""

    def write(cells, name="tiny", population="county", number=1):
        run = RunBuilder(tmp_path / f"{name}_{number}")
        run.folder = tmp_path / name / f"run{number}"
        run.params |= {"evaluation": name, "disclosure": {"policy": "strict", "population": population}}
        run.manifest["run_id"] = f"20240601T120000Z-{number:08x}"
        run.row("retention/persons/all", estimate=float(sum(cells.values())), n_obs=sum(cells.values()))
        return run.persons("persons_by_clinic", "clinic", cells).write()

    return write


def to_sign(folder):
    """Return what the review prints to be signed."""
    page = review_release(folder).read_text(encoding="utf-8")
    return html.unescape(re.search(r"<pre>(.*?)</pre>", page, flags=re.DOTALL)[1])


def filled(folder, **changed):
    """Fill in what the review prints, and return the exceptions as they are read."""
    content = yaml.safe_load(to_sign(folder))
    for each in content["exceptions"]:
        each |= SIGNED | changed
    path = folder.parent / "exceptions.yml"
    path.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return read_exceptions(path)


def refusal(folder, exceptions):
    with pytest.raises(ParameterError) as caught:
        release(folder, exceptions=exceptions)
    assert caught.value.exit_code == 10
    assert not (folder / "released").exists()
    return [str(problem) for problem in caught.value.problems]


@pytest.mark.parametrize("names", [("north", "south"), ("no", "2024-05-01"), ("7: a # b", "Ñandú <b>"), ("4", "1e3")])
def test_what_the_review_prints_is_accepted_once_it_is_signed(a_run, names):
    folder = a_run(dict.fromkeys(names, 40))
    release(folder, exceptions=filled(folder))
    rows = read(folder / "released" / "tables" / "persons_by_clinic.csv")
    assert {row["clinic"] for row in rows} == set(names)


def test_an_exception_lets_no_other_group_be_shown(a_run):
    signed = filled(a_run({"north": 40, "south": 30}))
    (problem,) = refusal(a_run({"dr_john_smith_private_practice": 44, "south": 33}, number=2), signed)
    assert problem == (
        "exception for table persons_by_clinic: is for other groups; found clinic: 'north', 'south'; expected "
        "clinic: 'dr_john_smith_private_practice', 'south', as the review prints it. "
        "Defined in docs/methods/disclosure.md, exceptions."
    )


@pytest.mark.parametrize("cells", [{"north": 40}, {"north": 40, "south": 30, "west": 50}])
def test_nor_fewer_groups_or_more(a_run, cells):
    signed = filled(a_run({"north": 40, "south": 30}))
    (problem,) = refusal(a_run(cells, number=2), signed)
    assert "is for other groups" in problem


def test_an_exception_is_for_one_evaluation_and_population(a_run):
    cells = {"north": 40, "south": 30}
    signed = filled(a_run(cells))
    (problem,) = refusal(a_run(cells, name="other", number=2), signed)
    assert "is for another evaluation; found 'tiny'; expected 'other'" in problem
    (problem,) = refusal(a_run(cells, population="state", number=3), signed)
    assert "is for another population; found 'county'; expected 'state'" in problem


def test_results_by_a_group_of_the_data_are_bound_to_its_names_too(tmp_path):
    run = RunBuilder(tmp_path / "a")
    for clinic, n in {"north": 40, "south": 30}.items():
        run.row(f"retention/persons/clinic.{clinic}", subgroup=f"clinic={clinic}", estimate=float(n), n_obs=n)
    folder = run.write()
    (each,) = yaml.safe_load(to_sign(folder))["exceptions"]
    assert each["groups"] == {"clinic": ["north", "south"]}
    assert release(folder, exceptions=filled(folder)).n_results == 2


@pytest.mark.parametrize("date", ["0001-01-01", "2019-05-01", "2024-05-30"])
def test_nothing_is_signed_before_the_run_was_made(a_run, date):
    folder = a_run({"north": 40, "south": 30})
    (problem,) = refusal(folder, filled(folder, date=date))
    assert f"was signed before the run was made; found {date}; expected a day from 2024-06-01 to" in problem


def test_nothing_is_signed_in_the_future(a_run):
    folder = a_run({"north": 40, "south": 30})
    (problem,) = refusal(folder, filled(folder, date="2199-05-01"))
    assert "is signed in the future; found 2199-05-01" in problem


@pytest.mark.parametrize("date", ["2024-06-01", "2024-06-30", "06/02/2024"])
def test_a_day_is_one_of_the_calendar(a_run, date):
    folder = a_run({"north": 40, "south": 30})
    if "/" in date:
        with pytest.raises(ParameterError, match="date is not valid"):
            filled(folder, date=date)
    else:
        assert release(folder, exceptions=filled(folder, date=date)).n_tables == 1


@pytest.mark.parametrize(
    "name",
    [
        "    ",
        "--",
        ".",
        "\u200b\u200b",
        "\u3164\u3164",
        "X",
        "A.\u202eB",
        "7 patients",
        "Seven Smith",
        "Ⅶ. Henry",
        "🔟 Ann",
    ],
)
def test_a_name_has_letters_and_no_number(a_run, name):
    folder = a_run({"north": 40, "south": 30})
    with pytest.raises(ParameterError) as caught:
        filled(folder, name=name)
    (problem,) = caught.value.problems
    assert "exceptions.0.name: " in problem.wrong
    assert "the name of who answers for it, in letters" in problem.expected


@pytest.mark.parametrize("name", ["A. Head", "José Núñez", "O'Brien, Jo-Ann", "三浦 百合子", "Лена"])
def test_a_name_may_be_of_any_script(a_run, name):
    folder = a_run({"north": 40, "south": 30})
    assert release(folder, exceptions=filled(folder, name=name)).n_tables == 1


@pytest.mark.parametrize(
    "reason",
    [
        "          ",
        "\u200b" * 12,
        "....................",
        "because",
        "because because because",
        "seven patients of clinic b died in March",
        "Siete pacientes de la clínica murieron",
        "The seven-patient clinic agreed",
        "The clinics_seven agreed in writing",
        "Both clinics agreed in writing",
        "Half of the patients died there",
        "The clinics agreed in writing. ½",
        "The clinics agreed in writing. ²",
        "The clinics agreed in writing. Ⅶ",
        "The clinics agreed in writing. ٧",
        "The clinics agreed in writing. 七",
        "The clinics agreed in writing 7 times",
        "The cli\u200bnics agreed in writing",
    ],
)
def test_a_reason_has_several_words_and_no_number(a_run, reason):
    folder = a_run({"north": 40, "south": 30})
    with pytest.raises(ParameterError) as caught:
        filled(folder, reason=reason)
    (problem,) = caught.value.problems
    assert "exceptions.0.reason: " in problem.wrong
    assert "why these names may be shown, in 3 words or more, without any number" in problem.expected


def test_all_that_is_not_filled_in_is_told(a_run, tmp_path):
    path = tmp_path / "exceptions.yml"
    path.write_text(to_sign(a_run({"north": 40, "south": 30})), encoding="utf-8")
    with pytest.raises(ParameterError) as caught:
        read_exceptions(path)
    assert caught.value.exit_code == 10
    assert [problem.wrong for problem in caught.value.problems] == [
        "exceptions.0.name is not valid",
        "exceptions.0.reason is not valid",
        "exceptions.0.date is not valid",
    ]


def test_a_file_of_an_older_version_is_refused_with_what_to_do(tmp_path):
    path = tmp_path / "exceptions.yml"
    path.write_text(
        f"exceptions:\n  - item: table a\n    name: A. Head\n    reason: {REASON}\n    date: 2024-05-01\n",
        encoding="utf-8",
    )
    with pytest.raises(ParameterError) as caught:
        read_exceptions(path)
    (problem,) = caught.value.problems
    assert (problem.wrong, problem.found) == ("is of an older version", "exceptions without a format")
    assert "`evaluation release RUN --review` prints" in problem.expected


@pytest.mark.parametrize("name", [".", "\u200b", "7 patients", "12345", "--", "A. Checker, /home/root"])
@pytest.mark.parametrize("synthetic", [True, False])
def test_who_checked_has_a_name(run, name, synthetic):
    run.params |= {"synthetic": synthetic}
    run.manifest |= {"synthetic": synthetic}
    folder = run.deaths("all", "2018", 123).write()
    with pytest.raises((UsageError, DisclosureError)) as caught:
        release(folder, checked_by=name)
    assert caught.value.exit_code == (14 if "/" in name else 2)
    assert not (folder / "released").exists()
    release(folder, checked_by="A. Checker")
    certificate = json.loads((folder / "released" / "certificate.json").read_text(encoding="utf-8"))
    assert certificate["checked_by"] == "A. Checker"
