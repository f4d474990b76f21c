from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, Table, func, insert, select, text, update
from sqlmodel import SQLModel

from models.hours_report import PersonsHours, Share
from models.storage import sandbox
from models.storage.database import open_engine, reading, writing
from models.storage.sandbox import copy_case
from models.tables import (
    AgendaRow,
    AssessmentRow,
    AttestationRow,
    CalendarEntry,
    Case,
    CaseLink,
    CompetenceProfile,
    DemandOrderRow,
    FigureRow,
    FormerReference,
    ImportedNotice,
    ImportQuestion,
    InvitationRow,
    LabourMarketUnit,
    Message,
    NoticeName,
    ObligationRow,
    OverrideRequest,
    Particular,
    Person,
    Reminder,
    Responsibility,
    SentClause,
    Track,
    VerifiedJournal,
    WorkedHours,
)
from states.facts import Milestone
from states.records.names import reference_key
from tests.models.building import add_person, add_unit, broken, enter, opened, seen
from tests.models.firm import MAY, balance_in, founded, hired, read, reported

DAY = date(2026, 3, 2)


@pytest.fixture
def copy(tmp_path: Path) -> Iterator[Engine]:
    made = open_engine(f"sqlite:///{tmp_path / 'copy.db'}", synchronous="OFF")
    SQLModel.metadata.create_all(made)
    yield made
    made.dispose()


def fill(engine: Engine, case_id: int, person: int, message: int) -> None:
    """Give a case a row in every table that a case can have rows in."""
    of_day = {"day": DAY, "language": "sv", "contents": b"", "digest": "", "template": "daily", "template_version": "1"}
    with writing(engine) as connection:
        add = connection.execute
        add(
            insert(Particular).values(
                case_id=case_id, name="kind", value="works", source="t", by_person=True, as_of=DAY
            )
        )
        add(insert(VerifiedJournal).values(case_id=case_id, length=1, head="h", whole_on=DAY))
        add(insert(LabourMarketUnit).values(id=case_id, name=f"Jobbcenter {case_id}"))
        asked = {"occupation": "9111", "number": 3, "area": "", "forms": "", "months": 0, "asked_on": DAY, "asked": 1}
        add(insert(DemandOrderRow).values(case_id=case_id, unit_id=case_id, **asked))
        add(
            insert(ObligationRow).values(
                case_id=case_id,
                supplier="Exempel AB",
                lot="",
                unit="persons",
                amount=2.5,
                positions=2,
                months_each=0,
                starts_within=6,
                internship_counts=True,
                penalty=False,
                contact_id=person,
            )
        )
        add(
            insert(OverrideRequest).values(
                case_id=case_id,
                process="procurement",
                subject="",
                source="award",
                target="matching",
                reason="x",
                risks="x",
                state="waiting",
                asked_by="support",
                asked_on=DAY,
                decided_by="",
            )
        )
        add(
            insert(ImportedNotice).values(
                case_id=case_id, key=f"k{case_id}", publication_number="", form_type="result", published_on=DAY
            )
        )
        add(
            insert(ImportQuestion).values(
                notice=f"k{case_id}", title="Å", case_id=case_id, other_id=case_id, row="refers", asked_on=DAY
            )
        )
        add(
            insert(AgendaRow).values(
                case_id=case_id, place=0, kind="owed", name="contact_point_1", process="procurement"
            )
        )
        add(insert(FigureRow).values(case_id=case_id, name="with", year=2026, amount=1))
        add(insert(NoticeName).values(case_id=case_id, name=f"notice {case_id}"))
        add(insert(FormerReference).values(case_id=case_id, key=reference_key(f"P-{case_id}")))
        entry = {
            "matter": "contact_point_1",
            "subject": "",
            "uid": f"u{case_id}",
            "day": DAY,
            "summary": "Å",
            "changed_on": DAY,
        }
        times = {"made_on": DAY, "expires_on": DAY}
        add(
            insert(InvitationRow).values(
                nonce=f"n{case_id}", purpose="record", person_id=person, case_id=case_id, **times
            )
        )
        add(insert(CalendarEntry).values(case_id=case_id, person_id=person, sequence=1, cancelled=False, **entry))
        add(
            insert(Message).values(
                id=message,
                key=f"daily:{message}",
                person_id=person,
                recipient="a@example.se",
                subject="Å",
                state="sent",
                attempts=1,
                sent_at=datetime(2026, 3, 2, 6, 30, tzinfo=UTC),
                problem="",
                **of_day,
            )
        )
        add(
            insert(Reminder).values(
                case_id=case_id,
                matter="contact_point_1",
                subject="",
                step="+5",
                person_id=person,
                base=DAY,
                due_on=DAY,
                planned_on=DAY,
                state="planned",
                message_id=message,
                case_version=1,
            )
        )


