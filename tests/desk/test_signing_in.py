"""Signing in: what opens a session and what does not, how often somebody may try, and when a session ends."""

from datetime import UTC, date, datetime, timedelta

import pytest
from pydantic import SecretStr
from sqlalchemy import insert, update

from desk import accounts, signing_in
from desk.access import AccountRole
from desk.signing_in import (
    PER_ACCOUNT,
    PER_ADDRESS,
    FromProvider,
    Limit,
    SignInRefused,
    present,
    sign_in_from_provider,
    still_open,
)
from models.accounts import (
    Failures,
    NewAccount,
    SignInKind,
    account_of,
    add_account,
    change_account,
    events,
    sessions_of,
)
from models.passwords import hashed
from models.storage.database import reading, writing
from models.tables import Person
from tests.notifications.city import SETTINGS, SUPPORT

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
SECOND, HOUR = timedelta(seconds=1), timedelta(hours=1)
EMAIL, PASSWORD = "stig@exempelstad.example", "tre gula cyklar"
HERE = SETTINGS.model_copy(update={"secret": SecretStr("for tests only")})
PUBLIC = HERE.model_copy(update={"web_url": "https://stad.example"})
GROUPS = {"g-stod": "support", "g-las": "reader"}
BY_PROVIDER = HERE.model_copy(update={"oidc_roles": GROUPS})


@pytest.fixture(scope="module")
def stored() -> str:
    return hashed(PASSWORD)


@pytest.fixture
def account(city, stored) -> int:
    with writing(city) as connection:
        number = accounts.add(connection, email=EMAIL, role=AccountRole.SUPPORT, now=NOW, today=NOW.date())
        change_account(connection, number, password=stored)
    return number


def sign_in(city, password=PASSWORD, *, email=EMAIL, now=NOW, address="10.0.0.1", settings=HERE) -> str:
    return signing_in.sign_in(city, settings, email=email, password=password, address=address, now=now)


def who(city, token, *, now=NOW, settings=HERE):
    with reading(city) as connection:
        return present(connection, settings, token, now)


def kinds(city) -> list[str]:
    with reading(city) as connection:
        return [line.kind for line in reversed(events(connection, limit=99))]


def refused(city, *told, **more) -> SignInRefused:
    with pytest.raises(SignInRefused) as refusal:
        sign_in(city, *told, **more)
    return refusal.value


# --- a password ------------------------------------------------------------------------------------------------------


def test_the_right_password_opens_a_session_of_the_person(city, account):
    found = who(city, sign_in(city, email=" Stig@Exempelstad.example "))
    assert (found.account_id, found.name, found.role, found.person_id) == (account, "Stig Stöd", "support", SUPPORT)
    assert (found.unit, found.unit_id, str(found.actor)) == ("Fastighetskontoret", 1, f"support:{SUPPORT}")
    assert kinds(city) == ["made", "password"]
    with reading(city) as connection:
        assert account_of(connection, EMAIL).last_sign_in_at == NOW


def test_no_two_sessions_hold_the_same(city, account):
    one, other = who(city, sign_in(city)), who(city, sign_in(city))
    assert one.session_id != other.session_id
    assert one.token != other.token


def test_a_wrong_password_and_an_unknown_address_get_one_answer(city, account):
    answers = {
        str(refused(city, "fel fel fel fel")),
        str(refused(city, email="ingen@exempelstad.example")),
        str(refused(city, email="no address")),
        str(refused(city, "")),
    }
    assert len(answers) == 1
    assert kinds(city) == ["made", *["refused"] * 4]


def test_a_password_is_worked_out_once_whoever_it_is(city, account, monkeypatch):
    asked = []
    monkeypatch.setattr(signing_in, "is_right", lambda _stored, password: asked.append(password) or False)
    for email in (EMAIL, "ingen@exempelstad.example", "no address", ""):
        refused(city, "fel fel fel fel", email=email)
    with writing(city) as connection:
        accounts.disable(connection, EMAIL, NOW)
    refused(city, "fel fel fel fel")
    assert asked == ["fel fel fel fel"] * 5


def test_an_account_without_a_password_is_not_opened_by_none(city, account):
    with writing(city) as connection:
        change_account(connection, account, password="")
    assert "not be signed in" in str(refused(city, ""))


def test_a_disabled_account_gets_the_answer_of_a_wrong_password(city, account):
    with writing(city) as connection:
        accounts.disable(connection, EMAIL, NOW)
    assert str(refused(city)) == str(refused(city, "fel fel fel fel"))


def test_somebody_who_has_left_or_has_another_role_is_told_so_and_not_signed_in(city, account):
    person = Person.__table__
    for values in ({"left_on": date(2026, 3, 2)}, {"left_on": None, "role": "officer"}):
        with writing(city) as connection:
            connection.execute(update(person).where(person.c.id == SUPPORT).values(values))
        assert "no longer holds" in str(refused(city))
    with reading(city) as connection:
        assert sessions_of(connection, account, still_open(HERE, NOW)) == []
    assert kinds(city) == ["made", "refused", "refused"]


