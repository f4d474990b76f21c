"""Each message is delivered once, or visibly not; whatever the server, a second worker or a kill does."""

import subprocess
import sys
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes, policy
from functools import partial
from itertools import pairwise, product
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, insert, select, update

from models.queries.messages import UnknownMessage, message
from models.storage.database import reading, writing
from models.tables import Message
from notifications.delivery.folders import FileSender
from notifications.delivery.mime import message_id
from notifications.delivery.outbox import (
    ATTEMPTS,
    LEASE,
    PAUSES,
    SPREAD,
    Delivered,
    DeliveryOptions,
    deliver,
    resolve,
    withhold_superseded,
)
from notifications.delivery.pace import Pace
from notifications.delivery.problems import PermanentFailure, Problem, TemporaryFailure
from notifications.delivery.return_path import return_path, returned
from notifications.delivery.senders import Sender, SmtpSender
from states.machine import MoveRefused
from states.processes.delivery import DeliveryState
from tests.notifications.city import said
from tests.notifications.mailserver import DROP, HANG, SENDER, MailServer, mail_server

TODAY = date(2026, 4, 1)
MAUNDY_THURSDAY, GOOD_FRIDAY, AFTER_EASTER = date(2026, 4, 2), date(2026, 4, 3), date(2026, 4, 7)
MORNING = datetime(2026, 4, 1, 6, 30, tzinfo=UTC)

table = Message.__table__


class Recorder(Sender):
    """Notes what it is given; `failures` are raised for the next mails, None letting one through."""

    def __init__(self, *failures: Exception | None) -> None:
        self.failures, self.sent, self.contents, self.closed = list(failures), [], [], 0

    def send(self, *, recipient: str, content: bytes) -> None:
        failure = self.failures.pop(0) if self.failures else None
        if failure is not None:
            raise failure
        self.sent.append(recipient)
        self.contents.append(content)

    def close(self) -> None:
        self.closed += 1


def queue(engine: Engine, *numbers: int, **changed: Any) -> None:
    """Put messages to person<number>@example.se in the queue."""
    with writing(engine) as connection:
        for number in numbers:
            usual = {
                "id": number,
                "key": f"daily:{number}:{TODAY}",
                "recipient": f"person{number}@example.se",
                "day": TODAY,
                "language": "sv",
                "subject": f"UH-2026-{number:03}: rapportera vinnaren",
                "text": "Hej!\n",
                "html": "<p>Hej!</p>\n",
                "template": "daily",
                "template_version": "0123456789ab",
                "state": DeliveryState.QUEUED.value,
                "attempts": 0,
                "problem": "",
            }
            connection.execute(insert(table).values(said(**usual | changed)))


def always(_connection: Connection, _number: int, _today: date) -> bool:
    return True


def run(engine: Engine, sender: Any, *, at: datetime = MORNING, today: date = TODAY, **options: Any) -> Delivered:
    known = {"open_sender": lambda: sender, "clock": lambda: at, "mail_from": SENDER, "still_due": always}
    return deliver(engine, DeliveryOptions(today=today, **(known | options)))


def row(engine: Engine, number: int) -> Any:
    with reading(engine) as connection:
        return connection.execute(select(table).where(table.c.id == number)).one()


def states(engine: Engine) -> dict[int, str]:
    with reading(engine) as connection:
        return dict(connection.execute(select(table.c.id, table.c.state)).tuples().all())


# --- the ordinary way ------------------------------------------------------------------------------------------------


def test_queued_messages_are_sent_in_the_order_they_were_written(engine):
    queue(engine, 3, 1, 2)
    sender = Recorder()
    assert run(engine, sender) == Delivered(sent=3)
    assert sender.sent == ["person1@example.se", "person2@example.se", "person3@example.se"]
    assert sender.closed == 1
    assert states(engine) == dict.fromkeys((1, 2, 3), "sent")


def test_a_sent_message_tells_when_and_at_which_attempt(engine):
    queue(engine, 1)
    run(engine, Recorder(), at=MORNING)
    stored = row(engine, 1)
    assert (stored.sent_at, stored.claimed_at, stored.attempts, stored.problem) == (MORNING, MORNING, 1, "")


