import json
import os
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from freezegun import freeze_time

ROOT = Path(__file__).parents[2]

PLAN = """\
JournalID;Verksamhet;Benämning upphandling;Upphandlingsområde;Bedömd kontraktstid (mån);Bemanning;Upphandlare e-post
UH-21;Parkförvaltningen;Lekplatser;Entreprenad;24;5;ylva.pahittad@example.se
UH-22;Skolförvaltningen;Skolmat;Tjänst;36;8;ylva.pahittad@example.se
"""


def told(result) -> list[str]:
    assert result.exit_code == 0, result.stderr
    return result.stdout.splitlines()


def test_init_creates_the_database_and_reads_the_directory(home, run, monkeypatch):
    monkeypatch.setenv("TRESPANN_VAR", "var")

    assert told(run("init", "--city", "city.toml")) == [
        "Databasen är klar: sqlite:///var/trespann.db",
        "Personer inlästa från city.toml: 2",
    ]
    assert (home / "var" / "trespann.db").exists()


def test_init_again_leaves_what_is_there(home, run):
    run("init", "--city", "city.toml")

    again = run("init")

    assert told(again)[-1] == "Personer i katalogen: 2"


def test_init_does_not_read_another_directory_into_one_that_holds_people(city, run):
    again = run("init", "--city", "city.toml")

    assert again.exit_code == 1
    assert again.stderr == "Det finns redan personer i katalogen (2), så city.toml lästes inte in.\n"


def test_init_reads_the_directory_of_the_settings(home, run, monkeypatch):
    monkeypatch.setenv("TRESPANN_DIRECTORY", "city.toml")

    assert told(run("init"))[-1] == "Personer inlästa från city.toml: 2"


def test_init_without_any_directory_tells_how_to_add_one(home, run):
    assert told(run("init"))[-1] == "Katalogen är tom. Läs in enheter och personer med: trespann init --city FILE"


def test_init_refuses_a_directory_that_is_not_there_before_it_creates_anything(home, run):
    refused = run("init", "--city", "saknas.toml")

    assert (refused.exit_code, refused.stderr.splitlines()[0]) == (2, "Fel: --city: Det finns ingen fil saknas.toml.")
    assert not (home / "var").exists()


def test_a_directory_that_is_wrong_is_told_by_its_name(home, run):
    (home / "fel.toml").write_text("[[unit]]\nname = 7\n", encoding="utf-8")

    refused = run("init", "--city", "fel.toml")

    assert refused.exit_code == 1
    assert refused.stderr.startswith("Fel: fel.toml: ")


def test_a_tick_tells_what_it_did(case, run):
    assert told(run("tick", "--on", "2026-03-09")) == [
        "Klart för måndag 9 mars 2026.",
        "  Ärenden som gåtts igenom                     1",
        "  Steg som tagits                              0",
        "  Påminnelser som planerats                    1",
        "  Påminnelser som inte längre behövs           0",
        "  Mejl som skrivits                            1",
        "  Mejl som skickats                            0",
        "  Mejl som ska försökas igen                   1",
        "  Mejl som inte går att leverera               0",
        "  Mejl som hållits inne, inte längre aktuella  0",
        "  Mejl som kan ha skickats                     0",
        "  Mejl som kommit tillbaka                     0",
        "  Ärenden där ingen kunde nås                  0",
        "  Processer som inte väntar på någon           0",
    ]


def test_a_tick_as_json(case, run):
    assert json.loads(run("tick", "--on", "2026-03-09", "--json").stdout) == {
        "on": "2026-03-09",
        "checked": 1,
        "moves": 0,
        "planned": 1,
        "withdrawn": 0,
        "composed": 1,
        "sent": 0,
        "retried": 1,
        "failed": 0,
        "withheld": 0,
        "unknown": 0,
        "bounced": 0,
        "unreachable": 0,
        "problems": [],
        "starving": [],
        "warnings": [],
    }


def test_a_tick_twice_on_a_day_plans_nothing_new(case, run):
    run("tick", "--on", "2026-03-09")

    again = json.loads(run("tick", "--on", "2026-03-09", "--json").stdout)

    assert (again["planned"], again["composed"]) == (0, 0)


def test_a_tick_can_be_tried_without_doing_anything(case, run):
    lines = told(run("tick", "--on", "2026-03-09", "--dry-run"))

    assert "  Mejl som skickats                            1" in lines
    assert "Ingenting har skrivits och ingenting har skickats. De här skulle få mejl:" in lines
    assert lines[-1] == "    - UH-1: Kontakta stödfunktionen om upphandlingen"
    assert any(line.startswith("  Ylva Påhittad <ylva.pahittad@example.se>: UH-1") for line in lines)
    assert run("messages").stdout == "Det finns inget sådant meddelande.\n"


def test_a_tick_that_is_tried_on_a_day_off_tells_nobody(case, run):
    assert told(run("tick", "--on", "2026-03-08", "--dry-run"))[-1] == "  Ingen."


def test_a_tick_that_is_tried_as_json(case, run):
    tried = json.loads(run("tick", "--on", "2026-03-09", "--dry-run", "--json").stdout)

    assert (tried["sent"], [mail["recipient"] for mail in tried["mails"]]) == (1, ["ylva.pahittad@example.se"])
    assert tried["mails"][0]["told"][0]["reference"] == "UH-1"


