"""A link sent by itself: to whom, when, and how often."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from pydantic import SecretStr
from sqlalchemy import Engine, update

from models.people import set_left
from models.storage.database import reading, writing
from models.tables import Case, Person
from notifications.invitations.links import Bound, Invitation, Purpose, read, use
from notifications.invitations.renewal import RenewedLink, renew, send
from notifications.invitations.rules import PATH
from tests.notifications.city import (
    MANAGER,
    OFFICER,
    SETTINGS,
    SUPPORT,
    case_now,
    found_city,
    messages,
    open_planned,
)

SECRET = "for tests only"
SIGNING = SETTINGS.model_copy(update={"secret": SecretStr(SECRET)})
FRIDAY, SATURDAY, MONDAY = date(2026, 1, 16), date(2026, 1, 17), date(2026, 1, 19)
NINE = datetime(2026, 1, 16, 8, tzinfo=UTC)


@pytest.fixture
def city(engine: Engine) -> Engine:
    found_city(engine)
    open_planned(engine, "UH-1", on=date(2026, 1, 12))
    return engine


def sent(engine: Engine, *, today: date = FRIDAY, at: datetime = NINE, settings=SIGNING) -> RenewedLink | None:
    case = case_now(engine, "UH-1")
    with writing(engine) as connection:
        return send(connection, Purpose.CONTACT_POINT_1, case, today=today, at=at, settings=settings)


def renewed(engine: Engine, old: Invitation, *, today: date = FRIDAY, at: datetime = NINE) -> RenewedLink | None:
    with writing(engine) as connection:
        return renew(connection, old, today=today, at=at, settings=SIGNING)


def mails(engine: Engine) -> list[Any]:
    with reading(engine) as connection:
        return messages(connection)


def invitation_in(engine: Engine, mail: Any) -> Invitation:
    token = mail.text.partition(PATH)[2].split()[0]
    with reading(engine) as connection:
        return read(connection, token, secret=SECRET)


def test_a_link_goes_to_whoever_is_asked_with_the_day_it_ends(city):
    told = sent(city)
    assert told is not None
    assert (told.reader.id, told.day) == (OFFICER, FRIDAY)
    (mail,) = mails(city)
    assert (mail.recipient, mail.state, mail.day) == ("ulla@exempelstad.example", "queued", FRIDAY)
    assert mail.subject == "UH-1: länk för att bekräfta kontakten med stödfunktionen"
    assert "fungerar till och med söndag 15 februari 2026" in mail.text
    invitation = invitation_in(city, mail)
    assert invitation.bound == Bound(Purpose.CONTACT_POINT_1, OFFICER, case_now(city, "UH-1").id, "contact_point_1")
    assert invitation.expires_on == date(2026, 2, 15)


def test_one_mail_an_hour_is_enough(city):
    for minute in (0, 30, 59):
        assert sent(city, at=NINE.replace(minute=minute)) is not None
    assert len(mails(city)) == 1
    assert sent(city, at=NINE.replace(hour=9)) is not None
    assert len(mails(city)) == 2


def test_a_link_that_is_asked_for_at_the_weekend_goes_on_the_same_day(city):
    told = sent(city, today=SATURDAY)
    assert told is not None
    assert told.day == mails(city)[0].day == SATURDAY


def test_a_used_link_is_followed_by_a_fresh_one_for_the_same(city):
    sent(city)
    old = invitation_in(city, mails(city)[0])
    with writing(city) as connection:
        use(connection, old, at=NINE)
    assert renewed(city, old, at=NINE.replace(hour=10)) is not None
    fresh = invitation_in(city, mails(city)[1])
    assert (fresh.bound, fresh.used_at) == (old.bound, None)
    assert fresh.id != old.id


def test_nobody_who_may_not_act_any_more_gets_a_fresh_link(city):
    sent(city)
    old = invitation_in(city, mails(city)[0])
    with writing(city) as connection:
        connection.execute(update(Case).values(officer_id=None))
    assert renewed(city, old, at=NINE.replace(hour=10)) is None
    assert len(mails(city)) == 1


def test_a_fresh_link_goes_to_the_person_of_the_old_one_and_no_other(city):
    sent(city)
    old = invitation_in(city, mails(city)[0])
    with writing(city) as connection:
        connection.execute(
            update(Person).where(Person.__table__.c.id == OFFICER).values(email="ny@exempelstad.example")
        )
    told = renewed(city, old, at=NINE.replace(hour=10))
    assert told is not None
    assert [mail.recipient for mail in mails(city)] == ["ulla@exempelstad.example", "ny@exempelstad.example"]


def test_without_the_officer_the_link_goes_to_who_is_asked_next(city):
    with writing(city) as connection:
        set_left(connection, OFFICER, left_on=FRIDAY, today=FRIDAY)
    told = sent(city)
    assert told is not None
    assert told.reader.id == MANAGER


def test_where_nobody_is_left_or_pages_cannot_be_reached_nothing_is_written(city):
    assert sent(city, settings=SETTINGS) is None
    with writing(city) as connection:
        for person in (OFFICER, MANAGER, SUPPORT):
            set_left(connection, person, left_on=FRIDAY, today=FRIDAY)
    assert sent(city) is None
    assert mails(city) == []
