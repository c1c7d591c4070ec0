"""Reading REFI-QDA projects: what programs write, and what nobody should be able to make us swallow."""

import struct
import zipfile
import zlib

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evaluation.data import safe_archive as limits
from evaluation.data.qualitative_parts import Medium
from evaluation.data.refi_qda import archive, read_project
from evaluation.errors import DataError

TEXT = "One two three.\nFour five six.\nSeven eight nine."


def problems_of(path):
    with pytest.raises(DataError) as caught:
        read_project(path)
    assert caught.value.exit_code == 11
    return "\n".join(str(problem) for problem in caught.value.problems)


def marked(project):
    """Return the marked texts of a project, by segment."""
    texts = {source.id: source.text for source in project.sources}
    return {s.id: texts[s.source_id][s.start : s.end] for s in project.segments if s.medium is Medium.TEXT}


@pytest.fixture
def coded(tiny_project):
    """Two coders, a nested code, a role, one text."""
    project = tiny_project.user("ana").user("ben").variable("role").case("p1", ["s1"], role="clinician")
    project.code("care", project.code_xml("stigma", description="Being looked down on."), codable=False).code("hope")
    first = project.mark("m1", 4, 13, "stigma", "hope", user="ana", name="two three")
    same_span = project.mark("m2", 4, 13, ("hope", "ben"), user="ana", name="two three")
    return project.text("s1", TEXT, first, same_span, name="Interview 1")


def test_everything_a_small_project_holds(coded):
    project = read_project(coded.write())
    assert [(code.name, code.path, code.is_codable) for code in project.codes] == [
        ("care", ("care",), False),
        ("stigma", ("care", "stigma"), True),
        ("hope", ("hope",), True),
    ]
    assert project.codes[1].description == "Being looked down on."
    assert [(c.segment_id, c.code_id, c.coder_id) for c in project.codings] == [
        ("m1", "stigma", "ana"),
        ("m1", "hope", "ana"),
        ("m2", "hope", "ben"),
    ]
    assert marked(project) == {"m1": "two three", "m2": "two three"}
    assert project.segments[1].user_id == "ana"
    assert project.text_coder_ids == ("ana", "ben")
    assert project.values_of(["s1"], "Role") == {"s1": ("clinician",)}
    assert (project.n_users, project.n_codes, project.n_codings, project.n_text_segments) == (2, 3, 3, 2)
    assert project.not_carried == ()
    assert project.violations == ()


@pytest.mark.parametrize("project_file", ["project.qde", "Project.qde", "PROJECT.QDE", "export/project.qde"])
@pytest.mark.parametrize("folder", ["sources", "Sources", "SOURCES"])
def test_letters_of_file_and_folder_names(coded, project_file, folder):
    base = project_file.rpartition("/")[0]
    coded.text("s2", TEXT, path="/".join(part for part in (base, folder, "ABC.txt") if part))
    assert read_project(coded.write(project=project_file)).sources[1].text == TEXT


@pytest.mark.parametrize("reference", ["internal://a.txt", "relative:///a.txt", "a.txt", "INTERNAL://A.TXT"])
def test_ways_to_name_a_text(tiny_project, reference):
    tiny_project.sources.append(f'<TextSource guid="s1" name="A" plainTextPath="{reference}"/>')
    tiny_project.members["sources/a.txt"] = b"Words."
    assert read_project(tiny_project.write()).sources[0].text == "Words."


@pytest.mark.parametrize(
    "reference", ["absolute:///etc/passwd", "internal://gone.txt", "internal://../../etc/passwd"]
)
def test_a_text_outside_the_archive_is_absent_and_its_codings_still_count(tiny_project, reference):
    mark = tiny_project.mark("m1", 3, 9, "hope", user="ana")
    tiny_project.user("ana").code("hope")
    tiny_project.sources.append(f'<TextSource guid="s1" name="A" plainTextPath="{reference}">{mark}</TextSource>')
    project = read_project(tiny_project.write())
    assert project.sources[0].text is None
    assert (project.n_codings, project.n_text_segments) == (1, 1)
    assert (project.segments[0].start, project.segments[0].end) == (3, 9)
    assert any(item.what == "texts" and item.count == 1 for item in project.not_carried)


