"""What is written as REFI-QDA comes back whole: codings, spans, coders, cases, variables, any character."""

import uuid
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evaluation.data.qualitative import QualitativeProject
from evaluation.data.qualitative_parts import Case, Code, Coding, Medium, Segment, Source, User, Variable
from evaluation.data.refi_qda import read_codebook, read_project
from evaluation.data.refi_qda.write import write_codebook, write_project
from evaluation.errors import DataError

HARD = "ab Z9\n\t🙂👩‍👩‍👧é\u0301\u202eش中\ufeff<&>\"']]>\x0c\x01\u2028"
TEXTS = st.text(st.sampled_from(HARD), max_size=40)
WORDS = st.text(st.sampled_from(HARD.replace("\x0c", "").replace("\x01", "") + "\r"), max_size=12).map(str.strip)
NAMES = st.builds(lambda name: f"n{name}", WORDS).map(str.strip)
CARRIED = ("name", "users", "codes", "variables", "cases", "sources", "segments", "codings", "description")
VALUES = {"Text": "free text", "Boolean": "true", "Integer": "-7", "Float": "1.5", "Date": "2024-02-29"}


def guid(*parts):
    return str(uuid.uuid5(uuid.NAMESPACE_OID, "/".join(map(str, parts))))


@st.composite
def projects(draw):
    """Projects as a reader delivers them: nested codes, several coders on one span, texts and parts of media."""
    users = [User(id=guid("u", n), name=f"{draw(NAMES)}{n}") for n in range(draw(st.integers(0, 3)))]
    codes = []
    for n in range(draw(st.integers(1, 5))):
        above = draw(st.sampled_from([None, *(code for code in codes[-1:])]))
        name = draw(NAMES)
        codes.append(
            Code(
                id=guid("c", n),
                name=name,
                path=(*(above.path if above else ()), name),
                parent_id=above.id if above else "",
                description=draw(WORDS),
                is_codable=draw(st.booleans()),
                color=draw(st.sampled_from(["", "#46AA00"])),
            )
        )
    kinds = draw(st.lists(st.sampled_from([*VALUES]), max_size=3))
    variables = [Variable(id=guid("v", n), name=f"{draw(NAMES)}{n}", kind=kind) for n, kind in enumerate(kinds)]

    def values():
        return tuple(
            (v.name, draw(st.one_of(WORDS, st.just(VALUES[v.kind])))) for v in variables if draw(st.booleans())
        )

    sources, segments, codings = [], [], []

    def add_codings(source_id, segment_id, coders):
        for code in draw(st.lists(st.sampled_from(codes), max_size=3, unique=True)):
            number = guid("coding", len(codings))
            coder, at = draw(st.sampled_from(coders)), draw(st.sampled_from(["", "2024-03-01T10:00:00Z"]))
            codings.append(
                Coding(id=number, source_id=source_id, segment_id=segment_id, code_id=code.id, coder_id=coder, at=at)
            )

    everybody = [user.id for user in users]
    for n in range(draw(st.integers(0, 3))):
        medium, text = draw(st.sampled_from([Medium.TEXT, Medium.TEXT, Medium.PDF, Medium.AUDIO])), draw(TEXTS)
        is_textual = medium in (Medium.TEXT, Medium.PDF)
        has_text = is_textual and draw(st.booleans())
        sources.append(
            Source(
                id=guid("s", n),
                name=draw(WORDS),
                medium=medium,
                is_textual=is_textual,
                text=text if has_text else None,
                values=values(),
                description=draw(WORDS),
            )
        )
        for _ in range(draw(st.integers(0, 4)) if is_textual else 0):
            start, end = sorted(draw(st.tuples(*[st.integers(0, len(text))] * 2)))
            user = draw(st.sampled_from(["", *everybody]))
            segments.append(
                Segment(
                    id=guid("m", len(segments)),
                    source_id=guid("s", n),
                    medium=Medium.TEXT,
                    start=start,
                    end=end,
                    name=draw(WORDS),
                    description=draw(WORDS),
                    user_id=user,
                )
            )
            add_codings(guid("s", n), segments[-1].id, everybody if user else ["", *everybody])
        places = {Medium.PDF: ("page", "firstX", "firstY", "secondX", "secondY"), Medium.AUDIO: ("begin", "end")}
        if medium in places:
            place = tuple((key, str(number)) for number, key in enumerate(places[medium]))
            segments.append(Segment(id=guid("m", len(segments)), source_id=guid("s", n), medium=medium, place=place))
            add_codings(guid("s", n), segments[-1].id, ["", *everybody])
        add_codings(guid("s", n), "", ["", *everybody])
    cases = [
        Case(
            id=guid("case", n),
            name=draw(WORDS),
            values=values(),
            source_ids=tuple(source.id for source in sources if draw(st.booleans())),
            description=draw(WORDS),
        )
        for n in range(draw(st.integers(0, 2)))
    ]
    return QualitativeProject(
        name=draw(WORDS),
        origin="",
        path=Path("made"),
        sha256="",
        users=tuple(users),
        codes=tuple(codes),
        variables=tuple(variables),
        cases=tuple(cases),
        sources=tuple(sources),
        segments=tuple(segments),
        codings=tuple(codings),
        description=draw(WORDS),
    )


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(projects())
def test_nothing_is_lost(tmp_path, project):
    path = tmp_path / "made.qdpx"
    assert write_project(path, project) == ()
    back = read_project(path)
    for part in CARRIED:
        assert getattr(back, part) == getattr(project, part), part
    first = path.read_bytes()
    write_project(path, back)
    assert path.read_bytes() == first
    assert [file.name for file in tmp_path.iterdir()] == ["made.qdpx"]


