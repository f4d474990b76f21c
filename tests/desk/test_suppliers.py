"""Promises and the people who look after them."""

from datetime import date

import pytest
from sqlalchemy import insert

from desk.story import verified, what
from desk.suppliers import (
    Appointment,
    Care,
    NewName,
    Promise,
    SupplierMeant,
    assign,
    assign_in,
    go_on,
    oblige,
    oblige_in,
)
from matters.ladder_file import DEFAULT
from matters.open_matters import open_now
from models.firms import all_firms
from models.going_on import Handover
from models.operations import find
from models.people import set_left
from models.queries.journals import journal
from models.refusals import Refused
from models.storage.database import reading, writing
from models.tables import Person
from states.facts import Milestone
from states.records.milestones import RecordingRefused
from states.records.obligations import Origin, Terms
from tests.notifications.city import (
    BY_OFFICER,
    BY_SUPPORT,
    OFFICER,
    SUPPORT,
    UNIT,
    bring_to_standstill,
    case_now,
    observe,
)
from tests.web.city import FIRMS, begun, found, placed, two_winners

SENT, CLEAR = date(2026, 3, 24), date(2026, 4, 8)
ANY = SupplierMeant()


@pytest.fixture
def won(city):
    bring_to_standstill(city, "UH-1", sent=SENT)
    observe(city, "UH-1", Milestone.WINNER_NAMED, CLEAR, supplier="Exempel AB")
    return city


def handed_over(engine):
    observe(engine, "UH-1", Milestone.COURT_CHECKED, CLEAR)
    observe(engine, "UH-1", Milestone.CONTACT_POINT_2, CLEAR)


def test_a_promise_is_new_once(won):
    promise = {"unit": "persons", "amount": 2.0}
    assert oblige(won, "UH-1", ANY, promise, by=BY_SUPPORT, today=CLEAR).new
    assert not oblige(won, "UH-1", ANY, promise, by=BY_SUPPORT, today=CLEAR).new
    assert case_now(won, "UH-1").obligations[0].amount == 2


def test_a_supplier_that_has_not_won_promises_nothing(won):
    with pytest.raises(Refused):
        oblige(won, "UH-1", SupplierMeant("Annat AB"), {"unit": "persons", "amount": 1.0}, by=BY_SUPPORT, today=CLEAR)


def test_a_contact_person_is_named_and_the_day_recorded(won):
    handed_over(won)
    outcome = assign(won, "UH-1", ANY, Care(contact_id=UNIT), by=BY_SUPPORT, today=CLEAR)

    case = case_now(won, "UH-1")
    assert ("supplier", "contact_assigned") in {(move.process, move.after) for move in outcome.moves}
    assert case.obligations[0].contact_id == UNIT
    assert not assign(won, "UH-1", ANY, Care(contact_id=UNIT), by=BY_SUPPORT, today=CLEAR).new


def test_a_contact_person_too_early_is_refused_and_nobody_is_named(won):
    with pytest.raises(RecordingRefused):
        assign(won, "UH-1", ANY, Care(contact_id=UNIT), by=BY_SUPPORT, today=CLEAR)
    assert case_now(won, "UH-1").obligations[0].contact_id is None


def test_in_a_case_in_hand_promise_and_contact_person_are_entered_together_and_saved_by_the_caller(won):
    handed_over(won)
    with writing(won) as connection:
        case = find(connection, "UH-1")
        about = {"by": BY_SUPPORT, "today": CLEAR}
        assert assign_in(connection, case, Appointment(ANY, Care(contact_id=UNIT)), **about)
        assert oblige_in(connection, case, Promise(ANY, {"unit": "persons", "amount": 2.0}), **about)
        assert not oblige_in(connection, case, Promise(ANY, {"unit": "persons", "amount": 2.0}), **about)
        assert (case.obligations[0].contact_id, case.obligations[0].amount) == (UNIT, 2)