def test_the_mail_is_what_was_stored(engine):
    queue(engine, 1, subject="Räksmörgås")
    sender = Recorder()
    run(engine, sender)
    read = message_from_bytes(sender.contents[0], policy=policy.default)
    assert (read["From"], read["To"], read["Subject"]) == (SENDER, "person1@example.se", "Räksmörgås")
    assert read["Date"].datetime == MORNING
    assert read["Message-ID"] == message_id(f"daily:1:{TODAY}", "exempelstad.example")


def test_the_mail_says_that_a_machine_wrote_it_and_where_an_answer_goes(engine):
    queue(engine, 1, 2)
    sender = Recorder()
    run(engine, sender, limit=1)
    run(engine, sender, reply_to="support@exempelstad.example")
    own, other = (message_from_bytes(content, policy=policy.default) for content in sender.contents)
    assert (own["Reply-To"], other["Reply-To"]) == (SENDER, "support@exempelstad.example")
    assert own["List-Id"] == "<trespann.exempelstad.example>"
    assert own["Auto-Submitted"] == "auto-generated"
    assert (own["Precedence"], own["X-Auto-Response-Suppress"]) == ("bulk", "OOF, AutoReply")


def test_a_title_that_would_break_the_header_is_told_on_one_line(engine):
    queue(engine, 1, subject="två\r\nBcc: bo@example.se\u2028rader")
    sender = Recorder()
    assert run(engine, sender) == Delivered(sent=1)
    read = message_from_bytes(sender.contents[0], policy=policy.default)
    assert (read["Subject"], read["Bcc"]) == ("två Bcc: bo@example.se rader", None)


def test_the_mail_carries_its_calendar_and_its_file(engine):
    calendar = "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n"
    queue(engine, 1, calendar=calendar, attachment="aGVq", attachment_name="plan.pdf")
    sender = Recorder()
    run(engine, sender)
    read = message_from_bytes(sender.contents[0], policy=policy.default)
    assert [part.get_content_type() for part in read.walk()][-2:] == ["text/calendar", "application/pdf"]


def test_each_message_comes_back_to_an_address_of_its_own_where_that_is_set(engine):
    queue(engine, 1, 2)
    paths = []

    class Returning(Recorder):
        def send(self, *, recipient: str, content: bytes, return_path: str) -> None:
            super().send(recipient=recipient, content=content)
            paths.append((recipient, return_path))

    run(engine, Returning(), return_path=partial(return_path, SENDER, "hemligt"))
    assert [(recipient, returned(path, "hemligt")) for recipient, path in paths] == [
        ("person1@example.se", 1),
        ("person2@example.se", 2),
    ]


def test_a_second_run_finds_nothing_to_send(engine):
    queue(engine, 1, 2)
    run(engine, Recorder())
    sender = Recorder()
    assert run(engine, sender) == Delivered()
    assert (sender.sent, sender.closed) == ([], 0)


def test_no_more_than_the_limit_is_sent(engine):
    queue(engine, 1, 2, 3)
    assert run(engine, Recorder(), limit=2) == Delivered(sent=2)
    assert states(engine) == {1: "sent", 2: "sent", 3: "queued"}


def test_one_connection_carries_all_messages_of_a_worker(engine):
    queue(engine, *range(1, 6))
    with mail_server() as server:
        assert run(engine, None, open_sender=lambda: SmtpSender(server.settings())) == Delivered(sent=5)
    assert server.connections == 1


# --- the day ---------------------------------------------------------------------------------------------------------


def test_what_somebody_asked_for_leaves_on_a_day_off_and_nothing_else_does(engine):
    queue(engine, 1, template="invitation", day=GOOD_FRIDAY)
    queue(engine, 2, 3, day=GOOD_FRIDAY)
    sender = Recorder()
    assert run(engine, sender, today=GOOD_FRIDAY) == Delivered(sent=1)
    assert sender.sent == ["person1@example.se"]


