"""An imagined course beside the present one."""

from datetime import date

import pytest

from desk.lanes.case_lanes import lanes
from desk.lanes.drawn import BarKind, LabelKind, LinkStatus
from desk.lanes.imagining import court_takes, imagined
from desk.rehearsal import PlannedEvent, rehearse
from matters.ladder_file import DEFAULT
from states.facts import Milestone
from tests.desk.lanes.stories import CLEANING, REFERENCE, WINDOWS, Telling, city, told
from tests.notifications.city import SETTINGS
from web.board.picture.view import pictured

TODAY = date(2026, 6, 12)
DECIDED = date(2026, 11, 12)


def tell(telling: Telling) -> None:
    telling.tell(Milestone.CONTACT_POINT_1, "2026-02-17")
    telling.assessed("2026-03-10")
    telling.tell(Milestone.DOCUMENTS_PUBLISHED, "2026-04-14")
    telling.tell(Milestone.AWARD_NOTICE_SENT, "2026-06-09", value="electronic")
    telling.tell(Milestone.WINNER_NAMED, "2026-06-10", supplier=CLEANING)


@pytest.fixture(scope="module")
def found():
    """The lanes of a case in its standstill, now and if the court takes five months."""
    with city() as engine:
        telling = Telling(engine, "2026-02-02")
        tell(telling)
        case, entries = telling.case(TODAY)
        present = lanes(case, entries, TODAY, DEFAULT, unit="Skolförvaltningen")
        events = court_takes(case, TODAY, 5)
        played = rehearse(engine, REFERENCE, today=TODAY, until=DECIDED, events=events, settings=SETTINGS)
        return present, imagined(present, played, DEFAULT)


def test_an_application_comes_in_today_and_is_decided_so_many_months_later():
    case, _, _ = told("plan only")

    assert court_takes(case, TODAY, 5) == (
        PlannedEvent(Milestone.REVIEW_FILED, TODAY),
        PlannedEvent(Milestone.REVIEW_DECIDED, DECIDED, "rejected"),
    )


def test_what_is_before_the_court_already_is_decided_then():
    case, _, today = told("court twice")

    assert court_takes(case, today, 3) == (
        PlannedEvent(Milestone.REVIEW_DECIDED, date(2027, 2, 2), "rejected", applicant="Andra Anbudet AB"),
    )


def test_the_present_course_stands_as_it_is(found):
    present, with_course = found

    assert with_course.lanes == present.lanes
    assert with_course.today == TODAY


def test_the_imagined_course_begins_today_and_is_expected(found):
    course = found[1].imagined

    assert [(bar.name.sv, bar.begins, bar.ends) for bar in course.bars[0]] == [
        ("överprövning", TODAY, DECIDED),
        ("avtalsspärr", DECIDED, date(2026, 11, 24)),
        ("matchning", date(2026, 11, 24), None),
    ]
    assert course.bars[0][0].in_court
    assert {bar.kind for row in course.bars for bar in row} == {BarKind.EXPECTED}
    for row in course.bars:
        assert [bar.ends for bar in row[:-1]] == [bar.begins for bar in row[1:]]


def test_what_would_happen_is_told_and_nobody_is_late_for_it(found):
    course = found[1].imagined

    assert [(one.on, one.what.sv) for one in course.labels[0] if one.kind is LabelKind.HAPPENED] == [
        (TODAY, "ansökan om överprövning"),
        (DECIDED, "avgjort: ansökan avslogs"),
    ]
    assert {one.late for some in course.labels for one in some} == {0}


def test_the_days_that_move_are_told_once(found):
    moved = [(one.lane, one.what.sv, one.before, one.now) for one in found[1].imagined.moved]

    assert moved == [
        (0, "avtalsspärren klar", date(2026, 6, 22), date(2026, 11, 23)),
        (0, "kontaktpunkt 2", date(2026, 6, 23), date(2026, 11, 24)),
        (1, "startmöte och kompetensprofil", date(2026, 7, 21), date(2026, 12, 22)),
    ]


def test_the_sync_points_are_those_of_the_imagined_course(found):
    assert [(one.name.sv, one.status, one.on) for one in found[1].links][:4] == [
        ("kontaktpunkt 1 och bedömning", LinkStatus.OPEN, date(2026, 3, 10)),
        ("behovet aviserat", LinkStatus.OPEN, date(2026, 3, 10)),
        ("avtalsspärren klar", LinkStatus.WAITING, date(2026, 11, 23)),
        ("kontaktpunkt 2", LinkStatus.WAITING, date(2026, 11, 24)),
    ]


def test_a_supplier_that_comes_up_has_a_lane_in_which_nothing_has_happened():
    with city() as engine:
        telling = Telling(engine, "2026-02-02")
        tell(telling)
        case, entries = telling.case(TODAY)
        present = lanes(case, entries, TODAY, DEFAULT)
        day = date(2026, 6, 23)
        events = (
            PlannedEvent(Milestone.WINNER_NAMED, day, supplier=WINDOWS),
            PlannedEvent(Milestone.COURT_CHECKED, day),
            PlannedEvent(Milestone.CONTACT_POINT_2, day),
        )
        played = rehearse(engine, REFERENCE, today=TODAY, until=day, events=events, settings=SETTINGS)

    found = imagined(present, played, DEFAULT)
    assert [lane.name for lane in found.lanes if lane.kind == "supplier"] == [CLEANING, WINDOWS]
    assert found.lanes[2].bars == ()
    assert [(bar.name.sv, bar.begins) for bar in found.imagined.bars[2]][:1] == [("tilldelad", day)]
    assert found.lanes[3].kind == "target_group"
    assert max(link.targets for link in found.links if link.name.sv == "kontaktpunkt 2") == (1, 2)
    for language in ("sv", "en"):
        assert pictured(found, language).moved


def test_what_the_rules_refuse_is_told():
    with city() as engine:
        telling = Telling(engine, "2026-02-02")
        tell(telling)
        case, entries = telling.case(TODAY)
        present = lanes(case, entries, TODAY, DEFAULT)
        events = (PlannedEvent(Milestone.CONTACT_POINT_2, date(2026, 6, 15)),)
        played = rehearse(engine, REFERENCE, today=TODAY, until=date(2026, 6, 15), events=events, settings=SETTINGS)

        found = imagined(present, played, DEFAULT)

    assert found.imagined.refused == next(
        line.details for line in played.lines if line.details and line.kind == "refused"
    )
    assert found.imagined.moved == ()
