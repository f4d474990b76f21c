import shutil
import threading
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import Engine, inspect, text
from sqlalchemy.exc import DBAPIError
from sqlmodel import SQLModel

from models.mails.contents import MailContents, digest_of, is_sound, unpacked
from models.storage import schema
from models.storage.database import reading, writing
from models.storage.schema import SchemaMismatch, check, check_not_newer, newest_version, upgrade
from states.facts import Milestone
from states.records.court_events import OF_COURT
from states.records.observations import Observation, current
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
    upgrade_as_far_as(empty, "0004", tmp_path, monkeypatch)
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
    upgrade(empty)
    with reading(empty) as connection:
        (row,) = connection.execute(text("SELECT * FROM message")).mappings()
    contents = MailContents("b", "c", calendar)
    assert (row["key"], unpacked(row["contents"]), row["state"]) == ("k1", contents, "sent")
    assert row["digest"] == digest_of("a", contents)
    assert "calendar_method" not in row


@pytest.mark.parametrize("count", [0, 1, 1203])
def test_mails_of_an_older_program_say_what_they_said_and_go_back(
    empty: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, count: int
):
    upgrade_as_far_as(empty, "0018", tmp_path, monkeypatch)
    mails = [
        {"number": number, "says": f"Hej {number}, åäö\r\n", "file": "aGVq" * (number % 3)} for number in range(count)
    ]
    with writing(empty) as connection:
        if mails:
            connection.execute(
                text(
                    "INSERT INTO message (id, key, recipient, day, language, subject, text, html, template,"
                    " template_version, calendar, attachment, attachment_name, state, attempts, problem)"
                    " VALUES (7 * :number + 1, :number, 'p1@exempelstad.example', '2026-04-08', 'sv', 'a', :says, 'c',"
                    " 'daily', '1', '', :file, '', 'sent', 1, '')",
                ),
                [one | {"number": one["number"]} for one in mails],
            )
    upgrade(empty)
    with reading(empty) as connection:
        rows = connection.execute(text("SELECT * FROM message ORDER BY id")).mappings().all()
    stored = [unpacked(row["contents"]) for row in rows]
    assert [(one.text, one.html, one.attachment) for one in stored] == [
        (one["says"], "c", one["file"]) for one in mails
    ]
    assert all(is_sound("a", row["contents"], row["digest"]) for row in rows)
    downgrade(empty, "0018")
    with reading(empty) as connection:
        back = connection.execute(text("SELECT text, html, attachment FROM message ORDER BY id")).all()
    assert [tuple(row) for row in back] == [(one["says"], "c", one["file"]) for one in mails]


TOLD = "2026-03-02 award_notice_sent electronic", "2026-03-06 review_filed"
ROUNDS = (
    *TOLD,
    "2026-05-04 review_decided correction",
    "2026-05-22 review_filed",
    "2026-08-03 review_decided rejected",
)
"""What an older program stored, in its order: day, milestone and the word that goes with it; "-" withdrew."""


@pytest.mark.parametrize(
    ("stored", "counting"),
    [
        (TOLD, TOLD),
        (("2026-03-06 review_filed", "2026-03-09 review_filed"), ["2026-03-09 review_filed"]),
        (
            (*TOLD, "2026-03-20 review_decided redo", "2026-03-24 review_decided rejected"),
            (*TOLD, "2026-03-24 review_decided rejected"),
        ),
        (
            (*TOLD, "2026-03-20 review_decided redo", "2026-03-20 review_decided rejected"),
            (*TOLD, "2026-03-20 review_decided rejected"),
        ),
        (
            ("2026-03-10 interim_order", "2026-03-11 interim_order", "2026-03-10 interim_order"),
            ["2026-03-10 interim_order"],
        ),
        ((*TOLD, "- review_filed"), TOLD[:1]),
        ((*TOLD, "- review_filed", "2026-03-09 review_filed"), (*TOLD[:1], "2026-03-09 review_filed")),
        (("2026-03-06 review_filed", "2026-03-09 review_filed", "- review_filed"), ()),
        # What came after another application or order was decided is another review.
        (ROUNDS, (TOLD[1], *ROUNDS[2:])),
        ((*ROUNDS, "- review_decided"), (TOLD[1], *ROUNDS[2:4])),
        (
            (*ROUNDS, "2026-08-04 review_decided rejected"),
            (TOLD[1], *ROUNDS[2:4], "2026-08-04 review_decided rejected"),
        ),
        (
            (
                *("2026-03-10 interim_order", "2026-03-20 interim_order_lifted", "2026-05-04 review_decided rejected"),
                *("2026-05-22 interim_order", "2026-06-01 interim_order_lifted"),
            ),
            (
                *("2026-03-10 interim_order", "2026-03-20 interim_order_lifted", "2026-05-04 review_decided rejected"),
                *("2026-05-22 interim_order", "2026-06-01 interim_order_lifted"),
            ),
        ),
    ],
)
def test_of_what_was_stored_of_a_court_the_last_word_on_each_review_counts_on(
    empty: Engine,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    stored: tuple[str, ...],
    counting: tuple[str, ...],
):
    upgrade_as_far_as(empty, "0005", tmp_path, monkeypatch)
    store_old_case(empty, stored)
    upgrade(empty)
    case = read(empty, "UH-1")
    told = [" ".join(map(str, (one.on, one.milestone, one.value))).strip() for one in current(case.recorded)]
    assert sorted(told) == sorted(counting)
    assert {one.court for one in case.recorded if one.milestone in OF_COURT} <= {"FR"}
    assert {one.court for one in case.recorded if one.milestone not in OF_COURT} <= {""}


