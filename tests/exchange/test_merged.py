"""A case that was typed in and one that a notice opened are merged: what comes in later finds the surviving case."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from exchange.import_report import ImportReport
from exchange.notices.notice_import import import_notices
from exchange.plans.plan_import import import_plan
from models.casefile import CaseFile
from models.merging import merge
from models.operations import assess, find
from models.storage.database import writing
from states.facts import Milestone
from states.law.applicability import AssessmentOutcome, RequirementForm
from states.processes.procurement import ProcurementState
from states.records.observations import current
from tests.exchange.notices.folders import AWARD, CALL, CASE_OF_STORY, PLANNING, STORY, clear
from tests.models.building import (
    BUYER,
    OFFICER,
    SUPPORT,
    TODAY,
    add_unit,
    broken,
    contents,
    counts,
    dates,
    enter,
    events,
    notice_xml,
    opened,
    read,
    seen,
    winner,
    write,
)
from tests.models.test_operations import in_two_threads

TOMORROW = TODAY + timedelta(days=1)
WAYS = [("UH-1", CASE_OF_STORY), (CASE_OF_STORY, "UH-1")]


def take_in(engine: Engine, folder: Path, **told: str) -> ImportReport:
    for name, content in told.items():
        write(folder, f"{name}.xml", content)
    return import_notices(engine, folder, today=TODAY)


def merged(engine: Engine, lost: str, kept: str) -> CaseFile:
    with writing(engine) as connection:
        return merge(connection, lost, kept, by=OFFICER, today=TODAY, reason="Samma upphandling")


def typed(engine: Engine) -> int:
    """Open a case by hand, with contact point 1 and a requirement."""
    case_id = opened(engine, "UH-1", title="Städning för hand")
    enter(engine, "UH-1", seen(Milestone.CONTACT_POINT_1, date(2026, 1, 14)))
    with writing(engine) as connection:
        case = find(connection, "UH-1")
        forms = [RequirementForm.EMPLOYMENT]
        assess(connection, case, AssessmentOutcome.REQUIRED, forms=forms, on=date(2026, 1, 15), by=SUPPORT, today=TODAY)
    return case_id


def purchase(engine: Engine, reference: str) -> str:
    track = read(engine, reference).track("procurement")
    assert track is not None
    return track.state


@pytest.mark.parametrize(("lost", "kept"), WAYS)
def test_a_typed_case_and_its_notices_become_one_that_later_notices_find(
    engine: Engine, tmp_path: Path, lost: str, kept: str
):
    typed(engine)
    assert take_in(engine, tmp_path, b=CALL).created == 1
    assert purchase(engine, "UH-1") == ProcurementState.PLANNING
    merged(engine, lost, kept)
    assert (purchase(engine, lost), purchase(engine, kept)) == (ProcurementState.CANCELLED, ProcurementState.ADVERTISED)
    report = take_in(engine, tmp_path, d=AWARD)
    assert {line.name: (str(line.outcome), line.reference) for line in report.lines} == {
        "b.xml": ("known", kept),
        "d.xml": ("updated", kept),
    }
    case = read(engine, kept)
    assert dates(case) == {
        "case_opened": TODAY,
        "contact_point_1": date(2026, 1, 14),
        "relevance_assessed": date(2026, 1, 15),
        "documents_published": date(2026, 1, 19),
        "tenders_due": date(2026, 2, 19),
        "award_decided": date(2026, 2, 16),
        "contract_signed": date(2026, 2, 24),
        "winner_named": date(2026, 2, 16),
        "award_announced": date(2026, 2, 25),
    }
    assert (case.title, case.outcome) == ("Städning för hand", AssessmentOutcome.REQUIRED)
    assert events(engine, case.id).count("notice") >= 1
    assert {broken(engine, read(engine, reference).id) for reference in (lost, kept)} == {None}


@pytest.mark.parametrize(("lost", "kept"), WAYS)
def test_importing_the_same_notices_again_after_a_merger_changes_nothing(
    engine: Engine, tmp_path: Path, lost: str, kept: str
):
    typed(engine)
    take_in(engine, tmp_path, b=CALL, c=STORY["c.xml"])
    merged(engine, lost, kept)
    before = contents(engine)
    report = import_notices(engine, tmp_path, today=TOMORROW)
    assert {(str(line.outcome), line.reference) for line in report.lines} == {("known", kept)}
    assert contents(engine) == before


def test_two_cases_that_a_later_notice_showed_to_be_one_come_to_what_one_import_comes_to(
    engine: Engine, tmp_path: Path
):
    take_in(engine, tmp_path, a=PLANNING, d=AWARD)
    take_in(engine, tmp_path, b=CALL)
    assert counts(engine)["Case"] == 2
    case = read(engine, "N-1-2025")
    found = set(current(case.recorded))
    assert dates(case) == {
        "case_opened": TODAY,
        "planned_call": date(2026, 1, 15),
        "documents_published": date(2026, 1, 19),
        "tenders_due": date(2026, 2, 19),
        "award_decided": date(2026, 2, 16),
        "contract_signed": date(2026, 2, 24),
        "winner_named": date(2026, 2, 16),
        "award_announced": date(2026, 2, 25),
    }
    clear(engine)
    take_in(engine, tmp_path)
    assert found == set(current(read(engine, CASE_OF_STORY).recorded))
    assert counts(engine)["Case"] == 1


def test_a_merged_planning_notice_is_corrected_in_the_surviving_case(engine: Engine, tmp_path: Path):
    take_in(engine, tmp_path, a=PLANNING, d=AWARD)
    take_in(engine, tmp_path, b=CALL)
    correction = notice_xml(
        "correction", form="planning", changes="1-2025", published="2025-10-01", planned="2026-01-22"
    )
    report = take_in(engine, tmp_path, f=correction)
    assert report.lines[-1].reference == "N-1-2025"
    assert dates(read(engine, "N-1-2025"))["planned_call"] == date(2026, 1, 22)


def test_a_notice_read_in_while_its_case_is_merged_lands_in_the_surviving_one(engine: Engine, tmp_path: Path):
    typed(engine)
    take_in(engine, tmp_path, b=CALL)
    award = write(tmp_path / "later", "d.xml", AWARD)

    def act(own: Engine, number: int) -> Any:
        return import_notices(own, award, today=TODAY) if number else merged(own, CASE_OF_STORY, "UH-1")

    told = in_two_threads(engine, act)
    assert [type(one).__name__ for one in told] == ["CaseFile", "ImportReport"]
    assert dates(read(engine, "UH-1"))["award_decided"] == date(2026, 2, 16)
    assert purchase(engine, CASE_OF_STORY) == ProcurementState.CANCELLED


def test_who_asks_for_a_merged_case_gets_the_surviving_one(engine: Engine, tmp_path: Path):
    typed(engine)
    take_in(engine, tmp_path, b=CALL)
    merged(engine, "UH-1", CASE_OF_STORY)
    other = write(tmp_path / "other", "x.xml", notice_xml("x", procedure="X", published="2026-02-20"))
    report = import_notices(engine, other, today=TODAY, into="UH-1")
    assert report.lines[0].reference == CASE_OF_STORY


def test_a_notice_numbered_as_a_merged_case_goes_into_the_surviving_one(engine: Engine, tmp_path: Path):
    unit = add_unit(engine, BUYER[0], numbers_cases=True)
    opened(engine, "UH-1", unit_id=unit)
    opened(engine, "UH-2", unit_id=unit)
    merged(engine, "UH-1", "UH-2")
    report = take_in(engine, tmp_path, x=notice_xml("x", procedure="X", number="UH-1"))
    assert (str(report.lines[0].outcome), report.lines[0].reference) == ("updated", "UH-2")


def test_a_notice_that_may_belong_to_a_merged_case_is_offered_to_the_surviving_one(engine: Engine, tmp_path: Path):
    opened(engine, "UH-1")
    opened(engine, "UH-2")
    merged(engine, "UH-1", "UH-2")
    (line,) = take_in(engine, tmp_path, x=notice_xml("x", procedure="X", number="UH-1")).lines
    assert (str(line.outcome), line.reference) == ("skipped", "UH-2")
    assert [dict(one.given).get("into") for one in line.remedies] == ["UH-2", None]


STREETS = [(1, "öster"), (2, "väster"), (3, "norr")]
PLAN = "JournalID;Benämning;Slag;Upphandlingstyp;Planerad annonsering;Avtalstid månader"


def plan(
    engine: Engine, folder: Path, *rows: str, name: str = "plan.csv", today: date = TODAY
) -> dict[str, tuple[str, str]]:
    path = write(folder, name, "\n".join((PLAN, *rows)) + "\n")
    report = import_plan(engine, path, today=today)
    return {line.name: (str(line.outcome), line.reference) for line in report.lines}


def test_a_plan_that_tells_news_of_a_merged_case_tells_the_surviving_one(engine: Engine, tmp_path: Path):
    row = "P-7;Städning av skolor;Tjänst;Öppet;{call};24"
    plan(engine, tmp_path, row.format(call="2026-01-15"))
    take_in(engine, tmp_path / "notices", b=CALL)
    merged(engine, "P-7", CASE_OF_STORY)
    before = contents(engine)
    assert plan(engine, tmp_path, row.format(call="2026-01-15")) == {"plan.csv:2": ("known", CASE_OF_STORY)}
    assert contents(engine) == before
    told = plan(engine, tmp_path, row.format(call="2026-02-02"), name="februari.csv", today=TOMORROW)
    assert told == {"februari.csv:2": ("updated", CASE_OF_STORY)}
    assert dates(read(engine, CASE_OF_STORY))["planned_call"] == date(2026, 2, 2)
    assert purchase(engine, "P-7") == ProcurementState.CANCELLED


def test_where_a_plan_holds_both_the_row_of_the_surviving_case_speaks_for_it(engine: Engine, tmp_path: Path):
    rows = [f"P-{number};Städning i {where};Tjänst;Öppet;2026-0{number}-15;24" for number, where in STREETS]
    plan(engine, tmp_path, *rows)
    merged(engine, "P-1", "P-2")
    merged(engine, "P-3", "P-2")
    plan(engine, tmp_path, *rows)
    assert dates(read(engine, "P-2"))["planned_call"] == date(2026, 2, 15)
    before = contents(engine)
    assert plan(engine, tmp_path, *rows, today=TOMORROW)["plan.csv:3"] == ("known", "P-2")
    assert contents(engine) == before
    rows[1] = rows[1].replace("2026-02-15", "2026-04-15")
    plan(engine, tmp_path, *rows, today=TOMORROW)
    assert dates(read(engine, "P-2"))["planned_call"] == date(2026, 4, 15)


def test_a_winner_of_both_notices_is_a_winner_of_the_surviving_case(engine: Engine, tmp_path: Path):
    typed(engine)
    enter(engine, "UH-1", seen(Milestone.DOCUMENTS_PUBLISHED, date(2026, 1, 19)))
    more = notice_xml(
        "more", form="result", procedure="P", published="2026-02-26", winners=[winner("LOT-0001", "Rent AB")]
    )
    take_in(engine, tmp_path, d=AWARD, e=more)
    merged(engine, CASE_OF_STORY, "UH-1")
    winners = {one.supplier for one in current(read(engine, "UH-1").recorded) if one.supplier}
    assert winners == {"Städ AB", "Rent AB"}
