"""Beside the matters of cases: questions of imports, overrides that wait for a second person, and lost mail."""

from datetime import date

from sqlalchemy import insert, select

from desk.access import AccountRole
from desk.day.rows import LATER, TODAY, ToMail, ToOverride, ToQuestion
from desk.overriding import Override, override
from exchange.notices.weighing import ASKING
from matters.ladder_file import DEFAULT
from models.actor import Actor
from models.storage.database import reading, writing
from models.tables import ImportQuestion, Message, OverrideRequest, Person
from states.facts import Role
from tests.desk.day.seen import parts, rows
from tests.notifications.city import OFFICER, bring_to_standstill, case_now, open_planned, said

SENT, DAY = date(2026, 3, 24), date(2026, 4, 1)
ANOTHER = 41


def test_a_question_of_an_import_leads_to_where_it_is_answered(city, day_of):
    open_planned(city, "UH-1", on=DAY)
    question = {
        "notice": "a-01",
        "publication_number": "2-2026",
        "title": "Bromsar",
        "buyers": "",
        "published_on": DAY,
        "other_id": case_now(city, "UH-1").id,
        "row": next(iter(ASKING)),
        "path": "",
        "answer": "",
        "answered_by": "",
    }
    with writing(city) as connection:
        connection.execute(insert(ImportQuestion).values(id=7, asked_on=DAY, **question))
    (row,) = rows(day_of(DAY), "inlasningar")
    assert (row.state, row.day, row.target, row.case.reference) == (LATER, date(2026, 4, 2), ToQuestion(7), "UH-1")
    assert row.why == ("Annonsen ”Bromsar” (2-2026).",)
    (row,) = rows(day_of(date(2026, 4, 9)), "inlasningar")
    assert (row.state, row.button, row.presses) == (TODAY, "Svara på frågan", True)


def requested(city):
    """Let a second supporter ask for an override of a risky kind."""
    bring_to_standstill(city, "UH-1", sent=SENT)
    with writing(city) as connection:
        other = {"name": "Åke Andrasson", "email": "ake@exempelstad.example", "phone": "", "language": "sv"}
        connection.execute(insert(Person).values(id=ANOTHER, **other, role="support"))
    by = Actor(Role.SUPPORT, ANOTHER)
    asked = Override("procurement", "", "matching", "Bråttom")
    return override(city, "UH-1", asked, by=by, today=DAY, ladder=DEFAULT).request


def test_an_override_waits_for_a_second_person_who_is_told_what_is_risky(city, day_of):
    number = requested(city)
    (row,) = rows(day_of(DAY), "godkannanden")
    assert row.heading == "Åke Andrasson ber dig pröva ett undantag"
    assert row.target == ToOverride(case_now(city, "UH-1").id, number)
    assert (row.state, row.excepted, row.presses, row.note) == (TODAY, True, True, "begärt 1 apr")
    assert row.why[:2] == ("Från ”avtalsspärr” till ”matchning”.", "Skäl: Bråttom.")
    assert len(row.why) > 2


def test_nobody_approves_what_they_have_asked_for(city, day_of):
    requested(city)
    with writing(city) as connection:
        connection.execute(OverrideRequest.__table__.update().values(asked_by="support:3"))
    assert "godkannanden" not in parts(day_of(DAY))


def test_a_manager_may_approve_and_an_officer_may_not(city, day_of):
    requested(city)
    assert "godkannanden" not in parts(day_of(DAY, AccountRole.OFFICER))
    with writing(city) as connection:
        connection.execute(Person.__table__.update().where(Person.__table__.c.id == OFFICER).values(role="manager"))
    assert parts(day_of(DAY, AccountRole.OFFICER))["godkannanden"] == 1


def test_mail_that_did_not_arrive_is_the_support_functions_to_look_into(city, day_of):
    mail = said(
        text="",
        html="",
        key="k",
        person_id=OFFICER,
        recipient="ulla@exempelstad.example",
        day=DAY,
        language="sv",
        subject="1 sak att göra",
        template="daily",
        template_version="1",
        state="bounced",
        problem="address_refused",
    )
    with writing(city) as connection:
        connection.execute(insert(Message).values(**mail))
    with reading(city) as connection:
        number = connection.execute(select(Message.__table__.c.id)).scalar_one()
    (row,) = rows(day_of(DAY), "mejl")
    assert row.heading == "Mejlet till ulla@exempelstad.example kom inte fram"
    assert (row.target, row.case, row.note, row.state) == (ToMail(number), None, "skickat 1 apr", TODAY)
    assert row.why[0] == "Det heter ”1 sak att göra”."
    assert "mejl" not in parts(day_of(DAY, AccountRole.LABOUR_MARKET))


def test_they_count_as_todays(city, day_of):
    requested(city)
    assert day_of(DAY).due == 1