def test_what_a_later_word_replaced_is_withdrawn_in_the_name_of_that_word(
    empty: Engine,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
):
    upgrade_as_far_as(empty, "0005", tmp_path, monkeypatch)
    store_old_case(empty, ("2026-03-06 review_filed", "2026-03-09 review_filed"), sources=("officer:1", "support:2"))
    upgrade(empty)
    assert read(empty, "UH-1").recorded[-1] == Observation(
        *(Milestone.REVIEW_FILED, None, "support:2", True, date(2026, 4, 2)),
        value="2026-03-06",
        court="FR",
    )


def test_an_older_program_finds_what_it_had_stored_of_a_court(
    empty: Engine,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
):
    upgrade_as_far_as(empty, "0005", tmp_path, monkeypatch)
    store_old_case(empty, ("2026-03-06 review_filed", "2026-03-09 review_filed", "- review_filed"))
    before = rows(empty, "observation")
    upgrade(empty)
    assert rows(empty, "observation") != before
    downgrade(empty, "0005")
    assert rows(empty, "observation") == before


def downgrade(engine: Engine, version: str) -> None:
    with engine.begin() as connection:
        config = Config()
        config.set_main_option("script_location", str(schema.MIGRATIONS))
        config.attributes["connection"] = connection
        command.downgrade(config, version)


def rows(engine: Engine, table: str) -> list[dict[str, Any]]:
    with reading(engine) as connection:
        return [dict(row) for row in connection.execute(text(f"SELECT * FROM {table} ORDER BY id")).mappings()]


def store_old_case(engine: Engine, stored: tuple[str, ...], *, sources: tuple[str, ...] = ()) -> None:
    """Store a case as a program without courts did, each word a day after the last."""
    with writing(engine) as connection:
        columns = {column["name"]: column for column in inspect(connection).get_columns("case")}
        known = {
            "reference": "UH-1",
            "outcome": "pending",
            "opened_on": "2026-01-12",
            "version": 1,
            "journal_length": 0,
            "single_tenderer": False,
        }
        for name, column in columns.items():
            if not column["nullable"] and name != "id" and name not in known:
                known[name] = ""
        names = ", ".join(known)
        places = ", ".join(f":{name}" for name in known)
        connection.execute(text(f'INSERT INTO "case" ({names}) VALUES ({places})'), known)
        case_id = connection.execute(text('SELECT id FROM "case"')).scalar_one()
        for number, line in enumerate(stored):
            on, milestone, *value = line.split()
            connection.execute(
                text(
                    "INSERT INTO observation"
                    ' (case_id, milestone, lot, supplier, placement, "on", value, source, by_person, as_of)'
                    " VALUES (:case_id, :milestone, '', '', '', :on, :value, :source, true, :as_of)"
                ),
                {
                    "case_id": case_id,
                    "milestone": milestone,
                    "on": None if on == "-" else on,
                    "value": "".join(value),
                    "source": sources[number] if sources else "officer:1",
                    "as_of": str(date(2026, 4, 1) + timedelta(days=number)),
                },
            )


def test_the_firms_of_the_cases_that_are_there_are_known_after_the_upgrade(
    empty: Engine,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
):
    upgrade_as_far_as(empty, "0006", tmp_path, monkeypatch)
    named = (("Städ AB", ""), ("STÄD  AB", "5566778899"), ("Städ Aktiebolag", "556677-8899"), ("Rent AB", "nr 4"))
    with writing(empty) as connection:
        connection.execute(
            text(
                'INSERT INTO "case" (reference, title, kind, procedure, act, single_tenderer, outcome, forms,'
                " outcome_reason, opened_on, version, journal_length, journal_head)"
                " VALUES ('UH-1', 't', '', '', '', false, 'pending', '', '', '2026-03-02', 0, 0, '')"
            )
        )
        for supplier, number in named:
            connection.execute(
                text(
                    "INSERT INTO observation (case_id, milestone, lot, supplier, placement, value, source, by_person,"
                    " as_of, court, applicant)"
                    " VALUES (1, 'winner_named', '', :supplier, '', :number, 's', true, '2026-03-02', '', '')"
                ),
                {"supplier": supplier, "number": number},
            )
        connection.execute(
            text(
                "INSERT INTO obligation (case_id, lot, supplier, unit, amount, positions, months_each, starts_within,"
                " internship_counts, penalty) VALUES (1, '', 'Städ AB', '', 0, 0, 0, 6, false, false)"
            )
        )
    upgrade(empty)
    with reading(empty) as connection:
        firms = connection.execute(text("SELECT name, organisation_number FROM supplier ORDER BY id")).all()
        formerly = connection.execute(text("SELECT formerly FROM obligation")).scalars().all()
    assert [tuple(row) for row in firms] == [("Städ AB", "556677-8899"), ("Städ Aktiebolag", ""), ("Rent AB", "")]
    assert formerly == [""]


