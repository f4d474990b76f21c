from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from sqlalchemy import Connection, Engine, bindparam, insert, label, select
from sqlmodel import col

from models.rows import read_as, read_objects, read_pairs
from models.storage.database import reading, undone, writing
from models.storage.driver_statements import Statement
from models.tables import ContractingUnit, Heartbeat
from tests.models.building import TODAY

NAMES = select(ContractingUnit).order_by(col(ContractingUnit.name))
ADD = Statement(
    ["name"],
    lambda _: (
        insert(ContractingUnit.__table__)
        .inline()
        .values(name=bindparam("name"), organisation_number="", act="", numbers_cases=False)
    ),
)


def units(engine: Engine) -> list[str]:
    with reading(engine) as connection:
        return [unit.name for unit in read_objects(connection, NAMES)]


def add(connection: Connection, name: str) -> None:
    connection.execute(insert(ContractingUnit).values(name=name, organisation_number="", act="", numbers_cases=True))


def test_a_row_is_an_object_that_stays_readable(engine: Engine):
    with writing(engine) as connection:
        add(connection, "Skolförvaltningen")
    with reading(engine) as connection:
        (unit,) = read_objects(connection, NAMES)
    assert (unit.name, unit.numbers_cases) == ("Skolförvaltningen", True)


def test_reading_objects_neither_ends_nor_undoes_what_is_being_written(engine: Engine):
    with writing(engine) as connection:
        assert read_objects(connection, NAMES) == []
        add(connection, "A")
        assert [unit.name for unit in read_objects(connection, NAMES)] == ["A"]
        add(connection, "B")
    assert units(engine) == ["A", "B"]


def test_reading_objects_after_a_statement_on_the_driver_undoes_nothing(engine: Engine):
    with writing(engine) as connection:
        ADD.run(connection, ("A",))
        assert [unit.name for unit in read_objects(connection, NAMES)] == ["A"]
    assert units(engine) == ["A"]


def test_what_is_undone_after_reading_objects_is_undone(engine: Engine):
    with pytest.raises(RuntimeError), writing(engine) as connection:  # noqa: PT012 - the order is the point
        add(connection, "A")
        read_objects(connection, NAMES)
        raise RuntimeError
    with undone(engine):
        with writing(engine) as connection:
            add(connection, "B")
            read_objects(connection, NAMES)
        assert units(engine) == ["B"]
    assert units(engine) == []


def test_one_state_of_the_database_is_seen_however_often_objects_are_read(engine: Engine):
    with reading(engine) as connection:
        assert read_objects(connection, NAMES) == []
        with writing(engine) as other:
            add(other, "A")
        assert read_objects(connection, NAMES) == []


@dataclass(frozen=True)
class Beat:
    finished_at: datetime
    work: str


def test_columns_go_to_the_parameters_they_are_named_for(engine: Engine):
    at = datetime(2026, 3, 2, 6, 30, tzinfo=UTC)
    query = select(label("work", col(Heartbeat.job)), col(Heartbeat.finished_at))
    with writing(engine) as connection:
        connection.execute(insert(Heartbeat).values(job="tick", acted_on=TODAY, finished_at=at))
        (beat,) = read_as(connection, Beat, query)
        with pytest.raises(TypeError, match="job"):
            read_as(connection, Beat, select(col(Heartbeat.job), col(Heartbeat.finished_at)))
    assert (beat.work, beat.finished_at.replace(tzinfo=UTC)) == ("tick", at)


def test_pairs_come_in_the_order_of_the_query(engine: Engine):
    with writing(engine) as connection:
        add(connection, "A")
        add(connection, "B")
        found = read_pairs(
            connection,
            select(col(ContractingUnit.name), col(ContractingUnit.id)).order_by(col(ContractingUnit.id).desc()),
        )
    assert list(found.items()) == [("B", 2), ("A", 1)]
