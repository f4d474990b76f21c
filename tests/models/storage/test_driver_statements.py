from datetime import date
from typing import Any, NamedTuple

import pytest
from sqlalchemy import Engine, bindparam, insert, select, text, update
from sqlalchemy.dialects import postgresql

from models.storage.database import writing
from models.storage.driver_statements import (
    KeyTaken,
    Statement,
    among,
    columns_for,
    for_update,
    id_list,
    text_list,
    upsert_into,
)
from models.tables import Case, ContractingUnit, Person, SkippedNotice

SKIPPED = SkippedNotice.__table__
CASE = Case.__table__
UNIT = ContractingUnit.__table__
PERSON = Person.__table__
NOBODY = {"email": "ylva@example.se", "phone": "", "role": "officer", "language": "sv"}
COLUMNS = ("name", "cause", "cause_sv", "skipped_on")
ADD = Statement(COLUMNS, lambda _: insert(SKIPPED).inline().values({name: bindparam(name) for name in COLUMNS}))
ALL = Statement([], lambda _: select(*(SKIPPED.c[name] for name in COLUMNS)).order_by(SKIPPED.c.name))


def row(name: str, day: date = date(2026, 3, 2)) -> tuple[Any, ...]:
    return (name, f"en {name}", f"sv {name}", day)


def test_values_reach_the_columns_they_are_named_for_whatever_order_the_statement_has_them_in(engine: Engine):
    backwards = Statement(
        ["skipped_on", "cause_sv", "name", "cause"],
        lambda _: insert(SKIPPED).inline().values({name: bindparam(name) for name in COLUMNS}),
    )
    with writing(engine) as connection:
        backwards.run(connection, (date(2026, 3, 2), "sv a", "a", "en a"))
        assert ALL.rows(connection) == [row("a")]


def test_one_parameter_may_stand_in_a_statement_more_than_once(engine: Engine):
    twice = Statement(
        ["day", "name"],
        lambda _: select(SKIPPED.c.name).where(
            SKIPPED.c.skipped_on <= bindparam("day"),
            SKIPPED.c.name == bindparam("name"),
            SKIPPED.c.skipped_on >= bindparam("day"),
        ),
    )
    with writing(engine) as connection:
        ADD.run_many(connection, [row("a"), row("b", date(2026, 3, 3))])
        assert twice.rows(connection, (date(2026, 3, 2), "a")) == [("a",)]
        assert twice.rows(connection, (date(2026, 3, 2), "b")) == []


def test_dates_go_in_and_come_out_as_dates(engine: Engine):
    days = [date.min, date(2024, 2, 29), date.max]
    with writing(engine) as connection:
        ADD.run_many(connection, [row(str(number), day) for number, day in enumerate(days)])
        found = [day for *_, day in ALL.rows(connection)]
    assert found == days
    assert all(type(day) is date for day in found)


def test_a_date_written_by_a_statement_is_the_one_that_sqlalchemy_reads_and_the_other_way_round(engine: Engine):
    with writing(engine) as connection:
        ADD.run(connection, row("raw"))
        connection.execute(insert(SKIPPED).values(dict(zip(COLUMNS, row("core"), strict=True))))
        by_core = [tuple(one) for one in connection.execute(select(*(SKIPPED.c[name] for name in COLUMNS)))]
        assert sorted(by_core) == sorted(ALL.rows(connection)) == [row("core"), row("raw")]
        kinds = set(connection.execute(text(f"SELECT {kind_of(engine)} FROM skipped_notice")).scalars())
    assert len(kinds) == 1


def kind_of(engine: Engine) -> str:
    return "typeof(skipped_on)" if engine.dialect.name == "sqlite" else "pg_typeof(skipped_on)::text"


def test_nulls_go_in_and_come_out_as_none(engine: Engine):
    add = Statement(
        ["reference", "reference_key", "unit_id", "months", "next_check"],
        lambda _: (
            insert(CASE)
            .inline()
            .values(
                {name: bindparam(name) for name in ("reference", "reference_key", "unit_id", "months", "next_check")}
                | {"title": "t", "kind": "", "procedure": "", "act": "", "single_tenderer": False, "outcome": "pending"}
                | {"forms": "", "outcome_reason": "", "clause_promise": "", "opened_on": date(2026, 3, 2), "version": 0}
                | {"journal_length": 0, "journal_head": "", "area": "", "trade": "", "cpv": "", "tasks": ""}
                | {"need_unit": "", "need_amount": 0, "need_months": 0, "occupations": "", "supply": ""}
                | {"participants": "", "agenda_digest": ""},
            )
        ),
    )
    found = Statement(
        [],
        lambda _: select(CASE.c.unit_id, CASE.c.months, CASE.c.next_check, CASE.c.opened_on).order_by(CASE.c.id),
    )
    with writing(engine) as connection:
        add.run_many(connection, [("a", "a", None, None, None), ("b", "b", None, 4.5, date(2026, 4, 1))])
        assert found.rows(connection) == [
            (None, None, None, date(2026, 3, 2)),
            (None, 4.5, date(2026, 4, 1), date(2026, 3, 2)),
        ]


