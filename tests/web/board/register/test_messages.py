"""Mail on the board: what did not arrive, and what is decided."""

import pytest

from models.queries.messages import message
from models.storage.database import reading
from tests.models.queries.asking import written


@pytest.fixture
def bounced(city):
    """A mail to the officer that came back."""
    written(city, 7, "bounced", recipient="ulla@exempelstad.example", subject="Rapportera vinnaren", text="Hej Ulla")
    return city


def state(city):
    with reading(city) as connection:
        return message(connection, 7).line.state


def test_when_all_mail_has_arrived_the_page_says_so(city, visitor):
    assert "Alla mejl har kommit fram" in visitor().open("/register/meddelanden").text


def test_mail_that_came_back_is_listed_and_read_as_it_was_sent(bounced, visitor):
    page = visitor().open("/register/meddelanden")
    assert "Rapportera vinnaren ulla@exempelstad.example" in page.text
    assert "Hej Ulla" in visitor().open("/register/meddelanden/7").text


def test_mail_is_sent_again_once_the_reason_is_said(bounced, visitor):
    refused = visitor().answer("/register/meddelanden/7", "decision", decision="resend", reason="")
    assert (refused.status, state(bounced)) == (422, "bounced")
    answer = visitor().answer("/register/meddelanden/7", "decision", decision="resend", reason="Adressen är rättad")
    assert "Beslutet är sparat" in answer.text or answer.status == 200
    assert state(bounced) == "queued"


@pytest.mark.parametrize("number", ["8", "x", "99999999999999999999"])
def test_a_mail_that_was_never_sent_opens_no_page(bounced, visitor, number):
    assert visitor().open(f"/register/meddelanden/{number}").status == 404
