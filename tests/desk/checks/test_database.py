from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, NullPool, create_engine, text

from desk.checks import database
from desk.checks.finding import Advice, Moment, Status
from desk.settling import settle_due
from desk.tick import TickResult
from models.installation.settings import Settings
from models.storage.database import reading, writing
from tests.models.building import opened


@pytest.fixture
def at(tmp_path: Path) -> Moment:
    return Moment(Settings(var=tmp_path), date(2026, 3, 2), datetime(2026, 3, 2, 8, 0, tzinfo=UTC))


def spoil(engine: Engine, statement: str) -> None:
    with writing(engine) as connection:
        connection.execute(text(statement))


def test_a_database_that_was_opened_is_of_the_right_version_and_can_be_written_to(sqlite_engine: Engine):
    checks = (database.version, database.writable, database.write_ahead)

    assert [check(sqlite_engine).status for check in checks] == [Status.OK] * 3


def test_readers_that_wait_for_writers_are_a_warning(tmp_path: Path):
    engine = create_engine(f"sqlite:///{tmp_path}/plain.db", poolclass=NullPool)

    found = database.write_ahead(engine)

    assert (found.status, found.advice) == (Status.WARNING, Advice.KEEP_DATABASE_LOCAL)


def test_a_case_with_a_word_that_nobody_knows_is_an_error_with_the_case_to_look_at(engine: Engine, at: Moment):
    for reference in ("UH-1", "UH-2"):
        opened(engine, reference)
    spoil(engine, "UPDATE \"case\" SET kind = 'melted' WHERE reference = 'UH-2'")

    with reading(engine) as connection:
        found = database.readable_cases(connection, at)

    assert (found.status, found.advice, dict(found.given)) == (
        Status.ERROR,
        Advice.LOOK_AT_CASE,
        {"reference": "UH-2"},
    )
    assert found.text.en == (
        "Cases that no rule can read: UH-2: An unknown value is stored as kind of procurement: “melted”."
    )


def test_a_state_that_no_process_knows_is_named(engine: Engine, at: Moment):
    opened(engine)
    spoil(engine, "UPDATE track SET state = 'melted' WHERE process = 'procurement'")

    with reading(engine) as connection:
        found = database.known_states(connection, at)

    assert (found.status, found.advice) == (Status.ERROR, Advice.RENAME_STATES)
    assert "procurement melted (UH-1)" in found.text.sv


def test_an_open_case_that_no_tick_will_look_at_is_an_error_and_one_that_has_ended_is_not(engine: Engine, at: Moment):
    for reference in ("UH-1", "UH-2"):
        opened(engine, reference)
    spoil(engine, 'UPDATE "case" SET next_check = NULL')
    spoil(engine, "UPDATE track SET state = 'cancelled' WHERE process = 'procurement' AND case_id = 1")

    with reading(engine) as connection:
        found = database.cases_looked_at(connection, at)

    assert (found.status, found.advice) == (Status.ERROR, Advice.LOOK_AT_ALL_CASES)
    assert found.text.en == "Open cases that are never looked at again: UH-2"


def test_a_stored_agenda_that_is_not_what_is_owed_is_an_error_with_the_way_to_find_all(engine: Engine, at: Moment):
    opened(engine, "UH-1")
    settle_due(engine, today=at.today, result=TickResult(at.today))

    with reading(engine) as connection:
        assert database.stored_agendas(connection, at).status is Status.OK
    spoil(engine, "UPDATE agenda SET deadline = NULL")

    with reading(engine) as connection:
        found = database.stored_agendas(connection, at)
    assert (found.status, found.advice) == (Status.ERROR, Advice.LOOK_AT_ALL_CASES)
    assert found.text.en.endswith("UH-1")
