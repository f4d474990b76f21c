import os
import sys
from pathlib import Path


def spoil(home: Path, statement: str) -> None:
    import sqlite3
    from contextlib import closing

    with closing(sqlite3.connect(home / "var" / "trespann.db")) as connection:
        connection.execute(statement)
        connection.commit()


def test_up_becomes_the_supervisor_and_hands_its_options_on(home, run, monkeypatch):
    became = []
    monkeypatch.setattr(os, "execv", lambda *words: became.append(words))

    assert run("up", "--once").exit_code == 0
    assert became == [(sys.executable, [sys.executable, "-m", "flows.supervisor", "--once"])]


def test_up_does_not_start_on_a_database_from_a_newer_program(installed, run, monkeypatch):
    became = []
    monkeypatch.setattr(os, "execv", lambda *words: became.append(words))
    spoil(installed, "UPDATE alembic_version SET version_num = '9999'")

    refused = run("up")

    assert (refused.exit_code, became) == (1, [])
    assert "nyare än programmet" in refused.stderr
