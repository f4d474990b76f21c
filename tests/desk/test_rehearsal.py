import socket
import sqlite3
import tempfile
from collections.abc import Callable
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, insert, select, text, update
from sqlmodel import SQLModel

from desk import rehearsal
from desk.rehearsal import LineKind, PlannedEvent, Rehearsal, RehearsalLine, rehearse
from models.actor import Actor
from models.journal import first_broken
from models.operations import Refused, UnknownCase, find, record
from models.queries.journals import journal
from models.storage.database import open_engine, reading, writing
from models.tables import Case, CaseLink, Message, Person, Reminder
from notifications.delivery.problems import Problem, TemporaryFailure
from states.facts import Milestone, Role
from states.records.milestones import RECORDINGS, RecordingRefused
from states.records.observations import Observation
from tests.desk.test_tick import Postbox, run
from tests.notifications.city import (
    SETTINGS,
    bring_to_standstill,
    case_now,
    found_city,
    observe,
    open_planned,
    require,
)

SENT = date(2026, 3, 24)  # a standstill that rolls over Easter to Tuesday 7 April
M = Milestone
REVIEW = (PlannedEvent(M.REVIEW_FILED, date(2026, 4, 2)), PlannedEvent(M.REVIEW_DECIDED, date(2026, 6, 1), "rejected"))
LIFE = (
    PlannedEvent(M.DOCUMENTS_PUBLISHED, date(2026, 2, 7)),  # a Saturday
    PlannedEvent(M.AWARD_DECIDED, date(2026, 3, 23)),
    PlannedEvent(M.AWARD_NOTICE_SENT, SENT, "electronic"),
    PlannedEvent(M.CONTACT_POINT_2, date(2026, 3, 27)),  # refused: the standstill runs
    *REVIEW,
    PlannedEvent(M.CONTRACT_SIGNED, date(2026, 4, 10)),  # refused: the court has the case
    PlannedEvent(M.WINNER_NAMED, date(2026, 6, 18), supplier="Exempel Service AB"),
    PlannedEvent(M.COURT_CHECKED, date(2026, 6, 18)),
    PlannedEvent(M.CONTACT_POINT_2, date(2026, 6, 22), by=Role.SUPPORT),
    PlannedEvent(M.CONTRACT_SIGNED, date(2026, 6, 23)),
)


@pytest.fixture
def city(engine: Engine) -> Engine:
    found_city(engine)
    return engine


def prepare(engine: Engine) -> None:
    """Bring a case to the end of its planning, on 19 January 2026."""
    open_planned(engine, "UH-1", on=date(2026, 1, 12))
    observe(engine, "UH-1", M.CONTACT_POINT_1, date(2026, 1, 16))
    require(engine, "UH-1", on=date(2026, 1, 19))


def play(engine: Engine, today: date | str, until: date | str, *events: PlannedEvent) -> Rehearsal:
    first, last = (date.fromisoformat(day) if isinstance(day, str) else day for day in (today, until))
    return rehearse(engine, "UH-1", today=first, until=last, events=events, settings=SETTINGS)


def of_kind(played: Rehearsal, kind: LineKind) -> list[RehearsalLine]:
    return [line for line in played.lines if line.kind is kind]


def mailed(played: Rehearsal) -> list[tuple[date, str, str, list[tuple[str, str]]]]:
    return [
        (one.on, one.who.sv, one.what.sv, [(matter["matter"], matter["step"]) for matter in one.about["matters"]])
        for one in of_kind(played, LineKind.MAIL)
    ]


def last_days(played: Rehearsal, matter: str) -> list[date]:
    return [line.on for line in of_kind(played, LineKind.DEADLINE) if line.about["matter"] == matter]


# --- what really happens ---------------------------------------------------------------------------------------------


def live(
    engine: Engine, today: date, until: date, events: tuple[PlannedEvent, ...]
) -> tuple[list[Any], list[Any], list[Any]]:
    """Let the days pass in the live case, with a tick before and after what happens; return moves, mails, refusals."""
    with reading(engine) as connection:
        known = journal(connection, "UH-1").length
    box, mails, refused = Postbox(), [], []
    for day in (today + timedelta(days=n) for n in range((until - today).days + 1)):
        run(engine, day, box)
        for event in (event for event in events if event.on == day):
            refused += attempt(engine, event)
        run(engine, day, box)
        mails += [(day, *mail) for mail in box.mails]
        box.mails.clear()
    with reading(engine) as connection:
        entries = [entry for entry, _ in journal(connection, "UH-1").entries[known:] if entry.process]
    moves = [(e.on, e.process, e.subject, e.event, e.source, e.target) for e in entries]
    return moves, mails, refused


