"""The database as a command opens it."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from cli.database import DatabaseMissing, change, database_file, reading
from cli.output import REFUSED
from models.casefile import CaseChanged
from tests.cli.results import failed

READS = [
    ("case", "list"),
    ("case", "show", "UH-1"),
    ("case", "explain", "UH-1"),
    ("journal", "UH-1"),
    ("messages",),
    ("tick",),
]
WRITES = [
    ("case", "open", "UH-1", "Städning"),
    ("record", "UH-1", "contact_point_1", "idag"),
    ("assess", "UH-1", "--outcome", "required"),
    ("move", "UH-1", "advertise", "--by", "officer"),
]


@pytest.mark.parametrize("words", READS + WRITES, ids=" ".join)
def test_without_a_database_every_command_says_how_to_create_it(home, run, monkeypatch, words):
    monkeypatch.setenv("TRESPANN_VAR", "var")

    told = failed(run(*words), REFUSED)

    assert told == "Fel: Databasen var/trespann.db finns inte. Kör ”trespann init” för att skapa den."
    assert not (home / "var").exists()


def test_a_database_of_an_older_version(installed, run):
    with closing(sqlite3.connect(installed / "var" / "trespann.db")) as connection:
        connection.execute("DROP TABLE alembic_version")
        connection.commit()

    assert "Kör ”trespann init”" in failed(run("case", "list"), REFUSED)


def test_a_database_of_a_newer_version_is_left_alone(installed, run):
    with closing(sqlite3.connect(installed / "var" / "trespann.db")) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()

    for words in (("case", "list"), ("init",)):
        assert "som är nyare än programmet" in failed(run(*words), REFUSED)


def test_a_change_is_tried_once_more_when_someone_else_was_quicker(case):
    tried = []

    def act(_connection) -> str:
        tried.append("once")
        if len(tried) == 1:
            raise CaseChanged([case])
        return "done"

    assert change(act) == "done"
    assert len(tried) == 2


@pytest.mark.parametrize(
    ("address", "file"),
    [
        ("sqlite:///var/trespann.db", Path("var/trespann.db")),
        ("sqlite:////srv/trespann.db", Path("/srv/trespann.db")),
        ("sqlite://", None),
        ("sqlite:///:memory:", None),
        ("postgresql+psycopg://stad@db/trespann", None),
    ],
)
def test_only_a_database_in_a_file_has_one(address, file):
    assert database_file(address) == file


def test_a_change_that_is_refused_leaves_nothing(case):
    def act(connection) -> None:
        connection.execute(text("DELETE FROM observation"))
        raise DatabaseMissing(Path("x.db"))

    with pytest.raises(DatabaseMissing):
        change(act)
    with reading() as connection:
        assert connection.execute(text("SELECT count(*) FROM observation")).scalar_one() == 1
