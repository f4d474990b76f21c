"""Carrying over in the database what is stored under a supplier's name, when it goes on under another."""

from sqlalchemy import ColumnElement, Connection, Table, UniqueConstraint, and_, delete, exists, select, true, update

from models.casefile import Renaming, subject_of
from models.tables import (
    CalendarEntry,
    CompetenceProfile,
    InvitationRow,
    ObligationRow,
    ObservationRow,
    OverrideRequest,
    Reminder,
    Track,
)
from states.facts import Milestone
from states.records.names import lot_key, supplier_key

_track = Track.__table__
_observation = ObservationRow.__table__
_obligation = ObligationRow.__table__
_profile = CompetenceProfile.__table__
_SUPPLIER = "supplier"

BY_SUBJECT: tuple[Table, ...] = tuple(
    model.__table__ for model in (Track, OverrideRequest, InvitationRow, CalendarEntry, Reminder)
)
"""The tables whose `subject` is a supplier as its track is called, or a position by its number."""
BY_NAME: tuple[Table, ...] = (_obligation, _observation, _profile)
"""The tables that hold a supplier's name beside the lot. The journal keeps the names as they were."""


def carry_over(connection: Connection, case_id: int, renaming: Renaming) -> None:
    """Store under the new name what a case has under the old one."""
    if renaming.emptied:
        _drop(connection, case_id, renaming)
    _rename_records(connection, case_id, renaming)
    if renaming.old == renaming.new:
        return
    old, new = subject_of(*renaming.old), subject_of(*renaming.new)
    for table in BY_SUBJECT:
        of_supplier = table.c.process == _SUPPLIER if "process" in table.c else true()
        mine = and_(table.c.case_id == case_id, table.c.subject == old, of_supplier, _free(table, new))
        connection.execute(update(table).where(mine).values(subject=new))
    lot, supplier = renaming.new
    for table in (_obligation, _profile):
        mine = _named(table, case_id, renaming.old)
        connection.execute(update(table).where(mine).values(lot=lot, supplier=supplier))


def _named(table: Table, case_id: int, named: tuple[str, str]) -> ColumnElement[bool]:
    c = table.c
    return and_(c.case_id == case_id, c.lot == named[0], c.supplier == named[1])


def _drop(connection: Connection, case_id: int, renaming: Renaming) -> None:
    c, subject = _track.c, subject_of(*renaming.old)
    connection.execute(delete(_obligation).where(_named(_obligation, case_id, renaming.old)))
    connection.execute(delete(_track).where(c.case_id == case_id, c.process == _SUPPLIER, c.subject == subject))


def _free(table: Table, new: str) -> ColumnElement[bool]:
    """Return the condition that no row of the same key has the new name already: what was sent under both stays so."""
    other = table.alias()
    taken = [
        exists(
            select(other.c.id).where(
                other.c.subject == new, *(other.c[one.name] == one for one in key.columns if one.name != "subject")
            )
        )
        for key in table.constraints
        if isinstance(key, UniqueConstraint) and "subject" in key.columns
    ]
    return and_(true(), *(~one for one in taken))


def _rename_records(connection: Connection, case_id: int, renaming: Renaming) -> None:
    """Rename the supplier in the records of its lot, in whichever spelling they were stored."""
    c, (lot, supplier) = _observation.c, renaming.new
    same = _key(*renaming.old)
    stored = connection.execute(select(c.lot, c.supplier).where(c.case_id == case_id).distinct()).all()
    spellings = [tuple(row) for row in stored if _key(*row) == same]
    for was_lot, was_supplier in spellings:
        mine = and_(c.case_id == case_id, c.lot == was_lot, c.supplier == was_supplier)
        connection.execute(update(_observation).where(mine).values(lot=lot, supplier=supplier))
    if renaming.number is not None:
        named = and_(c.case_id == case_id, c.milestone == Milestone.WINNER_NAMED, c.on.is_not(None))
        mine = and_(named, c.lot == lot, c.supplier == supplier)
        connection.execute(update(_observation).where(mine).values(value=renaming.number))


def _key(lot: str, supplier: str) -> tuple[str, str]:
    return lot_key(lot), supplier_key(supplier)
