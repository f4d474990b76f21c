"""Whoever cannot be reached is found out, and somebody who can is told the same working day."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, event, insert, select, text, update

from desk.settling import settle_due
from desk.tick import TickResult, tick
from matters.directory import read_directory
from models.people import reinstate, set_absence, set_left
from models.storage.database import reading, writing
from models.tables import Case, Message, Person, Reminder
from notifications.compose import compose, still_due
from notifications.delivery.outbox import DeliveryOptions, deliver, resolve
from notifications.delivery.problems import PermanentFailure, Problem, TemporaryFailure
from notifications.delivery.senders import SmtpSender
from tests.notifications.city import MANAGER, OFFICER, SETTINGS, SUPPORT, found_city, messages, open_planned
from tests.notifications.mailserver import mail_server

OPENED = date(2026, 1, 12)
DUE = date(2026, 1, 19)  # a Monday, the fifth working day
NEXT = date(2026, 1, 20)
DEPUTY = 4
ULLA, CHRIS, STIG, DAGNY = (f"{name}@exempelstad.example" for name in ("ulla", "chris", "stig", "dagny"))


@dataclass
class Post:
    """A sender that keeps what it is given; some addresses are refused for good, and it may be down."""

    refuses: Iterable[str] = ()
    down: bool = False
    tried: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)

    def send(self, *, recipient: str, **_: object) -> None:
        if self.down:
            raise TemporaryFailure(Problem.POSTPONED)
        self.tried.append(recipient)
        if recipient in self.refuses:
            raise PermanentFailure(Problem.REFUSED)
        self.told.append(recipient)

    def close(self) -> None:
        pass


@pytest.fixture
def city(engine: Engine) -> Engine:
    """The small city with a deputy for its officer, and a case of which the officer is to be told on DUE."""
    found_city(engine)
    with writing(engine) as connection:
        connection.execute(
            insert(Person).values(
                id=DEPUTY, name="Dagny Deputerad", email=DAGNY, phone="031-390 06 02", role="officer", unit_id=1
            ),
        )
    open_planned(engine, "UH-1", on=OPENED)
    return engine


def run(engine: Engine, day: date, post: Post, *, at: time = time(6, 30)) -> TickResult:
    moment = datetime.combine(day, at, UTC)
    return tick(engine, today=day, settings=SETTINGS, open_sender=lambda: post, clock=lambda: moment)


def away(engine: Engine, who: int, first: date, last: date, *, substitute: int | None = None, today: date) -> None:
    with writing(engine) as connection:
        set_absence(connection, who, away_from=first, away_until=last, substitute_id=substitute, today=today)


def left(engine: Engine, who: int, day: date) -> None:
    with writing(engine) as connection:
        set_left(connection, who, left_on=day, today=day)


def mails(engine: Engine) -> list[Any]:
    with reading(engine) as connection:
        return messages(connection)


# --- away and gone ---------------------------------------------------------------------------------------------------


def test_a_substitute_is_told_in_place_of_an_officer_who_is_away(city):
    away(city, OFFICER, DUE, NEXT, substitute=DEPUTY, today=OPENED)
    post = Post()
    run(city, DUE, post)
    assert post.told == [DAGNY]


def test_the_manager_is_told_in_place_of_an_officer_who_has_left(city):
    left(city, OFFICER, DUE)
    post = Post()
    run(city, DUE, post)
    assert post.told == [CHRIS]


def test_a_manager_who_is_away_too_is_passed_over_for_the_support_function(city):
    left(city, OFFICER, DUE)
    away(city, MANAGER, DUE, DUE, today=DUE)
    post = Post()
    run(city, DUE, post)
    assert post.told == [STIG]


def test_nobody_left_to_tell_is_counted_and_tried_again_the_next_day(city):
    for who in (OFFICER, MANAGER, SUPPORT):
        left(city, who, DUE)
    post = Post()
    assert run(city, DUE, post).unreachable == 1
    with writing(city) as connection:
        reinstate(connection, SUPPORT, today=NEXT)
    assert (run(city, NEXT, post).unreachable, post.told) == (0, [STIG])


def test_an_absence_that_begins_and_ends_later_is_noticed_on_its_days_without_anybody_entering_anything(city):
    wednesday, thursday, friday = (DUE + timedelta(days=days) for days in (2, 3, 4))
    away(city, OFFICER, wednesday, thursday, substitute=DEPUTY, today=OPENED)
    post, told = Post(), {}
    for day in (DUE, NEXT, wednesday, thursday, friday):
        before = len(post.told)
        run(city, day, post)
        told[day] = post.told[before:]
    assert told == {DUE: [ULLA], NEXT: [], wednesday: [DAGNY], thursday: [], friday: []}


def test_the_officer_is_told_on_return_of_what_came_during_the_absence(city):
    away(city, OFFICER, DUE, NEXT, substitute=DEPUTY, today=OPENED)
    post = Post()
    run(city, DUE, post)
    run(city, NEXT, post)
    run(city, NEXT + timedelta(days=1), post)
    assert post.told == [DAGNY, ULLA]


def test_who_falls_ill_on_the_day_hands_over_what_was_planned_and_not_sent_yet(city):
    run(city, DUE, Post(down=True))
    away(city, OFFICER, DUE, DUE, substitute=DEPUTY, today=DUE)
    post = Post()
    run(city, DUE, post, at=time(10))
    assert post.told == [DAGNY]
    run(city, NEXT, post)
    assert post.told == [DAGNY, ULLA]


def test_an_absence_entered_by_mistake_and_taken_back_loses_nothing(city):
    run(city, DUE, Post(down=True))
    away(city, OFFICER, DUE, DUE, today=DUE)
    run(city, DUE, Post(down=True), at=time(7))
    with writing(city) as connection:
        reinstate(connection, OFFICER, today=DUE)
    post = Post()
    run(city, DUE, post, at=time(10))
    assert post.told == [ULLA]


def test_a_reminder_planned_on_saturday_goes_on_monday_to_whoever_stands_in_then(city):
    open_planned(city, "UH-2", on=date(2026, 1, 9))  # the fifth working day is Friday 16 January
    saturday = date(2026, 1, 17)
    run(city, saturday, Post())
    away(city, OFFICER, DUE, DUE, substitute=DEPUTY, today=saturday)
    post = Post()
    run(city, date(2026, 1, 18), post)
    run(city, DUE, post)
    assert post.told == [DAGNY]


def test_after_an_outage_over_the_first_day_of_an_absence_the_substitute_is_told(city):
    run(city, OPENED, Post())
    away(city, OFFICER, DUE, NEXT, substitute=DEPUTY, today=OPENED)
    post = Post()
    run(city, NEXT, post)
    assert post.told == [DAGNY]


def test_who_goes_away_between_composing_and_sending_gets_nothing(city):
    settle_due(city, today=DUE, result=TickResult(DUE))
    assert compose(city, today=DUE, settings=SETTINGS) == 1
    with writing(city) as connection:  # and the case, which was looked at a moment ago, is not due
        gone = {"away_from": DUE, "away_until": DUE, "substitute_id": DEPUTY}
        connection.execute(update(Person).where(Person.id == OFFICER).values(gone))
        connection.execute(update(Case).values(next_check=date(2026, 2, 2)))
    post = Post()
    result = run(city, DUE, post)
    assert (post.tried, result.withheld) == ([DAGNY], 1)


def test_who_goes_away_between_planning_and_composing_gets_nothing(city):
    settle_due(city, today=DUE, result=TickResult(DUE))
    away(city, OFFICER, DUE, DUE, substitute=DEPUTY, today=DUE)
    assert compose(city, today=DUE, settings=SETTINGS) == 0
    post = Post()
    run(city, DUE, post)
    assert post.tried == [DAGNY]


# --- refused ---------------------------------------------------------------------------------------------------------


def test_a_mail_that_a_real_server_refuses_reaches_the_manager_in_the_same_tick(city):
    with mail_server() as server:
        server.faults["RCPT"].append("550 5.1.1 no such user")
        chosen = server.settings()
        result = tick(
            city,
            today=DUE,
            settings=chosen,
            open_sender=partial(SmtpSender, chosen),
            clock=lambda: datetime.combine(DUE, time(6, 30), UTC),
        )
    assert (server.recipients, result.failed, result.sent) == ([CHRIS], 1, 1)
    assert [(one.recipient, one.state) for one in mails(city)] == [(ULLA, "failed"), (CHRIS, "sent")]


def test_the_refusal_of_a_substitute_reaches_the_manager_and_of_both_the_support_function(city):
    away(city, OFFICER, DUE, DUE, substitute=DEPUTY, today=OPENED)
    post = Post(refuses={DAGNY, CHRIS})
    result = run(city, DUE, post)
    assert (post.tried, post.told, result.failed) == ([DAGNY, CHRIS, STIG], [STIG], 2)


def test_when_everybody_is_refused_the_tick_ends_and_says_so(city):
    post = Post(refuses={ULLA, CHRIS, STIG})
    result = run(city, DUE, post)
    assert (post.tried, result.sent, result.unreachable) == ([ULLA, CHRIS, STIG], 0, 1)
    run(city, NEXT, post)
    assert post.tried == [ULLA, CHRIS, STIG]


def test_a_manager_who_has_had_the_mail_of_the_day_gets_another_for_who_was_refused(city):
    open_planned(city, "UH-2", on=OPENED)
    with writing(city) as connection:
        connection.execute(update(Case).where(Case.reference == "UH-2").values(officer_id=None))
    post = Post(refuses={ULLA})
    run(city, DUE, post)
    assert post.told == [CHRIS, CHRIS]
    subjects = [(one.key, one.subject[:4]) for one in mails(city) if one.recipient == CHRIS]
    assert subjects == [(f"daily:{MANAGER}:{DUE}", "UH-2"), (f"daily:{MANAGER}:{DUE}:2", "UH-1")]
    run(city, DUE, post)
    assert len(post.tried) == 3


def test_who_was_refused_is_not_tried_again_in_other_cases_or_on_other_days(city):
    open_planned(city, "UH-2", on=date(2026, 1, 13))
    post = Post(refuses={ULLA})
    run(city, DUE, post)
    run(city, NEXT, post)
    assert (post.tried, post.told) == ([ULLA, CHRIS, CHRIS], [CHRIS, CHRIS])


def test_what_waited_for_the_next_working_day_of_who_was_refused_goes_to_the_next_above_at_once(city):
    run(city, DUE, Post(down=True))
    open_planned(city, "UH-2", on=OPENED)
    settle_due(city, today=DUE, result=TickResult(DUE))  # planned, and not in the message that is queued
    post = Post(refuses={ULLA})
    deliver(
        city,
        DeliveryOptions(
            open_sender=lambda: post,
            today=DUE,
            clock=lambda: datetime.combine(DUE, time(10), UTC),
            mail_from=SETTINGS.mail_from,
            still_due=partial(still_due, settings=SETTINGS),
        ),
    )
    run(city, DUE, post, at=time(10))
    with reading(city) as connection:
        r, c = Reminder.__table__.c, Case.__table__.c
        told = connection.execute(
            select(c.reference, r.person_id)
            .join(Message.__table__, Message.__table__.c.id == r.message_id)
            .join(Case.__table__, c.id == r.case_id)
            .where(Message.__table__.c.state == "sent")
            .order_by(c.reference),
        ).all()
    assert told == [("UH-1", MANAGER), ("UH-2", MANAGER)]
    assert post.tried.count(ULLA) == 1


def test_a_program_killed_after_the_refusal_tells_the_next_one_at_the_next_tick(city, monkeypatch):
    class Killed(BaseException):
        pass

    class Dying(Post):
        def close(self) -> None:
            raise Killed

    with pytest.raises(Killed):
        run(city, DUE, Dying(refuses={ULLA}))
    post = Post()
    run(city, DUE, post, at=time(7))
    assert post.tried == [CHRIS]


def test_who_was_refused_is_told_again_once_the_support_function_has_had_the_mail_sent_anew(city):
    post = Post(refuses={ULLA})
    run(city, DUE, post)
    with writing(city) as connection:
        resolve(connection, 1, "resend", reason="Brevlådan är upplagd på nytt.", today=NEXT)
    mended = Post()
    run(city, NEXT, mended)
    assert mended.told == [ULLA]
    run(city, date(2026, 1, 26), mended)  # the next rung, ten working days after the opening
    assert mended.told == [ULLA, ULLA]


def test_a_mail_sent_anew_to_who_is_away_by_then_is_withheld_and_the_substitute_is_told(city):
    run(city, DUE, Post(refuses={ULLA}))
    away(city, OFFICER, NEXT, NEXT, substitute=DEPUTY, today=DUE)
    with writing(city) as connection:
        resolve(connection, 1, "resend", reason="Brevlådan är upplagd på nytt.", today=NEXT)
    post = Post()
    run(city, NEXT, post)
    assert post.tried == [DAGNY]


def test_reading_the_directory_takes_three_statements_however_many_people_were_refused(city):
    run(city, DUE, Post(refuses={ULLA, CHRIS}))
    asked: list[str] = []
    with reading(city) as connection:
        event.listen(connection, "before_cursor_execute", lambda *call: asked.append(call[2]))
        directory = read_directory(connection)
    assert [one.id for one in directory.people.values() if one.refused] == [OFFICER, MANAGER]
    assert len(asked) == 3


# --- any city --------------------------------------------------------------------------------------------------------

ROLES = ("officer", "manager", "support", "labour_market", "supplier")
NUMBERS = range(1, 7)


@dataclass(frozen=True)
class Someone:
    role: str
    substitute: int | None
    away: tuple[int, int] | None
    left: int | None
    refuses: bool

    def is_there(self, day: date) -> bool:
        offset = (day - DUE).days
        here = self.away is None or not self.away[0] <= offset <= self.away[1]
        return here and (self.left is None or self.left > offset)

    def row(self, number: int) -> dict[str, object]:
        first, last = self.away or (None, None)
        return {
            "id": number,
            "name": f"Person {number}",
            "email": address(number),
            "phone": "031-390 06 01",
            "role": self.role,
            "unit_id": 1,
            "away_from": None if first is None else DUE + timedelta(days=first),
            "away_until": None if last is None else DUE + timedelta(days=last),
            "left_on": None if self.left is None else DUE + timedelta(days=self.left),
        }


def address(number: int) -> str:
    return f"person{number}@exempelstad.example"


def numbers(addresses: Iterable[str]) -> Iterator[int]:
    return (int(one.removeprefix("person").partition("@")[0]) for one in addresses)


SPELLS = st.tuples(st.integers(-2, 2), st.integers(0, 2)).map(lambda spell: (spell[0], spell[0] + spell[1]))
PEOPLE = st.builds(
    Someone,
    role=st.sampled_from(ROLES),
    substitute=st.none() | st.sampled_from(NUMBERS),
    away=st.none() | SPELLS,
    left=st.none() | st.integers(-1, 3),
    refuses=st.booleans(),
)


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    people=st.tuples(*(PEOPLE for _ in NUMBERS)),
    officers=st.lists(st.none() | st.sampled_from(NUMBERS), min_size=1, max_size=3),
)
def test_in_any_city_what_is_due_reaches_somebody_who_is_there_on_the_same_working_day(sqlite_engine, people, officers):
    engine = sqlite_engine
    with writing(engine) as connection:
        connection.execute(text("UPDATE person SET substitute_id = NULL"))
        for table in (
            "calendar_entry",
            "reminder",
            "message",
            "journal",
            "particular",
            "observation",
            "track",
            "agenda",
            "figure",
            "verified_journal",
            "case",
            "person",
            "unit",
        ):
            connection.execute(text(f'DELETE FROM "{table}"'))
        connection.execute(
            text("INSERT INTO unit (id, name, organisation_number, act, numbers_cases) VALUES (1,'U','','',0)")
        )
        connection.execute(insert(Person), [one.row(number) for number, one in enumerate(people, start=1)])
        for number, one in enumerate(people, start=1):
            connection.execute(update(Person).where(Person.id == number).values(substitute_id=one.substitute))
    for number, officer in enumerate(officers):
        open_planned(engine, f"UH-{number}", on=OPENED)
        with writing(engine) as connection:
            of_case = update(Case).where(Case.reference == f"UH-{number}")
            connection.execute(of_case.values(officer_id=officer))
    refuses = {address(number) for number, one in enumerate(people, start=1) if one.refuses}
    above = [one for one in people if one.role in {"manager", "support"} and not one.refuses]
    for day in (DUE, NEXT):
        post = Post(refuses=refuses)
        run(engine, day, post)
        tried = [people[number - 1] for number in numbers(post.tried)]
        assert all(one.is_there(day) for one in tried)
        assert all(one.role != "supplier" for one in tried)
        assert len(set(post.tried) & refuses) == len([one for one in post.tried if one in refuses])
        if any(one.is_there(day) for one in above):
            assert told_of(engine) == set(range(len(officers)))


def told_of(engine: Engine) -> set[int]:
    """Return the numbers of the cases that somebody was told of."""
    with reading(engine) as connection:
        c, r, m = Case.__table__.c, Reminder.__table__, Message.__table__
        query = select(c.reference).join(r, r.c.case_id == c.id).join(m, m.c.id == r.c.message_id)
        found = connection.execute(query.where(m.c.state == "sent")).scalars()
        return {int(reference.removeprefix("UH-")) for reference in found}
