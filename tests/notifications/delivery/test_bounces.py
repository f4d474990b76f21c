"""What comes back is dealt with once, whoever is next is told the same day, and nothing else changes anything."""

import signal
import subprocess
import sys
from datetime import datetime, timedelta
from functools import partial

import pytest
from sqlalchemy import Engine, insert, update

from desk.tick import TickResult, tick
from models.installation import site
from models.installation.settings import Settings
from models.people import directory
from models.queries.details import details
from models.storage.database import reading, undone, writing
from models.tables import Person
from notifications.delivery.bounces import Returned, take_in
from notifications.delivery.mailboxes import MailboxClosed
from notifications.delivery.mime import message_id
from notifications.delivery.outbox import Delivered, DeliveryOptions, deliver, resolve
from notifications.delivery.return_path import return_path
from notifications.delivery.senders import SmtpSender
from tests.notifications.city import MANAGER
from tests.notifications.delivery.returned import (
    CHRIS,
    DUE,
    OPENED,
    SECRET,
    ULLA,
    drop,
    filed,
    morning,
    original,
    read,
    row,
    sent,
    table,
)
from tests.notifications.mailserver import SENDER, MailServer, mail_server
from tests.notifications.returned_letters import ORIGINAL, OUR_ID, exchange, in_words, report


def sweep(engine: Engine, server: MailServer, settings: Settings, *, at: datetime | None = None) -> TickResult:
    """Run a tick in earnest: the installation's own sender, and its mailbox."""
    with writing(engine) as connection:
        site.claim_unclaimed(connection, settings.var, OPENED)
    chosen = settings.model_copy(update={"smtp_host": "127.0.0.1", "smtp_port": server.port, "smtp_timeout": 5})
    return tick(engine, today=DUE, settings=chosen, clock=lambda: at or morning())


# --- the whole way ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("secret", ["", SECRET])
def test_when_a_mail_comes_back_the_next_above_is_told_the_same_day(city, settings, maildir, secret):
    chosen = settings.model_copy(update={"bounce_secret": Settings(bounce_secret=secret).bounce_secret})
    with mail_server() as server:
        assert sweep(city, server, chosen).sent == 1
        to = return_path(SENDER, secret, 1) if secret else SENDER
        drop(maildir, report(to=to, original=ORIGINAL if secret else original(city)))
        again = sweep(city, server, chosen, at=morning() + timedelta(hours=2))
    assert (again.bounced, again.sent) == (1, 1)
    assert server.recipients == [ULLA, CHRIS]
    assert row(city).state == "bounced"
    assert filed(maildir) == ["1.brev:2,S"]
    with reading(city) as connection:
        assert [line.email for line in directory(connection) if line.refused] == [ULLA]
        assert [line.state for line in details(connection, "UH-1").troubled] == ["bounced"]


def test_the_problem_tells_what_the_server_said_without_the_address(city, settings, maildir):
    sent(city)
    drop(maildir, report(original=original(city), diagnosis="smtp; 550 5.1.1 <ulla@exempelstad.example> ulla unknown"))
    assert read(city, settings) == Returned([1])
    assert row(city).problem == "bounced: 5.1.1 smtp; 550 5.1.1 … … unknown"


def test_a_person_whose_mail_came_back_is_told_again_when_a_resent_message_has_arrived(city, settings, maildir):
    with mail_server() as server:
        sweep(city, server, settings)
        drop(maildir, report(original=original(city)))
        sweep(city, server, settings, at=morning() + timedelta(hours=2))
        with writing(city) as connection:
            assert resolve(connection, 1, "resend", reason="Adressen är rättad", today=DUE) == "queued"
        sweep(city, server, settings, at=morning() + timedelta(hours=3))
    assert server.recipients == [ULLA, CHRIS, ULLA]
    with reading(city) as connection:
        assert not any(line.refused for line in directory(connection))


def test_a_mail_of_yesterday_that_comes_back_after_todays_was_sent_counts(city, settings, maildir):
    sent(city)
    with writing(city) as connection:
        later = {"id": 2, "key": "k2", "sent_at": morning() + timedelta(hours=1)}
        connection.execute(insert(table).values(dict(row(city)._mapping) | later))
    drop(maildir, report(original=original(city)))
    take_in(city, settings=settings, today=DUE, clock=lambda: morning() + timedelta(hours=2))
    with reading(city) as connection:
        assert [line.email for line in directory(connection) if line.refused] == [ULLA]


