"""The demonstration's files: reproducible, complete, labelled, safe to write again."""

import resource
import subprocess
import sys
import zipfile
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from evaluation.data.demo import write_demo
from evaluation.data.parameters import Evaluation, load_parameters
from evaluation.data.read import read_tables
from evaluation.errors import UsageError

ROOT = Path(__file__).parents[3]
PARAMS = ROOT / "params" / "demo.yml"


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo") / "demo-data"
    write_demo(folder, 20240101)
    return folder


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_the_same_seed_gives_the_same_bytes(demo: Path, tmp_path: Path) -> None:
    write_demo(tmp_path / "again", 20240101)
    assert contents(tmp_path / "again") == contents(demo)


def test_another_seed_gives_other_data_for_the_same_population(demo: Path, tmp_path: Path) -> None:
    write_demo(tmp_path / "other", 7)
    other, one = contents(tmp_path / "other"), contents(demo)
    assert other.keys() == one.keys()
    same = {name for name in one if other[name] == one[name]}
    assert same == {"population.csv", "facilities.txt", "topic_guide.csv"}


def test_every_source_of_the_demonstration_passes_its_dictionary(demo: Path, tmp_path: Path) -> None:
    params = tmp_path / "demo.yml"
    params.write_text(PARAMS.read_text(encoding="utf-8").replace("../outputs/demo-data", str(demo)), encoding="utf-8")
    evaluation: Evaluation = load_parameters(params)
    tables = read_tables(evaluation, evaluation.sources)
    assert set(tables) == set(evaluation.sources)
    assert tables["interviews"].violations == ()
    assert all(not tables[name].dropped for name in tables if name != "interviews")


def test_the_summary_names_every_file(tmp_path: Path) -> None:
    summary = write_demo(tmp_path / "new" / "data", 1)
    assert {file.name for file in summary.files} == set(contents(summary.folder))
    assert summary.seed == 1


def test_files_say_that_they_are_synthetic(demo: Path) -> None:
    assert (demo / "README.txt").read_text(encoding="utf-8").startswith("SYNTHETIC DATA")
    assert pq.read_schema(demo / "dispensing.parquet").metadata[b"title"] == b"SYNTHETIC DATA"
    with zipfile.ZipFile(demo / "interviews.qdpx") as archive:
        assert b"<Description>SYNTHETIC DATA." in archive.read("project.qde")
        texts = [archive.read(name) for name in archive.namelist() if name.startswith("Sources/")]
    assert len(texts) == 28
    assert all(text.startswith(b"SYNTHETIC INTERVIEW") for text in texts)
    people = (demo / "patients.csv").read_text(encoding="utf-8").splitlines()[1:]
    assert all(line.startswith("SYN-") for line in people)


def test_a_second_time_changes_nothing_and_keeps_the_users_own_file(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    write_demo(folder, 1)
    before = {path.name: path.stat().st_mtime_ns for path in folder.iterdir()}
    (folder / "my notes.txt").write_text("mine", encoding="utf-8")
    (folder / "deaths.csv").write_text("half a fi", encoding="utf-8")
    write_demo(folder, 1)
    assert (folder / "my notes.txt").read_text(encoding="utf-8") == "mine"
    assert (folder / "deaths.csv").read_text(encoding="utf-8").startswith("month,community")
    after = {path.name: path.stat().st_mtime_ns for path in folder.iterdir()}
    assert {name for name, changed in before.items() if after[name] != changed} == {"deaths.csv"}
    assert [path.name for path in tmp_path.iterdir()] == ["data"], "no temporary folder is left"


def test_a_folder_where_a_file_must_go_is_the_users_problem_to_solve(tmp_path: Path) -> None:
    (tmp_path / "data" / "truth.csv").mkdir(parents=True)
    with pytest.raises(UsageError, match=r"truth\.csv: cannot be written"):
        write_demo(tmp_path / "data", 1)


def test_a_file_where_the_folder_must_go_is_the_users_problem_to_solve(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file", encoding="utf-8")
    with pytest.raises(UsageError, match="cannot be written"):
        write_demo(tmp_path / "data", 1)
    assert (tmp_path / "data").read_text(encoding="utf-8") == "a file"


def test_it_takes_less_than_five_cpu_seconds_with_the_interpreter(tmp_path: Path) -> None:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    code = (
        f"from pathlib import Path; from evaluation.data.demo import write_demo; write_demo(Path({str(tmp_path)!r}))"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < 5