def test_identifiers_in_braces_and_any_case_of_letters(tiny_project):
    tiny_project.user("{ABC}", "Ana").code("{DEF}").variable("role")
    tiny_project.cases.append('<Case guid="P"><SourceRef targetGUID="{s1}"/></Case>')
    tiny_project.text("S1", TEXT, tiny_project.mark("M", 0, 3, "def", user="abc"))
    project = read_project(tiny_project.write())
    assert (project.codings[0].code_id, project.codings[0].coder_id) == ("def", "abc")
    assert project.cases[0].source_ids == ("s1",)


def test_variables_may_stand_on_the_source_or_on_a_nameless_case(tiny_project):
    tiny_project.variable("role").variable("community")
    tiny_project.text("s1", TEXT, extra=tiny_project.values_xml({"role": "clinician"}))
    tiny_project.cases.append(
        f'<Case guid="p">{tiny_project.values_xml({"community": "elm", "role": "clinician"})}'
        '<SourceRef targetGUID="s1"/></Case>'
    )
    project = read_project(tiny_project.write())
    assert project.values_of(["s1"], "role") == {"s1": ("clinician",)}
    assert project.values_of(["s1"], "community") == {"s1": ("elm",)}


def test_whole_source_coding_is_a_coding_of_text(tiny_project):
    whole = '<Coding guid="c" creatingUser="ana"><CodeRef targetGUID="hope"/></Coding>'
    project = read_project(tiny_project.user("ana").code("hope").text("s1", TEXT, extra=whole).write())
    assert project.codings[0].segment_id == ""
    assert project.text_codings == project.codings


def test_other_media_are_counted_and_listed(tiny_project):
    coding = '<Coding guid="c{}" creatingUser="ana"><CodeRef targetGUID="hope"/></Coding>'
    tiny_project.user("ana").code("hope").rest.append('<Notes><Note guid="n"/></Notes>')
    tiny_project.sources.append(
        '<PictureSource guid="a"><PictureSelection guid="b" firstX="1" firstY="1" secondX="2" secondY="2">'
        f"{coding.format(1)}</PictureSelection></PictureSource>"
        f'<AudioSource guid="d"><AudioSelection guid="e" begin="1" end="2">{coding.format(2)}</AudioSelection>'
        f'<Transcript guid="f"><TranscriptSelection guid="g">{coding.format(3)}</TranscriptSelection></Transcript>'
        "</AudioSource>"
    )
    tiny_project.members["sources/a.jpg"] = b"JPEG"
    project = read_project(tiny_project.write())
    assert project.n_codings == 3
    assert project.text_codings == ()
    left = {item.what: item.count for item in project.not_carried}
    assert left == {
        "picture selections": 1,
        "audio selections": 2,
        "Transcript elements": 1,
        "Note elements": 1,
        "files in the archive": 1,
    }


def test_a_page_and_its_text_share_a_guid_and_both_count(tiny_project):
    mark = tiny_project.mark("same", 0, 3, "hope", user="ana")
    tiny_project.user("ana").code("hope").sources.append(
        '<PDFSource guid="p"><PDFSelection guid="same" page="0" firstX="1" firstY="1" secondX="2" secondY="2">'
        '<Coding guid="c"><CodeRef targetGUID="hope"/></Coding></PDFSelection>'
        f'<Representation guid="r"><PlainTextContent>{TEXT}</PlainTextContent>{mark}</Representation></PDFSource>'
    )
    project = read_project(tiny_project.write())
    assert (project.n_codings, project.n_text_segments, len(project.text_codings)) == (2, 1, 1)
    assert len({segment.id for segment in project.segments}) == 2
    assert marked(project)[project.text_codings[0].segment_id] == "One"


