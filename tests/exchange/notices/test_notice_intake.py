"""What a notice may change in its case, and what stays."""

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine

from exchange.import_report import ImportOutcome
from exchange.notices.questions import Answer, answer, open_questions
from exchange.plans.plan_import import import_plan
from models.operations import amend, find
from models.refusals import UnknownCase
from models.storage.database import reading, writing
from tests.exchange.notices.folders import (
    AWARD,
    CALL,
    CASE_OF_STORY,
    CHANGE,
    files_of,
    outcomes,
    put,
    skipped,
    take_in,
)
from tests.models.building import (
    BUYER,
    OFFICER,
    TODAY,
    add_unit,
    broken,
    contents,
    counts,
    dates,
    notice_xml,
    opened,
    read,
    write,
)


def test_the_same_notice_twice_in_one_folder_is_taken_in_once(engine: Engine, folder: Path):
    put(folder, a=CALL, b=CALL, c=notice_xml("copy", procedure="P", oj="11-2026", title="Samma nummer"))
    report = take_in(engine, folder)
    # The third has an id of its own: only its publication number is that of the first.
    assert sorted(outcomes(report).values()) == ["created", "known", "updated"]
    assert {line.reference for line in report.lines} == {CASE_OF_STORY}
    assert counts(engine)["ImportedNotice"] == 2


def test_what_a_person_entered_of_the_case_stands_above_later_notices(engine: Engine, folder: Path):
    put(folder, call=CALL)
    take_in(engine, folder)
    with writing(engine) as connection:
        case = find(connection, CASE_OF_STORY)
        amend(connection, case, {"title": "Mitt namn", "months": 60.0}, by=OFFICER, today=TODAY)
    put(folder, change=CHANGE)
    take_in(engine, folder)
    case = read(engine, CASE_OF_STORY)
    assert (case.title, case.months) == ("Mitt namn", 60.0)


def test_a_confirmed_notice_goes_into_its_case_and_later_ones_follow_by_themselves(engine: Engine, folder: Path):
    opened(engine, "UH-1", unit_id=add_unit(engine, BUYER[0]))
    put(folder, call=CALL, award=AWARD)
    assert take_in(engine, folder).skipped == 2
    report = take_in(engine, folder / "call.xml", into="UH-1")
    assert (report.lines[0].outcome, report.lines[0].reference) == (ImportOutcome.UPDATED, "UH-1")
    assert set(skipped(engine)) == {"award.xml"}
    report = take_in(engine, folder)
    assert outcomes(report) == {"call.xml": "known", "award.xml": "updated"}
    assert skipped(engine) == {}
    assert counts(engine)["Case"] == 1
    assert dates(read(engine, "UH-1"))["award_decided"] == date(2026, 2, 16)


def test_the_case_that_a_person_names_must_be_there_and_nothing_is_read_before(engine: Engine, folder: Path):
    put(folder, call=CALL)
    before = contents(engine)
    with pytest.raises(UnknownCase, match="UH-404"):
        take_in(engine, folder, into="UH-404")
    assert contents(engine) == before


def test_what_is_imported_already_does_not_move_to_the_case_that_a_person_names(engine: Engine, folder: Path):
    put(folder, call=CALL)
    take_in(engine, folder)
    opened(engine, "UH-1")
    report = take_in(engine, folder, into="UH-1")
    assert (report.lines[0].outcome, report.lines[0].reference) == (ImportOutcome.KNOWN, CASE_OF_STORY)


@pytest.mark.parametrize("plan_first", ["plan", "notice"])
def test_a_plan_knows_better_than_a_notice_whose_procurement_it_is(engine: Engine, folder: Path, plan_first: str):
    school = add_unit(engine, "Skolan")
    add_unit(engine, BUYER[0], numbers_cases=True)
    plan = write(folder.parent, "plan.csv", "JournalID;Verksamhet;Benämning\nUH-1;Skolan;Städning\n")
    notice = write(folder, "call.xml", notice_xml("call", procedure="P", number="UH-1", published="2026-03-20"))
    steps = {
        "plan": lambda: import_plan(engine, plan, today=TODAY),
        "notice": lambda: take_in(engine, notice, today=date(2026, 4, 1)),
    }
    for step in sorted(steps, key=lambda name: name != plan_first):
        steps[step]()
    assert read(engine, "UH-1").unit_id == school


