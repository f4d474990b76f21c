"""What the database holds under a supplier's name is carried over; a table that is forgotten here fails."""

from datetime import date
from typing import Any

from sqlalchemy import Engine, insert, select

from models.casefile import Renaming
from models.renaming import BY_NAME, BY_SUBJECT, carry_over
from models.storage.database import reading, writing
from models.tables import (
    AgendaRow,
    CalendarEntry,
    InvitationRow,
    JournalEntry,
    Message,
    ObservationRow,
    OverrideRequest,
    Reminder,
    Track,
)
from models.tables import Table as Model
from states.facts import Milestone
from tests.models.building import TODAY, add_person, opened, seen

OLD, NEW = "Städ AB", "Rent AB"
RENAMED = Renaming(("Del 1", OLD), ("Del 1", NEW))
OLD_SUBJECT, NEW_SUBJECT = f"Del 1: {OLD}", f"Del 1: {NEW}"


def test_every_table_that_is_keyed_by_a_supplier_is_carried_over():
    # The journal keeps the names as they were, the subject of a message is that of a mail, and the agenda is written
    # anew when the case is looked at next.
    not_so = {"journal", "message", "agenda"}
    by_subject = {table.name for table in Model.metadata.sorted_tables if "subject" in table.c}
    by_name = {table.name for table in Model.metadata.sorted_tables if "supplier" in table.c}
    assert {table.name for table in BY_SUBJECT} == by_subject - not_so
    assert {table.name for table in BY_NAME} == by_name
    assert {JournalEntry.__tablename__, Message.__tablename__, AgendaRow.__tablename__} == not_so


def keyed(
    case_id: int, person_id: int, subject: str, *, base: date = TODAY
) -> list[tuple[type[Model], dict[str, Any]]]:
    """Return a row of each table that tells something of a supplier."""
    told = {"case_id": case_id, "subject": subject}
    of_person = {**told, "matter": "first_start", "person_id": person_id}
    number = f"{subject} {base}"
    return [
        (Track, {**told, "process": "supplier", "state": "awarded", "since": TODAY}),
        (
            OverrideRequest,
            {
                **told,
                "process": "supplier",
                "source": "awarded",
                "target": "released",
                "reason": "r",
                "risks": "",
                "state": "waiting",
                "asked_by": "support:1",
                "asked_on": TODAY,
                "decided_by": "",
            },
        ),
        (
            InvitationRow,
            {**of_person, "nonce": number, "purpose": "supplier", "made_on": TODAY, "expires_on": TODAY},
        ),
        (
            CalendarEntry,
            {**of_person, "uid": number, "sequence": 0, "day": TODAY, "summary": "s", "cancelled": False}
            | {"changed_on": TODAY},
        ),
        (
            Reminder,
            {**of_person, "step": "on", "base": base, "due_on": TODAY, "planned_on": TODAY, "state": "sent"}
            | {"case_version": 1},
        ),
    ]


def subjects(engine: Engine, model: type[Model]) -> list[str]:
    with reading(engine) as connection:
        found = connection.execute(select(model.__table__.c.subject).where(model.__table__.c.subject != ""))
        return sorted(found.scalars())


def carried(engine: Engine, case_id: int, *renamings: Renaming) -> None:
    with writing(engine) as connection:
        for one in renamings:
            carry_over(connection, case_id, one)


def test_the_rows_of_the_case_follow_and_those_of_others_stay(engine: Engine):
    mine, other, person = opened(engine), opened(engine, "UH-2"), add_person(engine, "p@firma.example", "supplier")
    rows = keyed(mine, person, OLD_SUBJECT) + keyed(other, person, f"{OLD_SUBJECT} i annat ärende")
    with writing(engine) as connection:
        for model, row in rows:
            connection.execute(insert(model).values(row))
    carried(engine, mine, RENAMED)
    for model in (Track, OverrideRequest, InvitationRow, CalendarEntry, Reminder):
        assert subjects(engine, model) == [NEW_SUBJECT, f"{OLD_SUBJECT} i annat ärende"]


def test_what_was_told_under_both_names_stays_as_it_was_told(engine: Engine):
    case_id, person = opened(engine), add_person(engine, "p@firma.example", "supplier")
    with writing(engine) as connection:
        for model, row in [*keyed(case_id, person, OLD_SUBJECT)[-2:], *keyed(case_id, person, NEW_SUBJECT)[-2:]]:
            connection.execute(insert(model).values(row))
        later = keyed(case_id, person, OLD_SUBJECT, base=date(2026, 9, 1))[-1][1]
        connection.execute(insert(Reminder).values(later))
    carried(engine, case_id, RENAMED)
    assert subjects(engine, CalendarEntry) == [NEW_SUBJECT, OLD_SUBJECT]
    assert subjects(engine, Reminder) == [NEW_SUBJECT, NEW_SUBJECT, OLD_SUBJECT]


def test_records_follow_in_whichever_spelling_they_were_stored(engine: Engine):
    case_id = opened(engine)
    with writing(engine) as connection:
        for lot, supplier in (("Del 1", OLD), ("del 1", "STÄD  AB"), ("Del 2", OLD)):
            told = seen(Milestone.WINNER_NAMED, TODAY, lot=lot, supplier=supplier, value="556677-8899")
            connection.execute(insert(ObservationRow).values(**told._asdict(), case_id=case_id))
    carried(engine, case_id, Renaming(*(RENAMED.old, RENAMED.new), number=""))
    c = ObservationRow.__table__.c
    with reading(engine) as connection:
        query = select(c.lot, c.supplier, c.value).where(c.supplier != "").order_by(c.id)
        found = [tuple(row) for row in connection.execute(query)]
    assert found == [("Del 1", NEW, ""), ("Del 1", NEW, ""), ("Del 2", OLD, "556677-8899")]


def test_an_emptied_track_goes_and_its_records_follow(engine: Engine):
    case_id, person = opened(engine), add_person(engine, "p@firma.example", "supplier")
    with writing(engine) as connection:
        for model, row in [*keyed(case_id, person, OLD_SUBJECT), keyed(case_id, person, NEW_SUBJECT)[0]]:
            connection.execute(insert(model).values(row))
    carried(engine, case_id, Renaming(RENAMED.old, RENAMED.new, emptied=True))
    assert [subjects(engine, model) for model in (Track, Reminder)] == [[NEW_SUBJECT], [NEW_SUBJECT]]
