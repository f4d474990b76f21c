"""Accounts as they are stored: of what a browser or a link holds, and of addresses, there is a digest alone."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import Engine, insert, select

from models.accounts import (
    KEPT,
    Failures,
    NewAccount,
    Open,
    SignInKind,
    account_identified,
    account_of,
    accounts,
    add_account,
    address_digest,
    change_account,
    end_sessions,
    events,
    failures_from,
    failures_of_account,
    forget_old,
    invite,
    invited,
    note_event,
    note_use,
    open_session,
    session_found,
    sessions_of,
    token_digest,
    turn_out,
)
from models.storage.database import reading, writing
from models.tables import (
    AccountInvitation,
    AccountSession,
    ContractingUnit,
    LabourMarketUnit,
    Person,
    SignInEvent,
    UserAccount,
)

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
STILL = Open(NOW - HOUR, NOW - DAY)
SUPPORT = NewAccount("stig@exempelstad.example", "Stig Stöd", "support", "sv")


@pytest.fixture
def number(engine: Engine) -> int:
    with writing(engine) as connection:
        return add_account(connection, SUPPORT, NOW)


def all_words(engine: Engine, table: object) -> str:
    with reading(engine) as connection:
        return str(connection.execute(select(table)).all())


def test_an_account_is_found_by_its_address_and_listed(engine, number):
    with reading(engine) as connection:
        found = account_of(connection, SUPPORT.email)
        (line,) = accounts(connection, STILL)
        assert account_of(connection, "somebody@else.example") is None
    assert (found.id, found.name, found.password, found.disabled_at) == (number, "Stig Stöd", "", None)
    assert (line.email, line.role, line.unit, line.has_password, line.sessions) == (
        SUPPORT.email,
        "support",
        "",
        False,
        0,
    )


def test_an_identity_elsewhere_leads_to_its_account_and_no_identity_to_none(engine, number):
    with writing(engine) as connection:
        assert account_identified(connection, "") is None
        change_account(connection, number, identity="issuer sub-1")
        assert account_identified(connection, "issuer sub-1").id == number


def test_a_session_is_found_by_what_the_browser_holds_and_nothing_of_it_is_stored(engine, number):
    with writing(engine) as connection:
        token = open_session(connection, number, NOW)
        found = session_found(connection, token)
        assert session_found(connection, token_digest(token)) is None
        assert session_found(connection, "other") is None
    assert (found.account_id, found.role, found.made_at, found.seen_at) == (number, "support", NOW, NOW)
    assert (found.person_id, found.own_role, found.unit, found.labour_unit_id) == (None, None, "", None)
    assert len(found.csrf) > 30
    assert found.csrf != token
    assert token not in all_words(engine, AccountSession)


def test_unit_and_name_are_those_of_the_person_in_the_directory(engine, number):
    person = {"name": "Stig Ny", "email": "stig@exempelstad.example", "role": "labour_market", "language": "sv"}
    with writing(engine) as connection:
        connection.execute(
            insert(ContractingUnit).values(id=1, name="Parken", organisation_number="", act="", numbers_cases=False)
        )
        connection.execute(insert(LabourMarketUnit).values(id=4, name="Jobbcenter"))
        connection.execute(
            insert(Person).values(
                id=7, phone="", unit_id=1, labour_market_unit_id=4, left_on=date(2026, 4, 1), **person
            )
        )
        change_account(connection, number, person_id=7)
        found = session_found(connection, open_session(connection, number, NOW))
        (line,) = accounts(connection, STILL)
    assert (found.name, found.own_role, found.left_on) == ("Stig Ny", "labour_market", date(2026, 4, 1))
    assert (found.unit_id, found.unit, found.labour_unit_id) == (1, "Jobbcenter", 4)
    assert (line.unit, line.sessions) == ("Jobbcenter", 1)


def test_a_disabled_account_has_no_session(engine, number):
    with writing(engine) as connection:
        token = open_session(connection, number, NOW)
        change_account(connection, number, disabled_at=NOW)
        assert session_found(connection, token) is None


def test_sessions_end_one_by_one_or_all_but_one(engine, number):
    with writing(engine) as connection:
        tokens = [open_session(connection, number, NOW) for _ in range(4)]
        ids = [session_found(connection, token).session_id for token in tokens]
        note_use(connection, ids[0], NOW + HOUR)
        assert [line.id for line in sessions_of(connection, number, STILL)] == [ids[0], *reversed(ids[1:])]
        assert end_sessions(connection, number, NOW, only=ids[1]) == 1
        assert end_sessions(connection, number, NOW, but=ids[0]) == 2
        assert [session_found(connection, token) is not None for token in tokens] == [True, False, False, False]
        assert sessions_of(connection, number, STILL)[0].seen_at == NOW + HOUR
        assert end_sessions(connection, number, NOW) == 1
        assert sessions_of(connection, number, STILL) == []


def test_a_session_is_open_while_it_is_used_and_until_its_end(engine, number):
    with writing(engine) as connection:
        open_session(connection, number, NOW)
        for used_after, begun_after, count in ((NOW, NOW - HOUR, 0), (NOW - HOUR, NOW, 0), (NOW - HOUR, NOW - HOUR, 1)):
            still = Open(used_after, begun_after)
            assert len(sessions_of(connection, number, still)) == count
            assert accounts(connection, still)[0].sessions == count


def test_the_latest_invitation_alone_works_until_its_time(engine, number):
    with writing(engine) as connection:
        first = invite(connection, number, now=NOW, expires_at=NOW + DAY)
        assert invited(connection, first, NOW).id == number
        second = invite(connection, number, now=NOW, expires_at=NOW + DAY)
        assert invited(connection, first, NOW) is None
        assert invited(connection, second, NOW + DAY - timedelta(seconds=1)).id == number
        assert invited(connection, second, NOW + DAY) is None
        change_account(connection, number, disabled_at=NOW)
        assert invited(connection, second, NOW) is None
    assert second not in all_words(engine, AccountInvitation)


class TestEvents:
    @pytest.mark.usefixtures("number")
    def test_refusals_are_counted_by_account_and_by_address_of_the_network(self, engine):
        with writing(engine) as connection:
            for account, address, at in (("a", "x", NOW), ("a", "y", NOW + HOUR), ("b", "x", NOW + 2 * HOUR)):
                note_event(connection, SignInKind.REFUSED, at, account_key=account, address_key=address)
            note_event(connection, SignInKind.SIGNED_OUT, NOW + 3 * HOUR, account_key="a", address_key="x")
            assert failures_of_account(connection, "a", NOW - DAY) == Failures(2, NOW + HOUR)
            assert failures_of_account(connection, "a", NOW) == Failures(1, NOW + HOUR)
            assert failures_from(connection, "x", NOW - DAY) == Failures(2, NOW + 2 * HOUR)
            assert failures_from(connection, "z", NOW - DAY) == Failures(0, None)

    def test_an_attempt_that_was_right_ends_the_count_of_the_account(self, engine, number):
        keys = {"account_key": "a", "address_key": "x"}
        with writing(engine) as connection:
            note_event(connection, SignInKind.REFUSED, NOW, **keys)
            right = note_event(connection, SignInKind.REFUSED, NOW + HOUR, **keys)
            turn_out(connection, right, SignInKind.PASSWORD, number)
            assert failures_of_account(connection, "a", NOW - DAY) == Failures(0, None)
            assert failures_from(connection, "x", NOW - DAY).count == 1
            assert [(line.kind, line.email) for line in events(connection, limit=5)] == [
                ("password", SUPPORT.email),
                ("refused", ""),
            ]
            assert [line.kind for line in events(connection, limit=5, account_id=number)] == ["password"]
            assert [line.kind for line in events(connection, limit=1, offset=1)] == ["refused"]

    def test_an_address_leaves_a_digest_that_another_secret_makes_another(self):
        mine = address_digest("secret", "stig@exempelstad.example")
        assert mine == address_digest("secret", "stig@exempelstad.example")
        assert mine != address_digest("other", "stig@exempelstad.example")
        assert mine != address_digest("secret", "10.0.0.1")
        assert "stig" not in mine

    def test_what_is_old_is_forgotten_and_accounts_are_not(self, engine, number):
        with writing(engine) as connection:
            note_event(connection, SignInKind.REFUSED, NOW)
            open_session(connection, number, NOW)
            invite(connection, number, now=NOW, expires_at=NOW)
            forget_old(connection, NOW + KEPT)
            assert len(events(connection, limit=9)) == len(sessions_of(connection, number, STILL)) == 1
            forget_old(connection, NOW + KEPT + HOUR)
            for table in (SignInEvent, AccountSession, AccountInvitation):
                assert connection.execute(select(table)).all() == []
            assert connection.execute(select(UserAccount)).one().email == SUPPORT.email
