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
    assert {row["erased"] for row in found.values()} == {"true"}
    assert "age_group 15-24" in summary.erased
    assert "Little or nothing is shown of these groups on their own: " in str(summary)


def test_hidden_cells_are_counted_by_group(run):
    cells = dict.fromkeys(itertools.product(MONTHS, AGES), 40) | {("2019-03", "15-24"): 6}
    _, found = hiding(run, cells)
    numbers = {level: (row["cells"], row["hidden_cells"], row["on_its_own"]) for level, row in found.items()}
    assert numbers["15-24"][1] != "0"
    assert sum(int(hidden) for _, hidden, _ in numbers.values()) == len(
        [row for row in read(run.folder / "released/tables/deaths_by_age_partly_hidden.csv") if not row["deaths"]]
    )
    assert numbers["15-24"][2] == "true"


def test_codes_that_nobody_has_are_named_as_others_are(run):
    """Whether a group is named must not tell whether somebody belongs to it."""
    cells = dict.fromkeys(itertools.product(MONTHS, ("25-34", "65+")), 40)
    _, found = hiding(run, cells)
    assert found["15-24"]["on_its_own"] == "false"
    assert found["15-24"]["cells"] == "0"
