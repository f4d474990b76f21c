import multiprocessing
import sqlite3
import threading
import time
from pathlib import Path

import pytest
from sqlalchemy import Engine, bindparam, func, insert, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from models.storage.database import driver, one_at_a_time, open_engine, reading, undone, writing
from models.storage.driver_statements import Statement
from models.tables import ContractingUnit, Track
from tests.conftest import opened as connected
from tests.models.building import add_unit

_ADD_UNIT = Statement(
    ["name"],
    lambda _: insert(ContractingUnit.__table__).values(
        name=bindparam("name"), organisation_number="", act="", numbers_cases=False
    ),
)


def names(engine: Engine) -> list[str]:
    with reading(engine) as connection:
        return list(connection.execute(select(ContractingUnit.name).order_by(ContractingUnit.id)).scalars())


def test_what_is_written_is_there_for_the_next_reader(engine: Engine):
    add_unit(engine, "Parkförvaltningen")
    assert names(engine) == ["Parkförvaltningen"]


def fail_half_way(engine: Engine) -> None:
    with writing(engine) as connection:
        connection.execute(insert(ContractingUnit).values(name="halv"))
        raise RuntimeError("stop")


def test_an_exception_takes_back_all_that_was_written(engine: Engine):
    with pytest.raises(RuntimeError, match="stop"):
        fail_half_way(engine)
    assert names(engine) == []
    add_unit(engine, "hel")
    assert names(engine) == ["hel"]


def test_what_is_undone_is_seen_by_its_own_thread_until_the_end(engine: Engine):
    add_unit(engine, "före")
    with undone(engine):
        add_unit(engine, "ogjord")
        with writing(engine) as connection:
            _ADD_UNIT.run(connection, ("förbi",))
        assert names(engine) == ["före", "ogjord", "förbi"]
    assert names(engine) == ["före"]
    add_unit(engine, "efter")
    assert names(engine) == ["före", "efter"]


def test_an_exception_takes_back_its_own_part_of_what_will_be_undone(engine: Engine):
    with undone(engine):
        add_unit(engine, "hel")
        with pytest.raises(RuntimeError, match="stop"):
            fail_half_way(engine)
        assert names(engine) == ["hel"]
    assert names(engine) == []


def test_nobody_else_sees_what_will_be_undone(engine: Engine):
    with undone(engine):
        add_unit(engine, "ogjord")
        seen: list[list[str]] = []
        thread = threading.Thread(target=lambda: seen.append(names(engine)))
        thread.start()
        thread.join(30)
    assert seen == [[]]


def test_an_exception_ends_what_is_undone(engine: Engine):
    with pytest.raises(RuntimeError, match="stop"), undone(engine):
        fail_half_way(engine)
    add_unit(engine, "hel")
    assert names(engine) == ["hel"]


def test_an_exception_takes_back_what_went_past_sqlalchemy_too(sqlite_engine: Engine):
    with pytest.raises(IntegrityError), writing(sqlite_engine) as connection:  # noqa: PT012 - the order is the point
        driver(connection).execute(
            "INSERT INTO unit (name, organisation_number, act, numbers_cases) VALUES ('halv', '', '', 0)"
        )
        connection.execute(insert(ContractingUnit).values(name="halv"))
    assert names(sqlite_engine) == []


def test_a_commit_that_fails_leaves_the_thread_able_to_write(sqlite_engine: Engine):
    with pytest.raises((DBAPIError, sqlite3.Error), match="FOREIGN KEY"), writing(sqlite_engine) as connection:  # noqa: PT012
        driver(connection).execute("PRAGMA defer_foreign_keys=ON")
        driver(connection).execute("INSERT INTO notice_name (name, case_id) VALUES ('vilse', 999)")
    add_unit(sqlite_engine, "efter")
    assert names(sqlite_engine) == ["efter"]


def test_foreign_keys_are_enforced(engine: Engine):
    with pytest.raises(IntegrityError), writing(engine) as connection:
        connection.execute(
            insert(Track).values(
                case_id=999, process="procurement", subject="", state="planning", since=func.current_date()
            ),
        )


def test_a_reader_sees_one_state_of_the_database_while_others_write(engine: Engine):
    add_unit(engine, "A")
    with reading(engine) as connection:
        count = select(func.count()).select_from(ContractingUnit)
        before = connection.execute(count).scalar_one()
        add_unit(engine, "B")
        assert connection.execute(count).scalar_one() == before == 1
    assert names(engine) == ["A", "B"]


