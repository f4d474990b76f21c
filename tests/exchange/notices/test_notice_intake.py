"""Which case a notice goes into, what it may say there, and when a person is asked."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, text

from exchange.import_report import ImportOutcome
from exchange.plans.plan_import import import_plan
from models.operations import amend, find
from models.refusals import UnknownCase
from models.storage.database import writing
from states.facts import Milestone
from states.records.observations import conflicts
from states.refusal import Operation
from tests.exchange.notices.folders import (
    AWARD,
    CALL,
    CASE_OF_STORY,
    CHANGE,
    PLANNING,
    asked,
    clear,
    files_of,
    outcomes,
    put,
    skipped,
    take_in,
    told,
)
from tests.models.building import (
    BUYER,
    OFFICER,
    TODAY,
    add_unit,
    contents,
    counts,
    dates,
    enter,
    notice_xml,
    opened,
    read,
    seen,
    uuid,
    write,
)


def test_a_reference_alone_does_not_unite_two_procedures_and_a_person_is_asked(engine: Engine, folder: Path):
    system = notice_xml("system", procedure="S", oj="693956-2025", subtype="15", published="2025-11-03")
    call = notice_xml("call", procedure="C", title="Bromsar", previous=["00693956-2025"])
    for order in ((call, system), (system, call)):
        clear(engine)
        for number, content in enumerate(order):
            take_in(engine, write(folder, f"{number}.xml", content))
        assert counts(engine)["Case"] == 2
        ((mine, other),) = asked(engine)
        assert (mine, other) == (f"N-{uuid('C')[:13]}", f"N-{uuid('S')[:13]}")


def test_notices_of_one_folder_find_each_other_though_neither_is_stored(engine: Engine, folder: Path):
    put(
        folder,
        a=notice_xml("award", form="result", procedure="C", previous=["8-2026"], published="2026-02-20"),
        b=notice_xml("call", oj="8-2026", published="2026-01-20"),
        c=notice_xml("other", procedure="O"),
    )
    report = take_in(engine, folder)
    assert outcomes(report) == {"a.xml": "updated", "b.xml": "created", "c.xml": "created"}
    assert counts(engine)["Case"] == 2


def test_the_same_notice_twice_in_one_folder_is_taken_in_once(engine: Engine, folder: Path):
    put(folder, a=CALL, b=CALL, c=notice_xml("copy", procedure="P", oj="11-2026", title="Samma nummer"))
    report = take_in(engine, folder)
    # The third has an id of its own: only its publication number is that of the first.
    assert sorted(outcomes(report).values()) == ["created", "known", "updated"]
    assert {line.reference for line in report.lines} == {CASE_OF_STORY}
    assert counts(engine)["ImportedNotice"] == 2


def test_two_procedures_that_share_title_and_buyer_are_two_cases(engine: Engine, folder: Path):
    add_unit(engine, BUYER[0])
    put(folder, a=notice_xml("a", procedure="A"), b=notice_xml("b", procedure="B"))
    assert take_in(engine, folder).created == 2
    put(folder, c=notice_xml("c", procedure="C"))
    assert take_in(engine, folder / "c.xml").created == 1


def test_words_that_name_no_notice_link_nothing(engine: Engine, folder: Path):
    put(folder, **{word: notice_xml(word, procedure=word, previous=["-", "n.a."]) for word in "abc"})
    assert take_in(engine, folder).created == 3


@pytest.mark.parametrize("order", [(PLANNING, CALL), (CALL, PLANNING)])
def test_a_planned_procurement_and_its_call_are_one_case(engine: Engine, folder: Path, order: Sequence[str]):
    for number, content in enumerate(order):
        take_in(engine, write(folder, f"{number}.xml", content))
    (case,) = files_of(engine)
    assert set(dates(case)) == {"case_opened", "planned_call", "documents_published", "tenders_due"}


def test_two_cases_that_a_later_notice_shows_to_be_one_are_told_of_and_left_to_a_person(engine: Engine, folder: Path):
    put(folder, a=PLANNING, b=AWARD)
    assert take_in(engine, folder).created == 2
    put(folder, c=CALL)
    report = take_in(engine, folder)
    assert outcomes(report) == {"a.xml": "known", "b.xml": "known", "c.xml": "updated"}
    assert report.lines[2].reference == CASE_OF_STORY
    assert "N-1-2025" in told(report, "c.xml")[0]


def test_a_notice_that_refers_to_another_case_too_says_so(engine: Engine, folder: Path):
    put(folder, a=notice_xml("a", procedure="A", oj="1-2026"), b=notice_xml("b", procedure="B"))
    take_in(engine, folder)
    put(folder, c=notice_xml("c", procedure="B", previous=["1-2026"]))
    report = take_in(engine, folder / "c.xml")
    assert report.lines[0].reference == f"N-{uuid('B')[:13]}"
    assert f"hänvisar också till N-{uuid('A')[:13]}" in told(report, "c.xml")[0]
    assert f"also refers to N-{uuid('A')[:13]}" in told(report, "c.xml")[1]


def test_a_persons_date_stays_and_the_difference_is_told(engine: Engine, folder: Path):
    put(folder, call=CALL)
    take_in(engine, folder)
    enter(engine, CASE_OF_STORY, seen(Milestone.TENDERS_DUE, date(2026, 2, 20)))
    enter(engine, CASE_OF_STORY, seen(Milestone.AWARD_DECIDED, date(2026, 2, 12)))
    put(folder, change=CHANGE, award=AWARD)
    report = take_in(engine, folder)
    case = read(engine, CASE_OF_STORY)
    assert dates(case)["tenders_due"] == date(2026, 2, 20)
    assert dates(case)["award_decided"] == case.facts(TODAY).on(Milestone.AWARD_DECIDED) == date(2026, 2, 12)
    found = {str(one.entered.milestone): (one.entered.on, one.reported.on) for one in conflicts(case.recorded)}
    assert found == {
        "tenders_due": (date(2026, 2, 20), date(2026, 2, 26)),
        "award_decided": (date(2026, 2, 12), date(2026, 2, 16)),
    }
    said = told(report, "change.xml")
    assert "Annonsen anger 2026-02-26 för ”sista anbudsdag”, men registrerat är 2026-02-20, och det gäller." in said[0]
    assert "gives 2026-02-26 for “tenders due”, but 2026-02-20 was entered, and that counts." in said[1]
    assert "tilldelningsbeslut" in told(report, "award.xml")[0]
    assert "anbudsdag" not in told(report, "award.xml")[0]


def test_what_a_person_withdrew_stays_withdrawn(engine: Engine, folder: Path):
    put(folder, call=CALL)
    take_in(engine, folder)
    enter(engine, CASE_OF_STORY, seen(Milestone.TENDERS_DUE, None))
    put(folder, change=CHANGE)
    report = take_in(engine, folder)
    assert "tenders_due" not in dates(read(engine, CASE_OF_STORY))
    assert "uppgiften är återtagen" in told(report, "change.xml")[0]
    assert "it was withdrawn" in told(report, "change.xml")[1]


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


def test_a_title_is_a_hint_that_a_person_must_confirm(engine: Engine, folder: Path):
    unit_id = add_unit(engine, BUYER[0])
    opened(engine, "UH-1", unit_id=unit_id)
    before = contents(engine)
    put(folder, call=CALL)
    report = take_in(engine, folder)
    assert outcomes(report) == {"call.xml": "skipped"}
    assert report.lines[0].reference == "UH-1"
    path = str(folder / "call.xml")
    assert [(one.operation, dict(one.given)) for one in report.lines[0].remedies] == [
        (Operation.IMPORT, {"path": path, "into": "UH-1"}),
        (Operation.IMPORT, {"path": path, "separate": "yes"}),
    ]
    assert skipped(engine) == {"call.xml": told(report, "call.xml")[0]}
    assert {name: rows for name, rows in contents(engine).items() if name != "SkippedNotice"} == {
        name: rows for name, rows in before.items() if name != "SkippedNotice"
    }


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


def test_a_notice_that_a_person_calls_separate_gets_a_case_of_its_own(engine: Engine, folder: Path):
    opened(engine, "UH-1", unit_id=add_unit(engine, BUYER[0]))
    put(folder, call=CALL)
    take_in(engine, folder)
    report = take_in(engine, folder / "call.xml", separate=True)
    assert (report.lines[0].outcome, report.lines[0].reference) == (ImportOutcome.CREATED, CASE_OF_STORY)
    assert skipped(engine) == {}
    assert outcomes(take_in(engine, folder)) == {"call.xml": "known"}


def test_separate_parts_a_call_from_the_qualification_system_that_it_refers_to(engine: Engine, folder: Path):
    put(folder, system=notice_xml("system", procedure="S", oj="1-2026"))
    take_in(engine, folder)
    put(folder, call=notice_xml("call", procedure="C", oj="2-2026", previous=["1-2026"]))
    assert take_in(engine, folder / "call.xml", separate=True).created == 1
    put(folder, award=notice_xml("award", form="result", procedure="C", previous=["1-2026"]))
    assert take_in(engine, folder / "award.xml").lines[0].reference == f"N-{uuid('C')[:13]}"
    put(folder, change=notice_xml("system2", procedure="S", changes="1-2026"))
    assert take_in(engine, folder / "change.xml").lines[0].reference == f"N-{uuid('S')[:13]}"


def test_separate_does_not_part_notices_of_one_procedure(engine: Engine, folder: Path):
    put(folder, call=CALL)
    take_in(engine, folder)
    put(folder, award=AWARD)
    assert take_in(engine, folder / "award.xml", separate=True).lines[0].reference == CASE_OF_STORY


@pytest.mark.parametrize("buyer", [BUYER, ("Okänd köpare", "000000-0000")])
def test_a_number_that_is_a_reference_is_a_hint_whoever_buys(engine: Engine, folder: Path, buyer: tuple[str, str]):
    add_unit(engine, BUYER[0])
    opened(engine, "UH-1", title="Helt annat", unit_id=add_unit(engine, "Parkförvaltningen"))
    put(folder, call=notice_xml("call", procedure="P", number="UH-1", buyer=buyer))
    report = take_in(engine, folder)
    assert (report.lines[0].outcome, report.lines[0].reference) == (ImportOutcome.SKIPPED, "UH-1")


@pytest.mark.parametrize(
    "other",
    [
        {"title": "En annan titel"},
        {"unit_id": None},
        {"unit_id": 2},
    ],
)
def test_another_title_or_unit_is_no_hint(engine: Engine, folder: Path, other: dict[str, Any]):
    units = [add_unit(engine, BUYER[0]), add_unit(engine, "Parkförvaltningen")]
    assert units == [1, 2]
    opened(engine, "UH-1", **{"unit_id": 1} | other)
    put(folder, call=CALL)
    assert take_in(engine, folder).created == 1


def test_a_case_that_has_ended_is_no_hint(engine: Engine, folder: Path):
    opened(engine, "UH-1", unit_id=add_unit(engine, BUYER[0]))
    with writing(engine) as connection:
        connection.execute(text("UPDATE track SET state = 'closed'"))
    put(folder, call=CALL)
    assert take_in(engine, folder).created == 1


def test_a_planned_procurement_of_the_same_folder_is_a_hint_for_a_call_that_does_not_refer_to_it(
    engine: Engine, folder: Path
):
    add_unit(engine, BUYER[0])
    call = notice_xml("call", procedure="P", published="2026-01-19")
    put(folder, a=call, b=PLANNING)
    report = take_in(engine, folder)
    assert outcomes(report) == {"a.xml": "skipped", "b.xml": "created"}
    assert report.lines[0].reference == report.lines[1].reference == "N-1-2025"


def test_notices_that_belong_together_wait_together(engine: Engine, folder: Path):
    opened(engine, "UH-1", unit_id=add_unit(engine, BUYER[0]))
    put(folder, call=CALL, change=notice_xml("change", procedure="P", title="Nytt namn", published="2026-02-02"))
    report = take_in(engine, folder)
    assert outcomes(report) == {"call.xml": "skipped", "change.xml": "skipped"}
    assert counts(engine)["Case"] == 1


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


def test_the_number_of_a_unit_that_numbers_cases_finds_the_case(engine: Engine, folder: Path, numbering: int):
    opened(engine, "UH-1", title="Helt annat")
    put(folder, call=notice_xml("call", procedure="P", number="UH-1"))
    report = take_in(engine, folder)
    assert (report.lines[0].outcome, report.lines[0].reference) == (ImportOutcome.UPDATED, "UH-1")
    assert read(engine, "UH-1").unit_id == numbering


def test_the_number_of_a_unit_that_numbers_cases_is_the_reference_of_a_new_case(
    engine: Engine, folder: Path, numbering: int
):
    assert numbering
    put(
        folder,
        pin=notice_xml("pin", form="planning", number="UH-7", published="2025-09-01"),
        call=notice_xml("call", procedure="P", number="UH-7"),
        other=notice_xml("other", procedure="O", number="UH-8"),
    )
    report = take_in(engine, folder)
    assert {line.name: (str(line.outcome), line.reference) for line in report.lines} == {
        "pin.xml": ("created", "UH-7"),
        "call.xml": ("updated", "UH-7"),
        "other.xml": ("created", "UH-8"),
    }


@pytest.mark.parametrize("number", ["https://exempel.example/1", "x" * 61, "-"])
def test_a_number_that_is_no_reference_is_not_made_one(engine: Engine, folder: Path, numbering: int, number: str):
    assert numbering
    put(folder, a=notice_xml("a", procedure="P", number=number), b=notice_xml("b", procedure="Q", number=number))
    report = take_in(engine, folder)
    assert {line.reference for line in report.lines} == {f"N-{uuid(word)[:13]}" for word in "PQ"}
