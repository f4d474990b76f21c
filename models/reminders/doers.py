"""Who did what has changed in a case, so that nobody is told of what they did themselves."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date, timedelta

from sqlalchemy import Connection, select
from sqlmodel import col

from models.tables import JournalEntry
from states.facts import Role

_ONE_DAY = timedelta(days=1)


def done_by_one(connection: Connection, changes: Collection[tuple[int, date]]) -> dict[tuple[int, date], int]:
    """Return the number of the person who alone caused a change, by the case and the day on which a tick found it.

    It was caused by what people did in the case on that day, or on the day before if nobody did anything then. What
    several people did, or nobody of the directory, is left out. The clock only draws conclusions.
    """
    query = (
        select(col(JournalEntry.case_id), col(JournalEntry.on), col(JournalEntry.actor))
        .where(col(JournalEntry.case_id).in_({case_id for case_id, _ in changes}))
        .where(col(JournalEntry.on).in_({on for _, day in changes for on in (day, day - _ONE_DAY)}))
        .where(col(JournalEntry.actor) != Role.CLOCK)
        .distinct()
    )
    actors: dict[tuple[int, date], set[str]] = defaultdict(set)
    for case_id, on, actor in connection.execute(query) if changes else ():
        actors[case_id, on].add(actor.partition(":")[2])
    found = {}
    for case_id, day in changes:
        people = actors.get((case_id, day)) or actors.get((case_id, day - _ONE_DAY)) or {""}
        if len(people) == 1 and (person := next(iter(people))):
            found[case_id, day] = int(person)
    return found