def test_coder_of_the_selection_stands_in_and_an_unknown_coder_is_noted(tiny_project):
    tiny_project.user("ana").code("hope")
    tiny_project.text(
        "s1",
        TEXT,
        '<PlainTextSelection guid="m1" startPosition="0" endPosition="3" creatingUser="ana">'
        '<Coding guid="c1"><CodeRef targetGUID="hope"/></Coding></PlainTextSelection>',
        tiny_project.mark("m2", 0, 3, ("hope", "zoe")),
        tiny_project.mark("m3", 0, 3, "hope"),
    )
    project = read_project(tiny_project.write())
    assert [coding.coder_id for coding in project.codings] == ["ana", "zoe", ""]
    assert project.text_coder_ids == ("ana", "zoe", "")
    assert project.n_users == 1
    assert len(project.violations) == 2


def test_sources_may_have_no_name_or_the_same_one(tiny_project):
    tiny_project.code("hope")
    for guid, name in (("s1", ""), ("s2", "Interview"), ("s3", "Interview")):
        tiny_project.text(guid, TEXT, tiny_project.mark(f"m{guid}", 0, 3, "hope"), name=name)
    project = read_project(tiny_project.write())
    assert [source.name for source in project.sources] == ["", "Interview", "Interview"]
    assert [coding.source_id for coding in project.codings] == ["s1", "s2", "s3"]


def test_several_coders_on_one_span_each_with_a_selection_of_their_own(tiny_project):
    tiny_project.user("ana").user("ben").code("hope")
    marks = [tiny_project.mark(f"m-{user}", 4, 13, "hope", user=user) for user in ("ana", "ben")]
    project = read_project(tiny_project.text("s1", TEXT, *marks).write())
    assert [(s.start, s.end, s.user_id) for s in project.segments] == [(4, 13, "ana"), (4, 13, "ben")]
    assert [coding.coder_id for coding in project.codings] == ["ana", "ben"]


def test_a_text_of_one_byte(tiny_project):
    """As a sample of NVivo for Mac 15 has them."""
    project = read_project(tiny_project.text("s1", "\n", path="sources/6665.txt").write())
    assert project.sources[0].text == "\n"


def test_whole_lines_are_borne_out(tiny_project):
    """As the program qc marks text: the line end is part of the line."""
    marks = [tiny_project.mark(f"m{start}", start, end, name=f"line:{start}") for start, end in ((0, 16), (16, 31))]
    project = read_project(tiny_project.text("s1", f"{TEXT}\n".replace("three.", "three. "), *marks).write())
    assert list(marked(project).values()) == ["One two three. \n", "Four five six.\n"]
    assert (project.positions.n_supported, project.violations) == (2, ())


def test_departures_from_the_schema_are_counted_and_do_no_harm(tiny_project):
    tiny_project.codes.append('<Code guid="c" name="Hope" color="red"/>')
    tiny_project.variable("age", "Number").cases.append("<Case/>")
    tiny_project.text("s1", TEXT, '<PlainTextSelection startPosition="0" endPosition="3"/>')
    project = read_project(tiny_project.write())
    assert project.codes[0].color == ""
    assert set(project.violations) == {
        "Code elements without isCodable, which the format requires: 1",
        "colours that are none, and are left out: 1",
        "variables of a type that the format does not know: 1",
        "Case elements without guid, which the format requires: 1",
        "PlainTextSelection elements without guid, which the format requires: 1",
    }


def test_attributes_that_nobody_reads_are_listed_with_their_number(tiny_project):
    tiny_project.users += ['<User guid="ana" name="Ana" id="aa7"/>', '<User guid="ben" id="ben7"/>']
    mark = tiny_project.mark("m", 0, 3, "hope", user="ana")
    dated = mark.replace(
        "<PlainTextSelection ", '<PlainTextSelection creationDateTime="2024" modifiedDateTime="" odd="x" '
    )
    tiny_project.code("hope").text("s1", TEXT, dated.replace("<Coding ", '<Coding odd="y" '))
    tiny_project.rest.append('<Notes><Note guid="n" name="memo" creationDateTime="2024"/></Notes>')
    path = tiny_project.archive(
        {"project.qde": tiny_project.xml().replace("<Project ", '<Project basePath="C:/study" ').encode()}
    )
    assert {item.what: item.count for item in read_project(path).not_carried} == {
        "Note elements": 1,
        "basePath attributes (of Project)": 1,
        "creationDateTime attributes (of PlainTextSelection)": 1,
        "id attributes (of User)": 1,
        "odd attributes (of Coding, PlainTextSelection)": 2,
    }


