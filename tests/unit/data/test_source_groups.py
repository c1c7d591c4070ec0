"""Roles and communities of interviews: codes or labels, in any case of letters; anything else is a problem."""

from evaluation.data.refi_qda import read_project
from evaluation.data.source_groups import read_groups

ROLES = {"peer_worker": "Peer worker", "clinician": "Clinician", "school_staff": "School staff"}


def groups_of(project, source_ids):
    return read_groups(
        project, dimension="role", variable="Role", labels=ROLES, defined_in="role.csv", source_ids=source_ids
    )


def with_roles(tiny_project, *roles):
    tiny_project.variable("role")
    for number, role in enumerate(roles):
        tiny_project.text(f"s{number}", "Words.").case(f"p{number}", [f"s{number}"], role=role)
    return read_project(tiny_project.write())


def test_codes_and_labels_in_any_case_of_letters(tiny_project):
    project = with_roles(tiny_project, "clinician", "PEER WORKER", "Peer-Worker", "")
    groups, problems = groups_of(project, ["s0", "s1", "s2", "s3"])
    assert problems == []
    assert groups.levels == ("peer_worker", "clinician")
    assert groups.members("peer_worker") == ("s1", "s2")
    assert "s3" not in groups.level_of


def test_unknown_values_are_counted_with_the_first_interviews_that_have_them(tiny_project):
    roles = ["elf", *["wizard"] * 7, "clinician"]
    for number in range(len(roles)):
        tiny_project.text(f"s{number}", "Words.", name=f"Interview {number}" if number else None)
        tiny_project.case(f"p{number}", [f"s{number}"], role=roles[number])
    project = read_project(tiny_project.variable("role").write())
    _, problems = groups_of(project, [source.id for source in project.sources])
    nameless = project.sources[0].id
    assert [(problem.wrong, problem.found) for problem in problems] == [
        ("unknown role 'elf'", f"in 1 source: {nameless}"),
        (
            "unknown role 'wizard'",
            "in 7 sources: Interview 1, Interview 2, Interview 3, Interview 4, Interview 5 and 2 more",
        ),
    ]


def test_a_source_of_several_roles_is_in_none(tiny_project):
    tiny_project.variable("role").text("s0", "Words.")
    tiny_project.case("p1", ["s0"], role="clinician").case("p2", ["s0"], role="peer_worker")
    groups, problems = groups_of(read_project(tiny_project.write()), ["s0"])
    assert problems == []
    assert groups.level_of == {}


def test_sources_that_are_not_counted_are_not_read(tiny_project):
    groups, problems = groups_of(with_roles(tiny_project, "clinician", "wizard"), ["s0"])
    assert problems == []
    assert groups.members("clinician") == ("s0",)


def test_coarser_levels(tiny_project):
    groups, _ = groups_of(with_roles(tiny_project, "clinician", "peer_worker", "school_staff"), ["s0", "s1", "s2"])
    broader = groups.coarser("arm", {"clinician": "b", "peer_worker": "a", "school_staff": ""}, ("a", "b"))
    assert broader.dimension == "arm"
    assert broader.levels == ("a", "b")
    assert broader.level_of == {"s0": "b", "s1": "a"}
