from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import Engine, insert, text, update

from models import queries
from models.actor import Actor
from models.journal import first_broken
from models.operations import NewCase, find, move, open_case, record
from models.queries import UnknownMessage
from models.refusals import UnknownCase
from models.storage.database import reading, writing
from models.tables import Case, Heartbeat, JournalEntry, Message, Person, Reminder, Unit
from states.facts import Milestone, Role
from states.records.observations import Observation

TODAY = date(2026, 3, 2)
OFFICER = Actor(Role.OFFICER)


@pytest.fixture
def city(engine: Engine) -> Engine:
    """Two units, and a person of each role."""
    with writing(engine) as connection:
        connection.execute(
            insert(Unit).values(id=1, name="Skolförvaltningen", organisation_number="", numbers_cases=False)
        )
        connection.execute(
            insert(Unit).values(id=2, name="Parkförvaltningen", organisation_number="", numbers_cases=False)
        )
        for number, name, role in ((1, "Ylva Påhittad", "officer"), (2, "Sten Uppdiktad", "support")):
            email = f"{name.split()[0].lower()}@example.se"
            person = {"id": number, "name": name, "email": email, "phone": "031-390 06 10", "role": role}
            connection.execute(insert(Person).values(**person, unit_id=1, language="sv"))
    return engine


def opened(engine: Engine, *references: str, **known: Any) -> None:
    with writing(engine) as connection:
        for reference in references:
            open_case(connection, NewCase(reference, "Städning", **known), source="officer", by=OFFICER, today=TODAY)


def cancelled(engine: Engine, reference: str) -> None:
    with writing(engine) as connection:
        move(connection, find(connection, reference), "cancel", by=OFFICER, today=TODAY, reason="Behovet är borta")


def references(engine: Engine, **asked: Any) -> list[str]:
    with reading(engine) as connection:
        return [line.reference for line in queries.cases(connection, **asked)]


# --- cases -----------------------------------------------------------------------------------------------------------


def test_a_line_tells_whose_the_case_is_and_where_it_stands(city):
    opened(city, "UH-1", unit_id=2, officer_id=1, months=24.0)

    with reading(city) as connection:
        (line,) = queries.cases(connection)

    assert (line.reference, line.title, line.unit, line.officer) == (
        "UH-1",
        "Städning",
        "Parkförvaltningen",
        "Ylva Påhittad",
    )
    assert (line.state, line.since, line.opened_on, line.outcome) == ("planning", TODAY, TODAY, "pending")


def test_a_case_without_unit_and_officer_is_listed_all_the_same(city):
    opened(city, "UH-1")

    with reading(city) as connection:
        (line,) = queries.cases(connection)

    assert (line.unit, line.officer) == ("", "")


def test_cases_come_by_reference_a_page_at_a_time(city):
    opened(city, "UH-3", "UH-1", "UH-4", "UH-2")

    assert references(city, limit=2) == ["UH-1", "UH-2"]
    assert references(city, limit=2, after="UH-2") == ["UH-3", "UH-4"]
    assert references(city, limit=2, after="UH-4") == []


def test_a_case_opened_meanwhile_neither_repeats_nor_hides_another(city):
    opened(city, "UH-2", "UH-4")
    first = references(city, limit=1)
    opened(city, "UH-1", "UH-3")

    assert first + references(city, after=first[-1]) == ["UH-2", "UH-3", "UH-4"]


def test_cases_may_be_asked_for_by_state_and_unit(city):
    opened(city, "UH-1", "UH-2", unit_id=1)
    opened(city, "UH-3", unit_id=2)
    cancelled(city, "UH-2")

    assert references(city, states=["planning"]) == ["UH-1", "UH-3"]
    assert references(city, states=["cancelled", "closed"]) == ["UH-2"]
    assert references(city, unit_id=1) == ["UH-1", "UH-2"]
    assert references(city, unit_id=2, states=["cancelled"]) == []


def test_all_cases_are_read_page_by_page(city, monkeypatch):
    opened(city, *(f"UH-{number:02}" for number in range(25)))
    monkeypatch.setattr(queries, "PAGE", 1)

    with reading(city) as connection:
        found = [line.reference for line in queries.all_cases(connection, after="UH-04")]

    assert found == [f"UH-{number:02}" for number in range(5, 25)]


