from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine, select, text

from models.journal import Entry, Head, digest, first_broken
from models.operations import assess, find, move
from models.storage.database import writing
from models.tables import Case, JournalEntry
from states.facts import Milestone
from states.law.applicability import AssessmentOutcome, RequirementForm
from tests.models.building import OFFICER, SUPPORT, TODAY, broken, enter, events, opened, seen

JOURNAL = JournalEntry.__table__
FIRST = Entry(1, date(2026, 3, 2), "officer:1", "opened", target="planning")
SECOND = Entry(2, date(2026, 3, 3), "support:2", "observed", target="contact_point_1", detail="2026-03-03 (support:2)")


def chain(*entries: Entry) -> list[tuple[Entry, str]]:
    head, links = "", []
    for entry in entries:
        head = digest(head, entry)
        links.append((entry, head))
    return links


def test_an_intact_chain_has_no_broken_entry():
    links = chain(FIRST, SECOND)
    assert first_broken(links, length=2, head=links[-1][1]) is None
    assert first_broken([], length=0, head="") is None


def test_a_chain_goes_on_from_the_head_that_was_verified():
    first, second = chain(FIRST, SECOND)
    head, verified = second[1], Head(1, first[1])

    assert first_broken([first, second], length=2, head=head, verified=verified) is None
    assert first_broken([second], length=2, head=head, verified=verified) == 1
    assert first_broken([], length=2, head=head, verified=verified) == 1
    assert first_broken([first], length=2, head=head, verified=verified) == 2
    assert first_broken([first, second], length=2, head=head, verified=Head(1, "annat")) == 1


def test_the_digest_of_an_entry_is_what_it_was_in_earlier_releases():
    # Stored chains would no longer verify if this came out differently.
    assert digest("", FIRST) == "160c2bb9c228cd8ac6db16d5469a710a2907229afb726081de259faa75e9ea4e"
    assert digest(digest("", FIRST), SECOND) == "e69dc480e18d61698ea99c9bb7d18fc5a750af96a0e1a16bec879bb7eb34b563"


@pytest.mark.parametrize("field", Entry._fields)
def test_no_field_can_change_without_the_digest_changing(field: str):
    other = {"number": 3, "on": date(2026, 3, 4)}.get(field, "annat")
    assert digest("", SECOND._replace(**{field: other})) != digest("", SECOND)


def test_the_border_between_two_fields_cannot_move():
    assert digest("", FIRST._replace(event="ab", process="c")) != digest("", FIRST._replace(event="a", process="bc"))
    assert digest("", FIRST._replace(source="a|1:b", target="")) != digest("", FIRST._replace(source="a", target="b"))


def test_an_entry_covers_the_one_before():
    assert digest("x", SECOND) != digest("y", SECOND)


# --- as stored -------------------------------------------------------------------------------------------------------


@pytest.fixture
def told(engine: Engine) -> int:
    """A case with some history; returns its id."""
    case_id = opened(engine)
    enter(engine, "UH-1", seen(Milestone.CONTACT_POINT_1, TODAY))
    with writing(engine) as connection:
        case = find(connection, "UH-1")
        forms = [RequirementForm.EMPLOYMENT]
        assess(connection, case, AssessmentOutcome.REQUIRED, forms=forms, on=TODAY, by=SUPPORT, today=TODAY)
        move(connection, find(connection, "UH-1"), "advertise", by=OFFICER, today=TODAY)
    assert events(engine, case_id) == ["opened", "observed", "assessed", "forecast", "advertise"]
    assert broken(engine, case_id) is None
    return case_id


def change(engine: Engine, sql: str, **values: Any) -> None:
    with writing(engine) as connection:
        touched = connection.execute(text(sql), values).rowcount
    assert touched > 0


HASHED = ("number", "on", "actor", "event", "process", "subject", "source", "target", "detail", "digest")


@pytest.mark.parametrize("number", [1, 3, 4, 5])
@pytest.mark.parametrize("column", HASHED)
def test_an_edited_column_is_found(engine: Engine, told: int, column: str, number: int):
    value = {"number": 99, "on": date(2025, 1, 1)}.get(column, "ändrat")
    change(engine, f'UPDATE journal SET "{column}" = :value WHERE number = :number', value=value, number=number)
    assert broken(engine, told) == number


