"""From the mail in the morning to the case that has moved on: no more mail, and the day out of the calendar."""

from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from functools import partial

from icalendar import Calendar

from desk.tick import tick
from states.facts import Milestone
from states.processes.procurement import ProcurementState
from tests.notifications.city import bring_to_standstill, open_planned, state_of
from tests.web.city import SIGNING, browser, recorded

OPENED, DUE = date(2026, 1, 12), date(2026, 1, 19)


class Postbox:
    """A sender that keeps what it is given."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []

    def send(self, *, content: bytes, **_: object) -> None:
        self.mails.append(message_from_bytes(content, policy=policy.default))

    def close(self) -> None:
        pass


def mails_of(engine, first: date, last: date) -> list[EmailMessage]:
    """Return what ticks on each day of a period send, in the order it is sent."""
    box = Postbox()
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        clock = partial(datetime, day.year, day.month, day.day, 6, 30, tzinfo=UTC)
        tick(engine, today=day, settings=SIGNING, open_sender=lambda: box, clock=clock)
    return box.mails


def text_of(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body is not None
    return body.get_content()


def link_in(mail: EmailMessage) -> str:
    return "/l/" + text_of(mail).partition("/l/")[2].split()[0]


def entries(mail: EmailMessage) -> list[tuple[str, int, str]]:
    """Return (method, sequence, uid) of every calendar object of a mail."""
    found = []
    for part in mail.walk():
        if part.get_content_type() == "text/calendar":
            calendar = Calendar.from_ical(part.get_content())
            found += [(str(calendar["METHOD"]), int(e["SEQUENCE"]), str(e["UID"])) for e in calendar.walk("VEVENT")]
    return found


def test_an_officer_answers_from_the_mail_and_hears_no_more_of_it(city):
    open_planned(city, "UH-1", on=OPENED)
    (mail,) = mails_of(city, DUE, DUE)
    assert mail["Subject"] == "UH-1: kontakta stödfunktionen om upphandlingen senast måndag 26 januari"
    ((method, sequence, uid),) = entries(mail)
    assert method == "REQUEST"
    assert "Tack" in browser(city, DUE).answer(link_in(mail), "contact").text
    after = mails_of(city, DUE, date(2026, 3, 31))
    assert not [one for one in after if "Jag har kontaktat stödfunktionen" in text_of(one)]
    about = [entry for one in after for entry in entries(one) if entry[2] == uid]
    assert about == [("CANCEL", sequence + 1, uid)]


def test_contact_point_2_from_the_mail_hands_the_procurement_over(city):
    bring_to_standstill(city, "UH-1", sent=date(2026, 3, 24))
    report = date(2026, 4, 8)  # the standstill rolls over Easter to Tuesday 7 April
    (mail,) = [one for one in mails_of(city, report, report) if "rapportera vinnaren" in one["Subject"]]
    typed = {"supplier-0": "Städ AB", "court": "1"}
    assert "Tack" in browser(city, report).answer(link_in(mail), "winner", **typed).text
    assert state_of(city, "UH-1") == ProcurementState.MATCHING
    assert [row[1] for row in recorded(city, Milestone.CONTACT_POINT_2)] == [report]
    assert not [one for one in mails_of(city, report, date(2026, 4, 30)) if "Rapportera vinnaren: " in text_of(one)]
