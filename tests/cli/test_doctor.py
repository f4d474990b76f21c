import json
import sqlite3
from contextlib import closing

import pytest

from tests.notifications.mailserver import mail_server


@pytest.fixture
def mailserver(monkeypatch):
    with mail_server() as server:
        monkeypatch.setenv("TRESPANN_SMTP_PORT", str(server.port))
        yield


def spoil(home, statement: str) -> None:
    with closing(sqlite3.connect(home / "var" / "trespann.db")) as connection:
        connection.execute(statement)
        connection.commit()


def checks(run) -> dict[str, dict]:
    return {check["name"]: check for check in json.loads(run("doctor", "--json").stdout)["checks"]}


def test_an_installation_in_order_passes(case, run, mailserver):
    run("tick", "--on", "2026-03-09")

    examined = run("doctor", "--json")

    assert examined.exit_code == 0
    assert json.loads(examined.stdout)["ok"] is True
    found = {check["name"]: check["status"] for check in json.loads(examined.stdout)["checks"]}
    assert found == {
        "database": "ok",
        "writable": "ok",
        "wal": "ok",
        "site": "ok",
        "directory_officer": "ok",
        "directory_support": "ok",
        "cases_without_officer": "ok",
        "cases_of_leavers": "ok",
        "directory_sender": "ok",
        "cases_without_act": "ok",
        "messages_failed": "ok",
        "messages_bounced": "ok",
        "messages_unknown": "ok",
        "tick": "ok",
        "journals": "ok",
        "contents": "ok",
        "states": "ok",
        "words": "ok",
        "next_check": "ok",
        "agenda": "ok",
        "mail_server": "ok",
        "links": "ok",
        "pages": "warning",
        "prefect": "warning",
        "path_notices": "warning",
        "path_plan": "warning",
        "path_directory": "warning",
        "disk": "ok",
    }


def test_each_line_says_what_and_what_to_do(city, run):
    lines = run("doctor").stdout.splitlines()

    assert "OK       Det går att skriva i databasen." in lines
    at = next(index for index, line in enumerate(lines) if line.startswith("FEL"))
    assert lines[at] == "FEL      E-postservern 127.0.0.1:1 svarar inte; mejlen väntar i utkorgen."
    assert lines[at + 1].startswith("         → Starta allt med ”trespann up”")


def test_a_silent_mail_server_is_an_error(city, run):
    assert run("doctor").exit_code == 1


def test_without_a_database_the_rest_is_still_examined(home, run, mailserver):
    found = checks(run)

    assert found["database"]["status"] == "error"
    assert "trespann init" in found["database"]["text"]
    assert "writable" not in found
    assert found["mail_server"]["status"] == "ok"
    assert not (home / "var").exists()


def test_a_database_of_another_version_is_an_error(installed, run):
    spoil(installed, "UPDATE alembic_version SET version_num = '9999'")

    assert checks(run)["database"]["status"] == "error"


def test_a_file_that_is_no_database_is_an_error(home, run):
    (home / "var").mkdir()
    (home / "var" / "trespann.db").write_text("ingen databas " * 100)

    assert "Filen är ingen databas" in checks(run)["database"]["text"]


def test_an_empty_directory_is_an_error_with_the_command_that_fills_it(installed, run):
    officer = checks(run)["directory_officer"]

    assert (officer["status"], officer["advice"]) == (
        "error",
        "Ingen kan få besked. Läs in katalogen: trespann init --city FILE",
    )


def test_a_case_without_an_officer_is_named_with_the_command_that_names_one(city, run):
    run("case", "open", "UH-5", "Städning")

    found = checks(run)["cases_without_officer"]

    assert found["status"] == "warning"
    assert found["text"] == "Ärenden utan upphandlare: UH-5"
    assert found["advice"] == "Ange en: trespann case change UH-5 --officer E-POST"


def test_a_case_whose_officer_has_left_is_named_with_the_command_that_names_another(case, run):
    run("people", "leave", "ylva.pahittad@example.se", "--from", "2026-03-02")

    found = checks(run)["cases_of_leavers"]

    assert (found["status"], found["text"]) == ("warning", "Ärenden vars upphandlare har slutat: UH-1")
    assert found["advice"] == "Ange en: trespann case change UH-1 --officer E-POST"


