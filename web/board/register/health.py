"""How the system is: what a look at it costs little to find."""

from sqlalchemy import Connection

from desk.access import Deed
from desk.checks import database, mail, surroundings
from desk.checks.finding import Finding, Moment, Status
from states.text import Text
from web.board.frame import Visit
from web.board.register.kit import Content, RegisterPage, RegisterTable, Slot


def _content(visit: Visit, connection: Connection) -> Content:
    at = Moment(visit.settings, visit.today, visit.now)
    looks = (mail.last_tick, mail.failed, mail.bounced, mail.unknown, database.cases_looked_at)
    found = [look(connection, at) for look in looks]
    found += [database.version(visit.engine), *surroundings.disk(at)]
    return Content(tables=(RegisterTable(_HEADS, [_row(one, visit) for one in found]),))


def _row(finding: Finding, visit: Visit) -> list[Slot]:
    return [
        Slot(_STATUS[finding.status].in_(visit.language), mark=_MARKS[finding.status]),
        Slot(finding.text.in_(visit.language)),
    ]


_STATUS = {
    Status.OK: Text("Bra", "Good"),
    Status.WARNING: Text("Se efter", "Look at it"),
    Status.ERROR: Text("Fel", "Wrong"),
}
_MARKS = {Status.OK: "done", Status.WARNING: "today", Status.ERROR: "stop"}
_HEADS = (Text("Läge", "Status"), Text("Vad", "What"))

HEALTH = RegisterPage(
    "system",
    Text("Systemets läge", "How the system is"),
    Text(
        "När påminnelserna gick senast, mejl i kö, databas och disk. Allt kontrolleras varje natt.",
        "When reminders last went, mail in the queue, database and disk.",
    ),
    _content,
    see=Deed.SEE_HEALTH,
)