def attempt(engine: Engine, event: PlannedEvent) -> list[tuple[date, Milestone]]:
    by = Actor(event.by or RECORDINGS[event.milestone].by[0])
    seen = Observation(event.milestone, event.on, str(by), True, event.on, supplier=event.supplier, value=event.value)
    try:
        with writing(engine) as connection:
            record(connection, find(connection, "UH-1"), seen, by=by, today=event.on)
    except RecordingRefused:
        return [(event.on, event.milestone)]
    return []


def told_of(engine: Engine) -> list[tuple[date, str, str, list[tuple[str, str]]]]:
    """Return day, name, subject and matters of every mail that was sent about the case or its place in calendars."""
    r, m, p = Reminder.__table__.c, Message.__table__.c, Person.__table__.c
    columns = select(m.id, m.day, p.name, m.subject, r.matter, r.step)
    query = columns.select_from(Message.__table__).outerjoin(Reminder.__table__, r.message_id == m.id)
    told: dict[int, tuple[date, str, str, list[tuple[str, str]]]] = {}
    with reading(engine) as connection:
        for row in connection.execute(query.join(Person.__table__, p.id == m.person_id).order_by(m.id, r.id)):
            matters = told.setdefault(row.id, (row.day, row.name, row.subject, []))[3]
            matters += [(row.matter, row.step)] if row.matter else []
    return list(told.values())


Story = tuple[Callable[[Engine], None], date, tuple[PlannedEvent, ...]]
STORIES: dict[str, Story] = {
    "nobody acts in planning": (
        lambda engine: open_planned(engine, "UH-1", on=date(2026, 1, 12)),
        date(2026, 1, 12),
        (),
    ),
    "nobody acts in a standstill": (
        lambda engine: bring_to_standstill(engine, "UH-1", sent=SENT),
        SENT,
        (),
    ),
    "a whole life": (prepare, date(2026, 1, 19), LIFE),
}
UNTIL = date(2026, 7, 31)


@pytest.mark.parametrize("story", STORIES)
def test_what_is_rehearsed_is_what_really_happens(city, story):
    begin, today, events = STORIES[story]
    begin(city)
    played = play(city, today, UNTIL, *events)
    moves, mails, refused = live(city, today, UNTIL, events)
    rehearsed = [
        (line.on, *(line.about[name] for name in ("process", "subject", "trigger", "source", "target")))
        for line in of_kind(played, LineKind.MOVE)
    ]
    assert rehearsed == moves
    assert mailed(played) == told_of(city)
    assert [(on, subject) for on, _, subject, _ in mailed(played)] == [(on, subject) for on, _, subject in mails]
    assert [(line.on, line.about["milestone"]) for line in of_kind(played, LineKind.REFUSED)] == refused
    assert played.states == tuple((t.process, t.subject, t.state) for t in case_now(city, "UH-1").tracks)
    assert mails


def test_a_whole_life_is_told_with_its_moves_and_refusals(city):
    prepare(city)
    played = play(city, date(2026, 1, 19), UNTIL, *LIFE)
    assert [(line.on, line.about["trigger"]) for line in of_kind(played, LineKind.MOVE)] == [
        (date(2026, 2, 7), "advertise"),
        (date(2026, 3, 23), "award"),
        (SENT, "hold"),
        (date(2026, 4, 2), "contest"),
        (date(2026, 6, 1), "resume"),
        (date(2026, 6, 18), "began"),
        (date(2026, 6, 22), "clear"),
        (date(2026, 6, 22), "award"),
    ]
    assert played.states == (
        ("procurement", "", "matching"),
        ("target_group", "", "forecast"),
        ("supplier", "Exempel Service AB", "awarded"),
    )
    assert [line.about["milestone"] for line in of_kind(played, LineKind.REFUSED)] == [
        M.CONTACT_POINT_2,
        M.CONTRACT_SIGNED,
    ]


@pytest.mark.parametrize("story", STORIES)
def test_days_on_which_nothing_can_happen_are_skipped_and_nothing_is_missed(city, monkeypatch, story):
    begin, today, events = STORIES[story]
    begin(city)
    days: list[date] = []
    tick = rehearsal.tick

    def counted(engine: Engine, *, today: date, **options: Any) -> Any:
        days.append(today)
        return tick(engine, today=today, **options)

    monkeypatch.setattr(rehearsal, "tick", counted)
    quick = play(city, today, UNTIL, *events)
    assert len(days) < 60
    monkeypatch.setattr(rehearsal._Stage, "coming_days", lambda _, day: [day + timedelta(days=1)])
    days.clear()
    assert play(city, today, UNTIL, *events) == quick
    assert len(set(days)) == (UNTIL - today).days + 1


