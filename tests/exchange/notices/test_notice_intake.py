"""What a notice may change in its case, and what stays."""

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine

from exchange.import_report import ImportOutcome
from exchange.plans.plan_import import import_plan
from models.operations import amend, find
from models.refusals import UnknownCase
from models.storage.database import writing
from tests.exchange.notices.folders import (
    AWARD,
    CALL,
    CASE_OF_STORY,
    CHANGE,
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
