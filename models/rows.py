"""Rows as the read side takes them: objects of their table, dataclasses bound by name, pairs."""

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from sqlalchemy import Connection, Select
from sqlmodel import Session

T = TypeVar("T")
K = TypeVar("K")
V = TypeVar("V")

PAGE = 50
"""How many rows of a list are read at a time, unless a caller wants another number."""


@contextmanager
def no_collecting() -> Iterator[None]:
    """Let Python's collector of cycles rest while many cases are read: it would go through all of them again and again.

    Cases, their facts and what is read from them hold no cycles.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def session_on(connection: Connection) -> Session:
    """Return a session that reads in the transaction of a connection and leaves it open when it is closed.

    What it has read stays readable afterwards. Nothing is written through it: what is written is a statement.
    """
    if not connection.in_transaction():
        connection.begin()  # a transaction that the session began itself would be rolled back with it
    return Session(connection, autoflush=False, join_transaction_mode="rollback_only")


def read_objects(connection: Connection, query: Select[tuple[T]]) -> list[T]:
    """Return what a query of one table finds, as objects of that table."""
    with session_on(connection) as session:
        return list(session.execute(query).scalars())


def read_as(connection: Connection, kind: Callable[..., T], query: Select[Any]) -> list[T]:
    """Return an object of a class for each row; each column is the parameter of the name it bears in the query."""
    found = connection.execute(query)
    names = tuple(found.keys())
    return [kind(**dict(zip(names, row, strict=True))) for row in found]


def read_pairs(connection: Connection, query: Select[tuple[K, V]]) -> dict[K, V]:
    """Return the second column of each row by the first, in the order of the query."""
    return dict(connection.execute(query).tuples().all())
