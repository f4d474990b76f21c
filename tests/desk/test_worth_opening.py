"""The five mails worth opening: one to each side of the table."""

import pytest

from desk.worth_opening import worth_opening
from models.storage.database import engine_at, reading
from notifications.delivery.folders import mail_folder
from notifications.delivery.sink_mailbox import SinkMailbox
from states.facts import ROLE_LABELS, Role
from tests.example import SATURDAY, ExampleCities

pytestmark = pytest.mark.xdist_group("example")


def test_each_kind_of_reader_has_a_mail_that_lies_in_the_mailbox_and_leads_to_a_page(
    example_cities: ExampleCities,
) -> None:
    settings = example_cities.on(SATURDAY)
    with engine_at(settings.database) as engine, reading(engine) as connection:
        found = worth_opening(connection, settings.mail_from)
    readers = (Role.OFFICER, Role.SUPPORT, Role.LABOUR_MARKET, Role.SUPPLIER, Role.MANAGER)
    assert [one.reader for one in found] == [ROLE_LABELS[role] for role in readers]
    mails = [SinkMailbox(mail_folder(settings.var)).open(one.name) for one in found]
    assert [mail.line.subject if mail else None for mail in mails] == [one.subject for one in found]
    assert all(mail and "http://127.0.0.1:8400/l/" in mail.text for mail in mails)


def test_where_nothing_was_mailed_there_is_nothing_to_open(engine) -> None:
    with reading(engine) as connection:
        assert worth_opening(connection, "a@b.example") == []
