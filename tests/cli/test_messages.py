import json
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import insert

from models.storage.database import open_engine
from models.tables import Message, Reminder
from tests.notifications.city import said


def message(number: int, state: str, **known: Any) -> dict[str, Any]:
    usual = {
        "id": number,
        "key": f"daily:{number}",
        "recipient": "ylva.pahittad@example.se",
        "day": date(2026, 3, 9),
        "language": "sv",
        "subject": "UH-1: kontakta stödfunktionen",
        "text": "Hej Ylva!\n\n  - Kontakta stödfunktionen.",
        "html": "",
        "template": "daily",
        "template_version": "1",
        "state": state,
        "attempts": 1,
        "problem": "",
    }
    return said(**usual | known)


@pytest.fixture
def outbox(case, city) -> str:
    engine = open_engine(f"sqlite:///{city / 'var' / 'trespann.db'}")
    with engine.begin() as connection:
        sent = message(1, "sent", sent_at=datetime(2026, 3, 9, 6, 30, tzinfo=UTC))
        failed = message(2, "failed", problem="refused: 550 no such user")
        for row in (sent, failed, message(3, "unknown", problem="interrupted"), message(4, "queued", attempts=0)):
            connection.execute(insert(Message).values(row))
        connection.execute(
            insert(Reminder).values(
                case_id=1,
                matter="contact_point_1",
                step="+5",
                person_id=1,
                base=date(2026, 3, 2),
                due_on=date(2026, 3, 9),
                planned_on=date(2026, 3, 9),
                state="planned",
                message_id=2,
                case_version=1,
                subject="",
            ),
        )
    engine.dispose()
    return case


def told(result) -> list[str]:
    assert result.exit_code == 0, result.stderr
    return result.stdout.splitlines()


def numbers(result) -> list[int]:
    return [json.loads(line)["id"] for line in told(result)]


def test_messages_are_listed_newest_first(outbox, run):
    lines = told(run("messages"))

    assert lines[0] == "Nr  Dag         Läge                   Till och om"
    assert [line.split()[0] for line in lines[1:] if line[0] != " "] == ["4", "3", "2", "1"]


def test_why_a_message_was_refused_stands_beside_it(outbox, run):
    lines = " ".join(" ".join(told(run("messages", "--state", "failed"))).split())

    assert "E-postservern avvisade adressen eller meddelandet. (550 no such user)" in lines


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ((), [4, 3, 2, 1]),
        (("--state", "okänt om det kom fram"), [3]),
        (("--before", "3"), [2, 1]),
        (("--state", "sent"), [1]),
    ],
)
def test_the_list_may_be_narrowed(outbox, run, asked, found):
    assert numbers(run("messages", *asked, "--json")) == found


def test_a_message_of_the_list_as_json(outbox, run):
    assert json.loads(told(run("messages", "--state", "failed", "--json"))[0]) == {
        "id": 2,
        "day": "2026-03-09",
        "state": "failed",
        "recipient": "ylva.pahittad@example.se",
        "subject": "UH-1: kontakta stödfunktionen",
        "attempts": 1,
        "sent_at": None,
        "problem": "refused: 550 no such user",
    }


def test_without_messages_the_list_says_so(city, run):
    assert told(run("messages")) == ["Det finns inget sådant meddelande."]


def test_a_message_is_shown_as_it_was_written(outbox, run):
    lines = told(run("messages", "show", "2"))

    assert "Ärenden  UH-1" in lines
    assert lines[-3:] == ["Hej Ylva!", "", "  - Kontakta stödfunktionen."]


def test_a_message_as_json_holds_its_text_and_cases(outbox, run):
    shown = json.loads(told(run("messages", "show", "2", "--json"))[0])

    assert shown["cases"] == ["UH-1"]
    assert shown["text"].startswith("Hej Ylva!")


def test_the_case_shows_the_messages_that_need_a_decision(outbox, run):
    assert "Mejl som någon måste ta ställning till" in run("case", "show", outbox).stdout
    assert [one["id"] for one in json.loads(run("case", "show", outbox, "--json").stdout)["messages"]] == [2]


@pytest.mark.parametrize(
    ("words", "line", "state"),
    [
        (("3", "accept"), "Meddelande 3: räkna som skickat.", "sent"),
        (("3", "skicka igen"), "Meddelande 3: skicka igen.", "queued"),
        (("2", "resend"), "Meddelande 2: skicka igen.", "queued"),
    ],
)
def test_a_decision_about_a_message(outbox, run, words, line, state):
    assert told(run("messages", "resolve", *words, "--reason", "Talat med henne", "--on", "2026-03-10")) == [line]
    assert json.loads(told(run("messages", "show", words[0], "--json"))[0])["state"] == state


@pytest.mark.parametrize(
    ("words", "code", "part"),
    [
        (("3", "accept"), 1, "- Ett skäl är angivet. (stödfunktionen)"),
        (("1", "accept", "--reason", "x"), 1, "går inte att ta för meddelandet, som är i läget ”skickat”"),
        (("99", "accept", "--reason", "x"), 2, "Inget meddelande har nummer 99."),
        (("3", "glöm", "--reason", "x"), 2, "Beslutet ”glöm” finns inte."),
        (("tre", "accept", "--reason", "x"), 2, "NR: ”tre” är inget heltal."),
    ],
)
def test_a_decision_that_cannot_be_is_refused(outbox, run, words, code, part):
    refused = run("messages", "resolve", *words, "--on", "2026-03-10")

    assert refused.exit_code == code
    assert part in " ".join(refused.stderr.split())


def test_when_a_message_was_sent_is_told_in_swedish_time(outbox, run):
    assert "Skickat  2026-03-09 07:30" in told(run("messages", "show", "1"))
