"""Telling a labour-market unit that nobody needs any more what it was asked for, whether it had answered or not."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Connection, select

from models.casefile import CaseFile
from models.reminders.off import off_step, tells_that_it_is_off
from models.storage.driver_statements import Row, Statement, among, id_list, no_way_in
from models.tables import Message, Person, Reminder
from states.processes.delivery import DeliveryState

DEMAND = "demand_order"
_reminder = Reminder.__table__
_message = Message.__table__
_state = no_way_in(_message.c.state)
_person = Person.__table__


def withdrawn_demand(connection: Connection, cases: Sequence[CaseFile], *, today: date) -> list[Row]:
    """Return the reminders, as `plan` writes them, that tell those who were asked of demand that was withdrawn.

    They bear the day of the withdrawal, so that each is told once, however often this is called.
    """
    gone = {
        (case.id, order.unit_id, order.answered_on)
        for case in cases
        for order in case.orders.values()
        if not order.stands and order.answered_on is not None
    }
    if not gone:
        return []
    asked = set(_ASKED.rows(connection, (id_list(connection, sorted({case_id for case_id, _, _ in gone})),)))
    return [
        (case_id, DEMAND, "", off_step(on), person, on, on, today)
        for case_id, unit, on in sorted(gone)
        for of_case, person, of_unit in sorted(asked)
        if (of_case, of_unit) == (case_id, unit)
    ]


_ASKED = Statement(
    ["ids"],
    lambda db: (
        select(_reminder.c.case_id, _reminder.c.person_id, _person.c.labour_market_unit_id)
        .join(_message, _message.c.id == _reminder.c.message_id)
        .join(_person, _person.c.id == _reminder.c.person_id)
        .where(among(_reminder.c.case_id, db), _reminder.c.matter == DEMAND, ~tells_that_it_is_off())
        .where((_state == DeliveryState.SENT) | (_state == DeliveryState.UNKNOWN))
        .where(_person.c.labour_market_unit_id.is_not(None))
        .distinct()
    ),
)
