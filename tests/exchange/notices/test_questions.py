"""What an import asks is answered once, acted on, and never asked again."""

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine

from exchange.notices.questions import Answer, answer, open_questions
from models.refusals import Refused
from models.storage.database import reading
from tests.exchange.notices.folders import asked, linked, put, take_in
from tests.models.building import OFFICER, TODAY, counts, notice_xml, opened

SYSTEM = notice_xml("system", procedure="S", oj="1-2026", title="Delar", published="2026-01-12")
CALL = notice_xml("call", procedure="C", oj="2-2026", title="Bromsar", published="2026-02-02", previous=["1-2026"])


@pytest.fixture
def number(engine: Engine, folder: Path) -> int:
    """The number of the question that two notices raise."""
    put(folder, a=SYSTEM, b=CALL)
    take_in(engine, folder)
    with reading(engine) as connection:
        (question,) = open_questions(connection)
    return question.number


def test_a_question_shows_both_sides(engine: Engine, number: int):
    with reading(engine) as connection:
        (question,) = open_questions(connection)
    assert (question.mine.title, question.mine.number, question.mine.on) == ("Bromsar", "2-2026", date(2026, 2, 2))
    assert (question.other.title, question.other.number) == ("Delar", "1-2026")
    assert question.number == number


@pytest.mark.parametrize(("said", "links"), [(Answer.APART, 0), (Answer.LINKED, 1), (Answer.SAME, 1)])
def test_an_answer_is_acted_on_and_never_asked_again(
    engine: Engine, folder: Path, number: int, said: Answer, links: int
):
    assert answer(engine, number, said, by=OFFICER, today=TODAY) is None
    assert len(linked(engine)) == links
    assert asked(engine) == []
    take_in(engine, folder)
    put(folder, c=notice_xml("more", procedure="C", title="Bromsar", published="2026-03-02", previous=["1-2026"]))
    take_in(engine, folder)
    assert asked(engine) == []


def test_a_question_is_answered_once_and_must_be_there(engine: Engine, number: int):
    answer(engine, number, Answer.APART, by=OFFICER, today=TODAY)
    for wrong in (number, number + 1):
        with pytest.raises(Refused):
            answer(engine, wrong, Answer.SAME, by=OFFICER, today=TODAY)


@pytest.mark.parametrize(("said", "cases"), [(Answer.SAME, 1), (Answer.APART, 2), (Answer.LINKED, 2)])
def test_a_notice_that_waits_goes_where_the_answer_says(engine: Engine, folder: Path, said: Answer, cases: int):
    opened(engine, "UH-1", title="Helt annat")
    put(folder, call=notice_xml("call", procedure="P", number="UH-1"))
    take_in(engine, folder)
    with reading(engine) as connection:
        (question,) = open_questions(connection)
    assert answer(engine, question.number, said, by=OFFICER, today=TODAY) == folder / "call.xml"
    take_in(engine, folder)
    assert counts(engine)["Case"] == cases
    assert len(linked(engine)) == (said is Answer.LINKED)
    assert asked(engine) == []