def send_again(engine: Engine, *, at: datetime) -> None:
    with writing(engine) as connection:
        resolve(connection, 1, "resend", reason="Adressen är rättad", today=DUE)
    with mail_server() as server:
        options = DeliveryOptions(
            open_sender=lambda: SmtpSender(server.settings()),
            today=DUE,
            clock=lambda: at,
            mail_from=SENDER,
            still_due=lambda *_: True,
        )
        assert deliver(engine, options) == Delivered(sent=1)


# --- which message ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("content", [report, exchange])
def test_a_message_is_found_by_its_message_id(city, settings, maildir, content):
    sent(city)
    own = message_id("k1", "exempelstad.example").encode()
    drop(maildir, content().replace(f"<{OUR_ID}@exempelstad.example>".encode(), own))
    assert read(city, settings) == Returned([1])


def test_a_return_path_that_was_not_signed_here_names_no_message(city, settings, maildir):
    sent(city)
    chosen = settings.model_copy(update={"bounce_secret": Settings(bounce_secret=SECRET).bounce_secret})
    drop(maildir, report(to=return_path(SENDER, "gissning", 1)))
    assert read(city, chosen) == Returned([], other=1)
    assert row(city).state == "sent"


def test_a_report_about_a_message_of_long_ago_or_of_somebody_else_is_filed(city, settings, maildir):
    sent(city)
    drop(maildir, report(), "1.annan")
    drop(maildir, report(original=original(city)), "2.gammal")
    assert read(city, settings, today=DUE + timedelta(days=31)) == Returned([], other=2)
    assert filed(maildir) == ["1.annan:2,S", "2.gammal:2,S"]


def test_a_message_in_doubt_that_comes_back_is_no_longer_in_doubt(city, settings, maildir):
    sent(city, state="unknown")
    drop(maildir, report(original=original(city)))
    assert read(city, settings) == Returned([1])
    assert row(city).state == "bounced"


@pytest.mark.parametrize("state", ["queued", "failed", "withheld", "cancelled", "bounced"])
def test_a_message_that_cannot_have_left_stays_as_it_is(city, settings, maildir, state):
    sent(city, state=state)
    drop(maildir, report(original=original(city)))
    assert read(city, settings) == Returned([], other=1)
    assert row(city).state == state
    assert len(filed(maildir)) == 1


def test_a_report_about_a_message_that_is_only_just_being_sent_waits(city, settings, maildir):
    sent(city, state="sending")
    drop(maildir, report(original=original(city)))
    assert read(city, settings) == Returned([], waiting=1)
    with writing(city) as connection:
        connection.execute(update(table).values(state="sent", sent_at=morning()))
    assert read(city, settings) == Returned([1])


@pytest.mark.parametrize("date", ["Sun, 18 Jan 2026 08:00:00 +0100", "Tue, 3 Mar 2026 08:00:00 +0100", ""])
@pytest.mark.parametrize("state", ["sent", "unknown"])
def test_a_report_about_a_message_that_was_sent_once_counts_whatever_its_clock_says(
    city, settings, maildir, date, state
):
    sent(city, state=state)
    drop(maildir, report(original=original(city), date=date))
    assert read(city, settings) == Returned([1])


@pytest.mark.parametrize("state", ["unknown", "bounced"])
def test_a_report_from_before_the_message_was_sent_again_is_about_the_earlier_attempt(city, settings, maildir, state):
    sent(city, state=state)
    send_again(city, at=morning() + timedelta(hours=3))
    drop(maildir, report(original=original(city), date="Mon, 19 Jan 2026 08:00:00 +0100"))
    assert read(city, settings) == Returned([], other=1)
    assert row(city).state == "sent"


def test_a_report_after_the_message_was_sent_again_counts(city, settings, maildir):
    sent(city, state="unknown")
    send_again(city, at=morning() + timedelta(hours=3))
    drop(maildir, report(original=original(city), date="Mon, 19 Jan 2026 13:00:00 +0100"))
    assert read(city, settings) == Returned([1])


