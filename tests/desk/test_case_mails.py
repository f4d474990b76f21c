"""The mails about a case: those that were sent, and those to come."""

from datetime import UTC, datetime

from sqlalchemy import insert

from desk.case_mails import mails_of, told_to
from models.storage.database import reading, writing
from models.tables import Message, Reminder
from tests.desk.case_seen import sight
from tests.notifications.city import OFFICER, UNSAID, case_now, open_planned
from tests.web.city import OPENED, TODAY


def send(engine, number, state, matter="contact_point_1", step="0"):
    case_id = case_now(engine, "UH-1").id
    with writing(engine) as connection:
        mail = {"id": number, "key": str(number), "person_id": OFFICER, "recipient": "ulla@exempelstad.example"}
        mail |= {"day": OPENED, "language": "sv", "subject": "s", "template": "t", "template_version": "1"}
        at = datetime(2026, 4, 7, 6, tzinfo=UTC)
        connection.execute(insert(Message).values(**mail, **UNSAID, state=state, sent_at=at))
        told = {"case_id": case_id, "matter": matter, "subject": str(number), "step": step}
        days = {"base": OPENED, "due_on": OPENED, "planned_on": OPENED, "message_id": number}
        how = {"person_id": OFFICER, "state": "planned", "case_version": 0}
        connection.execute(insert(Reminder).values(**told, **days, **how))


def mails(engine, **more):
    with reading(engine) as connection:
        return mails_of(connection, sight(engine, TODAY), **more)


def test_a_mail_says_what_it_was_about_to_whom_and_whether_it_arrived(city):
    open_planned(city, "UH-1", on=OPENED)
    send(city, 1, "sent")
    send(city, 2, "bounced")
    send(city, 3, "sent", step="off 2026-04-08")
    off, bounced, arrived = mails(city).sent
    assert (arrived.to, arrived.arrived, arrived.state.sv) == ("Ulla Upphandlare", True, "skickat")
    assert (bounced.to, bounced.arrived, bounced.state.sv) == ("ulla@exempelstad.example", False, "kom tillbaka")
    assert off.what[0].sv.startswith("Inte längre aktuellt: ")


def test_some_are_shown_and_all_are_counted(city):
    open_planned(city, "UH-1", on=OPENED)
    for number in range(1, 10):
        send(city, number, "sent")
    shown = mails(city, limit=6)
    assert ([one.number for one in shown.sent], shown.total) == ([9, 8, 7, 6, 5, 4], 9)
    assert len(mails(city, limit=None).sent) == 9


def test_what_is_to_come_is_told_with_its_day_and_its_reader(city):
    open_planned(city, "UH-1", on=OPENED)
    coming = mails(city).coming
    assert coming
    assert all(one.on > TODAY and one.to for one in coming)


def test_whom_a_mail_goes_to_is_a_sentence():
    assert told_to(["A", "B", "C"]).sv == "till A, B och C"
    assert told_to(["A"]).en == "to A"
    assert told_to([]).sv == "ingen kan nås"