def shape(project):
    """Return what a project says, without its identifiers."""
    names = {item.id: item.name for item in (*project.users, *project.codes, *project.sources)} | {"": ""}
    segments = {segment.id: segment for segment in project.segments}
    spans = {key: (s.medium, s.start, s.end, s.name, s.place) for key, s in segments.items()} | {"": ()}
    codings = [
        (names[c.source_id], spans[c.segment_id], names[c.code_id], names[c.coder_id], c.at) for c in project.codings
    ]
    cases = [(case.name, case.values, [names[i] for i in case.source_ids]) for case in project.cases]
    texts = [(source.name, source.text, source.values) for source in project.sources]
    return codings, cases, texts, [code.path for code in project.codes], [v.kind for v in project.variables]


@pytest.mark.parametrize("line_end", ["\r\n", "\r", "\n"])
@pytest.mark.parametrize("wide", [1, 2])
def test_what_another_program_counts_comes_back_in_code_points(tiny_project, tmp_path, line_end, wide):
    text = f"Hi 🙂 there.{line_end}Cafe\u0301 🙂 and more.{line_end}Last words."
    tiny_project.user("ana").user("ben").code("hope", tiny_project.code_xml("near")).variable("age", "Integer")
    marks = []
    for number, words in enumerate(("there", "Cafe\u0301 🙂 and", "Last words")):
        start, end = (
            sum(wide if letter == "🙂" else 1 for letter in text[:at])
            for at in (text.index(words), text.index(words) + len(words))
        )
        marks.append(tiny_project.mark(f"m{number}", start, end, "hope", ("near", "ben"), name=words, user="ana"))
    tiny_project.text("s1", text, *marks, path="sources/a.txt").case("p", ["s1"], age="40")
    first = read_project(tiny_project.write())
    write_project(tmp_path / "back.qdpx", first)
    back = read_project(tmp_path / "back.qdpx")
    assert shape(back) == shape(first)
    texts = {source.id: source.text for source in back.sources}
    marked = [texts[segment.source_id][segment.start : segment.end] for segment in back.segments]
    assert marked == ["there", "Cafe\u0301 🙂 and", "Last words"]
    assert (back.positions.unit, back.positions.line_end) == ("code points", "as stored")


def test_words_that_stand_twice_are_no_doubt_for_what_we_wrote(tmp_path):
    """Code points and UTF-16 units would both mark the name; a file of another program is refused for it."""
    text = "🙂" + "a" * 12
    segment = Segment(id=guid("m"), source_id=guid("s"), medium=Medium.TEXT, start=5, end=7, name="aa")
    project = QualitativeProject(
        name="x",
        origin="",
        path=Path("x"),
        sha256="",
        sources=(Source(id=guid("s"), name="s", medium=Medium.TEXT, is_textual=True, text=text),),
        segments=(segment,),
    )
    write_project(tmp_path / "a.qdpx", project)
    assert read_project(tmp_path / "a.qdpx").segments == (segment,)


def test_a_file_with_our_name_and_positions_outside_is_refused(tiny_project):
    tiny_project.text("s1", "Short.", tiny_project.mark("m", 2, 70))
    path = tiny_project.archive(
        {"project.qde": tiny_project.xml().replace('origin="test"', 'origin="Coalition evaluation workbench"')}
    )
    with pytest.raises(DataError, match=r"1 problem\(s\)") as caught:
        read_project(path)
    assert "positions lie outside their text" in str(caught.value)


@pytest.mark.parametrize(("value", "tag"), [("1.5", "FloatValue"), ("1.5e3", "TextValue"), ("many", "TextValue")])
def test_a_value_that_is_not_of_its_kind_is_written_as_text(tiny_project, tmp_path, value, tag):
    tiny_project.variable("years", "Float").text("s1", "Words.").case("p", ["s1"], years=value)
    write_project(tmp_path / "a.qdpx", read_project(tiny_project.write()))
    with zipfile.ZipFile(tmp_path / "a.qdpx") as archive:
        assert f"<{tag}>{value}</{tag}>" in archive.read("project.qde").decode()
    assert read_project(tmp_path / "a.qdpx").cases[0].values == (("years", value),)


