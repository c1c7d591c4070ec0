"""Each rule stops a quote where it should, says why to the evaluator, and nothing of it to anybody else."""

import csv
import unicodedata
from datetime import UTC, datetime

import pytest

from evaluation.data.output_table import TableKind
from evaluation.data.whole_files import sha256_of
from evaluation.disclosure.policy import load_policy
from evaluation.disclosure.quote_gate import judge_quotes
from evaluation.disclosure.quote_gate.checks import last_words
from evaluation.disclosure.quote_gate.judged import State
from evaluation.disclosure.quote_gate.readers import Decision, Word, append_decisions
from evaluation.disclosure.releasing import release
from evaluation.disclosure.review.review import review_release
from evaluation.disclosure.run_folder import read_finished_run
from evaluation.errors import DisclosureError, ParameterError

from ..run_builder import READERS, REASON, SIGNATURES, read, seal, sign_all

SAID = "They asked us what we need."
PUBLIC = "the bus does not run on sundays nobody told us"
NOW = datetime(2024, 6, 1, tzinfo=UTC)
TWO = [(f"Interview {7 + number}", "clinician", "alder") for number in range(6)]


def judged(folder):
    run = read_finished_run(folder)
    return judge_quotes(run, load_policy(run.evaluation.disclosure.policy), NOW)


def one(folder):
    (quote,) = judged(folder).quotes
    return quote


def signed(run, rows=((SAID, "clinician", "yes"),), **more):
    """Return the folder of a run whose quotes are signed by two readers."""
    return run.interviews({"clinician": 9, "peer_worker": 9}).quotes(rows, **more).write()


def signatures_of(run):
    return run.params_file.parent / SIGNATURES


def rewritten(run, change):
    """Change the quotes in the run and in their file alike, as a new run of changed data would."""
    for path in (run.folder / "restricted" / "tables" / "quotes.csv", run.params_file.parent / "data" / "quotes.csv"):
        rows = read(path)
        rows = change(rows)
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, rows[0].keys(), lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
    run.manifest["inputs"]["quotes"] = {"sha256": sha256_of(run.params_file.parent / "data" / "quotes.csv")}
    seal(run.folder, run.manifest)
    return run.folder


def texts(change):
    """Return what changes the words of quotes, for ``rewritten``."""
    return lambda rows: [row | {"text": change(row["text"])} for row in rows]


def test_a_signed_quote_passes_every_state(run):
    quote = one(signed(run))
    assert [step.state for step in quote.steps] == list(State)[:-1]
    assert quote.stopped == ()
    assert quote.steps[-1].who == "Synthetic reader one (reader); Synthetic reader two (reader)"
    assert quote.steps[-1].when == "2024-05-01T12:00:00Z"
    assert quote.steps[0].who.startswith("evaluation ")


def test_a_release_writes_who_brought_each_quote_to_which_state(run):
    folder = signed(run, [(SAID, "clinician", "yes"), ("We were not heard.", "clinician", "no")])
    release(folder, released_at=NOW)
    rows = read(folder / "restricted" / "quote_states.csv")
    states = {row["quote_id"]: [] for row in rows}
    for row in rows:
        states[row["quote_id"]].append((row["state"], row["reached"]))
    assert states["INT-0"] == [(state, "yes") for state in State]
    assert states["INT-1"][-1] == ("consent_checked", "no")
    assert {row["when"] for row in rows if row["state"] == "released"} == {"2024-06-01T00:00:00Z"}
    assert not [row for row in rows if SAID in "".join(row.values())]


def test_a_review_shows_what_stops_each_quote_and_no_state_beyond_its_readers(run):
    folder = signed(run, [(SAID, "clinician", "yes"), ("We were not heard.", "clinician", "withdrawn")])
    page = review_release(folder).read_text(encoding="utf-8").replace("\u200b", "")
    assert "1 of 2 would be released" in page
    assert "<td>consent is withdrawn</td>" in page
    assert SAID not in page
    rows = read(folder / "restricted" / "quote_states.csv")
    assert not [row for row in rows if row["state"] == "released"]


