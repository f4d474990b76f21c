"""A small city, and what is asked about in it."""

from typing import Any

from sqlalchemy import Engine, insert

from models.actor import Actor
from models.operations import NewCase, find, move, open_case
from models.storage.database import writing
from models.tables import Message, Reminder
from states.facts import Role
from tests.models.building import TODAY
from tests.notifications.city import said

OFFICER = Actor(Role.OFFICER)


def opened(engine: Engine, *references: str, **known: Any) -> None:
    with writing(engine) as connection:
        for reference in references:
            open_case(connection, NewCase(reference, "Städning", **known), source="officer", by=OFFICER, today=TODAY)


def cancelled(engine: Engine, reference: str) -> None:
    with writing(engine) as connection:
        move(connection, find(connection, reference), "cancel", by=OFFICER, today=TODAY, reason="Behovet är borta")


def written(engine: Engine, number: int, state: str, *cases: int, **known: Any) -> None:
    values = {
        "id": number,
        "key": f"daily:{number}",
        "recipient": "ylva@example.se",
        "day": TODAY,
        "language": "sv",
        "subject": "Kontakta stödfunktionen",
        "text": "Hej",
        "html": "",
        "template": "daily",
        "template_version": "1",
        "state": state,
        "attempts": 0,
        "problem": "",
    }
    reminder = {"matter": "contact_point_1", "person_id": 1, "base": TODAY, "due_on": TODAY, "planned_on": TODAY}
    with writing(engine) as connection:
        connection.execute(insert(Message).values(said(**values | known)))
        for case in cases:
            told = {
                "case_id": case,
                "subject": "",
                "step": str(number),
                "message_id": number,
                "state": "planned",
                "case_version": 0,
            }
            connection.execute(insert(Reminder).values(reminder | told))
