"""What the report says of a notice that a person has to look at."""

from datetime import date
from pathlib import Path

from sqlalchemy import Engine

from states.facts import Milestone
from states.records.observations import conflicts
from states.refusal import Operation
from tests.exchange.notices.folders import (
    AWARD,
    CALL,
    CASE_OF_STORY,
    CHANGE,
    outcomes,
    put,
    skipped,
    take_in,
    told,
)
from tests.models.building import (
    BUYER,
    TODAY,
    add_unit,
    contents,
    dates,
    enter,
    opened,
    read,
    seen,
)


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