STOPS = [
    ("We met at the Copper Kettle.", {}, State.SCANNED, "facility found: facility@"),
    ("Ask Martha about it.", {}, State.SCANNED, "person found: person@4-10"),
    ("They told us\u200b nothing.", {}, State.SCANNED, "holds a character that nobody sees (U+200B)"),
    ("The bus does not run on Sundays, nobody told us.", {}, State.SCANNED, "can be searched for: verbatim@0-47"),
    (SAID, {"attributes": "event: a fire"}, State.CODED_SAFE, "shows role, event of its speaker, and nobody knows"),
    (SAID, {"attributes": "place: Birch"}, State.CODED_SAFE, "shows role, place of its speaker, which 2 of those"),
    (SAID, {"attributes": ""}, State.CODED_SAFE, "nobody says what it tells of its speaker: attributes is blank"),
    (SAID, {"others_speak": "yes"}, State.CONSENT_CHECKED, "holds words of others"),
    (
        SAID,
        {"consent_date": "2024-06-02"},
        State.CONSENT_CHECKED,
        "consent is dated 2024-06-02, which is yet",
    ),
]


@pytest.mark.parametrize(("text", "more", "state", "why"), STOPS)
def test_what_stops_a_quote_is_told_to_the_evaluator_and_not_to_the_public(run, text, more, state, why):
    run.readers = ()
    run.params["disclosure"] = {"site_lists": {"facilities": "names.txt"}, "public_texts": ["news.txt"]}
    run.params_file.parent.mkdir(parents=True)
    (run.params_file.parent / "names.txt").write_text("# comment\nCopper Kettle\n\n", encoding="utf-8")
    (run.params_file.parent / "news.txt").write_text(
        "the bus does not run on sundays nobody told us", encoding="utf-8"
    )
    run.frame([*TWO, ("Interview 20", "clinician", "birch"), ("Interview 21", "clinician", "birch")])
    folder = signed(run, [(text, "clinician", "yes")], **more)
    quote = one(folder)
    assert quote.stopped[0][0] is state
    assert quote.stopped[0][1].startswith(why)
    assert quote.state is list(State)[list(State).index(state) - 1]
    release(folder, released_at=NOW)
    assert read(folder / "released" / "quotes.csv") == []
    public = (folder / "released" / "withheld.csv").read_text(encoding="utf-8")
    assert why not in public
    assert "INT-0" not in public


@pytest.mark.parametrize(("n", "is_blocked"), [(10, True), (11, False)])
def test_two_things_that_a_quote_shows_together_must_fit_eleven(run, n, is_blocked):
    others = [("Interview 50", "clinician", "birch"), ("Interview 51", "clinician", "birch")]
    run.frame([*((f"Interview {7 + number}", "clinician", "alder") for number in range(n)), *others])
    quote = one(signed(run, attributes="place: alder"))
    assert quote.combination.matching == n
    assert bool(quote.stopped) == is_blocked


def test_a_run_without_a_frame_cannot_tell_how_many_fit(run):
    quote = one(signed(run, attributes="place: alder"))
    assert (quote.combination.matching, quote.state) == (None, State.SCANNED)


def test_a_quote_edited_after_signing_has_no_signature(run):
    signed(run)
    folder = rewritten(run, texts(lambda text: text.replace("need", "want")))
    found = judged(folder)
    assert found.quotes[0].stopped == ((State.SECOND_READER, "is signed by 0 of 2 readers"),)
    assert [row.name for row in found.stale] == list(READERS)
    assert "Synthetic reader two" in review_release(folder).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "change",
    [
        lambda text: unicodedata.normalize("NFD", text),
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text + " ",
        lambda text: text.replace(" ", "\u00a0", 1),
        lambda text: text.replace("a", "a\u200b", 1),
    ],
)
def test_a_quote_that_only_looks_the_same_has_no_signature(run, change):
    folder = signed(run, [("¿Por qué?\nNadie nos habla a nosotros.", "clinician", "yes")])
    assert one(folder).stopped == ()
    assert one(rewritten(run, texts(change))).stopped != ()


@pytest.mark.parametrize(
    "changed",
    [{"theme": "stigma"}, {"role": "peer_worker"}, {"source": "Interview 70"}, {"source_sha256": "1" * 64}],
)
def test_another_theme_attribution_speaker_or_interview_has_no_signature(run, changed):
    signed(run, source_sha256="0" * 64)
    folder = rewritten(run, lambda rows: [row | changed for row in rows])
    assert [state for state, _ in one(folder).stopped] == [State.SECOND_READER]


def test_an_order_of_rows_means_nothing(run):
    rows = [(SAID, "clinician", "yes"), ("We were heard.", "clinician", "yes"), ("It works.", "clinician", "yes")]
    folder = signed(run, rows)
    before = judged(folder)
    assert judged(rewritten(run, lambda rows: rows[::-1])) == before
    assert [each.stopped for each in before.quotes] == [(), (), ()]


