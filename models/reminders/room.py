"""How much one mail tells in full, and over how many working days the cases of one day are therefore spread."""

from collections import Counter
from datetime import date

from sqlalchemy import Connection, func, select
from sqlmodel import col

from models.tables import Case, Person
from states.facts import Role

MATTERS = 25
"""So many matters does a mail tell in full; what is beyond is counted, and told in the mails of later days."""
OF_ONE_DAY = 15
"""So many of them are about cases that came in on one and the same day, such as those of a large import."""
LAST_DAYS = 100
"""So many matters a day, in several mails, where it is the last day of something urgent."""
ENTRIES = 25
"""So many entries of a calendar does a mail carry; the others go with the mails of later days."""
BYTES = 200_000
"""So large is a mail at most, as it is sent."""


def working_days_of(connection: Connection, day: date) -> int:
    """Return over about how many working days the first reminders about the cases that came in on a day are spread.

    It is reckoned with one reminder for each case, which goes to its officer, else to the managers of its unit, else to
    the support function.
    """
    managed = set(connection.execute(select(col(Person.unit_id)).where(col(Person.role) == Role.MANAGER)).scalars())
    of_day = select(col(Case.officer_id), col(Case.unit_id), func.count()).where(col(Case.opened_on) == day)
    told: Counter[tuple[int | None, int | None]] = Counter()
    for officer, unit, cases in connection.execute(of_day.group_by(col(Case.officer_id), col(Case.unit_id))):
        told[officer, None if officer or unit not in managed else unit] += cases
    return -(-max(told.values(), default=0) // OF_ONE_DAY)
