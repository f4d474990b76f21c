"""Accounts as an administrator makes and closes them, and as their holders change them."""

from datetime import UTC, date, datetime, timedelta

import pytest
from pydantic import SecretStr
from sqlalchemy import insert, update

from desk import accounts
from desk.access import AccountRole
from desk.signing_in import SignInRefused, present, sign_in, still_open
from models.accounts import account_numbered, account_of, change_account, events, sessions_of
from models.refusals import Refused
from models.storage.database import reading, writing
from models.tables import Person
from tests.notifications.city import SETTINGS, SUPPORT

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
EMAIL, PASSWORD, OTHER = "stig@exempelstad.example", "tre gula cyklar", "fyra blå båtar"
HERE = SETTINGS.model_copy(update={"secret": SecretStr("for tests only")})


def add(city, email=EMAIL, role=AccountRole.SUPPORT, **told) -> int:
    with writing(city) as connection:
        return accounts.add(connection, email=email, role=role, now=NOW, today=NOW.date(), **told)


@pytest.fixture
def account(city) -> int:
    return add(city)


def link(city, email=EMAIL, settings=HERE) -> tuple[str, datetime]:
    with writing(city) as connection:
        address, until = accounts.invitation(connection, settings, email, NOW)
    return address, until


def token_of(address: str) -> str:
    return address.rpartition("/")[2]


def signed_in(city, password=PASSWORD):
    token = sign_in(city, HERE, email=EMAIL, password=password, address="", now=NOW)
    with reading(city) as connection:
        return present(connection, HERE, token, NOW)


def kinds(city) -> list[str]:
    with reading(city) as connection:
        return [line.kind for line in reversed(events(connection, limit=99))]


class TestAdding:
    def test_name_and_language_are_those_of_the_directory(self, city):
        with writing(city) as connection:
            person = Person.__table__
            connection.execute(update(person).where(person.c.id == SUPPORT).values(language="en"))
        with reading(city) as connection:
            found = account_numbered(connection, add(city, f" {EMAIL.upper()}"))
        assert (found.email, found.name, found.language, found.person_id) == (EMAIL, "Stig Stöd", "en", SUPPORT)
        assert (found.password, found.demo) == ("", False)

    def test_a_manager_gets_the_account_of_an_officer(self, city):
        assert add(city, "chris@exempelstad.example", AccountRole.OFFICER)

    def test_readers_and_administrators_need_a_name_alone(self, city):
        number = add(city, "lisa@exempelstad.example", AccountRole.READER, name=" Lisa  Läsare ", language="en")
        with reading(city) as connection:
            found = account_numbered(connection, number)
        assert (found.name, found.language, found.person_id) == ("Lisa Läsare", "en", None)

    @pytest.mark.parametrize(
        ("email", "role", "told", "says"),
        [
            ("stig", AccountRole.READER, {}, "namn@stad.se"),
            ("lisa@exempelstad.example", AccountRole.READER, {}, "vad personen heter"),
            ("lisa@exempelstad.example", AccountRole.READER, {"name": "L", "language": "de"}, "svenska"),
            ("lisa@exempelstad.example", AccountRole.SUPPORT, {"name": "L"}, "ska finnas i registret"),
            ("ulla@exempelstad.example", AccountRole.SUPPORT, {}, "rollen upphandlare"),
            ("box@exempelstad.example", AccountRole.LABOUR_MARKET, {}, "funktionsbrevlåda"),
            ("gone@exempelstad.example", AccountRole.LABOUR_MARKET, {}, "har slutat"),
        ],
    )
    def test_what_cannot_be_an_account_is_refused(self, city, email, role, told, says):
        usual = {"name": "N", "phone": "", "role": "labour_market", "language": "sv", "unit_id": 1}
        with writing(city) as connection:
            for address, more in (("box", {"mailbox": True}), ("gone", {"left_on": date(2026, 3, 2)})):
                connection.execute(insert(Person).values(email=f"{address}@exempelstad.example", **usual, **more))
        with pytest.raises(Refused) as refused:
            add(city, email, role, **told)
        assert says in refused.value.text.sv
        assert refused.value.text.sv != refused.value.text.en

    @pytest.mark.usefixtures("account")
    def test_one_address_has_one_account(self, city):
        with pytest.raises(Refused, match="has an account already"):
            add(city, role=AccountRole.READER)


