"""What the latest import of each file had to tell, kept so that whoever has to act can read it later."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, bindparam, delete, insert, select

from exchange.import_report import ImportOutcome, ReportLine
from models.storage.driver_statements import Statement
from models.tables import KeptReport
from states.refusal import Unknown
from states.text import Text

_kept = KeptReport.__table__


@dataclass(frozen=True, slots=True)
class Kept:
    """The report on the file `name`, read on a day; `lines` are those with something to tell."""

    name: str
    read_on: date
    lines: tuple[ReportLine, ...]


def keep(connection: Connection, name: str, lines: Iterable[ReportLine], *, today: date) -> None:
    """Store a report in place of the one that was kept of the same file."""
    # Line by line: a list of what thousands of lines hold would be the largest thing in memory.
    each = (json.dumps(line.as_dict(), ensure_ascii=False) for line in lines)
    told = f"[{', '.join(each)}]"
    connection.execute(delete(_kept).where(_kept.c.name == name))
    _ADD_REPORT.run_many(connection, [(name, today, told)])


def kept_names(connection: Connection) -> list[tuple[str, date]]:
    """Return the files of which a report is kept, with the day on which each was read, the newest first."""
    rows = connection.execute(select(_kept.c.name, _kept.c.read_on).order_by(_kept.c.id.desc()))
    return [(name, read_on) for name, read_on in rows]


def kept_report(connection: Connection, name: str = "") -> Kept:
    """Return the report on a file, or else the latest of all.

    Raises Unknown if nothing was kept, or nothing of that file.
    """
    found = connection.execute(select(_kept.c.name, _kept.c.read_on, _kept.c.lines).order_by(_kept.c.id.desc())).all()
    reports = {row.name: row for row in found}
    row = reports.get(name) if name else next(iter(found), None)
    if row is None:
        raise Unknown(_NONE_OF_THAT.fill(name=name, names=", ".join(sorted(reports))) if reports else _NONE)
    return Kept(row.name, row.read_on, tuple(map(_line, json.loads(row.lines))))


def _line(told: dict[str, str]) -> ReportLine:
    return ReportLine(told["name"], ImportOutcome(told["outcome"]), told["reference"], Text(told["sv"], told["en"]))


_ADD_REPORT = Statement(
    ["name", "read_on", "lines"],
    lambda _: (
        insert(_kept).inline().values(name=bindparam("name"), read_on=bindparam("read_on"), lines=bindparam("lines"))
    ),
)
_NONE = Text("Ingen plan har lästs in än.", "No plan was imported yet.")
_NONE_OF_THAT = Text(
    "Det finns ingen rapport om {name}. Det finns om: {names}.",
    "There is no report on {name}. There are reports on: {names}.",
)
