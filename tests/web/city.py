"""The small city with pages: cases brought to where somebody has to answer, and links to the pages for it."""

from datetime import UTC, date, datetime
from typing import Any

from pydantic import SecretStr
from sqlalchemy import Engine, insert, select, text

from models.obligations import look_after, oblige
from models.operations import find
from models.storage.database import reading, writing
from models.subject_meant import winner_meant
from models.tables import JournalEntry, ObservationRow, Person
from notifications.invitations.links import Bound, Purpose
from notifications.invitations.rules import RULES, addresses, met_on
from states.facts import Milestone
from tests.notifications.city import (
    BY_SUPPORT,
    BY_UNIT,
    SETTINGS,
    UNIT,
    bring_to_standstill,
    case_now,
    found_city,
    observe,
)
from tests.web.browser import Browser
from web.app import pages

SECRET = "for tests only"
SIGNING = SETTINGS.model_copy(update={"secret": SecretStr(SECRET)})
FIRM, RIVAL_PERSON = 21, 22
FIRMS, RIVAL = "Städ & Service AB", "Hemlig Konkurrent AB"
SUBJECT, RIVALS_SUBJECT = f"Del 1: {FIRMS}", f"Del 2: {RIVAL}"
SENT, OPENED, CLEAR, TODAY = date(2026, 3, 31), date(2026, 4, 7), date(2026, 4, 13), date(2026, 4, 20)
_observation = ObservationRow.__table__
_journal = JournalEntry.__table__


def found(engine: Engine) -> None:
    found_city(engine)
    firms = {FIRM: ("Frida Firma", "frida@firma.example"), RIVAL_PERSON: ("Rut Rival", "rut@rival.example")}
    with writing(engine) as connection:
        for number, (name, email) in firms.items():
            told = {"id": number, "name": name, "email": email, "phone": f"08-{number}", "language": "sv"}
            connection.execute(insert(Person).values(**told, role="supplier", unit_id=None))
        if engine.dialect.name == "postgresql":  # the numbers above were given by hand: those that come are others
            connection.execute(text("SELECT setval(pg_get_serial_sequence('person', 'id'), 100)"))


def browser(engine: Engine, today: date = TODAY, **changed: Any) -> Browser:
    settings = SIGNING.model_copy(update=changed)
    return Browser(pages(engine, settings, clock=lambda: datetime(today.year, today.month, today.day, 8, tzinfo=UTC)))


def link(
    engine: Engine,
    purpose: Purpose,
    person: int,
    reference: str = "UH-1",
    *,
    subject: str = "",
    today: date = TODAY,
) -> str:
    """Return the path of a link, made on a day."""
    matter = "" if RULES[purpose].lasting else met_on(purpose)
    bound = Bound(purpose, person, case_now(engine, reference).id, matter, subject)
    with writing(engine) as connection:
        return addresses(connection, [bound], today=today, settings=SIGNING)[bound].removeprefix(
            "http://127.0.0.1:8400"
        )


def two_winners(engine: Engine, reference: str = "UH-1", *, places: int = 4) -> None:
    """Bring a case to two suppliers on two lots, of which the first has a contact person and one of its own."""
    bring_to_standstill(engine, reference, sent=SENT)
    for lot, supplier in (("Del 1", FIRMS), ("Del 2", RIVAL)):
        observe(engine, reference, Milestone.WINNER_NAMED, CLEAR, lot=lot, supplier=supplier)
    for milestone in (Milestone.COURT_CHECKED, Milestone.CONTACT_POINT_2, Milestone.CONTRACT_SIGNED):
        observe(engine, reference, milestone, CLEAR)
    people = {FIRMS: FIRM, RIVAL: RIVAL_PERSON}
    with writing(engine) as connection:
        case = find(connection, reference)
        for supplier, amount in ((FIRMS, places), (RIVAL, 7)):
            owed = winner_meant(case, supplier, "")
            oblige(connection, case, owed, {"unit": "persons", "amount": amount}, by=BY_SUPPORT, today=CLEAR)
            who = {"contact_id": UNIT, "supplier_person_id": people[supplier]}
            look_after(connection, case, winner_meant(case, supplier, ""), by=BY_SUPPORT, today=CLEAR, **who)


def begun(engine: Engine, reference: str = "UH-1") -> None:
    """Bring the first supplier of `two_winners` to an agreed profile."""
    observe(engine, reference, Milestone.CONTACT_ASSIGNED, CLEAR, by=BY_SUPPORT, supplier=FIRMS, lot="Del 1")
    for milestone in (Milestone.DIALOGUE_HELD, Milestone.PROFILE_AGREED):
        observe(engine, reference, milestone, CLEAR, by=BY_UNIT, supplier=FIRMS, lot="Del 1")


def placed(engine: Engine, milestone: Milestone, on: date, place: str = "1", **told: str) -> None:
    observe(engine, "UH-1", milestone, on, by=BY_UNIT, placement=place, **told)


def recorded(engine: Engine, *milestones: Milestone) -> list[tuple[Any, ...]]:
    """Return (milestone, day, value, source) of what was recorded of some milestones, in the order it was."""
    c = _observation.c
    query = select(c.milestone, c.on, c.value, c.source).where(c.milestone.in_(milestones)).order_by(c.id)
    with reading(engine) as connection:
        return [tuple(row) for row in connection.execute(query)]


def journal(engine: Engine) -> list[tuple[str, str, str]]:
    """Return (event, target, detail) of every entry, in their order."""
    c = _journal.c
    with reading(engine) as connection:
        return [
            tuple(row) for row in connection.execute(select(c.event, c.target, c.detail).order_by(c.case_id, c.number))
        ]
