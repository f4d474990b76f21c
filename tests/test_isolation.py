"""Whatever was done in this folder before, and whatever is set where the tests are started, they come to the same."""

import os
import shutil
import sqlite3
import subprocess
import sys

import pytest
from dotenv import dotenv_values

from cli.i18n import asked_language
from models.installation.secret import secret_of
from models.installation.settings import Settings
from tests.isolation import FOR_TESTS, ROOT, WATCH, WorkingFolderUsed, remove_settings

SET = {
    "TRESPANN_BOUNCE_SECRET": "set",
    "TRESPANN_CITY": "Annanstad",
    "TRESPANN_DATABASE_URL": "sqlite:////nowhere/trespann.db",
    "TRESPANN_LADDER": "/nowhere/ladder.toml",
    "TRESPANN_PLAN_COLUMNS": "/nowhere/columns.toml",
    "TRESPANN_LANGUAGE": "en",
    "TRESPANN_LINK_DAYS": "1",
    "TRESPANN_MAIL_FROM": "annan@annanstad.example",
    "TRESPANN_SECRET": "set",
    "TRESPANN_SMTP_HOST": "mail.annanstad.example",
    "TRESPANN_TEMPLATES": "/nowhere/templates",
    "TRESPANN_WEB_URL": "https://annanstad.example",
    "PREFECT_API_URL": "http://127.0.0.1:1/api",
    "PREFECT_LOGGING_LEVEL": "DEBUG",
}
ONLY_IN_ENVIRONMENT = {
    "TRESPANN_SMTP_PORT": "no number",
    "TRESPANN_VAR": "/nowhere/var",
    "PREFECT_HOME": "/nowhere/prefect",
    "PREFECT_PROFILE": "nobody",
}
ONE_OF_EACH = {
    "cli/test_main.py": "test_the_settings_may_name_another_database",
    "exchange/test_directory_import.py": "test_a_role_is_stored_as_its_text[sqlite]",
    "flows/test_environment.py": "test_children_find_everything_whatever_folder_they_work_in",
    "models/installation/test_site.py": "test_only_the_owner_reads_the_file[sqlite]",
    "notifications/letters/test_digest.py": (
        "test_without_pages_the_mail_says_whom_to_write_to[sqlite-nothing to sign with]"
    ),
    "notifications/invitations/test_renewal.py": (
        "test_where_nobody_is_left_or_pages_cannot_be_reached_nothing_is_written[sqlite]"
    ),
    "notifications/delivery/test_sink.py": "test_a_mail_is_kept_as_a_file_byte_for_byte",
    "states/law/test_calendar.py": "test_importing_the_calendar_does_not_load_the_holiday_library",
    "web/test_app.py": "test_the_secret_of_the_tests_is_the_one_that_is_asked_for",
}
"""Tests of every folder; those of notifications are among those that read `var/secret` until they were kept from it."""


def test_variables_of_an_installation_are_removed_and_no_others():
    environment = {**SET, **ONLY_IN_ENVIRONMENT, "PATH": "/bin", **dict.fromkeys(FOR_TESTS, "1")}
    remove_settings(environment)
    assert environment == {"PATH": "/bin", **dict.fromkeys(FOR_TESTS, "1")}


def test_tests_begin_with_the_settings_that_come_out_of_the_box():
    fresh = Settings()
    assert fresh == Settings.model_construct()
    assert (secret_of(fresh), asked_language()) == ("", "sv")


def test_processes_of_tests_begin_with_the_settings_that_come_out_of_the_box():
    code = (
        "from prefect.settings import get_current_settings; from models.installation.settings import Settings;"
        "print(get_current_settings().api.url, get_current_settings().profiles_path.exists(),"
        " Settings() == Settings.model_construct())"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("None False True\n", "")


@pytest.mark.parametrize(
    "use",
    [
        lambda: dotenv_values(stream=(ROOT / ".env").open(encoding="utf-8")),
        lambda: secret_of(Settings(var=ROOT / "var")),
        lambda: sqlite3.connect(ROOT / "var" / "trespann.db"),
        lambda: sqlite3.connect(f"file:{ROOT}/var/trespann.db?mode=ro", uri=True),
        lambda: list((ROOT / "var").iterdir()),
        (ROOT / "var" / "mail").mkdir,
        lambda: os.chdir(ROOT),
        lambda: subprocess.run([sys.executable, "--version"], cwd=ROOT, check=True),
    ],
    ids=["env file", "secret", "database", "address", "listing", "making", "working", "process"],
)
def test_a_test_that_turns_to_the_folder_of_the_code_is_refused_and_noted(use):
    with pytest.raises(WorkingFolderUsed):
        use()
    assert len(WATCH.since_last_look()) == 1


BAD = """
from contextlib import suppress
from pathlib import Path

from tests.isolation import ROOT

def test_reads_a_secret():
    with suppress(Exception):
        (ROOT / "var" / "secret").read_text("ascii")

def test_leaves_a_file():
    Path("left_behind").touch()
"""


def test_in_a_folder_full_of_what_was_done_and_set_before_tests_come_to_the_same(tmp_path):
    copy = tmp_path / "copy"
    shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(".*", "var", "*.egg-info", "results"))
    (copy / "var").mkdir()
    (copy / "var" / "secret").write_text("made-by-an-installation", "ascii")
    (copy / "var" / "trespann.db").write_bytes(b"no database")
    (copy / ".env").write_text("".join(f"{name}={value}\n" for name, value in SET.items()), "utf-8")
    (copy / "tests" / "test_bad.py").write_text(BAD, "utf-8")
    words = ("-n", "0", "-p", "no:cacheprovider", f"--basetemp={tmp_path / 'temporary'}")
    chosen = [f"tests/{path}::{name}" for path, name in ONE_OF_EACH.items()]
    this = "tests/test_isolation.py::test_in_a_folder_full_of_what_was_done_and_set_before_tests_come_to_the_same"
    here = ["tests/test_isolation.py", f"--deselect={this}", "tests/test_bad.py"]

    done = subprocess.run(
        [sys.executable, "-m", "pytest", *words, *chosen, *here],
        cwd=copy,
        env={name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
        | {**SET, **ONLY_IN_ENVIRONMENT, "PYTHONPATH": str(copy)},
        capture_output=True,
        text=True,
        check=False,
    )

    failed = {line.partition(" - ")[0] for line in done.stdout.splitlines() if line.startswith(("ERROR ", "FAILED "))}
    bad = {"ERROR tests/test_bad.py::test_reads_a_secret", "ERROR tests/test_bad.py::test_leaves_a_file"}
    assert (failed, done.returncode) == (bad, 1), done.stdout + done.stderr
