"""Simulated interviews: what was planted is in the text, coders read as declared, the project reads back."""

import csv
import re
from itertools import product
from math import comb
from pathlib import Path

import numpy as np
import pytest
import yaml

from evaluation.data.demo import interviews as made
from evaluation.data.demo import world
from evaluation.data.demo.interviews import Interview, simulate_interviews
from evaluation.data.demo.quotes import propose_quotes
from evaluation.data.demo.refi_qda import write_interviews
from evaluation.data.refi_qda import read_project

VOICES = yaml.safe_load(Path(made.__file__).with_name("voices.yml").read_text(encoding="utf-8"))
ROOT = Path(__file__).parents[3]
FIRST, SECOND = (coder.name for coder in world.CODERS)


@pytest.fixture(scope="module")
def interviews() -> tuple[Interview, ...]:
    return simulate_interviews(np.random.default_rng(np.random.SeedSequence(20240101).spawn(4)[2]))


def answers_of(interview: Interview) -> list[tuple[int, int]]:
    """Positions of the paragraphs after the first line."""
    found, at = [], 0
    for paragraph in interview.text.split("\n\n"):
        found.append((at, at + len(paragraph)))
        at += len(paragraph) + 2
    return found[1:]


def test_roles_and_coders_are_as_declared(interviews: tuple[Interview, ...]) -> None:
    roles = [interview.role for interview in interviews]
    assert {role: roles.count(role) for role in roles} == world.INTERVIEWED
    finished = [frozenset(mark.coder for mark in interview.marks) for interview in interviews]
    assert finished.count(frozenset({FIRST, SECOND})) == 24
    assert finished.count(frozenset({FIRST})) == 4
    with (ROOT / "data_dictionary" / "codelists" / "role.csv").open(encoding="utf-8") as file:
        assert set(roles) == {row["code"] for row in csv.DictReader(file)}


def test_every_passage_is_made_of_sentences_about_its_theme(interviews: tuple[Interview, ...]) -> None:
    patterns = {
        theme: re.compile(
            "|".join(
                re.sub(r"\\\{\w+\\\}", ".+?", re.escape(line[0].upper() + line[1:]))
                for voice in ("lived", "service")
                for line in VOICES["themes"][theme][voice]
            )
        )
        for theme in VOICES["themes"]
    }
    for interview in interviews:
        answers = answers_of(interview)
        for passage in interview.passages:
            start, end = answers[passage.answer]
            assert start <= passage.start < passage.end <= end
            assert patterns[passage.theme].match(interview.text[passage.start : passage.end])


def test_a_mark_lies_within_one_answer_and_overlaps_what_was_planted(interviews: tuple[Interview, ...]) -> None:
    for interview in interviews:
        answers = answers_of(interview)
        planted = {(passage.answer, passage.theme): passage for passage in interview.passages}
        for mark in interview.marks:
            (answer,) = [number for number, (start, end) in enumerate(answers) if start <= mark.start < end]
            assert mark.end <= answers[answer][1]
            passage = planted.get((answer, mark.theme))
            if passage:
                assert mark.start < passage.end
                assert passage.start < mark.end


def test_the_coders_differ_in_what_they_mark(interviews: tuple[Interview, ...]) -> None:
    spans = {
        name: {(i.name, m.theme, m.start, m.end) for i in interviews for m in i.marks if m.coder == name}
        for name in (FIRST, SECOND)
    }
    assert spans[FIRST] & spans[SECOND]
    assert spans[FIRST] - spans[SECOND]
    assert spans[SECOND] - spans[FIRST]


def test_sensitivity_and_over_application_are_as_declared() -> None:
    seen = dict.fromkeys(product((FIRST, SECOND), (True, False), (True, False)), 0)
    for seed in range(15):
        for interview in simulate_interviews(np.random.default_rng(seed)):
            answers = answers_of(interview)
            planted = {(passage.answer, passage.theme) for passage in interview.passages}
            marked = {
                (mark.coder, number, mark.theme)
                for mark in interview.marks
                for number, (start, end) in enumerate(answers)
                if start <= mark.start < end
            }
            coders = {mark.coder for mark in interview.marks}
            for coder, number in product(coders, range(len(answers))):
                holds = (number, "Stigma") in planted
                seen[coder, holds, (coder, number, "Stigma") in marked] += 1
    for coder in world.CODERS:
        over_applied = dict(coder.over_applied).get("Stigma", coder.false_positive)
        for holds, chance in ((True, coder.sensitivity), (False, over_applied)):
            applied, not_applied = seen[coder.name, holds, True], seen[coder.name, holds, False]
            n = applied + not_applied
            assert applied / n == pytest.approx(chance, abs=4 * (chance * (1 - chance) / n) ** 0.5)