@pytest.mark.parametrize("today", [GOOD_FRIDAY, AFTER_EASTER])
def test_what_was_asked_for_at_the_end_of_a_day_is_sent_after_it(engine, today):
    queue(engine, 1, template="invitation", day=MAUNDY_THURSDAY)
    queue(engine, 2, day=MAUNDY_THURSDAY)
    with writing(engine) as connection:
        assert withhold_superseded(connection, today) == [2]
    assert run(engine, Recorder(), today=today, at=MORNING + timedelta(days=2)) == Delivered(sent=1)
    assert run(engine, Recorder(), today=today, at=MORNING + timedelta(days=3)) == Delivered()


def test_what_was_asked_for_more_than_a_week_ago_is_withheld(engine):
    queue(engine, 1, template="invitation", day=AFTER_EASTER - timedelta(days=8))
    assert run(engine, Recorder(), today=AFTER_EASTER) == Delivered()
    with writing(engine) as connection:
        assert withhold_superseded(connection, AFTER_EASTER) == [1]


@pytest.mark.parametrize("day", [GOOD_FRIDAY, date(2026, 4, 4), date(2026, 4, 5), date(2026, 4, 6)])
def test_nothing_is_sent_on_a_day_that_is_no_working_day(engine, day):
    queue(engine, 1, day=day)
    assert run(engine, Recorder(), today=day) == Delivered()
    assert states(engine) == {1: "queued"}


def test_a_message_of_a_coming_day_waits(engine):
    queue(engine, 1, day=MAUNDY_THURSDAY)
    assert run(engine, Recorder(), today=TODAY) == Delivered()
    assert run(engine, Recorder(), today=MAUNDY_THURSDAY) == Delivered(sent=1)


def test_a_message_of_an_earlier_day_is_never_sent(engine):
    queue(engine, 1)
    assert run(engine, Recorder(), today=MAUNDY_THURSDAY) == Delivered()
    assert states(engine) == {1: "queued"}


def test_a_message_of_an_earlier_day_is_withheld_so_that_a_new_one_can_be_written(engine):
    queue(engine, 1, 2)
    queue(engine, 3, day=MAUNDY_THURSDAY)
    queue(engine, 4, state="sent")
    with writing(engine) as connection:
        assert withhold_superseded(connection, MAUNDY_THURSDAY) == [1, 2]
        assert withhold_superseded(connection, MAUNDY_THURSDAY) == []
    assert states(engine) == {1: "withheld", 2: "withheld", 3: "queued", 4: "sent"}
    assert row(engine, 1).problem == Problem.SUPERSEDED


def test_a_message_postponed_in_the_evening_is_not_sent_the_next_morning(engine):
    queue(engine, 1)
    run(engine, Recorder(TemporaryFailure("postponed: 450")), at=MORNING + timedelta(hours=12))
    assert run(engine, Recorder(), at=MORNING + timedelta(days=1), today=MAUNDY_THURSDAY) == Delivered()
    with writing(engine) as connection:
        assert withhold_superseded(connection, MAUNDY_THURSDAY) == [1]


# --- asked again before it leaves ------------------------------------------------------------------------------------


def test_what_is_no_longer_due_is_withheld_and_the_rest_is_sent(engine):
    queue(engine, 1, 2, 3)
    sender = Recorder()
    assert run(engine, sender, still_due=lambda _c, number, _t: number != 2) == Delivered(sent=2, withheld=1)
    assert sender.sent == ["person1@example.se", "person3@example.se"]
    assert row(engine, 2).state == "withheld"
    assert row(engine, 2).problem == Problem.NO_LONGER_DUE


def test_the_question_is_asked_for_each_message_on_the_day_in_a_writing_transaction(engine):
    queue(engine, 1, 2)
    asked = []

    def rewrite(connection: Connection, number: int, today: date) -> bool:
        asked.append((number, today))
        connection.execute(update(table).where(table.c.id == number).values(subject="Ny", recipient="ny@example.se"))
        return True

    sender = Recorder()
    run(engine, sender, still_due=rewrite)
    assert asked == [(1, TODAY), (2, TODAY)]
    assert sender.sent == ["ny@example.se"] * 2
    assert b"Subject: Ny\r\n" in sender.contents[0]


