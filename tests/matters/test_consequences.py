"""What an override is foreseen to come to is what it comes to, whatever has happened in the case before."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine, delete, select
from sqlmodel import SQLModel

from desk.settling import settle_due
from desk.tick import TickResult
from matters.consequences import Consequences, Owed, ReminderChange, foresee, overdue
from matters.directory import read_directory
from matters.ladder_file import DEFAULT
from matters.open_matters import open_now
from matters.waits import waiting
from models.actor import Actor
from models.casefile import CaseFile
from models.journal import first_broken
from models.obligations import oblige
from models.operations import find, move, record
from models.overrides.approvals import approve
from models.overrides.override import override, undo, undoing
from models.queries.journals import journal
from models.refusals import Refused
from models.reminders.receipts import of_a_ladder
from models.storage.database import reading, writing
from models.tables import Message, Reminder
from notifications.compose import compose
from notifications.plan import plan_anew
from states.facts import Milestone, Role
from states.processes.registry import PROCESSES
from states.processes.risks import PlacementReason
from states.records.milestones import RECORDINGS, RecordingRefused, Scope
from states.records.observations import Observation
from tests.desk.test_tick import Postbox, run
from tests.notifications.city import (
    MANAGER,
    SETTINGS,
    SUPPORT,
    bring_to_standstill,
    case_now,
    found_city,
    observe,
    open_planned,
    reminders,
    require,
    state_of,
)

ASKER, SECOND = Actor(Role.SUPPORT, SUPPORT), Actor(Role.MANAGER, MANAGER)
M = Milestone
SENT = date(2026, 3, 24)  # a standstill that rolls over Easter to Tuesday 7 April


@pytest.fixture
def city(engine: Engine) -> Engine:
    found_city(engine)
    return engine


Track = tuple[str, str]
PURCHASE = ("procurement", "")


def see(connection: Connection, case: CaseFile, of: Track, target: str, *, reason: str, today: date) -> Consequences:
    track = case.track(*of)
    assert track is not None
    return foresee(
        connection,
        case,
        track,
        target,
        reason=reason,
        by=ASKER,
        today=today,
        directory=read_directory(connection),
        ladder=DEFAULT,
    )


def force(engine: Engine, target: str, today: date, *, of: Track = PURCHASE, reason: str = "Fel") -> Consequences:
    """Force a track, with a second person where one is needed, and return what was foreseen."""
    with writing(engine) as connection:
        case = find(connection, "UH-1")
        seen = see(connection, case, of, target, reason=reason, today=today)
        made = override(connection, case, *of, target, reason=reason, by=ASKER, today=today)
        if made.request is not None:
            case = approve(connection, made.request, by=SECOND, today=today).case
        plan_anew(connection, case, today=today, ladder=DEFAULT)
    return seen


def waits(engine: Engine, today: date) -> set[tuple[str, str, str]]:
    with reading(engine) as connection:
        return {(one.point.name, one.process, one.subject) for one in waiting(connection, today=today)}


def test_the_sync_points_that_are_foreseen_to_open_are_those_that_nobody_waits_at_afterwards(city):
    bring_to_standstill(city, "UH-1", sent=SENT)
    observe(city, "UH-1", M.WINNER_NAMED, date(2026, 4, 9), supplier="Exempel AB")
    before = waits(city, date(2026, 4, 9))
    seen = force(city, "matching", date(2026, 4, 9))
    opened = {(one.point, one.process, one.subject) for one in seen.opened}
    assert opened == {("S3", "procurement", ""), ("S4", "procurement", "")}
    assert waits(city, date(2026, 4, 9)) == before - opened


# --- what happens ----------------------------------------------------------------------------------------------------


def test_the_mail_of_a_case_that_is_forced_out_of_its_standstill_is_withdrawn(city):
    bring_to_standstill(city, "UH-1", sent=SENT)
    settle_due(city, today=date(2026, 4, 1), result=TickResult(date(2026, 4, 1)))
    assert compose(city, today=date(2026, 4, 1), settings=SETTINGS) == 2  # the support function hears of the award
    seen = force(city, "cancelled", date(2026, 4, 1))
    assert [(one.matter, one.deadline) for one in seen.before] == [
        ("standstill_ends", date(2026, 4, 7)),
        ("contact_point_2", date(2026, 4, 8)),
    ]
    assert (seen.after, seen.planned) == ((), ())
    assert [(one.matter, one.step, one.message) for one in seen.withdrawn] == [("standstill_ends", "-2", 1)]
    box = Postbox()
    run(city, date(2026, 4, 1), box)
    assert [recipient for recipient, _ in box.mails] == ["stig@exempelstad.example"]


@pytest.mark.parametrize("way", ["override", "undo"])
def test_a_case_that_is_opened_again_is_reminded_of_again(city, way):
    bring_to_standstill(city, "UH-1", sent=SENT)
    day = date(2026, 3, 27)
    with writing(city) as connection:
        move(connection, find(connection, "UH-1"), "cancel", by=ASKER, today=day, reason="Behovet är borta")
    run(city, date(2026, 4, 1))
    assert reminders(city) == []
    later = date(2026, 4, 2)
    if way == "override":
        seen = force(city, "standstill", later)
    else:
        with writing(city) as connection:
            case = find(connection, "UH-1")
            entries = [entry for entry, _ in journal(connection, "UH-1").entries]
            number = next(entry.number for entry in entries if entry.event == "cancel")
            seen = see(connection, case, PURCHASE, "standstill", reason="Av misstag", today=later)
            undo(connection, case, number, reason="Av misstag", by=ASKER, today=later)
            plan_anew(connection, case, today=later, ladder=DEFAULT)
    assert state_of(city, "UH-1") == "standstill"
    assert [(one.matter, one.step) for one in seen.planned] == [("standstill_ends", "-2")]
    assert [(matter, step, state) for matter, step, _, _, state in reminders(city)] == [
        ("standstill_ends", "-2", "planned")
    ]
    box = Postbox()
    run(city, date(2026, 4, 7), box)
    assert [subject for _, subject in box.mails]


def test_what_was_told_already_is_not_planned_again(city):
    bring_to_standstill(city, "UH-1", sent=SENT)
    day = date(2026, 4, 1)
    run(city, day, Postbox())
    force(city, "cancelled", day)
    assert force(city, "standstill", day).planned == ()


def test_what_was_withdrawn_before_anyone_was_told_is_planned_again(city):
    bring_to_standstill(city, "UH-1", sent=SENT)
    day = date(2026, 4, 1)
    settle_due(city, today=day, result=TickResult(day))
    assert len(force(city, "cancelled", day).withdrawn) == 1
    assert [state for *_, state in reminders(city)] == ["withdrawn"]
    assert [(one.matter, one.step) for one in force(city, "standstill", day).planned] == [("standstill_ends", "-2")]
    assert [state for *_, state in reminders(city)] == ["planned"]


def test_what_is_overdue_is_told_by_track(city):
    open_planned(city, "UH-1", on=date(2026, 1, 12))
    case = case_now(city, "UH-1")
    purchase, target_group = case.tracks
    assert not overdue(case, purchase, date(2026, 1, 26), DEFAULT)
    assert overdue(case, purchase, date(2026, 1, 27), DEFAULT)
    assert not overdue(case, target_group, date(2026, 1, 27), DEFAULT)


# --- preview equals effect -------------------------------------------------------------------------------------------

Step = tuple[int, Callable[[Engine, date], None]]


def tell(engine: Engine, day: date, *, milestone: Milestone, also: dict[str, str]) -> None:
    """Record a milestone on its own day, by the first role that may."""
    by = Actor(RECORDINGS[milestone].by[0])
    seen = Observation(milestone, day, str(by), by_person=True, as_of=day, **also)
    with writing(engine) as connection:
        record(connection, find(connection, "UH-1"), seen, by=by, today=day, reason="Det har hänt")


def told(milestone: Milestone, **also: str) -> Callable[[Engine, date], None]:
    return partial(tell, milestone=milestone, also=also)


def promise(engine: Engine, day: date) -> None:
    with writing(engine) as connection:
        case = find(connection, "UH-1")
        if case.obligations:
            owed = {"unit": "persons", "amount": 2.0}
            oblige(connection, case, case.obligations[0], owed, by=ASKER, today=day)


def cancel(engine: Engine, day: date) -> None:
    with writing(engine) as connection:
        move(connection, find(connection, "UH-1"), "cancel", by=ASKER, today=day, reason="Behovet är borta")


COMPANY = {"supplier": "Exempel AB"}
LIFE: tuple[Step, ...] = (
    (1, told(M.CONTACT_POINT_1)),
    (3, lambda engine, day: require(engine, "UH-1", on=day)),
    (20, told(M.DOCUMENTS_PUBLISHED)),
    (20, told(M.AWARD_DECIDED)),
    (1, told(M.AWARD_NOTICE_SENT, value="electronic")),
    (16, told(M.WINNER_NAMED, **COMPANY)),
    (0, told(M.COURT_CHECKED)),
    (1, told(M.CONTACT_POINT_2)),
    (1, told(M.CONTRACT_SIGNED)),
    (1, promise),
    (2, told(M.CONTACT_ASSIGNED)),
    (5, told(M.DIALOGUE_HELD)),
    (5, told(M.PROFILE_AGREED)),
    (9, told(M.CANDIDATE_PROPOSED, placement="1")),
    (5, told(M.INTERNSHIP_STARTED, placement="1")),
    (9, told(M.EMPLOYMENT_STARTED, placement="1", value="matched 6 1")),
    (1, told(M.SUBSIDY_DECIDED, placement="1", value="not_applicable")),
    (1, told(M.HIRE_CONFIRMED, placement="1")),
    (9, told(M.CANDIDATE_PROPOSED, placement="2")),
)
"""A case that goes as it should; a history is some of it, and then anything."""


def words_for(milestone: Milestone, choice: int) -> dict[str, str]:
    rule = RECORDINGS[milestone]
    found = {"value": rule.values[choice % len(rule.values)]} if rule.values else {}
    if rule.scope in {Scope.WINNER, Scope.SUPPLIER}:
        found |= {"supplier": ("Exempel AB", "Påhittad AB")[choice % 2]}
    if rule.scope is Scope.LOT:
        found |= {"lot": "LOT-0001"}
    return found | ({"placement": str(1 + choice % 2)} if rule.scope is Scope.PLACEMENT else {})


OTHERWISE = [
    cancel,
    promise,
    *(
        told(milestone, **words_for(milestone, choice))
        for milestone, rule in RECORDINGS.items()
        if rule.by != (Role.CLOCK,) and not rule.terms
        for choice in range(3)
    ),
]
"""What else may happen, in any order; what the rules refuse is passed over."""


def rows(connection: Connection) -> dict[int, Any]:
    r = Reminder.__table__.c
    columns = (r.id, r.matter, r.subject, r.step, r.person_id, r.due_on, r.state, r.message_id)
    return {row.id: row for row in connection.execute(select(*columns).where(of_a_ladder()))}


def changed(before: dict[int, Any], after: dict[int, Any], state: str) -> set[ReminderChange]:
    """Return what has come into a state, with the mail that it sat in before."""
    return {
        ReminderChange(row.matter, row.subject, row.step, row.person_id, row.due_on, was.message_id if was else None)
        for number, row in after.items()
        if row.state == state and ((was := before.get(number)) is None or was.state != state)
    }


def live(engine: Engine, steps: list[Step], *, last_mail: bool) -> date:
    """Let a case live, with a tick before each step, and return the last day."""
    day = date(2026, 1, 12)
    open_planned(engine, "UH-1", on=day)
    for wait, act in steps:
        day += timedelta(days=wait)
        settle_due(engine, today=day, result=TickResult(day))
        compose(engine, today=day, settings=SETTINGS)
        try:
            act(engine, day)
        except (RecordingRefused, Refused):
            continue
        except Exception as refused:
            if type(refused).__name__ != "MoveRefused":
                raise
    if last_mail:
        settle_due(engine, today=day, result=TickResult(day))
        compose(engine, today=day, settings=SETTINGS)
    return day


def empty(engine: Engine) -> None:
    with writing(engine) as connection:
        for table in reversed(SQLModel.metadata.sorted_tables):
            connection.execute(delete(table))


@settings(
    max_examples=50,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    lived=st.integers(0, len(LIFE)),
    more=st.lists(st.tuples(st.integers(0, 9), st.sampled_from(OTHERWISE)), max_size=6),
    last_mail=st.booleans(),
    which=st.integers(0, 9),
    choice=st.integers(0, 12),
    undoes=st.booleans(),
)
def test_what_is_foreseen_is_what_happens(engine, *, lived, more, last_mail, which, choice, undoes):
    empty(engine)
    found_city(engine)
    day = live(engine, [*LIFE[:lived], *more], last_mail=last_mail)
    case = case_now(engine, "UH-1")
    track = case.tracks[which % len(case.tracks)]
    of = (track.process, track.subject)
    states = [state for state in PROCESSES[track.process].states if state != track.state]
    target, number = states[choice % len(states)], None
    reason = PlacementReason.OTHER if track.process == "placement" else "Fel registrerat"
    if undoes:
        number, source = latest(engine, of)
        if number is None or source == track.state:
            return
        target = source

    with writing(engine) as connection:
        case = find(connection, "UH-1")
        length = case.journal_length
        before = rows(connection)
        seen = see(connection, case, of, target, reason=reason, today=day)
        assert rows(connection) == before
        assert (case.journal_length, case.track(*of).state) == (length, track.state)
        if number is None:
            made = override(connection, case, *of, target, reason=reason, by=ASKER, today=day)
        else:
            made = undo(connection, case, number, reason=reason, by=ASKER, today=day)
        assert made.change == seen.change
        if made.request is not None:
            assert case.track(*of).state == track.state, "one person alone"
            asked = find(connection, "UH-1")
            with pytest.raises(Refused):
                approve(connection, made.request, by=ASKER, today=day)
            assert asked.track(*of).state == track.state
            decided = approve(connection, made.request, by=SECOND, today=day)
            assert decided.change == seen.change
            case = decided.case
        plan_anew(connection, case, today=day, ladder=DEFAULT)
        after = rows(connection)

    assert changed(before, after, "planned") == set(seen.planned)
    assert changed(before, after, "withdrawn") == set(seen.withdrawn)
    stands_as_foreseen(engine, seen, day, length)
    assert stable(engine, day) == after


def latest(engine: Engine, of: Track) -> tuple[int | None, str]:
    """Return the last step of a track that can be undone, and where it came from."""
    with writing(engine) as connection:
        case = find(connection, "UH-1")
        for entry, _ in reversed(journal(connection, "UH-1").entries):
            if (entry.process, entry.subject) == of:
                try:
                    return entry.number, undoing(connection, case, entry.number)[1]
                except Refused:
                    continue
    return None, ""


def stands_as_foreseen(engine: Engine, seen: Consequences, day: date, length: int) -> None:
    case = case_now(engine, "UH-1")
    change = seen.change
    assert [(t.process, t.subject, t.parent, t.state) for t in case.tracks] == [
        (one.process, one.subject, one.parent, one.after) for one in change.tracks
    ]
    owed = [
        Owed(track.process, track.subject, matter.name, matter.deadline(facts))
        for track, facts, matter, _ in open_now(case, day, DEFAULT)
    ]
    assert tuple(owed) == seen.after
    with reading(engine) as connection:
        chain = journal(connection, "UH-1")
    assert first_broken(chain.entries, length=chain.length, head=chain.head) is None
    fresh = [entry for entry, _ in chain.entries[length:]]
    forced = next(entry for entry in fresh if entry.event in {"override", "undone"})
    assert (forced.process, forced.subject, forced.source, forced.target) == (
        change.process,
        change.subject,
        change.source,
        change.target,
    )
    assert forced.detail


def stable(engine: Engine, day: date) -> dict[int, Any]:
    """Return the reminders after one more tick of the same day."""
    settle_due(engine, today=day, result=TickResult(day))
    with reading(engine) as connection:
        return rows(connection)


def test_the_mail_that_a_withdrawn_reminder_sits_in_is_named(city):
    open_planned(city, "UH-1", on=date(2026, 1, 12))
    day = date(2026, 1, 19)
    settle_due(city, today=day, result=TickResult(day))
    compose(city, today=day, settings=SETTINGS)
    with reading(city) as connection:
        number = connection.execute(select(Message.__table__.c.id)).scalar_one()
    seen = force(city, "not_applicable", day)
    assert [one.message for one in seen.withdrawn] == [number]


def test_a_case_with_another_supplier_is_told_apart(city):
    bring_to_standstill(city, "UH-1", sent=SENT)
    day = date(2026, 4, 8)
    for name in ("Exempel AB", "Påhittad AB"):
        observe(city, "UH-1", M.WINNER_NAMED, day, supplier=name)
    observe(city, "UH-1", M.COURT_CHECKED, day)
    observe(city, "UH-1", M.CONTACT_POINT_2, day)
    seen = force(city, "released", day, of=("supplier", "Påhittad AB"))
    assert {one.subject for one in seen.before} - {one.subject for one in seen.after} == {"Påhittad AB"}
    assert [(one.subject, one.after) for one in seen.change.tracks if one.process == "supplier"] == [
        ("Exempel AB", "awarded"),
        ("Påhittad AB", "released"),
    ]
