"""What happened and what is owed, in the lanes that it is about."""

from datetime import date

import pytest

from desk.lanes.drawn import LabelKind
from desk.lanes.happenings import PURCHASE, SHORT, TARGET, labels, short_name
from desk.lanes.stays import Histories
from matters.ladder_file import DEFAULT
from states.facts import Milestone
from tests.desk.lanes.stories import CLEANING, STORIES, WINDOWS, Telling, city, told


def found(name: str):
    case, entries, today = told(name)
    return labels(case, Histories(case, entries, today), today, DEFAULT)


def said(some, kind=LabelKind.HAPPENED):
    return [(label.on.isoformat(), label.what.sv) for label in some if label.kind is kind]


def test_the_purchase_tells_its_milestones_and_the_end_of_the_standstill():
    assert said(found("two suppliers")[PURCHASE]) == [
        ("2026-02-17", "kontaktpunkt 1"),
        ("2026-03-10", "relevansbedömning"),
        ("2026-04-14", "upphandlingsdokument publicerade"),
        ("2026-06-08", "tilldelningsbeslut"),
        ("2026-06-09", "underrättelse"),
        ("2026-06-18", "ansökan om överprövning"),
        ("2026-10-21", "avgjort: ansökan avslogs"),
        ("2026-11-02", "avtalsspärrens sista dag"),
        ("2026-11-24", "kontaktpunkt 2"),
        ("2026-12-01", "avtal tecknat"),
    ]


def test_what_is_of_one_supplier_stands_with_it_alone():
    some = found("two suppliers")

    assert said(some["supplier", CLEANING]) == [("2026-11-20", "vinnare")]
    assert said(some["supplier", WINDOWS]) == [("2026-11-20", "vinnare"), ("2026-11-26", "kontaktperson utsedd")]


def test_what_is_owed_has_its_last_day_and_how_late_it_is():
    owed = [one for one in found("two suppliers")["supplier", CLEANING] if one.kind is LabelKind.OWED]

    assert [(one.on, one.what.sv, one.late, one.matter) for one in owed] == [
        (date(2026, 12, 1), "kontaktperson", 2, "contact_person")
    ]


def test_a_meeting_that_is_booked_is_planned_and_what_is_owed_that_day_is_not_said_twice():
    some = [one for one in found("two suppliers")["supplier", WINDOWS] if one.on == date(2026, 12, 8)]

    assert [(one.kind, one.what.sv, one.minor) for one in some] == [
        (LabelKind.PLANNED, "startmöte bokat", False),
        (LabelKind.OWED, "startmöte", True),
    ]


def test_what_happens_to_positions_is_told_of_the_target_group_and_counted():
    some = [one for one in found("thirty positions")[TARGET] if one.what.sv == "anställning började"]

    assert sum(one.number for one in some) == 24
    assert [one.number for one in some] == [2, *[3] * 7, 1]


def test_what_was_done_outside_the_rules_says_where_it_led():
    some = found("overridden")

    assert said(some["supplier", CLEANING], LabelKind.OVERRIDE) == [("2026-07-01", "dialog")]
    assert said(some[TARGET], LabelKind.OVERRIDE) == [("2026-07-20", "deltagare förberedda")]


def test_what_a_court_set_aside_did_happen():
    with city() as engine:
        telling = Telling(engine, "2026-02-02")
        telling.tell(Milestone.AWARD_NOTICE_SENT, "2026-06-09", value="electronic")
        telling.tell(Milestone.REVIEW_FILED, "2026-06-18")
        telling.tell(Milestone.REVIEW_DECIDED, "2026-08-21", value="correction")
        today = date(2026, 8, 24)
        case, entries = telling.case(today)

    assert said(labels(case, Histories(case, entries, today), today, DEFAULT)[PURCHASE]) == [
        ("2026-06-09", "underrättelse"),
        ("2026-06-18", "ansökan om överprövning"),
        ("2026-08-21", "avgjort: rättelse"),
    ]


@pytest.mark.parametrize("name", STORIES)
def test_labels_come_in_the_order_of_their_days(name):
    for some in found(name).values():
        assert [one.on for one in some] == sorted(one.on for one in some)


def test_nothing_is_owed_in_a_case_that_has_ended():
    assert not [one for some in found("closed").values() for one in some if one.kind is LabelKind.OWED]


def test_every_matter_that_may_have_a_last_day_has_a_short_name():
    undated = {name for name, matter in DEFAULT.matters.items() if name not in SHORT and _has_a_day(matter)}

    assert undated == set()
    assert SHORT.keys() <= DEFAULT.matters.keys()


def _has_a_day(matter):
    """Tell whether the last day of a matter is reckoned: the others say in one line that they have none."""
    return matter.deadline.__name__ != "<lambda>" if hasattr(matter.deadline, "__name__") else True


def test_a_matter_without_a_short_name_is_called_by_its_heading():
    assert short_name(DEFAULT.matters["close_case"]).sv == "avtalet har upphört: avsluta ärendet"
