"""The link in a mail: which page it opens, that it is the reader's own, and when there is none."""

import re
from datetime import date
from typing import Any

import pytest
from pydantic import SecretStr
from sqlalchemy import Engine, select

from desk.settling import settle_due
from desk.tick import TickResult
from models.competence import describe
from models.operations import find
from models.people import set_left
from models.storage.database import reading, writing
from models.tables import InvitationRow
from notifications.compose import compose, still_due
from notifications.invitations.links import Purpose, read
from states.facts import Milestone
from states.records.competence import Profile, Requirement
from tests.notifications.city import (
    BY_SUPPORT,
    BY_UNIT,
    MANAGER,
    OFFICER,
    SETTINGS,
    SUPPORT,
    UNIT,
    bring_to_standstill,
    found_city,
    messages,
    name_contact,
    observe,
    open_planned,
    promise,
)

SECRET = "for tests only"
SIGNING = SETTINGS.model_copy(update={"secret": SecretStr(SECRET)})
AWAY = SIGNING.model_copy(update={"smtp_host": "smtp.exempelstad.example"})
OPENED = date(2026, 1, 12)
DUE = date(2026, 1, 19)
_link = InvitationRow.__table__


@pytest.fixture
def city(engine: Engine) -> Engine:
    found_city(engine)
    return engine


def composed(engine: Engine, today: date, settings=SIGNING) -> list[Any]:
    settle_due(engine, today=today, result=TickResult(today))
    compose(engine, today=today, settings=settings)
    with reading(engine) as connection:
        return [mail for mail in messages(connection) if mail.day == today]


def links_in(text: str) -> list[str]:
    return re.findall(r"http://127\.0\.0\.1:8400/l/(\S+)", text)


def test_each_matter_has_one_link_that_is_its_readers_own(city):
    open_planned(city, "UH-1", on=OPENED)
    open_planned(city, "UH-2", on=OPENED)
    (mail,) = composed(city, DUE)
    tokens = links_in(mail.text)
    assert len(set(tokens)) == 2
    with reading(city) as connection:
        bounds = [read(connection, token, secret=SECRET).bound for token in tokens]
    assert {(one.person_id, one.purpose, one.matter) for one in bounds} == {
        (OFFICER, Purpose.CONTACT_POINT_1, "contact_point_1"),
    }
    assert len({one.case_id for one in bounds}) == 2
    assert [f"/l/{token}" in mail.html for token in tokens] == [True, True]
    assert mail.text.count("Jag har kontaktat stödfunktionen: http") == 2


def test_who_is_told_in_place_of_another_gets_a_link_of_their_own(city):
    open_planned(city, "UH-1", on=OPENED)
    with writing(city) as connection:
        set_left(connection, OFFICER, left_on=OPENED, today=OPENED)
    (mail,) = composed(city, DUE)
    with reading(city) as connection:
        bound = read(connection, links_in(mail.text)[0], secret=SECRET).bound
    assert (mail.person_id, bound.person_id) == (MANAGER, MANAGER)


def test_who_is_told_of_what_another_does_is_told_whom_to_write_to(city):
    appointed(city, None)
    (mail,) = [one for one in composed(city, date(2026, 4, 22)) if one.person_id == OFFICER]
    told = mail.text.partition("Utse en kontaktperson")[2]
    assert "Skriv till Stig Stöd: stig@exempelstad.example\n" in told
    assert "mailto:stig@exempelstad.example?subject=UH-9" in mail.html


@pytest.mark.parametrize(("settings", "pages"), [(SIGNING, 1), (AWAY, 0)], ids=["a page", "pages nobody can reach"])
def test_a_contact_that_was_missed_is_entered_by_support_or_asked_of_the_officer(city, settings, pages):
    open_planned(city, "UH-1", on=OPENED)
    observe(city, "UH-1", Milestone.AWARD_DECIDED, OPENED)
    (mail,) = composed(city, DUE, settings)
    assert (mail.person_id, len(links_in(mail.text))) == (SUPPORT, pages)
    news = 1  # the award is told beside it, without a page to go on at
    assert mail.text.count("Skriv till Ulla Upphandlare: ulla@exempelstad.example\n") == news + 1 - pages
    assert "Har du frågor? Kontakta Ulla Upphandlare\n" in mail.text


