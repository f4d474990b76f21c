"""An account per role to look around with: on this machine alone, and only while nobody has an account of their own."""

from datetime import UTC, date, datetime

import pytest
from pydantic import SecretStr
from sqlalchemy import delete, update

from desk import accounts
from desk.access import AccountRole
from desk.demo_accounts import PASSWORD, how_to_sign_in, make_demo_accounts
from desk.signing_in import present, sign_in, still_open
from models.accounts import accounts as all_accounts
from models.refusals import Refused
from models.storage.database import reading, writing
from models.tables import Person
from tests.notifications.city import MANAGER, OFFICER, SETTINGS, SUPPORT, UNIT

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
HERE = SETTINGS.model_copy(update={"secret": SecretStr("for tests only")})
ELSEWHERE = (
    {"web_url": "https://stad.example"},
    {"web_host": "0.0.0.0"},  # noqa: S104 - what is refused
    {"web_host": "10.1.2.3"},
    {"smtp_host": "relay.example"},
)


def test_each_role_has_one_and_can_sign_in(city):
    assert make_demo_accounts(city, HERE, NOW) == tuple(AccountRole)
    with reading(city) as connection:
        lines = all_accounts(connection, still_open(HERE, NOW))
    people = {}
    for line in lines:
        token = sign_in(city, HERE, email=line.email, password=PASSWORD, address="", now=NOW)
        with reading(city) as connection:
            found = present(connection, HERE, token, NOW)
        people[found.role] = found.person_id
    assert people == {
        "support": SUPPORT,
        "officer": OFFICER,
        "labour_market": UNIT,
        "reader": None,
        "administrator": None,
    }


def test_a_second_start_makes_none_anew_and_leaves_a_disabled_one_so(city):
    make_demo_accounts(city, HERE, NOW)
    with writing(city) as connection:
        accounts.disable(connection, "lasare@demo.example", NOW)
    assert AccountRole.READER not in make_demo_accounts(city, HERE, NOW)
    with reading(city) as connection:
        assert len(all_accounts(connection, still_open(HERE, NOW))) == 5


@pytest.mark.parametrize("changed", ELSEWHERE, ids=str)
def test_there_are_none_where_pages_or_mail_leave_the_machine(city, changed):
    with pytest.raises(Refused, match="stay on this machine"):
        make_demo_accounts(city, HERE.model_copy(update=changed), NOW)
    with reading(city) as connection:
        assert all_accounts(connection, still_open(HERE, NOW)) == []


@pytest.mark.parametrize("address", ["http://localhost:8400", "http://127.0.0.1:8400", "http://[::1]:8400/"])
def test_a_name_of_this_machine_is_no_public_address(city, address):
    assert make_demo_accounts(city, HERE.model_copy(update={"web_url": address}), NOW)


def test_there_are_none_beside_an_account_of_somebody(city):
    with writing(city) as connection:
        told = {"email": "lisa@exempelstad.example", "role": AccountRole.READER, "name": "L"}
        accounts.add(connection, **told, now=NOW, today=NOW.date())
    assert make_demo_accounts(city, HERE, NOW) == ()


def test_whoever_is_there_acts_and_without_anybody_the_role_has_none(city):
    person = Person.__table__
    with writing(city) as connection:
        connection.execute(update(person).where(person.c.id == OFFICER).values(left_on=date(2026, 3, 1)))
        connection.execute(delete(person).where(person.c.id == UNIT))
    roles = make_demo_accounts(city, HERE, NOW)
    assert AccountRole.LABOUR_MARKET not in roles
    token = sign_in(city, HERE, email="upphandlare@demo.example", password=PASSWORD, address="", now=NOW)
    with reading(city) as connection:
        assert present(connection, HERE, token, NOW).person_id == MANAGER


def test_the_lines_say_where_and_as_whom(city):
    told = how_to_sign_in(HERE, (AccountRole.SUPPORT, AccountRole.READER))
    assert told.sv.splitlines() == [
        f"Logga in på http://127.0.0.1:8400/logga-in med lösenordet {PASSWORD} och en av adresserna:",
        "  stod@demo.example           stödfunktionen",
        "  lasare@demo.example         läsare",
    ]
