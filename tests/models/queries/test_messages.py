from typing import Any

import pytest
from sqlalchemy import Engine

from models.queries.messages import UnknownMessage, all_messages, message, message_counts, messages
from models.storage.database import reading
from tests.models.queries.asking import opened, written


def numbers(engine: Engine, **asked: Any) -> list[int]:
    with reading(engine) as connection:
        return [line.id for line in messages(connection, **asked)]


def test_messages_come_newest_first_a_page_at_a_time(city):
    for number in (1, 2, 3, 4):
        written(city, number, "sent" if number % 2 else "failed")

    assert numbers(city, limit=2) == [4, 3]
    assert numbers(city, limit=2, before=3) == [2, 1]
    assert numbers(city, states=["failed"]) == [4, 2]
    assert numbers(city, states=["failed"], before=4) == [2]


def test_all_messages_are_read_page_by_page(city, monkeypatch):
    for number in range(1, 25):
        written(city, number, "sent")
    monkeypatch.setattr("models.queries.messages.PAGE", 1)

    with reading(city) as connection:
        assert [line.id for line in all_messages(connection, before=24)] == list(range(23, 0, -1))


def test_a_message_tells_which_cases_it_is_about(city):
    opened(city, "UH-2", "UH-1")
    written(city, 7, "failed", 1, 2, problem="refused")

    with reading(city) as connection:
        found = message(connection, 7)

    assert found.cases == ("UH-1", "UH-2")
    assert (found.line.state, found.line.problem, found.text) == ("failed", "refused", "Hej")


def test_an_unknown_message_is_refused(city):
    with reading(city) as connection, pytest.raises(UnknownMessage):
        message(connection, 7)


def test_messages_are_counted_by_state(city):
    for number, state in enumerate(["failed", "failed", "unknown", "sent"], start=1):
        written(city, number, state)

    with reading(city) as connection:
        assert message_counts(connection, ["failed", "unknown"]) == {"failed": 2, "unknown": 1}
        assert message_counts(connection, ["queued"]) == {}