def test_a_password_stored_with_less_work_is_stored_anew(city, account, monkeypatch):
    monkeypatch.setattr(signing_in, "is_outdated", lambda _stored: True)
    with reading(city) as connection:
        before = account_of(connection, EMAIL).password
    sign_in(city)
    with reading(city) as connection:
        assert account_of(connection, EMAIL).password != before
    monkeypatch.undo()
    assert sign_in(city)


def test_demo_accounts_open_nothing_where_pages_leave_the_machine(city, account):
    with writing(city) as connection:
        change_account(connection, account, demo=True)
    token = sign_in(city)
    assert who(city, token) is not None
    assert who(city, token, settings=PUBLIC) is None
    refused(city, settings=PUBLIC)


# --- how often -------------------------------------------------------------------------------------------------------


def test_the_wait_doubles_with_each_refusal_up_to_the_longest():
    limit = Limit(free=3, within=HOUR, longest=timedelta(seconds=10))
    waits = [limit.wait(Failures(count, NOW), NOW + SECOND).total_seconds() for count in range(7)]
    assert waits == [0, 0, 0, 1, 3, 7, 9]
    assert limit.wait(Failures(10**6, NOW), NOW) == timedelta(seconds=10)
    assert limit.wait(Failures(6, NOW), NOW + HOUR) == timedelta(0)


def test_after_some_refusals_not_even_the_right_password_is_looked_at_for_a_while(city, account):
    for _ in range(PER_ACCOUNT.free):
        assert not refused(city, "fel fel fel fel").wait
    waiting = refused(city)
    assert waiting.wait == PER_ACCOUNT.first
    assert "Vänta 2 sekunder" in waiting.text.sv
    assert len(kinds(city)) == 1 + PER_ACCOUNT.free, "what is not looked at makes nobody wait longer"
    assert sign_in(city, now=NOW + PER_ACCOUNT.first)
    assert not refused(city, "fel fel fel fel", now=NOW + HOUR).wait


def test_an_unknown_address_is_limited_as_an_account_is(city, account):
    for _ in range(PER_ACCOUNT.free):
        refused(city, email="ingen@exempelstad.example")
    assert refused(city, email="ingen@exempelstad.example").wait == PER_ACCOUNT.first
    assert sign_in(city), "another account is not concerned"


def test_one_address_of_the_network_may_not_try_many_accounts(city, account):
    for number in range(PER_ADDRESS.free):
        refused(city, email=f"ingen{number}@exempelstad.example")
    assert refused(city).wait == PER_ADDRESS.first
    assert sign_in(city, address="10.0.0.2")


def test_a_long_wait_is_told_in_minutes(city, account):
    for number in range(PER_ACCOUNT.free + 9):
        refused(city, "fel fel fel fel", now=NOW + number * timedelta(minutes=16))
    told = refused(city, now=NOW + (PER_ACCOUNT.free + 8) * timedelta(minutes=16))
    assert "Vänta 15 minuter" in told.text.sv


def test_attempts_at_once_count_each_before_any_password_is_looked_at(city, account, monkeypatch):
    inner = []

    def meanwhile(stored: str, password: str) -> bool:
        if len(inner) < 20:
            inner.append(1)
            try:
                sign_in(city, "fel fel fel fel")
            except SignInRefused as problem:
                inner.append(problem.wait)
        return False

    monkeypatch.setattr(signing_in, "is_right", meanwhile)
    refused(city, "fel fel fel fel")
    assert sum(kind == "refused" for kind in kinds(city)) == PER_ACCOUNT.free


# --- the city's identity provider ------------------------------------------------------------------------------------


def told(**changed) -> FromProvider:
    usual = {"identity": "https://id.example sub-1", "email": EMAIL, "name": "Stig S", "groups": ["g-annat", "g-stod"]}
    return FromProvider(**usual | changed)


def by_provider(city, what=None, settings=BY_PROVIDER, now=NOW) -> str:
    return sign_in_from_provider(city, settings, what or told(), address="10.0.0.1", now=now)


