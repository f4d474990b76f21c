import sqlite3
from contextlib import closing

import pytest

NAMES = '[procurement]\npreparation = "planning"\n[milestones]\nfirst_contact = "contact_point_1"\n'


def spoil(home, *statements: str) -> None:
    with closing(sqlite3.connect(home / "var" / "trespann.db")) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()


@pytest.fixture
def old(case, city, run) -> str:
    """A case as an earlier release stored it, with a file of the new names."""
    run("record", case, "contact_point_1", "2026-03-16", "--on", "2026-03-17")
    spoil(
        city,
        "UPDATE track SET state = 'preparation' WHERE process = 'procurement'",
        "UPDATE observation SET milestone = 'first_contact' WHERE milestone = 'contact_point_1'",
    )
    (city / "names.toml").write_text(NAMES, encoding="utf-8")
    return case


def test_a_dry_run_tells_what_would_be_renamed_and_renames_nothing(old, run):
    first, second = run("migrate-states", "names.toml", "--dry-run"), run("migrate-states", "names.toml", "--dry-run")

    assert (first.exit_code, first.stderr) == (0, "")
    assert (
        first.stdout
        == second.stdout
        == """\
procurement: preparation → planning (1): UH-1
milestones: first_contact → contact_point_1 (1): UH-1
Inget har ändrats ännu.
"""
    )


def test_a_renamed_case_goes_on_and_its_journal_tells_so(old, run):
    done = run("migrate-states", "names.toml", "--on", "2026-09-01")

    assert (done.exit_code, done.stdout.splitlines()[-1]) == (0, "Ändrade ärenden: 1")
    assert " ".join(run("journal", old).stdout.split()).endswith(
        "1 september 2026 · stödfunktionen (genom administratören) · läget ”preparation” heter numera ”planering”"
        " (names.toml) 1 september 2026 · stödfunktionen (genom administratören) · ”first_contact” heter numera"
        " ”kontaktpunkt 1” (names.toml)"
    )
    assert run("journal", old, "--verify").exit_code == 0
    assert run("case", "show", old).exit_code == 0
    again = run("migrate-states", "names.toml")
    assert again.stdout == "Inget som är lagrat har något av de här namnen.\nÄndrade ärenden: 0\n"


def test_what_the_file_leaves_out_is_told(old, city, run):
    spoil(city, "UPDATE track SET state = 'limbo' WHERE process = 'procurement'")

    done = run("migrate-states", "names.toml")

    assert done.exit_code == 0
    assert " ".join(done.stderr.split()) == (
        "procurement: programmet känner inte till ”limbo”, och filen byter inte namn på det (1): UH-1"
    )


def test_a_name_that_no_process_has_is_refused_and_nothing_is_renamed(old, city, run):
    (city / "names.toml").write_text(NAMES.replace('"planning"', '"plannning"'), encoding="utf-8")

    refused = run("migrate-states", "names.toml")

    assert refused.exit_code == 1
    assert "plannning finns inte" in refused.stderr
    assert "heter numera" not in run("journal", old).stdout
    with closing(sqlite3.connect(city / "var" / "trespann.db")) as connection:
        states = connection.execute("SELECT state FROM track ORDER BY id").fetchall()
    assert states == [("preparation",), ("idle",)]


def test_a_file_that_is_not_there_is_told(old, run):
    refused = run("migrate-states", "nothing.toml")

    assert refused.exit_code == 1
    assert "nothing.toml" in refused.stderr