def test_a_question_that_fails_leaves_its_message_queued_and_the_one_before_it_confirmed(engine):
    queue(engine, 1, 2, 3)

    def fail_at_two(_connection: Connection, number: int, _today: date) -> bool:
        return number != 2 or 1 / 0 > 0

    with pytest.raises(ZeroDivisionError):
        run(engine, Recorder(), still_due=fail_at_two)
    assert states(engine) == {1: "sent", 2: "queued", 3: "queued"}


# --- failures --------------------------------------------------------------------------------------------------------


def test_a_postponed_message_is_tried_again_after_a_pause_and_not_before(engine):
    queue(engine, 1, 2)
    sender = Recorder(TemporaryFailure("postponed: 450 4.2.0 Greylisted"))
    assert run(engine, sender) == Delivered(sent=1, retried=1)
    stored = row(engine, 1)
    assert (stored.state, stored.attempts, stored.next_attempt_at) == ("queued", 1, MORNING + PAUSES[0])
    assert stored.problem == "postponed: 450 4.2.0 Greylisted"
    assert run(engine, Recorder(), at=MORNING + PAUSES[0] - timedelta(seconds=1)) == Delivered()
    assert run(engine, Recorder(), at=MORNING + PAUSES[0]) == Delivered(sent=1)
    assert (row(engine, 1).problem, row(engine, 1).next_attempt_at) == ("", None)


def test_the_pauses_grow_to_a_limit_and_then_the_message_is_given_up(engine):
    queue(engine, 1)
    at, pauses = MORNING, []
    for _ in range(ATTEMPTS - 1):
        assert run(engine, Recorder(TemporaryFailure("postponed: 450")), at=at) == Delivered(retried=1)
        pauses.append(row(engine, 1).next_attempt_at - at)
        at = row(engine, 1).next_attempt_at
    assert tuple(pauses) == PAUSES + PAUSES[-1:] * (ATTEMPTS - 1 - len(PAUSES))
    assert run(engine, Recorder(TemporaryFailure("postponed: 450")), at=at) == Delivered(failed=1)
    stored = row(engine, 1)
    assert (stored.state, stored.attempts, stored.problem) == ("failed", ATTEMPTS, "postponed: 450")


@pytest.mark.parametrize("chance", [0.0, 0.5, 1.0])
def test_a_pause_is_longer_by_chance_and_never_shorter(engine, chance):
    queue(engine, 1)
    run(engine, Recorder(TemporaryFailure("postponed: 450")), chance=lambda: chance)
    assert row(engine, 1).next_attempt_at == MORNING + PAUSES[0] * (1 + SPREAD * chance)


def test_the_pauses_double():
    assert all(2 * shorter >= longer > shorter for shorter, longer in pairwise(PAUSES))


def test_an_attempt_that_a_wrong_clock_put_off_for_years_is_made_when_the_clock_is_right_again(engine):
    queue(engine, 1)
    run(engine, Recorder(TemporaryFailure("postponed: 450")), at=MORNING + timedelta(days=4000))
    assert run(engine, Recorder(), at=MORNING) == Delivered(sent=1)


def test_a_refused_message_fails_with_the_cause_and_the_rest_is_sent(engine):
    queue(engine, 1, 2)
    assert run(engine, Recorder(PermanentFailure("refused: 550 5.1.1"))) == Delivered(sent=1, failed=1)
    assert (row(engine, 1).state, row(engine, 1).problem) == ("failed", "refused: 550 5.1.1")


@pytest.mark.parametrize(
    "changed",
    [
        {"recipient": "person1"},
        {"attachment": "?", "attachment_name": "plan.pdf"},
        {"calendar": "BEGIN:VCALENDAR\r\nMETHOD:request now\r\nEND:VCALENDAR\r\n"},
    ],
)
def test_a_message_that_cannot_be_written_as_mail_fails_alone(engine, changed):
    queue(engine, 1, **changed)
    queue(engine, 2)
    assert run(engine, Recorder()) == Delivered(sent=1, failed=1)
    assert (row(engine, 1).state, row(engine, 1).problem) == ("failed", Problem.INVALID)


