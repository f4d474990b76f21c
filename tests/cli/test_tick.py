import json
from datetime import UTC, datetime
from pathlib import Path

from freezegun import freeze_time


def told(result) -> list[str]:
    assert result.exit_code == 0, result.stderr
    return result.stdout.splitlines()


def spoil(home: Path, statement: str) -> None:
    import sqlite3
    from contextlib import closing

    with closing(sqlite3.connect(home / "var" / "trespann.db")) as connection:
        connection.execute(statement)
        connection.commit()


def test_a_tick_tells_what_it_did(case, run):
    assert told(run("tick", "--on", "2026-03-09")) == [
        "Klart för måndag 9 mars 2026.",
        "  Ärenden som gåtts igenom    1",
        "  Påminnelser som planerats   1",
        "  Mejl som skrivits           1",
        "  Mejl som ska försökas igen  1",
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

    assert "  Mejl som skickats          1" in lines
    assert "Ingenting har skrivits och ingenting har skickats. De här skulle få mejl:" in lines
    assert lines[-1] == "    - UH-1: Kontakta stödfunktionen om upphandlingen"
    assert any(line.startswith("  Ylva Påhittad <ylva.pahittad@example.se>: UH-1") for line in lines)
    assert run("messages").stdout == "Det finns inget sådant meddelande.\n"


def test_a_tick_that_is_tried_on_a_day_off_tells_nobody(case, run):
    lines = told(run("tick", "--on", "2026-03-08", "--dry-run"))
    assert " ".join(lines[1:3]) == (
        "Inga påminnelser mejlas den 8 mars 2026, eftersom det är söndag. Nästa mejl går måndag 9 mars 2026."
    )
    assert lines[-1] == "  Ingen."


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
        "  Ärenden där ingen kunde nås         1",
        "  Processer som inte väntar på någon  1",
        "Hitta ärenden utan upphandlare: trespann doctor",
    ]


def test_a_case_that_no_rule_can_read_makes_the_tick_partly_done(case, city, run):
    spoil(city, "UPDATE observation SET \"on\" = '2060-12-30', milestone = 'award_notice_sent', value = 'electronic'")

    done = run("tick", "--on", "2026-03-09")

    assert done.exit_code == 1
    assert done.stderr.splitlines() == [
        "De här ärendena gick inte att behandla: UH-1. Se dem med ”trespann case show”.",
        "- UH-1: Kalendern omfattar åren 1990–2060; räkningen från 9 januari 2061 hamnar",
        "  utanför den.",
    ]


def test_a_tick_by_hand_for_a_wrong_year_is_refused_and_the_clock_of_the_cases_goes_on(case, run, monkeypatch):
    monkeypatch.delenv("TRESPANN_PRACTICE")
    with freeze_time("2026-03-09 10:00"):
        told(run("tick"))
        refused = run("tick", "--on", "2030-03-09")
        assert (refused.exit_code, "har inte kommit än" in refused.stderr) == (1, True)
    with freeze_time("2030-03-09 10:00"):
        refused = " ".join(run("tick").stderr.split())
        assert "Den senaste körningen gällde måndag 9 mars 2026, för 1461 dagar sedan." in refused
        assert "Är den det, kör ”trespann tick --on idag”." in refused
    with freeze_time("2026-03-16 10:00"):
        assert json.loads(run("tick", "--json").stdout)["planned"] == 1