def test_the_mail_on_the_assessment_leads_to_its_page(city):
    open_planned(city, "UH-1", on=OPENED)
    observe(city, "UH-1", Milestone.CONTACT_POINT_1, OPENED)
    mail, _ = composed(city, DUE)
    with reading(city) as connection:
        bound = read(connection, links_in(mail.text)[0], secret=SECRET).bound
    assert (bound.person_id, bound.purpose) == (OFFICER, Purpose.ASSESSMENT)
    assert "Registrera relevansbedömningen: http" in mail.text


@pytest.mark.parametrize("settings", [SETTINGS, AWAY], ids=["nothing to sign with", "pages nobody can reach"])
def test_without_pages_the_mail_says_whom_to_write_to(city, settings):
    open_planned(city, "UH-1", on=OPENED)
    (mail,) = composed(city, DUE, settings)
    assert "Skriv till Stig Stöd: stig@exempelstad.example\n" in mail.text
    with reading(city) as connection:
        assert connection.execute(select(_link)).all() == []


def test_a_mail_that_is_written_anew_keeps_its_links(city):
    open_planned(city, "UH-1", on=OPENED)
    open_planned(city, "UH-2", on=OPENED)
    (mail,) = composed(city, DUE)
    before = links_in(mail.text)
    observe(city, "UH-2", Milestone.CONTACT_POINT_1, DUE)
    with writing(city) as connection:
        assert still_due(connection, mail.id, DUE, settings=SIGNING)
        (after,) = messages(connection)
    assert links_in(after.text) == [token for token in before if token in after.text]
    assert len(links_in(after.text)) == 1


def appointed(engine: Engine, on: date | None) -> None:
    """Bring UH-9 to a winner, whose contact person is appointed on a day, or not at all."""
    bring_to_standstill(engine, "UH-9", sent=date(2026, 3, 24))
    day = date(2026, 4, 8)
    observe(engine, "UH-9", Milestone.WINNER_NAMED, day, supplier="Exempel AB")
    for milestone in (Milestone.COURT_CHECKED, Milestone.CONTACT_POINT_2):
        observe(engine, "UH-9", milestone, day)
    promise(engine, "UH-9", on=day, unit="persons", amount=3)
    if on is None:
        return
    name_contact(engine, "UH-9", contact=UNIT, on=on)
    observe(engine, "UH-9", Milestone.CONTACT_ASSIGNED, on, by=BY_SUPPORT, supplier="Exempel AB")


def test_on_the_day_of_appointment_the_contact_person_reads_what_they_are_and_what_was_promised(city):
    on = date(2026, 4, 9)
    appointed(city, on)
    (mail,) = [one for one in composed(city, on) if one.person_id == UNIT]
    assert "Du är utsedd till kontaktperson för Exempel AB" in mail.text
    assert "Åtagande: 3 personer" in mail.text
    assert "Startmötet ska hållas senast onsdag 22 april 2026." in mail.text
    assert "Fråga ärendets upphandlare Ulla Upphandlare, ulla@exempelstad.example." in mail.text


def test_what_was_meant_for_a_supplier_without_an_address_says_so_and_does_not_speak_to_the_supplier(city):
    on = date(2026, 4, 9)
    appointed(city, on)
    (mail,) = [one for one in composed(city, on) if one.person_id == UNIT]
    assert "Leverantören ska bestämma tid för startmötet (Exempel AB)" in mail.text
    assert "i stället för leverantören Exempel AB, som vi inte har någon adress till." in mail.text
    assert not re.search(r"\b(ni|er|ert|era)\b", mail.text, re.IGNORECASE)


def test_the_unit_reads_the_job_where_it_is_to_propose_people(city):
    on = date(2026, 4, 9)
    appointed(city, on)
    for milestone in (Milestone.DIALOGUE_HELD, Milestone.PROFILE_AGREED):
        observe(city, "UH-9", milestone, on, by=BY_UNIT, supplier="Exempel AB")
    with writing(city) as connection:
        case = find(connection, "UH-9")
        job = Profile("Städare", share=75, requirements=frozenset({Requirement.LICENCE_B}))
        describe(connection, case, case.obligations[0], job, by=BY_UNIT, today=on)
    mails = [one for one in composed(city, date(2026, 4, 23)) if one.person_id == UNIT]
    assert "Yrke eller roll: Städare" in mails[0].text
    assert "Krav: B-körkort" in mails[0].text
