from nbformat import v4

from evaluation.runs.notebook_diff import difference_text


def notebook(
    *, shown: str = "1", image: str = "AAAA", noise: str = "a", run_folder: str = "../..", gap_days: int = 30
):
    source = f'# Parameters\ngap_days = {gap_days}\nparams_file = "x"\nrun_folder = "{run_folder}"'
    injected = v4.new_code_cell(source, id=f"{noise}1", metadata={"tags": ["injected-parameters"]})
    outputs = [
        v4.new_output("stream", name="stdout", text=f"{shown}\n"),
        v4.new_output("display_data", {"image/png": image}, metadata={"image/png": {"width": len(noise)}}),
        v4.new_output("execute_result", {"text/plain": "same"}, execution_count=len(noise)),
    ]
    cell = v4.new_code_cell("show()", id=f"{noise}2", execution_count=len(noise), outputs=outputs)
    return v4.new_notebook(cells=[injected, cell], metadata={"papermill": {"start_time": noise}})


def test_noise_is_no_difference():
    assert difference_text(notebook(), notebook(noise="bcd", run_folder="elsewhere")) == ""


def test_what_a_person_would_see_is_a_difference():
    assert [line.split() for line in difference_text(notebook(), notebook(shown="2")).splitlines()[3:6]] == [
        ["+", "name:", "stdout"],
        ["+", "text:"],
        ["+", "2"],
    ]


def test_images_are_compared_by_hash_and_parameters_by_value():
    text = difference_text(notebook(), notebook(image="BBBB", gap_days=60))
    assert "BBBB" not in text
    assert text.count("image/png: sha256") == 2
    assert "+  gap_days = 60" in text
