"""A small city for tests: one unit, its people, and cases brought to where a test begins."""

from datetime import date
from types import SimpleNamespace
from typing import Any

from sqlalchemy import Connection, Engine, insert, select

from models.actor import Actor
from models.casefile import CaseFile
from models.installation.settings import Settings
from models.mails.contents import MailContents, digest_of, packed, unpacked
from models.obligations import look_after, oblige
from models.operations import NewCase, assess, find, open_case, record
from models.reminders.receipts import of_a_ladder
from models.storage.database import reading, writing
from models.subject_meant import winner_meant
from models.tables import ContractingUnit, Message, Person, Reminder
from states.facts import Milestone, Role
from states.law.applicability import AssessmentOutcome, ProcurementKind, RequirementForm
from states.records.observations import Observation

OFFICER, MANAGER, SUPPORT, UNIT = 1, 2, 3, 9
BY_OFFICER, BY_SUPPORT, BY_UNIT = (
    Actor(role, person)
    for role, person in ((Role.OFFICER, OFFICER), (Role.SUPPORT, SUPPORT), (Role.LABOUR_MARKET, UNIT))
)
SETTINGS = Settings(_env_file=None, smtp_host="127.0.0.1", smtp_port=1)

PEOPLE = (
    {"id": OFFICER, "name": "Ulla Upphandlare", "email": "ulla@exempelstad.example", "role": "officer"},
    {"id": MANAGER, "name": "Chris Chef", "email": "chris@exempelstad.example", "role": "manager"},
    {"id": SUPPORT, "name": "Stig Stöd", "email": "stig@exempelstad.example", "role": "support"},
    {"id": UNIT, "name": "Aina Arbetsmarknad", "email": "aina@exempelstad.example", "role": "labour_market"},
)


def found_city(engine: Engine) -> None:
    with writing(engine) as connection:
        connection.execute(
            insert(ContractingUnit).values(
                id=1, name="Fastighetskontoret", organisation_number="", act="lou", numbers_cases=False
            )
        )
        for person in PEOPLE:
            connection.execute(insert(Person).values(**person, phone="031-390 06 01", unit_id=1, language="sv"))


def open_planned(engine: Engine, reference: str, *, on: date, kind: str = "service", procedure: str = "open") -> None:
    new = NewCase(
        reference,
        f"Städtjänster {reference}",
        unit_id=1,
        officer_id=OFFICER,
        kind=ProcurementKind(kind),
        procedure=procedure,
        months=24.0,
        headcount=3.0,
    )
    with writing(engine) as connection:
        open_case(connection, new, source="test", by=BY_OFFICER, today=on)


def observe(
    engine: Engine,
    reference: str,
    milestone: Milestone,
    on: date | None,
    *,
    by: Actor = BY_OFFICER,
    **told: str,
) -> str:
    """Record a milestone on its own day and return the state of the purchase after it."""
    told_on = date.fromisoformat(told.pop("told_on")) if "told_on" in told else on
    assert told_on is not None
    with writing(engine) as connection:
        case = find(connection, reference)
        seen = Observation(milestone, on, str(by), by_person=True, as_of=told_on, **told)
        record(connection, case, seen, by=by, today=told_on)
        return case.tracks[0].state


def promise(engine: Engine, reference: str, *, on: date, supplier: str = "", **promised: Any) -> None:
    """Enter what a winner of a case has promised."""
    with writing(engine) as connection:
        case = find(connection, reference)
        oblige(connection, case, winner_meant(case, supplier, ""), promised, by=BY_SUPPORT, today=on)


def name_contact(engine: Engine, reference: str, *, contact: int, theirs: int | None = None, on: date) -> None:
    """Name the people who look after the only winner of a case."""
    with writing(engine) as connection:
        case = find(connection, reference)
        who = {"contact_id": contact, "supplier_person_id": theirs}
        look_after(connection, case, case.obligations[0], by=BY_SUPPORT, today=on, **who)


def require(engine: Engine, reference: str, *, on: date, by: Actor = BY_OFFICER) -> None:
    with writing(engine) as connection:
        case = find(connection, reference)
        forms = [RequirementForm.EMPLOYMENT]
        assess(connection, case, AssessmentOutcome.REQUIRED, forms=forms, on=on, by=by, today=on)


def bring_to_standstill(engine: Engine, reference: str, *, sent: date, procedure: str = "open") -> None:
    """Bring a case through planning, call and award to the day its award notice was sent electronically."""
    started = date(sent.year, 1, 12)
    open_planned(engine, reference, on=started, procedure=procedure)
    observe(engine, reference, Milestone.CONTACT_POINT_1, started)
    require(engine, reference, on=started)
    observe(engine, reference, Milestone.DOCUMENTS_PUBLISHED, started)
    observe(engine, reference, Milestone.AWARD_DECIDED, sent)
    observe(engine, reference, Milestone.AWARD_NOTICE_SENT, sent, value="electronic")


def case_now(engine: Engine, reference: str) -> CaseFile:
    with writing(engine) as connection:
        return find(connection, reference)


def state_of(engine: Engine, reference: str) -> str:
    return case_now(engine, reference).tracks[0].state


def reminders(engine: Engine) -> list[tuple[str, str, int, date, str]]:
    """Return (matter, step, person, due date, state) of every reminder of a ladder, in the order they were planned."""
    with reading(engine) as connection:
        rows = connection.execute(select(Reminder.__table__).where(of_a_ladder()).order_by(Reminder.__table__.c.id))
        return [(row.matter, row.step, row.person_id, row.due_on, row.state) for row in rows]


UNSAID = {"contents": b"", "digest": ""}
"""The columns of a message of which nobody reads what it says."""


def messages(connection: Connection) -> list[Any]:
    """Return all messages with what they say, oldest first."""
    rows = connection.execute(select(Message.__table__).order_by(Message.__table__.c.id)).mappings()
    return [SimpleNamespace(**row, **unpacked(row["contents"])._asdict()) for row in rows]


def texts(connection: Connection) -> list[str]:
    """Return the texts of all messages, oldest first."""
    return [message.text for message in messages(connection)]


def said(**changed: Any) -> dict[str, Any]:
    """Return the columns of a message with what it says: text, html, calendar, attachment and attachment_name."""
    contents = MailContents(**{name: changed.pop(name) for name in MailContents._fields if name in changed})
    return changed | {"contents": packed(contents), "digest": digest_of(changed["subject"], contents)}
