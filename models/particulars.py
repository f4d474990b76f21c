"""What sources say of a case besides milestones: kind, months, headcount, people; the newest value of each counts."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, insert, select

from models.actor import Actor
from models.casefile import CaseFile
from models.storage.driver_statements import Statement, among, id_list
from models.tables import PARTICULARS, Case, Particular

_particular = Particular.__table__


class ParticularRow(NamedTuple):  # a tuple, as it is bound: an import makes more of these than of anything else
    """What a source said of a case: a row of `Particular`."""

    case_id: int
    name: str
    value: str
    source: str
    by_person: bool
    as_of: date


_READ: dict[Any, Callable[[str], Any]] = {
    str: str,
    int | None: int,
    float | None: float,
    date | None: date.fromisoformat,
    bool: lambda text: text == "True",
}
COLUMNS = {name: _READ[Case.model_fields[name].annotation] for name in PARTICULARS}
"""How a particular that is a column of the case is read; others are kept beside it as what a source suggests."""

_ADD_PARTICULAR = Statement(
    ParticularRow._fields,
    lambda _: insert(_particular).inline().values({name: bindparam(name) for name in ParticularRow._fields}),
)
_PARTICULARS = Statement(
    ["ids"],
    lambda db: (
        select(*(_particular.c[name] for name in ParticularRow._fields))
        .where(among(_particular.c.case_id, db))
        .order_by(_particular.c.id)
    ),
)


def said_of(connection: Connection, case_ids: Sequence[int]) -> dict[int, list[ParticularRow]]:
    """Return what was said of some cases, oldest entry first."""
    found: dict[int, list[ParticularRow]] = {case_id: [] for case_id in case_ids}
    if case_ids:
        for row in _PARTICULARS.rows(connection, (id_list(connection, case_ids),)):
            found[row[0]].append(ParticularRow(*row))
    return found


def restate(
    case: CaseFile,
    particulars: Mapping[str, Any],
    said: Sequence[ParticularRow],
    *,
    source: str,
    as_of: date,
    by: Actor,
    today: date,
) -> list[ParticularRow]:
    """Let the newest value of each particular count, a person's above any notice or plan; return what is new.

    `said` is what was said before. A notice or plan that repeats its last word says nothing new, and neither do people
    who repeat the last word of any of them. Pure: the caller stores the result with `store_particulars` and saves the
    case.
    """
    by_person = by.is_person
    voice = "" if by_person else source
    latest = {row.name: row.value for row in said if _voice(row) == voice}
    fresh = [
        row
        for row in said_by(case, particulars, source=source, as_of=as_of, by_person=by_person)
        if latest.get(row.name) != row.value
    ]
    count_anew(case, fresh, said, source=source, by=by, today=today)
    return fresh


def count_anew(
    case: CaseFile,
    fresh: Sequence[ParticularRow],
    said: Sequence[ParticularRow],
    *,
    source: str,
    by: Actor,
    today: date,
) -> None:
    """Update the columns and the journal of a case to what counts once `fresh` is added to what was said."""
    told: list[str] = []
    changed: dict[str, Any] = {}
    newest = {row.name: row for row in fresh if row.name in COLUMNS}
    best: dict[str, ParticularRow] = {}
    # Reversed, because the later of equal words counts, as where a person corrects an entry.
    for one in reversed([*said, *fresh]):
        if one.name in newest:
            known = best.get(one.name)
            if known is None or _rank(one) > _rank(known):
                best[one.name] = one
    for name, row in sorted(newest.items()):
        value, before = COLUMNS[name](best[name].value), getattr(case, name)
        if before != value:
            changed[name] = value
            told.append(_change(name, stored(before), stored(value)))
        elif row.by_person:  # nothing changes, but from now on no notice or plan changes it either
            told.append(f"{name}: {value}")
    if told:
        case.put(**changed)
        case.note(today, actor=str(by), event="restated", detail=f"{', '.join(told)} ({source})")


def said_by(
    case: CaseFile,
    particulars: Mapping[str, Any],
    *,
    source: str,
    as_of: date,
    by_person: bool,
) -> list[ParticularRow]:
    """Return what a source says, as rows to be stored; empty values are left out."""
    return [
        ParticularRow(case.id, name, told, source, by_person, as_of)
        for name, value in particulars.items()
        if (told := stored(value))
    ]


def store_particulars(connection: Connection, rows: Sequence[ParticularRow]) -> None:
    _ADD_PARTICULAR.run_many(connection, rows)


def _voice(row: ParticularRow) -> str:
    """Return the source by which repetitions are recognised; all people count as one, since they correct each other."""
    return "" if row.by_person else row.source


def _change(name: str, before: str, after: str) -> str:
    return f"{name}: {before} → {after}" if before else f"{name}: {after}"


def _rank(row: ParticularRow) -> tuple[bool, date, str]:
    return (bool(row.by_person), row.as_of, _voice(row))


def stored(value: Any) -> str:
    return "" if value is None else f"{value:.12g}" if isinstance(value, float) else str(value)
