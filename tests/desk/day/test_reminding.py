"""Reminding at once: an extra mail to who can end a wait, written in the journal, and refused with words."""

from datetime import date, time

import pytest
from sqlalchemy import select, update

from desk.day.reminding import NothingWaits, meant, remind
from desk.story import story
from matters.ladder_file import DEFAULT
from models.actor import Actor
from models.people import set_absence
from models.queries.journals import journal
from models.refusals import Refused
from models.reminders.by_hand import REMINDED, is_by_hand
from models.storage.database import reading, writing
from models.tables import Person, Reminder
from states.facts import Milestone, Role
from tests.notifications.city import (
    BY_OFFICER,
    BY_SUPPORT,
    MANAGER,
    OFFICER,
    SETTINGS,
    case_now,
    messages,
    observe,
    open_planned,
)
from tests.notifications.post import Post, run

OPENED = date(2026, 1, 19)
DUE, SATURDAY, MONDAY = date(2026, 2, 2), date(2026, 2, 7), date(2026, 2, 9)
WEDNESDAY = date(2026, 2, 4)
"""A day on which no step of a ladder comes."""


@pytest.fixture
def waits(city):
    open_planned(city, "UH-1", on=OPENED)
    return city


def reminded(engine, today=WEDNESDAY, *, by=BY_SUPPORT, at=None, settings=SETTINGS):
    case = case_now(engine, "UH-1")
    return remind(engine, case.id, "procurement", "", by=by, today=today, at=at, settings=settings)


def mails(engine):
    with reading(engine) as connection:
        return messages(connection)


def test_an_extra_mail_lies_in_the_outbox_and_says_that_somebody_waits(waits):
    found = reminded(waits)
    assert (found.reader.name, found.matter.name, found.goes_on) == ("Ulla Upphandlare", "contact_point_1", WEDNESDAY)
    (mail,) = mails(waits)
    assert (mail.person_id, mail.day, mail.state) == (OFFICER, WEDNESDAY, "queued")
    assert "Kontakta stödfunktionen om upphandlingen" in mail.text
    assert "Någon väntar på det här och har bett att du påminns." in mail.text


def test_the_tick_sends_it_although_the_reader_has_had_the_mail_of_the_day(waits):
    run(waits, DUE, Post())
    open_planned(waits, "UH-2", on=date(2026, 1, 21))  # its last step comes on the same day
    post = Post()
    run(waits, WEDNESDAY, post)
    assert post.told == ["ulla"]
    reminded(waits)
    run(waits, WEDNESDAY, post)
    assert post.told == ["ulla", "ulla"]


def test_the_journal_says_who_had_whom_reminded_of_what(waits):
    reminded(waits)
    with reading(waits) as connection:
        line = story(connection, journal(connection, "UH-1"))[-1]
    assert line.what.sv == "påminnelse skickad: kontakta stödfunktionen om upphandlingen"
    assert line.who.sv == "stödfunktionen (Stig Stöd)"
    assert line.what.en == "reminder sent: contact the support function about the procurement"


def test_planning_leaves_it_alone_and_it_falls_away_with_its_matter(waits):
    reminded(waits)
    run(waits, WEDNESDAY, Post(down=True))
    with reading(waits) as connection:
        (row,) = connection.execute(select(Reminder.__table__).where(Reminder.__table__.c.step.contains("hand"))).all()
    assert (is_by_hand(row.step), row.state) == (True, "planned")
    observe(waits, "UH-1", Milestone.CONTACT_POINT_1, WEDNESDAY)
    post = Post()
    run(waits, WEDNESDAY, post)
    assert "ulla" not in post.told


def test_nobody_is_reminded_twice_on_a_day(waits):
    reminded(waits)
    with pytest.raises(Refused, match="goes today already"):
        reminded(waits)
    assert len(mails(waits)) == 1


def test_who_was_reminded_by_the_ladder_today_is_not_reminded_again(waits):
    run(waits, DUE, Post())
    with pytest.raises(Refused, match="goes today already"):
        reminded(waits, DUE)
    assert reminded(waits, WEDNESDAY).goes_on == WEDNESDAY


def test_on_a_day_without_mail_it_is_noted_and_goes_on_the_next(waits):
    assert reminded(waits, SATURDAY).goes_on == MONDAY
    assert mails(waits) == []
    with pytest.raises(Refused, match="on its way already"):
        reminded(waits, SATURDAY)
    post = Post()
    run(waits, MONDAY, post)
    assert "ulla" in post.told


@pytest.fixture
def quiet(tmp_path):
    def settings(text: str):
        path = tmp_path / "ladder.toml"
        path.write_text(text, "utf-8")
        return SETTINGS.model_copy(update={"ladder": path})

    return settings


def test_in_a_quiet_month_it_waits_for_the_next(waits, quiet):
    settings = quiet("[quiet]\nofficer = {months = [2]}\n")
    assert reminded(waits, settings=settings).goes_on == date(2026, 3, 2)
    assert mails(waits) == []


def test_in_quiet_hours_it_waits_for_their_end(waits, quiet):
    settings = quiet('[quiet]\nofficer = {from = "17:00", to = "07:00"}\n')
    found = reminded(waits, at=time(18), settings=settings)
    assert (found.goes_on, found.after_hours) == (WEDNESDAY, True)
    assert mails(waits) == []


def test_where_nobody_can_be_reached_it_is_refused(waits):
    with writing(waits) as connection:
        connection.execute(update(Person).values(left_on=date(2026, 1, 26)))
    with pytest.raises(Refused, match="nobody to remind"):
        reminded(waits)


def test_who_stands_in_is_reminded(waits):
    with writing(waits) as connection:
        away = {"away_from": WEDNESDAY, "away_until": WEDNESDAY, "substitute_id": MANAGER}
        set_absence(connection, OFFICER, **away, today=DUE)
    assert reminded(waits).reader.id == MANAGER


def test_nobody_reminds_themselves(waits):
    with pytest.raises(Refused, match="It is you"):
        reminded(waits, by=BY_OFFICER)


def test_what_waits_no_more_is_said(waits):
    case = case_now(waits, "UH-1")
    with pytest.raises(NothingWaits):
        remind(waits, case.id, "supplier", "Ingen AB", by=BY_SUPPORT, today=WEDNESDAY, at=None, settings=SETTINGS)
    with pytest.raises(NothingWaits):
        remind(waits, 4711, "procurement", "", by=BY_SUPPORT, today=WEDNESDAY, at=None, settings=SETTINGS)


def test_to_look_writes_nothing(waits):
    case = case_now(waits, "UH-1")
    with reading(waits) as connection:
        by = Actor(Role.SUPPORT, 3)
        found = meant(connection, case, "procurement", "", by=by, today=WEDNESDAY, at=None, ladder=DEFAULT)
    assert found.reader.id == OFFICER
    assert REMINDED not in [entry.event for entry, _ in case_now(waits, "UH-1").entries]
    assert mails(waits) == []
