"""Who may see what a link opens today, and which case it is."""

from datetime import date

import pytest
from sqlalchemy import Engine, text, update

from models.merging import merge
from models.people import set_absence, set_left
from models.storage.database import reading, writing
from models.tables import Case
from notifications.invitations.links import Purpose
from states.facts import Milestone
from tests.notifications.city import BY_OFFICER, MANAGER, OFFICER, case_now, messages, open_planned
from tests.web.city import OPENED, TODAY, browser, link, recorded

FIRST = Milestone.CONTACT_POINT_1
DEPUTY = MANAGER


def test_who_is_no_longer_asked_may_not_act_and_is_told_so_without_the_case(city, address):
    form = browser(city).open(address).forms["contact"]
    with writing(city) as connection:
        connection.execute(update(Case).values(officer_id=None))
    for answer in (browser(city).open(address), browser(city).send(address, form)):
        assert (answer.status, "Någon annan svarar för det här nu" in answer.text) == (403, True)
        assert "Städtjänster" not in answer.text
    told = browser(city).send(f"{address}/new", form)
    assert told.status == 403
    with reading(city) as connection:
        assert messages(connection) == []
    assert recorded(city, FIRST) == []


def test_who_has_left_may_not_act(city, address):
    with writing(city) as connection:
        set_left(connection, OFFICER, left_on=TODAY, today=TODAY)
    assert browser(city).open(address).status == 403


def test_a_substitute_acts_while_the_officer_is_away_and_not_after(city):
    open_planned(city, "UH-1", on=OPENED)
    away = {"away_from": TODAY, "away_until": date(2026, 4, 24)}
    with writing(city) as connection:
        set_absence(connection, OFFICER, substitute_id=DEPUTY, today=TODAY, **away)
        connection.execute(text("UPDATE person SET unit_id = NULL, role = 'officer' WHERE id = 2"))
    address = link(city, Purpose.CONTACT_POINT_1, DEPUTY)
    assert browser(city).open(address).status == 200
    assert browser(city, date(2026, 4, 27)).open(address).status == 403


@pytest.fixture
def taken_in(city: Engine, address: str) -> str:
    """The address of the page of a case that was merged into another since."""
    open_planned(city, "UH-9", on=OPENED)
    with writing(city) as connection:
        merge(connection, "UH-1", "UH-9", by=BY_OFFICER, today=date(2026, 4, 17))
    return address


def test_the_link_of_a_merged_case_opens_the_page_of_the_surviving_one(city, taken_in):
    page = browser(city).open(taken_in)
    assert page.status == 200
    assert "UH-1 ingår numera i det här ärendet." in page.text
    browser(city).send(taken_in, page.forms["contact"], on="2026-04-16")
    assert browser(city).open(taken_in).text.count("Länken är använd") > 0
    assert case_now(city, "UH-9").facts(TODAY).on(FIRST) == date(2026, 4, 16)
    assert case_now(city, "UH-1").facts(TODAY).on(FIRST) is None


def test_who_opened_the_page_before_the_merger_sees_the_surviving_case_before_anything_is_recorded(city, address):
    page = browser(city).open(address)
    open_planned(city, "UH-9", on=date(2026, 4, 1))
    with writing(city) as connection:
        merge(connection, "UH-1", "UH-9", by=BY_OFFICER, today=TODAY)
    answer = browser(city).send(address, page.forms["contact"], on="2026-04-16")
    assert answer.status == 409
    assert "UH-1 ingår numera i det här ärendet." in answer.text
    assert case_now(city, "UH-9").facts(TODAY).on(FIRST) is None


def test_a_new_link_for_a_merged_case_is_about_the_surviving_one(city, taken_in):
    long_after = date(2026, 8, 3)
    (form,) = browser(city, long_after).open(taken_in).forms.values()
    assert "En ny länk är på väg" in browser(city, long_after).send(f"{taken_in}/new", form).text
    with reading(city) as connection:
        (mail,) = [one for one in messages(connection) if one.key.startswith("invitation")]
    assert "UH-9" in mail.subject


def test_who_does_not_answer_for_the_surviving_case_gets_no_page(city, taken_in):
    with writing(city) as connection:
        connection.execute(
            update(Case.__table__).where(Case.__table__.c.reference == "UH-9").values(officer_id=MANAGER)
        )
    assert browser(city).open(taken_in).status == 403