def test_a_signature_copied_to_another_quote_is_for_none(run):
    run.readers = READERS[:1]
    folder = signed(run, [(SAID, "clinician", "yes"), (SAID, "clinician", "yes")])
    first, second = judged(folder).quotes
    assert first.quote.sha256 != second.quote.sha256
    append_decisions(
        signatures_of(run), [Decision("2024-05-02T12:00:00Z", READERS[1], "reader", Word.PUBLISH, first.quote.sha256)]
    )
    assert [bool(each.stopped) for each in judged(folder).quotes] == [False, True]


@pytest.mark.parametrize("again", ["synthetic reader one", " SYNTHETIC  Reader One", "Synthetic\u200b reader óne"])
def test_one_person_who_signs_twice_is_one(run, again):
    run.readers = (READERS[0], again)
    assert one(signed(run)).stopped == ((State.SECOND_READER, f"is signed by 1 of 2 readers: {again}"),)


def test_the_last_word_of_a_reader_counts(run):
    folder = signed(run)
    word = {"time": "2024-05-02T12:00:00Z", "name": READERS[0].upper(), "role": "reader"}
    sha256 = one(folder).quote.sha256
    append_decisions(signatures_of(run), [Decision(**word, decision=Word.REFUSE, sha256=sha256)])
    assert one(folder).stopped == (
        (State.SECOND_READER, "SYNTHETIC READER ONE refused it at 2024-05-02T12:00:00Z"),
        (State.SECOND_READER, "is signed by 1 of 2 readers: Synthetic reader two"),
    )
    append_decisions(signatures_of(run), [Decision(**word, decision=Word.PUBLISH, sha256=sha256)])
    assert one(folder).stopped == ()


def test_who_proposed_a_quote_is_none_of_its_readers(run):
    quote = one(signed(run, proposed_by="SYNTHETIC READER TWO"))
    assert quote.stopped == ((State.SECOND_READER, "is signed by 1 of 2 readers: Synthetic reader one"),)


@pytest.mark.parametrize(("word", "is_stopped"), [(Word.NOT_IDENTIFYING, False), (Word.MAY_BE_SHOWN, True)])
def test_an_exception_lets_a_finding_stand_and_one_that_is_named_counts_as_said(run, word, is_stopped):
    run.readers = ()
    others = [(f"Interview {number}", "clinician", "birch") for number in (30, 31)]
    run.frame([("Interview 7", "clinician", "alder"), *TWO[1:3], *others])
    folder = signed(run, [("I grew up in Alder.", "clinician", "yes")])
    (finding,) = one(folder).scan.findings
    row = Decision("2024-05-01T12:00:00Z", "Synthetic reader one", "reader", word, one(folder).quote.sha256)
    excepted = Decision(row.time, row.name, row.role, word, row.sha256, finding.name, "a tree in this sentence")
    append_decisions(signatures_of(run), [excepted])
    quote = one(folder)
    assert quote.state is (State.SCANNED if is_stopped else State.CONSENT_CHECKED)
    if is_stopped:
        assert quote.stopped[0][1] == "shows role, place of its speaker, which 3 of those interviewed fit"


def test_an_exception_is_void_when_the_quote_changes(run):
    folder = signed(run, [("I grew up in Alder.", "clinician", "yes")])
    assert one(folder).stopped == ()
    assert one(rewritten(run, texts(lambda text: text + "!"))).stopped[0][0] is State.SCANNED


def test_nobody_excepts_what_is_in_a_quote_of_a_part_2_program(run):
    run.frame(TWO)
    quote = one(signed(run, [("I grew up in Alder.", "clinician", "yes")], part2="yes"))
    assert quote.excepted == {}
    assert quote.stopped[0][0] is State.SCANNED


def test_a_quote_of_a_part_2_program_asks_for_a_known_number(run):
    assert one(signed(run, part2="yes")).stopped == (
        (State.CODED_SAFE, "shows role of its speaker, and nobody knows how many that fits"),
    )


def test_consent_withdrawn_between_signature_and_release_stops_the_release(run):
    folder = signed(run)
    data = run.params_file.parent / "data" / "quotes.csv"
    data.write_text(data.read_text(encoding="utf-8").replace("yes", "withdrawn"), encoding="utf-8")
    with pytest.raises(DisclosureError) as caught:
        release(folder)
    assert caught.value.exit_code == 14
    assert "source quotes: changed after the run; found quotes.csv; expected the file as the run read it" in str(
        caught.value
    )
    assert not (folder / "released").exists()