class TestInvitation:
    def test_its_link_sets_the_first_password_and_signs_in(self, city, account):
        address, until = link(city)
        assert address.startswith("http://127.0.0.1:8400/konto/inbjudan/")
        assert until == NOW + timedelta(days=7)
        held = accounts.accept_invitation(city, HERE, token_of(address), PASSWORD, NOW)
        with reading(city) as connection:
            assert present(connection, HERE, held, NOW).account_id == account
        assert signed_in(city).name == "Stig Stöd"
        assert kinds(city) == ["made", "invited", "password_set", "password"]

    @pytest.mark.usefixtures("account")
    def test_it_begins_with_the_address_that_others_know(self, city):
        assert link(city, settings=HERE.model_copy(update={"web_url": "https://stad.example/"}))[0].startswith(
            "https://stad.example/konto/inbjudan/"
        )

    @pytest.mark.usefixtures("account")
    def test_it_works_once_until_its_time_and_until_the_next(self, city):
        first, second = (token_of(link(city)[0]) for _ in range(2))
        for token, now in ((first, NOW), ("other", NOW), (second, NOW + timedelta(days=7))):
            with pytest.raises(SignInRefused, match="was used, is too old"):
                accounts.accept_invitation(city, HERE, token, PASSWORD, now)
        accounts.accept_invitation(city, HERE, second, PASSWORD, NOW)
        with pytest.raises(SignInRefused):
            accounts.accept_invitation(city, HERE, second, OTHER, NOW)

    @pytest.mark.usefixtures("account")
    def test_a_weak_password_leaves_the_link_as_it_is(self, city):
        token = token_of(link(city)[0])
        with pytest.raises(Refused, match="between 12 and 256"):
            accounts.accept_invitation(city, HERE, token, "kort", NOW)
        assert accounts.accept_invitation(city, HERE, token, PASSWORD, NOW)

    def test_whoever_sits_in_elsewhere_is_signed_out_by_a_new_password(self, city, account):
        accounts.accept_invitation(city, HERE, token_of(link(city)[0]), PASSWORD, NOW)
        signed_in(city)
        accounts.accept_invitation(city, HERE, token_of(link(city)[0]), OTHER, NOW)
        with reading(city) as connection:
            assert len(sessions_of(connection, account, still_open(HERE, NOW))) == 1

    def test_no_link_for_an_unknown_a_disabled_and_a_demo_account(self, city, account):
        with pytest.raises(Refused, match="There is no account"):
            link(city, "ingen@exempelstad.example")
        with writing(city) as connection:
            change_account(connection, account, demo=True)
        with pytest.raises(Refused, match="demo account"):
            link(city)
        with writing(city) as connection:
            accounts.disable(connection, EMAIL, NOW)
        with pytest.raises(Refused, match="is disabled"):
            link(city)

    @pytest.mark.usefixtures("account")
    def test_a_disabled_account_has_no_link_left(self, city):
        token = token_of(link(city)[0])
        with writing(city) as connection:
            accounts.disable(connection, EMAIL, NOW)
            accounts.enable(connection, EMAIL, NOW)
        with pytest.raises(SignInRefused):
            accounts.accept_invitation(city, HERE, token, PASSWORD, NOW)


@pytest.fixture
def with_password(city, account) -> int:
    with writing(city) as connection:
        accounts.set_password(connection, EMAIL, PASSWORD, NOW)
    return account