def test_spaces_around_names_are_left_out_and_noted(tiny_project):
    tiny_project.code("hope", name=" Hope").code("care", name="Care").text("s1", "Words.", name="One ")
    project = read_project(tiny_project.write())
    assert [code.name for code in project.codes] == ["Hope", "Care"]
    assert [source.name for source in project.sources] == ["One"]
    assert project.violations == ("spaces around a name are left out: ' Hope', 'One '",)


def test_variables_of_one_name_are_read_as_one(tiny_project):
    tiny_project.variable("role").variables.append('<Variable guid="v2" name="Role" typeOfVariable="Text"/>')
    assert "several variables have one name" in read_project(tiny_project.write()).violations[0]


# What positions count


def test_code_points_where_nothing_else_is_possible(coded):
    project = read_project(coded.write())
    assert (project.positions.unit, project.positions.line_end) == ("code points", "as stored")
    assert project.positions.n_supported == project.positions.n_segments == 2


EMOJI = "Hi 🙂 there 🙂 you all.\nAnd 🙂 more words here."


@pytest.mark.parametrize(("unit", "width"), [("code points", 1), ("UTF-16 code units", 2)])
@pytest.mark.parametrize("named", [True, False])
def test_utf_16_code_units_are_told_from_code_points(tiny_project, unit, width, named):
    def position(index):
        return sum(width if character == "🙂" else 1 for character in EMOJI[:index])

    words = ["there", "you all", "more words"]
    for number, word in enumerate(words):
        start = EMOJI.index(word)
        name = word if named else ""
        words[number] = tiny_project.mark(f"m{number}", position(start), position(start + len(word)), name=name)
    project = read_project(tiny_project.text("s1", EMOJI, *words).write())
    assert list(marked(project).values()) == ["there", "you all", "more words"]
    assert project.positions.unit == unit


@pytest.mark.parametrize(
    ("line_end", "stored", "width"),
    [("as stored", "\r\n", 2), ("CRLF as one", "\r\n", 1), ("LF as two", "\n", 2), ("as stored", "\n", 1)],
)
def test_what_a_line_end_counts(tiny_project, line_end, stored, width):
    def position(index):
        return sum(width if character == "\n" else 1 for character in TEXT[:index])

    marks = [
        tiny_project.mark(word, position(TEXT.index(word)), position(TEXT.index(word) + len(word)), name=word)
        for word in ("three", "six", "nine")
    ]
    tiny_project.text("s1", TEXT.replace("\n", stored), *marks, path="sources/a.txt")
    project = read_project(tiny_project.write())
    assert marked(project) == {"three": "three", "six": "six", "nine": "nine"}
    assert project.positions.line_end == line_end
    assert project.sources[0].text == TEXT


@pytest.mark.parametrize("counted", [True, False])
def test_byte_order_mark(tiny_project, counted):
    mark = tiny_project.mark("m", 4 + counted, 7 + counted, name="two")
    tiny_project.text("s1", b"\xef\xbb\xbf" + TEXT.encode(), mark, path="sources/a.txt")
    project = read_project(tiny_project.write())
    assert marked(project) == {"m": "two"}
    assert project.positions.byte_order_mark == counted
    assert project.sources[0].text == TEXT


def test_utf_16_file_with_byte_order_mark(tiny_project):
    tiny_project.text("s1", TEXT.encode("utf-16"), tiny_project.mark("m", 4, 7, name="two"), path="sources/a.txt")
    assert marked(read_project(tiny_project.write())) == {"m": "two"}


def test_a_name_outweighs_word_boundaries(tiny_project):
    # In code points the span is the whole word "cd"; in UTF-16 units it is the end of "ab", as its name says.
    tiny_project.text("s1", "🙂🙂 ab cd ef", tiny_project.mark("m", 6, 8, name="b"))
    assert read_project(tiny_project.write()).positions.unit == "UTF-16 code units"