def test_consent_withdrawn_in_the_project_stops_the_release(run):
    folder = signed(run)
    (run.params_file.parent / "data" / "interviews.qdpx").write_bytes(b"interviews, one case withdrawn")
    with pytest.raises(DisclosureError, match="source interviews: changed after the run") as caught:
        release(folder)
    assert caught.value.exit_code == 14


@pytest.mark.parametrize(
    ("refused", "interview", "is_stopped"),
    [
        (SAID, "Interview 7", True),
        (f"So {SAID.lower()} Nobody else did.", "Interview 7", True),
        ("Nothing of that is in this one.", "Interview 7", False),
        (SAID, "Interview 8", False),
    ],
)
def test_words_of_a_quote_without_consent_are_not_published_as_another(run, refused, interview, is_stopped):
    signed(run, [(SAID, "clinician", "yes"), (refused, "clinician", "yes")])

    def change(rows):
        rows[1] |= {"consent": "withdrawn", "source": interview}
        return rows

    first, _ = judged(rewritten(run, change)).quotes
    why = ((State.CONSENT_CHECKED, "has words of INT-1, of which consent is withdrawn"),)
    assert first.stopped == (why if is_stopped else ())


def test_words_are_the_last_by_their_time_wherever_they_stand_in_the_file(run):
    folder = signed(run)
    word = {"name": READERS[0], "role": "reader", "sha256": one(folder).quote.sha256}
    append_decisions(signatures_of(run), [Decision(time="2020-01-01T12:00:00Z", decision=Word.REFUSE, **word)])
    assert one(folder).stopped == ()


def test_a_word_that_is_yet_to_come_stops_a_quote(run):
    folder = signed(run)
    word = {"name": "Somebody else", "role": "reader", "sha256": one(folder).quote.sha256}
    append_decisions(signatures_of(run), [Decision(time="2999-01-01T12:00:00Z", decision=Word.PUBLISH, **word)])
    why = "the word of Somebody else is dated 2999-01-01T12:00:00Z, which is yet to come"
    assert one(folder).stopped == ((State.SECOND_READER, why),)


def test_an_exception_after_a_signature_asks_for_another_signature(run):
    folder = signed(run)
    quote = one(folder)
    excepted = {"finding": "person@0-4", "reason": "a word and no name"}
    word = {"name": "Third Reader", "role": "reader", "sha256": quote.quote.sha256}
    late = Decision(time="2024-05-02T00:00:00Z", decision=Word.NOT_IDENTIFYING, **word, **excepted)
    assert last_words(quote.quote, quote.signatures, {}) == quote.signatures
    assert last_words(quote.quote, quote.signatures, {"person@0-4": late}) == ()


def test_without_the_file_of_quotes_nobody_can_tell_whether_consent_holds(run):
    folder = signed(run)
    (run.params_file.parent / "data" / "quotes.csv").unlink()
    why = "the file of source quotes cannot be read: nobody can tell whether consent still holds"
    assert one(folder).stopped == ((State.CONSENT_CHECKED, why),)


def test_without_the_params_file_nobody_knows_who_signed(run):
    folder = signed(run)
    run.params_file.unlink()
    assert one(folder).state is State.RESTRICTED
    release(folder)
    assert read(folder / "released" / "quotes.csv") == []


def test_a_damaged_file_of_signatures_refuses_the_release(run):
    folder = signed(run)
    path = signatures_of(run)
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(DisclosureError, match=r"signatures\.csv: is cut off") as caught:
        release(folder)
    assert caught.value.exit_code == 14
    assert not (folder / "released").exists()


def test_a_list_of_the_site_that_is_not_there_is_an_error(run):
    run.readers = ()
    run.params["disclosure"] = {"site_lists": {"people": "staff.txt"}, "public_texts": ["news.txt"]}
    folder = signed(run)
    with pytest.raises(ParameterError) as caught:
        release(folder)
    assert caught.value.exit_code == 10
    assert "disclosure.site_lists.people: cannot be read; found staff.txt: no such file" in str(caught.value)
    assert "disclosure.public_texts: cannot be read; found news.txt: no such file" in str(caught.value)


def test_two_quotes_of_one_name_are_refused(run):
    run.readers = ()
    signed(run)
    folder = rewritten(run, lambda rows: rows * 2)
    with pytest.raises(DisclosureError, match="two quotes have one name; found 'INT-0'"):
        judged(folder)


