"""What holds for every table: it is explained, its columns bear names that say what they hold, and people can go."""

import sys

import pytest
from sqlalchemy import Date, DateTime, Integer, Table
from sqlmodel import SQLModel
from sqlmodel.sql.sqltypes import UTCDateTime

from models import tables

MODELS = [
    model
    for model in vars(tables).values()
    if isinstance(model, type) and issubclass(model, SQLModel) and hasattr(model, "__table__")
]
TABLES = [model.__table__ for model in MODELS]
BY_NAME = pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)


def test_every_table_of_the_database_is_defined_here():
    assert {table.name for table in TABLES} == set(SQLModel.metadata.tables)
    assert len({table.name for table in TABLES}) == len(MODELS)
    assert {model.__module__ for model in MODELS} == {tables.__name__} <= set(sys.modules)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_every_table_says_what_its_rows_are(model):
    assert (model.__doc__ or "").strip().endswith(".")


@BY_NAME
def test_a_row_is_known_by_a_number_that_the_database_gives(table: Table):
    if table.name == "heartbeat":  # one row for each job
        assert [column.name for column in table.primary_key] == ["job"]
        return
    (key,) = table.primary_key
    assert (key.name, type(key.type)) == ("id", Integer)


@BY_NAME
def test_the_name_of_a_column_says_whether_it_holds_a_day_or_an_instant(table: Table):
    for column in table.c:
        if column.name.endswith("_on"):
            assert isinstance(column.type, Date), column
        assert column.name.endswith("_at") is isinstance(column.type, UTCDateTime), column
        assert not isinstance(column.type, DateTime), column  # that would lose its zone on SQLite


@BY_NAME
def test_what_points_to_a_row_is_called_by_what_it_points_to(table: Table):
    for column in table.c:
        if column.foreign_keys and not column.primary_key:
            assert column.name.endswith("_id"), column


def test_history_points_to_no_row_of_a_person_so_that_a_person_can_be_erased():
    def points_to(name: str) -> set[str]:
        return {key.column.table.name for key in SQLModel.metadata.tables[name].foreign_keys}

    assert points_to("journal") == {"case"}
    assert "person" not in points_to("observation") | points_to("particular")