# --- the live case is only read --------------------------------------------------------------------------------------


def dump(engine: Engine) -> dict[str, Any]:
    """Return every row of every table, and the numbers that come next."""
    with reading(engine) as connection:
        rows = {
            table.name: sorted(map(repr, connection.execute(select(table)).all()))
            for table in SQLModel.metadata.sorted_tables
        }
        if engine.dialect.name == "postgresql":
            numbers = connection.execute(text("SELECT sequencename, last_value FROM pg_sequences ORDER BY 1")).all()
            rows["sequences"] = [tuple(row) for row in numbers]
    return rows


def test_a_rehearsal_writes_nothing_and_mails_nothing(city, monkeypatch):
    bring_to_standstill(city, "UH-1", sent=SENT)
    run(city, date(2026, 4, 1))
    before = dump(city)
    assert [len(before[name]) for name in ("reminder", "message", "heartbeat")] == [3, 2, 1]

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a socket")

    for name in ("socket", "create_connection", "getaddrinfo"):
        monkeypatch.setattr(socket, name, refuse)
    played = play(city, "2026-04-01", "2026-07-31", *REVIEW)
    assert {line.kind for line in played.lines} == {LineKind.EVENT, LineKind.MOVE, LineKind.MAIL, LineKind.DEADLINE}
    assert dump(city) == before


def test_the_file_of_the_database_is_left_as_it_is(sqlite_engine):
    found_city(sqlite_engine)
    prepare(sqlite_engine)
    path = Path(sqlite_engine.url.database)
    sqlite_engine.dispose()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    before, beside = path.read_bytes(), sorted(path.parent.iterdir())
    again = open_engine(f"sqlite:///{path}")
    play(again, "2026-01-26", "2026-07-31", *LIFE)
    again.dispose()
    assert path.read_bytes() == before
    assert sorted(path.parent.iterdir()) == beside


def test_the_live_case_is_read_in_a_transaction_that_cannot_write(pg_engine, monkeypatch):
    found_city(pg_engine)
    prepare(pg_engine)
    copy, seen = rehearsal.copy_case, []

    def watched(source: Any, target: Any, case_id: int) -> None:
        seen.append(source.execute(text("SHOW transaction_read_only")).scalar())
        copy(source, target, case_id)

    monkeypatch.setattr(rehearsal, "copy_case", watched)
    play(pg_engine, "2026-01-26", "2026-02-26")
    assert seen == ["on"]


def test_the_journal_of_the_copy_verifies_to_its_end(city, monkeypatch):
    prepare(city)
    chains = []
    states = rehearsal._Stage.states

    def verified(stage: Any) -> Any:
        with reading(stage._engine) as connection:
            chains.append(journal(connection, "UH-1"))
        return states(stage)

    monkeypatch.setattr(rehearsal._Stage, "states", verified)
    play(city, "2026-01-19", "2026-07-31", *LIFE)
    (chain,) = chains
    assert first_broken(chain.entries, length=chain.length, head=chain.head) is None
    assert chain.length > 12