def test_a_speaker_of_too_many_quotes_has_some_held_back(run):
    run.readers = ()
    rows = [(f"This is sentence {'abcdefgh'[number]} of it.", "clinician", "yes") for number in range(8)]
    signed(run, rows)
    folder = rewritten(run, lambda rows: [row | {"source": "Interview 7"} for row in rows[:3]] + rows[3:])
    sign_all(folder)
    held = {each.quote.quote_id: each.stopped for each in judged(folder).quotes if each.stopped}
    assert set(held) == {"INT-1", "INT-2"}
    assert held["INT-1"][0][0] is State.RELEASED
    release(folder)
    assert len(read(folder / "released" / "quotes.csv")) == 6


@pytest.mark.parametrize(
    ("attributes", "found"),
    [
        ("place: alder; job: baker", "job"),
        ("none; place: alder", "none"),
        ("the mayor", "the mayor"),
        ("role:", "role"),
    ],
)
def test_an_attribute_of_no_list_or_without_a_value_is_refused(run, attributes, found):
    run.readers = ()
    folder = signed(run, attributes=attributes)
    with pytest.raises(DisclosureError, match=f"row 1: unknown attribute; found '{found}'; expected one of role"):
        judged(folder)


def test_a_quote_that_says_two_places_fits_nobody(run):
    run.frame([*TWO, ("Interview 50", "clinician", "birch")])
    assert one(signed(run, attributes="place: alder; place: birch")).stopped[0][0] is State.CODED_SAFE


@pytest.mark.parametrize("text", ["Alder is the worst place to be sick.", "they came over from elm to get dosed"])
def test_a_community_of_the_plan_is_looked_for_without_any_list(run, text):
    run.readers = ()
    quote = one(signed(run, [(text, "clinician", "yes")]))
    assert quote.stopped[0][0] is State.SCANNED
    assert "is a community or an arm of the plan" in quote.stopped[0][1]


@pytest.mark.parametrize(
    ("text", "matching"),
    [
        ("In alder they treat you like dirt.", 6),
        ("In arm one they treat you like dirt.", 8),
        ("In arm two they treat you like dirt.", None),
    ],
)
def test_a_community_or_arm_that_may_be_shown_counts_as_the_place_of_the_speaker(run, text, matching):
    run.readers = ()
    run.frame([*TWO, ("Interview 50", "clinician", "Birch"), ("Interview 51", "clinician", "birch")])
    folder = signed(run, [(text, "clinician", "yes")])
    found = one(folder)
    excepted = [
        Decision("2024-05-01T12:00:00Z", "A", "reader", Word.MAY_BE_SHOWN, found.quote.sha256, each.name, REASON)
        for each in found.scan.findings
    ]
    append_decisions(signatures_of(run), excepted)
    combination = one(folder).combination
    assert (tuple(combination.attributes), combination.matching) == (("role", "place"), matching)
    assert combination.is_blocked


CODEBOOK = (
    ("life_in_alder", "Life in Alder", ""),
    ("hope", "Hope", "Life in Alder"),
    ("peer_workers", "Peer workers", ""),
    ("arm_two_waiting", "Waiting", "Arm two"),
    ("arm_two", "Arm two", ""),
    ("delay", "Delay", "Waiting"),
    ("trust", "Trust", ""),
    ("every_place", "Alder, Birch, Elm and Fir", ""),
)


@pytest.mark.parametrize(
    ("theme", "role", "said", "matching"),
    [
        ("life_in_alder", "clinician", ("role", "place"), 6),
        ("hope", "clinician", ("role", "place"), 6),
        ("delay", "clinician", ("role", "place"), None),
        ("peer_workers", "clinician", ("role",), 8),
        ("peer_workers", "", ("role",), None),
        ("trust", "clinician", ("role",), 8),
        ("every_place", "clinician", ("role",), 8),
        ("not_in_the_codebook_of_birch", "clinician", ("role", "place"), 2),
    ],
)
def test_what_a_theme_or_a_code_above_it_names_is_shown_of_the_speaker(run, theme, role, said, matching):
    run.readers = ()
    run.frame([*TWO, ("Interview 50", "clinician", "birch"), ("Interview 51", "clinician", "birch")])
    run.other(
        "codebook",
        TableKind.DESCRIPTION,
        ("theme", "label", "parent"),
        CODEBOOK,
        analysis="themes",
        sensitivity="public",
    )
    signed(run)
    folder = rewritten(run, lambda rows: [row | {"theme": theme, "role": role} for row in rows])
    combination = one(folder).combination
    assert (combination.attributes, combination.matching) == (said, matching)


