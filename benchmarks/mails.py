"""Delivery: outbox, rendering of mail and calendar, SMTP, confirmation, beside a bare loop that sends ready bytes.

Against a sink that answers each command five milliseconds late, as one across a network does; once more against one
that takes the envelope in one write.
"""

import asyncio
import multiprocessing
import smtplib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from functools import partial
from multiprocessing.connection import Connection

from sqlalchemy import Engine, insert, text

from benchmarks.harness import PASSING, BothEnds, Clock, Result, median_ratio, seconds
from benchmarks.worlds import fresh
from models.installation.settings import Settings
from models.mails.contents import MailContents, packed
from models.storage.database import writing
from models.tables import Message
from notifications.calendar.ical import CalendarEvent, Method, Party, write
from notifications.delivery.mime import build, message_id
from notifications.delivery.outbox import DeliveryOptions, deliver
from notifications.delivery.senders import SmtpSender
from notifications.letters.render import Contact, Digest, Item, Rendered, render

LATE = 0.005
MAILS = 80
ROUNDS = 5
DAY = date(2026, 4, 8)
MORNING = datetime(2026, 4, 8, 6, 30, tzinfo=UTC)
SENDER = "stod@exempelstad.example"


class Sink(asyncio.Protocol):
    """As little of a mail server as there can be; it answers late."""

    ehlo = b"250 sink"

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport, self.rest, self.in_mail = transport, b"", False
        self.answer(b"220 sink")

    def answer(self, said: bytes) -> None:
        asyncio.get_running_loop().call_later(LATE, self.transport.write, said + b"\r\n")

    def data_received(self, data: bytes) -> None:
        self.rest += data
        while True:
            end = b"\r\n.\r\n" if self.in_mail else b"\r\n"
            line, found, rest = self.rest.partition(end)
            if not found:
                return
            self.rest = rest
            if self.in_mail:
                self.in_mail = False
                self.answer(b"250 taken")
            else:
                verb = line.partition(b" ")[0].upper()
                self.in_mail = verb == b"DATA"
                self.answer({b"DATA": b"354 go on", b"QUIT": b"221 bye", b"EHLO": self.ehlo}.get(verb, b"250 sink"))


class PipeliningSink(Sink):
    ehlo = b"250-sink\r\n250 PIPELINING"


@contextmanager
def sink(kind: type[Sink] = Sink) -> Iterator[tuple[int, int]]:
    """Yield port and number of a sink in a process of its own: in ours it would take turns with the senders."""
    ours, theirs = multiprocessing.get_context("spawn").Pipe()
    server = multiprocessing.get_context("spawn").Process(target=_serve, args=(kind, theirs), daemon=True)
    server.start()
    try:
        yield int(ours.recv()), int(server.pid or 0)
    finally:
        server.terminate()
        server.join()


