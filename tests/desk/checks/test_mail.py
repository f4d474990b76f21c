import socket
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from desk.checks import mail
from desk.checks.finding import Advice, Moment, Status
from desk.tick import beat
from models.installation.settings import Settings
from models.storage.database import reading, writing

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
