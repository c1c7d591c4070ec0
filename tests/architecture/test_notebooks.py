"""The contract of notebooks: same stem in five places, parameters three ways, thin, stored without outputs."""

import ast
import re
from pathlib import Path

import pytest

from evaluation.data.parameters import SECTIONS, load_parameters, section_from_namespace
from evaluation.runs.notebook_file import has_tag, parameters_in, read_notebook

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
PUBLIC = sorted((ROOT / "notebooks" / "public").glob("*.ipynb"))
PARAMS = [ROOT / "params" / "demo.yml", *sorted((ROOT / "params" / "examples").glob("*.yml"))]

ENVIRONMENT = {"params_file": "../params/demo.yml", "run_folder": "../outputs/demo/lab"}
PUBLIC_PARAMETERS = {"released": "../../outputs/demo/latest/released", "language": "en"}
KERNEL = {"display_name": "Coalition evaluation", "language": "python", "name": "coalition-evaluation"}
PAGES = {"summary", "overdose_deaths", "retention", "voices", "joint_display", "methods_and_data"}
MOST_LINES, MOST_LINES_OF_A_CELL = 60, 8
FORBIDDEN = (
    ast.FunctionDef,
    ast.AsyncFunctionDef,
    ast.ClassDef,
    ast.Lambda,
    ast.For,
    ast.AsyncFor,
    ast.While,
    ast.Try,
    ast.With,
    ast.DictComp,
    ast.SetComp,
    ast.GeneratorExp,
)
ARITHMETIC = (ast.Add, ast.Sub, ast.Mult, ast.Div, ast.FloorDiv, ast.Mod, ast.Pow, ast.MatMult)


def stem_of(path: Path) -> str:
    return re.sub(r"^\d\d_", "", path.stem)


def by_stem() -> dict[str, Path]:
    return {stem_of(path): path for path in NOTEBOOKS}


def code_cells(path: Path) -> list:
    return [cell for cell in read_notebook(path).cells if cell.cell_type == "code"]


def lines_of(source: str) -> list[str]:
    return [line for line in source.splitlines() if line.strip() and not line.lstrip().startswith("#")]


def ids(paths: list[Path]) -> list[str]:
    return [path.relative_to(ROOT).as_posix() for path in paths]


every_notebook = pytest.mark.parametrize("path", NOTEBOOKS + PUBLIC, ids=ids(NOTEBOOKS + PUBLIC))
every_analysis = pytest.mark.parametrize("path", NOTEBOOKS, ids=ids(NOTEBOOKS))
every_page = pytest.mark.parametrize("path", PUBLIC, ids=ids(PUBLIC))
every_stem = pytest.mark.parametrize("stem", SECTIONS)


def test_analyses_are_numbered_apart_and_between_10_and_89():
    numbers = [int(path.stem[:2]) for path in NOTEBOOKS]
    assert len(set(numbers)) == len(numbers)
    assert all(10 <= number <= 89 for number in numbers)


def test_sections_and_notebooks_are_the_same_analyses():
    assert set(by_stem()) == set(SECTIONS)


def test_public_pages_are_those_promised():
    assert {path.stem for path in PUBLIC} == PAGES


@every_stem
def test_who_knows_a_stem_knows_five_places(stem):
    places = [f"evaluation/analyses/{stem}.py", f"tests/unit/analyses/test_{stem}.py", f"docs/methods/{stem}.md"]
    assert [place for place in places if not (ROOT / place).is_file()] == []
    assert re.search(rf"^{stem}:", (ROOT / "params" / "demo.yml").read_text(encoding="utf-8"), flags=re.MULTILINE)


@every_analysis
def test_the_parameters_cell_has_the_fields_of_the_model_and_two_more(path):
    model = SECTIONS[stem_of(path)]
    assert set(parameters_in(read_notebook(path))) == {*model.model_fields, *ENVIRONMENT}


@every_analysis
def test_the_parameters_cell_works_as_it_stands_on_the_demo(path):
    stem = stem_of(path)
    values = parameters_in(read_notebook(path))
    assert {name: values.pop(name) for name in ENVIRONMENT} == ENVIRONMENT
    assert section_from_namespace(stem, values, path) == load_parameters(PARAMS[0]).analyses[stem]


@pytest.mark.parametrize("path", PARAMS, ids=ids(PARAMS))
def test_every_params_file_of_the_project_is_valid(path):
    assert load_parameters(path).analyses


@every_page
def test_public_pages_have_two_parameters(path):
    assert parameters_in(read_notebook(path)) == PUBLIC_PARAMETERS


