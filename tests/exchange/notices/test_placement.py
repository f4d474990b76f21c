"""Which case a notice goes into, and when a person is asked."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine

from exchange.import_report import ImportOutcome
from states.facts import Milestone
from tests.exchange.notices.folders import (
    AWARD,
    CALL,
    CASE_OF_STORY,
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
    add_unit,
    counts,
    dates,
    enter,
    notice_xml,
    opened,
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


def test_two_procedures_that_share_title_and_buyer_are_two_cases(engine: Engine, folder: Path):
    add_unit(engine, BUYER[0])
    put(folder, a=notice_xml("a", procedure="A"), b=notice_xml("b", procedure="B"))
    assert take_in(engine, folder).created == 2
    put(folder, c=notice_xml("c", procedure="C"))
    assert take_in(engine, folder / "c.xml").created == 1


@pytest.mark.parametrize("order", [(PLANNING, CALL), (CALL, PLANNING)])
def test_a_planned_procurement_and_its_call_are_one_case(engine: Engine, folder: Path, order: Sequence[str]):
    for number, content in enumerate(order):
        take_in(engine, write(folder, f"{number}.xml", content))
    (case,) = files_of(engine)
    assert set(dates(case)) == {"case_opened", "planned_call", "documents_published", "tenders_due"}


def test_two_cases_that_a_later_notice_shows_to_be_one_are_told_of_and_left_to_those_who_acted_on_both(
    engine: Engine, folder: Path
):
    put(folder, a=PLANNING, b=AWARD)
    assert take_in(engine, folder).created == 2
    for reference in ("N-1-2025", CASE_OF_STORY):
        enter(engine, reference, seen(Milestone.CONTACT_POINT_1, date(2026, 1, 14)))
    put(folder, c=CALL)
    report = take_in(engine, folder)
    assert outcomes(report) == {"a.xml": "known", "b.xml": "known", "c.xml": "updated"}
    assert report.lines[2].reference == CASE_OF_STORY
    assert "N-1-2025" in told(report, "c.xml")[0]
    assert asked(engine) == [(CASE_OF_STORY, "N-1-2025")]


def test_a_notice_that_refers_to_another_case_too_says_so(engine: Engine, folder: Path):
    put(folder, a=notice_xml("a", procedure="A", oj="1-2026"), b=notice_xml("b", procedure="B"))
    take_in(engine, folder)
    put(folder, c=notice_xml("c", procedure="B", previous=["1-2026"]))
    report = take_in(engine, folder / "c.xml")
    assert report.lines[0].reference == f"N-{uuid('B')[:13]}"
    assert f"hänvisar också till N-{uuid('A')[:13]}" in told(report, "c.xml")[0]
    assert f"also refers to N-{uuid('A')[:13]}" in told(report, "c.xml")[1]


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