def test_the_number_of_answers_that_hold_a_theme_is_as_declared() -> None:
    counts = [
        sum(passage.theme == theme.name for passage in interview.passages)
        for seed in range(8)
        for interview in simulate_interviews(np.random.default_rng(seed))
        for theme in world.THEMES
    ]
    held = [count for count in counts if count]
    for number in range(1, 5):
        chance = comb(3, number - 1) * 0.4 ** (number - 1) * 0.6 ** (4 - number)
        error = (chance * (1 - chance) / len(held)) ** 0.5
        assert held.count(number) / len(held) == pytest.approx(chance, abs=4 * error)
    assert max(counts) == 4


def test_the_project_reads_back_as_it_was_made(interviews: tuple[Interview, ...], tmp_path: Path) -> None:
    path = tmp_path / "interviews.qdpx"
    write_interviews(path, interviews, seed=1)
    project = read_project(path)
    assert project.violations == ()
    assert [user.name for user in project.users] == [FIRST, SECOND, world.OBSERVER]
    assert {code.path for code in project.codes if code.is_codable} == {(t.group, t.name) for t in world.THEMES}
    assert [source.text for source in project.sources] == [interview.text for interview in interviews]
    names = {item.id: item.name for item in (*project.users, *project.codes, *project.sources)}
    segments = {segment.id: segment for segment in project.segments}
    read = {
        (
            names[coding.source_id],
            names[coding.coder_id],
            names[coding.code_id],
            segments[coding.segment_id].start,
            segments[coding.segment_id].end,
        )
        for coding in project.codings
    }
    assert read == {(i.name, m.coder, m.theme, m.start, m.end) for i in interviews for m in i.marks}
    ids = {source.name: source.id for source in project.sources}
    for variable in ("role", "community", "consent", "held_on"):
        values = project.values_of(ids.values(), variable)
        assert all(values[ids[i.name]] == (getattr(i, variable),) for i in interviews)


def test_some_texts_count_differently_in_utf16(interviews: tuple[Interview, ...]) -> None:
    wide = [
        interview
        for interview in interviews
        for mark in interview.marks
        if any(ord(character) > 0xFFFF for character in interview.text[: mark.start])
    ]
    assert wide
    assert any("é" in interview.text for interview in interviews)


def test_quotes_are_passages_of_interviews_in_the_speakers_name(interviews: tuple[Interview, ...]) -> None:
    quotes = propose_quotes(np.random.default_rng(1), interviews)
    by_name = {interview.name: interview for interview in interviews}
    assert 10 <= len(quotes) <= 14
    assert quotes["quote_id"].is_unique
    assert quotes["source"].is_unique
    assert set(quotes["consent"]) == {"yes", "no", "withdrawn"}
    for quote in quotes.itertuples():
        interview = by_name[quote.source]
        assert quote.text in interview.text
        assert (quote.role, quote.community) == (interview.role, interview.community)
        assert interview.consent == "yes" or quote.consent == "no"
        assert (quote.consent_date == "") == (quote.consent == "no")


def test_voices_name_only_known_slots_and_all_themes() -> None:
    assert set(VOICES["themes"]) == {theme.name for theme in world.THEMES}
    assert len(VOICES["questions"]) >= world.INTERVIEWS.most_answers
    for by_voice in (VOICES["plain"], *VOICES["themes"].values()):
        for voice in ("lived", "service"):
            assert len(by_voice[voice]) >= 5
            for line in by_voice[voice]:
                assert set(re.findall(r"\{(\w+)\}", line)) <= set(VOICES["slots"])
                assert line[-1] in ".🙂"


def test_voices_use_person_first_words() -> None:
    # NIDA, "Words Matter": terms that carry blame.
    text = Path(made.__file__).with_name("voices.yml").read_text(encoding="utf-8").lower()
    for word in ("addict", "junkie", "abuse", "drug user", "clean", "dirty", "habit", "former user", "alcoholic"):
        assert word not in text
