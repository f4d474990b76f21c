"""Signed links: what a token opens, and that no other does."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import Engine, select

from models.operations import find
from models.storage.database import reading, writing
from models.storage.driver_statements import for_update
from models.tables import InvitationRow, Person
from notifications.invitations.links import Bound, Invitation, InvitationUnknown, Purpose, invite, read, use
from tests.notifications.city import MANAGER, OFFICER, case_now, found_city, open_planned

SECRET = "for tests only"
TODAY = date(2026, 1, 19)
AT = datetime(2026, 1, 19, 9, tzinfo=UTC)


@pytest.fixture
def city(engine: Engine) -> Engine:
    found_city(engine)
    open_planned(engine, "UH-1", on=TODAY)
    return engine


def bound(engine: Engine, person: int = OFFICER, purpose: Purpose = Purpose.CONTACT_POINT_1) -> Bound:
    return Bound(purpose, person, case_now(engine, "UH-1").id, "contact_point_1")


def for_a_month(_: Purpose, made_on: date) -> date:
    return made_on + timedelta(days=30)


def made(engine: Engine, *wanted: Bound, today: date = TODAY, secret: str = SECRET) -> dict[Bound, str]:
    with writing(engine) as connection:
        return invite(connection, wanted, secret=secret, today=today, until=for_a_month)


def opened(engine: Engine, token: str, secret: str = SECRET) -> Invitation:
    with reading(engine) as connection:
        return read(connection, token, secret=secret)


def test_a_token_opens_what_it_was_made_for(city):
    wanted = bound(city)
    invitation = opened(city, made(city, wanted)[wanted])
    assert invitation.bound == wanted
    assert (invitation.made_on, invitation.expires_on) == (TODAY, date(2026, 2, 18))
    assert not invitation.has_expired(date(2026, 2, 18))
    assert invitation.has_expired(date(2026, 2, 19))


def test_every_person_and_purpose_has_a_token_of_its_own(city):
    wanted = [bound(city), bound(city, MANAGER), bound(city, purpose=Purpose.CONTACT_POINT_2)]
    tokens = made(city, *wanted)
    assert len(set(tokens.values())) == 3
    assert [opened(city, tokens[one]).bound for one in wanted] == wanted


def test_the_same_asked_for_again_on_one_day_is_the_same_token(city):
    wanted = bound(city)
    first = made(city, wanted)
    assert made(city, wanted, bound(city, MANAGER))[wanted] == first[wanted]
    assert made(city, wanted, today=date(2026, 1, 20))[wanted] != first[wanted]


def test_a_used_token_is_not_given_again(city):
    wanted = bound(city)
    (token,) = made(city, wanted).values()
    with writing(city) as connection:
        assert use(connection, opened(city, token), at=AT)
    assert opened(city, token).used_at is not None
    assert made(city, wanted)[wanted] != token


def test_a_link_is_used_once_also_by_two_at_the_same_moment(city):
    (token,) = made(city, bound(city)).values()
    invitation = opened(city, token)

    def try_it(_: int) -> bool:
        with writing(city) as connection:
            return use(connection, invitation, at=AT)

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(try_it, range(4))) == [False, False, False, True]


def test_a_link_is_made_while_somebody_else_works_on_the_case_and_on_the_person(pg_engine):
    found_city(pg_engine)
    open_planned(pg_engine, "UH-1", on=TODAY)
    wanted = bound(pg_engine)
    with writing(pg_engine) as busy:
        find(busy, "UH-1")
        busy.execute(for_update(select(Person.__table__.c.id), "postgresql"))
        with writing(pg_engine) as connection:
            connection.exec_driver_sql("SET LOCAL lock_timeout = '5s'")
            assert invite(connection, [wanted], secret=SECRET, today=TODAY, until=for_a_month).keys() == {wanted}


def test_an_altered_token_opens_nothing(city):
    (token,) = made(city, bound(city)).values()
    for place, sign in enumerate(token[:-1]):  # the last holds bits that encode nothing
        altered = f"{token[:place]}{'A' if sign != 'A' else 'B'}{token[place + 1 :]}"
        with pytest.raises(InvitationUnknown):
            opened(city, altered)


@pytest.mark.parametrize("token", ["", ".", "a.b", "å.ä", "1" * 10_000, "\x00", "../../etc/passwd"], ids=range(7))
def test_what_is_no_token_opens_nothing(city, token):
    with pytest.raises(InvitationUnknown):
        opened(city, token)


def test_another_secret_opens_nothing_and_without_one_nothing_is_opened(city):
    (token,) = made(city, bound(city)).values()
    for secret in ("another", ""):
        with pytest.raises(InvitationUnknown):
            opened(city, token, secret)


def test_a_token_of_a_database_that_is_another_opens_nothing(city):
    (token,) = made(city, bound(city)).values()
    with writing(city) as connection:
        connection.execute(InvitationRow.__table__.delete())
    with pytest.raises(InvitationUnknown):
        opened(city, token)