class TestProvider:
    def test_the_account_is_made_with_the_role_of_the_first_group_that_has_one(self, city):
        found = who(city, by_provider(city))
        assert (found.role, found.person_id, found.name) == ("support", SUPPORT, "Stig Stöd")
        assert kinds(city) == ["provider", "made"]
        assert who(city, by_provider(city)).account_id == found.account_id
        assert kinds(city) == ["provider", "made", "provider"]

    def test_a_reader_needs_no_entry_in_the_directory(self, city):
        reader = told(
            identity="i r", email="lisa@exempelstad.example", name="Lisa  Läsare", groups=["g-las"], language="en"
        )
        found = who(city, by_provider(city, reader))
        assert (found.role, found.person_id, found.name, found.language) == ("reader", None, "Lisa Läsare", "en")

    def test_an_account_that_is_there_is_taken_over_once_by_its_address(self, city, account):
        assert who(city, by_provider(city)).account_id == account
        with pytest.raises(SignInRefused):
            by_provider(city, told(identity="https://id.example sub-2"))
        moved = told(email="stig.stod@exempelstad.example", groups=["g-las"])
        assert who(city, by_provider(city, moved)).account_id == account, "the identity counts, not the address"

    @pytest.mark.usefixtures("account")
    def test_the_role_follows_the_groups(self, city):
        assert who(city, by_provider(city, told(groups=["g-las"]))).role == "reader"
        assert kinds(city)[-2:] == ["provider", "changed"]

    @pytest.mark.parametrize(
        ("changed", "says"),
        [
            ({"groups": []}, "no access"),
            ({"groups": ["g-annat"]}, "no access"),
            ({"email": ""}, "no access"),
            ({"email": "ingen@exempelstad.example"}, "not in Trespann's directory"),
        ],
        ids=str,
    )
    def test_without_a_group_an_address_or_an_entry_nobody_is_signed_in(self, city, changed, says):
        with pytest.raises(SignInRefused, match=says):
            by_provider(city, told(**changed))
        assert kinds(city) == ["refused"]

    @pytest.mark.usefixtures("account")
    def test_a_disabled_account_stays_so(self, city):
        with writing(city) as connection:
            accounts.disable(connection, EMAIL, NOW)
        with pytest.raises(SignInRefused):
            by_provider(city)


# --- sessions --------------------------------------------------------------------------------------------------------


class TestSessions:
    @pytest.mark.usefixtures("account")
    def test_nobody_is_signed_in_with_nothing_or_with_chance(self, city):
        assert who(city, "") is None
        assert who(city, "x" * 43) is None

    @pytest.mark.usefixtures("account")
    def test_a_session_ends_when_it_is_not_used(self, city):
        token = sign_in(city)
        idle = timedelta(minutes=HERE.session_idle_minutes)
        assert who(city, token, now=NOW + idle - SECOND) is not None
        assert who(city, token, now=NOW + idle) is None

    @pytest.mark.usefixtures("account")
    def test_use_keeps_it_until_its_last_hour(self, city):
        token, now = sign_in(city), NOW
        end = NOW + timedelta(hours=HERE.session_hours)
        while now < end - timedelta(minutes=30):
            now += timedelta(minutes=30)
            found = who(city, token, now=now)
            if now < end:
                signing_in.keep_alive(city, found, now)
        assert who(city, token, now=end - SECOND) is not None
        assert who(city, token, now=end) is None

    @pytest.mark.usefixtures("account")
    def test_use_is_noted_every_few_minutes_and_not_with_every_page(self, city):
        token = sign_in(city)
        signing_in.keep_alive(city, who(city, token), NOW + 4 * timedelta(minutes=1))
        assert who(city, token).seen_at == NOW
        signing_in.keep_alive(city, who(city, token), NOW + 5 * timedelta(minutes=1))
        assert who(city, token).seen_at == NOW + timedelta(minutes=5)

    @pytest.mark.usefixtures("account")
    def test_signing_out_ends_this_session_alone(self, city):
        one, other = sign_in(city), sign_in(city)
        signing_in.sign_out(city, who(city, one), NOW)
        assert who(city, one) is None
        assert who(city, other) is not None
        assert kinds(city)[-1] == SignInKind.SIGNED_OUT

    @pytest.mark.usefixtures("account")
    def test_who_leaves_or_changes_role_is_signed_out_that_day(self, city):
        token, person = sign_in(city), Person.__table__
        with writing(city) as connection:
            connection.execute(update(person).where(person.c.id == SUPPORT).values(left_on=date(2026, 3, 3)))
        assert who(city, token) is not None
        assert who(city, token, now=datetime(2026, 3, 2, 23, 30, tzinfo=UTC), settings=patient()) is None
        with writing(city) as connection:
            connection.execute(update(person).where(person.c.id == SUPPORT).values(left_on=None, role="labour_market"))
        assert who(city, token) is None

    def test_an_account_with_a_word_for_a_role_that_nobody_knows_opens_nothing(self, city, account):
        token = sign_in(city)
        with writing(city) as connection:
            change_account(connection, account, role="king")
        assert who(city, token) is None

    def test_managers_sign_in_as_officers(self, city, stored):
        with writing(city) as connection:
            person = {"name": "Åsa", "email": "asa@exempelstad.example", "role": "manager", "language": "sv"}
            connection.execute(insert(Person).values(id=50, phone="", unit_id=1, **person))
            add_account(connection, NewAccount(person["email"], "Åsa", "officer", "sv", 50, stored), NOW)
        assert str(who(city, sign_in(city, email="asa@exempelstad.example")).actor) == "officer:50"


def patient():
    return HERE.model_copy(update={"session_idle_minutes": 10_000, "session_hours": 1000})