@pytest.mark.parametrize("size", [0, 1, 2, 7])
def test_writing_many_counts_the_rows_touched(engine: Engine, size: int):
    change = Statement(
        ["cause", "name"],
        lambda _: update(SKIPPED).values(cause=bindparam("cause")).where(SKIPPED.c.name == bindparam("name")),
    )
    with writing(engine) as connection:
        assert ADD.run_many(connection, [row(str(n)) for n in range(size)]) == size
        assert change.run_many(connection, [("new", str(n)) for n in range(size)]) == size
        assert change.run_many(connection, [("new", str(n)) for n in range(size, size + 3)]) == 0
        assert [cause for _, cause, *_ in ALL.rows(connection)] == ["new"] * size


@pytest.mark.parametrize("wanted", [[], [2], [1, 3, 99]])
def test_a_list_of_ids_is_one_parameter(engine: Engine, wanted: list[int]):
    statement = Statement(["ids"], lambda db: select(UNIT.c.id).where(among(UNIT.c.id, db)).order_by(UNIT.c.id))
    with writing(engine) as connection:
        connection.execute(insert(ContractingUnit), [{"id": n, "name": f"enhet {n}"} for n in (1, 2, 3)])
        found = statement.rows(connection, (id_list(connection, wanted),))
    assert found == [(n,) for n in wanted if n <= 3]


def test_a_list_may_be_longer_than_a_statement_may_have_parameters(engine: Engine):
    by_id = Statement(["ids"], lambda db: select(UNIT.c.id).where(among(UNIT.c.id, db)))
    by_name = Statement(["names"], lambda db: select(UNIT.c.id).where(among(UNIT.c.name, db, "names")))
    with writing(engine) as connection:
        connection.execute(insert(ContractingUnit), [{"id": 70_000, "name": "enhet 70000"}])
        assert by_id.rows(connection, (id_list(connection, range(70_001)),)) == [(70_000,)]
        names = text_list(connection, (f"enhet {n}" for n in range(70_001)))
        assert by_name.rows(connection, (names,)) == [(70_000,)]


@pytest.mark.parametrize("name", ["", 'Åsa\'s "enhet" – ”å” \\ %s ? ; 😀', '["a"]', "a,b", "{a}", "NULL", "null"])
def test_a_list_of_texts_finds_exactly_the_texts(engine: Engine, name: str):
    statement = Statement(["names"], lambda db: select(UNIT.c.name).where(among(UNIT.c.name, db, "names")))
    with writing(engine) as connection:
        connection.execute(insert(ContractingUnit), [{"name": name}, {"name": "annan"}])
        assert statement.rows(connection, (text_list(connection, [name, "okänd"]),)) == [(name,)]
        assert statement.rows(connection, (text_list(connection, []),)) == []


def test_rows_are_locked_where_the_database_has_row_locks():
    statement = select(UNIT.c.id)
    assert " FOR " not in str(for_update(statement, "sqlite"))
    told = str(for_update(statement, "postgresql").compile(dialect=postgresql.dialect()))
    assert "FOR NO KEY UPDATE" in told


def test_an_upsert_tells_what_to_do_with_a_row_that_is_there(engine: Engine):
    def build(db: str) -> Any:
        added = (
            upsert_into(UNIT, db)
            .inline()
            .values(name=bindparam("name"), organisation_number=bindparam("number"), act="")
        )
        return added.on_conflict_do_update(
            index_elements=["name"],
            set_={"organisation_number": added.excluded.organisation_number},
        )

    # The column without a value of its own is filled in by the table.
    upsert = Statement(
        ["name", "number", "numbers_cases"], lambda db: build(db).values(numbers_cases=bindparam("numbers_cases"))
    )
    with writing(engine) as connection:
        upsert.run(connection, ("A", "1", False))
        upsert.run(connection, ("A", "2", False))
        found = connection.execute(select(UNIT.c.name, UNIT.c.organisation_number)).tuples().all()
    assert found == [("A", "2")]


@pytest.mark.parametrize("names", [["a"], ["b", "a"]])
def test_a_key_that_is_taken_is_told_by_type(engine: Engine, names: list[str]):
    with writing(engine) as connection:
        ADD.run(connection, row("a"))
    with pytest.raises(KeyTaken), writing(engine) as connection:
        ADD.run_many(connection, [row(name) for name in names])


def test_a_row_that_points_nowhere_is_no_key_that_is_taken(engine: Engine):
    point = Statement(["name"], lambda _: insert(PERSON).inline().values(name=bindparam("name"), **NOBODY, unit_id=99))
    with writing(engine) as connection:
        with pytest.raises(connection.dialect.loaded_dbapi.IntegrityError):
            point.run(connection, ("Ylva Påhittad",))
        connection.rollback()


def test_a_row_is_made_of_values_given_by_name():
    values = dict(zip(COLUMNS, row("a"), strict=True))
    assert ADD.row(dict(reversed(values.items()))) == row("a")
    with pytest.raises(KeyError, match="cause_sv"):
        ADD.row({name: values[name] for name in ("name", "cause", "skipped_on")})


class Skipped(NamedTuple):
    cause: str
    name: str
    known: bool = False
    cause_sv: str = ""


def test_what_is_selected_for_a_class_are_the_columns_it_begins_with_in_its_own_order(engine: Engine):
    with writing(engine) as connection:
        ADD.run(connection, row("a"))
        found = connection.execute(select(*columns_for(Skipped, dict(SKIPPED.c.items())))).one()
    assert Skipped(*found) == Skipped(name="a", cause="en a")