@pytest.mark.parametrize("told", [SupplierMeant("Annat AB"), SupplierMeant("Exempel AB", "Del 9")])
def test_nobody_is_appointed_for_a_supplier_that_has_not_won(won, told):
    handed_over(won)
    with writing(won) as connection, pytest.raises(Refused):
        assign_in(
            connection,
            find(connection, "UH-1"),
            Appointment(told, Care(contact_id=UNIT)),
            by=BY_SUPPORT,
            today=CLEAR,
        )


# --- under another name, or in another firm --------------------------------------------------------------------------

NEW_NAME, NUMBER = "Nya Exempel AB", "556677-8899"
LATER = date(2026, 4, 20)


def named_anew(engine, name=NEW_NAME, handover=None, number="", by=BY_OFFICER):
    return go_on(engine, "UH-1", ANY, NewName(name, number, handover), by=by, today=LATER)


def test_a_supplier_goes_on_with_its_people_and_the_history_verifies(won):
    handed_over(won)
    oblige(won, "UH-1", ANY, {"unit": "persons", "amount": 2.0}, by=BY_SUPPORT, today=CLEAR)
    assign(won, "UH-1", ANY, Care(contact_id=UNIT), by=BY_SUPPORT, today=CLEAR)
    done = named_anew(won)

    (owed,) = case_now(won, "UH-1").obligations
    assert (owed.supplier, owed.amount, owed.contact_id) == (NEW_NAME, 2, UNIT)
    assert (done.before, done.outcome.new) == ((("", "Exempel AB"),), True)
    with reading(won) as connection:
        chain = journal(connection, "UH-1")
    assert verified(chain).intact
    assert what(chain.entries[-1][0]).sv == "leverantören Exempel AB heter numera Nya Exempel AB"


def test_the_same_name_again_is_nothing_new(won):
    named_anew(won)
    assert not named_anew(won).outcome.new


def test_a_takeover_is_told_with_its_day_and_its_reason(won):
    named_anew(won, handover=Handover(date(2026, 4, 15), "Företagen har gått samman"))
    with reading(won) as connection:
        entry, _ = journal(connection, "UH-1").entries[-1]
    assert what(entry).sv == (
        "avtalet gick över från Exempel AB till Nya Exempel AB 15 april 2026. Skäl: Företagen har gått samman"
    )


def test_a_renamed_firm_is_found_by_number_and_by_its_former_name(won):
    named_anew(won, number=NUMBER)
    with reading(won) as connection:
        (firm,) = all_firms(connection)
    assert (firm.name, firm.organisation_number, firm.formerly) == (NEW_NAME, NUMBER, ("Exempel AB",))


def test_the_firm_that_took_over_is_another(won):
    named_anew(won, handover=Handover(CLEAR, "uppköpt"), number=NUMBER)
    with reading(won) as connection:
        firms = {firm.name: firm.organisation_number for firm in all_firms(connection)}
    assert firms == {"Exempel AB": "", NEW_NAME: NUMBER}


def test_a_firm_known_from_one_case_is_found_in_the_next_with_number_and_contact_person(won):
    with writing(won) as connection:
        told = {"id": 21, "name": "Vera", "email": "vera@exempel.example", "phone": "", "language": "sv"}
        connection.execute(insert(Person).values(**told, role="supplier"))
    observe(won, "UH-1", Milestone.WINNER_NAMED, CLEAR, supplier="Exempel AB", value=NUMBER.replace("-", ""))
    handed_over(won)
    assign(won, "UH-1", ANY, Care(supplier_person_id=21), by=BY_SUPPORT, today=CLEAR)

    bring_to_standstill(won, "UH-2", sent=SENT)
    observe(won, "UH-2", Milestone.WINNER_NAMED, CLEAR, supplier="EXEMPEL  A.B.")
    observe(won, "UH-2", Milestone.WINNER_NAMED, CLEAR, lot="2", supplier="Exempel Aktiebolag", value=NUMBER)
    case = case_now(won, "UH-2")
    assert [(one.lot, one.supplier, one.supplier_person_id) for one in case.obligations] == [
        ("", "Exempel AB", 21),
        ("2", "Exempel AB", 21),
    ]
    assert [one.value for one in case.recorded if one.milestone is Milestone.WINNER_NAMED] == [NUMBER, NUMBER]


