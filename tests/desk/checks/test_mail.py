import socket
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, insert

from desk.checks import mail
from desk.checks.finding import Advice, Finding, Moment, Status
from desk.tick import beat
from models.installation.settings import Settings
from models.storage.database import reading, writing
from models.tables import Message
from tests.notifications.city import said

DAY = date(2026, 3, 2)
MORNING = datetime(2026, 3, 2, 6, 30, tzinfo=UTC)


def moment(tmp_path: Path, *, now: datetime = MORNING, **settings: object) -> Moment:
    return Moment(Settings(**({"var": tmp_path, "smtp_port": 1} | settings)), DAY, now)


@pytest.mark.parametrize(
    ("later", "status"),
    [
        (timedelta(minutes=60), Status.OK),
        (timedelta(minutes=61), Status.WARNING),
        (timedelta(hours=24), Status.WARNING),
        (timedelta(hours=24, minutes=1), Status.ERROR),
    ],
)
def test_a_tick_is_expected_every_hour(engine: Engine, tmp_path: Path, later: timedelta, status: Status):
    with writing(engine) as connection:
        beat(connection, "tick", today=DAY, at=MORNING)

    with reading(engine) as connection:
        found = mail.last_tick(connection, moment(tmp_path, now=MORNING + later))

    assert found.status is status
    assert f"{later.total_seconds() / 60:.0f} minutes ago, for 2026-03-02" in found.text.en


def test_a_mail_server_that_answers_is_well_and_one_that_does_not_is_an_error(tmp_path: Path):
    with socket.create_server(("127.0.0.1", 0)) as server:
        (answers,) = mail.mail_server(moment(tmp_path, smtp_port=server.getsockname()[1]))
    (silent,) = mail.mail_server(moment(tmp_path))

    assert (answers.status, silent.status, silent.advice) == (Status.OK, Status.ERROR, Advice.START_MAIL_SERVER)


def test_what_an_installation_does_without_is_not_checked(tmp_path: Path):
    at = moment(tmp_path, bounces=None, templates=None)

    assert [*mail.mailbox(at), *mail.templates(at)] == []


def test_a_template_of_the_city_that_is_wrong_is_an_error_with_its_folder(tmp_path: Path):
    (tmp_path / "dayly.html").write_text("<p>x</p>", encoding="utf-8")

    (found,) = mail.templates(moment(tmp_path, templates=tmp_path))

    assert (found.status, found.advice, dict(found.given)) == (
        Status.ERROR,
        Advice.CORRECT_TEMPLATES,
        {"folder": str(tmp_path)},
    )


@pytest.mark.parametrize(
    ("acted_on", "finished", "status"),
    [
        (DAY, MORNING + timedelta(minutes=4), Status.OK),
        (DAY, MORNING + timedelta(minutes=6), Status.ERROR),
        (DAY + timedelta(days=1), MORNING, Status.ERROR),
        (date(2030, 1, 1), datetime(2030, 1, 1, 6, 0, tzinfo=UTC), Status.ERROR),
    ],
    ids=["two machines", "later today", "tomorrow", "another year"],
)
def test_a_last_tick_that_lies_ahead_of_the_clock_is_an_error(
    engine: Engine, tmp_path: Path, acted_on: date, finished: datetime, status: Status
):
    with writing(engine) as connection:
        beat(connection, "tick", today=acted_on, at=finished)

    with reading(engine) as connection:
        found = mail.last_tick(connection, moment(tmp_path))

    assert (found.status, found.advice) == (status, Advice.SET_CLOCK if status is Status.ERROR else None)


def sent(engine: Engine, numbers: range, **changed: Any) -> None:
    usual = {"recipient": "ylva@example.se", "day": DAY, "language": "sv", "subject": "UH-1: rapportera vinnaren"}
    usual |= {"template": "daily", "template_version": "1", "state": "sent", "attempts": 1, "problem": ""}
    with writing(engine) as connection:
        for number in numbers:
            row = said(**usual, id=number, key=str(number), text=f"Hej {number}!", html="<p>Hej!</p>") | changed
            connection.execute(insert(Message).values(row))


def looked_at(engine: Engine, tmp_path: Path, day: date = DAY) -> Finding:
    with reading(engine) as connection:
        return mail.sound_contents(connection, replace(moment(tmp_path), today=day))


@pytest.mark.parametrize("changed", [{"subject": "Annat"}, {"contents": b"\x01"}, {"digest": "0" * 64}])
def test_a_mail_that_is_not_as_it_was_sent_is_an_error_with_its_number(engine: Engine, tmp_path: Path, changed):
    sent(engine, range(1, 3))
    assert looked_at(engine, tmp_path).status is Status.OK
    sent(engine, range(3, 4), **changed)
    found = looked_at(engine, tmp_path)
    assert (found.status, "number 3." in found.text.en) == (Status.ERROR, True)


def test_of_many_mails_each_is_looked_at_in_turn(engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(mail, "SAMPLE", 3)
    sent(engine, range(1, 8))
    sent(engine, range(8, 9), digest="")
    days = [DAY + timedelta(days=number) for number in range(3)]
    found = [looked_at(engine, tmp_path, day).status for day in days]
    assert sorted(found) == [Status.ERROR, Status.OK, Status.OK]
