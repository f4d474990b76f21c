"""How many rows something reads from a database in SQLite, and many people that it has nothing to do with."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, event, insert

from models.storage.database import writing
from models.tables import ContractingUnit, Person

MANY = 600
"""As many again as a city may have of each: officers, managers and contact persons of others."""


@contextmanager
def rows_read(engine: Engine) -> Iterator[list[int]]:
    """Count the rows that come from the database meanwhile, whichever way they are asked for."""
    count = [0]

    def counted(_cursor: Any, row: tuple[Any, ...]) -> tuple[Any, ...]:
        count[0] += 1
        return row

    def at(made_by: Callable[..., Any] | None) -> Callable[..., None]:
        def set_factory(dbapi: Any, *_: object) -> None:
            dbapi.row_factory = made_by

        return set_factory

    begin, end = at(counted), at(None)
    event.listen(engine, "checkout", begin)
    event.listen(engine, "checkin", end)
    engine.dispose()  # also of the connection that a thread keeps to write with
    try:
        yield count
    finally:
        event.remove(engine, "checkout", begin)
        event.remove(engine, "checkin", end)
        engine.dispose()


def crowd(engine: Engine, *, first: int = 1000) -> None:
    """Let many more people be there, of another unit, of none, and of firms; none has anything to do with any case."""
    with writing(engine) as connection:
        connection.execute(insert(ContractingUnit).values(id=900, name="En annan", organisation_number=""))
        people = [
            {
                "id": first + number,
                "name": f"Någon {number}",
                "email": f"n{number}@exempelstad.example",
                "role": ("officer", "manager", "supplier")[number % 3],
                "unit_id": 900 if number % 2 else None,
            }
            for number in range(3 * MANY)
        ]
        connection.execute(insert(Person).values(phone="", language="sv"), people)