def test_positions_that_can_be_read_in_two_ways_are_refused(tiny_project):
    tiny_project.text("s1", "🙂abcdefgh", tiny_project.mark("m", 4, 7))
    assert "can be read in two ways" in problems_of(tiny_project.write())


def test_selections_without_words_leave_nothing_to_decide(tiny_project):
    marks = [tiny_project.mark("empty", 20, 20), tiny_project.mark("blank", 14, 15)]
    project = read_project(tiny_project.text("s1", TEXT, *marks).write())
    assert project.positions.line_end == "as stored"
    assert marked(project) == {"empty": "", "blank": "\n"}


def test_positions_outside_the_text_are_refused_without_quoting_it(tiny_project):
    mark = tiny_project.mark("m", 40, 400, name="what somebody said")
    found = problems_of(tiny_project.text("s1", TEXT, mark).write())
    assert "outside their text" in found
    assert "40 to 400 in a text of 47" in found
    assert "somebody" not in found


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.text(st.sampled_from("ab \n🙂é\u0301"), min_size=1, max_size=40),
    st.lists(st.tuples(st.integers(0, 40), st.integers(1, 10)), max_size=6),
    st.sampled_from([1, 2]),
    st.sampled_from([1, 2]),
)
def test_spans_with_names_are_always_found_again(tiny_project, text, spans, wide, line_end):
    """Whatever positions count, segments that carry their text as name come back as that text."""
    widths = [wide if c == "🙂" else line_end if c == "\n" else 1 for c in text]
    tiny_project.sources.clear()
    marks, expected = [], {}
    for number, (start, length) in enumerate(spans):
        said = text[start : start + length]
        if not said.strip() or not said.strip().isalnum():
            continue
        marks.append(
            tiny_project.mark(f"m{number}", sum(widths[:start]), sum(widths[: start + len(said)]), name=said)
        )
        expected[f"m{number}"] = " ".join(said.split())
    tiny_project.text("s1", text, *marks, path="sources/a.txt")
    path = tiny_project.write()
    try:
        project = read_project(path)
    except DataError as error:
        assert "two ways" in str(error)
        return
    for name, said in marked(project).items():
        assert " ".join(said.split()).startswith(expected[name])


# What is refused


def test_dangling_references_are_listed_together(tiny_project):
    tiny_project.user("ana").case("p", ["nowhere"])
    tiny_project.text("s1", TEXT, tiny_project.mark("m", 0, 3, "gone", "gone", "lost", user="ana"))
    found = problems_of(tiny_project.write())
    assert "a code that the codebook does not have; found gone, lost" in found
    assert "a source that the project does not have; found case p: nowhere" in found


def test_a_value_of_an_undeclared_variable(tiny_project):
    tiny_project.text("s1", TEXT).case("p", ["s1"], role="clinician")
    assert "variable that the project does not declare" in problems_of(tiny_project.write())


@pytest.mark.parametrize(("start", "end"), [("-1", "3"), ("5", "2"), ("x", "3"), ("", ""), ("0", "9" * 30)])
def test_unusable_positions(tiny_project, start, end):
    found = problems_of(tiny_project.text("s1", TEXT, tiny_project.mark("m", start, end)).write())
    assert "no usable positions" in found


def test_a_code_below_itself(tiny_project):
    inner = tiny_project.code_xml("loop")
    assert "stands below itself" in problems_of(tiny_project.code("loop", inner).write())


@pytest.mark.parametrize("second", ["Ana", "ana", "Ana ", "A\u200bna", "Á\u2010na", "Ａna"])
def test_two_coders_with_one_name(tiny_project, second):
    tiny_project.user("ana", "Ana").user("ana2", second).code("hope")
    marks = [tiny_project.mark(f"m{user}", 0, 3, "hope", user=user) for user in ("ana", "ana2")]
    said = problems_of(tiny_project.text("s1", TEXT, *marks).write())
    assert f"several coders have one name; found 'Ana' and {second!r}" in said


def test_one_who_did_not_code_may_have_any_name(tiny_project):
    tiny_project.user("ana", "Ana").user("lead", "ana").user("ben", "Ann").code("hope")
    marks = [tiny_project.mark(f"m{user}", 0, 3, "hope", user=user) for user in ("ana", "ben")]
    assert read_project(tiny_project.text("s1", TEXT, *marks).write()).text_coder_ids == ("ana", "ben")


