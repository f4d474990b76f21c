"""A return path names its message, and nobody can make one up."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifications.delivery.mime import checked_address
from notifications.delivery.return_path import return_path, returned

SENDER = "stodfunktionen@exempelstad.example"


@given(number=st.integers(1, 2**31 - 1))
def test_a_return_path_names_its_message(number):
    path = return_path(SENDER, "hemligt", number)
    assert returned(path, "hemligt") == number
    assert checked_address(path) == path
    assert len(path.partition("@")[0]) <= 64


def test_a_server_may_change_the_case_and_add_what_it_likes():
    path = return_path(SENDER, "hemligt", 7)
    assert returned(f'"Stöd" <{path.upper()}>, annan@example.se', "hemligt") == 7


@pytest.mark.parametrize(
    "made_up",
    [
        SENDER,
        "stodfunktionen+b-7@exempelstad.example",
        "stodfunktionen+b-7-0123456789abcdef@exempelstad.example",
        return_path(SENDER, "gissning", 7),
        return_path(SENDER, "hemligt", 7).replace("b-7-", "b-8-"),
    ],
)
def test_what_was_not_signed_here_names_nothing(made_up):
    assert returned(made_up, "hemligt") is None
