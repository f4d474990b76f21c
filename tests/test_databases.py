"""What tests on SQLite alone cannot do: make a statement that PostgreSQL does not take."""

import pytest
from sqlalchemy import func, insert, select
from sqlalchemy.exc import ProgrammingError

from models.storage.database import reading, writing
from models.storage.driver_statements import Statement
from models.tables import Case, Person
from tests.databases import BOTH, ONE, TESTS, databases_of

_case, _person = Case.__table__, Person.__table__
BY_WORD = select(_case.c.reference, func.count()).group_by(_case.c.unit_id)
"""SQLite picks one of the references; PostgreSQL does not choose."""


def test_every_folder_and_module_that_says_what_it_runs_on_is_there():
    assert [name for name in ONE if not (TESTS / name).is_dir()] == []
    assert [name for name in BOTH if not (TESTS / name).is_file() or name.split("/")[0] not in ONE] == []


def test_a_page_is_tested_on_one_database_and_what_is_stored_on_both():
    assert databases_of(TESTS / "web" / "links" / "test_court.py") == ("sqlite",)
    assert databases_of(TESTS / "web" / "links" / "test_pages.py") == ("sqlite", "postgresql")
    assert databases_of(TESTS / "models" / "test_operations.py") == ("sqlite", "postgresql")


def test_a_query_that_only_sqlite_takes_fails_the_test_that_made_it(repeated_engine, repeater):
    with reading(repeated_engine) as connection:
        connection.execute(BY_WORD).all()
    with pytest.raises(ProgrammingError):
        repeater.repeat()


def test_a_statement_of_the_hot_path_that_only_sqlite_takes_fails_the_test_too(repeated_engine, repeater):
    with reading(repeated_engine) as connection:
        Statement((), lambda _: BY_WORD).rows(connection)
    with pytest.raises(Exception, match="must appear in the GROUP BY clause"):
        repeater.repeat()


def test_a_value_of_the_wrong_kind_fails_the_test_too(repeated_engine, repeater):
    with reading(repeated_engine) as connection:
        connection.execute(select(_case.c.id).where(_case.c.reference == func.length("UH-1"))).all()
    with pytest.raises(ProgrammingError):
        repeater.repeat()


def test_a_row_whose_others_are_not_there_is_a_statement_like_any_other(repeated_engine, repeater):
    told = {"name": "Ylva Påhittad", "email": "ylva@example.se", "phone": "", "role": "officer", "language": "sv"}
    with writing(repeated_engine) as connection:
        connection.execute(insert(_person).values(**told, unit_id=None))
    repeater.repeat()