class TestAdministering:
    def test_a_password_that_is_set_ends_all_sessions_and_links(self, city, with_password):
        token = token_of(link(city)[0])
        signed_in(city)
        with writing(city) as connection:
            accounts.set_password(connection, EMAIL, OTHER, NOW)
            assert sessions_of(connection, with_password, still_open(HERE, NOW)) == []
        with pytest.raises(SignInRefused):
            accounts.accept_invitation(city, HERE, token, PASSWORD, NOW)
        assert signed_in(city, OTHER)

    @pytest.mark.usefixtures("with_password")
    def test_another_role_ends_the_sessions_and_rests_on_the_directory_too(self, city):
        signed_in(city)
        told = {"now": NOW, "today": NOW.date()}
        with writing(city) as connection:
            assert accounts.change_role(connection, EMAIL, AccountRole.ADMINISTRATOR, **told) == 1
            with pytest.raises(Refused, match="gives the person the role"):
                accounts.change_role(connection, EMAIL, AccountRole.OFFICER, **told)
        assert (signed_in(city).role, signed_in(city).person_id) == ("administrator", SUPPORT)
        assert "changed" in kinds(city)

    @pytest.mark.usefixtures("account")
    def test_a_weak_password_is_not_set(self, city):
        with writing(city) as connection, pytest.raises(Refused, match="easy to guess"):
            accounts.set_password(connection, EMAIL, "hej-stig@exempelstad.example", NOW)

    def test_disabling_ends_all_sessions_and_enabling_brings_none_back(self, city, with_password):
        signed_in(city)
        signed_in(city)
        with writing(city) as connection:
            assert accounts.disable(connection, EMAIL, NOW) == 2
            accounts.enable(connection, EMAIL, NOW)
            assert account_of(connection, EMAIL).disabled_at is None
            assert sessions_of(connection, with_password, still_open(HERE, NOW)) == []
        assert signed_in(city)
        assert kinds(city)[-3:] == ["disabled", "enabled", "password"]

    @pytest.mark.usefixtures("with_password")
    def test_somebody_is_signed_out_everywhere(self, city):
        signed_in(city)
        with writing(city) as connection:
            assert accounts.sign_out_everywhere(connection, EMAIL, NOW) == 1
            assert accounts.sign_out_everywhere(connection, EMAIL, NOW) == 0

    @pytest.mark.parametrize(
        "act", [accounts.disable, accounts.enable, accounts.sign_out_everywhere], ids=lambda a: a.__name__
    )
    def test_an_unknown_account_is_refused(self, city, act):
        with writing(city) as connection, pytest.raises(Refused, match="There is no account"):
            act(connection, "ingen@exempelstad.example", NOW)


class TestHolder:
    def test_a_new_password_ends_the_other_sessions(self, city, with_password):
        mine, _other = signed_in(city), signed_in(city)
        accounts.change_own_password(city, mine, PASSWORD, OTHER, NOW)
        with reading(city) as connection:
            assert [line.id for line in sessions_of(connection, with_password, still_open(HERE, NOW))] == [
                mine.session_id
            ]
        assert signed_in(city, OTHER)
        with pytest.raises(SignInRefused):
            signed_in(city)

    @pytest.mark.usefixtures("with_password")
    def test_the_present_password_is_asked_for(self, city):
        with pytest.raises(Refused, match="present password is not right"):
            accounts.change_own_password(city, signed_in(city), OTHER, OTHER, NOW)
        with pytest.raises(Refused, match="between 12"):
            accounts.change_own_password(city, signed_in(city), PASSWORD, "kort", NOW)

    def test_the_password_that_everybody_was_shown_stays(self, city, with_password):
        with writing(city) as connection:
            change_account(connection, with_password, demo=True)
        with pytest.raises(Refused, match="demo account"):
            accounts.change_own_password(city, signed_in(city), PASSWORD, OTHER, NOW)

    @pytest.mark.usefixtures("with_password")
    def test_pages_come_in_the_language_that_is_chosen(self, city):
        with writing(city) as connection:
            accounts.choose_language(connection, signed_in_before(city), "en")
        assert signed_in(city).language == "en"

    @pytest.mark.usefixtures("with_password")
    def test_there_are_two_languages(self, city):
        with writing(city) as connection, pytest.raises(Refused):
            accounts.choose_language(connection, signed_in_before(city), "de")

    @pytest.mark.usefixtures("with_password")
    def test_one_session_ends_or_all_and_never_those_of_another(self, city):
        one, other = signed_in(city), signed_in(city)
        add(city, "lisa@exempelstad.example", AccountRole.READER, name="L")
        with writing(city) as connection:
            stranger = accounts.account_meant(connection, "lisa@exempelstad.example")
        from dataclasses import replace

        with writing(city) as connection:
            assert (
                accounts.end_own_sessions(connection, replace(one, account_id=stranger.id), NOW, only=other.session_id)
                == 0
            )
            assert accounts.end_own_sessions(connection, one, NOW, only=other.session_id) == 1
            assert accounts.end_own_sessions(connection, one, NOW) == 1


def signed_in_before(city):
    """Somebody as the pages know them, without a session of now: none may begin inside a transaction."""
    from dataclasses import replace

    from tests.desk.test_access import signed_in as somebody

    with reading(city) as connection:
        number = account_of(connection, EMAIL).id
    return replace(somebody("support"), account_id=number)