def test_who_buys_for_others_does_not_take_over_their_case(engine: Engine, folder: Path):
    school = add_unit(engine, "Skolan")
    add_unit(engine, BUYER[0], numbers_cases=True)
    opened(engine, "UH-1", unit_id=school)
    put(folder, call=notice_xml("call", procedure="P", number="UH-1"))
    take_in(engine, folder)
    assert read(engine, "UH-1").unit_id == school


def test_a_number_finds_the_case_in_whatever_letters_notices_write_it(engine: Engine, folder: Path, numbering: int):
    opened(engine, "UH-1", unit_id=numbering, title="Helt annat")
    put(
        folder,
        call=notice_xml("call", procedure="P", number="uh-1"),
        pin=notice_xml("pin", form="planning", number="Uh-7", published="2025-09-01"),
        other=notice_xml("other", procedure="O", number="uh-7"),
    )
    report = take_in(engine, folder)
    assert {line.name: line.reference for line in report.lines} == {
        "call.xml": "UH-1",
        "pin.xml": "Uh-7",
        "other.xml": "Uh-7",
    }
    assert counts(engine)["Case"] == 2


def test_the_case_that_a_person_names_is_found_in_whatever_letters(engine: Engine, folder: Path):
    opened(engine, "UH-1")
    put(folder, call=CALL)
    assert take_in(engine, folder, into="uh-1").lines[0].reference == "UH-1"


# --- the number of what was planned without one ----------------------------------------------------------------------

PLAN = "Verksamhet;Benämning;Planerad annonsering\n{unit};Städning av skolor;2026-02-01\n"


@pytest.fixture
def planned(engine: Engine, folder: Path, numbering: int) -> str:
    """What a planned procurement of the buyer is called that has no number yet."""
    assert numbering
    write(folder.parent, "plan.csv", PLAN.format(unit=BUYER[0]))
    (line,) = import_plan(engine, folder.parent / "plan.csv", today=TODAY).lines
    return line.reference


@pytest.mark.parametrize("way", ["named", "answered", "linked"])
def test_a_planned_case_goes_on_under_the_number_that_its_notice_gives(
    engine: Engine, folder: Path, planned: str, way: str
):
    call = notice_xml("call", procedure="P", number="UH-7", previous=["5-2026"])
    if way == "linked":
        put(folder, pin=notice_xml("pin", form="planning", oj="5-2026", published="2026-01-05"))
        take_in(engine, folder / "pin.xml", into=planned)
    put(folder, call=call)
    report = take_in(engine, folder / "call.xml", **({"into": planned} if way == "named" else {}))
    if way == "answered":
        assert report.lines[0].reference == planned
        with reading(engine) as connection:
            (question,) = open_questions(connection)
        answer(engine, question.number, Answer.SAME, by=OFFICER, today=TODAY)
        report = take_in(engine, folder / "call.xml")
    assert (report.lines[0].outcome, report.lines[0].reference) == (ImportOutcome.UPDATED, "UH-7")
    assert f"{planned} har fått sitt nummer och heter nu UH-7." in report.lines[0].text.sv
    (case,) = files_of(engine)
    assert (case.reference, broken(engine, case.id)) == ("UH-7", None)
    again = import_plan(engine, folder.parent / "plan.csv", today=TODAY)
    assert (again.created, again.lines[0].reference) == (0, "UH-7")
    put(folder, award=notice_xml("award", form="result", procedure="P", number="UH-7", published="2026-02-25"))
    assert take_in(engine, folder / "award.xml").lines[0].reference == "UH-7"


def test_a_number_that_another_case_has_is_not_given_to_a_planned_one(engine: Engine, folder: Path, planned: str):
    opened(engine, "UH-7", title="Helt annat")
    put(folder, call=notice_xml("call", procedure="P", number="UH-7"))
    take_in(engine, folder, into=planned)
    assert {case.reference for case in files_of(engine)} == {planned, "UH-7"}


def test_a_number_of_a_buyer_who_numbers_otherwise_is_not_given_to_a_planned_case(
    engine: Engine, folder: Path, planned: str
):
    put(folder, call=notice_xml("call", procedure="P", number="UH-7", buyer=("Okänd köpare", "000000-0000")))
    take_in(engine, folder, into=planned)
    assert [case.reference for case in files_of(engine)] == [planned]