def test_a_server_that_is_down_costs_one_message_its_place_and_none_an_attempt(engine):
    queue(engine, 1, 2, 3)
    sender = Recorder(TemporaryFailure("unreachable: refused", everyone=True))
    assert run(engine, sender) == Delivered(retried=1)
    assert states(engine) == dict.fromkeys((1, 2, 3), "queued")
    assert [row(engine, number).attempts for number in (1, 2, 3)] == [0, 0, 0]
    later = Recorder()
    assert run(engine, later, at=MORNING + timedelta(minutes=15)) == Delivered(sent=3)
    assert later.sent == ["person2@example.se", "person3@example.se", "person1@example.se"]


def test_a_server_that_is_down_all_day_makes_no_message_fail(engine):
    queue(engine, 1)
    for tick in range(4 * ATTEMPTS):
        down = Recorder(TemporaryFailure("unreachable: refused", everyone=True))
        run(engine, down, at=MORNING + tick * timedelta(minutes=15))
    assert states(engine) == {1: "queued"}


def test_a_message_at_which_the_server_breaks_does_not_hold_up_the_others(engine):
    queue(engine, 1, 2, 3)
    with mail_server() as server:
        server.faults["RCPT"].append(DROP)
        run(engine, None, open_sender=lambda: SmtpSender(server.settings()))
        run(engine, None, open_sender=lambda: SmtpSender(server.settings()), at=MORNING + timedelta(minutes=15))
    assert server.recipients == ["person2@example.se", "person3@example.se", "person1@example.se"]


@pytest.mark.parametrize("fault", [DROP, HANG])
def test_no_answer_after_handing_over_is_unknown_and_stops_the_worker(engine, fault):
    queue(engine, 1, 2, 3)
    with mail_server() as server:
        server.faults["DATA"].extend([None, fault])
        settings = server.settings(smtp_timeout=0.5)
        assert run(engine, None, open_sender=lambda: SmtpSender(settings)) == Delivered(sent=1, unknown=1)
        assert states(engine) == {1: "sent", 2: "unknown", 3: "queued"}
        assert row(engine, 2).problem.startswith(Problem.UNANSWERED)
        assert run(engine, None, open_sender=lambda: SmtpSender(settings)) == Delivered(sent=1)
    assert server.recipients == ["person1@example.se", "person3@example.se"]


def test_mail_kept_as_files_is_confirmed_like_any_other(engine, tmp_path):
    queue(engine, 1, 2)
    assert run(engine, FileSender(tmp_path / "mail")) == Delivered(sent=2)
    assert len(list((tmp_path / "mail").glob("*.eml"))) == 2


# --- no faster than the relay takes it -------------------------------------------------------------------------------


class Clock:
    """Stands still but while somebody sleeps."""

    def __init__(self) -> None:
        self.at, self.slept = MORNING, []
        self.lock = threading.Lock()

    def __call__(self) -> datetime:
        return self.at

    def sleep(self, seconds: float) -> None:
        with self.lock:
            self.slept.append(seconds)
            self.at += timedelta(seconds=seconds)


def test_mail_leaves_no_faster_than_the_pace_and_what_has_left_is_confirmed_before_the_wait(engine):
    queue(engine, 1, 2, 3)
    clock, seen = Clock(), []

    def sleep(seconds: float) -> None:
        seen.append(Counter(states(engine).values()))
        clock.sleep(seconds)

    made = run(engine, Recorder(), clock=clock, pace=Pace(engine, 6, clock, sleep))
    assert made == Delivered(sent=3)
    assert clock.slept == [10.0, 10.0]
    assert seen == [{"sent": 1, "queued": 2}, {"sent": 2, "queued": 1}]