def test_a_reader_does_not_wait_for_a_writer(engine: Engine):
    add_unit(engine, "A")
    with writing(engine) as connection:
        connection.execute(insert(ContractingUnit).values(name="B"))
        assert names(engine) == ["A"]


def test_one_kind_of_work_is_done_by_one_transaction_at_a_time(engine: Engine):
    told: list[str] = []
    inside = threading.Event()

    def work(name: str) -> None:
        with writing(engine) as connection:
            one_at_a_time(connection, "räkna")
            told.append(f"{name} begins")
            inside.set()
            time.sleep(0.2)
            told.append(f"{name} ends")

    first = threading.Thread(target=work, args=("first",))
    first.start()
    assert inside.wait(10)
    work("second")
    first.join()
    assert told == ["first begins", "first ends", "second begins", "second ends"]


# --- SQLite ----------------------------------------------------------------------------------------------------------


def test_sqlite_keeps_a_write_ahead_log_and_checks_foreign_keys(sqlite_engine: Engine):
    for transaction in (reading, writing):
        with transaction(sqlite_engine) as connection:
            asked = {
                name: connection.execute(text(f"PRAGMA {name}")).scalar() for name in ("journal_mode", "foreign_keys")
            }
        assert asked == {"journal_mode": "wal", "foreign_keys": 1}


@pytest.mark.parametrize(("wanted", "number"), [("NORMAL", 1), ("FULL", 2)])
def test_durability_is_what_is_asked_for(tmp_path: Path, wanted: str, number: int):
    engine = open_engine(f"sqlite:///{tmp_path / 'a.db'}", synchronous=wanted)
    with writing(engine) as connection:
        assert connection.execute(text("PRAGMA synchronous")).scalar() == number
    engine.dispose()


def test_the_folder_of_a_database_is_made(tmp_path: Path):
    engine = open_engine(f"sqlite:///{tmp_path / 'var' / 'deep' / 'a.db'}")
    with writing(engine) as connection:
        connection.execute(text("CREATE TABLE a (b)"))
    engine.dispose()
    assert (tmp_path / "var" / "deep" / "a.db").exists()


def test_disposing_of_an_engine_closes_the_connection_that_its_thread_kept(tmp_path: Path):
    engine = open_engine(f"sqlite:///{tmp_path / 'a.db'}")
    with writing(engine) as connection:
        connection.execute(text("CREATE TABLE a (b)"))
    assert (tmp_path / "a.db-wal").exists()
    engine.dispose()
    assert not (tmp_path / "a.db-wal").exists()  # SQLite removes it with the last connection


def test_a_transaction_that_could_not_begin_leaves_the_thread_able_to_write(sqlite_engine: Engine):
    add_unit(sqlite_engine, "före")
    with writing(sqlite_engine) as connection:
        connection.execute(text("PRAGMA busy_timeout=50"))
    other = sqlite3.connect(str(sqlite_engine.url.database), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises((DBAPIError, sqlite3.OperationalError), match="locked"):
        add_unit(sqlite_engine, "under")
    other.rollback()
    other.close()
    add_unit(sqlite_engine, "efter")
    assert names(sqlite_engine) == ["före", "efter"]


def _write_often(url: str, who: str, times: int) -> None:
    with connected(url) as engine:
        for number in range(times):
            with writing(engine) as connection:
                known = connection.execute(select(func.count()).select_from(ContractingUnit)).scalar_one()
                time.sleep(0.002)
                connection.execute(
                    insert(ContractingUnit).values(name=f"{who} {number}", organisation_number=str(known))
                )


def test_two_processes_that_write_wait_for_each_other(engine: Engine):
    """A writer that begins by reading is where SQLite says that the database is locked."""
    url = engine.url.render_as_string(hide_password=False)
    start = multiprocessing.get_context("spawn").Process
    processes = [start(target=_write_often, args=(url, who, 20)) for who in ("a", "b")]
    for process in processes:
        process.start()
    for process in processes:
        process.join(60)
    assert [process.exitcode for process in processes] == [0, 0]
    assert len(names(engine)) == 40
    if engine.dialect.name == "sqlite":  # there a writer has the database for itself, so each read a count of its own
        with reading(engine) as connection:
            seen = connection.execute(select(ContractingUnit.organisation_number)).scalars()
            assert sorted(map(int, seen)) == list(range(40))