# --- what changes nothing --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "made"),
    [
        (partial(report, action="delayed", status="4.4.1", diagnosis=""), Returned([], delayed=1)),
        (partial(report, action="", status="4.2.2", diagnosis="smtp; 452 4.2.2 Full"), Returned([], delayed=1)),
        (
            partial(in_words, "Autosvar: Semester", "Åter 3 augusti", sender=ULLA, Auto_Submitted="auto-replied"),
            Returned([], other=1),
        ),
        (partial(in_words, "Sv: UH-1", "Tack!", sender=ULLA), Returned([], other=1)),
        (lambda: b"\x00\xff nonsens", Returned([], other=1)),
        (lambda: b"", Returned([], other=1)),
    ],
)
def test_trouble_that_may_pass_and_other_mail_is_filed_and_changes_nothing(city, settings, maildir, content, made):
    sent(city)
    own = message_id("k1", "exempelstad.example").encode()
    drop(maildir, content().replace(f"<{OUR_ID}@exempelstad.example>".encode(), own))
    assert read(city, settings) == made
    assert row(city).state == "sent"
    assert filed(maildir) == ["1.brev:2,S"]


def test_each_letter_is_dealt_with_once(city, settings, maildir):
    sent(city)
    drop(maildir, report(original=original(city)))
    assert read(city, settings) == Returned([1])
    assert read(city, settings) == Returned([])


def test_a_dry_run_tells_the_same_and_touches_nothing(city, settings, maildir):
    sent(city)
    drop(maildir, report(original=original(city)))
    with undone(city):
        assert read(city, settings, filing=False) == Returned([1])
    assert row(city).state == "sent"
    assert [path.name for path in (maildir / "new").iterdir()] == ["1.brev"]
    assert read(city, settings) == Returned([1])


def test_a_folder_that_is_none_is_told_and_the_tick_goes_on(city, settings, tmp_path):
    closed = settings.model_copy(update={"bounces": tmp_path / "saknas"})
    with pytest.raises(MailboxClosed, match="cannot be read as a Maildir"):
        read(city, closed)
    with mail_server() as server:
        result = sweep(city, server, closed)
    assert result.sent == 1
    (warning,) = result.warnings
    assert warning.sv.startswith(f"Mappen {tmp_path / 'saknas'} går inte att läsa som en Maildir: ")


# --- killed half-way -------------------------------------------------------------------------------------------------

READER = """
import os, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from models.storage.database import open_engine
from models.installation.settings import Settings
from notifications.delivery import mailboxes
from notifications.delivery.bounces import take_in

url, folder, stop = sys.argv[1:]
rename = Path.rename

def die(path, target):
    if stop == "filed":
        rename(path, target)
    os.kill(os.getpid(), signal.SIGKILL)

Path.rename = die
settings = Settings(_env_file=None, bounces=folder, mail_from="stod@exempelstad.example")
at = datetime(2026, 1, 19, 7, tzinfo=UTC)
take_in(open_engine(url), settings=settings, today=at.date(), clock=lambda: at)
"""


@pytest.mark.parametrize("stop", ["marked", "filed"])
def test_a_program_that_is_killed_at_a_letter_deals_with_it_once(city, settings, maildir, stop):
    sent(city)
    drop(maildir, report(original=original(city)))
    url = city.url.render_as_string(hide_password=False)
    killed = subprocess.run([sys.executable, "-c", READER, url, str(maildir), stop], check=False, timeout=60)
    assert killed.returncode == -signal.SIGKILL
    assert row(city).state == "bounced"
    before = row(city)
    read(city, settings)
    assert row(city) == before
    assert filed(maildir) == ["1.brev:2,S"]


# --- a folder of an IMAP server --------------------------------------------------------------------------------------


def test_a_person_who_has_no_manager_falls_to_the_support_function(city, settings, maildir):
    with writing(city) as connection:
        connection.execute(update(Person).where(Person.id == MANAGER).values(role="left"))
    with mail_server() as server:
        sweep(city, server, settings)
        drop(maildir, report(original=original(city)))
        sweep(city, server, settings, at=morning() + timedelta(hours=2))
    assert server.recipients == [ULLA, "stig@exempelstad.example"]
