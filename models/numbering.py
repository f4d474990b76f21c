"""A planned procurement has no number yet: it goes by one made up from a plan until it gets its own."""

import hashlib
import re
from collections.abc import Mapping
from datetime import date

from sqlalchemy import Connection, bindparam, insert, select, update

from models.actor import Actor
from models.casefile import CaseFile
from models.casestore import save
from models.references import ids_called
from models.refusals import Refused
from models.storage.driver_statements import KeyTaken, Statement
from models.tables import Case, FormerReference, NoticeName
from states.records.names import reference_key
from states.text import Text

_case = Case.__table__
_former = FormerReference.__table__
_name = NoticeName.__table__
NUMBERED = "numbered"
"""The event of the journal: `source` is what the case was called, `target` the number that it got."""
_MADE_UP = re.compile("P-[0-9a-f]{10}")


def made_up(unit: str, title: str) -> str:
    """Return what a procurement is called that a plan gives no number: the same for the same unit and title."""
    identity = f"{unit}|{title}".casefold()
    return f"P-{hashlib.sha256(identity.encode()).hexdigest()[:10]}"


def name_of_row(reference: str) -> str:
    """Return the name by which a row of a plan finds its case, from what `made_up` calls the row."""
    return f"plan {reference}"


def has_no_number(reference: str) -> bool:
    return bool(_MADE_UP.fullmatch(reference))


def note_number(case: CaseFile, number: str, *, former: str, by: Actor, today: date) -> None:
    """Let a case go on under its number. The caller stores that with `save_numbers`, and saves the case."""
    case.note(today, actor=str(by), event=NUMBERED, source=former, target=number)
    case.reference = number


def save_numbers(connection: Connection, numbers: Mapping[int, str]) -> None:
    """Store the numbers that cases have got, by their ids, and what they were called before; raise KeyTaken."""
    _KEEP_FORMER.run_many(connection, [(id_,) for id_ in numbers])
    _SET_REFERENCE.run_many(connection, [(number, reference_key(number), id_) for id_, number in numbers.items()])


def enter_number(connection: Connection, case: CaseFile, number: str, *, by: Actor, today: date) -> None:
    """Enter the number of a case that has none of its own.

    Raises Refused if the case has a number already, or another case has this one.
    """
    if not has_no_number(case.reference):
        raise Refused(_HAS_ONE.fill(reference=case.reference))
    taken = Refused(_TAKEN.fill(number=number, reference=case.reference))
    if ids_called(connection, [number]):
        raise taken
    keep_name(connection, case.reference, case.id)
    note_number(case, number, former=case.reference, by=by, today=today)
    try:
        save_numbers(connection, {case.id: number})
    except KeyTaken as clash:
        raise taken from clash  # someone else took it in the same moment
    save(connection, [case])


def keep_name(connection: Connection, reference: str, case_id: int) -> None:
    """Store the name by which a row of a plan finds the case that was called this."""
    name = {"name": name_of_row(reference), "case_id": case_id}
    if not connection.execute(select(_name.c.id).filter_by(**name)).first():
        connection.execute(insert(_name).values(name))


_KEEP_FORMER = Statement(
    ["id"],
    lambda _: (
        insert(_former)
        .inline()
        .from_select(["key", "case_id"], select(_case.c.reference_key, _case.c.id).where(_case.c.id == bindparam("id")))
    ),
)
_SET_REFERENCE = Statement(
    ["reference", "key", "id"],
    lambda _: (
        update(_case)
        .values(reference=bindparam("reference"), reference_key=bindparam("key"))
        .where(_case.c.id == bindparam("id"))
    ),
)
_HAS_ONE = Text(
    "Ärendet {reference} har redan ett nummer, och det ändras inte.",
    "Case {reference} has a number already, and that does not change.",
)
_TAKEN = Text(
    "Ärendet {number} finns redan. Är det samma upphandling som {reference}, slå ihop de två.",
    "Case {number} exists already. If it is the same procurement as {reference}, merge the two.",
)