@pytest.fixture
def scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder in which the copies are made."""
    folder = tmp_path / "scratch"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def test_the_copy_is_gone_at_the_end(city, scratch):
    prepare(city)
    play(city, "2026-01-19", "2026-03-31")
    assert list(scratch.iterdir()) == []


@pytest.mark.parametrize("problem", [RuntimeError, KeyboardInterrupt])
def test_the_copy_is_gone_also_when_the_rehearsal_breaks_off(city, scratch, monkeypatch, problem):
    prepare(city)
    there = []

    def break_off(*_: object, **__: object) -> None:
        there.extend(path.name for folder in scratch.iterdir() for path in folder.iterdir())
        raise problem

    monkeypatch.setattr(rehearsal, "tick", break_off)
    with pytest.raises(problem):
        play(city, "2026-01-19", "2026-03-31")
    assert "rehearsal.db" in there
    assert list(scratch.iterdir()) == []


# --- the law ---------------------------------------------------------------------------------------------------------


def test_a_review_in_the_middle_of_a_standstill_moves_contact_point_2_to_after_the_ruling(city):
    bring_to_standstill(city, "UH-1", sent=SENT)
    undisturbed = play(city, "2026-03-25", "2026-07-31")
    assert last_days(undisturbed, "standstill_ends") == [date(2026, 4, 7)]
    assert last_days(undisturbed, "contact_point_2") == [date(2026, 4, 8)]
    contested = play(city, "2026-03-25", "2026-07-31", *REVIEW)
    # Ten days from the ruling of 1 June, counted from the ruling itself (LOU 20:10).
    assert last_days(contested, "standstill_ends") == [date(2026, 6, 11)]
    assert last_days(contested, "contact_point_2") == [date(2026, 6, 12)]
    of_contact_point_2 = [on for on, *_, matters in mailed(contested) if ("contact_point_2", "0") in matters]
    assert of_contact_point_2 == [date(2026, 6, 12)]
    assert not [on for on, *_, matters in mailed(contested) if matters and date(2026, 4, 2) < on < date(2026, 6, 1)]


def test_while_the_court_has_the_case_no_deadline_is_open(city):
    bring_to_standstill(city, "UH-1", sent=SENT)
    played = play(city, "2026-03-25", "2026-05-29", REVIEW[0])
    assert played.states == (("procurement", "", "review"), ("target_group", "", "forecast"))
    assert played.open == ()


def test_the_deadlines_that_are_open_at_the_end_are_told_with_who_owes_them(city):
    bring_to_standstill(city, "UH-1", sent=SENT)
    played = play(city, "2026-03-25", "2026-04-01")
    assert [(line.about["matter"], line.on, line.who.sv) for line in played.open] == [
        ("standstill_ends", date(2026, 4, 7), "Ulla Upphandlare"),
        ("contact_point_2", date(2026, 4, 8), "Ulla Upphandlare"),
    ]


# --- events ----------------------------------------------------------------------------------------------------------


def test_what_the_rules_refuse_is_told_with_all_reasons_and_the_rest_goes_on(city):
    prepare(city)
    day = date(2026, 2, 2)
    played = play(
        city,
        "2026-01-20",
        "2026-02-27",
        PlannedEvent(M.WINNER_NAMED, day, by=Role.LABOUR_MARKET),
        PlannedEvent(M.WINNER_NAMED, day),
        PlannedEvent(M.AWARD_NOTICE_SENT, day, "pigeon"),
        PlannedEvent(M.DOCUMENTS_PUBLISHED, day),
        PlannedEvent(M.DOCUMENTS_PUBLISHED, day),
        PlannedEvent(M.REVIEW_DECIDED, day),
    )
    told = [[reason.en.partition(" ")[0] for reason in line.details] for line in of_kind(played, LineKind.REFUSED)]
    assert told == [["“winner”"], ["Name"], ["Give"], ["This"], ["Give"]]
    stranger, *_, twice, both = of_kind(played, LineKind.REFUSED)
    assert [reason.en for reason in stranger.details] == ["“winner” cannot be recorded by that role."]
    assert [reason.sv for reason in twice.details] == ["Det är redan registrerat."]
    assert [reason.en for reason in both.details] == [
        (
            "Give one of the values for “review decided”: the application was rejected, the application was dismissed,"
            " the application was withdrawn, correction ordered, procurement to be redone, leave to appeal refused."
        ),
    ]
    assert played.states == (("procurement", "", "advertised"), ("target_group", "", "forecast"))


def test_an_event_is_recorded_by_the_first_role_that_may_unless_another_is_said(city):
    prepare(city)
    day = date(2026, 2, 2)
    played = play(
        city,
        "2026-01-20",
        "2026-02-27",
        PlannedEvent(M.DOCUMENTS_PUBLISHED, day),
        PlannedEvent(M.PREPARATION_STARTED, day),
        PlannedEvent(M.TARGET_GROUP_READY, day, by=Role.SUPPORT),
    )
    roles = [Role.OFFICER, Role.LABOUR_MARKET, Role.SUPPORT]
    assert [line.about["by"] for line in of_kind(played, LineKind.EVENT)] == roles


def test_who_acts_on_a_day_has_got_the_mail_of_that_day(city):
    bring_to_standstill(city, "UH-1", sent=SENT)
    filed = PlannedEvent(M.REVIEW_FILED, date(2026, 4, 7))
    kinds = [(line.kind, line.on) for line in play(city, "2026-04-07", "2026-04-30", filed).lines]
    day = date(2026, 4, 7)
    out_of_the_calendar = (LineKind.MAIL, date(2026, 4, 8))
    told_of_the_review = (LineKind.MAIL, day)  # the support function, which has had none that day
    done = [(LineKind.EVENT, day), (LineKind.MOVE, day)]
    assert kinds == [(LineKind.MAIL, day), *done, told_of_the_review, out_of_the_calendar]


WRONG: dict[str, tuple[str, str, tuple[PlannedEvent, ...], str]] = {
    "an end before the beginning": ("2026-01-20", "2026-01-19", (), "cannot end on"),
    "more than five years": ("2026-01-20", "2031-01-21", (), "5 years ahead at most"),
    "an event before the beginning": (
        "2026-01-20",
        "2026-02-27",
        (PlannedEvent(M.DOCUMENTS_PUBLISHED, date(2026, 1, 19)),),
        "outside the rehearsal",
    ),
    "an event after the end": (
        "2026-01-20",
        "2026-02-27",
        (PlannedEvent(M.DOCUMENTS_PUBLISHED, date(2026, 2, 28)),),
        "outside the rehearsal",
    ),
    "an event that nobody records": (
        "2026-01-20",
        "2026-02-27",
        (PlannedEvent(M.RELEVANCE_ASSESSED, date(2026, 1, 20)),),
        "cannot be rehearsed",
    ),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_what_cannot_be_rehearsed_is_refused_before_anything_runs(sqlite_engine, wrong):
    today, until, events, told = WRONG[wrong]
    with pytest.raises(Refused, match=told):  # and not UnknownCase: there is none
        play(sqlite_engine, today, until, *events)


def test_an_unknown_case_is_refused(sqlite_engine):
    with pytest.raises(UnknownCase):
        play(sqlite_engine, "2026-01-20", "2026-01-20")


def test_five_years_may_be_rehearsed_also_from_a_leap_day(city):
    open_planned(city, "UH-1", on=date(2028, 2, 28))
    played = play(city, "2028-02-29", "2033-02-28")
    assert [line.about["matter"] for line in played.open] == ["contact_point_1"]


# --- what the live case has told already -----------------------------------------------------------------------------


class Down(Postbox):
    def send(self, **_: object) -> None:
        raise TemporaryFailure(Problem.POSTPONED)


@pytest.mark.parametrize("box", [Postbox, Down], ids=["sent", "queued"])
def test_a_mail_that_the_live_case_has_written_is_none_of_the_rehearsal(city, box: Callable[[], Postbox]):
    open_planned(city, "UH-1", on=date(2026, 1, 12))
    run(city, date(2026, 1, 19), box())
    assert mailed(play(city, "2026-01-19", "2026-01-23")) == []
    assert [on for on, *_ in mailed(play(city, "2026-01-19", "2026-01-26"))] == [date(2026, 1, 26)]


def test_who_was_told_of_another_case_today_is_told_tomorrow(city):
    open_planned(city, "UH-2", on=date(2026, 1, 12))
    run(city, date(2026, 1, 19))
    open_planned(city, "UH-1", on=date(2026, 1, 12))
    assert [on for on, *_ in mailed(play(city, "2026-01-19", "2026-01-23"))] == [date(2026, 1, 20)]


def test_other_cases_are_left_out_also_those_that_are_linked(city):
    for number in (1, 2):
        open_planned(city, f"UH-{number}", on=date(2026, 1, 12))
    with writing(city) as connection:
        ids = connection.execute(select(Case.__table__.c.id).order_by(Case.__table__.c.reference)).scalars().all()
        link = {"kind": "call_off", "linked_on": date(2026, 1, 12)}
        connection.execute(insert(CaseLink).values(case_id=ids[0], other_id=ids[1], **link))
    ((_, name, subject, matters),) = mailed(play(city, "2026-01-13", "2026-01-19"))
    assert (name, matters) == ("Ulla Upphandlare", [("contact_point_1", "+5")])
    assert subject.startswith("UH-1")


def test_a_case_that_no_rule_can_read_is_refused(city, scratch):
    prepare(city)
    with writing(city) as connection:
        connection.execute(text("UPDATE track SET state = 'melted'"))
    with pytest.raises(Refused, match="cannot be read"):
        play(city, "2026-01-19", "2026-03-31")
    assert list(scratch.iterdir()) == []


def test_a_case_without_anybody_to_tell_says_so(city):
    open_planned(city, "UH-1", on=date(2026, 1, 12))
    with writing(city) as connection:
        connection.execute(update(Case.__table__).values(officer_id=None))
        connection.execute(update(Person.__table__).values(role="left"))
    played = play(city, "2026-01-19", "2026-02-27")
    assert mailed(played) == []
    assert [line.who.sv for line in played.open] == ["ingen utsedd"]
