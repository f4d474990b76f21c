"""The register of mail: what did not arrive first, each message as it was sent, and what is decided about it."""

from collections.abc import Sequence
from urllib.parse import quote

from sqlalchemy import Connection

from desk.access import Deed
from desk.labels import state_label
from desk.messages import decide, decisions
from models.clock import local_time
from models.queries.messages import TROUBLED, MessageLine, message, messages
from notifications.delivery.problems import explain
from notifications.invitations.rules import cut_short
from states.processes.delivery import DELIVERY
from states.refusal import Unknown
from states.text import Text
from web.board.frame import NotFound, Visit, whole_number
from web.board.register.kit import Content, Entered, RegisterPage, RegisterTable, Slot
from web.links.forms import Field, FieldKind, Given

PATH = "meddelanden"
_ALL, _BEFORE = "alla", "fore"
_SHOWN = 50


def _list(visit: Visit, connection: Connection) -> Content:
    everything = visit.query.get(_ALL) == "1"
    before = visit.query.get(_BEFORE, "")
    last = whole_number(before, 11)
    states = () if everything else TROUBLED
    found = messages(connection, states=states, before=last, limit=_SHOWN + 1)
    more = f"register/{PATH}?{_ALL}={int(everything)}&{_BEFORE}={found[_SHOWN - 1].id}" if len(found) > _SHOWN else ""
    other = Slot(_TROUBLED_ONLY.in_(visit.language), f"register/{PATH}") if everything else None
    return Content(
        tables=(RegisterTable(_HEADS, [_row(line, visit) for line in found[:_SHOWN]]),),
        lines=((_SHOWN_ARE, other or Slot(_EVERY_MESSAGE.in_(visit.language), f"register/{PATH}?{_ALL}=1")),),
        empty=_ALL_ARRIVED,
        more=more,
    )


def _row(line: MessageLine, visit: Visit) -> list[Slot]:
    mark = "stop" if line.state in TROUBLED else "done" if line.sent_at else "later"
    sent = f"{local_time(line.sent_at):%Y-%m-%d %H:%M}" if line.sent_at else str(line.day)
    return [
        Slot(line.subject, f"register/{PATH}/{line.id}"),
        Slot(line.recipient),
        Slot(state_label(DELIVERY.name, line.state).in_(visit.language), mark=mark),
        Slot(sent),
    ]


def _one(visit: Visit, connection: Connection) -> Content:
    number = visit.place["number"]
    known = whole_number(number, 11)
    if known is None:
        raise NotFound
    try:
        found = message(connection, known)
    except Unknown:
        raise NotFound from None
    line, language = found.line, visit.language
    lines = [
        (_TO, Slot(line.recipient)),
        (_STATE, Slot(state_label(DELIVERY.name, line.state).in_(language))),
        (_DAY, Slot(f"{local_time(line.sent_at):%Y-%m-%d %H:%M}" if line.sent_at else str(line.day))),
        *([(_PROBLEM, Slot(explain(line.problem).in_(language), mark="stop"))] if line.problem else []),
        *((_CASE, Slot(reference, f"sok?q={quote(reference)}")) for reference in found.cases),
    ]
    offered = decisions(line.state) if line.state in TROUBLED else ()
    forms = (_decision(offered),) if offered else ()
    return Content(lines=lines, forms=forms, text=cut_short(found.text), title=Text(line.subject, line.subject))


def _decided(visit: Visit, given: Given) -> None:
    number = int(visit.place["number"])
    decide(visit.engine, number, given["decision"], reason=given["reason"], today=visit.today)


def _decision(offered: Sequence[str]) -> Entered:
    choices = {name: _DECISIONS[name] for name in offered}
    fields = (
        Field("decision", Text("Vad ska hända?", "What is to happen?"), FieldKind.CHOICE, choices),
        Field("reason", Text("Varför?", "Why?"), FieldKind.TEXT, hint=_SUCH_AS),
    )
    return Entered(
        "decision",
        Text("Bestäm vad som ska hända med mejlet", "Decide what is to become of the mail"),
        Text("Spara beslutet", "Save the decision"),
        fields,
        _decided,
        Text("Beslutet är sparat.", "The decision is saved."),
    )


_DECISIONS = {
    "resend": Text("Skicka det igen", "Send it again"),
    "accept": Text("Räkna det som framme", "Count it as arrived"),
}
_SUCH_AS = Text("Till exempel: adressen är rättad.", "For example: the address is corrected.")
_HEADS = (Text("Ämne", "Subject"), Text("Till", "To"), Text("Läge", "State"), Text("Dag", "Day"))
_SHOWN_ARE = Text("Visa", "Show")
_TROUBLED_ONLY = Text("bara mejl som inte kom fram", "only mail that did not arrive")
_EVERY_MESSAGE = Text("alla mejl", "all mail")
_ALL_ARRIVED = Text(
    "Alla mejl har kommit fram. Studsar ett mejl visas det här, med en knapp som skickar det igen.",
    "All mail has arrived. Mail that bounces is shown here, with a button that sends it again.",
)
_TO, _STATE, _DAY = Text("Till", "To"), Text("Läge", "State"), Text("Dag", "Day")
_PROBLEM, _CASE = Text("Fel", "Problem"), Text("Ärende", "Case")

MESSAGES = RegisterPage(
    PATH,
    Text("Mejl", "Mail"),
    Text(
        "Mejl som inte kom fram, och vad som ska hända med dem.",
        "Mail that did not arrive, and what is to become of it.",
    ),
    _list,
    see=Deed.SEE_MESSAGES,
    change=Deed.RESOLVE_MESSAGES,
)
MESSAGE = RegisterPage(
    f"{PATH}/{{number}}",
    Text("Mejl", "Mail"),
    Text("Så här skickades mejlet. Länkarna är avkortade.", "This is how the mail was sent. Its links are cut short."),
    _one,
    see=Deed.SEE_MESSAGES,
    change=Deed.RESOLVE_MESSAGES,
    above=f"register/{PATH}",
)
