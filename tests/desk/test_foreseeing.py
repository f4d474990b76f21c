"""What an act does, in words, before it is saved; and that exactly this is saved."""

from datetime import date

import pytest

from desk.acting import Outdated
from desk.foreseeing import MOST, CaseGone, do_as_foreseen, foresee, in_words
from desk.overriding import Override, preview
from desk.recording import Report, tell_in
from matters.ladder_file import DEFAULT
from models.queries.cases import read_case
from models.storage.database import reading
from states.facts import Milestone
from states.records.milestones import RecordingRefused
from tests.notifications.city import (
    BY_OFFICER,
    BY_SUPPORT,
    bring_to_standstill,
    case_now,
    observe,
    open_planned,
    reminders,
    state_of,
)

SENT, FILED = date(2026, 3, 31), date(2026, 4, 7)
CONTACT = Report(Milestone.CONTACT_POINT_1, FILED)


def entering(*reports):
    def enter(connection, case):
        for one in reports:
            tell_in(connection, case, one, by=BY_OFFICER, today=FILED)

    return enter


def foreseen(engine, *reports):
    number = case_now(engine, "UH-1").id
    return foresee(engine, number, entering(*reports), today=FILED, ladder=DEFAULT)


def said(lines):
    return " | ".join(line.sv for line in lines)


def test_an_application_stops_the_purchase_and_moves_its_days(city):
    bring_to_standstill(city, "UH-1", sent=SENT)
    told = foreseen(city, Report(Milestone.REVIEW_FILED, FILED))
    assert told.states[0].sv == "Avtalsspärr → överprövning"
    assert "Avtal får tecknas tidigast: var lördag 11 april 2026, går nu inte att säga" in said(told.days)
    assert "Rapportera vinnaren" in said(told.days) or "Behövs inte längre" in said(told.days)


def test_what_is_foreseen_is_not_written(city):
    bring_to_standstill(city, "UH-1", sent=SENT)
    before = reminders(city), case_now(city, "UH-1").journal_length
    foreseen(city, Report(Milestone.REVIEW_FILED, FILED))
    assert (reminders(city), case_now(city, "UH-1").journal_length, state_of(city, "UH-1")) == (*before, "standstill")


def test_exactly_what_was_seen_is_saved_and_the_mails_are_replanned(city):
    bring_to_standstill(city, "UH-1", sent=SENT)
    told, enter = foreseen(city, Report(Milestone.REVIEW_FILED, FILED)), entering(Report(Milestone.REVIEW_FILED, FILED))
    number = case_now(city, "UH-1").id
    done = do_as_foreseen(city, number, enter, seen=told.digest, today=FILED, ladder=DEFAULT)
    assert done == told
    assert state_of(city, "UH-1") == "review"
    assert all(row[3] >= SENT for row in reminders(city) if row[4] == "planned")


def test_where_something_else_would_follow_by_now_nothing_is_saved(city):
    bring_to_standstill(city, "UH-1", sent=SENT)
    enter = entering(Report(Milestone.CANCELLED, FILED))
    told = foreseen(city, Report(Milestone.CANCELLED, FILED))
    observe(city, "UH-1", Milestone.REVIEW_FILED, FILED)
    with pytest.raises(Outdated):
        do_as_foreseen(city, case_now(city, "UH-1").id, enter, seen=told.digest, today=FILED, ladder=DEFAULT)
    assert state_of(city, "UH-1") == "review"


def test_what_the_rules_refuse_is_refused_when_it_is_foreseen(city):
    open_planned(city, "UH-1", on=FILED)
    with pytest.raises(RecordingRefused):
        foreseen(city, Report(Milestone.CONTACT_POINT_2, FILED))
    with pytest.raises(CaseGone):
        foresee(city, 99, entering(CONTACT), today=FILED, ladder=DEFAULT)


def test_who_is_told_of_what_is_recorded_is_named(city):
    open_planned(city, "UH-1", on=FILED)
    told = foreseen(city, CONTACT)
    assert "Stig Stöd får mejl" in said(told.mails)
    assert not told.nothing


def test_many_lines_are_cut_and_counted(city):
    bring_to_standstill(city, "UH-1", sent=SENT)
    names = [Report(Milestone.WINNER_NAMED, FILED, supplier=f"Firma {number} AB") for number in range(20)]
    told = foreseen(city, *names)
    assert len(told.states) == MOST + 1
    assert told.states[-1].sv == "och 8 till"


def test_the_preview_of_an_override_is_told_in_the_same_words(city):
    bring_to_standstill(city, "UH-1", sent=SENT)
    request = Override("procurement", "", "cancelled", "Därför")
    with reading(city) as connection:
        seen = preview(connection, "UH-1", request, by=BY_SUPPORT, today=FILED, ladder=DEFAULT)
        case = read_case(connection, "UH-1")
    told = in_words(seen.consequences, {1: "Ulla Upphandlare"}, DEFAULT, FILED, case)
    assert told.states[0].sv.startswith("Avtalsspärr → avbruten")
    assert told.days
