"""The program as it is installed: started by its name, in a process of its own."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from cli.main import COMMANDS

PROGRAM = Path(sys.executable).with_name("trespann")


def start(*words: str, **surroundings: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([PROGRAM, *words], capture_output=True, check=False, env=os.environ | surroundings)


def test_a_refusal_is_told_on_the_error_stream_without_a_traceback(home):
    done = start("case", "list")

    assert done.returncode == 1
    assert done.stdout == b""
    told = " ".join(done.stderr.decode().split())
    assert told.startswith("Fel: Databasen ")
    assert "Traceback" not in told


def test_a_wrong_use_has_an_exit_code_of_its_own(home):
    assert start("case", "shw").returncode == 2


@pytest.mark.parametrize("encoding", ["latin-1", "ascii"])
def test_what_is_piped_is_utf_8_whatever_the_terminal_speaks(home, encoding):
    done = start("standstill", "--sent", "2026-06-09", "--json", PYTHONIOENCODING=encoding)

    assert done.returncode == 0
    assert "Underrättelsen" in json.loads(done.stdout.decode("utf-8"))["steps"][0]["sv"]


def test_a_reader_that_stops_early_is_no_error_to_tell(case):
    process = subprocess.Popen([PROGRAM, "case", "explain", case], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout is not None
    process.stdout.close()

    _nothing, errors = process.communicate()

    assert b"Traceback" not in errors


def test_the_settings_may_name_another_database(installed, tmp_path):
    elsewhere = tmp_path / "annan.db"
    (installed / "var" / "trespann.db").rename(elsewhere)

    done = start("case", "list", TRESPANN_DATABASE_URL=f"sqlite:///{elsewhere}")

    assert (done.returncode, done.stdout.decode()) == (0, "Det finns inget sådant ärende.\n")


HEAVY = (
    "sqlalchemy",
    "sqlmodel",
    "pydantic",
    "transitions",
    "lxml",
    "holidays",
    "icalendar",
    "openpyxl",
    "alembic",
    "prefect",
)


@pytest.mark.parametrize("word", [word for of_subject in COMMANDS.values() for word in of_subject])
def test_the_first_page_of_help_names_every_command(run, word):
    assert f"\n  {word} " in run("--help").stdout


ASK_FOR_HELP = """
import sys
from cli.main import app
sys.argv = ["trespann", "--help"]
try:
    app()
finally:
    print(*sys.modules, file=sys.stderr)
"""


def test_help_brings_no_heavy_library_along(home):
    done = subprocess.run([sys.executable, "-c", ASK_FOR_HELP], capture_output=True, text=True, check=True)

    assert "standstill" in done.stdout
    assert set(HEAVY) & set(done.stderr.split()) == set()