def rows(engine: Engine, table: Table, case_id: int | None = None) -> list[tuple[Any, ...]]:
    with reading(engine) as connection:
        query = select(table).order_by(*table.primary_key)
        return [
            tuple(row)
            for row in connection.execute(query if case_id is None else query.where(table.c.case_id == case_id))
        ]


def copied(engine: Engine, copy: Engine, case_id: int) -> None:
    with reading(engine) as source, writing(copy) as target:
        copy_case(source, target, case_id)


NOTHING_SAID = {"tasks": "", "share": None, "place": "", "starts_on": None, "requirements": "", "about": ""}
CLAUSE = {
    "clause": "employment",
    "version": 1,
    "form": "employment",
    "trade": "",
    "language": "sv",
    "approved_by": "",
    "wording": "a",
    "parameters": "{}",
    "promise": "",
    "text": "Å",
    "text_digest": "b",
    "sent_by": "officer:1",
    "sent_on": DAY,
}
ATTESTED = {"entry": 1, "content": "{}", "digest": "c", "public_key": "d", "given_by": "support:3", "given_on": DAY}


@pytest.fixture
def two(engine: Engine) -> tuple[int, int]:
    """Two cases, one of them linked to the other, each with rows everywhere."""
    unit = add_unit(engine, "Parkförvaltningen")
    person = add_person(engine, "ylva@example.se", unit_id=unit)
    ids = opened(engine, "UH-1", unit_id=unit, officer_id=person), opened(engine, "UH-2", officer_id=person)
    for message, case_id in enumerate(ids, start=7):
        fill(engine, case_id, person, message)
    enter(engine, "UH-1", seen(Milestone.CONTACT_POINT_1, DAY))
    with writing(engine) as connection:
        for case_id in ids:
            told = {"on": DAY, "as_of": DAY, "source": "support:3", "outcome": "required", "occupations": "9111:3"}
            connection.execute(insert(AssessmentRow).values(case_id=case_id, **told))
            job = {"supplier": "Exempel AB", "occupation": "Städare", "as_of": DAY, "source": "support"}
            connection.execute(insert(CompetenceProfile).values(case_id=case_id, lot="", **job, **NOTHING_SAID))
            connection.execute(insert(SentClause).values(case_id=case_id, **CLAUSE))
            connection.execute(insert(AttestationRow).values(case_id=case_id, **ATTESTED))
            owed = connection.execute(select(ObligationRow.id).where(ObligationRow.case_id == case_id)).scalar_one()
            worked = {"position": 1, "candidate": 1, "month": DAY, "quarters": 8, "obligation_id": owed}
            connection.execute(insert(WorkedHours).values(case_id=case_id, **worked))
        connection.execute(insert(CaseLink).values(case_id=ids[0], kind="call_off", other_id=ids[1], linked_on=DAY))
    return ids


def test_every_row_of_the_case_comes_along_with_its_number_and_no_row_of_another(engine, copy, two):
    mine, other = two
    of_cases = [table for table in SQLModel.metadata.sorted_tables if "case_id" in table.c]
    copied(engine, copy, mine)
    for table in of_cases:
        assert rows(copy, table) == rows(engine, table, mine) != [], table.name
        assert rows(copy, table, other) == []


