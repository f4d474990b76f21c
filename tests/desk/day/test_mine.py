"""What is a reader's own, and from when: by role, by case, and in the place of who is away."""

from datetime import date, timedelta

import pytest
from sqlalchemy import insert, update

from desk.access import AccountRole
from desk.day.mine import ROLES, asked_of, mine, to_be_taken_by
from matters.agenda_reading import AskingSince
from matters.ladder_file import DEFAULT
from matters.recipients import Recipient
from models.people import set_absence
from models.storage.database import reading, writing
from models.tables import Case, LabourMarketUnit, ObligationRow, Person
from states.facts import Milestone
from tests.desk.day.seen import parts, rows
from tests.notifications.city import BY_SUPPORT, MANAGER, OFFICER, UNIT, observe, open_planned
from tests.web.board.signed_in import account
from tests.web.city import CLEAR, FIRM, FIRMS, RIVAL, RIVAL_PERSON, RIVALS_SUBJECT, SUBJECT, TODAY, two_winners

R = Recipient
OPENED = date(2026, 1, 19)
LATE = date(2026, 2, 9)
"""Contact point 1 of a case that was opened then is due on 2 February."""
MEETINGS = TODAY + timedelta(days=7)


def two_suppliers(city):
    """Bring a case to two suppliers whose contact person is to meet them."""
    with writing(city) as connection:
        for number, name in ((FIRM, "Frida Firma"), (RIVAL_PERSON, "Rut Rival")):
            told = {"id": number, "name": name, "email": f"p{number}@firma.example", "phone": "", "language": "sv"}
            connection.execute(insert(Person).values(**told, role="supplier", unit_id=None))
    two_winners(city)
    for lot, supplier in (("Del 1", FIRMS), ("Del 2", RIVAL)):
        observe(city, "UH-1", Milestone.CONTACT_ASSIGNED, CLEAR, by=BY_SUPPORT, lot=lot, supplier=supplier)


@pytest.mark.parametrize("role", [AccountRole.READER, AccountRole.ADMINISTRATOR])
def test_of_some_roles_nobody_is_reminded(city, role):
    with reading(city) as connection:
        assert mine(connection, account(role), today=LATE, whole=False) is None


def test_who_has_gone_from_the_directory_has_nothing(city):
    with reading(city) as connection:
        gone = account(AccountRole.OFFICER)
        object.__setattr__(gone, "person_id", 4711)
        assert mine(connection, gone, today=LATE, whole=False) is None


@pytest.mark.parametrize(
    ("role", "name", "asked"),
    [
        # reminded first: while it has a last day
        (R.OFFICER, "contact_point_1", AskingSince(dated=True, since=date(2026, 2, 2))),
        # reminded later: once that step has come, ten working days after the first
        (R.MANAGER, "contact_point_1", AskingSince(dated=False, since=date(2026, 1, 19))),
        # together: from the beginning
        (R.SUPPORT, "relevance_assessment", AskingSince(dated=True, since=date(2026, 1, 26))),
        # it asks for nothing, and is gone after a week
        (R.SUPPORT, "demand_answered", AskingSince(dated=False, since=LATE, after=LATE - timedelta(days=7))),
    ],
)
def test_from_when_somebody_is_asked(role, name, asked):
    assert asked_of(frozenset({role}), DEFAULT, LATE)[name] == asked


def test_what_nobody_of_a_role_is_reminded_of_is_not_theirs():
    support = asked_of(ROLES[AccountRole.SUPPORT], DEFAULT, LATE)
    assert "contact_point_1" not in support
    assert "contact_point_1_still_missed" not in support  # another row tells the same


@pytest.mark.parametrize("name", sorted(DEFAULT.matters))
def test_a_step_that_has_come_asks_and_one_that_has_not_does_not(name):
    matter = DEFAULT.matters[name]
    for rung in matter.rungs:
        asked = asked_of(frozenset({rung.to}), DEFAULT, LATE).get(name)
        if asked is not None and asked.since is not None:
            mine_too = [one for one in matter.rungs if one.to is rung.to]
            assert any(one.due_on(asked.since) <= LATE for one in mine_too)
            assert all(one.due_on(asked.since + timedelta(days=1)) > LATE for one in mine_too)


