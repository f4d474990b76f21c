import json
import tomllib
from pathlib import Path

import pytest

HEAD = "Dnr;Benämning;Tid;Kontaktperson;Upphandlingsvärde (tkr)"
PLAN = f"{HEAD}\nUH-21;Lekplatser;24;Alva Exempelsson;900\n"


@pytest.fixture
def plan(home) -> Path:
    path = home / "plan.csv"
    path.write_text(PLAN, encoding="utf-8")
    return path


def columns(result) -> list[list[str]]:
    """Return the words of each column's line, below the heading of the table."""
    assert result.exit_code == 0, result.stderr
    return [line.split() for line in result.stdout.splitlines()[1:]]


def test_each_column_is_shown_with_what_it_is_read_as(plan, run):
    shown = run("plan", "columns", "plan.csv")

    assert shown.stdout.splitlines()[0].split() == ["Kolumn", "Rubrik", "Läses", "som", "Varför", "inte"]
    assert ["A", "Dnr", "JournalID"] in columns(shown)
    assert ["E", "Upphandlingsvärde", "(tkr)", "Bedömd", "kostnad,", "tkr"] in columns(shown)
    assert "Rubriken ”Tid” förstås inte" in " ".join(shown.stdout.split())


def test_a_look_at_the_columns_needs_no_database_and_shows_no_cell(plan, run):
    shown = run("plan", "columns", "plan.csv")

    assert columns(shown)
    assert "Alva" not in shown.stdout
    assert not (plan.parent / "var").exists()


def test_as_json_a_column_is_a_line_with_the_reason_in_both_languages(plan, run):
    lines = [json.loads(line) for line in run("plan", "columns", "plan.csv", "--json").stdout.splitlines()]

    assert [line["read_as"] for line in lines] == ["JournalID", "Benämning upphandling", "", "", "Bedömd kostnad, tkr"]
    assert [bool(line["why"]) for line in lines] == [False, False, True, True, False]
    assert set(lines[2]["why"]) == {"sv", "en"}
    assert lines[2]["column"] == "C"


def test_what_was_understood_is_written_to_be_corrected_and_then_holds(plan, run, monkeypatch):
    written = run("plan", "columns", "plan.csv", "--write", "columns.toml")

    assert written.exit_code == 0
    assert "TRESPANN_PLAN_COLUMNS" in written.stdout.splitlines()[-1]
    file = plan.parent / "columns.toml"
    text = file.read_text("utf-8")
    assert tomllib.loads(text)["columns"]["Tid"] == ""
    file.write_text(text.replace('"Tid" = ""', '"Tid" = "Avtalstid (mån)"'), encoding="utf-8")
    monkeypatch.setenv("TRESPANN_PLAN_COLUMNS", str(file))
    lines = [json.loads(line) for line in run("plan", "columns", "plan.csv", "--json").stdout.splitlines()]
    assert [line["why"] for line in lines if line["heading"] == "Tid"] == [None]


def test_a_file_that_is_there_already_is_not_written_over(plan, run):
    mine = plan.parent / "columns.toml"
    mine.write_text("mitt eget", encoding="utf-8")

    refused = run("plan", "columns", "plan.csv", "--write", "columns.toml")

    assert refused.exit_code == 1
    assert "columns.toml finns redan" in refused.stderr
    assert mine.read_text("utf-8") == "mitt eget"


def test_written_with_json_nothing_but_json_is_printed(plan, run):
    result = run("plan", "columns", "plan.csv", "--json", "--write", "columns.toml")

    assert all(json.loads(line)["heading"] for line in result.stdout.splitlines())
    assert (plan.parent / "columns.toml").exists()


def test_a_file_without_anything_like_headings_is_refused_by_name(home, run):
    (home / "plan.csv").write_text("\n", encoding="utf-8")

    refused = run("plan", "columns", "plan.csv")

    assert refused.exit_code == 1
    assert refused.stderr.startswith("Fel: ")


def test_a_description_of_columns_that_is_wrong_stops_both_looking_and_taking_in(plan, installed, run, monkeypatch):
    (installed / "columns.toml").write_text('[columns]\n"Tid" = "Väntetid"\n', encoding="utf-8")
    monkeypatch.setenv("TRESPANN_PLAN_COLUMNS", "columns.toml")

    for words in (("plan", "columns", "plan.csv"), ("import", "plan", "plan.csv", "--on", "2026-01-05")):
        refused = run(*words)
        assert refused.exit_code == 1
        assert "”Tid”: ”Väntetid”" in refused.stderr