@freeze_time(datetime(2026, 3, 8, 23, 30, tzinfo=UTC))
def test_a_tick_without_a_day_is_for_the_day_in_sweden(case, run):
    assert told(run("tick"))[0] == "Klart för måndag 9 mars 2026."


def test_a_tick_tells_of_cases_whose_people_nobody_knows(installed, run):
    run("case", "open", "UH-5", "Städning", "--on", "2026-03-02")

    lines = told(run("tick", "--on", "2026-03-09"))

    assert lines[-3:] == [
        "  Ärenden där ingen kunde nås                  1",
        "  Processer som inte väntar på någon           1",
        "Hitta ärenden utan upphandlare: trespann doctor",
    ]


def test_a_case_that_no_rule_can_read_makes_the_tick_partly_done(case, city, run):
    spoil(city, "UPDATE observation SET \"on\" = '2060-12-30', milestone = 'award_notice_sent', value = 'electronic'")

    done = run("tick", "--on", "2026-03-09")

    assert done.exit_code == 1
    assert done.stderr == "De här ärendena gick inte att behandla: UH-1. Se dem med ”trespann case show”.\n"


def spoil(home: Path, statement: str) -> None:
    import sqlite3
    from contextlib import closing

    with closing(sqlite3.connect(home / "var" / "trespann.db")) as connection:
        connection.execute(statement)
        connection.commit()


@pytest.fixture
def plan(city) -> Path:
    path = city / "plan.csv"
    path.write_text(PLAN, encoding="utf-8")
    return path


def test_a_plan_is_taken_in_row_by_row(plan, run):
    lines = told(run("import", "plan", "plan.csv", "--on", "2026-01-05"))

    assert lines[0].split() == ["Inläst", "Utfall", "Ärende", "Vad"]
    assert lines[1].split()[:3] == ["plan.csv:2", "nytt", "UH-21"]
    assert lines[-1] == "Nya: 2. Uppdaterade: 0. Oförändrade: 0. Överhoppade: 0."
    assert "Parkförvaltningen" in run("case", "list").stdout


def test_the_same_plan_again_changes_nothing(plan, run):
    run("import", "plan", "plan.csv", "--on", "2026-01-05")

    again = run("import", "plan", "plan.csv", "--on", "2026-01-06")

    assert told(again)[-1] == "Nya: 0. Uppdaterade: 0. Oförändrade: 2. Överhoppade: 0."


def test_a_row_that_cannot_be_read_is_told_and_the_others_go_on(plan, run):
    plan.write_text(PLAN + "UH-23;Parkförvaltningen;;Tjänst;12;2;\n", encoding="utf-8")

    done = run("import", "plan", "plan.csv", "--on", "2026-01-05")

    assert done.exit_code == 1
    assert done.stdout.splitlines()[-1] == "Nya: 2. Uppdaterade: 0. Oförändrade: 0. Överhoppade: 1."


def test_an_import_as_json_is_a_line_for_each_row(plan, run):
    lines = [json.loads(line) for line in told(run("import", "plan", "plan.csv", "--on", "2026-01-05", "--json"))]

    assert [(line["outcome"], line["reference"]) for line in lines] == [("created", "UH-21"), ("created", "UH-22")]
    assert set(lines[0]) == {"name", "outcome", "reference", "sv", "en"}


def test_notices_are_taken_in_file_by_file(city, run):
    from tests.cli.test_law import NOTICE

    (city / "annonser").mkdir()
    (city / "annonser" / "a.xml").write_text(NOTICE, encoding="utf-8")
    (city / "annonser" / "b.xml").write_text("<brev/>", encoding="utf-8")

    done = run("import", "notices", "annonser", "--on", "2026-03-18")

    assert done.exit_code == 1
    first, second = done.stdout.splitlines()[1:3]
    assert first.split()[:2] == ["a.xml", "nytt"]
    assert second.split()[:2] == ["b.xml", "överhoppat"]
    assert done.stdout.splitlines()[-1] == "Nya: 1. Uppdaterade: 0. Oförändrade: 0. Överhoppade: 1."


def test_a_notice_may_be_given_to_a_case(case, city, run):
    from tests.cli.test_law import NOTICE

    (city / "a.xml").write_text(NOTICE, encoding="utf-8")

    assert told(run("import", "notices", "a.xml", "--into", case, "--on", "2026-03-18"))[1].split()[2] == case


@pytest.mark.parametrize("words", [("import", "notices", "saknas"), ("import", "plan", "saknas.csv")])
def test_there_must_be_something_to_take_in(city, run, words):
    refused = run(*words)

    assert refused.exit_code == 1
    assert f"Det finns ingen mapp eller fil {words[-1]}" in refused.stderr


def test_a_file_that_is_no_plan_is_told_by_its_name(city, run):
    refused = run("import", "plan", "city.toml")

    assert refused.exit_code == 1
    assert refused.stderr.startswith("Fel: city.toml: ")


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


def test_a_demonstration_touches_only_its_own_folder(home, run, monkeypatch):
    monkeypatch.setenv("TRESPANN_DIRECTORY", str(ROOT / "examples" / "city.toml"))
    monkeypatch.setenv("TRESPANN_PLAN", str(ROOT / "examples" / "plan.csv"))

    lines = told(run("demo", "--folder", "visning", "--year", "2026"))

    assert "Ärenden per läge vid årets slut" in lines
    assert (home / "visning" / "trespann.db").exists()
    assert not (home / "var").exists()
