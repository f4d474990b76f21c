"""The hours that people worked, as they are stored: read with the cases in which they were worked or count."""

from collections.abc import Sequence

from sqlalchemy import Connection, delete, insert, or_, select

from models.casefile import CaseFile
from models.storage.driver_statements import Statement, among, id_list
from models.tables import Case, ObligationRow, WorkedHours
from states.records.hours import HoursPart
from states.records.obligations import Measure

_hours = WorkedHours.__table__
_case = Case.__table__
_obligation = ObligationRow.__table__
_counting = _case.alias("counting")


def fill_in(connection: Connection, cases: list[CaseFile]) -> list[CaseFile]:
    """Put their hours into the cases in which something is owed in hours, and return all of them."""
    owing = {case.id: case for case in cases if any(owed.unit == Measure.HOURS for owed in case.obligations)}
    if owing:
        found: dict[int, list[HoursPart]] = {}
        for counts_in_id, *row in _SOME.rows(connection, (id_list(connection, sorted(owing)),)):
            part = HoursPart(*row)
            for id_ in {part.case_id, counts_in_id} & owing.keys():
                found.setdefault(id_, []).append(part)
        for id_, parts in found.items():
            owing[id_].hours = tuple(parts)
    return cases


def replace_parts(
    connection: Connection, case: CaseFile, before: Sequence[HoursPart], parts: Sequence[HoursPart]
) -> None:
    """Store hours that were worked in a case in place of others; the case in memory has them, too."""
    c = _hours.c
    for gone in before:
        connection.execute(delete(_hours).where(*(c[name] == getattr(gone, name) for name in _STORED[:-1])))
    if parts:
        connection.execute(insert(_hours), [{name: getattr(part, name) for name in _STORED} for part in parts])
    case.hours = tuple(sorted([*(part for part in case.hours if part not in set(before)), *parts]))
    case.forget()


_STORED = ("case_id", "position", "candidate", "month", "obligation_id", "quarters")
_SOME = Statement(
    ["ids"],
    lambda db: (
        select(
            _obligation.c.case_id,
            _hours.c.case_id,
            _case.c.reference,
            *(_hours.c[name] for name in _STORED[1:-1]),
            _counting.c.reference.label("counts_in"),
            _hours.c.quarters,
        )
        .join(_obligation, _obligation.c.id == _hours.c.obligation_id)
        .join(_case, _case.c.id == _hours.c.case_id)
        .join(_counting, _counting.c.id == _obligation.c.case_id)
        .where(or_(among(_hours.c.case_id, db), among(_obligation.c.case_id, db)))
        .order_by(_hours.c.month, _hours.c.case_id, _hours.c.position, _hours.c.candidate, _hours.c.obligation_id)
    ),
)
