import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, inspect, text
from sqlalchemy.exc import DBAPIError
from sqlmodel import SQLModel

from models.storage import schema
from models.storage.database import reading, writing
from models.storage.schema import SchemaMismatch, check, check_not_newer, newest_version, upgrade
from states.refusal import Operation
from tests.conftest import opened as connected
from tests.models.building import new_case, opened, read


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """A database without a table."""
    if request.param == "sqlite":
        with connected(f"sqlite:///{tmp_path / 'empty.db'}") as engine:
            yield engine
        return
    server: Any = request.getfixturevalue("pg_server")
    name = f"empty_{abs(hash(request.node.name))}"
    server.psql(f"CREATE DATABASE {name};")
    with connected(server.get_uri(name)) as engine:
        yield engine
    server.psql(f"DROP DATABASE {name} WITH (FORCE);")


@pytest.fixture
def engine(empty: Engine) -> Engine:
    """A migrated database of the test's own: some change its tables."""
    upgrade(empty)
    return empty


def tables(engine: Engine) -> set[str]:
    with reading(engine) as connection:
        return set(inspect(connection).get_table_names())


def version(engine: Engine) -> str | None:
    with reading(engine) as connection:
        return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def set_version(engine: Engine, number: str) -> None:
    with writing(engine) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :number"), {"number": number})


def test_an_empty_database_is_brought_up_and_can_be_used(empty: Engine):
    upgrade(empty)
    check(empty)
    assert version(empty) == newest_version()
    opened(empty, "UH-1")
    assert read(empty, "UH-1").title == new_case().title


def test_the_migrations_lead_to_exactly_the_tables_of_the_program(empty: Engine):
    upgrade(empty)
    with reading(empty) as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, SQLModel.metadata) == []


def test_upgrading_twice_changes_nothing(engine: Engine):
    opened(engine, "UH-1")
    upgrade(engine)
    assert read(engine, "UH-1").version == 1
    check(engine)


def test_what_was_never_upgraded_is_told_to_run_init(empty: Engine):
    with pytest.raises(SchemaMismatch) as refused:
        check(empty)
    assert "är inte uppdaterad" in refused.value.text.sv
    assert "is not up to date" in refused.value.text.en
    assert [one.operation for one in refused.value.reasons[0].remedies] == [Operation.INITIALISE]
    assert "saknas" in refused.value.text.sv
    check_not_newer(empty)
    assert tables(empty) == set()


def test_an_older_database_is_told_to_run_init(engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    add_migration(tmp_path, monkeypatch, "op.create_table('later', sa.Column('id', sa.Integer(), primary_key=True))")
    with pytest.raises(SchemaMismatch) as refused:
        check(engine)
    assert schema.known_versions()[-2] in refused.value.text.sv
    assert newest_version() == "9000"
    assert "9000" in refused.value.text.sv
    assert [one.operation for one in refused.value.reasons[0].remedies] == [Operation.INITIALISE]
    upgrade(engine)
    check(engine)
    assert "later" in tables(engine)


@pytest.mark.parametrize("use", [check, upgrade, check_not_newer])
def test_a_database_of_a_newer_program_is_refused_untouched(engine: Engine, use: Any):
    set_version(engine, "9999")
    with pytest.raises(SchemaMismatch) as refused:
        use(engine)
    assert "9999" in refused.value.text.sv
    assert "nyare" in refused.value.text.sv
    assert "newer" in refused.value.text.en
    assert newest_version() in refused.value.text.en
    assert version(engine) == "9999"


@pytest.mark.parametrize("empty", ["postgresql"], indirect=True)
def test_a_refusal_does_not_show_the_password(engine: Engine):
    set_version(engine, "9999")
    address = engine.url.set(password="hemligt")
    with (
        connected(address.render_as_string(hide_password=False)) as other,
        pytest.raises(SchemaMismatch) as refused,
    ):
        check(other)
    assert "hemligt" not in refused.value.text.sv + refused.value.text.en


def test_a_migration_that_fails_half_way_leaves_the_database_as_it_was(
    empty: Engine,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
):
    broken = "op.create_table('half', sa.Column('id', sa.Integer())); op.execute('INSERT INTO nowhere VALUES (1)')"
    add_migration(tmp_path, monkeypatch, broken)
    with pytest.raises(DBAPIError):
        upgrade(empty)
    assert tables(empty) == set()
    monkeypatch.undo()
    upgrade(empty)
    check(empty)
    assert "half" not in tables(empty)


def test_what_was_sent_stays_when_the_column_of_its_method_goes(
    empty: Engine,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
):
    calendar = "BEGIN:VCALENDAR\r\nMETHOD:CANCEL\r\nEND:VCALENDAR\r\n"
    before = tmp_path / "migrations"
    shutil.copytree(schema.MIGRATIONS, before, ignore=shutil.ignore_patterns("__pycache__", "000[5-9]_*"))
    monkeypatch.setattr(schema, "MIGRATIONS", before)
    upgrade(empty)
    with writing(empty) as connection:
        connection.execute(
            text(
                "INSERT INTO message (key, recipient, day, language, subject, text, html, template, template_version,"
                " calendar, calendar_method, attachment, attachment_name, state, attempts, problem)"
                " VALUES ('k1', 'p1@exempelstad.example', '2026-04-08', 'sv', 'a', 'b', 'c', 'daily', '1',"
                " :calendar, 'CANCEL', '', '', 'sent', 1, '')",
            ),
            {"calendar": calendar},
        )
    monkeypatch.undo()
    upgrade(empty)
    with reading(empty) as connection:
        (row,) = connection.execute(text("SELECT * FROM message")).mappings()
    assert (row["key"], row["calendar"], row["state"]) == ("k1", calendar, "sent")
    assert "calendar_method" not in row


def test_two_upgrades_at_once_come_to_one(empty: Engine):
    failed: list[BaseException] = []

    def bring_up() -> None:
        try:
            with connected(empty.url.render_as_string(hide_password=False)) as engine:
                upgrade(engine)
        except BaseException as problem:  # noqa: BLE001 - handed to the test's own thread
            failed.append(problem)

    threads = [threading.Thread(target=bring_up) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    check(empty)


def test_asking_for_the_version_does_not_wait_for_a_writer(engine: Engine):
    with writing(engine) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = version_num"))
        check(engine)


def add_migration(folder: Path, monkeypatch: pytest.MonkeyPatch, body: str) -> None:
    """Let the program know one migration more."""
    migrations = folder / "migrations"
    shutil.copytree(schema.MIGRATIONS, migrations, ignore=shutil.ignore_patterns("__pycache__"))
    (migrations / "versions" / "9000_later.py").write_text(
        "import sqlalchemy as sa\nfrom alembic import op\n\n"
        f'revision = "9000"\ndown_revision = "{schema.newest_version()}"\n\n\n'
        f"def upgrade():\n    {body}\n",
    )
    monkeypatch.setattr(schema, "MIGRATIONS", migrations)
