import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import insert

from models.storage.database import open_engine
from models.tables import Message
from notifications.delivery.mime import message_id
from tests.notifications.city import said
from tests.notifications.mailserver import mail_server
from tests.notifications.returned_letters import OUR_ID, report


def told(result) -> list[str]:
    assert result.exit_code == 0, result.stderr
    return result.stdout.splitlines()


@pytest.fixture
def maildir(case, city, monkeypatch) -> Path:
    """A mailbox with a report that a message of today came back."""
    engine = open_engine(f"sqlite:///{city / 'var' / 'trespann.db'}")
    rest = {"language": "sv", "subject": "UH-1", "text": "", "html": "", "template": "", "template_version": ""}
    with engine.begin() as connection:
        connection.execute(
            insert(Message).values(
                said(
                    id=1,
                    key="daily:1",
                    person_id=1,
                    recipient="ylva.pahittad@example.se",
                    day=date(2026, 1, 19),
                    state="sent",
                    attempts=1,
                    sent_at=datetime(2026, 1, 19, 6, 30, tzinfo=UTC),
                    problem="",
                    **rest,
                )
            ),
        )
    engine.dispose()
    folder = city / "post"
    (folder / "new").mkdir(parents=True)
    own = message_id("daily:1", "exempelstad.example").encode()
    (folder / "new" / "1").write_bytes(report().replace(f"<{OUR_ID}@exempelstad.example>".encode(), own))
    (folder / "new" / "2").write_bytes(b"From: ylva.pahittad@example.se\r\nSubject: Sv: UH-1\r\n\r\nTack!\r\n")
    monkeypatch.setenv("TRESPANN_BOUNCES", str(folder))
    return folder


def state(run) -> str:
    return json.loads(run("messages", "show", "1", "--json").stdout)["state"]


def test_what_came_back_is_read_and_the_message_is_marked(maildir, run):
    assert told(run("bounces", "--on", "2026-01-19")) == [
        "  Mejl som kommit tillbaka                1",
        "  Besked om fördröjning                   0",
        "  Automatiska svar och andra mejl         1",
        "  Om mejl som just skickas, läses senare  0",
        "  trespann messages show 1",
    ]
    assert state(run) == "bounced"
    assert sorted(path.name for path in (maildir / "cur").iterdir()) == ["1:2,S", "2:2,S"]


def test_a_message_that_came_back_stands_in_the_list_and_beside_its_person(maildir, run):
    run("bounces", "--on", "2026-01-19")

    lines = " ".join(told(run("messages", "--state", "kom tillbaka")))

    assert "Meddelandet kom tillbaka: adressen tar inte emot det." in " ".join(lines.split())


def test_the_case_shows_what_came_back_and_who_was_told_instead_the_same_day(case, city, run, monkeypatch, english):
    with mail_server() as server:
        monkeypatch.setenv("TRESPANN_SMTP_PORT", str(server.settings().smtp_port))
        run("tick", "--on", "2026-03-09")
        folder = city / "post"
        (folder / "new").mkdir(parents=True)
        own = message_id("daily:1:2026-03-09", "exempelstad.example").encode()
        came_back = report(date="").replace(f"<{OUR_ID}@exempelstad.example>".encode(), own)
        (folder / "new" / "1").write_bytes(came_back)
        monkeypatch.setenv("TRESPANN_BOUNCES", str(folder))
        run("tick", "--on", "2026-03-09")
    assert server.recipients == ["ylva.pahittad@example.se", "sten.uppdiktad@example.se"]
    shown = " ".join(run("case", "show", case).stdout.split())
    assert "Reminders" in shown
    assert (
        "2026-03-09 1 Ylva Påhittad Contact the support function about the procurement – bounced; told instead: Sten"
        in shown
    )
    assert "2026-03-09 2 Sten Uppdiktad Contact the support function about the procurement – sent" in shown
    first, second = json.loads(run("case", "show", case, "--json").stdout)["reminders"]
    assert (first["message_state"], first["instead"][0]["person"], first["instead"][0]["day"]) == (
        "bounced",
        "Sten Uppdiktad",
        "2026-03-09",
    )
    assert second["instead"] == []


def test_a_dry_run_leaves_letters_and_messages_as_they_are(maildir, run):
    lines = told(run("bounces", "--on", "2026-01-19", "--dry-run"))

    assert lines[0] == "Ingenting har skrivits och ingenting har lagts undan."
    assert lines[-1] == "  trespann messages show 1"
    assert state(run) == "sent"
    assert sorted(path.name for path in (maildir / "new").iterdir()) == ["1", "2"]


def test_what_came_back_as_json(maildir, run):
    assert json.loads(run("bounces", "--on", "2026-01-19", "--json").stdout) == {
        "bounced": [1],
        "delayed": 0,
        "other": 1,
        "waiting": 0,
    }


def test_without_a_mailbox_the_settings_are_named(case, run):
    refused = run("bounces")

    assert refused.exit_code == 2
    assert "Sätt TRESPANN_BOUNCES eller TRESPANN_IMAP_HOST." in refused.stderr


def test_a_mailbox_that_is_none_is_told(case, run, monkeypatch):
    monkeypatch.setenv("TRESPANN_BOUNCES", "saknas")

    refused = run("bounces")

    assert (refused.exit_code, refused.stderr.startswith("Fel: Mappen saknas går inte att läsa")) == (1, True)
