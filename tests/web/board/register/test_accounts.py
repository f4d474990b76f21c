"""Accounts on the board, for administrators alone."""

import pytest

from desk.access import AccountRole
from models.accounts import account_of
from models.storage.database import reading

WHERE = "/register/konton"
STIG = "stig@exempelstad.example"


@pytest.fixture
def administrator(visitor):
    return visitor(AccountRole.ADMINISTRATOR)


def added(administrator):
    answer = administrator.answer(WHERE, "add", email=STIG, role="support")
    assert "Kontot är sparat" in answer.text
    return f"{WHERE}/1"


def test_an_account_is_added_for_somebody_of_the_directory(city, administrator):
    added(administrator)
    assert "Stig Stöd stig@exempelstad.example Stödfunktion" in administrator.open(WHERE).text


def test_a_role_that_the_directory_does_not_give_is_refused(city, administrator):
    answer = administrator.answer(WHERE, "add", email=STIG, role="officer")
    assert answer.status == 422
    assert answer.forms["add"].fields["email"] == STIG


def test_the_link_to_choose_a_password_is_shown_once(city, administrator):
    page = added(administrator)
    answer = administrator.answer(page, "invite")
    assert "/konto/inbjudan/" in answer.text
    assert "/konto/inbjudan/" not in administrator.open(page).text
    assert "inbjuden" in administrator.open(page).text


def test_an_account_is_closed_and_opened_again(city, administrator):
    page = added(administrator)
    assert "stängt" in administrator.answer(page, "disable").text
    with reading(city) as connection:
        assert account_of(connection, STIG).disabled_at is not None
    administrator.answer(page, "enable")
    with reading(city) as connection:
        assert account_of(connection, STIG).disabled_at is None


def test_what_happened_to_accounts_is_listed(city, administrator):
    assert "Ingen har loggat in än" in administrator.open("/register/inloggningar").text
    added(administrator)
    assert STIG in administrator.open("/register/inloggningar").text


@pytest.mark.parametrize("role", [role for role in AccountRole if role is not AccountRole.ADMINISTRATOR])
@pytest.mark.parametrize("path", [WHERE, f"{WHERE}/1", "/register/inloggningar"])
def test_nobody_else_sees_them(city, visitor, role, path):
    assert visitor(role).open(path).status == 403
    assert "Konton" not in visitor(role).open("/register").text