def test_a_firm_whose_person_became_known_later_is_helped_when_it_is_assigned(won):
    bring_to_standstill(won, "UH-2", sent=SENT)
    observe(won, "UH-2", Milestone.WINNER_NAMED, CLEAR, supplier="Exempel AB")
    for milestone in (Milestone.COURT_CHECKED, Milestone.CONTACT_POINT_2):
        observe(won, "UH-2", milestone, CLEAR)
    with writing(won) as connection:
        told = {"id": 21, "name": "Vera", "email": "vera@exempel.example", "phone": "", "language": "sv"}
        connection.execute(insert(Person).values(**told, role="supplier"))
    assign(won, "UH-1", ANY, Care(supplier_person_id=21), by=BY_SUPPORT, today=CLEAR)
    assign(won, "UH-2", ANY, Care(contact_id=UNIT), by=BY_SUPPORT, today=CLEAR)
    assert case_now(won, "UH-2").obligations[0].supplier_person_id == 21


def test_whoever_works_there_is_followed_up_under_the_new_name(engine):
    found(engine)
    two_winners(engine, places=2)
    begun(engine)
    terms = str(Terms(Origin.MATCHED, 12, 1.0))
    for milestone, value in (
        (Milestone.CANDIDATE_PROPOSED, ""),
        (Milestone.SUBSIDY_DECIDED, "not_applicable"),
        (Milestone.EMPLOYMENT_STARTED, terms),
        (Milestone.HIRE_CONFIRMED, ""),
    ):
        placed(engine, milestone, date(2026, 5, 4), value=value)
    observe(engine, "UH-1", Milestone.WINNER_NAMED, date(2026, 6, 8), supplier=NEW_NAME, lot="Del 1")
    day = date(2026, 6, 10)
    go_on(engine, "UH-1", SupplierMeant(FIRMS, "Del 1"), NewName(NEW_NAME), by=BY_OFFICER, today=day)

    case = case_now(engine, "UH-1")
    assert [(one.state, one.parent) for one in case.tracks if (one.process, one.subject) == ("placement", "1")] == [
        ("following_up", f"Del 1: {NEW_NAME}")
    ]
    owed = [(track.subject, matter.name) for track, _, matter, _ in open_now(case, date(2026, 7, 31), DEFAULT)]
    assert ("1", "follow_up") in owed
    assert {subject for subject, _ in owed if subject.startswith("Del 1")} == {f"Del 1: {NEW_NAME}"}


@pytest.mark.parametrize(
    "care",
    [Care(contact_id=OFFICER), Care(contact_id=SUPPORT), Care(supplier_person_id=UNIT), Care(contact_id=99)],
    ids=["officer", "support", "the unit as supplier", "nobody"],
)
def test_who_is_named_has_the_role_in_the_directory(won, care):
    handed_over(won)
    with pytest.raises(Refused) as refused:
        assign(won, "UH-1", ANY, care, by=BY_SUPPORT, today=CLEAR)
    assert refused.value.reasons[0].key in {"not_in_role", "unknown_person"}
    assert case_now(won, "UH-1").obligations[0].contact_id is None


def test_who_has_left_is_no_longer_named(won):
    handed_over(won)
    with writing(won) as connection:
        set_left(connection, UNIT, left_on=CLEAR, today=CLEAR)
    with pytest.raises(Refused, match=f"Number {UNIT} works here no more"):
        assign(won, "UH-1", ANY, Care(contact_id=UNIT), by=BY_SUPPORT, today=CLEAR)