TOLD = ", which counts as said of its speaker: docs/how-to/quotes.md says what to do"


@pytest.mark.parametrize(
    ("theme", "why"),
    [
        ("life_in_alder", "its theme 'Life in Alder' names the place Alder"),
        ("hope", "the code 'Life in Alder' above its theme names the place Alder"),
        ("delay", "the code 'Arm two' above its theme names the places Elm, Fir"),
        ("not_in_the_codebook_of_birch", "its theme 'not_in_the_codebook_of_birch' names the place Birch"),
        ("peer_workers_of_alder", "its theme 'Peers of Alder' and the code 'Life in Alder' above its theme names"),
    ],
)
def test_what_only_the_name_of_a_theme_tells_is_said_with_that_name(run, theme, why):
    run.readers = ()
    run.frame([*TWO, ("Interview 50", "clinician", "birch"), ("Interview 51", "clinician", "birch")])
    rows = [*CODEBOOK, ("peer_workers_of_alder", "Peers of Alder", "Life in Alder")]
    columns = ("theme", "label", "parent")
    run.other("codebook", TableKind.DESCRIPTION, columns, rows, analysis="themes", sensitivity="public")
    signed(run)
    folder = rewritten(run, lambda rows: [row | {"theme": theme} for row in rows])
    (reason,) = (reason for state, reason in one(folder).stopped if state is State.CODED_SAFE)
    assert f"; {why}" in reason
    assert reason.endswith(TOLD)
    review = review_release(folder).read_text(encoding="utf-8").replace("\u200b", "")
    assert "docs/how-to/quotes.md says what to do" in review
    release(folder, released_at=NOW)
    assert why not in (folder / "released" / "withheld.csv").read_text(encoding="utf-8")


def test_a_theme_called_like_a_community_by_chance_counts_and_another_name_does_not(run):
    run.readers = ()
    communities = {"c01": {"name": "Hope County", "arm": "cep"}, "c02": {"name": "North End", "arm": "rfs"}}
    run.params["communities"] = communities
    run.frame([(f"Interview {7 + n}", "clinician", "c01" if n < 6 else "c02") for n in range(12)])
    rows = [("hope", "Hope", ""), ("hopes", "Hopes and fears", ""), ("hopeful", "Hopeful", "")]
    columns = ("theme", "label", "parent")
    run.other("codebook", TableKind.DESCRIPTION, columns, rows, analysis="themes", sensitivity="public")
    signed(run)
    folder = rewritten(run, lambda rows: [row | {"theme": "hope"} for row in rows])
    assert one(folder).stopped[0][1] == (
        "shows role, place of its speaker, which 6 of those interviewed fit; its theme 'Hope' names the place Hope "
        f"County{TOLD}"
    )
    for theme in ("hopes", "hopeful"):
        folder = rewritten(run, lambda rows, theme=theme: [row | {"theme": theme} for row in rows])
        assert one(folder).combination.attributes == ("role",)


@pytest.mark.parametrize(
    ("theme", "told"),
    [
        ("trust", ""),
        ("peer_workers", ""),
        ("life_in_alder", ""),
        ("arm_two", "; its theme 'Arm two' names the places Elm, Fir"),
    ],
)
def test_a_theme_that_says_nothing_new_of_the_speaker_is_not_told(run, theme, told):
    """The quote has a role and a place of its own; only a theme with another place adds to that."""
    run.readers = ()
    run.frame([*TWO])
    columns = ("theme", "label", "parent")
    run.other("codebook", TableKind.DESCRIPTION, columns, CODEBOOK, analysis="themes", sensitivity="public")
    signed(run, attributes="place: alder")
    (reason,) = (why for _, why in one(rewritten(run, lambda rows: [row | {"theme": theme} for row in rows])).stopped)
    if told:
        assert reason == f"shows role, place, place of its speaker, and nobody knows how many that fits{told}{TOLD}"
    else:
        assert reason == "shows role, place of its speaker, which 6 of those interviewed fit"


def test_a_theme_that_names_another_place_than_the_words_fits_nobody(run):
    run.readers = ()
    run.frame([*TWO, ("Interview 50", "clinician", "birch")])
    signed(run, attributes="place: birch")
    folder = rewritten(run, lambda rows: [row | {"theme": "life_in_alder"} for row in rows])
    assert one(folder).combination.is_blocked
    assert one(folder).combination.matching is None
