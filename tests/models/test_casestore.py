from datetime import date, timedelta
from typing import Any

import psycopg
import pytest
from sqlalchemy import Engine, text, update

from models.actor import CLOCK
from models.casefile import CaseChanged, CaseFile, ObligationFile, TrackFile
from models.casestore import load, load_due, load_some, save
from models.operations import NewCase, note_observation, open_cases
from models.storage.database import reading, writing
from models.storage.driver_statements import columns_for
from models.tables import Case, ObligationRow, ObservationRow, Table, Track
from states.facts import Milestone
from states.law.applicability import AssessmentOutcome, ProcurementKind
from states.law.procedures import Procedure
from states.records.observations import Observation
from tests.models.building import OFFICER, TODAY, broken, contents, opened, read, seen, statements

M = Milestone


@pytest.fixture
def many(engine: Engine) -> list[int]:
    """Fifty cases with some history; returns their ids."""
    with writing(engine) as connection:
        new = [NewCase(f"UH-{number}", "Städning", kind=ProcurementKind.SERVICE) for number in range(50)]
        cases = open_cases(connection, new, source="plan", by=CLOCK, today=TODAY)
        for case in cases:
            for day in range(1, 6):
                case.observe(seen(M.AWARD_DECIDED, date(2026, 2, day), lot=str(day)))
        save(connection, cases)
        return [case.id for case in cases]


# --- reading ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [1, 2, 50])
def test_reading_costs_five_statements_for_any_number_of_cases(engine: Engine, many: list[int], size: int):
    with writing(engine) as connection, statements(connection) as asked:
        assert len(load_some(connection, many[:size])) == size
        assert len(asked) == 5
        asked.clear()
        assert len(load_due(connection, TODAY, size)) == size
        assert len(asked) == 5


def test_reading_one_case_costs_five_statements(engine: Engine, many: list[int]):
    with writing(engine) as connection, statements(connection) as asked:
        assert load(connection, many[7]) is not None
        assert len(asked) == 5


@pytest.mark.parametrize("size", [2, 50])
def test_saving_costs_the_same_statements_for_any_number_of_cases(engine: Engine, many: list[int], size: int):
    with writing(engine) as connection:
        cases = load_some(connection, many[:size])
        for case in cases:
            case.tracks[0].state = "award"
            case.put(title=f"Nytt namn {case.reference}")
            note_observation(case, seen(M.CONTACT_POINT_1, TODAY), by=OFFICER, today=TODAY)
        with statements(connection) as asked:
            save(connection, cases)
            assert len(asked) == 5, asked
    assert {read(engine, f"UH-{number}").title for number in range(size)} == {f"Nytt namn UH-{n}" for n in range(size)}


def test_nothing_is_read_for_no_case(engine: Engine):
    with writing(engine) as connection:
        assert load(connection, 1) is None
        assert load_some(connection, []) == []
        assert load_due(connection, TODAY, 10) == []


def test_a_case_is_read_as_it_was_written_however_it_is_read(engine: Engine):
    case_id = opened(engine, procedure=Procedure.OPEN, months=4.5)
    with writing(engine) as connection:
        one = load(connection, case_id)
        (some,) = load_some(connection, [case_id])
        (locked,) = load_some(connection, [case_id], locked=True)
        (due,) = load_due(connection, TODAY, 5)
    assert one == some == locked == due
    assert one is not None
    assert (one.kind, one.procedure, one.months, one.opened_on) == ("service", "open", 4.5, TODAY)
    assert type(one.opened_on) is type(one.next_check) is type(one.tracks[0].since) is date
    assert one.recorded == [Observation(M.CASE_OPENED, TODAY, "test", by_person=True, as_of=TODAY)]


def test_the_longest_due_come_first_and_those_not_due_do_not_come(engine: Engine):
    for number, days in enumerate((0, -3, 1, -1)):
        opened(engine, f"UH-{number}", today=TODAY + timedelta(days=days))
    with writing(engine) as connection:
        assert [case.reference for case in load_due(connection, TODAY, 10)] == ["UH-1", "UH-3", "UH-0"]
        assert [case.reference for case in load_due(connection, TODAY, 1)] == ["UH-1"]
        assert load_due(connection, TODAY - timedelta(days=4), 10) == []


def test_cases_that_another_tick_has_in_hand_are_left_to_it(pg_engine: Engine):
    for number in range(4):
        opened(pg_engine, f"UH-{number}")
    with writing(pg_engine) as connection, writing(pg_engine) as other:
        first = {case.reference for case in load_due(connection, TODAY, 2)}
        second = {case.reference for case in load_due(other, TODAY, 10)}
    assert first | second == {"UH-0", "UH-1", "UH-2", "UH-3"}
    assert not first & second


