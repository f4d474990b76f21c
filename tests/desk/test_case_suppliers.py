"""Each supplier of a case as it stands."""

from desk.access import AccountRole
from desk.case_suppliers import MOST_PLACES, suppliers_shown
from models.firms import firms_called
from models.storage.database import reading
from notifications.invitations.links import Purpose
from tests.desk.case_seen import sight
from tests.web.city import FIRMS, RIVAL, SUBJECT, TODAY, begun, found, two_winners


def suppliers(engine, role=AccountRole.SUPPORT):
    with reading(engine) as connection:
        firms = firms_called(connection, [(FIRMS, "")])
    return suppliers_shown(sight(engine, TODAY, role), firms, {})


def test_a_supplier_has_its_promise_its_people_and_its_positions(engine):
    found(engine)
    two_winners(engine)
    begun(engine)
    first, second = suppliers(engine)
    assert (first.name, first.lot, first.subject, second.name) == (FIRMS, "Del 1", SUBJECT, RIVAL)
    assert (first.contact.name, first.own_person.name) == ("Aina Arbetsmarknad", "Frida Firma")
    assert ("Åtagande", "4 personer") in [(one.label.sv, one.value.sv) for one in first.lines]
    assert [one.number for one in first.places] == [1, 2, 3, 4]
    assert first.promised


def test_of_many_positions_some_are_shown_and_the_rest_is_counted(engine):
    found(engine)
    two_winners(engine, places=20)
    begun(engine)
    first = suppliers(engine)[0]
    assert (len(first.places), first.rest) == (MOST_PLACES, 20 - MOST_PLACES)


def test_only_who_may_take_a_step_about_a_supplier_is_offered_it(engine):
    found(engine)
    two_winners(engine)
    assert suppliers(engine)[0].steps == (Purpose.SUPPLIER, Purpose.CONTACT_PERSON, Purpose.PROMISE)
    assert suppliers(engine, AccountRole.OFFICER)[0].steps == ()
    assert suppliers(engine, AccountRole.READER)[0].steps == ()