def test_codes_nested_without_end(tiny_project):
    deep = "".join(f'<Code guid="c{n}" name="c" isCodable="true">' for n in range(3000)) + "</Code>" * 3000
    tiny_project.codes.append(deep)
    assert "deeper than 100 levels" in problems_of(tiny_project.write())


def test_not_a_zip(tmp_path):
    path = tmp_path / "a.qdpx"
    path.write_bytes(b"<Project/>")
    assert "not a complete zip archive" in problems_of(path)


def test_no_such_file(tmp_path):
    assert "cannot be read" in problems_of(tmp_path / "gone.qdpx")


@pytest.mark.parametrize("share", [0.05, 0.3, 0.6, 0.95])
def test_truncated(coded, share):
    coded.text("s2", "word " * 5000, path="sources/a.txt")
    path = coded.write()
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * share)])
    assert "not a complete zip archive" in problems_of(path)


def test_damaged_inside(coded):
    path = coded.write()
    content = bytearray(path.read_bytes())
    content[60:80] = bytes(20)
    path.write_bytes(content)
    assert "is damaged" in problems_of(path)


@pytest.mark.parametrize(
    "members", [{"a.txt": b""}, {"a.qde": b"", "b.qde": b""}, {"project.qde": b"", "x/Project.qde": b""}]
)
def test_no_project_or_several(tiny_project, members):
    assert "does not hold one project" in problems_of(tiny_project.archive(members))


@pytest.mark.parametrize("name", ["../evil.txt", "/etc/evil", "sources/../../evil", "C:/evil", "..\\evil"])
def test_names_that_point_outside(coded, name):
    coded.members[name] = b"x"
    assert "points outside it" in problems_of(coded.write())


def test_a_name_twice(coded):
    coded.members["Sources/a.txt"] = b"x"
    coded.members["sources/A.txt"] = b"y"
    assert "stands twice in the archive" in problems_of(coded.write())


def test_zip_bomb(tiny_project):
    bomb = b" " * (limits.RATIO_FREE_BYTES * 40)
    assert "as a zip bomb does" in problems_of(tiny_project.archive({"project.qde": bomb}))


def test_zip_bomb_as_a_text(coded):
    coded.text("s2", "x" * (limits.RATIO_FREE_BYTES * 40), path="sources/a.txt")
    assert "as a zip bomb does" in problems_of(coded.write())


def test_too_large(coded, monkeypatch):
    monkeypatch.setattr(archive, "MAX_TEXT_BYTES", 10)
    coded.text("s2", TEXT, path="sources/a.txt")
    assert "is too large" in problems_of(coded.write())


def test_too_large_together(coded, monkeypatch):
    monkeypatch.setattr(limits, "MAX_TOTAL_BYTES", 3000)
    for number in range(4):
        coded.text(f"t{number}", "word " * 150, path=f"sources/{number}.txt")
    assert "is too large" in problems_of(coded.write())


def test_a_header_that_lies_about_the_size(tiny_project):
    """The directory says 10 bytes; what lies there would unpack to far more."""
    path = tiny_project.archive({"project.qde": b"0123456789"}, compression=zipfile.ZIP_STORED)
    deflate = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = deflate.compress(b"x" * 50_000_000) + deflate.flush()
    content = path.read_bytes()
    directory = bytearray(content[content.index(b"PK\x01\x02") :])
    local = bytearray(content[:41])
    struct.pack_into("<H", local, 8, zipfile.ZIP_DEFLATED)
    struct.pack_into("<I", local, 18, len(packed))
    struct.pack_into("<H", directory, 10, zipfile.ZIP_DEFLATED)
    struct.pack_into("<I", directory, 20, len(packed))
    struct.pack_into("<I", directory, directory.index(b"PK\x05\x06") + 16, len(local) + len(packed))
    path.write_bytes(bytes(local) + packed + bytes(directory))
    assert "is damaged" in problems_of(path)


