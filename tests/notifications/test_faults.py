"""The table of faults: whatever fails, each mail is sent once, or it is visibly in doubt until somebody decides.

Every row is a fault that really happens, to processes of their own where a process dies. The table in
docs/operations.md holds the same rows with the same outcomes.
"""

import re
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from models.storage.database import writing
from notifications.delivery.outbox import LEASE, resolve
from notifications.delivery.senders import SmtpSender
from states.processes.delivery import DeliveryState
from tests.notifications.delivery.test_outbox import MORNING, TODAY, queue, run, states, worker
from tests.notifications.mailserver import DROP, HANG, MailServer, mail_server

OPERATIONS = Path(__file__).parents[2] / "docs" / "operations.md"
QUARTER = timedelta(minutes=15)
YEARS = timedelta(days=4000)


@dataclass(frozen=True, slots=True)
class World:
    """A queue of two messages and a server."""

    engine: Engine
    server: MailServer

    def deliver(self, *, at: datetime = MORNING, **changed: Any) -> None:
        known = self.server.settings(smtp_timeout=0.5, **changed)
        run(self.engine, None, open_sender=lambda: SmtpSender(known), at=at)

    def killed(self, stop: str) -> None:
        """Let a process of its own begin, and kill it at a boundary of the first message."""
        with worker(self.engine, self.server, stop=stop) as process:
            process.stdin.write("go\n")
            process.stdin.flush()
            assert process.stdout.readline() == f"{stop}\n"
            process.kill()
            process.wait(30)

    def together(self, count: int) -> None:
        """Let processes deliver side by side."""
        with ExitStack() as stack:
            processes = [stack.enter_context(worker(self.engine, self.server, stop="nowhere")) for _ in range(count)]
            for process in processes:
                process.stdin.write("go\n")
                process.stdin.flush()
            for process in processes:
                process.communicate(timeout=60)


@dataclass(frozen=True, slots=True)
class Fault:
    """What happens; then what became of the first message, and how often it arrived."""

    happen: Callable[[World], None]
    ends: DeliveryState = DeliveryState.SENT
    arrives: int = 1


def answering(step: str, *answers: str, **settings: Any) -> Callable[[World], None]:
    def happen(world: World) -> None:
        world.server.faults[step].extend(answers)
        world.deliver(**settings)

    return happen


def unreachable(world: World) -> None:
    world.deliver(smtp_port=1)


def unencrypted(world: World) -> None:
    world.deliver(smtp_starttls=True)


def at(moment: datetime, step: str, *answers: str) -> Callable[[World], None]:
    def happen(world: World) -> None:
        world.server.faults[step].extend(answers)
        world.deliver(at=moment)

    return happen


FAULTS: Mapping[str, Fault] = {
    "killed before the claim": Fault(lambda world: world.killed("claiming")),
    "killed after the claim": Fault(lambda world: world.killed("claimed"), DeliveryState.UNKNOWN, 0),
    "killed after the server took it": Fault(lambda world: world.killed("sent"), DeliveryState.UNKNOWN, 1),
    "two programs at once": Fault(lambda world: world.together(2)),
    "server not there": Fault(unreachable),
    "server no longer encrypts": Fault(unencrypted),
    "server hangs up before the mail": Fault(answering("RCPT", DROP)),
    "server accepts and hangs": Fault(answering("MAIL", HANG)),
    "server puts off with 4xx": Fault(answering("RCPT", "450 4.2.0 Greylisted")),
    "server is full": Fault(answering("DATA", "452 4.3.1 Insufficient system storage")),
    "server closes with 421": Fault(answering("DATA", "421 4.3.2 Shutting down")),
    "server refuses the sender": Fault(answering("MAIL", "550 5.7.1 Not you")),
    "server refuses with 5xx": Fault(answering("RCPT", "550 5.1.1 No such user"), DeliveryState.FAILED, 0),
    "server dies after the mail": Fault(answering("DATA", DROP), DeliveryState.UNKNOWN, 0),
    "server hangs after the mail": Fault(answering("DATA", HANG), DeliveryState.UNKNOWN, 0),
    "server answers nonsense after the mail": Fault(answering("DATA", "hej"), DeliveryState.UNKNOWN, 0),
    "clock jumps forward between attempts": Fault(at(MORNING - YEARS, "RCPT", "450 4.2.0 Greylisted")),
    "clock is set back between attempts": Fault(at(MORNING + YEARS, "RCPT", "450 4.2.0 Greylisted")),
}
WORDS = {
    (DeliveryState.SENT, 1): "sent, once",
    (DeliveryState.FAILED, 0): "failed; the next person is told the same day",
    (DeliveryState.UNKNOWN, 0): "unknown; did not arrive",
    (DeliveryState.UNKNOWN, 1): "unknown; arrived",
}


@pytest.mark.parametrize("name", FAULTS)
def test_after_a_fault_a_mail_is_sent_once_or_visibly_not(engine, name):
    fault = FAULTS[name]
    queue(engine, 1, 2)
    with mail_server(offers=["PIPELINING"]) as server:
        world = World(engine, server)
        fault.happen(world)
        for later in range(1, 7):  # the ticks of an hour and a half
            world.deliver(at=MORNING + later * QUARTER)
        assert states(engine) == {1: fault.ends, 2: DeliveryState.SENT}
        assert Counter(server.recipients) == Counter({"person1@example.se": fault.arrives, "person2@example.se": 1})


@pytest.mark.parametrize("name", [name for name, fault in FAULTS.items() if fault.ends is DeliveryState.UNKNOWN])
def test_a_mail_in_doubt_is_sent_again_only_when_somebody_decides(engine, name):
    fault = FAULTS[name]
    queue(engine, 1, 2)
    with mail_server() as server:
        world = World(engine, server)
        fault.happen(world)
        world.deliver(at=MORNING + LEASE)
        before = Counter(server.recipients)["person1@example.se"]
        with writing(engine) as connection:
            trigger = "accept" if fault.arrives else "resend"
            resolve(connection, 1, trigger, reason="Mottagaren har svarat", today=TODAY)
        world.deliver(at=MORNING + LEASE + QUARTER)
        assert Counter(server.recipients)["person1@example.se"] == 1
        assert before == fault.arrives
    assert states(engine) == {1: DeliveryState.SENT, 2: DeliveryState.SENT}


def test_the_table_of_the_operations_page_is_this_one():
    text = OPERATIONS.read_text("utf-8").partition("### Faults and outcomes")[2].partition("\n##")[0]
    rows = re.findall(r"^\| (?!fault |---)(.+?) \| (.+?) \|$", text, re.MULTILINE)
    assert rows == [(name, WORDS[fault.ends, fault.arrives]) for name, fault in FAULTS.items()]