def test_a_server_at_fault_stops_a_paced_worker_at_once(engine):
    queue(engine, 1, 2)
    clock = Clock()
    down = Recorder(TemporaryFailure("unreachable: refused", everyone=True))
    assert run(engine, down, clock=clock, pace=Pace(engine, 1, clock, clock.sleep)) == Delivered(retried=1)
    assert clock.slept == []


def test_what_a_run_has_no_time_for_is_sent_by_the_next(engine):
    queue(engine, *range(1, 26))
    clock, taken = Clock(), Recorder()
    made = run(engine, taken, clock=clock, pace=Pace(engine, 2, clock, clock.sleep))
    assert (made, Counter(states(engine).values())) == (Delivered(sent=20), {"sent": 20, "queued": 5})
    run(engine, taken, clock=clock, pace=Pace(engine, 2, clock, clock.sleep))
    assert sorted(taken.sent) == sorted(f"person{number}@example.se" for number in range(1, 26))


def test_two_programs_at_once_keep_the_pace_together(engine):
    queue(engine, *range(1, 9))
    clock, taken = Clock(), Recorder()

    def program(_: int) -> Delivered:
        return run(engine, taken, clock=clock, pace=Pace(engine, 60, clock, clock.sleep))

    with ThreadPoolExecutor(2) as pool:
        made = list(pool.map(program, range(2)))
    assert sum(one.sent for one in made) == len(set(taken.sent)) == len(taken.sent) == 8
    assert clock.at - MORNING >= timedelta(seconds=7)  # only sleeping passes the time


# --- claims ----------------------------------------------------------------------------------------------------------


def test_a_claim_that_has_expired_is_unknown_and_is_not_sent_again(engine):
    queue(engine, 1, state="sending", claimed_at=MORNING - LEASE)
    queue(engine, 2, state="sending", claimed_at=MORNING - LEASE + timedelta(seconds=1))
    sender = Recorder()
    assert run(engine, sender) == Delivered(unknown=1)
    assert states(engine) == {1: "unknown", 2: "sending"}
    assert row(engine, 1).problem == Problem.INTERRUPTED
    assert sender.sent == []


def test_a_claim_of_a_clock_that_has_been_set_back_is_unknown_and_not_under_way_for_years(engine):
    queue(engine, 1, state="sending", claimed_at=MORNING + timedelta(days=4000))
    assert run(engine, Recorder()) == Delivered(unknown=1)


def test_a_claim_expires_on_a_holiday_too(engine):
    queue(engine, 1, state="sending", claimed_at=MORNING)
    assert run(engine, Recorder(), today=GOOD_FRIDAY, at=MORNING + timedelta(days=2)) == Delivered(unknown=1)


def test_a_worker_slower_than_its_claim_does_not_confirm_what_became_unknown(engine):
    queue(engine, 1)

    class Slow(Recorder):
        def send(self, *, recipient: str, content: bytes) -> None:
            super().send(recipient=recipient, content=content)
            assert run(engine, Recorder(), at=MORNING + LEASE) == Delivered(unknown=1)

    assert run(engine, Slow()) == Delivered()
    assert states(engine) == {1: "unknown"}


def test_a_worker_slower_than_its_claim_does_not_confirm_a_later_claim(engine):
    queue(engine, 1)

    class Slow(Recorder):
        def send(self, *, recipient: str, content: bytes) -> None:
            super().send(recipient=recipient, content=content)
            with writing(engine) as connection:
                connection.execute(update(table).values(claimed_at=MORNING + LEASE))

    assert run(engine, Slow()) == Delivered()
    assert states(engine) == {1: "sending"}


@pytest.mark.parametrize("meanwhile", [{"state": "sent"}, {"next_attempt_at": MORNING + PAUSES[0]}])
def test_a_message_that_another_worker_sent_or_postponed_meanwhile_is_passed_over(engine, meanwhile):
    queue(engine, 1, 2)

    class Meddler(Recorder):
        def send(self, *, recipient: str, content: bytes) -> None:
            super().send(recipient=recipient, content=content)
            with writing(engine) as connection:
                connection.execute(update(table).where(table.c.id == 2).values(meanwhile))

    sender = Meddler()
    assert run(engine, sender) == Delivered(sent=1)
    assert sender.sent == ["person1@example.se"]