def test_encrypted(coded):
    path = coded.write()
    content = bytearray(path.read_bytes())
    directory = content.index(b"PK\x01\x02")
    content[6] |= 1
    content[directory + 8] |= 1
    path.write_bytes(content)
    assert "is encrypted" in problems_of(path)


ENTITIES = '<!DOCTYPE Project [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><Project name="&b;"/>'
EXTERNAL = '<!DOCTYPE Project [<!ENTITY a SYSTEM "file:///etc/passwd">]><Project name="x">&a;</Project>'


@pytest.mark.parametrize("xml", [ENTITIES, EXTERNAL, '<!DOCTYPE Project SYSTEM "x.dtd"><Project name="x"/>'])
def test_xml_with_entities(tiny_project, xml):
    assert "document type or entities" in problems_of(tiny_project.archive({"project.qde": xml}))


@pytest.mark.parametrize(
    ("xml", "wrong"),
    [
        (b"<Project>", "not well-formed"),
        (b"", "not well-formed"),
        (b'<?xml version="1.0" encoding="klingon"?><Project/>', "not well-formed"),
        (b"<Project>\x00</Project>", "not well-formed"),
        (b'<CodeBook origin="x"/>', "is not a project"),
    ],
)
def test_xml_that_is_not_a_project(tiny_project, xml, wrong):
    assert wrong in problems_of(tiny_project.archive({"project.qde": xml}))


def test_text_in_another_encoding(tiny_project):
    tiny_project.text("s1", "caf\u00e9".encode("latin-1"), path="sources/a.txt")
    found = problems_of(tiny_project.write())
    assert "is not UTF-8 text" in found
    assert "byte 0xe9 at 3" in found


def test_an_element_nested_without_end_is_no_crash(tiny_project):
    tiny_project.rest.append("<Odd>" * 20_000 + "</Odd>" * 20_000)
    assert read_project(tiny_project.write()).not_carried[0].what == "Odd elements"


def case_of(*links):
    refs = "".join(f'<{tag} targetGUID="{target}"/>' for tag, target in links)
    return f'<Case guid="p" name="P1">{refs}</Case>'


def test_a_case_that_is_linked_to_a_selection_is_one_of_its_source(tiny_project):
    tiny_project.user("ana").code("hope").text("s1", TEXT).text("s2", TEXT, tiny_project.mark("m", 0, 3, "hope"))
    tiny_project.cases.append(case_of(("SelectionRef", "{M}")))
    project = read_project(tiny_project.write())
    assert [case.source_ids for case in project.cases] == [("s2",)]
    assert project.not_carried == ()
    assert "a case is linked to part of a source, and is taken as one of all of it: case P1" in project.violations


def test_one_that_is_linked_to_a_source_and_a_part_of_it_is_linked_once(tiny_project):
    tiny_project.user("ana").code("hope").text("s1", TEXT, tiny_project.mark("m", 0, 3, "hope", user="ana"))
    tiny_project.cases.append(case_of(("SelectionRef", "m"), ("SourceRef", "s1")))
    project = read_project(tiny_project.write())
    assert (project.cases[0].source_ids, project.violations) == (("s1",), ())


def test_parts_of_pictures_and_of_second_texts_belong_to_their_sources(tiny_project):
    tiny_project.sources.append(
        '<PictureSource guid="s1"><PictureSelection guid="a" firstX="0" firstY="0" secondX="1" secondY="1"/>'
        '<TextDescription guid="t"/><TextDescription guid="u"><PlainTextSelection guid="b" startPosition="0" '
        'endPosition="1"/></TextDescription></PictureSource>'
    )
    for selection in ("a", "b"):
        tiny_project.cases[:] = [case_of(("SelectionRef", selection))]
        assert read_project(tiny_project.write()).cases[0].source_ids == ("s1",)


@pytest.mark.parametrize("target", ["nowhere", ""])
def test_a_selection_that_is_not_there(tiny_project, target):
    tiny_project.text("s1", TEXT, tiny_project.mark("", 0, 3)).cases.append(case_of(("SelectionRef", target)))
    found = problems_of(tiny_project.write())
    assert f"a case is linked to a selection that the project does not have; found case P1: {target}" in found
