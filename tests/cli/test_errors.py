"""Every way to fail, with the exit code and the words of each; none of them is a traceback."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy.exc

from cli.errors import failure_of
from cli.output import REFUSED, WRONG_USE
from models.casefile import CaseChanged
from tests.cli.results import failed


@pytest.mark.parametrize(
    "words",
    [
        ("case", "show", "UH-11"),
        ("case", "explain", "UH-11"),
        ("case", "change", "UH-11", "--months", "3"),
        ("journal", "UH-11"),
        ("record", "UH-11", "contact_point_1", "idag"),
        ("assess", "UH-11", "--outcome", "required", "--form", "dialogue"),
        ("move", "UH-11", "cancel", "--by", "officer", "--reason", "x"),
    ],
    ids=" ".join,
)
def test_an_unknown_case_tells_which_ones_come_near(case, run, words):
    assert failed(run(*words), WRONG_USE) == (
        "Fel: Inget ärende har beteckningen UH-11. Se ”trespann case list”. Menade du UH-1?"
    )


def test_an_unknown_case_far_from_any_other_tells_which_there_are(case, run):
    assert failed(run("case", "show", "2026/0007"), WRONG_USE).endswith("Det finns till exempel: UH-1.")


def test_an_unknown_case_in_an_empty_database(installed, run):
    assert failed(run("case", "show", "UH-1"), WRONG_USE).endswith("Se ”trespann case list”.")


def test_a_reference_that_is_taken(case, run):
    assert failed(run("case", "open", case, "Städning"), REFUSED) == "Fel: Ärendet UH-1 finns redan."


@pytest.mark.parametrize(
    ("words", "part"),
    [
        (("case", "open", "UH-2", "Städning", "--unit", "Parkförvaltning"), "Menade du Parkförvaltningen"),
        (
            ("case", "open", "UH-2", "Städning", "--officer", "ylva@example.se"),
            "E-postadressen ”ylva@example.se” finns inte.",
        ),
        (("case", "open", "UH-2", "Städning", "--kind", "lån"), "Slaget ”lån” finns inte."),
        (("case", "open", "UH-2", "Städning", "--months", "två"), "--months: ”två” är inget tal över noll."),
        (("case", "open", "UH-2", "Städning", "--headcount", "-1"), "--headcount: ”-1” är inget tal över noll."),
        (("case", "list", "--state", "öppen"), "Läget ”öppen” finns inte."),
        (("case", "list", "--unit", "Sjöfarten"), "Enheten ”Sjöfarten” finns inte."),
        (("messages", "--state", "borta"), "Läget ”borta” finns inte."),
        (("tick", "--on", "nyss"), "--on: ”nyss” är inget datum."),
        (("demo", "--year", "nästa"), "--year: ”nästa” är inget heltal."),
    ],
)
def test_a_word_that_is_not_known_tells_which_are(city, run, words, part):
    assert part in failed(run(*words), WRONG_USE)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("recrd",), "Fel: Okänt kommando: ”recrd”. Menade du record?"),
        (
            ("case", "shw", "UH-1"),
            "Fel: Okänt kommando: ”shw”. Menade du show? Det finns: open, change, list, show, explain, link, merge.",
        ),
        (("case", "show"), "Fel: ÄRENDE saknas. Hjälp: trespann case show --help"),
        (("assess", "UH-1"), "Fel: --outcome saknas. Hjälp: trespann assess --help"),
        (
            ("case", "show", "UH-1", "--jsn"),
            "Fel: Valet --jsn finns inte. Menade du --json, --on? Hjälp: trespann case show --help",
        ),
        (("case", "show", "UH-1", "--on"), "Fel: Valet --on behöver ett värde. Hjälp: trespann case show --help"),
        (
            ("case", "open", "UH-2", "Skötsel", "av", "parker"),
            "Fel: För många ord: av parker. Sätt en text med flera ord inom",
        ),
        (("--nej",), "Fel: Valet --nej finns inte."),
    ],
)
def test_a_wrong_command_line_is_told_in_the_language_of_the_user(run, words, told):
    assert failed(run(*words), WRONG_USE).startswith(told)


def test_a_wrong_command_line_in_english(run, english):
    assert failed(run("case", "show"), WRONG_USE) == "Error: REF is missing. Help: trespann case show --help"


def test_a_wrong_setting_is_named(installed, run, monkeypatch):
    monkeypatch.setenv("TRESPANN_SMTP_PORT", "brevlåda")

    assert "TRESPANN_SMTP_PORT: " in failed(run("tick"), WRONG_USE)


def test_an_address_that_is_no_database(home, run, monkeypatch):
    monkeypatch.setenv("TRESPANN_DATABASE_URL", "ingenting")

    assert "TRESPANN_DATABASE_URL är ingen adress till en databas." in failed(run("case", "list"), WRONG_USE)


def test_a_database_server_that_does_not_answer(home, run, monkeypatch):
    monkeypatch.setenv("TRESPANN_DATABASE_URL", "postgresql://nobody@127.0.0.1:1/trespann")

    assert "Databasservern svarar inte." in failed(run("case", "list"), REFUSED)


def test_a_file_that_is_no_database(home, run):
    (home / "var").mkdir()
    (home / "var" / "trespann.db").write_text("ingen databas " * 100)

    assert failed(run("case", "list"), REFUSED).startswith("Fel: Filen är ingen databas, eller är skadad.")


def test_a_folder_that_may_not_be_written_to(home, run, monkeypatch):
    (home / "var").write_text("en fil, ingen mapp")

    assert failed(run("init"), REFUSED).endswith("Kontrollera sökvägen och dina rättigheter.")


def test_a_database_that_stays_locked(case, city, run, monkeypatch):
    monkeypatch.setattr("models.storage.database.BUSY_SECONDS", 0.1)
    with closing(sqlite3.connect(city / "var" / "trespann.db")) as other:
        other.execute("BEGIN IMMEDIATE")

        told = failed(run("record", case, "contact_point_1", "2026-03-03", "--on", "2026-03-03"), REFUSED)

    assert told.startswith("Fel: Databasen används av ett annat program och blev inte ledig.")
    assert told.endswith("Databasen svarar: database is locked")


@pytest.mark.parametrize(
    ("cause", "told"),
    [
        ("database or disk is full", "Disken är full."),
        ("attempt to write a readonly database", "Det går inte att skriva i databasen."),
        ("unable to open database file", "Databasen går inte att öppna."),
        ("database disk image is malformed", "Databasen är skadad."),
        ("no such function: x", "Databasen vägrade. Inget har sparats. Kör ”trespann doctor”."),
    ],
)
@pytest.mark.parametrize("by_driver", [True, False])
def test_what_a_database_can_say(cause, told, by_driver):
    problem = sqlite3.OperationalError(cause)

    failure = failure_of(problem if by_driver else sqlalchemy.exc.OperationalError("SELECT 1", {}, problem), {})

    assert failure is not None
    assert failure.code == REFUSED
    assert told in failure.text
    assert failure.text.endswith(f"Databasen svarar: {cause}")


def test_a_case_that_others_keep_changing():
    failure = failure_of(CaseChanged(["UH-1"]), {})

    assert failure is not None
    assert failure.text == "Fel: Någon annan ändrade UH-1 samtidigt, två gånger. Inget har sparats. Försök igen."


def test_a_fault_of_the_program_is_not_hidden():
    assert failure_of(ZeroDivisionError(), {}) is None


def test_a_missing_file_is_told_by_its_name():
    failure = failure_of(FileNotFoundError(2, "No such file or directory", "saknas.txt"), {})

    assert failure is not None
    assert failure.text.startswith("Fel: saknas.txt: No such file or directory.")


def test_no_path_of_this_machine_stands_in_the_words():
    written = (Path(__file__).parents[2] / "models" / "locale" / "sv" / "LC_MESSAGES" / "cli.po").read_text(
        encoding="utf-8"
    )

    assert "/home/" not in written
