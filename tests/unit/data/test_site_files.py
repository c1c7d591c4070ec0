"""Names and public texts that quotes are compared with: one name a line, remarks left out."""

import pytest

from evaluation.data.parameters import load_parameters
from evaluation.data.site_files import read_site_files
from evaluation.errors import ParameterError

PARAMS = """\
evaluation: tiny
title: A tiny evaluation
synthetic: true
seed: 1
sources:
  naloxone: {path: naloxone.csv, table: naloxone}
activities: {naloxone: naloxone}
disclosure:
  site_lists: {people: lists/staff.txt}
  public_texts: [news.txt]
"""


@pytest.fixture
def params(tmp_path):
    (tmp_path / "params.yml").write_text(PARAMS, encoding="utf-8")
    (tmp_path / "lists").mkdir()
    return load_parameters(tmp_path / "params.yml")


def test_files_stand_beside_the_params_file(params, tmp_path):
    content = "\ufeff# staff\r\nAna Muñoz\r\n\r\n  Ben Low \r\n"
    (tmp_path / "lists" / "staff.txt").write_bytes(content.encode())
    (tmp_path / "news.txt").write_text("What we heard.", encoding="utf-8")
    files = read_site_files(params)
    assert files.lists == {"people": ("Ana Muñoz", "Ben Low")}
    assert files.public_texts == {"news.txt": "What we heard."}


def test_every_file_that_cannot_be_read_is_told_and_nothing_of_it(params, tmp_path):
    (tmp_path / "lists" / "staff.txt").write_bytes("Muñoz".encode("latin-1"))
    with pytest.raises(ParameterError) as caught:
        read_site_files(params)
    assert caught.value.exit_code == 10
    assert "disclosure.site_lists.people: cannot be read; found staff.txt: no UTF-8 text" in str(caught.value)
    assert "disclosure.public_texts: cannot be read; found news.txt: no such file or directory" in str(caught.value)
    assert "Mu" not in str(caught.value).replace("must", "")