def test_the_directory_comes_whole_and_of_the_messages_those_about_the_case(engine, copy, two):
    add_person(engine, "nobody-of-this-case@example.se")
    copied(engine, copy, two[0])
    assert rows(copy, Person.__table__) == rows(engine, Person.__table__)
    assert [row[0] for row in rows(copy, Message.__table__)] == [7]
    assert rows(copy, Message.__table__)[0] == rows(engine, Message.__table__)[0]


def test_labour_market_units_come_with_their_mailboxes_and_what_they_answer_for(engine, copy, two):
    mailbox = add_person(engine, "jobbcenter@example.se")
    with writing(engine) as connection:
        connection.execute(insert(LabourMarketUnit).values(id=90, name="Jobbcenter"))
        person = Person.__table__
        connection.execute(update(person).values(labour_market_unit_id=90).where(person.c.id == mailbox))
        connection.execute(insert(Responsibility).values(labour_market_unit_id=90, occupation="9111"))
    copied(engine, copy, two[0])
    for table in (Person.__table__, LabourMarketUnit.__table__, Responsibility.__table__):
        assert rows(copy, table) == rows(engine, table) != [], table.name
    with reading(copy) as connection:
        assert connection.execute(text("PRAGMA foreign_key_check")).all() == []


def test_the_directory_refers_to_nothing_outside_itself():
    for table in sandbox._DIRECTORY:
        assert {key.column.table for key in table.foreign_keys} <= set(sandbox._DIRECTORY), table.name


def test_the_journal_of_the_copy_verifies_and_goes_on(engine, copy, two):
    copied(engine, copy, two[0])
    assert broken(copy, two[0]) is None
    assert enter(copy, "UH-1", seen(Milestone.DOCUMENTS_PUBLISHED, DAY))
    assert broken(copy, two[0]) is None
    assert broken(engine, two[0]) is None


def test_a_linked_case_is_there_but_never_due(engine, copy, two):
    mine, other = two
    copied(engine, copy, mine)
    c = Case.__table__.c
    with reading(copy) as connection:
        checks = dict(connection.execute(select(c.id, c.next_check)).tuples().all())
        tracks = connection.execute(select(func.count()).where(Track.__table__.c.case_id == other)).scalar_one()
    assert checks == {mine: DAY, other: None}
    assert tracks == 0


def test_rows_that_point_at_later_ones_and_at_each_other_are_copied(engine, copy, two):
    person = add_person(engine, "stig@example.se")
    t = Track.__table__
    with writing(engine) as connection:
        stands_in = update(Person.__table__).values(substitute_id=person)
        connection.execute(stands_in.where(Person.__table__.c.email == "ylva@example.se"))
        ylva = select(Person.__table__.c.id).where(Person.__table__.c.email == "ylva@example.se").scalar_subquery()
        connection.execute(update(Person.__table__).values(substitute_id=ylva).where(Person.__table__.c.id == person))
        for number, process in ((91, "placement"), (92, "supplier")):
            connection.execute(
                insert(t).values(id=number, case_id=two[0], process=process, subject="x", state="open", since=DAY)
            )
        connection.execute(update(t).values(parent_id=92).where(t.c.id == 91))
    copied(engine, copy, two[0])
    assert rows(copy, Person.__table__) == rows(engine, Person.__table__)
    assert rows(copy, t) == rows(engine, t, two[0])
    with reading(copy) as connection:
        assert connection.execute(text("PRAGMA foreign_key_check")).all() == []


@pytest.mark.parametrize(("reference", "fulfilled"), [("UH-1", 100), ("UH-2", 60)])
def test_hours_that_two_cases_share_are_copied_with_either(engine, copy, reference, fulfilled):
    founded(engine, "UH-1", "UH-2")
    hired(engine, "UH-1")
    reported(engine, "UH-1", MAY, PersonsHours(1, 1, 640, (Share("UH-2", 240),)))
    copied(engine, copy, read(engine, reference).id)
    assert balance_in(copy, reference).fulfilled == fulfilled
