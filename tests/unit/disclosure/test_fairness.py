import itertools

from evaluation.disclosure.releasing import release

from .run_builder import MONTHS, read

AGES = ("15-24", "25-34", "65+")


def hiding(run, cells, policy="cms"):
    run.params["disclosure"] = {"policy": policy}
    run.table("deaths_by_age", ["period", "age_group"], cells)
    folder = run.write()
    summary = release(folder)
    rows = read(folder / "released" / "hiding_by_group.csv")
    return summary, {row["level"]: row for row in rows if row["dimension"] == "age_group"}


def test_a_group_that_is_only_shown_with_others_is_named(run):
    """Deaths at 15 to 24 are few in both years, so that ages are joined: no number of that age is shown alone."""
    cells = dict(zip(itertools.product(("2019", "2020"), AGES), (6, 24, 30, 5, 26, 33), strict=True))
    summary, found = hiding(run, cells, policy="strict")
    assert found["15-24"]["on_its_own"] == "false"
    assert found["65+"]["on_its_own"] == "false"
    joined = ("15-24", "25-34", "55-64", "65+")
    assert {level for level, row in found.items() if row["erased"] == "true"} == set(joined)
    assert summary.erased == tuple(f"age_group {level}" for level in joined)
    named = ", ".join(summary.erased)
    assert (
        "Little or nothing is shown of these groups on their own, whether somebody belongs to them or not: "
        f"{named}.\n" in str(summary)
    )


def test_hidden_cells_are_counted_by_group(run):
    cells = dict.fromkeys(itertools.product(MONTHS, AGES), 40) | {("2019-03", "15-24"): 6}
    _, found = hiding(run, cells)
    numbers = {level: (row["cells"], row["hidden_cells"], row["on_its_own"]) for level, row in found.items()}
    assert numbers["15-24"][1] != "0"
    assert sum(int(hidden) for _, hidden, _ in numbers.values()) == len(
        [row for row in read(run.folder / "released/tables/deaths_by_age_partly_hidden.csv") if not row["deaths"]]
    )
    assert numbers["15-24"][2] == "true"


def test_a_code_that_a_released_table_does_not_have_is_not_erased(run):
    """Everybody can see there that nobody has it."""
    cells = dict.fromkeys(itertools.product(MONTHS, ("25-34", "65+")), 40)
    summary, found = hiding(run, cells)
    assert {level: row["erased"] for level, row in found.items()} == dict.fromkeys(found, "false")
    assert (found["15-24"]["cells"], found["15-24"]["on_its_own"]) == ("0", "false")
    assert summary.erased == ()


def test_whether_a_code_is_named_does_not_tell_whether_somebody_has_it(run):
    """Nobody aged 55 to 64 died; of a table that is withheld all codes are named."""
    cells = dict(zip(itertools.product(("2019", "2020"), AGES), (2, 2, 3, 1, 2, 2), strict=True))
    summary, found = hiding(run, cells, policy="strict")
    assert not (run.folder / "released/tables/deaths_by_age.csv").exists()
    assert {row["erased"] for row in found.values()} == {"true"}
    assert len(summary.erased) == len(found)


def test_results_of_a_group_show_it(run):
    """No table by arm is safe, and two results are about arm cep alone: it is shown, and arm rfs is not."""
    run.deaths("cep", "2019", 60).deaths("cep", "2020", 66)
    run.table("by_arm", ["period", "arm"], {("2019-01", "cep"): 3, ("2019-01", "rfs"): 4})
    summary = release(run.write())
    rows = {row["level"]: row for row in read(run.folder / "released" / "hiding_by_group.csv")}
    shown = {row["result_id"] for row in read(run.folder / "released" / "results.csv") if row["arm"] == "cep"}
    assert (rows["cep"]["tables"], rows["cep"]["results"]) == ("0", str(len(shown)))
    assert len(shown) == 2
    assert (rows["cep"]["on_its_own"], rows["cep"]["erased"]) == ("true", "false")
    assert summary.erased == ("arm rfs",)
