import sqlite3
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, create_engine, text

from desk.checks import journals
from desk.checks.finding import Advice, Finding, Moment, Status
from models.installation.settings import Settings
from models.operations import find, move
from models.storage.database import writing
from states.facts import Milestone
from tests.models.building import OFFICER, TODAY, enter, events, opened, seen

LATER = date(2026, 4, 20)


@pytest.fixture
def told(engine: Engine) -> int:
    """A case with an entry that was found intact, after which two more came; returns its id."""
    case_id = opened(engine)
    opened(engine, "UH-2")
    assert checked(engine).status is Status.OK
    enter(engine, "UH-1", seen(Milestone.CONTACT_POINT_1, TODAY))
    assert events(engine, case_id) == ["opened", "observed"]
    return case_id


def checked(engine: Engine, on: date = TODAY, *, everything: bool = False) -> Finding:
    at = Moment(Settings(var=Path("nowhere")), on, datetime(2026, 3, 2, 8, 0, tzinfo=UTC), everything=everything)
    return journals.sound_journals(engine, at)


def change(engine: Engine, sql: str, **values: Any) -> None:
    with writing(engine) as connection:
        assert connection.execute(text(sql), values).rowcount > 0


def advance(engine: Engine) -> None:
    with writing(engine) as connection:
        move(connection, find(connection, "UH-1"), "cancel", by=OFFICER, today=TODAY, reason="Inget behov")


def named(found: Finding) -> str | None:
    """Return the case that an error names; None where all is well."""
    return found.given["reference"] if found.status is Status.ERROR else None


def test_an_altered_journal_is_named_with_the_way_to_the_entry(engine: Engine):
    opened(engine)
    change(engine, "UPDATE journal SET detail = 'annat'")

    found = checked(engine)

    assert (found.status, found.advice, dict(found.given)) == (
        Status.ERROR,
        Advice.VERIFY_JOURNAL,
        {"reference": "UH-1"},
    )


def test_the_first_check_reads_all_and_the_next_what_came_since(engine: Engine, told: int):
    second, third = checked(engine, LATER), checked(engine, LATER)

    assert second.text.en == (
        "Journals without a fault: 2. New entries, checked now: 1. Older entries, checked on 2026-03-02 or later: 2."
    )
    assert "checked now: 0." in third.text.en
    assert checked(engine, LATER, everything=True).text.en == (
        "Journals without a fault: 2. All entries were checked now: 3."
    )


def test_after_all_was_read_that_day_is_told(engine: Engine, told: int):
    checked(engine, LATER, everything=True)

    assert "checked on 2026-04-20 or later: 3." in checked(engine, LATER + timedelta(days=1)).text.en


def test_a_case_that_came_later_does_not_make_the_others_younger(engine: Engine, told: int):
    opened(engine, "UH-3")
    checked(engine, LATER)

    assert "checked on 2026-03-02 or later: 4." in checked(engine, LATER).text.en


def test_what_was_not_read_for_long_is_a_warning_with_the_way_to_read_it(engine: Engine, told: int):
    checked(engine, LATER)

    found = checked(engine, TODAY + timedelta(days=93))

    assert (found.status, found.advice) == (Status.WARNING, Advice.VERIFY_WHOLE_JOURNALS)
    assert checked(engine, TODAY + timedelta(days=93), everything=True).status is Status.OK


COLUMNS = ("number", "on", "actor", "event", "process", "subject", "source", "target", "detail", "digest")


@pytest.mark.parametrize("column", COLUMNS)
def test_an_entry_that_was_altered_after_the_head_is_found(engine: Engine, told: int, column: str):
    value = {"number": 99, "on": date(2025, 1, 1)}.get(column, "ändrat")
    change(engine, f'UPDATE journal SET "{column}" = :value WHERE number = 2', value=value)

    assert named(checked(engine)) == "UH-1"


def test_an_entry_that_was_removed_after_the_head_is_found(engine: Engine, told: int):
    advance(engine)
    change(engine, "DELETE FROM journal WHERE number = 2")

    assert named(checked(engine)) == "UH-1"


def test_an_entry_that_was_added_after_the_head_is_found(engine: Engine, told: int):
    checked(engine)
    columns = '"on", actor, event, process, subject, source, target, detail, digest'
    change(
        engine,
        f"INSERT INTO journal (case_id, number, {columns}) SELECT case_id, 3, {columns} FROM journal WHERE number = 2",
    )

    assert named(checked(engine)) == "UH-1"