@pytest.mark.parametrize(
    ("since", "deadline", "day"),
    [
        (LATE, None, date(2026, 2, 10)),
        (date(2026, 2, 6), None, LATE),
        (date(2026, 1, 12), None, LATE),
        (date(2026, 1, 12), date(2026, 2, 6), date(2026, 2, 6)),
    ],
    ids=["came today", "came on Friday", "came long ago", "what follows is late"],
)
def test_what_came_in_is_taken_the_working_day_after(since, deadline, day):
    assert to_be_taken_by(since, deadline, LATE) == day


def test_an_officer_has_their_own_cases_and_a_manager_what_was_left_undone(city, day_of):
    open_planned(city, "UH-1", on=OPENED)
    assert [row.late for row in rows(day_of(LATE, AccountRole.OFFICER), "kontaktpunkt-1")] == [7]
    with writing(city) as connection:
        connection.execute(update(Person).where(Person.__table__.c.id == OFFICER).values(role="manager"))
        connection.execute(update(Case).values(officer_id=MANAGER))
    assert parts(day_of(date(2026, 2, 6), AccountRole.OFFICER)) == {}
    assert parts(day_of(LATE, AccountRole.OFFICER)) == {"kontaktpunkt-1": 1}  # the step of the manager has come


def test_who_stands_in_has_what_the_other_has_while_they_are_away(city, day_of):
    open_planned(city, "UH-1", on=OPENED)
    with writing(city) as connection:
        connection.execute(update(Case).values(officer_id=MANAGER))
        away = {"away_from": LATE, "away_until": LATE, "substitute_id": OFFICER}
        set_absence(connection, MANAGER, **away, today=date(2026, 2, 6))
    assert parts(day_of(date(2026, 2, 6), AccountRole.OFFICER)) == {}
    assert parts(day_of(LATE, AccountRole.OFFICER)) == {"kontaktpunkt-1": 1}


def test_a_supporter_has_their_cases_and_those_that_nobody_has_taken(city, day_of):
    open_planned(city, "UH-1", on=OPENED)
    observe(city, "UH-1", Milestone.CONTACT_POINT_1, OPENED)
    assert parts(day_of(LATE)) == {"kontakter": 1}
    with writing(city) as connection:
        connection.execute(update(Case).values(support_id=MANAGER))
    assert parts(day_of(LATE)) == {}
    assert parts(day_of(LATE, whole=True)) == {"bedomningar": 1}


def test_a_contact_person_has_the_suppliers_that_they_look_after(city, day_of):
    two_suppliers(city)
    meet = "Håll startmötet med leverantören ({supplier})"
    both = [meet.format(supplier=supplier) for supplier in (SUBJECT, RIVALS_SUBJECT)]
    assert [row.heading for row in rows(day_of(MEETINGS, AccountRole.LABOUR_MARKET), "startmoten")] == both
    with writing(city) as connection:
        connection.execute(update(ObligationRow).where(ObligationRow.__table__.c.lot == "Del 1").values(contact_id=2))
        connection.execute(
            update(ObligationRow).where(ObligationRow.__table__.c.lot == "Del 2").values(contact_id=None)
        )
    # nobody looks after the second any more: the unit is asked
    assert [row.heading for row in rows(day_of(MEETINGS, AccountRole.LABOUR_MARKET), "startmoten")] == both[1:]


def test_what_the_mailbox_of_a_unit_looks_after_is_everybodys_of_the_unit(city, day_of):
    two_suppliers(city)
    with writing(city) as connection:
        connection.execute(insert(LabourMarketUnit).values(id=1, name="Jobbcenter", areas="", occupations="", told=""))
        box = {"name": "Jobbcenter", "email": "jobb@exempelstad.example", "phone": "", "role": "labour_market"}
        connection.execute(insert(Person).values(id=31, **box, labour_market_unit_id=1, mailbox=True, language="sv"))
        connection.execute(update(Person).where(Person.__table__.c.id == UNIT).values(labour_market_unit_id=1))
        connection.execute(update(ObligationRow).values(contact_id=31))
    assert len(rows(day_of(MEETINGS, AccountRole.LABOUR_MARKET), "startmoten")) == 2