def test_a_user_whom_a_project_does_not_declare_keeps_the_name(tiny_project, tmp_path):
    tiny_project.code("hope").text("s1", "Words.", tiny_project.mark("m", 0, 5, ("hope", "zoe")))
    write_project(tmp_path / "a.qdpx", read_project(tiny_project.write()))
    assert [user.name for user in read_project(tmp_path / "a.qdpx").users] == ["zoe"]


def test_lists_with_nothing_in_them_are_not_written(tmp_path):
    """The schema does not allow them."""
    write_project(tmp_path / "a.qdpx", QualitativeProject(name="x", origin="", path=Path("x"), sha256=""))
    with zipfile.ZipFile(tmp_path / "a.qdpx") as archive:
        assert b"<Variables" not in archive.read("project.qde")
        assert b"<CodeBook" not in archive.read("project.qde")


def test_what_has_no_place_in_the_file_is_counted(tiny_project, tmp_path):
    coding = '<Coding guid="c{}"><CodeRef targetGUID="hope"/></Coding>'
    tiny_project.code("hope").sources.append(
        f'<AudioSource guid="d"><AudioSelection guid="e" begin="1" end="2">{coding.format(1)}</AudioSelection>'
        f'<Transcript guid="f"><TranscriptSelection guid="g">{coding.format(2)}</TranscriptSelection></Transcript>'
        "</AudioSource>"
    )
    left = write_project(tmp_path / "a.qdpx", read_project(tiny_project.write()))
    assert [(item.what, item.count) for item in left] == [("audio selections", 1), ("codings", 1)]
    back = read_project(tmp_path / "a.qdpx")
    assert back.n_codings == 1
    assert back.segments[0].place == (("begin", "1"), ("end", "2"))


def test_characters_that_xml_cannot_hold_are_blanks_in_names_and_stay_in_texts(tmp_path):
    source = Source(id=guid("s"), name="a\x0cb", medium=Medium.TEXT, is_textual=True, text="a\x0c\x00b")
    project = QualitativeProject(name="x", origin="", path=Path("x"), sha256="", sources=(source,))
    (left,) = write_project(tmp_path / "a.qdpx", project)
    assert (left.what, left.count) == ("control characters", 1)
    assert read_project(tmp_path / "a.qdpx").sources == (replace(source, name="a b"),)


@given(projects())
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_codebook_alone(tmp_path, project):
    assert write_codebook(tmp_path / "a.qdc", project) == ()
    assert read_codebook(tmp_path / "a.qdc").codes == project.codes


def test_a_codebook_of_another_program(tmp_path):
    path = tmp_path / "a.qdc"
    path.write_text(
        '<?xml version="1.0"?><q:CodeBook xmlns:q="urn:QDA-XML:codebook:1.0" origin="Other"><q:Codes>'
        '<q:Code guid="{46AA}" name="Care" isCodable="true" color="#4a0"><q:Description>So.</q:Description></q:Code>'
        '</q:Codes><q:Sets><q:Set guid="s" name="x"/><q:Set guid="t" name="y"/></q:Sets></q:CodeBook>'
    )
    book = read_codebook(path)
    assert book.codes == (Code(id="46aa", name="Care", path=("Care",), description="So.", color="#44AA00"),)
    assert [(item.what, item.count) for item in book.not_carried] == [("Set elements", 2)]
    assert (book.origin, book.sources) == ("Other", ())


@pytest.mark.parametrize(
    ("content", "wrong"),
    [
        ("<Project/>", "is not a codebook; found root element Project"),
        ("<CodeBook>", "is not well-formed XML"),
        ('<!DOCTYPE a [<!ENTITY b "c">]><CodeBook/>', "declares a document type or entities"),
    ],
)
def test_no_codebook(tmp_path, content, wrong):
    path = tmp_path / "a.qdc"
    path.write_text(content)
    with pytest.raises(DataError) as caught:
        read_codebook(path)
    assert caught.value.exit_code == 11
    assert wrong in str(caught.value)


def test_a_file_that_cannot_be_written_whole_is_not_there(tmp_path, monkeypatch):
    project = QualitativeProject(name="x", origin="", path=Path("x"), sha256="")
    (tmp_path / "a.qdpx").write_bytes(b"before")

    def no_room(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("zipfile.ZipFile.writestr", no_room)
    with pytest.raises(OSError, match="No space"):
        write_project(tmp_path / "a.qdpx", project)
    assert (tmp_path / "a.qdpx").read_bytes() == b"before"
    assert len(list(tmp_path.iterdir())) == 1
