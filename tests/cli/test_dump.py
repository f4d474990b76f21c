import os
import stat

import pytest
from typer.testing import CliRunner

from cli.main import app


@pytest.fixture
def elsewhere(monkeypatch, home, case, run):
    """Write a dump of a small city, and go to another installation that is still empty."""
    assert run("dump", "copy.jsonl").exit_code == 0
    monkeypatch.setenv("TRESPANN_VAR", str(home / "elsewhere"))
    assert run("init", "--empty").exit_code == 0


def test_a_dump_is_told_with_its_rows_and_only_the_owner_may_read_it(case, home, run):
    (home / "copy.jsonl").write_text("gammal", encoding="utf-8")
    (home / "copy.jsonl").chmod(0o644)

    told = run("dump", "copy.jsonl")

    lines = (home / "copy.jsonl").read_text(encoding="utf-8").count("\n")
    assert (told.exit_code, told.stdout) == (0, f"Rader skrivna till copy.jsonl: {lines - 2}\n")
    assert stat.S_IMODE((home / "copy.jsonl").stat().st_mode) == 0o600


def test_standard_output_holds_the_dump_and_nothing_else(case, home, run):
    run("dump", "copy.jsonl")

    assert run("dump", "-").stdout_bytes == (home / "copy.jsonl").read_bytes()


def test_a_loaded_dump_is_the_case_base_it_was_made_of(elsewhere, case, home, run):
    told = run("load", "copy.jsonl")

    assert told.exit_code == 0
    assert told.stdout.startswith("Rader inlästa från copy.jsonl: ")
    assert "TRESPANN_SMTP_HOST" in told.stdout
    assert run("dump", "-").stdout_bytes == (home / "copy.jsonl").read_bytes()
    assert run("case", "show", case).exit_code == 0
    assert run("journal", case, "--verify").exit_code == 0


def test_a_dump_comes_in_from_standard_input_too(elsewhere, home, run):
    content = (home / "copy.jsonl").read_bytes()

    assert CliRunner().invoke(app, ["load", "-"], input=content).exit_code == 0

    assert run("dump", "-").stdout_bytes == content


def test_a_database_that_is_not_empty_is_refused_with_what_to_do(case, run):
    run("dump", "copy.jsonl")

    told = run("load", "copy.jsonl")

    assert told.exit_code == 1
    assert "trespann init --empty" in " ".join(told.stderr.split())


def test_a_damaged_dump_is_refused_without_a_trace(elsewhere, home, run):
    whole = (home / "copy.jsonl").read_bytes()
    (home / "copy.jsonl").write_bytes(whole.replace("Skötsel".encode(), "Städning".encode()))

    assert "sigill stämmer inte" in " ".join(run("load", "copy.jsonl").stderr.split())

    (home / "copy.jsonl").write_bytes(whole)
    assert run("load", "copy.jsonl").exit_code == 0


def test_a_file_that_is_not_there_is_told(installed, run):
    told = run("load", "nothing.jsonl")

    assert told.exit_code == 1
    assert "nothing.jsonl" in told.stderr


def test_a_folder_is_no_place_for_a_dump(case, home, run):
    assert run("dump", ".").exit_code == 2
    assert run("dump", "nowhere/copy.jsonl").exit_code == 1


def test_a_dump_that_fails_leaves_the_earlier_one_and_no_other_file(case, home, run, monkeypatch):
    run("dump", "copy.jsonl")
    before, files = (home / "copy.jsonl").read_bytes(), sorted(home.iterdir())

    def fail(_file):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fail)
    told = run("dump", "copy.jsonl")

    assert told.exit_code == 1
    assert "No space left on device" in told.stderr
    assert ((home / "copy.jsonl").read_bytes(), sorted(home.iterdir())) == (before, files)


def test_an_installation_without_anybody_can_be_made_for_a_dump(home, run, monkeypatch):
    monkeypatch.setenv("TRESPANN_DIRECTORY", "city.toml")

    made = run("init", "--empty")

    assert made.exit_code == 0
    assert "city.toml" not in made.stdout
    assert run("init").stdout.endswith("Personer inlästa från city.toml: 2\n")
    assert run("init", "--empty", "--city", "city.toml").exit_code == 2