@every_notebook
def test_parameters_are_annotated_commented_and_plain(path):
    (cell,) = [cell for cell in code_cells(path) if has_tag(cell, "parameters")]
    pattern = r"[a-z_]+: (?:str|int|float|bool|list|dict) = .+  # .+"
    statements = ast.parse(cell.source).body
    assert all(isinstance(statement, ast.AnnAssign) for statement in statements)
    last_lines = [cell.source.splitlines()[statement.end_lineno - 1] for statement in statements]
    first_lines = [cell.source.splitlines()[statement.lineno - 1] for statement in statements]
    for first, last in zip(first_lines, last_lines, strict=True):
        assert re.fullmatch(pattern, first if first == last else f"{first} {last}"), first


@every_notebook
def test_the_first_cell_is_words_and_the_second_the_parameters(path):
    first, second = read_notebook(path).cells[:2]
    assert first.cell_type == "markdown"
    assert has_tag(second, "parameters")


@every_analysis
def test_the_first_cell_says_question_estimand_data_and_whether_prespecified(path):
    words = read_notebook(path).cells[0].source.lower()
    assert [word for word in ("question", "estimand", "data") if word not in words] == []
    assert "prespecified" in words or "exploratory" in words


@every_page
def test_public_pages_have_no_prose_of_their_own(path):
    prose = [cell for cell in read_notebook(path).cells if cell.cell_type != "code"]
    assert len(prose) == 1
    assert has_tag(prose[0], "maintainers")


@every_notebook
def test_no_outputs_are_stored(path):
    cells = code_cells(path)
    assert [cell.id for cell in cells if cell.outputs or cell.execution_count is not None] == []


@every_notebook
def test_cells_have_short_stable_names_and_the_kernel_is_ours(path):
    notebook = read_notebook(path)
    assert (notebook.nbformat, notebook.nbformat_minor) == (4, 5)
    assert [cell.id for cell in notebook.cells if not re.fullmatch(r"[a-z][a-z0-9-]{1,30}", cell.id)] == []
    assert notebook.metadata.kernelspec == KERNEL
    assert notebook.metadata.language_info == {"name": "python"}


@every_notebook
def test_notebooks_are_thin(path):
    cells = code_cells(path)
    counts = {cell.id: len(lines_of(cell.source)) for cell in cells}
    assert sum(counts.values()) <= MOST_LINES
    exempt = {cell.id for cell in cells if has_tag(cell, "parameters")}
    assert {name: n for name, n in counts.items() if n > MOST_LINES_OF_A_CELL and name not in exempt} == {}


@every_notebook
def test_notebooks_define_nothing_loop_over_nothing_and_compute_nothing(path):
    found = [
        f"{cell.id}: {type(node).__name__} in line {node.lineno}"
        for cell in code_cells(path)
        for node in ast.walk(ast.parse(cell.source))
        if isinstance(node, FORBIDDEN) or isinstance(getattr(node, "op", None), ARITHMETIC)
    ]
    assert found == []


@every_notebook
def test_notebooks_import_from_the_package_only(path):
    nodes = [node for cell in code_cells(path) for node in ast.walk(ast.parse(cell.source))]
    assert [node.lineno for node in nodes if isinstance(node, ast.Import)] == []
    modules = {node.module for node in nodes if isinstance(node, ast.ImportFrom)}
    assert {module for module in modules if module.split(".")[0] != "evaluation"} == set()


@every_notebook
def test_no_number_is_typed_by_hand(path):
    trees = {cell.id: ast.parse(cell.source) for cell in code_cells(path) if not has_tag(cell, "parameters")}
    typed = [f"{name}: {number}" for name, tree in trees.items() for number in numbers_in(tree)]
    assert typed == []


def numbers_in(tree: ast.AST) -> list[int | float]:
    """Return the numbers that are written out, but for positions in square brackets."""
    nodes = list(ast.walk(tree))
    positions = [one for node in nodes if isinstance(node, ast.Subscript) for one in ast.walk(node.slice)]
    constants = [node for node in nodes if isinstance(node, ast.Constant) and node not in positions]
    return [node.value for node in constants if isinstance(node.value, int | float) and type(node.value) is not bool]


@every_analysis
def test_a_notebook_opens_its_own_step_and_records_once(path):
    source = "\n".join(cell.source for cell in code_cells(path))
    assert f'step = open_step("{stem_of(path)}", globals())' in source
    assert source.count(".record(") == 1