def _serve(kind: type[Sink], port: "Connection[int, None]") -> None:
    async def serve() -> None:
        server = await asyncio.get_running_loop().create_server(kind, "127.0.0.1", 0)
        port.send(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    asyncio.run(serve())


def run(addresses: dict[str, str]) -> list[Result]:
    engine = fresh(addresses, "sqlite", "mails")
    with sink() as (port, process):
        one, bare, own = median_ratio(
            ROUNDS,
            lambda _: seconds(lambda: _bare(port)),
            lambda _: _product(engine, port, 1),
        )
        four, _, fast = median_ratio(
            ROUNDS,
            lambda _: seconds(lambda: _bare(port)),
            lambda _: _product(engine, port, 4),
        )
        clock = BothEnds(lambda: [process])
        worked, bare_work, work = median_ratio(
            ROUNDS,
            lambda _: seconds(lambda: _bare(port), clock),
            lambda _: _product(engine, port, 1, clock),
        )
    with sink(PipeliningSink) as (port, _):
        at_once, _, quick = median_ratio(
            ROUNDS,
            lambda _: seconds(lambda: _bare(port)),
            lambda _: _product(engine, port, 1),
        )
    engine.dispose()
    rate = {"bare/s": MAILS / bare, "product/s": MAILS / own}
    cost = {"bare ms a mail": bare_work / MAILS * 1e3, "product ms a mail": work / MAILS * 1e3}
    return [
        Result("mails, one connection, of a bare reused connection", one, 0.95, at_least=True, detail=rate),
        Result("mails, worked at both ends, bare of the product", worked, 0.65, at_least=True, detail=cost),
        Result("mails, four connections", four, 3.3, at_least=True, detail={"product/s": MAILS / fast}),
        Result(
            "mails, one connection with pipelining", at_once, 1.6, at_least=True, detail={"product/s": MAILS / quick}
        ),
    ]


def _rendered(number: int) -> Rendered:
    item = Item(
        f"UH-2026-{number:03}",
        "Städtjänster för skolor och förskolor",
        "Rapportera vinnaren till stödfunktionen",
        DAY,
        ("Underrättelsen om tilldelning skickades elektroniskt tisdag 24 mars 2026. Det är dag 0.",),
        "Rapportera vinnaren",
        "mailto:stod@exempelstad.example",
        urgent=True,
        late=False,
    )
    contact = Contact("Stig Stöd", "031-390 06 01", SENDER)
    return render(Digest("Ulla Upphandlare", "sv", "Exempelstad", DAY, contact, contact, (item,)))


def _entered(number: int) -> str:
    recipient = f"p{number}@exempelstad.example"
    return write(
        [CalendarEvent(f"{number}@exempelstad.example", 0, DAY, f"UH-2026-{number:03}: Rapportera vinnaren")],
        method=Method.REQUEST,
        organizer=Party("Stödfunktionen för social hänsyn, Exempelstad", SENDER),
        attendee=Party("Ulla Upphandlare", recipient),
        today=DAY,
    )


def _bare(port: int) -> None:
    ready = [_content(number) for number in range(MAILS)]
    with smtplib.SMTP("127.0.0.1", port) as server:
        for number, content in enumerate(ready):
            server.sendmail(SENDER, [f"p{number}@exempelstad.example"], content)


def _content(number: int) -> bytes:
    rendered = _rendered(number)
    return build(
        message_id=message_id(f"k{number}", "exempelstad.example"),
        sender=SENDER,
        recipient=f"p{number}@exempelstad.example",
        subject=rendered.subject,
        text=rendered.text,
        html=rendered.html,
        sent_at=MORNING,
        calendar=_entered(number),
    )


def _product(engine: Engine, port: int, connections: int, clock: Clock = PASSING) -> float:
    settings = Settings(_env_file=None, smtp_host="127.0.0.1", smtp_port=port, mail_from=SENDER)
    with writing(engine) as connection:
        connection.execute(text("DELETE FROM message"))
    start = clock()
    _queue(engine)
    made = deliver(
        engine,
        DeliveryOptions(
            open_sender=partial(SmtpSender, settings),
            today=DAY,
            clock=lambda: MORNING,
            mail_from=SENDER,
            still_due=lambda *_: True,
            connections=connections,
        ),
    )
    taken = clock() - start
    assert made.sent == MAILS, made
    return taken


def _queue(engine: Engine) -> None:
    rows = [
        {
            "key": f"k{number}",
            "recipient": f"p{number}@exempelstad.example",
            "day": DAY,
            "language": "sv",
            "subject": rendered.subject,
            "contents": packed(MailContents(rendered.text, rendered.html, _entered(number))),
            "digest": "",
            "template": rendered.template,
            "template_version": rendered.version,
            "state": "queued",
            "attempts": 0,
            "problem": "",
        }
        for number, rendered in ((number, _rendered(number)) for number in range(MAILS))
    ]
    with writing(engine) as connection:
        connection.execute(insert(Message.__table__), rows)
