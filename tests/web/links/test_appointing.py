"""The support function sets up a supplier: from the link in the mail to a contact person and a promise."""

import pytest
from sqlalchemy import insert

from models.people import set_left
from models.storage.database import writing
from models.tables import Person
from notifications.invitations.links import Purpose
from states.facts import Milestone
from states.processes.placement import PLACEMENT
from tests.notifications.city import OFFICER, SUPPORT, UNIT, bring_to_standstill, case_now, observe
from tests.web.city import CLEAR, FIRM, SENT, TODAY, browser, link, recorded, two_winners
from tests.web.city import SUBJECT as ONE_OF_TWO

M = Milestone
SUBJECT, OTHER = "Exempel AB", 41


@pytest.fixture
def won(city):
    """A case with one winner of whom nothing is known yet."""
    with writing(city) as connection:
        known = {"id": OTHER, "name": "Örjan Enhet", "email": "orjan@exempelstad.example", "phone": "031-390 06 04"}
        connection.execute(insert(Person).values(**known, role="labour_market", unit_id=1, language="sv"))
    bring_to_standstill(city, "UH-1", sent=SENT)
    observe(city, "UH-1", M.WINNER_NAMED, CLEAR, supplier=SUBJECT)
    for milestone in (M.COURT_CHECKED, M.CONTACT_POINT_2):
        observe(city, "UH-1", milestone, CLEAR)
    return city


def address(engine, purpose=Purpose.CONTACT_PERSON, person=SUPPORT, subject=SUBJECT):
    return link(engine, purpose, person, subject=subject)


def send(engine, form, purpose, **typed):
    at = address(engine, purpose)
    return browser(engine).send(at, browser(engine).open(at).forms[form], **typed)


def owed(engine):
    (found,) = case_now(engine, "UH-1").obligations
    return found


def supplier_state(engine):
    track = case_now(engine, "UH-1").track("supplier", SUBJECT)
    assert track is not None
    return track.state


class TestContactPerson:
    def test_support_chooses_among_the_people_of_the_units_and_the_work_begins(self, won):
        page = browser(won).open(address(won))
        assert "en kontaktperson ska utses inom 5 arbetsdagar" in page.text
        assert page.forms["appoint"].choices["who"] == [str(UNIT), str(OTHER)]
        after = send(won, "appoint", Purpose.CONTACT_PERSON, who=str(OTHER))
        assert "Tack, det är registrerat." in after.text
        assert (owed(won).contact_id, supplier_state(won)) == (OTHER, "contact_assigned")
        assert recorded(won, M.CONTACT_ASSIGNED) == [("contact_assigned", TODAY, "", f"support:{SUPPORT}")]

    def test_who_has_left_cannot_be_chosen(self, won):
        with writing(won) as connection:
            set_left(connection, OTHER, left_on=CLEAR, today=CLEAR)
        assert browser(won).open(address(won)).forms["appoint"].choices["who"] == [str(UNIT)]
        page = send(won, "appoint", Purpose.CONTACT_PERSON, who=str(OTHER))
        assert (page.status, "Välj ett av svaren." in page.text) == (422, True)
        assert owed(won).contact_id is None

    def test_where_nobody_can_be_chosen_the_page_says_who_adds_somebody(self, won):
        with writing(won) as connection:
            for number in (UNIT, OTHER):
                set_left(connection, number, left_on=CLEAR, today=CLEAR)
        page = browser(won).open(address(won))
        assert (page.forms, "Be den som sköter Trespann att lägga till någon." in page.text) == ({}, True)

    def test_the_suppliers_own_person_is_told_on_the_same_page_where_none_is_known(self, won):
        told = {"name": "Vera Vd", "email": "vera@exempel.example", "phone": "070-174 06 05"}
        send(won, "appoint", Purpose.CONTACT_PERSON, who=str(UNIT), **told)
        assert owed(won).supplier_person_id is not None
        page = browser(won).open(address(won, Purpose.PROMISE))
        assert "Kontaktperson hos leverantören Vera Vd" in page.text

    @pytest.mark.parametrize(
        ("told", "said"),
        [
            ({"name": "Vera Vd"}, "Ange e-postadressen: dit skickas mejlen."),
            ({"email": "vera@exempel.example"}, "Ange vad personen heter."),
            ({"email": "ulla@exempelstad.example"}, "Adressen ulla@exempelstad.example hör till någon i staden."),
            ({"name": "Vera Vd", "email": "vera"}, "Skriv e-postadressen som namn@foretag.se."),
        ],
    )
    def test_a_person_of_the_supplier_that_cannot_be_reached_is_asked_about_and_nobody_is_named(self, won, told, said):
        page = send(won, "appoint", Purpose.CONTACT_PERSON, who=str(UNIT), **told)
        assert (page.status, said in page.text) == (422, True)
        assert page.forms["appoint"].fields["who"] == str(UNIT)
        assert (owed(won).contact_id, recorded(won, M.CONTACT_ASSIGNED)) == (None, [])

    def test_who_is_known_at_the_supplier_is_shown_and_not_asked_for(self, city):
        two_winners(city)
        page = browser(city).open(address(city, subject=ONE_OF_TWO))
        assert "Kontaktperson hos leverantören Frida Firma" in page.text
        assert set(page.forms["appoint"].names) == {"form", "seen", "who"}

    def test_once_somebody_is_appointed_the_page_says_so_and_asks_no_more(self, won):
        send(won, "appoint", Purpose.CONTACT_PERSON, who=str(UNIT))
        page = browser(won).open(address(won))
        assert (page.forms, "måndag 20 april 2026" in page.text) == ({}, True)


class TestPromise:
    def test_a_promise_of_employments_opens_a_position_for_each(self, won):
        page = send(won, "promise", Purpose.PROMISE, unit="persons", amount="2", months_each="6")
        assert "Tack, det är registrerat." in page.text
        assert "Åtagande: 2 personer" in page.text
        promised = owed(won)
        assert (promised.unit, promised.amount, promised.months_each) == ("persons", 2, 6)
        assert [one.process for one in case_now(won, "UH-1").tracks].count(PLACEMENT.name) == 2

    def test_what_was_assessed_is_proposed_to_one_supplier_and_not_where_several_share_it(self, won):
        fields = browser(won).open(address(won, Purpose.PROMISE)).forms["promise"].fields
        assert (fields["amount"], fields["months_each"]) == ("", "")  # nothing was assessed
        assert "unit" not in fields

    def test_a_dialogue_needs_no_number(self, won):
        assert "Tack" in send(won, "promise", Purpose.PROMISE, unit="dialogue").text
        assert (owed(won).unit, owed(won).amount) == ("dialogue", 1)

    @pytest.mark.parametrize(
        ("typed", "said"),
        [
            ({"unit": "persons"}, "Ange hur många."),
            ({"unit": "persons", "amount": "inga"}, "Skriv ett tal över noll"),
            ({"amount": "3"}, "Välj ett av svaren."),
        ],
    )
    def test_half_a_promise_is_asked_about_and_none_is_entered(self, won, typed, said):
        page = send(won, "promise", Purpose.PROMISE, **typed)
        assert (page.status, said in page.text) == (422, True)
        assert owed(won).unit == ""

    @pytest.mark.parametrize("purpose", [Purpose.PROMISE, Purpose.CONTACT_PERSON])
    @pytest.mark.parametrize("person", [OFFICER, UNIT, FIRM])
    def test_nobody_but_the_support_function_sets_up_a_supplier(self, won, purpose, person):
        page = browser(won).open(address(won, purpose, person))
        assert (page.forms, SUBJECT in page.text) == ({}, False)