def test_a_page_is_read_along_the_index_of_references(sqlite_engine):
    # A page that sorted what lies behind it would cost more the more cases there are.
    asked = []
    with reading(sqlite_engine) as connection:
        run = connection.execute

        def explained(query: Any) -> Any:
            compiled = query.compile(sqlite_engine, compile_kwargs={"literal_binds": True})
            asked.extend(row[3] for row in run(text(f"EXPLAIN QUERY PLAN {compiled}")))
            return run(query)

        connection.execute = explained  # type: ignore[method-assign]
        queries.cases(connection, states=["planning", "award"], after="UH-1")

    assert asked
    assert not [step for step in asked if "TEMP B-TREE" in step or step.startswith("SCAN")]


def test_details_hold_people_unit_and_what_was_recorded(city):
    opened(city, "UH-1", unit_id=1, officer_id=1, support_id=2)
    told = Observation(Milestone.CONTACT_POINT_1, TODAY, "officer", by_person=True, as_of=TODAY)
    with writing(city) as connection:
        record(connection, find(connection, "UH-1"), told, by=OFFICER, today=TODAY)

    with reading(city) as connection:
        found = queries.details(connection, "UH-1")

    assert found.unit == "Skolförvaltningen"
    assert found.officer is not None
    assert (found.officer.name, found.officer.email) == ("Ylva Påhittad", "ylva@example.se")
    assert found.support is not None
    assert found.support.role == "support"
    assert [one.milestone for one in found.file.recorded] == [Milestone.CASE_OPENED, Milestone.CONTACT_POINT_1]
    assert found.troubled == ()


def test_details_of_a_case_without_people(city):
    opened(city, "UH-1")

    with reading(city) as connection:
        found = queries.details(connection, "UH-1")

    assert (found.unit, found.officer, found.support) == ("", None, None)


@pytest.mark.parametrize("ask", [queries.details, queries.read_case, queries.case_id, queries.journal])
def test_an_unknown_reference_is_refused(city, ask):
    with reading(city) as connection, pytest.raises(UnknownCase, match="UH-9"):
        ask(connection, "UH-9")


def test_the_neighbours_of_a_reference_stand_on_both_sides_in_order(city):
    opened(city, "UH-1", "UH-2", "UH-4", "UH-5")

    with reading(city) as connection:
        assert queries.references_near(connection, "UH-3", limit=1) == ["UH-2", "UH-4"]
        assert queries.references_near(connection, "A") == ["UH-1", "UH-2", "UH-4", "UH-5"]


def test_cases_are_counted_by_state(city):
    opened(city, "UH-1", "UH-2", "UH-3")
    cancelled(city, "UH-2")

    with reading(city) as connection:
        assert queries.state_counts(connection) == {"planning": 2, "cancelled": 1}


def test_only_open_cases_lack_an_officer(city):
    opened(city, "UH-1", "UH-2")
    opened(city, "UH-3", officer_id=1)
    cancelled(city, "UH-1")

    with reading(city) as connection:
        assert queries.without_officer(connection) == ["UH-2"]


# --- the directory ---------------------------------------------------------------------------------------------------


def test_units_and_people_are_found_by_name_and_address(city):
    with reading(city) as connection:
        assert queries.units(connection) == {"Parkförvaltningen": 2, "Skolförvaltningen": 1}
        assert queries.people(connection) == {"sten@example.se": 2, "ylva@example.se": 1}
        assert queries.people(connection, role="officer") == {"ylva@example.se": 1}
        assert queries.names(connection, [1, 7]) == {1: "Ylva Påhittad"}


# --- the journal -----------------------------------------------------------------------------------------------------


def test_the_journal_comes_in_order_and_verifies(city):
    opened(city, "UH-1")
    cancelled(city, "UH-1")

    with reading(city) as connection:
        chain = queries.journal(connection, "UH-1")

    assert [entry.event for entry, _digest in chain.entries] == ["opened", "cancel", "finish"]
    assert chain.length == 3
    assert first_broken(chain.entries, length=chain.length, head=chain.head) is None