def test_a_case_of_which_nobody_can_be_told_any_more_is_an_error(case, run):
    for email in ("ylva.pahittad@example.se", "sten.uppdiktad@example.se"):
        run("people", "leave", email, "--from", "2026-03-02")

    found = checks(run)["cases_of_leavers"]

    assert (found["status"], found["text"]) == ("error", "Ärenden som ingen kan få besked om: UH-1")


def test_a_copy_that_sends_nothing_is_a_warning_with_the_command_that_lets_it(case, city, run):
    (city / "var" / "site").unlink()

    found = checks(run)["site"]

    assert found["status"] == "warning"
    assert "trespann site claim" in found["text"]


def test_a_message_that_came_back_is_a_warning(case, city, run):
    run("tick", "--on", "2026-03-09")
    spoil(city, "UPDATE message SET state = 'bounced'")

    assert checks(run)["messages_bounced"]["text"] == "Meddelanden som kommit tillbaka: 1"


def test_the_mailbox_of_what_comes_back_is_looked_into_where_there_is_one(city, run, monkeypatch):
    monkeypatch.setenv("TRESPANN_BOUNCES", str(city / "post"))
    assert checks(run)["bounces"]["status"] == "error"

    (city / "post" / "new").mkdir(parents=True)
    assert checks(run)["bounces"]["status"] == "ok"


def test_the_citys_templates_are_tried_where_it_has_any(city, run, monkeypatch, tmp_path):
    assert "templates" not in checks(run)
    monkeypatch.setenv("TRESPANN_TEMPLATES", str(tmp_path))
    assert checks(run)["templates"]["status"] == "ok"
    (tmp_path / "daily.txt").write_text("{% block subject %}x{% endblock %}{% block body %}{{ who }}{% endblock %}")
    (tmp_path / "dayly.html").write_text("<p>x</p>")
    found = checks(run)["templates"]
    assert found["status"] == "error"
    assert "daily: daily.txt: who finns inte." in found["text"]
    assert "trespann templates lint" in found["advice"]
    (tmp_path / "daily.txt").unlink()
    assert "dayly.html: ingen mall heter så" in checks(run)["templates"]["text"]


def test_a_folder_of_templates_that_is_not_there_is_a_warning(city, run, monkeypatch, tmp_path):
    monkeypatch.setenv("TRESPANN_TEMPLATES", str(tmp_path / "gone"))
    assert checks(run)["path_templates"]["status"] == "warning"


def test_an_altered_journal_is_an_error(case, city, run):
    spoil(city, "UPDATE journal SET detail = 'annat'")

    found = checks(run)["journals"]

    assert (found["status"], found["text"]) == ("error", "Journalerna för de här ärendena har ändrats: UH-1")


def test_a_state_that_no_process_knows_is_an_error_with_the_command_that_renames_it(case, city, run):
    spoil(city, "UPDATE track SET state = 'preparation' WHERE process = 'procurement'")

    found = checks(run)["states"]

    assert found == {
        "name": "states",
        "status": "error",
        "text": "Lägen och milstolpar som programmet inte känner till: procurement preparation (UH-1)",
        "advice": "Byt namn på dem: trespann migrate-states FILE --dry-run",
    }


def test_a_tick_of_long_ago_is_an_error(case, city, run):
    run("tick", "--on", "2026-03-09")
    spoil(city, "UPDATE heartbeat SET finished_at = '2026-03-09 06:30:00.000000'")

    assert checks(run)["tick"]["status"] == "error"


def test_no_tick_yet_is_a_warning(city, run):
    assert checks(run)["tick"]["text"] == "Ingen körning har gjorts än."


def test_the_doctor_speaks_english_too(city, run, english):
    assert "OK       The database can be written to." in run("doctor").stdout


def test_the_journals_are_read_whole_where_that_is_asked_for(case, city, run):
    assert "Alla poster kontrollerades nu" in checks(run)["journals"]["text"]
    spoil(city, "UPDATE journal SET detail = 'annat' WHERE number = 1")
    assert checks(run)["journals"]["status"] == "ok"

    run("doctor", "--full")

    found = checks(run)["journals"]
    assert (found["status"], found["advice"]) == ("error", "Se vilken post: trespann journal UH-1 --verify")
