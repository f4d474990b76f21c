"""What an import asks is answered once, acted on, and never asked again."""

from datetime import date
from itertools import permutations
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from exchange.notices.questions import Answer, answer, open_by_day, open_questions
from models.links import LinkKind, heirs, link
from models.queries.cases import read_case
from models.refusals import Refused
from models.storage.database import reading, writing
from states.facts import Milestone
from tests.exchange.notices.folders import (
    AWARD,
    CALL,
    CASE_OF_STORY,
    PLANNING,
    asked,
    files_of,
    linked,
    put,
    take_in,
)
from tests.models.building import (
    OFFICER,
    TODAY,
    add_unit,
    counts,
    dates,
    enter,
    notice_xml,
    opened,
    read,
    seen,
    uuid,
)

SYSTEM = notice_xml("system", procedure="S", oj="1-2026", title="Delar", published="2026-01-12")
BRAKES = notice_xml("call", procedure="C", oj="2-2026", title="Bromsar", published="2026-02-02", previous=["1-2026"])


@pytest.fixture
def number(engine: Engine, folder: Path) -> int:
    """The number of the question that two notices raise."""
    put(folder, a=SYSTEM, b=BRAKES)
    take_in(engine, folder)
    return only_question(engine)


def only_question(engine: Engine) -> int:
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


def test_what_waited_and_is_linked_comes_out_of_the_case_that_was_there(engine: Engine, folder: Path):
    opened(engine, "UH-1", title="Helt annat")
    put(folder, call=notice_xml("call", procedure="P", number="UH-1", title="Städning igen"))
    take_in(engine, folder)
    answer(engine, only_question(engine), Answer.LINKED, by=OFFICER, today=TODAY)
    take_in(engine, folder)
    assert linked(engine) == {("Städning igen", "retender_of", "Helt annat")}


def test_a_link_that_would_close_a_circle_is_refused_and_the_question_stays(engine: Engine, folder: Path, number: int):
    with writing(engine) as connection:
        earlier = read_case(connection, f"N-{uuid('S')[:13]}")
        link(connection, earlier, LinkKind.RETENDER_OF, f"N-{uuid('C')[:13]}", by=OFFICER, today=TODAY)
    with pytest.raises(Refused):
        answer(engine, number, Answer.LINKED, by=OFFICER, today=TODAY)
    assert len(asked(engine)) == 1
    assert len(linked(engine)) == 1


def test_cases_that_are_linked_already_can_be_said_to_be_so(engine: Engine, number: int):
    with writing(engine) as connection:
        later = read_case(connection, f"N-{uuid('C')[:13]}")
        link(connection, later, LinkKind.RETENDER_OF, f"N-{uuid('S')[:13]}", by=OFFICER, today=TODAY)
    answer(engine, number, Answer.LINKED, by=OFFICER, today=TODAY)
    assert asked(engine) == []
    assert len(linked(engine)) == 1


# --- cases that become one by themselves -----------------------------------------------------------------------------

SENT = notice_xml("pin", form="planning", title="Kommande städning", published="2026-01-12")
PUBLISHED = notice_xml("pin", form="planning", title="Kommande städning", published="2026-01-12", oj="21-2026")
OF_PUBLISHED = notice_xml("call", procedure="P", title="Städning", published="2026-03-04", previous=["21-2026"])


def living(engine: Engine) -> list[str]:
    """Return the references of the cases that were merged into no other."""
    with reading(engine) as connection:
        ids = [case.id for case in files_of(engine)]
        return [case.reference for case in files_of(engine) if case.id not in heirs(connection, ids)]


@pytest.mark.parametrize("order", list(permutations((SENT, PUBLISHED, OF_PUBLISHED))))
def test_a_copy_that_tells_its_publication_number_brings_call_and_plan_together_in_every_order(
    engine: Engine, folder: Path, order: tuple[str, ...]
):
    for place, content in enumerate(order):
        put(folder, **{f"f{place}": content})
        take_in(engine, folder / f"f{place}.xml")
    (reference,) = living(engine)
    assert read(engine, reference).title == "Städning"
    assert "documents_published" in dates(read(engine, reference))
    assert asked(engine) == []
    assert take_in(engine, folder).known == 3


@pytest.mark.parametrize("order", list(permutations((PLANNING, CALL, AWARD))))
def test_plan_call_and_award_are_one_case_in_every_order_and_the_report_says_so(
    engine: Engine, folder: Path, order: tuple[str, ...]
):
    for place, content in enumerate(order):
        put(folder, **{f"f{place}": content})
        report = take_in(engine, folder / f"f{place}.xml")
    (reference,) = living(engine)
    assert report.lines[0].reference == reference
    assert set(dates(read(engine, reference))) >= {"planned_call", "documents_published", "award_decided"}
    (line,) = report.lines
    assert ("slagits ihop" in line.text.sv) == (order[-1] == CALL)
    assert not line.asks


@pytest.mark.parametrize("acted_on", ["N-1-2025", CASE_OF_STORY])
def test_the_case_that_a_person_has_acted_on_goes_on(engine: Engine, folder: Path, acted_on: str):
    put(folder, a=PLANNING, b=AWARD)
    take_in(engine, folder)
    enter(engine, acted_on, seen(Milestone.CONTACT_POINT_1, date(2026, 1, 14)))
    put(folder, c=CALL)
    take_in(engine, folder)
    assert living(engine) == [acted_on]


def test_cases_of_different_units_are_left_to_a_person(engine: Engine, folder: Path):
    put(folder, a=PLANNING, b=AWARD)
    take_in(engine, folder)
    units = [add_unit(engine, "Skolan"), add_unit(engine, "Parken")]
    with writing(engine) as connection:
        for unit_id, reference in zip(units, ("N-1-2025", CASE_OF_STORY), strict=True):
            told = {"unit": unit_id, "reference": reference}
            connection.execute(text('UPDATE "case" SET unit_id = :unit WHERE reference = :reference'), told)
    put(folder, c=CALL)
    take_in(engine, folder)
    assert len(living(engine)) == 2
    assert asked(engine) == [(CASE_OF_STORY, "N-1-2025")]


def test_open_questions_are_counted_by_the_day_on_which_they_were_asked(engine: Engine, number: int):
    with reading(engine) as connection:
        assert open_by_day(connection) == {TODAY: 1}
        assert [one.number for one in open_questions(connection, limit=1)] == [number]
        assert open_questions(connection, limit=0) == []
    answer(engine, number, Answer.APART, by=OFFICER, today=TODAY)
    with reading(engine) as connection:
        assert open_by_day(connection) == {}
