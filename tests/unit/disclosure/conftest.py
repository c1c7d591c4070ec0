import pytest

from .run_builder import RunBuilder


@pytest.fixture
def run(tmp_path):
    return RunBuilder(tmp_path / "run")