def test_every_journal_is_read_whole_one_case_at_a_time(city):
    opened(city, "UH-1", "UH-2", "UH-3")
    cancelled(city, "UH-2")

    with reading(city) as connection:
        found = {chain.reference: len(chain.entries) for chain in queries.journals(connection)}

    assert found == {"UH-1": 1, "UH-2": 3, "UH-3": 1}


def test_a_journal_that_was_dropped_altogether_is_still_there_to_be_found_broken(city):
    opened(city, "UH-1")
    with writing(city) as connection:
        connection.execute(JournalEntry.__table__.delete())

    with reading(city) as connection:
        (chain,) = queries.journals(connection)

    assert chain.entries == ()
    assert first_broken(chain.entries, length=chain.length, head=chain.head) == 1


# --- messages --------------------------------------------------------------------------------------------------------


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
        connection.execute(insert(Message).values(values | known))
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


def numbers(engine: Engine, **asked: Any) -> list[int]:
    with reading(engine) as connection:
        return [line.id for line in queries.messages(connection, **asked)]


def test_messages_come_newest_first_a_page_at_a_time(city):
    for number in (1, 2, 3, 4):
        written(city, number, "sent" if number % 2 else "failed")

    assert numbers(city, limit=2) == [4, 3]
    assert numbers(city, limit=2, before=3) == [2, 1]
    assert numbers(city, states=["failed"]) == [4, 2]
    assert numbers(city, states=["failed"], before=4) == [2]


def test_all_messages_are_read_page_by_page(city, monkeypatch):
    for number in range(1, 25):
        written(city, number, "sent")
    monkeypatch.setattr(queries, "PAGE", 1)

    with reading(city) as connection:
        assert [line.id for line in queries.all_messages(connection, before=24)] == list(range(23, 0, -1))


def test_a_message_tells_which_cases_it_is_about(city):
    opened(city, "UH-2", "UH-1")
    written(city, 7, "failed", 1, 2, problem="refused")

    with reading(city) as connection:
        found = queries.message(connection, 7)

    assert found.cases == ("UH-1", "UH-2")
    assert (found.line.state, found.line.problem, found.text) == ("failed", "refused", "Hej")


def test_an_unknown_message_is_refused(city):
    with reading(city) as connection, pytest.raises(UnknownMessage):
        queries.message(connection, 7)


def test_a_case_holds_the_messages_that_wait_for_a_decision_and_no_others(city):
    opened(city, "UH-1", "UH-2")
    written(city, 1, "failed", 1)
    written(city, 2, "unknown", 1, 2)
    written(city, 3, "sent", 1)
    written(city, 4, "failed", 2)

    with reading(city) as connection:
        assert [line.id for line in queries.details(connection, "UH-1").troubled] == [1, 2]


def test_messages_are_counted_by_state(city):
    for number, state in enumerate(["failed", "failed", "unknown", "sent"], start=1):
        written(city, number, state)

    with reading(city) as connection:
        assert queries.message_counts(connection, ["failed", "unknown"]) == {"failed": 2, "unknown": 1}
        assert queries.message_counts(connection, ["queued"]) == {}


# --- the jobs --------------------------------------------------------------------------------------------------------


def test_the_last_time_of_each_job_is_known(city):
    at = datetime(2026, 3, 2, 6, 30, tzinfo=UTC)
    with writing(city) as connection:
        connection.execute(insert(Heartbeat).values(job="tick", acted_on=TODAY, finished_at=at))

    with reading(city) as connection:
        (beat,) = queries.heartbeats(connection)

    assert (beat.job, beat.acted_on) == ("tick", TODAY)
    assert beat.finished_at.replace(tzinfo=UTC) == at


def test_reading_a_case_does_not_hold_up_who_changes_it(engine):
    opened(engine, "UH-1")

    with reading(engine) as looking:
        queries.details(looking, "UH-1")
        with writing(engine) as changing:
            changed = changing.execute(update(Case).values(title="Målning")).rowcount

    assert changed == 1