def store_cases_as_before_keys(engine: Engine, *references: str) -> None:
    with writing(engine) as connection:
        for reference in references:
            connection.execute(
                text(
                    'INSERT INTO "case" (reference, title, kind, procedure, act, single_tenderer, outcome, forms,'
                    " outcome_reason, opened_on, version, journal_length, journal_head)"
                    " VALUES (:reference, 't', '', '', '', false, 'pending', '', '', '2026-03-02', 0, 0, '')"
                ),
                {"reference": reference},
            )


def test_cases_that_are_there_are_found_in_any_letters_after_the_upgrade(
    empty: Engine,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
):
    upgrade_as_far_as(empty, "0010", tmp_path, monkeypatch)
    store_cases_as_before_keys(empty, "UH-10", "UH-9", "Åby 1")
    with writing(empty) as connection:
        connection.execute(
            text(
                'INSERT INTO journal (case_id, number, "on", actor, event, process, subject, source, target, detail,'
                " digest) VALUES (2, 1, '2026-03-02', 'clock', 'numbered', '', '', 'P-0123456789', 'UH-9', '', '')"
            )
        )
        for case_id, name in ((1, "number UH-10"), (2, "number UH-9"), (2, "number uh-9"), (2, "notice UH-9")):
            connection.execute(
                text("INSERT INTO notice_name (name, case_id) VALUES (:name, :case_id)"),
                {"name": name, "case_id": case_id},
            )
    upgrade(empty)
    assert [read(empty, typed).reference for typed in ("uh-10", "p-0123456789", "ÅBY 1")] == ["UH-10", "UH-9", "Åby 1"]
    with reading(empty) as connection:
        sorted_by_key = connection.execute(text('SELECT reference FROM "case" ORDER BY reference_key')).scalars().all()
        assert sorted_by_key == ["UH-9", "UH-10", "Åby 1"]
        names = connection.execute(text("SELECT name, case_id FROM notice_name ORDER BY id")).all()
    assert [tuple(row) for row in names] == [("number uh-10", 1), ("number uh-9", 2), ("notice UH-9", 2)]


def test_cases_that_only_letters_tell_apart_are_told_before_anything_is_changed(
    empty: Engine,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
):
    upgrade_as_far_as(empty, "0007", tmp_path, monkeypatch)
    store_cases_as_before_keys(empty, "UH-1", "uh-1", "UH-2", "Åby 1", "ÅBY  1", "A")
    before = rows(empty, '"case"'), tables(empty)
    with pytest.raises(SchemaMismatch) as refused:
        upgrade(empty)
    for told in (refused.value.text.sv, refused.value.text.en):
        assert "UH-1, uh-1; Åby 1, ÅBY  1" in told
        assert "UH-2" not in told
    assert (version(empty), (rows(empty, '"case"'), tables(empty))) == ("0007", before)


def test_a_case_that_goes_on_in_one_of_the_same_reference_keeps_nobody_from_the_upgrade(
    empty: Engine,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
):
    upgrade_as_far_as(empty, "0010", tmp_path, monkeypatch)
    store_cases_as_before_keys(empty, "uh-1", "UH-1")
    with writing(empty) as connection:
        connection.execute(
            text(
                "INSERT INTO case_link (case_id, kind, other_id, linked_on) VALUES (1, 'merged_into', 2, '2026-03-02')"
            )
        )
    upgrade(empty)
    assert [read(empty, typed).id for typed in ("UH-1", "uh-1", "uh-1 (1)")] == [2, 2, 1]


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


def upgrade_as_far_as(engine: Engine, version: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Bring a database to where a program stood that knew no migration later than a version."""
    before = folder / "migrations"
    shutil.copytree(schema.MIGRATIONS, before, ignore=shutil.ignore_patterns("__pycache__"))
    for migration in (before / "versions").glob("[0-9]*.py"):
        if migration.name[:4] > version:
            migration.unlink()
    with monkeypatch.context() as older:
        older.setattr(schema, "MIGRATIONS", before)
        upgrade(engine)