def test_every_column_that_tells_something_is_hashed():
    assert {column.name for column in JOURNAL.c} - set(HASHED) == {"id", "case_id", "recorded_at"}


@pytest.mark.parametrize("number", [1, 2, 5])
def test_a_dropped_entry_is_found(engine: Engine, told: int, number: int):
    change(engine, "DELETE FROM journal WHERE number = :number", number=number)
    assert broken(engine, told) == number


def test_a_dropped_entry_is_found_though_the_others_are_numbered_anew(engine: Engine, told: int):
    change(engine, "DELETE FROM journal WHERE number = 2")
    for number in (3, 4, 5):
        change(engine, "UPDATE journal SET number = number - 1 WHERE number = :number", number=number)
    change(engine, 'UPDATE "case" SET journal_length = 4')
    assert broken(engine, told) == 2


def test_swapped_entries_are_found(engine: Engine, told: int):
    for old, new in ((2, 99), (3, 2), (99, 3)):
        change(engine, "UPDATE journal SET number = :new WHERE number = :old", old=old, new=new)
    assert broken(engine, told) == 2


def test_swapped_contents_are_found(engine: Engine, told: int):
    with writing(engine) as connection:
        rows = connection.execute(select(JOURNAL.c.detail, JOURNAL.c.target).order_by(JOURNAL.c.number)).all()
        for number, (detail, target) in ((2, rows[2]), (3, rows[1])):
            connection.execute(
                text("UPDATE journal SET detail = :detail, target = :target WHERE number = :number"),
                {"detail": detail, "target": target, "number": number},
            )
    assert broken(engine, told) == 2


def test_a_cut_end_is_found(engine: Engine, told: int):
    change(engine, "DELETE FROM journal WHERE number > 2")
    assert broken(engine, told) == 3


def test_a_cut_end_is_found_though_the_length_was_shortened_too(engine: Engine, told: int):
    change(engine, "DELETE FROM journal WHERE number > 2")
    change(engine, 'UPDATE "case" SET journal_length = 2')
    assert broken(engine, told) == 3


@pytest.mark.parametrize("length", [0, 4, 6])
def test_a_length_that_was_changed_is_found(engine: Engine, told: int, length: int):
    change(engine, 'UPDATE "case" SET journal_length = :length', length=length)
    assert broken(engine, told) == 6


def test_a_head_that_was_changed_is_found(engine: Engine, told: int):
    change(engine, "UPDATE \"case\" SET journal_head = 'ändrat'")
    assert broken(engine, told) == 6


def test_an_added_entry_is_found(engine: Engine, told: int):
    columns = 'case_id, number, "on", actor, event, process, subject, source, target, detail, digest'
    change(
        engine,
        f'INSERT INTO journal ({columns}) SELECT case_id, 6, "on", actor, event, process, subject, source, target,'
        " detail, digest FROM journal WHERE number = 5",
    )
    assert broken(engine, told) == 6


def test_an_entry_moved_to_another_case_is_missed_in_its_own_and_found_in_the_other(engine: Engine, told: int):
    other = opened(engine, "UH-2")
    change(engine, "UPDATE journal SET case_id = :other WHERE case_id = :told AND number = 2", other=other, told=told)
    assert broken(engine, told) == 2
    assert broken(engine, other) is not None


def test_two_cases_cannot_exchange_their_journals(engine: Engine, told: int):
    other = opened(engine, "UH-2", title="Något annat")
    change(engine, "UPDATE journal SET number = number + 100 WHERE case_id = :told", told=told)
    change(engine, "UPDATE journal SET case_id = :told WHERE case_id = :other", told=told, other=other)
    change(engine, "UPDATE journal SET case_id = :other, number = number - 100 WHERE number > 100", other=other)
    assert broken(engine, told) == 2
    assert broken(engine, other) is not None


def test_what_is_not_in_the_journal_does_not_break_it(engine: Engine, told: int):
    change(engine, 'UPDATE "case" SET title = :title', title="Nytt namn")
    assert broken(engine, told) is None
    with writing(engine) as connection:
        heads = connection.execute(select(Case.__table__.c.journal_head)).scalars().all()
    assert [len(head) for head in heads] == [64]
