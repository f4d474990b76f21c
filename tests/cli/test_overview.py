import json
from pathlib import Path

from openpyxl import load_workbook

ON = ("--on", "2026-03-09")


def told(result) -> str:
    assert result.exit_code == 0, result.stderr
    return " ".join(result.stdout.split())


def messages(run) -> list[dict]:
    return [json.loads(line) for line in run("messages", "--json").stdout.splitlines()]


def test_a_dry_run_shows_the_week_and_writes_no_mail(case, run):
    shown = told(run("overview", "--dry-run", *ON))

    assert "Den kommande veckan" in shown
    assert "UH-1" in shown
    assert "Inget är försenat." in shown
    assert messages(run) == []


def test_the_support_function_is_mailed_once_a_week(case, run):
    assert told(run("overview", *ON)) == "Mejl som skrivits till nästa körning: 1"
    assert told(run("overview", *ON)) == "Mejl som skrivits till nästa körning: 0"
    (mail,) = messages(run)
    assert (mail["recipient"], mail["day"]) == ("sten.uppdiktad@example.se", "2026-03-09")


def test_the_workbook_is_put_into_a_file(case, run, english):
    run("overview", "--dry-run", "--file", "week.xlsx", *ON)

    book = load_workbook(Path("week.xlsx"))
    assert book["Who waits for whom"]["A2"].value == "UH-1"
