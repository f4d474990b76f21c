"""What a supplier has promised, and who looks after it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Engine

from desk.acting import Outcome, change_case
from models import obligations, operations
from models.actor import Actor
from models.casefile import CaseFile
from models.subject_meant import winner_meant
from states.facts import Milestone
from states.records.observations import Observation


@dataclass(frozen=True, slots=True)
class SupplierMeant:
    """A winner of a case, named as loosely as people do: both may be empty where there is only one."""

    supplier: str = ""
    lot: str = ""


@dataclass(frozen=True, slots=True)
class Care:
    """Who looks after a supplier, by their numbers in the directory; None leaves it as it is."""

    contact_id: int | None = None
    """The contact person at the labour-market unit."""
    supplier_person_id: int | None = None
    """The supplier's own contact person."""


def oblige(
    engine: Engine,
    reference: str,
    meant: SupplierMeant,
    promise: Mapping[str, Any],
    *,
    by: Actor,
    today: date,
) -> Outcome:
    """Enter what a supplier has promised, as fields of `states.records.obligations.Obligation`; the rest stays.

    Raises UnknownCase, CaseChanged, and Refused for amounts that cannot be, for a supplier that is through or not
    known, and for who may not enter it.
    """

    def act(connection: Connection, case: CaseFile) -> bool:
        owed = winner_meant(case, meant.supplier, meant.lot)
        return obligations.oblige(connection, case, owed, promise, by=by, today=today)

    return change_case(engine, reference, act)


def assign(engine: Engine, reference: str, meant: SupplierMeant, care: Care, *, by: Actor, today: date) -> Outcome:
    """Name who looks after a supplier; naming a contact person is recorded as a milestone of the day.

    Raises UnknownCase, CaseChanged, RecordingRefused where it is too early, and Refused for a supplier that is not
    known and for who may not assign.
    """

    def act(connection: Connection, case: CaseFile) -> bool:
        owed = winner_meant(case, meant.supplier, meant.lot)
        assigned = care.contact_id is not None and operations.record(
            connection,
            case,
            Observation(
                Milestone.CONTACT_ASSIGNED,
                today,
                str(by),
                by_person=True,
                as_of=today,
                lot=owed.lot,
                supplier=owed.supplier,
            ),
            by=by,
            today=today,
        )
        changed = obligations.look_after(
            connection,
            case,
            owed,
            by=by,
            today=today,
            contact_id=care.contact_id,
            supplier_person_id=care.supplier_person_id,
        )
        return assigned or changed

    return change_case(engine, reference, act)