def test_reading_for_reading_locks_nothing(pg_engine: Engine):
    case_id = opened(pg_engine)
    with writing(pg_engine) as connection, writing(pg_engine) as other:
        load(connection, case_id)
        other.execute(text("SET LOCAL lock_timeout = '100ms'"))
        assert len(load_some(other, [case_id])) == 1
        with pytest.raises(psycopg.errors.LockNotAvailable):
            load_some(other, [case_id], locked=True)


@pytest.mark.parametrize(
    ("kind", "table", "left_out"),
    [
        (CaseFile, Case, {"reference_key"}),
        (TrackFile, Track, {"case_id"}),
        (ObligationFile, ObligationRow, {"case_id"}),
        (Observation, ObservationRow, {"case_id", "id"}),
    ],
)
def test_a_class_takes_every_column_of_its_table(kind: Any, table: type[Table], left_out: set[str]):
    taken = {column.name for column in columns_for(kind, dict(table.__table__.c.items()))}
    assert taken == set(table.model_fields) - left_out


def test_every_column_comes_back_under_its_own_name(engine: Engine):
    case_id = opened(engine)
    with writing(engine) as connection:
        case = load_some(connection, [case_id])[0]
        case.obligations.append(ObligationFile(0, "Del 1", "Städ AB", changed=True))
        save(connection, [case])
        for table in (Case, Track, ObligationRow, ObservationRow):
            connection.execute(update(table).values(named_after_themselves(table)))
        case = load_some(connection, [case_id])[0]
    in_hand = {Case: [case], Track: case.tracks[:1], ObligationRow: case.obligations, ObservationRow: case.recorded}
    for table, found in in_hand.items():
        expected = named_after_themselves(table)
        assert expected
        assert [{name: getattr(one, name) for name in expected} for one in found] == [expected]


def named_after_themselves(table: type[Table]) -> dict[str, str]:
    """Return the name of every text column as its value; keys and codes that rows are read by keep theirs."""
    kept = {"process", "subject", "milestone", "reference_key"}
    return {name: name for name, field in table.model_fields.items() if field.annotation is str and name not in kept}


# --- saving ----------------------------------------------------------------------------------------------------------


def test_what_is_saved_is_what_is_in_hand(engine: Engine):
    opened(engine)
    with writing(engine) as connection:
        (case,) = load_some(connection, [1])
        case.tracks[0].state, case.tracks[0].since = "award", TODAY
        case.put(
            outcome=AssessmentOutcome.REQUIRED, forms="employment", kind=ProcurementKind.WORKS, procedure=Procedure.OPEN
        )
        note_observation(case, seen(M.CONTACT_POINT_1, TODAY, value="möte"), by=OFFICER, today=TODAY)
        save(connection, [case])
    assert read(engine) == case
    assert broken(engine, 1) is None


def test_saving_twice_writes_once(engine: Engine):
    opened(engine)
    with writing(engine) as connection:
        (case,) = load_some(connection, [1])
        note_observation(case, seen(M.CONTACT_POINT_1, TODAY), by=OFFICER, today=TODAY)
        save(connection, [case])
        save(connection, [case])
    stored = read(engine)
    assert (stored.version, stored.journal_length, len(stored.recorded)) == (3, 2, 2)
    assert broken(engine, 1) is None


@pytest.mark.parametrize(
    "change",
    ['UPDATE "case" SET version = version + 1 WHERE id = 2', "UPDATE track SET state = 'award' WHERE case_id = 2"],
)
def test_a_case_that_was_changed_meanwhile_is_not_written_over(engine: Engine, change: str):
    opened(engine)
    opened(engine, "UH-2")
    with reading(engine) as connection:
        cases = load_some(connection, [1, 2])
    with writing(engine) as connection:
        connection.execute(text(change))
    before = contents(engine)
    for case in cases:
        case.tracks[0].state = "cancelled"
        note_observation(case, seen(M.CONTACT_POINT_1, TODAY), by=OFFICER, today=TODAY)
    with pytest.raises(CaseChanged) as changed, writing(engine) as connection:
        save(connection, cases)
    assert "UH-2" in changed.value.references
    assert contents(engine) == before


def test_a_file_says_when_the_case_is_due_again(engine: Engine):
    opened(engine)
    with writing(engine) as connection:
        (case,) = load_some(connection, [1])
        case.next_check = None
        save(connection, [case])
        assert load_due(connection, date.max, 10) == []
        case.note(TODAY, actor="clock", event="observed")
        save(connection, [case])
        assert len(load_due(connection, TODAY, 10)) == 1