def test_several_connections_share_the_queue_and_send_each_message_once(engine):
    numbers = range(1, 41)
    queue(engine, *numbers)
    with mail_server() as server:
        made = run(engine, None, open_sender=lambda: SmtpSender(server.settings()), connections=4)
    assert made == Delivered(sent=40)
    assert Counter(server.recipients) == Counter(f"person{number}@example.se" for number in numbers)
    assert 1 < server.connections <= 4


def test_two_deliveries_at_once_send_each_message_once(engine):
    numbers = range(1, 41)
    queue(engine, *numbers)
    with mail_server() as server:
        made: list[Delivered] = []

        def work() -> None:
            made.append(run(engine, None, open_sender=lambda: SmtpSender(server.settings()), connections=2))

        threads = [threading.Thread(target=work) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
    assert sum(one.sent for one in made) == 40
    assert Counter(server.recipients) == Counter(f"person{number}@example.se" for number in numbers)


# --- processes that are killed ---------------------------------------------------------------------------------------

WORKER = """
import sys, time
from datetime import date, datetime, timedelta
from models.storage.database import open_engine
from models.installation.settings import Settings
from notifications.delivery.outbox import DeliveryOptions, deliver
from notifications.delivery.senders import SmtpSender

url, port, at, stop = sys.argv[1], int(sys.argv[2]), datetime.fromisoformat(sys.argv[3]), sys.argv[4]
settings = Settings(_env_file=None, smtp_port=port, mail_from="stod@exempelstad.example")

def pause(here):
    if here == stop:
        print(here, flush=True)
        time.sleep(120)

class Stopping(SmtpSender):
    def send(self, *, recipient, content):
        pause("claimed")
        super().send(recipient=recipient, content=content)
        pause("sent")

def still_due(connection, number, today):
    pause("claiming")
    return True

print("ready", flush=True)
sys.stdin.readline()
options = DeliveryOptions(open_sender=lambda: Stopping(settings), today=date(2026, 4, 1), clock=lambda: at,
    mail_from=settings.mail_from, still_due=still_due, connections=2 if stop == "nowhere" else 1)
made = deliver(open_engine(url), options)
print(made.sent, flush=True)
"""


@contextmanager
def worker(engine: Engine, server: MailServer, *, stop: str):
    url = engine.url.render_as_string(hide_password=False)
    command = [sys.executable, "-c", WORKER, url, str(server.port), MORNING.isoformat(), stop]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout.readline() == "ready\n"
            yield process
        finally:
            process.kill()


@pytest.mark.parametrize(
    ("stop", "at_once", "afterwards", "arrived"),
    [
        ("claiming", {1: "queued", 2: "queued"}, {1: "sent", 2: "sent"}, [1, 2]),
        ("claimed", {1: "sending", 2: "queued"}, {1: "unknown", 2: "sent"}, [2]),
        ("sent", {1: "sending", 2: "queued"}, {1: "unknown", 2: "sent"}, [1, 2]),
    ],
)
def test_a_killed_program_leaves_one_visible_doubt_and_sends_nothing_twice(engine, stop, at_once, afterwards, arrived):
    queue(engine, 1, 2)
    with mail_server() as server:
        with worker(engine, server, stop=stop) as process:
            process.stdin.write("go\n")
            process.stdin.flush()
            assert process.stdout.readline() == f"{stop}\n"
            process.kill()
            process.wait(30)
        assert states(engine) == at_once
        for later in (timedelta(minutes=1), LEASE, 2 * LEASE):
            run(engine, None, open_sender=lambda: SmtpSender(server.settings()), at=MORNING + later)
    assert states(engine) == afterwards
    assert Counter(server.recipients) == Counter(f"person{number}@example.se" for number in arrived)


def test_two_processes_at_once_send_each_message_once(engine):
    numbers = range(1, 61)
    queue(engine, *numbers)
    with (
        mail_server() as server,
        worker(engine, server, stop="nowhere") as one,
        worker(engine, server, stop="nowhere") as other,
    ):
        for process in (one, other):
            process.stdin.write("go\n")
            process.stdin.flush()
        sent = [int(process.communicate(timeout=60)[0]) for process in (one, other)]
    assert sum(sent) == 60
    assert Counter(server.recipients) == Counter(f"person{number}@example.se" for number in numbers)
    assert set(states(engine).values()) == {"sent"}


# --- a person decides ------------------------------------------------------------------------------------------------


def decide(engine: Engine, number: int, trigger: str, *, reason: str = "Mottagaren har ringt", today=TODAY) -> str:
    with writing(engine) as connection:
        return resolve(connection, number, trigger, reason=reason, today=today)


def test_a_message_in_doubt_can_be_counted_as_sent(engine):
    queue(engine, 1, state="unknown", claimed_at=MORNING)
    assert decide(engine, 1, "accept") == "sent"
    stored = row(engine, 1)
    assert (stored.state, stored.sent_at, stored.problem) == ("sent", MORNING, "Mottagaren har ringt")


@pytest.mark.parametrize("state", ["unknown", "failed", "bounced"])
def test_a_message_in_doubt_or_refused_can_be_sent_again_under_the_same_message_id(engine, state):
    queue(engine, 1, state=state, claimed_at=MORNING, attempts=ATTEMPTS, next_attempt_at=MORNING)
    assert decide(engine, 1, "resend") == "queued"
    sender = Recorder()
    assert run(engine, sender) == Delivered(sent=1)
    assert message_id(f"daily:1:{TODAY}", "exempelstad.example").encode() in sender.contents[0]
    assert row(engine, 1).attempts == 1


def test_a_message_that_was_sent_again_tells_when_it_first_left_and_lists_when_it_last_did(engine):
    queue(engine, 1, state="bounced", claimed_at=MORNING, sent_at=MORNING - timedelta(days=1))
    decide(engine, 1, "resend")
    run(engine, Recorder())
    assert (row(engine, 1).sent_at, row(engine, 1).claimed_at) == (MORNING - timedelta(days=1), MORNING)
    with reading(engine) as connection:
        assert message(connection, 1).line.sent_at == MORNING


@pytest.mark.parametrize(("decided_on", "sent_on"), [(MAUNDY_THURSDAY, MAUNDY_THURSDAY), (GOOD_FRIDAY, AFTER_EASTER)])
def test_a_message_sent_again_later_leaves_on_the_next_working_day(engine, decided_on, sent_on):
    queue(engine, 1, state="unknown")
    decide(engine, 1, "resend", today=decided_on)
    assert row(engine, 1).day == sent_on
    assert run(engine, Recorder(), today=sent_on) == Delivered(sent=1)


@pytest.mark.parametrize("trigger", ["accept", "resend"])
def test_a_decision_needs_a_reason(engine, trigger):
    queue(engine, 1, state="unknown")
    with pytest.raises(MoveRefused) as refused:
        decide(engine, 1, trigger, reason="  ")
    assert [reason.key for reason in refused.value.reasons] == ["reason_given"]
    assert states(engine) == {1: "unknown"}


@pytest.mark.parametrize(
    ("state", "trigger"),
    [
        *product(["queued", "sending", "sent", "withheld", "cancelled"], ["accept", "resend"]),
        ("failed", "accept"),
        ("bounced", "accept"),
        ("unknown", "confirm"),
        ("unknown", "no such trigger"),
    ],
)
def test_any_other_decision_is_refused_and_changes_nothing(sqlite_engine, state, trigger):
    queue(sqlite_engine, 1, state=state)
    with pytest.raises(MoveRefused):
        decide(sqlite_engine, 1, trigger)
    assert states(sqlite_engine) == {1: state}


def test_a_queued_message_can_be_called_back(engine):
    queue(engine, 1)
    assert decide(engine, 1, "cancel") == "cancelled"
    assert run(engine, Recorder()) == Delivered()


def test_a_message_that_does_not_exist_cannot_be_decided(sqlite_engine):
    with pytest.raises(UnknownMessage):
        decide(sqlite_engine, 7, "accept")