def test_an_entry_before_the_head_is_found_altered_only_where_everything_is_read(engine: Engine, told: int):
    advance(engine)
    checked(engine)
    change(engine, "UPDATE journal SET detail = 'annat' WHERE number = 2")

    unread = checked(engine)
    assert unread.status is Status.OK
    assert "Older entries, checked on 2026-03-02 or later" in unread.text.en
    assert named(checked(engine, everything=True)) == "UH-1"


def test_what_was_found_altered_once_stays_found_until_it_is_mended(engine: Engine, told: int):
    checked(engine)
    change(engine, "UPDATE journal SET subject = 'annat' WHERE number = 1 AND case_id = 1")
    assert named(checked(engine, everything=True)) == "UH-1"

    assert named(checked(engine)) == "UH-1"
    change(engine, "UPDATE journal SET subject = '' WHERE number = 1 AND case_id = 1")
    assert checked(engine).status is Status.OK


@pytest.mark.parametrize("since", ["nothing", "a move"])
def test_an_end_that_was_cut_is_found(engine: Engine, told: int, since: str):
    checked(engine)
    if since == "a move":
        advance(engine)
    change(engine, "DELETE FROM journal WHERE number > 1")

    assert named(checked(engine)) == "UH-1"


def test_an_end_that_was_cut_is_found_though_the_case_says_so_too(engine: Engine, told: int):
    checked(engine)
    change(engine, "DELETE FROM journal WHERE number = 2")
    change(
        engine,
        'UPDATE "case" SET journal_length = 1, journal_head ='
        " (SELECT digest FROM journal WHERE case_id = :told AND number = 1) WHERE id = :told",
        told=told,
    )

    assert named(checked(engine)) == "UH-1"


def test_a_journal_that_was_dropped_altogether_is_found(engine: Engine, told: int):
    checked(engine)
    change(engine, "DELETE FROM journal WHERE case_id = :told", told=told)
    change(engine, "UPDATE \"case\" SET journal_length = 0, journal_head = '' WHERE id = :told", told=told)

    assert named(checked(engine)) == "UH-1"


def test_a_whole_journal_that_was_written_anew_is_found(engine: Engine, told: int):
    checked(engine)
    change(engine, "DELETE FROM verified_journal WHERE case_id = 2")
    change(engine, "UPDATE journal SET case_id = 3 - case_id, number = number + 10 WHERE case_id = 1")
    change(engine, "UPDATE journal SET case_id = 1 WHERE case_id = 2 AND number = 1")
    change(
        engine,
        'UPDATE "case" SET journal_length = 1, journal_head = (SELECT digest FROM journal WHERE case_id = 1)'
        " WHERE id = 1",
    )

    assert named(checked(engine)) == "UH-1"


@pytest.mark.parametrize("column", ["length = length - 1", "length = length + 1", "head = 'ändrat'"])
def test_a_head_that_was_moved_hides_nothing(engine: Engine, told: int, column: str):
    checked(engine)
    change(engine, f"UPDATE verified_journal SET {column} WHERE case_id = :told", told=told)

    assert named(checked(engine)) == "UH-1"


def test_a_head_that_was_removed_lets_the_journal_be_read_whole(engine: Engine, told: int):
    checked(engine)
    change(engine, "UPDATE journal SET detail = 'annat' WHERE number = 1 AND case_id = :told", told=told)
    change(engine, "DELETE FROM verified_journal WHERE case_id = :told", told=told)

    assert named(checked(engine)) == "UH-1"


def test_work_between_two_checks_is_read_from_the_head_on(engine: Engine, told: int):
    for day in (27, 26, 25):
        checked(engine)
        enter(engine, "UH-1", seen(Milestone.CONTACT_POINT_1, date(2026, 2, day)))
    advance(engine)

    assert checked(engine).status is Status.OK
    assert checked(engine, everything=True).status is Status.OK


def test_what_was_found_is_kept_where_readers_and_writers_take_turns(tmp_path: Path, sqlite_engine: Engine):
    opened(sqlite_engine)
    with sqlite_engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
    sqlite_engine.dispose()
    with closing(sqlite3.connect(tmp_path / "trespann.db")) as plain:
        assert plain.execute("PRAGMA journal_mode=DELETE").fetchone() == ("delete",)
    taking_turns = create_engine(f"sqlite:///{tmp_path}/trespann.db", connect_args={"timeout": 1})

    assert "All entries were checked now: 1" in checked(taking_turns).text.en
    taking_turns.dispose()


def test_more_journals_than_a_batch_are_all_kept(engine: Engine, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(journals, "BATCH", 2)
    for number in range(5):
        opened(engine, f"UH-{number}")

    assert "All entries were checked now: 5" in checked(engine).text.en
    assert "checked now: 0." in checked(engine).text.en
